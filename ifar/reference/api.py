"""The JSON edge of the reference data: lists, their rows, and what a free text means."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from ifar.cursors import LARGEST, SIZE
from ifar.reference import selectors
from ifar.reference.naming import Resolved
from ifar.rights import Actor, require

router = Router(tags=["reference"])
Name = Annotated[str, Field(max_length=40, pattern=r"^[a-z0-9_]+$")]
Text = Annotated[str, Field(max_length=200)]


class ListOut(Schema):
    """A list: its name, what it holds, its version, and who keeps it (`ifar`, or the country that replaced it)."""

    name: str
    title: str
    version: int
    owner: str


class RowOut(Schema):
    """A row in short: its code, and its words in the language of the request."""

    code: str
    words: str


class RowsOut(Schema):
    """Rows of a list, and the cursor of the next page."""

    version: int
    items: list[RowOut]
    after: str | None


class RowDetailOut(Schema):
    """All that is said about a row of the list `name`: what its authors wrote, other spellings, codes in other schemes."""

    name: str
    code: str
    version: int
    words: dict[str, str]
    content: dict[str, Any]
    aliases: list[str]
    mappings: dict[str, list[str]]


class AnswerOut(Schema):
    """What a text was taken to mean: a code, how it was found, and what else was considered.

    `status` is `unknown`, `none` or `not_asked` where the text itself says so.
    """

    code: str | None
    how: str
    certain: bool
    alternatives: list[str]
    status: str


class MeaningsOut(Schema):
    """An answer for each text that was asked."""

    make: AnswerOut | None = None
    model: AnswerOut | None = None
    calibre: AnswerOut | None = None
    type: AnswerOut | None = None
    country: AnswerOut | None = None


class RowsIn(Schema):
    """Which rows: those whose words, code or spellings contain `q`; page by page."""

    q: Text = ""
    after: Annotated[str, Field(max_length=500)] = ""
    size: Annotated[int, Field(ge=1, le=LARGEST)] = SIZE


class TextsIn(Schema):
    """Texts as somebody wrote them; a model is looked for within the make that the text of the make names."""

    make: Text = ""
    model: Text = ""
    calibre: Text = ""
    type: Text = ""
    country: Text = ""


def _reader(request: HttpRequest) -> None:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    require(actor, "reference:list:read")


@router.get("/reference/lists", response=list[ListOut], operation_id="reference_lists")
def lists(request: HttpRequest) -> Any:
    """All lists of the reference data."""
    _reader(request)
    return selectors.lists()


@router.get("/reference/lists/{name}", response=RowsOut, operation_id="reference_rows")
def rows(request: HttpRequest, name: Name, asked: Query[RowsIn]) -> dict[str, Any]:
    """Rows of a list that may be chosen now."""
    _reader(request)
    code_list = selectors.list_of(name)
    page = selectors.page_of(name, asked.q, after=asked.after, size=asked.size)
    spoken = selectors.words(name)
    items = [{"code": row.code, "words": spoken.get(row.code, row.code)} for row in page.items]
    return {"version": code_list.version, "items": items, "after": page.after}


@router.get("/reference/lists/{name}/rows/{path:code}", response=RowDetailOut, operation_id="reference_row")
def row(request: HttpRequest, name: Name, code: str) -> selectors.Detail:
    """All that is said about one row."""
    _reader(request)
    return selectors.detail(name, code)


@router.get("/reference/meanings", response=MeaningsOut, operation_id="reference_meanings")
def meanings(request: HttpRequest, asked: Query[TextsIn]) -> dict[str, Any]:
    """What free texts mean: makes, models, calibres, types and countries as registers write them."""
    _reader(request)
    resolver = selectors.resolver()
    make = resolver.resolve_make(asked.make) if asked.make else None
    result = {
        "make": make,
        "model": resolver.resolve_model(make.code if make else None, asked.model) if asked.model else None,
        "calibre": resolver.resolve_calibre(asked.calibre) if asked.calibre else None,
        "type": resolver.resolve_type(asked.type) if asked.type else None,
        "country": resolver.resolve_country(asked.country) if asked.country else None,
    }
    return {noun: _answer(answer) for noun, answer in result.items() if answer}


def _answer(answer: Resolved) -> dict[str, Any]:
    return {
        "code": answer.code,
        "how": answer.how,
        "certain": answer.is_certain,
        "alternatives": list(answer.alternatives),
        "status": answer.status,
    }
