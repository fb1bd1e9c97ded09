"""Offers: those that my office made or is asked about, and the buyer's side's answer."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from ifar.answers import actor_of, tried
from ifar.cursors import page
from ifar.errors import NotFound
from ifar.licensing import words
from ifar.licensing.selectors import records
from ifar.licensing.services import offers
from ifar.parties.services.naming import names_of
from ifar.rights import may, require


@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    """The newest first."""
    actor = actor_of(request)
    require(actor, offers.OFFER)
    found = page(
        records.offers_for(actor),
        order=("-id",),
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
    )
    ids = {one.buyer for one in found.items} | {one.seller for one in found.items}
    names = names_of(actor, ids, act="licensing.offer.list", object="offers")
    makers = records.makers_of(found.items)
    rows = [
        {
            "one": one,
            "may_answer": records.may_answer(actor, one, makers.get(one.public_id, "")),
            "is_seller": one.agency_id == actor.agency_id,
            "may_record": one.agency_id == actor.agency_id and may(actor, "registry:event:record"),
            "buyer": names.get(one.buyer, ""),
            "seller": names.get(one.seller, ""),
            "transfer": words.TRANSFERS.get(one.transfer, one.transfer),
            "state": words.OFFER[one.state],
            "tone": words.TONES.get(one.state, ""),
        }
        for one in found.items
    ]
    return render(request, "licensing/offers.html", {"rows": rows, "found": found})


@require_POST
def answer(request: HttpRequest, public_id: str, what: str) -> HttpResponse:
    """Confirm, decline, or take back."""
    actor = actor_of(request)
    if what == "take-back":
        tried(
            request,
            lambda: offers.take_back(actor=actor, offer_id=public_id),
            _("The offer is taken back."),
        )
    elif what in ("confirm", "decline"):
        tried(
            request,
            lambda: offers.answer(actor=actor, offer_id=public_id, confirmed=what == "confirm"),
            _("The buyer's side has confirmed. The seller's side records it now.")
            if what == "confirm"
            else _("The buyer's side has declined."),
        )
    else:
        raise NotFound()
    return redirect("licensing:offers")
