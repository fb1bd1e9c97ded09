"""Pages of the plan: a project; forms that open what is planned, and name the framework. What is done to it is offered on its page."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from ifar.acts.edges import offered
from ifar.acts.forms import form_of, submitted
from ifar.acts.inputs import part_of
from ifar.form_errors import actor_of
from ifar.languages import NAMES
from ifar.programme import labels, plan_inputs
from ifar.programme.fund.money import FUND_CURRENCY
from ifar.programme.fund.postings import ZERO
from ifar.programme.plan_acts import OPEN
from ifar.programme.selectors import planning as selectors
from ifar.programme.selectors import plans, strategy
from ifar.programme.services import planning, projects
from ifar.programme.services.planning import NewIndicator
from ifar.programme.services.writing import today
from ifar.programme.views.asking import form_page
from ifar.programme.views.diligence import beside_project
from ifar.programme.views.presenters import money
from ifar.programme.views.reached import with_people
from ifar.programme.views.strategy import named
from ifar.programme.views.work import tabs
from ifar.rights import require


@require_http_methods(["GET", "POST"])
def theme(request: HttpRequest, code: str) -> HttpResponse:
    """Give a theme of the framework another name."""
    actor = actor_of(request)
    require(actor, planning.NAME)
    found = next((item for item in strategy.themes(actor) if item.code == code), None)
    if found is None:
        raise labels.absent()
    shown = named([found])[code]["name"]
    names = {f"names-{language}": name for language, name in (found.names or {"en": shown}).items()}

    def do(given: plan_inputs.NameTheme) -> None:
        planning.set_theme(actor=actor, code=code, **given.arguments())

    return form_page(
        request,
        form_of(
            plan_inputs.NameTheme,
            request,
            initial={**names, "inferred": found.inferred},
            among={"names": NAMES.items()},
        ),
        do,
        title=_("Name a theme of the framework"),
        said=shown,
        button=_("Set the name"),
        back=reverse("programme:strategy"),
    )


@require_GET
def one_project(request: HttpRequest, public_id: str) -> HttpResponse:
    """A project: where it stands, its results with their indicators, its money."""
    actor = actor_of(request)
    project = selectors.project(actor, public_id)
    names = named(strategy.themes(actor))
    context = {
        **tabs(actor, project.project, "project"),
        "one": project.project, "state": labels.PROJECT_STATES[project.project.state],
        "outcomes": [names[code]["name"] for code in project.project.outcomes],
        "cells": [f"{names[code[:2]]['name']} × {names[code[2:]]['name']}" for code in project.project.cells],
        "results": [(labels.LEVELS[result.level], result, indicators) for result, indicators in project.results],
        "money": [(_("Given to the project"), money(sum(project.money.values(), ZERO))), *((labels.ACCOUNTS[account], money(amount)) for account, amount in project.money.items())],
        "currency": FUND_CURRENCY,
        "may_plan": planning.PLAN in actor.permissions and project.project.state in OPEN,
        "offered": offered(actor, projects.PROJECT, project.project),
        "began_with": plans.began_with(actor, project.project),
        **beside_project(actor, project.project, [result for result, _found in project.results if result.level == "activity"]),
        **with_people(actor, public_id),
    }  # fmt: skip
    return render(request, "programme/project.html", context)


@require_http_methods(["GET", "POST"])
def result(request: HttpRequest, public_id: str) -> HttpResponse:
    """State a result of a project."""
    actor = actor_of(request)
    require(actor, planning.PLAN)
    project = selectors.project(actor, public_id)
    outcomes = projects.choices(actor)["among"]["outcomes"]
    among = {
        "parent": [(record.public_id, record.title) for record, _found in project.results],
        "outcome": [outcome for outcome in outcomes if outcome[0] in project.project.outcomes],
    }

    def do(given: plan_inputs.StateResult) -> None:
        values: dict[str, Any] = {**given.arguments(), "project": public_id, "cells": project.project.cells}
        planning.state_result(actor=actor, **values)

    return form_page(
        request,
        form_of(plan_inputs.StateResult, request, among=among),
        do,
        title=_("Add result"),
        said=project.project.title,
        button=_("State it"),
        back=reverse("programme:project", args=(public_id,)),
    )


@require_http_methods(["GET", "POST"])
def indicator(request: HttpRequest, public_id: str) -> HttpResponse:
    """Define an indicator of a result."""
    actor = actor_of(request)
    require(actor, planning.PLAN)
    of = selectors.result(actor, public_id)

    def do(given: plan_inputs.DefineIndicator) -> str:
        new = part_of(given, NewIndicator)
        made = planning.define_indicator(actor=actor, result=public_id, new=new)
        return reverse("programme:indicator", args=(made.public_id,))

    return form_page(
        request,
        form_of(
            plan_inputs.DefineIndicator,
            request,
            initial={"targets": []},
            required=planning.SAID_ALWAYS,
            among=planning.of_indicators(actor),
        ),
        do,
        title=_("Define an indicator"),
        said=of.title,
        button=_("Define it"),
        back=reverse("programme:project", args=(of.project,))
        if of.project
        else reverse("programme:strategy"),
    )


@require_http_methods(["GET", "POST"])
def periods(request: HttpRequest) -> HttpResponse:
    """The reporting periods: open one, lock one."""
    actor = actor_of(request)
    require(actor, planning.NAME)
    form = form_of(plan_inputs.OpenPeriod, request)
    if submitted(form, lambda given: planning.open_period(actor=actor, **given.arguments())):
        messages.success(request, _("The period is open."))
        return redirect("programme:periods")
    rows = [
        {"one": period, "acts": offered(actor, planning.PERIOD, period)["more"]}
        for period in selectors.periods_for(actor).order_by("-ends_on")
    ]
    context = {"form": form, "rows": rows, "today": today()}
    return render(request, "programme/periods.html", context, status=422 if form.is_bound else 200)
