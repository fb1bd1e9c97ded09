"""Writing tables for spreadsheets in which no text can act as a formula.

A cell that begins with `=`, `+`, `-`, `@`, a tab or a line break would be run by the program that opens it. In CSV such a text
gets an apostrophe before it, which spreadsheets take as "this is text"; in a workbook texts are written as texts.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import zip_longest
from pathlib import Path
from typing import Any, Final

import xlsxwriter

DANGEROUS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
MOST_SHEET_ROWS: Final = 1_000_000
_PIECE: Final = 2_000
_LOOKED_AT: Final = 500
"""Rows of a sheet from which the widths of its columns follow."""
NARROWEST: Final = 8
WIDEST: Final = 60
"""Characters of a column of a workbook; longer texts go on in the next line."""


def safe(value: Any) -> str:
    """The text of a cell that no spreadsheet takes for a formula. Numbers of our own are not texts and stay as they are."""
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return value.isoformat(timespec="seconds")
    text = f"{value:f}" if isinstance(value, Decimal) else str(value)
    if isinstance(value, int | float | Decimal):
        return text
    return f"'{text}" if text.lstrip(" ").startswith(DANGEROUS) else text


def csv_pieces(header: Sequence[Any], rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    """The table as CSV in UTF-8 with a mark at its beginning, by which spreadsheets recognise it; piece by piece."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow([safe(cell) for cell in header])
    yield b"\xef\xbb\xbf"
    for number, row in enumerate(rows, 1):
        writer.writerow([safe(cell) for cell in row])
        if number % _PIECE == 0:
            yield buffer.getvalue().encode()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode()


@dataclass(frozen=True, slots=True)
class _Looks:
    """How the cells of a workbook look."""

    head: Any
    text: Any
    cents: Any
    day: Any
    moment: Any


def write_workbook(
    path: Path,
    sheets: Mapping[str, tuple[Sequence[Any], Iterable[Sequence[Any]]]],
    *,
    mirrored: bool = False,
) -> None:
    """Write sheets (name -> header and rows) row by row; a sheet that gets too long goes on in another one.

    Numbers, days, moments and yes or no become cells of their kind, with which a spreadsheet reckons; a moment stands in its own zone of time.

    Args:
        path: where the workbook is written.
        sheets: name of a sheet -> its header and rows. A header of one cell above rows of several is a line about the sheet; the first
            row is the head then.
        mirrored: whether the columns run from right to left, as in Arabic.
    """
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(str(path), options) as book:
        looks = _Looks(
            head=book.add_format({"bold": True, "text_wrap": True, "valign": "top"}),
            text=book.add_format({"text_wrap": True, "valign": "top"}),
            cents=book.add_format({"num_format": "#,##0.00", "valign": "top"}),
            day=book.add_format({"num_format": "yyyy-mm-dd", "valign": "top"}),
            moment=book.add_format({"num_format": "yyyy-mm-dd hh:mm", "valign": "top"}),
        )
        for name, (header, rows) in sheets.items():
            _write_sheet(book, looks, name, header, rows, mirrored)


def _write_sheet(
    book: Any, looks: _Looks, name: str, header: Sequence[Any], rows: Iterable[Sequence[Any]], mirrored: bool
) -> None:
    sheet: Any = None
    at, part = MOST_SHEET_ROWS, 0
    widths: list[int] = []
    for number, row in enumerate(rows):
        if at >= MOST_SHEET_ROWS:
            part += 1
            sheet, at = _begun(book, looks, name if part == 1 else f"{name} {part}", header, mirrored), 0
            _widen(sheet, widths)
        at += 1
        is_head = number == 0 and len(header) == 1 < len(row)
        _write_row(sheet, at, row, looks, looks.head if is_head else looks.text)
        if number < _LOOKED_AT:
            widths = _wider(widths, row)
            if is_head:
                sheet.freeze_panes(2, 0)
    if sheet is None:
        sheet = _begun(book, looks, name, header, mirrored)
    _widen(sheet, widths if widths and len(widths) > len(header) == 1 else _wider(widths, header))


def _begun(book: Any, looks: _Looks, name: str, header: Sequence[Any], mirrored: bool) -> Any:
    sheet = book.add_worksheet(name[:31])
    sheet.freeze_panes(1, 0)
    if mirrored:
        sheet.right_to_left()
    for column, cell in enumerate(header):
        # A line about the sheet runs over the columns; the words of a head go on in a second line.
        sheet.write_string(0, column, str(cell), looks.head if len(header) > 1 else None)
    return sheet


def _wider(widths: Sequence[int], row: Sequence[Any]) -> list[int]:
    """What each column needs for the longest line of what it has so far and of one more row."""
    needs = [max((len(line) for line in _shown(cell).splitlines()), default=0) + 2 for cell in row]
    return [max(a, min(WIDEST, b)) for a, b in zip_longest([*widths], needs, fillvalue=NARROWEST)]


def _widen(sheet: Any, widths: Sequence[int]) -> None:
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)


def _shown(cell: Any) -> str:
    """A cell as a spreadsheet shows it, for its width."""
    if isinstance(cell, dt.datetime):
        return f"{cell:%Y-%m-%d %H:%M}"
    return f"{cell:,.2f}" if isinstance(cell, Decimal) else str(cell if cell is not None else "")


def _write_row(sheet: Any, at: int, row: Sequence[Any], looks: _Looks, text: Any) -> None:
    for column, cell in enumerate(row):
        if isinstance(cell, dt.date):
            plain = cell.replace(tzinfo=None) if isinstance(cell, dt.datetime) else cell
            sheet.write_datetime(
                at, column, plain, looks.moment if isinstance(cell, dt.datetime) else looks.day
            )
        elif isinstance(cell, bool):
            sheet.write_boolean(at, column, cell, text)
        elif isinstance(cell, int | Decimal):
            # An amount to the cent shows its cents, also those that are none.
            money = isinstance(cell, Decimal) and cell.is_finite() and cell.as_tuple().exponent == -2
            sheet.write_number(at, column, cell, looks.cents if money else None)
        elif cell not in (None, ""):
            sheet.write_string(at, column, str(cell), text)
