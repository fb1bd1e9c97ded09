"""Notices, removals and offers over HTTP: one short function for each operation."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Status

from ifar.acts.edges import operations
from ifar.cursors import page
from ifar.form_errors import actor_of
from ifar.licensing import inputs
from ifar.licensing.api.shapes import (
    EligibilityNoticeOut,
    EligibilityNoticePage,
    Identifier,
    LicensingAsked,
    OfferOut,
    OfferPage,
    RemovalOut,
    RemovalPage,
    RemovalsAsked,
    TakenOut,
    fields,
)
from ifar.licensing.models import Offer
from ifar.licensing.selectors import records
from ifar.licensing.services import notices, removals
from ifar.licensing.services import offers as offering
from ifar.licensing.services.notices import NewNotice
from ifar.rights import Actor, require

router = Router(tags=["licensing"])


@router.get(
    "/eligibility",
    response=EligibilityNoticePage,
    summary="Notices that wait for a person",
    operation_id="list_eligibility_notices",
)
def list_notices(request: HttpRequest, asked: Query[LicensingAsked]) -> dict[str, Any]:
    """The oldest first."""
    actor = actor_of(request)
    require(actor, notices.TAKE)
    result = page(records.waiting_notices(actor), order=("id",), after=asked.after, size=asked.size)
    return {"items": [fields(notice, EligibilityNoticeOut) for notice in result.items], "after": result.after}


@router.post(
    "/eligibility",
    response={201: TakenOut},
    summary="Take in a notice",
    operation_id="take_eligibility_notice",
)
def take(request: HttpRequest, body: inputs.TakeNotice) -> Status[dict[str, Any]]:
    """What it surely means is done before this answers."""
    taken = notices.take(actor=actor_of(request), new=NewNotice.said(body))
    return Status(201, {"outcome": taken.outcome, "notice": taken.notice, "licences": list(taken.licences)})


@router.get(
    "/removals",
    response=RemovalPage,
    summary="Firearms to be surrendered by a holder",
    operation_id="list_removals",
)
def list_removals(request: HttpRequest, asked: Query[RemovalsAsked]) -> dict[str, Any]:
    """The most urgent first."""
    actor = actor_of(request)
    require(actor, removals.CLEAR)
    result = page(
        records.open_removals(actor, asked.ground),
        order=("due_on", "id"),
        after=asked.after,
        size=asked.size,
    )
    return {"items": [fields(removal, RemovalOut) for removal in result.items], "after": result.after}


@router.get(
    "/offers", response=OfferPage, summary="Transfers that both sides confirm", operation_id="list_offers"
)
def list_offers(request: HttpRequest, asked: Query[LicensingAsked]) -> dict[str, Any]:
    """Those that your office made or is asked about."""
    actor = actor_of(request)
    require(actor, offering.OFFER)
    result = page(records.offers_for(actor), order=("-id",), after=asked.after, size=asked.size)
    return {"items": [_offer(actor, offer) for offer in result.items], "after": result.after}


@router.post(
    "/offers/{offer}/answer",
    response=OfferOut,
    summary="Answer an offer for the buyer's side",
    operation_id="answer_offer",
)
def answer(request: HttpRequest, offer: Identifier, body: inputs.AnswerOffer) -> dict[str, Any]:
    """Another person than the one who offered."""
    actor = actor_of(request)
    offering.answer(actor=actor, offer_id=offer, **body.model_dump())
    return _offer(actor, records.offer_for(actor, offer))


def _offer(actor: Actor, offer: Offer) -> dict[str, Any]:
    """An offer; a trader who sells to the bearer of a licence hears who that is when they have said yes."""
    is_unread = actor.own_book_only and offer.agency_id == actor.agency_id and offer.buyer.startswith("P")
    return fields(offer, OfferOut, **({"buyer": ""} if is_unread and offer.state != "confirmed" else {}))


operations(
    router,
    notices.NOTICE,
    EligibilityNoticeOut,
    partial(fields, shape=EligibilityNoticeOut),
    place="/eligibility/{notice}",
)
operations(router, removals.REMOVAL, RemovalOut, partial(fields, shape=RemovalOut))
