"""Pages of a list by cursor: the place of the last row, not a number of rows, so that nothing is shown twice or left out
while others write, and the thousandth page costs as much as the first."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Final

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from ifar.errors import Invalid

SIZE: Final = 50
LARGEST: Final = 200
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
    """Some rows of a list, and the cursors of its neighbours (None where there is none)."""

    items: list[T]
    after: str | None
    before: str | None


def cursor_of(values: Sequence[Any]) -> str:
    """The cursor of a row, by the values of the columns by which its list is ordered."""
    text = json.dumps([str(value) for value in values], separators=(",", ":"), ensure_ascii=False)
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _decoded(cursor: str, order: Sequence[str], results: QuerySet[Any, Any]) -> list[Any]:
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if not isinstance(values, list) or len(values) != len(order):
            raise ValueError
        return [_value(results, name.lstrip("-"), value) for name, value in zip(order, values, strict=True)]
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
    """Rows that stand after `values` in `order`."""
    result, same = Q(pk__in=[]), Q()
    for name, value in zip(order, values, strict=True):
        column = name.lstrip("-")
        result |= same & Q(**{f"{column}__{'lt' if name.startswith('-') else 'gt'}": value})
        same &= Q(**{column: value})
    return result


def _turned(order: Sequence[str]) -> list[str]:
    return [name[1:] if name.startswith("-") else f"-{name}" for name in order]


def page[T: Model](
    results: QuerySet[T, T], *, order: Sequence[str], after: str = "", before: str = "", size: int = SIZE
) -> Page[T]:
    """The rows of `results` after (or before) a cursor, in `order`. One query.

    Args:
        results: what the actor may see; its own order does not count.
        order: columns or annotations without nulls, the last one unique; `-` turns one.
        after: cursor of the row before the first, or nothing for the beginning.
        before: cursor of the row after the last; wins over `after`.
        size: how many rows, at most `LARGEST`.

    Raises:
        Invalid: the cursor is none of this list.
    """
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
    )


def _place(row: Any, order: Sequence[str]) -> list[Any]:
    return [getattr(row, name.lstrip("-")) for name in order]
