"""Travellers' journeys with accompanied firearms: the list, one of them, and announcing one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods

from ifar import scanned
from ifar.accounts.selectors.people import names_of as people_names
from ifar.accounts.services import reads
from ifar.acts.edges import offered
from ifar.acts.forms import form_of, submitted
from ifar.acts.inputs import Input
from ifar.cursors import page_of
from ifar.form_errors import actor_of
from ifar.parties.selectors import parties_for
from ifar.parties.services.naming import names_of
from ifar.reference import selectors as reference
from ifar.registry.selectors import firearms_for
from ifar.rights import Actor, may, require
from ifar.trade import labels
from ifar.trade.journeys import inputs, selectors
from ifar.trade.journeys import labels as words
from ifar.trade.journeys.services import border, journeys
from ifar.trade.journeys.services.journeys import JOURNEY
from ifar.trade.models import Journey
from ifar.trade.selectors import READ, history_of
from ifar.trade.services.writing import ANNOUNCE, CHECK, kinds_of_goods, today
from ifar.trade.views import fates
from ifar.trade.views.states import state_name

LONGEST = 400
READ_ACT = "trade.journey.read"
FOLDED = ("crosses_on", "authorisation")
"""What is asked of a traveller on another day than today, or where the law asks for an authorisation: folded like documents and ammunition."""


def summary_of(journey: Journey) -> dict[str, Any]:
    """A journey in a list, and at the head of its page."""
    overdue = journey.is_overdue(today())
    return {
        "one": journey,
        "way": words.WAYS[journey.way],
        "country": state_name(journey.country),
        "purpose": reference.words("transfer_purpose").get(journey.purpose, journey.purpose),
        "state": _("Overdue") if overdue else labels.state_words("journey", journey.state),
        "tone": "bad" if overdue else words.TONES.get(journey.state, ""),
        "count": len(journey.arms),
        "missing": len(journey.missing),
    }


def arms_of(journey: Journey) -> list[dict[str, Any]]:
    """The firearms of a journey in words, each with where it is."""

    def place(n: int) -> Any:
        if n in journey.back:
            return pgettext("a firearm", "Back") if journey.way == "out" else _("Left again")
        if n in journey.gone:
            return _("Abroad") if journey.way == "out" else _("In the country")
        return _("Not crossed")

    types = dict(kinds_of_goods())
    return [
        {
            "n": n,
            "words": border.words_of(line),
            "type": types.get(line["type"], line["type"]),
            "firearm": line["firearm"],
            "place": place(n),
        }
        for n, line in enumerate(journey.arms, 1)
    ]


@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """Journeys: those of my office; at the border every post's."""
    actor = actor_of(request)
    require(actor, READ)
    result = page_of(
        request.GET,
        selectors.journeys_for(actor),
        order=("-id",),
        sorts={"crosses_on": None},
    )
    context = {
        "rows": [summary_of(journey) for journey in result.items],
        "found": result,
        "may_announce": may(actor, ANNOUNCE),
        "may_check": may(actor, CHECK),
    }
    return render(request, "trade/journeys.html", context)


@require_GET
def one(request: HttpRequest, public_id: str) -> HttpResponse:
    """A journey: who travels, which firearms, what was shown, and what crossed the border when. The read is logged."""
    actor = actor_of(request)
    require(actor, READ)
    journey = selectors.journey_for(actor, public_id)
    name = names_of(actor, [journey.holder], act=READ_ACT, object=public_id).get(journey.holder, "")
    if not name:
        reads.log(actor, READ_ACT, public_id, people=[journey.holder] if journey.holder else [])
    history = history_of("journey", public_id)
    people = people_names({who for _kind, _note, who, _at in history})
    papers, calibres = reference.words("transfer_paper"), reference.words("calibre")
    numbers = journey.who.get("papers", {})
    context = {
        **summary_of(journey),
        "holder_name": name,
        "arms": arms_of(journey),
        "papers": [(papers.get(kind, kind), numbers.get(kind, "")) for kind in journey.papers],
        "rounds": [
            (item["quantity"], calibres.get(item["calibre"], item["calibre"])) for item in journey.ammunition
        ],
        "history": [
            {"label": words.DONE[kind], "reason": note, "by": people.get(who, ""), "at": at}
            for kind, note, who, at in history
        ],
        "fates": fates.rows_of(actor, "journey", public_id),
        "offered": offered(actor, JOURNEY, journey),
    }
    return render(request, "trade/journey.html", context)


@require_http_methods(["GET", "POST"])
def leaving(request: HttpRequest) -> HttpResponse:
    """Announce that a holder takes firearms abroad for a time."""
    return _new(request, inputs.AnnounceLeaving, journeys.announce_leaving, "out")


@require_http_methods(["GET", "POST"])
def entering(request: HttpRequest) -> HttpResponse:
    """Announce that a visitor brings firearms into the country for a time."""
    return _new(request, inputs.AnnounceEntering, journeys.announce_entering, "in")


def _known(request: HttpRequest, actor: Actor, way: str) -> dict[str, str]:
    """What a card, a licence, a firearm or a serial number that was scanned at the border says of the traveller, as far as the reader sees it."""
    text = scanned.in_short(request.GET.get("scanned", "").replace("\x00", ""))[:LONGEST]
    value = scanned.read(text)
    if way == "in":
        return {} if value.identifier else {"arms-0-serial": (value.serial or text).strip()[:60]}
    if not value.identifier:
        return {}
    if value.identifier[0] == "F":
        seen = firearms_for(actor).filter(public_id=value.identifier).values_list("owner", flat=True)
        holder, arms = seen.first() or "", {"arms-0-firearm": value.identifier} if seen.exists() else {}
    else:
        holder, arms = selectors.holder_of(value.identifier), {}
    if holder and parties_for(actor).filter(public_id=holder).exists():
        return {"holder": holder, **arms}
    return arms


def _new(request: HttpRequest, model: type[Input], service: Callable[..., str], way: str) -> HttpResponse:
    actor = actor_of(request)
    require(actor, ANNOUNCE)
    form = form_of(model, request, initial={"crosses_on": today(), **_known(request, actor, way)})
    made = submitted(form, lambda given: service(actor=actor, **given.arguments()))
    if made:
        messages.success(request, _("The journey is announced."))
        return redirect("trade:journey", made)
    context = {"form": form, "is_out": way == "out", "folded": FOLDED}
    return render(request, "trade/new_journey.html", context, status=422 if form.is_bound else 200)
