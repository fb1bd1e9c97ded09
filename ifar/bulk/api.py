"""Bulk acts over HTTP as JSON: one act on many things, its rows answered one by one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Field, Router, Schema, Status
from pydantic import field_validator

from ifar.acts.edges import operations
from ifar.acts.inputs import Input
from ifar.bulk import many, selectors
from ifar.bulk.given import MOST, things_of
from ifar.bulk.models import Batch
from ifar.bulk.services import batches, proposing
from ifar.bulk.services.batches import BATCH
from ifar.cursors import page
from ifar.form_errors import actor_of

router = Router(tags=["batches"])


class BatchOut(Schema):
    """A batch. Of `total` items `refused` were refused by the preview; of the others `written` are recorded and `rejected` not. Of `noted` something
    must be known (`notes` of their rows), such as a gap in the chain of custody.

    Where the act takes another person, `proposal` is the one proposal over the list; lines that were `struck` out of it stay open.
    """

    id: str
    act: str
    state: str
    n: int
    total: int
    refused: int
    noted: int
    done: int
    written: int
    rejected: int
    proposal: str
    struck: list[int]
    given_at: dt.datetime


class ManyOut(Schema):
    """An act that can be done to many items; `said` is the JSON Schema of what is said once for all of them. One of `several` people is proposed."""

    act: str
    title: str
    numbers: bool
    several: bool
    most: int
    said: dict[str, Any]


class ActsOut(Schema):
    """The acts that this client may do to many items."""

    items: list[ManyOut]


class BatchIn(Input):
    """A batch as it is given. `things` are serial numbers or ranges of them (`AB000001-AB010000`), and identifiers where `numbers`
    of the act is false; a make before a serial number tells apart what bears the same."""

    act: Annotated[str, Field(max_length=80)]
    said: dict[str, Any] = {}
    things: Annotated[list[Annotated[str, Field(max_length=130)]], Field(min_length=1, max_length=MOST)]
    preview: bool = False
    """Whether it is only looked through; `POST /batches/{id}/begun` carries it out then, `POST /batches/{id}/proposed` puts it before another person."""
    accept_notes: bool = False
    """Whether it is carried out although something must be known of some items, such as a gap that they leave. Without it such a batch stays `previewed`
    until whoever read the `notes` of its rows carries it out as after a preview."""

    @field_validator("*", mode="before")
    @classmethod
    def _as_columns_hold_it(cls, value: Any) -> Any:
        """Each line is answered by itself, also one that no column holds; what is said once is read by the act's own input."""
        return value


class ReasonOut(Schema):
    """One reason: a stable code, and its sentence."""

    code: str
    message: str


class RowOut(Schema):
    """What became of a line; `entry` is its entry in the log, for which a proof can be asked. `notes` is what follows that must be known, such as a gap
    in the chain of custody: before the batch begins what would follow, then what did."""

    n: int
    given: str
    result: str
    id: str
    entry: str | None
    reasons: list[ReasonOut]
    notes: list[ReasonOut]


class RowsOut(Schema):
    """A page of the rows of a batch, in the order of its lines; `after` is the cursor of the next one."""

    items: list[RowOut]
    after: str | None


def batch_of(batch: Batch) -> dict[str, Any]:
    """A batch as it stands."""
    names = (
        "act",
        "state",
        "n",
        "total",
        "refused",
        "done",
        "written",
        "rejected",
        "proposal",
        "struck",
        "given_at",
    )
    result = {name: getattr(batch, name) for name in names}
    return {"id": batch.public_id, **result, "noted": selectors.noted_of(batch).count()}


@router.get("/batches/acts", response=ActsOut, summary="Acts for many items", operation_id="list_batch_acts")
def acts(request: HttpRequest) -> dict[str, Any]:
    """What can be done to many items in one batch, and what each asks."""
    actor = actor_of(request)
    selectors.require_any(actor)
    return {
        "items": [
            {
                "act": item.name,
                "title": str(item.title),
                "numbers": item.numbers,
                "several": item.several,
                "most": item.most,
                "said": item.said.model_json_schema(),
            }
            for item in many.possible(actor)
        ]
    }


@router.post("/batches", response={201: BatchOut}, summary="Give a batch", operation_id="give_batch")
def give(request: HttpRequest, body: BatchIn) -> Status[dict[str, Any]]:
    """Looked through and carried out at once, or in the background where it is long; an act of several people is proposed, once for the whole list.
    What is refused is left out; the rows say which. Where something must be known of an item that is not refused, nothing is carried out (`accept_notes`).

    Send it with an `Idempotency-Key`: sent again, it gets the first answer and changes nothing.
    """
    actor = actor_of(request)
    selectors.require_any(actor)
    what = selectors.many_for(actor, body.act)
    things = things_of("\n".join(body.things), numbers=what.numbers, each=what.each)
    made = batches.preview(actor=actor, act=body.act, said=body.said, things=things)
    batch = selectors.batch_for(actor, made)
    read = body.accept_notes or not selectors.noted_of(batch).exists()
    if read and not body.preview and batch.refused < batch.total:
        carry = proposing.propose if selectors.many_for(actor, body.act).several else batches.begin
        carry(actor=actor, batch_id=made)
        batch.refresh_from_db()
    return Status(201, batch_of(batch))


@router.get("/batches/{batch}", response=BatchOut, summary="A batch", operation_id="get_batch")
def get_batch(request: HttpRequest, batch: Annotated[str, Field(max_length=20)]) -> dict[str, Any]:
    """How far it has come."""
    actor = actor_of(request)
    selectors.require_any(actor)
    return batch_of(selectors.batch_for(actor, batch))


@router.get(
    "/batches/{batch}/rows", response=RowsOut, summary="Rows of a batch", operation_id="list_batch_rows"
)
def rows(
    request: HttpRequest,
    batch: Annotated[str, Field(max_length=20)],
    after: Annotated[str, Field(max_length=500)] = "",
    limit: Annotated[int, Field(ge=1, le=200)] = 200,
) -> dict[str, Any]:
    """Each line with what became of it, from the cursor on."""
    actor = actor_of(request)
    selectors.require_any(actor)
    record = selectors.batch_for(actor, batch)
    what = many.many_of(record.act)
    lines = page(selectors.lines_of(record), order=("n",), after=after, size=limit)
    return {"items": [_row(what, item, record.struck) for item in lines.items], "after": lines.after}


def _row(what: many.Many | None, line: Any, struck: Collection[int]) -> dict[str, Any]:
    reasons = line.reasons or line.why or []
    return {
        "n": line.n,
        "given": line.given,
        "result": "done"
        if line.entry
        else "refused"
        if reasons
        else "struck"
        if line.n in struck
        else "waiting",
        "id": line.done_thing or line.thing,
        "entry": str(line.entry) if line.entry else None,
        "reasons": _reasons(what, reasons),
        "notes": _reasons(what, line.did if line.entry else line.notes),
    }


def _reasons(what: many.Many | None, kept: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
    return [
        {"code": row["code"], "message": many.words_of(what, row["code"], row["params"], row["message"])}
        for row in kept
    ]


operations(router, BATCH, BatchOut, batch_of, "/batches/{batch}")
