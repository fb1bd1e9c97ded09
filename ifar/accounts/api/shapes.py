"""Shapes that several operations of accounts share."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest
from ninja import Field, Schema

from ifar.cursors import LARGEST, SIZE
from ifar.rights import Actor

Identifier = Annotated[str, Field(max_length=20)]
Words = Annotated[str, Field(max_length=2000)]
Name = Annotated[str, Field(max_length=300)]


class Listing(Schema):
    """How a list is read page by page."""

    after: Annotated[str, Field(max_length=500, description="The cursor that the page before gave.")] = ""
    size: Annotated[int, Field(ge=1, le=LARGEST)] = SIZE


def actor_of(request: HttpRequest) -> Actor:
    """Who asks."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


class ProposalShape(Schema):
    """What was asked for: the proposal, and what it is about."""

    proposal: str = Field(alias="public_id")
    object: str
