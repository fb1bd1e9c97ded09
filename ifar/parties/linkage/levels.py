"""How two values agree: the same, nearly, somewhat, faintly, not at all. One function for each kind of value. Pure."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

from rapidfuzz.distance import OSA, JaroWinkler

from ifar.parties.linkage.rows import Row, bones, is_date
from ifar.typed import whole_number

UNSAID, SAME, NEAR, ALIKE, FAINT, DIFFERS = range(6)
"""Levels of agreement; `UNSAID` where one of the two does not say it, which speaks neither way."""
STRAIGHT, SWAPPED = 1, 2
"""Levels of an order: two values stand where they belong, or each in the other's place."""

LEVELS: Final = 6

Compare = Callable[[str, str], int]


def of_names(text: str, other: str) -> int:
    """Words of a name: one letter or another script is near; an abbreviation and much the same beginning are alike."""
    if text == other:
        return SAME
    short, long = (text, other) if len(text) <= len(other) else (other, text)
    least = len(short)
    if least > 2 and len(long) - least <= 1 and OSA.distance(text, other, score_cutoff=1) <= 1:
        return NEAR
    if least > 3 and bones(text) == bones(other) != "":
        return NEAR
    if long.startswith(short) or (" " in long and set(short.split()) <= set(long.split())):
        return ALIKE
    likeness = JaroWinkler.similarity(text, other, score_cutoff=0.74)
    return ALIKE if likeness >= 0.86 else FAINT if likeness >= 0.74 else DIFFERS


