"""The links of a chain over HTTP."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Router, Status

from ifar.form_errors import actor_of
from ifar.tracing import selectors
from ifar.tracing.api.shapes import (
    AskIn,
    Identifier,
    LinkIn,
    MadeOut,
    NotedOut,
    NoTraceIn,
    RequestWholeOut,
    as_it_stands,
)
from ifar.tracing.services import chains

router = Router()


@router.post("/tracing/{request_id}/questions", response={201: MadeOut}, operation_id="ask_trader")
def ask(request: HttpRequest, request_id: Identifier, data: AskIn) -> Status[MadeOut]:
    """Ask a maker or dealer what its own book says; it has 24 hours."""
    return Status(
        201, MadeOut(id=chains.ask_trader(actor=actor_of(request), request=request_id, **data.dict()))
    )


@router.post("/tracing/{request_id}/links", response={201: MadeOut}, operation_id="note_trace_link")
def note_link(request: HttpRequest, request_id: Identifier, data: LinkIn) -> Status[MadeOut]:
    """Note a link of the chain that the register or another State knows."""
    made = chains.note_link(
        actor=actor_of(request), request=request_id, role=data.role, country=data.country, said=data.answer()
    )
    return Status(201, MadeOut(id=made))


@router.post(
    "/tracing/{request_id}/links/from-register",
    response=NotedOut,
    operation_id="take_trace_links_from_register",
)
def take_from_register(request: HttpRequest, request_id: Identifier) -> NotedOut:
    """Note the links that the register's own record of the firearm tells, beside those that are noted already."""
    return NotedOut(noted=chains.take_from_life(actor=actor_of(request), request=request_id))


@router.post("/trace-links/{link_id}/failure", response=RequestWholeOut, operation_id="give_up_trace_link")
def give_up(request: HttpRequest, link_id: Identifier, data: NoTraceIn) -> RequestWholeOut:
    """Say that a link led nowhere."""
    actor = actor_of(request)
    found = selectors.step_for(actor, link_id)
    chains.give_up(actor=actor, step=link_id, **data.dict())
    return as_it_stands(request, found.request.public_id)
