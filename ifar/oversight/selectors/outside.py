"""Reports from outside as an inspector may see them: those of the inspectorate, and where one is attached to a case, of that case's people alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from ifar.errors import NotFound
from ifar.ledger.models import Entry
from ifar.matters.found import Thing
from ifar.oversight.labels import of
from ifar.oversight.models import Event, Inspection, Key, Message, Report
from ifar.oversight.selectors.cases import DESK, cases_for
from ifar.rights import Actor, may


def reports_for(actor: Actor) -> QuerySet[Report]:
    """The reports that an actor may work on."""
    reports = Report.objects.select_related("agency")
    if not may(actor, DESK) or actor.agency_kind != "inspectorate":
        return reports.none()
    cases = cases_for(actor).values("public_id")
    return reports.filter(Q(inspection="") | Q(inspection__in=cases), agency__public_id=actor.agency)


def report_for(actor: Actor, public_id: str) -> Report:
    """One of them; unknown and unseen answer alike.

    Raises:
        NotFound: there is none for this actor.
    """
    record = reports_for(actor).filter(public_id=public_id).first()
    if record is None:
        raise NotFound("oversight.not_found", of("oversight.not_found"))
    return record


def key_in_force() -> Key | None:
    """The key to which reports are sealed: the newest, unless it is lost."""
    newest = Key.objects.order_by("id").last()
    return newest if newest is not None and newest.state == "published" else None


def letters_of(actor: Actor) -> QuerySet[Message]:
    """Every letter of the actor's inspectorate, also of reports that belong to cases of others: to seal it again reads nothing of it."""
    if not may(actor, DESK) or actor.agency_kind != "inspectorate":
        return Message.objects.none()
    return Message.objects.filter(agency__public_id=actor.agency, state="kept")


def lost_of(report: Report) -> int:
    """How many letters of a report nobody can read any more."""
    lost = Key.objects.filter(state="lost").values("public")
    return report.messages.filter(key__in=lost, state="kept").count()


def to_erase() -> list[tuple[Report, dt.date]]:
    """Closed reports with letters that are still kept, but for those of cases that are not closed; each with the day on which it was closed last."""
    running = Inspection.objects.exclude(state="closed").values("public_id")
    closed = Report.objects.filter(state="closed", messages__state="kept").exclude(inspection__in=running)
    reports = {
        report.public_id: report for report in closed.select_related("agency").distinct().order_by("id")
    }
    acts = Event.objects.filter(record_type="report", kind="closed", subject__in=reports)
    subjects = dict(acts.values_list("id", "subject"))
    days = {
        subjects[entry]: timezone.localtime(at).date()
        for entry, at in Entry.objects.filter(entry__in=subjects)
        .order_by("id")
        .values_list("entry", "recorded_at")
    }
    return [(report, days[name]) for name, report in reports.items()]


def contents_of(message: Message) -> set[str]:
    """Everything that was ever sealed of a letter: to the inspectorate's keys, and to the reporter."""
    acts = Event.objects.filter(record_type="message", subject=message.public_id)
    said = (
        changes.get(name, "")
        for changes in acts.values_list("changes", flat=True)
        for name in ("content", "reply")
    )
    return {content for content in said if content}


def in_matters(actor: Actor, public_ids: Collection[str]) -> Mapping[str, Thing]:
    """Reports of which a matter speaks, by their day alone."""
    return {
        report.public_id: Thing(
            _("Report from outside"), reverse("oversight:outside_report", args=[report.public_id])
        )
        for report in reports_for(actor).filter(public_id__in=list(public_ids))
    }
