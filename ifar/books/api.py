"""Retail from a trader's own book over HTTP as JSON."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status

from ifar.books import stock
from ifar.books.inputs import RefuseBuyer, SellFirearm
from ifar.books.services import refusals, sales
from ifar.cursors import page
from ifar.form_errors import actor_of
from ifar.licensing.models import Offer
from ifar.rights import require

router = Router(tags=["books"])
Identifier = Annotated[str, Field(max_length=20)]


class SalesAsked(Schema):
    """Which page of the pending sales."""

    after: Annotated[str, Field(max_length=500)] = ""
    size: Annotated[int, Field(ge=1, le=200)] = 50


class SaleOut(Schema):
    """A pending sale: the firearm, under which licence, since when it may be handed over, until when the sale is good."""

    id: str
    firearm: str
    licence: str
    state: str
    hand_over_from: dt.date
    good_until: dt.date


class SalePage(Schema):
    """A page of pending sales, what may be handed over first before the others."""

    items: list[SaleOut]
    after: str | None


class HandedOverOut(Schema):
    """The event that was recorded."""

    firearm: str
    n: int
    state: str


def _sale(offer: Offer) -> dict[str, Any]:
    return {
        "id": offer.public_id,
        **{name: getattr(offer, name) for name in SaleOut.model_fields if name != "id"},
    }


@router.get("/book/sales", response=SalePage, summary="Pending sales", operation_id="list_sales")
def list_sales(request: HttpRequest, asked: Query[SalesAsked]) -> dict[str, Any]:
    """Those of your own book."""
    actor = actor_of(request)
    require(actor, sales.SELL)
    result = page(stock.sales_for(actor), order=("hand_over_from", "id"), after=asked.after, size=asked.size)
    return {"items": [_sale(offer) for offer in result.items], "after": result.after}


@router.post("/book/sales", response={201: SaleOut}, summary="Sell to a licence", operation_id="sell_firearm")
def sell(request: HttpRequest, body: SellFirearm) -> Status[dict[str, Any]]:
    """It may be handed over from `hand_over_from` on, when the buyer has confirmed. Whatever stands against the buyer is refused alike."""
    return Status(201, _sale(sales.sell(actor=actor_of(request), **body.arguments())))


@router.post(
    "/book/sales/{sale}/hand_over",
    response=HandedOverOut,
    summary="Hand over what was sold",
    operation_id="hand_over_sale",
)
def hand_over(request: HttpRequest, sale: Identifier) -> dict[str, Any]:
    """On or after its day, when the buyer has confirmed."""
    done = sales.hand_over(actor=actor_of(request), sale_id=sale)
    return {"firearm": done.firearm, "n": done.n, "state": done.state}


@router.post(
    "/book/sales/{sale}/cancel", response=SaleOut, summary="Cancel a pending sale", operation_id="cancel_sale"
)
def cancel(request: HttpRequest, sale: Identifier) -> dict[str, Any]:
    """Before it was handed over."""
    actor = actor_of(request)
    sales.cancel(actor=actor, sale_id=sale)
    return _sale(stock.sale_for(actor, sale))


@router.post(
    "/book/refused_buyers",
    response={204: None},
    summary="Report a suspicious buyer",
    operation_id="report_buyer",
)
def report(request: HttpRequest, body: RefuseBuyer) -> Status[None]:
    """To the licensing authority over you: you refused to sell because the buyer or what they wanted was suspicious."""
    refusals.report(actor=actor_of(request), **body.arguments())
    return Status(204, None)
