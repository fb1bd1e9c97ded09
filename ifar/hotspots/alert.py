"""An alert: a finding that waits for an analyst, who confirms it, dismisses it with a reason, or watches it until a day. Pure.

Two findings are one subject where they are mostly of the same places and their days touch: a run that is repeated, or that looks again the
day after, raises nothing a second time. What was dismissed comes back only when there is clearly more of it than was dismissed. Pure.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from ifar.errors import Reason

STATES: Final = ("raised", "watched", "confirmed", "dismissed", "withdrawn")
OPEN: Final = frozenset({"raised", "watched"})
"""States in which an analyst still has to say something."""
DISMISSALS: Final = ("enforcement", "data_error", "known_event", "chance", "duplicate", "seasonal", "other")
"""Why nothing follows: more was looked for, the data are wrong, an event that is known, too few to say, told already, the season, other."""
JUDGE_DAYS: Final = 7
"""Days in which an analyst says of an alert whether it is confirmed, watched or dismissed: a proposal of ours, no instrument's."""
LONGEST_WATCH: Final = 180
"""Days that an alert is watched at most before somebody looks again."""
SHARED: Final = 0.5
"""Share of the smaller finding's places that two findings of one subject have in common."""
TOUCH: Final = 31
"""Days that may lie between two findings of one subject."""
GROWN: Final = 2
"""How many times as many cases bring a dismissed subject back, and of how many cases one is to be left for an alert to stand."""
LIVE: Final = 31
"""Days before it is asked for, at most, that a run ends which raises alerts: what ends earlier is an analysis of the past. The unit of months takes
a month that is over."""


@dataclass(frozen=True, slots=True)
class Subject:
    """Where and when something was found, by which signal, and how many cases."""

    signal: str
    members: tuple[str, ...]
    first: date
    last: date
    observed: int
    state: str = "raised"


def identity(signal: str, layer: str, members: Collection[str], first: date) -> str:
    """What tells a cluster from every other: the signal, what its places are, the places, the day it began. 64 hexadecimal digits."""
    values = [signal, layer, sorted(members), first.isoformat()]
    return hashlib.sha256(json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def same(subject: Subject, other: Subject) -> bool:
    """Whether two findings are of one subject."""
    if subject.signal != other.signal or not subject.members or not other.members:
        return False
    shared = len(set(subject.members) & set(other.members))
    near = timedelta(days=TOUCH)
    touch = subject.first <= other.last + near and other.first <= subject.last + near
    return touch and shared >= SHARED * min(len(set(subject.members)), len(set(other.members)))


def known(subject: Subject, standing: Iterable[Subject]) -> Subject | None:
    """The subject on record that a finding belongs to; None: it is news.

    A dismissed subject does not hold back a finding with twice its cases; then another alert is raised, and says so.
    """
    alike = [value for value in standing if value.state != "withdrawn" and same(subject, value)]
    for item in alike:
        if item.state != "dismissed":
            return item
    for item in alike:
        if subject.observed < GROWN * max(item.observed, 1):
            return item
    return None


def is_live(last: date, asked_on: date) -> bool:
    """Whether a run that looks until a day looks at now: else it is an analysis, and raises no alert."""
    return last >= asked_on - timedelta(days=LIVE)


def still(result: Mapping[str, int], now: Mapping[str, int]) -> int:
    """How many of the cases of a finding still stand, by source as they were found and as they are counted now: no new one stands for one that was
    taken back by another source."""
    return sum(min(number, now.get(source, 0)) for source, number in result.items())


def stands(cases: int, observed: int, *, least: int, expected: float) -> bool:
    """Whether an alert stands on what is left of its cases: half of them, as many as a finding needs, and more than were expected."""
    return cases * GROWN >= observed and cases >= least and cases > expected


def dismissing(reason: str, note: str) -> Sequence[Reason]:
    """What speaks against dismissing an alert, beside that the reason is one of `DISMISSALS`."""
    other = reason == "other" and not note.strip()
    return [Reason("hotspots.alert.other", field="note")] if other else []


def watching(again_on: date | None, today: date) -> Sequence[Reason]:
    """What speaks against watching an alert until a day, where one is given."""
    if again_on is None or today < again_on <= today + timedelta(days=LONGEST_WATCH):
        return []
    return [Reason("hotspots.alert.again_when", field="again_on", params={"days": LONGEST_WATCH})]
