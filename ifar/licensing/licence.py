"""A licence's states and what leads from one to another; in force on a day; what it covers; how much of its quota is left.

Directive (EU) 2021/555 art. 5, 6, 10(2): a licence is suspended or withdrawn where a condition of its grant is no longer met. Expiry is
no act: it follows from the day. Pure.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final, Literal

from ifar.licensing.kind import covers

State = Literal["in_force", "suspended", "revoked", "surrendered", "lapsed"]
STATES: Final[tuple[State, ...]] = ("in_force", "suspended", "revoked", "surrendered", "lapsed")
ALIVE: Final = frozenset({"in_force", "suspended"})
"""States from which something may still become of it."""
EXPIRED: Final = "expired"
NOT_YET: Final = "not_yet"
"""How a licence in force is called on a day after, or before, its term."""


@dataclass(frozen=True, slots=True)
class Licence:
    """A licence as the rules read it."""

    public_id: str
    state: str
    allows: tuple[str, ...]
    categories: tuple[str, ...]
    counts: str
    quota: int | None
    valid_from: dt.date
    valid_to: dt.date | None


def in_force(licence: Licence, day: dt.date) -> bool:
    """Whether it is in force on a day; its last day is inside."""
    return licence.state == "in_force" and stands(licence, day) == "in_force"


def stands(licence: Licence, day: dt.date) -> str:
    """How it stands on a day: its state, or that its term has not begun or is over."""
    if licence.state not in ALIVE:
        return licence.state
    if licence.valid_to is not None and day > licence.valid_to:
        return EXPIRED
    if licence.state == "in_force" and day < licence.valid_from:
        return NOT_YET
    return licence.state


def permits(licence: Licence, activity: str, category: str | None, day: dt.date) -> bool:
    """Whether it is in force on a day and allows an activity with a firearm of a category.

    Args:
        category: empty where none is on record, which no licence that names categories covers; None where it is not asked about.
    """
    return (
        in_force(licence, day)
        and activity in licence.allows
        and (category is None or covers(licence.categories, category))
    )


def left(licence: Licence, used: int) -> int | None:
    """How many more may be acquired under it; None where nobody counts. `used` = held now, or ever spent, by `counts`."""
    if licence.counts == "none" or licence.quota is None:
        return None
    return max(0, licence.quota - used)


def renewable(licence: Licence, day: dt.date, renewal_days: int) -> bool:
    """Whether it may be renewed on a day: within the window before its end, or after it while it is alive."""
    return (
        licence.state in ALIVE
        and licence.valid_to is not None
        and day >= licence.valid_to - dt.timedelta(days=renewal_days)
    )
