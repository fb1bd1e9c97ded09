"""Runs, alerts, hotspots and responses over HTTP as JSON."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status

from ifar.answers import actor_of
from ifar.cursors import LARGEST, SIZE, page
from ifar.hotspots.models import Alert, Hotspot, Response, Run
from ifar.hotspots.selectors import signals as selectors
from ifar.hotspots.services import hotspots, responses, runs, triage
from ifar.rights import require

router = Router()

Identifier = Annotated[str, Field(max_length=20)]
Code = Annotated[str, Field(max_length=80)]
Words = Annotated[str, Field(max_length=2000)]
Line = Annotated[str, Field(max_length=200)]
Expected = Annotated[int | None, Field(ge=1, le=1_000_000)]
Answer = Literal["yes", "no", "partly", "unknown"]
Level = Literal["none", "watch", "response", "urgent"]
Tlp = Literal["red", "amber_strict", "amber", "green", "clear"]


class Asked(Schema):
    """Which part of a list."""

    after: Annotated[str, Field(max_length=500)] = ""
    size: Annotated[int, Field(ge=1, le=LARGEST)] = SIZE


class AlertsAsked(Asked):
    """Which alerts."""

    list: Literal["waiting", "watched", "confirmed", "dismissed", "all"] = "all"
    signal: Code = ""


class HotspotsAsked(Asked):
    """Which hotspots."""

    list: Literal["open", "closed", "all"] = "all"


class ResponsesAsked(Asked):
    """Which responses."""

    list: Literal["open", "all"] = "all"


class MadeOut(Schema):
    """The identifier of what was made."""

    id: str


class RunIn(Schema):
    """What a run is to look at."""

    layer: Literal["area", "cell4", "cell5", "cell6"] = "area"
    unit: Literal["day", "week", "month"] = "week"
    first: dt.date
    last: dt.date
    signals: Annotated[list[Code], Field(max_length=20)]
    sources: Annotated[list[Identifier], Field(max_length=40)] = []
    least: Annotated[int, Field(ge=2, le=1000)] = 5
    seed: Annotated[int, Field(ge=1, le=2**31)] = 1


class RunOut(Schema):
    """A run: what it looked at, and what came of it; the same inputs and parameters give the same result."""

    id: str
    state: str
    layer: str
    unit: str
    first: dt.date
    last: dt.date
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
    """An alert: what was found, what speaks against believing it, how it stands."""

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
    sources: list[str]
    level: str
    held_back: bool
    again_on: dt.date | None
    reason: str
    hotspot: str


class AlertsOut(Schema):
    """Some alerts, the newest first."""

    items: list[AlertOut]
    after: str | None


class WatchIn(Schema):
    """Until when it is watched."""

    again_on: dt.date
    note: Words = ""
    expected_n: Expected = None


class DismissIn(Schema):
    """Why nothing follows."""

    reason: Literal["enforcement", "data_error", "known_event", "chance", "duplicate", "seasonal", "other"]
    note: Words = ""
    expected_n: Expected = None


class NoteIn(Schema):
    """A reason in words."""

    note: Words = ""


class HotspotIn(Schema):
    """What an analyst says of a hotspot."""

    alerts: Annotated[list[Identifier], Field(min_length=1, max_length=20)]
    title: Annotated[str, Field(max_length=120)]
    drivers: Annotated[list[Code], Field(max_length=6)]
    threats: Annotated[list[Code], Field(max_length=20)] = []
    confidence: Literal["", "low", "moderate", "high"] = ""
    tlp: Tlp = "amber"
    basis: Words
    assessment: Words = ""
    level: Literal["", "none", "watch", "response", "urgent"] = ""
    level_reason: Words = ""


class HotspotOut(Schema):
    """A hotspot as it stands."""

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


class TaskIn(Schema):
    """What is to be done, for which measure, by whom, until when."""

    words: Annotated[str, Field(max_length=400)]
    measure: Code
    owner: Line
    due: dt.date


class ResponseIn(Schema):
    """What a response proposes."""

    title: Line
    owner: Identifier
    measures: Annotated[list[Code], Field(max_length=20)]
    needs: Annotated[dict[Code, dict[Code, Answer]], Field(max_length=5)]
    assessment: Annotated[dict[Code, Words], Field(max_length=5)] = {}
    partners: Annotated[str, Field(max_length=400)] = ""
    budget_line: Line = ""
    budget: Annotated[str, Field(max_length=12)] = ""
    currency: Annotated[str, Field(max_length=3)] = ""
    tasks: Annotated[list[TaskIn], Field(max_length=60)] = []


class RightsIn(Schema):
    """The human-rights check."""

    answers: Annotated[dict[Code, Answer], Field(max_length=20)]
    mitigations: Annotated[dict[Code, Words], Field(max_length=20)] = {}


class SettledIn(Schema):
    """What became of a task."""

    state: Literal["done", "dropped"]
    note: Words = ""


class EntryIn(Schema):
    """A line of the daily log."""

    entry: Words


class ReviewIn(Schema):
    """The after-action review."""

    intended: Words
    happened: Words
    worked: Words
    better: Words
    harm: Words
    lessons: Words


class ResponseOut(Schema):
    """A response as it stands."""

    id: str
    n: int
    state: str
    hotspot: str
    title: str
    owner: str
    measures: list[str]
    needs: dict[str, Any]
    tasks: list[dict[str, Any]]
    rights: dict[str, str]
    plan_due: dt.date
    first_due: dt.date
    approved_on: dt.date | None
    begun_on: dt.date | None
    first_done_on: dt.date | None
    closed_on: dt.date | None


class ResponsesOut(Schema):
    """Some responses, the newest first."""

    items: list[ResponseOut]
    after: str | None


def _run(one: Run) -> dict[str, Any]:
    names = (
        "state", "layer", "unit", "first", "last", "signals", "parameters", "version", "inputs", "result", "raised", "again", "findings",
        "forecast", "risk",
    )  # fmt: skip
    return {"id": one.public_id, **{name: getattr(one, name) for name in names}}


def _alert(one: Alert) -> AlertOut:
    names = (
        "n", "state", "signal", "layer", "places", "first", "last", "observed", "finding", "caveats", "level", "again_on", "reason", "hotspot",
    )  # fmt: skip
    said = {name: getattr(one, name) for name in names}
    return AlertOut(id=one.public_id, sources=one.kinds, held_back=one.held, **said)


def _hotspot(one: Hotspot) -> HotspotOut:
    names = (
        "n", "state", "layer", "areas", "first", "last", "drivers", "threats", "confidence", "tlp", "level", "version", "brief", "caveats",
    )  # fmt: skip
    said = {name: getattr(one, name) for name in names}
    return HotspotOut(id=one.public_id, title=(one.words or {}).get("title", ""), **said)


def _response(one: Response) -> ResponseOut:
    names = (
        "n", "state", "hotspot", "owner", "measures", "needs", "tasks", "rights", "plan_due", "first_due", "approved_on", "begun_on",
        "first_done_on", "closed_on",
    )  # fmt: skip
    said = {name: getattr(one, name) for name in names}
    return ResponseOut(id=one.public_id, title=(one.words or {}).get("title", ""), **said)


# Runs --------------------------------------------------------------------------------------------------------------------


@router.get("/hotspot-runs", response=RunsOut, operation_id="list_hotspot_runs")
def list_runs(request: HttpRequest, asked: Query[Asked]) -> RunsOut:
    """The runs that I may see, the newest first."""
    actor = actor_of(request)
    require(actor, selectors.READ)
    found = page(selectors.runs_for(actor), order=("-id",), after=asked.after, size=asked.size)
    return RunsOut(items=[RunOut(**_run(one)) for one in found.items], after=found.after)


@router.post("/hotspot-runs", response={201: MadeOut}, operation_id="ask_hotspot_run")
def ask_run(request: HttpRequest, data: RunIn) -> Status[MadeOut]:
    """Ask for a run; the worker carries it out."""
    made = runs.ask_run(
        actor=actor_of(request), layer=data.layer, unit=data.unit, first=data.first, last=data.last, wanted=data.signals,
        sources=data.sources, parameters={"least": data.least, "seed": data.seed},
    )  # fmt: skip
    return Status(201, MadeOut(id=made))


@router.get("/hotspot-runs/{run_id}", response=RunWholeOut, operation_id="read_hotspot_run")
def read_run(request: HttpRequest, run_id: Identifier) -> RunWholeOut:
    """A run with all that it found."""
    return RunWholeOut(**_run(selectors.run_for(actor_of(request), run_id)))


# Alerts ------------------------------------------------------------------------------------------------------------------


@router.get("/hotspot-alerts", response=AlertsOut, operation_id="list_hotspot_alerts")
def list_alerts(request: HttpRequest, asked: Query[AlertsAsked]) -> AlertsOut:
    """The alerts that I may see, the newest first."""
    actor = actor_of(request)
    require(actor, selectors.READ)
    listed = selectors.alerts_for(actor, asked.list, signal=asked.signal)
    found = page(listed, order=("-id",), after=asked.after, size=asked.size)
    return AlertsOut(items=[_alert(one) for one in found.items], after=found.after)


@router.get("/hotspot-alerts/{alert_id}", response=AlertOut, operation_id="read_hotspot_alert")
def read_alert(request: HttpRequest, alert_id: Identifier) -> AlertOut:
    """One alert."""
    return _alert(selectors.alert_for(actor_of(request), alert_id))


@router.post("/hotspot-alerts/{alert_id}/watch", response=AlertOut, operation_id="watch_hotspot_alert")
def watch(request: HttpRequest, alert_id: Identifier, data: WatchIn) -> AlertOut:
    """Watch an alert until a day."""
    triage.watch(actor=actor_of(request), alert=alert_id, **data.dict())
    return read_alert(request, alert_id)


@router.post("/hotspot-alerts/{alert_id}/dismissal", response=AlertOut, operation_id="dismiss_hotspot_alert")
def dismiss(request: HttpRequest, alert_id: Identifier, data: DismissIn) -> AlertOut:
    """Say that nothing follows from an alert, and why."""
    triage.dismiss(actor=actor_of(request), alert=alert_id, **data.dict())
    return read_alert(request, alert_id)


@router.post("/hotspot-alerts/{alert_id}/reopening", response=AlertOut, operation_id="reopen_hotspot_alert")
def reopen(request: HttpRequest, alert_id: Identifier, data: NoteIn) -> AlertOut:
    """Take an alert up again."""
    triage.reopen(actor=actor_of(request), alert=alert_id, note=data.note)
    return read_alert(request, alert_id)


# Hotspots ----------------------------------------------------------------------------------------------------------------


@router.get("/hotspots", response=HotspotsOut, operation_id="list_hotspots")
def list_hotspots(request: HttpRequest, asked: Query[HotspotsAsked]) -> HotspotsOut:
    """The hotspots that I may see, the newest first."""
    actor = actor_of(request)
    require(actor, selectors.READ)
    found = page(selectors.hotspots_for(actor, asked.list), order=("-id",), after=asked.after, size=asked.size)
    return HotspotsOut(items=[_hotspot(one) for one in found.items], after=found.after)


@router.post("/hotspots", response={201: MadeOut}, operation_id="open_hotspot")
def open_hotspot(request: HttpRequest, data: HotspotIn) -> Status[MadeOut]:
    """Confirm alerts as a hotspot."""
    said = data.dict()
    alerts = said.pop("alerts")
    made = hotspots.open_hotspot(actor=actor_of(request), alerts=alerts, content=hotspots.Content(**said))
    return Status(201, MadeOut(id=made))


@router.get("/hotspots/{hotspot_id}", response=HotspotOut, operation_id="read_hotspot")
def read_hotspot(request: HttpRequest, hotspot_id: Identifier) -> HotspotOut:
    """One hotspot."""
    return _hotspot(selectors.hotspot_for(actor_of(request), hotspot_id))


# Responses ---------------------------------------------------------------------------------------------------------------


@router.get("/hotspot-responses", response=ResponsesOut, operation_id="list_hotspot_responses")
def list_responses(request: HttpRequest, asked: Query[ResponsesAsked]) -> ResponsesOut:
    """The responses that I may see, the newest first."""
    actor = actor_of(request)
    require(actor, selectors.READ)
    found = page(selectors.responses_for(actor, asked.list), order=("-id",), after=asked.after, size=asked.size)
    return ResponsesOut(items=[_response(one) for one in found.items], after=found.after)


@router.post("/hotspots/{hotspot_id}/responses", response={201: MadeOut}, operation_id="propose_hotspot_response")
def propose(request: HttpRequest, hotspot_id: Identifier, data: ResponseIn) -> Status[MadeOut]:
    """Propose a response to a hotspot."""
    said = data.dict()
    said["tasks"] = [responses.NewTask(**one) for one in said["tasks"]]
    made = responses.propose(actor=actor_of(request), hotspot=hotspot_id, said=responses.Proposal(**said))
    return Status(201, MadeOut(id=made))


@router.get("/hotspot-responses/{response_id}", response=ResponseOut, operation_id="read_hotspot_response")
def read_response(request: HttpRequest, response_id: Identifier) -> ResponseOut:
    """One response."""
    return _response(selectors.response_for(actor_of(request), response_id))


@router.post("/hotspot-responses/{response_id}/rights-check", response=ResponseOut, operation_id="check_rights_of_response")
def check_rights(request: HttpRequest, response_id: Identifier, data: RightsIn) -> ResponseOut:
    """Answer the human-rights check; it stands before the approval."""
    responses.check_rights(actor=actor_of(request), response=response_id, **data.dict())
    return read_response(request, response_id)


@router.post("/hotspot-responses/{response_id}/approval", response=ResponseOut, operation_id="approve_hotspot_response")
def approve(request: HttpRequest, response_id: Identifier, data: NoteIn) -> ResponseOut:
    """Approve a response that others drafted and checked."""
    responses.approve(actor=actor_of(request), response=response_id, note=data.note)
    return read_response(request, response_id)


@router.post("/hotspot-responses/{response_id}/beginning", response=ResponseOut, operation_id="begin_hotspot_response")
def begin(request: HttpRequest, response_id: Identifier) -> ResponseOut:
    """Begin with an approved response."""
    responses.begin(actor=actor_of(request), response=response_id)
    return read_response(request, response_id)


@router.post("/hotspot-responses/{response_id}/tasks", response=ResponseOut, operation_id="add_response_task")
def add_task(request: HttpRequest, response_id: Identifier, data: TaskIn) -> ResponseOut:
    """Add a task."""
    responses.add_task(actor=actor_of(request), response=response_id, task=responses.NewTask(**data.dict()))
    return read_response(request, response_id)


@router.post("/hotspot-responses/{response_id}/tasks/{task_id}", response=ResponseOut, operation_id="settle_response_task")
def settle_task(request: HttpRequest, response_id: Identifier, task_id: Identifier, data: SettledIn) -> ResponseOut:
    """Say what became of a task."""
    responses.settle_task(actor=actor_of(request), response=response_id, task=task_id, **data.dict())
    return read_response(request, response_id)


@router.post("/hotspot-responses/{response_id}/log", response=ResponseOut, operation_id="log_hotspot_response")
def log(request: HttpRequest, response_id: Identifier, data: EntryIn) -> ResponseOut:
    """Write a line into the daily log."""
    responses.log(actor=actor_of(request), response=response_id, entry=data.entry)
    return read_response(request, response_id)


@router.post("/hotspot-responses/{response_id}/closing", response=ResponseOut, operation_id="close_hotspot_response")
def close(request: HttpRequest, response_id: Identifier, data: ReviewIn) -> ResponseOut:
    """Close a response with its after-action review."""
    responses.close(actor=actor_of(request), response=response_id, review=data.dict())
    return read_response(request, response_id)
