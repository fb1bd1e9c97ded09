"""The acts of tracing in one table: from which state each leads to which, for requests of which direction, and what it may set.

`ifar migrate` copies the table into the database, which refuses every other act. A request may be delayed, restricted or refused
only on a ground of `grounds.py`, which stands in the record as long as it holds (ITI 14-23; Firearms Protocol art. 12). Pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

Noun = Literal["request", "step", "exchange"]
NOUNS: Final[tuple[Noun, ...]] = ("request", "step", "exchange")
"""A question of one State or office to another; one link of the chain that it follows; a file that went out or came in."""

DIRECTIONS: Final = ("outgoing", "incoming", "domestic")
"""We ask another State; another State asks us; an office of ours asks the tracing desk of ours."""

REQUEST_STATES: Final = (
    "draft", "sent", "acknowledged", "searching", "answered", "not_found", "delayed", "restricted", "refused", "withdrawn",
)  # fmt: skip
STEP_STATES: Final = ("asked", "answered", "failed")
EXCHANGE_STATES: Final = ("sent", "accepted", "refused")
STATES: Final[Mapping[Noun, tuple[str, ...]]] = {
    "request": REQUEST_STATES,
    "step": STEP_STATES,
    "exchange": EXCHANGE_STATES,
}
GROUNDED: Final = frozenset({"delayed", "restricted", "refused"})
"""States in which a request stands on a ground that must be told to whoever asked."""
OPEN: Final = frozenset({"sent", "acknowledged", "searching", "delayed"})
"""States in which somebody waits for a word."""
ENDED: Final = frozenset({"answered", "not_found", "restricted", "refused", "withdrawn"})
"""States in which the clock stands still; all but a withdrawal may be taken up again."""

CONTENT: Final = (
    "number", "country", "desk", "channel", "parent", "item", "thing", "identity", "marks", "lot", "photos", "illicit", "recovered_on",
    "recovered_in", "place", "use", "urgency", "handling", "agreement", "office",
)  # fmt: skip
"""What a request says, when it is drafted and until it is sent."""
_EVERY: Final = DIRECTIONS
_ASKING: Final = ("outgoing", "domestic")
_ASKED: Final = ("incoming", "domestic")


@dataclass(frozen=True, slots=True)
class Act:
    """One act.

    Attributes:
        noun, kind: what it is done to, and what it is.
        leads: state before (empty: there is nothing yet) -> state after.
        columns: what it may set beside the state.
        directions: of which requests; for steps and files, every.
    """

    noun: Noun
    kind: str
    leads: Mapping[str, str]
    columns: tuple[str, ...] = ()
    directions: tuple[str, ...] = _EVERY

    @property
    def name(self) -> str:
        """The name of the accountable act in the ledger."""
        return f"tracing.{self.noun}_{self.kind}"

    def row(self) -> dict[str, Any]:
        """The act as the database keeps it, by column."""
        return {
            "noun": self.noun,
            "kind": self.kind,
            "leads": dict(self.leads),
            "columns": sorted({"state", *self.columns}),
            "directions": sorted(self.directions),
        }


def _to(state: str, *before: str) -> Mapping[str, str]:
    return dict.fromkeys(before, state)


def _stays(*states: str) -> Mapping[str, str]:
    return {state: state for state in states}


_TABLE: Final = (
    Act("request", "drafted", _to("draft", ""), ("direction", *CONTENT), _ASKING),
    Act("request", "amended", _stays("draft"), CONTENT, _ASKING),
    Act("request", "sent", _to("sent", "draft"), ("due_at",), _ASKING),
    Act("request", "received", _to("sent", ""), ("direction", "reference", "due_at", *CONTENT), ("incoming",)),
    Act("request", "acknowledged", _to("acknowledged", "sent"), ("reference", "due_at")),
    Act("request", "searched", _to("searching", "acknowledged", "searching", "not_found"), ("question", "searches", "ground", "due_at"), _ASKED),
    Act("request", "progressed", _to("searching", "acknowledged"), ("due_at",), ("outgoing",)),
    Act("request", "identified", _stays("searching"), ("firearm",)),
    Act("request", "answered", _to("answered", "searching"), ("due_at",)),
    Act("request", "not_found", _to("not_found", "searching"), ("due_at",)),
    Act("request", "delayed", _to("delayed", "sent", "acknowledged", "searching"), ("ground", "due_at")),
    Act("request", "restricted", _to("restricted", "searching"), ("ground", "due_at")),
    Act("request", "refused", _to("refused", "sent", "acknowledged", "searching", "delayed"), ("ground", "due_at")),
    Act("request", "resumed", _to("searching", "delayed", "not_found", "restricted", "refused", "answered"), ("ground", "due_at")),
    Act("request", "withdrawn", _to("withdrawn", "draft", "sent", "acknowledged", "searching", "delayed"), ("ground", "due_at")),
    Act("request", "messaged", _stays(*(one for one in REQUEST_STATES if one != "draft"))),
    Act("request", "settled", _stays(*(one for one in REQUEST_STATES if one != "draft")), ("outcome", "outcome_on"), _ASKING),
    Act("request", "disclosed", _stays("searching", "answered", "restricted")),
    Act("request", "let_in", _stays(*(one for one in REQUEST_STATES if one != "withdrawn")), ("named",)),
    Act("step", "asked", _to("asked", ""), ("request", "line", "role", "asked", "country", "due_at")),
    Act("step", "noted", _to("answered", ""), ("request", "line", "role", "country", "result", "on", "to_role", "to_whom", "to_country", "diversion", "quantity", "source")),
    Act("step", "answered", _to("answered", "asked"), ("result", "on", "to_role", "to_whom", "to_country", "diversion", "quantity", "source")),
    Act("step", "failed", _to("failed", "asked"), ("failure", "source")),
    Act("exchange", "sent", _to("sent", ""), ("request", "message", "form", "sender", "recipient", "hash", "expires_on")),
    Act("exchange", "accepted", _to("accepted", ""), ("request", "message", "form", "sender", "recipient", "hash", "expires_on")),
    Act("exchange", "refused", _to("refused", ""), ("request", "message", "form", "sender", "recipient", "hash", "reason")),
)  # fmt: skip
TABLE: Final[Mapping[tuple[str, str], Act]] = {(act.noun, act.kind): act for act in _TABLE}
"""(noun, kind) -> act."""
OWNERS: Final = frozenset({"drafted", "received", "amended", "sent", "settled", "withdrawn"})
"""What only the office that asked does, or the one that keeps what came in."""
ANSWERING: Final = frozenset(
    {"acknowledged", "searched", "identified", "answered", "not_found", "delayed", "restricted", "refused", "resumed", "disclosed"}
)  # fmt: skip
"""What the office that was asked does with a request that came in; of one that went out, the asking office notes what it was told."""


def after(noun: Noun, kind: str, state: str, direction: str = "") -> str | None:
    """The state after an act, or None where it cannot be done from this state or with a request of this direction."""
    act = TABLE.get((noun, kind))
    if act is None or (noun == "request" and direction not in act.directions):
        return None
    return act.leads.get(state)


def possible(state: str, direction: str) -> list[str]:
    """What can be done with a request in a state, in the order of the table."""
    return [
        act.kind for act in _TABLE if act.noun == "request" and after("request", act.kind, state, direction)
    ]
