"""Prices and availability that somebody observed, over HTTP as JSON."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Field, Router, Schema, Status

from ifar.cursors import page
from ifar.form_errors import actor_of
from ifar.recoveries import inputs, selectors
from ifar.recoveries.api.shapes import Amount, Code, Line
from ifar.recoveries.models import Observation
from ifar.recoveries.services import market
from ifar.rights import require

router = Router()


class ObservationOut(Schema):
    """An observation of the market: what was on offer, where and when, at which price or how easily; when and by which office it was noted."""

    thing: Code
    on: dt.date
    calibre: Code = ""
    condition: Code = ""
    place: Line = ""
    area: Code = ""
    price: Amount = None
    currency: Annotated[str, Field(max_length=3)] = ""
    price_kind: Literal["", "asked", "paid"] = ""
    availability: Code = ""
    channel: Code = ""
    remark: Annotated[str, Field(max_length=500)] = ""
    agency: str
    at: dt.datetime


class ObservationsOut(Schema):
    """A page of observations."""

    items: list[ObservationOut]
    after: str | None


def _observation(observation: Observation) -> dict[str, Any]:
    names = (
        "thing", "on", "calibre", "condition", "place", "area", "price", "currency", "price_kind", "availability", "channel", "remark", "at",
    )  # fmt: skip
    return {"agency": observation.agency.public_id, **{name: getattr(observation, name) for name in names}}


@router.get("/market", response=ObservationsOut, operation_id="list_observations")
def list_observations(
    request: HttpRequest, thing: Code = "", after: Annotated[str, Field(max_length=500)] = ""
) -> dict[str, Any]:
    """What illicit arms cost and how easily they can be had, the newest first."""
    actor = actor_of(request)
    require(actor, "recoveries:market:read")
    observations = selectors.observations_for(actor)
    part = page(
        observations.filter(thing=thing) if thing else observations, order=("-on", "entry"), after=after
    )
    return {"items": [_observation(observation) for observation in part.items], "after": part.after}


@router.post("/market", response={201: ObservationOut}, operation_id="note_observation")
def observe(request: HttpRequest, body: inputs.Observe) -> Status[dict[str, Any]]:
    """Note an observation of the market."""
    observation = market.observe(actor=actor_of(request), seen=market.MarketObservation(**dict(body)))
    return Status(201, _observation(observation))
