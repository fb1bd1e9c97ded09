"""Destruction batches and series from one workshop: their queues, their pages, what a person says of each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ifar.accounts.selectors import people
from ifar.answers import actor_of, at_fields, tried
from ifar.cursors import page
from ifar.errors import IfarError
from ifar.files import services as files
from ifar.papers.selectors import papers_about
from ifar.recoveries import custody_selectors as kept
from ifar.recoveries import custody_words as words
from ifar.recoveries import destruction as rules
from ifar.recoveries.destruction import Checked
from ifar.recoveries.models import Batch, Series
from ifar.recoveries.services import destruction, series
from ifar.recoveries.views import custody_forms as forms
from ifar.recoveries.views import custody_shown as shown
from ifar.reference import selectors as reference
from ifar.rights import Actor, may, require
from ifar.typed import version_seen


def batch_list(request: HttpRequest) -> HttpResponse:
    """The batches that the reader prepares or may witness; a form for a new one with all that waits for destruction."""
    actor = actor_of(request)
    require(actor, kept.READ)
    form = forms.BatchForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = destruction.open_batch(
                actor=actor, **form.cleaned_data, exhibits=request.POST.getlist("exhibits")
            )
        except IfarError as error:
            at_fields(form, error)
        else:
            messages.success(
                request,
                _("The batch is open. Its list can still be changed until two people have sealed it."),
            )
            return redirect("custody:batch", made)
    found = page(
        kept.batches_for(actor),
        order=("-id",),
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
    )
    may_prepare = may(actor, destruction.PREPARE)
    # What waits for disposal lies in some room: whoever counts one is not shown it.
    shows = may_prepare and not kept.blind(actor)
    waiting = list(kept.disposable(actor).order_by("id")[:500]) if shows else []
    listed = kept.on_open_lists(actor) if shows else {}
    not_ready = kept.not_ready(actor) if shows else []
    titles = shown.titles([*(one.public_id for one in waiting), *(one.exhibit for one in not_ready)])
    chosen = set(request.POST.getlist("exhibits")) if form.is_bound else None
    context = {
        "rows": [_row(one) for one in found.items],
        "found": found,
        "may_prepare": may_prepare,
        "waiting": [
            {"one": one, **titles[one.public_id], "chosen": chosen is None or one.public_id in chosen}
            for one in waiting
            if one.public_id not in listed
        ],
        "not_ready": [
            {"one": one, **titles.get(one.exhibit, {}), "why": words.NOT_READY[one.why]} for one in not_ready
        ],
        "all_listed": shows and any(one.public_id in listed for one in waiting),
        "blind": may_prepare and not shows,
        "form": form,
        "to_witness": kept.to_witness(actor).count(),
    }
    return render(request, "custody/batches.html", context, status=422 if form.is_bound else 200)


def _row(one: Batch) -> dict[str, Any]:
    return {
        "one": one,
        "items": len(one.lines),
        "state": words.STATES["batch"][one.state],
        "tone": words.TONES.get(one.state, ""),
    }


def batch(request: HttpRequest, public_id: str) -> HttpResponse:
    """One batch: its list with what was read beside it, its witnesses, what is still missing, its certificate."""
    return _batch(request, public_id)


def _batch(request: HttpRequest, public_id: str, bound: forms.ActForm | None = None) -> HttpResponse:
    """The page, with a form that was refused as it was typed."""
    actor = actor_of(request)
    found = kept.batch_for(actor, public_id)
    titles = shown.titles([line["exhibit"] for line in found.lines[:2000]])
    checked = destruction.checked(found)
    read = [one for one in checked if one.exhibit in found.readings]
    prepares = may(actor, destruction.PREPARE) and found.agency_id == actor.agency_id
    notes = kept.words_of_act(public_id, "destroyed", "exceptions") if found.exceptions else {}
    unread = rules.unread(rules.lines_of(found.lines), found.readings)
    names = people.names_of({found.proposer, found.approver, *found.witnesses} - {""})
    wrong = [
        one
        for one in checked
        if one.verdict in ("swapped", "extra") or (found.readings and one.verdict == "missing")
    ]
    context = {
        **_row(found),
        "method": words.METHODS.get(found.method, found.method),
        "lines": [
            {
                "one": one,
                **titles.get(one.exhibit, {"title": "", "serial": "", "number": ""}),
                "words": _verdict(one, found),
                "read": one.exhibit in found.readings,
                "exception": notes.get(one.exhibit, "") if one.exhibit in found.exceptions else None,
            }
            for one in checked
        ],
        "wrong": [
            {
                "one": one,
                **titles.get(one.exhibit, {"title": "", "serial": "", "number": ""}),
                "words": _verdict(one, found),
                "why": request.POST.get(f"why_{one.exhibit}", ""),
                "note": request.POST.get(f"note_{one.exhibit}", ""),
            }
            for one in wrong
        ],
        "may_drop": prepares and found.state == "sealed" and not found.witnesses,
        **_forms(bound),
        "photos": request.POST.getlist("photo")[:20] if isinstance(bound, forms.RecordForm) else [],
        "unread": len(unread) if found.state == "sealed" else 0,
        "signed": bool(found.witnesses),
        "read": len(read),
        "agree": sum(one.verdict == "agrees" for one in checked),
        "proposer": names.get(found.proposer, ""),
        "approver": names.get(found.approver, ""),
        "witnesses": [names.get(one, one) for one in found.witnesses],
        "may_seal": prepares and found.state == "draft" and found.lines,
        "may_record": prepares and found.state == "sealed",
        "may_give_up": prepares and found.state in ("draft", "sealed"),
        "may_witness": not unread and kept.to_witness(actor).filter(pk=found.pk).exists(),
        "exceptions": words.EXCEPTIONS.items(),
        "papers": papers_about(actor, public_id),
        "acts": shown.acts_of(public_id, "batch"),
    }
    return render(request, "custody/batch.html", context, status=422 if bound else 200)


def _forms(bound: forms.ActForm | None) -> dict[str, Any]:
    """The forms of a batch's page; the one that was refused as it was typed."""
    made: dict[str, forms.ActForm] = {
        "seal_form": forms.ReasonForm(),
        "read_form": forms.ReadForm(),
        "record_form": forms.RecordForm(),
        "give_up": forms.GiveUpForm(),
    }
    typed = {name: bound for name, one in made.items() if bound is not None and bound.slug == one.slug}
    return {**made, **typed, "refused": bound}


