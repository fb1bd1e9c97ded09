"""What reports do to what they are about: when one holds it at once, and what becomes of it after all that was decided. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final

HOUR: Final = dt.timedelta(hours=1)
MOST_AN_HOUR: Final = 10
"""So many reports one member makes in an hour; who moderates the space is not counted there. The database counts the same."""
MOST_HOLDING: Final = 5
"""So many open reports of one member hold what they are about; what they report beyond that waits for a moderator in sight of all."""
MOST_DISMISSED: Final = 5
PATIENCE: Final = dt.timedelta(days=30)
"""Whose reports across the safety line were found empty so often within this time holds nothing at once any more."""
SHOWN, HELD, HIDDEN = "shown", "held", "hidden"
STATES: Final = ("open", "dismissed", "hidden", "warned", "frozen", "appealed", "upheld", "overturned")
GROUNDS: Final = ("making", "personal", "mark", "abuse", "spam")
"""The first is the safety line."""
AT_ONCE: Final = GROUNDS[0]
"""The ground on which something is held before anybody has looked: it helps to make arms."""
HIDE: Final = ("hidden", "frozen")
"""Decisions that hide what they are about, until an appeal overturns them."""


@dataclass(frozen=True, slots=True)
class Past:
    """A report that a member made before, on the ground on which things are held at once."""

    about: str
    state: str
    at: dt.datetime


def holds(about: str, changed_at: dt.datetime | None, past: Iterable[Past], now: dt.datetime) -> bool:
    """Whether a member's report across the safety line holds something at once.

    Args:
        about: what is reported.
        changed_at: when its words last changed, None where they never did.
        past: the member's earlier reports on this ground, of this thing all of them, of others those of `PATIENCE`.
    """
    made = list(past)
    same = [item for item in made if item.about == about and (changed_at is None or item.at >= changed_at)]
    empty = [item for item in made if item.state == "dismissed" and now - item.at <= PATIENCE]
    waiting = [item for item in made if item.state == "open"]
    return not same and len(empty) < MOST_DISMISSED and len(waiting) < MOST_HOLDING


@dataclass(frozen=True, slots=True)
class ReportStatus:
    """A report as it stands: its state, its ground, and what was decided first (empty where nothing was)."""

    state: str
    ground: str
    decision: str = ""

    @property
    def hides(self) -> bool:
        """Whether what it is about stays hidden by it."""
        decided = self.decision if self.state in ("appealed", "upheld") else self.state
        return decided in HIDE

    @property
    def waits(self) -> bool:
        """Whether what it is about waits for a moderator by it."""
        return self.state == "open" and self.ground == AT_ONCE


def state_after(now: str, reports: Collection[ReportStatus]) -> str:
    """What becomes of something after a decision about one of its reports: what another decision hid stays hidden, what another report holds
    stays held; and what was in sight is not held by a decision."""
    if any(report.hides for report in reports):
        return HIDDEN
    if now != SHOWN and any(report.waits for report in reports):
        return HELD
    return SHOWN
