"""Inspection rounds, the visits that they draw, and the findings that those leave: states and acts, strata, what follows from answers.

Directive (EU) 2021/555 art. 5(3), 8: storage is monitored and inspected. Who is inspected is drawn and not chosen: the frame stands in the
log before the seed exists (`draw.py`). Strata come from facts of the register alone, never from what a person is. Pure.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

Why = Literal["drawn", "replacement", "finding", "moved"]
SEEDS: Final = ("checkpoint", "beacon")
GOOD: Final = "good"
FAULT: Final = "fault"
NOT_THERE: Final = "not_there"
ANSWERS: Final = (GOOD, FAULT, NOT_THERE)
"""What is said of an item: in order, at fault, or nothing of it is there to look at."""
PASSED: Final = "passed"
FAILED: Final = "failed"
CALLS: Final = 3
"""How often nobody must have been there before a visit may be replaced for it."""
CALLS_APART: Final = dt.timedelta(hours=12)
"""How long after one call the next one counts as another: three calls in a minute are one."""
AGAIN_DAYS: Final = 14
"""Within how many days after a finding is due its storage is looked at again."""
MOST_EXTENSION: Final = 90

RISKS: Final = ("high", "middle", "low")
WEIGHTS: Final[Mapping[str, int]] = {"high": 4, "middle": 2, "low": 1}
"""How much likelier one of a class is drawn."""
MANY: Final = 10
SOME: Final = 4
OLD: Final = dt.timedelta(days=5 * 365)


@dataclass(frozen=True, slots=True)
class Item:
    """Something that is looked at: for which kinds of licences (none named: all), and within how many days a fault is to be mended."""

    code: str
    kinds: tuple[str, ...]
    days: int
    article: str


def items_for(items: Iterable[Item], kind: str) -> list[Item]:
    """What is looked at under a kind of licence, in the list's order."""
    return [item for item in items if not item.kinds or kind in item.kinds]


def risk(*, held: int, findings: int, stopped: bool, inspected: dt.date | None, day: dt.date) -> str:
    """The class of a licence, from what the register knows of it.

    Args:
        held: how many firearms are held under it.
        findings: faults that inspections found under it in the last five years.
        stopped: it was ever suspended.
        inspected: when its storage was last inspected; None: never, as far as the register knows.

    A person's nationality, sex, religion, age or name are no part of it, and are not given to it.
    """
    if findings or stopped or held >= MANY:
        return "high"
    if held >= SOME or inspected is None or day - inspected > OLD:
        return "middle"
    return "low"


def stratum(kind: str, risk_class: str) -> str:
    """The name of a stratum: kind of licence and risk class."""
    return f"{kind}.{risk_class}"


def weights(strata: Iterable[str]) -> dict[str, int]:
    """How strongly each stratum is drawn."""
    return {text: WEIGHTS.get(text.rpartition(".")[2], 1) for text in strata}


def result(answers: Mapping[str, str]) -> str:
    """What a visit found: `failed` where anything is at fault."""
    return FAILED if FAULT in answers.values() else PASSED


def faults(items: Iterable[Item], answers: Mapping[str, str], day: dt.date) -> dict[str, dt.date]:
    """Item at fault -> the day by which it is to be mended."""
    return {
        item.code: day + dt.timedelta(days=item.days) for item in items if answers.get(item.code) == FAULT
    }


def calls_again(last: dt.datetime | None, now: dt.datetime) -> bool:
    """Whether a call counts as another one than the last; True where there was none."""
    return last is None or now >= last + CALLS_APART


def may_replace(reason: str, missed: int) -> bool:
    """Whether a visit may be replaced for a reason: for absence only after as many calls as `CALLS`."""
    return reason != "not_at_home" or missed >= CALLS
