"""Opening a project: from nothing, or from a hotspot's long-term plan, whose parts the form brings along to be changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods

from ifar import identifiers
from ifar.errors import Conflict
from ifar.form_errors import actor_of
from ifar.programme.selectors import plans
from ifar.programme.services import planning, starting
from ifar.programme.services.starting import Taken
from ifar.programme.starting import Start
from ifar.programme.views import presenters
from ifar.programme.views.planning import ProjectForm, answered, choose, choose_for, projected
from ifar.rights import Actor, require
from ifar.templatetags.days import day_words

_LINES: Final = forms.Textarea(attrs={"rows": 3, "dir": "auto"})


class StartForm(ProjectForm):
    """A project that begins with a plan: what it takes over stands in it, a line each."""

    outputs = forms.CharField(
        label=lazy("Outputs"), required=False, max_length=8000, widget=_LINES, help_text=lazy("One a line. They were the plan’s measures.")
    )  # fmt: skip
    activities = forms.CharField(
        label=lazy("Activities"), required=False, max_length=8000, widget=_LINES, help_text=lazy("One a line. They were the plan’s milestones.")
    )  # fmt: skip
    assumptions = forms.CharField(
        label=lazy("Assumptions"), required=False, max_length=4000, widget=_LINES, help_text=lazy("They were the plan’s criteria for its end.")
    )  # fmt: skip
    indicators = forms.MultipleChoiceField(
        label=lazy("Indicators that come along"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=lazy("Their values are taken over from what the plan reports."),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def project(request: HttpRequest) -> HttpResponse:
    """Open a project; `?plan=` names the plan that it begins with."""
    actor = actor_of(request)
    require(actor, planning.PLAN)
    asked = request.GET.get("plan", "")
    if asked:
        return _from_plan(request, actor, identifiers.parse(asked) or asked[:14])
    form = ProjectForm(request.POST or None)
    choose_for(actor, form)

    def act(told: Mapping[str, Any]) -> str:
        made = planning.open_project(actor=actor, new=projected(told))
        return reverse("programme:project", args=(made.public_id,))

    return answered(
        request, form, act, title=_("Open a project"), button=_("Open the project"), back=reverse("programme:strategy"),
        more={"waiting": plans.waiting(actor)},
    )  # fmt: skip


def _from_plan(request: HttpRequest, actor: Actor, plan: str) -> HttpResponse:
    try:
        start = plans.start_of(actor, plan)
    except Conflict as error:
        messages.info(request, str(error))
        there = plans.project_of(plan)
        return redirect("programme:project", there.public_id if there else plan)
    form = StartForm(request.POST or None, initial=_initial(start))
    del form.fields["hotspot"]  # the plan says it
    choose_for(actor, form)
    choose(form, indicators=[(one.id, _told(one.title, one.unit, one.baseline, one.target, day_words(one.due))) for one in start.indicators])  # fmt: skip

    def act(told: Mapping[str, Any]) -> str:
        taken = Taken(_rows(told["outputs"]), _rows(told["activities"]), told["assumptions"], told["indicators"])  # fmt: skip
        new = projected({name: said for name, said in told.items() if name not in _TAKEN})
        made = starting.open_from_plan(actor=actor, plan=plan, new=new, taken=taken)
        return reverse("programme:project", args=(made.public_id,))

    return answered(
        request, form, act, title=_("Open a project"), button=_("Open the project"), back=reverse("hotspots:plan", args=(plan,)),
        more={"start": start, "mark": start.tlp.replace("_", "+").upper()},
    )  # fmt: skip


_TAKEN: Final = ("outputs", "activities", "assumptions", "indicators")


def _rows(text: str) -> list[str]:
    return [line.strip()[: planning.HEADLINE] for line in text.splitlines() if line.strip()]


def _told(title: str, unit: str, baseline: int, target: int, due: str) -> str:
    return _("%(title)s (%(unit)s): from %(baseline)s to %(target)s by %(due)s") % {
        "title": title,
        "unit": presenters.unit(unit),
        "baseline": baseline,
        "target": target,
        "due": due,
    }


def _initial(start: Start) -> dict[str, Any]:
    by = [
        _("%(what)s (by %(day)s)") % {"what": said, "day": day_words(due)} for said, due in start.milestones
    ]
    return {
        "title": start.title,
        "outcomes": list(start.outcomes),
        "countries": " ".join(start.countries),
        "starts_on": start.starts_on,
        "ends_on": start.ends_on,
        "outputs": "\n".join(start.measures),
        "activities": "\n".join(by),
        "assumptions": "\n".join(start.criteria),
        "indicators": [one.id for one in start.indicators],
    }
