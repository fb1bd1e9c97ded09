"""When official returns are due, year by year, and which of them were frozen.

The forms say the day that their instrument names (`forms/tables.py`). The IAFQ has none in the texts at hand: UNODC's note verbale names it each
year, so such days are configuration (`IFAR_RETURNS_DUE`). Pure.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

_DAY: Final = re.compile(r"(\d\d)-(\d\d)")
YEARS: Final = 5
"""How many years back a return is still looked for."""

State = Literal["frozen", "due", "overdue", "open"]


@dataclass(frozen=True, slots=True)
class Due:
    """A return of a year: by when it is due (None where no day is set), and its latest edition."""

    name: str
    year: int
    on: dt.date | None
    edition: int | None
    frozen_at: dt.datetime | None

    def state(self, today: dt.date) -> State:
        """Whether it is frozen, due, overdue, or open because no day is set."""
        if self.edition is not None:
            return "frozen"
        if self.on is None:
            return "open"
        return "overdue" if today > self.on else "due"


def days(text: str) -> dict[str, tuple[int, int] | None]:
    """Read a configuration such as `iafq= unroca=05-31`: name of a return -> month and day of the next year, None where none is set.

    Raises:
        ValueError: it says no such thing.
    """
    result: dict[str, tuple[int, int] | None] = {}
    for part in text.split():
        name, words, day = part.partition("=")
        match = _DAY.fullmatch(day)
        if not words or (day and match is None):
            raise ValueError(
                f"IFAR_RETURNS_DUE says {part!r}; it wants name=MM-DD, or name= where no day is set"
            )
        result[name] = (int(match[1]), int(match[2])) if match else None
        if (known := result[name]) is not None:
            dt.date(2023, *known)
    return result


def due(
    names: Iterable[str],
    on: Mapping[str, tuple[int, int] | None],
    frozen: Mapping[tuple[str, int], tuple[int, dt.datetime]],
    today: dt.date,
) -> list[Due]:
    """Every return of the last years, the latest year first.

    Args:
        names: the returns that are made here.
        on: month and day of the next year on which each is due.
        frozen: (return, year) -> number and moment of its latest edition.
    """
    dues = []
    for year in range(today.year - 1, today.year - 1 - YEARS, -1):
        for name in names:
            day = on.get(name)
            number, at = frozen.get((name, year), (None, None))
            dues.append(Due(name, year, dt.date(year + 1, *day) if day else None, number, at))
    return dues
