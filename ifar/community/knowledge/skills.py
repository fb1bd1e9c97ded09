"""Courses: who was there, what the tests before and after say, and whether it is used on the job half a year later. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

FORMS: Final = ("in_person", "online", "mixed")
STATES: Final = ("enrolled", "attended", "absent", "withdrew", "certified")
USED: Final = ("yes", "partly", "no")
"""What somebody says half a year later: whether they use on the job what they learnt."""
ASKED_AFTER: Final = dt.timedelta(days=180)
MOST_SCORE: Final = 100
PASSES: Final = 60
"""Per cent of the test after the course from which a certificate is given; where there was no test, being there is enough."""
LONGEST_COURSE: Final = dt.timedelta(days=366)
MOST_HOURS: Final = 1000
FEWEST_TOLD: Final = 3
"""Test results of fewer people than that are told to nobody but the people themselves and who gives the course."""


def passes(after: int | None) -> bool:
    """Whether a certificate may be given."""
    return after is None or after >= PASSES


def asked_on(ends: dt.date) -> dt.date:
    """From which day it is asked whether a course is used."""
    return ends + ASKED_AFTER


def days_wrong(starts: dt.date, ends: dt.date) -> bool:
    """Whether a course ends before it begins, or lasts too long."""
    return not starts <= ends <= starts + LONGEST_COURSE


@dataclass(frozen=True, slots=True)
class Gain:
    """What tests say of a course: how many took both, the mean before and after in whole per cent; None where too few did."""

    people: int
    before: int | None
    after: int | None


def gain_of(scores: Sequence[tuple[int | None, int | None]]) -> Gain:
    """The gain of a course from (before, after) of each person; only those who took both tests count."""
    both = [(number, other) for number, other in scores if number is not None and other is not None]
    if len(both) < FEWEST_TOLD:
        return Gain(len(both), None, None)
    half = len(both) // 2
    return Gain(
        len(both),
        (sum(number for number, _other in both) + half) // len(both),
        (sum(other for _one, other in both) + half) // len(both),
    )
