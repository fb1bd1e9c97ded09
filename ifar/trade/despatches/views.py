"""Despatches between traders: the list with ages, one of them, offering, packing by scan, receiving by scan."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from ifar import identifiers
from ifar.acts.edges import offered
from ifar.acts.forms import form_of, submitted
from ifar.cursors import page_of
from ifar.form_errors import actor_of
from ifar.matters import found as matters_found
from ifar.matters import labels as matter_labels
from ifar.matters import selectors as matters_of
from ifar.placement.views.on_road import OnRoad, crate_rows, pack_page, receive_page, things_of
from ifar.registry.selectors.serials import serials_of
from ifar.rights import Actor, may, require
from ifar.trade.consignments.selectors import PACK
from ifar.trade.despatches import inputs, labels
from ifar.trade.despatches import selectors as kept
from ifar.trade.despatches.acts import ON_THE_ROAD
from ifar.trade.despatches.services import despatching, receiving
from ifar.trade.models import Despatch
from ifar.trade.services.writing import today


def _row(despatch: Despatch, names: Mapping[str, str], result: Mapping[str, int]) -> dict[str, Any]:
    return {
        "one": despatch,
        "sender": names.get(despatch.agency.public_id, ""),
        "receiver": names.get(despatch.receiver, ""),
        "carrier": names.get(despatch.carrier, ""),
        "terms": labels.TERMS[despatch.terms],
        "state": labels.STATES[despatch.state],
        "tone": labels.TONES[despatch.state],
        "age": kept.age_of(despatch, today()),
        **result,
        "pieces": result["firearms"] or despatch.quantity,
    }


@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """What is despatched and not received, with its age; or every despatch that somebody sees."""
    actor = actor_of(request)
    require(actor, kept.READ)
    which = request.GET.get("list", "")
    which = which if which in kept.LISTS else kept.LISTS[0]
    rows = kept.listed_for(actor, which)
    result = page_of(
        request.GET,
        rows,
        order=("-id",),
        sorts={"quantity": None, "state": labels.STATES},
    )
    names, report = kept.names_of(result.items), kept.summaries_of(result.items)
    context = {
        "rows": [_row(despatch, names, report[despatch.pk]) for despatch in result.items],
        "found": result,
        "lists": [(item, labels.LISTS[item], item == which) for item in kept.LISTS],
        "sends": may(actor, kept.SEND) and actor.agency_kind in kept.TRADERS,
    }
    return render(request, "trade/despatches.html", context)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Offer a despatch to another trader."""
    actor = actor_of(request)
    require(actor, kept.SEND)
    form = form_of(
        inputs.OfferDespatch,
        request,
        initial={"terms": "sale"},
        among={"carrier": [(carrier.public_id, carrier.name) for carrier in kept.carriers(today())]},
    )
    made = submitted(form, lambda given: despatching.offer(actor=actor, **dict(given)))
    if made:
        messages.success(request, _("Offered. Pack it once the receiver has accepted it."))
        return redirect("trade:despatch", made)
    context = {"form": form}
    return render(request, "trade/new_despatch.html", context, status=422 if form.is_bound else 200)


def _crates(actor: Actor, despatch: Despatch) -> list[dict[str, Any]]:
    named = kept.named_to(actor, despatch)
    return crate_rows(
        despatch.crates,
        named,
        serials_of(named),
        lambda crate: reverse("trade:despatch_crate_act", args=(crate, "unpacked")),
    )


def _road(despatch: Despatch) -> OnRoad:
    return OnRoad(
        identifiers.shown(despatch.public_id),
        reverse("trade:despatch", args=(despatch.public_id,)),
        reverse("trade:despatches"),
        _("Despatches"),
        _("Go on to the despatch"),
    )


