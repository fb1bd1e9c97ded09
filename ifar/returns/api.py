"""Official returns over HTTP: the cells of a year, and SDG 16.4.2 by both formulas."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Field, Path, Router, Schema, Status

from ifar.answers import actor_of
from ifar.returns import selectors, services
from ifar.returns.indicator import FORMULAS, rounded
from ifar.returns.official import Cell

router = Router(tags=["returns"])
Year = Annotated[int, Path(ge=1900, le=2200)]


class CellOut(Schema):
    """One figure, with the labels of UNODC's official table."""

    indicator: str
    dimension: str
    category: str
    sex: str
    age: str
    value: int


class SharesOut(Schema):
    """SDG 16.4.2 of the year alone: numbers of arms, and the share in per cent; no share where the denominator is 0."""

    formula: Literal["A", "B"]
    numerator: int
    denominator: int
    share: Annotated[str, Field(pattern=r"^[0-9]+\.[0-9]{2}$")] | None
    not_reported: list[str]


class ReturnOut(Schema):
    """A yearly return, computed now. What is missing has no cell; it is not zero."""

    iso3: str
    year: int
    cells: list[CellOut]
    sdg_16_4_2: list[SharesOut]


class FreezeIn(Schema):
    """Why the return is frozen now, and what the State says of its figures."""

    reason: Annotated[str, Field(min_length=1, max_length=2000)]
    note: Annotated[str, Field(max_length=2000)] = ""


class ProposedOut(Schema):
    """A proposal that waits for a second person."""

    proposal: str


class EditionOut(Schema):
    """A frozen edition of a year's return."""

    year: int
    number: int
    at: dt.datetime
    note: str
    cells: list[CellOut]


@router.get("/iafq/{year}", response=ReturnOut, operation_id="yearly_return")
def yearly_return(request: HttpRequest, year: Year) -> dict[str, Any]:
    """The return of a year in the labels of the Illicit Arms Flows Questionnaire."""
    found = selectors.yearly_return(actor_of(request), year)
    shares = []
    for formula in FORMULAS:
        one = found.tally(formula)
        if one is not None:
            share = one.share()
            shares.append(
                {
                    "formula": formula,
                    "numerator": one.numerator,
                    "denominator": one.denominator,
                    "share": None if share is None else str(rounded(share)),
                    "not_reported": list(one.lacking),
                }
            )
    return {
        "iso3": found.country.iso3,
        "year": year,
        "cells": [_cell(cell) for cell in found.cells],
        "sdg_16_4_2": shares,
    }


def _cell(cell: Cell) -> dict[str, Any]:
    names = ("indicator", "dimension", "category", "sex", "age")
    return {name: getattr(cell.key, name) for name in names} | {"value": cell.value}


@router.post("/iafq/{year}/freezing", response={202: ProposedOut}, operation_id="propose_freezing")
def propose_freezing(request: HttpRequest, year: Year, said: FreezeIn) -> Status[dict[str, Any]]:
    """Propose to freeze the return of a year as it is computed now; a second person decides."""
    asked = services.propose_freezing(actor=actor_of(request), year=year, note=said.note, reason=said.reason)
    return Status(202, {"proposal": asked.public_id})


@router.get("/iafq/{year}/editions/{number}", response=EditionOut, operation_id="frozen_return")
def frozen_return(
    request: HttpRequest, year: Year, number: Annotated[int, Path(ge=1, le=100_000)]
) -> dict[str, Any]:
    """A frozen edition of the return of a year."""
    found = selectors.edition(actor_of(request), year, number)
    cells = selectors.cells_of(year, found.country, found.cells)
    return {
        "year": year,
        "number": number,
        "at": found.at,
        "note": found.note,
        "cells": [_cell(cell) for cell in cells],
    }
