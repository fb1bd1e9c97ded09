"""Until when the words of a trace are kept: circumstances, justification, place, reasons, messages, answers, who a link names. Pure.

They are a record of a firearm like any other: the adopted rule that keeps it longest says when they lapse (Firearms Protocol art. 7: ten
years; ITI para. 12(b): twenty). What has not ended is kept. What identifies the arm, and the acts, stay in the log for ever. Pure.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Final

from ifar.reference.retention import RetentionPeriod, Rule, applicable, keep_until

RECORD: Final = "trace"
"""The kind of record: no instrument names it, so the rules for any record hold."""


def kept(rules: Iterable[Rule], ended: dt.date | None) -> RetentionPeriod:
    """How long the words of a trace that ended on a day are kept; without end while it has not ended."""
    if ended is None:
        return RetentionPeriod(None, ("open",))
    return keep_until(rules, record=RECORD, made=ended)


def last_day(rules: Iterable[Rule], today: dt.date) -> dt.date | None:
    """The last day on which a trace may have ended whose words have lapsed today; None where nothing ever lapses."""
    results = applicable(rules, RECORD)
    years = [rule.years for rule in results]
    if not results or any(rule.starts != "record" or rule.years is None for rule in results):
        return None
    longest = max(n for n in years if n is not None)
    day = dt.date(today.year - longest, today.month, min(today.day, 28)) - dt.timedelta(days=1)
    while kept(results, day + dt.timedelta(days=1)).deletable(today):
        day += dt.timedelta(days=1)
    return day
