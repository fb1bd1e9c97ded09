"""Official returns over HTTP: the cells of a year, and SDG 16.4.2 by both formulas."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Field, Path, Router, Schema, Status

from ifar.acts.edges import DecisionProposedOut, proposed_of
from ifar.form_errors import actor_of
from ifar.returns import selectors, services
from ifar.returns.forms import selectors as form_selectors
from ifar.returns.forms import tables
from ifar.returns.hub import packages
from ifar.returns.hub import selectors as hub_selectors
from ifar.returns.hub import services as hub
from ifar.returns.indicator import FORMULAS, rounded
from ifar.returns.inputs import AnswerFigure, FreezeReturn, SendPackage
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


class FigureOut(Schema):
    """One figure of a form; `value` is null where it is missing. `counted` tells a number of the records from a stated one, `withheld` what of it leaves in no file."""

    table: str
    question: str
    category: str
    value: int | None
    counted: bool
    note: str
    withheld: str


class FormOut(Schema):
    """A yearly form, computed now."""

    form: str
    iso3: str
    year: int
    figures: list[FigureOut]


class RankOut(Schema):
    """A State's share by a formula, in per cent, with the ends of its 95 % interval."""

    iso3: str
    formula: Literal["A", "B"]
    numerator: int
    denominator: int
    share: str
    low: str
    high: str


class ReportedOut(Schema):
    """What a hub holds of a State: `source` is `signed`, `file`, or empty where nothing holds; `last` the last year it reported for."""

    iso3: str
    source: Literal["", "signed", "file"]
    edition: int
    hash: str
    last: int | None


class ComparisonOut(Schema):
    """The returns of all States for a form's year."""

    form: str
    year: int
    states: list[ReportedOut]
    ranks: list[RankOut]


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
    result = selectors.yearly_return(actor_of(request), year)
    shares = []
    for formula in FORMULAS:
        tally = result.tally(formula)
        if tally is not None:
            share = tally.share()
            shares.append(
                {
                    "formula": formula,
                    "numerator": tally.numerator,
                    "denominator": tally.denominator,
                    "share": None if share is None else str(rounded(share)),
                    "not_reported": list(tally.lacking),
                }
            )
    return {
        "iso3": result.country.iso3,
        "year": year,
        "cells": [_cell(cell) for cell in result.cells],
        "sdg_16_4_2": shares,
    }


def _cell(cell: Cell) -> dict[str, Any]:
    names = ("indicator", "dimension", "category", "sex", "age")
    return {name: getattr(cell.key, name) for name in names} | {"value": cell.value}


@router.post("/iafq/{year}/freezing", response={202: DecisionProposedOut}, operation_id="propose_freezing")
def propose_freezing(request: HttpRequest, year: Year, body: FreezeReturn) -> Status[dict[str, Any]]:
    """Propose to freeze the return of a year as it is computed now; a second person decides."""
    return proposed_of(services.propose_freezing(actor=actor_of(request), year=year, **dict(body)))


@router.get("/iafq/{year}/editions/{number}", response=EditionOut, operation_id="frozen_return")
def frozen_return(
    request: HttpRequest, year: Year, number: Annotated[int, Path(ge=1, le=100_000)]
) -> dict[str, Any]:
    """A frozen edition of the return of a year."""
    edition = selectors.edition(actor_of(request), year, number)
    cells = selectors.cells_of(year, edition.country, edition.cells)
    return {
        "year": year,
        "number": number,
        "at": edition.at,
        "note": edition.note,
        "cells": [_cell(cell) for cell in cells],
    }


Code = Annotated[str, Path(pattern=r"^[a-z]{2,10}$")]
Number = Annotated[int, Path(ge=1, le=100_000)]


@router.get("/forms/{code}/{year}", response=FormOut, operation_id="yearly_form")
def yearly_form(request: HttpRequest, code: Code, year: Year) -> dict[str, Any]:
    """A yearly form other than the questionnaire (`unroca`, `att`, `poa`, `eu`), computed now. What is missing is null, not zero."""
    form_return = form_selectors.filled_in(actor_of(request), code, year)
    return {
        "form": code,
        "iso3": form_return.country.iso3,
        "year": year,
        "figures": [
            {
                "table": figure.table.title,
                "question": figure.question,
                "category": figure.category,
                "value": figure.value,
                "counted": figure.counted,
                "note": figure.said.note if figure.said else "",
                "withheld": level,
            }
            for figure, level in tables.withheld(form_return.tables)
        ],
    }


@router.post("/forms/{code}/{year}/answers", response={204: None}, operation_id="answer_figure")
def answer_figure(request: HttpRequest, code: Code, year: Year, body: AnswerFigure) -> Status[None]:
    """Say something of a figure: a number where no record answers, and the note that says where it comes from; or take it back."""
    services.say(actor=actor_of(request), form=code, year=year, **body.arguments())
    return Status(204, None)


@router.post("/forms/{code}/{year}/editions/{number}/package", operation_id="send_return")
def send_return(
    request: HttpRequest, code: Code, year: Year, number: Number, body: SendPackage
) -> HttpResponse:
    """The signed package of a frozen edition, for a hub: the document that `POST /returns/packages` of the hub takes."""
    made = packages.send(actor=actor_of(request), form=code, year=year, edition=number, **dict(body))
    return HttpResponse(made.document, content_type="application/json; charset=utf-8")


@router.post("/packages", operation_id="receive_package")
def receive_package(request: HttpRequest) -> HttpResponse:
    """Take in a package of a State at a hub. The body is the package; the answer is the hub's signed receipt, also where it refuses (422)."""
    taken = hub.take_in(actor=actor_of(request), data=request.body)
    return HttpResponse(
        taken.receipt, content_type="application/json; charset=utf-8", status=422 if taken.reason else 200
    )


@router.get("/hub/{code}/{year}", response=ComparisonOut, operation_id="compared_returns")
def compared_returns(request: HttpRequest, code: Code, year: Year) -> dict[str, Any]:
    """All States' returns of a year at a hub: who reported, and shares with their uncertainty where the State consents."""
    comparison = hub_selectors.comparison(actor_of(request), code, year)
    return {
        "form": code,
        "year": year,
        "states": [
            {
                "iso3": row.area,
                "source": "" if row.held is None else "file" if row.held.kind == "file" else "signed",
                "edition": row.held.edition if row.held else 0,
                "hash": row.held.hash if row.held else "",
                "last": row.last,
            }
            for row in comparison.rows
        ],
        "ranks": [
            {
                "iso3": ranked.area,
                "formula": formula,
                "numerator": ranked.numerator,
                "denominator": ranked.denominator,
                **{name: f"{getattr(ranked, name):.2f}" for name in ("share", "low", "high")},
            }
            for formula, rows in comparison.ranked.items()
            for ranked in rows
        ],
    }
