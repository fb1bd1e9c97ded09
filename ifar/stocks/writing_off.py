"""That whoever counted an arm does not write it off, by the record of the counts (MOSAIC 05.20)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from ifar.placement.models import Placement
from ifar.registry.facts import Thing
from ifar.registry.lifecycle.acts import Proposed
from ifar.rights import Actor
from ifar.stocks import counting
from ifar.stocks.models import Count

WRITTEN_OFF: Final = "written_off"


@dataclass(frozen=True, slots=True)
class Supplied:
    """Answers by condition; none of them is hidden."""

    answers: Mapping[str, bool | None] = field(default_factory=dict)
    hidden: frozenset[str] = frozenset()


def counters_of(firearm: str) -> set[str]:
    """The people who counted an arm last: in the latest closed count of the armoury in which it lies or lay."""
    place = Placement.objects.filter(public_id=firearm).values_list("place", flat=True).first()
    if not place:
        return set()
    last = (
        Count.objects.filter(state__in=("agreed", "differs"), places__contains=[place])
        .order_by("-id")
        .first()
    )
    return set(counting.counters(last)) if last is not None else set()


def supplied(_actor: Actor, thing: Thing, event: Proposed) -> Supplied:
    """Whether nobody who stands for a write-off counted the arm."""
    if event.kind != WRITTEN_OFF:
        return Supplied()
    return Supplied({"not_the_counter": counters_of(thing.public_id).isdisjoint(event.people)})
