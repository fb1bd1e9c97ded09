"""What may be placed, and who knows of it: the register of arms and parts; an app above of its own things, such as exhibits.

Placement asks two questions of things by their public identifiers: which of them the actor's office has in its custody, under which event; which
of them the actor may see. What they are in words says `documents/things.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.db.models import Exists, Q, QuerySet

from ifar.rights import Actor

NOT_HELD: Final = "placement.not_in_custody"


@dataclass(frozen=True, slots=True)
class Things:
    """What an app knows of things whose identifiers begin with one of some letters.

    Attributes:
        held: thing -> the place into which it is put: of those that may be put there by the actor, the event that gave custody.
        there: things that the actor may see and that still are in the custody under which they were placed, as a subquery of placements
            (`OuterRef("public_id")`, `OuterRef("under")`).
        refusal: code of why a thing is not among `held`.
    """

    held: Callable[[Actor, Mapping[str, str]], Mapping[str, UUID]]
    there: Callable[[Actor], QuerySet[Any]]
    refusal: str = NOT_HELD


_things: Final[dict[str, Things]] = {}
_bound: Final[list[Callable[[Collection[str]], Mapping[str, str]]]] = []


def provide(letters: str, things: Things) -> None:
    """Say who knows of what is placed under identifiers of some letters (`FK`). When the programs start."""
    _things[letters] = things


def provide_bound(bound: Callable[[Collection[str]], Mapping[str, str]]) -> None:
    """Have `bound` say which arms are placed as another thing, such as the exhibit that they are: arm -> exhibit."""
    if bound not in _bound:
        _bound.append(bound)


def bound_of(things: Collection[str]) -> dict[str, str]:
    """Which of some arms are placed as another thing. One query for each app that knows."""
    return {arm: other for ask in _bound for arm, other in ask(things).items()}


def letters() -> str:
    """The first letters of everything that may be placed."""
    return "".join(_things)


def held(actor: Actor, places: Mapping[str, str]) -> dict[str, UUID]:
    """Of things that are put into places, those that the actor's office may put there, with the event that gave it custody."""
    return {thing: under for things, of in _by_app(places) for thing, under in things.held(actor, of).items()}


def refusal_of(thing: str) -> str:
    """Code of why a thing cannot be placed that the office does not hold so."""
    return next((things.refusal for letters, things in _things.items() if thing[:1] in letters), NOT_HELD)


def seen(actor: Actor) -> Q:
    """The placements that count, of what the actor may see: the one condition of every list and number."""
    result = Q(pk__in=[])
    for letters, things in _things.items():
        first = Q(*(("public_id__startswith", letter) for letter in letters), _connector=Q.OR)
        result |= first & Q(Exists(things.there(actor)))
    return Q(state="placed") & result


def _by_app(places: Mapping[str, str]) -> list[tuple[Things, dict[str, str]]]:
    rows = []
    for letters, things in _things.items():
        if of := {thing: place for thing, place in places.items() if thing[:1] in letters}:
            rows.append((things, of))
    return rows
