"""Blank cards over HTTP: one short function for each operation."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Status

from ifar.acts.edges import DecisionProposedOut, proposed_of
from ifar.cashier import selectors
from ifar.cashier.api.shapes import (
    CardPage,
    CashierAsked,
    CashierMadeOut,
    CountOut,
    Identifier,
    card_of,
)
from ifar.cashier.inputs import CountStock, IssueCard, ReceiveDelivery, WriteOff
from ifar.cashier.services import cards
from ifar.cursors import page
from ifar.form_errors import actor_of
from ifar.rights import require

router = Router(tags=["cashier"])


@router.get("/cards", response=CardPage, summary="The cards that your office used", operation_id="list_cards")
def list_cards(request: HttpRequest, asked: Query[CashierAsked]) -> dict[str, Any]:
    """Given to papers, or written off."""
    actor = actor_of(request)
    require(actor, "cashier:fee:read")
    result = page(selectors.cards_for(actor), order=("-id",), after=asked.after, size=asked.size)
    return {"items": [card_of(card) for card in result.items], "after": result.after}


@router.post(
    "/cards/deliveries",
    response={201: CashierMadeOut},
    summary="Enter blank cards that arrived",
    operation_id="receive_delivery",
)
def receive(request: HttpRequest, body: ReceiveDelivery) -> Status[dict[str, str]]:
    """By their first and last number."""
    return Status(201, {"id": cards.receive_delivery(actor=actor_of(request), **body.model_dump())})


@router.post(
    "/documents/{paper}/card",
    response={201: CashierMadeOut},
    summary="Give a blank card to a paper",
    operation_id="issue_card",
)
def issue(request: HttpRequest, paper: Identifier, body: IssueCard) -> Status[dict[str, str]]:
    """The number of the card on which it is printed; one number for one paper."""
    return Status(201, {"id": cards.issue_card(actor=actor_of(request), paper=paper, **body.model_dump())})


@router.post(
    "/cards/write-off",
    response={202: DecisionProposedOut},
    summary="Propose to write off a card",
    operation_id="propose_write_off",
)
def write_off(request: HttpRequest, body: WriteOff) -> Status[dict[str, Any]]:
    """Another person decides."""
    return proposed_of(cards.propose_write_off(actor=actor_of(request), **body.model_dump()))


@router.post(
    "/cards/counts",
    response={201: CountOut},
    summary="Say which blank cards are there",
    operation_id="count_stock",
)
def count_stock(request: HttpRequest, body: CountStock) -> Status[dict[str, Any]]:
    """Before it is told which should be."""
    count = cards.count_stock(actor=actor_of(request), **body.model_dump())
    values = {name: getattr(count, name) for name in ("prefix", "counted", "missing", "extra")}
    return Status(201, {"id": count.public_id, **values})
