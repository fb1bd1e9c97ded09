"""Retail on one page: scan the firearm, scan the buyer's licence or card, press once; below, the pending sales and what may be handed over today."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from ifar import identifiers
from ifar.acts.forms import done, form_of, submitted
from ifar.books import shop, stock
from ifar.books.inputs import RefuseBuyer, SellFirearm
from ifar.books.services import refusals
from ifar.books.services import sales as services
from ifar.cursors import page_of
from ifar.errors import NotFound
from ifar.form_errors import actor_of, tried
from ifar.licensing import holding
from ifar.licensing.models import Offer
from ifar.rights import Actor, require
from ifar.templatetags.days import day_words

SIZE = 50


@require_http_methods(["GET", "POST"])
def sales(request: HttpRequest) -> HttpResponse:
    """Sell, and the pending sales: what may be handed over today first."""
    actor = actor_of(request)
    require(actor, services.SELL)
    form = form_of(SellFirearm, request, initial={"firearm": request.GET.get("firearm", "")[:400]})
    # The register is asked once, when it is sold: whose licence it is the trader does not read, and a scanner does not wait.
    for name in form.fields:
        form.fields[name].widget.attrs["data-unread"] = True
    form.fields["firearm"].widget.attrs |= {"data-next": True, "autofocus": True}
    made = submitted(form, lambda given: services.sell(actor=actor, **given.arguments()))
    if made:
        messages.success(request, answer_of(actor, made, timezone.localdate()))
        return redirect("books:sales")
    result = page_of(
        request.GET,
        stock.sales_for(actor),
        order=("hand_over_from", "id"),
        size=SIZE,
        sorts={"hand_over_from": None},
    )
    rows = rows_of(actor, result.items)
    context = {
        "form": form,
        "found": result,
        "rows": rows,
        # Buyers confirm while the page is open: their rows then say that the firearm may be handed over.
        "awaited": ",".join(f"#state-{row['one'].public_id}" for row in rows if not row["confirmed"]),
        "nameless": actor.purpose is None,
        "day_closed": shop.closed_day(actor, timezone.localdate()) is not None,
        "stays": [_("The firearm stays in your book.")],
    }
    return render(request, "books/sales.html", context, status=422 if form.is_bound else 200)


def answer_of(actor: Actor, made: Offer, today: dt.date) -> str:
    """What is told of a sale that may be."""
    thing = holding.things(actor, {made.firearm})[made.firearm]
    values = {
        "thing": " ".join(filter(None, (thing.title, thing.mark))),
        "licence": identifiers.shown(made.licence),
        "day": day_words(made.hand_over_from),
    }
    if made.hand_over_from > today:
        return (
            _(
                "%(thing)s may be handed over to licence %(licence)s from %(day)s, when the buyer has confirmed."
            )
            % values
        )
    return (
        _("%(thing)s may be sold to licence %(licence)s now. Hand it over when the buyer has confirmed.")
        % values
    )


def rows_of(actor: Actor, offers: list[Offer]) -> list[dict[str, Any]]:
    """Pending sales as the page shows them."""
    things, today = holding.things(actor, {offer.firearm for offer in offers}), timezone.localdate()
    return [
        {
            "one": offer,
            "thing": things.get(offer.firearm),
            "waits": offer.hand_over_from > today,
            "confirmed": offer.state == "confirmed",
            "ready": offer.state == "confirmed" and offer.hand_over_from <= today,
        }
        for offer in offers
    ]


@require_POST
def act(request: HttpRequest, public_id: str, what: str) -> HttpResponse:
    """Hand it over, or cancel the sale."""
    actor = actor_of(request)
    if what == "hand-over":
        tried(
            request,
            lambda: services.hand_over(actor=actor, sale_id=public_id),
            _("Handed over. It has left your book."),
        )
    elif what == "cancel":
        tried(request, lambda: services.cancel(actor=actor, sale_id=public_id), _("The sale is cancelled."))
    else:
        raise NotFound()
    return redirect("books:sales")


@require_http_methods(["GET", "POST"])
def refusal(request: HttpRequest) -> HttpResponse:
    """Report a suspicious buyer whom one refused."""
    actor = actor_of(request)
    require(actor, services.SELL)
    form = form_of(RefuseBuyer, request)
    # What was shown is written down as it stands on it: nobody is looked up here.
    form.fields["licence"].widget.attrs["data-unread"] = True
    text = _("Reported. The licensing office looks into it.")
    if done(request, form, lambda given: refusals.report(actor=actor, **given.arguments()), text):
        return redirect("books:sales")
    return render(request, "books/refusal.html", {"form": form}, status=422 if form.is_bound else 200)
