"""Matters over HTTP as JSON."""

from __future__ import annotations

import datetime as dt
from collections.abc import Container
from typing import Annotated, Any, Final, Literal

from django.http import HttpRequest
from ninja import Field, Router, Schema, Status

from ifar.acts.edges import operations
from ifar.cursors import LARGEST, SIZE, page
from ifar.form_errors import actor_of
from ifar.matters import selectors
from ifar.matters.inputs import RaiseMatter
from ifar.matters.models import Matter
from ifar.matters.services import matters
from ifar.matters.services.matters import MATTER

router = Router(tags=["matters"])


class MatterOut(Schema):
    """A matter. Who only explains it is told what is asked, what it is about as far as it may see that or was told it (`named`), and its own explanation;
    the rest is for the office that settles it."""

    id: str
    kind: str
    state: str
    n: int
    office: str
    explainer: str
    answer_by: dt.date | None
    question: str
    named: str = ""
    due_on: dt.date | None = None
    about: str = ""
    text: str = ""
    explanation: str = ""
    outcome: str = ""
    leads_to: str = ""
    reason: str = ""


class MattersOut(Schema):
    """A page of matters, the first day first; `after` is the cursor of the next one."""

    items: list[MatterOut]
    after: str | None


class MatterMadeOut(Schema):
    """The matter that was raised."""

    id: str


_ASKED: Final = ("kind", "state", "n", "explainer", "answer_by", "question", "named")
_WHOLE: Final = ("due_on", "text", "outcome", "reason")


def _shown(matter: Matter) -> dict[str, Any]:
    """All of a matter, or for who only explains it what is asked; records that the actor may not see are left out."""
    return _as_json(matter, matter.known, matter.given)  # type: ignore[attr-defined]


def _as_json(matter: Matter, known: Container[str], given: str) -> dict[str, Any]:
    whole = selectors.settles(matter)
    result = {name: getattr(matter, name) for name in (*_ASKED, *(_WHOLE if whole else ()))}
    result |= {
        name: getattr(matter, name) if getattr(matter, name) in known else ""
        for name in ("about", *(("leads_to",) if whole else ()))
    }
    result["explanation"] = given
    return {"id": matter.public_id, "office": matter.agency.public_id, **result}


@router.get("/matters", response=MattersOut, summary="Matters", operation_id="list_matters")
def list_matters(
    request: HttpRequest,
    list: Literal["open", "late", "soon", "explain", "above", "closed"] = "open",
    kind: Annotated[str, Field(max_length=60)] = "",
    after: Annotated[str, Field(max_length=500)] = "",
    limit: Annotated[int, Field(ge=1, le=LARGEST)] = SIZE,
) -> dict[str, Any]:
    """What the actor's office must settle or explain, by its day from the cursor on; or a part of it, or what it closed. An explanation that the office
    gave to another stands at the matter itself."""
    actor = actor_of(request)
    selectors.require_any(actor)
    result = page(selectors.chase_list(actor, list, kind), order=("day", "id"), after=after, size=limit)
    known = selectors.records_of(actor, result.items)
    items = [
        _as_json(matter, known, matter.explanation if selectors.settles(matter) else "")
        for matter in result.items
    ]
    return {"items": items, "after": result.after}


@router.get("/matters/{matter}", response=MatterOut, summary="A matter", operation_id="get_matter")
def get_matter(request: HttpRequest, matter: Annotated[str, Field(max_length=20)]) -> dict[str, Any]:
    """Who settles it sees all of it; the office that explains sees the question."""
    actor = actor_of(request)
    selectors.require_any(actor)
    record = selectors.matter_for(actor, matter)
    return _shown(record)


@router.post("/matters", response={201: MatterMadeOut}, summary="Raise a matter", operation_id="raise_matter")
def raise_matter(request: HttpRequest, body: RaiseMatter) -> Status[dict[str, str]]:
    """The same kind about the same record is one matter, however often it is raised."""
    return Status(201, {"id": matters.raise_matter(actor=actor_of(request), **body.model_dump())})


operations(router, MATTER, MatterOut, _shown)
