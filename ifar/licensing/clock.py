"""The statutory clock of an application: days that count, days while it waits for the applicant, and when a decision is due.

A day counts when it ends while the clock runs. Days while the office waits for the applicant do not count, neither the day on which it
began to wait. All dates are days of the office. Pure.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

Pause = tuple[dt.date, dt.date | None]
"""From which day on the clock stood, until which day (None: it still stands)."""


@dataclass(frozen=True, slots=True)
class Reading:
    """The clock on a day: days that counted, days that are left (negative: overdue), when it is due (None while it stands)."""

    elapsed: int
    left: int
    due: dt.date | None

    @property
    def overdue(self) -> bool:
        """Whether the term is over and nothing was decided."""
        return self.left < 0


def paused_days(pauses: Sequence[Pause], until: dt.date) -> int:
    """How many days the clock stood up to a day; pauses never overlap."""
    return sum(max(0, (min(end or until, until) - start).days) for start, end in pauses)


def elapsed(submitted: dt.date, pauses: Sequence[Pause], today: dt.date) -> int:
    """How many days counted since the application was submitted."""
    return max(0, (today - submitted).days - paused_days(pauses, today))


def due(submitted: dt.date, pauses: Sequence[Pause], days: int) -> dt.date | None:
    """The last day for a decision; None while the clock stands."""
    if any(end is None for _, end in pauses):
        return None
    return submitted + dt.timedelta(days=days + sum((end - start).days for start, end in pauses if end))


def read(submitted: dt.date, pauses: Sequence[Pause], days: int, today: dt.date) -> Reading:
    """The clock on a day."""
    counted = elapsed(submitted, pauses, today)
    return Reading(counted, days - counted, due(submitted, pauses, days))
