"""Trace requests over HTTP: listed, drafted, entered, read, changed, sent."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Query, Router, Status

from ifar.cursors import page
from ifar.form_errors import actor_of
from ifar.rights import require
from ifar.tracing import selectors
from ifar.tracing.api.shapes import (
    ActIn,
    AmendIn,
    Asked,
    DraftIn,
    FromItemIn,
    Identifier,
    MadeOut,
    ReceivedIn,
    RequestsOut,
    RequestWholeOut,
    as_it_stands,
    request_of,
)
from ifar.tracing.services import requests

router = Router()


@router.get("/tracing", response=RequestsOut, operation_id="list_trace_requests")
def list_requests(request: HttpRequest, asked: Query[Asked]) -> RequestsOut:
    """The trace requests that I may see, the newest first."""
    actor = actor_of(request)
    require(actor, selectors.READ)
    listed = selectors.listed(
        actor, asked.list, text=asked.q, direction=asked.direction, country=asked.country
    )
    found = page(listed, order=("-id",), after=asked.after, size=asked.size)
    return RequestsOut(items=[request_of(one) for one in found.items], after=found.after)


@router.post("/tracing", response={201: MadeOut}, operation_id="draft_trace_request")
def draft(request: HttpRequest, data: DraftIn) -> Status[MadeOut]:
    """Draft a trace request; nobody hears of it yet."""
    made = requests.draft_request(actor=actor_of(request), said=data.content(), direction=data.direction)
    return Status(201, MadeOut(id=made))


@router.post("/tracing/received", response={201: MadeOut}, operation_id="enter_received_trace_request")
def receive(request: HttpRequest, data: ReceivedIn) -> Status[MadeOut]:
    """Enter a trace request of another State that came by another way than a file."""
    made = requests.receive_request(
        actor=actor_of(request), said=data.content(), reference_number=data.reference
    )
    return Status(201, MadeOut(id=made))


@router.post("/exhibits/{item_id}/tracing", response={201: MadeOut}, operation_id="trace_exhibit")
def from_item(request: HttpRequest, item_id: Identifier, data: FromItemIn) -> Status[MadeOut]:
    """Draft a trace request from an exhibit, with all that is known of it."""
    made = requests.open_from_item(actor=actor_of(request), item=item_id, **data.dict())
    return Status(201, MadeOut(id=made))


@router.get("/tracing/{request_id}", response=RequestWholeOut, operation_id="get_trace_request")
def get_request(request: HttpRequest, request_id: Identifier) -> RequestWholeOut:
    """A trace request with the chain that it follows."""
    return as_it_stands(request, request_id)


@router.put("/tracing/{request_id}", response=RequestWholeOut, operation_id="amend_trace_request")
def amend(request: HttpRequest, request_id: Identifier, data: AmendIn) -> RequestWholeOut:
    """Change a draft."""
    requests.amend_request(
        actor=actor_of(request), request=request_id, said=data.content(), expected_n=data.expected_n
    )
    return as_it_stands(request, request_id)


@router.post("/tracing/{request_id}/sending", response=RequestWholeOut, operation_id="send_trace_request")
def send(request: HttpRequest, request_id: Identifier, data: ActIn) -> RequestWholeOut:
    """Send a draft; its clock runs from now on."""
    requests.send_request(actor=actor_of(request), request=request_id, **data.dict())
    return as_it_stands(request, request_id)
