"""Holders who moved: late reports, and files that wait to be taken by the authority that answers for the new address."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from ifar.acts.edges import offered
from ifar.cursors import page
from ifar.form_errors import actor_of
from ifar.licensing import labels
from ifar.licensing.selectors import follow_up, records
from ifar.licensing.services import moves
from ifar.licensing.views.presenters import history_of, stands
from ifar.parties.selectors import records_of
from ifar.parties.services.naming import names_of
from ifar.reference import selectors as reference
from ifar.rights import require


@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    """Files that wait for this office, or moves that it noted; those that were reported too late are marked."""
    actor, name = actor_of(request), request.GET.get("list", "waiting")
    require(actor, moves.TAKE)
    waiting = follow_up.waiting_moves(actor)
    mine = follow_up.moves_for(actor).filter(agency=actor.agency_id)
    lists = {"waiting": waiting, "late": mine.filter(late=True), "all": mine}
    found = page(
        lists.get(name, waiting),
        order=("-id",),
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
    )
    names = names_of(actor, {one.holder for one in found.items}, act="licensing.move.list", object="moves")
    rows = [
        {
            "one": one,
            "holder": names.get(one.holder, ""),
            "state": labels.MOVE[one.state],
            "tone": labels.TONES.get(one.state, ""),
        }
        for one in found.items
    ]
    context = {"rows": rows, "found": found, "list": name, "waiting": waiting.count()}
    return render(request, "licensing/moves.html", context)


@require_GET
def one(request: HttpRequest, public_id: str) -> HttpResponse:
    """Who moved when, reported when and by whom, which licences go along, and to which authority."""
    actor = actor_of(request)
    found = follow_up.move_for(actor, public_id)
    names = names_of(actor, {found.holder, found.to_agency}, act="licensing.move.read", object=public_id)
    kinds = reference.words("licence_kind")
    held: list[dict[str, Any]] = [
        {"one": one, "kind": kinds.get(one.kind, one.kind), "stands": stands(one)}
        for one in records.held_by(actor, records_of(found.holder))
    ]
    context = {
        "one": found,
        "holder": names.get(found.holder, ""),
        "office": names.get(found.to_agency, ""),
        "state": labels.MOVE[found.state],
        "tone": labels.TONES.get(found.state, ""),
        "reported_by": labels.REPORTED_BY.get(found.reported_by, found.reported_by),
        "held": held,
        "offered": offered(actor, moves.MOVE, found),
        "acts": history_of(public_id, "move"),
    }
    return render(request, "licensing/move.html", context)
