"""Reading a sheet of a workbook: values as they are shown in a table, never formulas, never programs."""

from __future__ import annotations

import datetime as dt
import zipfile
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Any, Final

import polars as pl
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from ifar.files.tables import parts
from ifar.files.tables.beginning import beginning
from ifar.files.tables.layout import Layout, Look, looked
from ifar.files.tables.refusal import MOST_COLUMNS, SAMPLE_ROWS, Refusal

PART_ROWS: Final = 20_000
_EXACT: Final = 2**53
_LOOKED_AT: Final = SAMPLE_ROWS + 20


def look(path: Path, form: str, *, sheet: str = "", header: int | None = None) -> Look:
    """What stands at the beginning of a sheet: the one that is named, else the first that has rows.

    Raises:
        Refusal: the workbook cannot be read, or there is nothing in it.
    """
    try:
        return _looked(_begun(path, form, _LOOKED_AT), form, sheet, header)
    except (Refusal, CalamineError):
        # Whatever was cut wrongly is whole here; what is wrong with the file itself is wrong again.
        return _looked(_opened(path), form, sheet, header)


def _looked(book: CalamineWorkbook, form: str, sheet: str, header: int | None) -> Look:
    names = tuple(str(name) for name in book.sheet_names)
    for name in [sheet] if sheet in names else names:
        left, rows = _first_rows(book, name)
        if any(any(cell for cell in row) for row in rows):
            return looked(Layout(form, sheet=name, left=left), rows, header=header, sheets=names)
    raise Refusal("no_rows")


def _begun(path: Path, form: str, rows: int) -> CalamineWorkbook:
    """A workbook of which only the first rows that hold something have to be read."""
    try:
        cut = beginning(path, form, rows)
    except (OSError, ValueError, EOFError, NotImplementedError, RuntimeError, zipfile.BadZipFile) as error:
        raise Refusal("damaged") from error
    return _opened(path) if cut is None else CalamineWorkbook.from_filelike(cut)


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


def _first_rows(book: CalamineWorkbook, name: str) -> tuple[int, list[list[str]]]:
    sheet = _sheet(book, name)
    rows: list[list[str]] = []
    for row in _rows(sheet):
        rows.append([text_of(cell) for cell in row])
        if len(rows) >= _LOOKED_AT:
            break
    return _left(sheet), rows


def _left(sheet: CalamineSheet) -> int:
    """The first column of a sheet that holds something, from 0: rows begin there."""
    return (sheet.start or (0, 0))[1]


def _rows(sheet: CalamineSheet) -> Iterator[Sequence[Any]]:
    """All rows from the sheet's first on, so that their numbers are those that a person sees."""
    yield from ([] for _ in range((sheet.start or (0, 0))[0]))
    yield from sheet.iter_rows()


def frames(path: Path, layout: Layout, most: int | None = None) -> Iterator[pl.DataFrame]:
    """The parts of a sheet, headings and what stands above them left out; blank rows are still there.

    With `most`, only its beginning is read: at least so many of its rows that hold something.
    """
    if most is None:
        yield from _frames(_opened(path), layout)
        return
    try:
        book = _begun(path, layout.format, layout.header + most)
        _sheet(book, layout.sheet)
    except (Refusal, CalamineError):
        book = _opened(path)
    yield from _frames(book, layout)


def _frames(book: CalamineWorkbook, layout: Layout) -> Iterator[pl.DataFrame]:
    sheet = _sheet(book, layout.sheet)
    # A row far below may begin further left than all that were looked at.
    before = max(0, layout.left - _left(sheet))
    batch: list[Sequence[Any]] = []
    first = layout.header + 1
    for number, row in enumerate(_rows(sheet), 1):
        if number <= layout.header:
            continue
        batch.append(row)
        if len(batch) == PART_ROWS:
            yield _frame(batch, first, layout.width, before)
            batch, first = [], number + 1
    if batch:
        yield _frame(batch, first, layout.width, before)


def _frame(rows: list[Sequence[Any]], first: int, width: int, before: int) -> pl.DataFrame:
    strays = [any(cell not in ("", None) for cell in row[:before]) for row in rows] if before else []
    rows = [row[before:] for row in rows] if before else rows
    even = [row if len(row) == width else [*row[:width], *[""] * (width - len(row))] for row in rows]
    wrong = [len(row) > width and any(cell not in ("", None) for cell in row[width:]) for row in rows]
    wrong = [item or stray for item, stray in zip(wrong, strays, strict=True)] if strays else wrong
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
