"""Papers about a firearm."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Field, Router, Status

from ifar.documents import selectors
from ifar.documents.api import PaperOut, papers_as_json
from ifar.documents.inputs import IssuePaper
from ifar.registry.api.firearms import actor_of
from ifar.registry.selectors import firearm_for
from ifar.registry.services.papers import issue_about_firearm
from ifar.rights import require

router = Router(tags=["documents"])
Identifier = Annotated[str, Field(max_length=20)]


@router.get("/firearms/{firearm}/papers", response=list[PaperOut])
def papers(request: HttpRequest, firearm: Identifier) -> Any:
    """The papers about a firearm, the newest first, at most a hundred."""
    actor = actor_of(request)
    require(actor, "documents:paper:read")
    record = firearm_for(actor, firearm)
    return papers_as_json(list(selectors.papers_about(actor, record.public_id)[:100]))


@router.post("/firearms/{firearm}/papers", response={201: PaperOut})
def issue(request: HttpRequest, firearm: Identifier, body: IssuePaper) -> Any:
    """Issue a paper about a firearm; the names in it are a read under your purpose."""
    paper = issue_about_firearm(actor=actor_of(request), firearm=firearm, **dict(body))
    return Status(201, papers_as_json([paper])[0])
