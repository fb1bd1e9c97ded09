"""The parties abroad of an office, one of them, and entering one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from ifar.acts.edges import offered
from ifar.acts.forms import form_of, submitted
from ifar.form_errors import actor_of
from ifar.reference import selectors as reference
from ifar.rights import may, require
from ifar.trade import inputs, labels
from ifar.trade.models import Party
from ifar.trade.services import abroad
from ifar.trade.services.abroad import PARTY
from ifar.trade.services.writing import WRITE


def _row(party: Party) -> dict[str, Any]:
    deals = reference.words("deal_kind")
    return {
        "one": party,
        "state": labels.state_words("party", party.state),
        "country": reference.words("country").get(party.country, party.country),
        "deals": [deals.get(deal, deal) for deal in party.deals],
    }


@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """The parties abroad of my office and those below it."""
    actor = actor_of(request)
    page = abroad.list_parties(actor, request.GET)
    context = {"rows": [_row(party) for party in page.items], "found": page, "may_write": may(actor, WRITE)}
    return render(request, "trade/parties.html", context)


@require_GET
def one(request: HttpRequest, public_id: str) -> HttpResponse:
    """A party abroad."""
    actor = actor_of(request)
    party = abroad.open_party(actor, public_id)
    return render(request, "trade/party.html", {**_row(party), "offered": offered(actor, PARTY, party)})


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Enter a party abroad."""
    actor = actor_of(request)
    require(actor, WRITE)
    form = form_of(inputs.EnterParty, request)
    made = submitted(form, lambda given: abroad.enter_party(actor=actor, **given.model_dump()))
    if made:
        messages.success(request, _("The party is entered."))
        return redirect("trade:party", made)
    return render(request, "trade/new_party.html", {"form": form}, status=422 if form.is_bound else 200)
