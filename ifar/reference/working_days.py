"""Working days of a place: its weekend and holidays, and the day that lies so many working days before or after another. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Container, Mapping
from dataclasses import dataclass
from typing import Final

LONGEST: Final = dt.timedelta(days=119)
"""No term is longer, whatever days off a directory names: the database refuses 120 days."""

_FRIDAY_SATURDAY: Final = frozenset({4, 5})
_SATURDAY_SUNDAY: Final = frozenset({5, 6})
WEEKENDS: Final[Mapping[str, frozenset[int]]] = {
    **dict.fromkeys(("BD", "BH", "DZ", "EG", "IL", "IQ", "JO", "KW", "LY", "MV", "OM", "QA", "SA", "SD", "SY", "YE"), _FRIDAY_SATURDAY),
    "BN": frozenset({4, 6}),
    "IR": frozenset({4}),
    "AF": frozenset({4}),
    "NP": frozenset({5}),
}  # fmt: skip
"""Country -> its days off by `weekday()`; Saturday and Sunday where it is not named. General knowledge, without a source that
ifar could name: a State that finds its own wrong says so in a version of its own."""


@dataclass(frozen=True, slots=True)
class Where:
    """Where a deadline is counted: the zone of the desk, its days off, its holidays; its hours and its town where they are known."""

    zone: str = "UTC"
    weekend: frozenset[int] = _SATURDAY_SUNDAY
    holidays: Container[dt.date] = frozenset()
    hours: tuple[dt.time, dt.time] | None = None
    town: str = ""

    def works(self, day: dt.date) -> bool:
        """Whether the desk works on a day."""
        return day.weekday() not in self.weekend and day not in self.holidays


def where_of(
    country: str,
    zone: str = "UTC",
    holidays: Container[dt.date] = frozenset(),
    *,
    weekend: frozenset[int] | None = None,
    hours: tuple[dt.time, dt.time] | None = None,
    town: str = "",
) -> Where:
    """Where a State's desk counts: by what the directory says of it, and by the State's weekend where it says nothing of that."""
    usual = WEEKENDS.get(country, _SATURDAY_SUNDAY)
    return Where(zone or "UTC", usual if weekend is None else weekend, holidays, hours, town)


def working_day_after(day: dt.date, days: int, where: Where) -> dt.date:
    """The day that lies so many working days after another, which is not counted; at most `LONGEST` later."""
    last = day + LONGEST - dt.timedelta(days=1)
    while days > 0 and day < last:
        day += dt.timedelta(days=1)
        days -= where.works(day)
    return day


def working_day_before(day: dt.date, days: int, where: Where) -> dt.date:
    """The day that lies so many working days before another; at most `LONGEST` earlier."""
    first = day - LONGEST
    while days > 0 and day > first:
        day -= dt.timedelta(days=1)
        days -= where.works(day)
    return day
