"""Opening a case, naming its lead, declaring that nothing stands in the way, examining, closing it and opening it again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ifar import identifiers
from ifar.accounts.models import Agency
from ifar.acts.offers import Offers
from ifar.errors import Reason
from ifar.matters.found import things_of
from ifar.oversight import inputs
from ifar.oversight.acts import DAYS, PROVEN
from ifar.oversight.models import Event, Inspection, Signal
from ifar.oversight.selectors import cases, signals
from ifar.oversight.selectors.cases import WORK
from ifar.oversight.services import verdicts
from ifar.oversight.services.writing import RECORDER, check_day
from ifar.rights import Actor, require

CASE: Final = Offers(RECORDER, "inspection", cases.case_for, page="oversight:case")


@transaction.atomic
def open_case(
    *, actor: Actor, origin: str, text: str, due_on: dt.date, who: str = "", office: str = ""
) -> str:
    """Open a case that no signal asks for; returns its public identifier.

    Args:
        who: public identifier of the person, trader or holder concerned, where one is known.
        office: that of the office concerned; nobody near it sees the case.

    Raises:
        Invalid: there is no such office, the identifier is none, or the day has passed or lies too far ahead.
        Forbidden: the case would speak of the actor.
    """
    require(actor, WORK)
    check_day(due_on)
    known = identifiers.parse(who) if who else ""
    if known is None:
        raise RECORDER.invalid(Reason("oversight.who", field="who"))
    if office and not Agency.objects.filter(public_id=office).exists():
        raise RECORDER.invalid(Reason("oversight.addressed", field="office"))
    return _open(actor, origin, known, [office, *cases.offices_about(known)], [], [], due_on, text)


@transaction.atomic
def open_from_signals(
    *, actor: Actor, who: str, text: str, due_on: dt.date | None = None, lead: str = ""
) -> str:
    """Open a case from all signals of one person, office, trader or holder, and name its lead where one is chosen; returns its public identifier.

    Whoever took part in what they stand on works on no such case, and nobody near any office of these signals or near that where the person belongs.

    Raises:
        NotFound: there is no signal of theirs that this actor may see.
        Invalid: the day has passed or lies too far ahead, or there is no such inspector.
        Refused: the case speaks of the lead, or they belong to an office concerned or one near it.
    """
    require(actor, WORK)
    of_whom = cases.opening_from(actor, who)
    if due_on:
        check_day(due_on)
    made = _open(
        actor,
        "signal",
        who,
        of_whom.offices,
        of_whom.barred,
        sorted(signal.finding for signal in of_whom.signals),
        due_on or timezone.localdate() + dt.timedelta(days=DAYS),
        text,
    )
    if lead:
        assign(actor=actor, inspection_id=made, lead=lead)
    return made


def open_from_audit(*, actor: Actor, office: str, barred: Collection[str], text: str) -> str:
    """Open a case from the audit of a file of an office; returns its public identifier.

    Args:
        barred: who took part in what was audited; none of them works on the case.
    """
    require(actor, WORK)
    due_on = timezone.localdate() + dt.timedelta(days=DAYS)
    return _open(actor, "audit", "", [office], sorted(barred), [], due_on, text)


def _open(
    actor: Actor,
    origin: str,
    who: str,
    offices: Collection[str],
    barred: Collection[str],
    findings: list[str],
    due_on: dt.date,
    text: str,
) -> str:
    concerned = sorted(set(offices) - {""})
    if signals.near(*concerned) & {actor.agency, *signals.offices_of(actor.id)}:
        raise RECORDER.refused(Reason("oversight.own_office", field="office"))
    if actor.agency_kind == "court" and not _of_inspectorates(who, concerned, barred):
        raise RECORDER.refused(Reason("oversight.court", field="office"))
    sets = {
        "origin": origin,
        "who": who,
        "offices": concerned,
        "barred": list(barred),
        "findings": findings,
        "due_on": due_on,
    }
    return RECORDER.record(actor, "inspection", "opened", changes=sets, personal={"text": text}).subject


def _of_inspectorates(who: str, offices: Collection[str], barred: Collection[str]) -> bool:
    """Whether a case is one of those that a court opens: about an inspectorate, one of its people, or something in which they took part."""
    near = signals.inspectorates()
    people = signals.people_of(near)
    if people & {who, *barred} or who in near:
        return True
    return not who.startswith(("A", "U")) and bool(near & set(offices))


def _mine(actor: Actor, inspection_id: str, expected_n: int | None) -> Inspection:
    require(actor, WORK)
    case = cases.case_for(actor, inspection_id)
    RECORDER.check_expected(case, expected_n)
    return case


def _to_name(field: str) -> Any:
    def asks(actor: Actor, case: Inspection) -> Mapping[str, Any]:
        known = {case.lead, *case.members} - {""}
        people = cases.inspectors_for(actor, case)
        return {"among": {field: [row for row in people if row[0] not in known]}}

    return asks


def _named(actor: Actor, case: Inspection, person: str, field: str) -> Mapping[str, Any]:
    """What the rule of independence is told of somebody who is named."""
    if person not in cases.inspectors_of(actor):
        raise RECORDER.invalid(Reason("oversight.inspector", field=field))
    return {
        "named": person,
        "offices": sorted(signals.offices_of(person)),
        "near": sorted(signals.near(*case.offices)),
    }


@CASE.act(
    "assigned",
    inputs.NameLead,
    _("Assign the lead inspector"),
    permission=WORK,
    leads=lambda case: case.state == "open",
    asks=_to_name("lead"),
    done=_("The lead is told, and declares first that there is no conflict of interest."),
)
@transaction.atomic
def assign(*, actor: Actor, inspection_id: str, lead: str, expected_n: int | None = None) -> None:
    """Name who leads a case.

    Raises:
        NotFound: there is no such case for this actor.
        Invalid: there is no such inspector.
        Refused: the case speaks of them, or they belong to an office concerned or one near it.
    """
    case = _mine(actor, inspection_id, expected_n)
    seen = _named(actor, case, lead, "lead")
    RECORDER.record(actor, "inspection", "assigned", case, changes={"lead": lead}, seen=seen)


@CASE.act(
    "declared",
    inputs.DeclareNoConflict,
    _("Declare that there is no conflict of interest"),
    permission=WORK,
    leads=True,
)
@transaction.atomic
def declare(
    *, actor: Actor, inspection_id: str, declared: bool = False, expected_n: int | None = None
) -> None:
    """Declare, as the lead, that no interest of one's own stands in the way; the case is under examination from here.

    Raises:
        Forbidden: another person leads it.
        Invalid: the declaration is not ticked.
    """
    case = _mine(actor, inspection_id, expected_n)
    if not declared:
        raise RECORDER.invalid(Reason("oversight.declaration", field="declared"))
    RECORDER.record(actor, "inspection", "declared", case)


@CASE.act("recused", inputs.RecuseFromCase, _("Step down from the case"), permission=WORK)
@transaction.atomic
def recuse(*, actor: Actor, inspection_id: str, reason: str, expected_n: int | None = None) -> None:
    """Step back as the lead; another one is named."""
    case = _mine(actor, inspection_id, expected_n)
    RECORDER.record(actor, "inspection", "recused", case, personal={"reason": reason})


@CASE.act("admitted", inputs.AdmitMember, _("Admit a member"), permission=WORK, asks=_to_name("member"))
@transaction.atomic
def admit(*, actor: Actor, inspection_id: str, member: str, expected_n: int | None = None) -> None:
    """Admit somebody to the case; from here they see it and work on it.

    Raises:
        Forbidden: another person leads it.
        Invalid: there is no such inspector.
        Refused: the case speaks of them, or they belong to an office concerned or one near it.
    """
    case = _mine(actor, inspection_id, expected_n)
    seen = _named(actor, case, member, "member")
    members = [*(name for name in case.members if name != member), member]
    RECORDER.record(actor, "inspection", "admitted", case, changes={"members": members}, seen=seen)


@CASE.act(
    "planned",
    inputs.PlanInspection,
    _("Write the plan"),
    permission=WORK,
    leads=lambda case: not case.plan,
    asks=lambda _actor, case: {"initial": {"plan": case.plan}},
)
@transaction.atomic
def plan(*, actor: Actor, inspection_id: str, plan: str, expected_n: int | None = None) -> None:
    """Write the plan of the examination, or write it anew."""
    case = _mine(actor, inspection_id, expected_n)
    RECORDER.record(actor, "inspection", "planned", case, personal={"plan": plan})


@CASE.act("visited", inputs.NoteVisit, _("Record a visit"), permission=WORK)
@transaction.atomic
def note_visit(
    *, actor: Actor, inspection_id: str, on: dt.date, note: str, expected_n: int | None = None
) -> None:
    """Record a visit on site.

    Raises:
        Invalid: the day lies ahead.
    """
    case = _mine(actor, inspection_id, expected_n)
    if on > timezone.localdate():
        raise RECORDER.invalid(Reason("oversight.on", field="on"))
    RECORDER.record(actor, "inspection", "visited", case, details={"on": on}, note=note)


@CASE.act("evidenced", inputs.NameEvidence, _("Add evidence"), permission=WORK)
@transaction.atomic
def add_evidence(
    *, actor: Actor, inspection_id: str, object: str, note: str = "", expected_n: int | None = None
) -> None:
    """Name a record that says something about what is examined.

    Raises:
        Invalid: there is no such record for this actor.
    """
    case = _mine(actor, inspection_id, expected_n)
    if object not in things_of(actor, [object]):
        raise RECORDER.invalid(Reason("oversight.object", field="object"))
    RECORDER.record(actor, "inspection", "evidenced", case, details={"object": object}, note=note)


@CASE.act("found", inputs.RecordFinding, _("Record a finding"), permission=WORK)
@transaction.atomic
def record_finding(
    *, actor: Actor, inspection_id: str, grade: str, note: str, expected_n: int | None = None
) -> None:
    """Record what was found and how grave it is."""
    case = _mine(actor, inspection_id, expected_n)
    RECORDER.record(actor, "inspection", "found", case, details={"class": grade}, note=note)


def _later(_actor: Actor, case: Inspection) -> Mapping[str, Any]:
    return {"initial": {"due_on": max(case.due_on, timezone.localdate()) + dt.timedelta(days=14)}}


@CASE.act("extended", inputs.ExtendInspection, _("Extend the deadline"), permission=WORK, asks=_later)
@transaction.atomic
def extend(
    *, actor: Actor, inspection_id: str, due_on: dt.date, reason: str, expected_n: int | None = None
) -> None:
    """Give a case more time; another person than its lead does."""
    case = _mine(actor, inspection_id, expected_n)
    check_day(due_on)
    RECORDER.record(actor, "inspection", "extended", case, changes={"due_on": due_on}, note=reason)


@CASE.act(
    "closed",
    inputs.CloseInspection,
    _("Close the case"),
    permission=WORK,
    hint=_(
        "Its signals count as confirmed where a fault was remedied, measures were taken or it was referred."
    ),
    when=lambda _actor, case: not cases.owed(case),
)
@transaction.atomic
def close(
    *, actor: Actor, inspection_id: str, outcome: str, reason: str, expected_n: int | None = None
) -> None:
    """Close a case; another member than its lead does, once something was found and nothing is owed.

    Raises:
        Forbidden: the actor leads it.
        Refused: nothing was found yet, a request is not answered or a provisional measure stands.
    """
    case = _mine(actor, inspection_id, expected_n)
    found = Event.objects.filter(record_type="inspection", subject=case.public_id, kind="found")
    if not found.exists():
        raise RECORDER.refused(Reason("oversight.no_finding"))
    RECORDER.record(
        actor,
        "inspection",
        "closed",
        case,
        changes={"outcome": outcome},
        personal={"reason": reason},
        seen={"owed": cases.owed(case)},
    )
    confirmed = outcome in PROVEN
    if confirmed or outcome == "innocent":
        for signal in Signal.objects.filter(finding__in=case.findings):
            verdicts.give_by_case(actor, signal, case, confirmed=confirmed)


@CASE.act(
    "reopened",
    inputs.ReopenInspection,
    _("Reopen the case"),
    permission=WORK,
    asks=lambda _actor, _case: {"initial": {"due_on": timezone.localdate() + dt.timedelta(days=DAYS)}},
)
@transaction.atomic
def reopen(
    *, actor: Actor, inspection_id: str, due_on: dt.date, reason: str, expected_n: int | None = None
) -> None:
    """Open a closed case again, by another person than closed it; a lead is named anew. Its verdicts end with it."""
    case = _mine(actor, inspection_id, expected_n)
    check_day(due_on)
    RECORDER.record(
        actor, "inspection", "reopened", case, changes={"due_on": due_on}, personal={"reason": reason}
    )
    verdicts.withdraw_of_case(actor, case)
