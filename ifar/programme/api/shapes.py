"""Words of the programme's API that several operations share: identifiers, numbers as text, pages, the number of the version that was seen."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from ninja import Field, Schema

from ifar.cursors import LARGEST, SIZE
from ifar.programme import indicators

Identifier = Annotated[str, Field(pattern=r"^R[0-9A-Z]{13}$")]
Seen = Annotated[
    int, Field(ge=1, le=1_000_000, description="How many acts the record had when you read it (`n`).")
]
Number = Annotated[str, Field(pattern=r"^-?[0-9]{1,13}(\.[0-9]{1,6})?$")]
"""A number as text: no binary fraction stands between what was said and what is kept."""
Amount = Annotated[str, Field(pattern=r"^[0-9]{1,15}(\.[0-9]{1,3})?$")]
Rate = Annotated[str, Field(pattern=r"^[0-9]{1,10}(\.[0-9]{1,8})?$")]
Percent = Annotated[str, Field(pattern=r"^[0-9]{1,2}(\.[0-9]{1,2})?$")]
Currency = Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
Code = Annotated[str, Field(max_length=40)]
Name = Annotated[str, Field(max_length=20)]
Headline = Annotated[str, Field(max_length=400)]
Words = Annotated[str, Field(max_length=4000)]
Place = Annotated[str, Field(pattern=r"^([A-Z]{2})?$")]
Cursor = Annotated[str, Field(max_length=500, description="The cursor that the page before gave.")]


class ListAsked(Schema):
    """How a list is read: page by page."""

    after: Cursor = ""
    size: Annotated[int, Field(ge=1, le=LARGEST)] = SIZE


class SeenIn(Schema):
    """An act on a record as it was read."""

    n: Seen


class ReasonIn(SeenIn):
    """An act on a record as it was read, and why."""

    reason: Annotated[str, Field(min_length=1, max_length=2000)]


class ProgrammeMadeOut(Schema):
    """What was made."""

    id: str


def decimal(text: str | None) -> Decimal | None:
    """A number that came as text."""
    return None if text is None else Decimal(text)


def text(number: Decimal | None) -> str | None:
    """A number as text, without zeros at its end."""
    return indicators.written(number)


def money(amount: Decimal) -> str:
    """An amount to the cent."""
    return f"{amount:.2f}"
