"""The acts of hotspots in one table: from which state each leads to which, what it may set, and which columns are personal values.

All are rows of `hotspots_event`; `ifar migrate` copies the table into the database, which refuses every other act. A record's columns
are set by `changes` and, where they are personal, by values that stand apart from the log. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

_PLACES: Final = ("layer", "source", "delivery", "pair")
"""Boundaries or figures of areas; where incidents come from; a file or a form that brought some; two incidents that may be one."""
_FLOW: Final = ("run", "alert", "hotspot", "report", "response", "plan", "effect")
"""A look for signals; a finding that waits for a word; a place that was confirmed, and what was reported of it; what is done at once, in the long
run, and what came of it."""
NOUNS: Final[tuple[str, ...]] = (*_PLACES, *_FLOW)
"""Noun -> its table is `hotspots_<noun>`."""


@dataclass(frozen=True, slots=True)
class Act:
    """One act.

    Attributes:
        noun, kind: what it is done to, and what it is.
        leads: state before (empty: there is nothing yet) -> state after.
        columns: what it may set beside the state.
        personal: columns that it sets from values that stand apart from the log.
    """

    noun: str
    kind: str
    leads: Mapping[str, str]
    columns: tuple[str, ...] = ()
    personal: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The name of the accountable act in the ledger."""
        return f"hotspots.{self.noun}_{self.kind}"

    def row(self) -> dict[str, Any]:
        """The act as the database keeps it, by column."""
        return {
            "noun": self.noun,
            "kind": self.kind,
            "leads": dict(self.leads),
            "columns": sorted({"state", *self.columns}),
            "personal": sorted(self.personal),
        }


def to(state: str, *before: str) -> Mapping[str, str]:
    """Leads from some states to one."""
    return dict.fromkeys(before, state)


def stays(*states: str) -> Mapping[str, str]:
    """Leaves each of some states as it is."""
    return {state: state for state in states}


SOURCE: Final = (
    "kind", "name", "reliability", "credibility", "licence", "terms", "attribution", "address", "redistribution", "mapping",
)  # fmt: skip
"""What is said of a source, when it is registered and later; its kind is settled with the first."""
COUNTED: Final = (
    "rows", "loaded", "duplicate", "imprecise", "invalid", "incidents", "fresh", "revised", "same", "withdrawn",
)  # fmt: skip
"""How the rows and the incidents of a delivery are accounted for."""

