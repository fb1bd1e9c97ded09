"""Bars over HTTP as JSON: those of one's own office, entering and lifting them, and asking whether somebody alike is barred."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status

from ifar.acts.edges import operations
from ifar.cursors import LARGEST, SIZE
from ifar.parties import inputs, services
from ifar.parties.api.parties import actor_in, reasons_of
from ifar.parties.models import Bar
from ifar.parties.services import bars
from ifar.parties.services.bars import BAR

router = Router(tags=["parties"])


class BarsAsked(Schema):
    """How the list is read."""

    after: Annotated[str, Field(max_length=500, description="The cursor that the page before gave.")] = ""
    size: Annotated[int, Field(ge=1, le=LARGEST)] = SIZE


class BarOut(Schema):
    """A bar of one's own office."""

    id: str
    kind: str
    ground: str
    party: str
    name: str | None
    born: dt.date | None
    valid_from: dt.date
    valid_until: dt.date | None
    issuer: str
    country: str
    paper: str
    lifted: bool
    n: int


class BarPage(Schema):
    """Bars of one's own office, the newest first."""

    items: list[BarOut]
    after: str | None = None


class BarEnteredOut(Schema):
    """The bar that was entered."""

    bar: str


class BarMatchOut(Schema):
    """Somebody who is barred is like the one who was asked about. It decides nothing: `ask` is whom to ask."""

    sureness: Literal["certain", "likely"]
    kind: str
    issuer: str
    country: str
    ask: str
    bar: str
    party: str
    points: int
    reasons: list[dict[str, Any]]


@router.get("/bars", response=BarPage, operation_id="list_bars")
def list_bars(request: HttpRequest, asked: Query[BarsAsked]) -> dict[str, Any]:
    """The bars that your own office entered, the newest first."""
    page = bars.list_bars(actor_in(request), {"after": asked.after}, size=asked.size)
    return {"items": [_bar(bar) for bar in page.items], "after": page.after}


def _bar(bar: Bar) -> dict[str, Any]:
    named = {name: getattr(bar, name) for name in BarOut.model_fields if name != "id"}
    return {"id": bar.public_id, **named}


@router.post("/bars", response={201: BarEnteredOut}, operation_id="enter_bar")
def enter_bar(request: HttpRequest, body: inputs.EnterBar) -> Status[dict[str, Any]]:
    """Enter that somebody is barred: refused, prohibited, under a protection order, revoked."""
    return Status(201, {"bar": services.enter_bar(actor=actor_in(request), new=bars.new_bar(body))})


@router.post(
    "/bars/checks",
    response=list[BarMatchOut],
    operation_id="check_bars",
    openapi_extra={"x-repeated": "reads"},
)
def check_bars(request: HttpRequest, body: inputs.CheckBars) -> list[dict[str, Any]]:
    """Whether somebody is barred, or like somebody who is: by whom, whom to ask, and why. It decides nothing, and is logged."""
    bar_matches = services.barred(actor_in(request), body.party or body.values(), on=body.on)
    return [
        {
            "sureness": bar_match.sureness,
            "kind": bar_match.bar.kind,
            "issuer": bar_match.bar.issuer,
            "country": bar_match.bar.country,
            "ask": bar_match.bar.agency.name,
            "bar": bar_match.bar.public_id,
            "party": bar_match.bar.party if bar_match.shown else "",
            "points": bar_match.likeness.points,
            "reasons": reasons_of(bar_match.likeness),
        }
        for bar_match in bar_matches
    ]


operations(router, BAR, BarOut, _bar)
