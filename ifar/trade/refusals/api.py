"""Refusals of other States over HTTP as JSON."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status

from ifar.accounts.services import reads
from ifar.acts.edges import operations
from ifar.cursors import page
from ifar.form_errors import actor_of
from ifar.rights import require
from ifar.trade import selectors as trade
from ifar.trade.models import Denial
from ifar.trade.refusals import filing, selectors, services
from ifar.trade.refusals.inputs import NotifyDenial, NotifyDenials
from ifar.trade.services.writing import WRITE

router = Router(tags=["trade"])
_Identifier = Annotated[str, Field(max_length=20)]
_Cursor = Annotated[str, Query("", max_length=500)]


class DenialOut(Schema):
    """That another State refused a transfer to somebody; `ground` is a code of the list `transfer_ground`."""

    id: str
    country: str
    issuer: str
    number: str
    refused_on: dt.date
    valid_until: dt.date | None
    ground: str
    party: str
    office: str
    state: str
    n: int


class DenialsOut(Schema):
    """A page of refusals, and the cursor of the next one."""

    items: list[DenialOut]
    after: str | None


class DenialLineOut(Schema):
    """A line of a table, by its number in it: the refusal as which it is recorded, or why it is left out."""

    line: int
    party: str
    id: str
    reasons: list[str]


def denial_of(denial: Denial) -> dict[str, Any]:
    """A refusal as it stands."""
    plain = set(DenialOut.model_fields) - {"id", "office"}
    values = {name: getattr(denial, name) for name in plain}
    return {**values, "id": denial.public_id, "office": denial.agency.public_id}


@router.get(
    "/trade/refusals",
    response=DenialsOut,
    summary="Refusals of other States",
    operation_id="transfer_refusals",
)
def listed(request: HttpRequest, after: _Cursor) -> dict[str, Any]:
    """Those that my office and those below it entered, the newest first."""
    actor = actor_of(request)
    require(actor, trade.READ)
    result = page(selectors.denials_for(actor), order=("-id",), after=after)
    if result.items:
        reads.log(
            actor,
            "trade.party.read",
            "refusals",
            len(result.items),
            people=[denial.party for denial in result.items],
        )
    return {"items": [denial_of(denial) for denial in result.items], "after": result.after}


@router.post(
    "/trade/refusals",
    response={201: DenialOut},
    summary="Enter a refusal of another State",
    operation_id="notify_transfer_refusal",
)
def notify(request: HttpRequest, body: NotifyDenial) -> Status[dict[str, Any]]:
    """Another person verifies it; then it is answered before anything is granted to whom it concerns."""
    actor = actor_of(request)
    made = services.notify(actor=actor, **body.arguments())
    return Status(201, denial_of(selectors.denial_for(actor, made)))


@router.post(
    "/trade/refusals-table",
    response=list[DenialLineOut],
    summary="Enter a table of refusals of another State",
    operation_id="notify_transfer_refusals",
)
def table(
    request: HttpRequest,
    body: NotifyDenials,
    preview: Annotated[bool, Query(False, description="Only say what would become of each line.")],
) -> list[dict[str, Any]]:
    """Each line that can be is recorded, in one act; the others say why not."""
    actor = actor_of(request)
    require(actor, WRITE)
    does = filing.look if preview else filing.record
    lines = does(actor=actor, **body.arguments())
    if matched := sorted({line.party for line in lines if line.name}):
        reads.log(actor, "trade.party.read", "refusals", len(matched), people=matched)
    return [
        {
            "line": line.number,
            "party": line.party,
            "id": "" if preview else line.id,
            "reasons": [str(reason.message) for reason in line.reasons],
        }
        for line in lines
    ]


@router.get(
    "/trade/refusals/{denial}",
    response=DenialOut,
    summary="A refusal of another State",
    operation_id="transfer_refusal",
)
def one(request: HttpRequest, denial: _Identifier) -> dict[str, Any]:
    """As it stands."""
    actor = actor_of(request)
    require(actor, trade.READ)
    record = selectors.denial_for(actor, denial)
    reads.log(actor, "trade.party.read", denial, people=[record.party])
    return denial_of(record)


operations(router, services.DENIAL, DenialOut, denial_of, "/trade/refusals/{denial}")
