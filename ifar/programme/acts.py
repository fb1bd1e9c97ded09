"""The acts of the programme in one table: from which state each leads to which, and what it may set.

`ifar migrate` copies the table into the database, which refuses every other act. A new accountable thing of the programme takes a noun here, a
projected table `programme_<noun>` with the columns of `models.events.Standing`, a schema for each kind in `schemas/`, a check in the function
`programme_check` of a migration, and its line in `replay.BARE`. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

NOUNS: Final = (
    "theme",
    "project",
    "result",
    "indicator",
    "period",
    "value",
    "contribution",
    "journal",
    "seat",
    "meeting",
    "decision",
    "othersfile",
    "feed",
    "extract",
    "difference",
)
STATES: Final[Mapping[str, tuple[str, ...]]] = {
    "theme": ("set",),
    "project": ("planned", "active", "suspended", "closed", "cancelled"),
    "result": ("stated", "withdrawn"),
    "indicator": ("defined", "withdrawn"),
    "period": ("open", "locked"),
    "value": ("draft", "submitted", "approved"),
    "contribution": ("pledged", "agreed", "withdrawn", "closed"),
    "journal": ("posted",),
    "seat": ("filled", "ended"),
    "meeting": ("planned", "open", "closed", "cancelled"),
    "decision": ("tabled", "adopted", "rejected", "done"),
    "othersfile": ("taken",),
    "feed": ("open", "closed"),
    "extract": ("taken",),
    "difference": ("open", "settled"),
}


@dataclass(frozen=True, slots=True)
class Act:
    """One act: what it is done to, what it is, state before (empty: nothing yet) -> state after, what it may set beside the state."""

    noun: str
    kind: str
    leads: Mapping[str, str]
    columns: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The name of the accountable act in the ledger."""
        return f"programme.{self.noun}_{self.kind}"

    def row(self) -> dict[str, Any]:
        """The act as the database keeps it, by column."""
        return {
            "noun": self.noun,
            "kind": self.kind,
            "leads": dict(self.leads),
            "columns": sorted({"state", *self.columns}),
        }


def _to(state: str, *before: str) -> Mapping[str, str]:
    return dict.fromkeys(before, state)


def _stays(*states: str) -> Mapping[str, str]:
    return {state: state for state in states}


