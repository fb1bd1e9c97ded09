"""Firearms that still have to leave a holder: the queue by ground, each with its deadline, and the proof that ends it."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from ifar.answers import actor_of, tried
from ifar.cursors import page
from ifar.licensing import eligibility, holding, words
from ifar.licensing.selectors import records
from ifar.licensing.services import removals
from ifar.licensing.services.applications import today
from ifar.licensing.views.shown import history_of
from ifar.parties import possessions
from ifar.parties.selectors import records_of
from ifar.parties.services.naming import names_of
from ifar.reference import selectors as reference
from ifar.rights import require
from ifar.typed import whole_number

SHOWN: Final = 40
"""So many events of the holder's firearms are offered as proof, the latest."""


@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    """The open ones, of one ground or of all, the most urgent first."""
    actor, ground = actor_of(request), request.GET.get("ground", "")[:40]
    require(actor, removals.CLEAR)
    found = page(
        records.open_removals(actor, ground),
        order=("due_on", "id"),
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
    )
    spoken, day = reference.words("eligibility_ground"), today()
    names = names_of(
        actor, {one.holder for one in found.items}, act="licensing.removal.list", object="removals"
    )
    rows = [
        {
            "one": one,
            "holder": names.get(one.holder, ""),
            "ground": spoken.get(one.ground, one.ground),
            "left": (one.due_on - day).days,
        }
        for one in found.items
    ]
    counted = records.removals_by_ground(actor)
    tabs = [(code, spoken.get(code, code), count) for code, count in sorted(counted.items())]
    context = {"rows": rows, "found": found, "ground": ground, "tabs": tabs, "all": sum(counted.values())}
    return render(request, "licensing/removals.html", context)


@require_GET
def one(request: HttpRequest, public_id: str) -> HttpResponse:
    """Whose firearms have to leave, why, until when, what they keep, and what was done."""
    actor = actor_of(request)
    found = records.removal_for(actor, public_id)
    whose = records_of(found.holder)
    names = names_of(actor, {found.holder}, act="licensing.removal.read", object=public_id)
    context = {
        "one": found,
        "holder": names.get(found.holder, ""),
        "state": words.REMOVAL[found.state],
        "tone": words.TONES.get(found.state, ""),
        "ground": reference.words("eligibility_ground").get(found.ground, found.ground),
        "way": reference.words("removal_way").get(found.way, found.way),
        "left": (found.due_on - today()).days,
        "possessions": possessions.of(actor, whose),
        "keeps": bool(holding.keepers(whose)),
        "ways": reference.choices("removal_way"),
        "left_by": holding.left_by(whose)[:SHOWN] if found.state == "open" else (),
        "proofs": found.proof.split(),
        "acts": history_of(public_id, "removal"),
    }
    return render(request, "licensing/removal.html", context)


@require_POST
def clear(request: HttpRequest, public_id: str) -> HttpResponse:
    """Say that nothing is left, with the proof."""
    actor, said = actor_of(request), request.POST
    tried(
        request,
        lambda: removals.clear(
            actor=actor,
            removal_id=public_id,
            way=said.get("way", ""),
            proofs=[
                *said.getlist("proofs")[: eligibility.MOST_PROOFS],
                *said.get("papers", "")[:400].split(),
            ],
            note=said.get("note", "")[:2000],
        ),
        _("It is recorded that nothing is left with the holder."),
    )
    return redirect("licensing:removal", public_id)


@require_POST
def extend(request: HttpRequest, public_id: str) -> HttpResponse:
    """Give more time."""
    actor, said = actor_of(request), request.POST
    days = said.get("days", "")
    tried(
        request,
        lambda: removals.extend(
            actor=actor,
            removal_id=public_id,
            days=whole_number(days, most=999, otherwise=0),
            note=said.get("note", "")[:2000],
        ),
        _("More time is given."),
    )
    return redirect("licensing:removal", public_id)
