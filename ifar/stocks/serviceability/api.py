"""Serviceability of arms over HTTP as JSON."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router, Schema, Status

from ifar.cursors import page
from ifar.form_errors import actor_of
from ifar.rights import require
from ifar.stocks import selectors as stocks
from ifar.stocks.serviceability import selectors, services
from ifar.stocks.serviceability.inputs import RecordServiceability
from ifar.stocks.serviceability.models import Serviceability

router = Router(tags=["stocks"])
_Cursor = Annotated[str, Query("", max_length=500)]
_State = Annotated[str, Query("", max_length=40)]


class ServiceabilityOut(Schema):
    """How an arm is: `id` is the arm's own; when and by which account it was inspected, under which mark, what is wanting, in which workshop it is."""

    id: str
    state: str
    inspected_on: dt.date | None
    inspector: str
    mark: str
    fault: str
    workshop: str
    n: int


class ServiceabilitiesOut(Schema):
    """A page of arms, and the cursor of the next one."""

    items: list[ServiceabilityOut]
    after: str | None


class ServiceabilityRecordedOut(Schema):
    """Of how many arms it was recorded."""

    recorded: int


@router.get(
    "/stocks/serviceability",
    response=ServiceabilitiesOut,
    summary="Serviceability of arms",
    operation_id="serviceability_of_arms",
)
def listed(request: HttpRequest, state: _State, after: _Cursor) -> dict[str, Any]:
    """Of the arms of my unit and of the units below it, the latest first; those in one state, or all. Nothing of what is counted blind.

    `state=never_inspected` lists the arms in stock of which nothing is on record: of those all but `id` and `state` is empty, and `n` is 0.
    """
    actor = actor_of(request)
    require(actor, stocks.READ)
    if state == selectors.NEVER:
        never = page(selectors.never_for(actor), order=("-id",), after=after)
        empty = Serviceability(state=selectors.NEVER, n=0)
        return {"items": [_told(empty, arm.public_id) for arm in never.items], "after": never.after}
    known = selectors.known_for(actor)
    result = page(known.filter(state=state) if state else known, order=("-id",), after=after)
    return {"items": [_told(row, row.public_id) for row in result.items], "after": result.after}


def _told(record: Serviceability, arm: str) -> dict[str, Any]:
    names = ("state", "inspected_on", "inspector", "mark", "fault", "workshop", "n")
    return {"id": arm, **{name: getattr(record, name) for name in names}}


@router.post(
    "/stocks/serviceability",
    response={201: ServiceabilityRecordedOut},
    summary="Record the serviceability of arms",
    operation_id="record_serviceability",
)
def record(request: HttpRequest, body: RecordServiceability) -> Status[dict[str, int]]:
    """What was found of arms of my unit's stock, or done with them: of all of them or of none."""
    made = services.record(actor=actor_of(request), **body.model_dump())
    return Status(201, {"recorded": made})
