"""Until when the words of a trace are kept: circumstances, justification, place, reasons, messages, answers, who a link names. Pure.

They are a record of a firearm like any other: the adopted rule that keeps it longest says when they lapse (Firearms Protocol art. 7: ten
years; ITI para. 12(b): twenty). What has not ended is kept. What identifies the arm, and the acts, stay in the log for ever. Pure.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Final

from ifar.reference.retention import Kept, Rule, applicable, keep_until

RECORD: Final = "trace"
"""The kind of record: no instrument names it, so the rules for any record hold."""


def kept(rules: Iterable[Rule], ended: dt.date | None) -> Kept:
    """How long the words of a trace that ended on a day are kept; without end while it has not ended."""
    if ended is None:
        return Kept(None, ("open",))
    return keep_until(rules, record=RECORD, made=ended)


def last_day(rules: Iterable[Rule], today: dt.date) -> dt.date | None:
    """The last day on which a trace may have ended whose words have lapsed today; None where nothing ever lapses."""
    found = applicable(rules, RECORD)
    years = [one.years for one in found]
    if not found or any(one.starts != "record" or one.years is None for one in found):
        return None
    longest = max(n for n in years if n is not None)
    day = dt.date(today.year - longest, today.month, min(today.day, 28)) - dt.timedelta(days=1)
    while kept(found, day + dt.timedelta(days=1)).deletable(today):
        day += dt.timedelta(days=1)
    return day
