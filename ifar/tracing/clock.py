"""By when a trace request is acknowledged and answered, counted where it is answered; when somebody is reminded. Pure.

The ITI asks for an acknowledgement within reasonable time and names no number (ITI 14-23); the numbers here are the house's own
proposal. A dealer has 24 hours, whatever day it is, as licensees have towards the ATF (eTrace). Pure.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal
from zoneinfo import ZoneInfo

from ifar.reference.working_days import Where, working_day_after, working_day_before

Term = Literal["acknowledge", "answer", "resume"]
URGENCIES: Final = ("routine", "urgent", "immediate")
WORKING_DAYS: Final[Mapping[Term, Mapping[str, int]]] = {
    "acknowledge": {"routine": 5, "urgent": 2, "immediate": 1},
    "answer": {"routine": 30, "urgent": 10, "immediate": 2},
    "resume": {"routine": 30, "urgent": 10, "immediate": 5},
}
"""What is due -> urgency -> working days of the State that answers, not counting the day on which it was asked."""
DEALER: Final = dt.timedelta(hours=24)
"""How long a dealer has to say what the own book says."""
BEFORE: Final = 2
"""Working days before the end on which somebody is reminded for the first time."""
AGAIN: Final = dt.timedelta(days=7)
"""How often a desk is reminded of what is overdue."""
MOST_REMINDERS: Final = 8


def due(at: dt.datetime, term: Term, urgency: str, where: Where) -> dt.datetime:
    """The moment after which something is overdue: the last second of its last working day, at the desk that answers, in UTC.

    Args:
        at: when it was asked; with a zone.
        urgency: one of `URGENCIES`.
    """
    zone = ZoneInfo(where.zone)
    last = working_day_after(at.astimezone(zone).date(), WORKING_DAYS[term][urgency], where)
    end = dt.datetime.combine(last, dt.time(23, 59, 59), tzinfo=zone)
    return end.astimezone(dt.UTC)


def due_of_dealer(at: dt.datetime) -> dt.datetime:
    """The moment until which a dealer answers: 24 hours later, through weekends and changes of the clock."""
    return at.astimezone(dt.UTC) + DEALER


def reminders(until: dt.datetime, where: Where) -> list[dt.date]:
    """The days on which a desk is reminded: before the end, on its last day, and then each week while nobody answers."""
    last = until.astimezone(ZoneInfo(where.zone)).date()
    first = working_day_before(last, BEFORE, where)
    later = [last + AGAIN * n for n in range(1, MOST_REMINDERS - 1)]
    return [first, last, *later]


def reminder_on(day: dt.date, until: dt.datetime, where: Where) -> int | None:
    """Which reminder (0: the first) has fallen due by a day, or None where none has; a day on which nobody looked is made up for."""
    fallen = [n for n, reminder in enumerate(reminders(until, where)) if reminder <= day]
    return fallen[-1] if fallen else None


@dataclass(frozen=True, slots=True)
class Opens:
    """When an office next opens at its own clock: the day, and the hour where it is known; `now`: it is open."""

    day: dt.date
    hour: dt.time | None
    now: bool = False


def opens(at: dt.datetime, where: Where) -> Opens | None:
    """Whether an office is open, or when it opens again; None where it has no working day in sight.

    Where its hours are not known it is open all day on a working day, because nothing says that it is not.
    """
    local = at.astimezone(ZoneInfo(where.zone))
    day, hours = local.date(), where.hours
    if where.works(day) and (hours is None or local.time() < hours[1]):
        if hours is None or local.time() >= hours[0]:
            return Opens(day, hours[1] if hours else None, now=True)
        return Opens(day, hours[0])
    later = working_day_after(day, 1, where)
    return Opens(later, hours[0] if hours else None) if where.works(later) else None


@dataclass(frozen=True, slots=True)
class Left:
    """What is left of a clock: hours, one that has begun counted whole (negative: overdue), and how it stands: `late`, `soon` or `fine`."""

    hours: int
    tone: Literal["late", "soon", "fine"]

    @property
    def days(self) -> int:
        """Whole days that are left, or that have passed."""
        return abs(self.hours) // 24


def left(until: dt.datetime, now: dt.datetime) -> Left:
    """What is left until a deadline."""
    seconds = (until - now).total_seconds()
    hours = -int(-seconds // 3600) if seconds > 0 else int(seconds // 3600)
    return Left(hours, "late" if seconds < 0 else "soon" if seconds <= 2 * 24 * 3600 else "fine")