def _matter_rows(actor: Actor, despatch: Despatch, names: Mapping[str, str]) -> list[dict[str, Any]]:
    """What of a despatch somebody was asked to explain, for the traders on both sides: that it is, who is asked and until when, and nothing of the answer."""
    if not (despatching.is_sender(actor, despatch) or despatching.is_receiver(actor, despatch)):
        return []
    opened = {matter.public_id for matter in matters_of.about_for(actor, despatch.public_id)}
    return [
        {
            "words": matters_found.words_of(matter.cause) or matter_labels.KINDS[matter.kind],
            "who": names.get(matter.explainer, ""),
            "until": matter.answer_by,
            "open": matter.state != "closed",
        }
        for matter in matters_of.asked_about(despatch.public_id)
        if matter.public_id not in opened
    ]


@require_GET
def one(request: HttpRequest, public_id: str) -> HttpResponse:
    """A despatch: who sends what to whom with which carrier, in which crates under which seals, and what was done."""
    actor = actor_of(request)
    require(actor, kept.READ)
    despatch = kept.despatch_for(actor, public_id)
    names = kept.names_of([despatch])
    context = {
        **_row(despatch, names, kept.summaries_of([despatch])[despatch.pk]),
        "said": labels.TERMS_SAID[despatch.terms],
        "crates": _crates(actor, despatch),
        "receive_url": reverse("trade:receive_despatch", args=(public_id,)),
        "opens": may(actor, "registry:firearm:read") and kept.sees_firearms(actor, despatch),
        "packs": despatch.state == "accepted"
        and may(actor, kept.SEND)
        and despatching.is_sender(actor, despatch),
        "receives": despatch.state in ON_THE_ROAD
        and may(actor, kept.SEND)
        and despatching.takes_in(actor, despatch),
        "matters": [
            {
                "one": matter,
                "words": matters_found.words_of(matter.cause) or matter_labels.KINDS[matter.kind],
                "open": matter.state != "closed",
            }
            for matter in matters_of.about_for(actor, public_id)
        ],
        "asked": _matter_rows(actor, despatch, names),
        "history": [
            {"label": labels.DONE[kind], "reason": reason, "by": names.get(office, office), "at": at}
            for kind, reason, office, at in kept.history_of(despatch)
        ],
        "offered": offered(actor, despatching.DESPATCH, despatch),
    }
    return render(request, "trade/despatch.html", context)


@require_http_methods(["GET", "POST"])
def pack(request: HttpRequest, public_id: str) -> HttpResponse:
    """Pack a crate by scan, list or file."""
    actor = actor_of(request)
    require(actor, kept.SEND)
    despatch = kept.despatch_for(actor, public_id)

    def write(given: inputs.PackCrate) -> Any:
        values = {**dict(given), "things": things_of(request, actor, PACK, given.things)}
        return despatching.pack(actor=actor, despatch_id=public_id, **values)

    return pack_page(request, _road(despatch), inputs.PackCrate, len(despatch.crates), write)


@require_http_methods(["GET", "POST"])
def receive(request: HttpRequest, public_id: str) -> HttpResponse:
    """Receive by scan, list or file; the page tells what differs and whose it is."""
    actor = actor_of(request)
    require(actor, kept.SEND)
    despatch = kept.despatch_for(actor, public_id)

    def write(given: inputs.ReceiveDespatch) -> Any:
        values = {**dict(given), "things": things_of(request, actor, PACK, given.things)}
        return receiving.receive(actor=actor, despatch_id=public_id, **values)

    def told(result: receiving.Received) -> list[dict[str, Any]]:
        serials = serials_of([firearm for each in result.differs for firearm in each.firearms])
        names = kept.names_of([despatch])
        return [
            {
                "words": labels.CAUSES[f"trade.despatch_{item.code}"],
                "numbers": [serials.get(each, each) for each in item.firearms],
                "others": item.serials,
                "asked": names[despatch.carrier if item.answers == "carrier" else despatch.agency.public_id],
            }
            for item in result.differs
        ]

    crates = _crates(actor, despatch)
    return receive_page(request, _road(despatch), inputs.ReceiveDespatch, crates, write, told)
