"""Responses to hotspots over HTTP as JSON."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status

from ifar.cursors import page
from ifar.form_errors import actor_of
from ifar.hotspots.api.signals import Asked, Code, Identifier, Line, MadeOut, NoteIn, Words
from ifar.hotspots.models import Response
from ifar.hotspots.selectors import signals as selectors
from ifar.hotspots.services import responses
from ifar.rights import may, require

router = Router()

Answer = Literal["yes", "no", "partly", "unknown"]


class ResponsesAsked(Asked):
    """Which responses."""

    list: Literal["open", "all"] = "all"


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


def _response(one: Response) -> ResponseOut:
    names = (
        "n", "state", "hotspot", "owner", "measures", "needs", "tasks", "rights", "plan_due", "first_due", "approved_on", "begun_on",
        "first_done_on", "closed_on",
    )  # fmt: skip
    said = {name: getattr(one, name) for name in names}
    return ResponseOut(id=one.public_id, title=(one.words or {}).get("title", ""), **said)


@router.get("/hotspot-responses", response=ResponsesOut, operation_id="list_hotspot_responses")
def list_responses(request: HttpRequest, asked: Query[ResponsesAsked]) -> ResponsesOut:
    """The responses that I may see, the newest first."""
    actor = actor_of(request)
    require(actor, selectors.CHECK if may(actor, selectors.CHECK) else selectors.READ)
    found = page(
        selectors.responses_for(actor, asked.list), order=("-id",), after=asked.after, size=asked.size
    )
    return ResponsesOut(items=[_response(one) for one in found.items], after=found.after)


@router.post(
    "/hotspots/{hotspot_id}/responses", response={201: MadeOut}, operation_id="propose_hotspot_response"
)
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


@router.post(
    "/hotspot-responses/{response_id}/rights-check",
    response=ResponseOut,
    operation_id="check_rights_of_response",
)
def check_rights(request: HttpRequest, response_id: Identifier, data: RightsIn) -> ResponseOut:
    """Answer the human-rights check; it stands before the approval."""
    responses.check_rights(actor=actor_of(request), response=response_id, **data.dict())
    return read_response(request, response_id)


@router.post(
    "/hotspot-responses/{response_id}/approval", response=ResponseOut, operation_id="approve_hotspot_response"
)
def approve(request: HttpRequest, response_id: Identifier, data: NoteIn) -> ResponseOut:
    """Approve a response that others drafted and checked."""
    responses.approve(actor=actor_of(request), response=response_id, note=data.note)
    return read_response(request, response_id)


@router.post(
    "/hotspot-responses/{response_id}/beginning", response=ResponseOut, operation_id="begin_hotspot_response"
)
def begin(request: HttpRequest, response_id: Identifier) -> ResponseOut:
    """Begin with an approved response."""
    responses.begin(actor=actor_of(request), response=response_id)
    return read_response(request, response_id)


@router.post("/hotspot-responses/{response_id}/tasks", response=ResponseOut, operation_id="add_response_task")
def add_task(request: HttpRequest, response_id: Identifier, data: TaskIn) -> ResponseOut:
    """Add a task."""
    responses.add_task(actor=actor_of(request), response=response_id, task=responses.NewTask(**data.dict()))
    return read_response(request, response_id)


@router.post(
    "/hotspot-responses/{response_id}/tasks/{task_id}",
    response=ResponseOut,
    operation_id="settle_response_task",
)
def settle_task(
    request: HttpRequest, response_id: Identifier, task_id: Identifier, data: SettledIn
) -> ResponseOut:
    """Say what became of a task."""
    responses.settle_task(actor=actor_of(request), response=response_id, task=task_id, **data.dict())
    return read_response(request, response_id)


@router.post(
    "/hotspot-responses/{response_id}/log", response=ResponseOut, operation_id="log_hotspot_response"
)
def log(request: HttpRequest, response_id: Identifier, data: EntryIn) -> ResponseOut:
    """Write a line into the daily log."""
    responses.log(actor=actor_of(request), response=response_id, entry=data.entry)
    return read_response(request, response_id)


@router.post(
    "/hotspot-responses/{response_id}/closing", response=ResponseOut, operation_id="close_hotspot_response"
)
def close(request: HttpRequest, response_id: Identifier, data: ReviewIn) -> ResponseOut:
    """Close a response with its after-action review."""
    responses.close(actor=actor_of(request), response=response_id, review=data.dict())
    return read_response(request, response_id)
