"""The acts of custody: on chains, rooms, counts, laboratory requests, destruction batches and series; what each leads to and sets.

`ifar migrate` copies the table into the database, which refuses every other act. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

Noun = Literal["chain", "room", "count", "request", "batch", "series"]
NOUNS: Final[Mapping[str, str]] = {
    "chain": "X",
    "room": "Z",
    "count": "Z",
    "request": "Z",
    "batch": "Z",
    "series": "Z",
}
"""Noun -> the letter of its identifiers. A chain bears the identifier of its exhibit."""
WHERE: Final = ("place", "room", "seal", "keeper", "since")
"""Where an exhibit is, under which seal, with whom, since when."""


@dataclass(frozen=True, slots=True)
class Act:
    """One act.

    Attributes:
        noun, kind: what it is done to, and what it is.
        leads: state before (empty: there is nothing yet) -> state after.
        columns: what it may set beside the state.
        people: how many it takes.
    """

    noun: Noun
    kind: str
    leads: Mapping[str, str]
    columns: tuple[str, ...] = field(default=())
    people: int = 1

    @property
    def name(self) -> str:
        """The name of the accountable act in the ledger."""
        return f"custody.{self.noun}_{self.kind}"

    def row(self) -> dict[str, Any]:
        """The act as the database keeps it, by column."""
        return {
            "noun": self.noun,
            "kind": self.kind,
            "leads": dict(self.leads),
            "columns": sorted({"state", *self.columns}),
        }


_STAYS: Final = {state: state for state in ("kept", "handed", "missing", "released")}
_TABLE: Final = (
    Act("chain", "taken_in", {"": "kept"}, (*WHERE, "firearm")),
    Act("chain", "handed", {"kept": "handed"}, ("place", "room", "seal", "to_agency", "handed_by", "purpose", "since", "gaps")),
    Act("chain", "received", {"handed": "kept"}, (*WHERE, "agency", "to_agency", "handed_by", "purpose", "gaps")),
    Act("chain", "declined", {"handed": "kept"}, ("to_agency", "handed_by", "purpose", "gaps")),
    Act("chain", "taken_back", {"handed": "kept"}, ("to_agency", "handed_by", "purpose", "gaps")),
    Act("chain", "moved", {"kept": "kept"}, (*WHERE, "gaps")),
    Act("chain", "sealed", {"kept": "kept"}, ("seal", "gaps")),
    Act("chain", "counted", {"kept": "kept", "missing": "kept"}, ("place", "seal", "gaps")),
    Act("chain", "missed", {"kept": "missing", "handed": "missing"}, ("gaps", "to_agency", "handed_by", "purpose")),
    Act("chain", "refound", {"missing": "kept"}, (*WHERE, "gaps")),
    Act("chain", "released", {"kept": "released"}, ("gaps", "since")),
    Act("chain", "explained", _STAYS, ("gaps", "explained")),
    Act("room", "opened", {"": "open"}, ("name", "kind")),
    Act("room", "counted", {"open": "open"}, ("counted_on",)),
    Act("room", "closed", {"open": "closed"}),
    Act("count", "begun", {"": "counting"}, ("room", "counter")),
    Act("count", "agreed", {"counting": "agreed"}, ("expected", "found")),
    Act("count", "differed", {"counting": "differs"}, ("expected", "found", "differences")),
    Act("count", "settled", {"differs": "differs"}, ("settled",)),
    Act("count", "abandoned", {"counting": "abandoned"}),
    Act("count", "closed", {"differs": "settled"}, ("settled",)),
    Act("request", "asked", {"": "asked"}, ("exhibit", "laboratory", "questions", "due_on")),
    Act("request", "accepted", {"asked": "accepted"}),
    Act("request", "answered", {"asked": "answered", "accepted": "answered"}, ("results", "answered_on")),
    Act("request", "withdrawn", {"asked": "withdrawn", "accepted": "withdrawn"}),
    Act("batch", "opened", {"": "draft"}, ("name", "order", "method", "planned_on", "place", "lines")),
    Act("batch", "listed", {"draft": "draft"}, ("lines",)),
    Act("batch", "sealed", {"draft": "sealed"}, ("seal", "proposer", "approver"), people=2),
    Act("batch", "checked", {"sealed": "sealed"}, ("readings",)),
    Act("batch", "witnessed", {"sealed": "sealed"}, ("witnesses",)),
    Act("batch", "destroyed", {"sealed": "destroyed"}, ("weight_grams", "counted", "photos", "exceptions", "destroyed_on")),
    Act("batch", "abandoned", {"draft": "abandoned", "sealed": "abandoned"}),
    Act("series", "proposed", {"": "proposed"}, ("members", "percent", "reasons")),
    Act("series", "accepted", {"proposed": "accepted"}, ("name",)),
    Act("series", "rejected", {"proposed": "rejected"}),
    Act("series", "split", {"proposed": "proposed", "accepted": "accepted"}, ("members",)),
    Act("series", "joined", {"accepted": "accepted"}, ("members",)),
    Act("series", "passed_over", {"accepted": "accepted"}),
)  # fmt: skip
TABLE: Final[Mapping[tuple[str, str], Act]] = {(act.noun, act.kind): act for act in _TABLE}
"""(noun, kind) -> act."""
EYES: Final[Mapping[str, int]] = {act.name: act.people for act in _TABLE if act.people > 1}
COVERED: Final[Mapping[str, str]] = {"custody.batch_sealed": "registry.destroyed"}
"""An act of two people that releases many others: what the sealed list names may be destroyed, once it was done before witnesses."""
SIDES: Final[Mapping[str, str]] = {
    "custody.chain_handed": "custody:exhibit:keep",
    "custody.chain_received": "custody:exhibit:keep",
    "custody.chain_explained": "custody:gap:explain",
    "custody.count_begun": "custody:room:count",
    "custody.count_settled": "custody:gap:explain",
    "custody.batch_witnessed": "custody:batch:witness",
    "custody.batch_destroyed": "custody:batch:prepare",
}
"""Acts whose other side another person does: hand over and receive, leave a gap and explain it, count and explain a difference, seal or
destroy and witness (Protocol art. 6, 11; MOSAIC 05.20) -> the permission to do them."""
