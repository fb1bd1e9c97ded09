"""Pages of initiatives with communities: the list, one with whom it reached, and the forms that plan, count and say what changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ifar.errors import IfarError
from ifar.form_errors import actor_of, at_fields, tried
from ifar.programme import participation, people_labels
from ifar.programme.models import Initiative
from ifar.programme.selectors import feedback as said
from ifar.programme.selectors import people as selectors
from ifar.programme.selectors import planning
from ifar.programme.selectors.strategy import READ
from ifar.programme.services import people as services
from ifar.programme.services.people import NewInitiative
from ifar.programme.views import act_messages
from ifar.programme.views.parts import TableForm
from ifar.programme.views.planning import answered
from ifar.programme.views.reached import TONES, line_of, reached_words
from ifar.reference import selectors as reference
from ifar.rights import Actor, may, require
from ifar.typed import whole_number

_LINES: Final = forms.Textarea(attrs={"rows": 3, "dir": "auto"})
_DAY: Final = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """Initiatives, narrowed by kind, by whom they work with, and by state."""
    actor = actor_of(request)
    require(actor, READ)
    words = reference.words_of([services.KIND, services.AUDIENCE])
    asked = {name: request.GET.get(name, "") for name in ("kind", "audience", "state")}
    known = {"kind": words[services.KIND], "audience": words[services.AUDIENCE], "state": people_labels.INITIATIVES}  # fmt: skip
    asked = {name: value if value in known[name] else "" for name, value in asked.items()}
    number = request.GET.get("page", "1")
    page = whole_number(number, least=1, most=999, otherwise=1)
    found = selectors.listed(actor, **asked, page=page)
    labels = {"kind": _("Kind"), "audience": _("With whom"), "state": _("State")}
    context = {
        "rows": [line_of(one, words[services.KIND]) for one in found.lines],
        "count": found.count,
        "reached": reached_words(found.reached),
        "filters": [(name, labels[name], asked[name], list(known[name].items())) for name in labels],
        "query": "&".join(f"{name}={value}" for name, value in asked.items() if value),
        "before": page - 1 if page > 1 else None,
        "after": page + 1 if page * selectors.PER_PAGE < found.count else None,
        "may_write": may(actor, services.WRITE),
        "may_answer": may(actor, said.ANSWER),
    }
    return render(request, "programme/initiatives.html", context)


@require_GET
def initiative(request: HttpRequest, public_id: str) -> HttpResponse:
    """One initiative: what it is, whom it reached, what changed, its project's markers, and the door for what people say of it."""
    actor = actor_of(request)
    told = selectors.initiative(actor, public_id)
    words = reference.words_of([services.KIND, services.AUDIENCE])
    one, project = told.one, told.project
    writes = may(actor, services.WRITE)
    heard = said.listed(actor, "open", timezone.now().date(), initiative=public_id) if may(actor, said.ANSWER) else None  # fmt: skip
    context = {
        "one": one,
        "project": project,
        "state": people_labels.INITIATIVES[one.state],
        "tone": TONES[one.state],
        "kind": words[services.KIND].get(one.kind, one.kind),
        "audiences": [words[services.AUDIENCE].get(code, code) for code in one.audiences],
        "reached": reached_words(told.reached),
        "figures": told.figures,
        "gem": people_labels.GEM.get(project.gem) if project and project.gem is not None else None,
        "dac": people_labels.DAC.get(project.dac_gender)
        if project and project.dac_gender is not None
        else None,
        "heard": heard,
        "may_write": writes,
        "may_change": writes and services.may_move(one.state, "changed"),
        "may_start": writes and services.may_move(one.state, "started"),
        "may_cancel": writes and services.may_move(one.state, "cancelled"),
        "may_count": writes and one.state in ("running", "ended"),
    }
    return render(request, "programme/initiative.html", context)


class InitiativeForm(forms.Form):
    """An initiative."""

    title = forms.CharField(label=lazy("Title"), max_length=400)
    kind = forms.ChoiceField(label=lazy("Kind"))
    audiences = forms.MultipleChoiceField(
        label=lazy("With whom"),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "choices"}),
    )
    words = forms.CharField(label=lazy("Description"), required=False, max_length=4000, widget=_LINES)
    project = forms.ChoiceField(label=lazy("Project"), required=False)
    place = forms.CharField(label=lazy("Place"), required=False, max_length=400)
    starts_on = forms.DateField(label=lazy("Begins on"), widget=_DAY)
    ends_on = forms.DateField(label=lazy("Ends on"), required=False, widget=_DAY)

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = reference.words_of([services.KIND, services.AUDIENCE])
        self.fields["kind"].choices = list(words[services.KIND].items())  # type: ignore[attr-defined]
        self.fields["audiences"].choices = list(words[services.AUDIENCE].items())  # type: ignore[attr-defined]
        self.fields["project"].choices = [("", "–"), *planning.projects(actor)]  # type: ignore[attr-defined]


