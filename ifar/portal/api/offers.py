"""One's own offers and those that are made to one, over HTTP as JSON."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema, Status

from ifar.accounts.services import reads
from ifar.acts.edges import operations
from ifar.form_errors import actor_of
from ifar.portal import selectors
from ifar.portal.api.shapes import Identifier, MadeOut
from ifar.portal.inputs import OfferOwnFirearm
from ifar.portal.services import offers
from ifar.portal.views import presenters
from ifar.portal.views.entering import enter

router = Router()


class OwnOfferOut(Schema):
    """What is offered to one (`buys`) or by one; the other side's name as far as it may be known."""

    id: str
    firearm: str
    title: str
    serial: str
    buys: bool
    other: str
    other_id: str
    state: str
    good_until: dt.date
    open: bool


class OwnOfferStateOut(Schema):
    """How an offer stands."""

    id: str
    state: str


@router.get("/mine/offers", response=list[OwnOfferOut], operation_id="list_my_offers")
def list_my_offers(request: HttpRequest) -> list[dict[str, Any]]:
    """What is offered to one or by one, the newest first."""
    actor, mine = enter(request)
    rows = presenters.offers(list(selectors.offers_of(mine)[:50]), mine)
    if others := {row["other_id"] for row in rows if row["other"]}:
        reads.log(actor, "portal.offer.read", "offers", len(others), people=others)
    return [
        {
            "id": row["one"].public_id,
            "firearm": row["one"].firearm,
            "title": row["title"],
            "serial": (row["serial"].text or "") if row["serial"] else "",
            "buys": row["buys"],
            "other": row["other"],
            "other_id": row["other_id"],
            "state": row["one"].state,
            "good_until": row["one"].good_until,
            "open": row["answers"] or row["takes_back"],
        }
        for row in rows
    ]


@router.post("/mine/firearms/{firearm}/offers", response={201: MadeOut}, operation_id="offer_my_firearm")
def offer_my_firearm(
    request: HttpRequest, firearm: Identifier, body: OfferOwnFirearm
) -> Status[dict[str, str]]:
    """Offer a firearm of one's own to a buyer."""
    return Status(201, {"id": offers.offer(actor=actor_of(request), firearm=firearm, buyer=body.buyer)})


operations(
    router,
    offers.OFFER,
    OwnOfferStateOut,
    lambda record: {"id": record.public_id, "state": record.state},
    "/mine/offers/{offer}",
)
