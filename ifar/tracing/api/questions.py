"""The questions to a trader's own book over HTTP."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Query, Router

from ifar.cursors import page
from ifar.form_errors import actor_of
from ifar.rights import require
from ifar.tracing import selectors
from ifar.tracing.api.shapes import (
    AnswerIn,
    Identifier,
    NoTraceIn,
    PageAsked,
    QuestionOut,
    QuestionsOut,
    question_of,
)
from ifar.tracing.services import chains

router = Router()


@router.get("/trace-questions", response=QuestionsOut, operation_id="list_trace_questions")
def list_questions(request: HttpRequest, asked: Query[PageAsked]) -> QuestionsOut:
    """What my own book is asked."""
    actor = actor_of(request)
    require(actor, selectors.QUESTION)
    found = page(selectors.questions_for(actor), order=("-id",), after=asked.after, size=asked.size)
    return QuestionsOut(items=[question_of(one) for one in found.items], after=found.after)


@router.get("/trace-questions/{link_id}", response=QuestionOut, operation_id="get_trace_question")
def get_question(request: HttpRequest, link_id: Identifier) -> QuestionOut:
    """One question to my own book."""
    actor = actor_of(request)
    require(actor, selectors.QUESTION)
    return question_of(selectors.question_for(actor, link_id))


@router.post("/trace-questions/{link_id}/answer", response=QuestionOut, operation_id="answer_trace_question")
def answer_question(request: HttpRequest, link_id: Identifier, data: AnswerIn) -> QuestionOut:
    """Say what my own book says."""
    actor = actor_of(request)
    chains.answer_question(actor=actor, step=link_id, said=data.answer())
    return question_of(selectors.question_for(actor, link_id))


@router.post("/trace-questions/{link_id}/failure", response=QuestionOut, operation_id="fail_trace_question")
def fail_question(request: HttpRequest, link_id: Identifier, data: NoTraceIn) -> QuestionOut:
    """Say that my own book does not tell, and why."""
    actor = actor_of(request)
    chains.find_nothing_in_book(actor=actor, step=link_id, **data.dict())
    return question_of(selectors.question_for(actor, link_id))
