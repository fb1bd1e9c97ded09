"""Forms that plan: names of the framework, projects, results, indicators, reporting periods. One form, one act each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from ifar.errors import IfarError
from ifar.form_errors import actor_of, at_fields, tried
from ifar.programme import framework, indicators, labels
from ifar.programme.computed import records as sources
from ifar.programme.fund.money import FUND_CURRENCY
from ifar.programme.fund.postings import ZERO
from ifar.programme.models import Period, Project
from ifar.programme.plan_acts import OPEN
from ifar.programme.selectors import planning as selectors
from ifar.programme.selectors import plans, strategy
from ifar.programme.services import planning
from ifar.programme.services.planning import NewIndicator, NewProject
from ifar.programme.services.writing import today
from ifar.programme.views.diligence import beside_project
from ifar.programme.views.presenters import money
from ifar.programme.views.reached import with_people
from ifar.programme.views.strategy import named
from ifar.programme.views.work import tabs
from ifar.rights import Actor, require
from ifar.typed import whole_number

_LINES: Final = forms.Textarea(attrs={"rows": 3, "dir": "auto"})
_DAY: Final = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
LANGUAGES: Final = {
    "en": "English",
    "fr": "Français",
    "ar": "العربية",
    "es": "Español",
    "ru": "Русский",
    "zh": "中文",
}


@dataclass(frozen=True)
class Waiting:
    """Where an act leads that is not done yet, and what it waits for."""

    there: str
    words: str


def answered(request: HttpRequest, form: forms.Form, act: Callable[[Mapping[str, Any]], str | Waiting], *, title: Any, button: Any, back: str, said: Any = "", n: int | None = None, more: Mapping[str, Any] | None = None, done: Any = "") -> HttpResponse:  # fmt: skip
    """A form's page: where it is right the act is done and leads to the address that it gives; else what is wrong stands at its field.

    An act that waits for another person says so, and only so (`Waiting`).
    """
    if form.is_valid():
        try:
            there = act(form.cleaned_data)
        except IfarError as error:
            if error.status not in (409, 422):
                raise
            at_fields(form, error)
        else:
            if isinstance(there, Waiting):
                messages.info(request, there.words)
                return redirect(there.there)
            messages.success(request, str(done) or _("It is recorded: %(what)s.") % {"what": title})
            return redirect(there)
    context = {
        "form": form,
        "title": title,
        "button": button,
        "back": back,
        "said": said,
        "n": n,
        **(more or {}),
    }
    return render(request, "programme/form.html", context, status=422 if form.is_bound else 200)


def _codes(actor: Actor, kind: str) -> list[tuple[str, Any]]:
    return [(code, one["name"]) for code, one in named(strategy.themes(actor)).items() if one["kind"] == kind]


def _cells(actor: Actor) -> list[tuple[str, str]]:
    names = named(strategy.themes(actor))
    return [(code, f"{names[code[:2]]['name']} × {names[code[2:]]['name']}") for code in framework.CELLS]


class ThemeForm(forms.Form):
    """The name of a theme in each language."""

    en = forms.CharField(label="English", required=False, max_length=400)
    fr = forms.CharField(label="Français", required=False, max_length=400)
    ar = forms.CharField(
        label="العربية", required=False, max_length=400, widget=forms.TextInput(attrs={"dir": "rtl"})
    )
    es = forms.CharField(label="Español", required=False, max_length=400)
    ru = forms.CharField(label="Русский", required=False, max_length=400)
    zh = forms.CharField(label="中文", required=False, max_length=400)
    inferred = forms.BooleanField(label=lazy("The name is ours, not the strategy’s own"), required=False)


@require_http_methods(["GET", "POST"])
def theme(request: HttpRequest, code: str) -> HttpResponse:
    """Give a theme of the framework another name."""
    actor = actor_of(request)
    require(actor, planning.NAME)
    found = next((one for one in strategy.themes(actor) if one.code == code), None)
    if found is None:
        raise labels.absent()
    shown = named([found])[code]["name"]
    form = ThemeForm(
        request.POST or None, initial={**(found.names or {"en": shown}), "inferred": found.inferred}
    )

    def act(told: Mapping[str, Any]) -> str:
        names = {language: told[language] for language in LANGUAGES}
        planning.set_theme(actor=actor, code=code, kind=found.kind, names=names, inferred=told["inferred"])
        return reverse("programme:strategy")

    return answered(request, form, act, title=_("Name a theme of the framework"), said=shown, button=_("Set the name"), back=reverse("programme:strategy"))  # fmt: skip


class ProjectForm(forms.Form):
    """A project."""

    reference = forms.CharField(label=lazy("Reference"), max_length=60)
    title = forms.CharField(label=lazy("Title"), max_length=400)
    words = forms.CharField(label=lazy("Description"), required=False, max_length=4000, widget=_LINES)
    outcomes = forms.MultipleChoiceField(label=lazy("Outcomes"), widget=forms.CheckboxSelectMultiple)
    cells = forms.MultipleChoiceField(
        label=lazy("Priority areas and catalysts"),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 8}),
    )
    benchmarks = forms.MultipleChoiceField(
        label=lazy("Benchmarks for action"), required=False, widget=forms.CheckboxSelectMultiple
    )
    countries = forms.CharField(
        label=lazy("Countries"),
        required=False,
        max_length=200,
        help_text=lazy("Two-letter codes, with spaces between."),
    )
    starts_on = forms.DateField(label=lazy("Begins on"), required=False, widget=_DAY)
    ends_on = forms.DateField(label=lazy("Ends on"), required=False, widget=_DAY)
    responsible = forms.CharField(label=lazy("Responsible"), required=False, max_length=400)
    gem = forms.TypedChoiceField(
        label=lazy("United Nations gender equality marker"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", "–"), *((str(n), str(n)) for n in range(4))],
    )
    dac_gender = forms.TypedChoiceField(label=lazy("DAC gender policy marker"), required=False, coerce=int, empty_value=None, choices=[("", "–"), *((str(n), str(n)) for n in range(3))])  # fmt: skip
    hotspot = forms.ChoiceField(label=lazy("Hotspot"), required=False)
    security_forces = forms.BooleanField(
        label=lazy("It supports security forces"),
        required=False,
        help_text=lazy("Then it begins after human-rights due diligence alone."),
    )


def choose(form: forms.Form, **choices: Sequence[tuple[str, Any]]) -> None:
    """Give fields their choices."""
    for name, known in choices.items():
        field = form.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(known)


def choose_for(actor: Actor, form: ProjectForm) -> None:
    """Fill in what a project's form offers this actor; no hotspot is asked of whoever sees none."""
    choose(form, outcomes=_codes(actor, "outcome"), cells=_cells(actor), benchmarks=_codes(actor, "benchmark"))  # fmt: skip
    if "hotspot" in form.fields:
        known = plans.choices(actor)
        if known:
            choose(form, hotspot=[("", "–"), *known])
        else:
            del form.fields["hotspot"]


