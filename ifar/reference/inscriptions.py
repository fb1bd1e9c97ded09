"""Patterns of what is written in a mark, so that a table of facts can describe letters, codes and serial numbers without a program.

Pure. A pattern is one or more alternatives between `|`. In each: `#` is a digit, `@` a letter of any script, `[ABC]` one of
these, `{country}` a country code of ISO 3166-1 (two or three letters), `{year}` two or four digits, `*` at the end whatever
follows, anything else stands for itself; `=1975` after an alternative says which year it means. Capitals and small letters are
alike, and so are digits of all scripts. Spaces and signs in the text count only where the alternative has some.

No alternative repeats anything, so matching takes time in proportion to the text, whatever a table says. Pure.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator
from functools import lru_cache
from typing import Final, NamedTuple

COUNTRY: Final = "{country}"
YEAR: Final = "{year}"
REST: Final = "*"
UNREAD: Final = "?"
UNREAD_SEVERAL: Final = "*"
LONGEST: Final = 60
"""Characters of a text that are compared; no mark that a pattern describes is longer."""

_TOKEN: Final = re.compile(r"\{country\}|\{year\}|\[([^\[\]{}|=]+)\]|[^\[\]{}|=]")
_MEANT: Final = re.compile(r"(.*)=(\d{4})", re.DOTALL)


class InscriptionFit(NamedTuple):
    """How a text fits: the country and the year that it says, and how many of its characters had been read."""

    country: str = ""
    year: int | None = None
    read: int = 0


class Alternative(NamedTuple):
    """One form: its tokens from left to right, whether signs count in it, and the year that it means."""

    tokens: tuple[str, ...]
    has_signs: bool
    year: int | None


@lru_cache(maxsize=4096)
def alternatives(pattern: str) -> tuple[Alternative, ...]:
    """Take a pattern apart.

    Raises:
        ValueError: it is none; for `[` without `]`, an unknown name in braces, `*` before the end, nothing between two `|`.
    """
    return tuple(_alternative(text) for text in pattern.split("|")) if pattern else ()


def _alternative(text: str) -> Alternative:
    meant = _MEANT.fullmatch(text)
    body, year = (meant.group(1), int(meant.group(2))) if meant else (text, None)
    tokens = []
    at = 0
    while at < len(body):
        match = _TOKEN.match(body, at)
        if match is None:
            raise ValueError(f"no pattern: {text!r}")
        tokens.append(match.group().upper() if match.group() not in (COUNTRY, YEAR) else match.group())
        at = match.end()
    if not tokens or REST in tokens[:-1]:
        raise ValueError(f"no pattern: {text!r}")
    return Alternative(tuple(tokens), any(_is_sign(token) for token in tokens), year)


def _is_sign(token: str) -> bool:
    return len(token) == 1 and token not in "#@*" and not token.isalnum()


def written(text: str, *, with_signs: bool = False) -> str:
    """The text as patterns see it: capitals, plain digits; without spaces and signs unless they count. `?` and `*` stay."""
    composed = unicodedata.normalize("NFKC", text[: 4 * LONGEST]).upper()
    plain = "".join(str(unicodedata.digit(c)) if c.isdigit() else c for c in composed)
    kept = [c for c in plain if with_signs or c.isalnum() or c in (UNREAD, UNREAD_SEVERAL)]
    return "".join(kept).strip()[:LONGEST]


def find(pattern: str, text: str, countries: Collection[str] = frozenset()) -> InscriptionFit | None:
    """Return how a text fits a pattern, the fullest reading first; None where it does not.

    Args:
        pattern: see the head of this module; an empty one fits nothing.
        text: as read; `?` and `*` stand for characters that nobody could read.
        countries: codes that `{country}` may be, of two and of three letters.
    """
    best: InscriptionFit | None = None
    for alternative in alternatives(pattern):
        words = written(text, with_signs=alternative.has_signs)
        if not words.strip("?* "):
            continue
        for row in _fits(alternative.tokens, 0, words, 0, countries):
            whole = row._replace(year=row.year or alternative.year)
            if best is None or whole.read > best.read:
                best = whole
    return best


def _fits(
    tokens: tuple[str, ...], token: int, text: str, at: int, countries: Collection[str]
) -> Iterator[InscriptionFit]:
    """Every way in which the rest of the text fits the rest of the tokens; at most two ways for each country or year."""
    if token == len(tokens):
        if text[at:].strip(UNREAD_SEVERAL) == "":
            yield InscriptionFit()
        return
    kind, rest = tokens[token], token + 1
    if kind == REST:
        yield InscriptionFit(read=sum(c not in "?*" for c in text[at:]))
    elif at < len(text) and text[at] == UNREAD_SEVERAL:
        # Nobody knows how much is hidden: what follows may be any of it, so nothing after it speaks for the pattern.
        yield InscriptionFit()
    elif kind == COUNTRY:
        for length in (3, 2):
            if (code := text[at : at + length]) in countries and len(code) == length:
                for row in _fits(tokens, rest, text, at + length, countries):
                    yield row._replace(country=code, read=row.read + length)
    elif kind == YEAR:
        for length in (4, 2):
            digits = text[at : at + length]
            if len(digits) == length and digits.isdecimal() and _may_be_year(digits):
                for row in _fits(tokens, rest, text, at + length, countries):
                    yield row._replace(year=_year(digits), read=row.read + length)
    elif at < len(text) and (text[at] == UNREAD or _is(kind, text[at])):
        for row in _fits(tokens, rest, text, at + 1, countries):
            yield row._replace(read=row.read + (text[at] != UNREAD))


def _is(kind: str, character: str) -> bool:
    if kind == "#":
        return character.isdecimal()
    if kind == "@":
        return character.isalpha()
    return character in kind[1:-1] if len(kind) > 1 else character == kind


def _may_be_year(digits: str) -> bool:
    return len(digits) == 2 or 1800 <= int(digits) <= 2100


def _year(digits: str) -> int:
    """Two digits from 50 on mean the last century; own rule, since no text says how many digits a year has."""
    number = int(digits)
    if len(digits) == 4:
        return number
    return 1900 + number if number >= 50 else 2000 + number
