"""The reporting door for programs of carriers and marketplaces: send a report, see how one's own office's reports stand."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from ifar.cursors import LARGEST, SIZE
from ifar.form_errors import actor_of
from ifar.programme.sightings import report as sighting
from ifar.programme.sightings import selectors, services
from ifar.programme.sightings.selectors import Mine

router = Router(tags=["programme"])

Identifier = Annotated[str, Field(max_length=14)]


class SightingIn(Schema, extra="forbid"):
    """A suspicious parcel or listing: about the thing and never about people; other fields are refused."""

    what: Annotated[str, Field(max_length=20, description="`parcel` or `listing`.")]
    goods: Annotated[str, Field(max_length=20, description="`firearm`, `parts`, `ammunition`, `conversion`, `other` or `not_known`.")]  # fmt: skip
    happened_on: dt.date
    told: Annotated[str, Field(max_length=4000, description="What was seen, and why it is suspicious; no names, addresses or numbers of people.")]  # fmt: skip
    reference: Annotated[str, Field(max_length=200, description="The sender's own reference.")] = ""
    where: Annotated[str, Field(max_length=500, description="The depot where the parcel is, or the address of the listing.")] = ""  # fmt: skip
    marks: Annotated[list[Annotated[str, Field(max_length=60)]], Field(max_length=sighting.MARKS, description="Marks as read.")] = []  # fmt: skip
    countries: Annotated[list[Annotated[str, Field(pattern=r"^[A-Z]{2}$")]], Field(max_length=20, description="Countries of the route.")] = []  # fmt: skip


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


def _out(one: Mine) -> SightingOut:
    return SightingOut(id=one.id, what=one.what, goods=one.goods, happened_on=one.happened_on, reference=one.reference, state=one.state)  # fmt: skip


@router.post("/sightings", response=SightingOut, operation_id="send_sighting")
def send(request: HttpRequest, said: SightingIn) -> SightingOut:
    """Report a suspicious parcel or listing for my own office."""
    actor = actor_of(request)
    made = services.send(
        actor=actor,
        said=sighting.Said(
            said.what,
            said.goods,
            said.happened_on,
            said.told,
            said.reference,
            said.where,
            tuple(said.marks),
            tuple(said.countries),
        ),
    )
    return _out(selectors.one_of_mine(actor, made))


@router.get("/sightings", response=SightingsOut, operation_id="list_sightings")
def listed(request: HttpRequest, asked: Query[SightingsAsked]) -> SightingsOut:
    """My own office's reports, the latest first."""
    found, after = selectors.mine(actor_of(request), asked.after, asked.size)
    return SightingsOut(items=[_out(one) for one in found], after=after)


@router.get("/sightings/{public_id}", response=SightingOut, operation_id="see_sighting")
def one(request: HttpRequest, public_id: Identifier) -> SightingOut:
    """How a report of my own office stands."""
    return _out(selectors.one_of_mine(actor_of(request), public_id))
