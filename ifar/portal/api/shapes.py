"""Types that several nouns share."""

from __future__ import annotations

from typing import Annotated

from ninja import Field, Schema

Identifier = Annotated[str, Field(max_length=20)]


Words = Annotated[str, Field(max_length=2000)]


Said = Annotated[str, Field(min_length=1, max_length=2000)]


Line = Annotated[str, Field(min_length=1, max_length=300)]


class MadeOut(Schema):
    """What was made."""

    id: str
