"""What its owner brings to a trader, to buy or to repair, over HTTP as JSON: through the services of the pages, with the same one answer to what may not come in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status

from ifar.books import stock
from ifar.books.inputs import HandOutRepaired, TakeInForRepair, TakeInFromPerson
from ifar.books.services import repairs, taking_in
from ifar.books.services.sales import SELL
from ifar.cursors import page
from ifar.form_errors import actor_of
from ifar.rights import require

router = Router(tags=["books"])


class TakenInOut(Schema):
    """The firearm that is in your book now."""

    firearm: str


class ReasonOut(Schema):
    """Why not: code and sentence."""

    code: str
    message: str


class LineOut(Schema):
    """What became of a line: the firearm, or every reason why not."""

    given: str
    firearm: str
    reasons: list[ReasonOut]


class LinesOut(Schema):
    """A line for each that was given, in their order."""

    lines: list[LineOut]


class RepairOut(Schema):
    """What is here for repair: whose it is, and until when."""

    firearm: str
    owner: str
    back_on: dt.date | None


class RepairPage(Schema):
    """A page of them, what is due first before the others."""

    items: list[RepairOut]
    after: str | None


class RepairsAsked(Schema):
    """Which page."""

    after: Annotated[str, Field(max_length=500)] = ""
    size: Annotated[int, Field(ge=1, le=200)] = 50


def _lines(done: Sequence[repairs.Line]) -> dict[str, Any]:
    return {
        "lines": [
            {
                "given": line.given,
                "firearm": line.firearm,
                "reasons": [{"code": why.code, "message": str(why.message)} for why in line.reasons],
            }
            for line in done
        ]
    }


@router.post(
    "/book/taken_in", response={201: TakenInOut}, summary="Take in from a person", operation_id="take_in"
)
def take_in(request: HttpRequest, body: TakeInFromPerson) -> Status[dict[str, str]]:
    """A trade-in or a customer's return; the holding of the person ends. What is not lawfully held by whoever bears the licence is refused alike, whatever the reason is."""
    return Status(201, {"firearm": taking_in.take_in(actor=actor_of(request), **body.arguments())})


@router.get("/book/repairs", response=RepairPage, summary="Here for repair", operation_id="list_repairs")
def list_repairs(request: HttpRequest, asked: Query[RepairsAsked]) -> dict[str, Any]:
    """In your own book."""
    actor = actor_of(request)
    require(actor, SELL)
    result = page(stock.repairs_for(actor), order=("back_on", "entered"), after=asked.after, size=asked.size)
    items = [
        {
            "firearm": book_line.firearm.public_id,
            "owner": book_line.firearm.owner,
            "back_on": vars(book_line)["back_on"] or None,
        }
        for book_line in result.items
    ]
    return {"items": items, "after": result.after}


@router.post(
    "/book/repairs", response=LinesOut, summary="Take in for repair", operation_id="take_in_for_repair"
)
def take_in_for_repair(request: HttpRequest, body: TakeInForRepair) -> dict[str, Any]:
    """Each line by itself; what may not come in is refused alike, whatever the reason is."""
    return _lines(repairs.take_in(actor=actor_of(request), **body.arguments()))


@router.post(
    "/book/repairs/returned", response=LinesOut, summary="Return to the owner", operation_id="return_repaired"
)
def return_repaired(request: HttpRequest, body: HandOutRepaired) -> dict[str, Any]:
    """Each line by itself: to its owner and to nobody else, under a licence in force."""
    return _lines(repairs.hand_out(actor=actor_of(request), **body.arguments()))
