"""How a hotspot's long-term plan becomes the start of a project: what each part of the plan is in the project. Pure.

The plan's outcomes are outcomes of the strategy; its measures become outputs, its milestones activities, its criteria for the end what the outcome
assumes; its indicators become indicators of the project, whose values the plan goes on reporting. Whoever opens the project may change all of it.
Pure.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

BEGINS: Final = "running"
"""State of a plan with which a project can begin: a draft changes its indicators, what has ended begins nothing."""


@dataclass(frozen=True, slots=True)
class Measured:
    """An indicator of a plan."""

    id: str
    title: str
    unit: str
    baseline: int
    target: int
    direction: str
    due: dt.date


@dataclass(frozen=True, slots=True)
class Start:
    """What a plan says of the project that may begin with it."""

    plan: str
    hotspot: str
    hotspot_title: str
    tlp: str
    title: str
    outcomes: Sequence[str]
    countries: Sequence[str]
    starts_on: dt.date
    ends_on: dt.date
    measures: Sequence[str]
    milestones: Sequence[tuple[str, dt.date]]
    criteria: Sequence[str]
    indicators: Sequence[Measured]


def outcomes(codes: Iterable[str]) -> list[str]:
    """Outcomes of a plan as outcomes of the framework: `2` is `O2`."""
    return [f"O{code}" for code in sorted(set(codes))]


def countries(results: Iterable[str], own: str) -> list[str]:
    """The countries of a hotspot's places as two letters; our own where no boundary says which."""
    known = sorted({text for text in results if len(text) == 2 and text.isascii() and text.isupper()})
    return known or [own]


def ends(days: Collection[dt.date], begun: dt.date) -> dt.date:
    """The day on which the project ends: the last day that the plan names, not before it began."""
    return max([*days, begun])


def period_of(day: dt.date, periods: Iterable[tuple[str, dt.date, dt.date]]) -> str:
    """The reporting period in which a target is due: the one that holds the day and ends first; its year where none was opened yet."""
    within = [(until, name) for name, since, until in periods if since <= day <= until]
    return min(within)[1] if within else str(day.year)
