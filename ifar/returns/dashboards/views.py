"""Pages of the dashboards: charts with their tables, the same as files, the rows behind each figure, and when returns are due."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.contrib import messages
from django.contrib.humanize.templatetags.humanize import intcomma
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import get_language_bidi, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from ifar import charts
from ifar.accounts import attempts
from ifar.charts import Picture, Point
from ifar.errors import NotFound, Unavailable
from ifar.files.confinement import Limits, Unreadable, run
from ifar.files.tables import writing
from ifar.form_errors import actor_of
from ifar.returns import deadlines, selectors
from ifar.returns import labels as returns_labels
from ifar.returns.dashboards import counting, drill_down, rollups
from ifar.returns.dashboards import labels as dashboard_labels
from ifar.returns.dashboards.rollups import DashboardFilter, Figures
from ifar.returns.dashboards.subjects import (
    NOT_SAID,
    SUBJECTS,
    YEAR,
    Chart,
    Row,
    Subject,
    funnel,
    largest,
    of_chart,
)
from ifar.returns.forms import selectors as form_selectors
from ifar.rights import Actor, require
from ifar.templatetags.days import day_words
from ifar.tracing import counts as traces
from ifar.typed import whole_number

FIRST: Final = "recoveries"
ORDERS: Final[Mapping[str, Sequence[str]]] = {
    "stage": traces.STAGES,
    "band": tuple(dashboard_labels.BANDS),
    "ends": tuple(dashboard_labels.ENDS),
}
"""Dimensions whose nodes have an order of their own; the others stand by how many they are."""
DRAWING: Final = Limits(seconds=20, memory=2_000_000_000, output=8_000_000)
AGAIN: Final = "6/m/key"
"""How often one person may have everything counted again."""
XMLNS: Final = "http://www.w3.org/2000/svg"
_LONGEST: Final = 80
_NO_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML may hold (XML 1.0, 2.2), but an address may ask for."""


# What is asked ----------------------------------------------------------------------------------------------------


def _subject(name: str) -> Subject:
    subject = SUBJECTS.get(name)
    if subject is None:
        raise NotFound("returns.dashboard", returns_labels.of("returns.dashboard"))
    return subject


def _filter_of(request: HttpRequest, subject: Subject, dims: Sequence[str]) -> DashboardFilter:
    """What an address asks for; what it cannot ask for does not count."""
    given = request.GET
    nodes = {}
    for dim in dims:
        value = given.get(dim, "")
        if value and len(value) <= _LONGEST and "\0" not in value:
            nodes[dim] = "" if value == NOT_SAID else value
    if not subject.yearly:
        return DashboardFilter(nodes=nodes)
    return DashboardFilter(_year(given.get("since", "")), _year(given.get("until", "")), nodes)


def _doubts(request: HttpRequest, subject: Subject, asked: DashboardFilter, figures: Figures) -> list[str]:
    """What of an address asks for nothing that there is, in words: empty charts alone would not say why."""
    results = []
    if asked.since is not None and asked.until is not None and asked.since > asked.until:
        text = _("The years are the wrong way round: from %(since)d to %(until)d there is none.")
        results.append(text % {"since": asked.since, "until": asked.until})
    odd = [request.GET.get(name, "")[:20] for name in ("since", "until") if subject.yearly]
    results += [
        _("“%(year)s” is not a year, so the figures are not filtered by it.") % {"year": given}
        for given in odd
        if given and _year(given) is None
    ]
    for dim, code in asked.nodes.items():
        if (code,) not in figures.options[dim,]:
            text = _("Nothing on record has “%(code)s” in the field “%(field)s”.")
            results.append(
                text % {"code": code or NOT_SAID, "field": dashboard_labels.dim(subject.name, dim)}
            )
    return results


def _year(text: str) -> int | None:
    return whole_number(text, least=1900, most=2200)


def _query(asked: DashboardFilter, **more: str) -> str:
    """An address's question, with some nodes more."""
    result: dict[str, str | int] = {}
    if asked.since is not None:
        result["since"] = asked.since
    if asked.until is not None:
        result["until"] = asked.until
    for dim, node in {**asked.nodes, **more}.items():
        if dim == YEAR:
            result |= {"since": node, "until": node}
        else:
            result[dim] = node or NOT_SAID
    return urlencode(result)


