"""Batches of destruction over HTTP: list, seal, readings, witnesses, certificate."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status

from ifar.answers import actor_of
from ifar.cursors import page
from ifar.recoveries import custody_selectors as kept
from ifar.recoveries.custody_api.shapes import (
    Expected,
    Identifier,
    Line,
    Note,
    PageAsked,
    ProposedOut,
    Reason,
)
from ifar.recoveries.destruction import Reading
from ifar.recoveries.models import Batch
from ifar.recoveries.services import destruction
from ifar.rights import require

router = Router()


class BatchIn(Schema):
    """A destruction batch: its order, way, and list."""

    name: Annotated[str, Field(min_length=1, max_length=80)]
    order: Annotated[str, Field(min_length=1, max_length=120)]
    method: Literal["cutting", "crushing", "shredding", "smelting", "burning", "other"]
    planned_on: dt.date | None = None
    place: Line = ""
    exhibits: Annotated[list[Identifier], Field(max_length=2000)] = []


class WhyIn(Schema):
    """Why."""

    reason: Reason
    expected_n: Expected = None


class ReadingIn(Schema):
    """An item as it was read on the day, named by its identifier, its number in the case or the serial number on the list; or that it was
    looked for and is not there."""

    exhibit: Annotated[str, Field(min_length=1, max_length=60)]
    serial: Annotated[str, Field(max_length=60)] = ""
    there: bool = True


class ReadingsIn(Schema):
    """Items as they were read on the day; `drop` names those whose reading was a mistake."""

    readings: Annotated[list[ReadingIn], Field(max_length=2000)] = []
    drop: Annotated[list[Identifier], Field(max_length=2000)] = []
    expected_n: Expected = None


class ExceptionIn(Schema):
    """Why an item on the list was not destroyed."""

    exhibit: Identifier
    why: Literal["held_back", "not_there", "swapped", "not_destroyed"]
    note: Annotated[str, Field(min_length=1, max_length=500)]


class DestroyedIn(Schema):
    """How it was done: weight, pieces counted afterwards, photographs that were deposited, what was not destroyed."""

    weight_grams: Annotated[int, Field(ge=1, le=10**12)]
    counted: Annotated[int, Field(ge=0, le=2000)]
    photos: Annotated[
        list[Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]], Field(min_length=1, max_length=100)
    ]
    exceptions: Annotated[list[ExceptionIn], Field(max_length=2000)] = []
    language: Literal["en", "ar", "fr", "es", "ru", "zh"] = "en"
    note: Note = ""
    expected_n: Expected = None


class CheckedOut(Schema):
    """How one item came out; `other` is the line that bears what was read."""

    verdict: Literal["agrees", "swapped", "missing", "extra"]
    exhibit: str
    firearm: str
    expected: str
    found: str
    other: str


class BatchOut(Schema):
    """A destruction batch."""

    id: str
    n: int
    name: str
    state: str
    order: str
    method: str
    place: str
    planned_on: dt.date | None
    destroyed_on: dt.date | None
    seal: str
    proposer: str
    approver: str
    witnesses: list[str]
    items: list[CheckedOut]


class BatchLine(Schema):
    """A batch in a list."""

    id: str
    name: str
    state: str
    items: int
    seal: str


class BatchPage(Schema):
    """Some of them, and where the next page begins."""

    items: list[BatchLine]
    after: str | None


class CertificateOut(Schema):
    """The certificate that was issued."""

    paper: str


def _batch(one: Batch) -> dict[str, Any]:
    names = (
        "n", "name", "state", "order", "method", "place", "planned_on", "destroyed_on", "seal", "proposer", "approver", "witnesses",
    )  # fmt: skip
    items = [
        {
            name: getattr(checked, name)
            for name in ("verdict", "exhibit", "firearm", "expected", "found", "other")
        }
        for checked in destruction.checked(one)
    ]
    return {"id": one.public_id, **{name: getattr(one, name) for name in names}, "items": items}


@router.get(
    "/custody/batches", response=BatchPage, summary="Destruction batches", operation_id="list_batches"
)
def list_batches(request: HttpRequest, asked: Query[PageAsked]) -> dict[str, Any]:
    """The newest first."""
    actor = actor_of(request)
    require(actor, kept.READ)
    found = page(kept.batches_for(actor), order=("-id",), after=asked.after, size=asked.size)
    items = [
        {"id": one.public_id, "name": one.name, "state": one.state, "items": len(one.lines), "seal": one.seal}
        for one in found.items
    ]
    return {"items": items, "after": found.after}


@router.post("/custody/batches", response={201: BatchOut}, summary="Open a batch", operation_id="open_batch")
def open_batch(request: HttpRequest, body: BatchIn) -> Status[dict[str, Any]]:
    """With what waits for destruction."""
    actor = actor_of(request)
    return Status(
        201, _batch(kept.batch_for(actor, destruction.open_batch(actor=actor, **body.model_dump())))
    )


@router.get("/custody/batches/{batch}", response=BatchOut, summary="One batch", operation_id="get_batch")
def get_batch(request: HttpRequest, batch: Identifier) -> dict[str, Any]:
    """Its list, with what was read beside it."""
    return _batch(kept.batch_for(actor_of(request), batch))


@router.post(
    "/custody/batches/{batch}/seal",
    response={202: ProposedOut},
    summary="Propose to seal the list",
    operation_id="propose_seal",
)
def propose_seal(request: HttpRequest, batch: Identifier, body: WhyIn) -> Status[dict[str, Any]]:
    """A second person decides."""
    asked = destruction.propose_seal(actor=actor_of(request), batch=batch, **body.model_dump())
    return Status(202, {"proposal": asked.public_id})


@router.post(
    "/custody/batches/{batch}/readings",
    response=BatchOut,
    summary="Read items on the day",
    operation_id="read_items",
)
def read_items(request: HttpRequest, batch: Identifier, body: ReadingsIn) -> dict[str, Any]:
    """Compared with the sealed list."""
    actor = actor_of(request)
    readings = [Reading(one.exhibit, one.serial if one.there else None) for one in body.readings]
    destruction.check_items(
        actor=actor, batch=batch, readings=readings, drop=body.drop, expected_n=body.expected_n
    )
    return _batch(kept.batch_for(actor, batch))


@router.post(
    "/custody/batches/{batch}/witness",
    response=BatchOut,
    summary="Sign as a witness",
    operation_id="witness_batch",
)
def witness(request: HttpRequest, batch: Identifier) -> dict[str, Any]:
    """Nobody who made or approved the list."""
    actor = actor_of(request)
    destruction.witness(actor=actor, batch=batch)
    return _batch(kept.batch_for(actor, batch))


@router.post(
    "/custody/batches/{batch}/destruction",
    response={201: CertificateOut},
    summary="Record the destruction",
    operation_id="record_destruction",
)
def record(request: HttpRequest, batch: Identifier, body: DestroyedIn) -> Status[dict[str, Any]]:
    """In the life of each firearm, with a certificate."""
    given = body.model_dump()
    given["exceptions"] = {
        one["exhibit"]: {"why": one["why"], "note": one["note"]} for one in given["exceptions"]
    }
    paper = destruction.record(actor=actor_of(request), batch=batch, **given)
    return Status(201, {"paper": paper.public_id})
