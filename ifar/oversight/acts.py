"""Inspection cases, what a case asks of other offices, and what became of a signal; reports from outside and audits have files of their own. Pure.

A case is worked on by whom it names alone: who leads it and its members, none of them of an office that it concerns, of one above or under it, or of
whom it speaks. Nothing of the register is changed by a case: it asks the desks that may.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from ifar.acts import (
    Act,
    Acts,
    Another,
    Condition,
    Filled,
    Listed,
    NotBefore,
    OfOffice,
    Record,
    Rule,
    Same,
    stays,
    to,
)
from ifar.errors import Reason
from ifar.oversight import audit_acts, report_acts
from ifar.oversight.audit_acts import CLASSES

ORIGINS: Final = ("signal", "breach", "tip", "audit", "draw", "other")
"""From what a case is opened."""
OUTCOMES: Final = ("innocent", "unproven", "remedied", "measures", "referred")
"""How a case may end."""
PROVEN: Final = ("remedied", "measures", "referred")
"""Outcomes by which its signals were right."""
MEASURES: Final = ("suspend_access", "secure_evidence", "legal_hold")
"""Provisional measures: asked of the desk that may take them, and lifted before the case closes."""
REQUESTS: Final = ("explanation", *MEASURES, "recommendation")
"""What a case may ask of an office."""
VERDICTS: Final = ("innocent", "confirmed")
GROUNDS: Final = ("duty", "error", "known_event", "peer_group", "too_few", "other")
"""Why a signal is innocent: their duty, an error of recording, an event that is known, compared with the wrong ones, too few acts, or another reason in words."""
DAYS: Final = 60
"""In how many days a case is to be closed, where nobody says otherwise: the house's own proposal."""
ANSWER: Final = 14
"""In how many days an office is to answer, where nobody says otherwise."""

_WORK: Final = "oversight:case:work"
_INDEPENDENCE: Final = "UNCAC art. 6, 7, 36; ISO 19011, 4 e"
_OPEN: Final = ("open", "assigned", "underway")
_NOT_CONCERNED: Final = (
    Another(code="oversight.concerned", than="barred", article=_INDEPENDENCE),
    Another(code="oversight.concerned", than="who", article=_INDEPENDENCE),
    OfOffice(code="oversight.not_yours", column="agency"),
)
_TEAM: Final = (
    *_NOT_CONCERNED,
    Same(code="oversight.not_of_case", as_column="lead", or_among="members"),
)
_LEAD: Final = (*_NOT_CONCERNED, Same(code="oversight.not_lead", as_column="lead"))
_SECOND: Final = (*_NOT_CONCERNED, Another(code="oversight.lead_closes", than="lead", article=_INDEPENDENCE))


def _independent(
    _was: Mapping[str, Any] | None, now: Mapping[str, Any], seen: Mapping[str, Any]
) -> Iterable[Reason]:
    """Whoever is named to a case is none of whom it speaks, and works in no office near those that it concerns."""
    field = "lead" if seen["named"] == now["lead"] else "member"
    if seen["named"] in (*now["barred"], now["who"]):
        yield Reason("oversight.named_concerned", field=field, article=_INDEPENDENCE)
    elif set(seen["offices"]) & set(seen["near"]):
        yield Reason("oversight.named_near", field=field, article=_INDEPENDENCE)


INDEPENDENT: Final = Rule({1: _independent}, seen=("named", "offices", "near"))
"""`named` is who is named, `offices` where they belong, work or have a right; `near` the offices that are concerned, those above and those under them."""


def _elsewhere(
    _was: Mapping[str, Any] | None, now: Mapping[str, Any], _seen: Mapping[str, Any]
) -> Iterable[Reason]:
    """The inspectorate that opens a case is none of the offices that it concerns."""
    if now["agency"] in now["offices"]:
        yield Reason("oversight.own_office", field="office")


ELSEWHERE: Final = Rule({1: _elsewhere})


