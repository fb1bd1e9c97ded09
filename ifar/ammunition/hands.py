"""Through whose hands a lot went, with how much at each: for traces. Who may ask is the caller's to decide; of offices of closed compartments nothing is told."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.db import connection

from ifar.accounts.selectors import agencies
from ifar.ammunition.models import Lot, bare_number
from ifar.reference import selectors as reference
from ifar.rights import Actor
from ifar.typed import bare

MOST: Final = 200
"""Hands of one lot of which is told."""


@dataclass(frozen=True, slots=True)
class Hand:
    """So much of a lot that went from an office, or still lies with it.

    Attributes:
        office, kind: whose hand it is, and what kind of office that is.
        how: `sent` to another office, `sold` to a holder, `lost`, or `held` still.
        to, to_kind: the office to which it was sent, where the reader may see it, and its kind; never a holder.
        on: the first day on which it went; None of what is still there.
    """

    office: str
    kind: str
    how: str
    to: str
    to_kind: str
    on: dt.date | None
    quantity: int


_HANDS: Final = """
WITH moved AS (
    SELECT a.public_id AS office, a.kind, m.move, m.to_office, min((e.recorded_at AT TIME ZONE %(zone)s)::date) AS since, sum(-p.amount)::bigint AS quantity
    FROM ammunition_posting p JOIN ammunition_movement m ON m.public_id = p.movement AND m.state <> 'undone' AND m.move IN ('sent', 'sold', 'lost')
    JOIN accounts_agency a ON a.id = m.agency_id AND a.public_id = p.agency JOIN ledger_entry e ON e.entry = p.event
    WHERE p.lot = ANY (%(lots)s) AND p.account = 'held' AND p.amount < 0 GROUP BY 1, 2, 3, 4
), held AS (
    SELECT a.public_id, a.kind, sum(b.quantity)::bigint AS quantity FROM ammunition_balance b JOIN accounts_agency a ON a.public_id = b.agency
    WHERE b.lot = ANY (%(lots)s) AND b.account = 'held' AND b.quantity > 0 GROUP BY 1, 2
)
SELECT office, move, kind, coalesce(to_office, ''), coalesce((SELECT t.kind FROM accounts_agency t WHERE t.public_id = to_office), ''), since, quantity FROM moved
UNION ALL SELECT public_id, 'held', kind, '', '', NULL, quantity FROM held
ORDER BY 6 NULLS LAST, 1, 2, 4 LIMIT %(most)s
"""


def called(number: str, calibre: str = "") -> list[Lot]:
    """The lots that bear exactly a number, as two are compared, and are of a calibre where one is said."""
    wanted = bare(number)
    lots = Lot.objects.alias(plain=bare_number()).filter(plain=wanted) if wanted else Lot.objects.none()
    known = reference.resolver().resolve_calibre(calibre) if calibre else None
    if known and known.code:
        lots = lots.filter(calibre__in=("", known.code))
    return list(lots.select_related("agency").order_by("id")[:MOST])


def of_lots(actor: Actor, lots: list[Lot]) -> list[Hand]:
    """The hands of lots that an actor may be told of, the first first. Two queries."""
    if not lots:
        return []
    known = agencies.agencies_for(actor).filter(compartment__in=sorted(actor.compartments))
    seen = set(known.values_list("public_id", flat=True))
    asked: dict[str, Any] = {
        "lots": [lot.public_id for lot in lots],
        "zone": settings.TIME_ZONE,
        "most": MOST,
    }
    with connection.cursor() as cursor:
        cursor.execute(_HANDS, asked)
        rows = cursor.fetchall()
    return [
        Hand(office, kind, how, to if to in seen else "", to_kind, on, quantity)
        for office, how, kind, to, to_kind, on, quantity in rows
        if office in seen
    ]
