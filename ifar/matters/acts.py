"""What two sides must settle: a difference of a count, a discrepancy of a consignment, an overdue return, a breach, a finding. Pure.

A matter has one office that owns it and settles it, a day by which it is settled, and the office that must explain. Whoever explained it, and
whoever is named as one who may not, never closes it, and an office that must explain to itself does so first: the service, the database and the
verifier ask the same guards.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ifar.acts import (
    Act,
    Acts,
    Another,
    Condition,
    Differs,
    Filled,
    Listed,
    NotBefore,
    OfOffice,
    Record,
    stays,
    to,
)

KINDS: Final = (
    "count_difference",
    "consignment",
    "overdue_return",
    "overdue_transit",
    "overdue_answer",
    "custody_gap",
    "recall",
    "declaration_difference",
    "conflict",
    "not_there",
    "listed",
    "refused_buyer",
    "breach",
    "finding",
    "other",
)
"""What a matter may be about."""
DAYS: Final[Mapping[str, int]] = {
    "overdue_return": 14,
    "overdue_transit": 2,
    "consignment": 7,
    "overdue_answer": 7,
    "custody_gap": 7,
    "count_difference": 7,
    "finding": 14,
    "breach": 7,
    "not_there": 7,
    "listed": 2,
    "refused_buyer": 3,
    "conflict": 7,
}
"""In how many days a matter of a kind is to be settled: the house's own proposal, as no instrument names a number. A program sets it; a person finds it
in the form and may say another."""
OTHERWISE: Final = 14
"""The same of other kinds."""
ANSWER: Final = 3
"""In how many days an office is to explain, where nobody says otherwise."""
NAMED: Final = "FKX"
"""First letters of records whose names are a make, a model and marks: they may be told to an office that does not see the record."""
MOST_DAYS: Final = 366
"""No deadline that a person sets lies further ahead: nobody puts a matter where no one meets it."""
OUTCOMES: Final = (
    "found",
    "returned",
    "remedied",
    "answered",
    "mistake_corrected",
    "explained",
    "missing",
    "loss_recorded",
    "case_opened",
    "referred",
    "unfounded",
)
"""How a matter may end; what none of these says is not settled."""
LINKED: Final = ("missing", "loss_recorded", "case_opened", "referred")
"""Outcomes that name the record to which they lead."""

_OPEN: Final = ("open", "asked", "explained")
_OWNERS: Final = OfOffice(code="matters.not_yours", column="agency", or_column="escalated_to")
_ESCALATED: Final = (Condition("escalated_to", ("",), differs=True),)
_REASON: Final = "kept.reason"
_ARTICLE: Final = "UNCAC art. 7, 9; ITI para. 9"

ACTS: Final = Acts(
    "matters",
    words="ifar.matters.labels",
    records=[Record("matter", "N", stamps={"raised_by": "actor", "raised_at": "recorded_at"})],
    acts=[
        Act(
            "matter",
            "raised",
            to("open", ""),
            ("kind", "about", "cause", "due_on", "explainer", "barred"),
            personal={"text": "text"},
            guards=(
                # What a program found is raised by a program: nobody takes its place beforehand with a matter of their own making.
                OfOffice(
                    code="matters.cause",
                    column="cause",
                    jobs=True,
                    when=(Condition("cause", ("",), differs=True),),
                ),
                Listed(code="matters.kind", column="kind", values=KINDS, field="kind"),
                Filled(code="matters.due", column="due_on", field="due_on"),
            ),
            hears="the office that owns it, in My tasks",
        ),
        Act(
            "matter",
            "asked",
            to("asked", "open", "asked", "explained"),
            ("explainer", "answer_by", "named"),
            personal={"question": "question"},
            guards=(
                # What a program found it may ask about at once: whoever had it in hand is asked while they know.
                OfOffice(code="matters.not_yours", column="agency", or_column="escalated_to", jobs=True),
                Filled(code="matters.explainer", column="explainer", field="explainer"),
                Filled(code="matters.answer_by", column="answer_by", field="answer_by"),
                # The office above closes it too; then it is not the one that must explain.
                Differs(
                    code="matters.settles_it", column="explainer", than="escalated_to", field="explainer"
                ),
            ),
            article="ICCPR art. 14; the side that is blamed is heard",
            hears="the office that must explain, in My tasks",
        ),
        Act(
            "matter",
            "explained",
            to("explained", "asked"),
            personal={"explanation": "explanation"},
            guards=(OfOffice(code="matters.not_asked", column="explainer"),),
            permission="matters:matter:explain",
            hears="the office that owns it, in My tasks",
        ),
        Act(
            "matter",
            "extended",
            stays(*_OPEN),
            ("due_on",),
            guards=(
                _OWNERS,
                OfOffice(code="matters.above", column="escalated_to", when=_ESCALATED),
                NotBefore(code="matters.earlier", column="due_on", than="was.due_on", field="due_on"),
                Another(code="matters.barred", than="barred", than_whoever=("explained",)),
            ),
            hears="the office that must explain, on its page",
        ),
        Act(
            "matter",
            "evidenced",
            stays(*_OPEN),
            guards=(Filled(code="matters.object", column="details.object", field="object"),),
            hears="nobody, because it stands on the page of the matter",
        ),
        Act(
            "matter",
            "escalated",
            stays(*_OPEN),
            ("escalated_to", "escalated_on"),
            guards=(
                OfOffice(code="matters.not_yours", column="agency", jobs=True),
                Filled(code="matters.escalated_to", column="escalated_to", field="escalated_to"),
                Differs(
                    code="matters.settles_it", column="escalated_to", than="explainer", field="escalated_to"
                ),
            ),
            hears="the office above the one that owns it, in My tasks",
        ),
        Act(
            "matter",
            "closed",
            to("closed", *_OPEN),
            ("outcome", "leads_to"),
            personal={"reason": "reason"},
            guards=(
                _OWNERS,
                Another(code="matters.barred", than="barred", than_whoever=("explained",), article=_ARTICLE),
                # An office that explains to itself does so before one of its people closes it: nobody passes over what they owe.
                Differs(
                    code="matters.explain_first",
                    column="explainer",
                    than="agency",
                    when=(Condition("was.state", ("asked",)),),
                    article=_ARTICLE,
                ),
                Listed(code="matters.outcome", column="outcome", values=OUTCOMES, field="outcome"),
                Filled(
                    code="matters.leads_to",
                    column="leads_to",
                    field="leads_to",
                    when=(Condition("outcome", LINKED),),
                ),
            ),
            permission="matters:matter:settle",
            article=_ARTICLE,
            hears="whoever raised it and the office that explained, in their notifications",
        ),
        Act(
            "matter",
            "reopened",
            to("open", "closed"),
            ("due_on",),
            clears=("outcome", "leads_to"),
            guards=(
                _OWNERS,
                Another(code="matters.closed_by_you", than_whoever=("closed",), since=("reopened",)),
                Filled(code="matters.reason", column=_REASON, field="reason"),
            ),
            hears="whoever closed it, in their notifications",
        ),
    ],
)
