"""Trace requests over HTTP: listed, drafted, entered, read, changed, sent."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Status

from ifar.acts.edges import operations
from ifar.cursors import page
from ifar.form_errors import actor_of
from ifar.rights import require
from ifar.tracing import inputs, selectors
from ifar.tracing.api.shapes import (
    Identifier,
    LeftOut,
    MadeOut,
    PreviewAsked,
    PreviewOut,
    RequestFilter,
    RequestOut,
    RequestsOut,
    RequestWholeOut,
    SearchedOut,
    VerdictOut,
    request_of,
    searched_of,
    whole,
)
from ifar.tracing.services import answering, chains, from_exhibit, receiving, requests  # noqa: F401 (chains offers an act on a request)
from ifar.tracing.services.writing import REQUEST

router = Router()


def _left(left: dict[str, Any]) -> LeftOut:
    return LeftOut(left=left)


@router.get("/tracing", response=RequestsOut, operation_id="list_trace_requests")
def list_requests(request: HttpRequest, asked: Query[RequestFilter]) -> RequestsOut:
    """The trace requests that I may see, the newest first."""
    actor = actor_of(request)
    require(actor, selectors.READ)
    listed = selectors.listed(
        actor, asked.list, text=asked.q, direction=asked.direction, country=asked.country
    )
    result = page(listed, order=("-id",), after=asked.after, size=asked.size)
    return RequestsOut(items=[request_of(trace) for trace in result.items], after=result.after)


@router.post("/tracing", response={201: MadeOut}, operation_id="draft_trace_request")
def draft(request: HttpRequest, body: inputs.DraftRequest) -> Status[MadeOut]:
    """Draft a trace request; nobody hears of it yet."""
    made = requests.draft_request(
        actor=actor_of(request), said=requests.content_of_input(body), direction=body.direction
    )
    return Status(201, MadeOut(id=made))


@router.post("/tracing/received", response={201: MadeOut}, operation_id="enter_received_trace_request")
def receive(request: HttpRequest, body: inputs.ReceiveRequest) -> Status[MadeOut]:
    """Enter a trace request of another State that came by another way than a file."""
    made = receiving.take_in(
        actor=actor_of(request),
        said=requests.content_of_input(body),
        reference_number=body.reference,
        search=body.then == "searched",
    )
    return Status(201, MadeOut(id=made))


@router.post("/exhibits/{item_id}/tracing", response={201: MadeOut}, operation_id="trace_exhibit")
def from_item(request: HttpRequest, item_id: Identifier, body: inputs.TraceExhibit) -> Status[MadeOut]:
    """Draft a trace request from an exhibit, with all that is known of it."""
    made = from_exhibit.open_from_item(actor=actor_of(request), item=item_id, **body.arguments())
    return Status(201, MadeOut(id=made))


@router.get("/tracing/{request_id}", response=RequestWholeOut, operation_id="get_trace_request")
def get_request(request: HttpRequest, request_id: Identifier) -> RequestWholeOut:
    """A trace request with the chain that it follows."""
    actor = actor_of(request)
    return whole(actor, selectors.request_for(actor, request_id))


@router.put("/tracing/{request_id}", response=RequestOut, operation_id="amend_trace_request")
def amend(request: HttpRequest, request_id: Identifier, body: inputs.AmendRequest) -> RequestOut:
    """Change a draft."""
    actor = actor_of(request)
    requests.amend_request(
        actor=actor, request_id=request_id, said=requests.content_of_input(body), expected_n=body.expected_n
    )
    return request_of(selectors.request_for(actor, request_id))


@router.get("/tracing/{request_id}/preview", response=PreviewOut, operation_id="preview_trace_answer")
def preview(request: HttpRequest, request_id: Identifier, asked: Query[PreviewAsked]) -> PreviewOut:
    """What would leave with an answer, and what would be kept back."""
    actor = actor_of(request)
    trace = selectors.request_for(actor, request_id)
    rows = answering.preview(actor, trace, asked.ground)
    return PreviewOut(
        data=[
            VerdictOut(datum=verdict.datum, leaves=verdict.leaves, why=verdict.why)
            for verdict, _value in rows
        ]
    )


operations(
    router,
    REQUEST,
    RequestOut,
    request_of,
    "/tracing/{request_id}",
    gives={
        "searched": (SearchedOut, searched_of),
        "answered": (LeftOut, _left),
        "restricted": (LeftOut, _left),
    },
)