def projected(told: Mapping[str, Any]) -> NewProject:
    """What somebody typed, as a project."""
    names = {one.name for one in fields(NewProject)} & told.keys() - {"countries"}
    countries = told["countries"].upper().replace(",", " ").split()
    return NewProject(**{name: told[name] for name in names}, countries=countries)


@require_http_methods(["GET", "POST"])
def change_project(request: HttpRequest, public_id: str) -> HttpResponse:
    """Change what is said of a project; whoever changed it meanwhile is not written over."""
    actor = actor_of(request)
    require(actor, planning.PLAN)
    found = selectors.project(actor, public_id).project
    kept = {"reference": found.reference, "security_forces": found.security_forces, "hotspot": found.hotspot}
    initial = {name: getattr(found, name) for name in ProjectForm.base_fields} | {
        "countries": " ".join(found.countries)
    }
    form = ProjectForm(request.POST or None, initial=initial)
    choose_for(actor, form)
    for name in ("reference", "security_forces"):
        del form.fields[name]
    hotspots = form.fields.get("hotspot")
    if isinstance(hotspots, forms.ChoiceField) and found.hotspot not in dict(hotspots.choices):  # type: ignore[arg-type]
        # It stands on a hotspot that is not offered to this actor: that stays.
        del form.fields["hotspot"]
    n = posted_n(request, found.n)
    back = reverse("programme:project", args=(public_id,))

    def act(told: Mapping[str, Any]) -> str:
        planning.change_project(actor=actor, project=public_id, n=n, new=projected({**kept, **told}))
        return back

    return answered(request, form, act, title=_("Change a project"), said=found.title, button=_("Change it"), back=back, n=n, done=_("The project is changed."))  # fmt: skip


def posted_n(request: HttpRequest, there: int) -> int:
    """The version that somebody saw, as their form says it; the one that stands there where it says none."""
    asked = request.POST.get("n", "")
    return whole_number(asked, otherwise=there)


@require_http_methods(["GET"])
def one_project(request: HttpRequest, public_id: str) -> HttpResponse:
    """A project: where it stands, its results with their indicators, its money."""
    actor = actor_of(request)
    told = selectors.project(actor, public_id)
    names = named(strategy.themes(actor))
    context = {
        **tabs(actor, told.project, "project"),
        "one": told.project, "state": labels.PROJECT_STATES[told.project.state],
        "outcomes": [names[code]["name"] for code in told.project.outcomes],
        "cells": [f"{names[code[:2]]['name']} × {names[code[2:]]['name']}" for code in told.project.cells],
        "results": [(LEVELS[result.level], result, found) for result, found in told.results],
        "money": [(_("Given to the project"), money(sum(told.money.values(), ZERO))), *((labels.ACCOUNTS[account], money(amount)) for account, amount in told.money.items())],
        "currency": FUND_CURRENCY,
        **_may(actor, told.project),
        "began_with": plans.began_with(actor, told.project),
        **beside_project(actor, told.project, [result for result, _found in told.results if result.level == "activity"]),
        **with_people(actor, public_id),
    }  # fmt: skip
    return render(request, "programme/project.html", context)


