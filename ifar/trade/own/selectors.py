"""What of trade is an applicant's own: authorisations that they asked for, and what was packed, sent and proved under them. Nothing else is ever asked for here.

Every list begins with the parties for which the account stands (`ifar.portal.selectors`); unseen and unknown answer alike. An applicant never acts with a
permission of the office: `keeper` gives one act what it takes, at the office that keeps the record, once it is known to be theirs.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import Any, Final

from django.db.models import Q, QuerySet

from ifar.accounts.models import Agency
from ifar.licensing.models import Licence
from ifar.portal import acting
from ifar.portal import selectors as portal
from ifar.portal.selectors import Own
from ifar.registry.lifecycle.rule import HELD_BY_CIVILIANS
from ifar.registry.models import Firearm
from ifar.rights import Actor
from ifar.trade import selectors
from ifar.trade.acts import COMMERCIAL
from ifar.trade.models import Authorisation, Consignment, Crate, Delivery, Item, Journey, Paper, Party

ACT: Final = "portal:own:act"
_SEEING: Final = frozenset({"portal:own:read", ACT, "trade:transfer:read", "parties:party:read"})
APPLY: Final = _SEEING | {"trade:transfer:write"}
PACK: Final = _SEEING | {
    "trade:consignment:read",
    "trade:consignment:pack",
    "registry:firearm:read",
    "registry:event:record",
    "accounts:agency:read",
    "licensing:licence:read",
}
DELIVER: Final = _SEEING | {"trade:delivery:write"}
TRAVEL: Final = _SEEING | {"trade:journey:announce", "registry:firearm:read"}
_NAMED: Final = ("consignee", "end_user", "broker", "carrier")


def keeper(actor: Actor, result: Any, takes: frozenset[str]) -> Actor:
    """The applicant, for one act on a record of theirs that takes these permissions, at the office that keeps it."""
    office: Agency = result.agency
    return replace(acting.within(actor, takes), agency=office.public_id, agency_id=office.pk)


# Applications and papers ------------------------------------------------------------------------------------------------


def authorisations_of(mine: Iterable[Own]) -> QuerySet[Authorisation]:
    """What was asked for by these parties."""
    authorisations = Authorisation.objects.filter(
        applicant__in=portal.records(mine), compartment="civilian", kind__in=COMMERCIAL
    )
    return authorisations.select_related("agency")


def authorisation_for(actor: Actor, public_id: str) -> Authorisation:
    """One of them.

    Raises:
        NotFound: it is not theirs, or there is none.
    """
    authorisations = authorisations_of(portal.own(actor)).filter(public_id=public_id)
    return selectors.only(authorisations.first(), "authorisation")


def papers_of(actor: Actor) -> QuerySet[Paper]:
    """The papers on which their authorisations rest."""
    of = authorisations_of(portal.own(actor)).order_by()
    return Paper.objects.filter(authorisation__in=of).select_related("agency", "authorisation")


def paper_for(actor: Actor, public_id: str) -> Paper:
    """One of them.

    Raises:
        NotFound: it is not theirs, or there is none.
    """
    return selectors.only(papers_of(actor).filter(public_id=public_id).first(), "paper")


def parties_of(actor: Actor, office: int) -> QuerySet[Party]:
    """The parties abroad that an applicant knows of, at an office: those that they entered, and those that their authorisations name."""
    named = {
        item
        for *row, further in authorisations_of(portal.own(actor)).order_by().values_list(*_NAMED, "further")
        for item in (*row, *further)
        if item
    }
    known = Q(entered_by=actor.id) | Q(public_id__in=named)
    return Party.objects.filter(known, state="open", agency_id=office).order_by("who__name", "id")


def is_known(actor: Actor, office: int, parties: Collection[str]) -> bool:
    """Whether an applicant knows of all of some parties abroad."""
    asked = {party for party in parties if party}
    return parties_of(actor, office).filter(public_id__in=asked).count() == len(asked)


# Consignments -----------------------------------------------------------------------------------------------------------


def consignments_of(actor: Actor) -> QuerySet[Consignment]:
    """What was packed under their authorisations."""
    of = authorisations_of(portal.own(actor)).order_by()
    return Consignment.objects.filter(authorisation__in=of).select_related("agency", "authorisation")


def consignment_for(actor: Actor, public_id: str) -> Consignment:
    """One of them.

    Raises:
        NotFound: it is not theirs, or there is none.
    """
    return selectors.only(consignments_of(actor).filter(public_id=public_id).first(), "consignment")


def crate_for(actor: Actor, public_id: str) -> Crate:
    """One crate of a consignment of theirs.

    Raises:
        NotFound: it is not theirs, or there is none.
    """
    crates = Crate.objects.filter(consignment__in=consignments_of(actor).order_by(), public_id=public_id)
    return selectors.only(
        crates.select_related("agency", "consignment", "consignment__authorisation").first(), "crate"
    )


def item_for(actor: Actor, public_id: str) -> Item:
    """One item of a packing list of theirs.

    Raises:
        NotFound: it is not theirs, or there is none.
    """
    items = Item.objects.filter(consignment__in=consignments_of(actor).order_by(), public_id=public_id)
    return selectors.only(
        items.select_related("agency", "consignment", "consignment__authorisation").first(), "item"
    )


def firearms_of(mine: Iterable[Own], applicant: str) -> QuerySet[Firearm]:
    """The firearms of an applicant, and those in the books that their licences in force name."""
    held = portal.party_of(mine, applicant).records
    owners = {*held, *_books(held)}
    return Firearm.objects.filter(owner__in=owners, merged_into="", compartment="civilian")


def _books(held: Collection[str]) -> list[str]:
    """The books that licences in force of these records name."""
    licences = Licence.objects.filter(holder__in=held, state="in_force", allows__overlap=["trade", "make"])
    return list(licences.exclude(book="").values_list("book", flat=True))


def traders_of(mine: Iterable[Own]) -> frozenset[str]:
    """Those of some parties whose licences in force name a book."""
    known = list(mine)
    held = Licence.objects.filter(
        holder__in=portal.records(known), state="in_force", allows__overlap=["trade", "make"]
    ).exclude(book="")
    holders = set(held.values_list("holder", flat=True))
    return frozenset(own.public_id for own in known if own.records & holders)


def in_books(mine: Iterable[Own], applicant: str) -> QuerySet[Firearm]:
    """The firearms in stock in the books that an applicant's licences in force name."""
    books = _books(portal.party_of(mine, applicant).records)
    return firearms_of(mine, applicant).filter(owner__in=books, state__startswith="in_stock")


