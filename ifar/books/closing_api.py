"""The closing of bound books over HTTP as JSON."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Field, Router, Schema, Status

from ifar.acts.edges import DecisionProposedOut, proposed_of
from ifar.books import selectors
from ifar.books.inputs import CloseBook
from ifar.books.models import Closing
from ifar.books.services import closing
from ifar.form_errors import actor_of
from ifar.rights import require

router = Router(tags=["books"])
_Identifier = Annotated[str, Field(max_length=20)]


class ClosingOut(Schema):
    """The closing of a trader's book: why, since when the trader no longer trades, with which authority the book is, which office takes the stock."""

    book: str
    ground: str
    since: dt.date
    at: dt.datetime
    agency: str
    depositary: str
    order: str


def _as_json(record: Closing) -> dict[str, Any]:
    plain = ("ground", "since", "at", "depositary", "order")
    result = {name: getattr(record, name) for name in plain}
    return {**result, "book": record.public_id, "agency": record.agency.public_id}


@router.get(
    "/books/{book}/closing",
    response=ClosingOut,
    summary="Closing of a bound book",
    operation_id="book_closing",
)
def closed(request: HttpRequest, book: _Identifier) -> dict[str, Any]:
    """Of a closed book that you may read; of an open one there is none."""
    actor = actor_of(request)
    require(actor, selectors.READ)
    return _as_json(selectors.closing_for(actor, book))


@router.post(
    "/books/{book}/closing",
    response={202: DecisionProposedOut},
    summary="Close a bound book",
    operation_id="close_book",
)
def close(request: HttpRequest, book: _Identifier, body: CloseBook) -> Status[dict[str, Any]]:
    """A second person of the authority over the trader decides. Then the trader enters nothing more, its offers end and its stock goes into deposit."""
    return proposed_of(closing.propose(actor=actor_of(request), book_id=book, **body.arguments()))
