"""What a kind of licence is: who may hold it, what it allows, how many, how long, after which checks. Values of the reference data.

Protocol art. 3(d), 15; Directive (EU) 2021/555 art. 4(3), 5, 6, 9, 10. Pure.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

Counts = Literal["held", "spent", "none"]
POSSESSING: Final = frozenset({"possess", "carry"})
"""What a licence may allow that somebody holds for their own use; everything else is a trade."""


@dataclass(frozen=True, slots=True)
class CheckItem:
    """Something that is checked: which kinds of office answer it, for how many days an answer is good (None: for ever)."""

    code: str
    answered_by: tuple[str, ...]
    good_days: int | None
    article: str


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of licence.

    Attributes:
        holders: kinds of party that may hold it.
        allows: what it allows: `possess`, `carry`, `trade`, `make`, `repair`, `convert`, `deactivate`, `proof`, `broker`, `transport`.
        categories: categories that it may cover at most; empty where it is not about categories.
        counts: what the quota counts: firearms `held` under it now, acquisitions that ever `spent` it, or nothing.
        quota: the most that is granted; None where no number is.
        months: how long it is granted at most; None without end.
        renewal_days: from how many days before its end it may be renewed.
        checks: what is checked, in this order.
        clock_days: within how many days the law wants a decision.
        decides: the role that decides.
        version: of the list, so that an old licence can be read as it was meant.
    """

    code: str
    holders: frozenset[str]
    allows: frozenset[str]
    categories: tuple[str, ...]
    counts: Counts
    quota: int | None
    months: int | None
    renewal_days: int
    checks: tuple[CheckItem, ...]
    clock_days: int
    decides: str
    version: int = 1

    @property
    def is_trade(self) -> bool:
        """Whether it is a licence of a trade or craft, which stands beside the book of an agency."""
        return not self.allows & POSSESSING


@dataclass(frozen=True, slots=True)
class Ground:
    """What suspends or ends a licence; `at_once` where the law does so without a decision; `days` for the firearms to leave."""

    code: str
    effect: Literal["suspends", "ends"]
    at_once: bool
    days: int
    article: str


def codes(text: str) -> tuple[str, ...]:
    """The codes of a cell in which `|` stands between them."""
    return tuple(part for part in text.split("|") if part)


def covers(categories: Mapping[str, object] | tuple[str, ...] | list[str], category: str) -> bool:
    """Whether granted categories cover a firearm's: the same, or a finer one of the same letter (`B` covers `B7` and `B.7`).

    Annex I of Directive (EU) 2021/555 numbers within its letters. Without granted categories nothing is limited; with them, a firearm
    whose category is not on record (empty) is not covered: unknown is not any.
    """
    if not categories:
        return True
    return any(
        category == text or (category.startswith(text) and not category[len(text) : len(text) + 1].isalpha())
        for text in categories
    )


def ends_after(day: dt.date, months: int) -> dt.date:
    """The last day of a term of months that begins on `day`: the day before the same day of the month in which it ends."""
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    for last in (day.day, 30, 29, 28):
        try:
            return dt.date(year, month, min(day.day, last)) - dt.timedelta(days=1)
        except ValueError:
            continue
    raise AssertionError
