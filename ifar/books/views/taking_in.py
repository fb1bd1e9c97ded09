"""A trade-in or a customer's return on one page: scan the firearm, scan the holder's licence or card, press once."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ifar.acts.forms import form_of, submitted
from ifar.books.inputs import TakeInFromPerson
from ifar.books.services import taking_in as services
from ifar.books.services.sales import SELL
from ifar.form_errors import actor_of
from ifar.licensing import holding
from ifar.rights import require


@require_http_methods(["GET", "POST"])
def take_in(request: HttpRequest) -> HttpResponse:
    """Take a firearm in from the person who holds it."""
    actor = actor_of(request)
    require(actor, SELL)
    form = form_of(TakeInFromPerson, request, initial={"firearm": request.GET.get("firearm", "")[:400]})
    # The register is asked once, when it is taken in: what it says before that the trader does not read.
    for name in form.fields:
        form.fields[name].widget.attrs["data-unread"] = True
    form.fields["firearm"].widget.attrs |= {"data-next": True, "autofocus": True}
    made = submitted(form, lambda given: services.take_in(actor=actor, **given.arguments()))
    if made:
        thing = holding.things(actor, {made})[made]
        values = {"thing": " ".join(filter(None, (thing.title, thing.mark)))}
        messages.success(
            request, _("%(thing)s is in your book now. The holding of the person ended.") % values
        )
        return redirect("books:take_in")
    context = {"form": form, "nameless": actor.purpose is None, "office": services.office_of(actor)}
    return render(request, "books/take_in.html", context, status=422 if form.is_bound else 200)