# Pages ------------------------------------------------------------------------------------------------------------


@require_GET
def dashboard(request: HttpRequest, name: str = FIRST) -> HttpResponse:
    """One dashboard: its charts with their tables, narrowed by the address."""
    actor = actor_of(request)
    require(actor, selectors.PERMISSION)
    subject = _subject(name)
    asked = _filter_of(request, subject, subject.filters)
    figures = rollups.figures(actor, subject, asked)
    context: dict[str, Any] = {
        "subject": subject.name,
        "tabs": _tabs(),
        "title": dashboard_labels.SUBJECTS[name],
        "sentence": dashboard_labels.SENTENCES[name],
        "found": figures,
    }
    if figures is not None:
        spoken = _spoken(subject)
        context |= {
            "charts": [_shown(subject, chart, asked, figures, spoken) for chart in subject.charts],
            "filters": _filters(subject, asked, figures, spoken),
            "yearly": _years(asked, figures) if subject.yearly else None,
            "narrowed": asked.anything,
            "doubts": _doubts(request, subject, asked, figures),
            "stale": _stale(figures),
            "late": figures.since > 0 and timezone.now() - figures.checked > rollups.LATE,
        }
    return render(request, "returns/dashboard.html", context)


def _tabs() -> list[dict[str, Any]]:
    tabs = [
        {"name": name, "words": subject, "url": reverse("returns:dashboard", args=(name,))}
        for name, subject in dashboard_labels.SUBJECTS.items()
    ]
    return [*tabs, {"name": "due", "words": _("Returns due"), "url": reverse("returns:due")}]


def _stale(figures: Figures) -> str:
    if not figures.since:
        return _("Nothing was recorded since.")
    text = ngettext(
        "%(count)s act was recorded since and is not in these figures.",
        "%(count)s acts were recorded since and are not in these figures.",
        figures.since,
    )
    return text % {"count": intcomma(figures.since)}


def _spoken(subject: Subject) -> dict[str, Mapping[str, Any]]:
    """Words of all nodes, by dimension."""
    return {dim: dashboard_labels.nodes(subject.name, dim) for dim in subject.dims}


def _filters(
    subject: Subject, asked: DashboardFilter, figures: Figures, spoken: Mapping[str, Mapping[str, Any]]
) -> list[dict[str, Any]]:
    results = []
    for dim in subject.filters:
        codes = {row[0] for row in figures.options[(dim,)]} | ({asked.nodes[dim]} if dim in asked.nodes else set())  # fmt: skip
        options = [(code or NOT_SAID, dashboard_labels.node(spoken[dim], code)) for code in codes]
        results.append(
            {
                "name": dim,
                "words": dashboard_labels.dim(subject.name, dim),
                "options": sorted(options, key=lambda item: (item[0] == NOT_SAID, item[1])),
                "chosen": (asked.nodes[dim] or NOT_SAID) if dim in asked.nodes else "",
            }
        )
    return results


def _years(asked: DashboardFilter, figures: Figures) -> dict[str, Any]:
    known = sorted({row[dims.index(YEAR)] for dims, rows in figures.options.items() if YEAR in dims for row in rows})  # fmt: skip
    return {"options": known, "since": str(asked.since or ""), "until": str(asked.until or "")}


# Charts -----------------------------------------------------------------------------------------------------------


def _rows(chart: Chart, figures: Figures) -> tuple[list[tuple[Row, int]], int, int]:
    """The rows of a chart in their order, and how many more there are and what they come to."""
    sums = of_chart(chart, figures.sums)
    if chart.form == "funnel":
        result = funnel(ORDERS[chart.dims[0]], sums)
        return (list(result.items()) if any(result.values()) else []), 0, 0
    if chart.answered:
        sums = {row: number for row, number in sums.items() if row[0]}
    if chart.dims[0] in ORDERS:
        order = {code: at for at, code in enumerate(ORDERS[chart.dims[0]])}
        return sorted(sums.items(), key=lambda row: order.get(row[0][0], len(order))), 0, 0
    if chart.form == "columns":
        return sorted(sums.items()), 0, 0
    return largest(sums, chart.most)


