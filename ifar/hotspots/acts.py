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
_FLOW: Final[tuple[str, ...]] = ()
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
FLOW: Final[tuple[Act, ...]] = ()
"""From a signal to a measured effect: runs, alerts, hotspots, responses, plans."""

TABLE: Final[Mapping[tuple[str, str], Act]] = {(act.noun, act.kind): act for act in (*PLACES, *FLOW)}
"""(noun, kind) -> act."""


def after(noun: str, kind: str, state: str) -> str | None:
    """The state after an act, or None where it cannot be done from this state."""
    act = TABLE.get((noun, kind))
    return None if act is None else act.leads.get(state)
