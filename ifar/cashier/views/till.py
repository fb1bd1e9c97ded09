"""One till: its lines, and the difference once it was counted."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from ifar.acts.edges import offered
from ifar.cashier import labels, money, selectors
from ifar.cashier.acts import WAYS
from ifar.cashier.charging import shown
from ifar.cashier.models import Till
from ifar.cashier.services.tills import TILL
from ifar.cashier.views.day import line_rows, till_rows
from ifar.form_errors import actor_of
from ifar.rights import Actor, require


def _shown(actor: Actor, till: Till) -> dict[str, Any]:
    """A till as its page shows it: sums by way and the expected cash only once it was counted."""
    is_told = till.state != "open"
    lines = selectors.lines_of(till)
    sums = [
        {
            "way": labels.WAYS[way],
            "amount": shown(money.total(line.amount for line in lines if line.way == way), till.currency),
        }
        for way in WAYS
        if any(line.way == way for line in lines)
    ]
    amounts = {
        name: shown(value, till.currency)
        for name in ("opening", "counted", "expected", "difference")
        if (value := getattr(till, name)) is not None
    }
    return {
        **till_rows([till])[0],
        "amounts": amounts,
        "sums": sums if is_told else [],
        # Float and lines come to the sum: whoever has still to count the till is told neither.
        "lines": line_rows(till) if is_told or till.person != actor.id else [],
        "is_told": is_told,
        "shows_float": is_told or till.person != actor.id,
        "mine": till.person == actor.id,
        "offered": offered(actor, TILL, till),
    }


@require_GET
def one(request: HttpRequest, public_id: str) -> HttpResponse:
    """A till of my office."""
    actor = actor_of(request)
    require(actor, "cashier:fee:read")
    return render(request, "cashier/till.html", _shown(actor, selectors.till_for(actor, public_id)))
