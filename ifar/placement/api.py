"""Places and placements over HTTP as JSON."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Final

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status

from ifar.acts.edges import operations
from ifar.cursors import page
from ifar.documents import devices
from ifar.form_errors import actor_of
from ifar.ledger import services as ledger
from ifar.placement import selectors
from ifar.placement.inputs import OpenPlace, PlacementIn, PlaceThings
from ifar.placement.models import Place, Placement
from ifar.placement.services import places, placing
from ifar.placement.services.placing import Placing
from ifar.rights import require

router = Router(tags=["placement"])
_Identifier = Annotated[str, Field(max_length=20)]
_Cursor = Annotated[str, Query("", max_length=500)]


class PlaceOut(Schema):
    """A place. `inside` is the place in which it is, empty for one that stands by itself; `code` what stands on the office's own label."""

    id: str
    kind: str
    name: str
    code: str
    inside: str
    capacity: int | None
    person: str
    office: str
    counted_on: dt.date | None
    state: str
    n: int


class PlacesOut(Schema):
    """A page of places, and the cursor of the next one."""

    items: list[PlaceOut]
    after: str | None


class PlacementOut(Schema):
    """Where a thing is; `n` = how often it was placed, `under` = the event that gave custody of it."""

    thing: str
    place: str
    custodian: str
    since: dt.datetime
    under: str
    n: int


class PlacementsOut(Schema):
    """A page of what lies in a place, and the cursor of the next one."""

    items: list[PlacementOut]
    after: str | None


class PlacedOut(Schema):
    """The things that were put elsewhere than they were; of each thing of the list, how often it has been placed by now (`expected_n` of a next one)."""

    placed: list[str]
    n: dict[str, int]


class PlaceMadeOut(Schema):
    """The place that was opened."""

    id: str


_PLAIN: Final = ("kind", "name", "code", "inside", "capacity", "person", "counted_on", "state", "n")


def _place(place: Place) -> dict[str, Any]:
    """A place as it stands."""
    return {
        "id": place.public_id,
        "office": place.agency.public_id,
        **{name: getattr(place, name) for name in _PLAIN},
    }


def _placement(placement: Placement) -> dict[str, Any]:
    """Where a thing is."""
    plain = ("place", "custodian", "since", "n")
    return {
        "thing": placement.public_id,
        "under": str(placement.under),
        **{name: getattr(placement, name) for name in plain},
    }


@router.get("/places", response=PlacesOut, summary="The places of my office", operation_id="get_places")
def get_places(request: HttpRequest, after: _Cursor) -> dict[str, Any]:
    """The open places of my office and those below it, by name."""
    actor = actor_of(request)
    require(actor, selectors.READ)
    result = page(selectors.places_for(actor).filter(state="open"), order=("name", "id"), after=after)
    return {"items": [_place(place) for place in result.items], "after": result.after}


@router.post("/places", response={201: PlaceMadeOut}, summary="Open a place", operation_id="open_place")
def open_place(request: HttpRequest, body: OpenPlace) -> Status[dict[str, str]]:
    """A store, a room in it, a shelf: of my office."""
    return Status(201, {"id": places.open_place(actor=actor_of(request), **body.model_dump())})


@router.get("/places/{place}", response=PlaceOut, summary="A place", operation_id="get_place")
def get_place(request: HttpRequest, place: _Identifier) -> dict[str, Any]:
    """A place of my office or one below it."""
    actor = actor_of(request)
    require(actor, selectors.READ)
    return _place(selectors.place_for(actor, place))


@router.get(
    "/places/{place}/things", response=PlacementsOut, summary="Contents", operation_id="get_things_here"
)
def get_things_here(request: HttpRequest, place: _Identifier, after: _Cursor) -> dict[str, Any]:
    """What lies in a place itself; what lies in the places in it stands at those."""
    actor = actor_of(request)
    require(actor, selectors.READ)
    result = page(
        selectors.here(actor, selectors.place_for(actor, place)), order=("id",), after=after, size=200
    )
    return {"items": [_placement(placement) for placement in result.items], "after": result.after}


@router.post("/placements", response=PlacedOut, summary="Say where things are", operation_id="place_things")
def place_things(request: HttpRequest, body: PlaceThings) -> dict[str, Any]:
    """All of them or none; the same list sent twice changes nothing. 409 tells who placed a thing since you looked, where and when."""
    wanted = [_placing(placement, body.sent) for placement in body.placements]
    placed = placing.place_many(actor=actor_of(request), placements=wanted)
    now = Placement.objects.filter(public_id__in=[item.thing for item in wanted])
    return {"placed": placed, "n": dict(now.values_list("public_id", "n"))}


def _placing(placement_in: PlacementIn, sent: dt.datetime | None) -> Placing:
    """What was put where, and when by the register's clock: a device's own may be wrong by days, and the log says by how much."""
    if placement_in.at is None or sent is None:
        return Placing(placement_in.thing, placement_in.place, placement_in.expected_n, placement_in.at)
    moment = devices.moment(placement_in.at, devices.Device(sent), ledger.now())
    return Placing(
        placement_in.thing, placement_in.place, placement_in.expected_n, moment.taken, moment.details()
    )


operations(router, places.PLACE, PlaceOut, _place)
