"""Offers between holders: what is offered to me or by me, and the words of what a yes means."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ifar.accounts.services import reads
from ifar.errors import IfarError, NotFound
from ifar.form_errors import at_fields, tried
from ifar.portal import selectors
from ifar.portal.services import offers as services
from ifar.portal.views import presenters
from ifar.portal.views.entering import enter
from ifar.portal.views.forms import OfferForm


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
    found = selectors.firearm_for(mine, public_id)
    form = OfferForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.offer(actor=actor, firearm=public_id, buyer=form.cleaned_data["buyer"])
        except IfarError as error:
            at_fields(form, error)
        else:
            messages.success(
                request,
                _(
                    "Offered, if the buyer has this number. Hand nothing over before the office has recorded it."
                ),
            )
            return redirect("mine:offers")
    row = presenters.firearms([found], mine)[0]
    return render(request, "portal/offer.html", {"form": form, **row}, status=422 if form.is_bound else 200)


@require_POST
def act(request: HttpRequest, public_id: str, what: str) -> HttpResponse:
    """Confirm, decline, or take back."""
    actor, mine = enter(request, shows=False)
    selectors.offer_for(mine, public_id)
    if what == "take-back":
        tried(
            request, lambda: services.take_back(actor=actor, offer=public_id), _("The offer is taken back.")
        )
    elif what in ("confirm", "decline"):
        yes = what == "confirm"
        done = (
            _("Confirmed. The office records it now; take nothing over before that.")
            if yes
            else _("Declined.")
        )
        tried(request, lambda: services.answer(actor=actor, offer=public_id, confirmed=yes), done)
    else:
        raise NotFound("portal.not_found")
    return redirect("mine:offers")
