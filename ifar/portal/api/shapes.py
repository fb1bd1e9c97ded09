"""Types that several nouns share."""

from __future__ import annotations

from typing import Annotated

from ninja import Field, Schema

Identifier = Annotated[str, Field(max_length=20)]


class MadeOut(Schema):
    """What was made."""

    id: str
