"""Rounds, visits, findings, moves and reminders over HTTP: one short function for each operation."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Status

from ifar.acts.edges import operations
from ifar.cursors import page
from ifar.form_errors import actor_of
from ifar.licensing import inputs
from ifar.licensing.api.follow_up_shapes import (
    DrawOut,
    FindingOut,
    FindingPage,
    MoveHandingOut,
    MoveHandingPage,
    ReminderOut,
    ReminderPage,
    RemindersAsked,
    RoundOut,
    RoundPage,
    VisitOut,
    VisitPage,
)
from ifar.licensing.api.shapes import Identifier, LicensingAsked, fields
from ifar.licensing.selectors import follow_up
from ifar.licensing.services import moves, reminders, rounds, visits
from ifar.licensing.views.rounds import document_of
from ifar.rights import require

router = Router(tags=["licensing"])


def _round(result: Any) -> dict[str, Any]:
    return fields(result, RoundOut, agency=result.agency.public_id)


@router.get("/rounds", response=RoundPage, summary="Inspection rounds", operation_id="list_rounds")
def list_rounds(request: HttpRequest, asked: Query[LicensingAsked]) -> dict[str, Any]:
    """The newest first; no licence and no name stands in them."""
    actor = actor_of(request)
    require(actor, "licensing:round:read")
    result = page(follow_up.rounds_for(actor), order=("-id",), after=asked.after, size=asked.size)
    return {"items": [_round(record) for record in result.items], "after": result.after}


@router.post(
    "/rounds", response={201: RoundOut}, summary="Open an inspection round", operation_id="open_round"
)
def open_round(request: HttpRequest, body: inputs.OpenRound) -> Status[dict[str, Any]]:
    """Its frame is frozen at once, before its seed can exist."""
    actor = actor_of(request)
    public_id = rounds.open_round(actor=actor, **body.model_dump())
    return Status(201, _round(follow_up.round_for(actor, public_id)))


@router.get("/rounds/{round}", response=RoundOut, summary="Open a round", operation_id="read_round")
def read_round(request: HttpRequest, round: Identifier) -> dict[str, Any]:
    """Its frame's hash, its seed, what was drawn."""
    return _round(follow_up.round_for(actor_of(request), round))


@router.get("/rounds/{round}/draw", response=DrawOut, summary="Take the draw", operation_id="take_draw")
def take_draw(request: HttpRequest, round: Identifier) -> dict[str, Any]:
    """With which anybody does it again: `ifar recompute-draw`."""
    return document_of(follow_up.round_for(actor_of(request), round))


@router.get("/visits", response=VisitPage, summary="Visits that wait", operation_id="list_visits")
def list_visits(request: HttpRequest, asked: Query[LicensingAsked]) -> dict[str, Any]:
    """The most urgent first."""
    actor = actor_of(request)
    require(actor, visits.RECORD)
    result = page(follow_up.planned(actor), order=("due_on", "id"), after=asked.after, size=asked.size)
    return {"items": [fields(visit, VisitOut) for visit in result.items], "after": result.after}


@router.get("/findings", response=FindingPage, summary="Corrective actions", operation_id="list_findings")
def list_findings(request: HttpRequest, asked: Query[LicensingAsked]) -> dict[str, Any]:
    """The most urgent first."""
    actor = actor_of(request)
    require(actor, visits.RECORD)
    result = page(follow_up.open_findings(actor), order=("due_on", "id"), after=asked.after, size=asked.size)
    return {"items": [fields(finding, FindingOut) for finding in result.items], "after": result.after}


@router.get("/moves", response=MoveHandingPage, summary="Files to take", operation_id="list_moves")
def list_moves(request: HttpRequest, asked: Query[LicensingAsked]) -> dict[str, Any]:
    """Of holders who moved into the area of your office."""
    actor = actor_of(request)
    require(actor, moves.TAKE)
    result = page(follow_up.waiting_moves(actor), order=("-id",), after=asked.after, size=asked.size)
    return {"items": [fields(move, MoveHandingOut) for move in result.items], "after": result.after}


@router.get(
    "/reminders", response=ReminderPage, summary="Reminders of your office", operation_id="list_reminders"
)
def list_reminders(request: HttpRequest, asked: Query[RemindersAsked]) -> dict[str, Any]:
    """The newest first."""
    actor = actor_of(request)
    require(actor, reminders.WRITE)
    result = page(follow_up.reminders(actor, asked.list), order=("-id",), after=asked.after, size=asked.size)
    return {"items": [fields(reminder, ReminderOut) for reminder in result.items], "after": result.after}


operations(router, rounds.ROUND, RoundOut, _round)
operations(router, visits.VISIT, VisitOut, partial(fields, shape=VisitOut))
operations(router, visits.FINDING, FindingOut, partial(fields, shape=FindingOut))
operations(router, moves.MOVE, MoveHandingOut, partial(fields, shape=MoveHandingOut))
operations(router, reminders.REMINDER, ReminderOut, partial(fields, shape=ReminderOut))
