"""What the acts of a blind count say: what was read, and by whom. One reading for the shop of a dealer and for the armouries of a State.

An app that counts has a record `count` with the acts *begun*, *noted* (which says under `seen` what was read, as pairs of thing and text), *agreed* and *differed*.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import QuerySet

from ifar.ledger.models import Entry
from ifar.placement.counting import Reading

MOST: Final = 500
"""Lines that are read at once: what is read stands in the entry of the act."""
LONGEST: Final = 100
"""Signs of a line that are kept of what is read; an identifier or a serial number is shorter."""
MATTERS: Final = 50
"""So many differences become a matter each; of more, the first ones do, and the count names all."""


TAKEN_BACK: Final = "taken_back"
"""The act by which somebody takes back what they read by mistake, while the count is open."""


@dataclass(frozen=True, slots=True)
class Read:
    """A line as it was understood: the things that it names. It says nothing of what should be there."""

    text: str
    things: Sequence[str] = ()

    @property
    def seen(self) -> Reading:
        """As it counts; what names none, or several, is what stands on the thing."""
        return Reading(self.things[0], self.text) if len(self.things) == 1 else Reading("", self.text)


def noted(events: QuerySet[Any], count: str) -> list[Reading]:
    """Everything that was read in a count, in its order."""
    acts = events.filter(record_type="count", subject=count, kind__in=("noted", TAKEN_BACK)).order_by("n")
    return read_of(acts.values_list("kind", "details__seen"))


def read_of(acts: Iterable[tuple[str, Iterable[Sequence[str]] | None]]) -> list[Reading]:
    """What was read by acts of a count in their order, each with its kind and what it saw, without what whoever read it took back. Pure."""
    result: list[Reading] = []
    for kind, seen in acts:
        for thing, text in seen or ():
            if kind == TAKEN_BACK and (reading := Reading(thing, text)) in result:
                result.remove(reading)
            elif kind != TAKEN_BACK:
                result.append(Reading(thing, text))
    return result


def counters(events: QuerySet[Any], count: str) -> list[str]:
    """The people who counted: who began it, and who read anything."""
    acts = events.filter(record_type="count", subject=count, kind__in=("begun", "noted"))
    return sorted(set(Entry.objects.filter(entry__in=acts.values("pk")).values_list("actor", flat=True)))