def _may(actor: Actor, of: Project) -> dict[str, Any]:
    """What a planner may do with a project where it stands, and what it would leave unfinished. Three queries where it may be closed."""
    plans_it = planning.PLAN in actor.permissions
    open_now = plans_it and of.state in OPEN
    moves = [kind for kind in planning.MOVES if plans_it and planning.may_move(of.state, kind)]
    return {
        "may_plan": open_now,
        "may_start": "started" in moves,
        "moves": [(kind, MOVES[kind], FOLLOWS[kind]) for kind in moves if kind in FOLLOWS],
        "unfinished": _unfinished(selectors.unfinished(actor, of.public_id))
        if {"closed", "cancelled"} & {*moves}
        else [],
    }


def _unfinished(found: selectors.Unfinished) -> list[str]:
    """What stands open, in words; nothing of what is finished."""
    said = (
        (
            found.activities,
            ngettext(
                "%(n)d activity that is neither done nor cancelled",
                "%(n)d activities that are neither done nor cancelled",
                found.activities,
            ),
        ),
        (
            found.reports,
            ngettext(
                "%(n)d progress report that is not approved",
                "%(n)d progress reports that are not approved",
                found.reports,
            ),
        ),
        (
            found.diligences,
            ngettext(
                "%(n)d human-rights assessment without a decision",
                "%(n)d human-rights assessments without a decision",
                found.diligences,
            ),
        ),
    )
    return [words % {"n": n} for n, words in said if n]


LEVELS: Final = {"outcome": lazy("Outcome"), "output": lazy("Output"), "activity": lazy("Activity")}
MOVES: Final = {
    "started": lazy("Start"),
    "suspended": lazy("Suspend"),
    "closed": lazy("Close"),
    "cancelled": lazy("Cancel the project"),
}


FOLLOWS: Final = {
    "suspended": lazy(
        "Its state says suspended until somebody starts it again. Its plan, its reports and its money stay as they are."
    ),
    "closed": lazy(
        "It cannot be opened again: no result, indicator or activity can be added to it, and it leaves the list of projects under way. Everything in it stays to be read."
    ),
    "cancelled": lazy(
        "It cannot be opened again: no result, indicator or activity can be added to it. Everything in it stays to be read."
    ),
}
"""Moves that are asked about before they are made -> what follows from each."""
MOVED: Final = {
    "started": lazy("The project is under way."),
    "suspended": lazy("The project is suspended."),
    "closed": lazy("The project is closed."),
    "cancelled": lazy("The project is cancelled."),
}


@require_POST
def move(request: HttpRequest, public_id: str) -> HttpResponse:
    """Start, suspend, close or cancel a project."""
    actor = actor_of(request)
    kind = request.POST.get("kind", "")
    tried(
        request, lambda: planning.move_project(actor=actor, project=public_id, kind=kind), MOVED.get(kind, "")
    )
    return redirect("programme:project", public_id)


class ResultForm(forms.Form):
    """A result."""

    level = forms.ChoiceField(label=lazy("Level"), choices=list(LEVELS.items()))
    title = forms.CharField(label=lazy("Result"), max_length=400)
    parent = forms.ChoiceField(label=lazy("Under"), required=False)
    outcome = forms.ChoiceField(label=lazy("Outcome of the strategy"))
    assumptions = forms.CharField(label=lazy("Assumptions"), required=False, max_length=4000, widget=_LINES)
    risks = forms.CharField(label=lazy("Risks"), required=False, max_length=4000, widget=_LINES)
    security_forces = forms.BooleanField(
        label=lazy("This activity supports security forces"),
        required=False,
        help_text=lazy("Then it begins after human-rights due diligence alone."),
    )


@require_http_methods(["GET", "POST"])
def result(request: HttpRequest, public_id: str) -> HttpResponse:
    """State a result of a project."""
    actor = actor_of(request)
    require(actor, planning.PLAN)
    told = selectors.project(actor, public_id)
    form = ResultForm(request.POST or None)
    above = [("", "–"), *((one.public_id, one.title) for one, _found in told.results)]
    choose(form, parent=above, outcome=[one for one in _codes(actor, "outcome") if one[0] in told.project.outcomes])  # fmt: skip
    back = reverse("programme:project", args=(public_id,))

    def act(said: Mapping[str, Any]) -> str:
        planning.state_result(actor=actor, project=public_id, cells=told.project.cells, **said)
        return back

    return answered(request, form, act, title=_("State a result"), said=told.project.title, button=_("State it"), back=back)  # fmt: skip


