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
    "limit",
    # People: initiatives with communities, who took part, what people said.
    "initiative",
    "participation",
    "feedback",
    # Alliances: stakeholders, what they committed themselves to, what carriers and marketplaces report.
    "stakeholder",
    "commitment",
    "sighting",
    "seat",
    "meeting",
    "decision",
    # Law against the Protocol, and human rights before support to security forces.
    "assessment",
    "diligence",
    # Work of a project (`work.py`), progress reports (`progress.py`), evaluation (`evaluation.py`).
    "activity",
    "partner",
    "recipient",
    "location",
    "risk",
    "issue",
    "lesson",
    "document",
    "report",
    "evaluation",
    "finding",
    "recommendation",
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
    "journal": ("waiting", "posted", "refused"),
    "limit": ("waiting", "set"),
    "initiative": ("planned", "running", "ended", "cancelled"),
    "participation": ("noted", "withdrawn"),
    "feedback": ("received", "looked_into", "answered", "closed"),
    "stakeholder": ("listed", "ended"),
    "commitment": ("made", "kept", "withdrawn"),
    "sighting": ("sent", "taken", "passed", "closed"),
    "seat": ("filled", "ended"),
    "meeting": ("planned", "open", "closed", "cancelled"),
    "decision": ("tabled", "adopted", "rejected", "done"),
    "assessment": ("draft", "submitted", "approved"),
    "diligence": ("draft", "waiting", "released", "held", "withdrawn"),
    "activity": ("planned", "under_way", "done", "cancelled"),
    "partner": ("named", "ended"),
    "recipient": ("named", "confirmed", "ended"),
    "location": ("named", "removed"),
    "risk": ("open", "occurred", "closed"),
    "issue": ("open", "resolved"),
    "lesson": ("noted", "withdrawn"),
    "document": ("kept", "withdrawn"),
    "report": ("draft", "submitted", "approved", "withdrawn"),
    "evaluation": ("commissioned", "under_way", "delivered", "closed", "cancelled"),
    "finding": ("stated", "withdrawn"),
    "recommendation": ("made", "answered", "done", "withdrawn"),
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
    "agency",
    "reference",
    "currency",
    "pledged",
    "agreed",
    "grade",
    "earmark",
    "support_percent",
)
_JOURNAL: Final = (
    "move",
    "contribution",
    "project",
    "booked_on",
    "currency",
    "amount",
    "rate",
    "rate_source",
)
_ASSESSMENT: Final = ("answers", "written_by", "approved_by")
_NEW_ASSESSMENT: Final = ("place", "year", "article", *_ASSESSMENT)
_LOOKED: Final = ("risks", "assessed_on", "assessed_by")
_DILIGENCE: Final = ("recipients", "forces", "support", "words", *_LOOKED)
_NEW_DILIGENCE: Final = ("project", "activity", *_DILIGENCE)
_INITIATIVE: Final = ("title", "kind", "audiences", "words", "project", "place", "starts_on", "ends_on")
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
    Act("project", "opened", _to("planned", ""), ("reference", "plan", "security_forces", *_PROJECT)),
    Act("project", "changed", _stays("planned", "active", "suspended"), _PROJECT),
    Act("project", "marked", _stays("planned", "active", "suspended"), ("security_forces",)),
    Act("project", "unmarked", _stays("planned", "active", "suspended"), ("security_forces",)),
    Act("project", "started", _to("active", "planned", "suspended")),
    Act("project", "suspended", _to("suspended", "active")),
    Act("project", "closed", _to("closed", "active", "suspended")),
    Act("project", "cancelled", _to("cancelled", "planned", "suspended")),
    Act("result", "stated", _to("stated", ""), ("project", "parent", "level", "security_forces", *_RESULT)),
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
    Act("contribution", "opened_to", _stays("pledged", "agreed", "withdrawn", "closed"), ("agency",)),
    Act("contribution", "withdrawn", _to("withdrawn", "pledged")),
    Act("contribution", "closed", _to("closed", "agreed")),
    Act("journal", "posted", _to("posted", ""), _JOURNAL),
    # From the limit on another person approves what one proposed; the books move with the approval.
    Act("journal", "proposed", _to("waiting", ""), _JOURNAL),
    Act("journal", "approved", _to("posted", "waiting"), ("approved_by",)),
    Act("journal", "refused", _to("refused", "waiting")),
    # So does the limit itself: until another person sets what one proposed, the former one stands.
    Act("limit", "proposed", _to("waiting", "", "set"), ("asked",)),
    Act("limit", "set", _to("set", "waiting"), ("amount",)),
    Act("limit", "refused", _to("set", "waiting")),
    Act("initiative", "opened", _to("planned", ""), _INITIATIVE),
    Act("initiative", "changed", _stays("planned", "running"), _INITIATIVE),
    Act("initiative", "started", _to("running", "planned")),
    Act("initiative", "ended", _to("ended", "running"), ("effect",)),
    Act("initiative", "looked_back", _stays("ended"), ("effect",)),
    Act("initiative", "cancelled", _to("cancelled", "planned", "running")),
    Act("participation", "noted", _to("noted", ""), ("initiative", "held_on", "total", "counts")),
    Act("participation", "corrected", _stays("noted"), ("held_on", "total", "counts")),
    Act("participation", "withdrawn", _to("withdrawn", "noted")),
    Act("feedback", "received", _to("received", ""), ("project", "initiative", "kind", "channel", "received_on", "due_on", "about")),
    Act("feedback", "looked_into", _to("looked_into", "received")),
    Act("feedback", "answered", _to("answered", "looked_into"), ("answered_on",)),
    Act("feedback", "closed", _to("closed", "looked_into", "answered"), ("closed_on", "why")),
    Act("stakeholder", "entered", _to("listed", ""), ("name", "kind", "country", "agency", "words")),
    Act("stakeholder", "changed", _stays("listed"), ("name", "kind", "country", "agency", "words")),
    Act("stakeholder", "contact_set", _stays("listed"), ("contact",)),
    Act("stakeholder", "contact_removed", _stays("listed"), ("contact",)),
    Act("stakeholder", "ended", _to("ended", "listed")),
    Act("commitment", "made", _to("made", ""), ("stakeholder", "project", "title", "words", "made_on", "due_on")),
    Act("commitment", "followed_up", _stays("made"), ("followed_on",)),
    Act("commitment", "kept", _to("kept", "made"), ("kept_on",)),
    Act("commitment", "withdrawn", _to("withdrawn", "made")),
    Act("sighting", "sent", _to("sent", ""), ("stakeholder", "agency", "what", "goods", "happened_on", "countries", "desk")),
    Act("sighting", "taken", _to("taken", "sent"), ("taken_by",)),
    Act("sighting", "given_back", _to("sent", "taken"), ("taken_by",)),
    Act("sighting", "passed", _to("passed", "taken"), ("delivery",)),
    Act("sighting", "closed", _to("closed", "sent", "taken"), ("why",)),
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
    Act("assessment", "drafted", _to("draft", ""), _NEW_ASSESSMENT),
    Act("assessment", "stated", _to("submitted", ""), _NEW_ASSESSMENT),
    Act("assessment", "changed", _stays("draft", "submitted"), _ASSESSMENT),
    Act("assessment", "submitted", _to("submitted", "draft"), ("written_by",)),
    Act("assessment", "returned", _to("draft", "submitted")),
    Act("assessment", "approved", _to("approved", "submitted"), ("approved_by",)),
    Act("assessment", "reopened", _to("draft", "approved"), ("approved_by",)),
    Act("diligence", "drafted", _to("draft", ""), _NEW_DILIGENCE),
    Act("diligence", "assessed", _to("waiting", ""), _NEW_DILIGENCE),
    Act("diligence", "changed", {"draft": "draft", **_to("waiting", "waiting", "released", "held")}, _DILIGENCE),
    Act("diligence", "submitted", _to("waiting", "draft"), ("assessed_by",)),
    # Looked through while a release stands: who receives what stays as it was released, and no risk gets graver.
    Act("diligence", "reviewed", _stays("released"), _LOOKED),
    Act("diligence", "released", _to("released", "waiting", "held"), ("released_until", "decided_by")),
    Act("diligence", "renewed", _stays("released"), ("released_until", "decided_by")),
    Act("diligence", "held", _to("held", "waiting", "released"), ("decided_by",)),
    Act("diligence", "withdrawn", _to("withdrawn", "draft", "waiting", "released", "held")),
    Act("othersfile", "taken", _to("taken", ""), _OTHERS),
    Act("feed", "registered", _to("open", ""), ("name", "words", "mapping")),
    Act("feed", "amended", _stays("open"), ("name", "words", "mapping")),
    Act("feed", "closed", _to("closed", "open")),
    Act("extract", "taken", _to("taken", ""), _EXTRACT),
    Act("difference", "raised", _to("open", ""), _DIFFERENCE),
    Act("difference", "settled", _to("settled", "open"), ("verdict", "corrections")),
)  # fmt: skip
_ACTIVITY: Final = ("result", "title", "words", "starts_on", "ends_on", "responsible", "location")
_RISK: Final = ("title", "words", "likelihood", "impact", "owner", "mitigation", "review_on")
_ISSUE: Final = ("title", "words", "severity", "owner", "due_on")
_LESSON: Final = ("title", "words", "advice")
_REPORT: Final = ("language", "facts", "digest", "composed_on")
_TERMS: Final = ("title", "kind", "terms", "criteria", "evaluator", "account", "starts_on", "ends_on")
_FINDING: Final = ("criterion", "title", "words")
_RECOMMENDATION: Final = ("title", "words", "priority", "findings", "addressee")
_ANSWER: Final = ("response", "reasons", "owner", "due_on")
_WORK: Final = (
    Act("activity", "planned", _to("planned", ""), ("project", *_ACTIVITY)),
    Act("activity", "changed", _stays("planned", "under_way"), _ACTIVITY),
    Act("activity", "begun", _to("under_way", "planned"), ("begun_on",)),
    Act("activity", "finished", _to("done", "under_way"), ("done_on",)),
    Act("activity", "cancelled", _to("cancelled", "planned", "under_way")),
    Act("partner", "named", _to("named", ""), ("project", "name", "kind", "role", "reference")),
    Act("partner", "ended", _to("ended", "named")),
    # Who receives the support of a project, by kind; another person than who named them confirms that it needs no release.
    Act("recipient", "named", _to("named", ""), ("project", "activity", "name", "kind", "support")),
    Act("recipient", "confirmed", _to("confirmed", "named"), ("confirmed_by",)),
    Act("recipient", "ended", _to("ended", "named", "confirmed")),
    Act("location", "named", _to("named", ""), ("project", "name", "country", "latitude", "longitude", "reach", "exactness")),
    Act("location", "removed", _to("removed", "named")),
    Act("risk", "raised", _to("open", ""), ("project", *_RISK)),
    Act("risk", "changed", _stays("open"), _RISK),
    Act("risk", "occurred", _to("occurred", "open")),
    Act("risk", "closed", _to("closed", "open", "occurred")),
    Act("issue", "raised", _to("open", ""), ("project", "risk", *_ISSUE)),
    Act("issue", "changed", _stays("open"), _ISSUE),
    Act("issue", "resolved", _to("resolved", "open"), ("resolution", "resolved_on")),
    Act("lesson", "noted", _to("noted", ""), ("project", *_LESSON)),
    Act("lesson", "changed", _stays("noted"), _LESSON),
    Act("lesson", "withdrawn", _to("withdrawn", "noted")),
    Act("document", "kept", _to("kept", ""), ("project", "title", "kind", "sha256", "name", "pages", "size")),
    Act("document", "withdrawn", _to("withdrawn", "kept")),
    Act("report", "composed", _to("draft", ""), ("project", "period", "author", "texts", *_REPORT)),
    Act("report", "renewed", _stays("draft"), _REPORT),
    Act("report", "changed", _stays("draft"), ("texts",)),
    Act("report", "submitted", _to("submitted", "draft")),
    Act("report", "returned", _to("draft", "submitted")),
    Act("report", "approved", _to("approved", "submitted"), ("approved_by", "approved_on")),
    Act("report", "withdrawn", _to("withdrawn", "draft")),
    Act("evaluation", "commissioned", _to("commissioned", ""), ("project", "commissioned_by", *_TERMS)),
    Act("evaluation", "changed", _stays("commissioned"), _TERMS),
    Act("evaluation", "begun", _to("under_way", "commissioned")),
    Act("evaluation", "delivered", _to("delivered", "under_way"), ("summary", "delivered_on")),
    Act("evaluation", "closed", _to("closed", "delivered")),
    Act("evaluation", "cancelled", _to("cancelled", "commissioned", "under_way")),
    Act("finding", "stated", _to("stated", ""), ("evaluation", *_FINDING)),
    Act("finding", "withdrawn", _to("withdrawn", "stated")),
    Act("recommendation", "made", _to("made", ""), ("evaluation", *_RECOMMENDATION)),
    Act("recommendation", "withdrawn", _to("withdrawn", "made")),
    Act("recommendation", "answered", _to("answered", "made"), _ANSWER),
    Act("recommendation", "followed", _stays("answered"), ("progress",)),
    Act("recommendation", "done", _to("done", "answered"), ("progress", "done_on")),
)  # fmt: skip
TABLE: Final[Mapping[tuple[str, str], Act]] = {(act.noun, act.kind): act for act in (*_TABLE, *_WORK)}
"""(noun, kind) -> act."""


def after(noun: str, kind: str, state: str) -> str | None:
    """The state after an act, or None where it cannot be done from this state."""
    act = TABLE.get((noun, kind))
    return None if act is None else act.leads.get(state)
