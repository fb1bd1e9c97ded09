"""Holders who moved: late reports, and files that wait to be taken by the authority that answers for the new address."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from ifar.acts.edges import offered
from ifar.cursors import page_of
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
    result = page_of(
        request.GET,
        lists.get(name, waiting),
        order=("-id",),
        sorts={"moved_on": None, "reported_on": None, "state": labels.MOVE},
    )
    names = names_of(actor, {move.holder for move in result.items}, act="licensing.move.list", object="moves")
    rows = [
        {
            "one": move,
            "holder": names.get(move.holder, ""),
            "state": labels.MOVE[move.state],
            "tone": labels.TONES.get(move.state, ""),
        }
        for move in result.items
    ]
    context = {"rows": rows, "found": result, "list": name, "waiting": waiting.count()}
    return render(request, "licensing/moves.html", context)


@require_GET
def one(request: HttpRequest, public_id: str) -> HttpResponse:
    """Who moved when, reported when and by whom, which licences go along, and to which authority."""
    actor = actor_of(request)
    move = follow_up.move_for(actor, public_id)
    names = names_of(actor, {move.holder, move.to_agency}, act="licensing.move.read", object=public_id)
    kinds = reference.words("licence_kind")
    held: list[dict[str, Any]] = [
        {"one": licence, "kind": kinds.get(licence.kind, licence.kind), "stands": stands(licence)}
        for licence in records.held_by(actor, records_of(move.holder))
    ]
    context = {
        "one": move,
        "holder": names.get(move.holder, ""),
        "office": names.get(move.to_agency, ""),
        "state": labels.MOVE[move.state],
        "tone": labels.TONES.get(move.state, ""),
        "reported_by": labels.REPORTED_BY.get(move.reported_by, move.reported_by),
        "held": held,
        "offered": offered(actor, moves.MOVE, move),
        "acts": history_of(public_id, "move"),
    }
    return render(request, "licensing/move.html", context)
