"""Parties abroad: entered, changed, closed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.db.models.fields.json import KT
from django.utils.translation import gettext_lazy as _

from ifar.accounts.services import reads
from ifar.acts.offers import Offers
from ifar.cursors import Page, page_of
from ifar.errors import Reason
from ifar.reference import selectors as reference
from ifar.rights import Actor, require
from ifar.trade import inputs, selectors
from ifar.trade.labels import STATES
from ifar.trade.models import Authorisation, Party
from ifar.trade.screening.services import screening
from ifar.trade.services.writing import RECORDER, WRITE

PARTY: Final = Offers(RECORDER, "party", selectors.party_for, page="trade:party")


@transaction.atomic
def enter_party(
    *,
    actor: Actor,
    name: str,
    country: str,
    deals: Sequence[str],
    number: str = "",
    address: str = "",
    contact: str = "",
) -> str:
    """Enter somebody in another State with whom goods are dealt; returns the public identifier.

    Args:
        country: by ISO 3166-1 alpha-2.
        deals: codes of the list `deal_kind`.

    Raises:
        Invalid: no such State, the register's own State, or no such kind of deal.
    """
    require(actor, WRITE)
    sets = _sets(country, deals, number)
    who = {"name": name, "address": address, "contact": contact}
    made = RECORDER.record(actor, "party", "entered", changes=sets, personal={"who": who}).subject
    screening.screen_party(actor, made)
    return made


def list_parties(actor: Actor, given: Mapping[str, str]) -> Page[Party]:
    """A page of the parties abroad that the actor sees, by identifier or as the address `given` sorts them. The read is logged.

    Raises:
        Refused: no purpose was stated.
    """
    require(actor, selectors.READ)
    result: Page[Party] = page_of(
        given,
        selectors.parties_for(actor).annotate(called=KT("who__name")),
        order=("id",),
        sorts={"called": None, "country": reference.words("country"), "state": STATES["party"]},
    )
    shown = [party.public_id for party in result.items]
    reads.log(actor, "trade.party.list", "parties", len(shown), people=shown)
    return result


def open_party(actor: Actor, party_id: str) -> Party:
    """One party abroad, with where and how to reach it. The read is logged.

    Raises:
        NotFound: there is no such party for this actor.
        Refused: no purpose was stated.
    """
    require(actor, selectors.READ)
    party = selectors.party_for(actor, party_id)
    reads.log(actor, "trade.party.read", party.public_id)
    return party


def names_for(actor: Actor, authorisation: Authorisation) -> dict[str, str]:
    """The names of the parties abroad that an authorisation which the actor was shown and its papers name. The read is logged.

    Raises:
        Refused: no purpose was stated.
    """
    require(actor, selectors.READ)
    if names := selectors.names_of(authorisation):
        reads.log(
            actor, "trade.authorisation.read", authorisation.public_id, len(names), people=sorted(names)
        )
    return names


def _sets(country: str, deals: Sequence[str], number: str) -> dict[str, Any]:
    if country == settings.IFAR_COUNTRY:
        raise RECORDER.invalid(Reason("trade.party.home", field="country"))
    if not reference.exists("country", country):
        raise RECORDER.invalid(Reason("trade.country", field="country"))
    known = reference.words("deal_kind")
    if not set(deals) <= set(known):
        raise RECORDER.invalid(Reason("trade.party.deals", field="deals"))
    return {"country": country, "deals": sorted(set(deals)), "number": " ".join(number.split())}


def _stands(_actor: Actor, party: Party) -> Mapping[str, Any]:
    return {"initial": {**party.who, "country": party.country, "deals": party.deals, "number": party.number}}


@PARTY.act("changed", inputs.ChangeParty, _("Change what is on record"), permission=WRITE, asks=_stands)
@transaction.atomic
def change_party(
    *,
    actor: Actor,
    party_id: str,
    name: str,
    country: str,
    deals: Sequence[str],
    number: str = "",
    address: str = "",
    contact: str = "",
    expected_n: int | None = None,
) -> None:
    """Say what is on record of a party abroad from now on. Whom a verified paper or an authorisation names stays who it is.

    Raises:
        NotFound: there is no such party for this actor.
        Forbidden: another office keeps it.
        Refused: it is named already, and more than its contact and its roles would change.
        Invalid: as `enter_party`.
    """
    require(actor, WRITE)
    party = selectors.party_for(actor, party_id)
    RECORDER.check_expected(party, expected_n)
    sets = _sets(country, deals, number)
    who = {"name": name, "address": address, "contact": contact}
    was = (party.country, party.number, *(party.who.get(item, "") for item in ("name", "address")))
    if was != (country, sets["number"], name, address) and selectors.is_named(party.public_id):
        raise RECORDER.refused(Reason("trade.party.named"))
    RECORDER.record(actor, "party", "changed", party, changes=sets, personal={"who": who})
    screening.screen_party(actor, party.public_id)


@PARTY.act("closed", inputs.CloseParty, _("Close the record"), permission=WRITE, danger=True)
@transaction.atomic
def close_party(*, actor: Actor, party_id: str, reason: str, expected_n: int | None = None) -> None:
    """Deal with a party abroad no more.

    Raises:
        NotFound: there is no such party for this actor.
        Forbidden: another office keeps it.
    """
    require(actor, WRITE)
    party = selectors.party_for(actor, party_id)
    RECORDER.check_expected(party, expected_n)
    RECORDER.record(actor, "party", "closed", party, note=reason)
