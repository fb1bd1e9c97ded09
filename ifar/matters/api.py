"""Matters over HTTP as JSON."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Field, Router, Schema, Status

from ifar.acts.edges import operations
from ifar.form_errors import actor_of
from ifar.matters import selectors
from ifar.matters.inputs import RaiseMatter
from ifar.matters.models import Matter
from ifar.matters.services import matters
from ifar.matters.services.matters import MATTER

router = Router(tags=["matters"])


class MatterOut(Schema):
    """A matter. `text`, `explanation` and `reason` are for the office that settles it."""

    id: str
    kind: str
    state: str
    n: int
    due_on: dt.date
    office: str
    explainer: str
    answer_by: dt.date | None
    question: str
    about: str = ""
    text: str = ""
    explanation: str = ""
    outcome: str
    leads_to: str = ""
    reason: str = ""


class MatterMadeOut(Schema):
    """The matter that was raised."""

    id: str


def _shown(found: Matter) -> dict[str, Any]:
    return {
        "id": found.public_id,
        "office": found.agency.public_id,
        **{
            name: getattr(found, name)
            for name in (
                "kind",
                "state",
                "n",
                "due_on",
                "explainer",
                "answer_by",
                "question",
                "about",
                "outcome",
            )
        },
    }


def _shown_whole(found: Matter) -> dict[str, Any]:
    return _shown(found) | {
        name: getattr(found, name) for name in ("text", "explanation", "leads_to", "reason")
    }


@router.get("/matters/{matter}", response=MatterOut, summary="A matter", operation_id="get_matter")
def get_matter(request: HttpRequest, matter: Annotated[str, Field(max_length=20)]) -> dict[str, Any]:
    """Who settles it sees all of it; the office that explains sees the question."""
    actor = actor_of(request)
    selectors.require_any(actor)
    found = selectors.matter_for(actor, matter)
    return _shown_whole(found) if selectors.settles(found) else _shown(found)


@router.post("/matters", response={201: MatterMadeOut}, summary="Raise a matter", operation_id="raise_matter")
def raise_matter(request: HttpRequest, body: RaiseMatter) -> Status[dict[str, str]]:
    """The same kind about the same record is one matter, however often it is raised."""
    return Status(201, {"id": matters.raise_matter(actor=actor_of(request), **body.model_dump())})


operations(router, MATTER, MatterOut, _shown)
