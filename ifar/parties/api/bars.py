"""Bars over HTTP as JSON: those of one's own office, entering and lifting them, and asking whether somebody alike is barred."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status

from ifar.cursors import LARGEST, SIZE
from ifar.parties import services
from ifar.parties.api.parties import (
    Country,
    ErasureAskedOut,
    Identifier,
    NumberIn,
    Reason,
    ValuesIn,
    Words,
    actor_in,
    reasons_of,
)
from ifar.parties.models import Bar
from ifar.parties.services import NewBar, bars

router = Router(tags=["parties"])


class BarsAsked(Schema):
    """How the list is read."""

    after: Annotated[str, Field(max_length=500, description="The cursor that the page before gave.")] = ""
    size: Annotated[int, Field(ge=1, le=LARGEST)] = SIZE


class BarIn(Schema):
    """Somebody is barred, as an authority decided: a record (`party`), or somebody who is only described."""

    kind: Literal["refused", "prohibited", "protection_order", "revoked", "foreign_refusal"]
    ground: Annotated[str, Field(max_length=40, description="A code of the list `bar_ground`.")]
    valid_from: dt.date
    valid_until: dt.date | None = None
    issuer: Annotated[str, Field(min_length=1, max_length=200)]
    country: Country
    paper: Annotated[str, Field(min_length=1, max_length=200)]
    party: Annotated[str, Field(max_length=20)] = ""
    name: Annotated[str, Field(max_length=300)] = ""
    born: dt.date | None = None
    identity_numbers: Annotated[list[NumberIn], Field(max_length=20)] = []
    note: Words = ""

    def said(self) -> NewBar:
        """The bar as the service wants it."""
        plain = self.model_dump(mode="json", exclude_none=True)
        described = {name: plain.pop(name, None) for name in ("name", "born", "identity_numbers")}
        return NewBar(**plain, described={name: value for name, value in described.items() if value})


class BarAskedIn(ValuesIn):
    """Who is asked about: a record, or a description."""

    party: Annotated[str, Field(max_length=20)] = ""
    on: dt.date | None = None


class LiftIn(Schema):
    """Why a bar is lifted."""

    reason: Reason


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
    found = bars.list_bars(actor_in(request), after=asked.after, size=asked.size)
    return {"items": [_bar(one) for one in found.items], "after": found.after}


def _bar(found: Bar) -> dict[str, Any]:
    named = {name: getattr(found, name) for name in BarOut.model_fields if name != "id"}
    return {"id": found.public_id, **named}


@router.post("/bars", response={201: BarEnteredOut}, operation_id="enter_bar")
def enter_bar(request: HttpRequest, said: BarIn) -> Status[dict[str, Any]]:
    """Enter that somebody is barred: refused, prohibited, under a protection order, revoked."""
    return Status(201, {"bar": services.enter_bar(actor=actor_in(request), new=said.said())})


@router.post(
    "/bars/checks",
    response=list[BarMatchOut],
    operation_id="check_bars",
    openapi_extra={"x-repeated": "reads"},
)
def check_bars(request: HttpRequest, said: BarAskedIn) -> list[dict[str, Any]]:
    """Whether somebody is barred, or like somebody who is: by whom, whom to ask, and why. It decides nothing, and is logged."""
    found = services.barred(actor_in(request), said.party or said.said(), on=said.on)
    return [
        {
            "sureness": one.sureness,
            "kind": one.bar.kind,
            "issuer": one.bar.issuer,
            "country": one.bar.country,
            "ask": one.bar.agency.name,
            "bar": one.bar.public_id,
            "party": one.bar.party if one.shown else "",
            "points": one.likeness.points,
            "reasons": reasons_of(one.likeness),
        }
        for one in found
    ]


@router.post("/bars/{bar}/lifting", response={202: ErasureAskedOut}, operation_id="lift_bar")
def lift_bar(request: HttpRequest, bar: Identifier, said: LiftIn) -> Status[Any]:
    """Propose that a bar is lifted; the approval of another person lifts it."""
    asked = services.propose_lifting(actor=actor_in(request), public_id=bar, reason=said.reason)
    return Status(202, {name: getattr(asked, name) for name in ("act", "object", "expires_at")}
        | {"proposal": asked.public_id})  # fmt: skip
