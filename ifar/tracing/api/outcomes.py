"""What ends a request over HTTP, and what is written about it."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Router

from ifar.form_errors import actor_of
from ifar.tracing.api.shapes import (
    Identifier,
    MessageIn,
    NoteIn,
    OfficesIn,
    OutcomeIn,
    RequestWholeOut,
    as_it_stands,
)
from ifar.tracing.services import chains, requests

router = Router()


@router.post(
    "/tracing/{request_id}/withdrawal", response=RequestWholeOut, operation_id="withdraw_trace_request"
)
def withdraw(request: HttpRequest, request_id: Identifier, data: NoteIn) -> RequestWholeOut:
    """Withdraw a request, and say why."""
    requests.withdraw(actor=actor_of(request), request=request_id, **data.dict())
    return as_it_stands(request, request_id)


@router.post("/tracing/{request_id}/outcome", response=RequestWholeOut, operation_id="settle_trace_request")
def settle(request: HttpRequest, request_id: Identifier, data: OutcomeIn) -> RequestWholeOut:
    """Note the outcome of tracing; the exhibit says the same from then on."""
    chains.settle(actor=actor_of(request), request=request_id, **data.dict())
    return as_it_stands(request, request_id)


@router.post(
    "/tracing/{request_id}/messages", response=RequestWholeOut, operation_id="write_about_trace_request"
)
def write_message(request: HttpRequest, request_id: Identifier, data: MessageIn) -> RequestWholeOut:
    """Write to the other side, or note what they wrote."""
    requests.message(actor=actor_of(request), request=request_id, **data.dict())
    return as_it_stands(request, request_id)


@router.put(
    "/tracing/{request_id}/offices", response=RequestWholeOut, operation_id="let_offices_into_trace_request"
)
def let_in(request: HttpRequest, request_id: Identifier, data: OfficesIn) -> RequestWholeOut:
    """Say which offices, beside those whose it is, know of a request."""
    requests.let_in(actor=actor_of(request), request=request_id, **data.dict())
    return as_it_stands(request, request_id)
