"""Requests to laboratories and their answers over HTTP."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema, Status

from ifar.acts.edges import operations
from ifar.form_errors import actor_of
from ifar.recoveries.custody import inputs
from ifar.recoveries.custody import selectors as kept
from ifar.recoveries.custody.api.shapes import Identifier
from ifar.recoveries.custody.services import requests
from ifar.recoveries.models import Request

router = Router()


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


def _request(request: Request) -> dict[str, Any]:
    names = ("exhibit", "laboratory", "state", "questions", "due_on", "answered_on")
    values = {name: getattr(request, name) for name in names}
    return {"id": request.public_id, **values, "results": kept.results_of(request)}


@router.post(
    "/custody/requests", response={201: RequestOut}, summary="Ask a laboratory", operation_id="ask_laboratory"
)
def ask(request: HttpRequest, body: inputs.AskAboutExhibit) -> Status[dict[str, Any]]:
    """The exhibit itself goes by a hand-over."""
    actor = actor_of(request)
    return Status(201, _request(kept.request_for(actor, requests.ask(actor=actor, **dict(body)))))


@router.get(
    "/custody/requests/{id}",
    response=RequestOut,
    summary="One request",
    operation_id="get_laboratory_request",
)
def get_request(request: HttpRequest, id: Identifier) -> dict[str, Any]:
    """With its answers."""
    return _request(kept.request_for(actor_of(request), id))


operations(router, requests.REQUEST, RequestOut, _request, "/custody/requests/{id}")
