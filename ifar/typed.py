"""What was typed into one line: without signs that turn the direction of writing, and shown so that a mark stands left to right.

Beside Arabic or Hebrew letters a "?" at the end of a mark would stand before it, as if its first character had not been read. Pure.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final, overload

LRM: Final = "\u200e"
_TURNS: Final = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_LETTER: Final = "\u0590-\u060f\u0620-\u065f\u066e-\u06ef\u06fa-\u08ff\ufb1d-\ufdff\ufe70-\ufefc"
"""Letters that are written from right to left; neither the digits nor the question mark of the Arabic script."""

_OF_NUMBERS: Final = frozenset(" /-.\u00b7_:#(),\u2013\u2116\u00b0\u00ba'")
LONGEST_NUMBER: Final = 120
_WORD: Final = rf"[^\s{_LETTER}]+"
_RUN: Final = re.compile(rf"(?<!\S){_WORD}(?:\s+{_WORD})*(?!\S)")
_FROM_RIGHT: Final = re.compile(f"[{_LETTER}]")


def plain(text: str) -> str:
    """The text without signs that turn the direction of writing: nobody types them, and none is part of a mark."""
    return _TURNS.sub("", text)


def pieces(text: str) -> list[tuple[str, bool]]:
    """The text in pieces that each have one direction, and whether it is left to right: the words of a maker, and the mark beside them."""
    text = plain(text)
    rows: list[tuple[str, bool]] = []
    last = 0
    for run in _RUN.finditer(text):
        rows += [(text[last : run.start()], False), (run[0], True)]
        last = run.end()
    rows.append((text[last:], False))
    return [(piece.strip(), is_mark) for piece, is_mark in rows if piece.strip()]


def in_order(text: str) -> str:
    """The text for a field, in which no mark-up tells the pieces apart: a mark beside letters from right to left stands between signs."""
    text = plain(text)
    return _RUN.sub(rf"{LRM}\g<0>{LRM}", text) if _FROM_RIGHT.search(text) else text


BIGINT: Final = 2**63 - 1
INTEGER: Final = 2**31 - 1
"""The greatest numbers that columns of these types hold."""


@overload
def whole_number(
    text: object, *, least: int = 0, most: int = INTEGER, otherwise: None = None
) -> int | None: ...
@overload
def whole_number(text: object, *, least: int = 0, most: int = INTEGER, otherwise: int) -> int: ...
def whole_number(
    text: object, *, least: int = 0, most: int = INTEGER, otherwise: int | None = None
) -> int | None:
    """A whole number as somebody typed it or an address holds it, in the digits of any script.

    Args:
        text: what was sent; None counts as empty.
        least, most: what is outside is no number either: no column and no list has it.
        otherwise: what is given where it is none. `²`, `1_000`, `+1` and five thousand digits are none.
    """
    plain = str(text or "").strip()
    if not plain.isdecimal() or len(plain) > len(str(most)):
        return otherwise
    number = int(plain)
    return number if least <= number <= most else otherwise


def version_seen(text: object) -> int | None:
    """The version of a record that a form was made from: None where the form names none, -1 (which no record has) where it names no number."""
    return whole_number(text, otherwise=-1) if str(text or "").strip() else None


def in_ascii(text: str) -> str:
    """The text with its decimal digits, of whatever script, as ASCII digits; every other sign as it is."""
    return "".join(str(unicodedata.decimal(code, code)) for code in text)


def bare(text: str) -> str:
    """The text as two serial numbers, makes or numbers of papers are compared: its letters and digits, in capitals, and digits as ASCII ones.

    Look-alikes count as what they are. The database's `trade_plain` says the same; a capital of two letters (`ß`) is none there either.
    """
    if not text.isascii():
        text = in_ascii(unicodedata.normalize("NFKC", text))
        text = "".join(code if len(code.upper()) > 1 else code.upper() for code in text)
        return "".join(filter(str.isalnum, text))
    return "".join(filter(str.isalnum, text.upper()))


def is_case_number(text: str) -> bool:
    """Whether a text is the number of a case or a file, as offices give them: it has a digit, and hardly a word.

    It stands in the log for ever, so nobody is named in it: at most one of its words has more than two letters and no digit.
    """
    if not text or len(text) > LONGEST_NUMBER or not any(code.isdecimal() for code in text):
        return False
    if any(
        not (code.isalnum() or unicodedata.category(code).startswith("M") or code in _OF_NUMBERS)
        for code in text
    ):
        return False
    words = [part for part in text.split() if not any(c.isdecimal() for c in part)]
    return sum(sum(c.isalpha() for c in word) > 2 for word in words) <= 1
