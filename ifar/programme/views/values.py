"""Pages of indicators: the list, one with its periods, one value with its versions, and the forms that report and decide."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ifar.acts.edges import offered
from ifar.acts.forms import ActForm, buttons_of, form_of, submitted
from ifar.acts.inputs import Input
from ifar.fields import mark_needed
from ifar.form_errors import actor_of
from ifar.programme import framework, indicators, labels, people_labels
from ifar.programme.computed import records as sources
from ifar.programme.computed.records import Source
from ifar.programme.indicators import shown_state
from ifar.programme.models import Indicator, Value
from ifar.programme.participation import PARTS
from ifar.programme.plan_inputs import ChangeValue, CountValue, ReportValue
from ifar.programme.selectors import strategy
from ifar.programme.selectors import values as selectors
from ifar.programme.services import committee, planning, values
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
            "id": line.id,
            "title": line.title,
            "project": line.project,
            "latest": number(line.latest) if line.latest is not None else "",
            "period": line.period,
            "waits": line.waits,
            "target": number(line.target),
            "band": labels.BANDS[line.band],
            "tone": TONES[line.band],
        }
        for line in lines[: selectors.PER_PAGE]
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
    result = selectors.indicator(actor, public_id)
    record, today = result.indicator, timezone.now().date()
    rows: list[dict[str, Any]] = []
    for period in result.periods:
        target = number(record.targets.get(period.name))
        records = result.values.get(period.name, [])
        for value in records:
            state = shown_state(value.state, period.state)
            rows.append({"period": period.name, "place": value.place, "id": value.public_id, "number": number(value.number), "target": target, "state": state, "words": labels.STATES[state]})  # fmt: skip
        if not records and period.starts_on <= today:
            rows.append({"period": period.name, "place": "", "id": "", "target": target, "state": "missing", "words": labels.STATES["missing"], "late": period.due_on < today})  # fmt: skip
    approved = [
        (name, [indicators.Reported(v.place, v.number, v.numerator, v.denominator) for v in results if v.state == "approved"])
        for name, results in sorted(result.values.items())
    ]  # fmt: skip
    latest = next((pair for pair in reversed(approved) if pair[1]), None)
    source = sources.find(record.source)
    computed = next(
        (v for name in reversed(result.periods) for v in result.values.get(name.name, []) if v.lineage), None
    )
    known = (
        [row for row in behind(actor, source, computed.lineage.get("rows", {})) if row["lead"]]
        if computed
        else []
    )
    band = strategy.band_of(record.direction, record.aggregation, record.baseline, record.targets, latest)
    context = {
        "one": record, "unit": unit(record.unit), "project": result.project, "rows": rows, "band": labels.BANDS[band], "tone": TONES[band],
        "baseline": number(record.baseline), "aggregation": labels.AGGREGATIONS[record.aggregation], "source": source, "behind": known[:MOST_LEADS], "behind_value": computed,
        "offered": offered(actor, planning.INDICATOR, record) if record.state == "defined" else None,
        "may_report": may(actor, values.REPORT),
        "may_count": source is not None and may(actor, values.REPORT) and (not source.needs or may(actor, source.needs)),
    }  # fmt: skip
    return render(request, "programme/indicator.html", context)


def behind(actor: Actor, source: Source | None, rows: Mapping[str, str]) -> list[dict[str, Any]]:
    """Rows with how each counted; what the actor may open stands first, by its title."""
    leads = source.leads(actor, list(rows)) if source and source.leads and rows else {}
    results = [
        {"id": key, "how": labels.HOW.get(how, how), "lead": leads.get(key)} for key, how in rows.items()
    ]
    return sorted(results, key=lambda row: row["lead"] is None)


def form_about(
    model: type[Input],
    request: HttpRequest,
    of: Indicator,
    *,
    initial: Mapping[str, Any] | None = None,
    among: Mapping[str, Any] | None = None,
) -> ActForm:
    """The form of a value: what its indicator has to say is needed, and its divisions have a field for each part."""
    asked = indicators.asks(of.measure, of.aggregation)
    parts = [(f"{by}-{name}", words) for by, names in _divisions(of) for name, words in names.items()]
    form = form_of(
        model,
        request,
        initial=initial,
        required=() if asked == "share" else (asked,),
        among={**(among or {}), "parts": parts},
    )
    if asked == "share":
        mark_needed(form, "number", _("(needed, or the two numbers of the share)"))
    form.order_fields(("period", "place"))
    return form


def _divisions(of: Indicator) -> list[tuple[str, Mapping[str, Any]]]:
    """The divisions that an indicator asks for, and whose parts are known."""
    return [(by, people_labels.PARTS[by]) for by in PARTS if by in of.disaggregation]


def _shown(request: HttpRequest, of: Indicator, form: ActForm, there: Value | None) -> HttpResponse:
    plain = [bound for bound in form.visible_fields() if not bound.name.startswith("parts-")]
    context = {
        "indicator": of,
        "unit": unit(of.unit),
        "form": form,
        "plain": plain,
        "divisions": [
            {"words": people_labels.DIVISIONS[by], "fields": [form[f"parts-{by}-{name}"] for name in names]}
            for by, names in _divisions(of)
        ],
        "buttons": buttons_of(form.input_type) or [("", "", _("Submit for approval"))],
        "there": there,
        "there_number": number(there.number) if there else "",
        "there_state": labels.STATES[there.state] if there else "",
    }
    return render(request, "programme/report.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def report(request: HttpRequest, public_id: str) -> HttpResponse:
    """Report a value; where somebody else was quicker, theirs stands beside what was typed."""
    actor = actor_of(request)
    require(actor, values.REPORT)
    result, today = selectors.indicator(actor, public_id), timezone.now().date()
    known = [
        (period.name, period.name)
        for period in reversed(result.periods)
        if period.state == "open" and period.starts_on <= today
    ]
    due = selectors.due(actor, today)
    initial = {"period": due.name if due else ""}
    form = form_about(ReportValue, request, result.indicator, initial=initial, among={"period": known})
    made = submitted(form, lambda given: values.report(actor=actor, indicator=public_id, **given.arguments()))
    if made:
        messages.success(request, _("It was reported. Another person approves it."))
        return redirect("programme:value", made.public_id)
    there = None
    if form.is_bound:
        place = str(form.cleaned_data.get("place", "")).strip().upper()
        of_period = result.values.get(form.cleaned_data.get("period", ""), [])
        there = next((record for record in of_period if record.place == place), None)
    return _shown(request, result.indicator, form, there)


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, public_id: str) -> HttpResponse:
    """Change what was reported; whoever changed it meanwhile is not written over."""
    actor = actor_of(request)
    require(actor, values.REPORT)
    record, of, _period = selectors.value(actor, public_id)
    numbers = ("number", "numerator", "denominator")
    initial = {
        **{name: indicators.written(getattr(record, name)) or "" for name in numbers},
        **{f"parts-{part['by']}-{part['name']}": part["number"] for part in record.parts},
        "words": record.words,
        "evidence": record.evidence,
        "expected_n": record.n,
    }
    form = form_about(ChangeValue, request, of, initial=initial)
    if submitted(form, lambda given: values.change(actor=actor, value_id=public_id, **given.arguments())):
        messages.success(request, _("It was changed. Another person approves it."))
        return redirect("programme:value", public_id)
    seen = form.cleaned_data.get("expected_n", "") if form.is_bound else ""
    return _shown(request, of, form, record if seen not in ("", str(record.n)) else None)


@require_GET
def value(request: HttpRequest, public_id: str) -> HttpResponse:
    """One value with its versions, the records behind it, and what may be done with it."""
    actor = actor_of(request)
    record, of, period = selectors.value(actor, public_id)
    state = shown_state(record.state, period.state)
    moves = indicators.may_move(period.state)
    source = sources.find(of.source)
    rows = behind(actor, source, record.lineage.get("rows", {}))
    address = (
        record.lineage.get("address", "") if source and (not source.opens or may(actor, source.opens)) else ""
    )
    context = {
        "value": record, "indicator": of, "unit": unit(of.unit), "state_words": labels.STATES[state], "number": number(record.number) if record.number is not None else record.words[:80] or number(None),
        "numerator": number(record.numerator), "denominator": number(record.denominator), "locked": state == "locked" or not moves,
        "parts": [
            {
                "by": people_labels.DIVISIONS.get(part["by"], part["by"]),
                "name": people_labels.PARTS.get(part["by"], {}).get(part["name"], part["name"]),
                "number": number(part["number"]),
            }
            for part in record.parts
        ],
        "source": source, "address": address, "lineage": rows[:MOST_ROWS], "lineage_more": max(0, len(rows) - MOST_ROWS),
        "closed": sum(1 for row in rows if row["lead"] is None) if source and source.leads else 0,
        "offered": offered(actor, values.VALUE, record),
        "may_table": record.state == "approved" and may(actor, committee.KEEP),
        "versions": [
            {
                "at": version.at, "words": source.called if source and version.kind == "computed" else KINDS[version.kind], "who": version.who,
                "number": number(version.changes.get("number")) if "number" in version.changes else "",
                "why": REASONS.get(version.details.get("reason", ""), version.note), "changed": [{**each, "was": labels.HOW.get(each["was"], each["was"]), "now": labels.HOW.get(each["now"], each["now"])} for each in version.details.get("changed", [])],
            }
            for version in selectors.versions(actor, record.public_id)
        ],
    }  # fmt: skip
    return render(request, "programme/value.html", context)


@require_POST
def compute(request: HttpRequest, public_id: str) -> HttpResponse:
    """Count a computed indicator again, for the period that is to be reported."""
    actor = actor_of(request)
    require(actor, values.REPORT)
    form = form_of(CountValue, request)
    made = submitted(
        form, lambda given: values.compute(actor=actor, indicator=public_id, **given.arguments())
    )
    if made:
        return redirect("programme:value", made.public_id)
    for error in form.non_field_errors() or [_("The records say nothing of this period.")]:
        messages.warning(request, str(error))
    return redirect("programme:indicator", public_id)
