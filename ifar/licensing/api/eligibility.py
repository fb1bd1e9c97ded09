"""Notices, removals and offers over HTTP: one short function for each operation."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Status

from ifar.acts.edges import DecisionProposedOut, proposed_of
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
from ifar.rights import require

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
    found = page(records.waiting_notices(actor), order=("id",), after=asked.after, size=asked.size)
    return {"items": [fields(one, EligibilityNoticeOut) for one in found.items], "after": found.after}


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


@router.post(
    "/eligibility/{notice}/match",
    response=TakenOut,
    summary="Say whom a notice means",
    operation_id="match_eligibility_notice",
)
def match(request: HttpRequest, notice: Identifier, body: inputs.MatchNotice) -> dict[str, Any]:
    """Their licences are stopped at once."""
    taken = notices.match(actor=actor_of(request), notice_id=notice, **body.model_dump())
    return {"outcome": taken.outcome, "notice": taken.notice, "licences": list(taken.licences)}


@router.post(
    "/eligibility/{notice}/dismissal",
    response=EligibilityNoticeOut,
    summary="Say that a notice means nobody on record",
    operation_id="dismiss_eligibility_notice",
)
def dismiss(request: HttpRequest, notice: Identifier, body: inputs.DismissNotice) -> dict[str, Any]:
    """With the reason."""
    actor = actor_of(request)
    notices.dismiss(actor=actor, notice_id=notice, **body.model_dump())
    return fields(records.notice_for(actor, notice), EligibilityNoticeOut)


@router.post(
    "/eligibility/{notice}/settlement",
    response={202: DecisionProposedOut},
    summary="Propose that a notice stands no longer",
    operation_id="settle_eligibility_notice",
)
def settle(request: HttpRequest, notice: Identifier, body: inputs.SettleNotice) -> Status[dict[str, Any]]:
    """Where no licence is suspended because of it; another person decides."""
    return proposed_of(
        notices.propose_settlement(actor=actor_of(request), notice_id=notice, **body.model_dump())
    )


@router.get(
    "/removals",
    response=RemovalPage,
    summary="Firearms that must leave a holder",
    operation_id="list_removals",
)
def list_removals(request: HttpRequest, asked: Query[RemovalsAsked]) -> dict[str, Any]:
    """The most urgent first."""
    actor = actor_of(request)
    require(actor, removals.CLEAR)
    found = page(
        records.open_removals(actor, asked.ground),
        order=("due_on", "id"),
        after=asked.after,
        size=asked.size,
    )
    return {"items": [fields(one, RemovalOut) for one in found.items], "after": found.after}


@router.post(
    "/removals/{removal}/clearing",
    response=RemovalOut,
    summary="Say that nothing is left with the holder",
    operation_id="clear_removal",
)
def clear(request: HttpRequest, removal: Identifier, body: inputs.ClearRemoval) -> dict[str, Any]:
    """With proof; refused while the register says that the holder keeps a firearm."""
    actor = actor_of(request)
    removals.clear(actor=actor, removal_id=removal, **body.model_dump())
    return fields(records.removal_for(actor, removal), RemovalOut)


@router.post(
    "/removals/{removal}/extension",
    response=RemovalOut,
    summary="Give a holder more time",
    operation_id="extend_removal",
)
def extend(request: HttpRequest, removal: Identifier, body: inputs.ExtendTime) -> dict[str, Any]:
    """At most 90 days."""
    actor = actor_of(request)
    removals.extend(actor=actor, removal_id=removal, **body.model_dump())
    return fields(records.removal_for(actor, removal), RemovalOut)


@router.get(
    "/offers", response=OfferPage, summary="Transfers that both sides confirm", operation_id="list_offers"
)
def list_offers(request: HttpRequest, asked: Query[LicensingAsked]) -> dict[str, Any]:
    """Those that your office made or is asked about."""
    actor = actor_of(request)
    require(actor, offering.OFFER)
    found = page(records.offers_for(actor), order=("-id",), after=asked.after, size=asked.size)
    return {"items": [_offer(one) for one in found.items], "after": found.after}


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
    return _offer(records.offer_for(actor, offer))


def _offer(found: Offer) -> dict[str, Any]:
    return fields(found, OfferOut)
