"""The audit plan of an inspectorate for a year, and the audit of each file that is drawn from it.

A file is a decision of another office as the log has it. Which files are audited nobody chooses: they are drawn by the rule of inspection rounds (`licensing/draw.py`,
decision 0016) from a frame of all such decisions. Who audits a file is independent of the office and took no part in it. Nothing of the register is changed by it. Pure.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any, Final

from ifar.acts import Act, Another, Filled, Listed, Record, Rule, Same, to
from ifar.errors import Reason

DECISIONS: Final[Mapping[str, tuple[str, str]]] = {
    "granted": ("application", "granted"),
    "refused": ("application", "refused"),
    "suspended": ("licence", "suspended"),
    "revoked": ("licence", "revoked"),
}
"""Kind of decision -> record type and act of licensing."""
ITEMS: Final = ("competent", "checks", "reasons", "documents", "fee", "days")
"""What is asked of each file: decided by whom the law names, checks done before, reasons stated, documents there, fee settled, done in time."""
ANSWERS: Final = ("yes", "no", "not_applicable")
CLASSES: Final = ("none", "observation", "minor", "major", "criminal")
"""How grave a finding is, the least first: the classes of audits, and what goes to the prosecution."""
MATTERS: Final = ("minor", "major")
"""Findings that become a matter at once, which the office explains; a suspected offence becomes an inspection case, of which it hears nothing."""
MOST_FILES: Final = 200
"""So many files of one office and kind of decision a plan may draw."""
LONGEST: Final = 400
"""Days of decisions that a plan may span."""
WORK_DAYS: Final = 180
"""In how many days the files of a plan are to be audited, where nobody says otherwise."""

_WORK: Final = "oversight:desk:work"
_STANDARD: Final = "UNCAC art. 7, 9, 13; ISO 19011, 4, 5"
_APART: Final = Another(code="oversight.concerned", than="barred", article=_STANDARD)


def _planned(
    _was: Mapping[str, Any] | None, now: Mapping[str, Any], seen: Mapping[str, Any]
) -> Iterable[Reason]:
    """A plan names other offices than those near its inspectorate, decisions that were made, and how many files of each are drawn."""
    first, last, due, today = (
        dt.date.fromisoformat(text)
        for text in (now["period_from"], now["period_to"], now["due_on"], seen["today"])
    )
    if not now["offices"] or set(now["offices"]) & set(seen["near"]):
        yield Reason("oversight.plan_offices", field="offices", article=_STANDARD)
    if not now["decisions"] or not set(now["decisions"]) <= DECISIONS.keys():
        yield Reason("oversight.plan_decisions", field="decisions")
    if not 1 <= now["number"] <= MOST_FILES:
        yield Reason("oversight.plan_number", field="number", params={"most": MOST_FILES})
    if last > today or not 0 <= (last - first).days < LONGEST:
        yield Reason("oversight.plan_period", field="period_to")
    if not today < due:
        yield Reason("oversight.due", field="due_on")


PLANNED: Final = Rule({1: _planned}, seen=("near", "today"))
"""`near` are the inspectorate, the offices above it and those under it; `today` is the day on which the plan was drafted."""


def _independent(
    _was: Mapping[str, Any] | None, now: Mapping[str, Any], seen: Mapping[str, Any]
) -> Iterable[Reason]:
    """Whoever audits a file took no part in it, and works in no office near the one that decided."""
    if now["auditor"] in now["barred"]:
        yield Reason("oversight.auditor_concerned", field="auditor", article=_STANDARD)
    elif set(seen["offices"]) & set(seen["near"]):
        yield Reason("oversight.named_near", field="auditor", article=_STANDARD)


INDEPENDENT: Final = Rule({1: _independent}, seen=("offices", "near"))
"""`offices` is where the auditor belongs, works or has a right; `near` the office that decided, those above and those under it."""


def _answered(
    _was: Mapping[str, Any] | None, now: Mapping[str, Any], _seen: Mapping[str, Any]
) -> Iterable[Reason]:
    """Each item is answered, and a fault that an answer names is not classed as none."""
    answers = now["answers"]
    if set(answers) != set(ITEMS) or not set(answers.values()) <= set(ANSWERS):
        yield Reason("oversight.answers", field="competent")
    elif "no" in answers.values() and now["grade"] == "none":
        yield Reason("oversight.fault_classed", field="grade")
    if bool(now["led_to"]) != (now["grade"] in (*MATTERS, "criminal")):
        yield Reason("oversight.led_to", field="grade")


ANSWERED: Final = Rule({1: _answered})

RECORDS: Final = (
    Record("plan", "M"),
    Record("file", "M", parent="plan"),
)
ACTS: Final = (
    Act(
        "plan",
        "drafted",
        to("draft", ""),
        (
            *("year", "offices", "decisions", "number", "period_from", "period_to", "due_on"),
            *("beacon", "seed_after"),
        ),
        rule=PLANNED,
        article=_STANDARD,
        permission=_WORK,
        hears="nobody, because the list of plans shows it",
    ),
    Act("plan", "dropped", to("dropped", "draft"), hears="nobody, because the list of plans shows it"),
    Act(
        "plan",
        "adopted",
        to("adopted", "draft"),
        ("frame_hash", "frame_size"),
        people=2,
        computed=("frame_hash", "frame_size"),
        article=_STANDARD,
        hears="nobody, because nobody may know which files are drawn before the seed",
    ),
    Act(
        "plan",
        "drawn",
        to("drawn", "adopted"),
        ("seed", "seed_size", "drawn"),
        hears="the inspectorate, in its list of plans",
    ),
    Act("plan", "closed", to("closed", "drawn"), hears="everybody, by the integrity report"),
    Act(
        "file",
        "drawn",
        to("drawn", ""),
        ("token", "decision", "kind", "object", "office", "barred", "due_on"),
        guards=(Listed(code="oversight.plan_decisions", column="kind", values=tuple(DECISIONS)),),
        hears="the inspectorate, on the page of the plan; the office by nobody",
    ),
    Act(
        "file",
        "assigned",
        to("assigned", "drawn", "assigned"),
        ("auditor",),
        guards=(_APART, Filled(code="oversight.auditor", column="auditor", field="auditor")),
        rule=INDEPENDENT,
        article=_STANDARD,
        permission=_WORK,
        hears="whoever audits it, in My tasks",
    ),
    Act(
        "file",
        "audited",
        to("audited", "assigned"),
        ("answers", "grade", "led_to"),
        guards=(
            _APART,
            Same(code="oversight.not_auditor", as_column="auditor"),
            Listed(code="oversight.class", column="grade", values=CLASSES, field="grade"),
            Filled(code="oversight.finding_words", column="kept.note", field="note"),
        ),
        rule=ANSWERED,
        article=_STANDARD,
        permission=_WORK,
        hears="the office, by a matter that it explains; of a suspected offence whoever leads the case alone",
    ),
)
