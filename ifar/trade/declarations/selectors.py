"""Customs declarations as an actor may see them: customs those of its offices, licensing those under its authorisations."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.db.models import Q, QuerySet, Sum

from ifar import identifiers
from ifar.accounts.selectors import agencies
from ifar.errors import NotFound
from ifar.rights import Actor, may
from ifar.trade import labels, selectors
from ifar.trade.declarations.models import Declaration
from ifar.trade.models import Authorisation, Consignment

SEND: Final = "trade:declaration:send"


def declarations_for(actor: Actor) -> QuerySet[Declaration]:
    """Declarations."""
    seen = Q(pk__in=[])
    if may(actor, selectors.READ):
        seen |= Q(under__in=selectors.authorisations_for(actor).order_by().values("public_id"))
    if may(actor, SEND):
        seen |= Q(agency_id__in=agencies.below(actor.agency_id))
    if may(actor, selectors.READ) and may(actor, "oversight:inspection:read"):
        seen = Q()
    return Declaration.objects.filter(seen, compartment__in=actor.compartments).select_related("agency")


def declaration_for(actor: Actor, public_id: str) -> Declaration:
    """One declaration; unknown and unseen answer alike.

    Raises:
        NotFound: there is none for this actor.
    """
    declaration = declarations_for(actor).filter(public_id=public_id).first()
    if declaration is None:
        raise NotFound("trade.declaration.not_found", labels.of("trade.not_found"))
    return declaration


def authorisation_of(actor: Actor, text: str) -> Authorisation | None:
    """The authorisation that a declaration names, at whichever office of the actor's compartments: customs ask whether it is valid (2025/41 art. 29)."""
    named = identifiers.parse(text)
    authorisations = Authorisation.objects.filter(public_id=named or "", compartment__in=actor.compartments)
    return authorisations.select_related("agency").first()


def consignment_of(actor: Actor, text: str, under: Authorisation | None, way: str) -> Consignment | None:
    """The consignment that a declaration names; where it names none, the only one under its authorisation of which there is no such declaration yet."""
    every = Consignment.objects.filter(compartment__in=actor.compartments).select_related(
        "agency", "authorisation"
    )
    if text:
        return every.filter(public_id=identifiers.parse(text) or "").first()
    if under is None:
        return None
    declarations = Declaration.objects.filter(under=under.public_id, way=way).exclude(matched="")
    open_ = every.filter(authorisation=under, state__in=("closed", "left"))
    consignments = list(open_.exclude(public_id__in=declarations.values("matched"))[:2])
    return consignments[0] if len(consignments) == 1 else None


def declared_under(under: Authorisation, way: str, but: str = "") -> int:
    """How many pieces were declared under an authorisation on one way, but for one declaration."""
    every = Declaration.objects.filter(under=under.public_id, way=way).exclude(public_id=but)
    return every.aggregate(all=Sum("quantity"))["all"] or 0


def in_force_on(under: Authorisation, day: dt.date) -> bool:
    """Whether an authorisation is in force, and was valid on a day."""
    return (
        under.state == "in_force"
        and under.valid_from is not None
        and under.valid_to is not None
        and under.valid_from <= day <= under.valid_to
    )
