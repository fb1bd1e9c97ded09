"""Responses to hotspots over HTTP as JSON."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Query, Router, Schema, Status

from ifar.acts.edges import operations
from ifar.acts.inputs import part_of
from ifar.cursors import page
from ifar.form_errors import actor_of
from ifar.hotspots.api.signals import Identifier, MadeOut, PageFilter
from ifar.hotspots.models import Response
from ifar.hotspots.response_inputs import ProposeResponse
from ifar.hotspots.selectors import signals as selectors
from ifar.hotspots.services import response_work, responses  # noqa: F401 (the work on a response offers acts on it)
from ifar.rights import may, require

router = Router()


class ResponsesAsked(PageFilter):
    """Which responses."""

    list: Literal["open", "all"] = "all"


class ResponseOut(Schema):
    """A response as it stands."""

    id: str
    n: int
    state: str
    hotspot: str
    title: str
    owner: str
    measures: list[str]
    needs: dict[str, Any]
    tasks: list[dict[str, Any]]
    rights: dict[str, str]
    plan_due: dt.date
    first_due: dt.date
    approved_on: dt.date | None
    begun_on: dt.date | None
    first_done_on: dt.date | None
    closed_on: dt.date | None


class ResponsesOut(Schema):
    """Some responses, the newest first."""

    items: list[ResponseOut]
    after: str | None


def _response(response: Response) -> ResponseOut:
    names = (
        "n", "state", "hotspot", "owner", "measures", "needs", "tasks", "rights", "plan_due", "first_due", "approved_on", "begun_on",
        "first_done_on", "closed_on",
    )  # fmt: skip
    values = {name: getattr(response, name) for name in names}
    return ResponseOut(id=response.public_id, title=(response.words or {}).get("title", ""), **values)


@router.get("/hotspot-responses", response=ResponsesOut, operation_id="list_hotspot_responses")
def list_responses(request: HttpRequest, asked: Query[ResponsesAsked]) -> ResponsesOut:
    """The responses that I may see, the newest first."""
    actor = actor_of(request)
    require(actor, selectors.CHECK if may(actor, selectors.CHECK) else selectors.READ)
    result = page(
        selectors.responses_for(actor, asked.list), order=("-id",), after=asked.after, size=asked.size
    )
    return ResponsesOut(items=[_response(response) for response in result.items], after=result.after)


@router.post(
    "/hotspots/{hotspot_id}/responses", response={201: MadeOut}, operation_id="propose_hotspot_response"
)
def propose(request: HttpRequest, hotspot_id: Identifier, data: ProposeResponse) -> Status[MadeOut]:
    """Propose a response to a hotspot."""
    proposal = part_of(data, responses.Proposal)
    made = responses.propose(actor=actor_of(request), hotspot=hotspot_id, said=proposal)
    return Status(201, MadeOut(id=made))


@router.get("/hotspot-responses/{response_id}", response=ResponseOut, operation_id="read_hotspot_response")
def read_response(request: HttpRequest, response_id: Identifier) -> ResponseOut:
    """One response."""
    return _response(selectors.response_for(actor_of(request), response_id))


operations(router, responses.RESPONSE, ResponseOut, _response, "/hotspot-responses/{response}")
