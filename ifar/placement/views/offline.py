"""Places and placements as the offline extract of an office has them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ifar.documents.things import Thing
from ifar.placement import labels, selectors
from ifar.rights import Actor


def places(actor: Actor, most: int) -> Iterable[Thing]:
    """The open places of the actor's office, by their names."""
    for place in selectors.own_open(actor).order_by("name", "pk")[:most]:
        yield Thing(place.public_id, str(labels.KINDS[place.kind]), place.name)


def placed(actor: Actor, most: int) -> Mapping[str, tuple[str, int]]:
    """Things of the actor's own office -> the place in which each is, and how often it was placed."""
    placements = selectors.placements_for(actor).filter(agency_id=actor.agency_id).order_by("-pk")
    return {thing: (place, n) for thing, place, n in placements.values_list("public_id", "place", "n")[:most]}
