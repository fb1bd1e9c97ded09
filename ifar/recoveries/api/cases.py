"""Cases over HTTP as JSON: opened, amended, shared, concluded, handed over."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status

from ifar.acts.edges import operations
from ifar.cursors import LARGEST, SIZE, page
from ifar.form_errors import actor_of
from ifar.recoveries import inputs, selectors
from ifar.recoveries.api.shapes import (
    CaseOut,
    Code,
    Expected,
    Identifier,
    ItemOut,
    MadeOut,
    PersonOut,
    told_case,
    told_item,
    told_person,
)
from ifar.recoveries.services import case_handover, case_persons, cases  # noqa: F401 (the people of a case offer an act on it)
from ifar.rights import require

router = Router()


class CaseWholeOut(CaseOut):
    """A case with its items and people."""

    items: list[ItemOut]
    persons: list[PersonOut]


class CasesOut(Schema):
    """A page of cases."""

    items: list[CaseOut]
    after: str | None


class CasesAsked(Schema):
    """Which cases, page by page."""

    list: Literal["open", "waiting", "unlinked", "concluded", "all"] = "open"
    kind: Literal["", "seized", "found", "surrendered", "shooting"] = ""
    q: Annotated[str, Field(max_length=200)] = ""
    area: Code = ""
    offence: Code = ""
    since: dt.date | None = None
    until: dt.date | None = None
    after: Annotated[str, Field(max_length=500)] = ""
    size: Annotated[int, Field(ge=1, le=LARGEST)] = SIZE


@router.get("/recoveries", response=CasesOut, operation_id="list_recoveries")
def list_cases(request: HttpRequest, asked: Query[CasesAsked]) -> dict[str, Any]:
    """The cases that one may see, the newest first."""
    actor = actor_of(request)
    require(actor, "recoveries:case:read")
    narrow = {name: getattr(asked, name) for name in ("kind", "area", "offence", "since", "until")}
    records = selectors.listed(actor, asked.list, text=asked.q, **narrow)
    part = page(records, order=("-id",), after=asked.after, size=asked.size)
    return {"items": [told_case(case) for case in part.items], "after": part.after}


@router.post("/recoveries", response={201: MadeOut}, operation_id="open_recovery")
def open_case(request: HttpRequest, body: inputs.OpenCase, again: bool = False) -> Status[dict[str, Any]]:
    """Open a case of one's office. With `again` it is another case under a number that the office has already."""
    opened = cases.open_case(actor=actor_of(request), said=cases.circumstances_of(body), again=again)
    return Status(201, {"id": opened})


@router.get("/recoveries/{case}", response=CaseWholeOut, operation_id="read_recovery")
def read_case(request: HttpRequest, case: Identifier) -> dict[str, Any]:
    """A case with its items and people; who they are is read on their own records, under a purpose."""
    record = selectors.case_for(actor_of(request), case)
    return {
        **told_case(record),
        "items": [told_item(item, record.public_id) for item in selectors.items_of(record)],
        "persons": [told_person(person) for person in selectors.persons_of(record)],
    }


@router.patch("/recoveries/{case}", response=CaseOut, operation_id="amend_recovery")
def amend_case(
    request: HttpRequest, case: Identifier, body: inputs.AmendCase, expected_n: Expected = None
) -> dict[str, Any]:
    """Say anew some of what is known of a case. What is not sent stays; its kind stays, and whether it is anonymous."""
    actor = actor_of(request)
    changes = {name: getattr(body, name) for name in body.model_fields_set - {"expected_n"}}
    seen = body.expected_n or expected_n
    cases.change_case(actor=actor, case=case, changes=changes, expected_n=seen)
    return told_case(selectors.case_for(actor, case))


@router.post("/recoveries/{case}/file", response=dict[str, Any], operation_id="hand_over_recovery")
def hand_over(request: HttpRequest, case: Identifier, body: inputs.HandOverCase) -> dict[str, Any]:
    """Take a case out for a case-management system; the digest of what was taken stands in the log."""
    taken = case_handover.hand_over(actor=actor_of(request), case=case, to=body.to)
    return {"sha256": taken.sha256, "document": taken.document.decode()}


operations(router, cases.CASE, CaseOut, told_case, "/recoveries/{case}")
