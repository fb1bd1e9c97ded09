"""Pages about what figures stand on: how good the data are and what to mend, and why arms are not traced."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from ifar.cursors import page
from ifar.errors import NotFound
from ifar.form_errors import actor_of
from ifar.recoveries import categories, figures
from ifar.reference import selectors as reference
from ifar.registry import quality as registry
from ifar.returns import labels, selectors, untraced
from ifar.returns.forms import labels as form_labels
from ifar.returns.untraced import Why
from ifar.rights import require
from ifar.tracing import figures as tracing
from ifar.typed import BIGINT, whole_number


@require_GET
def quality(request: HttpRequest) -> HttpResponse:
    """Data quality by office and field, and month by month, of the firearms that the reader may see."""
    actor = actor_of(request)
    measures = registry.measures(actor)
    chosen = request.GET.get("office", "")
    offices = sorted({(row.agency, row.name) for row in measures}, key=lambda pair: pair[1])
    rows: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    for measure in measures:
        if chosen in ("", str(measure.agency)):
            rows[measure.dimension, measure.field][0] += measure.asked
            rows[measure.dimension, measure.field][1] += measure.good
    parts = []
    for dimension, value in form_labels.DIMENSIONS.items():
        lines = [
            _measured(
                field, rows[of, field], f"?{urlencode({'dimension': of, 'field': field, 'office': chosen})}"
            )
            for of, field in registry.MEASURES
            if of == dimension and (of, field) in rows
        ]
        if lines:
            parts.append({"title": value, "definition": form_labels.DEFINITIONS[dimension], "lines": lines})
    context = {
        "parts": parts,
        "offices": [{"id": str(agency), "name": name} for agency, name in offices],
        "office": chosen,
        "trend": [
            {"month": month, "share": round(100 * good / asked)}
            for month, asked, good in registry.trend(actor)
        ],
        "by_office": _by_office(measures, chosen),
    }
    return render(request, "returns/quality.html", context)


def _measured(field: str, counts: list[int], query: str) -> dict[str, Any]:
    asked, good = counts
    return {
        "words": form_labels.FIELDS[field], "asked": asked, "good": good, "lacking": asked - good,
        "share": round(100 * good / asked, 1), "query": query,
    }  # fmt: skip


def _by_office(measures: list[registry.Measure], chosen: str) -> list[dict[str, Any]]:
    sums: dict[tuple[int, str], list[int]] = defaultdict(lambda: [0, 0])
    for measure in measures:
        if measure.dimension == "completeness" and chosen in ("", str(measure.agency)):
            sums[measure.agency, measure.name][0] += measure.asked
            sums[measure.agency, measure.name][1] += measure.good
    rows = [{"id": agency, "name": name, "share": round(100 * good / asked, 1)} for (agency, name), (asked, good) in sums.items()]  # fmt: skip
    return sorted(rows, key=lambda row: (row["share"], row["name"]))


@require_GET
def work_list(request: HttpRequest) -> HttpResponse:
    """The records that lack what a dimension asks of a field: each leads to where it can be mended."""
    actor = actor_of(request)
    dimension, field, office = (request.GET.get(name, "") for name in ("dimension", "field", "office"))
    require(actor, registry.PERMISSION)
    if (dimension, field) not in registry.MEASURES:
        raise NotFound("returns.measure", labels.of("returns.measure"))
    number = whole_number(office, most=BIGINT)
    rows = registry.lacking(actor, dimension, field, number).select_related("agency")
    part = page(
        rows,
        order=("-id",),
        after=request.GET.get("after", "")[:500],
        before=request.GET.get("before", "")[:500],
    )
    types, makes = reference.words("firearm_type"), reference.words("make")
    context = {
        "title": form_labels.DIMENSIONS[dimension],
        "field": form_labels.FIELDS[field],
        "definition": form_labels.DEFINITIONS[dimension],
        "rows": [
            {
                "one": firearm,
                "type": types.get(firearm.type or "", ""),
                "make": makes.get(firearm.make or "", "") or firearm.make_raw,
            }
            for firearm in part.items
        ],
        "after": part.after,
        "before": part.before,
    }
    return render(request, "returns/quality_list.html", context)


@require_GET
def why_not_traced(request: HttpRequest) -> HttpResponse:
    """Why arms of a year were not traced: by country and step, and which assistance would mend it."""
    actor = actor_of(request)
    require(actor, selectors.PERMISSION)
    asked = request.GET.get("year", "")
    this_year = timezone.now().year
    year = whole_number(asked, least=1990, most=this_year, otherwise=this_year)
    arms = _arms(actor, year)
    whies = arms + [Why(*row) for row in tracing.why_not(actor, year)]
    countries, steps = reference.words("country"), form_labels.STEPS
    lines = [
        {
            "reason": form_labels.WHY[why.reason], "country": countries.get(why.country, why.country) if why.country else form_labels.OURSELVES,
            "step": steps[why.step], "number": why.number,
            "mends": [form_labels.ASSISTANCE[kind] for kind in untraced.MENDS.get(why.reason, ())],
        }
        for why in sorted(whies, key=lambda why: (-why.number, why.reason, why.country))
    ]  # fmt: skip
    most = max((line["number"] for line in lines), default=0)
    for line in lines:
        line["share"] = round(100 * line["number"] / most) if most else 0
    needs = untraced.needs(whies)
    context = {
        "year": year,
        "years": range(this_year, this_year - 10, -1),
        "lines": lines,
        "needs": [
            {
                "words": form_labels.ASSISTANCE[need.assistance], "article": untraced.ARTICLES[need.assistance], "number": need.number,
                "reasons": [(form_labels.WHY[reason], number) for reason, number in need.reasons],
            }
            for need in needs
        ],
        "country": settings.IFAR_COUNTRY_NAME,
    }  # fmt: skip
    return render(request, "returns/why_not_traced.html", context)


def _arms(actor: Any, year: int) -> list[Why]:
    """The arms of a year by why they were not traced, as far as their own marks and records say it."""
    sums: dict[str, int] = {}
    for group in figures.groups(actor, year):
        item = group.counted
        if item.kind == "firearm" and item.case_kind in categories.ARMS:
            outcome = f"outcome:{categories.tracing_of(item)}"
            if outcome in untraced.MENDS:
                sums[outcome] = sums.get(outcome, 0) + group.items
    return [Why(reason, "", "arm", number) for reason, number in sums.items()]
