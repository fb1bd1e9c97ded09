"""Visits of inspections: nobody there, what was found item by item, who takes whose place; and the faults that are followed up."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ifar.acts.offers import Offers
from ifar.errors import Forbidden, Reason
from ifar.licensing import inspection, labels
from ifar.licensing.inputs import ExtendTime, MissVisit, RecordVisit, ReplaceVisit
from ifar.licensing.models import Finding, Licence, Round, Visit
from ifar.licensing.selectors import follow_up, records
from ifar.licensing.selectors.terms import items
from ifar.licensing.services import overdue, rounds
from ifar.licensing.services.applications import today
from ifar.licensing.services.writing import RECORDER
from ifar.matters.services import matters
from ifar.reference import selectors as reference
from ifar.rights import Actor, require

RECORD: Final = "licensing:visit:record"
VISIT: Final = Offers(RECORDER, "visit", follow_up.visit_for, page="licensing:visit")
FINDING: Final = Offers(RECORDER, "finding", follow_up.finding_for, page="licensing:finding")


def _standing(actor: Actor, public_id: str, kind: str, expected_n: int | None) -> Visit:
    require(actor, RECORD)
    visit = follow_up.visit_for(actor, public_id)
    RECORDER.check_expected(visit, expected_n)
    RECORDER.state_after("visit", kind, visit.state)
    return visit


@VISIT.act(
    "missed",
    MissVisit,
    _("Record that nobody was there"),
    permission=RECORD,
    done=_("It is recorded that nobody was there."),
)
@transaction.atomic
def miss(*, actor: Actor, visit_id: str, note: str = "", expected_n: int | None = None) -> None:
    """Record that nobody was there.

    Raises:
        Refused: the last call was recorded less than `inspection.CALLS_APART` ago.
    """
    visit = _standing(actor, visit_id, "missed", expected_n)
    last = follow_up.last_call(visit)
    if not inspection.calls_again(last, timezone.now()):
        hours = inspection.CALLS_APART // dt.timedelta(hours=1)
        raise RECORDER.refused(Reason("licensing.visit.called", params={"hours": hours}))
    RECORDER.record(actor, "visit", "missed", visit, changes={"missed": visit.missed + 1}, note=note)


def _questions(_actor: Actor, visit: Visit) -> Mapping[str, Any]:
    """What is to be answered at the storage of its kind of licence: code, words, article."""
    kind = Licence.objects.values_list("kind", flat=True).get(public_id=visit.licence)
    spoken = reference.words("inspection_item")
    asked = inspection.items_for(items(), kind)
    return {
        "among": {"answers": [(item.code, spoken.get(item.code, item.code), item.article) for item in asked]}
    }


@VISIT.act(
    "visited",
    RecordVisit,
    _("Record the visit"),
    permission=RECORD,
    done=_("The visit is recorded."),
    leads=True,
    when=lambda actor, result: not actor.acts_for(*records.granters_of(result.licence)),
    asks=_questions,
)
@transaction.atomic
def record(
    *,
    actor: Actor,
    visit_id: str,
    answers: Mapping[str, str],
    note: str = "",
    expected_n: int | None = None,
) -> list[str]:
    """Record what was found, item by item; a fault becomes a finding with a day, and is looked at again.

    What an earlier visit found and this one finds in order is remedied. Returns the new findings.

    Raises:
        Forbidden: the actor granted the licence, or proposed to.
        Invalid: an item of the list is not answered, or another one is.
    """
    visit = _standing(actor, visit_id, "visited", expected_n)
    if actor.acts_for(*records.granters_of(visit.licence)):
        code = "licensing.visit.granted_by_you"
        raise Forbidden(code, labels.of(code), article="UNCAC art. 7-9")
    kind = Licence.objects.values_list("kind", flat=True).get(public_id=visit.licence)
    asked = inspection.items_for(items(), kind)
    wrong = [item.code for item in asked if answers.get(item.code) not in inspection.ANSWERS]
    if wrong or set(answers) - {item.code for item in asked}:
        raise RECORDER.invalid(Reason("licensing.visit.answers", field=wrong[0] if wrong else "answers"))
    day = today()
    result = inspection.result(answers)
    changes = {"answers": dict(answers), "result": result, "visited_on": day}
    RECORDER.record(actor, "visit", "visited", visit, changes=changes, note=note)
    still = list(Finding.objects.filter(licence=visit.licence, state="open").order_by("id"))
    for finding in still:
        if answers.get(finding.item) == inspection.GOOD:
            RECORDER.record(actor, "finding", "remedied", finding, changes={"by_visit": visit.public_id})
            matters.settle_found(actor, finding.public_id, overdue.FAULT, "remedied", note)
    return _follow(actor, visit, inspection.faults(asked, answers, day), {item.item for item in still})


def _follow(actor: Actor, visit: Visit, due: Mapping[str, dt.date], known: set[str]) -> list[str]:
    """Open what is new, and plan one visit for all that is at fault."""
    keeper = (visit.agency.public_id, visit.compartment)
    opened = []
    for item, day in due.items():
        if item in known:
            continue
        changes = {
            "visit": visit.public_id,
            "licence": visit.licence,
            "holder": visit.holder,
            "item": item,
            "due_on": day,
        }
        opened.append(RECORDER.record(actor, "finding", "found", changes=changes, keeper=keeper).subject)
    still = Finding.objects.filter(licence=visit.licence, state="open").order_by("due_on", "id").first()
    waits = Visit.objects.filter(licence=visit.licence, state="planned", why="finding").exists()
    if still is not None and not waits:
        again = {
            "licence": visit.licence,
            "holder": visit.holder,
            "why": "finding",
            "finding": still.public_id,
            "due_on": max(still.due_on, today()) + dt.timedelta(days=inspection.AGAIN_DAYS),
        }
        RECORDER.record(actor, "visit", "planned", changes=again, keeper=keeper)
    return opened


@VISIT.act(
    "replaced",
    ReplaceVisit,
    _("Put the next in its place"),
    permission=RECORD,
    done=_("The next of its stratum takes its place."),
    hint=_("Nobody chooses it: the next of the draw takes its place."),
    when=lambda _actor, result: bool(result.round),
)
@transaction.atomic
def replace(*, actor: Actor, visit_id: str, reason: str, note: str, expected_n: int | None = None) -> str:
    """Put the next of its stratum in a visit's place, for a reason of the list; returns the new visit, empty where none is left.

    Raises:
        Invalid: no such reason, nobody called often enough, no words, or no round drew it.
    """
    visit = _standing(actor, visit_id, "replaced", expected_n)
    known = {choice.code for choice in reference.choices("replacement_reason")}
    if reason not in known or not inspection.may_replace(reason, visit.missed):
        raise RECORDER.invalid(
            Reason("licensing.visit.reason", field="reason", params={"calls": inspection.CALLS})
        )
    if not visit.round:
        raise RECORDER.invalid(Reason("licensing.visit.own", field="reason"))
    if not note.strip():
        raise RECORDER.invalid(Reason("licensing.note", field="note"))
    of_round = Round.objects.select_related("agency").get(public_id=visit.round)
    taken = [*(token for _, token in of_round.drawn), *follow_up.tokens_of(visit.round)]
    following_one = rounds.plan_next(actor, of_round, visit.stratum, taken)
    RECORDER.record(
        actor,
        "visit",
        "replaced",
        visit,
        changes={"replacement": following_one},
        details={"reason": reason},
        note=note,
    )
    return following_one


@FINDING.act(
    "extended",
    ExtendTime,
    _("Give more time"),
    permission="licensing:removal:clear",
    done=_("More time is given."),
)
@transaction.atomic
def extend(*, actor: Actor, finding_id: str, days: int, note: str, expected_n: int | None = None) -> None:
    """Give more time to mend what was found, and say why.

    Raises:
        Invalid: too long, or no reason.
    """
    require(actor, "licensing:removal:clear")
    finding = follow_up.finding_for(actor, finding_id)
    RECORDER.check_expected(finding, expected_n)
    RECORDER.state_after("finding", "extended", finding.state)
    if not 1 <= days <= inspection.MOST_EXTENSION:
        raise RECORDER.invalid(Reason("licensing.removal.days", field="days"))
    if not note.strip():
        raise RECORDER.invalid(Reason("licensing.note", field="note"))
    due = max(finding.due_on, today()) + dt.timedelta(days=days)
    RECORDER.record(
        actor, "finding", "extended", finding, changes={"due_on": due}, details={"days": days}, note=note
    )
