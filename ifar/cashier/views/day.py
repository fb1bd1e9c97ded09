"""My day at the counter: what waits to be paid, my till, the tills of my desk that wait to be closed."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from ifar import identifiers
from ifar.accounts.selectors import people
from ifar.acts.forms import form_of, submitted
from ifar.cashier import labels, owed, selectors
from ifar.cashier.charging import shown
from ifar.cashier.inputs import OpenTill
from ifar.cashier.models import Payment, Till
from ifar.cashier.services import tills
from ifar.cashier.services.writing import today
from ifar.cursors import page
from ifar.form_errors import actor_of
from ifar.parties.services.naming import names_of
from ifar.reference import selectors as reference
from ifar.rights import Actor, may, require

SHOWN: Final = 25
BEFORE: Final = {
    "completeness": gettext_lazy("before it is complete"),
    "decision": gettext_lazy("before a decision"),
    "issuing": gettext_lazy("before it is issued"),
}
"""Before what a fee is paid."""


@require_GET
def day(request: HttpRequest) -> HttpResponse:
    """What waits, and how my till stands. The sum of an open till is not shown: it is counted blind."""
    actor = actor_of(request)
    require(actor, "cashier:fee:read")
    till = selectors.open_till(actor)
    result = page(
        selectors.tills_for(actor),
        order=("-id",),
        after=request.GET.get("after", "")[:500],
        before=request.GET.get("before", "")[:500],
        size=SHOWN,
    )
    context = {
        "waiting": _waiting(actor),
        "till": till,
        "old": till is not None and till.day != today(),
        "lines": line_rows(till) if till else [],
        "tills": till_rows(result.items),
        "found": result,
        "may_take": may(actor, "cashier:payment:take"),
        "may_begin": may(actor, "cashier:payment:take") and till is None and bool(tills.currencies()),
        "any_fee": bool(tills.currencies()),
        "begin": form_of(OpenTill),
    }
    return render(request, "cashier/day.html", context)


def _waiting(actor: Actor) -> list[dict[str, Any]]:
    """What waits at my desk and whose fee is not settled; the rules are read once."""
    due = [
        (item, rule, thing.kinds())
        for thing in owed.things()
        for item in (thing.waiting(actor) if may(actor, "cashier:fee:read") else ())
        if (rule := selectors.rule_of(item, today())) is not None
    ][:SHOWN]
    names = names_of(
        actor, {item.payer for item, _rule, _kinds in due}, act="cashier.day.list", object="applications"
    )
    acts = reference.words("fee_act")
    return [
        {
            "one": item,
            "payer": names.get(item.payer, ""),
            "kind": kinds.get(item.kind, item.kind),
            "act": acts.get(rule.act, rule.act),
            "amount": shown(rule.amount, rule.currency),
            "waits": BEFORE.get(rule.stops, ""),
            "page": address_of(item.about),
        }
        for item, rule, kinds in due
    ]


def line_rows(till: Till) -> list[dict[str, Any]]:
    """The lines of a till, the latest first."""
    lines = selectors.lines_of(till)
    paid = Payment.objects.in_bulk([line.payment for line in lines], field_name="public_id")
    acts = reference.words("fee_act")
    return [
        {
            "line": line,
            "way": labels.WAYS[line.way],
            "amount": shown(line.amount, till.currency),
            "what": acts.get(paid[line.payment].act, paid[line.payment].act),
            "out": line.amount < 0,
        }
        for line in reversed(lines)
    ]


def till_rows(records: list[Till]) -> list[dict[str, Any]]:
    """Tills with their words; sums only of those that were counted."""
    names = people.names_of({till.person for till in records})
    return [
        {
            "till": till,
            "person": names.get(till.person, till.person),
            "state": labels.TILL[till.state],
            "tone": labels.TONES[till.state],
            "counted": shown(till.counted, till.currency) if till.counted is not None else "",
            "difference": shown(till.difference, till.currency) if till.difference else "",
        }
        for till in records
    ]


@require_http_methods(["GET", "POST"])
def begin(request: HttpRequest) -> HttpResponse:
    """Begin the till of my day."""
    actor = actor_of(request)
    require(actor, "cashier:payment:take")
    form = form_of(OpenTill, request)
    if submitted(form, lambda given: tills.open_till(actor=actor, **given.model_dump())):
        messages.success(request, _("Your till is open."))
        return redirect("cashier:day")
    return render(request, "cashier/begin.html", {"form": form}, status=422 if form.is_bound else 200)


def address_of(about: str) -> str:
    """The page of what a fee is about."""
    thing = owed.thing_of(about)
    return reverse(thing.page, args=(about,)) if thing else ""


def shown_id(public_id: str) -> str:
    """An identifier as people read it."""
    return identifiers.shown(public_id)
