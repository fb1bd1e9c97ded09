"""Open data: the public pages and files, for everybody and without an account; and the desk at which two people publish them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.humanize.templatetags.humanize import intcomma
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language_bidi, pgettext_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods, require_safe

from ifar import charts, identifiers
from ifar.accounts import attempts
from ifar.accounts.descriptions import Line as Said
from ifar.acts.forms import form_of, submitted
from ifar.charts import Point
from ifar.errors import NotFound
from ifar.form_errors import actor_of
from ifar.numbers import number_words
from ifar.recoveries import categories
from ifar.reference import selectors as reference
from ifar.returns import labels, selectors
from ifar.returns.dashboards import labels as dashboard_labels
from ifar.returns.inputs import PublishOpenData
from ifar.returns.models import Publication
from ifar.returns.open_data import publishing
from ifar.returns.open_data import selectors as open_selectors
from ifar.returns.open_data import tables as open_data
from ifar.returns.open_data.suppression import ALL
from ifar.returns.open_data.tables import MISSING, Edition, rows_of
from ifar.rights import Actor, may, require

LOOKS: Final = "60/m/key"
"""Pages and files of open data that one address may ask for."""
TITLES: Final[Mapping[str, Any]] = {
    open_data.RECOVERIES: lazy("Recovered firearms by kind of recovery, type and area"),
    open_data.MARKING: lazy("Recovered firearms by kind of recovery and marks"),
    open_data.TRACING: lazy("Recovered firearms by kind of recovery and outcome of tracing"),
    open_data.APPLICATIONS: lazy("Applications for licences by kind and decision"),
}
DIMS: Final[Mapping[str, Any]] = {
    "kind": lazy("Kind of recovery"),
    "type": lazy("Type"),
    "area": lazy("Area"),
    "marking": lazy("Marking"),
    "outcome": lazy("Outcome of tracing"),
    "licence": lazy("Kind of licence"),
    "decision": lazy("Decision"),
}
DECISIONS: Final[Mapping[str, Any]] = {
    "granted": pgettext_lazy("a proposal", "Granted"),
    "refused": pgettext_lazy("a proposal", "Refused"),
}


# For everybody ----------------------------------------------------------------------------------------------------


@login_not_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every year and version that was published, with its files and their checksums, and how it is made."""
    attempts.count(request, "open_data", LOOKS)
    years: list[dict[str, Any]] = []
    for publication in open_selectors.publications():
        if not years or years[-1]["year"] != publication.year:
            years.append({"year": publication.year, "versions": []})
        years[-1]["versions"].append(_version(publication))
    return render(request, "open_data/index.html", {"years": years, "tables": TITLES.values()})


def _version(publication: Publication) -> dict[str, Any]:
    edition = open_selectors.edition_of(publication)
    there = {table[0] for table in edition.tables}
    return {
        "one": publication,
        "absent": [title for name, title in TITLES.items() if name not in there],
        "files": [{"name": name, "digest": digest, "url": reverse("open_data:file", args=(publication.year, publication.number, name))} for name, digest in publication.digests],
        "tables": [
            {"title": TITLES[table[0]], "url": reverse("open_data:table", args=(publication.year, publication.number, table[0])), "kept": table[2].count(None), "cells": len(table[2])}
            for table in edition.tables
        ],
    }  # fmt: skip


@login_not_required
@require_safe
def table(request: HttpRequest, year: int, number: int, name: str) -> HttpResponse:
    """One published table: any of its cells by what the address asks for, and no other number than those of the files."""
    attempts.count(request, "open_data", LOOKS)
    publication = open_selectors.publication(year, number)
    result = next((outcome for outcome in publication.tables if outcome[0] == name), None)
    if result is None:
        raise NotFound("returns.open.not_found", labels.of("returns.open.not_found"))
    axes: dict[str, list[str]] = {dim: list(nodes) for dim, nodes in result[1]}
    by = request.GET.get("by", "")
    by = by if by in axes else list(axes)[1]
    chosen = {
        dim: node if (node := request.GET.get(dim, "")) in nodes else ALL for dim, nodes in axes.items() if dim != by
    }  # fmt: skip
    cells = dict(rows_of(result))
    spoken = {dim: _spoken(dim) for dim in axes}
    rows: list[dict[str, Any]] = []
    for node in axes[by]:
        value = cells[tuple(node if dim == by else chosen[dim] for dim in axes)]
        rows.append({"words": _node(spoken[by], node), "value": value, "whole": node == ALL})
    points = [
        Point(row["words"], row["value"], str(intcomma(row["value"])))
        for row in rows
        if row["value"] and not row["whole"]
    ]
    picture = charts.bars(sorted(points, key=lambda point: -point.value))
    context = {
        "one": publication,
        "title": TITLES[name],
        "by": by,
        "dims": [(dim, DIMS[dim]) for dim in axes],
        "by_words": DIMS[by],
        "filters": [
            {
                "name": dim,
                "words": DIMS[dim],
                "chosen": node,
                "options": [(code, _node(spoken[dim], code)) for code in axes[dim]],
            }
            for dim, node in chosen.items()
        ],
        "rows": rows,
        "chart": {
            "ident": f"open-{name}",
            "title": TITLES[name],
            "picture": charts.mirrored(picture) if get_language_bidi() else picture,
        },
        "empty": not points,
        "file": f"{open_selectors.edition_of(publication).stem}-{name}.csv",
    }
    return render(request, "open_data/table.html", context)


