"""Whether an officer may carry on a day: training, medical check, no suspension; and by when a new officer in charge has counted an armoury. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any, Final, Protocol

from ifar.acts import Rule
from ifar.errors import Reason

COUNT_DUE: Final = 30
"""Days within which whoever takes an armoury over has counted everything, where the State's list of terms says nothing else (MOSAIC 05.20)."""

LAPSES_SOON: Final = 30
"""Days ahead within which a training or a medical check that ends is listed."""


class Fit(Protocol):
    """What is known of an officer."""

    trained_until: dt.date | None
    medical_until: dt.date | None
    suspended_until: dt.date | None


def unfit(officer: Fit, day: dt.date) -> list[str]:
    """What stands against an officer who is to carry on a day; nothing where they may. What was never entered is not there."""
    results = []
    if officer.trained_until is None or officer.trained_until < day:
        results.append("training")
    if officer.medical_until is None or officer.medical_until < day:
        results.append("medical")
    if officer.suspended_until is not None and officer.suspended_until >= day:
        results.append("suspended")
    return results


def _day(value: object) -> dt.date | None:
    return dt.date.fromisoformat(str(value)[:10]) if value else None


def due_of(was: Mapping[str, Any] | None, charge: object, due: dt.date) -> dt.date:
    """When a count is due: whoever is in charge and has not counted does not move the day by taking over again."""
    before = _day((was or {}).get("count_due"))
    if was and before and was.get("charge") == charge and not was.get("counted_on"):
        return min(before, due)
    return due


def _counts_in_time(
    was: Mapping[str, Any] | None, is_now: Mapping[str, Any], seen: Mapping[str, Any]
) -> Iterator[Reason]:
    since, due, day = _day(is_now.get("since")), _day(is_now.get("count_due")), _day(seen["day"])
    if since is None or day is None or since > day:
        yield Reason("stocks.since", field="since")
    elif due != due_of(was, is_now.get("charge"), since + dt.timedelta(days=int(seen["days"]))):
        yield Reason("stocks.count_due")


TAKEN_OVER: Final = Rule({1: _counts_in_time}, seen=("days", "day"))
"""Nobody takes over on a day that is still to come, and the count is due so many days after it."""


def _lapsed(
    was: Mapping[str, Any] | None, is_now: Mapping[str, Any], seen: Mapping[str, Any]
) -> Iterator[Reason]:
    until, day = _day(seen["until"]), _day(seen["day"])
    if until is None or day is None or day <= until:
        yield Reason("stocks.erasure.kept")


LAPSED: Final = Rule({1: _lapsed}, seen=("until", "day"))
"""What names an officer who left, and what says until when they might carry, is kept until the last day of the longest adopted rule, and goes after it."""
