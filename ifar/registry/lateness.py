"""By when what came into a trader's book, or left it, is entered there, and whether it is entered late. Pure.

Within how many days is data of the State (`duty_term`): an acquisition by the close of the next working day, a disposal within seven days, or
whatever the State's law says. Where no row speaks of a line nothing is asked.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from ifar.reference.working_days import Where, working_day_after
from ifar.registry.lifecycle.states import Facts
from ifar.registry.possession import IN_THE_BOOK, OF_THE_HAND, Keeping

Side = Literal["came", "left"]
ABOUT: Final[Mapping[str, tuple[Side, bool]]] = {
    "book_acquired": ("came", False),
    "book_acquired_working": ("came", True),
    "book_disposed": ("left", False),
    "book_disposed_working": ("left", True),
}
"""What a row of `duty_term` is about -> the side of the line, and whether its days are working days."""
OPENING: Final = "stock_declared"
"""Declares, where it opens a record, what a trader has already: opening stock is never late."""
CHECK: Final = "lateness"
"""What a late event notes beside its details: the last day on which it would have been in time, and why it is late."""


@dataclass(frozen=True, slots=True)
class Term:
    """A row of the list: of which side of a line, by events of which kinds (none named: all), within how many days."""

    side: Side
    kinds: frozenset[str]
    days: int
    working: bool
    article: str = ""

    def last_day(self, happened: dt.date, where: Where) -> dt.date:
        """The last day on which what happened on a day is entered in time."""
        if self.working:
            return working_day_after(happened, self.days, where)
        return happened + dt.timedelta(days=self.days)


def stands(trader: str, kept: Keeping, facts: Facts | None) -> bool:
    """Whether a thing stands in a trader's book."""
    if facts is None or facts.legal not in IN_THE_BOOK:
        return False
    return trader == kept.custodian or (trader == kept.owner and facts.legal not in OF_THE_HAND)


def side_of(trader: str, before: tuple[Keeping, Facts | None], after: tuple[Keeping, Facts]) -> Side | None:
    """Which side of a line of a trader's book an event writes, from who has the thing before and after; None where it moves none."""
    was, now = stands(trader, *before), stands(trader, *after)
    return None if was == now else "came" if now else "left"


def term_for(terms: Iterable[Term], side: Side, kind: str) -> Term | None:
    """The term that binds: the shortest of those that name the kind of event, else of those for all."""
    results = [term for term in terms if term.side == side]
    named = [term for term in results if kind in term.kinds]
    general = [term for term in results if not term.kinds]
    return min(named or general, key=lambda term: term.days, default=None)


def lateness_details(checks: Mapping[str, Any]) -> Mapping[str, str]:
    """What an event notes of its lateness: `due`, the last day in time, and `ground`, a code of `late_ground`; nothing where it was in time."""
    return dict(checks.get(CHECK) or {})
