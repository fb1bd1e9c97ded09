"""Inspection cases, requests and reports from outside over HTTP as JSON."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Field, Router, Schema, Status

from ifar.acts.edges import operations
from ifar.cursors import LARGEST, SIZE, page
from ifar.form_errors import actor_of
from ifar.oversight.inputs import AskOffice, DraftAuditPlan, OpenInspection
from ifar.oversight.models import File, Inspection, Plan, Report, Request
from ifar.oversight.selectors import audits, cases
from ifar.oversight.services import requests
from ifar.oversight.services.audits import FILE, PLAN, draft_plan, read_file
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
    summary="Inspection requests",
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


class AuditPlanOut(Schema):
    """An audit plan; `seed` is empty until it is drawn, `drawn` are stratum and token."""

    id: str
    state: str
    n: int
    year: int
    offices: list[str]
    decisions: list[str]
    number: int
    period_from: dt.date
    period_to: dt.date
    due_on: dt.date
    frame_hash: str
    frame_size: int
    seed: str
    drawn: list[list[str]]


class AuditPlansOut(Schema):
    """A page of plans, the newest first; `after` is the cursor of the next one."""

    items: list[AuditPlanOut]
    after: str | None


class AuditFileOut(Schema):
    """A decision that was drawn, and its audit; `led_to` is the matter or inspection case that its finding opened."""

    id: str
    state: str
    n: int
    kind: str
    object: str
    office: str
    due_on: dt.date
    auditor: str
    answers: dict[str, str]
    grade: str
    led_to: str


_PLAN = tuple(name for name in AuditPlanOut.model_fields if name != "id")
_FILE = tuple(name for name in AuditFileOut.model_fields if name != "id")


def _plan(plan: Plan) -> dict[str, Any]:
    return {"id": plan.public_id, **{name: getattr(plan, name) for name in _PLAN}}


def _file(file: File) -> dict[str, Any]:
    return {"id": file.public_id, **{name: getattr(file, name) for name in _FILE}}


@router.get("/audit_plans", response=AuditPlansOut, summary="Audit plans", operation_id="list_audit_plans")
def list_audit_plans(
    request: HttpRequest,
    after: Annotated[str, Field(max_length=500)] = "",
    limit: Annotated[int, Field(ge=1, le=LARGEST)] = SIZE,
) -> dict[str, Any]:
    """The plans of the actor's inspectorate."""
    actor = actor_of(request)
    require(actor, cases.DESK)
    part = page(audits.plans_for(actor), order=("-id",), after=after, size=limit)
    return {"items": [_plan(plan) for plan in part.items], "after": part.after}


@router.post(
    "/audit_plans",
    response={201: AuditPlanOut},
    summary="Draft an audit plan",
    operation_id="draft_audit_plan",
)
def draft_audit_plan(request: HttpRequest, body: DraftAuditPlan) -> Status[dict[str, Any]]:
    """A judge adopts it."""
    actor = actor_of(request)
    made = draft_plan(actor=actor, **dict(body))
    return Status(201, _plan(audits.plan_for(actor, made)))


@router.get(
    "/audit_files/{file}", response=AuditFileOut, summary="A file to audit", operation_id="get_audit_file"
)
def get_audit_file(request: HttpRequest, file: Annotated[str, Field(max_length=20)]) -> dict[str, Any]:
    """Reading it is logged with its purpose; nobody near the office that decided sees it."""
    return _file(read_file(actor_of(request), file))


operations(router, PLAN, AuditPlanOut, _plan)
operations(router, FILE, AuditFileOut, _file)
operations(router, CASE, InspectionOut, _case)
operations(router, REQUEST, OversightRequestOut, _request)
operations(router, REPORT, OutsideReportOut, _report)
