"""Repairs at the counter, on one page: scan what is brought and whose it is; below, what is here and until when; scan what goes back and to whom."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from ifar.acts.forms import ActForm, form_of, submitted
from ifar.books import selectors, stock
from ifar.books.filtering import BookFilter
from ifar.books.inputs import HandOutRepaired, TakeInForRepair
from ifar.books.presenters import in_words
from ifar.books.services import repairs as services
from ifar.books.services.reading import log_names
from ifar.books.services.sales import SELL
from ifar.cursors import page_of
from ifar.form_errors import actor_of
from ifar.rights import require

SIZE: Final = 50


@require_http_methods(["GET", "POST"])
def repairs(request: HttpRequest) -> HttpResponse:
    """What is here for repair; take more in."""
    actor = actor_of(request)
    require(actor, SELL)
    brought = {"firearms": request.GET.get("firearms", "")[:400]}
    form = _unread(form_of(TakeInForRepair, request, initial=brought, ids="in"))
    form.fields["back_on"].widget.attrs["min"] = timezone.localdate().isoformat()
    done = submitted(form, lambda given: services.take_in(actor=actor, **given.arguments()))
    if done is not None and _report(
        request,
        form,
        "firearms",
        done,
        ngettext(
            "%(number)d firearm is in your book for repair.",
            "%(number)d firearms are in your book for repair.",
            _n(done),
        ),
    ):
        return redirect("books:repairs")
    given = {"returned": request.GET.get("returned", "")[:400]}
    return _shown(request, form, _unread(form_of(HandOutRepaired, initial=given, ids="out")))


@require_POST
def hand_out(request: HttpRequest) -> HttpResponse:
    """Hand back what was repaired."""
    actor = actor_of(request)
    require(actor, SELL)
    form = _unread(form_of(HandOutRepaired, request, ids="out"))
    done = submitted(form, lambda given: services.hand_out(actor=actor, **given.arguments()))
    if done is not None and _report(
        request,
        form,
        "returned",
        done,
        ngettext(
            "%(number)d firearm went back to its owner.",
            "%(number)d firearms went back to their owner.",
            _n(done),
        ),
    ):
        return redirect("books:repairs")
    return _shown(request, _unread(form_of(TakeInForRepair, ids="in")), form)


def _unread(form: ActForm) -> ActForm:
    """The register is asked once, when the form is sent: what it says before that the trader does not read."""
    for name in form.fields:
        form.fields[name].widget.attrs["data-unread"] = True
    return form


def _n(done: Sequence[services.Line]) -> int:
    return sum(bool(line.firearm) for line in done)


def _report(
    request: HttpRequest, form: ActForm, field: str, done: Sequence[services.Line], words: str
) -> bool:
    """Tell what was done; whether all was. What was refused stands in the form again, each line with its reason."""
    if number := _n(done):
        messages.success(request, words % {"number": number})
    refused = [item for item in done if not item.firearm]
    if refused:
        form.data = {
            **{item.html_name: item.value() for item in form},
            field: "\n".join(item.given for item in refused),
        }
    for line in refused:
        for reason in line.reasons:
            form.add_error(field, f"{line.given}: {reason.message}" if len(done) > 1 else str(reason.message))
    return not refused


def _shown(request: HttpRequest, form: ActForm, out: ActForm) -> HttpResponse:
    actor, today = actor_of(request), timezone.localdate()
    book = selectors.book_for(actor, actor.agency)
    result = page_of(
        request.GET,
        stock.repairs_for(actor),
        order=("back_on", "entered"),
        size=SIZE,
        sorts={"back_on": None},
    )
    rows, named = in_words(actor, [line for _key, line in selectors.composed(actor, book, result.items)])
    log_names(actor, book, BookFilter(), named)
    returning = bool(out.errors or out["returned"].value())
    (out.fields["returned"] if returning else form.fields["firearms"]).widget.attrs["autofocus"] = True
    context: dict[str, Any] = {
        "form": form,
        "out": out,
        "returning": returning,
        "found": result,
        "rows": [
            {"line": row, "back_on": day, "late": day is not None and day < today}
            for row, book_line in zip(rows, result.items, strict=True)
            for day in [
                dt.date.fromisoformat(vars(book_line)["back_on"]) if vars(book_line)["back_on"] else None
            ]
        ],
        "nameless": actor.purpose is None,
    }
    bad = form.errors or out.errors
    return render(request, "books/repairs.html", context, status=422 if bad else 200)
