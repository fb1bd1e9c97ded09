"""The gap register: where law, technique, operations or cooperation fall short, who works on it, and what closed it. Pure.

Case → practice → gap → tool are records that are tied to each other; which ends a tie may have stands here. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

KINDS: Final = ("legal", "technical", "operational", "cooperation")
PRIORITIES: Final = (1, 2, 3, 4)
"""Low, middle, high, urgent."""
STATES: Final = ("open", "in_work", "closed")
LONGEST: Final = 4000
MOST_COUNTRIES: Final = 40
TIES: Final[frozenset[tuple[str, str]]] = frozenset(
    {("topic", "practice"), ("topic", "gap"), ("practice", "gap"), ("gap", "guide"), ("practice", "guide")}
)
"""Pairs of types of object of which the first may lead to the second: a case taught a practice or showed a gap; a practice addresses a gap; a tool or guide
of the library closes a gap or carries a practice."""
ORDER: Final = ("topic", "practice", "gap", "guide")
"""The columns of the path, from the case to the tool."""
CLOSES: Final = ("practice", "guide")
"""Types of object that can close a gap."""


def tie_of(text: str, other: str) -> tuple[str, str] | None:
    """The tie between two types of object in its direction, or None where there is none."""
    return next((pair for pair in ((text, other), (other, text)) if pair in TIES), None)


def may_close_with(member: int, brought_by: int) -> bool:
    """Whether a member may say that something closes a gap: another than who brought it, so that nobody closes gaps with their own."""
    return member != brought_by


def columns(result: Mapping[str, str]) -> list[tuple[str, list[str]]]:
    """Records (identifier -> its type) in the columns of the path."""
    return [
        (object_type, [key for key, value in result.items() if value == object_type]) for object_type in ORDER
    ]
