"""What the system of customs declares: the body of the API, and a row of its file. Pure."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from ifar.acts.inputs import Day, Input, Whole

MOST = 1_000
"""Declarations of one file or request."""
_Number = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]
_Known = Annotated[str, StringConstraints(strip_whitespace=True, max_length=40)]


class Declared(Input):
    """An exit or an entry: the number of the declaration, under which authorisation, which consignment if it is known, when, at which post, how many, and their serial numbers if they were declared."""

    declaration: _Number
    way: Literal["exit", "entry"]
    authorisation: _Known
    consignment: _Known = ""
    day: Day
    office: Annotated[str, StringConstraints(strip_whitespace=True, max_length=60)] = ""
    quantity: Annotated[Whole, Field(ge=1, le=10_000_000)]
    serials: Annotated[
        list[Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]],
        Field(max_length=5_000),
    ] = []


class SendDeclarations(Input):
    """Declarations, as many as stand in one file of customs."""

    declarations: Annotated[list[Declared], Field(min_length=1, max_length=MOST)]
