"""Answering over HTTP: acknowledged, searched, identified, answered, delayed, restricted, refused."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Query, Router

from ifar.form_errors import actor_of
from ifar.tracing import selectors
from ifar.tracing.api.shapes import (
    AcknowledgeIn,
    ActIn,
    GroundIn,
    Identifier,
    IdentifyIn,
    LeftOut,
    NoteIn,
    PreviewAsked,
    PreviewOut,
    ProposalOut,
    RequestWholeOut,
    SearchedOut,
    VerdictOut,
    as_it_stands,
)
from ifar.tracing.services import answering

router = Router()


@router.post(
    "/tracing/{request_id}/acknowledgement",
    response=RequestWholeOut,
    operation_id="acknowledge_trace_request",
)
def acknowledge(request: HttpRequest, request_id: Identifier, data: AcknowledgeIn) -> RequestWholeOut:
    """Acknowledge what came in, or note that it was acknowledged."""
    answering.acknowledge(actor=actor_of(request), request=request_id, **data.dict())
    return as_it_stands(request, request_id)


@router.post("/tracing/{request_id}/search", response=SearchedOut, operation_id="search_for_trace_request")
def search(request: HttpRequest, request_id: Identifier, data: ActIn) -> SearchedOut:
    """Search the register for what was asked about, and keep the question open."""
    found = answering.search_register(actor=actor_of(request), request=request_id, **data.dict())
    told = [
        ProposalOut(firearm=one.found.firearm, percent=min(99, int(one.chance * 100)), state=one.found.state)
        for one in found
    ]
    return SearchedOut(proposals=told)


@router.post("/tracing/{request_id}/progress", response=RequestWholeOut, operation_id="note_trace_progress")
def progress(request: HttpRequest, request_id: Identifier, data: ActIn) -> RequestWholeOut:
    """Note that the other State searches."""
    answering.note_progress(actor=actor_of(request), request=request_id, **data.dict())
    return as_it_stands(request, request_id)


@router.post(
    "/tracing/{request_id}/identification",
    response=RequestWholeOut,
    operation_id="identify_for_trace_request",
)
def identify(request: HttpRequest, request_id: Identifier, data: IdentifyIn) -> RequestWholeOut:
    """Say which firearm of the register it is."""
    answering.identify(actor=actor_of(request), request=request_id, **data.dict())
    return as_it_stands(request, request_id)


@router.get("/tracing/{request_id}/preview", response=PreviewOut, operation_id="preview_trace_answer")
def preview(request: HttpRequest, request_id: Identifier, asked: Query[PreviewAsked]) -> PreviewOut:
    """What would leave with an answer, and what would be kept back."""
    actor = actor_of(request)
    found = selectors.request_for(actor, request_id)
    told = answering.preview(actor, found, asked.ground)
    return PreviewOut(
        data=[VerdictOut(datum=one.datum, leaves=one.leaves, why=one.why) for one, _value in told]
    )


@router.post("/tracing/{request_id}/answer", response=LeftOut, operation_id="answer_trace_request")
def answer(request: HttpRequest, request_id: Identifier, data: NoteIn) -> LeftOut:
    """Answer with all that may leave, or note what another State answered."""
    return LeftOut(left=answering.answer(actor=actor_of(request), request=request_id, **data.dict()))


@router.post("/tracing/{request_id}/restriction", response=LeftOut, operation_id="restrict_trace_request")
def restrict(request: HttpRequest, request_id: Identifier, data: GroundIn) -> LeftOut:
    """Answer in part, on a ground."""
    return LeftOut(left=answering.restrict(actor=actor_of(request), request=request_id, **data.dict()))


@router.post(
    "/tracing/{request_id}/nothing", response=RequestWholeOut, operation_id="find_nothing_for_trace_request"
)
def nothing(request: HttpRequest, request_id: Identifier, data: NoteIn) -> RequestWholeOut:
    """Say that nothing was found."""
    answering.find_nothing(actor=actor_of(request), request=request_id, **data.dict())
    return as_it_stands(request, request_id)


@router.post("/tracing/{request_id}/delay", response=RequestWholeOut, operation_id="delay_trace_request")
def delay(request: HttpRequest, request_id: Identifier, data: GroundIn) -> RequestWholeOut:
    """Delay the answer, on a ground."""
    answering.delay(actor=actor_of(request), request=request_id, **data.dict())
    return as_it_stands(request, request_id)


@router.post("/tracing/{request_id}/refusal", response=RequestWholeOut, operation_id="refuse_trace_request")
def refuse(request: HttpRequest, request_id: Identifier, data: GroundIn) -> RequestWholeOut:
    """Refuse, on a ground."""
    answering.refuse(actor=actor_of(request), request=request_id, **data.dict())
    return as_it_stands(request, request_id)


@router.post(
    "/tracing/{request_id}/resumption", response=RequestWholeOut, operation_id="resume_trace_request"
)
def resume(request: HttpRequest, request_id: Identifier, data: ActIn) -> RequestWholeOut:
    """Take a request up again."""
    answering.resume(actor=actor_of(request), request=request_id, **data.dict())
    return as_it_stands(request, request_id)