def _settled(
    _was: Mapping[str, Any] | None, _now: Mapping[str, Any], seen: Mapping[str, Any]
) -> Iterable[Reason]:
    """No office still owes an answer, and no provisional measure stands."""
    if seen["owed"]:
        yield Reason("oversight.owed")


SETTLED: Final = Rule({1: _settled}, seen=("owed",))
"""`owed` are the requests that stand in the way of closing."""

ACTS: Final = Acts(
    "oversight",
    words="ifar.oversight.labels",
    records=[
        Record("inspection", "M", stamps={"opened_by": "actor", "opened_at": "recorded_at"}),
        Record("request", "M", parent="inspection", stamps={"asked_by": "actor", "asked_at": "recorded_at"}),
        Record("verdict", "M", stamps={"given_by": "actor", "given_at": "recorded_at"}),
        Record("parameter", "M", kept=False),
        Record("integrity", "M", kept=False, stamps={"released_at": "recorded_at"}),
        *report_acts.RECORDS,
        *audit_acts.RECORDS,
    ],
    acts=[
        Act(
            "inspection",
            "opened",
            to("open", ""),
            ("origin", "who", "offices", "barred", "findings", "due_on"),
            personal={"text": "text"},
            guards=(
                *_NOT_CONCERNED[:2],
                Listed(code="oversight.origin", column="origin", values=ORIGINS, field="origin"),
                Filled(code="oversight.due", column="due_on", field="due_on"),
            ),
            rule=ELSEWHERE,
            permission=_WORK,
            hears="the inspectorate, among its cases without a lead",
        ),
        Act(
            "inspection",
            "assigned",
            to("assigned", *_OPEN),
            ("lead",),
            guards=(*_NOT_CONCERNED, Filled(code="oversight.lead", column="lead", field="lead")),
            rule=INDEPENDENT,
            article=_INDEPENDENCE,
            permission=_WORK,
            hears="whoever leads it, in My tasks",
        ),
        Act(
            "inspection",
            "declared",
            to("underway", "assigned"),
            guards=_LEAD,
            article=_INDEPENDENCE,
            permission=_WORK,
            hears="nobody, because it stands on the page of the case",
        ),
        Act(
            "inspection",
            "recused",
            to("open", "assigned", "underway"),
            clears=("lead",),
            personal={"reason": "reason"},
            guards=(Same(code="oversight.not_lead", as_column="was.lead"),),
            article=_INDEPENDENCE,
            permission=_WORK,
            hears="the inspectorate, among its cases without a lead",
        ),
        Act(
            "inspection",
            "admitted",
            stays("underway"),
            ("members",),
            guards=_LEAD,
            rule=INDEPENDENT,
            article=_INDEPENDENCE,
            permission=_WORK,
            hears="the new member, in My tasks",
        ),
        Act(
            "inspection",
            "planned",
            stays("underway"),
            personal={"plan": "plan"},
            guards=_TEAM,
            permission=_WORK,
            hears="nobody, because it stands on the page of the case",
        ),
        Act(
            "inspection",
            "visited",
            stays("underway"),
            guards=(*_TEAM, Filled(code="oversight.on", column="details.on", field="on")),
            permission=_WORK,
            hears="nobody, because it stands on the page of the case",
        ),
        Act(
            "inspection",
            "evidenced",
            stays("underway"),
            guards=(*_TEAM, Filled(code="oversight.object", column="details.object", field="object")),
            permission=_WORK,
            hears="nobody, because it stands on the page of the case",
        ),
        Act(
            "inspection",
            "found",
            stays("underway"),
            guards=(
                *_TEAM,
                Listed(code="oversight.class", column="details.class", values=CLASSES, field="grade"),
            ),
            permission=_WORK,
            hears="nobody, because it stands on the page of the case",
        ),
        Act(
            "inspection",
            "extended",
            stays(*_OPEN),
            ("due_on",),
            guards=(
                *_SECOND,
                NotBefore(code="oversight.earlier", column="due_on", than="was.due_on", field="due_on"),
            ),
            permission=_WORK,
            hears="nobody, because it stands on the page of the case",
        ),
        Act(
            "inspection",
            "closed",
            to("closed", "underway"),
            ("outcome",),
            personal={"reason": "reason"},
            guards=(
                *_SECOND,
                Same(code="oversight.not_of_case", as_column="opened_by", or_among="members"),
                Listed(code="oversight.outcome", column="outcome", values=OUTCOMES, field="outcome"),
                Filled(code="oversight.reason", column="kept.reason", field="reason"),
            ),
            rule=SETTLED,
            article=_INDEPENDENCE,
            permission=_WORK,
            hears="whoever led it, in their notifications",
        ),
        Act(
            "inspection",
            "reopened",
            to("open", "closed"),
            ("due_on",),
            clears=("lead", "outcome"),
            guards=(
                *_NOT_CONCERNED,
                Another(code="oversight.closed_by_you", than_whoever=("closed",), since=("reopened",)),
                Filled(code="oversight.reason", column="kept.reason", field="reason"),
            ),
            personal={"reason": "reason"},
            permission=_WORK,
            hears="the inspectorate, among its cases without a lead",
        ),
        Act(
            "request",
            "asked",
            to("asked", ""),
            ("kind", "addressed", "due_on"),
            personal={"text": "text"},
            guards=(
                Listed(code="oversight.request_kind", column="kind", values=REQUESTS, field="kind"),
                Filled(code="oversight.addressed", column="addressed", field="addressed"),
                Filled(code="oversight.due", column="due_on", field="due_on"),
            ),
            hears="the office that is asked, in My tasks",
        ),
        Act(
            "request",
            "answered",
            to("answered", "asked"),
            ("done",),
            personal={"answer": "answer"},
            guards=(
                OfOffice(code="oversight.not_asked", column="addressed"),
                Listed(code="oversight.done", column="done", values=("yes", "no"), field="done"),
            ),
            hears="whoever leads the case, in their notifications",
        ),
        Act(
            "request",
            "settled",
            to("settled", "asked", "answered"),
            personal={"remark": "remark"},
            guards=(OfOffice(code="oversight.not_yours", column="agency"),),
            hears="the office that was asked, in their notifications",
        ),
        Act(
            "verdict",
            "given",
            to("standing", ""),
            ("finding", "rule", "who", "outcome", "ground", "until", "known", "inspection"),
            personal={"reason": "reason"},
            guards=(
                Another(code="oversight.concerned", than="who", article=_INDEPENDENCE),
                Listed(code="oversight.verdict", column="outcome", values=VERDICTS, field="outcome"),
                Listed(
                    code="oversight.ground",
                    column="ground",
                    values=GROUNDS,
                    field="ground",
                    when=(Condition("outcome", ("innocent",)), Condition("inspection", ("",))),
                ),
                Filled(
                    code="oversight.until",
                    column="until",
                    field="until",
                    when=(Condition("outcome", ("innocent",)),),
                ),
            ),
            permission=_WORK,
            hears="nobody, because the list shows it",
        ),
        Act(
            "verdict",
            "withdrawn",
            to("withdrawn", "standing"),
            personal={"reason": "reason"},
            guards=(
                OfOffice(code="oversight.not_yours", column="agency"),
                Another(code="oversight.concerned", than="who", article=_INDEPENDENCE),
            ),
            permission=_WORK,
            hears="nobody, because the list shows it",
        ),
        Act(
            "parameter",
            "changed",
            to("in_force", "", "in_force"),
            ("value",),
            opening=("rule", "name"),
            people=2,
            guards=(Filled(code="oversight.value", column="value", field="value"),),
            article="UNCAC art. 9, 10",
            hears="nobody, because the page of parameters shows it",
        ),
        Act(
            "integrity",
            "released",
            to("released", ""),
            ("year", "as_of", "threshold", "tables", "figures", "checkpoint"),
            people=2,
            article="UNCAC art. 10, 13",
            hears="everybody, by the public page",
        ),
        *report_acts.ACTS,
        *audit_acts.ACTS,
    ],
    checks=True,
)
