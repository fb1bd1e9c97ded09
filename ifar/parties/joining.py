"""What stands against joining two records of one person, as higher apps know it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from ifar.errors import IfarError

Objection = Callable[[str, str], IfarError | None]
"""Public identifiers of the record that would be joined and of the one that would stand for both -> why not, in words."""
_objections: Final[list[Objection]] = []


def provide_objection(objection: Objection) -> None:
    """Have `objection` asked before every join."""
    if objection not in _objections:
        _objections.append(objection)


def check(joined: str, survivor: str) -> None:
    """Refuse a join that an app above cannot bear.

    Raises:
        IfarError: what the first app that objects says.
    """
    for objection in _objections:
        if error := objection(joined, survivor):
            raise error
