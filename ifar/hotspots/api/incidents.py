"""Incidents over HTTP: the cells of the map as the caller may see them, the sources, and single incidents for those who see precise places."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from ifar.cursors import LARGEST, SIZE, page
from ifar.errors import NotFound, Reason
from ifar.form_errors import actor_of
from ifar.hotspots import labels
from ifar.hotspots.maps import cells
from ifar.hotspots.maps.cells import Box
from ifar.hotspots.models import Incident
from ifar.hotspots.selectors import evidence, map_data, places, signals
from ifar.hotspots.selectors.map_data import MapFilter
from ifar.hotspots.services.writing import RECORDER
from ifar.rights import require

router = Router()

Degrees = Annotated[float, Field(ge=-180, le=180)]
Latitude = Annotated[float, Field(ge=-90, le=90)]
Month = Annotated[str, Field(pattern=r"^[0-9]{4}-(0[1-9]|1[0-2])$")]
Identifier = Annotated[str, Field(max_length=14)]


class CellsAsked(Schema):
    """Which part of the map, which months, sources and kinds; what a caller may not narrow by is not regarded."""

    west: Degrees = -180.0
    south: Latitude = -60.0
    east: Degrees = 180.0
    north: Latitude = 80.0
    since: Month | None = None
    until: Month | None = None
    source: Identifier | Literal[""] = ""
    kind: Annotated[str, Field(max_length=40)] = ""


class CellOut(Schema):
    """A cell of the H3 grid with its middle and how many incidents; `count` is exact where `precise` says so, else at least."""

    cell: str
    longitude: float
    latitude: float
    count: int


class AreaOut(Schema):
    """An area of the first division; empty where none is known."""

    area: str
    count: int


class CellsOut(Schema):
    """What of the map the caller sees."""

    precise: bool
    resolution: int
    since: str
    until: str
    total: int
    cells: list[CellOut]
    areas: list[AreaOut]


@router.get("/incidents/cells", response=CellsOut, operation_id="map_incidents")
def by_cell(request: HttpRequest, asked: Query[CellsAsked]) -> CellsOut:
    """The map as numbers: in fine cells for those who may see precise places, else of the rounded table alone."""
    actor = actor_of(request)
    require(actor, places.READ)
    if asked.west >= asked.east or asked.south >= asked.north:
        raise RECORDER.invalid(Reason("hotspots.map.box", field="west"))
    months = map_data.months_of(actor)
    if months is None:
        raise NotFound("hotspots.map.nothing", labels.of("hotspots.map.nothing"))
    first = (cells.month_from(asked.since) if asked.since else None) or months[0]
    last = (cells.month_from(asked.until) if asked.until else None) or months[1]
    seen = map_data.see(
        actor,
        MapFilter(
            Box(asked.west, asked.south, asked.east, asked.north),
            min(first, last),
            last,
            (asked.source,) if asked.source else (),
            (asked.kind,) if asked.kind else (),
        ),
    )
    return CellsOut(
        precise=seen.precise,
        resolution=seen.resolution,
        since=cells.month_name(seen.since),
        until=cells.month_name(seen.until),
        total=seen.total,
        cells=[_cell(cell, count) for cell, count in sorted(seen.cells.items())],
        areas=[AreaOut(area=area, count=count) for area, count in sorted(seen.areas.items())],
    )


def _cell(cell: int, count: int) -> CellOut:
    longitude, latitude = cells.centre(cell)
    return CellOut(cell=f"{cell:x}", longitude=round(longitude, 5), latitude=round(latitude, 5), count=count)


class IncidentsAsked(Schema):
    """Which incidents, page by page; `alert` and `hotspot` name one behind which they lie."""

    alert: Identifier | Literal[""] = ""
    hotspot: Identifier | Literal[""] = ""
    source: Identifier | Literal[""] = ""
    since: dt.date | None = None
    until: dt.date | None = None
    after: Annotated[str, Field(max_length=500, description="The cursor that the page before gave.")] = ""
    size: Annotated[int, Field(ge=1, le=LARGEST)] = SIZE


class IncidentOut(Schema):
    """An incident as its source told it, no more exactly than that; places in millionths of a degree."""

    source: str
    external: str
    delivery: str
    first: dt.date
    last: dt.date
    longitude: int | None
    latitude: int | None
    precision: str
    area: str
    kind: str
    counts: dict[str, int]


class IncidentsOut(Schema):
    """A page of incidents."""

    items: list[IncidentOut]
    after: str | None


@router.get("/incidents", response=IncidentsOut, operation_id="list_incidents")
def incident_list(request: HttpRequest, asked: Query[IncidentsAsked]) -> IncidentsOut:
    """Incidents as they stand now, the latest first. Rows of a source whose terms forbid it are not handed on."""
    actor = actor_of(request)
    require(actor, places.PRECISE)
    incidents = places.incidents_for(actor).filter(source__redistribution=True)
    if asked.alert:
        incidents = evidence.behind(incidents, signals.alert_for(actor, asked.alert))
    if asked.hotspot:
        hotspot = signals.hotspot_for(actor, asked.hotspot)
        incidents = evidence.behind_alerts(incidents, evidence.alerts_behind(actor, hotspot))
    if asked.source:
        incidents = incidents.filter(source__public_id=asked.source)
    if asked.since:
        incidents = incidents.filter(first__gte=asked.since)
    if asked.until:
        incidents = incidents.filter(last__lte=asked.until)
    listed = page(incidents, order=("-id",), after=asked.after, size=asked.size)
    return IncidentsOut(items=[_incident(incident) for incident in listed.items], after=listed.after)


def _incident(incident: Incident) -> IncidentOut:
    names = ("external", "first", "last", "longitude", "latitude", "precision", "area", "kind", "counts")
    return IncidentOut(
        source=incident.source.public_id,
        delivery=incident.delivery.public_id,
        **{name: getattr(incident, name) for name in names},
    )
