"""Handovers of armouries over HTTP as JSON."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status

from ifar.acts.edges import operations
from ifar.cursors import page
from ifar.form_errors import actor_of
from ifar.rights import Actor, require
from ifar.stocks import selectors as stocks
from ifar.stocks.handovers import selectors, services
from ifar.stocks.handovers.inputs import BeginHandover, OrderHandover, ReceiveHandover
from ifar.stocks.handovers.models import Handover

router = Router(tags=["stocks"])
_Identifier = Annotated[str, Field(max_length=20)]
_Cursor = Annotated[str, Query("", max_length=500)]


class HandedDifferenceOut(Schema):
    """What was counted otherwise than it stands: `of` = `arms`, or the identifier of a lot."""

    of: str
    should: int
    was: int


class ArmouryHandoverOut(Schema):
    """A handover of an armoury. What should be there is told once whoever arrives has counted: `arms` that should be there, `counted` that were, `out` with officers.

    `office` is the unit itself, or the office above it that ordered it while `leaving` is absent.
    """

    id: str
    armoury: str
    leaving: str
    arriving: str
    office: str
    begun_at: dt.datetime
    due_at: dt.datetime
    arms: int | None
    counted: int | None
    out: int | None
    unsigned: list[str]
    differences: list[HandedDifferenceOut]
    state: str
    n: int


class ArmouryHandoversOut(Schema):
    """A page of handovers, and the cursor of the next one."""

    items: list[ArmouryHandoverOut]
    after: str | None


_PLAIN = ("armoury", "leaving", "arriving", "office", "begun_at", "due_at", "differences", "state", "n")


def _handover(handover: Handover) -> dict[str, Any]:
    stands = handover.stands
    result = {name: getattr(handover, name) for name in _PLAIN}
    return {
        **result,
        "id": handover.public_id,
        "arms": stands.get("in"),
        "out": stands.get("out"),
        "counted": handover.counted.get("in"),
        "unsigned": stands.get("unsigned", []),
    }


@router.get(
    "/stocks/handovers",
    response=ArmouryHandoversOut,
    summary="Handovers of the armouries of my unit",
    operation_id="armoury_handovers",
)
def get_handovers(request: HttpRequest, after: _Cursor) -> dict[str, Any]:
    """Those of my unit and of the units below it, the latest first."""
    actor = actor_of(request)
    require(actor, stocks.READ)
    result = page(selectors.handovers_for(actor), order=("-id",), after=after)
    return {"items": [_handover(handover) for handover in result.items], "after": result.after}


@router.post(
    "/stocks/handovers",
    response={201: ArmouryHandoverOut},
    summary="Hand over an armoury",
    operation_id="hand_armoury_over",
)
def begin(request: HttpRequest, body: BeginHandover) -> Status[dict[str, Any]]:
    """To another armourer of my unit, as it stands; I am on duty."""
    actor = actor_of(request)
    made = services.begin(actor=actor, **body.model_dump())
    return Status(201, _handover(selectors.handover_for(actor, made)))


@router.post(
    "/stocks/armouries/{armoury}/handovers",
    response={201: ArmouryHandoverOut},
    summary="Order a handover of an armoury",
    operation_id="order_armoury_handover",
)
def order(request: HttpRequest, armoury: _Identifier, body: OrderHandover) -> Status[dict[str, Any]]:
    """Of a unit below my office, while the armourer on duty is absent."""
    actor = actor_of(request)
    made = services.order(actor=actor, armoury=armoury, **body.model_dump())
    return Status(201, _handover(selectors.handover_for(actor, made)))


def _seen(actor: Actor, handover: str) -> dict[str, Any]:
    return _handover(selectors.handover_for(actor, handover))


@router.get(
    "/stocks/handovers/{handover}",
    response=ArmouryHandoverOut,
    summary="A handover of an armoury",
    operation_id="armoury_handover",
)
def get_handover(request: HttpRequest, handover: _Identifier) -> dict[str, Any]:
    """As it stands."""
    actor = actor_of(request)
    require(actor, stocks.READ)
    return _seen(actor, handover)


@router.post(
    "/stocks/handovers/{handover}/received",
    response=ArmouryHandoverOut,
    summary="Receive an armoury",
    operation_id="receive_armoury",
)
def receive(request: HttpRequest, handover: _Identifier, body: ReceiveHandover) -> dict[str, Any]:
    """So many arms and rounds are there; only now it is compared with what should be."""
    actor = actor_of(request)
    return _handover(services.receive(actor=actor, handover_id=handover, **body.model_dump()))


operations(router, services.HANDED, ArmouryHandoverOut, _handover, "/stocks/handovers/{handover}")
