"""That nobody writes an arm off who counted it or has it in charge, and that it passes on as was decided then (MOSAIC 05.20)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from django.db import connection
from django.db.models import Q

from ifar.placement.models import Event as PlacedEvent
from ifar.registry.facts import Thing
from ifar.registry.lifecycle.acts import Proposed
from ifar.registry.models import Event as LifeEvent
from ifar.rights import Actor
from ifar.stocks import counting, lying
from ifar.stocks.models import Count

GOES: Final = ("written_off", "sold_to_civilians")
"""Kinds of events by which the State lets go of an arm in its stock."""
PASSES: Final = ("sold_from_disposal", "state_stock_received")
"""Kinds of events by which an arm that was written off comes to somebody."""


@dataclass(frozen=True, slots=True)
class Supplied:
    """Answers by condition; none of them is hidden."""

    answers: Mapping[str, bool | None] = field(default_factory=dict)
    hidden: frozenset[str] = frozenset()


def counters_of(firearm: str) -> set[str]:
    """The people who counted an arm: in the count that last read it, and in every later one that missed it or the place in which it lay."""
    rows = PlacedEvent.objects.filter(record_type="placement", subject=firearm).order_by("n")
    lay = [(at, str(changes.get("place", ""))) for at, changes in rows.values_list("id", "changes")]
    places = sorted({place for _at, place in lay if place})
    concerns = Q(places__has_any_keys=places) | Q(differences__contains=[{"label": firearm}])
    closed = Count.objects.filter(concerns, state__in=("agreed", "differs")).order_by("-id")
    return lying.counters_of(firearm, (_counted(count) for count in closed), lay)


def _counted(count: Count) -> lying.Counted:
    missing = [line["label"] for line in count.differences if line["kind"] == "missing"]
    read = {seen.thing for seen in counting.noted(count)}
    return lying.Counted(count.begun, count.places, counting.counters(count), read, missing)


def in_charge_of(firearm: str) -> set[str]:
    """The accounts of whoever is in charge of the armoury in which an arm was placed last, and of whoever received that armoury last."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT stocks_in_charge(%s)", [firearm])
        return {account for (account,) in cursor.fetchall() if account}


def supplied(_actor: Actor, thing: Thing, event: Proposed) -> Supplied:
    """Whether nobody who stands for a write-off counted the arm or has it in charge; whether it was written off so that it may pass on in this way."""
    if event.kind in GOES:
        stands = counters_of(thing.public_id) | in_charge_of(thing.public_id)
        return Supplied({"not_the_counter": stands.isdisjoint(event.people)})
    if event.kind in PASSES and thing.doubtful:
        decided = LifeEvent.objects.filter(
            firearm__public_id=thing.public_id, kind__in=("written_off", "disposal_decided")
        ).order_by("-n")
        last = decided.values_list("kind", "details").first()
        if last and last[0] == "written_off":
            return Supplied({"disposal_authority": last[1].get("method") == way_of(event)})
    return Supplied()


def way_of(event: Proposed) -> str:
    """The way of disposal that an event is."""
    to_state = event.kind == "state_stock_received" or event.details.get("owner_kind") == "state"
    return "state_use" if to_state else "sale"
