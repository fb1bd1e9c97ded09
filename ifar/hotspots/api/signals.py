"""Runs, alerts and hotspots over HTTP as JSON."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Final, Literal

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status

from ifar.acts.edges import operations
from ifar.acts.inputs import part_of
from ifar.cursors import LARGEST, SIZE, page
from ifar.form_errors import actor_of
from ifar.hotspots import inputs
from ifar.hotspots.models import Alert, Hotspot, Run
from ifar.hotspots.selectors import evidence
from ifar.hotspots.selectors import signals as selectors
from ifar.hotspots.selectors.places import PRECISE
from ifar.hotspots.services import hotspots, runs, triage
from ifar.rights import Actor, may, require

router = Router()

Identifier = Annotated[str, Field(max_length=20)]
Code = Annotated[str, Field(max_length=80)]
Line = Annotated[str, Field(max_length=200)]


class PageFilter(Schema):
    """Which part of a list."""

    after: Annotated[str, Field(max_length=500)] = ""
    size: Annotated[int, Field(ge=1, le=LARGEST)] = SIZE


class AlertsAsked(PageFilter):
    """Which alerts."""

    list: Literal["waiting", "watched", "confirmed", "dismissed", "withdrawn", "all"] = "all"
    signal: Code = ""


class HotspotsAsked(PageFilter):
    """Which hotspots."""

    list: Literal["open", "closed", "all"] = "all"


class MadeOut(Schema):
    """The identifier of what was made."""

    id: str


class RunOut(Schema):
    """A run: what it looked at, and what came of it; the same inputs and parameters give the same result.

    `live` is false of an analysis of the past, which raises no alert whatever it finds.
    """

    id: str
    state: str
    layer: str
    unit: str
    first: dt.date
    last: dt.date
    live: bool
    signals: list[str]
    parameters: dict[str, Any]
    version: str
    inputs: str
    result: str
    raised: int
    again: int


class RunWholeOut(RunOut):
    """A run with its findings, its forecast and its index."""

    findings: list[dict[str, Any]]
    forecast: dict[str, Any]
    risk: dict[str, Any]


class RunsOut(Schema):
    """Some runs, the newest first."""

    items: list[RunOut]
    after: str | None


class AlertOut(Schema):
    """An alert: what was found, what speaks against believing it, how it stands.

    `sources` are those whose incidents are in it, each with how many, for who may see sources; `kinds` the kinds of sources that carry it.
    `still` is how many of its cases still stand, null where none was taken back. The incidents behind it: `/incidents?alert=`.
    """

    id: str
    n: int
    state: str
    signal: str
    layer: str
    places: list[str]
    first: dt.date
    last: dt.date
    observed: int
    finding: dict[str, Any]
    caveats: list[str]
    kinds: list[str]
    sources: dict[str, int]
    indicators: dict[str, str]
    series: dict[str, Any]
    still: int | None
    level: str
    held_back: bool
    again_on: dt.date | None
    reason: str
    hotspot: str


class AlertsOut(Schema):
    """Some alerts, the newest first."""

    items: list[AlertOut]
    after: str | None


class HotspotOut(Schema):
    """A hotspot as it stands: `brief` as it was drafted from the data, with how many of its cases still stand (`still`) where some were taken back."""

    id: str
    n: int
    state: str
    title: str
    layer: str
    areas: list[str]
    first: dt.date
    last: dt.date | None
    drivers: list[str]
    threats: list[str]
    confidence: str
    tlp: str
    level: str
    version: int
    brief: list[dict[str, Any]]
    caveats: list[str]


class HotspotsOut(Schema):
    """Some hotspots, the newest first."""

    items: list[HotspotOut]
    after: str | None


OF_SOURCES: Final = ("sources", "incidents")
"""What a finding says of its sources: for who may see them alone."""


def _run(actor: Actor, run: Run) -> dict[str, Any]:
    names = (
        "state", "layer", "unit", "first", "last", "signals", "parameters", "version", "inputs", "result", "raised", "again", "findings",
        "forecast", "risk",
    )  # fmt: skip
    values = {name: getattr(run, name) for name in names}
    if not may(actor, PRECISE):
        values["findings"] = [
            {name: value for name, value in row.items() if name not in OF_SOURCES} for row in run.findings
        ]
    return {"id": run.public_id, "live": run.is_live, **values}


def _alert(actor: Actor | None, alert: Alert) -> AlertOut:
    names = (
        "n", "state", "signal", "layer", "places", "first", "last", "observed", "finding", "caveats", "kinds", "indicators", "series", "still",
        "level", "again_on", "reason", "hotspot",
    )  # fmt: skip
    values = {name: getattr(alert, name) for name in names}
    sources = evidence.standing_in(alert) if actor is not None and may(actor, PRECISE) else {}
    return AlertOut(id=alert.public_id, sources=sources, held_back=alert.held, **values)


def _hotspot(hotspot: Hotspot) -> HotspotOut:
    names = (
        "n", "state", "layer", "areas", "first", "last", "drivers", "threats", "confidence", "tlp", "level", "version",
    )  # fmt: skip
    values = {name: getattr(hotspot, name) for name in names}
    alerts = selectors.alerts_of(hotspot)
    values |= {"brief": hotspots.brief_now(hotspot, alerts), "caveats": hotspots.caveats_now(hotspot, alerts)}
    return HotspotOut(id=hotspot.public_id, title=(hotspot.words or {}).get("title", ""), **values)


# Runs --------------------------------------------------------------------------------------------------------------------


@router.get("/hotspot-runs", response=RunsOut, operation_id="list_hotspot_runs")
def list_runs(request: HttpRequest, asked: Query[PageFilter]) -> RunsOut:
    """The runs that I may see, the newest first."""
    actor = actor_of(request)
    require(actor, selectors.READ)
    result = page(selectors.runs_for(actor), order=("-id",), after=asked.after, size=asked.size)
    return RunsOut(items=[RunOut(**_run(actor, run)) for run in result.items], after=result.after)


@router.post("/hotspot-runs", response={201: MadeOut}, operation_id="ask_hotspot_run")
def ask_run(request: HttpRequest, data: inputs.AskRun) -> Status[MadeOut]:
    """Ask for a run; the worker carries it out."""
    return Status(201, MadeOut(id=runs.ask_run(actor=actor_of(request), **data.asked())))


@router.get("/hotspot-runs/{run_id}", response=RunWholeOut, operation_id="read_hotspot_run")
def read_run(request: HttpRequest, run_id: Identifier) -> RunWholeOut:
    """A run with all that it found."""
    actor = actor_of(request)
    return RunWholeOut(**_run(actor, selectors.run_for(actor, run_id)))


# Alerts ------------------------------------------------------------------------------------------------------------------


@router.get("/hotspot-alerts", response=AlertsOut, operation_id="list_hotspot_alerts")
def list_alerts(request: HttpRequest, asked: Query[AlertsAsked]) -> AlertsOut:
    """The alerts that I may see, the newest first."""
    actor = actor_of(request)
    require(actor, selectors.READ)
    listed = selectors.alerts_for(actor, asked.list, signal=asked.signal)
    result = page(listed, order=("-id",), after=asked.after, size=asked.size)
    return AlertsOut(items=[_alert(actor, alert) for alert in result.items], after=result.after)


@router.get("/hotspot-alerts/{alert_id}", response=AlertOut, operation_id="read_hotspot_alert")
def read_alert(request: HttpRequest, alert_id: Identifier) -> AlertOut:
    """One alert."""
    actor = actor_of(request)
    return _alert(actor, selectors.alert_for(actor, alert_id))


def _judged(alert: Alert) -> AlertOut:
    """An alert after an act: without its sources, which `/hotspot-alerts/` tells whoever may see them."""
    return _alert(None, alert)


operations(router, triage.ALERT, AlertOut, _judged, "/hotspot-alerts/{alert}")


# Hotspots ----------------------------------------------------------------------------------------------------------------


@router.get("/hotspots", response=HotspotsOut, operation_id="list_hotspots")
def list_hotspots(request: HttpRequest, asked: Query[HotspotsAsked]) -> HotspotsOut:
    """The hotspots that I may see, the newest first."""
    actor = actor_of(request)
    require(actor, selectors.READ)
    result = page(
        selectors.hotspots_for(actor, asked.list), order=("-id",), after=asked.after, size=asked.size
    )
    return HotspotsOut(items=[_hotspot(hotspot) for hotspot in result.items], after=result.after)


@router.post("/hotspots", response={201: MadeOut}, operation_id="open_hotspot")
def open_hotspot(request: HttpRequest, data: inputs.OpenHotspot) -> Status[MadeOut]:
    """Confirm alerts as a hotspot: another than the office has open there only where `another` says so."""
    content = part_of(data, hotspots.Content)
    made = hotspots.open_hotspot(
        actor=actor_of(request), alerts=data.alerts, content=content, another=data.another
    )
    return Status(201, MadeOut(id=made))


@router.get("/hotspots/{hotspot_id}", response=HotspotOut, operation_id="read_hotspot")
def read_hotspot(request: HttpRequest, hotspot_id: Identifier) -> HotspotOut:
    """One hotspot."""
    return _hotspot(selectors.hotspot_for(actor_of(request), hotspot_id))


operations(router, hotspots.HOTSPOT, HotspotOut, _hotspot, "/hotspots/{hotspot}")
