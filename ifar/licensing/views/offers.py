"""Offers: those that my office made or is asked about, and the buyer's side's answer."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from ifar.acts.forms import done, form_of
from ifar.cursors import page_of
from ifar.errors import NotFound
from ifar.form_errors import actor_of, tried
from ifar.licensing import holding, labels, offer
from ifar.licensing.inputs import HowConfirmed
from ifar.licensing.selectors import records
from ifar.licensing.services import offers
from ifar.parties.services.naming import names_of
from ifar.rights import may, require


@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    """The newest first."""
    actor = actor_of(request)
    require(actor, offers.OFFER)
    result = page_of(
        request.GET,
        records.offers_for(actor),
        order=("-id",),
        sorts={"good_until": None},
    )
    ids = {item.buyer for item in result.items} | {item.seller for item in result.items}
    names = names_of(actor, ids, act="licensing.offer.list", object="offers")
    makers = records.makers_of(result.items)
    things = holding.things(actor, {item.firearm for item in result.items})
    followed = holding.followed_by({(item.firearm, item.firearm_n) for item in result.items})
    apart = holding.with_account({item.buyer for item in result.items if item.state == "offered"})
    today, rows = timezone.localdate(), []
    for record in result.items:
        after = followed.get((record.firearm, record.firearm_n), "")
        stands = offer.stands(record.state, record.good_until, record.transfer, after, today)
        may_answer = stands == "offered" and records.may_answer(
            actor, record, makers.get(record.public_id, "")
        )
        of_seller = record.agency_id == actor.agency_id
        rows.append(
            {
                "one": record,
                "thing": things.get(record.firearm),
                "may_confirm": may_answer and record.buyer not in apart,
                "asks_how": records.asks_how(actor, record),
                "may_decline": may_answer,
                "own_account": may_answer and record.buyer in apart,
                "may_take_back": of_seller and stands in ("offered", "confirmed"),
                "may_record": stands == "confirmed" and of_seller and may(actor, "registry:event:record"),
                "buyer": names.get(record.buyer, ""),
                "seller": names.get(record.seller, ""),
                "transfer": labels.TRANSFERS.get(record.transfer, record.transfer),
                "state": labels.OFFER[stands],
                "tone": labels.TONES.get(stands, ""),
            }
        )
    return render(request, "licensing/offers.html", {"rows": rows, "found": result})


@require_POST
def answer(request: HttpRequest, public_id: str, what: str) -> HttpResponse:
    """Confirm, decline, or take back."""
    actor = actor_of(request)
    if what == "take-back":
        tried(
            request,
            lambda: offers.take_back(actor=actor, offer_id=public_id),
            _("The offer is withdrawn."),
        )
    elif what in ("confirm", "decline"):
        confirmed = what == "confirm"
        done(
            request,
            form_of(HowConfirmed, request),
            lambda given: offers.answer(
                actor=actor, offer_id=public_id, confirmed=confirmed, note=given.reason
            ),
            _("The buyer's side has confirmed. The seller's side records it now.")
            if confirmed
            else _("The buyer's side has declined."),
            above=True,
        )
    else:
        raise NotFound()
    return redirect("licensing:offers")
