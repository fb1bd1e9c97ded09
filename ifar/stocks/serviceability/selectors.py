"""Serviceability as an actor may see it: of the arms of the own unit and of the units below it; nothing of them while they are counted blind."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Final

from django.db import connection
from django.db.models import QuerySet

from ifar.placement import selectors as placement
from ifar.placement.models import Placement
from ifar.registry.models import Firearm
from ifar.rights import Actor, may
from ifar.stocks.models import Armoury
from ifar.stocks.selectors import READ, closed_to, seen_by
from ifar.stocks.serviceability.acts import SERVICEABLE
from ifar.stocks.serviceability.models import Serviceability

STATES: Final = ("awaiting_inspection", "repairable", "in_repair", "unserviceable", "serviceable")
"""As they are listed: what waits for somebody first."""


def known_for(actor: Actor) -> QuerySet[Serviceability]:
    """What is on record of arms."""
    return _open_to(actor).filter(seen_by(actor))


def known_of(actor: Actor, firearm: Firearm) -> Serviceability | None:
    """What is on record of a firearm that the actor was shown, where their unit has it in hand now or recorded it."""
    if not may(actor, READ):
        return None
    known = _open_to(actor) if firearm.custodian == actor.agency else known_for(actor)
    return known.filter(public_id=firearm.public_id).first()


def _open_to(actor: Actor) -> QuerySet[Serviceability]:
    closed = closed_to(actor)
    return Serviceability.objects.exclude(agency__public_id__in=closed).select_related("agency")


def not_serviceable(arms: Collection[str]) -> list[str]:
    """Those of some arms that are not issued; of what nobody inspected yet nothing stands against it. One query."""
    rows = Serviceability.objects.filter(public_id__in=list(arms)).exclude(state=SERVICEABLE)
    return list(rows.order_by("id").values_list("public_id", flat=True))


def standing_of(arms: Collection[str]) -> Mapping[str, Serviceability]:
    """What is on record of some arms of the caller's own unit. One query."""
    return Serviceability.objects.select_related("agency").in_bulk(list(arms), field_name="public_id")


def stock_of(actor: Actor, arms: Collection[str]) -> set[str]:
    """Those of some arms that are in the stock of the actor's unit. One query."""
    rows = Firearm.objects.filter(
        public_id__in=list(arms),
        custodian=actor.agency,
        ownership="state",
        state="in_stock_state",
        merged_into="",
    )
    return set(rows.values_list("public_id", flat=True))


def in_armoury(actor: Actor, armoury: Armoury) -> QuerySet[Serviceability]:
    """What is on record of the arms that are placed in an armoury which the actor was shown, whoever recorded it."""
    within = placement.with_all_inside([armoury.public_id])
    lying = Placement.objects.filter(place__in=within, state="placed", agency=armoury.agency_id)
    if armoury.agency.public_id in closed_to(actor):
        return Serviceability.objects.none()
    return Serviceability.objects.select_related("agency").filter(public_id__in=lying.values("public_id"))


_HISTORY: Final = """
SELECT e.kind, l.actor, l.recorded_at, e.changes FROM stocks_event e JOIN ledger_entry l ON l.entry = e.id
WHERE e.record_type = 'serviceability' AND e.subject = %s ORDER BY e.n DESC LIMIT 50
"""


def history_of(record: Serviceability) -> list[tuple[str, str, Any, Mapping[str, Any]]]:
    """What was recorded of an arm whose record the caller was shown, the latest first: act, account, moment, what it set."""
    with connection.cursor() as cursor:
        cursor.execute(_HISTORY, [record.public_id])
        return list(cursor.fetchall())
