"""Serviceability as an actor may see it: of the arms of the own unit and of the units below it; nothing of them while they are counted blind."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from typing import Any, Final

from django.db import connection
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from ifar.accounts.models import Agency
from ifar.accounts.selectors import agencies
from ifar.placement import selectors as placement
from ifar.placement.models import Placement
from ifar.reference import selectors as reference
from ifar.registry.models import Firearm
from ifar.rights import Actor, may
from ifar.stocks.models import Armoury
from ifar.stocks.selectors import READ, closed_to, seen_by
from ifar.stocks.serviceability.acts import INSPECTION, SERVICEABLE
from ifar.stocks.serviceability.models import Serviceability

STATES: Final = ("awaiting_inspection", "repairable", "in_repair", "unserviceable", "serviceable")
"""As they are listed: what waits for somebody first."""
NEVER: Final = "never_inspected"
"""Which arms are listed of which nothing is on record."""
OVERDUE: Final = "inspection_overdue"
"""Which are listed that are serviceable, but were inspected longer ago than the State's list of terms says."""


def known_for(actor: Actor) -> QuerySet[Serviceability]:
    """What is on record of arms."""
    return _open(closed_to(actor)).filter(seen_by(actor))


def known_of(actor: Actor, firearm: Firearm) -> Serviceability | None:
    """What is on record of a firearm that the actor was shown, where their unit has it in hand now or recorded it.

    Where nothing is, and it lies in the stock of a unit that they see, it is a record that is not kept, in the state `NEVER`.
    """
    if not may(actor, READ):
        return None
    closed = closed_to(actor)
    known = _open(closed).filter(public_id=firearm.public_id)
    record = known.filter(Q() if firearm.custodian == actor.agency else seen_by(actor)).first()
    if record is not None or firearm.custodian in closed or firearm.state != "in_stock_state":
        return record
    is_never = _never(_in_units(actor).filter(pk=firearm.pk)).exists()
    return Serviceability(public_id=firearm.public_id, state=NEVER) if is_never else None


def _open(closed: Collection[str]) -> QuerySet[Serviceability]:
    return Serviceability.objects.exclude(agency__public_id__in=closed).select_related("agency")


def not_serviceable(arms: Collection[str]) -> list[str]:
    """Those of some arms that are not issued; of what nobody inspected yet nothing stands against it. One query."""
    rows = Serviceability.objects.filter(public_id__in=list(arms)).exclude(state=SERVICEABLE)
    return list(rows.order_by("id").values_list("public_id", flat=True))


def days_of_inspection() -> int | None:
    """Within how many days of its last inspection an arm is issued; None where the State's list of terms does not say."""
    rows = reference.rows_of("duty_term").filter(about=INSPECTION, valid_to=None)
    return min((row.days for row in rows), default=None)


def inspections_of(arms: Collection[str], day: dt.date) -> dict[str, Any]:
    """What the rule of an issue on a day sees of some arms: the term, and where there is one, the day of each one's last inspection. Two queries at most."""
    within = days_of_inspection()
    rows = Serviceability.objects.filter(public_id__in=list(arms)).exclude(inspected_on=None)
    days = {} if within is None else dict(rows.values_list("public_id", "inspected_on"))
    return {"within": within, "day": day, "inspected": days}


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


def _lying_in(armoury: Armoury) -> QuerySet[Placement]:
    within = placement.with_all_inside([armoury.public_id])
    return Placement.objects.filter(place__in=within, state="placed", agency=armoury.agency_id)


def in_armoury(actor: Actor, armoury: Armoury) -> QuerySet[Serviceability]:
    """What is on record of the arms that are placed in an armoury which the actor was shown, whoever recorded it."""
    if armoury.agency.public_id in closed_to(actor):
        return Serviceability.objects.none()
    lying = _lying_in(armoury).values("public_id")
    return Serviceability.objects.select_related("agency").filter(public_id__in=lying)


def never_in_armoury(actor: Actor, armoury: Armoury) -> QuerySet[Firearm]:
    """The arms that lie in an armoury which the actor was shown, and of which nothing is on record."""
    if armoury.agency.public_id in closed_to(actor):
        return Firearm.objects.none()
    here = _lying_in(armoury).filter(public_id=OuterRef("public_id"), under=OuterRef("custody_event"))
    return _never(Firearm.objects.filter(Exists(here), custodian=armoury.agency.public_id))


def never_for(actor: Actor) -> QuerySet[Firearm]:
    """The arms in the stock of units that the actor sees, of which nothing is on record."""
    if not may(actor, READ):
        return Firearm.objects.none()
    return _never(_in_units(actor).exclude(custodian__in=closed_to(actor)))


def _in_units(actor: Actor) -> QuerySet[Firearm]:
    if may(actor, "oversight:inspection:read"):
        return Firearm.objects.filter(compartment__in=actor.compartments)
    units = Agency.objects.filter(pk__in=agencies.below(actor.agency_id)).values("public_id")
    return Firearm.objects.filter(custodian__in=units)


def _never(firearms: QuerySet[Firearm]) -> QuerySet[Firearm]:
    known = Serviceability.objects.filter(public_id=OuterRef("public_id"))
    return firearms.filter(~Exists(known), ownership="state", state="in_stock_state", merged_into="")


def overdue(known: QuerySet[Serviceability], day: dt.date) -> QuerySet[Serviceability]:
    """Those of some that are serviceable, but not issued on a day because their inspection lies too long ago."""
    within = days_of_inspection()
    if within is None:
        return known.none()
    return known.filter(state=SERVICEABLE, inspected_on__lt=day - dt.timedelta(days=within))


def numbers_of(known: QuerySet[Serviceability]) -> Mapping[str, int]:
    """How many of some there are in each state. One query."""
    return dict(known.order_by().values_list("state").annotate(n=Count("pk")))


_HISTORY: Final = """
SELECT e.kind, l.actor, l.recorded_at, e.changes FROM stocks_event e JOIN ledger_entry l ON l.entry = e.id
WHERE e.record_type = 'serviceability' AND e.subject = %s ORDER BY e.n DESC LIMIT 50
"""


def history_of(record: Serviceability) -> list[tuple[str, str, Any, Mapping[str, Any]]]:
    """What was recorded of an arm whose record the caller was shown, the latest first: act, account, moment, what it set."""
    with connection.cursor() as cursor:
        cursor.execute(_HISTORY, [record.public_id])
        return list(cursor.fetchall())
