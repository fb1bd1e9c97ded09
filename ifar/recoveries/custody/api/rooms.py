"""Evidence rooms and their blind counts over HTTP."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Router, Schema, Status

from ifar.acts.edges import operations
from ifar.form_errors import actor_of
from ifar.placement.models import Place
from ifar.recoveries.custody import inputs
from ifar.recoveries.custody import selectors as kept
from ifar.recoveries.custody.api.shapes import Identifier
from ifar.recoveries.custody.services import rooms
from ifar.recoveries.models import Count
from ifar.rights import require

router = Router()


class RoomOut(Schema):
    """An evidence room."""

    id: str
    name: str
    kind: str
    state: str
    agency: str
    counted_on: dt.date | None


class DifferenceOut(Schema):
    """One difference of a count."""

    key: str
    kind: Literal["missing", "unexpected", "seal", "doubled"]
    label: str
    expected: str
    found: str


class CountOut(Schema):
    """A count; what should be there is told only once the counter has said what is."""

    id: str
    room: str
    state: str
    expected: int | None
    found: int | None
    differences: list[DifferenceOut]
    settled: list[str]


def _room(place: Place) -> dict[str, Any]:
    return {
        "id": place.public_id,
        "name": place.name,
        "kind": place.kind,
        "state": place.state,
        "agency": place.agency.public_id,
        "counted_on": place.counted_on,
    }


def _count(count: Count) -> dict[str, Any]:
    names = ("room", "state", "expected", "found", "differences", "settled")
    return {"id": count.public_id, **{name: getattr(count, name) for name in names}}


@router.get(
    "/custody/rooms", response=list[RoomOut], summary="Evidence rooms", operation_id="list_evidence_rooms"
)
def list_rooms(request: HttpRequest) -> list[dict[str, Any]]:
    """Those of my office and below it."""
    actor = actor_of(request)
    require(actor, kept.READ)
    return [_room(place) for place in kept.rooms_for(actor).order_by("name")[:500]]


@router.post(
    "/custody/rooms/{room}/counts",
    response={201: CountOut},
    summary="Begin a blind count",
    operation_id="begin_count",
)
def begin_count(request: HttpRequest, room: Identifier) -> Status[dict[str, Any]]:
    """The counter is not shown what should be there."""
    actor = actor_of(request)
    made = rooms.begin_count(actor=actor, room=room)
    return Status(201, _count(kept.count_for(actor, made)))


@router.get("/custody/counts/{count}", response=CountOut, summary="One count", operation_id="get_count")
def get_count(request: HttpRequest, count: Identifier) -> dict[str, Any]:
    """Its differences, and which of them are explained."""
    return _count(kept.count_for(actor_of(request), count))


@router.post(
    "/custody/counts/{count}/result",
    response=CountOut,
    summary="Say what is there",
    operation_id="enter_count",
)
def enter_count(request: HttpRequest, count: Identifier, body: inputs.EnterCount) -> dict[str, Any]:
    """Only whoever began the count."""
    return _count(rooms.enter_count(actor=actor_of(request), count_id=count, **dict(body)))


operations(router, rooms.COUNTED, CountOut, _count, "/custody/counts/{count}")
