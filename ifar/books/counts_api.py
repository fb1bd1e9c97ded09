"""Counts of a trader's shop, and the close of its day, over HTTP as JSON."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Field, Router, Schema, Status

from ifar.acts.edges import operations
from ifar.books import shop
from ifar.books.inputs import NoteCounted
from ifar.books.models import Count
from ifar.books.selectors import READ
from ifar.books.services import counts
from ifar.form_errors import actor_of
from ifar.rights import require

router = Router(tags=["books"])
_Identifier = Annotated[str, Field(max_length=20)]


class DifferenceOut(Schema):
    """One difference of a count: `missing`, `surplus`, `unknown` or `doubled`; the identifier of the thing, or the text of what the book does not know."""

    key: str
    kind: str
    label: str


class CountOut(Schema):
    """A count of a trader's shop. What should have been there, how many were, what moved meanwhile and what differs are told once it was closed."""

    id: str
    trader: str
    state: str
    begun_at: dt.datetime
    lines: int
    expected: int | None
    found: int | None
    moved: list[str]
    differences: list[DifferenceOut]


class LineOut(Schema):
    """A line as it was noted. What your book knows of it is told when the count is closed."""

    text: str


class NotedOut(Schema):
    """What was understood of the lines that were sent."""

    lines: list[LineOut]


def _count(count: Count) -> dict[str, Any]:
    plain = ("state", "begun_at", "lines", "expected", "found", "moved", "differences")
    result = {name: getattr(count, name) for name in plain}
    return {**result, "id": count.public_id, "trader": count.agency.public_id}


def _noted(noted: counts.Noted) -> dict[str, Any]:
    return {"lines": [{"text": read.text} for read in noted.lines]}


@router.post(
    "/book/counts",
    response={201: CountOut},
    summary="Begin a count of my shop",
    operation_id="begin_book_count",
)
def begin(request: HttpRequest) -> Status[dict[str, Any]]:
    """Blind: what should be there is told when it is closed."""
    actor = actor_of(request)
    made = counts.begin(actor=actor)
    return Status(201, _count(shop.count_for(actor, made)))


@router.get("/book/counts/{count}", response=CountOut, summary="A count of a shop", operation_id="book_count")
def one(request: HttpRequest, count: _Identifier) -> dict[str, Any]:
    """As it stands."""
    actor = actor_of(request)
    require(actor, READ)
    return _count(shop.count_for(actor, count))


@router.post(
    "/book/counts/{count}/close", response=CountOut, summary="Close a count", operation_id="close_book_count"
)
def close(request: HttpRequest, count: _Identifier) -> dict[str, Any]:
    """Compare it with the book; each difference becomes a matter."""
    return _count(counts.close(actor=actor_of(request), count_id=count))


@router.post(
    "/book/counts/{count}/noted",
    response=NotedOut,
    summary="Note what was read",
    operation_id="book_count_noted",
)
def note(request: HttpRequest, count: _Identifier, body: NoteCounted) -> dict[str, Any]:
    """Some lines of a count, from one of several devices; what your book does not know counts as what stands on the thing."""
    return _noted(counts.note(actor=actor_of(request), count_id=count, seen=body.seen))


operations(router, counts.COUNTED, CountOut, _count, "/book/counts/{count}")
