"""The links of a chain over HTTP, and the questions to a trader's own book."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Query, Router, Status

from ifar.acts.edges import operations
from ifar.cursors import page
from ifar.form_errors import actor_of
from ifar.rights import require
from ifar.tracing import inputs, selectors
from ifar.tracing.api.shapes import (
    Identifier,
    MadeOut,
    NotedOut,
    PageAsked,
    QuestionOut,
    QuestionsOut,
    RequestOut,
    question_of,
    request_of,
)
from ifar.tracing.services import chains
from ifar.tracing.services.writing import LINK, QUESTION

router = Router()


@router.post("/tracing/{request_id}/questions", response={201: MadeOut}, operation_id="ask_trader")
def ask(request: HttpRequest, request_id: Identifier, body: inputs.AskTrader) -> Status[MadeOut]:
    """Ask a maker or dealer what its own book says; it has 24 hours."""
    made = chains.ask_trader(actor=actor_of(request), request_id=request_id, **body.arguments())
    return Status(201, MadeOut(id=made))


@router.post("/tracing/{request_id}/links", response={201: MadeOut}, operation_id="note_trace_link")
def note_link(request: HttpRequest, request_id: Identifier, body: inputs.NoteLink) -> Status[MadeOut]:
    """Note a link of the chain that the register or another State knows."""
    made = chains.note_link(
        actor=actor_of(request),
        request_id=request_id,
        role=body.role,
        country=body.country,
        said=body.answer,
    )
    return Status(201, MadeOut(id=made))


@router.post(
    "/tracing/{request_id}/links/from-register",
    response=NotedOut,
    operation_id="take_trace_links_from_register",
)
def take_from_register(request: HttpRequest, request_id: Identifier) -> NotedOut:
    """Note the links that the register's own record of the firearm tells, beside those that are noted already."""
    return NotedOut(noted=chains.take_from_life(actor=actor_of(request), request_id=request_id))


operations(router, LINK, RequestOut, lambda record: request_of(record.request), "/trace-links/{link}")


@router.get("/trace-questions", response=QuestionsOut, operation_id="list_trace_questions")
def list_questions(request: HttpRequest, asked: Query[PageAsked]) -> QuestionsOut:
    """What my own book is asked."""
    actor = actor_of(request)
    require(actor, selectors.QUESTION)
    result = page(selectors.questions_for(actor), order=("-id",), after=asked.after, size=asked.size)
    return QuestionsOut(items=[question_of(step) for step in result.items], after=result.after)


@router.get("/trace-questions/{link_id}", response=QuestionOut, operation_id="get_trace_question")
def get_question(request: HttpRequest, link_id: Identifier) -> QuestionOut:
    """One question to my own book."""
    actor = actor_of(request)
    require(actor, selectors.QUESTION)
    return question_of(selectors.question_for(actor, link_id))


operations(router, QUESTION, QuestionOut, question_of, "/trace-questions/{link}")
