"""Offers between holders: what is offered to me or by me, and the words of what a yes means."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from ifar.accounts.services import reads
from ifar.acts.forms import form_of, submitted
from ifar.portal import selectors
from ifar.portal.inputs import OfferOwnFirearm
from ifar.portal.services import offers as services
from ifar.portal.views import presenters
from ifar.portal.views.entering import enter


@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """The newest first. A name of the other side is a read of theirs."""
    actor, mine = enter(request)
    rows = presenters.offers(list(selectors.offers_of(mine)[:50]), mine)
    if others := {row["other_id"] for row in rows if row["other"]}:
        reads.log(actor, "portal.offer.read", "offers", len(others), people=others)
    return render(request, "portal/offers.html", {"rows": rows})


@require_http_methods(["GET", "POST"])
def offer(request: HttpRequest, public_id: str) -> HttpResponse:
    """Offer a firearm of one's own to a buyer."""
    actor, mine = enter(request, shows=False)
    firearm = selectors.firearm_for(mine, public_id)
    form = form_of(OfferOwnFirearm, request)
    form.fields["buyer"].widget.attrs["autocapitalize"] = "characters"
    if submitted(form, lambda given: services.offer(actor=actor, firearm=public_id, buyer=given.buyer)):
        messages.success(
            request,
            _("Offered, if the buyer has this number. Hand nothing over before the office has recorded it."),
        )
        return redirect("mine:offers")
    row = presenters.firearms([firearm], mine)[0]
    return render(request, "portal/offer.html", {"form": form, **row}, status=422 if form.is_bound else 200)
