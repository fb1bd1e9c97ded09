"""Reports from outside as an inspector may see them: those of the inspectorate, and where one is attached to a case, of that case's people alone."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from ifar.errors import NotFound
from ifar.matters.found import Thing
from ifar.oversight.labels import of
from ifar.oversight.models import Key, Message, Report
from ifar.oversight.selectors.cases import WORK, cases_for
from ifar.rights import Actor, may


def reports_for(actor: Actor) -> QuerySet[Report]:
    """The reports that an actor may work on."""
    reports = Report.objects.select_related("agency")
    if not may(actor, WORK) or actor.agency_kind != "inspectorate":
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
    if not may(actor, WORK) or actor.agency_kind != "inspectorate":
        return Message.objects.none()
    return Message.objects.filter(agency__public_id=actor.agency)


def lost_of(report: Report) -> int:
    """How many letters of a report nobody can read any more."""
    lost = Key.objects.filter(state="lost").values("public")
    return report.messages.filter(key__in=lost).count()


def in_matters(actor: Actor, public_ids: Collection[str]) -> Mapping[str, Thing]:
    """Reports of which a matter speaks, by their day alone."""
    return {
        report.public_id: Thing(
            _("Report from outside"), reverse("oversight:outside_report", args=[report.public_id])
        )
        for report in reports_for(actor).filter(public_id__in=list(public_ids))
    }
