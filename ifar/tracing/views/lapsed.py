"""Traces whose words no law keeps any longer: the list, proposing to erase them, and what a second person reads of it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ifar import identifiers
from ifar.accounts.descriptions import Line
from ifar.acts.forms import done, form_of
from ifar.form_errors import actor_of
from ifar.rights import Actor, require
from ifar.tracing import labels, selectors
from ifar.tracing.inputs import EraseWords
from ifar.tracing.services import lapsed
from ifar.tracing.views import presenters


@require_http_methods(["GET", "POST"])
def listing(request: HttpRequest) -> HttpResponse:
    """Those that have lapsed; what was said is not shown, only which they are and when they ended."""
    actor = actor_of(request)
    require(actor, lapsed.ERASE)
    form = form_of(EraseWords, request)
    if request.method == "POST":
        done(
            request,
            form,
            lambda given: lapsed.propose(actor=actor, **given.arguments()),
            _("Proposed. A second person decides."),
        )
        return redirect("tracing:lapsed")
    spoken, now = presenters.spoken_now(), timezone.now()
    rows = presenters.rows_of(actor, list(lapsed.lapsed_for(actor)), spoken, now)
    held = [
        {"one": exchange, "state": presenters.country_words(exchange.sender, spoken)}
        for exchange in lapsed.held_for(actor)
    ]
    return render(request, "tracing/lapsed.html", {"rows": rows, "most": lapsed.MOST, "held": held})


def describe(actor: Actor, proposal: Any) -> list[Line]:
    """What would be erased, for whoever decides: which trace, and which kinds of words."""
    erased = list(proposal.payload.get("erased", ()))
    fields = sorted({str(value["field"]) for value in erased})
    seen = selectors.requests_for(actor).filter(public_id=proposal.object).exists()
    return [
        Line(
            _("Trace request"),
            identifiers.shown(proposal.object),
            reverse("tracing:request", args=(proposal.object,)) if seen else "",
        ),
        Line(
            _("What is erased"),
            _(", ").join(str(labels.SAID.get(name, name)) for name in fields)
            or _("A file that nobody took in: the key of its State was never confirmed"),
        ),
        *(
            Line(
                _("No word of this trace: it will be refused"),
                f"{value.get('entry', '')} {labels.SAID.get(value.get('field', ''), value.get('field', ''))}",
            )
            for value in lapsed.foreign(proposal.object, erased)
        ),
    ]
