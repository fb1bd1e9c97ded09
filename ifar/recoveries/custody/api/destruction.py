"""Batches of destruction over HTTP: list, seal, readings, witnesses, certificate."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Query, Router, Schema, Status

from ifar.acts.edges import operations
from ifar.cursors import page
from ifar.form_errors import actor_of
from ifar.recoveries.custody import inputs
from ifar.recoveries.custody import selectors as kept
from ifar.recoveries.custody.api.shapes import Identifier, PageAsked
from ifar.recoveries.custody.services import destruction, readings
from ifar.recoveries.models import Batch
from ifar.rights import require

router = Router()


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


def _batch(batch: Batch) -> dict[str, Any]:
    names = (
        "n", "name", "state", "order", "method", "place", "planned_on", "destroyed_on", "seal", "proposer", "approver", "witnesses",
    )  # fmt: skip
    items = [
        {
            name: getattr(checked, name)
            for name in ("verdict", "exhibit", "firearm", "expected", "found", "other")
        }
        for checked in readings.checked(batch)
    ]
    return {"id": batch.public_id, **{name: getattr(batch, name) for name in names}, "items": items}


@router.get(
    "/custody/batches", response=BatchPage, summary="Destruction batches", operation_id="list_batches"
)
def list_batches(request: HttpRequest, asked: Query[PageAsked]) -> dict[str, Any]:
    """The newest first."""
    actor = actor_of(request)
    require(actor, kept.READ)
    result = page(kept.batches_for(actor), order=("-id",), after=asked.after, size=asked.size)
    items = [
        {
            "id": batch.public_id,
            "name": batch.name,
            "state": batch.state,
            "items": len(batch.lines),
            "seal": batch.seal,
        }
        for batch in result.items
    ]
    return {"items": items, "after": result.after}


@router.post("/custody/batches", response={201: BatchOut}, summary="Open a batch", operation_id="open_batch")
def open_batch(request: HttpRequest, body: inputs.OpenBatch) -> Status[dict[str, Any]]:
    """With what waits for destruction."""
    actor = actor_of(request)
    return Status(201, _batch(kept.batch_for(actor, destruction.open_batch(actor=actor, **dict(body)))))


@router.get(
    "/custody/batches/{batch}", response=BatchOut, summary="One batch", operation_id="get_destruction_batch"
)
def get_batch(request: HttpRequest, batch: Identifier) -> dict[str, Any]:
    """Its list, with what was read beside it."""
    return _batch(kept.batch_for(actor_of(request), batch))


@router.post(
    "/custody/batches/{batch}/destruction",
    response={201: CertificateOut},
    summary="Record the destruction",
    operation_id="record_destruction",
)
def record(request: HttpRequest, batch: Identifier, body: inputs.RecordDestruction) -> Status[dict[str, Any]]:
    """In the life of each firearm, with a certificate."""
    paper = destruction.record(actor=actor_of(request), batch_id=batch, **dict(body))
    return Status(201, {"paper": paper.public_id})


operations(router, destruction.BATCH, BatchOut, _batch, "/custody/batches/{batch}")
