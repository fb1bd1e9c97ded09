"""Offering a firearm to a buyer, and what is held under a licence."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from ifar.acts.forms import form_of, submitted
from ifar.form_errors import actor_of
from ifar.licensing.labels import TRANSFERS
from ifar.licensing.selectors import records
from ifar.licensing.services import offers
from ifar.registry.desk_inputs import OfferFirearm
from ifar.registry.labels import STATES
from ifar.registry.selectors.firearms import firearm_for
from ifar.registry.selectors.licences import held_under, transfers_of
from ifar.registry.services import preview
from ifar.registry.views.firearm import serial_of, title_of, titles_in
from ifar.rights import require


@require_http_methods(["GET", "POST"])
def offer(request: HttpRequest, public_id: str) -> HttpResponse:
    """Offer a firearm to a buyer, whose side confirms before it is recorded."""
    actor = actor_of(request)
    require(actor, offers.OFFER)
    firearm = firearm_for(actor, public_id)
    n = preview.snapshot(actor, public_id).n
    ways = transfers_of(firearm)
    among = {"transfer": [(kind, label) for kind, label in TRANSFERS.items() if kind in ways]}
    form = form_of(OfferFirearm, request, among=among)
    made = submitted(
        form,
        lambda given: offers.make(
            actor=actor, firearm=firearm.public_id, firearm_n=n, seller=firearm.owner, **dict(given)
        ),
    )
    if made:
        messages.success(request, _("Offered. Record it when the buyer's side has confirmed."))
        return redirect("licensing:offers")
    context: dict[str, Any] = {
        "firearm": firearm,
        "title": title_of(firearm),
        "serial": serial_of(firearm),
        "form": form if ways else None,
        "state": STATES.get(firearm.state, firearm.state),
    }
    return render(request, "registry/offer.html", context, status=422 if form.is_bound else 200)


@require_GET
def under(request: HttpRequest, public_id: str) -> HttpResponse:
    """The firearms that are held under a licence now, of what the actor may see."""
    actor = actor_of(request)
    licence = records.licence_for(actor, public_id)
    spoken = titles_in()
    rows = [
        {
            "firearm": firearm,
            "title": title_of(firearm, spoken),
            "serial": serial_of(firearm),
            "state": STATES.get(firearm.state, firearm.state),
        }
        for firearm in held_under(actor, public_id)[:500]
    ]
    return render(request, "registry/held_under.html", {"licence": licence, "rows": rows})