PLACES: Final = (
    Act("layer", "opened", to("opened", ""), ("kind", "level", "name", "country", "origin", "year", "file", "count")),
    Act("layer", "loaded", to("loaded", "opened"), ("digest",)),
    Act("layer", "withdrawn", to("withdrawn", "loaded"), ("reason",)),
    Act("source", "registered", to("open", ""), SOURCE),
    Act("source", "amended", stays("open"), tuple(name for name in SOURCE if name != "kind")),
    Act("source", "closed", to("closed", "open"), ("reason",)),
    Act("source", "reopened", to("open", "closed"), ("reason",)),
    Act("delivery", "opened", to("opened", ""), ("source", "file", "name", "mapping", "whole", "told_on"), ("words",)),
    Act("delivery", "loaded", to("loaded", "opened"), ("digest", *COUNTED)),
    Act("delivery", "withdrawn", to("withdrawn", "loaded"), ("reason",)),
    Act("pair", "joined", to("one", ""), ("kept", "dropped")),
    Act("pair", "parted", to("two", "", "one"), ("kept", "dropped")),
)  # fmt: skip
FOUND: Final = (
    "last",
    "observed",
    "places",
    "finding",
    "series",
    "caveats",
    "kinds",
    "sources",
    "incidents",
    "indicators",
    "still",
    "effort",
    "level",
    "held",
    "run",
    "seen",
)
"""What a run says of an alert, when it raises it and when it finds it again."""
_LESS: Final = ("still", "caveats")
"""What is said of an alert when some of its cases, or all of them, were taken back."""
SAID: Final = (
    "areas",
    "first",
    "last",
    "drivers",
    "threats",
    "confidence",
    "tlp",
    "level",
    "held",
    "kinds",
    "version",
    "brief",
    "caveats",
)
"""What is said of a hotspot, when it is opened and later."""
PROPOSED: Final = ("owner", "measures", "needs", "tasks", "budget", "currency")
"""What a response proposes, until it is approved."""
PLANNED: Final = ("outcomes", "measures", "milestones", "indicators", "criteria")
_WORDS: Final = ("words",)
_UNDER_WAY: Final = ("active", "responding", "sustained")
FLOW: Final = (
    Act("run", "asked", to("asked", ""), ("layer", "unit", "first", "last", "signals", "sources", "kinds", "parameters", "version", "by_clock")),
    Act("run", "done", to("done", "asked"), ("inputs", "result", "counted", "findings", "forecast", "risk", "raised", "again")),
    Act("run", "failed", to("failed", "asked"), ("reason",)),
    Act("alert", "raised", to("raised", ""), ("identity", "signal", "layer", "first", "after", *FOUND)),
    Act("alert", "seen", stays("raised", "watched", "confirmed", "dismissed"), FOUND),
    Act("alert", "lessened", stays("raised", "watched", "confirmed"), _LESS),
    Act("alert", "withdrawn", to("withdrawn", "raised", "watched", "confirmed", "dismissed"), (*_LESS, "again_on")),
    Act("alert", "watched", to("watched", "raised", "watched"), ("again_on",), _WORDS),
    Act("alert", "confirmed", to("confirmed", "raised", "watched"), ("hotspot", "again_on"), _WORDS),
    Act("alert", "dismissed", to("dismissed", "raised", "watched"), ("reason", "again_on"), _WORDS),
    Act("alert", "reopened", to("raised", "dismissed", "watched"), ("reason", "again_on"), _WORDS),
    Act("hotspot", "opened", to("active", ""), ("layer", "confirmed_on", *SAID), _WORDS),
    Act("hotspot", "revised", stays(*_UNDER_WAY), SAID, _WORDS),
    Act("hotspot", "levelled", stays(*_UNDER_WAY), ("level", "held"), _WORDS),
    Act("hotspot", "responded", to("responding", *_UNDER_WAY)),
    Act("hotspot", "sustained", to("sustained", *_UNDER_WAY)),
    Act("hotspot", "eased", to("active", *_UNDER_WAY)),
    Act("hotspot", "closed", to("closed", "active", "sustained"), ("closed_on",), _WORDS),
    Act("hotspot", "reopened", to("active", "closed"), ("closed_on",), _WORDS),
    Act("report", "issued", to("issued", ""), ("hotspot", "version", "tlp", "content", "digest", "issued_on"), _WORDS),
    Act("response", "proposed", to("proposed", ""), ("hotspot", "plan_due", "first_due", *PROPOSED), _WORDS),
    Act("response", "amended", stays("proposed"), (*PROPOSED, "rights", "checked_by", "checked_on"), _WORDS),
    Act("response", "checked", stays("proposed"), ("rights", "checked_by", "checked_on"), _WORDS),
    Act("response", "approved", to("approved", "proposed"), ("approved_by", "approved_on"), _WORDS),
    Act("response", "returned", stays("proposed"), ("rights", "checked_by", "checked_on"), _WORDS),
    Act("response", "withdrawn", to("withdrawn", "proposed", "approved"), ("closed_on",), _WORDS),
    Act("response", "begun", to("active", "approved"), ("begun_on",)),
    Act("response", "tasked", stays("approved", "active"), ("tasks",), _WORDS),
    Act("response", "worked", stays("active"), ("tasks", "first_done_on"), _WORDS),
    Act("response", "logged", stays("active"), ("logged",)),
    Act("response", "closed", to("closed", "active"), ("closed_on",), _WORDS),
    Act("plan", "drafted", to("draft", ""), ("hotspot", *PLANNED), _WORDS),
    Act("plan", "amended", stays("draft"), PLANNED, _WORDS),
    Act("plan", "begun", to("running", "draft"), ("begun_on",)),
    Act("plan", "reached", stays("running"), ("milestones",)),
    Act("plan", "reported", stays("running"), ("indicators",)),
    Act("plan", "judged", stays("running"), ("criteria",), _WORDS),
    Act("plan", "ended", to("ended", "running"), ("ended_on",), _WORDS),
    Act(
        "effect", "measured", to("measured", ""),
        ("hotspot", "about", "since", "first", "last", "unit", "compared", "result", "series", "inputs", "weak"),
    ),
)  # fmt: skip
"""From a signal to a measured effect: runs, alerts, hotspots, responses, plans."""

TABLE: Final[Mapping[tuple[str, str], Act]] = {(act.noun, act.kind): act for act in (*PLACES, *FLOW)}
"""(noun, kind) -> act."""


def after(noun: str, kind: str, state: str) -> str | None:
    """The state after an act, or None where it cannot be done from this state."""
    act = TABLE.get((noun, kind))
    return None if act is None else act.leads.get(state)
