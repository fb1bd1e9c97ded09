"""The opening stock of a trader: a table that is shown line by line, and recorded where nothing stands in the way."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ifar.acts.forms import form_of, submitted
from ifar.books.inputs import DeclareOpeningStock
from ifar.books.services import opening
from ifar.errors import NotFound
from ifar.form_errors import actor_of
from ifar.rights import require


@require_http_methods(["GET", "POST"])
def declare(request: HttpRequest) -> HttpResponse:
    """Look at a table of firearms line by line, then record them all."""
    actor = actor_of(request)
    require(actor, opening.WRITE)
    if not actor.own_book_only:
        raise NotFound
    form = form_of(DeclareOpeningStock, request, initial={"joined_on": timezone.localdate()})
    does = opening.record if "record" in request.GET else opening.look
    lines = submitted(form, lambda given: does(actor=actor, **given.arguments())) or []
    if done := sum(bool(line.firearm) for line in lines):
        messages.success(request, _("Firearms entered as opening stock: %(number)d.") % {"number": done})
        return redirect("books:own")
    wrong = sum(bool(line.reasons) for line in lines)
    context = {
        "form": form,
        "lines": [
            {
                "number": line.number,
                "said": line.said,
                "reasons": [reason.message for reason in line.reasons],
            }
            for line in lines
        ],
        "ready": 0 if wrong else len(lines),
        "wrong": wrong,
    }
    return render(request, "books/opening.html", context, status=422 if form.is_bound and not lines else 200)
