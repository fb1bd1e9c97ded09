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
from ifar.trade.consignments.named import ConsignmentReference, differing, named_by, pieces_of
from ifar.trade.consignments.status import status_of
from ifar.trade.journeys import inputs, selectors
from ifar.trade.journeys.services import border, journeys
from ifar.trade.journeys.views.journeys import LONGEST, READ_ACT, arms_of, summary_of
from ifar.trade.models import Authorisation, Journey
from ifar.trade.services.writing import CHECK, today
from ifar.trade.views.states import destinations_of, state_name
from ifar.trade.views.summaries import goods_in_short


@never_cache
@require_http_methods(["GET", "POST"])
def at_border(request: HttpRequest) -> HttpResponse:
    """The field; below it the journeys that what was typed names, each with its verdict and the one act that follows; else consignments or authorisations."""
    actor = actor_of(request)
    require(actor, CHECK)
    typed = scanned.in_short(request.POST.get("q", "").replace("\x00", "")).strip()[:LONGEST]
    value = scanned.read(typed)
    done = _do(request, actor) if request.POST.get("do") else {}
    records = [] if done.get("done") or not typed else selectors.at_border(actor, typed)
    names: dict[str, str] = {}
    if records:
        reads.log(actor, READ_ACT, typed, people=[journey.holder for journey in records if journey.holder])
        holders = parties_for(actor).filter(public_id__in={journey.holder for journey in records})
        names = {holder.public_id: holder.name or "" for holder in holders}
    things = ([], []) if records or done.get("done") or not typed else named_by(actor, typed, today())
    context = {
        "consignments": _consignments(things[0]),
        "authorisations": _authorisations(things[1]),
        "typed": "" if done.get("done") else typed,
        "asked": bool(typed),
        "scanned": value.identifier or value.serial or typed,
        "journeys": [_shown(actor, journey, names) for journey in records],
        **done,
    }
    return render(request, "trade/border.html", context, status=done.get("status", 200))


def _way(of: Authorisation) -> dict[str, Any]:
    return {
        "kind": labels.KINDS[of.kind],
        "from_state": state_name(of.from_state),
        "into_state": destinations_of(of),
        "over": of.state != "in_force" or of.is_over(today()),
    }


def _consignments(results: Sequence[ConsignmentReference]) -> list[dict[str, Any]]:
    """Consignments with the crate that was named, whether their authorisation stands, and what differed when that crate was looked at."""
    status, packed = status_of([item.consignment for item in results]), pieces_of(results)
    return [
        {
            **_way(item.consignment.authorisation),
            "one": item.consignment,
            "crate": item.crate,
            "pieces": packed[item],
            "state": status[item.consignment.pk][0],
            "differs": [
                {"words": labels.CAUSES[cause], "serials": numbers}
                for cause, numbers in differing(item).items()
            ],
        }
        for item in results
    ]


def _authorisations(authorisations: Sequence[Authorisation]) -> list[dict[str, Any]]:
    return [
        {
            **_way(authorisation),
            "one": authorisation,
            "goods": goods_in_short(authorisation.goods),
            "state": labels.state_words(
                "authorisation", "expired" if authorisation.is_over(today()) else authorisation.state
            ),
        }
        for authorisation in authorisations
    ]


def _do(request: HttpRequest, actor: Actor) -> dict[str, Any]:
    """Record what a button says of a journey."""
    journey = selectors.journey_for(actor, request.POST.get("journey", "")[:20])
    is_back = request.POST["do"] == "back"
    model, service = (
        (inputs.ReturnArms, journeys.take_back) if is_back else (inputs.CrossBorder, journeys.cross)
    )
    form = form_of(model, request, **journeys.lines_of(actor, journey))
    form.fields["arms"].error_messages["required"] = labels.of("trade.journey.none")

    def record(given: Any) -> bool:
        service(actor=actor, journey_id=journey.public_id, **given.arguments())
        return True

    if submitted(form, record):
        return {"done": summary_of(selectors.journey_for(actor, journey.public_id))}
    fromkeys = dict.fromkeys(str(error) for several in form.errors.values() for error in several)
    return {"problems": list(fromkeys), "status": 409}


def _shown(actor: Actor, journey: Journey, names: Mapping[str, str]) -> dict[str, Any]:
    verdict = border.checked(actor, journey, today())
    against = {arm.n: arm for arm in verdict.arms}
    lines = [
        {
            **line,
            "why": [_words(reason) for reason in against[line["n"]].reasons],
            "like": against[line["n"]].like,
            "stops": against[line["n"]].is_wanted,
        }
        for line in arms_of(journey)
        if line["n"] in against
    ]
    is_back = journey.state == "under_way"
    return {
        **summary_of(journey),
        "name": names.get(journey.holder) or journey.who.get("name", ""),
        "document": journey.who.get("document", ""),
        "lines": lines,
        "why": [_words(reason) for reason in verdict.reasons],
        "is_back": is_back,
        "passes": is_back or verdict.may_pass,
        "stops": any(line["stops"] for line in lines),
        "clean": not verdict.reasons and not any(line["why"] for line in lines),
        "may_differ": journey.way == "in" and not is_back and any(line["stops"] for line in lines),
    }


def _words(reason: Reason) -> Any:
    value = journeys.told(reason)
    return labels.of(value.code, value.params or None)
