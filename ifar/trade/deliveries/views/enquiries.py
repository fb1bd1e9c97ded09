"""What other States ask of goods that came here: the list, one of them beside what the register holds, and its certificate."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from ifar.accounts.selectors.people import names_of as people_names
from ifar.accounts.services import reads
from ifar.acts.edges import offered
from ifar.acts.forms import form_of, submitted
from ifar.cursors import page_of
from ifar.documents.listing import rows_about
from ifar.documents.request_form import own_language, paper_form
from ifar.form_errors import actor_of
from ifar.rights import may, require
from ifar.trade import labels, selectors
from ifar.trade.deliveries import inputs
from ifar.trade.deliveries import selectors as kept
from ifar.trade.deliveries.services import enquiries
from ifar.trade.deliveries.services.deliveries import CONFIRM, DELIVER
from ifar.trade.deliveries.services.enquiries import ENQUIRY
from ifar.trade.deliveries.services.papers import issue_about_enquiry, may_certify
from ifar.trade.models import Enquiry
from ifar.trade.services.writing import today
from ifar.trade.views.authorisations import goods_rows
from ifar.trade.views.states import state_name


def _row(enquiry: Enquiry) -> dict[str, Any]:
    left = (enquiry.due_on - today()).days if enquiry.due_on and enquiry.state == "open" else None
    return {
        "one": enquiry,
        "state": labels.state_words("enquiry", enquiry.state),
        "tone": labels.TONES.get(enquiry.state, ""),
        "country": state_name(enquiry.country),
        "left": left,
        "late": left is not None and left < 0,
    }


@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """What other States ask, the newest first."""
    actor = actor_of(request)
    require(actor, selectors.READ)
    result = page_of(
        request.GET,
        kept.enquiries_for(actor),
        order=("-id",),
        sorts={"number": None, "due_on": None, "state": labels.STATES["enquiry"]},
    )
    context = {
        "rows": [_row(enquiry) for enquiry in result.items],
        "found": result,
        "may_write": may(actor, DELIVER),
    }
    return render(request, "trade/enquiries.html", context)


@require_GET
def one(request: HttpRequest, public_id: str) -> HttpResponse:
    """What another State asks, and what the register holds of it."""
    actor = actor_of(request)
    require(actor, selectors.READ)
    enquiry = kept.enquiry_for(actor, public_id)
    history = selectors.history_of("enquiry", public_id)
    people = people_names({who for _kind, _reason, who, _at in history})
    ours = enquiry.agency_id == actor.agency_id and may(actor, CONFIRM)
    held: dict[str, Any] = {item["serial"]: ("", "", {}) for item in enquiry.arrived}
    if enquiry.state == "open" and ours:
        held = kept.imported(actor, enquiry.serials, enquiry.country)
    context = {
        **_row(enquiry),
        "sees_of": selectors.authorisations_for(actor).filter(public_id=enquiry.authorisation).exists(),
        "serials": [
            {
                "serial": serial,
                "held": serial in held,
                "day": parse_date(held[serial][1]) if serial in held else None,
            }
            for serial in enquiry.serials
        ],
        "tells": enquiry.state == "answered" or ours,
        "goods": goods_rows(enquiry.goods),
        "received": goods_rows(enquiry.received),
        "answer": labels.ANSWERS.get(enquiry.answer, ""),
        "issued": rows_about(actor, public_id),
        "issues": enquiry.agency_id == actor.agency_id
        and may(actor, DELIVER)
        and may(actor, "documents:paper:issue")
        and may_certify(enquiry),
        "history": [
            {"label": labels.DONE[kind], "reason": reason, "by": people.get(who, ""), "at": at}
            for kind, reason, who, at in history
        ],
        "offered": offered(actor, ENQUIRY, enquiry),
    }
    return render(request, "trade/enquiry.html", context)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Take a letter of another State in."""
    actor = actor_of(request)
    require(actor, DELIVER)
    form = form_of(inputs.ReceiveEnquiry, request)
    made = submitted(form, lambda given: enquiries.receive_enquiry(actor=actor, **dict(given)))
    if made:
        messages.success(request, _("The enquiry is recorded. Another person answers it."))
        return redirect("trade:enquiry", made)
    return render(request, "trade/new_enquiry.html", {"form": form}, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def issue(request: HttpRequest, public_id: str) -> HttpResponse:
    """Issue the delivery verification certificate."""
    actor = actor_of(request)
    require(actor, "documents:paper:issue")
    require(actor, DELIVER)
    reads.require_purpose(actor)
    enquiry = kept.enquiry_for(actor, public_id)
    kinds = ["delivery_verification"] if may_certify(enquiry) else []
    form = paper_form(request, kinds, rows_about(actor, public_id), own_language(), without=("valid_to",))
    paper = submitted(
        form,
        lambda given: issue_about_enquiry(
            actor=actor, enquiry_id=public_id, **given.model_dump(exclude={"valid_to"})
        ),
    )
    if paper:
        text = _("The document is issued. It can be printed as soon as the log has taken it in.")
        messages.success(request, text)
        return redirect("documents:paper", paper.public_id)
    context = {"one": enquiry, "page": "trade:enquiry", "form": form, "possible": kinds}
    return render(request, "trade/issue_delivery.html", context)
