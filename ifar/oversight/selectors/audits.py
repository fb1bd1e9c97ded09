"""Audit plans as inspectors may see them, and their files: none of an office near theirs or where they ever worked, none in which they took part."""

from __future__ import annotations

import json
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection
from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from ifar.accounts.models import Agency
from ifar.errors import NotFound
from ifar.ledger.models import Entry, Personal
from ifar.licensing.draw import Member
from ifar.matters.found import Thing
from ifar.oversight.labels import of
from ifar.oversight.models import Event, File, Plan
from ifar.oversight.selectors.cases import DESK
from ifar.oversight.selectors.signals import near, offices_of
from ifar.rights import Actor, may

_DECISIONS: Final = "SELECT stratum, entry, object FROM oversight_decisions(%s, %s, %s, %s) ORDER BY entry"


@dataclass(frozen=True, slots=True)
class Framed:
    """A line of a plan's frame: a decision under its token, with the entry that it is and what it was about."""

    stratum: str
    token: str
    decision: uuid.UUID
    object: str

    @property
    def member(self) -> Member:
        """What of it is published."""
        return Member(self.stratum, self.token)


def plans_for(actor: Actor) -> QuerySet[Plan]:
    """The plans of the actor's inspectorate."""
    plans = Plan.objects.select_related("agency")
    if not may(actor, DESK) or actor.agency_kind != "inspectorate":
        return plans.none()
    return plans.filter(agency__public_id=actor.agency)


def plan_for(actor: Actor, public_id: str) -> Plan:
    """One of them; unknown and unseen answer alike.

    Raises:
        NotFound: there is none for this actor.
    """
    record = plans_for(actor).filter(public_id=public_id).first()
    if record is None:
        raise NotFound("oversight.not_found", of("oversight.not_found"))
    return record


def list_of(actor: Actor) -> QuerySet[Plan]:
    """The plans of the list, each with how many of its files the actor may see (`files_seen`), how many of these are audited, and how many overdue."""
    seen = Q(files__in=files_for(actor))
    late = seen & ~Q(files__state="audited") & Q(files__due_on__lt=timezone.localdate())
    return plans_for(actor).annotate(
        files_seen=Count("files", filter=seen),
        audited=Count("files", filter=seen & Q(files__state="audited")),
        late=Count("files", filter=late),
    )


def files_for(actor: Actor) -> QuerySet[File]:
    """The files that an actor may see, whoever audits them."""
    files = File.objects.select_related("agency", "plan")
    if not may(actor, DESK) or actor.agency_kind != "inspectorate":
        return files.none()
    themselves = [actor.id, *sorted(actor.people - {actor.id})]
    return (
        files.filter(agency__public_id=actor.agency)
        .exclude(office__in=near(*offices_of(actor.id)))
        .exclude(barred__overlap=themselves)
    )


def file_for(actor: Actor, public_id: str) -> File:
    """One of them; unknown and unseen answer alike.

    Raises:
        NotFound: there is none for this actor.
    """
    record = files_for(actor).filter(public_id=public_id).first()
    if record is None:
        raise NotFound("oversight.not_found", of("oversight.not_found"))
    return record


def decisions(plan: Plan) -> list[tuple[str, uuid.UUID, str]]:
    """The decisions that a plan names and no earlier plan drew from: stratum, entry, what was decided about. Whatever anybody may see: a frame leaves none out."""
    with connection.cursor() as cursor:
        cursor.execute(_DECISIONS, [plan.offices, plan.decisions, plan.period_from, plan.period_to])
        return [(stratum, entry, thing) for stratum, entry, thing in cursor.fetchall()]


def frame_of(plan: Plan) -> list[Framed]:
    """The frame of a plan as it was frozen; empty before that, or where it was lawfully erased."""
    adopted = Event.objects.filter(record_type="plan", subject=plan.public_id, kind="adopted").values("id")
    rows = Personal.objects.filter(entry__in=adopted, field="frame").values_list("value", flat=True).first()
    return [Framed(stratum, token, uuid.UUID(entry), thing) for stratum, token, entry, thing in rows or ()]


def counts_of(plan: Plan) -> Mapping[str, int]:
    """Stratum -> how many files of it are drawn, or all where there are fewer."""
    return {f"{office}.{kind}": plan.number for office in plan.offices for kind in plan.decisions}


def took_part(objects: Collection[str]) -> Mapping[str, list[str]]:
    """Application or licence -> everybody who wrote, proposed or approved something of it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT o, to_json(oversight_took_part(o))::text FROM unnest(%s::text[]) AS o", [list(objects)]
        )
        return {thing: sorted(json.loads(people)) for thing, people in cursor.fetchall()}


def offices_to_audit(actor: Actor) -> list[tuple[str, str]]:
    """The offices that a plan of the actor's inspectorate may name: those that decide about licences, none near it."""
    offices = Agency.objects.filter(kind="licensing_authority", closed=False)
    offices = offices.exclude(public_id__in=near(actor.agency)).order_by("name", "id")
    return [(office.public_id, office.called) for office in offices]


def decided_by(file: File) -> tuple[Entry, Sequence[str]]:
    """The entry of the decision that is audited, and who proposed and approved it."""
    entry = Entry.objects.get(entry=file.decision)
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT q.proposer FROM licensing_event e JOIN accounts_proposal q ON q.public_id = e.proposal WHERE e.id = %s AND e.proposal <> ''
               UNION SELECT unnest(accounts_answered(e.proposal)) FROM licensing_event e WHERE e.id = %s""",
            [file.decision, file.decision],
        )
        return entry, sorted({entry.actor, *(who for (who,) in cursor.fetchall())})


def words_of(file: File) -> str:
    """What the auditor wrote about a file; empty before that, or where it was lawfully erased."""
    audited = Event.objects.filter(record_type="file", subject=file.public_id, kind="audited").values("id")
    written = Personal.objects.filter(entry__in=audited, field="note").values_list("value", flat=True)
    return str(written.first() or "")


def progress(actor: Actor, plan: Plan) -> list[dict[str, Any]]:
    """Each office and kind of decision of a plan of which the actor may see the files: how many are drawn, audited, overdue, with a
    finding. Where it was drawn, those without a file are left out."""
    hidden, today = near(*offices_of(actor.id)), timezone.localdate()
    found: dict[tuple[str, str], dict[str, int]] = {}
    for file in files_for(actor).filter(plan=plan):
        row = found.setdefault((file.office, file.kind), {"drawn": 0, "audited": 0, "late": 0, "faults": 0})
        row["drawn"] += 1
        row["audited"] += file.state == "audited"
        row["late"] += file.state != "audited" and file.due_on < today
        row["faults"] += file.grade not in ("", "none")
    return [
        {"office": office, "kind": kind, **found.get((office, kind), {})}
        for office in plan.offices
        if office not in hidden
        for kind in plan.decisions
        if not plan.drawn or (office, kind) in found
    ]


def in_matters(actor: Actor, public_ids: Collection[str]) -> Mapping[str, Thing]:
    """Plans of which a matter speaks."""
    return {
        plan.public_id: Thing(
            _("Audit plan %(year)s") % {"year": plan.year}, reverse("oversight:plan", args=[plan.public_id])
        )
        for plan in plans_for(actor).filter(public_id__in=list(public_ids))
    }
