"""The time of a study: days as files write them, intervals counted back from its end, and person-time between known populations.

As SaTScan has it: where the study is no whole number of intervals, the first one is the shorter; a population given for a year
stands at 1 July, for a month at the 15th, for a day during that day; between two known ones it changes in a straight line, before the
first and after the last it stays. Pure.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final, Literal

import numpy as np
from numpy.typing import NDArray

from ifar.errors import Invalid

Floats = NDArray[np.floating[Any]]
Unit = Literal["day", "week", "month", "year"]
UNITS: Final[tuple[Unit, ...]] = ("day", "week", "month", "year")
Order = Literal["dmy", "mdy"]
_YEAR: Final = re.compile(r"(\d{4})")
_MONTH: Final = re.compile(r"(\d{4})[-/.](\d{1,2})")
_DAY: Final = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].*)?")
_WEEK: Final = re.compile(r"(\d{4})-?W(\d{2})")
_EITHER: Final = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})")
MOST_INTERVALS: Final = 5_000


@dataclass(frozen=True, slots=True)
class When:
    """A day, month or year as it was written: its first day, and how exact it is."""

    first: date
    unit: Unit

    @property
    def last(self) -> date:
        """The last day that it may mean."""
        return stepped(self.first, self.unit, 1) - timedelta(days=1)


def parsed(text: str, order: Order | None = None) -> When:
    """What a file says: 2019, 2019-05, 2019-05-17, 2019/5/17, 2019-W20; 17.05.2019 only with its `order`.

    Raises:
        ValueError: no such day, or day and month could be either way round.
    """
    text = text.strip()
    if match := _YEAR.fullmatch(text):
        return When(date(int(match[1]), 1, 1), "year")
    if match := _WEEK.fullmatch(text):
        return When(date.fromisocalendar(int(match[1]), int(match[2]), 1), "week")
    if match := _DAY.fullmatch(text):
        return When(date(int(match[1]), int(match[2]), int(match[3])), "day")
    if match := _MONTH.fullmatch(text):
        return When(date(int(match[1]), int(match[2]), 1), "month")
    if match := _EITHER.fullmatch(text):
        if order is None:
            raise ValueError(
                "day and month may be swapped; write 2019-05-17, or say which comes first (--dates dmy or mdy)"
            )
        number, two = int(match[1]), int(match[2])
        day, month = (number, two) if order == "dmy" else (two, number)
        return When(date(int(match[3]), month, day), "day")
    raise ValueError("not a date; write 2019, 2019-05 or 2019-05-17")


def stepped(day: date, unit: Unit, number: int) -> date:
    """The same day so many units later (or earlier); at the end of a shorter month its last day."""
    if unit in ("day", "week"):
        return day + timedelta(days=number * (7 if unit == "week" else 1))
    months = day.year * 12 + day.month - 1 + number * (12 if unit == "year" else 1)
    year, month = divmod(months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def intervals(start: date, end: date, unit: Unit, length: int = 1) -> list[date]:
    """First days of all intervals of a study, and the day after its end.

    Raises:
        Invalid: the study ends before it starts, or has too many intervals.
    """
    if end < start:
        raise Invalid("scan.period", f"The study ends ({end}) before it starts ({start}).")
    after = end + timedelta(days=1)
    bounds = [after]
    number = 0
    while bounds[0] > start:
        number += 1
        bounds.insert(0, max(start, stepped(after, unit, -number * length)))
        if number > MOST_INTERVALS:
            raise Invalid("scan.intervals", f"The study has more than {MOST_INTERVALS:,} intervals; aggregate time to weeks, months or years.")  # fmt: skip
    return bounds


def longest_window(bounds: Sequence[date], length: int, share: float) -> int:
    """Intervals that a window lasts at most, as a share of the study's time units, rounded down."""
    number = len(bounds) - 1
    return max(1, int(number * length * share + 1e-9) // length) if number > 1 else 1


def person_time(bounds: Sequence[date], known: Sequence[When]) -> Floats:
    """How much each known population counts in each interval, in days: (intervals, known populations).

    Person-time of an interval is this matrix times the populations.
    """
    knots: list[tuple[int, int]] = []
    for at, when in enumerate(known):
        day = when.first.toordinal()
        if when.unit == "year":
            knots.append((date(when.first.year, 7, 1).toordinal(), at))
        elif when.unit == "month":
            knots.append((date(when.first.year, when.first.month, 15).toordinal(), at))
        else:
            knots.extend([(day, at), (day + (7 if when.unit == "week" else 1), at)])
    knots.sort()
    edges = np.array([day.toordinal() for day in bounds], float)
    days = np.array([day for day, _ in knots], float)
    points = np.unique(np.concatenate([edges, days[(days > edges[0]) & (days < edges[-1])]]))
    table = np.zeros((len(edges) - 1, len(known)))
    for at in range(len(known)):
        height = np.array([1.0 if which == at else 0.0 for _, which in knots])
        value = np.interp(points, days, height)
        grown = np.concatenate([[0.0], np.cumsum((value[1:] + value[:-1]) / 2 * np.diff(points))])
        table[:, at] = np.diff(np.interp(edges, points, grown))
    return table
