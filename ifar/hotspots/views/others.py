"""Boundaries and populations, pairs of incidents that may be one, and tips."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ifar.acts.edges import offered
from ifar.acts.forms import done, form_of
from ifar.files import uploads
from ifar.form_errors import actor_of
from ifar.hotspots import labels, source_inputs
from ifar.hotspots.feeds import labels as fed
from ifar.hotspots.models import Incident
from ifar.hotspots.selectors import places
from ifar.hotspots.services import duplicates, layers, tips
from ifar.hotspots.views.forms import LayerForm
from ifar.numbers import number_words
from ifar.rights import may, require


@require_http_methods(["GET", "POST"])
def layer_list(request: HttpRequest) -> HttpResponse:
    """Boundaries and figures that were loaded, and a place to bring more."""
    actor = actor_of(request)
    records = places.layers_for(actor)
    manages = may(actor, places.MANAGE)
    if request.method == "POST":
        require(actor, places.MANAGE)
    form = form_of(source_inputs.LoadLayer, request, kind=LayerForm) if manages else None
    if form is not None and done(request, form, lambda given: _load(request, given), _("Loaded.")):
        return redirect("hotspots:layers")
    rows = [
        {
            "one": layer,
            "what": labels.LAYER_KINDS[layer.kind, layer.level if layer.kind == "areas" else 1],
            "state": labels.STATES["layer", layer.state],
            "acts": offered(actor, layers.LAYER, layer)["more"] if layer.state == "loaded" else [],
        }
        for layer in records[:100]
    ]
    context = {"rows": rows, "form": form, "may_manage": manages}
    return render(request, "hotspots/layers.html", context, status=422 if form and form.is_bound else 200)


def _load(request: HttpRequest, layer: source_inputs.LoadLayer) -> None:
    actor = actor_of(request)
    name, arrived = uploads.arrived(request, "file")
    if layer.what.startswith("areas"):
        layers.load_areas(
            actor=actor,
            name=layer.name,
            country=actor.country if layer.what == "areas1" else "",
            level=1 if layer.what == "areas1" else 0,
            origin=layer.origin,
            year=layer.year,
            content=arrived,
            file_name=name,
        )
    else:
        layers.load_figures(
            actor=actor,
            name=layer.name,
            what=layer.what,
            origin=layer.origin,
            content=arrived,
            file_name=name,
        )


@require_http_methods(["GET", "POST"])
def pairs(request: HttpRequest) -> HttpResponse:
    """Incidents of two sources that may be one, side by side; and what was judged last."""
    actor = actor_of(request)
    require(actor, places.MANAGE)
    if request.method == "POST":
        form = form_of(source_inputs.JudgePair, request)
        done(request, form, lambda value: duplicates.judge(actor=actor, **dict(value)), _("Noted."))
        return redirect("hotspots:duplicates")
    rows = [
        {
            "one": candidate,
            "sides": [_side(candidate.one), _side(candidate.other)],
            "kilometres": number_words(candidate.metres / 1000, 1),
        }
        for candidate in places.candidates_for(actor)[:50]
    ]
    judged = [
        {
            "one": pair,
            "state": labels.STATES["pair", pair.state],
            "acts": offered(actor, duplicates.PAIR, pair)["more"],
        }
        for pair in places.pairs_for(actor)[:50]
    ]
    context = {"rows": rows, "judged": judged, "count": places.candidates_for(actor).count()}
    return render(request, "hotspots/pairs.html", context)


def _side(incident: Incident) -> dict[str, Any]:
    return {
        "one": incident,
        "kind": fed.KINDS.get(incident.kind, incident.kind),
        "precision": fed.PLACES.get(incident.precision, incident.precision),
        "counts": [(fed.COUNTS.get(name, name), value) for name, value in sorted(incident.counts.items())],
        "place": incident.texts.get("place")
        or incident.texts.get("district")
        or incident.texts.get("province")
        or "",
    }


@require_http_methods(["GET", "POST"])
def tip(request: HttpRequest) -> HttpResponse:
    """Note what somebody told; who told it is asked for nowhere and kept nowhere."""
    actor = actor_of(request)
    require(actor, tips.PERMISSION)
    areas = sorted(places.named_areas().items(), key=lambda row: row[1])
    form = form_of(source_inputs.NoteTip, request, among={"area": areas})
    if done(
        request,
        form,
        lambda value: tips.note(actor=actor, **dict(value)),
        _("Noted. It goes to the analysts; nobody learns from it who told it."),
    ):
        return redirect("hotspots:tip")
    return render(request, "hotspots/tip.html", {"form": form}, status=422 if form.is_bound else 200)
