"""Alerts: the queue that waits for an analyst, and each with its evidence, its map, its series, why, and what can be said of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_GET

from ifar.accounts.models import Agency
from ifar.accounts.selectors import people
from ifar.accounts.selectors.agencies import called
from ifar.acts.edges import offered
from ifar.cursors import page
from ifar.form_errors import actor_of
from ifar.hotspots import alert as rules
from ifar.hotspots import brief, flow_labels, labels
from ifar.hotspots.maps import pictures
from ifar.hotspots.models import Alert, Hotspot, Opened
from ifar.hotspots.selectors import evidence, overlap
from ifar.hotspots.selectors import signals as selectors
from ifar.hotspots.selectors.places import PRECISE
from ifar.hotspots.services import hotspots, runs, triage
from ifar.hotspots.statistics import surveillance_bias
from ifar.hotspots.views import charts
from ifar.numbers import number_words
from ifar.rights import Actor, may, require

TABS: Final[Mapping[str, Any]] = {
    "waiting": lazy("Waiting for an analyst"),
    "watched": pgettext_lazy("alerts", "Watched"),
    "confirmed": pgettext_lazy("alerts", "Confirmed"),
    "dismissed": pgettext_lazy("alerts", "Dismissed"),
    "withdrawn": pgettext_lazy("alerts", "Withdrawn"),
    "all": pgettext_lazy("alerts", "All"),
}


@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """The alerts that the actor may see; those that wait come first."""
    actor = actor_of(request)
    require(actor, selectors.READ)
    which = request.GET.get("show", "waiting")
    which = which if which in TABS else "waiting"
    signal, level = request.GET.get("signal", "")[:30], request.GET.get("level", "")[:10]
    # What waits is a queue: the most urgent first, of those the one that waits longest. The rest is looked up: the latest first.
    found = page(
        selectors.by_level(selectors.alerts_for(actor, which, signal=signal, level=level)),
        order=("rank", "id") if which == "waiting" else ("-id",), after=request.GET.get("after", "")[:500], before=request.GET.get("before", "")[:500],
    )  # fmt: skip
    names = _names(actor, found.items)
    spots = list(selectors.hotspots_for(actor, "open").order_by("-id")) if found.items else []
    context = {
        "rows": [{**_row(one, names), "at": _at_open(one, spots)} for one in found.items],
        "found": found,
        "which": which,
        "tabs": TABS.items(),
        "signals": flow_labels.SIGNALS.items(),
        "levels": [(code, flow_labels.coded("level", code)) for code in surveillance_bias.LEVELS[1:]],
        "narrow": {"signal": signal, "level": level},
        "may_run": may(actor, runs.MAKE),
    }
    return render(request, "hotspots/alerts.html", context)


def _at_open(found: Alert, spots: Sequence[Hotspot]) -> list[Hotspot]:
    """The open hotspots at whose places an alert is that belongs to none of them."""
    if found.state not in rules.OPEN:
        return []
    return overlap.those_at(found, spots)


def _names(actor: Actor, found: Sequence[Alert]) -> dict[str, str]:
    names: dict[str, str] = {}
    for layer in {one.layer for one in found}:
        codes = [
            code
            for one in found
            if one.layer == layer and one.signal != "flow"
            for code in one.places[: charts.LOOKED]
        ]
        names |= charts.names_of(actor, layer, codes)
    return names


def _row(one: Alert, names: Mapping[str, str]) -> dict[str, Any]:
    return {
        "one": one,
        "where": charts.title_of_alert(one, names),
        "signal": flow_labels.SIGNALS.get(one.signal, one.signal),
        "state": flow_labels.state_of("alert", one.state),
        "tone": flow_labels.TONES.get(one.state, ""),
        "level": flow_labels.coded("level", one.level),
        "level_tone": flow_labels.TONES.get(one.level, ""),
    }


def acts(found: Opened, record_type: str) -> list[dict[str, Any]]:
    """What was done to a record, the latest first: what, by whom of which office, when."""
    done = selectors.acts_of(found)
    names = people.names_of({one.actor for one in done if one.actor.startswith("U")})
    offices = dict(
        Agency.objects.filter(public_id__in={one.agency for one in done}).values_list("public_id", called())
    )
    rows = []
    for one in done:
        icon, label = flow_labels.ACTS.get((record_type, one.kind), ("circle-check", one.kind))
        rows.append(
            {"icon": icon, "label": label, "by": names.get(one.actor) or _("the register"), "office": offices.get(one.agency, ""),
             "at": one.at, "said": one.said, "kind": one.kind, "n": one.n, "actor": one.actor}
        )  # fmt: skip
    return rows


@require_GET
def one(request: HttpRequest, public_id: str) -> HttpResponse:
    """One alert."""
    actor = actor_of(request)
    found = selectors.alert_for(actor, public_id)
    flows = found.signal == "flow"
    names = {} if flows else charts.names_of(actor, found.layer, found.places)
    own = selectors.is_own(actor, found)
    judges = own and may(actor, triage.TRIAGE) and found.state in ("raised", "watched")
    acts_there = offered(actor, triage.ALERT, found)
    # What is done most often has its button and its key; the rest is folded.
    quick = [{**one, **_KEYS[one["kind"]]} for one in acts_there["more"] if one["kind"] in _KEYS]
    acts_there["more"] = [one for one in acts_there["more"] if one["kind"] not in _KEYS]
    context = {
        **_row(found, names),
        "meaning": flow_labels.MEANINGS.get(found.signal, ""),
        "why": flow_labels.sentences(
            [{"code": each.code, "params": each.params} for each in brief.why(found.finding)]
        ),
        "caveats": [flow_labels.coded("caveat", code) for code in found.caveats],
        "effort": found.effort,
        "sources": evidence.sources_of(actor, [found]),
        "kinds": [labels.SOURCE_KINDS.get(kind, kind) for kind in found.kinds],
        "opens": bool(found.sources) and may(actor, PRECISE),
        "places": [] if flows else Counter(names.get(code, code) for code in found.places).items(),
        "because": _because(found),
        "small_map": None if flows else pictures.small_map(found.layer, found.places),
        "chart": charts.series_chart(
            found.series,
            _("Cases of this group") if found.incidents else _("Cases in these places"),
            f"s-{found.public_id}",
        ),
        "reason": flow_labels.DISMISSALS.get(found.reason, ""),
        "note": (found.words or {}).get("note", ""),
        "hotspot": selectors.hotspots_for(actor).filter(public_id=found.hotspot).first()
        if found.hotspot
        else None,
        "before": selectors.alerts_for(actor).filter(public_id=found.after).first() if found.after else None,
        "at": [
            {"one": one, "title": charts.title_of(one)}
            for one in _at_open(found, list(selectors.hotspots_for(actor, "open").order_by("-id")))
        ],
        "agreeing": _agreeing(actor, found) if judges else [],
        "judges": judges,
        "confirms": judges and may(actor, hotspots.MANAGE),
        "joins": _open_nearby(actor, found) if judges and may(actor, hotspots.MANAGE) else [],
        "offered": acts_there,
        "quick": quick,
        "acts": acts(found, "alert"),
    }
    context["hotspot_title"] = charts.title_of(context["hotspot"]) if context["hotspot"] else ""
    return render(request, "hotspots/alert.html", context)


_KEYS: Final[Mapping[str, Mapping[str, str]]] = {
    "watched": {"key": "w", "icon": "eye"},
    "dismissed": {"key": "d", "icon": "x"},
}


def _because(found: Alert) -> list[tuple[str, str]]:
    """What the level of an alert follows from, each with its value; what is not known reaches no level, and is not named."""
    return [
        (str(flow_labels.TRIGGERS[name]), number_words(brief.short(found.indicators[name])))
        for name in surveillance_bias.INDICATORS
        if name in found.indicators
    ]


def _agreeing(actor: Actor, found: Alert) -> list[dict[str, Any]]:
    """Other alerts that wait about the same places: they may be confirmed together."""
    near = (
        selectors.alerts_for(actor, "waiting")
        .filter(layer=found.layer, places__overlap=found.places)
        .exclude(pk=found.pk)
    )
    rows = list(near.order_by("-id")[:10])
    names = _names(actor, rows)
    return [_row(one, names) for one in rows]


def _open_nearby(actor: Actor, found: Alert) -> list[dict[str, Any]]:
    near = selectors.hotspots_for(actor, "open").filter(layer=found.layer, areas__overlap=found.places)
    return [{"one": one, "title": charts.title_of(one)} for one in near.order_by("-id")[:10]]
