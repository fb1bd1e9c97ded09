"""Despatches between traders: the list with ages, one of them, offering, packing by scan, receiving by scan."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from ifar.acts.edges import offered
from ifar.acts.forms import form_of, submitted
from ifar.bulk.services.files import things_of_file
from ifar.cursors import page
from ifar.files.uploads import arrived
from ifar.form_errors import actor_of
from ifar.matters import found as matters_found
from ifar.matters import labels as matter_labels
from ifar.matters import selectors as matters_of
from ifar.rights import Actor, may, require
from ifar.trade.consignments.services.packing import PACKING
from ifar.trade.despatches import crates as boxes
from ifar.trade.despatches import inputs, labels
from ifar.trade.despatches import selectors as kept
from ifar.trade.despatches.acts import ON_THE_ROAD
from ifar.trade.despatches.services import despatching, receiving
from ifar.trade.models import Despatch
from ifar.trade.services.writing import today
from ifar.trade.views.list_form import ListForm

SHOWN: Final = 100
"""Firearms of a crate that the page names one by one."""


def _row(found: Despatch, names: Mapping[str, str], told: Mapping[str, int]) -> dict[str, Any]:
    return {
        "one": found,
        "sender": names.get(found.agency.public_id, ""),
        "receiver": names.get(found.receiver, ""),
        "carrier": names.get(found.carrier, ""),
        "terms": labels.TERMS[found.terms],
        "state": labels.STATES[found.state],
        "tone": labels.TONES[found.state],
        "age": kept.age_of(found, today()),
        **told,
        "pieces": told["firearms"] or found.quantity,
    }


@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """What is despatched and not received, with its age; or every despatch that somebody sees."""
    actor = actor_of(request)
    require(actor, kept.READ)
    which = request.GET.get("list", "")
    which = which if which in kept.LISTS else kept.LISTS[0]
    rows = kept.listed_for(actor, which)
    found = page(
        rows,
        order=("-id",),
        after=request.GET.get("after", "")[:500],
        before=request.GET.get("before", "")[:500],
    )
    names, told = kept.names_of(found.items), kept.summaries_of(found.items)
    context = {
        "rows": [_row(one, names, told[one.pk]) for one in found.items],
        "found": found,
        "lists": [(one, labels.LISTS[one], one == which) for one in kept.LISTS],
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
        among={"carrier": [(one.public_id, one.name) for one in kept.carriers(today())]},
    )
    made = submitted(form, lambda given: despatching.offer(actor=actor, **dict(given)))
    if made:
        messages.success(request, _("Offered. Pack it once the receiver has accepted it."))
        return redirect("trade:despatch", made)
    context = {"form": form}
    return render(request, "trade/new_despatch.html", context, status=422 if form.is_bound else 200)


def _crates(actor: Actor, found: Despatch) -> list[dict[str, Any]]:
    named = kept.named_to(actor, found)
    serials = kept.serials_of(named)
    told = set(named)
    rows = []
    for box in found.crates:
        firearms = [
            {
                "id": one,
                "serial": serials.get(one) or one,
                "is": next(
                    (name for name in ("received", "back", "missing", "lost") if one in box[name]), ""
                ),
            }
            for one in box["firearms"]
            if one in told
        ]
        # What is missing comes first: it is what somebody must answer for.
        firearms.sort(key=lambda one: one["is"] not in ("missing", "lost"))
        rows.append(
            {
                "id": box["id"],
                "number": box["number"],
                "seals": box["seals"],
                **boxes.counts([box]),
                "firearms_named": firearms[:SHOWN],
                "more": len(firearms) - SHOWN if len(firearms) > SHOWN else 0,
            }
        )
    return rows


def _asked(actor: Actor, found: Despatch, names: Mapping[str, str]) -> list[dict[str, Any]]:
    """What of a despatch somebody was asked to explain, for the traders on both sides: that it is, who is asked and until when, and nothing of the answer."""
    if not (despatching.is_sender(actor, found) or despatching.is_receiver(actor, found)):
        return []
    opened = {one.public_id for one in matters_of.about_for(actor, found.public_id)}
    return [
        {
            "words": matters_found.words_of(one.cause) or matter_labels.KINDS[one.kind],
            "who": names.get(one.explainer, ""),
            "until": one.answer_by,
            "open": one.state != "closed",
        }
        for one in matters_of.asked_about(found.public_id)
        if one.public_id not in opened
    ]


@require_GET
def one(request: HttpRequest, public_id: str) -> HttpResponse:
    """A despatch: who sends what to whom with which carrier, in which crates under which seals, and what was done."""
    actor = actor_of(request)
    require(actor, kept.READ)
    found = kept.despatch_for(actor, public_id)
    names = kept.names_of([found])
    context = {
        **_row(found, names, kept.summaries_of([found])[found.pk]),
        "said": labels.TERMS_SAID[found.terms],
        "crates": _crates(actor, found),
        "opens": may(actor, "registry:firearm:read") and kept.sees_firearms(actor, found),
        "packs": found.state == "accepted" and may(actor, kept.SEND) and despatching.is_sender(actor, found),
        "receives": found.state in ON_THE_ROAD
        and may(actor, kept.SEND)
        and despatching.takes_in(actor, found),
        "matters": [
            {
                "one": one,
                "words": matters_found.words_of(one.cause) or matter_labels.KINDS[one.kind],
                "open": one.state != "closed",
            }
            for one in matters_of.about_for(actor, public_id)
        ],
        "asked": _asked(actor, found, names),
        "history": [
            {"label": labels.DONE[kind], "reason": reason, "by": names.get(office, office), "at": at}
            for kind, reason, office, at in kept.history_of(found)
        ],
        "offered": offered(actor, despatching.DESPATCH, found),
    }
    return render(request, "trade/despatch.html", context)


def _things(request: HttpRequest, actor: Actor, typed: str) -> list[str]:
    """What was typed or scanned, and what a file lists."""
    things = despatching.lines_of(typed)
    if "file" in request.FILES:
        name, content = arrived(request, "file")
        things += things_of_file(actor=actor, what=PACKING, name=name, content=content)
    return things


@require_http_methods(["GET", "POST"])
def pack(request: HttpRequest, public_id: str) -> HttpResponse:
    """Pack a crate by scan, list or file."""
    actor = actor_of(request)
    require(actor, kept.SEND)
    found = kept.despatch_for(actor, public_id)
    following = str(len(found.crates) + 1)
    form: Any = form_of(inputs.PackCrate, request, initial={"number": following}, kind=ListForm)
    form.fields["things"].required = False

    def write(given: inputs.PackCrate) -> Any:
        said = {**dict(given), "things": _things(request, actor, given.things)}
        return despatching.pack(actor=actor, despatch_id=public_id, **said)

    told = submitted(form, write)
    if told is None:
        context = {"form": form, "found": found}
        return render(request, "trade/pack_despatch.html", context, status=422 if form.is_bound else 200)
    refused = [one for one in told if one.reasons]
    if not refused:
        messages.success(request, _("Packed: %(count)s.") % {"count": len(told)})
        return redirect("trade:despatch", public_id)
    context = {"found": found, "refused": refused, "done": len(told) - len(refused)}
    return render(request, "trade/packed_despatch.html", context)


@require_http_methods(["GET", "POST"])
def receive(request: HttpRequest, public_id: str) -> HttpResponse:
    """Receive by scan, list or file; the page tells what differs and whose it is."""
    actor = actor_of(request)
    require(actor, kept.SEND)
    found = kept.despatch_for(actor, public_id)
    form: Any = form_of(
        inputs.ReceiveDespatch,
        request,
        initial={"crate": request.GET.get("crate", "")[:40]},
        among={"crate": [(box["number"], box["number"]) for box in found.crates]},
        kind=ListForm,
    )

    def write(given: inputs.ReceiveDespatch) -> Any:
        said = {**dict(given), "things": _things(request, actor, given.things)}
        return receiving.receive(actor=actor, despatch_id=public_id, **said)

    told = submitted(form, write)
    if told is None:
        context = {"form": form, "found": found, "crates": _crates(actor, found)}
        return render(request, "trade/receive_despatch.html", context, status=422 if form.is_bound else 200)
    if not told.refused and not told.differs:
        messages.success(request, _("Received: %(count)s.") % {"count": told.received})
        return redirect("trade:despatch", public_id)
    serials = kept.serials_of([one for each in told.differs for one in each.firearms])
    names = kept.names_of([found])
    context = {
        "found": found,
        "told": told,
        "differs": [
            {
                "words": labels.CAUSES[f"trade.despatch_{one.code}"],
                "numbers": [serials.get(each, each) for each in one.firearms],
                "others": one.serials,
                "asked": names[found.carrier if one.answers == "carrier" else found.agency.public_id],
            }
            for one in told.differs
        ],
    }
    return render(request, "trade/received_despatch.html", context)
