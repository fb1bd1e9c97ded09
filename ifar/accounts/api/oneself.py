"""Oneself, and the log of reads."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status

from ifar.accounts.api.shapes import Identifier, Listing, Name, actor_of
from ifar.accounts.models import ReadLog
from ifar.accounts.selectors import reads as read_selectors
from ifar.accounts.services import people as people_services
from ifar.accounts.services import shifts
from ifar.cursors import Page, page
from ifar.rights import require

router = Router(tags=["accounts"])


class PurposeOut(Schema):
    """Why personal data are read."""

    shift: str
    purpose: str
    case: str


class MeOut(Schema):
    """Who asks, and what they may do."""

    id: str
    kind: str
    name: str
    agency: str
    roles: list[str]
    permissions: list[str]
    compartments: list[str]
    standing_in_for: str
    purpose: PurposeOut | None


class ShiftIn(Schema):
    """A stated purpose: for how many hours, under which case."""

    purpose: Name
    case: Name = ""
    hours: Annotated[float, Field(gt=0, le=12)] = 8


class AgencyChoice(Schema):
    """The agency to act for."""

    agency: Identifier


@router.get("/me", response=MeOut, operation_id="me")
def me(request: HttpRequest) -> dict[str, Any]:
    """Who I am, for which agency I act, what I may do."""
    actor = actor_of(request)
    return {
        "id": actor.id,
        "kind": actor.kind,
        "name": actor.name,
        "agency": actor.agency,
        "roles": sorted(actor.roles),
        "permissions": sorted(actor.permissions),
        "compartments": sorted(actor.compartments),
        "standing_in_for": actor.standing_in_for,
        "purpose": actor.purpose,
    }


@router.put("/me/purpose", response=PurposeOut, operation_id="state_purpose")
def state_purpose(request: HttpRequest, said: ShiftIn) -> dict[str, str]:
    """State why I read personal data from now on; for people, who read in shifts."""
    shift = shifts.start(actor=actor_of(request), purpose=said.purpose, case=said.case, hours=said.hours)
    return {"shift": shift.public_id, "purpose": shift.purpose, "case": shift.case}


@router.delete("/me/purpose", response={204: None}, operation_id="end_purpose")
def end_purpose(request: HttpRequest) -> Status[None]:
    """End my shift."""
    shifts.end(actor=actor_of(request))
    return Status(204, None)


@router.put("/me/agency", response={204: None}, operation_id="switch_agency")
def switch_agency(request: HttpRequest, said: AgencyChoice) -> Status[None]:
    """Act for another agency at which I hold a role."""
    people_services.switch_agency(actor=actor_of(request), agency=said.agency)
    return Status(204, None)


class ReadOut(Schema):
    """One read of personal data."""

    id: int
    at: dt.datetime
    actor: str
    agency: str
    shift: str
    purpose: str
    case: str
    act: str
    object: str
    count: int


class ReadsOut(Schema):
    """A page of reads."""

    items: list[ReadOut]
    after: str | None


class ReadsAsked(Listing):
    """Whose reads: mine, or of one person's or item's data."""

    about: Annotated[str, Field(max_length=20)] = ""
    mine: bool = False


@router.get("/reads", response=ReadsOut, operation_id="list_reads")
def list_reads(request: HttpRequest, asked: Query[ReadsAsked]) -> Page[ReadLog]:
    """Who read whose data, as far as I may see it; `mine` is my own access report."""
    actor = actor_of(request)
    if asked.mine:
        read_logs = read_selectors.made_by(actor)
    elif asked.about:
        read_logs = read_selectors.about(actor, asked.about)
    else:
        require(actor, "accounts:readlog:read")
        read_logs = read_selectors.reads_for(actor)
    return page(read_logs, order=("-id",), after=asked.after, size=asked.size)
