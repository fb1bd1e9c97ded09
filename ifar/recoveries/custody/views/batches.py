"""Destruction batches and series from one workshop: their queues, their pages, what a person says of each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from ifar import identifiers
from ifar.accounts.selectors import people
from ifar.acts.edges import offered
from ifar.acts.forms import done, form_of, submitted
from ifar.cursors import page_of
from ifar.documents.selectors import papers_about
from ifar.documents.things import named
from ifar.files import services as files
from ifar.form_errors import actor_of, tried
from ifar.recoveries.custody import destruction as rules
from ifar.recoveries.custody import inputs
from ifar.recoveries.custody import labels as words
from ifar.recoveries.custody import selectors as kept
from ifar.recoveries.custody.destruction import ItemCheck
from ifar.recoveries.custody.services import destruction, readings, series
from ifar.recoveries.custody.views import presenters as shown
from ifar.recoveries.models import Batch, Series
from ifar.reference import selectors as reference
from ifar.registry.selectors import firearms_for
from ifar.rights import Actor, may, require


@require_http_methods(["GET", "POST"])
def batch_list(request: HttpRequest) -> HttpResponse:
    """The batches that the reader prepares or may witness; a form for a new one with all that waits for destruction."""
    actor = actor_of(request)
    require(actor, kept.READ)
    may_prepare = may(actor, destruction.PREPARE)
    # What waits for disposal lies in some room: whoever counts one is not shown it.
    shows = may_prepare and not kept.blind(actor)
    waiting = [
        text
        for some in ((kept.disposable(actor), kept.listable_arms(actor)) if shows else ())
        for text in some.order_by("id").values_list("public_id", flat=True)[:500]
    ]
    listed = kept.on_open_lists(actor) if shows else {}
    not_ready = kept.not_ready(actor) if shows else []
    bare = named(actor, {ready.firearm for ready in not_ready if not ready.exhibit})
    titles = shown.titles([*waiting, *(ready.exhibit for ready in not_ready)])
    listable = [(text, _named(titles[text], text)) for text in waiting if text not in listed]
    form = form_of(
        inputs.OpenBatch,
        request,
        initial={"exhibits": [exhibit for exhibit, _words in listable]},
        among={"exhibits": listable},
        without=() if listable else ("exhibits",),
    )
    made = submitted(form, lambda value: destruction.open_batch(actor=actor, **dict(value)))
    if made:
        proposed = destruction.BATCH.waiting(kept.batch_for(actor, made))
        messages.success(
            request,
            _("The batch is open. A second person decides about its list.")
            if proposed
            else _("The batch is open. Its list can still be changed until two people have sealed it."),
        )
        return redirect("custody:batch", made)
    result = page_of(
        request.GET,
        kept.batches_for(actor),
        order=("-id",),
        sorts={"name": None, "state": words.STATES["batch"]},
    )
    context = {
        "rows": [_row(record) for record in result.items],
        "found": result,
        "may_prepare": may_prepare,
        "listable": listable,
        "not_ready": [
            {
                "one": ready,
                "is": bare.get(ready.firearm),
                **titles.get(ready.exhibit, {}),
                "why": words.NOT_READY[ready.why],
            }
            for ready in not_ready
        ],
        "all_listed": any(text in listed for text in waiting),
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


def _row(record: Batch) -> dict[str, Any]:
    return {
        "one": record,
        "items": len(record.lines),
        "state": words.STATES["batch"][record.state],
        "tone": words.TONES.get(record.state, ""),
    }


@require_GET
def batch(request: HttpRequest, public_id: str) -> HttpResponse:
    """One batch: its list with what was read beside it, its witnesses, what is still missing, its certificate."""
    actor = actor_of(request)
    record = kept.batch_for(actor, public_id)
    titles = shown.titles([line["exhibit"] for line in record.lines[:2000]])
    checked = readings.checked(record)
    # Whoever witnesses reads the list of another office, whose exhibits they may not open.
    opens = set(
        kept.chains_for(actor)
        .filter(public_id__in=[item.exhibit for item in checked])
        .values_list("public_id", flat=True)
    )
    opens |= set(
        firearms_for(actor)
        .filter(public_id__in=[item.exhibit for item in checked])
        .values_list("public_id", flat=True)
    )
    read = [item for item in checked if item.exhibit in record.readings]
    prepares = may(actor, destruction.PREPARE) and record.agency_id == actor.agency_id
    notes = kept.words_of_act(public_id, "destroyed", "exceptions") if record.exceptions else {}
    unread = rules.unread(rules.lines_of(record.lines), record.readings)
    names = people.names_of({record.proposer, record.approver, *record.witnesses} - {""})
    context = {
        **_row(record),
        "method": words.METHODS.get(record.method, record.method),
        "lines": [
            {
                "one": item,
                **titles.get(item.exhibit, {"title": "", "serial": "", "number": ""}),
                "words": _verdict(item, record),
                "opens": _page_of(item) if item.exhibit in opens else "",
                "read": item.exhibit in record.readings,
                "exception": notes.get(item.exhibit, "") if item.exhibit in record.exceptions else None,
            }
            for item in checked
        ],
        "wrong": [
            {"one": item, "words": _verdict(item, record)}
            for item in checked
            if item.verdict in ("swapped", "extra")
        ],
        "may_drop": prepares and record.state == "sealed" and not record.witnesses,
        "offered": offered(actor, destruction.BATCH, record),
        "unread": len(unread) if record.state == "sealed" else 0,
        "signed": bool(record.witnesses),
        "read": len(read),
        "agree": sum(item.verdict == "agrees" for item in checked),
        "proposer": names.get(record.proposer, ""),
        "approver": names.get(record.approver, ""),
        "witnesses": [names.get(witness, witness) for witness in record.witnesses],
        "may_record": prepares and record.state == "sealed",
        "papers": papers_about(actor, public_id),
        "acts": shown.acts_of(public_id, "batch"),
    }
    return render(request, "custody/batch.html", context)


def _page_of(item: ItemCheck) -> str:
    if item.exhibit == item.firearm:
        return reverse("registry:firearm", args=[item.firearm])
    return reverse("custody:exhibit", args=[item.exhibit])


def _recorded(record: Batch, titles: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    """What the form of the destruction is made with: what does not agree with the list has to be explained."""
    wrong = [
        (item.exhibit, _named(titles.get(item.exhibit, {}), item.exhibit, _verdict(item, record)))
        for item in readings.checked(record)
        if item.verdict == "swapped" or (record.readings and item.verdict == "missing")
    ]
    first = {"language": get_language(), "expected_n": record.n}
    return {"among": {"exceptions": wrong}, "initial": first}


def _verdict(item: ItemCheck, record: Batch) -> Any:
    absent = item.verdict == "missing" and item.exhibit in record.readings
    return words.VERDICTS["absent" if absent else item.verdict]


@require_http_methods(["GET", "POST"])
def destroyed(request: HttpRequest, public_id: str) -> HttpResponse:
    """Record how the day went, with its photographs."""
    actor = actor_of(request)
    require(actor, destruction.PREPARE)
    record = kept.batch_for(actor, public_id)
    if request.method == "POST":
        _photographs(request, actor)
    titles = shown.titles([line["exhibit"] for line in record.lines[:2000]])
    form = form_of(inputs.RecordDestruction, request, **_recorded(record, titles))
    text = _("The destruction is recorded in the life of each firearm, and the certificate is issued.")
    if done(request, form, lambda of: destruction.record(actor=actor, batch_id=public_id, **dict(of)), text):
        return redirect("custody:batch", public_id)
    context = {"one": record, "form": form, "photos": request.POST.getlist("photos")}
    return render(request, "custody/destroyed.html", context, status=422 if form.is_bound else 200)


def _photographs(request: HttpRequest, actor: Actor) -> None:
    """Deposit what was uploaded and say it by its hash: a browser does not choose a file twice, so it is carried along after a refusal."""
    new = [
        files.keep(
            actor=actor, purpose="photograph", name=photograph.name or "", content=photograph.chunks()
        ).sha256
        for photograph in request.FILES.getlist("photographs")[:20]
    ]
    query = request.POST.copy()
    query.setlist("photos", [*query.getlist("photos"), *new][:20])
    request.POST = query  # type: ignore[assignment]


# Series ---------------------------------------------------------------------------------------------------------------


def feature_words() -> dict[str, str]:
    """Feature by which arms are compared -> its words; origin and calibre are said of every arm."""
    more = {"origin": str(_("If it is craft-made")), "calibre": str(_("Calibre"))}
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
    serieses = kept.series_for(actor)
    features = feature_words()
    context = {
        "proposed": [
            _series(record, features)
            for record in serieses.filter(state="proposed").order_by("-percent", "id")[:100]
        ],
        "accepted": [
            _series(record, features) for record in serieses.filter(state="accepted").order_by("-id")[:100]
        ],
        "may_decide": may(actor, series.DECIDE),
    }
    return render(request, "custody/series_list.html", context)


def _series(record: Series, features: Mapping[str, str]) -> dict[str, Any]:
    return {
        "one": record,
        "count": len(record.members),
        "state": words.STATES["series"][record.state],
        "tone": words.TONES.get(record.state, ""),
        "reasons": [
            {
                **reason,
                "words": features.get(reason["feature"], reason["feature"]),
                "value": value_words(reason["feature"], reason["value"]),
            }
            for reason in record.reasons
        ],
    }


@require_GET
def one_series(request: HttpRequest, public_id: str) -> HttpResponse:
    """One series: its arms side by side, what they share and how rare that is; accept, reject or part it."""
    actor = actor_of(request)
    record = kept.one_series_for(actor, public_id)
    features = feature_words()
    may_decide = may(actor, series.DECIDE) and record.agency_id == actor.agency_id
    items = kept.items_of(record.members)
    titles = shown.titles(record.members)
    columns = [
        name
        for name in reference.words("make_feature")
        if any(item.features.get(name) for item in items.values())
    ]
    context = {
        **_series(record, features),
        "columns": [features[name] for name in columns],
        "members": [
            {
                "id": name,
                **titles.get(name, {"title": "", "serial": ""}),
                "cells": [(features[column], items[name].features.get(column, "")) for column in columns]
                if name in items
                else [],
            }
            for name in record.members
        ],
        "may_decide": may_decide,
        "candidates": _candidates(actor, record, features) if may_decide else [],
        "offered": offered(actor, series.SERIES, record),
        "acts": shown.acts_of(public_id, "series"),
    }
    return render(request, "custody/series.html", context)


def _candidates(actor: Actor, record: Series, features: Mapping[str, str]) -> list[dict[str, Any]]:
    """Arms that may belong to a series: what each shares with it, and where it differs."""
    those = series.candidates(actor, record)
    titles = shown.titles([candidate.name for candidate in those])
    return [
        {
            "id": candidate.name,
            "percent": candidate.percent,
            **titles.get(candidate.name, {"title": "", "serial": ""}),
            "reasons": [
                {
                    "words": features.get(reason.feature, reason.feature),
                    "value": value_words(reason.feature, reason.value),
                    "share": reason.share,
                    "of": reason.of,
                    "per_thousand": reason.per_thousand,
                }
                for reason in candidate.reasons
                if reason.value
            ],
            "against": [
                features.get(reason.feature, reason.feature)
                for reason in candidate.reasons
                if not reason.value
            ],
        }
        for candidate in those
    ]
