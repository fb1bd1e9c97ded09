"""Inspection rounds: opening one, its frozen frame, the draw that anybody can do again, how far its visits are."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from ifar.acts.edges import offered
from ifar.acts.forms import form_of, submitted
from ifar.cursors import page
from ifar.errors import NotFound
from ifar.form_errors import actor_of
from ifar.licensing import draw as rule
from ifar.licensing import inputs, labels
from ifar.licensing.models import Round
from ifar.licensing.selectors import follow_up, framing
from ifar.licensing.services import rounds
from ifar.licensing.views.presenters import history_of
from ifar.reference import selectors as reference
from ifar.rights import may, require

READ = "licensing:round:read"


@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    """The rounds, the newest first, each with how far it is."""
    actor = actor_of(request)
    require(actor, READ)
    found = page(
        follow_up.rounds_for(actor),
        order=("-id",),
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
    )
    progress = follow_up.progress([one.public_id for one in found.items])
    areas = reference.words("area")
    rows = [
        {
            "one": one,
            "kinds": _kinds(one),
            "area": areas.get(one.area, one.area),
            "state": labels.ROUND[one.state],
            "tone": labels.TONES.get(one.state, ""),
            **_counted(progress.get(one.public_id, {})),
        }
        for one in found.items
    ]
    context = {"rows": rows, "found": found, "may_open": may(actor, rounds.WRITE)}
    return render(request, "licensing/rounds.html", context)


def _kinds(one: Round) -> str:
    spoken = reference.words("licence_kind")
    return _(", ").join(spoken.get(kind, kind) for kind in one.kinds)


def _counted(states: dict[str, int] | Any) -> dict[str, int]:
    done, left = states.get("visited", 0), states.get("planned", 0)
    return {"done": done, "left": left, "of": done + left}


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Open a round: its frame is frozen at once."""
    actor = actor_of(request)
    require(actor, rounds.WRITE)
    form = form_of(inputs.OpenRound, request)
    public_id = submitted(form, lambda given: rounds.open_round(actor=actor, **dict(given)))
    if public_id:
        messages.success(request, _("The frame is frozen. It can be drawn once its seed exists."))
        return redirect("licensing:round", public_id)
    return render(request, "licensing/round_new.html", {"form": form}, status=422 if form.is_bound else 200)


@require_GET
def one(request: HttpRequest, public_id: str) -> HttpResponse:
    """The frame's hash, the seed and its source, what was drawn, how to do it again, how far the visits are."""
    actor = actor_of(request)
    found = follow_up.round_for(actor, public_id)
    works = may(actor, rounds.WRITE) and found.agency_id == actor.agency_id
    context = {
        "one": found,
        "kinds": _kinds(found),
        "area": reference.area_words(found.area),
        "state": labels.ROUND[found.state],
        "tone": labels.TONES.get(found.state, ""),
        "strata": _strata(found),
        "sentence": rule.SENTENCE,
        "seed_ready": found.state == "frozen"
        and works
        and (found.seed_by == "beacon" or framing.seed_of(public_id) is not None),
        "works": works,
        "visits": _visits(found) if may(actor, "licensing:visit:record") else (),
        **_counted(follow_up.progress([public_id]).get(public_id, {})),
        "acts": history_of(public_id, "round"),
        "witnesses": settings.IFAR_WITNESSES_NEEDED,
        "offered": offered(actor, rounds.ROUND, found),
    }
    return render(request, "licensing/round.html", context)


def _strata(found: Round) -> list[dict[str, Any]]:
    spoken = reference.words("licence_kind")
    drawn: dict[str, list[str]] = {}
    for stratum, token in found.drawn:
        drawn.setdefault(stratum, []).append(token)
    return [
        {
            "kind": spoken.get(name.rpartition(".")[0], name),
            "risk": labels.RISK.get(name.rpartition(".")[2], ""),
            "count": count,
            "tokens": drawn.get(name, []),
        }
        for name, count in sorted(found.counts.items())
    ]


def _visits(found: Round) -> list[dict[str, Any]]:
    return [
        {
            "one": one,
            "state": labels.RESULT.get(one.result, labels.VISIT[one.state]),
            "tone": "bad" if one.result == "failed" else labels.TONES.get(one.state, ""),
        }
        for one in follow_up.visits_of(found.public_id).order_by("id")[: rule.MOST_DRAWN]
    ]


@require_GET
def file(request: HttpRequest, public_id: str) -> HttpResponse:
    """The draw as a file, with which anybody does it again: tokens, counts, seed; no licence and no name."""
    found = follow_up.round_for(actor_of(request), public_id)
    response = HttpResponse(
        json.dumps(document_of(found), ensure_ascii=False, indent=1), content_type="application/json"
    )
    response["Content-Disposition"] = f'attachment; filename="draw-{public_id}.json"'
    return response


def document_of(found: Round) -> dict[str, Any]:
    """What is published of a drawn round.

    Raises:
        NotFound: it is not drawn yet, or its frame was lawfully erased.
    """
    frame = framing.frame_of(found.public_id) if found.state != "frozen" else []
    if not frame:
        raise NotFound("licensing.round.not_found", labels.of("licensing.not_found"))
    return {
        **rule.document(
            round=found.public_id,
            frame=[one.member for one in frame],
            counts=found.counts,
            seed=found.seed,
            drawn=[rule.Member(stratum, token) for stratum, token in found.drawn],
        ),
        "seed_from": f"checkpoint of {found.seed_size} entries"
        if found.seed_by == "checkpoint"
        else found.beacon,
        "seed_after": found.seed_after.isoformat(),
    }
