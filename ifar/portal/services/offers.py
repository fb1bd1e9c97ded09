"""A transfer that both sides confirm from their own accounts: the owner offers, the buyer answers, the office then records it."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ifar import identifiers
from ifar.acts.offers import Offers
from ifar.errors import NotFound, Refused
from ifar.licensing.services import offers
from ifar.licensing.services.writing import RECORDER
from ifar.portal import acting, selectors
from ifar.portal.inputs import ConfirmOffer, DeclineOffer, TakeBackOffer
from ifar.portal.labels import invalid, words_of
from ifar.registry.lifecycle.rule import HELD_BY_CIVILIANS
from ifar.rights import Actor, require

ACT: Final = "portal:own:act"
TRANSFER: Final = "privately_transferred"
OFFER: Final = Offers(
    RECORDER,
    "offer",
    lambda actor, public_id: selectors.offer_for(selectors.own(actor), public_id),
    page="mine:offers",
    on=lambda _found: (),
    name="my_offer",
)
"""The same acts as at a desk, for whose side it is."""


@transaction.atomic
def offer(*, actor: Actor, firearm: str, buyer: str) -> str:
    """Offer a firearm of one's own to a buyer; returns the offer's public identifier.

    Whoever the number belongs to, and whatever their licences are, the answer is the same: who asks may not know. The buyer's side is
    looked at when the buyer confirms, and the buyer is told; an offer that nobody can confirm ends by itself.

    Args:
        buyer: identifier of the buyer's record, which the buyer told.

    Raises:
        NotFound: it is not the holder's own firearm.
        Refused: it is not at home with its owner, or an offer of it waits already.
        Invalid: no number of a party, or the seller's own.
    """
    require(actor, ACT)
    mine = selectors.own(actor)
    record = selectors.firearm_for(mine, firearm)
    if record.owner not in selectors.records(mine) or record.state not in HELD_BY_CIVILIANS:
        raise Refused("portal.offer.state", words_of("portal.offer.state"))
    # Only the number itself is looked at: its check character says whether it was mistyped, of whoever it is.
    number = identifiers.parse(buyer, "P")
    if number is None:
        raise invalid("portal.offer.number", "buyer")
    if number in selectors.records(mine):
        raise invalid("portal.offer.self", "buyer")
    return offers.make(
        actor=acting.within(actor, acting.OFFER),
        firearm=record.public_id,
        firearm_n=record.n,
        buyer=number,
        seller=record.owner,
        transfer=TRANSFER,
        keeper=(actor.agency, "civilian"),
        blind=True,
    )


def _answer(actor: Actor, offer_id: str, expected_n: int | None, *, confirmed: bool) -> None:
    """Say yes or no as the buyer."""
    mine = selectors.own(actor)
    if selectors.offer_for(mine, offer_id).buyer not in selectors.records(mine):
        raise NotFound("portal.not_found", words_of("portal.not_found"))
    offers.answer(
        actor=acting.within(actor, acting.OFFER),
        offer_id=offer_id,
        confirmed=confirmed,
        expected_n=expected_n,
    )


@OFFER.act(
    "confirmed",
    ConfirmOffer,
    _("Confirm the offer"),
    permission=ACT,
    done=_("Confirmed. The office records it now; take nothing over before that."),
)
@transaction.atomic
def confirm(*, actor: Actor, offer_id: str, expected_n: int | None = None) -> None:
    """Confirm, as the buyer, what was offered.

    Raises:
        NotFound: nothing of this was offered to a party that the account stands for.
        Forbidden: the same account offered it.
        Refused: it is no longer open, or the buyer's licence does not allow it.
    """
    require(actor, ACT)
    _answer(actor, offer_id, expected_n, confirmed=True)


@OFFER.act("declined", DeclineOffer, _("Decline the offer"), permission=ACT, done=_("Declined."))
@transaction.atomic
def decline(*, actor: Actor, offer_id: str, expected_n: int | None = None) -> None:
    """Decline, as the buyer, what was offered.

    Raises:
        NotFound, Forbidden, Refused: as for `confirm`.
    """
    require(actor, ACT)
    _answer(actor, offer_id, expected_n, confirmed=False)


@OFFER.act(
    "taken_back",
    TakeBackOffer,
    _("Take the offer back"),
    permission=ACT,
    done=_("The offer is withdrawn."),
)
@transaction.atomic
def take_back(*, actor: Actor, offer_id: str, expected_n: int | None = None) -> None:
    """Take back, as the seller, what was offered, before it was recorded.

    Raises:
        NotFound: nothing of this was offered by a party that the account stands for.
        Refused: it is no longer open.
    """
    require(actor, ACT)
    mine = selectors.own(actor)
    record = selectors.offer_for(mine, offer_id)
    if record.seller not in selectors.records(mine):
        raise NotFound("portal.not_found", words_of("portal.not_found"))
    # The owner's word ends an offer, whichever office made it for them.
    keeper = replace(
        acting.within(actor, acting.OFFER), agency=record.agency.public_id, agency_id=record.agency_id
    )
    offers.take_back(actor=keeper, offer_id=offer_id, expected_n=expected_n)
