"""Destruction batches and series from one workshop: their queues, their pages, what a person says of each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from ifar import identifiers
from ifar.accounts.selectors import people
from ifar.acts.edges import offered
from ifar.acts.forms import done, form_of, submitted
from ifar.cursors import page
from ifar.documents.selectors import papers_about
from ifar.documents.things import named
from ifar.files import services as files
from ifar.form_errors import actor_of, tried
from ifar.recoveries.custody import destruction as rules
from ifar.recoveries.custody import inputs
from ifar.recoveries.custody import labels as words
from ifar.recoveries.custody import selectors as kept
from ifar.recoveries.custody.destruction import Checked
from ifar.recoveries.custody.services import destruction, readings, series
from ifar.recoveries.custody.views import presenters as shown
from ifar.recoveries.models import Batch, Series
from ifar.reference import selectors as reference
from ifar.rights import Actor, may, require


@require_http_methods(["GET", "POST"])
def batch_list(request: HttpRequest) -> HttpResponse:
    """The batches that the reader prepares or may witness; a form for a new one with all that waits for destruction."""
    actor = actor_of(request)
    require(actor, kept.READ)
    may_prepare = may(actor, destruction.PREPARE)
    # What waits for disposal lies in some room: whoever counts one is not shown it.
    shows = may_prepare and not kept.blind(actor)
    waiting = list(kept.disposable(actor).order_by("id")[:500]) if shows else []
    listed = kept.on_open_lists(actor) if shows else {}
    not_ready = kept.not_ready(actor) if shows else []
    bare = named(actor, {one.firearm for one in not_ready if not one.exhibit})
    titles = shown.titles([*(one.public_id for one in waiting), *(one.exhibit for one in not_ready)])
    listable = [
        (one.public_id, _named(titles[one.public_id], one.public_id))
        for one in waiting
        if one.public_id not in listed
    ]
    form = form_of(
        inputs.OpenBatch,
        request,
        initial={"exhibits": [exhibit for exhibit, _words in listable]},
        among={"exhibits": listable},
        without=() if listable else ("exhibits",),
    )
    made = submitted(form, lambda said: destruction.open_batch(actor=actor, **dict(said)))
    if made:
        proposed = destruction.BATCH.waiting(kept.batch_for(actor, made))
        messages.success(
            request,
            _("The batch is open. A second person decides about its list.")
            if proposed
            else _("The batch is open. Its list can still be changed until two people have sealed it."),
        )
        return redirect("custody:batch", made)
    found = page(
        kept.batches_for(actor),
        order=("-id",),
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
    )
    context = {
        "rows": [_row(one) for one in found.items],
        "found": found,
        "may_prepare": may_prepare,
        "listable": listable,
        "not_ready": [
            {
                "one": one,
                "is": bare.get(one.firearm),
                **titles.get(one.exhibit, {}),
                "why": words.NOT_READY[one.why],
            }
            for one in not_ready
        ],
        "all_listed": shows and any(one.public_id in listed for one in waiting),
        "blind": may_prepare and not shows,
        "form": form,
        "to_witness": kept.to_witness(actor).count(),
    }
    return render(request, "custody/batches.html", context, status=422 if form.is_bound else 200)


def _named(title: Mapping[str, str], exhibit: str, words: Any = "") -> str:
    """An exhibit as a choice or a legend: what it is, its serial and its number in the case, its identifier."""
    return format_html(
        '<span><span dir="auto">{}</span> <bdi dir="ltr">{}</bdi> <bdi class="quiet small" dir="ltr">{}</bdi>'
        ' <bdi class="id" dir="ltr">{}</bdi> {}</span>',
        title.get("title", ""),
        title.get("serial", ""),
        title.get("number", ""),
        identifiers.shown(exhibit),
        words,
    )


def _row(one: Batch) -> dict[str, Any]:
    return {
        "one": one,
        "items": len(one.lines),
        "state": words.STATES["batch"][one.state],
        "tone": words.TONES.get(one.state, ""),
    }


@require_GET
def batch(request: HttpRequest, public_id: str) -> HttpResponse:
    """One batch: its list with what was read beside it, its witnesses, what is still missing, its certificate."""
    actor = actor_of(request)
    found = kept.batch_for(actor, public_id)
    titles = shown.titles([line["exhibit"] for line in found.lines[:2000]])
    checked = readings.checked(found)
    # Whoever witnesses reads the list of another office, whose exhibits they may not open.
    opens = set(
        kept.chains_for(actor)
        .filter(public_id__in=[one.exhibit for one in checked])
        .values_list("public_id", flat=True)
    )
    read = [one for one in checked if one.exhibit in found.readings]
    prepares = may(actor, destruction.PREPARE) and found.agency_id == actor.agency_id
    notes = kept.words_of_act(public_id, "destroyed", "exceptions") if found.exceptions else {}
    unread = rules.unread(rules.lines_of(found.lines), found.readings)
    names = people.names_of({found.proposer, found.approver, *found.witnesses} - {""})
    context = {
        **_row(found),
        "method": words.METHODS.get(found.method, found.method),
        "lines": [
            {
                "one": one,
                **titles.get(one.exhibit, {"title": "", "serial": "", "number": ""}),
                "words": _verdict(one, found),
                "opens": one.exhibit in opens,
                "read": one.exhibit in found.readings,
                "exception": notes.get(one.exhibit, "") if one.exhibit in found.exceptions else None,
            }
            for one in checked
        ],
        "wrong": [
            {"one": one, "words": _verdict(one, found)}
            for one in checked
            if one.verdict in ("swapped", "extra")
        ],
        "may_drop": prepares and found.state == "sealed" and not found.witnesses,
        "offered": offered(actor, destruction.BATCH, found),
        "unread": len(unread) if found.state == "sealed" else 0,
        "signed": bool(found.witnesses),
        "read": len(read),
        "agree": sum(one.verdict == "agrees" for one in checked),
        "proposer": names.get(found.proposer, ""),
        "approver": names.get(found.approver, ""),
        "witnesses": [names.get(one, one) for one in found.witnesses],
        "may_record": prepares and found.state == "sealed",
        "papers": papers_about(actor, public_id),
        "acts": shown.acts_of(public_id, "batch"),
    }
    return render(request, "custody/batch.html", context)


def _recorded(found: Batch, titles: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    """What the form of the destruction is made with: what does not agree with the list has to be explained."""
    wrong = [
        (one.exhibit, _named(titles.get(one.exhibit, {}), one.exhibit, _verdict(one, found)))
        for one in readings.checked(found)
        if one.verdict == "swapped" or (found.readings and one.verdict == "missing")
    ]
    first = {"language": get_language(), "expected_n": found.n}
    return {"among": {"exceptions": wrong}, "initial": first}


def _verdict(one: Checked, found: Batch) -> Any:
    absent = one.verdict == "missing" and one.exhibit in found.readings
    return words.VERDICTS["absent" if absent else one.verdict]


@require_http_methods(["GET", "POST"])
def destroyed(request: HttpRequest, public_id: str) -> HttpResponse:
    """Record how the day went, with its photographs."""
    actor = actor_of(request)
    require(actor, destruction.PREPARE)
    found = kept.batch_for(actor, public_id)
    if request.method == "POST":
        _photographs(request, actor)
    titles = shown.titles([line["exhibit"] for line in found.lines[:2000]])
    form = form_of(inputs.RecordDestruction, request, **_recorded(found, titles))
    said = _("The destruction is recorded in the life of each firearm, and the certificate is issued.")
    if done(request, form, lambda of: destruction.record(actor=actor, batch_id=public_id, **dict(of)), said):
        return redirect("custody:batch", public_id)
    context = {"one": found, "form": form, "photos": request.POST.getlist("photos")}
    return render(request, "custody/destroyed.html", context, status=422 if form.is_bound else 200)


def _photographs(request: HttpRequest, actor: Actor) -> None:
    """Deposit what was uploaded and say it by its hash: a browser does not choose a file twice, so it is carried along after a refusal."""
    new = [
        files.keep(actor=actor, purpose="photograph", name=one.name or "", content=one.chunks()).sha256
        for one in request.FILES.getlist("photographs")[:20]
    ]
    said = request.POST.copy()
    said.setlist("photos", [*said.getlist("photos"), *new][:20])
    request.POST = said  # type: ignore[assignment]


# Series ---------------------------------------------------------------------------------------------------------------


def feature_words() -> dict[str, str]:
    """Feature by which arms are compared -> its words; origin and calibre are said of every arm."""
    more = {"origin": str(_("If no factory made it")), "calibre": str(_("Calibre"))}
    return {**reference.words("make_feature"), **more}


def value_words(feature: str, value: str) -> str:
    """What was seen of a feature: the words of a code, or as somebody described it."""
    listed = {"origin": "made_how", "calibre": "calibre"}.get(feature)
    return reference.words(listed).get(value, value) if listed else value


@require_http_methods(["GET", "POST"])
def series_list(request: HttpRequest) -> HttpResponse:
    """Proposed series, the surest first, and those that a person accepted; a button to look for more."""
    actor = actor_of(request)
    require(actor, kept.READ)
    if request.method == "POST":
        made: list[str] = []
        tried(request, lambda: made.extend(series.look(actor=actor)), _("The described arms were compared."))
        return redirect("custody:series_list")
    found = kept.series_for(actor)
    features = feature_words()
    context = {
        "proposed": [
            _series(one, features) for one in found.filter(state="proposed").order_by("-percent", "id")[:100]
        ],
        "accepted": [_series(one, features) for one in found.filter(state="accepted").order_by("-id")[:100]],
        "may_decide": may(actor, series.DECIDE),
    }
    return render(request, "custody/series_list.html", context)


def _series(one: Series, features: Mapping[str, str]) -> dict[str, Any]:
    return {
        "one": one,
        "count": len(one.members),
        "state": words.STATES["series"][one.state],
        "tone": words.TONES.get(one.state, ""),
        "reasons": [
            {
                **reason,
                "words": features.get(reason["feature"], reason["feature"]),
                "value": value_words(reason["feature"], reason["value"]),
            }
            for reason in one.reasons
        ],
    }


@require_GET
def one_series(request: HttpRequest, public_id: str) -> HttpResponse:
    """One series: its arms side by side, what they share and how rare that is; accept, reject or part it."""
    actor = actor_of(request)
    found = kept.one_series_for(actor, public_id)
    features = feature_words()
    may_decide = may(actor, series.DECIDE) and found.agency_id == actor.agency_id
    items = kept.items_of(found.members)
    titles = shown.titles(found.members)
    columns = [
        name
        for name in reference.words("make_feature")
        if any(one.features.get(name) for one in items.values())
    ]
    context = {
        **_series(found, features),
        "columns": [features[name] for name in columns],
        "members": [
            {
                "id": name,
                **titles.get(name, {"title": "", "serial": ""}),
                "cells": [(features[column], items[name].features.get(column, "")) for column in columns]
                if name in items
                else [],
            }
            for name in found.members
        ],
        "may_decide": may_decide,
        "candidates": _candidates(actor, found, features) if may_decide else [],
        "offered": offered(actor, series.SERIES, found),
        "acts": shown.acts_of(public_id, "series"),
    }
    return render(request, "custody/series.html", context)


def _candidates(actor: Actor, found: Series, features: Mapping[str, str]) -> list[dict[str, Any]]:
    """Arms that may belong to a series: what each shares with it, and where it differs."""
    those = series.candidates(actor, found)
    titles = shown.titles([one.name for one in those])
    return [
        {
            "id": one.name,
            "percent": one.percent,
            **titles.get(one.name, {"title": "", "serial": ""}),
            "reasons": [
                {
                    "words": features.get(reason.feature, reason.feature),
                    "value": value_words(reason.feature, reason.value),
                    "share": reason.share,
                    "of": reason.of,
                    "per_thousand": reason.per_thousand,
                }
                for reason in one.reasons
                if reason.value
            ],
            "against": [
                features.get(reason.feature, reason.feature) for reason in one.reasons if not reason.value
            ],
        }
        for one in those
    ]
