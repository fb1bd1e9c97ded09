"""How a text is divided into cells, and which of its first rows is the header. Pure."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Sequence
from typing import Final, NamedTuple

DELIMITERS: Final = (",", ";", "\t", "|")
_HINT: Final = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)
_NUMBER: Final = re.compile(r"[\d\s.,:/+-]*")
_LOOKED_AT: Final = 60
_HEADER_WITHIN: Final = 15


class Division(NamedTuple):
    """The character between cells and the one around them; `hint` = a first line `sep=;` that is no row."""

    delimiter: str
    quote: str = '"'
    hint: bool = False


def division_of(sample: str) -> Division:
    """Guess from the beginning of a text: the delimiter by which most rows have the same, and the greatest, width."""
    hint = _HINT.match(sample)
    if hint:
        return Division(hint[1], hint=True)
    best = max(DELIMITERS, key=lambda delimiter: _evenness(sample, delimiter, '"'))
    single = _evenness(sample, best, "'")
    return Division(best, "'" if "'" in sample and single > _evenness(sample, best, '"') else '"')


def _evenness(sample: str, delimiter: str, quote: str) -> tuple[float, int]:
    """Share of rows that have the commonest width above one, rounded to tenths; and that width."""
    widths = [len(row) for row in rows_of(sample, Division(delimiter, quote)) if row]
    if not widths:
        return 0.0, 0
    width, count = max(Counter(widths).items(), key=lambda item: (item[1] * (item[0] > 1), item[0]))
    return (round(count / len(widths), 1), width) if width > 1 else (0.0, width)


def rows_of(sample: str, division: Division, most: int = _LOOKED_AT) -> list[list[str]]:
    """The first rows of a sample whose last line may be cut off."""
    lines = sample.splitlines(keepends=True)
    if len(lines) > 1 and len(lines) <= most:
        lines = lines[:-1] if not sample.endswith(("\n", "\r")) and len(sample) > 60_000 else lines
    rows: list[list[str]] = []
    try:
        for row in csv.reader(lines, delimiter=division.delimiter, quotechar=division.quote):
            rows.append(row)
            if len(rows) >= most:
                break
    except csv.Error:
        return rows
    return rows


def header_of(rows: Sequence[Sequence[str]]) -> int:
    """Index of the header among the first rows: the first whose cells are all words and which is as wide as the table.

    Titles above a table have fewer cells; the table's own rows hold numbers.
    """
    widths = [sum(bool(cell.strip()) for cell in row) for row in rows]
    common = Counter(width for width in widths if width > 1).most_common(1)
    wide = common[0][0] if common else 1
    for at, row in enumerate(rows[:_HEADER_WITHIN]):
        cells = [cell.strip() for cell in row if cell.strip()]
        if len(cells) * 10 >= wide * 6 and _are_words(cells):
            return at
    return next((at for at, width in enumerate(widths) if width), 0)


def _are_words(cells: Sequence[str]) -> bool:
    """Whether cells look like headings: different from each other, short, and hardly a bare number among them."""
    numbers = sum(bool(_NUMBER.fullmatch(cell)) for cell in cells)
    return (
        bool(cells)
        and len(set(cells)) * 10 >= len(cells) * 9
        and numbers * 5 <= len(cells)
        and max(map(len, cells)) <= 120
    )
