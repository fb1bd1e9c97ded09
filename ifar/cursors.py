"""Pages of a list by cursor: the place of the last row, not a number of rows, so that nothing is shown twice or left out
while others write, and the thousandth page costs as much as the first."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, Final

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models
from django.db.models import Case, F, Model, Q, QuerySet, Value, When
from django.utils.translation import gettext_lazy as _

from ifar.errors import Invalid

SIZE: Final = 50
LARGEST: Final = 200
Sorts = Mapping[str, Mapping[str, Any] | None]
"""The columns by which the reader of a list may sort it; of a column of codes, what each code is called: such a column is sorted by what is read."""
_least: Final[ContextVar[int]] = ContextVar("least", default=1)


@contextmanager
def largest() -> Iterator[None]:
    """Pages are as large as a page may be inside the block: for who reads all of a list."""
    token = _least.set(LARGEST)
    try:
        yield
    finally:
        _least.reset(token)


@dataclass(frozen=True, slots=True)
class Page[T]:
    """Some rows of a list, the cursors of its neighbours (None where there is none), and how it is and may be sorted."""

    items: list[T]
    after: str | None
    before: str | None
    sort: str = ""
    sorts: Sorts = field(default_factory=dict)


def cursor_of(values: Sequence[Any]) -> str:
    """The cursor of a row, by the values of the columns by which its list is ordered."""
    text = json.dumps(
        [None if value is None else str(value) for value in values], separators=(",", ":"), ensure_ascii=False
    )
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _decoded(cursor: str, order: Sequence[str], results: QuerySet[Any, Any]) -> list[Any]:
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if not isinstance(values, list) or len(values) != len(order):
            raise ValueError
        return [
            None if value is None else _value(results, name.lstrip("-"), value)
            for name, value in zip(order, values, strict=True)
        ]
    except (ValueError, TypeError, ValidationError, binascii.Error, UnicodeError) as error:
        words = _("This page of the list does not exist. Begin again at the first page.")
        raise Invalid("cursor", words, field="after") from error


def _value(results: QuerySet[Any, Any], name: str, text: Any) -> Any:
    if not isinstance(text, str) or "\0" in text:
        raise ValueError(text)
    try:
        field: Any = results.model._meta.get_field(name)
    except FieldDoesNotExist:
        if name not in results.query.annotations:
            return text
        field = results.query.annotations[name].output_field
    value = field.to_python(text)
    if isinstance(value, int) and not -(2**63) <= value < 2**63:
        raise ValueError(text)
    return value


def _beyond(order: Sequence[str], values: Sequence[Any]) -> Q:
    """Rows that stand after `values` in `order`; rows without a value stand together, by another column of the order."""
    result, same = Q(pk__in=[]), Q()
    for name, value in zip(order, values, strict=True):
        column = name.lstrip("-")
        if value is not None:
            result |= same & Q(**{f"{column}__{'lt' if name.startswith('-') else 'gt'}": value})
        same &= Q(**{f"{column}__isnull": True}) if value is None else Q(**{column: value})
    return result


def _turned(order: Sequence[str]) -> list[str]:
    return [name[1:] if name.startswith("-") else f"-{name}" for name in order]


def _sorted(results: Any, order: Sequence[str], sort: str, sorts: Sorts) -> tuple[Any, list[str]]:
    """The rows with what they are to be sorted by, and their order: by that column, rows without a value last either way, and in it by the last column of the list's own order."""
    name, turned = sort.removeprefix("-"), "-" if sort.startswith("-") else ""
    if name not in sorts:
        words = _("This list cannot be sorted by this column. Choose one of its headings.")
        raise Invalid("cursor.sort", words, field="sort")
    target = F(name).resolve_expression(results.query)
    key = name
    if spoken := sorts[name]:
        codes = sorted(spoken, key=lambda code: str(spoken[code]).casefold())
        ranks = [When(**{name: code}, then=Value(rank)) for rank, code in enumerate(codes)]
        results, key = results.annotate(sort_key=Case(*ranks, default=Value(len(ranks)))), "sort_key"
    elif "__" in name:
        results, key = results.annotate(sort_key=F(name)), "sort_key"
    result = [turned + key, turned + order[-1].removeprefix("-")]
    kind: Any = target.output_field
    is_text = isinstance(kind, models.CharField | models.TextField)
    if "__" in name or name in results.query.annotations or kind.null or (is_text and kind.blank):
        empty = Q(**{f"{name}__isnull": True}) | (Q(**{name: ""}) if is_text else Q())
        results = results.annotate(sort_none=Case(When(empty, then=Value(1)), default=Value(0)))
        result.insert(0, "sort_none")
    return results, result


def page_of[T: Model](
    given: Mapping[str, str],
    results: QuerySet[T, T],
    *,
    order: Sequence[str],
    sorts: Sorts | None = None,
    size: int = SIZE,
) -> Page[T]:
    """The page of a list that an address asks for (`sort`, `after`, `before`): see `page`."""
    after, before, sort = (given.get(name, "")[:500] for name in ("after", "before", "sort"))
    return page(results, order=order, sorts=sorts, size=size, after=after, before=before, sort=sort)


def page[T: Model](
    results: QuerySet[T, T],
    *,
    order: Sequence[str],
    after: str = "",
    before: str = "",
    size: int = SIZE,
    sort: str = "",
    sorts: Sorts | None = None,
) -> Page[T]:
    """The rows of `results` after (or before) a cursor, in `order`. One query.

    Args:
        results: what the actor may see; its own order does not count.
        order: columns or annotations without nulls, the last one unique; `-` turns one.
        after: cursor of the row before the first, or nothing for the beginning.
        before: cursor of the row after the last; wins over `after`.
        size: how many rows, at most `LARGEST`.
        sort: the column of `sorts` by which the reader wants the rows, `-` turned; nothing for `order`.
        sorts: what may be in `sort`: columns that every reader of the list is shown, or ones that say no more.

    Raises:
        Invalid: the cursor is none of this list, or it has no such column to be sorted by.
    """
    if sort:
        results, order = _sorted(results, order, sort, sorts or {})
    size = max(_least.get(), min(size, LARGEST))
    back = bool(before)
    way = _turned(order) if back else list(order)
    if cursor := before or after:
        results = results.filter(_beyond(way, _decoded(cursor, order, results)))
    rows: list[T] = list(results.order_by(*way)[: size + 1])
    more, rows = len(rows) > size, rows[:size]
    if back:
        rows.reverse()
    first, last = (cursor_of(_place(row, order)) for row in (rows[0], rows[-1])) if rows else (None, None)
    return Page(
        rows,
        after=last if more or back else None,
        before=first if (more if back else bool(after)) else None,
        sort=sort,
        sorts=sorts or {},
    )


def _place(row: Any, order: Sequence[str]) -> list[Any]:
    return [getattr(row, name.lstrip("-")) for name in order]
