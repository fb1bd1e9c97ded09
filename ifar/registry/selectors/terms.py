"""Within how many days what an event opens is due, as the reference data say it: it replaces the rules' own days for the kinds in `DATED`."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final

from ifar.reference import selectors as reference
from ifar.reference.directory import where_here
from ifar.reference.working_days import Where
from ifar.registry import lateness
from ifar.registry.duties import DATED
from ifar.registry.lifecycle.acts import Deadline

LIST: Final = "duty_term"
KNOWN_FOR: Final = 60.0
"""Seconds for which a process remembers the list: an event waits for no further question."""


def with_terms(kind: str, deadlines: Sequence[Deadline]) -> list[Deadline]:
    """The duties that an event of a kind opens: those of its rule with the days of the list, and those that the list adds.

    A day that the event itself names stays.
    """
    if kind not in DATED:
        return list(deadlines)
    terms = _terms(int(time.monotonic() // KNOWN_FOR)).get(kind, {})
    own = [
        Deadline(deadline.name, terms[deadline.name])
        if deadline.on is None and deadline.name in terms
        else deadline
        for deadline in deadlines
    ]
    named = {deadline.name for deadline in own}
    return [*own, *(Deadline(name, days) for name, days in terms.items() if name not in named)]


@lru_cache(maxsize=1)
def _terms(_minute: int) -> Mapping[str, Mapping[str, int]]:
    result: dict[str, dict[str, int]] = {}
    for row in reference.rows_of(LIST).filter(about="event", valid_to=None):
        for kind in filter(None, row.kinds.split("|")):
            result.setdefault(kind, {})[row.code] = row.days
    return result


def of_books() -> tuple[tuple[lateness.Term, ...], Where]:
    """Within how many days a trader enters what came into its book and what left it, none where the State says nothing of it; and the State's working days."""
    return _of_books(int(time.monotonic() // KNOWN_FOR))


@lru_cache(maxsize=1)
def _of_books(_minute: int) -> tuple[tuple[lateness.Term, ...], Where]:
    rows = reference.rows_of(LIST).filter(about__in=lateness.ABOUT, valid_to=None)
    terms = tuple(
        lateness.Term(side, frozenset(filter(None, row.kinds.split("|"))), row.days, working, row.article)
        for row in rows
        for side, working in [lateness.ABOUT[row.about]]
    )
    return terms, where_here()
