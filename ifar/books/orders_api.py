"""Production orders over HTTP as JSON."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status

from ifar.acts.edges import operations
from ifar.books import orders, reserved
from ifar.books.balance import PARTS, balance, maker_for
from ifar.books.inputs import DeclareOrder
from ifar.books.models import Order
from ifar.books.selectors import READ
from ifar.books.services.orders import ORDER, declare, look
from ifar.cursors import page
from ifar.form_errors import actor_of
from ifar.registry.selectors.serials import compared
from ifar.rights import require

router = Router(tags=["books"])
Identifier = Annotated[str, Field(max_length=20)]


class OrdersAsked(Schema):
    """Which page of the orders."""

    after: Annotated[str, Field(max_length=500)] = ""
    size: Annotated[int, Field(ge=1, le=200)] = 50


class GapOut(Schema):
    """Numbers that are not made, by lines, and why by the list `gap_ground`."""

    numbers: list[str]
    ground: str


class OrderOut(Schema):
    """A production order; `ranges` are its lines, `total` how many numbers they reserve. `n` = how many acts it had."""

    id: str
    office: str
    number: str
    make: str
    model: str
    type: str
    calibre: str
    planned_on: dt.date
    ranges: list[str]
    total: int
    gaps: list[GapOut]
    state: str
    n: int


class OrderTold(OrderOut):
    """The same with what became of its numbers: how many are made, explained and left, and which are left."""

    made: int
    explained: int
    left: int
    left_numbers: list[str]


class OrderPage(Schema):
    """A page of orders, the newest first."""

    items: list[OrderOut]
    after: str | None


class WhyNot(Schema):
    """Why an order cannot be declared."""

    code: str
    message: str


class LookedOut(Schema):
    """What would become of an order: how many numbers, and what stands in the way."""

    total: int
    reasons: list[WhyNot]


def order_of(order: Order) -> dict[str, Any]:
    """An order as it stands."""
    own = {"id": order.public_id, "office": order.agency.public_id}
    return {**own, **{name: getattr(order, name) for name in OrderOut.model_fields if name not in own}}


@router.get("/orders", response=OrderPage, summary="Production orders", operation_id="list_orders")
def list_orders(request: HttpRequest, asked: Query[OrdersAsked]) -> dict[str, Any]:
    """Those of your office, or of the makers over whom it watches."""
    actor = actor_of(request)
    require(actor, READ)
    result = page(orders.orders_for(actor), order=("-id",), after=asked.after, size=asked.size)
    return {"items": [order_of(order) for order in result.items], "after": result.after}


@router.post(
    "/orders", response={201: OrderOut}, summary="Enter a production order", operation_id="declare_order"
)
def declare_order(request: HttpRequest, body: DeclareOrder) -> Status[dict[str, Any]]:
    """Its serial numbers are reserved. A number that stands twice is named, and nothing is written."""
    actor = actor_of(request)
    made = declare(actor=actor, **body.arguments())
    return Status(201, order_of(orders.order_for(actor, made)))


@router.post("/orders/preview", response=LookedOut, summary="Preview an order", operation_id="preview_order")
def preview_order(request: HttpRequest, body: DeclareOrder) -> dict[str, Any]:
    """Nothing is written."""
    looked = look(actor=actor_of(request), **body.arguments())
    return {
        "total": looked.total,
        "reasons": [{"code": reason.code, "message": str(reason.message)} for reason in looked.reasons],
    }


@router.get("/orders/{order}", response=OrderTold, summary="A production order", operation_id="get_order")
def get_order(request: HttpRequest, order: Identifier) -> dict[str, Any]:
    """With what became of its numbers."""
    actor = actor_of(request)
    require(actor, READ)
    record = orders.order_for(actor, order)
    progress = orders.progress(actor, record)
    numbers = reserved.as_reserved(record.ranges, progress.left, compared)
    return {**order_of(record), **progress.counts(), "left_numbers": numbers}


class BalanceRow(Schema):
    """The balance of one type, calibre and year: produced = stock + road + sold + exported + scrapped + missing + difference."""

    type: str
    calibre: str
    year: int
    produced: int
    stock: int
    road: int
    sold: int
    exported: int
    scrapped: int
    missing: int
    difference: int


@router.get(
    "/books/{book}/balance",
    response=list[BalanceRow],
    summary="The stock reconciliation of a maker",
    operation_id="get_balance",
)
def get_balance(request: HttpRequest, book: Identifier) -> list[dict[str, Any]]:
    """By type, calibre and year, the latest year first."""
    actor = actor_of(request)
    require(actor, READ)
    return [
        {
            "type": row.type,
            "calibre": row.calibre,
            "year": row.year,
            "produced": row.produced,
            "difference": row.difference,
            **{part: row.counts.get(part, 0) for part in PARTS},
        }
        for row in balance(actor, maker_for(actor, book))
    ]


operations(router, ORDER, OrderOut, order_of)
