"""Journeys of travellers over HTTP as JSON."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status

from ifar.accounts.services import reads
from ifar.acts.edges import operations
from ifar.cursors import page
from ifar.form_errors import actor_of
from ifar.rights import require
from ifar.trade.journeys import selectors
from ifar.trade.journeys.inputs import AnnounceEntering, AnnounceLeaving
from ifar.trade.journeys.services import diverting, extending, journeys  # noqa: F401 (they offer acts on journeys)
from ifar.trade.journeys.services.journeys import JOURNEY
from ifar.trade.models import Journey
from ifar.trade.selectors import READ
from ifar.trade.services.writing import today

router = Router(tags=["trade"])
_Identifier = Annotated[str, Field(max_length=20)]
_Cursor = Annotated[str, Query("", max_length=500)]


class JourneyFirearmOut(Schema):
    """A firearm of a journey; `firearm` is empty as long as the register has no record of a visitor's."""

    firearm: str
    type: str
    make: str
    model: str
    calibre: str
    serial: str


class RoundsOut(Schema):
    """So many rounds of a calibre."""

    calibre: str
    quantity: int


class JourneyOut(Schema):
    """A traveller's journey with firearms: `out` of this State or `in`to it, and back. `gone` and `back` are numbers of `arms`, from 1."""

    id: str
    way: str
    holder: str
    name: str = ""
    document: str = ""
    country: str
    purpose: str
    authorisation: str
    papers: list[str]
    arms: list[JourneyFirearmOut]
    ammunition: list[RoundsOut]
    announced_on: dt.date
    crosses_on: dt.date
    earliest_on: dt.date
    return_by: dt.date
    crossed_on: dt.date | None
    gone: list[int]
    back: list[int]
    overdue: bool
    office: str
    state: str
    n: int


class JourneyListed(Schema):
    """A journey in a list."""

    id: str
    way: str
    country: str
    crosses_on: dt.date
    return_by: dt.date
    missing: int
    overdue: bool
    office: str
    state: str


class JourneysOut(Schema):
    """A page of journeys, and the cursor of the next one."""

    items: list[JourneyListed]
    after: str | None


_PLAIN = (
    "way", "holder", "country", "purpose", "authorisation", "papers", "arms", "ammunition", "announced_on", "crosses_on", "earliest_on",
    "return_by", "crossed_on", "gone", "back", "state", "n",
)  # fmt: skip


def journey_of(record: Journey) -> dict[str, Any]:
    """A journey as it stands, without the traveller's name: an act on it is no read of that."""
    return {
        **{name: getattr(record, name) for name in _PLAIN},
        "id": record.public_id,
        "office": record.agency.public_id,
        "overdue": record.is_overdue(today()),
    }


@router.get(
    "/trade/journeys", response=JourneysOut, summary="Journeys of travellers", operation_id="journeys"
)
def listed(request: HttpRequest, after: _Cursor) -> dict[str, Any]:
    """Those of my office and those below it, and for customs all; the newest first."""
    actor = actor_of(request)
    require(actor, READ)
    result = page(selectors.journeys_for(actor), order=("-id",), after=after)
    plain = ("way", "country", "crosses_on", "return_by", "state")
    items = [
        {
            **{name: getattr(record, name) for name in plain},
            "id": record.public_id,
            "office": record.agency.public_id,
            "missing": len(record.missing),
            "overdue": record.is_overdue(today()),
        }
        for record in result.items
    ]
    return {"items": items, "after": result.after}


@router.post(
    "/trade/journeys/leaving",
    response={201: JourneyOut},
    summary="Announce that firearms leave the country for a time",
    operation_id="announce_leaving",
)
def leaving(request: HttpRequest, body: AnnounceLeaving) -> Status[dict[str, Any]]:
    """A holder's registered firearms; customs let them pass."""
    actor = actor_of(request)
    made = journeys.announce_leaving(actor=actor, **body.arguments())
    return Status(201, journey_of(selectors.journey_for(actor, made)))


@router.post(
    "/trade/journeys/entering",
    response={201: JourneyOut},
    summary="Announce that a visitor's firearms enter the country for a time",
    operation_id="announce_entering",
)
def entering(request: HttpRequest, body: AnnounceEntering) -> Status[dict[str, Any]]:
    """A visitor's firearms as they are marked; customs let them pass."""
    actor = actor_of(request)
    made = journeys.announce_entering(actor=actor, **body.arguments())
    return Status(201, journey_of(selectors.journey_for(actor, made)))


@router.get("/trade/journeys/{journey}", response=JourneyOut, summary="A journey", operation_id="journey")
def journey(request: HttpRequest, journey: _Identifier) -> dict[str, Any]:
    """As it stands. The read is logged."""
    actor = actor_of(request)
    require(actor, READ)
    record = selectors.journey_for(actor, journey)
    reads.log(actor, "trade.journey.read", record.public_id, people=[record.holder] if record.holder else [])
    return {**journey_of(record), **{name: record.who.get(name, "") for name in ("name", "document")}}


operations(router, JOURNEY, JourneyOut, journey_of, "/trade/journeys/{journey}")
