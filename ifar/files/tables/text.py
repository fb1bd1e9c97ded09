"""Reading a delimited text of any size: block by block, each block a part.

Most lines of most files hold no quotation mark; those are divided by columns at once. Lines with quotation marks go through
Python's reader, and where a cell runs over several lines, so does everything up to its end.
"""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

import polars as pl

from ifar.files.tables import parts
from ifar.files.tables.delimiters import DELIMITERS, division_of, rows_of
from ifar.files.tables.encodings import Probe, by_mark
from ifar.files.tables.layout import TEXT, Layout, Look, looked
from ifar.files.tables.refusal import (
    LARGEST_CELL,
    LONGEST_LINE,
    MOST_COLUMNS,
    MOST_LINES_IN_CELL,
    SAMPLE_ROWS,
    Refusal,
)

BLOCK: Final = 4 * 1024 * 1024
SAMPLE: Final = 256 * 1024
_MARK: Final = "\ufeff"
"""The mark of byte order; a reader of texts takes it away at their beginning, but within a table it is content."""
_ENCODINGS_OF_MARKS: Final = {"utf-16": ("utf-16-le", "utf-16-be")}


def look(path: Path, *, encoding: str = "", delimiter: str = "", header: int | None = None) -> Look:
    """What stands at the beginning of a text; what is not given is guessed, the encoding from the whole text.

    Raises:
        Refusal: it is no table that can be read.
    """
    name, broken = (encoding, 0) if encoding else _encoding(path)
    block = next(_blocks(path, name), "")
    sample = block[:SAMPLE]
    division = division_of(sample)
    if delimiter:
        division = division._replace(delimiter=delimiter)
    _check_first_line(block, division.delimiter)
    rows = rows_of(sample, division, SAMPLE_ROWS + 20)
    layout = Layout(
        TEXT, encoding=name, delimiter=division.delimiter, quote=division.quote, hint=division.hint
    )
    first = 2 if division.hint and header is None else 1  # the hint is no row of the table
    result = looked(layout, rows[first - 1 :], header=header, broken=broken)
    return result if first == 1 else _moved(result, 1)


def _moved(result: Look, by: int) -> Look:
    return Look(
        Layout(**{**result.as_json()["layout"], "header": result.layout.header + by}),
        result.headings,
        result.rows,
        result.sheets,
        result.broken,
    )


def _encoding(path: Path) -> tuple[str, int]:
    probe = Probe()
    with path.open("rb") as file:
        head = file.read(4096)
        if marked := by_mark(head):
            return marked, 0
        file.seek(0)
        while piece := file.read(1024 * 1024):
            probe.feed(piece)
    return probe.result()


def _check_first_line(block: str, delimiter: str) -> None:
    line = block.partition("\n")[0]
    columns = line.count(delimiter) + 1
    if columns > MOST_COLUMNS:
        raise Refusal("columns", count=columns, most=MOST_COLUMNS)


def _blocks(path: Path, encoding: str) -> Iterator[str]:
    """Pieces of whole lines, line ends as `\\n`.

    Raises:
        Refusal: a line is longer than `LONGEST_LINE`.
    """
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    kept, mac = "", None
    with path.open("rb") as file:
        while True:
            piece = file.read(BLOCK)
            text = decoder.decode(piece, final=not piece)
            kept += text
            if mac is None:
                mac = "\n" not in kept and "\r" in kept
            if mac:
                kept = kept.replace("\r", "\n")
            end = len(kept) if not piece else kept.rfind("\n") + 1
            if end:
                yield kept[:end].replace("\r\n", "\n")
                kept = kept[end:]
            if len(kept) > LONGEST_LINE:
                raise _too_long(kept)
            if not piece:
                return


