"""Opening a project: from nothing, or from a hotspot's long-term plan, whose parts the form brings along to be changed."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ifar import identifiers
from ifar.acts.forms import form_of
from ifar.acts.inputs import part_of
from ifar.errors import Conflict
from ifar.form_errors import actor_of
from ifar.programme.plan_inputs import OpenFromPlan, OpenProject
from ifar.programme.selectors import plans
from ifar.programme.services import planning, projects, starting
from ifar.programme.services.planning import NewProject
from ifar.programme.services.starting import ChosenPlan
from ifar.programme.starting import Start
from ifar.programme.views import presenters
from ifar.programme.views.asking import form_page
from ifar.rights import Actor, require
from ifar.templatetags.days import day_words

_FIRST: Final = ("reference",)


@require_http_methods(["GET", "POST"])
def project(request: HttpRequest) -> HttpResponse:
    """Open a project; `?plan=` names the plan that it begins with."""
    actor = actor_of(request)
    require(actor, planning.PLAN)
    plan = request.GET.get("plan", "")
    if plan:
        return _from_plan(request, actor, identifiers.parse(plan) or plan[:14])
    form = form_of(OpenProject, request, **projects.choices(actor))
    form.order_fields(_FIRST)

    def do(given: OpenProject) -> str:
        made = planning.open_project(actor=actor, new=part_of(given, NewProject))
        return reverse("programme:project", args=(made.public_id,))

    return form_page(
        request,
        form,
        do,
        title=_("Open a project"),
        button=_("Open the project"),
        back=reverse("programme:strategy"),
        more={"waiting": plans.waiting(actor)},
    )


def _from_plan(request: HttpRequest, actor: Actor, plan: str) -> HttpResponse:
    try:
        start = plans.start_of(actor, plan)
    except Conflict as error:
        messages.info(request, str(error))
        there = plans.project_of(plan)
        return redirect("programme:project", there.public_id if there else plan)
    choices = projects.choices(actor)
    of_plan = [(indicator.id, _indicator_line(indicator.title, indicator.unit, indicator.baseline, indicator.target, day_words(indicator.due))) for indicator in start.indicators]  # fmt: skip
    form = form_of(
        OpenFromPlan,
        request,
        initial=_initial(start),
        among={**choices["among"], "indicators": of_plan},
        without=("hotspot",),  # the plan says it
    )
    form.order_fields(_FIRST)

    def do(given: OpenFromPlan) -> str:
        made = starting.open_from_plan(
            actor=actor, plan=plan, new=part_of(given, NewProject), taken=part_of(given, ChosenPlan)
        )
        return reverse("programme:project", args=(made.public_id,))

    return form_page(
        request,
        form,
        do,
        title=_("Open a project"),
        button=_("Open the project"),
        back=reverse("hotspots:plan", args=(plan,)),
        more={"start": start, "mark": start.tlp.replace("_", "+").upper()},
    )


def _indicator_line(title: str, unit: str, baseline: int, target: int, due: str) -> str:
    return _("%(title)s (%(unit)s): from %(baseline)s to %(target)s by %(due)s") % {
        "title": title,
        "unit": presenters.unit(unit),
        "baseline": baseline,
        "target": target,
        "due": due,
    }


def _initial(start: Start) -> dict[str, Any]:
    by = [
        _("%(what)s (by %(day)s)") % {"what": text, "day": day_words(due)} for text, due in start.milestones
    ]
    return {
        "title": start.title,
        "outcomes": list(start.outcomes),
        "countries": list(start.countries),
        "starts_on": start.starts_on,
        "ends_on": start.ends_on,
        "outputs": list(start.measures),
        "activities": by,
        "assumptions": "\n".join(start.criteria),
        "indicators": [indicator.id for indicator in start.indicators],
    }
