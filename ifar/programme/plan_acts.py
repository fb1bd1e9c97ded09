"""Acts on the plan: themes, projects, results, indicators, periods and their values. Pure."""

from __future__ import annotations

from typing import Any, Final

from ifar.acts import Act, Another, Condition, Filled, Listed, NotBefore, Record, Referenced, stays, to

OPEN: Final = ("planned", "active", "suspended")
"""States of a project in which work is planned."""
DUTIES: Final = "UNCAC art. 7-9"


def named(column: str, record_type: str = "", code: str = "programme.unknown", **said: Any) -> Referenced:
    """Where a column names a record, there is such a record."""
    filled = Condition(column, ("",), differs=True)
    return Referenced(column=column, record_type=record_type or column, code=code, when=(filled,), **said)


def in_order(first: str = "starts_on", last: str = "ends_on") -> NotBefore:
    """A day that is not before another."""
    return NotBefore(column=last, than=first, code="programme.dates", field=last)


RECORDS: Final = (
    Record("theme", "R", kept=False),
    Record("project", "R", kept=False, words=("words", "responsible")),
    Record("result", "R", kept=False, words=("assumptions", "risks", "responsible")),
    Record("indicator", "R", kept=False, words=("assumptions", "means", "responsible")),
    Record("period", "R", kept=False),
    Record("value", "R", kept=False, words=("words", "evidence")),
)
_PROJECT: Final = (
    "title", "words", "outcomes", "cells", "benchmarks", "countries", "starts_on", "ends_on", "responsible", "gem", "dac_gender", "hotspot",
)  # fmt: skip
_RESULT: Final = ("title", "outcome", "cells", "assumptions", "risks", "responsible")
_INDICATOR: Final = (
    "title", "unit", "measure", "direction", "disaggregation", "aggregation", "baseline", "baseline_year", "targets", "means", "source",
    "frequency", "responsible", "assumptions",
)  # fmt: skip
_VALUE: Final = ("number", "numerator", "denominator", "words", "parts", "evidence")
_PLACE: Final = ("indicator", "period", "place")
_MARK: Final = (Condition("security_forces", ("true",)),)
_DEFINED: Final = (
    Referenced(column="indicator", record_type="indicator", states=("defined",), code="programme.unknown"),
)
_REPORTED: Final = {"reported_by": "actor"}
_WRITTEN: Final = ("drafted", "reported", "computed", "changed", "submitted")

ACTS: Final = (
    Act("theme", "set", to("set", "", "set"), ("code", "kind", "names", "inferred")),
    Act("project", "opened", to("planned", ""), ("reference", "plan", "security_forces", *_PROJECT), guards=(in_order(),)),
    Act("project", "changed", stays(*OPEN), _PROJECT, guards=(in_order(),)),
    Act("project", "marked", stays(*OPEN), ("security_forces",), guards=(
        Listed(column="security_forces", values=("true",), code="programme.impossible"),)),
    Act("project", "unmarked", stays(*OPEN), ("security_forces",), guards=(
        Listed(column="security_forces", values=("false",), code="programme.impossible"),)),
    Act("project", "started", to("active", "planned", "suspended")),
    Act("project", "suspended", to("suspended", "active")),
    Act("project", "closed", to("closed", "active", "suspended")),
    Act("project", "cancelled", to("cancelled", "planned", "suspended")),
    Act("result", "stated", to("stated", ""), ("project", "parent", "level", "security_forces", *_RESULT), guards=(
        named("project", states=OPEN, code="programme.impossible"),
        named("parent", "result", states=("stated",)),
        Listed(column="level", values=("activity",), code="programme.diligence.level", field="security_forces", when=_MARK),
        Filled(column="project", code="programme.diligence.level", field="security_forces", when=_MARK))),
    Act("result", "changed", stays("stated"), _RESULT),
    Act("result", "withdrawn", to("withdrawn", "stated")),
    Act("indicator", "defined", to("defined", ""), ("result", *_INDICATOR), guards=(
        Referenced(column="result", record_type="result", states=("stated",), code="programme.unknown"),)),
    Act("indicator", "changed", stays("defined"), _INDICATOR),
    Act("indicator", "withdrawn", to("withdrawn", "defined")),
    Act("period", "opened", to("open", ""), ("name", "starts_on", "ends_on", "due_on"), guards=(in_order(), in_order("ends_on", "due_on"))),
    Act("period", "locked", to("locked", "open")),
    Act("value", "drafted", to("draft", ""), (*_PLACE, *_VALUE), stamps=_REPORTED, guards=_DEFINED),
    Act("value", "reported", to("submitted", ""), (*_PLACE, *_VALUE), stamps=_REPORTED, guards=_DEFINED),
    Act("value", "computed", to("submitted", "", "draft", "submitted", "approved"), (*_VALUE, "lineage"), opening=_PLACE, stamps=_REPORTED,
        clears=("approved_by",), guards=_DEFINED),
    # What somebody types has no records behind it.
    Act("value", "changed", stays("draft", "submitted"), _VALUE, stamps=_REPORTED, clears=("lineage",), guards=_DEFINED),
    Act("value", "submitted", to("submitted", "draft"), stamps=_REPORTED, guards=_DEFINED),
    Act("value", "returned", to("draft", "submitted"), guards=_DEFINED),
    # Who reports does not approve: a program may report, and a person answers for it.
    Act("value", "approved", to("approved", "submitted"), stamps={"approved_by": "actor"}, permission="programme:value:approve", article=DUTIES,
        guards=(*_DEFINED, Another(than_whoever=_WRITTEN, since=("approved",), code="programme.value.own", article=DUTIES))),
    Act("value", "reopened", to("draft", "approved"), clears=("approved_by",), guards=_DEFINED),
)  # fmt: skip
