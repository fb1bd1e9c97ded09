"""The duty to report a new address: by which day, whether it was late, which authority answers for it, and the handing over of the file.

Directive (EU) 2021/555 art. 4(4)-(5), 8: the register knows where firearms are kept. Terms are data (`duty_term`). Pure.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

REPORTED_BY: Final = ("holder", "officer")
ADDRESS_CHANGE: Final = "address_change"
INSPECTION: Final = "inspection_after_move"
WAITING: Final = "waiting_period"


@dataclass(frozen=True, slots=True)
class Term:
    """A term of the list `duty_term`: what it runs from, for which kinds (none named: all), how many days."""

    code: str
    about: str
    kinds: tuple[str, ...]
    days: int
    article: str


def term_for(terms: Iterable[Term], about: str, kinds: Collection[str]) -> Term | None:
    """The term that binds somebody with licences of some kinds: the shortest of those that name one of them, else the one for all."""
    results = [term for term in terms if term.about == about]
    named = [term for term in results if set(term.kinds) & set(kinds)]
    general = [term for term in results if not term.kinds]
    return min(named or general, key=lambda term: term.days, default=None)


def is_late(moved_on: dt.date, reported_on: dt.date, days: int) -> bool:
    """Whether a new address was reported after the last day for it; the day on which somebody moved does not count."""
    return reported_on > moved_on + dt.timedelta(days=days)


def responsible(area: str, parents: Mapping[str, str], authorities: Mapping[str, str]) -> str | None:
    """The authority that answers for an area: its own, or that of the nearest area around it; None where none is on record.

    Args:
        parents: area -> the one in which it lies.
        authorities: area -> authority.
    """
    seen: set[str] = set()
    while area and area not in seen:
        if area in authorities:
            return authorities[area]
        seen.add(area)
        area = parents.get(area, "")
    return None
