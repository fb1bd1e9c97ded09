"""The shape of one row of the life-cycle table, and the groups of states and recorders that rows are written with. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from ifar.errors import Reason
from ifar.registry.lifecycle.acts import Deadline, Proposed
from ifar.registry.lifecycle.states import ENDS as END_STATES
from ifar.registry.lifecycle.states import Facts, State

Change = Callable[[Facts | None, Proposed], Facts | Reason]
Alarms = Callable[[Facts | None, Proposed], tuple[str, ...]]
Needs = Callable[[Proposed], tuple[str, ...]]
Identity = Literal["", "merge", "split"]
Due = Callable[[Proposed], tuple[Deadline, ...]]


def no_alarms(_: Facts | None, __: Proposed) -> tuple[str, ...]:
    """The event wakes nobody."""
    return ()


def nothing_more(_: Proposed) -> tuple[str, ...]:
    """The details ask for no further condition."""
    return ()


def nothing_due(_: Proposed) -> tuple[Deadline, ...]:
    """The event opens no duty."""
    return ()


def due(*deadlines: Deadline) -> Due:
    """The event always opens these duties; of the kinds in `duties.DATED` the list `duty_term` replaces the days."""
    return lambda _: deadlines


def due_back(name: str) -> Due:
    """The thing is to be back on the `return_date` of the details, where they give one."""

    def duty(event: Proposed) -> tuple[Deadline, ...]:
        date = event.details.get("return_date")
        return (Deadline(name, on=date),) if date else ()

    return duty


FIREARM: Final = frozenset({"firearm"})
PART: Final = frozenset({"part"})
BOTH: Final = FIREARM | PART

HOLDER: Final = "holder"
"""The person who has it, reporting for himself; every other recorder is a kind of agency (`ifar.rights`)."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of event: who records it, from where, on what conditions, and what it does.

    `creates` tells that it may open a record (there is none yet). A condition in `needs` blocks unless its answer is
    True; one in `expects` blocks only where the answer is False, and is noted as unverified where nobody knows.
    `needs_from` adds needs for particular states, `needs_when` for particular details. An `urgent` event is never blocked by a condition: loss, theft,
    seizure, find and surrender are recorded first and asked about afterwards. `identity` says that the event joins the
    record to another, or takes it out again; `restores` that it brings back the facts of before another event,
    `informs` that it changes nothing and only adds what somebody saw, asked or answered.
    """

    kind: str
    article: str
    recorders: frozenset[str]
    states: frozenset[State]
    change: Change
    creates: bool = False
    things: frozenset[str] = BOTH
    needs: tuple[str, ...] = ()
    expects: tuple[str, ...] = ()
    needs_from: Mapping[State, tuple[str, ...]] = field(default_factory=dict)
    needs_when: Needs = nothing_more
    people: int = 1
    urgent: bool = False
    due: Due = nothing_due
    alarms: Alarms = no_alarms
    when_merged: bool = False
    identity: Identity = ""
    restores: bool = False
    informs: bool = False

    def all_needs(self, state: State | None, event: Proposed) -> tuple[str, ...]:
        """The conditions that block unless answered with True, from this state and with these details."""
        extra = self.needs_from.get(state, ()) if state else ()
        people = ("second_person",) if self.people > 1 else ()
        return (*self.needs, *extra, *self.needs_when(event), *people)


def states(*names: State | frozenset[State]) -> frozenset[State]:
    """A set of states from single ones and groups."""
    return frozenset().union(*({name} if isinstance(name, State) else name for name in names))


def recorders(names: str) -> frozenset[str]:
    """A set of recorders from a line of words."""
    return frozenset(names.split())


NOWHERE: Final[frozenset[State]] = frozenset()
MAKING: Final = states(State.PLANNED, State.IN_PRODUCTION, State.MANUFACTURED, State.MARKED, State.PROOFED)
TRADE_STOCK: Final = states(
    State.IN_STOCK_MAKER, State.IN_STOCK_IMPORTER, State.IN_STOCK_WHOLESALE, State.IN_STOCK_RETAIL
)
STOCK: Final = states(TRADE_STOCK, State.IN_STOCK_STATE)
HELD_BY_CIVILIANS: Final = states(State.HELD_CIVILIAN, State.HELD_COMPANY, State.HELD_MUSEUM)
HELD: Final = states(HELD_BY_CIVILIANS, State.HELD_STATE)
LENT: Final = states(
    State.ON_LOAN,
    State.IN_REPAIR,
    State.AT_PROOF_HOUSE,
    State.DESPATCHED,
    State.CONSIGNED,
    State.UNDER_ESCORT,
)
DEPOSITED: Final = states(State.DEPOSITED_ESTATE, State.DEPOSITED_REVOKED)
ADVERSE: Final = states(State.LOST, State.STOLEN, State.MISSING)
TAKEN: Final = states(State.SEIZED, State.FOUND, State.SURRENDERED)
IN_CUSTODY: Final = states(
    TAKEN, State.IN_FORENSICS, State.EVIDENCE, State.CONFISCATED, State.PENDING_DISPOSAL
)
ENDS: Final = END_STATES
EVERYWHERE: Final = frozenset(State)
WORKABLE: Final = states(STOCK, HELD, State.IN_REPAIR)

OFFICES: Final = "licensing_authority police customs military"
TRADE: Final = "maker dealer"
EVERYBODY: Final = recorders(f"{OFFICES} {TRADE} forensic_laboratory court proof_house inspectorate {HOLDER}")
AGENCIES: Final = EVERYBODY - {HOLDER}
FREE: Final = ("not_blocked", "not_under_export_licence")
SOLD: Final = ("proof_not_failed", "not_disputed")
"""What is asked besides where something passes to another owner for good: what failed proof passes it first, what its former holder wants back stays."""
"""Neither frozen by an authority nor promised to an export licence."""
