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
        under: the number (or the identifier, of a mixed lot) of the other lot into which it was repacked, empty where it was not; `quantity` is then the most
            that can be of it.
    """

    office: str
    kind: str
    how: str
    to: str
    to_kind: str
    on: dt.date | None
    quantity: int
    under: str = ""


# Of a lot that was repacked goes on at most so much as went into each other lot.
_HANDS: Final = """
WITH RECURSIVE reached AS (
    SELECT r AS lot, '' AS under, NULL::bigint AS most FROM unnest(%(lots)s::text[]) r
    UNION SELECT s.lot::text, s.lot::text, least(r.most, s.amount) FROM reached r CROSS JOIN LATERAL (
        SELECT p.lot, sum(p.amount)::bigint AS amount FROM ammunition_posting p WHERE p.source = r.lot AND p.source <> '' AND p.lot <> ALL (%(lots)s)
        GROUP BY p.lot HAVING sum(p.amount) > 0) s
), mine AS (SELECT lot, under, sum(most)::bigint AS most FROM reached GROUP BY 1, 2
), moved AS (
    SELECT l.under, l.most, a.public_id AS office, a.kind, CASE m.move WHEN 'lost_by_two' THEN 'lost' ELSE m.move END AS move, m.to_office, min((e.recorded_at AT TIME ZONE %(zone)s)::date) AS since, sum(-p.amount)::bigint AS quantity
    FROM mine l JOIN ammunition_posting p ON p.lot = l.lot
    JOIN ammunition_movement m ON m.public_id = p.movement AND m.state <> 'undone' AND m.move IN ('sent', 'sold', 'lost', 'lost_by_two')
    JOIN accounts_agency a ON a.id = m.agency_id AND a.public_id = p.agency JOIN ledger_entry e ON e.entry = p.event
    WHERE p.account = 'held' AND p.amount < 0 GROUP BY 1, 2, 3, 4, 5, 6
), held AS (
    SELECT l.under, l.most, a.public_id, a.kind, sum(b.quantity)::bigint AS quantity FROM mine l JOIN ammunition_balance b ON b.lot = l.lot
    JOIN accounts_agency a ON a.public_id = b.agency WHERE b.account = 'held' AND b.quantity > 0 GROUP BY 1, 2, 3, 4
), told AS (
    SELECT under, office, move, kind, coalesce(to_office, '') AS to_office, coalesce((SELECT t.kind FROM accounts_agency t WHERE t.public_id = to_office), '') AS to_kind,
        since, least(quantity, most) AS quantity FROM moved
    UNION ALL SELECT under, public_id, 'held', kind, '', '', NULL, least(quantity, most) FROM held
)
SELECT t.office, t.move, t.kind, t.to_office, t.to_kind, t.since, t.quantity, coalesce(nullif(l.number, ''), t.under)
FROM told t LEFT JOIN ammunition_lot l ON l.public_id = t.under ORDER BY 6 NULLS LAST, 1, 2, 4, 8 LIMIT %(most)s
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
        Hand(office, kind, how, to if to in seen else "", to_kind, on, quantity, under)
        for office, how, kind, to, to_kind, on, quantity, under in rows
        if office in seen
    ]
