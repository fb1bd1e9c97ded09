"""The acts on cases and items of recoveries: from which state each leads to which, and what it may set.

`ifar migrate` copies the table into the database, which refuses every other act. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

Noun = Literal["case", "item"]
NOUNS: Final[Mapping[str, str]] = {"case": "W", "item": "X"}
"""Noun -> the letter of its identifiers."""

CASE_STATES: Final = ("open", "concluded")
ITEM_STATES: Final = ("open", "linked", "merged")
"""Nothing linked yet; it is a firearm of the register; another item is what this one was thought to be."""

CASE_COLUMNS: Final = (
    "number", "occurred_from", "occurred_to", "precision", "zone", "place", "area", "latitude", "longitude",
    "place_precision", "location", "ground", "offences", "threats", "concealment", "conveyance", "route", "kept", "price", "currency",
    "price_kind", "report",
)  # fmt: skip
"""What is said of a case, when it is opened and later."""

SETTLED: Final = ("kind", "anonymous", "capture")
"""What is settled when a case is opened: a promise that nobody will be named (ITI para. 9) is not taken back afterwards."""

ITEM_COLUMNS: Final = (
    "kind", "quantity", "exhibit", "identity", "marks", "marking", "condition", "origin", "features", "photos", "searches", "question",
)  # fmt: skip
"""What is said of an item, when it is entered and later."""


@dataclass(frozen=True, slots=True)
class Act:
    """One act.

    Attributes:
        noun, kind: what it is done to, and what it is.
        leads: state before (empty: there is nothing yet) -> state after.
        columns: what it may set beside the state.
    """

    noun: Noun
    kind: str
    leads: Mapping[str, str]
    columns: tuple[str, ...] = field(default=())

    @property
    def name(self) -> str:
        """The name of the accountable act in the ledger."""
        return f"recoveries.{self.noun}_{self.kind}"

    def row(self) -> dict[str, Any]:
        """The act as the database keeps it, by column."""
        return {
            "noun": self.noun,
            "kind": self.kind,
            "leads": dict(self.leads),
            "columns": sorted({"state", *self.columns}),
        }


def _stays(*states: str) -> Mapping[str, str]:
    return {state: state for state in states}


_TABLE: Final = (
    Act("case", "opened", {"": "open"}, (*SETTLED, *CASE_COLUMNS)),
    Act("case", "amended", _stays("open"), CASE_COLUMNS),
    Act("case", "person_named", _stays("open")),
    Act("case", "person_changed", _stays(*CASE_STATES)),
    Act("case", "shared", _stays(*CASE_STATES), ("shared",)),
    Act("case", "handed_over", _stays(*CASE_STATES)),
    Act("case", "concluded", {"open": "concluded"}),
    Act("case", "reopened", {"concluded": "open"}),
    Act("item", "entered", {"": "open"}, ("case", "line", *ITEM_COLUMNS)),
    Act("item", "amended", _stays("open"), ITEM_COLUMNS),
    Act("item", "photographed", _stays("open", "linked"), ("photos",)),
    Act("item", "hit", _stays("open")),
    Act("item", "judged", _stays("open", "linked")),
    Act("item", "linked", {"open": "linked"}, ("firearm", "recorded")),
    Act("item", "unlinked", {"linked": "open"}, ("firearm", "recorded")),
    Act("item", "traced", _stays("open", "linked"), ("tracing",)),
    Act("item", "compared", _stays("open", "linked"), ("weapon",)),
    Act("item", "merged", {"open": "merged"}, ("merged_into",)),
)
TABLE: Final[Mapping[tuple[str, str], Act]] = {(act.noun, act.kind): act for act in _TABLE}
"""(noun, kind) -> act."""
