"""Inspection cases, requests and reports from outside over HTTP as JSON."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Field, Router, Schema, Status

from ifar.acts.edges import operations
from ifar.cursors import LARGEST, SIZE, page
from ifar.form_errors import actor_of
from ifar.oversight.inputs import AskOffice, OpenInspection
from ifar.oversight.models import Inspection, Report, Request
from ifar.oversight.selectors import cases
from ifar.oversight.services import requests
from ifar.oversight.services.cases import CASE, open_case
from ifar.oversight.services.outside import REPORT
from ifar.oversight.services.requests import REQUEST
from ifar.rights import require

router = Router(tags=["oversight"])


class InspectionOut(Schema):
    """An inspection case, for whoever works on it."""

    id: str
    state: str
    n: int
    origin: str
    who: str
    offices: list[str]
    due_on: dt.date
    lead: str
    members: list[str]
    outcome: str
    text: str
    plan: str
    reason: str


class InspectionsOut(Schema):
    """A page of cases, the first deadline first; `after` is the cursor of the next one."""

    items: list[InspectionOut]
    after: str | None


class OversightRequestOut(Schema):
    """What a case asks of an office, and its answer; of the case it says nothing."""

    id: str
    state: str
    n: int
    kind: str
    addressed: str
    due_on: dt.date
    done: str
    text: str
    answer: str


class OversightRequestsOut(Schema):
    """A page of what is asked of the actor's office, the first deadline first."""

    items: list[OversightRequestOut]
    after: str | None


class OutsideReportOut(Schema):
    """A report from outside; what it says is sealed, and no operation opens it."""

    id: str
    state: str
    n: int
    received_on: dt.date
    acknowledge_by: dt.date
    answer_by: dt.date
    inspection: str


_CASE = (
    "state",
    "n",
    "origin",
    "who",
    "offices",
    "due_on",
    "lead",
    "members",
    "outcome",
    "text",
    "plan",
    "reason",
)
_REQUEST = ("state", "n", "kind", "addressed", "due_on", "done", "text", "answer")


_REPORT = ("state", "n", "received_on", "acknowledge_by", "answer_by", "inspection")


def _report(report: Report) -> dict[str, Any]:
    return {"id": report.public_id, **{name: getattr(report, name) for name in _REPORT}}


def _case(case: Inspection) -> dict[str, Any]:
    return {"id": case.public_id, **{name: getattr(case, name) for name in _CASE}}


def _request(request: Request) -> dict[str, Any]:
    return {"id": request.public_id, **{name: getattr(request, name) for name in _REQUEST}}


@router.get(
    "/inspections", response=InspectionsOut, summary="Inspection cases", operation_id="list_inspections"
)
def list_inspections(
    request: HttpRequest,
    closed: bool = False,
    after: Annotated[str, Field(max_length=500)] = "",
    limit: Annotated[int, Field(ge=1, le=LARGEST)] = SIZE,
) -> dict[str, Any]:
    """The cases that the actor works on or opened, and those of the office that wait for a lead."""
    actor = actor_of(request)
    require(actor, cases.WORK)
    part = page(cases.list_of(actor, closed), order=("due_on", "id"), after=after, size=limit)
    return {"items": [_case(case) for case in part.items], "after": part.after}


@router.get(
    "/inspections/{inspection}",
    response=InspectionOut,
    summary="An inspection case",
    operation_id="get_inspection",
)
def get_inspection(request: HttpRequest, inspection: Annotated[str, Field(max_length=20)]) -> dict[str, Any]:
    """Only whoever works on it, or may lead it, sees it."""
    actor = actor_of(request)
    require(actor, cases.WORK)
    return _case(cases.case_for(actor, inspection))


@router.post(
    "/inspections",
    response={201: InspectionOut},
    summary="Open an inspection case",
    operation_id="open_inspection",
)
def open_inspection(request: HttpRequest, body: OpenInspection) -> Status[dict[str, Any]]:
    """It waits for a lead, who declares that there is no conflict of interest."""
    actor = actor_of(request)
    made = open_case(actor=actor, **body.model_dump())
    return Status(201, _case(cases.case_for(actor, made)))


@router.post(
    "/inspections/{inspection}/requests",
    response={201: OversightRequestOut},
    summary="Ask an office for a case",
    operation_id="ask_for_inspection",
)
def ask_for_inspection(
    request: HttpRequest, inspection: Annotated[str, Field(max_length=20)], body: AskOffice
) -> Status[dict[str, Any]]:
    """The office sees the request and nothing else of the case."""
    actor = actor_of(request)
    made = requests.ask(actor=actor, inspection_id=inspection, **body.model_dump())
    return Status(201, _request(cases.request_for(actor, made)))


@router.get(
    "/oversight_requests",
    response=OversightRequestsOut,
    summary="What the inspectorate asks",
    operation_id="list_oversight_requests",
)
def list_oversight_requests(
    request: HttpRequest,
    after: Annotated[str, Field(max_length=500)] = "",
    limit: Annotated[int, Field(ge=1, le=LARGEST)] = SIZE,
) -> dict[str, Any]:
    """What is asked of the actor's office."""
    actor = actor_of(request)
    require(actor, cases.ANSWER)
    asked = cases.requests_for(actor).filter(addressed=actor.agency)
    part = page(asked, order=("due_on", "id"), after=after, size=limit)
    return {"items": [_request(each) for each in part.items], "after": part.after}


operations(router, CASE, InspectionOut, _case)
operations(router, REQUEST, OversightRequestOut, _request)
operations(router, REPORT, OutsideReportOut, _report)