@login_not_required
@require_safe
def file(request: HttpRequest, year: int, number: int, name: str) -> HttpResponse:
    """A file as it was published, byte for byte as its checksum on the ledger says."""
    attempts.count(request, "open_data", LOOKS)
    publication = open_selectors.publication(year, number)
    content = open_selectors.content(publication, name)
    kind = "application/json" if name.endswith(".json") else "text/csv; charset=utf-8"
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "public, max-age=86400, immutable"
    response["ETag"] = f'"{dict(publication.digests)[name]}"'
    return response


def _spoken(dim: str) -> Mapping[str, Any]:
    """Node of a dimension, as files call it -> words in the reader's language."""
    match dim:
        case "kind":
            return labels.KINDS
        case "type":
            return dashboard_labels.types()
        case "area":
            return reference.words("area")
        case "licence":
            return reference.words("licence_kind")
        case "decision":
            return DECISIONS
    block = categories.BY_MARKING if dim == "marking" else categories.BY_TRACING
    name = categories.LIST_OF[block]
    words = reference.words(name)
    TOTALS: dict[str, Any] = dict(labels.TOTALS)
    for code, label in selectors.labels()[name].items():
        TOTALS.setdefault(label, words.get(code, code))
    return TOTALS


def _node(spoken: Mapping[str, Any], node: str) -> str:
    if node == ALL:
        return _("Together")
    return str(dashboard_labels.NOBODY_SAID) if node == MISSING else str(spoken.get(node, node))


# The desk ---------------------------------------------------------------------------------------------------------


@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """Which years are published, and which could be."""
    actor = actor_of(request)
    require(actor, selectors.PERMISSION)
    latest: dict[int, Publication] = {}
    for publication in open_selectors.publications():
        latest.setdefault(publication.year, publication)
    years = {row.year for row in selectors.yearly_rows(actor)} | set(latest)
    context = {
        "rows": [{"year": year, "latest": latest.get(year)} for year in sorted(years, reverse=True)],
        "running": timezone.now().year,
        "may_prepare": may(actor, "returns:return:prepare"),
    }
    return render(request, "returns/open_desk.html", context)


@require_http_methods(["GET", "POST"])
def prepare(request: HttpRequest, year: int) -> HttpResponse:
    """Propose to publish the open data of a year, after looking at what they would be."""
    actor = actor_of(request)
    require(actor, "returns:return:prepare")
    form = form_of(PublishOpenData, request)
    asked = submitted(
        form, lambda given: publishing.propose_publishing(actor=actor, year=year, **dict(given))
    )
    if asked:
        text = _("Proposed as %(id)s. A second person looks at the same tables and publishes them.")
        messages.success(request, text % {"id": identifiers.shown(asked.public_id)})
        return redirect("returns:open_desk")
    prepared = publishing.prepared(actor, year)
    context = {
        "form": form,
        "year": year,
        "one": prepared,
        "tables": _summary(prepared.edition),
        "telling": [_row(telling) for telling in prepared.telling[:50]],
        "changed": sum(1 for telling in prepared.telling if telling.after is not None),
        "hidden": sum(1 for telling in prepared.telling if telling.after is None),
    }
    return render(request, "returns/open_prepare.html", context, status=422 if form.is_bound else 200)


def _summary(edition: Edition) -> list[dict[str, Any]]:
    return [
        {"title": TITLES[results[0]], "cells": len(results[2]), "kept": results[2].count(None)} for results in edition.tables
    ]  # fmt: skip


def _row(telling: open_data.Telling) -> dict[str, Any]:
    dims = open_data.TABLES[telling.table]
    return {
        "title": TITLES[telling.table],
        "place": ", ".join(_node(_spoken(dim), node) for dim, node in zip(dims, telling.place, strict=True)),
        "before": telling.before,
        "now": _now(telling),
        "hidden": telling.after is None,
    }


def _now(telling: open_data.Telling) -> str:
    """What a cell says now, or what can be reckoned of it although it is kept back."""
    if telling.after is not None:
        return number_words(telling.after)
    if telling.low == telling.high:
        return _("kept back, but the sums around it give %(number)s") % {"number": number_words(telling.low)}
    return _("kept back, but the sums around it give %(low)s to %(high)s") % {
        "low": number_words(telling.low),
        "high": number_words(telling.high),
    }


def describe(actor: Actor, proposal: Any) -> Sequence[Said]:
    """What would be published, for whoever decides: each table with how much of it is kept back, what tells of few beside earlier versions, then every number.

    Of changes that tell there is a line for each, so that nobody approves what they were not shown.
    """
    asked = proposal.payload
    edition = Edition(
        asked["country"], asked["year"], asked["version"], asked["threshold"], asked["note"], asked["tables"]
    )
    lines = [
        Said(_("Year"), str(edition.year), reverse("returns:open_prepare", args=(edition.year,))),
        Said(_("Version"), str(edition.number)),
        Said(_("Smallest number that is published"), str(edition.threshold)),
    ]
    lines += [
        Said(row["title"], _("%(cells)s figures, of which %(kept)s are kept back") % row)
        for row in _summary(edition)
    ]
    if edition.note:
        lines.append(Said(_("Note to the figures"), edition.note))
    earlier = open_selectors.publications().filter(year=edition.year, number__lt=edition.number)
    for tells in open_data.telling(
        [publication.tables for publication in earlier], edition.tables, edition.threshold
    ):
        named = _("Could tell of somebody: %(figure)s") % {"figure": "{title}: {place}".format(**_row(tells))}
        text = _("%(before)s before; now %(now)s") % {
            "before": number_words(tells.before),
            "now": _now(tells),
        }
        lines.append(Said(named, text))
    for results in edition.tables:
        spoken = [_spoken(dim) for dim, _nodes in results[1]]
        for place, value in rows_of(results):
            if value:
                named = ", ".join(_node(words_of, node) for words_of, node in zip(spoken, place, strict=True))
                lines.append(Said(named, number_words(value)))
    return lines
