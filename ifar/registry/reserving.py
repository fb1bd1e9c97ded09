"""Serial numbers that a maker gives to new arms, or takes in with its stock: what the apps above say against them, because an order reserved them or was closed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace

from ifar.errors import Reason, Refused
from ifar.registry.labels import words_of
from ifar.registry.selectors import families
from ifar.registry.selectors.families import Family
from ifar.registry.services.events.shapes import NewEvent
from ifar.rights import Actor

type Answerer = Callable[[Actor, Family, str, Collection[str]], Mapping[str, Reason]]
_answerers: list[Answerer] = []


def provide(answerer: Answerer) -> None:
    """Have `answerer(actor, family, production lot, numbers)` say against which serial numbers of a maker something stands; in `extensions.py`."""
    _answerers.append(answerer)


def against(actor: Actor, family: Family, lot: str, numbers: Collection[str]) -> dict[str, Reason]:
    """The numbers against which something stands, each with its reason in words; none for whoever makes nothing.

    Args:
        lot: the production lot that is named with them.
    """
    if actor.agency_kind != "maker":
        return {}
    result: dict[str, Reason] = {}
    for answerer in _answerers:
        result |= answerer(actor, family, lot, numbers)
    return {
        number: replace(reason, message=words_of(reason.code, reason.params), field="serial")
        for number, reason in result.items()
    }


def check(actor: Actor, event: NewEvent) -> None:
    """Ask the same of the first event of one firearm.

    Raises:
        Refused: with the reason of each of its serial numbers.
    """
    numbers = [mark["text"] for mark in event.marks if mark.get("kind") == "serial" and mark.get("text")]
    if actor.agency_kind != "maker" or not numbers:
        return
    lot = str(event.details.get("batch", ""))
    if reasons := list(against(actor, families.of_identity(event.identity), lot, numbers).values()):
        first = reasons[0]
        raise Refused(first.code, first.message, article=first.article, field="serial", reasons=reasons)
