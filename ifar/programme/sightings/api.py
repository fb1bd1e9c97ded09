"""The reporting door for programs of carriers and marketplaces: send a report, see how one's own office's reports stand."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from ifar.acts.edges import operations
from ifar.acts.inputs import part_of
from ifar.cursors import LARGEST, SIZE
from ifar.form_errors import actor_of
from ifar.programme.models import Sighting
from ifar.programme.people_inputs import SendSighting
from ifar.programme.sightings import report as sighting
from ifar.programme.sightings import selectors, services
from ifar.programme.sightings.selectors import Mine

router = Router(tags=["programme"])

Identifier = Annotated[str, Field(max_length=14)]


class SightingOut(Schema):
    """A report of one's own office. `state`: `received`, `looked_into` or `ended`; what came of it is not told."""

    id: str
    what: str
    goods: str
    happened_on: dt.date
    reference: str
    state: str


class SightingsAsked(Schema):
    """Reports, page by page."""

    after: Annotated[str, Field(max_length=500, description="The cursor that the page before gave.")] = ""
    size: Annotated[int, Field(ge=1, le=LARGEST)] = SIZE


class SightingsOut(Schema):
    """A page of reports."""

    items: list[SightingOut]
    after: str | None


def _out(mine: Mine) -> SightingOut:
    return SightingOut(id=mine.id, what=mine.what, goods=mine.goods, happened_on=mine.happened_on, reference=mine.reference, state=mine.state)  # fmt: skip


@router.post("/sightings", response=SightingOut, operation_id="send_sighting")
def send(request: HttpRequest, said: SendSighting) -> SightingOut:
    """Report a suspicious parcel or listing for my own office."""
    actor = actor_of(request)
    made = services.send(actor=actor, said=part_of(said, sighting.SightingReport))
    return _out(selectors.one_of_mine(actor, made))


@router.get("/sightings", response=SightingsOut, operation_id="list_sightings")
def listed(request: HttpRequest, asked: Query[SightingsAsked]) -> SightingsOut:
    """My own office's reports, the latest first."""
    mines, after = selectors.mine(actor_of(request), asked.after, asked.size)
    return SightingsOut(items=[_out(mine) for mine in mines], after=after)


@router.get("/sightings/{public_id}", response=SightingOut, operation_id="see_sighting")
def one(request: HttpRequest, public_id: Identifier) -> SightingOut:
    """How a report of my own office stands."""
    return _out(selectors.one_of_mine(actor_of(request), public_id))


class SightingTakenOut(Schema):
    """A report as those see it who take it on, without its words."""

    id: str
    state: str
    n: int
    taken_by: str


def _taken(record: Sighting) -> dict[str, Any]:
    return {"id": record.public_id, "state": record.state, "n": record.n, "taken_by": record.taken_by}


operations(router, services.SIGHTING, SightingTakenOut, _taken)
