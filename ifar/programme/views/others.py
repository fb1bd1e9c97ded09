"""Pages of others' work: the list, one activity, and taking over a file: tried first, then taken."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from ifar.cursors import page
from ifar.errors import IfarError
from ifar.files import uploads
from ifar.form_errors import actor_of
from ifar.programme import labels
from ifar.programme.models import OthersActivity
from ifar.programme.selectors import others as selectors
from ifar.programme.selectors import strategy
from ifar.programme.services import others
from ifar.programme.views.presenters import money
from ifar.programme.views.strategy import named
from ifar.reference import selectors as reference
from ifar.rights import may, require

SHOWN: Final = 30
"""So many activities of each kind a trial's page names."""


def sums(result: dict[str, str]) -> list[str]:
    """Sums by currency, each by itself."""
    return [f"{money(Decimal(amount))} {currency or '?'}" for currency, amount in result.items()]


def _row(others_activity: OthersActivity, countries: Mapping[str, str]) -> dict[str, Any]:
    given = others_activity.said["transactions"]
    spent = given.get("disbursement") or given.get("expenditure") or {}
    return {
        "one": others_activity,
        "publisher": others_activity.said["publisher_name"] or others_activity.publisher,
        "status": labels.ACTIVITY_STATES[others_activity.status],
        "countries": ", ".join(countries.get(code, code) for code in others_activity.countries),
        "budgets": sums(others_activity.said["budgets"]),
        "spent": sums(spent),
    }


@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """Others' work as their latest files say it, by country or outcome."""
    actor = actor_of(request)
    country, outcome = request.GET.get("country", "")[:2], request.GET.get("outcome", "")[:2]
    gone = request.GET.get("show") == "gone"
    result = page(
        selectors.activities_for(actor, country=country, outcome=outcome, gone=gone),
        order=("-id",),
        after=request.GET.get("after", "")[:500],
        before=request.GET.get("before", "")[:500],
    )
    names = named(strategy.themes(actor))
    at_all, countries = selectors.summary(actor), reference.words("country")
    context = {
        "rows": [_row(others_activity, countries) for others_activity in result.items],
        "found": result,
        "summary": at_all,
        "countries": sorted(
            ((code, countries.get(code, code)) for code in at_all.countries), key=lambda row: row[1]
        ),
        "outcomes": [(code, names[code]["name"]) for code in ("O1", "O2", "O3", "O4")],
        "country": country,
        "outcome": outcome,
        "gone": gone,
        "may_take": may(actor, others.TAKE),
    }
    return render(request, "programme/others.html", context)


@require_GET
def one(request: HttpRequest, number: int) -> HttpResponse:
    """One activity: what it is, its money by currency, its results, which file said so."""
    actor = actor_of(request)
    activity = selectors.activity(actor, number)
    others_activity, value = activity.activity, activity.activity.said
    names = named(strategy.themes(actor))
    context = {
        **_row(others_activity, reference.words("country")),
        "told": activity,
        "said": value,
        "outcomes": [names[code]["name"] for code in others_activity.outcomes if code in names],
        "cells": [f"{names[code[:2]]['name']} × {names[code[2:]]['name']}" for code in value["cells"]],
        "organisations": [
            (labels.ROLES.get(organisation["role"], ""), organisation["name"])
            for organisation in value["organisations"]
        ],
        "transactions": [
            (labels.SUMS[kind], sums(transaction)) for kind, transaction in value["transactions"].items()
        ],
        "versions": [
            {
                "one": each,
                "file": activity.files.get(each.othersfile),
                "taken": activity.taken.get(each.othersfile),
            }
            for each in activity.versions
        ],
        "latest": activity.versions[0].pk == others_activity.pk,
        "may_take": may(actor, others.TAKE),
    }
    return render(request, "programme/other.html", context)


@require_http_methods(["GET", "POST"])
def files(request: HttpRequest) -> HttpResponse:
    """The files that were taken over, and the form for another one."""
    actor = actor_of(request)
    require(actor, others.TAKE)
    if request.method == "POST":
        try:
            name, arrived = uploads.arrived(request, "file")
            trial = others.begin(
                actor=actor, name=name, content=arrived, whole=request.POST.get("whole") == "1"
            )
        except IfarError as error:
            if error.status not in (409, 413, 422):
                raise
            messages.error(request, str(error))
            return redirect("programme:others_files")
        return redirect("programme:others_trial", trial.pk)
    result = page(
        selectors.files_for(actor),
        order=("-id",),
        after=request.GET.get("after", "")[:500],
        before=request.GET.get("before", "")[:500],
    )
    taken = selectors.taken("othersfile", [others_file.public_id for others_file in result.items])
    rows = [{"one": others_file, "taken": taken.get(others_file.public_id)} for others_file in result.items]
    return render(request, "programme/others_files.html", {"rows": rows, "found": result})


@require_http_methods(["GET", "POST"])
def trial(request: HttpRequest, ident: UUID) -> HttpResponse:
    """What a file would change: new, changed with the elements that went, gone; or why it is refused, by element."""
    actor = actor_of(request)
    require(actor, others.TAKE)
    record = others.trial_for(actor, str(ident), "iati")
    if request.method == "POST":
        try:
            if request.POST.get("what") == "give_up":
                others.give_up(actor=actor, trial=str(ident), kind="iati")
                messages.success(request, _("It was given up. Nothing was taken over."))
                return redirect("programme:others_files")
            others.take(actor=actor, trial=str(ident))
        except IfarError as error:
            if error.status not in (409, 422):
                raise
            messages.error(request, str(error))
            return redirect("programme:others_trial", ident)
        messages.success(request, _("It was taken over."))
        return redirect("programme:others")
    report = record.report
    context = {
        "found": record,
        "report": report,
        "faults": report.get("faults", [])[:SHOWN],
        "more_faults": max(0, report.get("count", 0) - SHOWN),
        "fresh": report.get("fresh", [])[:SHOWN],
        "revised": report.get("revised", [])[:SHOWN],
        "gone": report.get("gone", [])[:SHOWN],
        "publishers": list(report.get("publishers", {}).items()),
    }
    return render(request, "programme/others_trial.html", context)


@require_GET
def original(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """The sealed original of a file that was taken over."""
    others_file, path = others.content_of(actor_of(request), public_id)
    response = FileResponse(path.open("rb"), content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="iati-{others_file.public_id}.xml"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
