"""What the parts of custody share over HTTP: the forms of values, shapes of several parts."""

from __future__ import annotations

from typing import Annotated

from ninja import Field, Schema

from ifar.cursors import LARGEST, SIZE

Identifier = Annotated[str, Field(max_length=20)]
Code = Annotated[str, Field(max_length=40)]
Line = Annotated[str, Field(max_length=200)]
Seal = Annotated[str, Field(max_length=60)]
Note = Annotated[str, Field(max_length=2000)]
Reason = Annotated[str, Field(min_length=1, max_length=2000)]
Expected = Annotated[int | None, Field(ge=1, le=1_000_000)]


class PageAsked(Schema):
    """How a list is read: page by page."""

    after: Annotated[str, Field(max_length=500, description="The cursor that the page before gave.")] = ""
    size: Annotated[int, Field(ge=1, le=LARGEST)] = SIZE


class ProposedOut(Schema):
    """What waits for a second person."""

    proposal: str
