"""When something happened: a range with its precision and zone, never a bare moment.

A day, a month or a year is the whole of it in the zone where it happened; `unknown` has no range. Pure.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ifar.errors import Invalid, Reason

Precision = Literal["instant", "day", "month", "year", "range", "unknown"]
PRECISIONS: Final[tuple[Precision, ...]] = ("instant", "day", "month", "year", "range", "unknown")


@dataclass(frozen=True, slots=True)
class Occurred:
    """From when until when (both aware, to the second, or both None), how precisely, in which zone."""

    start: dt.datetime | None
    end: dt.datetime | None
    precision: Precision
    zone: str = "UTC"

    def __post_init__(self) -> None:
        if (self.start is None) != (self.precision == "unknown") or (self.start is None) != (
            self.end is None
        ):
            raise ValueError("a range belongs to every precision but unknown")
        if self.start is not None and self.end is not None and self.start > self.end:
            raise Invalid(
                "registry.occurred.reversed", reasons=[Reason("registry.occurred.reversed", field="occurred")]
            )

    def payload(self) -> dict[str, str | None]:
        """The form that it has inside a ledger entry."""
        return {
            "from": moment(self.start),
            "to": moment(self.end),
            "precision": self.precision,
            "zone": self.zone,
        }


UNKNOWN: Final = Occurred(None, None, "unknown")


@lru_cache(maxsize=50_000)
def moment(value: dt.datetime | None) -> str | None:
    """RFC 3339 in UTC to the second, as the database's trigger writes it."""
    if value is None:
        return None
    return value.astimezone(dt.UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


def local_moment(moment: dt.datetime, zone: str) -> dt.datetime:
    """A moment at the clock of whoever said it, without a zone: its day is the day that was said."""
    return moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


class Dated:
    """A row that says when something happened: a range, its precision, the zone in which its days begin."""

    occurred_from: Any
    occurred_to: Any
    precision: Any
    zone: Any

    @property
    def first_day(self) -> dt.date | None:
        """The first day on which it may have happened, there where it did."""
        return None if self.occurred_from is None else local_moment(self.occurred_from, self.zone).date()

    @property
    def last_day(self) -> dt.date | None:
        """The last such day."""
        return None if self.occurred_to is None else local_moment(self.occurred_to, self.zone).date()

    @property
    def began(self) -> dt.datetime | None:
        """From when, as people are told: a day, month or year as it was said where it happened, and only a moment by the reader's clock."""
        return self._local(self.occurred_from)

    @property
    def ended(self) -> dt.datetime | None:
        """Until when, as `began`."""
        return self._local(self.occurred_to)

    def _local(self, moment: dt.datetime | None) -> dt.datetime | None:
        return moment if moment is None or self.precision == "instant" else local_moment(moment, self.zone)


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise Invalid(
            "registry.occurred.zone", reasons=[Reason("registry.occurred.zone", field="occurred")]
        ) from error


def instant(at: dt.datetime, zone: str = "UTC") -> Occurred:
    """A moment to the second; `at` must be aware."""
    exact = at.astimezone(dt.UTC).replace(microsecond=0)
    return Occurred(exact, exact, "instant", zone)


def _span(first: dt.date, after: dt.date, precision: Precision, zone: str) -> Occurred:
    tz = _zone(zone)
    start = dt.datetime.combine(first, dt.time(), tz)
    end = dt.datetime.combine(after, dt.time(), tz) - dt.timedelta(seconds=1)
    return Occurred(start.astimezone(dt.UTC), end.astimezone(dt.UTC), precision, zone)


def day(date: dt.date, zone: str = "UTC") -> Occurred:
    """A whole day in its zone."""
    return _span(date, date + dt.timedelta(days=1), "day", zone)


@lru_cache(maxsize=10_000)
def parse(text: str, zone: str = "UTC") -> Occurred:
    """Read `2024`, `2024-03`, `2024-03-17`, `2024-03-17T10:30` or `` (unknown) as a person or a client writes it.

    Raises:
        Invalid: it is none of these, or no such date.
    """
    text = text.strip()
    if not text:
        return UNKNOWN
    try:
        if len(text) == 4:
            return _span(dt.date(int(text), 1, 1), dt.date(int(text) + 1, 1, 1), "year", zone)
        if len(text) == 7:
            first = dt.date.fromisoformat(f"{text}-01")
            return _span(first, (first + dt.timedelta(days=32)).replace(day=1), "month", zone)
        if len(text) == 10:
            return day(dt.date.fromisoformat(text), zone)
        at = dt.datetime.fromisoformat(text)
        return instant(at if at.tzinfo else at.replace(tzinfo=_zone(zone)), zone)
    except (ValueError, OverflowError) as error:
        raise Invalid(
            "registry.occurred.form", reasons=[Reason("registry.occurred.form", field="occurred")]
        ) from error


def read_payload(values: Mapping[str, str | None]) -> Occurred:
    """The range that a ledger entry's payload gives, see `Occurred.payload`."""
    start, end = (
        dt.datetime.fromisoformat(text) if (text := values[name]) else None for name in ("from", "to")
    )
    precision = next(p for p in PRECISIONS if p == values["precision"])
    return Occurred(start, end, precision, values["zone"] or "UTC")
