"""Retail from a trader's own book: sold at once or as a pending sale until its day, handed over when the buyer has confirmed, cancelled before.

A pending sale is the offer of the firearm to its buyer (`licensing/services/offers.py`), and handing it over is the event `retail_sold`: neither has a second shape here.
"""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from ifar.accounts.services import reads
from ifar.books import labels, stock
from ifar.books.sale import ready
from ifar.errors import Refused
from ifar.licensing.models import Offer
from ifar.licensing.offer import KIND_OF_OWNER
from ifar.licensing.selectors.bearers import kind_of_holder
from ifar.licensing.services import offers, sales
from ifar.licensing.services.writing import RECORDER as LICENSING
from ifar.registry import occurred
from ifar.registry.services import preview
from ifar.registry.services.events import NewEvent, Recorded, record_event
from ifar.rights import Actor, require

SELL: Final = "books:sale:make"
ASKED: Final = "books.sale.asked"


def sell(*, actor: Actor, firearm: str, buyer: str) -> Offer:
    """Sell a firearm of the actor's own book to whoever bears a licence or its card; the pending sale says from which day it may be handed over.

    What is the trader's own is refused in plain words: it is not in the book, left it, or may not be sold as it stands. Whatever stands against the buyer is
    refused alike, after the same statements, and the look is logged either way.

    Args:
        firearm: as it was scanned or typed: identifier, the maker's code, or serial number.
        buyer: identifier of a licence or of its card.

    Raises:
        Refused: it cannot be sold, or not to this licence; or no purpose of reading is stated.
    """
    require(actor, SELL)
    thing = stock.stock_for(actor, firearm)
    now = preview.snapshot(actor, thing.public_id)
    preview.require_sellable(now)
    reads.log(actor, ASKED, buyer)
    return sales.offer_to_bearer(actor=actor, firearm=thing.public_id, firearm_n=now.n, number=buyer)


@transaction.atomic
def hand_over(*, actor: Actor, sale_id: str) -> Recorded:
    """Record that a firearm was handed over to the buyer who confirmed, on or after its day.

    Raises:
        NotFound: no such pending sale of the actor's own.
        Refused: the buyer has not confirmed, its day has not come, something was recorded of it since, or it may not be sold any more; of the buyer's licence as for `sell`.
    """
    require(actor, SELL)
    offers.alone(stock.sale_for(actor, sale_id).firearm)
    offer = stock.sale_for(actor, sale_id)
    today = timezone.localdate()
    now = preview.snapshot(actor, offer.firearm)
    if wrong := ready(
        offer.state, offer.good_until, offer.hand_over_from, vars(offer)["stood"], now.n, today
    ):
        raise labels.refused(wrong)
    owner = {"owner_kind": KIND_OF_OWNER[kind_of_holder(offer.licence)], "owner": offer.buyer}
    event = NewEvent(
        offer.transfer, {**owner, "licence": offer.licence}, occurred.instant(now.now, settings.TIME_ZONE)
    )
    try:
        return record_event(actor=actor, firearm=offer.firearm, event=event)
    except Refused as error:
        if any(reason.code == "registry.ask_desk" for reason in error.reasons):
            raise LICENSING.refused(sales.ASK_DESK) from error
        raise


def cancel(*, actor: Actor, sale_id: str) -> None:
    """Cancel a pending sale, before anything was handed over.

    Raises:
        NotFound: no such pending sale of the actor's own.
        Refused: it was handed over.
    """
    require(actor, SELL)
    offers.take_back(actor=actor, offer_id=stock.sale_for(actor, sale_id).public_id)