def of_texts(text: str, other: str) -> int:
    """Places and trades: longer texts bear more errors."""
    if text == other:
        return SAME
    length, others = len(text), len(other)
    bound = max(1, (length if length > others else others) // 7)
    if abs(length - others) <= bound and OSA.distance(text, other, score_cutoff=bound) <= bound:
        return NEAR
    likeness = JaroWinkler.similarity(text, other, score_cutoff=0.8)
    if likeness >= 0.9 or ((" " in text or " " in other) and _holds(set(text.split()), set(other.split()))):
        return ALIKE
    return FAINT if likeness >= 0.8 else DIFFERS


def _holds(words: set[str], others: set[str]) -> bool:
    """Whether one of the two has every word of the other."""
    return words <= others or others <= words


def of_numbers(text: str, other: str) -> int:
    """Numbers: one digit or two exchanged neighbours are near; two errors in a long number are alike."""
    if text == other:
        return SAME
    errors = OSA.distance(text, other, score_cutoff=2)
    if errors <= 1:
        return NEAR
    return ALIKE if errors == 2 and min(len(text), len(other)) >= 5 else DIFFERS


def of_births(text: str, other: str) -> int:
    """Dates of birth: one digit, or day and month exchanged, are near; two of year, month and day the same are alike."""
    if text == other:
        return SAME
    mine, others = (text[:4], text[4:6], text[6:]), (other[:4], other[4:6], other[6:])
    if mine[0] == others[0] and mine[1:] == (others[2], others[1]):
        return NEAR
    if OSA.distance(text, other, score_cutoff=1) <= 1:
        return NEAR
    if sum(a == b for a, b in zip(mine, others, strict=True)) >= 2:
        return ALIKE
    if OSA.distance(text, other, score_cutoff=2) <= 2 or _within_a_year(text, other):
        return FAINT
    return DIFFERS


def _within_a_year(text: str, other: str) -> bool:
    day, another = _day(text), _day(other)
    return day > 0 and another > 0 and abs(day - another) <= 366


@functools.lru_cache(2**14)
def _day(value: str) -> int:
    """The number of a day of the calendar; 0 where it is none."""
    return dt.date.fromisoformat(value).toordinal() if is_date(value) else 0


def of_mails(text: str, other: str) -> int:
    """Addresses of electronic mail: what stands before the sign says who, what stands behind it may be anybody's."""
    if text == other:
        return SAME
    if OSA.distance(text, other, score_cutoff=2) <= 2:
        return NEAR
    mine, others = text.partition("@")[0], other.partition("@")[0]
    if mine == others or OSA.normalized_similarity(text, other) >= 0.7:
        return ALIKE
    return FAINT if JaroWinkler.similarity(mine, others) >= 0.93 else DIFFERS


def of_ages(text: str, other: str) -> int:
    """Ages: a year apart is near, since a birthday may lie between."""
    if text == other:
        return SAME
    mine, others = whole_number(text), whole_number(other)
    return NEAR if mine is not None and others is not None and abs(mine - others) <= 1 else DIFFERS


def of_codes(text: str, other: str) -> int:
    """Codes: the same or not."""
    return SAME if text == other else DIFFERS


def of_short_codes(text: str, other: str) -> int:
    """Codes that people type: one letter may be wrong."""
    return SAME if text == other else NEAR if OSA.distance(text, other, score_cutoff=1) <= 1 else DIFFERS


class Comparison(NamedTuple):
    """What is compared, how, and what is known before the file is read.

    Attributes:
        chance: how often two people share the value by chance.
        among: how often the same person has it the same, nearly, somewhat, faintly, differently.
        apart: the same of two people, those who share it left out.
    """

    role: str
    compare: Compare
    chance: float
    among: tuple[float, ...]
    apart: tuple[float, ...] = (0.004, 0.01, 0.05, 0.936)


_STEADY: Final = (0.80, 0.10, 0.03, 0.02, 0.05)
_WAVERING: Final = (0.70, 0.10, 0.05, 0.03, 0.12)
_NUMBER: Final = (0.85, 0.08, 0.02, 0.0, 0.05)

COMPARED: Final = (
    Comparison("given", of_names, 0.01, _STEADY),
    Comparison("surname", of_names, 0.003, _STEADY),
    Comparison("born", of_births, 0.000_03, (0.80, 0.09, 0.04, 0.02, 0.05), (0.001, 0.004, 0.03, 0.965)),
    Comparison("age", of_ages, 0.02, (0.85, 0.08, 0.0, 0.0, 0.07), (0.04, 0.0, 0.0, 0.96)),
    Comparison("sex", of_codes, 0.5, (0.97, 0.0, 0.0, 0.0, 0.03), (0.0, 0.0, 0.0, 1.0)),
    Comparison("identity", of_numbers, 0.000_001, _NUMBER, (0.0001, 0.0009, 0.0, 0.999)),
    Comparison("phone", of_numbers, 0.000_01, _WAVERING, (0.0001, 0.0009, 0.0, 0.999)),
    Comparison("email", of_mails, 0.000_01, (0.70, 0.12, 0.05, 0.03, 0.10), (0.0002, 0.002, 0.01, 0.9878)),
    Comparison("house", of_numbers, 0.02, _WAVERING, (0.2, 0.02, 0.0, 0.78)),
    Comparison("street", of_texts, 0.001, _WAVERING),
    Comparison("street_2", of_texts, 0.002, _WAVERING),
    Comparison("suburb", of_texts, 0.003, _WAVERING),
    Comparison("city", of_texts, 0.03, _WAVERING),
    Comparison("postcode", of_numbers, 0.002, _WAVERING, (0.02, 0.1, 0.0, 0.88)),
    Comparison("state", of_short_codes, 0.2, _WAVERING, (0.2, 0.0, 0.0, 0.8)),
    Comparison("country", of_texts, 0.5, _WAVERING),
    Comparison("birthplace", of_texts, 0.01, _WAVERING),
    Comparison("occupation", of_texts, 0.05, _WAVERING),
)
ROLES: Final = tuple(comparison.role for comparison in COMPARED)
AT: Final[Mapping[str, int]] = {role: at for at, role in enumerate(ROLES)}
ORDERS: Final = (("given", "surname"), ("street", "street_2"))
"""Pairs of values that people write in each other's place; the levels of their orders follow those of `COMPARED`."""


def agreement(row: Row, other: Row) -> tuple[int, ...]:
    """The levels of two rows, by `COMPARED` and then by `ORDERS`."""
    mine, others = row.values, other.values
    levels = [UNSAID] * len(COMPARED)
    for role, a in mine.items():
        if role in _PLACES and (b := others.get(role)):
            at, compare = _PLACES[role]
            levels[at] = compare(a, b)
    if levels[_BORN]:
        levels[_AGE] = UNSAID  # an age says nothing beyond a date of birth
    for first, second in ORDERS:
        levels.append(_ordered(levels, mine, others, first, second))
    return tuple(levels)


_BORN, _AGE = AT["born"], AT["age"]
_PLACES: Final = {comparison.role: (at, comparison.compare) for at, comparison in enumerate(COMPARED)}
_WORTH: Final = (0, 4, 3, 2, 0, -1)


def _ordered(
    levels: list[int], mine: Mapping[str, str], others: Mapping[str, str], first: str, second: str
) -> int:
    """Whether two values stand in each other's place; where they do, `levels` becomes theirs of that order."""
    at, then = AT[first], AT[second]
    a, b, c, d = mine.get(first), mine.get(second), others.get(first), others.get(second)
    straight = STRAIGHT if levels[at] and levels[then] else UNSAID
    if SAME in (levels[at], levels[then]) or not ((a and d) or (b and c)):
        return straight
    compare = _PLACES[first][1]
    number = compare(a, d) if a and d else UNSAID
    if number > ALIKE:
        return straight
    crossed = (number, compare(b, c) if b and c else UNSAID)
    if crossed[1] > ALIKE or min(level or DIFFERS for level in crossed) > NEAR:
        return straight
    if sum(_WORTH[level] for level in crossed) > _WORTH[levels[at]] + _WORTH[levels[then]]:
        levels[at], levels[then] = crossed
        return SWAPPED
    return straight
