"""Forms that put something to the work of a project: activities, partners, places, risks, issues, lessons. One form, one act each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from ifar.acts.forms import form_of
from ifar.acts.inputs import Input, part_of
from ifar.form_errors import actor_of
from ifar.programme import work, work_inputs, work_labels
from ifar.programme.selectors import work as selectors
from ifar.programme.services import planning, working
from ifar.programme.services import work as services
from ifar.programme.views.asking import form_page
from ifar.rights import require


@dataclass(frozen=True)
class Kind:
    """How a type of record is asked for: what is said, what it becomes, the title of its form, the page on which it stands."""

    said: type[Input]
    new: Callable[..., services.New]
    title: Any
    page: str


KINDS: Final[Mapping[str, Kind]] = {
    "activity": Kind(work_inputs.PlanActivity, services.NewActivity, _("Plan an activity"), "plan"),
    "partner": Kind(work_inputs.NamePartner, services.NewPartner, _("Name a partner"), "plan"),
    "location": Kind(work_inputs.NameLocation, services.NewLocation, _("Name a place"), "plan"),
    "risk": Kind(work_inputs.RaiseRisk, services.NewRisk, _("Raise a risk"), "risks"),
    "issue": Kind(work_inputs.RaiseIssue, services.NewIssue, _("Raise an issue"), "risks"),
    "lesson": Kind(work_inputs.NoteLesson, services.NewLesson, _("Note a lesson"), "risks"),
}
assert set(work.STANDINGS) == set(work_labels.STANDINGS)


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, public_id: str, record_type: str) -> HttpResponse:
    """Put something to the work of a project."""
    actor = actor_of(request)
    require(actor, planning.PLAN)
    of = selectors.project(actor, public_id)
    kind = KINDS[record_type]
    among = working.of_project(actor, public_id) if record_type == "activity" else None

    def do(given: Input) -> None:
        services.add(actor=actor, project=public_id, new=part_of(given, kind.new))

    return form_page(
        request,
        form_of(kind.said, request, among=among),
        do,
        title=kind.title,
        said=of.title,
        button=kind.title,
        back=reverse(f"programme:{kind.page}", args=(public_id,)),
    )
