"""A holder reports that a firearm is gone, or that they moved, and answers whether a trader took one in from them."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from ifar import identifiers
from ifar.acts.forms import ActForm, form_of, submitted
from ifar.errors import NotFound
from ifar.ledger.selectors import recorded
from ifar.portal import labels, report, selectors
from ifar.portal.inputs import AnswerTakingIn, ReportLoss, ReportMove
from ifar.portal.services import losses, reports
from ifar.portal.services import taken_in as services
from ifar.portal.services.losses import Loss
from ifar.portal.views import presenters
from ifar.portal.views.entering import enter, form_about
from ifar.reference import selectors as reference
from ifar.registry.labels import STATES


@require_http_methods(["GET", "POST"])
def gone(request: HttpRequest, public_id: str) -> HttpResponse:
    """Report a loss or a theft."""
    actor, mine = enter(request, shows=False)
    firearm = selectors.firearm_for(mine, public_id)
    form = form_of(ReportLoss, request)
    if submitted(
        form,
        lambda given: losses.report_loss(
            actor=actor, firearm=public_id, loss=Loss(**given.arguments()), zone=settings.TIME_ZONE
        ),
    ):
        return redirect("mine:receipt", public_id)
    row = presenters.firearms([firearm], mine)[0]
    return render(request, "portal/gone.html", {"form": form, **row}, status=422 if form.is_bound else 200)


@require_GET
def receipt(request: HttpRequest, public_id: str) -> HttpResponse:
    """The receipt of such a report: its number, its moment, what follows."""
    _actor, mine = enter(request)
    firearm = selectors.firearm_for(mine, public_id)
    event = firearm.events.filter(kind__in=("lost", "stolen")).order_by("-n").first()
    if event is None:
        raise NotFound("portal.not_found")
    entry = recorded([event.id], settings.IFAR_WITNESSES_NEEDED).get(event.id)
    context = {
        **presenters.firearms([firearm], mine)[0],
        "event": event,
        "where": event.place or selectors.personal_values([event.id]).get(event.id, {}).get("where", ""),
        "what": STATES.get(event.kind, event.kind),
        "number": f"{identifiers.shown(public_id)}/{event.n}",
        "entry": entry,
    }
    return render(request, "portal/receipt.html", context)


class MoveForm(ActForm):
    """Within the country an area is chosen; over HTTP who does not know it leaves it to the officer."""

    def clean(self) -> dict[str, Any]:
        """Ask for the area, where there is one to choose."""
        values = super().clean()
        home = values.get("country") == settings.IFAR_COUNTRY
        if home and "area" in self.fields and not values.get("area") and "area" not in self.errors:
            self.add_error("area", labels.words_of("portal.area"))
        return values


@require_http_methods(["GET", "POST"])
def moved(request: HttpRequest) -> HttpResponse:
    """Report a move; what was reported before, and what became of it."""
    actor, mine = enter(request)
    form = form_about(
        ReportMove,
        request,
        mine,
        kind=MoveForm,
        initial={"valid_from": timezone.localdate(), "country": settings.IFAR_COUNTRY},
        required=["valid_from"],
        without=() if reference.areas_of(settings.IFAR_COUNTRY) else ["area"],
    )
    form.fields["lines"].widget.attrs |= {"rows": 3, "autocomplete": "street-address"}
    if submitted(form, lambda given: reports.report_move(actor=actor, **given.arguments())):
        messages.success(request, _("Reported. It is on record once an officer has confirmed it."))
        return redirect("mine:moved")
    before = list(selectors.reports_of(mine).filter(kind="moved")[:20])
    context = {
        "form": form,
        "rows": presenters.reports(before),
        "waits": any(not hasattr(record, "answer") for record in before) and len(mine) == 1,
        "days": report.DUTY.days,
    }
    return render(request, "portal/moved.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def taken_in(request: HttpRequest, public_id: str, n: int) -> HttpResponse:
    """Confirm that a trader took a firearm in from me, or object to it."""
    actor, mine = enter(request)
    taken = selectors.taken_in_for(mine, public_id, n)
    form = form_of(AnswerTakingIn, request)
    made = submitted(
        form, lambda given: services.answer(actor=actor, firearm=public_id, n=n, **given.arguments())
    )
    if made:
        objected = made.kind == "objected"
        messages.success(
            request,
            _("Your objection is with the office. An officer answers it, and the trader is asked to explain.")
            if objected
            else _("Thank you. It is confirmed."),
        )
        return redirect("mine:held")
    records = selectors.reports_of(mine).filter(
        kind__in=("handed_over", "objected"), details__firearm=public_id, details__n=n
    )
    context = {
        "form": form,
        "row": presenters.taken_in([taken])[0],
        "said": presenters.reports(list(records[:1])),
    }
    return render(request, "portal/taken_in.html", context, status=422 if form.is_bound else 200)
