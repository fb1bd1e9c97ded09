"""Hotspots: on a map and in a list; confirmed from alerts; each with its brief, versions, reports, responses, plans and effects."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ifar.acts.edges import offered
from ifar.acts.forms import ActForm, done, form_of, submitted
from ifar.acts.inputs import part_of
from ifar.cursors import page_of
from ifar.documents.wording import labelled
from ifar.form_errors import actor_of
from ifar.hotspots import brief, flow_labels, inputs, labels, record, report_texts
from ifar.hotspots.maps import pictures
from ifar.hotspots.models import Alert, Hotspot, Response
from ifar.hotspots.response import Due, due
from ifar.hotspots.selectors import evidence, overlap
from ifar.hotspots.selectors import signals as selectors
from ifar.hotspots.selectors.places import PRECISE
from ifar.hotspots.services import effects, hotspots, plans, reports, responses, triage
from ifar.hotspots.statistics.surveillance_bias import OWN
from ifar.hotspots.views import charts
from ifar.hotspots.views.alerts import acts
from ifar.languages import NAMES
from ifar.reference import selectors as reference
from ifar.rights import Actor, may, require

TABS: Final[Mapping[str, Any]] = {
    "open": pgettext_lazy("hotspots", "Open"),
    "closed": pgettext_lazy("hotspots", "Closed"),
    "all": pgettext_lazy("hotspots", "All"),
}


@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """The hotspots that the actor may see, on a map and in a list."""
    actor = actor_of(request)
    require(actor, selectors.READ)
    which = request.GET.get("show", "open")
    which = which if which in TABS else "open"
    result = page_of(
        request.GET,
        selectors.hotspots_for(actor, which),
        order=("-id",),
        sorts={"first": None},
    )
    context = {
        "rows": [_row(hotspot) for hotspot in result.items],
        "found": result,
        "which": which,
        "tabs": TABS.items(),
        "small_map": charts.map_of(result.items),
    }
    return render(request, "hotspots/hotspots.html", context)


def _row(hotspot: Hotspot) -> dict[str, Any]:
    return {
        "one": hotspot,
        "title": charts.title_of(hotspot),
        "state": flow_labels.state_of("hotspot", hotspot.state),
        "tone": flow_labels.TONES.get(hotspot.state, ""),
        "level": flow_labels.coded("level", hotspot.level),
        "level_tone": flow_labels.TONES.get(hotspot.level, ""),
        "confidence": flow_labels.coded("confidence", hotspot.confidence),
        "tlp": flow_labels.coded("tlp", hotspot.tlp),
    }


def _standing(actor: Actor, alerts: Sequence[Alert]) -> list[Hotspot]:
    """The hotspots that are open at the places of some alerts, each once: a second one there is seldom meant."""
    spots = list(selectors.hotspots_for(actor).exclude(state="closed").order_by("-id"))
    return list(
        {hotspot.pk: hotspot for alert in alerts for hotspot in overlap.those_at(alert, spots)}.values()
    )


@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest) -> HttpResponse:
    """Confirm alerts as a hotspot; the form begins with what they found."""
    actor = actor_of(request)
    require(actor, hotspots.MANAGE)
    require(actor, "hotspots:alert:triage")
    named = [text[:14] for text in (request.POST or request.GET).getlist("alert")[:20]]
    alerts = [selectors.alert_for(actor, fromkey) for fromkey in dict.fromkeys(named)]
    if not alerts:
        raise Http404
    names = charts.names_of(actor, alerts[0].layer, alerts[0].places) if alerts[0].signal != "flow" else {}
    sentences = hotspots.drafted(alerts)
    values = [
        report_texts.sentence({"code": sentence.code, "params": sentence.params}, flow_labels.language())
        for sentence in sentences
    ]
    kinds = {kind for alert in alerts for kind in alert.kinds}
    first = {
        "title": charts.title_of_alert(alerts[0], names)[: record.LONGEST_TITLE], "first": min(alert.first for alert in alerts), "tlp": "amber",
        "basis": " ".join(values)[:2000], "level": max((alert.level for alert in alerts), key=("none", "watch", "response", "urgent").index),
        "confidence": record.suggested_confidence(
            observed=max(alert.observed for alert in alerts), signals=len({alert.signal for alert in alerts}), sources=kinds, own=OWN
        ),
    }  # fmt: skip
    standing = _standing(actor, alerts)
    own = {hotspot.pk for hotspot in hotspots.open_at(alerts)}
    form = form_of(inputs.ConfirmHotspot, request, initial=first, without=() if own else ("another",))
    made = submitted(
        form,
        lambda given: hotspots.open_hotspot(
            actor=actor,
            alerts=[alert.public_id for alert in alerts],
            content=part_of(given, hotspots.Content),
            another=given.another,
        ),
    )
    if made:
        messages.success(
            request,
            _(
                "Confirmed as a hotspot. A coordinator proposes a response next; a situation report tells whoever must know."
            ),
        )
        return redirect("hotspots:hotspot", made)
    context = {
        "form": form,
        "alerts": [
            {"one": alert, "signal": flow_labels.SIGNALS.get(alert.signal, alert.signal)} for alert in alerts
        ],
        "standing": [
            {
                "one": hotspot,
                "title": charts.title_of(hotspot),
                "joins": hotspot.pk in own and hotspot.layer == alerts[0].layer,
            }
            for hotspot in standing
        ],
        # An alert alone joins a hotspot from here; of several each does so on its own page.
        "joining": offered(actor, triage.ALERT, alerts[0])["acts"].get("confirmed")
        if not alerts[1:]
        else None,
        "own_only": bool(kinds) and kinds <= OWN,
        "caveats": [
            flow_labels.coded("caveat", code) for code in brief.together([alert.caveats for alert in alerts])
        ],
    }
    return render(request, "hotspots/hotspot_form.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def revise(request: HttpRequest, public_id: str) -> HttpResponse:
    """Say anew what a hotspot is."""
    actor = actor_of(request)
    require(actor, hotspots.MANAGE)
    hotspot = selectors.hotspot_for(actor, public_id)
    names = ("first", "last", "drivers", "threats", "confidence", "tlp", "level")
    before = {**{name: getattr(hotspot, name) for name in names}, **(hotspot.words or {})}
    form = form_of(inputs.ReviseHotspot, request, initial=before)
    if done(
        request,
        form,
        lambda given: hotspots.revise(
            actor=actor, hotspot=public_id, content=part_of(given, hotspots.Content)
        ),
        _("Another version stands; the earlier ones stay on record."),
    ):
        return redirect("hotspots:hotspot", public_id)
    context = {
        "form": form,
        "one": hotspot,
        "title": charts.title_of(hotspot),
        "own_only": bool(hotspot.kinds) and set(hotspot.kinds) <= OWN,
    }
    return render(request, "hotspots/hotspot_form.html", context, status=422 if form.is_bound else 200)


@require_GET
def one(request: HttpRequest, public_id: str) -> HttpResponse:
    """One hotspot."""
    return _page(request, public_id)


def _page(request: HttpRequest, public_id: str, **refused: ActForm) -> HttpResponse:
    actor = actor_of(request)
    hotspot = selectors.hotspot_for(actor, public_id)
    names = charts.names_of(actor, hotspot.layer, hotspot.areas)
    alerts = evidence.alerts_behind(actor, hotspot)
    standing = [alert for alert in alerts if alert.state != "withdrawn"]
    under_way, planned = selectors.under_way(hotspot)
    measured = list(selectors.effects_for(actor).filter(hotspot=hotspot.public_id).order_by("-id")[:5])
    own = selectors.is_own(actor, hotspot)
    manages = own and may(actor, hotspots.MANAGE)
    threats = reference.words(hotspots.THREATS)
    strongest = standing[brief.strongest([alert.finding for alert in standing])] if standing else None
    about = _measured(hotspot)
    texts = hotspot.words or {}
    context = {
        **_row(hotspot),
        "names": Counter(names.get(code, code) for code in hotspot.areas).items(),
        "small_map": pictures.small_map(hotspot.layer, hotspot.areas),
        "chart": charts.series_chart(
            strongest.series if strongest else {},
            _("Cases of the strongest alert, as the latest run found them"),
            f"s-{hotspot.public_id}",
        ),
        "brief": flow_labels.sentences(hotspots.brief_now(hotspot, alerts)),
        "caveats": [flow_labels.coded("caveat", code) for code in hotspots.caveats_now(hotspot, alerts)],
        "drivers": [flow_labels.coded("driver", code) for code in hotspot.drivers],
        "threats": [threats.get(code, code) for code in hotspot.threats],
        "sources": evidence.sources_of(actor, alerts),
        "kinds": [labels.SOURCE_KINDS.get(kind, kind) for kind in hotspot.kinds],
        "opens": any(alert.sources for alert in standing) and may(actor, PRECISE),
        "unfounded": bool(alerts) and not standing,
        "texts": texts,
        "alerts": [
            {
                "one": alert,
                "signal": flow_labels.SIGNALS.get(alert.signal, alert.signal),
                "gone": alert.state == "withdrawn",
            }
            for alert in alerts
        ],
        "responses": [_work("response", response) for response in under_way],
        "plans": [_work("plan", plan) for plan in planned],
        "effects": [
            {
                "one": each,
                "chart": charts.effect_chart(each),
                "rows": charts.effect_rows(each),
                "verdict": charts.effect_verdict(each),
                "about": dict(about).get(each.about, ""),
            }
            for each in measured
        ],
        "reports": list(selectors.reports_for(actor).filter(hotspot=hotspot.public_id).order_by("-id")[:10]),
        "languages": NAMES.items(),
        "manages": manages and hotspot.state != "closed",
        "responds": own and may(actor, responses.WORK) and hotspot.state != "closed",
        "plans_it": own and may(actor, plans.MANAGE) and hotspot.state != "closed",
        "measures": own and may(actor, effects.MANAGE) and bool(about),
        "offered": offered(actor, hotspots.HOTSPOT, hotspot),
        "forms": {"report": _report_form(hotspot), "effect": _effect_form(hotspot), **refused},
        "acts": acts(hotspot, "hotspot"),
        "due": _due(hotspot, under_way),
    }
    return render(request, "hotspots/hotspot.html", context, status=422 if refused else 200)


def _due(hotspot: Hotspot, done: Sequence[Response]) -> Due | None:
    """The deadlines: of the latest response, or of one that nobody has proposed yet."""
    today = timezone.localdate()
    if done:
        return responses.standing(done[0], today)
    if hotspot.state == "closed":
        return None
    return due(
        hotspot.confirmed_on,
        today,
        plan_days=settings.IFAR_PLAN_DAYS,
        first_days=settings.IFAR_FIRST_MEASURE_DAYS,
    )


def _work(record_type: str, item: Any) -> dict[str, Any]:
    return {
        "one": item,
        "title": (item.words or {}).get("title", "") or _("(its words were erased)"),
        "state": flow_labels.state_of(record_type, item.state),
        "tone": flow_labels.TONES.get(item.state, ""),
    }


def _effect_of(record_type: str, item: Any) -> str:
    title = (item.words or {}).get("title", "") or item.public_id
    return labelled(flow_labels.coded("label", record_type), title, flow_labels.language())


def _measured(hotspot: Hotspot) -> list[tuple[str, str]]:
    """What has begun, of which an effect can be measured."""
    under_way, planned = selectors.under_way(hotspot)
    begun = [
        (response.public_id, _effect_of("response", response)) for response in under_way if response.begun_on
    ]
    return begun + [(plan.public_id, _effect_of("plan", plan)) for plan in planned if plan.begun_on]


def _report_form(hotspot: Hotspot, request: HttpRequest | None = None) -> ActForm:
    """No report tells more people than the record lets."""
    levels = record.TLP[: record.TLP.index(hotspot.tlp) + 1]
    rows = [(code, flow_labels.coded("tlp", code)) for code in levels]
    return form_of(
        inputs.IssueReport, request, ids="report", initial={"tlp": hotspot.tlp}, among={"tlp": rows}
    )


def _effect_form(hotspot: Hotspot, request: HttpRequest | None = None) -> ActForm:
    begun = _measured(hotspot)
    first = {"about": begun[0][0]} if begun else {}
    return form_of(inputs.MeasureEffectOf, request, ids="effect", initial=first, among={"about": begun})


@require_POST
def report(request: HttpRequest, public_id: str) -> HttpResponse:
    """Issue a situation report; refused, the page again with what was said."""
    actor = actor_of(request)
    form = _report_form(selectors.hotspot_for(actor, public_id), request)
    if done(
        request,
        form,
        lambda given: reports.issue(actor=actor, hotspot=public_id, **dict(given)),
        _("The situation report is issued; take it as a PDF in any of six languages."),
    ):
        return redirect("hotspots:hotspot", public_id)
    return _page(request, public_id, report=form)


@require_POST
def effect(request: HttpRequest, public_id: str) -> HttpResponse:
    """Measure an effect; refused, the page again with what was said."""
    actor = actor_of(request)
    form = _effect_form(selectors.hotspot_for(actor, public_id), request)
    if done(
        request,
        form,
        lambda given: effects.measure(actor=actor, **dict(given)),
        _("The effect is measured; read the caveats."),
    ):
        return redirect("hotspots:hotspot", public_id)
    return _page(request, public_id, effect=form)


@require_POST
def report_pdf(request: HttpRequest, public_id: str) -> HttpResponse:
    """A situation report as a sealed PDF."""
    act_form = form_of(inputs.PrintReport, request)
    act_form.is_valid()
    name, document = reports.print_report(
        actor=actor_of(request), report=public_id, language=act_form.cleaned_data.get("language", "")
    )
    response = HttpResponse(document, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
