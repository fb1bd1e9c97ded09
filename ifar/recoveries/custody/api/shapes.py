"""What the parts of custody share over HTTP: shapes of several parts."""

from __future__ import annotations

from typing import Annotated

from ninja import Field, Schema

from ifar.cursors import LARGEST, SIZE

Identifier = Annotated[str, Field(max_length=20)]


class PageAsked(Schema):
    """How a list is read: page by page."""

    after: Annotated[str, Field(max_length=500, description="The cursor that the page before gave.")] = ""
    size: Annotated[int, Field(ge=1, le=LARGEST)] = SIZE


class ProposedOut(Schema):
    """What waits for a second person."""

    proposal: str
