"""How wide the columns of a printed table are, so that no word stands over its neighbour's. Pure.

As browsers do it (CSS 2.2, 17.5.2.2, automatic layout): each column has at least what its longest word needs and gets of the rest what its
text could use. Widths are counted in characters of the table's letters; one of Chinese counts two. Pure.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Final

PORTRAIT: Final = 84
LANDSCAPE: Final = 128
"""Characters across a page of A4 between its margins, at the size of tables; generous, for wide letters."""
PADDING: Final = 2
"""Characters that a column's own margins take."""
LONGEST_WORD: Final = 30
"""A longer one is broken: an address of the web, a hash."""
BREAK: Final = "\u200b"
_GLUE: Final = "\u00a0\u2007\u202f\u2060"
"""Spaces at which no line is broken, as in `1 250 000,00` and in a day."""
_PIECES: Final = re.compile(rf"[^\S{_GLUE}]+|[\S{_GLUE}]+")
_NUMBER: Final = re.compile(r"[-+\u2212<>\u2264\u2265\u2248~]?\s?(?!0\d)\d[\d.,'\u2019\s]*\s?%?")
"""An amount, not an identifier: no zero stands before it, and no letter in it."""
_NO_NUMBER: Final = ("", "-", "\u2013", "\u2014")
MOST_USEFUL: Final = 60
"""Characters from which on a line does not become easier to read."""


@dataclass(frozen=True, slots=True)
class Columns:
    """How a table is set.

    Attributes:
        widths: shares of the columns.
        fit: characters that fit into each without a break.
        is_wide: whether it needs the page turned.
        numbers: whether each holds numbers alone: they stand with their units below one another.
    """

    widths: tuple[int, ...]
    fit: tuple[int, ...]
    is_wide: bool
    numbers: tuple[bool, ...]


def columns_of(heads: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[int] = ()) -> Columns:
    """How the columns of a table are set.

    Args:
        heads: what stands above the columns.
        rows: their cells; a cell may have several lines.
        widths: shares that somebody settled on; they count where every word fits.
    """
    cells = list(zip_longest(heads, *rows, fillvalue=""))
    least = [min(LONGEST_WORD, max(map(_longest_word, column))) + PADDING for column in cells]
    most = [min(MOST_USEFUL, max(map(_longest_line, column))) + PADDING for column in cells]
    is_wide = sum(least) > PORTRAIT
    room = LANDSCAPE if is_wide else PORTRAIT
    numbers = tuple(are_numbers(column[1:]) for column in cells)
    if widths:
        shares = [room * width // sum(widths) for width in widths]
        if all(share >= need for share, need in zip(shares, least, strict=True)):
            return Columns(tuple(widths), tuple(share - PADDING for share in shares), is_wide, numbers)
    results = _shared(least, most, room)
    return Columns(tuple(results), tuple(number - PADDING for number in results), is_wide, numbers)


def are_numbers(cells: Iterable[str]) -> bool:
    """Whether cells hold numbers, one at least, or nothing."""
    values = [cell.strip() for cell in cells if cell.strip() not in _NO_NUMBER]
    return bool(values) and all(_NUMBER.fullmatch(cell) for cell in values)


def _shared(least: list[int], most: list[int], room: int) -> list[int]:
    """What each column has of the room; where not even the words fit, all give of theirs alike and the longest are broken."""
    if sum(least) > room:
        return [max(PADDING + 1, number * room // sum(least)) for number in least]
    wanted = [more - need for need, more in zip(least, most, strict=True)]
    spare = room - sum(least)
    whole = sum(wanted) or 1
    return [
        need + min(want, spare * want // whole) if sum(wanted) else need
        for need, want in zip(least, wanted, strict=True)
    ]


def _longest_word(text: str) -> int:
    """The longest piece that is not broken; Chinese may be broken behind each character."""
    return max(
        (2 if is_wide(word) else length(word) for word in _PIECES.findall(text) if not word.isspace()),
        default=0,
    )


def is_wide(word: str) -> bool:
    """Whether a word has characters of full width."""
    return any(unicodedata.east_asian_width(text) in "WF" for text in word)


def _longest_line(text: str) -> int:
    return max(map(length, text.splitlines()), default=0)


def length(text: str) -> int:
    """How many characters wide a text is."""
    return sum(2 if unicodedata.east_asian_width(code) in "WF" else 1 for code in text)


def breakable(text: str, fit: int) -> str:
    """The text with places at which words that are longer than their column may be broken (U+200B, which shows nothing)."""
    words = _PIECES.findall(text)
    return "".join(
        word
        if length(word) <= fit or word.isspace()
        else BREAK.join(word[at : at + fit] for at in range(0, len(word), fit))
        for word in words
    )
