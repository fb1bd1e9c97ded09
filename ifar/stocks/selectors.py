"""Armouries and officers as an actor may see them: those of their own office and of the offices below it.

Nothing of a store is seen by a neighbouring unit, by another force, or by whoever licenses civilians: not its name, not its number of arms, not its people.
The inspectorate sees armouries of its compartments, and no names of officers.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Final

from django.db.models import Q, QuerySet

from ifar.accounts.selectors import agencies
from ifar.errors import NotFound
from ifar.placement import selectors as placement
from ifar.placement.models import Place
from ifar.rights import Actor, may
from ifar.scanned import identifier_in
from ifar.stocks import labels
from ifar.stocks.models import Armoury, Officer

READ: Final = "stocks:armoury:read"
ROSTER: Final = "stocks:roster:read"
UNITS: Final = ("military", "police", "customs", "court")
"""Kinds of office that have stocks of the State."""


def _seen(actor: Actor) -> Q:
    if not may(actor, READ):
        return Q(pk__in=[])
    if may(actor, "oversight:inspection:read"):
        return Q(compartment__in=actor.compartments)
    return Q(agency_id__in=agencies.below(actor.agency_id))


def armouries_for(actor: Actor) -> QuerySet[Armoury]:
    """Armouries, for as long as their place is open."""
    is_open = Place.objects.filter(state="open").values("public_id")
    return Armoury.objects.filter(_seen(actor), public_id__in=is_open).select_related("agency")


def armoury_for(actor: Actor, public_id: str) -> Armoury:
    """One armoury; unknown and unseen answer alike.

    Raises:
        NotFound: there is none for this actor.
    """
    return _only(armouries_for(actor).filter(public_id=public_id).first())


def names_of(armouries: Collection[str]) -> dict[str, str]:
    """What armouries that the caller was shown are called. One query."""
    return dict(Place.objects.filter(public_id__in=armouries).values_list("public_id", "name"))


def stores_of(actor: Actor) -> list[tuple[str, str]]:
    """The open stores of the actor's own office that are no armoury yet, with their names."""
    known = Armoury.objects.filter(agency_id=actor.agency_id).values("public_id")
    found = placement.own_open(actor).filter(kind="store").exclude(public_id__in=known)
    return list(found.order_by("name", "id").values_list("public_id", "name")[:500])


def uncounted(day: dt.date) -> QuerySet[Armoury]:
    """Armouries whose officer in charge should have counted them before a day."""
    late = Armoury.objects.filter(state="kept", counted_on=None, count_due__lt=day)
    return late.select_related("agency").order_by("id")


# The roster --------------------------------------------------------------------------------------------------------------


def roster_for(actor: Actor) -> QuerySet[Officer]:
    """Officers of the actor's own unit and of those below it, by name."""
    if not may(actor, ROSTER):
        return Officer.objects.none()
    found = Officer.objects.filter(agency_id__in=agencies.below(actor.agency_id))
    return found.select_related("agency")


def officer_for(actor: Actor, public_id: str) -> Officer:
    """One officer; unknown and unseen answer alike.

    Raises:
        NotFound: there is none for this actor.
    """
    return _only(roster_for(actor).filter(public_id=public_id).first())


def own_serving(actor: Actor) -> QuerySet[Officer]:
    """Those who serve in the actor's own unit."""
    return roster_for(actor).filter(agency_id=actor.agency_id, state="serving")


def searched(found: QuerySet[Officer], text: str) -> QuerySet[Officer]:
    """Those of some officers whom a card, a service number or part of a name names."""
    if said := identifier_in(text, "P"):
        return found.filter(public_id=said)
    plain = " ".join(text.split())
    number = "".join(plain.split()).upper()
    return found.filter(Q(number=number) | Q(name__icontains=plain)) if plain else found


def _only[T](found: T | None) -> T:
    if found is None:
        raise NotFound("stocks.not_found", labels.of("stocks.not_found"))
    return found
