"""At the border: one field for a phone. What was scanned names a journey, whose firearms pass with one button; or a consignment, and leads to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from ifar import scanned
from ifar.accounts.services import reads
from ifar.acts.forms import form_of, submitted
from ifar.errors import Reason
from ifar.form_errors import actor_of
from ifar.parties.selectors import parties_for
from ifar.rights import Actor, require
from ifar.trade import labels
from ifar.trade.consignments.named import Named, named_by, pieces_of
from ifar.trade.consignments.status import status_of
from ifar.trade.journeys import inputs, selectors
from ifar.trade.journeys.services import border, journeys
from ifar.trade.journeys.views.journeys import READ_ACT, arms_of, summary_of
from ifar.trade.models import Authorisation, Journey
from ifar.trade.services.writing import CHECK, today
from ifar.trade.views.states import state_name
from ifar.trade.views.summaries import goods_in_short

LONGEST = 400


@never_cache
@require_http_methods(["GET", "POST"])
def at_border(request: HttpRequest) -> HttpResponse:
    """The field; below it the journeys that what was typed names, each with its verdict and the one act that follows; else consignments or authorisations."""
    actor = actor_of(request)
    require(actor, CHECK)
    typed = scanned.in_short(request.POST.get("q", "").replace("\x00", "")).strip()[:LONGEST]
    done = _do(request, actor) if request.POST.get("do") else {}
    found = [] if done.get("done") or not typed else selectors.at_border(actor, typed)
    names: dict[str, str] = {}
    if found:
        reads.log(actor, READ_ACT, typed, people=[one.holder for one in found if one.holder])
        holders = parties_for(actor).filter(public_id__in={one.holder for one in found})
        names = {one.public_id: one.name or "" for one in holders}
    things = ([], []) if found or done.get("done") or not typed else named_by(actor, typed, today())
    context = {
        "consignments": _consignments(things[0]),
        "authorisations": _authorisations(things[1]),
        "typed": "" if done.get("done") else typed,
        "asked": bool(typed),
        "journeys": [_shown(actor, one, names) for one in found],
        **done,
    }
    return render(request, "trade/border.html", context, status=done.get("status", 200))


def _way(of: Authorisation) -> dict[str, Any]:
    return {
        "kind": labels.KINDS[of.kind],
        "from_state": state_name(of.from_state),
        "into_state": state_name(of.into_state),
        "over": of.state != "in_force" or of.is_over(today()),
    }


def _consignments(found: Sequence[Named]) -> list[dict[str, Any]]:
    """Consignments with the crate that was named, and whether their authorisation stands."""
    status, packed = status_of([one.consignment for one in found]), pieces_of(found)
    return [
        {
            **_way(one.consignment.authorisation),
            "one": one.consignment,
            "crate": one.crate,
            "pieces": packed[one],
            "state": status[one.consignment.pk][0],
        }
        for one in found
    ]


def _authorisations(found: Sequence[Authorisation]) -> list[dict[str, Any]]:
    return [
        {
            **_way(one),
            "one": one,
            "goods": goods_in_short(one.goods),
            "state": labels.state_words("authorisation", "expired" if one.is_over(today()) else one.state),
        }
        for one in found
    ]


def _do(request: HttpRequest, actor: Actor) -> dict[str, Any]:
    """Record what a button says of a journey."""
    found = selectors.journey_for(actor, request.POST.get("journey", "")[:20])
    is_back = request.POST["do"] == "back"
    model, service = (
        (inputs.ReturnArms, journeys.take_back) if is_back else (inputs.CrossBorder, journeys.cross)
    )
    form = form_of(model, request, **journeys.lines_of(actor, found))
    form.fields["arms"].error_messages["required"] = labels.of("trade.journey.none")

    def record(given: Any) -> bool:
        service(actor=actor, journey_id=found.public_id, **given.arguments())
        return True

    if submitted(form, record):
        return {"done": summary_of(selectors.journey_for(actor, found.public_id))}
    told = dict.fromkeys(str(one) for several in form.errors.values() for one in several)
    return {"problems": list(told), "status": 409}


def _shown(actor: Actor, found: Journey, names: Mapping[str, str]) -> dict[str, Any]:
    verdict = border.checked(actor, found, today())
    against = {one.n: one for one in verdict.arms}
    lines = [
        {
            **line,
            "why": [_words(one) for one in against[line["n"]].reasons],
            "like": against[line["n"]].like,
            "stops": against[line["n"]].is_wanted,
        }
        for line in arms_of(found)
        if line["n"] in against
    ]
    is_back = found.state == "under_way"
    return {
        **summary_of(found),
        "name": names.get(found.holder) or found.who.get("name", ""),
        "document": found.who.get("document", ""),
        "lines": lines,
        "why": [_words(one) for one in verdict.reasons],
        "is_back": is_back,
        "passes": is_back or verdict.may_pass,
        "stops": any(one["stops"] for one in lines),
        "clean": not verdict.reasons and not any(one["why"] for one in lines),
        "may_differ": found.way == "in" and not is_back and any(one["stops"] for one in lines),
    }


def _words(reason: Reason) -> Any:
    said = journeys.told(reason)
    return labels.of(said.code, said.params or None)