@require_http_methods(["GET", "POST"])
def new_initiative(request: HttpRequest) -> HttpResponse:
    """Open an initiative."""
    actor = actor_of(request)
    require(actor, services.WRITE)
    form = InitiativeForm(
        actor, request.POST or None, initial={"project": request.GET.get("project", "")[:14]}
    )

    def act(told: Mapping[str, Any]) -> str:
        made = services.open_initiative(actor=actor, new=NewInitiative(**told))
        return reverse("programme:initiative", args=(made.public_id,))

    return answered(request, form, act, title=_("Open an initiative"), button=_("Open the initiative"), back=reverse("programme:initiatives"))  # fmt: skip


def _n(request: HttpRequest, otherwise: int = 0) -> int:
    asked = request.POST.get("n", "")
    return whole_number(asked, otherwise=otherwise)


@require_http_methods(["GET", "POST"])
def change_initiative(request: HttpRequest, public_id: str) -> HttpResponse:
    """Change an initiative, as it stood when it was read."""
    actor = actor_of(request)
    require(actor, services.WRITE)
    found = selectors.initiative(actor, public_id).one
    names = ("title", "kind", "audiences", "words", "project", "place", "starts_on", "ends_on")
    form = InitiativeForm(actor, request.POST or None, initial={name: getattr(found, name) for name in names})
    n = _n(request, found.n)

    def act(told: Mapping[str, Any]) -> str:
        services.change_initiative(actor=actor, initiative=public_id, n=n, new=NewInitiative(**told))
        return reverse("programme:initiative", args=(public_id,))

    back = reverse("programme:initiative", args=(public_id,))
    return answered(request, form, act, title=_("Change an initiative"), said=found.title, button=_("Change it"), back=back, n=n)  # fmt: skip


@require_POST
def move_initiative(request: HttpRequest, public_id: str) -> HttpResponse:
    """Start, end or cancel an initiative, say what changed; withdraw a figure."""
    actor = actor_of(request)
    require(actor, services.WRITE)
    asked, text, n = request.POST.get("act", ""), request.POST.get("text", ""), _n(request)

    def act() -> None:
        if asked == "effect":
            services.end_initiative(actor=actor, initiative=public_id, n=n, effect=text)
        elif asked == "withdraw":
            services.withdraw_participation(
                actor=actor, figure=request.POST.get("figure", ""), n=n, reason=text
            )
        else:
            services.move_initiative(actor=actor, initiative=public_id, kind=asked, reason=text)

    tried(request, act, act_messages.said("initiative", asked))
    return redirect("programme:initiative", public_id)


class DayForm(forms.Form):
    """On which day, and why a figure is corrected."""

    held_on = forms.DateField(label=lazy("Day"), widget=_DAY)
    reason = forms.CharField(label=lazy("Why it is corrected"), max_length=2000, widget=_LINES)


@require_http_methods(["GET", "POST"])
def count(request: HttpRequest, public_id: str) -> HttpResponse:
    """Note how many took part on a day, by sex and age."""
    actor = actor_of(request)
    require(actor, services.WRITE)
    of = selectors.initiative(actor, public_id).one
    form, table = DayForm(request.POST or None), TableForm(request.POST or None)
    del form.fields["reason"]
    if form.is_valid() and table.is_valid():
        try:
            services.note_participation(
                actor=actor, initiative=public_id, held_on=form.cleaned_data["held_on"], cells=table.cells()
            )
        except IfarError as error:
            at_fields(form, error)
        else:
            messages.success(request, _("The figure is noted."))
            return redirect("programme:initiative", public_id)
    return _count(request, of, form, table, _("Note who took part"), 0)


@require_http_methods(["GET", "POST"])
def recount(request: HttpRequest, public_id: str) -> HttpResponse:
    """Correct a figure, saying why."""
    actor = actor_of(request)
    require(actor, services.WRITE)
    found = selectors.figure(actor, public_id)
    of = selectors.initiative(actor, found.initiative).one
    form = DayForm(request.POST or None, initial={"held_on": found.held_on})
    table = TableForm(request.POST or None, was=participation.read(found.counts))
    n = _n(request, found.n)
    if form.is_valid() and table.is_valid():
        told = form.cleaned_data
        try:
            services.correct_participation(actor=actor, figure=public_id, n=n, held_on=told["held_on"], cells=table.cells(), reason=told["reason"])  # fmt: skip
        except IfarError as error:
            at_fields(form, error)
        else:
            messages.success(request, _("The figure is corrected; what it said before is kept."))
            return redirect("programme:initiative", of.public_id)
    return _count(request, of, form, table, _("Correct a figure"), n, public_id)


def _count(request: HttpRequest, of: Initiative, form: DayForm, table: TableForm, title: str, n: int, figure: str = "") -> HttpResponse:  # fmt: skip
    context = {
        "of": of,
        "form": form,
        "table": table,
        "rows": table.rows(),
        "sexes": list(people_labels.SEXES.values()),
        "title": title,
        "n": n,
        "figure": figure,
    }
    return render(request, "programme/count.html", context, status=422 if form.is_bound else 200)
