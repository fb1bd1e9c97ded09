"""What can be done with a line of a trader's own book: the next step first, then what the life cycle allows as the firearm stands.

What left by a sale may come back from the customer. How it stands in other hands is not for the book, and so not looked at.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from ifar.books.sale import SALE, saleable
from ifar.registry.kinds import KINDS
from ifar.registry.lifecycle import Facts, possible
from ifar.registry.lifecycle.states import State

WORK: Final = ("converted", "deactivated")
"""What a gunsmith does to a firearm that changes what it is by law."""


@dataclass(frozen=True, slots=True)
class There:
    """A firearm that stands in the book, as the register has it."""

    state: str
    legal: str
    item: str
    facts: Facts
    is_own: bool
    is_here: bool


@dataclass(frozen=True, slots=True)
class Offered:
    """An act on a line: a step of the counter (`sell`, `return`, `take_back`, `repair`), or the event of the life cycle that is recorded."""

    step: str = ""
    kind: str = ""

    @property
    def words(self) -> Any:
        """The event as an imperative."""
        return KINDS[self.kind].label


@cache
def _work(facts: Facts, recorder: str, item: str) -> tuple[str, ...]:
    """What of a gunsmith's work may be recorded now: the lines of a book have few facts that differ."""
    now = possible(facts, recorder, thing="part" if item == "part" else "firearm")
    return tuple(kind for kind in WORK if kind in now)


def of_standing(there: There, recorder: str, *, sells: bool) -> list[Offered]:
    """The acts on a line that is open, the next step first."""
    offered = []
    if sells and there.state == State.IN_REPAIR and there.is_here and not there.is_own:
        offered.append(Offered(step="return"))
    elif sells and saleable(there.state, there.legal, there.item, is_own=there.is_own) is None:
        offered.append(Offered(step="sell"))
    if there.is_here:
        offered += [Offered(kind=kind) for kind in _work(there.facts, recorder, there.item)]
    return offered


def of_closed(left_by: str, *, is_back: bool, sells: bool) -> list[Offered]:
    """The acts on a line that was closed by an event of a kind: what was sold may come back.

    Args:
        is_back: whether the firearm is in the trader's own hands again.
    """
    return (
        [Offered(step="take_back"), Offered(step="repair")]
        if sells and left_by == SALE and not is_back
        else []
    )
