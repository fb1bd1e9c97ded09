"""Deliveries of goods that left: what is waited for by when, one of them, its proof, and the request to the authority abroad."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from ifar.accounts.models import Agency
from ifar.accounts.selectors.people import names_of as people_names
from ifar.accounts.services import reads
from ifar.acts.edges import offered
from ifar.acts.forms import form_of, submitted
from ifar.cursors import page_of
from ifar.documents.listing import rows_about
from ifar.documents.request_form import own_language, paper_form
from ifar.errors import IfarError
from ifar.files.uploads import arrived
from ifar.form_errors import actor_of
from ifar.messages import message_of
from ifar.rights import may, require
from ifar.trade import labels, selectors
from ifar.trade.deliveries import inputs
from ifar.trade.deliveries import selectors as kept
from ifar.trade.deliveries.acts import OPEN
from ifar.trade.deliveries.services import deliveries
from ifar.trade.deliveries.services.deliveries import DELIVER, DELIVERY
from ifar.trade.deliveries.services.papers import issue_about_delivery, may_request
from ifar.trade.models import Delivery
from ifar.trade.services import abroad
from ifar.trade.services.writing import today
from ifar.trade.views.authorisations import goods_rows
from ifar.trade.views.papers import PaperForm
from ifar.trade.views.states import state_name


def _row(delivery: Delivery, into_state: str) -> dict[str, Any]:
    left = (delivery.chase_on - today()).days if delivery.chase_on and delivery.state in OPEN else None
    return {
        "one": delivery,
        "state": labels.state_words("delivery", delivery.state),
        "tone": labels.TONES.get(delivery.state, ""),
        "into_state": state_name(into_state),
        "left": left,
        "late": left is not None and left < 0,
    }


@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """The deliveries that are waited for, the most urgent first; all of them on request."""
    actor = actor_of(request)
    require(actor, selectors.READ)
    every = request.GET.get("all") == "1"
    rows = kept.deliveries_for(actor)
    result = page_of(
        request.GET,
        rows if every else rows.filter(state__in=OPEN),
        order=("chase_on", "id"),
        sorts={"left_on": None, "due_on": None, "state": labels.STATES["delivery"]},
    )
    into = kept.states_of(result.items)
    context = {
        "rows": [_row(delivery, into[delivery.public_id]) for delivery in result.items],
        "found": result,
        "every": every,
    }
    return render(request, "trade/deliveries.html", context)


@require_GET
def one(request: HttpRequest, public_id: str) -> HttpResponse:
    """A delivery: what left, what is waited for, what shows that it arrived, what was done."""
    actor = actor_of(request)
    require(actor, selectors.READ)
    delivery = kept.delivery_for(actor, public_id)
    history = selectors.history_of("delivery", public_id)
    people = people_names({who for _kind, _reason, who, _at in history})
    names = abroad.names_for(actor, delivery.authorisation)
    ours = may(actor, DELIVER) and (delivery.agency_id == actor.agency_id or actor.agency_kind == "customs")
    context = {
        **_row(delivery, kept.states_of([delivery])[public_id]),
        "of": delivery.authorisation,
        "sees_of": selectors.authorisations_for(actor).filter(pk=delivery.authorisation_id).exists(),
        "consignee": names.get(kept.sent_to(delivery), ""),
        "goods": goods_rows(delivery.goods),
        "received": goods_rows(delivery.received),
        "proof": labels.PROOFS.get(delivery.proof, ""),
        "exit_said": labels.EXITS.get(delivery.exit_said, ""),
        "office": Agency.objects.filter(public_id=delivery.asks_office).first()
        if delivery.asks_office
        else None,
        "proves": ours and delivery.state not in ("confirmed",),
        "issued": rows_about(actor, public_id),
        "issues": ours
        and may(actor, "documents:paper:issue")
        and delivery.agency_id == actor.agency_id
        and may_request(delivery),
        "history": [
            {"label": labels.DONE[kind], "reason": reason, "by": people.get(who, ""), "at": at}
            for kind, reason, who, at in history
        ],
        "offered": offered(actor, DELIVERY, delivery),
    }
    return render(request, "trade/delivery.html", context)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, public_id: str) -> HttpResponse:
    """Record that goods left on an authorisation."""
    actor = actor_of(request)
    require(actor, DELIVER)
    of = selectors.authorisation_for(actor, public_id)
    form = form_of(inputs.ExpectDelivery, request)
    made = submitted(
        form,
        lambda given: deliveries.expect_delivery(actor=actor, authorisation_id=public_id, **dict(given)),
    )
    if made:
        messages.success(
            request, _("It is recorded, with the day by which a proof that they arrived is due.")
        )
        return redirect("trade:delivery", made)
    context = {"form": form, "of": of}
    return render(request, "trade/new_delivery.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def prove(request: HttpRequest, public_id: str) -> HttpResponse:
    """Enter what shows that the goods arrived."""
    actor = actor_of(request)
    require(actor, DELIVER)
    delivery = kept.delivery_for(actor, public_id)
    problem = ""
    if request.method == "POST":
        try:
            name, content = arrived(request, "photograph")
            query = request.POST.copy()
            query["file"] = deliveries.keep_proof(actor=actor, name=name, content=content)
            request.POST = query  # type: ignore[assignment]
        except IfarError as error:
            problem = message_of(error)
    form = form_of(inputs.ProveDelivery, request, kind=PaperForm)
    if problem and "photograph" not in form.errors:
        form.add_error("photograph", problem)
    done = submitted(
        form, lambda given: deliveries.prove(actor=actor, delivery_id=public_id, **dict(given)) or True
    )
    if done:
        messages.success(request, _("The proof is entered. Another person confirms the delivery."))
        return redirect("trade:delivery", public_id)
    context = {"form": form, "one": delivery}
    return render(request, "trade/prove_delivery.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def issue(request: HttpRequest, public_id: str) -> HttpResponse:
    """Issue the request to the authority of the importing State."""
    actor = actor_of(request)
    require(actor, "documents:paper:issue")
    require(actor, DELIVER)
    reads.require_purpose(actor)
    delivery = kept.delivery_for(actor, public_id)
    kinds = ["delivery_request"] if may_request(delivery) else []
    form = paper_form(request, kinds, rows_about(actor, public_id), own_language(), without=("valid_to",))
    paper = submitted(
        form,
        lambda given: issue_about_delivery(
            actor=actor, delivery_id=public_id, **given.model_dump(exclude={"valid_to"})
        ),
    )
    if paper:
        text = _("The document is issued. It can be printed as soon as the log has taken it in.")
        messages.success(request, text)
        return redirect("documents:paper", paper.public_id)
    context = {"one": delivery, "page": "trade:delivery", "form": form, "possible": kinds}
    return render(request, "trade/issue_delivery.html", context)
