"""Extracts of the organisation's own accounts over HTTP: systems, extracts, their rows, differences and settling them."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import File, Query, Router, Schema, Status
from ninja.files import UploadedFile

from ifar.acts.edges import operations
from ifar.cursors import page
from ifar.files import uploads
from ifar.form_errors import actor_of
from ifar.programme.api.shapes import Identifier, ListAsked
from ifar.programme.fund import inputs
from ifar.programme.fund.selectors import extracts as selectors
from ifar.programme.fund.services import extracts
from ifar.programme.fund.services.fund import BOOKS
from ifar.programme.models import Difference, Extract, ExtractRow, Feed, Trial
from ifar.programme.services import feeds as feeds_of
from ifar.rights import require

router = Router()


class FeedOut(Schema):
    """A finance system."""

    id: str
    state: str
    n: int
    name: str
    words: str
    mapping: dict[str, Any]


class FeedsOut(Schema):
    """A page of finance systems."""

    items: list[FeedOut]
    after: str | None


class ExtractOut(Schema):
    """An extract: for its contributions, movements and days it is the master; every row is accounted for."""

    id: str
    feed: str
    sha256: str
    name: str
    starts_on: dt.date
    ends_on: dt.date
    contributions: list[str]
    moves: list[str]
    rows: int
    matched: int
    booked: int
    known: int
    differing: int
    quarantined: int


class ExtractsOut(Schema):
    """A page of extracts, the latest first."""

    items: list[ExtractOut]
    after: str | None


class ExtractRowOut(Schema):
    """A row and what became of it; `code` says why it is in quarantine, or that it differs."""

    line: int
    outcome: str
    figures: dict[str, str]
    journal: str
    code: str
    params: dict[str, Any]


class ExtractRowsOut(Schema):
    """A page of rows."""

    items: list[ExtractRowOut]
    after: str | None


class BookDifferenceOut(Schema):
    """What an extract and the books say otherwise; `absent`: a movement that the extract does not know."""

    id: str
    state: str
    n: int
    extract: str
    feed: str
    contribution: str
    kind: str
    journal: str
    line: int | None
    figures: dict[str, str]
    told: dict[str, Any]
    verdict: str
    corrections: list[str]


class DifferencesOut(Schema):
    """A page of differences."""

    items: list[BookDifferenceOut]
    after: str | None


class ExtractTrialOut(Schema):
    """A file that was tried: what would become of each row, and what differs."""

    id: UUID
    state: str
    name: str
    sha256: str
    report: dict[str, Any]
    made: str


class ExtractsAsked(ListAsked):
    """Which extracts."""

    feed: Identifier | Literal[""] = ""


class RowsAsked(ListAsked):
    """Which rows."""

    outcome: Literal["", "matched", "booked", "known", "differing", "quarantined"] = ""


class DifferencesAsked(ListAsked):
    """Which differences."""

    state: Literal["", "open", "settled"] = "open"
    feed: Identifier | Literal[""] = ""
    contribution: Identifier | Literal[""] = ""


_FEED = ("state", "n", "name", "words", "mapping")
_EXTRACT = (
    "feed", "name", "starts_on", "ends_on", "contributions", "moves", "rows", "matched", "booked", "known", "differing", "quarantined",
)  # fmt: skip
_ROW = ("line", "outcome", "figures", "journal", "code", "params")
_DIFFERENCE = (
    "state", "n", "extract", "feed", "contribution", "kind", "journal", "line", "figures", "told", "verdict", "corrections",
)  # fmt: skip


def feed_of(feed: Feed) -> FeedOut:
    """A finance system as it stands."""
    return FeedOut(id=feed.public_id, **{name: getattr(feed, name) for name in _FEED})


def extract_of(extract: Extract) -> ExtractOut:
    """An extract as it was taken."""
    return ExtractOut(
        id=extract.public_id, sha256=extract.file, **{name: getattr(extract, name) for name in _EXTRACT}
    )


def row_of(extract_row: ExtractRow) -> ExtractRowOut:
    """A row of an extract."""
    return ExtractRowOut(**{name: getattr(extract_row, name) for name in _ROW})


def difference_of(difference: Difference) -> BookDifferenceOut:
    """A difference as it stands."""
    return BookDifferenceOut(
        id=difference.public_id, **{name: getattr(difference, name) for name in _DIFFERENCE}
    )


def trial_of(trial: Trial) -> ExtractTrialOut:
    """A file that was tried."""
    return ExtractTrialOut(
        id=trial.pk,
        state=trial.state,
        name=trial.name,
        sha256=trial.file,
        report=trial.report,
        made=trial.made,
    )


@router.get("/programme/feeds", response=FeedsOut, operation_id="programme_list_feeds")
def list_feeds(request: HttpRequest, asked: Query[ListAsked]) -> FeedsOut:
    """The organisation's finance systems."""
    result = page(selectors.feeds_for(actor_of(request)), order=("id",), after=asked.after, size=asked.size)
    return FeedsOut(items=[feed_of(feed) for feed in result.items], after=result.after)