def _shown(
    subject: Subject,
    chart: Chart,
    asked: DashboardFilter,
    figures: Figures,
    spoken: Mapping[str, Mapping[str, Any]],
) -> dict[str, Any]:
    """Everything that a page shows of a chart."""
    rows, left_out, rest = _rows(chart, figures)
    base = reverse("returns:rows", args=(subject.name,))
    only = dict([chart.only]) if chart.only else {}

    def said(dim: str, code: str) -> str:
        return code if dim == YEAR else dashboard_labels.node(spoken[dim], code)

    points = [
        (
            row,
            Point(
                " → ".join(said(dim, code) for dim, code in zip(chart.dims, row, strict=True)),
                number,
                str(intcomma(number)),
                f"{base}?{_query(asked, **only, **dict(zip(chart.dims, row, strict=True)))}",
            ),
        )
        for row, number in rows
    ]
    title = dashboard_labels.TITLES[subject.name, chart.name]
    picture = _picture(chart, points, said, spoken)
    return {
        "name": chart.name,
        "ident": f"{subject.name}-{chart.name}",
        "title": title,
        "unit": dashboard_labels.UNITS[subject.name],
        "total": None if chart.form == "funnel" else intcomma(sum(number for _row, number in rows) + rest),
        "left_out": left_out,
        "rest": intcomma(rest),
        "picture": charts.mirrored(picture) if get_language_bidi() else picture,
        "empty": not rows,
        "head": [dashboard_labels.dim(subject.name, dim) for dim in chart.dims],
        "rows": [
            {"cells": [said(dim, code) for dim, code in zip(chart.dims, row, strict=True)], "point": point}
            for row, point in points
        ],
        "files": {
            form: f"{reverse(f'returns:chart_{form}', args=(subject.name, chart.name))}?{_query(asked)}"
            for form in ("csv", "svg", "png")
        },
        "codes": [(row, point.value) for row, point in points],
        "dims": chart.dims,
        "at": figures.at,
    }


def _picture(
    chart: Chart, points: Sequence[tuple[Row, Point]], value: Any, known: Mapping[str, Mapping[str, Any]]
) -> Picture:
    if chart.form == "columns":
        labels = sorted({row[0] for row, _point in points})
        if labels:
            labels = [str(year) for year in range(int(labels[0]), int(labels[-1]) + 1)]
        by = dict(points)
        dim = chart.dims[1]
        # A node keeps its place, and with it its colour and pattern, whatever else is shown beside it.
        order = [*known[dim], *sorted({row[1] for row, _point in points} - known[dim].keys())]
        names = sorted({row[1] for row, _point in points}, key=order.index)
        series = [
            (value(dim, code), [by.get((year, code), Point("", 0, "0")) for year in labels]) for code in names
        ]
        most = max((sum(p.value for r, p in points if r[0] == year) for year in labels), default=0)
        return charts.columns(
            labels, series, str(intcomma(most)), looks=[order.index(code) for code in names]
        )
    if chart.form == "flow":
        return charts.flow([
            (value(chart.dims[0], row[0]), value(chart.dims[1], row[1]), point) for row, point in points
        ])  # fmt: skip
    return charts.bars([point for _row, point in points])


