"""That whoever counted an arm does not write it off, by the record of the counts (MOSAIC 05.20)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from django.db.models import Q

from ifar.placement.models import Event as PlacedEvent
from ifar.registry.facts import Thing
from ifar.registry.lifecycle.acts import Proposed
from ifar.rights import Actor
from ifar.stocks import counting, lying
from ifar.stocks.models import Count

WRITTEN_OFF: Final = "written_off"


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


def supplied(_actor: Actor, thing: Thing, event: Proposed) -> Supplied:
    """Whether nobody who stands for a write-off counted the arm."""
    if event.kind != WRITTEN_OFF:
        return Supplied()
    return Supplied({"not_the_counter": counters_of(thing.public_id).isdisjoint(event.people)})
