"""The shape of the tables of acts: which act leads from which state to which, what it may set, how many people it takes.

`ifar migrate` copies the tables into the database, which refuses every other act. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

Noun = Literal[
    "application", "licence", "notice", "removal", "offer", "round", "visit", "finding", "move", "reminder"
]
NOUNS: Final[Mapping[str, str]] = {
    "application": "G",
    "licence": "L",
    "notice": "Y",
    "removal": "M",
    "offer": "T",
    "round": "M",
    "visit": "M",
    "finding": "M",
    "move": "M",
    "reminder": "Y",
}
"""Noun -> the letter of its identifiers. What follows a holder up shares the removal's, what is told the notice's."""


@dataclass(frozen=True, slots=True)
class Act:
    """One act.

    Attributes:
        noun, kind: what it is done to, and what it is.
        leads: state before (empty: there is nothing yet) -> state after.
        people: how many it takes.
        columns: what it may set beside the state.
        by: the act of two people that it follows from, where it is none itself.
    """

    noun: Noun
    kind: str
    leads: Mapping[str, str]
    people: int = 1
    columns: tuple[str, ...] = field(default=())
    by: str = ""

    @property
    def name(self) -> str:
        """The name of the accountable act in the ledger."""
        return f"licensing.{self.noun}_{self.kind}"

    @property
    def creates(self) -> bool:
        """Whether it opens a record."""
        return "" in self.leads

    def row(self) -> dict[str, Any]:
        """The act as the database keeps it, by column."""
        return {
            "noun": self.noun,
            "kind": self.kind,
            "leads": dict(self.leads),
            "columns": sorted({"state", *self.columns}),
        }


def table(*acts: Act) -> Mapping[str, Act]:
    """Acts by their kind."""
    return {act.kind: act for act in acts}