def _verdict(one: Checked, found: Batch) -> Any:
    absent = one.verdict == "missing" and one.exhibit in found.readings
    return words.VERDICTS["absent" if absent else one.verdict]


@require_POST
def batch_act(request: HttpRequest, public_id: str, what: str) -> HttpResponse:
    """Do something with a batch; where it is refused, the page again with everything that was typed."""
    make = _FORMS.get(what)
    if make is None:
        raise Http404
    actor = actor_of(request)
    said = request.POST.copy()
    form, is_right = make(said), False
    try:
        if make is forms.RecordForm:
            # A browser does not choose a file twice: what was uploaded before a refusal is carried along by its hash.
            kept.batch_for(actor, public_id)
            said.setlist("photo", [*said.getlist("photo"), *_photographs(request, actor)][:20])
        is_right = form.is_valid()
    except IfarError as error:
        at_fields(form, error)
    request.POST = said  # type: ignore[assignment]
    if is_right:
        try:
            done = _ACTS[what](actor, public_id, form, said)
        except IfarError as error:
            at_fields(form, error)
        else:
            messages.success(request, str(done))
            return redirect("custody:batch", public_id)
    return _batch(request, public_id, form)


def _photographs(request: HttpRequest, actor: Actor) -> list[str]:
    require(actor, destruction.PREPARE)
    return [
        files.keep(actor=actor, purpose="photograph", name=one.name or "", content=one.chunks()).sha256
        for one in request.FILES.getlist("photos")[:20]
    ]


def _seal(actor: Actor, batch: str, form: Any, _said: QueryDict) -> Any:
    destruction.propose_seal(actor=actor, batch=batch, reason=form.cleaned_data["reason"])
    return _("Proposed. A second person decides; then the list is sealed.")