@require_GET
def chart(request: HttpRequest, name: str, chart: str, form: str) -> HttpResponseBase:
    """One chart as a file: its table as CSV, the picture as SVG or PNG."""
    actor = actor_of(request)
    require(actor, selectors.PERMISSION)
    subject = _subject(name)
    asked = _filter_of(request, subject, subject.filters)
    wanted, figures = subject.chart(chart), rollups.figures(actor, subject, asked)
    if wanted is None or figures is None:
        raise NotFound("returns.dashboard", returns_labels.of("returns.dashboard"))
    shown = _shown(subject, wanted, asked, figures, _spoken(subject))
    if form == "csv":
        header = [
            *(part for dim in wanted.dims for part in (dim, f"{dim}_name")),
            "number",
            "as_of",
            "narrowed_to",
        ]
        # In every row, for a table has no other place for it.
        made = timezone.localtime(figures.at).isoformat(timespec="seconds"), _narrowing(subject, asked)
        rows = [
            [*(part for pair in zip(row, outcome["cells"], strict=True) for part in pair), number, *made]
            for (row, number), outcome in zip(shown["codes"], shown["rows"], strict=True)
        ]
        response: HttpResponseBase = StreamingHttpResponse(
            writing.csv_pieces(header, rows), content_type="text/csv; charset=utf-8"
        )
    else:
        result = {
            "chart": shown,
            "asked": _narrowing(subject, asked),
            "when": day_words(figures.at, "instant"),
            "xmlns": XMLNS,
        }
        svg = _NO_XML.sub("\N{REPLACEMENT CHARACTER}", render_to_string("returns/chart_file.html", result))
        response = (
            HttpResponse(svg, content_type="image/svg+xml")
            if form == "svg"
            else HttpResponse(_png(svg), content_type="image/png")
        )
    stamp = timezone.localtime(figures.at).strftime("%Y%m%d-%H%M")
    response["Content-Disposition"] = f'attachment; filename="{subject.name}-{wanted.name}-{stamp}.{form}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _narrowing(subject: Subject, asked: DashboardFilter) -> str:
    """What a file that leaves the page is narrowed to, in words; empty where it is not."""
    spoken = _spoken(subject) if asked.nodes else {}
    results = [
        f"{dashboard_labels.dim(subject.name, dim)}: {dashboard_labels.node(spoken[dim], node)}"
        for dim, node in asked.nodes.items()
    ]
    if asked.since or asked.until:
        results.insert(0, f"{asked.since or '…'}–{asked.until or '…'}")
    return " · ".join(results)


def _png(svg: str) -> bytes:
    with tempfile.TemporaryDirectory(dir=settings.IFAR_HOME) as name:
        folder = Path(name)
        (folder / "chart.svg").write_text(svg)
        try:
            run("ifar.documents.raster", [str(folder)], DRAWING)
        except Unreadable as error:
            raise Unavailable("returns.drawing", returns_labels.of("returns.drawing")) from error
        return (folder / "chart.png").read_bytes()


# The rows behind, counting again, what is due -------------------------------------------------------------------------


@require_GET
def rows(request: HttpRequest, name: str) -> HttpResponse:
    """The rows behind a figure of a dashboard, as the records are now, as far as the actor may open them."""
    actor = actor_of(request)
    require(actor, selectors.PERMISSION)
    subject = _subject(name)
    asked = _filter_of(request, subject, subject.dims)
    given = request.GET
    behind = drill_down.rows(
        actor, subject, asked, given.get("after", "")[:500], given.get("before", "")[:500]
    )
    context = {
        "subject": subject.name,
        "title": dashboard_labels.SUBJECTS[name],
        "asked": _narrowing(subject, asked),
        "counted": behind.counted,
        "head": behind.head,
        "rows": behind.rows,
        "after": behind.after,
        "before": behind.before,
    }
    return render(request, "returns/dashboard_rows.html", context)


@require_POST
def count_again(request: HttpRequest) -> HttpResponse:
    """Count the dashboards anew, now."""
    actor = actor_of(request)
    require(actor, selectors.PERMISSION)
    attempts.count_by(actor.id, "returns_count", AGAIN)
    counted = counting.refresh(actor)
    text = _("The figures were counted again.") if counted else _("Nothing was recorded since: the figures stand.")  # fmt: skip
    messages.success(request, text)
    name = request.POST.get("subject", FIRST)
    return redirect("returns:dashboard", name if name in SUBJECTS else FIRST)


@require_GET
def returns_due(request: HttpRequest) -> HttpResponse:
    """Which official returns are due, and which were frozen."""
    actor: Actor = actor_of(request)
    require(actor, selectors.PERMISSION)
    today = timezone.localdate()
    forms = form_selectors.offered()
    named = {**dashboard_labels.RETURNS, **{form.code: returns_labels.FORMS[form.code] for form in forms}}
    days = {form.code: (form.due[1], form.due[0]) if form.due else None for form in forms}
    days |= {name: day for name, day in deadlines.days(settings.IFAR_RETURNS_DUE).items() if day}
    rows = [
        {
            "one": due,
            "words": named[due.name],
            "state": due.state(today),
            "url": reverse("returns:iafq", args=(due.year,))
            if due.name == "iafq"
            else reverse("returns:form", args=(due.name, due.year)),
        }
        for due in deadlines.due(named, days, selectors.frozen(actor), today)
    ]
    return render(request, "returns/due.html", {"rows": rows, "tabs": _tabs(), "subject": "due"})