# Deliveries -------------------------------------------------------------------------------------------------------------


def deliveries_of(actor: Actor) -> QuerySet[Delivery]:
    """What left on their authorisations."""
    of = authorisations_of(portal.own(actor)).order_by()
    return Delivery.objects.filter(authorisation__in=of).select_related("agency", "authorisation")


def delivery_for(actor: Actor, public_id: str) -> Delivery:
    """One of them.

    Raises:
        NotFound: it is not theirs, or there is none.
    """
    return selectors.only(deliveries_of(actor).filter(public_id=public_id).first(), "delivery")


# Journeys ---------------------------------------------------------------------------------------------------------------


def journeys_of(mine: Iterable[Own]) -> QuerySet[Journey]:
    """Where they go, or went, with firearms of their own."""
    journeys = Journey.objects.filter(holder__in=portal.records(mine), compartment="civilian")
    return journeys.select_related("agency")


def journey_for(actor: Actor, public_id: str) -> Journey:
    """One of them.

    Raises:
        NotFound: it is not theirs, or there is none.
    """
    journey = journeys_of(portal.own(actor)).filter(public_id=public_id).first()
    return selectors.only(journey, "journey")


def at_home(mine: Iterable[Own]) -> QuerySet[Firearm]:
    """The firearms that they own and have at home: those that may travel."""
    return portal.firearms_of(mine).filter(owner__in=portal.records(mine), state__in=HELD_BY_CIVILIANS)