@router.post("/programme/feeds", response={201: FeedOut}, operation_id="programme_register_feed")
def register_feed(request: HttpRequest, data: inputs.RegisterFeed) -> Status[FeedOut]:
    """Register a finance system."""
    return Status(201, feed_of(feeds_of.register_feed(actor=actor_of(request), **data.arguments())))


@router.get("/programme/feeds/{feed}", response=FeedOut, operation_id="programme_get_feed")
def get_feed(request: HttpRequest, feed: Identifier) -> FeedOut:
    """One finance system."""
    return feed_of(selectors.feed(actor_of(request), feed))


operations(router, feeds_of.FEED, FeedOut, feed_of, "/programme/feeds/{feed}")


@router.post("/programme/feeds/{feed}/trials", response={201: ExtractTrialOut}, operation_id="programme_try_extract")  # fmt: skip
def try_extract(request: HttpRequest, feed: Identifier, file: File[UploadedFile]) -> Status[ExtractTrialOut]:
    """Seal a file and see what it would do; nothing of it stays."""
    actor = actor_of(request)
    require(actor, BOOKS)
    name, arrived = uploads.arrived(request, "file")
    begun = extracts.begin(actor=actor, feed=feed, name=name, content=arrived)
    return Status(201, trial_of(extracts.try_out(actor=actor, trial=str(begun.pk))))


@router.post("/programme/extract-trials/{trial}", response=ExtractOut, operation_id="programme_take_extract")
def take_extract(request: HttpRequest, trial: UUID) -> ExtractOut:
    """Take over a file that was tried. The same file again changes nothing."""
    return extract_of(extracts.take(actor=actor_of(request), trial=str(trial)))


@router.get("/programme/extracts", response=ExtractsOut, operation_id="programme_list_extracts")
def list_extracts(request: HttpRequest, asked: Query[ExtractsAsked]) -> ExtractsOut:
    """Extracts that were taken."""
    result = page(selectors.extracts_for(actor_of(request), asked.feed), order=("-id",), after=asked.after, size=asked.size)  # fmt: skip
    return ExtractsOut(items=[extract_of(extract) for extract in result.items], after=result.after)


@router.get("/programme/extracts/{extract}", response=ExtractOut, operation_id="programme_get_extract")
def get_extract(request: HttpRequest, extract: Identifier) -> ExtractOut:
    """One extract."""
    return extract_of(selectors.extract(actor_of(request), extract))


@router.get("/programme/extracts/{extract}/rows", response=ExtractRowsOut, operation_id="programme_list_extract_rows")  # fmt: skip
def list_rows(request: HttpRequest, extract: Identifier, asked: Query[RowsAsked]) -> ExtractRowsOut:
    """The rows of an extract: all of them, each with what became of it."""
    actor = actor_of(request)
    selectors.extract(actor, extract)
    result = page(selectors.rows_for(actor, extract, asked.outcome), order=("line", "id"), after=asked.after, size=asked.size)  # fmt: skip
    return ExtractRowsOut(items=[row_of(extract_row) for extract_row in result.items], after=result.after)


@router.get("/programme/differences", response=DifferencesOut, operation_id="programme_list_differences")
def list_differences(request: HttpRequest, asked: Query[DifferencesAsked]) -> DifferencesOut:
    """Differences between extracts and the books: those that wait, unless asked otherwise."""
    listed = selectors.differences_for(
        actor_of(request), state=asked.state, feed=asked.feed, contribution=asked.contribution
    )
    result = page(listed, order=("id",), after=asked.after, size=asked.size)
    return DifferencesOut(
        items=[difference_of(difference) for difference in result.items], after=result.after
    )


operations(
    router, extracts.DIFFERENCE, BookDifferenceOut, difference_of, "/programme/differences/{difference}"
)
