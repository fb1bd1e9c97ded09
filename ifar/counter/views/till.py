"""One till: its lines, counting it blind, the difference, and asking a second person to close it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from ifar import identifiers
from ifar.acts.forms import form_of, submitted
from ifar.answers import actor_of
from ifar.counter import money, selectors, words
from ifar.counter.acts import WAYS
from ifar.counter.charging import shown
from ifar.counter.edges import TILL
from ifar.counter.inputs import CloseTill, CountTill
from ifar.counter.models import Till
from ifar.counter.services import tills
from ifar.counter.views.day import line_rows, till_rows
from ifar.rights import Actor, may, require


def _shown(actor: Actor, found: Till, **forms_of: forms.Form) -> dict[str, Any]:
    """A till as its page shows it: sums by way and the expected cash only once it was counted."""
    is_told = found.state != "open"
    lines = selectors.lines_of(found)
    sums = [
        {
            "way": words.WAYS[way],
            "amount": shown(money.total(one.amount for one in lines if one.way == way), found.currency),
        }
        for way in WAYS
        if any(one.way == way for one in lines)
    ]
    amounts = {
        name: shown(value, found.currency)
        for name in ("opening", "counted", "expected", "difference")
        if (value := getattr(found, name)) is not None
    }
    # What there is no need to explain is not asked.
    close = form_of(CloseTill, without=() if found.difference else ("explanation",))
    return {
        **till_rows([found])[0],
        "amounts": amounts,
        "sums": sums if is_told else [],
        # Float and lines come to the sum: whoever has still to count the till is told neither.
        "lines": line_rows(found) if is_told or found.person != actor.id else [],
        "is_told": is_told,
        "shows_float": is_told or found.person != actor.id,
        "mine": found.person == actor.id,
        "may_count": found.state == "open"
        and found.person == actor.id
        and may(actor, "counter:payment:take"),
        "may_close": found.state == "counted" and may(actor, "counter:decision:propose"),
        "proposals": list(tills.closing_waiting(found.public_id).values_list("public_id", flat=True))
        if found.state == "counted"
        else [],
        "offered": TILL.buttons(actor, found),
        "count": form_of(CountTill),
        "close": close,
        **forms_of,
    }


@require_GET
def one(request: HttpRequest, public_id: str) -> HttpResponse:
    """A till of my office."""
    actor = actor_of(request)
    require(actor, "counter:fee:read")
    return render(request, "counter/till.html", _shown(actor, selectors.till_for(actor, public_id)))


@require_POST
def count(request: HttpRequest, public_id: str) -> HttpResponse:
    """Say what is in my till."""
    actor = actor_of(request)
    require(actor, "counter:payment:take")
    found = selectors.till_for(actor, public_id)
    form = form_of(CountTill, request)
    after = submitted(
        form, lambda given: tills.count_till(actor=actor, till_id=public_id, **given.model_dump())
    )
    if after is None:
        return render(request, "counter/till.html", _shown(actor, found, count=form), status=422)
    if after.difference:
        messages.warning(request, _("Counted. There is a difference: say what explains it."))
    else:
        messages.success(request, _("Counted. It is what should be there."))
    return redirect("counter:till", public_id)


@require_POST
def close(request: HttpRequest, public_id: str) -> HttpResponse:
    """Ask a second person to close it."""
    actor = actor_of(request)
    require(actor, "counter:decision:propose")
    found = selectors.till_for(actor, public_id)
    form = form_of(CloseTill, request)
    asked = submitted(
        form, lambda given: tills.propose_closing(actor=actor, till_id=public_id, **given.model_dump())
    )
    if asked is None:
        return render(request, "counter/till.html", _shown(actor, found, close=form), status=422)
    said = _("Proposed as %(id)s. A second person closes it, whose till it is not.")
    messages.success(request, said % {"id": identifiers.shown(asked.public_id)})
    return redirect("counter:till", public_id)
