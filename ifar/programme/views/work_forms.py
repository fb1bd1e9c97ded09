"""Forms of the work of projects: activities, partners, places, risks, issues, lessons. One form, one act each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods

from ifar.form_errors import actor_of
from ifar.programme import work, work_labels
from ifar.programme.models import Location, Project, Result
from ifar.programme.selectors import work as selectors
from ifar.programme.services import planning
from ifar.programme.services import work as services
from ifar.programme.services.work import (
    New,
    NewActivity,
    NewIssue,
    NewLesson,
    NewLocation,
    NewPartner,
    NewRisk,
)
from ifar.programme.views.planning import answered
from ifar.programme.views.work import back_to
from ifar.rights import require
from ifar.typed import whole_number

_LINES: Final = forms.Textarea(attrs={"rows": 3, "dir": "auto"})
_DAY: Final = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class ActivityForm(forms.Form):
    """An activity."""

    title = forms.CharField(label=lazy("Activity"), max_length=400)
    result = forms.ChoiceField(label=lazy("Which result it serves"))
    starts_on = forms.DateField(label=lazy("Begins on"), widget=_DAY)
    ends_on = forms.DateField(label=lazy("Ends on"), widget=_DAY)
    responsible = forms.CharField(label=lazy("Responsible"), required=False, max_length=400)
    location = forms.ChoiceField(label=lazy("Place"), required=False)
    words = forms.CharField(label=lazy("Description"), required=False, max_length=4000, widget=_LINES)

    def of(self, project: Project) -> None:
        """Offer the results and places of a project."""
        results = Result.objects.filter(project=project.public_id, state="stated").order_by("id")
        places = Location.objects.filter(project=project.public_id, state="named").order_by("name")
        _offer(self, "result", [(one.public_id, one.title) for one in results])
        _offer(self, "location", [("", "–"), *((one.public_id, one.name) for one in places)])


def _offer(form: forms.Form, name: str, choices: list[tuple[str, Any]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices


class PartnerForm(forms.Form):
    """A partner."""

    name = forms.CharField(label=lazy("Organisation"), max_length=400)
    kind = forms.ChoiceField(
        label=lazy("What kind of organisation"), choices=list(work_labels.PARTNER_KINDS.items())
    )
    role = forms.ChoiceField(label=lazy("Its part"), choices=list(work_labels.PARTNER_ROLES.items()))
    reference = forms.CharField(
        label=lazy("Its identifier as an organisation of the IATI standard"), required=False, max_length=100
    )


class LocationForm(forms.Form):
    """A place."""

    name = forms.CharField(label=lazy("Place"), max_length=400)
    country = forms.CharField(
        label=lazy("Country"), required=False, max_length=2, help_text=lazy("Two letters.")
    )
    latitude = forms.DecimalField(
        label=lazy("Latitude"),
        required=False,
        max_digits=10,
        help_text=lazy("Degrees; south of the equator below zero."),
    )
    longitude = forms.DecimalField(
        label=lazy("Longitude"),
        required=False,
        max_digits=10,
        help_text=lazy("Degrees; west of Greenwich below zero."),
    )
    reach = forms.ChoiceField(label=lazy("What the place says"), choices=list(work_labels.REACHES.items()))
    exactness = forms.ChoiceField(label=lazy("How exact it is"), choices=list(work_labels.EXACTNESS.items()), initial="approximate")  # fmt: skip


class RiskForm(forms.Form):
    """A risk."""

    title = forms.CharField(label=lazy("What could go wrong"), max_length=400)
    words = forms.CharField(label=lazy("Why, and what would follow"), required=False, max_length=4000, widget=_LINES)  # fmt: skip
    likelihood = forms.TypedChoiceField(
        label=lazy("How likely it is"), coerce=int, choices=list(work_labels.LIKELIHOODS.items()), initial=3
    )
    impact = forms.TypedChoiceField(
        label=lazy("How bad it would be"), coerce=int, choices=list(work_labels.IMPACTS.items()), initial=3
    )
    owner = forms.CharField(label=lazy("Whose it is to watch"), max_length=400)
    mitigation = forms.CharField(label=lazy("What is done about it"), max_length=4000, widget=_LINES)
    review_on = forms.DateField(label=lazy("To be looked at again on"), required=False, widget=_DAY)


class IssueForm(forms.Form):
    """An issue."""

    title = forms.CharField(label=lazy("What went wrong"), max_length=400)
    words = forms.CharField(label=lazy("In words"), required=False, max_length=4000, widget=_LINES)
    severity = forms.ChoiceField(label=lazy("How bad it is"), choices=list(work_labels.SEVERITIES.items()))
    owner = forms.CharField(label=lazy("Whose it is to solve"), max_length=400)
    due_on = forms.DateField(label=lazy("To be solved by"), required=False, widget=_DAY)


class LessonForm(forms.Form):
    """A lesson."""

    title = forms.CharField(label=lazy("Lesson"), max_length=400)
    words = forms.CharField(label=lazy("What happened, and what was learned of it"), max_length=4000, widget=_LINES)  # fmt: skip
    advice = forms.CharField(label=lazy("What others should do"), required=False, max_length=4000, widget=_LINES)  # fmt: skip


@dataclass(frozen=True)
class Kind:
    """How a record_type is asked for: its form, what it becomes, words of the pages that add and change one."""

    form: type[forms.Form]
    new: Callable[..., New]
    adds: Any
    changes: Any


KINDS: Final[Mapping[str, Kind]] = {
    "activity": Kind(ActivityForm, NewActivity, lazy("Plan an activity"), lazy("Change the activity")),
    "partner": Kind(PartnerForm, NewPartner, lazy("Name a partner"), ""),
    "location": Kind(LocationForm, NewLocation, lazy("Name a place"), ""),
    "risk": Kind(RiskForm, NewRisk, lazy("Raise a risk"), lazy("Assess the risk anew")),
    "issue": Kind(IssueForm, NewIssue, lazy("Raise an issue"), lazy("Change the issue")),
    "lesson": Kind(LessonForm, NewLesson, lazy("Note a lesson"), lazy("Change the lesson")),
}
CHANGED: Final = ("activity", "risk", "issue", "lesson")
"""Nouns that are changed by a form."""
assert set(work.STANDINGS) == set(work_labels.STANDINGS)


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, public_id: str, record_type: str) -> HttpResponse:
    """Put something to the work of a project."""
    actor = actor_of(request)
    require(actor, planning.PLAN)
    of = selectors.project(actor, public_id)
    kind = KINDS[record_type]
    form = kind.form(request.POST or None)
    if isinstance(form, ActivityForm):
        form.of(of)
    back = back_to(record_type, public_id)

    def act(told: Mapping[str, Any]) -> str:
        services.add(actor=actor, project=public_id, new=kind.new(**told))
        return back

    return answered(request, form, act, title=kind.adds, said=of.title, button=kind.adds, back=back)


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, public_id: str, record_type: str) -> HttpResponse:
    """Change something of a project's work."""
    actor = actor_of(request)
    require(actor, planning.PLAN)
    found = selectors.one(actor, services.MODELS[record_type], public_id)
    kind = KINDS[record_type]
    initial = {name: getattr(found, name) for name in kind.form.base_fields}
    form = kind.form(request.POST or None, initial=initial)
    of = selectors.project(actor, found.project)
    if isinstance(form, ActivityForm):
        form.of(of)
    told_n = request.POST.get("n", "")
    n = whole_number(told_n, otherwise=found.n)
    back = back_to(record_type, found.project)

    def act(told: Mapping[str, Any]) -> str:
        services.change(actor=actor, subject=public_id, n=n, new=kind.new(**told))
        return back

    return answered(request, form, act, title=kind.changes, said=of.title, button=_("Change"), back=back, n=n)


@require_http_methods(["GET", "POST"])
def occurred(request: HttpRequest, public_id: str) -> HttpResponse:
    """A risk occurred: it is an issue now."""
    actor = actor_of(request)
    require(actor, planning.PLAN)
    found = selectors.one(actor, services.MODELS["risk"], public_id)
    back = back_to("risk", found.project)
    if found.state != "open":
        return redirect(back)
    form = IssueForm(request.POST or None, initial={"title": found.title, "owner": found.owner})
    told_n = request.POST.get("n", "")
    n = whole_number(told_n, otherwise=found.n)

    def act(told: Mapping[str, Any]) -> str:
        services.risk_occurred(actor=actor, risk=public_id, n=n, new=NewIssue(**told))
        return back

    return answered(request, form, act, title=_("The risk occurred"), said=found.title, button=_("Raise the issue"), back=back, n=n)  # fmt: skip
