"""All acts of the counter in one table: which leads from which state to which, what it may set, how many people it takes.

`ifar migrate` copies the table into the database, which refuses every other act. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

Noun = Literal["payment", "till", "delivery", "card", "count", "likeness"]
NOUNS: Final[tuple[Noun, ...]] = ("payment", "till", "delivery", "card", "count", "likeness")
WAYS: Final = ("cash", "card", "transfer")
"""How money is handed over; all but cash name a reference of the card terminal or of the bank."""
WHAT: Final = ("photo", "signature")
"""What is taken of a holder."""


@dataclass(frozen=True, slots=True)
class Act:
    """One act.

    Attributes:
        noun, kind: what it is done to, and what it is.
        leads: state before (empty: there is nothing yet) -> state after.
        people: how many it takes.
        columns: what it may set beside the state.
    """

    noun: Noun
    kind: str
    leads: Mapping[str, str]
    people: int = 1
    columns: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The name of the accountable act in the ledger."""
        return f"counter.{self.noun}_{self.kind}"

    def row(self) -> dict[str, Any]:
        """The act as the database keeps it, by column."""
        return {
            "noun": self.noun,
            "kind": self.kind,
            "leads": dict(self.leads),
            "columns": sorted({"state", *self.columns}),
        }


_CHARGED: Final = ("about", "act", "rule", "rule_version", "payer", "amount", "currency", "paid_on")
_ACTS: Final = (
    Act("payment", "paid", {"": "paid"}, columns=(*_CHARGED, "way", "reference", "till", "line", "receipt")),
    Act("payment", "waived", {"": "waived"}, people=2, columns=(*_CHARGED, "ground")),
    Act("payment", "reduced", {"paid": "paid"}, people=2, columns=("refunded",)),
    Act("payment", "refunded", {"paid": "refunded"}, people=2, columns=("refunded",)),
    Act("till", "opened", {"": "open"}, columns=("person", "day", "currency", "opening")),
    Act("till", "counted", {"open": "counted"}, columns=("counted", "expected", "difference")),
    Act("till", "closed", {"counted": "closed"}, people=2, columns=("explanation",)),
    Act("delivery", "received", {"": "received"}, columns=("prefix", "first", "last", "width", "paper")),
    Act("card", "issued", {"": "issued"}, columns=("prefix", "number", "delivery", "paper")),
    Act("card", "spoiled", {"": "spoiled", "issued": "spoiled"}, people=2, columns=("prefix", "number", "delivery", "ground")),
    Act("count", "taken", {"": "taken"}, columns=("prefix", "counted", "missing", "extra")),
    Act("likeness", "taken", {"": "current"}, columns=("party", "what")),
    Act("likeness", "replaced", {"current": "replaced"}),
)  # fmt: skip
TABLE: Final[Mapping[tuple[str, str], Act]] = {(act.noun, act.kind): act for act in _ACTS}
EYES: Final[Mapping[str, int]] = {act.name: act.people for act in _ACTS if act.people > 1}
"""Acts that take several people: who takes money, or counts it, waives, pays back and closes nothing alone (UNCAC art. 9, 10)."""
SIDES: Final[Mapping[str, str]] = {
    "counter.payment_paid": "counter:payment:take",
    "counter.till_opened": "counter:payment:take",
    "counter.till_counted": "counter:payment:take",
}
"""Acts whose other side another person does: whose till it is, and who took the money, decides nothing about them (UNCAC art. 9, 10) -> the
permission to do them."""
