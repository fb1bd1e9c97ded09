"""Drafting an audit plan, adopting it by two people, drawing its files, auditing each of them, and closing the plan.

A finding becomes a matter that the office explains, or an inspection case. Nothing of the register is changed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ifar.accounts.models import Proposal
from ifar.accounts.services import proposals, reads
from ifar.acts.offers import Offers
from ifar.errors import Reason
from ifar.licensing import draw
from ifar.licensing.selectors.framing import has_seed
from ifar.licensing.services.rounds import new_tokens, seed_for
from ifar.matters.services import matters
from ifar.oversight import inputs
from ifar.oversight.audit_acts import MATTERS
from ifar.oversight.models import File, Plan
from ifar.oversight.selectors import audits, cases
from ifar.oversight.selectors.cases import DESK
from ifar.oversight.selectors.signals import near, offices_of
from ifar.oversight.services.cases import open_from_audit
from ifar.oversight.services.writing import RECORDER, check_day
from ifar.rights import Actor, require

ADOPTED: Final = "oversight.plan_adopted"
PLAN: Final = Offers(RECORDER, "plan", audits.plan_for, page="oversight:plan", name="audit_plan")
FILE: Final = Offers(RECORDER, "file", audits.file_for, page="oversight:file", name="audit_file")


@transaction.atomic
def draft_plan(
    *,
    actor: Actor,
    year: int,
    offices: Sequence[str],
    decisions: Sequence[str],
    number: int,
    period_from: dt.date,
    period_to: dt.date,
    due_on: dt.date,
    beacon: str = "",
    seed_after: dt.datetime | None = None,
) -> str:
    """Draft the audit plan of a year; returns its public identifier.

    Args:
        offices: those whose decisions are audited; `decisions` of which kinds.
        number: how many files of each office and kind are drawn, or all where there are fewer.
        period_from, period_to: days of the log (UTC) in which the decisions were recorded, none ahead.
        due_on: by when the files are audited.
        beacon: the public source of the seed, announced now; empty: the log's next witnessed checkpoint.
        seed_after: the moment of the beacon's value.

    Raises:
        Invalid: with every reason, at its field.
        Refused: the plan names an office near the inspectorate, or decisions that lie ahead.
    """
    require(actor, DESK)
    check_day(due_on)
    known = {office for office, _called in audits.offices_to_audit(actor)}
    if not set(offices) <= known:
        raise RECORDER.invalid(Reason("oversight.plan_offices", field="offices"))
    now = timezone.now().replace(microsecond=0)
    after = (seed_after or now).astimezone(dt.UTC).replace(microsecond=0)
    if beacon.strip() and after <= now:
        raise RECORDER.invalid(Reason("oversight.plan_beacon", field="seed_after"))
    sets = {
        "year": year,
        "offices": sorted(dict.fromkeys(offices)),
        "decisions": sorted(dict.fromkeys(decisions)),
        "number": number,
        "period_from": period_from,
        "period_to": period_to,
        "due_on": due_on,
        "beacon": beacon.strip(),
        "seed_after": after.isoformat(),
    }
    seen = {"near": sorted(near(actor.agency)), "today": now.date()}
    return RECORDER.record(actor, "plan", "drafted", changes=sets, seen=seen).subject


@PLAN.act("dropped", inputs.DropAuditPlan, _("Discard the draft"), permission=DESK)
@transaction.atomic
def drop_plan(*, actor: Actor, plan_id: str, expected_n: int | None = None) -> None:
    """Discard a draft."""
    require(actor, DESK)
    plan = audits.plan_for(actor, plan_id)
    RECORDER.check_expected(plan, expected_n)
    RECORDER.record(actor, "plan", "dropped", plan)


@PLAN.act(
    "adopted",
    inputs.AdoptAuditPlan,
    _("Submit the plan for approval"),
    permission=DESK,
    hint=_(
        "A judge adopts it. From then on it is fixed which decisions may be drawn; nobody knows which will be."
    ),
    leads=True,
)
@transaction.atomic
def propose_plan(*, actor: Actor, plan_id: str, reason: str) -> Proposal:
    """Propose to adopt a plan.

    Raises:
        Refused: it is no draft, no such decision was made that stands in no earlier plan, there are too many, or the beacon has
            spoken already.
        Conflict: the same is asked already and waits for an answer.
    """
    require(actor, DESK)
    plan = audits.plan_for(actor, plan_id)
    RECORDER.state_after("plan", "adopted", plan.state)
    _framed(plan)
    return proposals.propose(
        actor=actor,
        act=ADOPTED,
        object=plan.public_id,
        payload={"details": {}},
        reason=reason,
        compartment=plan.compartment,
    )


def _framed(plan: Plan) -> list[list[str]]:
    """The frame that a plan has now, each decision under a token that says nothing of it."""
    if plan.beacon and plan.seed_after <= timezone.now():
        raise RECORDER.refused(Reason("oversight.plan_beacon"))
    rows = audits.decisions(plan)
    if not rows:
        raise RECORDER.refused(Reason("oversight.plan_empty"))
    if len(rows) > draw.LARGEST_FRAME:
        raise RECORDER.refused(Reason("oversight.plan_large", params={"most": draw.LARGEST_FRAME}))
    return [
        [stratum, token, str(entry), thing]
        for (stratum, entry, thing), token in zip(rows, new_tokens(len(rows)), strict=True)
    ]


def carry_out(actor: Actor, proposal: Proposal) -> None:
    """Adopt a plan: its frame is frozen before its seed exists."""
    plan = Plan.objects.get(public_id=proposal.object)
    frame = _framed(plan)
    members = [draw.Member(stratum, token) for stratum, token, *_of_whom in frame]
    changes = {"frame_hash": draw.frame_hash(members), "frame_size": len(frame)}
    RECORDER.record(
        actor,
        "plan",
        "adopted",
        plan,
        changes=changes,
        personal={"frame": frame},
        proposal=proposal.public_id,
    )


@PLAN.act(
    "drawn",
    inputs.DrawAuditPlan,
    _("Draw the files"),
    permission=DESK,
    done=_("The files are drawn."),
    hint=_("It is drawn once and never again."),
    leads=True,
    when=lambda _actor, plan: has_seed(plan.last_event, plan.beacon, plan.seed_after),
    asks=lambda _actor, plan: {} if plan.beacon else {"without": ("value",)},
)
@transaction.atomic
def draw_plan(*, actor: Actor, plan_id: str, value: str = "", expected_n: int | None = None) -> list[str]:
    """Draw the files of a plan; returns their public identifiers. It is drawn once and never again.

    Args:
        value: what the public beacon said, exactly, where the plan named one.

    Raises:
        Refused: it is not adopted or drawn already, or its seed does not exist yet.
        Invalid: the beacon's value is missing.
    """
    require(actor, DESK)
    plan = audits.plan_for(actor, plan_id)
    RECORDER.check_expected(plan, expected_n)
    RECORDER.state_after("plan", "drawn", plan.state)
    size, seed = seed_for(plan.last_event, plan.beacon, plan.seed_after, value.strip())
    frame = {framed.member: framed for framed in audits.frame_of(plan)}
    drawn = draw.draw(frame, audits.counts_of(plan), seed)
    RECORDER.record(
        actor,
        "plan",
        "drawn",
        plan,
        changes={"seed": seed, "seed_size": size, "drawn": [list(member) for member in drawn]},
        details={"value": value.strip()} if plan.beacon else {},
    )
    people = audits.took_part({frame[member].object for member in drawn})
    return [_open(actor, plan, frame[member], people[frame[member].object]) for member in drawn]


def _open(actor: Actor, plan: Plan, framed: audits.Framed, people: Sequence[str]) -> str:
    office, _dot, kind = framed.stratum.partition(".")
    changes = {
        "plan": plan.public_id,
        "token": framed.token,
        "decision": framed.decision,
        "kind": kind,
        "object": framed.object,
        "office": office,
        "barred": list(people),
        "due_on": plan.due_on,
    }
    return RECORDER.record(actor, "file", "drawn", changes=changes, parent=plan).subject


@PLAN.act(
    "closed",
    inputs.CloseAuditPlan,
    _("Close the plan"),
    permission=DESK,
    leads=True,
    when=lambda _actor, plan: not plan.files.exclude(state="audited").exists(),
)
@transaction.atomic
def close_plan(*, actor: Actor, plan_id: str, expected_n: int | None = None) -> None:
    """Close a plan of which every file is audited.

    Raises:
        Refused: a file waits.
    """
    require(actor, DESK)
    plan = audits.plan_for(actor, plan_id)
    RECORDER.check_expected(plan, expected_n)
    RECORDER.state_after("plan", "closed", plan.state)
    if plan.files.exclude(state="audited").exists():
        raise RECORDER.refused(Reason("oversight.plan_waits"))
    RECORDER.record(actor, "plan", "closed", plan)


# A file -----------------------------------------------------------------------------------------------------------------


def read_file(actor: Actor, file_id: str) -> File:
    """A file for somebody who reads it; that they do, and for what purpose, is logged.

    Raises:
        NotFound: there is no such file for this actor.
        Refused: no purpose was stated.
    """
    require(actor, DESK)
    file = audits.file_for(actor, file_id)
    reads.log(actor, "oversight.file.read", file.object)
    return file


def _auditors(actor: Actor, file: File) -> Mapping[str, Any]:
    return {"among": {"auditor": cases.independent_of(actor, file.barred, [file.office])}}


@FILE.act(
    "assigned",
    inputs.NameAuditor,
    _("Assign the auditor"),
    permission=DESK,
    leads=lambda file: file.state == "drawn",
    asks=_auditors,
)
@transaction.atomic
def assign_file(*, actor: Actor, file_id: str, auditor: str, expected_n: int | None = None) -> None:
    """Name who audits a file.

    Raises:
        NotFound: there is no such file for this actor.
        Invalid: there is no such inspector.
        Refused: they took part in the decision, or belong to the office that decided or one near it.
    """
    require(actor, DESK)
    file = audits.file_for(actor, file_id)
    RECORDER.check_expected(file, expected_n)
    if auditor not in cases.inspectors_of(actor):
        raise RECORDER.invalid(Reason("oversight.inspector", field="auditor"))
    seen = {"offices": sorted(offices_of(auditor)), "near": sorted(near(file.office))}
    RECORDER.record(actor, "file", "assigned", file, changes={"auditor": auditor}, seen=seen)


@FILE.act(
    "audited",
    inputs.AuditFile,
    _("Record the audit"),
    permission=DESK,
    leads=True,
    hint=_(
        "A non-conformity becomes a matter that the office explains; a suspected offence opens an inspection case, of which it hears nothing."
    ),
)
@transaction.atomic
def audit_file(
    *,
    actor: Actor,
    file_id: str,
    answers: Mapping[str, str],
    grade: str,
    note: str,
    expected_n: int | None = None,
) -> str:
    """Record the audit of a file; returns the public identifier of the matter or case that its finding opened, or nothing.

    Args:
        answers: item of the checklist -> yes, no or not applicable.
        grade: how grave the finding is.
        note: what was seen.

    Raises:
        Forbidden: another person audits it.
        Refused: an item is not answered, or a fault is classed as none.
    """
    require(actor, DESK)
    file = audits.file_for(actor, file_id)
    RECORDER.check_expected(file, expected_n)
    RECORDER.state_after("file", "audited", file.state)
    led_to = _follow(actor, file, grade, note)
    changes = {"answers": dict(answers), "grade": grade, "led_to": led_to}
    RECORDER.record(actor, "file", "audited", file, changes=changes, note=note)
    return led_to


def _follow(actor: Actor, file: File, grade: str, note: str) -> str:
    """What a finding opens."""
    if grade in MATTERS:
        return matters.open_matter(
            "finding",
            file.object,
            f"oversight.audited {file.public_id}",
            file.agency,
            compartment=file.compartment,
            explainer=file.office,
            question=note,
            barred=file.barred,
        )
    if grade == "criminal":
        return open_from_audit(actor=actor, office=file.office, barred=file.barred, text=note)
    return ""


# By the clock -----------------------------------------------------------------------------------------------------------


def raise_late(today: dt.date | None = None) -> int:
    """Raise a matter of the inspectorate for each plan whose day has passed and whose files are not all audited, also where none is drawn yet."""
    day = today or timezone.localdate()
    late = Plan.objects.filter(state__in=("adopted", "drawn"), due_on__lt=day).select_related("agency")
    raised = 0
    for plan in late:
        if plan.state == "drawn" and not plan.files.exclude(state="audited").exists():
            continue
        with transaction.atomic():
            cause = matters.next_cause(plan.public_id, "oversight.plan_overdue", day)
            raised += bool(
                cause
                and matters.open_matter(
                    "overdue_answer", plan.public_id, cause, plan.agency, compartment=plan.compartment
                )
            )
    return raised
