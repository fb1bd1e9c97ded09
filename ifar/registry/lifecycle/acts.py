"""What goes into a decision and what comes out of it: the proposed event, the known facts, outcome and refusal. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from ifar.errors import Reason
from ifar.registry.lifecycle.states import Facts, State

Thing = Literal["firearm", "part"]


@dataclass(frozen=True, slots=True)
class Proposed:
    """An event that somebody wants on record.

    `recorder` is the kind of agency that records it (or `holder`), `people` the public identifiers of everyone who
    proposes, approves or records it, `details` what the kind's schema asks for. `occurred_from` and `occurred_until`
    are the aware bounds of the moment when it happened; both are None where nobody knows. `paper` is the licence, permit or
    report that it stands under. `category` is the legal category that it says of the thing, empty where it says none.
    """

    kind: str
    recorder: str
    details: Mapping[str, Any] = field(default_factory=dict)
    thing: Thing = "firearm"
    people: frozenset[str] = frozenset()
    occurred_from: dt.datetime | None = None
    occurred_until: dt.datetime | None = None
    paper: str = ""
    category: str = ""


@dataclass(frozen=True, slots=True)
class KnownFacts:
    """What the caller knows beside the four facts.

    `answers` maps a condition to True, False or None (not known); a condition that is absent is not known. `hidden` names
    conditions whose fact the actor may not see: a refusal then says only whom to ask. `now` is the database's time;
    `latest_occurred` the earliest moment at which the latest change on record can have happened. `merged` tells that the
    record was merged into another. `restored` are the four facts as they stood before the event that an annulment takes
    back.
    """

    answers: Mapping[str, bool | None] = field(default_factory=dict)
    hidden: frozenset[str] = frozenset()
    now: dt.datetime | None = None
    latest_occurred: dt.datetime | None = None
    merged: bool = False
    restored: Facts | None = None


@dataclass(frozen=True, slots=True)
class Deadline:
    """A duty that the event opens: due `days` after it happened, or `on` the ISO date that the details give."""

    name: str
    days: int | None = None
    on: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """The event may be recorded, and this is what it does.

    `changed` tells whether the event changes anything (a new owner of the same kind is a change; a sighting is none), `ends` whether the life on this register ends with it,
    `people` how many it took, `unverified` which conditions nobody could answer, `flags` what an inspector should
    look at, `alarms` whom it must wake at once.
    """

    facts: Facts
    state: State
    changed: bool
    ends: bool
    people: int
    merged: bool = False
    alarms: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    unverified: tuple[str, ...] = ()
    deadlines: tuple[Deadline, ...] = ()


@dataclass(frozen=True, slots=True)
class Refusal:
    """The event may not be recorded; every reason that is known, each with its code and article."""

    reasons: tuple[Reason, ...]

    @property
    def codes(self) -> tuple[str, ...]:
        """The reasons' stable codes."""
        return tuple(reason.code for reason in self.reasons)
