"""Lines of bound books over HTTP as JSON: the books that one may read, their lines page by page, and opening stock."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from ifar.books import selectors
from ifar.books.filtering import BookFilter
from ifar.books.inputs import DeclareOpeningStock
from ifar.books.lines import DescribedFirearm, Line, Side, day_of
from ifar.books.selectors import READ, Whom, entered_on
from ifar.books.services import opening
from ifar.books.services.reading import log_names
from ifar.cursors import page
from ifar.form_errors import actor_of
from ifar.rights import require

router = Router(tags=["books"])
_Identifier = Annotated[str, Field(max_length=20)]
_Cursor = Annotated[str, Query("", max_length=500)]


class BookOut(Schema):
    """The bound book of a trader, by the trader's identifier."""

    id: str
    trader: str
    closed: bool


class BooksOut(Schema):
    """A page of books, and the cursor of the next one."""

    items: list[BookOut]
    after: str | None


class LateOut(Schema):
    """That a line was entered late: the last day in time, and why it is late by the list `late_ground`, where somebody said it."""

    due: dt.date
    ground: str


class SideOut(Schema):
    """One side of a line: on which day (where it is known), when it was entered, the other party, under what, by which kind of event of the firearm's life.

    `whom` is an identifier of the register, `name` and `address` are there under a purpose, as far as the book says them; `erased`: it had a name that was erased; `annulled`: another entry took it back.
    """

    on: dt.date | None
    entered_on: dt.date
    entry: uuid.UUID
    event: int
    kind: str
    whom: str
    name: str
    address: list[str]
    erased: bool
    reference: str
    opening: bool
    annulled: bool
    late: LateOut | None


class DescribedOut(Schema):
    """What a firearm was entered as: codes of the lists where they are known, else the words of the source; `part_kind` is empty but for an essential part."""

    make: str
    model: str
    type: str
    calibre: str
    part_kind: str
    serial: str


class LineOut(Schema):
    """A line of a book: `original` as it was entered, `corrected` as corrections have it, which were entered on the days `corrected_on`; `state` and `owned` as the
    last event of the line leaves them: on the road (`despatched`), on consignment (`consigned`) with its owner's book and with that of whoever keeps it."""

    firearm: str
    state: str
    owned: bool
    acquisition: SideOut
    disposal: SideOut | None
    original: DescribedOut
    corrected: DescribedOut
    corrected_on: list[dt.date]


class LinesOut(Schema):
    """A page of lines: what stands in the book first, then what left it; and the cursor of the next page."""

    items: list[LineOut]
    after: str | None


class OpeningLineOut(Schema):
    """A line of a table of opening stock, by its number in it: the firearm as which it is recorded, or what must be mended."""

    line: int
    firearm: str
    reasons: list[str]


class MoreAsked(Schema):
    """What an inspector looks for in a book besides."""

    entered_since: Annotated[dt.date | None, Field(description="Entered from this day on.")] = None
    entered_until: Annotated[dt.date | None, Field(description="And until this day.")] = None
    left_since: Annotated[dt.date | None, Field(description="Disposed of from this day on.")] = None
    left_until: Annotated[dt.date | None, Field(description="And until this day.")] = None
    stock_on: Annotated[dt.date | None, Field(description="In stock at the close of this day.")] = None
    late: Annotated[bool, Field(description="Only what was entered late.")] = False
    corrected: Annotated[bool, Field(description="Only what was corrected or annulled.")] = False


@router.get("/books", response=BooksOut, summary="Bound books that I may read", operation_id="books")
def listed(request: HttpRequest, after: _Cursor) -> dict[str, Any]:
    """A trader's own; for the authority over it and the inspectorate those of all its traders."""
    actor = actor_of(request)
    require(actor, READ)
    result = page(selectors.books_for(actor), order=("name", "id"), after=after)
    closed = selectors.closed_among([agency.public_id for agency in result.items])
    rows = [
        {"id": agency.public_id, "trader": agency.name, "closed": agency.closed or agency.public_id in closed}
        for agency in result.items
    ]
    return {"items": rows, "after": result.after}


@router.get(
    "/books/{book}/lines", response=LinesOut, summary="Lines of a bound book", operation_id="book_lines"
)
def lines(
    request: HttpRequest,
    book: _Identifier,
    after: _Cursor,
    q: Annotated[str, Query("", max_length=100, description="A serial number, a name or a licence.")],
    since: Annotated[dt.date | None, Query(None, description="Acquired or disposed of from this day on.")],
    until: Annotated[dt.date | None, Query(None, description="And until this day.")],
    more: Query[MoreAsked],
    size: Annotated[int, Query(50, ge=1, le=200, description="How many lines a page has.")],
) -> dict[str, Any]:
    """Acquisitions and disposals, the latest entered first; whom they name is logged."""
    actor = actor_of(request)
    require(actor, READ)
    agency = selectors.book_for(actor, book)
    asked = BookFilter(q.strip(), since, until, **more.model_dump())
    narrowed, people = selectors.narrowed(actor, agency, selectors.lines_for(actor, agency), asked)
    result = selectors.page_of(narrowed, after=after, size=size)
    composed = [line for _key, line in selectors.composed(actor, agency, result.items)]
    named, seen = selectors.whom(actor, composed)
    log_names(actor, agency, asked, [*people, *seen])
    return {"items": [_line(line, named) for line in composed], "after": result.after}


def _line(line: Line, named: Mapping[tuple[str, uuid.UUID], Whom]) -> dict[str, Any]:
    return {
        "firearm": line.firearm,
        "state": line.state,
        "owned": line.owned,
        "acquisition": _side(line.acquisition, named),
        "disposal": _side(line.disposal, named) if line.disposal else None,
        "original": _described(line.original),
        "corrected": _described(line.corrected),
        "corrected_on": [entered_on(correction.entry) for correction in line.corrections],
    }


def _side(side: Side, named: Mapping[tuple[str, uuid.UUID], Whom]) -> dict[str, Any]:
    event = side.event
    whom = named.get((side.whom, event.entry), Whom())
    return {
        "on": day_of(event),
        "entered_on": entered_on(event.entry),
        "entry": event.entry,
        "event": event.n,
        "kind": event.kind,
        "whom": side.whom,
        "name": whom.name,
        "address": list(whom.address),
        "erased": whom.erased,
        "reference": whom.licence or side.reference,
        "opening": side.opening,
        "annulled": side.struck,
        "late": {"ground": "", **side.late} if side.late else None,
    }


def _described(described: DescribedFirearm) -> dict[str, str]:
    return {
        "part_kind": "",
        **{name: code or described.raw.get(name, "") for name, code in described.columns.items()},
        "serial": described.serial,
    }


@router.post(
    "/books/opening-stock",
    response=list[OpeningLineOut],
    summary="Declare opening stock",
    operation_id="declare_opening_stock",
)
def declare(
    request: HttpRequest,
    body: DeclareOpeningStock,
    preview: Annotated[bool, Query(False, description="Only say what would become of each line.")],
) -> list[dict[str, Any]]:
    """All firearms of the table come into the own book at once; where something stands in the way of one, none does."""
    actor = actor_of(request)
    require(actor, opening.WRITE)
    does = opening.look if preview else opening.record
    return [
        {"line": line.number, "firearm": line.firearm, "reasons": [str(why.message) for why in line.reasons]}
        for line in does(actor=actor, **body.arguments())
    ]
