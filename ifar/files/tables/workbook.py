"""Reading a sheet of a workbook: values as they are shown in a table, never formulas, never programs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Any, Final

import polars as pl
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from ifar.files.tables import parts
from ifar.files.tables.layout import Layout, Look, looked
from ifar.files.tables.refusal import MOST_COLUMNS, SAMPLE_ROWS, Refusal

PART_ROWS: Final = 20_000
_EXACT: Final = 2**53


def look(path: Path, form: str, *, sheet: str = "", header: int | None = None) -> Look:
    """What stands at the beginning of a sheet: the one that is named, else the first that has rows.

    Raises:
        Refusal: the workbook cannot be read, or there is nothing in it.
    """
    book = _opened(path)
    names = tuple(str(name) for name in book.sheet_names)
    for name in [sheet] if sheet in names else names:
        rows = _first_rows(book, name)
        if any(any(cell for cell in row) for row in rows):
            return looked(Layout(form, sheet=name), rows, header=header, sheets=names)
    raise Refusal("no_rows")


def _opened(path: Path) -> CalamineWorkbook:
    try:
        return CalamineWorkbook.from_path(str(path))
    except (CalamineError, OSError) as error:
        raise Refusal("protected" if "assword" in str(error) else "damaged") from error


def _sheet(book: CalamineWorkbook, name: str) -> CalamineSheet:
    try:
        sheet = book.get_sheet_by_name(name)
    except (CalamineError, OSError) as error:
        raise Refusal("damaged") from error
    if sheet.total_width > MOST_COLUMNS:
        raise Refusal("columns", count=sheet.total_width, most=MOST_COLUMNS)
    return sheet


def _first_rows(book: CalamineWorkbook, name: str) -> list[list[str]]:
    rows: list[list[str]] = []
    for row in _rows(_sheet(book, name)):
        rows.append([text_of(cell) for cell in row])
        if len(rows) >= SAMPLE_ROWS + 20:
            break
    return rows


def _rows(sheet: CalamineSheet) -> Iterator[Sequence[Any]]:
    """All rows from the sheet's first on, so that their numbers are those that a person sees."""
    yield from ([] for _ in range((sheet.start or (0, 0))[0]))
    yield from sheet.iter_rows()


def frames(path: Path, layout: Layout) -> Iterator[pl.DataFrame]:
    """The parts of a sheet, headings and what stands above them left out; blank rows are still there."""
    batch: list[Sequence[Any]] = []
    first = layout.header + 1
    for number, row in enumerate(_rows(_sheet(_opened(path), layout.sheet)), 1):
        if number <= layout.header:
            continue
        batch.append(row)
        if len(batch) == PART_ROWS:
            yield _frame(batch, first, layout.width)
            batch, first = [], number + 1
    if batch:
        yield _frame(batch, first, layout.width)


def _frame(rows: list[Sequence[Any]], first: int, width: int) -> pl.DataFrame:
    even = [row if len(row) == width else [*row[:width], *[""] * (width - len(row))] for row in rows]
    wrong = [len(row) > width and any(cell not in ("", None) for cell in row[width:]) for row in rows]
    return parts.frame(
        range(first, first + len(rows)), _columns(even, width), pl.Series("width", wrong, dtype=pl.Boolean)
    )


def _columns(rows: list[Sequence[Any]], width: int) -> list[pl.Series]:
    """Rows of one width as columns of texts; at once where every cell is a text already, as in most lists."""
    names = [parts.column(at) for at in range(width)]
    if set(map(type, chain.from_iterable(rows))) == {str}:
        return pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row").get_columns()
    columns = zip(*rows, strict=True)
    return [
        pl.Series(name, _texts(values), dtype=pl.String) for name, values in zip(names, columns, strict=True)
    ]


def _texts(values: tuple[Any, ...]) -> list[str]:
    kinds = set(map(type, values))
    if kinds == {str}:
        return list(values)
    return [value if type(value) is str else text_of(value) for value in values]


def text_of(value: Any) -> str:
    """A cell's value as text: whole numbers without a point, dates as ISO 8601, nothing as an empty text."""
    match value:
        case str():
            return value
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case float() if value.is_integer() and abs(value) < _EXACT:
            return str(int(value))
        case float():
            return repr(value)
        case dt.datetime() if value.time() == dt.time():
            return value.date().isoformat()
        case dt.datetime() | dt.date() | dt.time():
            return value.isoformat()
    return str(value)
