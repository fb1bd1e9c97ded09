"""Requests to laboratories and their answers over HTTP."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Field, Router, Schema, Status

from ifar.answers import actor_of
from ifar.recoveries import custody_selectors as kept
from ifar.recoveries.custody_api.shapes import Code, Expected, Identifier, Note
from ifar.recoveries.models import Request
from ifar.recoveries.services import requests
from ifar.recoveries.services.requests import Result

router = Router()


class LaboratoryIn(Schema):
    """What a laboratory is asked."""

    exhibit: Identifier
    laboratory: Identifier
    questions: Annotated[list[Code], Field(min_length=1, max_length=10)]
    due_on: dt.date | None = None
    note: Note = ""


class ResultIn(Schema):
    """An answer; `restored` is a serial number that the laboratory made readable."""

    question: Code
    answer: Annotated[str, Field(min_length=1, max_length=500)]
    reference: Annotated[str, Field(min_length=1, max_length=120)]
    restored: Annotated[str, Field(max_length=60)] = ""


class ResultsIn(Schema):
    """All answers."""

    results: Annotated[list[ResultIn], Field(min_length=1, max_length=10)]
    note: Note = ""
    expected_n: Expected = None


class RequestOut(Schema):
    """A request to a laboratory."""

    id: str
    exhibit: str
    laboratory: str
    state: str
    questions: list[str]
    due_on: dt.date | None
    answered_on: dt.date | None
    results: list[dict[str, Any]]


def _request(one: Request) -> dict[str, Any]:
    names = ("exhibit", "laboratory", "state", "questions", "due_on", "answered_on")
    said = {name: getattr(one, name) for name in names}
    return {"id": one.public_id, **said, "results": kept.results_of(one)}


@router.post(
    "/custody/requests", response={201: RequestOut}, summary="Ask a laboratory", operation_id="ask_laboratory"
)
def ask(request: HttpRequest, body: LaboratoryIn) -> Status[dict[str, Any]]:
    """The exhibit itself goes by a hand-over."""
    actor = actor_of(request)
    return Status(201, _request(kept.request_for(actor, requests.ask(actor=actor, **body.model_dump()))))


@router.get(
    "/custody/requests/{id}",
    response=RequestOut,
    summary="One request",
    operation_id="get_laboratory_request",
)
def get_request(request: HttpRequest, id: Identifier) -> dict[str, Any]:
    """With its answers."""
    return _request(kept.request_for(actor_of(request), id))


@router.post(
    "/custody/requests/{id}/answer",
    response=RequestOut,
    summary="Answer a request",
    operation_id="answer_laboratory_request",
)
def answer(request: HttpRequest, id: Identifier, body: ResultsIn) -> dict[str, Any]:
    """By the laboratory that was asked."""
    actor = actor_of(request)
    results = [
        Result(
            one.question,
            one.answer,
            one.reference,
            {"kind": "serial", "text": one.restored.strip()} if one.restored.strip() else {},
        )
        for one in body.results
    ]
    requests.answer(actor=actor, request=id, results=results, note=body.note, expected_n=body.expected_n)
    return _request(kept.request_for(actor, id))