class IndicatorForm(forms.Form):
    """An indicator."""

    title = forms.CharField(label=lazy("Indicator"), max_length=400)
    unit = forms.CharField(label=lazy("Unit"), required=False, max_length=80)
    measure = forms.ChoiceField(label=lazy("Measure"))
    direction = forms.ChoiceField(
        label=lazy("Better is"), choices=[("up", lazy("more")), ("down", lazy("less"))]
    )
    aggregation = forms.ChoiceField(label=lazy("Several States together"))
    baseline = forms.CharField(label=lazy("Baseline"), required=False, max_length=30)
    baseline_year = forms.IntegerField(
        label=lazy("Year of the baseline"), required=False, min_value=1990, max_value=2100
    )
    targets = forms.CharField(
        label=lazy("Targets"),
        required=False,
        max_length=2000,
        widget=_LINES,
        help_text=lazy("One a line: period, then number."),
    )
    source = forms.ChoiceField(label=lazy("Computed from"), required=False)
    means = forms.CharField(label=lazy("Means of verification"), required=False, max_length=400)
    responsible = forms.CharField(label=lazy("Responsible"), required=False, max_length=400)


def _targets(text: str) -> dict[str, Any]:
    found = {}
    for line in text.splitlines():
        if not line.strip():
            continue
        name, _space, typed = line.strip().partition(" ")
        number = planning.number(typed.lstrip(" :="), "targets")
        if number is None:
            raise labels.invalid("programme.value.empty", "targets")
        found[name.rstrip(":=")] = number
    return found


@require_http_methods(["GET", "POST"])
def indicator(request: HttpRequest, public_id: str) -> HttpResponse:
    """Define an indicator of a result."""
    actor = actor_of(request)
    require(actor, planning.PLAN)
    of = selectors.result(actor, public_id)
    form = IndicatorForm(request.POST or None)
    known: list[tuple[str, Any]] = [
        ("", lazy("no: it is reported")),
        *((one.name, one.words) for one in sources.SOURCES.values()),
    ]
    choose(form, measure=[(one, MEASURES[one]) for one in indicators.MEASURES], aggregation=list(labels.AGGREGATIONS.items()), source=known)  # fmt: skip

    def act(told: Mapping[str, Any]) -> str:
        said = {**told, "baseline": planning.number(told["baseline"], "baseline"), "targets": _targets(told["targets"])}  # fmt: skip
        made = planning.define_indicator(actor=actor, result=public_id, new=NewIndicator(**said))
        return reverse("programme:indicator", args=(made.public_id,))

    back = reverse("programme:project", args=(of.project,)) if of.project else reverse("programme:strategy")
    return answered(request, form, act, title=_("Define an indicator"), said=of.title, button=_("Define it"), back=back)  # fmt: skip


MEASURES: Final = {
    "unit": lazy("a number"),
    "percentage": lazy("a share, in per cent"),
    "nominal": lazy("one of several names"),
    "ordinal": lazy("a rank"),
    "qualitative": lazy("words"),
}


class PeriodForm(forms.Form):
    """A reporting period."""

    name = forms.CharField(label=lazy("Name"), max_length=20)
    starts_on = forms.DateField(label=lazy("Begins on"), widget=_DAY)
    ends_on = forms.DateField(label=lazy("Ends on"), widget=_DAY)
    due_on = forms.DateField(label=lazy("To be reported by"), widget=_DAY)


@require_http_methods(["GET", "POST"])
def periods(request: HttpRequest) -> HttpResponse:
    """The reporting periods: open one, lock one."""
    actor = actor_of(request)
    require(actor, planning.NAME)
    form = PeriodForm(request.POST or None)

    def act(told: Mapping[str, Any]) -> str:
        planning.open_period(actor=actor, **told)
        return reverse("programme:periods")

    if form.is_valid():
        return answered(request, form, act, title=_("Reporting periods"), button=_("Open the period"), back=reverse("programme:periods"))  # fmt: skip
    context = {"form": form, "rows": list(Period.objects.order_by("-ends_on")), "today": today()}
    return render(request, "programme/periods.html", context, status=422 if form.is_bound else 200)


@require_POST
def lock(request: HttpRequest, name: str) -> HttpResponse:
    """Lock a period, once its name was typed."""
    actor = actor_of(request)
    require(actor, planning.NAME)

    def act() -> None:
        if request.POST.get("named", "").strip() != name:
            raise labels.refused("programme.period.named")
        planning.lock_period(actor=actor, name=name)

    tried(request, act, _("The period is locked. What was approved in it does not move any more."))
    return redirect("programme:periods")