def _too_long(line: str) -> Refusal:
    """The refusal of a line that does not end: because it has no end of columns, or for no reason that one can see."""
    columns = max(map(line.count, DELIMITERS)) + 1
    if columns > MOST_COLUMNS:
        return Refusal("columns", count=columns, most=MOST_COLUMNS)
    return Refusal("line", megabytes=LONGEST_LINE // 1024**2)


class _Lines:
    """The lines of all blocks, which knows how many of the present block are left."""

    def __init__(self, blocks: Iterator[str]) -> None:
        self._blocks = blocks
        self._lines: list[str] = []
        self._at = 0

    def next_block(self) -> list[str] | None:
        """The lines of the next block, all of them still to be taken."""
        for block in self._blocks:
            self._lines, self._at = block.split("\n"), 0
            if not self._lines[-1]:
                self._lines.pop()
            if self._lines:
                return self._lines
        return None

    @property
    def left(self) -> bool:
        """Whether lines of the present block are left."""
        return self._at < len(self._lines)

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        if not self.left and self.next_block() is None:
            raise StopIteration
        self._at += 1
        return self._lines[self._at - 1] + "\n"


def frames(path: Path, layout: Layout) -> Iterator[pl.DataFrame]:
    """The parts of a text, headings and what stands above them left out; blank rows are still there.

    Raises:
        Refusal: a line or a cell is longer than anything that a table holds.
    """
    csv.field_size_limit(LARGEST_CELL)
    lines = _Lines(_blocks(path, layout.encoding))
    row = 0
    while (block := lines.next_block()) is not None:
        whole = pl.Series("line", block)
        divided = _divided(whole, layout)
        columns, wrong = divided or _read(lines, layout, row)
        count = len(wrong)
        skipped = min(max(layout.header - row, 0), count)
        if skipped < count:
            kept = [column.slice(skipped) for column in columns]
            yield parts.frame(
                range(row + skipped + 1, row + count + 1),
                kept,
                wrong.slice(skipped),
                whole.slice(skipped) if divided else None,
            )
        row += count


def _divided(lines: pl.Series, layout: Layout) -> tuple[list[pl.Series], pl.Series] | None:
    """Divide lines by columns; None where a cell runs over several lines."""
    quotes = lines.str.count_matches(layout.quote, literal=True)
    if (quotes % 2 == 1).any():
        return None
    plain = lines.str.contains(_sound(layout)) & ~lines.str.starts_with(_MARK)
    plain &= (quotes == 0) | (lines.str.len_bytes() <= LARGEST_CELL)
    if plain.all():
        return _split(lines, layout), pl.Series("width", [False]).new_from_index(0, len(lines))
    others = (~plain).arg_true()
    read = [_row_of(line, layout) for line in lines.gather(others).to_list()]
    odd, wrong = _columns(read, layout)
    order = pl.concat([plain.arg_true(), others]).arg_sort()
    both = pl.concat([pl.DataFrame(_split(lines.filter(plain), layout)), pl.DataFrame(odd)], how="vertical")[
        order
    ]
    flags = pl.concat(
        [pl.Series("width", [False]).new_from_index(0, len(lines) - len(others)), wrong], rechunk=True
    )[order]
    return both.get_columns(), flags


@cache
def _sound(layout: Layout) -> str:
    """The form of a line that has the width of the table and quotation marks only around whole cells."""
    quote, delimiter = re.escape(layout.quote), re.escape(layout.delimiter)
    bare = f"[^{quote}{delimiter}\\r]" + ("*" if layout.width > 1 else "+")
    cell = f"(?:{bare}|{quote}(?:[^{quote}\\r]|{quote}{quote})*{quote})"
    return f"^{cell}(?:{delimiter}{cell}){{{layout.width - 1}}}$"


def _split(lines: pl.Series, layout: Layout) -> list[pl.Series]:
    """The cells of sound lines as columns."""
    if not len(lines):
        return [pl.Series(parts.column(at), [], dtype=pl.String) for at in range(layout.width)]
    return pl.read_csv(
        lines.str.join("\n").item().encode(),
        has_header=False,
        new_columns=[parts.column(at) for at in range(layout.width)],
        separator=layout.delimiter,
        quote_char=layout.quote,
        infer_schema=False,
        empty_string_is_null=False,
    ).get_columns()


def _row_of(line: str, layout: Layout) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=layout.delimiter, quotechar=layout.quote), [])
    except csv.Error as error:
        raise Refusal("cell", characters=LARGEST_CELL) from error


def _read(lines: _Lines, layout: Layout, row: int) -> tuple[list[pl.Series], pl.Series]:
    """Read a block with Python's reader, and on into the next one where its last row does not end with it."""
    rows: list[list[str]] = []
    reader = csv.reader(lines, delimiter=layout.delimiter, quotechar=layout.quote)
    try:
        while lines.left:
            cells = next(reader)
            if any(cell.count("\n") > MOST_LINES_IN_CELL for cell in cells if len(cell) > MOST_LINES_IN_CELL):
                raise Refusal("quote_open", row=row + len(rows) + 1)
            rows.append(cells)
    except csv.Error as error:
        raise Refusal("quote_open", row=row + len(rows) + 1) from error
    return _columns(rows, layout)


def _columns(rows: list[list[str]], layout: Layout) -> tuple[list[pl.Series], pl.Series]:
    """Rows as columns of one width, and which rows had another or swallowed one; cells beyond the width are joined to the last."""
    width = layout.width
    wrong = []
    for at, cells in enumerate(rows):
        sound = len(cells) == width or not cells or (len(cells) > width and not any(cells[width:]))
        wrong.append(not sound or _is_swallowing(cells, layout))
        if len(cells) > width:
            rows[at] = [*cells[: width - 1], " ".join(filter(None, cells[width - 1 :]))]
        elif len(cells) < width:
            rows[at] = cells + [""] * (width - len(cells))
    columns = list(zip(*rows, strict=True)) if rows else [()] * width
    series = [pl.Series(parts.column(at), values, dtype=pl.String) for at, values in enumerate(columns)]
    return series, pl.Series("width", wrong, dtype=pl.Boolean)


def _is_swallowing(cells: list[str], layout: Layout) -> bool:
    """Whether a cell holds, on a line after its first, as many delimiters as a whole row: its quotation mark was closed too late."""
    if layout.width < 3:
        return False
    return any(
        line.count(layout.delimiter) >= layout.width - 1
        for cell in cells
        if "\n" in cell
        for line in cell.split("\n")[1:]
    )
