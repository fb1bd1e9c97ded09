"""Ammunition sold on one page: scan the lot or its package, scan the buyer's licence or card, press once; below, what was sold last."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ifar.acts.forms import form_of, submitted
from ifar.ammunition import inputs, labels, selectors
from ifar.ammunition.models import Lot, Movement, Posting
from ifar.ammunition.services import sales as services
from ifar.ammunition.services.writing import SELL
from ifar.ammunition.views.named import amount, called
from ifar.cursors import page
from ifar.form_errors import actor_of
from ifar.placement.services import places
from ifar.registry.selectors.recent import moment_of
from ifar.rights import require


@require_http_methods(["GET", "POST"])
def sales(request: HttpRequest) -> HttpResponse:
    """Sell ammunition, and what was sold."""
    actor = actor_of(request)
    require(actor, SELL)
    require(actor, selectors.READ)
    own = list(places.choices(actor))
    form = form_of(
        inputs.SellAmmunition,
        request,
        among={"place": own},
        without=frozenset() if len(own) > 1 else frozenset({"place"}),
    )
    # The register is asked once, when it is sold: whose licence it is the trader does not read, and a scanner does not wait.
    for name in ("lot", "buyer"):
        form.fields[name].widget.attrs["data-unread"] = True
    form.fields["lot"].widget.attrs |= {"data-next": True, "autofocus": True}
    if submitted(form, lambda given: services.sell(actor=actor, **given.arguments())):
        messages.success(request, _("Sold. Hand it over."))
        return redirect("ammunition:sales")
    result = page(
        selectors.sales_for(actor),
        order=("-id",),
        after=request.GET.get("after", "")[:500],
        before=request.GET.get("before", "")[:500],
    )
    context = {
        "form": form,
        "found": result,
        "rows": _rows(result.items),
        "nameless": actor.purpose is None,
    }
    return render(request, "ammunition/sales.html", context, status=422 if form.is_bound else 200)


def _rows(movements: list[Movement]) -> list[dict[str, Any]]:
    """Sales as the page shows them. Two queries."""
    lines = Posting.objects.filter(
        movement__in=[movement.public_id for movement in movements], account="held", amount__lt=0
    )
    values = {posting.movement: posting for posting in lines}
    lots = {
        lot.public_id: lot for lot in Lot.objects.filter(public_id__in={posting.lot for posting in lines})
    }
    return [
        {
            "one": sale,
            "at": moment_of(values[sale.public_id].event),
            "called": called(lots[values[sale.public_id].lot]),
            "number": lots[values[sale.public_id].lot].number,
            "amount": amount(lots[values[sale.public_id].lot], -values[sale.public_id].amount),
            "state": labels.state_words("movement", sale.state),
        }
        for sale in movements
    ]
