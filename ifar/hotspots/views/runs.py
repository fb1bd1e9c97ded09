"""Runs: what was looked at and found; a new one, with its progress; the forecast and the index of risk with their parts."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from ifar.acts.forms import submitted
from ifar.cursors import page_of
from ifar.form_errors import actor_of
from ifar.hotspots import brief, flow_labels, labels
from ifar.hotspots.models import Alert, Run
from ifar.hotspots.selectors import evidence, places
from ifar.hotspots.selectors import signals as selectors
from ifar.hotspots.services import runs
from ifar.hotspots.views import charts
from ifar.hotspots.views.flow_forms import run_form
from ifar.numbers import as_written, number_words
from ifar.rights import may, require

SHOWN: Final = 25


@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """The runs that the actor may see, the newest first."""
    actor = actor_of(request)
    require(actor, selectors.READ)
    result = page_of(
        request.GET,
        selectors.runs_for(actor),
        order=("-id",),
        sorts={"raised": None, "again": None},
    )
    context = {
        "rows": [_row(run) for run in result.items],
        "found": result,
        "may_make": may(actor, runs.MAKE),
    }
    return render(request, "hotspots/runs.html", context)


def _row(run: Run) -> dict[str, Any]:
    return {
        "one": run,
        "state": flow_labels.state_of("run", run.state),
        "tone": flow_labels.TONES.get(run.state, ""),
        "layer": flow_labels.LAYERS.get(run.layer, run.layer),
        "unit": flow_labels.UNITS.get(run.unit, run.unit),
        "signals": [flow_labels.SIGNALS.get(name, name) for name in run.signals],
        "cases": run.counted.get("cases"),
    }


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Ask for a run."""
    actor = actor_of(request)
    require(actor, runs.MAKE)
    form = run_form(actor, request)
    made = submitted(form, lambda given: runs.ask_run(actor=actor, **given.asked()))
    if made:
        messages.success(request, _("The run was asked for; its page shows how far it is."))
        return redirect("hotspots:run", made)
    return render(request, "hotspots/run_new.html", {"form": form}, status=422 if form.is_bound else 200)


@require_GET
def one(request: HttpRequest, public_id: str) -> HttpResponse:
    """One run: its progress while it runs; then findings, forecast, index."""
    actor = actor_of(request)
    run = selectors.run_for(actor, public_id)
    if request.headers.get("HX-Request") == "true":
        if run.state != "asked":
            response = HttpResponse()
            response["HX-Refresh"] = "true"
            return response
        return render(request, "hotspots/run_progress.html", {"one": run, **_progress(run)})
    codes = {place for row in run.findings for place in row["members"][: charts.LOOKED]}
    codes |= {row["place"] for row in [*run.forecast.get("places", []), *run.risk.get("places", [])]}
    names = charts.names_of(actor, run.layer, codes)
    alerts = {
        (alert.signal, tuple(alert.places)): alert.public_id
        for alert in Alert.objects.filter(selectors.visible(actor), run=run.public_id)
    }
    context = {
        **_row(run),
        **_progress(run),
        "sources": evidence.named(actor, run.counted.get("by_source", {})),
        "opens": may(actor, places.PRECISE),
        "parameters": {
            name: value for name, value in run.parameters.items() if name not in ("weights", "mean", "ahead")
        },
        "findings": [_finding(row, names, alerts) for row in run.findings],
        "found_in_all": run.counted.get("findings", 0),
        "forecast": _forecast(run, names),
        "risk": _risk(run, names),
        "reason": labels.of(run.reason) if run.reason else "",
    }
    return render(request, "hotspots/run.html", context)


def _progress(run: Run) -> dict[str, Any]:
    now = selectors.progress_of(run) if run.state == "asked" else None
    return {
        "done": now.done if now else 0,
        "total": now.total if now else len(run.signals),
        "step": flow_labels.SIGNALS.get(now.step, "") if now else "",
    }


def _finding(
    row: dict[str, Any], names: dict[str, str], alerts: dict[tuple[str, tuple[str, ...]], str]
) -> dict[str, Any]:
    return {
        "row": row,
        "signal": flow_labels.SIGNALS.get(row["signal"], row["signal"]),
        "where": charts.where(row["members"], names),
        "expected": number_words(brief.short(row["expected"])) if row.get("expected") else "",
        "p": _p(row["p"]) if row.get("p") else "",
        "level": flow_labels.coded("level", row["level"]),
        "tone": flow_labels.TONES.get(row["level"], ""),
        "alert": alerts.get((row["signal"], tuple(row["members"])), ""),
    }


def _p(text: str) -> str:
    """A p-value as it is read: none is ever nothing."""
    least = float(text) < 0.001
    return f"<{number_words('0.001')}" if least else number_words(text, 3)


def _forecast(run: Run, names: dict[str, str]) -> dict[str, Any]:
    forecast = run.forecast
    if not forecast:
        return {}
    return {
        "offered": flow_labels.MODELS.get(forecast["offered"], "") if forecast["offered"] else "",
        "why": forecast["why"],
        "ahead": forecast.get("ahead", 1),
        "scores": [
            {
                **row,
                **{name: as_written(row[name]) for name in ("crps", "log", "hits", "gain")},
                "name": flow_labels.MODELS.get(row["model"], row["model"]),
            }
            for row in forecast["scores"]
        ],
        "rows": [
            {**row, "mean": as_written(row["mean"]), "name": names.get(row["place"], row["place"])}
            for row in forecast["places"][:SHOWN]
        ],
    }


def _risk(run: Run, names: dict[str, str]) -> dict[str, Any]:
    risk = run.risk
    if not risk:
        return {}
    return {
        "weights": [(flow_labels.INDICATORS.get(name, name), weight) for name, weight in risk["weights"].items()],
        "heads": [flow_labels.INDICATORS.get(name, name) for name, weight in risk["weights"].items() if weight],
        "mean": risk["mean"],
        "rows": [
            {**row, **{name: as_written(row[name]) for name in ("value", "low", "high")}, "name": names.get(row["place"], row["place"]),
             "cells": [row["parts"].get(name, "") for name, weight in risk["weights"].items() if weight]}
            for row in risk["places"][:SHOWN]
        ],
    }  # fmt: skip
