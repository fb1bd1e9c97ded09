"""When an office is open: its weekend, its public holidays, its hours, as a list of offices writes them. Pure.

- weekend: days of the week with `|` between them (`fri|sat`); `none`: it has no day off.
- holidays: days with `|` between them: `2026-04-06` that day, `03-06` that day of every year, `2026-05-26..2026-05-29` all these days,
  `easter-2` and the like: so many days from Easter Sunday by the Gregorian calendar.
- hours: `08:00-16:30`, at the office's own clock.

Empty is not known: then nothing is said of it. Pure.
"""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from dateutil.easter import easter

DAYS: Final[Mapping[str, int]] = {
    name: n for n, name in enumerate(("mon", "tue", "wed", "thu", "fri", "sat", "sun"))
}
MOST: Final = 60
"""Days off in a year that a list may name, beside weekends: who names more has no working week."""
_YEARLY: Final = re.compile(r"(\d\d)-(\d\d)", re.ASCII)
_EASTER: Final = re.compile(r"easter([+-]\d{1,2})?", re.ASCII)
_HOURS: Final = re.compile(r"(\d\d:\d\d)-(\d\d:\d\d)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Holidays:
    """Days off: single days, days of every year as (month, day), and days from Easter Sunday."""

    days: frozenset[dt.date] = frozenset()
    yearly: frozenset[tuple[int, int]] = frozenset()
    from_easter: frozenset[int] = frozenset()

    def __contains__(self, day: object) -> bool:
        return isinstance(day, dt.date) and (
            day in self.days
            or (day.month, day.day) in self.yearly
            or (bool(self.from_easter) and (day - easter(day.year)).days in self.from_easter)
        )


def weekend(text: str) -> frozenset[int] | None:
    """Days off by `weekday()`; None where it is not known.

    Raises:
        ValueError: a name that is no day's, or every day of the week.
    """
    if not text:
        return None
    names = [] if text == "none" else text.split("|")
    if unknown := [name for name in names if name not in DAYS]:
        raise ValueError(unknown[0])
    results = frozenset(DAYS[name] for name in names)
    if len(results) > 4:
        raise ValueError(text)
    return results


@functools.lru_cache(maxsize=1024)
def holidays(text: str) -> Holidays:
    """The days off that a text names.

    Raises:
        ValueError: what it names is no day, or there are more than `MOST` of one year.
    """
    days, yearly, from_easter = set[dt.date](), set[tuple[int, int]](), set[int]()
    for part in filter(None, (code.strip() for code in text.split("|"))):
        if match := _EASTER.fullmatch(part):
            from_easter.add(int(match[1] or 0))
        elif match := _YEARLY.fullmatch(part):
            dt.date(2024, int(match[1]), int(match[2]))
            yearly.add((int(match[1]), int(match[2])))
        else:
            first, _, last = part.partition("..")
            begins, ends = dt.date.fromisoformat(first), dt.date.fromisoformat(last or first)
            if not 0 <= (ends - begins).days <= MOST:
                raise ValueError(part)
            days |= {begins + dt.timedelta(days=n) for n in range((ends - begins).days + 1)}
    years = [day.year for day in days]
    if len(yearly) + len(from_easter) + max((years.count(year) for year in set(years)), default=0) > MOST:
        raise ValueError(text)
    return Holidays(frozenset(days), frozenset(yearly), frozenset(from_easter))


def hours(text: str) -> tuple[dt.time, dt.time] | None:
    """From when to when an office is open; None where it is not known.

    Raises:
        ValueError: no two times of one day, or it would close before it opens.
    """
    if not text:
        return None
    match = _HOURS.fullmatch(text)
    if match is None:
        raise ValueError(text)
    opens, closes = dt.time.fromisoformat(match[1]), dt.time.fromisoformat(match[2])
    if closes <= opens:
        raise ValueError(text)
    return opens, closes