_PROJECT: Final = (
    "title", "words", "outcomes", "cells", "benchmarks", "countries", "starts_on", "ends_on", "responsible", "gem", "dac_gender", "hotspot",
)  # fmt: skip
_RESULT: Final = ("title", "outcome", "cells", "assumptions", "risks", "responsible")
_INDICATOR: Final = (
    "title", "unit", "measure", "direction", "disaggregation", "aggregation", "baseline", "baseline_year", "targets", "means", "source",
    "frequency", "responsible", "assumptions",
)  # fmt: skip
_VALUE: Final = (
    "number",
    "numerator",
    "denominator",
    "words",
    "parts",
    "evidence",
    "lineage",
    "reported_by",
    "approved_by",
)
_NEW_VALUE: Final = ("indicator", "period", "place", *_VALUE)
_CONTRIBUTION: Final = (
    "donor",
    "reference",
    "currency",
    "pledged",
    "agreed",
    "grade",
    "earmark",
    "support_percent",
)
_OTHERS: Final = (
    "file",
    "name",
    "publishers",
    "whole",
    "activities",
    "fresh",
    "revised",
    "same",
    "own",
    "gone",
    "digest",
)
_EXTRACT: Final = (
    "feed", "file", "name", "mapping", "starts_on", "ends_on", "contributions", "moves", "rows", "matched", "booked", "known", "differing",
    "quarantined", "digest",
)  # fmt: skip
_DIFFERENCE: Final = ("extract", "feed", "contribution", "kind", "journal", "line", "key", "figures", "told")
_TABLE: Final = (
    Act("theme", "set", _to("set", "", "set"), ("code", "kind", "names", "inferred")),
    Act("project", "opened", _to("planned", ""), ("reference", *_PROJECT)),
    Act("project", "changed", _stays("planned", "active", "suspended"), _PROJECT),
    Act("project", "started", _to("active", "planned", "suspended")),
    Act("project", "suspended", _to("suspended", "active")),
    Act("project", "closed", _to("closed", "active", "suspended")),
    Act("project", "cancelled", _to("cancelled", "planned", "suspended")),
    Act("result", "stated", _to("stated", ""), ("project", "parent", "level", *_RESULT)),
    Act("result", "changed", _stays("stated"), _RESULT),
    Act("result", "withdrawn", _to("withdrawn", "stated")),
    Act("indicator", "defined", _to("defined", ""), ("result", *_INDICATOR)),
    Act("indicator", "changed", _stays("defined"), _INDICATOR),
    Act("indicator", "withdrawn", _to("withdrawn", "defined")),
    Act("period", "opened", _to("open", ""), ("name", "starts_on", "ends_on", "due_on")),
    Act("period", "locked", _to("locked", "open")),
    Act("value", "drafted", _to("draft", ""), _NEW_VALUE),
    Act("value", "reported", _to("submitted", ""), _NEW_VALUE),
    Act("value", "computed", _to("submitted", "", "draft", "submitted", "approved"), _NEW_VALUE),
    Act("value", "changed", _stays("draft", "submitted"), _VALUE),
    Act("value", "submitted", _to("submitted", "draft"), ("reported_by",)),
    Act("value", "returned", _to("draft", "submitted")),
    Act("value", "approved", _to("approved", "submitted"), ("approved_by",)),
    Act("value", "reopened", _to("draft", "approved"), ("approved_by",)),
    Act("contribution", "pledged", _to("pledged", ""), _CONTRIBUTION),
    Act("contribution", "agreed", _to("agreed", "", "pledged"), _CONTRIBUTION),
    Act("contribution", "withdrawn", _to("withdrawn", "pledged")),
    Act("contribution", "closed", _to("closed", "agreed")),
    Act("journal", "posted", _to("posted", ""), ("move", "contribution", "project", "booked_on", "currency", "amount", "rate", "rate_source")),
    Act("seat", "filled", _to("filled", ""), ("constituency", "organisation", "member", "alternate", "starts_on", "ends_on")),
    Act("seat", "changed", _stays("filled"), ("member", "alternate", "ends_on")),
    Act("seat", "ended", _to("ended", "filled")),
    Act("meeting", "planned", _to("planned", ""), ("title", "held_on", "place", "papers")),
    Act("meeting", "opened", _to("open", "planned"), ("present", "quorum")),
    Act("meeting", "closed", _to("closed", "open")),
    Act("meeting", "cancelled", _to("cancelled", "planned")),
    Act("decision", "tabled", _to("tabled", ""), ("meeting", "title", "words", "rule", "about", "owner", "due_on")),
    Act("decision", "interest_declared", _stays("tabled"), ("interests",)),
    Act("decision", "adopted", _to("adopted", "tabled"), ("votes",)),
    Act("decision", "rejected", _to("rejected", "tabled"), ("votes",)),
    Act("decision", "done", _to("done", "adopted")),
    Act("decision", "summed_up", _stays("adopted", "rejected", "done"), ("public_words",)),
    Act("othersfile", "taken", _to("taken", ""), _OTHERS),
    Act("feed", "registered", _to("open", ""), ("name", "words", "mapping")),
    Act("feed", "amended", _stays("open"), ("name", "words", "mapping")),
    Act("feed", "closed", _to("closed", "open")),
    Act("extract", "taken", _to("taken", ""), _EXTRACT),
    Act("difference", "raised", _to("open", ""), _DIFFERENCE),
    Act("difference", "settled", _to("settled", "open"), ("verdict", "corrections")),
)  # fmt: skip
TABLE: Final[Mapping[tuple[str, str], Act]] = {(act.noun, act.kind): act for act in _TABLE}
"""(noun, kind) -> act."""


def after(noun: str, kind: str, state: str) -> str | None:
    """The state after an act, or None where it cannot be done from this state."""
    act = TABLE.get((noun, kind))
    return None if act is None else act.leads.get(state)
