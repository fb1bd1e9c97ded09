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
from ifar.cursors import page_of
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
    result = page_of(
        request.GET,
        selectors.by_level(selectors.alerts_for(actor, which, signal=signal, level=level)),
        order=("rank", "id") if which == "waiting" else ("-id",),
        sorts={"signal": flow_labels.SIGNALS, "last": None, "observed": None, "rank": None},
    )  # fmt: skip
    names = _names(actor, result.items)
    spots = list(selectors.hotspots_for(actor, "open").order_by("-id")) if result.items else []
    context = {
        "rows": [{**_row(alert, names), "at": _at_open(alert, spots)} for alert in result.items],
        "found": result,
        "which": which,
        "tabs": TABS.items(),
        "signals": flow_labels.SIGNALS.items(),
        "levels": [(code, flow_labels.coded("level", code)) for code in surveillance_bias.LEVELS[1:]],
        "narrow": {"signal": signal, "level": level},
        "may_run": may(actor, runs.MAKE),
    }
    return render(request, "hotspots/alerts.html", context)


def _at_open(alert: Alert, spots: Sequence[Hotspot]) -> list[Hotspot]:
    """The open hotspots at whose places an alert is that belongs to none of them."""
    if alert.state not in rules.OPEN:
        return []
    return overlap.those_at(alert, spots)


def _names(actor: Actor, alerts: Sequence[Alert]) -> dict[str, str]:
    names: dict[str, str] = {}
    for layer in {alert.layer for alert in alerts}:
        codes = [
            code
            for alert in alerts
            if alert.layer == layer and alert.signal != "flow"
            for code in alert.places[: charts.LOOKED]
        ]
        names |= charts.names_of(actor, layer, codes)
    return names


def rows_of(actor: Actor, alerts: Sequence[Alert]) -> list[dict[str, Any]]:
    """Alerts as a list on a page tells them: where, which signal, how urgent, and what became of it."""
    names = _names(actor, alerts)
    return [_row(alert, names) for alert in alerts]


def _row(alert: Alert, names: Mapping[str, str]) -> dict[str, Any]:
    return {
        "one": alert,
        "where": charts.title_of_alert(alert, names),
        "signal": flow_labels.SIGNALS.get(alert.signal, alert.signal),
        "state": flow_labels.state_of("alert", alert.state),
        "tone": flow_labels.TONES.get(alert.state, ""),
        "level": flow_labels.coded("level", alert.level),
        "level_tone": flow_labels.TONES.get(alert.level, ""),
    }


def acts(opened: Opened, record_type: str) -> list[dict[str, Any]]:
    """What was done to a record, the latest first: what, by whom of which office, when."""
    done = selectors.acts_of(opened)
    names = people.names_of({value.actor for value in done if value.actor.startswith("U")})
    offices = dict(
        Agency.objects.filter(public_id__in={value.agency for value in done}).values_list(
            "public_id", called()
        )
    )
    rows = []
    for item in done:
        icon, label = flow_labels.ACTS.get((record_type, item.kind), ("circle-check", item.kind))
        rows.append(
            {"icon": icon, "label": label, "by": names.get(item.actor) or _("the register"), "office": offices.get(item.agency, ""),
             "at": item.at, "said": item.said, "kind": item.kind, "n": item.n, "actor": item.actor}
        )  # fmt: skip
    return rows


@require_GET
def one(request: HttpRequest, public_id: str) -> HttpResponse:
    """One alert."""
    actor = actor_of(request)
    alert = selectors.alert_for(actor, public_id)
    flows = alert.signal == "flow"
    names = {} if flows else charts.names_of(actor, alert.layer, alert.places)
    own = selectors.is_own(actor, alert)
    judges = own and may(actor, triage.TRIAGE) and alert.state in ("raised", "watched")
    acts_there = offered(actor, triage.ALERT, alert)
    # What is done most often has its button and its key; the rest is folded.
    quick = [{**item, **_KEYS[item["kind"]]} for item in acts_there["more"] if item["kind"] in _KEYS]
    acts_there["more"] = [item for item in acts_there["more"] if item["kind"] not in _KEYS]
    context = {
        **_row(alert, names),
        "meaning": flow_labels.MEANINGS.get(alert.signal, ""),
        "why": flow_labels.sentences(
            [{"code": each.code, "params": each.params} for each in brief.why(alert.finding)]
        ),
        "caveats": [flow_labels.coded("caveat", code) for code in alert.caveats],
        "effort": alert.effort,
        "sources": evidence.sources_of(actor, [alert]),
        "kinds": [labels.SOURCE_KINDS.get(kind, kind) for kind in alert.kinds],
        "opens": bool(alert.sources) and may(actor, PRECISE),
        "places": [] if flows else Counter(names.get(code, code) for code in alert.places).items(),
        "because": _because(alert),
        "small_map": None if flows else pictures.small_map(alert.layer, alert.places),
        "chart": charts.series_chart(
            alert.series,
            _("Cases of this group") if alert.incidents else _("Cases in these places"),
            f"s-{alert.public_id}",
        ),
        "reason": flow_labels.DISMISSALS.get(alert.reason, ""),
        "note": (alert.words or {}).get("note", ""),
        "hotspot": selectors.hotspots_for(actor).filter(public_id=alert.hotspot).first()
        if alert.hotspot
        else None,
        "before": selectors.alerts_for(actor).filter(public_id=alert.after).first() if alert.after else None,
        "at": [
            {"one": hotspot, "title": charts.title_of(hotspot)}
            for hotspot in _at_open(alert, list(selectors.hotspots_for(actor, "open").order_by("-id")))
        ],
        "agreeing": _agreeing(actor, alert) if judges else [],
        "judges": judges,
        "confirms": judges and may(actor, hotspots.MANAGE),
        "joins": _open_nearby(actor, alert) if judges and may(actor, hotspots.MANAGE) else [],
        "offered": acts_there,
        "quick": quick,
        "acts": acts(alert, "alert"),
    }
    context["hotspot_title"] = charts.title_of(context["hotspot"]) if context["hotspot"] else ""
    return render(request, "hotspots/alert.html", context)


_KEYS: Final[Mapping[str, Mapping[str, str]]] = {
    "watched": {"key": "w", "icon": "eye"},
    "dismissed": {"key": "d", "icon": "x"},
}


def _because(alert: Alert) -> list[tuple[str, str]]:
    """What the level of an alert follows from, each with its value; what is not known reaches no level, and is not named."""
    return [
        (str(flow_labels.TRIGGERS[name]), number_words(brief.short(alert.indicators[name])))
        for name in surveillance_bias.INDICATORS
        if name in alert.indicators
    ]


def _agreeing(actor: Actor, alert: Alert) -> list[dict[str, Any]]:
    """Other alerts that wait about the same places: they may be confirmed together."""
    near = (
        selectors.alerts_for(actor, "waiting")
        .filter(layer=alert.layer, places__overlap=alert.places)
        .exclude(pk=alert.pk)
    )
    return rows_of(actor, list(near.order_by("-id")[:10]))


def _open_nearby(actor: Actor, alert: Alert) -> list[dict[str, Any]]:
    near = selectors.hotspots_for(actor, "open").filter(layer=alert.layer, areas__overlap=alert.places)
    return [{"one": hotspot, "title": charts.title_of(hotspot)} for hotspot in near.order_by("-id")[:10]]
