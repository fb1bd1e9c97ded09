"""The integrity reports: the public pages and files, for everybody and without an account; and the page on which an inspector proposes one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods, require_safe

from ifar.accounts import attempts
from ifar.accounts.descriptions import Line
from ifar.acts.forms import form_of, submitted
from ifar.errors import NotFound
from ifar.form_errors import actor_of
from ifar.numbers import number_words
from ifar.oversight import labels, report
from ifar.oversight.inputs import ReleaseIntegrityReport
from ifar.oversight.models import Integrity
from ifar.oversight.selectors import report as reports
from ifar.oversight.selectors.cases import DESK
from ifar.oversight.services.report import propose_release
from ifar.returns.open_data.suppression import ALL
from ifar.returns.open_data.tables import rows_of
from ifar.rights import Actor, require

LOOKS: Final = "60/m/key"
"""Pages and files of integrity reports that one address may ask for."""
FIGURES: Final = {
    "firearms": lazy("Firearms on record at the end of the year"),
    "acts": lazy("Acts recorded in the year"),
    "case_days": lazy("Median days from opening to closing a case"),
    "breach_days": lazy("Median days to settle a breach"),
    "log_entries": lazy("Entries in the signed log"),
}


# For everybody ----------------------------------------------------------------------------------------------------


@login_not_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The latest report, and the years of the others."""
    attempts.count(request, "open_data", LOOKS)
    released = reports.released()
    return _shown(request, released, released[0] if released else None)


@login_not_required
@require_safe
def one(request: HttpRequest, year: int) -> HttpResponse:
    """The report of a year."""
    attempts.count(request, "open_data", LOOKS)
    return _shown(request, reports.released(), reports.released_of(year))


def _shown(request: HttpRequest, released: Sequence[Integrity], record: Integrity | None) -> HttpResponse:
    context: dict[str, Any] = {"years": [each.year for each in released], "one": record}
    if record is not None:
        context |= _told(record.tables, record.figures)
    return render(request, "oversight/public_report.html", context)


@login_not_required
@require_safe
def file(request: HttpRequest, year: int, of: int, form: str) -> HttpResponse:
    """The report of a year as CSV or JSON: what two people released, and nothing else."""
    attempts.count(request, "open_data", LOOKS)
    record = reports.released_of(year)
    if of != year or form not in ("csv", "json"):
        raise Http404
    if form == "csv":
        content, kind = report.as_csv(year, record.tables, record.figures), "text/csv; charset=utf-8"
    else:
        head = {
            "year": year,
            "as_of": record.as_of.isoformat(),
            "threshold": record.threshold,
            "checkpoint": record.checkpoint,
            "entry": str(record.last_event),
        }
        content, kind = report.as_json(head, record.tables, record.figures), "application/json"
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="integrity-{year}.{form}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "public, max-age=86400"
    return response


def _told(tables: Sequence[Any], figures: Sequence[Sequence[Any]]) -> dict[str, Any]:
    """The figures and tables of a report in words; rows of which nothing is told but zeros stand together as none."""
    numbers = dict(map(tuple, figures))
    asked = numbers.get("values_asked", 0)
    return {
        "figures": [(FIGURES[name], numbers[name]) for name in FIGURES if name in numbers],
        "complete": round(100 * numbers["values_answered"] / asked, 1) if asked else None,
        "tables": [_table(table) for table in tables],
    }


def _table(table: Sequence[Any]) -> dict[str, Any]:
    name, axes, _values = table
    cells = dict(rows_of(table))
    words = labels.REPORT_COLUMNS_OF.get(name, labels.REPORT_COLUMNS)
    columns = [*(node for node in axes[1][1] if node != ALL), ALL]
    rows = [
        {"words": _words(name, row), "whole": row == ALL, "cells": [cells[row, column] for column in columns]}
        for row in (*(node for node in axes[0][1] if node != ALL), ALL)
    ]
    return {
        "title": labels.REPORT_TABLES[name],
        "columns": [_("Total") if column == ALL else words[column] for column in columns],
        "rows": [row for row in rows if row["whole"] or any(number != 0 for number in row["cells"])],
    }


def _words(name: str, row: str) -> Any:
    return _("Total") if row == ALL else labels.REPORT_ROWS[name].get(row, row)


# The desk ---------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def prepare(request: HttpRequest) -> HttpResponse:
    """Propose to release the report of a year, after reading what it would say."""
    actor = actor_of(request)
    require(actor, DESK)
    year = timezone.localdate().year - 1
    form = form_of(ReleaseIntegrityReport, request, initial={"year": year})
    if submitted(form, lambda given: propose_release(actor=actor, **given.model_dump())):
        messages.success(request, _("The report awaits a judge, who reads the same figures."))
        return redirect("oversight:report")
    context: dict[str, Any] = {"form": form, "year": year, "released": reports.released()}
    try:
        prepared = reports.prepared(actor, year)
    except NotFound as nothing:
        context["nothing"] = nothing.message
    else:
        context |= _told(prepared["tables"], prepared["figures"]) | {"threshold": prepared["threshold"]}
    return render(request, "oversight/report.html", context, status=422 if form.is_bound else 200)


def describe(_actor: Actor, proposal: Any) -> Sequence[Line]:
    """Every figure that would be released, for whoever decides; the numbers that are kept back are told as such."""
    details = proposal.payload["details"]
    told = _told(details["tables"], details["figures"])
    lines = [
        Line(_("Year"), str(details["year"])),
        Line(_("Smallest number that is published"), str(details["threshold"])),
    ]
    lines += [Line(str(title), _number(number)) for title, number in told["figures"]]
    for table in told["tables"]:
        for row in table["rows"]:
            cells = zip(table["columns"], row["cells"], strict=True)
            said = ", ".join(f"{column} {_number(number)}" for column, number in cells if number != 0)
            lines.append(Line(f"{table['title']}: {row['words']}", said or "0"))
    return lines


def _number(number: int | None) -> str:
    return _("withheld") if number is None else number_words(number)