def _check(actor: Actor, batch: str, form: Any, _said: QueryDict) -> Any:
    said = form.cleaned_data
    readings = destruction.typed(actor=actor, batch=batch, text=said["readings"], rest=said["rest"])
    destruction.check_items(actor=actor, batch=batch, readings=readings)
    return _("What was read is compared with the list.")


def _drop(actor: Actor, batch: str, _form: Any, said: QueryDict) -> Any:
    destruction.check_items(actor=actor, batch=batch, readings=[], drop=said.getlist("exhibit")[:2000])
    return _("The reading is taken back; the item is unread again.")


def _witness(actor: Actor, batch: str, _form: Any, _said: QueryDict) -> Any:
    destruction.witness(actor=actor, batch=batch)
    return _("You have signed as a witness.")


def _abandon(actor: Actor, batch: str, form: Any, _said: QueryDict) -> Any:
    destruction.abandon(actor=actor, batch=batch, note=form.cleaned_data["note"])
    return _("The batch is given up.")


def _record(actor: Actor, batch: str, form: Any, said: QueryDict) -> Any:
    found = kept.batch_for(actor, batch)
    exceptions = {
        line["exhibit"]: {"why": why, "note": said.get(f"note_{line['exhibit']}", "")}
        for line in found.lines
        if (why := said.get(f"why_{line['exhibit']}", ""))
    }
    destruction.record(
        actor=actor, batch=batch, **form.cleaned_data, photos=said.getlist("photo"), exceptions=exceptions
    )
    return _("The destruction is recorded in the life of each firearm, and the certificate is issued.")


_FORMS: Final[Mapping[str, type[forms.ActForm]]] = {
    "seal": forms.ReasonForm,
    "check": forms.ReadForm,
    "drop": forms.ActForm,
    "witness": forms.ActForm,
    "destroyed": forms.RecordForm,
    "abandon": forms.GiveUpForm,
}
_ACTS: Final[Mapping[str, Callable[[Actor, str, Any, QueryDict], Any]]] = {
    "seal": _seal,
    "check": _check,
    "drop": _drop,
    "witness": _witness,
    "destroyed": _record,
    "abandon": _abandon,
}


# Series ---------------------------------------------------------------------------------------------------------------


def feature_words() -> dict[str, str]:
    """Feature by which arms are compared -> its words; origin and calibre are said of every arm."""
    more = {"origin": str(_("If no factory made it")), "calibre": str(_("Calibre"))}
    return {**reference.words("make_feature"), **more}


def value_words(feature: str, value: str) -> str:
    """What was seen of a feature: the words of a code, or as somebody described it."""
    listed = {"origin": "made_how", "calibre": "calibre"}.get(feature)
    return reference.words(listed).get(value, value) if listed else value


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


def one_series(request: HttpRequest, public_id: str) -> HttpResponse:
    """One series: its arms side by side, what they share and how rare that is; accept, reject or part it."""
    actor = actor_of(request)
    found = kept.one_series_for(actor, public_id)
    if request.method == "POST":
        _decide(request, actor, public_id)
        return redirect("custody:series", public_id)
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


def _decide(request: HttpRequest, actor: Actor, public_id: str) -> None:
    said = request.POST
    note = said.get("note", "")[:2000]
    n = said.get("n", "")
    if (what := said.get("what")) in ("join", "pass_over"):
        one: dict[str, Any] = {
            "actor": actor,
            "public_id": public_id,
            "exhibit": said.get("exhibit", "").replace("-", "").upper()[:14],
            "note": note,
            "expected_n": version_seen(n),
        }
        if what == "join":
            tried(request, lambda: series.join(**one), _("The arm belongs to the series now."))
        else:
            tried(
                request, lambda: series.pass_over(**one), _("It is on record that it is another workshop's.")
            )
        return
    if said.get("what") == "accept":
        name = said.get("name", "")
        tried(
            request,
            lambda: series.accept(actor=actor, public_id=public_id, name=name, note=note),
            _("It is on record as one workshop."),
        )
    elif said.get("what") == "split":
        out = said.getlist("out")
        tried(
            request,
            lambda: series.split(actor=actor, public_id=public_id, out=out, note=note),
            _("The series is parted."),
        )
    else:
        tried(
            request,
            lambda: series.reject(actor=actor, public_id=public_id, note=note),
            _("It is on record that this is no series."),
        )
