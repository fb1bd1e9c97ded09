"""Retention over HTTP: legal holds, and whose personal data no law keeps any longer."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Field, Router, Schema, Status

from ifar.acts.edges import operations
from ifar.cursors import page
from ifar.form_errors import actor_of
from ifar.retention import labels, selectors, services
from ifar.retention.inputs import PlaceHold
from ifar.retention.models import Hold
from ifar.rights import require

router = Router(tags=["retention"])


class HoldOut(Schema):
    """A legal hold, and whether it stands today."""

    id: str
    object: str
    ground: str
    case: str
    until: dt.date | None
    agency: str
    at: dt.datetime
    stands: bool


class HoldsOut(Schema):
    """A page of holds."""

    items: list[HoldOut]
    after: str | None


class LapsedOut(Schema):
    """A party whose personal data nothing keeps any longer: all its records, until when which rules kept them, and why."""

    party: str
    records: list[str]
    kept_until: dt.date | None
    rules: list[str]
    reasons: list[str]


class LapsedPageOut(Schema):
    """The lapsed ones among those that one step looked through; `after` leads on, also where this step found nobody."""

    items: list[LapsedOut]
    looked: int
    after: int | None


def _as_json(hold: Hold) -> dict[str, Any]:
    """A hold; one that was ordered just now stands."""
    names = ("object", "ground", "case", "until", "at")
    values = {name: getattr(hold, name) for name in names}
    return {
        **values,
        "id": hold.public_id,
        "agency": hold.agency.public_id,
        "stands": getattr(hold, "stands", True),
    }


@router.get("/holds", response=HoldsOut, operation_id="list_holds")
def list_holds(
    request: HttpRequest,
    object: Annotated[str, Field(max_length=14)] = "",
    all: bool = False,
    after: Annotated[str, Field(max_length=500)] = "",
) -> dict[str, Any]:
    """The holds that stand (or all), those ordered last first."""
    actor = actor_of(request)
    require(actor, "retention:hold:read")
    holds = selectors.holds_for(actor) if all else selectors.standing_for(actor)
    if object:
        holds = holds.filter(object=object)
    part = page(holds, order=("-at", "-public_id"), after=after)
    return {
        "items": [_as_json(hold) for hold in part.items],
        "after": part.after,
    }


@router.post("/holds", response={201: HoldOut}, operation_id="place_hold")
def place_hold(request: HttpRequest, body: PlaceHold) -> Status[dict[str, Any]]:
    """Order that what is known of a firearm or a party be kept."""
    return Status(201, _as_json(services.place_hold(actor=actor_of(request), **dict(body))))


operations(router, services.HOLD, HoldOut, _as_json)


@router.get("/lapsed", response=LapsedPageOut, operation_id="list_lapsed")
def list_lapsed(request: HttpRequest, after: Annotated[int, Field(ge=0, lt=2**63)] = 0) -> dict[str, Any]:
    """The lapsed ones among the next parties."""
    actor = actor_of(request)
    require(actor, "retention:lapsed:read")
    step = selectors.lapsed_after(actor, after)
    items = [
        {
            "party": lapsed.public_id,
            "records": list(lapsed.records),
            "kept_until": lapsed.outlook.kept.until,
            "rules": list(lapsed.outlook.kept.because),
            "reasons": labels.lapse(lapsed.outlook),
        }
        for lapsed in step.found
    ]
    return {"items": items, "looked": step.looked, "after": step.after}
