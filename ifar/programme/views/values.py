"""Pages of indicators: the list, one with its periods, one value with its versions, and the forms that report and decide."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ifar.acts.edges import offered
from ifar.errors import Conflict, IfarError
from ifar.fields import mark_needed
from ifar.form_errors import actor_of, at_fields
from ifar.programme import framework, indicators, labels, people_labels
from ifar.programme.computed import records as sources
from ifar.programme.computed.records import Source
from ifar.programme.indicators import Part, shown_state
from ifar.programme.models import Indicator, Value
from ifar.programme.selectors import strategy
from ifar.programme.selectors import values as selectors
from ifar.programme.services import committee, planning, values
from ifar.programme.services.values import Said
from ifar.programme.views.parts import PartsForm
from ifar.programme.views.presenters import TONES, number, unit
from ifar.programme.views.strategy import named
from ifar.rights import Actor, may, require
from ifar.typed import whole_number

SHOWS: Final = ("", "missing", "waiting", "computed")
MOST_ROWS: Final = 200
MOST_LEADS: Final = 12
REASONS: Final = {
    "first": lazy("Counted for the first time"),
    "figures": lazy("The figures that it is counted from changed"),
    "rows": lazy("These records changed"),
}
"""Why a computed value has a new version."""
KINDS: Final = {
    "drafted": lazy("Drafted"),
    "reported": pgettext_lazy("a value", "Reported"),
    "computed": pgettext_lazy("a value", "Computed from the records"),
    "changed": pgettext_lazy("a value", "Changed"),
    "submitted": pgettext_lazy("a value", "Submitted for approval"),
    "returned": pgettext_lazy("a value", "Given back"),
    "approved": pgettext_lazy("a value", "Approved"),
    "reopened": pgettext_lazy("a value", "Opened again"),
}


@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """Indicators, of a cell of the matrix or of all, page by page."""
    actor = actor_of(request)
    require(actor, strategy.READ)
    cell = request.GET.get("cell", "")
    cell = cell if cell in framework.CELLS else ""
    show = request.GET.get("show", "")
    show = show if show in SHOWS else ""
    asked = request.GET.get("page", "1")
    page = whole_number(asked, least=1, most=999, otherwise=1)
    period = selectors.due(actor, timezone.now().date())
    lines, total, missing = selectors.listed(
        actor, cell=cell, show=show, period=period.name if period else "", page=page
    )
    names = named(strategy.themes(actor)) if cell else {}
    rows = [
        {
            "id": one.id,
            "title": one.title,
            "project": one.project,
            "latest": number(one.latest) if one.latest is not None else "",
            "period": one.period,
            "waits": one.waits,
            "target": number(one.target),
            "band": labels.BANDS[one.band],
            "tone": TONES[one.band],
        }
        for one in lines[: selectors.PER_PAGE]
    ]
    context = {
        "rows": rows, "total": total, "missing": missing, "period": period, "show": show,
        "cell_words": f"{names[cell[:2]]['name']} × {names[cell[2:]]['name']}" if cell else "",
        "before": page - 1 if page > 1 else None, "after": page + 1 if len(lines) > selectors.PER_PAGE else None,
    }  # fmt: skip
    return render(request, "programme/indicators.html", context)


@require_GET
def indicator(request: HttpRequest, public_id: str) -> HttpResponse:
    """One indicator, period by period; who has not reported stands there too."""
    actor = actor_of(request)
    told = selectors.indicator(actor, public_id)
    one, today = told.indicator, timezone.now().date()
    rows: list[dict[str, Any]] = []
    for period in told.periods:
        target = number(one.targets.get(period.name))
        found = told.values.get(period.name, [])
        for value in found:
            state = shown_state(value.state, period.state)
            rows.append({"period": period.name, "place": value.place, "id": value.public_id, "number": number(value.number), "target": target, "state": state, "words": labels.STATES[state]})  # fmt: skip
        if not found and period.starts_on <= today:
            rows.append({"period": period.name, "place": "", "id": "", "target": target, "state": "missing", "words": labels.STATES["missing"], "late": period.due_on < today})  # fmt: skip
    approved = [
        (name, [indicators.Reported(v.place, v.number, v.numerator, v.denominator) for v in found if v.state == "approved"])
        for name, found in sorted(told.values.items())
    ]  # fmt: skip
    latest = next((pair for pair in reversed(approved) if pair[1]), None)
    source = sources.find(one.source)
    computed = next(
        (v for name in reversed(told.periods) for v in told.values.get(name.name, []) if v.lineage), None
    )
    known = (
        [row for row in behind(actor, source, computed.lineage.get("rows", {})) if row["lead"]]
        if computed
        else []
    )
    band = strategy.band_of(one.direction, one.aggregation, one.baseline, one.targets, latest)
    context = {
        "one": one, "unit": unit(one.unit), "project": told.project, "rows": rows, "band": labels.BANDS[band], "tone": TONES[band],
        "baseline": number(one.baseline), "aggregation": labels.AGGREGATIONS[one.aggregation], "source": source, "behind": known[:MOST_LEADS], "behind_value": computed,
        "offered": offered(actor, planning.INDICATOR, one) if one.state == "defined" else None,
        "may_report": may(actor, values.REPORT),
        "may_count": source is not None and may(actor, values.REPORT) and (not source.needs or may(actor, source.needs)),
    }  # fmt: skip
    return render(request, "programme/indicator.html", context)


def behind(actor: Actor, source: Source | None, rows: Mapping[str, str]) -> list[dict[str, Any]]:
    """Rows with how each counted; what the actor may open stands first, by its title."""
    leads = source.leads(actor, list(rows)) if source and source.leads and rows else {}
    found = [
        {"id": key, "how": labels.HOW.get(how, how), "lead": leads.get(key)} for key, how in rows.items()
    ]
    return sorted(found, key=lambda one: one["lead"] is None)


class ReportForm(forms.Form):
    """What somebody reports."""

    period = forms.ChoiceField(label=lazy("Period"))
    place = forms.CharField(
        label=lazy("Place"),
        required=False,
        max_length=2,
        help_text=lazy("Code of the State, or nothing for all."),
    )
    number = forms.CharField(label=lazy("Value"), required=False, max_length=30)
    numerator = forms.CharField(label=lazy("Of a share: how many"), required=False, max_length=30)
    denominator = forms.CharField(label=lazy("of how many"), required=False, max_length=30)
    words = forms.CharField(
        label=lazy("In words"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )
    evidence = forms.CharField(
        label=lazy("Evidence"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
        help_text=lazy("One document or address a line."),
    )
    note = forms.CharField(
        label=lazy("Comment"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )

    def __init__(self, of: Indicator, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = indicators.asks(of.measure, of.aggregation)
        if asked == "share":
            mark_needed(self, "number", _("(needed, or the two numbers of the share)"))
        else:
            self.fields[asked].required = True

    def said(self, parts: Sequence[Part]) -> Said:
        """What was typed, as a value with its parts.

        Raises:
            Invalid: a number is none.
        """
        told = self.cleaned_data
        return Said(
            planning.number(told["number"], "number"),
            planning.number(told["numerator"], "numerator"),
            planning.number(told["denominator"], "denominator"),
            told["words"],
            parts,
            told["evidence"].splitlines(),
            told["note"],
        )


def _write(form: ReportForm, parts: PartsForm, act: Callable[[Said], Value], kept: Sequence[Part] = ()) -> Value | None:  # fmt: skip
    try:
        return act(form.said(parts.parts(kept)))
    except Conflict as error:
        form.add_error(None, str(error))
    except IfarError as error:
        at_fields(form, error)
    return None


@require_http_methods(["GET", "POST"])
def report(request: HttpRequest, public_id: str) -> HttpResponse:
    """Report a value; where somebody else was quicker, theirs stands beside what was typed."""
    actor = actor_of(request)
    require(actor, values.REPORT)
    of = selectors.indicator(actor, public_id)
    form, today = ReportForm(of.indicator, request.POST or None), timezone.now().date()
    parts = PartsForm(of.indicator.disaggregation, request.POST or None)
    period_field = form.fields["period"]
    assert isinstance(period_field, forms.ChoiceField)
    period_field.choices = [
        (one.name, one.name) for one in reversed(of.periods) if one.state == "open" and one.starts_on <= today
    ]
    there = None
    if form.is_valid() and parts.is_valid():
        told = form.cleaned_data
        made = _write(
            form,
            parts,
            lambda said: values.report(
                actor=actor,
                indicator=public_id,
                period=told["period"],
                place=told["place"].strip().upper(),
                said=said,
                submit=request.POST.get("act") != "draft",
            ),
        )
        if made is not None:
            messages.success(request, _("It was reported. Another person approves it."))
            return redirect("programme:value", made.public_id)
        there = next(
            (one for one in of.values.get(told["period"], []) if one.place == told["place"].strip().upper()),
            None,
        )
        there = there or Value.objects.filter(indicator=public_id, period=told["period"], place=told["place"].strip().upper()).first()  # fmt: skip
    return _form(request, of.indicator, form, parts, there, n=0, changing=False)


def _form(request: HttpRequest, of: Indicator, form: ReportForm, parts: PartsForm, there: Value | None, *, n: int, changing: bool) -> HttpResponse:  # fmt: skip
    context = {
        "indicator": of, "unit": unit(of.unit), "form": form, "divisions": parts.divisions(), "n": n, "changing": changing, "there": there,
        "there_number": number(there.number) if there else "", "there_state": labels.STATES[there.state] if there else "",
    }  # fmt: skip
    return render(request, "programme/report.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, public_id: str) -> HttpResponse:
    """Change what was reported; whoever changed it meanwhile is not written over."""
    actor = actor_of(request)
    require(actor, values.REPORT)
    value, of, _period = selectors.value(actor, public_id)
    initial = {
        "number": indicators.written(value.number) or "", "numerator": indicators.written(value.numerator) or "",
        "denominator": indicators.written(value.denominator) or "", "words": value.words, "evidence": "\n".join(value.evidence),
    }  # fmt: skip
    form = ReportForm(of, request.POST or None, initial=initial)
    was = [Part(one["by"], one["name"], Decimal(one["number"])) for one in value.parts]
    parts = PartsForm(of.disaggregation, request.POST or None, was=was)
    del form.fields["period"], form.fields["place"]
    asked = request.POST.get("n", "")
    n = whole_number(asked, otherwise=value.n)
    there = None
    if form.is_valid() and parts.is_valid():
        made = _write(
            form, parts, lambda said: values.change(actor=actor, value=public_id, n=n, said=said), was
        )
        if made is not None:
            messages.success(request, _("It was changed. Another person approves it."))
            return redirect("programme:value", public_id)
        value = Value.objects.get(public_id=public_id)
        there, n = (value, value.n) if value.n != n else (None, n)
    return _form(request, of, form, parts, there, n=n, changing=True)


@require_GET
def value(request: HttpRequest, public_id: str) -> HttpResponse:
    """One value with its versions, the records behind it, and what may be done with it."""
    actor = actor_of(request)
    found, of, period = selectors.value(actor, public_id)
    state = shown_state(found.state, period.state)
    moves = indicators.may_move(period.state)
    source = sources.find(of.source)
    rows = behind(actor, source, found.lineage.get("rows", {}))
    address = (
        found.lineage.get("address", "") if source and (not source.opens or may(actor, source.opens)) else ""
    )
    context = {
        "value": found, "indicator": of, "unit": unit(of.unit), "state_words": labels.STATES[state], "number": number(found.number) if found.number is not None else found.words[:80] or number(None),
        "numerator": number(found.numerator), "denominator": number(found.denominator), "locked": state == "locked" or not moves,
        "parts": [
            {
                "by": people_labels.DIVISIONS.get(one["by"], one["by"]),
                "name": people_labels.PARTS.get(one["by"], {}).get(one["name"], one["name"]),
                "number": number(one["number"]),
            }
            for one in found.parts
        ],
        "source": source, "address": address, "lineage": rows[:MOST_ROWS], "lineage_more": max(0, len(rows) - MOST_ROWS),
        "closed": sum(1 for one in rows if one["lead"] is None) if source and source.leads else 0,
        "may_change": may(actor, values.REPORT) and moves and found.state in ("draft", "submitted") and not found.lineage,
        "offered": offered(actor, values.VALUE, found),
        "may_table": found.state == "approved" and may(actor, committee.KEEP),
        "versions": [
            {
                "at": one.at, "words": source.called if source and one.kind == "computed" else KINDS[one.kind], "who": one.who,
                "number": number(one.changes.get("number")) if "number" in one.changes else "",
                "why": REASONS.get(one.details.get("reason", ""), one.details.get("reason", "")) or one.note, "changed": [{**each, "was": labels.HOW.get(each["was"], each["was"]), "now": labels.HOW.get(each["now"], each["now"])} for each in one.details.get("changed", [])],
            }
            for one in selectors.versions(actor, found.public_id)
        ],
    }  # fmt: skip
    return render(request, "programme/value.html", context)


@require_POST
def compute(request: HttpRequest, public_id: str) -> HttpResponse:
    """Count a computed indicator again, for the period that is to be reported."""
    actor = actor_of(request)
    require(actor, values.REPORT)
    period = selectors.due(actor, timezone.now().date())
    if period is None:
        raise labels.invalid("programme.period.none", "period")
    made = values.compute(actor=actor, indicator=public_id, period=period.name)
    if made is None:
        messages.warning(request, _("The records say nothing of this period."))
        return redirect("programme:indicator", public_id)
    return redirect("programme:value", made.public_id)
