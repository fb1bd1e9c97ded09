"""Inspection rounds: opening one, its frozen frame, the draw that anybody can do again, how far its visits are."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from ifar.acts.edges import offered
from ifar.acts.forms import form_of, submitted
from ifar.cursors import page_of
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
    result = page_of(
        request.GET,
        follow_up.rounds_for(actor),
        order=("-id",),
        sorts={"state": labels.ROUND, "period_to": None},
    )
    progress = follow_up.progress([record.public_id for record in result.items])
    areas = reference.words("area")
    rows = [
        {
            "one": record,
            "kinds": _kinds(record),
            "area": areas.get(record.area, record.area),
            "state": labels.ROUND[record.state],
            "tone": labels.TONES.get(record.state, ""),
            **_counted(progress.get(record.public_id, {})),
        }
        for record in result.items
    ]
    context = {"rows": rows, "found": result, "may_open": may(actor, rounds.WRITE)}
    return render(request, "licensing/rounds.html", context)


def _kinds(record: Round) -> str:
    spoken = reference.words("licence_kind")
    return _(", ").join(spoken.get(kind, kind) for kind in record.kinds)


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
    record = follow_up.round_for(actor, public_id)
    works = may(actor, rounds.WRITE) and record.agency_id == actor.agency_id
    context = {
        "one": record,
        "kinds": _kinds(record),
        "area": reference.area_words(record.area),
        "state": labels.ROUND[record.state],
        "tone": labels.TONES.get(record.state, ""),
        "strata": _strata(record),
        "sentence": rule.SENTENCE,
        "seed_ready": record.state == "frozen"
        and works
        and framing.has_seed(record.last_event, record.beacon, record.seed_after),
        "works": works,
        "visits": _visits(record) if may(actor, "licensing:visit:record") else (),
        **_counted(follow_up.progress([public_id]).get(public_id, {})),
        "acts": history_of(public_id, "round"),
        "witnesses": settings.IFAR_WITNESSES_NEEDED,
        "offered": offered(actor, rounds.ROUND, record),
    }
    return render(request, "licensing/round.html", context)


def _strata(record: Round) -> list[dict[str, Any]]:
    spoken = reference.words("licence_kind")
    drawn: dict[str, list[str]] = {}
    for stratum, token in record.drawn:
        drawn.setdefault(stratum, []).append(token)
    return [
        {
            "kind": spoken.get(name.rpartition(".")[0], name),
            "risk": labels.RISK.get(name.rpartition(".")[2], ""),
            "count": count,
            "tokens": drawn.get(name, []),
        }
        for name, count in sorted(record.counts.items())
    ]


def _visits(record: Round) -> list[dict[str, Any]]:
    return [
        {
            "one": visit,
            "state": labels.RESULT.get(visit.result, labels.VISIT[visit.state]),
            "tone": "bad" if visit.result == "failed" else labels.TONES.get(visit.state, ""),
        }
        for visit in follow_up.visits_of(record.public_id).order_by("id")[: rule.MOST_DRAWN]
    ]


@require_GET
def file(request: HttpRequest, public_id: str) -> HttpResponse:
    """The draw as a file, with which anybody does it again: tokens, counts, seed; no licence and no name."""
    record = follow_up.round_for(actor_of(request), public_id)
    response = HttpResponse(
        json.dumps(document_of(record), ensure_ascii=False, indent=1), content_type="application/json"
    )
    response["Content-Disposition"] = f'attachment; filename="draw-{public_id}.json"'
    return response


def document_of(record: Round) -> dict[str, Any]:
    """What is published of a drawn round.

    Raises:
        NotFound: it is not drawn yet, or its frame was lawfully erased.
    """
    frame = framing.frame_of(record.public_id) if record.state != "frozen" else []
    if not frame:
        raise NotFound("licensing.round.not_found", labels.of("licensing.not_found"))
    return published(record, [framed.member for framed in frame], record.counts)


def published(record: Any, frame: Sequence[rule.Member], counts: Mapping[str, int]) -> dict[str, Any]:
    """The document of a draw: of a round, or of an app above.

    Args:
        record: what was drawn, with its seed, where that comes from, and `drawn`.
        counts: stratum -> how many of it are drawn.
    """
    return {
        **rule.document(
            round=record.public_id,
            frame=frame,
            counts=counts,
            seed=record.seed,
            drawn=[rule.Member(stratum, token) for stratum, token in record.drawn],
        ),
        "seed_from": record.beacon or f"checkpoint of {record.seed_size} entries",
        "seed_after": record.seed_after.isoformat(),
    }
