"""Cases over HTTP as JSON: opened, amended, shared, concluded, handed over."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status

from ifar.cursors import LARGEST, SIZE, page
from ifar.form_errors import actor_of
from ifar.recoveries import selectors
from ifar.recoveries.api.shapes import (
    Amount,
    CaseKind,
    CaseOut,
    Code,
    Expected,
    Identifier,
    ItemOut,
    Line,
    MadeOut,
    Micro,
    PersonOut,
    WhyIn,
    told_case,
    told_item,
    told_person,
)
from ifar.recoveries.services import case_handover, cases
from ifar.registry.occurred import parse
from ifar.rights import require

router = Router()


class KeptIn(Schema):
    """Another thing that was seized, by reference."""

    kind: Code
    reference: Annotated[str, Field(max_length=120)] = ""


class CaseSaid(Schema):
    """What is said of a case, when it is opened and later. `occurred` as in events: `2026-05-03`, `2026-05` …"""

    occurred: Annotated[str, Field(max_length=40)] = ""
    place: Line = ""
    area: Code = ""
    latitude: Micro = None
    longitude: Micro = None
    place_precision: Literal["exact", "street", "town", "district", "area", "unknown"] = "unknown"
    location: Code = ""
    ground: Code = ""
    offences: Annotated[list[Code], Field(max_length=20)] = []
    threats: Annotated[list[Code], Field(max_length=20)] = []
    concealment: Code = ""
    conveyance: Code = ""
    route: Annotated[list[Code], Field(max_length=30)] = []
    kept: Annotated[list[KeptIn], Field(max_length=100)] = []
    price: Amount = None
    currency: Annotated[str, Field(max_length=3)] = ""
    price_kind: Literal["", "asked", "paid"] = ""
    report: Annotated[str, Field(max_length=60)] = ""
    narrative: Annotated[str, Field(max_length=4000)] = ""

    def given(self, *, sent: bool = False) -> dict[str, Any]:
        """What the service wants, by its names; with `sent` only what was sent."""
        said: dict[str, Any] = self.model_dump(exclude_unset=sent)
        return said | ({"occurred": parse(said["occurred"])} if "occurred" in said else {})


class CaseIn(CaseSaid):
    """A case that is opened; everything but kind and number may be missing. Kind, and whether it is anonymous, are settled by it."""

    kind: CaseKind
    number: Annotated[str, Field(min_length=1, max_length=200)]
    anonymous: bool = False


class CaseChangeIn(CaseSaid):
    """What is said anew of a case: what is not sent stays as it is."""

    number: Annotated[str, Field(min_length=1, max_length=200)] = "-"


class ConcludeIn(WhyIn):
    """Why; and whether the rows of tables that were not taken in stay out for that reason."""

    leave_rows: bool = False


class ShareIn(WhyIn):
    """Another office that is to see the case."""

    office: Identifier


class ToIn(Schema):
    """For whom a case is taken out."""

    to: Annotated[str, Field(min_length=1, max_length=200)]


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
    found = selectors.listed(actor, asked.list, text=asked.q, **narrow)
    part = page(found, order=("-id",), after=asked.after, size=asked.size)
    return {"items": [told_case(one) for one in part.items], "after": part.after}


@router.post("/recoveries", response={201: MadeOut}, operation_id="open_recovery")
def open_case(request: HttpRequest, body: CaseIn) -> Status[dict[str, Any]]:
    """Open a case of one's office."""
    return Status(
        201, {"id": cases.open_case(actor=actor_of(request), said=cases.Circumstances(**body.given()))}
    )


@router.get("/recoveries/{case}", response=CaseWholeOut, operation_id="read_recovery")
def read_case(request: HttpRequest, case: Identifier) -> dict[str, Any]:
    """A case with its items and people; who they are is read on their own records, under a purpose."""
    found = selectors.case_for(actor_of(request), case)
    return {
        **told_case(found),
        "items": [told_item(one, found.public_id) for one in selectors.items_of(found)],
        "persons": [told_person(one) for one in selectors.persons_of(found)],
    }


@router.patch("/recoveries/{case}", response=CaseOut, operation_id="amend_recovery")
def amend_case(
    request: HttpRequest, case: Identifier, body: CaseChangeIn, expected_n: Expected = None
) -> dict[str, Any]:
    """Say anew some of what is known of a case. What is not sent stays; its kind stays, and whether it is anonymous."""
    actor = actor_of(request)
    cases.change_case(actor=actor, case=case, changes=body.given(sent=True), expected_n=expected_n)
    return told_case(selectors.case_for(actor, case))


@router.post("/recoveries/{case}/sharing", response=CaseOut, operation_id="share_recovery")
def share(request: HttpRequest, case: Identifier, body: ShareIn) -> dict[str, Any]:
    """Let another office see a case."""
    actor = actor_of(request)
    cases.share_case(actor=actor, case=case, office=body.office, reason=body.reason)
    return told_case(selectors.case_for(actor, case))


@router.post("/recoveries/{case}/conclusion", response=CaseOut, operation_id="conclude_recovery")
def conclude(request: HttpRequest, case: Identifier, body: ConcludeIn) -> dict[str, Any]:
    """Conclude a case, when every proposal that waits for a word has been answered."""
    actor = actor_of(request)
    cases.conclude_case(actor=actor, case=case, reason=body.reason, leave_rows=body.leave_rows)
    return told_case(selectors.case_for(actor, case))


@router.post("/recoveries/{case}/file", response=dict[str, Any], operation_id="hand_over_recovery")
def hand_over(request: HttpRequest, case: Identifier, body: ToIn) -> dict[str, Any]:
    """Take a case out for a case-management system; the digest of what was taken stands in the log."""
    taken = case_handover.hand_over(actor=actor_of(request), case=case, to=body.to)
    return {"sha256": taken.sha256, "document": taken.document.decode()}
