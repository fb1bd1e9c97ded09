"""People of a case and the proceedings against them, over HTTP as JSON."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Router, Schema, Status

from ifar.form_errors import actor_of
from ifar.recoveries import selectors
from ifar.recoveries.api.shapes import CaseOut, Code, Identifier, Line, MadeOut, Stage, told_case
from ifar.recoveries.services import cases

router = Router()


class PersonIn(Schema):
    """Somebody of a case. A name is kept apart from the log."""

    role: Code
    sex: Literal["male", "female", "unknown"] = "unknown"
    age: Literal["under_15", "15_17", "18_24", "25_34", "35_59", "60_over", "unknown"] = "unknown"
    group: Line = ""
    party: Identifier = ""
    name: Line = ""
    stage: Stage = "noted"
    stage_on: dt.date | None = None
    offences: Annotated[list[Code], Field(max_length=20)] = []


class StageIn(Schema):
    """How far proceedings came, for which offences."""

    stage: Stage
    on: dt.date | None = None
    offences: Annotated[list[Code], Field(max_length=20)] = []


@router.post("/recoveries/{case}/persons", response={201: MadeOut}, operation_id="name_in_recovery")
def name_person(request: HttpRequest, case: Identifier, body: PersonIn) -> Status[dict[str, Any]]:
    """Enter somebody of a case."""
    given = body.dict()
    who = cases.Involved(described={"name": given.pop("name")}, **given)
    return Status(201, {"id": str(cases.name_person(actor=actor_of(request), case=case, who=who))})


@router.post("/recoveries/{case}/persons/{person}/stage", response=CaseOut, operation_id="record_proceedings")
def record_stage(request: HttpRequest, case: Identifier, person: UUID, body: StageIn) -> dict[str, Any]:
    """Record how far proceedings against somebody came."""
    actor = actor_of(request)
    cases.record_stage(actor=actor, case=case, person=person, **body.dict())
    return told_case(selectors.case_for(actor, case))
