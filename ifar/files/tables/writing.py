"""Writing tables for spreadsheets in which no text can act as a formula.

A cell that begins with `=`, `+`, `-`, `@`, a tab or a line break would be run by the program that opens it. In CSV such a text
gets an apostrophe before it, which spreadsheets take as "this is text"; in a workbook texts are written as texts.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import xlsxwriter

DANGEROUS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
MOST_SHEET_ROWS: Final = 1_000_000
_PIECE: Final = 2_000


def safe(value: Any) -> str:
    """The text of a cell that no spreadsheet takes for a formula. Numbers of our own are not texts and stay as they are."""
    if value is None:
        return ""
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


def write_workbook(path: Path, sheets: Mapping[str, tuple[Sequence[Any], Iterable[Sequence[Any]]]]) -> None:
    """Write sheets (name -> header and rows) row by row; a sheet that gets too long goes on in another one."""
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(str(path), options) as book:
        bold = book.add_format({"bold": True})
        cents = book.add_format({"num_format": "#,##0.00"})
        for name, (header, rows) in sheets.items():
            _write_sheet(book, bold, cents, name, header, rows)


def _write_sheet(
    book: Any, bold: Any, cents: Any, name: str, header: Sequence[Any], rows: Iterable[Sequence[Any]]
) -> None:
    sheet, at = None, MOST_SHEET_ROWS
    part = 0
    for row in rows:
        if at >= MOST_SHEET_ROWS:
            part += 1
            sheet, at = _begun(book, bold, name if part == 1 else f"{name} {part}", header), 0
        at += 1
        _write_row(sheet, at, row, cents)
    if sheet is None:
        _begun(book, bold, name, header)


def _begun(book: Any, bold: Any, name: str, header: Sequence[Any]) -> Any:
    sheet = book.add_worksheet(name[:31])
    sheet.freeze_panes(1, 0)
    for column, cell in enumerate(header):
        sheet.set_column(column, column, max(12, min(60, len(str(cell)) + 2)))
        sheet.write_string(0, column, str(cell), bold)
    return sheet


def _write_row(sheet: Any, at: int, row: Sequence[Any], cents: Any) -> None:
    for column, cell in enumerate(row):
        if isinstance(cell, int | Decimal) and not isinstance(cell, bool):
            # An amount to the cent shows its cents, also those that are none.
            money = isinstance(cell, Decimal) and cell.is_finite() and cell.as_tuple().exponent == -2
            sheet.write_number(at, column, cell, cents if money else None)
        elif cell not in (None, ""):
            sheet.write_string(at, column, str(cell))
