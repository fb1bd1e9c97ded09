"""How a table lies in its file: what the reader found, or what a person says instead."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ifar.files.tables.delimiters import Division, header_of
from ifar.files.tables.refusal import LONGEST_CELL, MOST_COLUMNS, SAMPLE_ROWS, Refusal

TEXT = "csv"


@dataclass(frozen=True, slots=True)
class Layout:
    """Everything that the reader needs to read the same table again.

    `format` is `csv`, `xlsx`, `xlsb`, `xls` or `ods`; `header` the row of the headings, from 1, or 0 where there are none; `width` the number of columns;
    the encoding and the division belong to texts, the sheet to workbooks, and `left`, the column of the sheet, from 0, with which the table begins.
    """

    format: str
    header: int = 1
    width: int = 0
    encoding: str = ""
    delimiter: str = ""
    quote: str = '"'
    hint: bool = False
    sheet: str = ""
    left: int = 0

    @property
    def division(self) -> Division:
        """The division of a text."""
        return Division(self.delimiter, self.quote, self.hint)


@dataclass(frozen=True, slots=True)
class Look:
    """What stands at the beginning of a table: its layout, headings, first rows; sheets of a workbook; places that did not decode."""

    layout: Layout
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    sheets: tuple[str, ...] = ()
    broken: int = 0

    def as_json(self) -> dict[str, Any]:
        """The form in which the confined reader prints it."""
        return dataclasses.asdict(self)

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> Look:
        """Read that form again."""
        return cls(
            layout=Layout(**values["layout"]),
            headings=tuple(values["headings"]),
            rows=tuple(tuple(row) for row in values["rows"]),
            sheets=tuple(values["sheets"]),
            broken=values["broken"],
        )


def looked(layout: Layout, rows: Sequence[Sequence[str]], *, header: int | None, **more: Any) -> Look:
    """Make a look from the first rows.

    Args:
        header: the row of the headings, from 1, where a person gave it, or 0 where there is none; else it is guessed.

    Raises:
        Refusal: there is no row, or there are too many columns.
    """
    if not any(any(cell.strip() for cell in row) for row in rows):
        raise Refusal("no_rows")
    at = header_of(rows) if header is None else min(header - 1, len(rows) - 1)
    heading: Sequence[str] = rows[at] if at >= 0 else ()
    body = [row for row in rows[at + 1 :] if any(cell.strip() for cell in row)]
    widths = Counter(len(row) for row in body)
    common = widths.most_common(1)[0][0] if widths else 0
    width = max(len(heading), common)
    while (
        width > 1
        and not (heading[width - 1 : width] or [""])[0].strip()
        and not any(row[width - 1 : width] for row in body)
    ):
        width -= 1
    if width > MOST_COLUMNS:
        raise Refusal("columns", count=width, most=MOST_COLUMNS)
    return Look(
        layout=dataclasses.replace(layout, header=at + 1, width=width),
        headings=tuple(_cut(cell).strip() for cell in [*heading, *[""] * width][:width]),
        rows=tuple(tuple(_cut(cell) for cell in [*row, *[""] * width][:width]) for row in body[:SAMPLE_ROWS]),
        **more,
    )


def _cut(cell: str) -> str:
    return cell[: LONGEST_CELL // 20].replace("\x00", "�")
