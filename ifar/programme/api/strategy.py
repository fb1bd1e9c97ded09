"""The strategy as it stands, its themes and reporting periods, over HTTP; indicators and our own activities as files."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Path, Query, Router, Schema, Status

from ifar.acts.edges import operations
from ifar.cursors import page
from ifar.form_errors import actor_of
from ifar.programme import labels, plan_inputs
from ifar.programme.api.shapes import ListAsked, money
from ifar.programme.fund.money import FUND_CURRENCY
from ifar.programme.models import Period
from ifar.programme.selectors import exporting, figures, planning, strategy
from ifar.programme.selectors.strategy import Part
from ifar.programme.services import planning as services

router = Router()


class ThemeOut(Schema):
    """A theme of the framework; `inferred`: the name is ours and not the strategy's own."""

    code: str
    kind: str
    name: str
    inferred: bool


class PartOut(Schema):
    """A part of the strategy: projects by state, money of its projects as text, indicators by how they stand."""

    code: str
    projects: dict[str, int]
    allocated: str
    obligated: str
    spent: str
    indicators: dict[str, int]


class StrategyOut(Schema):
    """The whole strategy; what belongs to several cells is divided equally among them."""

    currency: str
    themes: list[ThemeOut]
    outcomes: list[PartOut]
    cells: list[PartOut]
    outside: PartOut
    given: str
    unallocated: str


class PeriodOut(Schema):
    """A reporting period; once it is locked no value of it moves."""

    id: str
    name: str
    state: str
    n: int
    starts_on: dt.date
    ends_on: dt.date
    due_on: dt.date


class PeriodsOut(Schema):
    """A page of periods, the latest first."""

    items: list[PeriodOut]
    after: str | None


def _part(part: Part) -> PartOut:
    return PartOut(
        code=part.code,
        projects=dict(part.projects),
        allocated=money(part.money.allocated),
        obligated=money(part.money.obligated),
        spent=money(part.money.spent),
        indicators=dict(part.bands),
    )


def _period(period: Period) -> PeriodOut:
    return PeriodOut(
        id=period.public_id,
        n=period.n,
        name=period.name,
        state=period.state,
        starts_on=period.starts_on,
        ends_on=period.ends_on,
        due_on=period.due_on,
    )


@router.get("/programme/strategy", response=StrategyOut, operation_id="programme_get_strategy")
def get_strategy(request: HttpRequest) -> StrategyOut:
    """The strategy: where is work, money and progress."""
    whole = strategy.whole(actor_of(request))
    return StrategyOut(
        currency=FUND_CURRENCY,
        themes=[
            ThemeOut(
                code=theme.code,
                kind=theme.kind,
                name=str(labels.theme_name(theme, "en")),
                inferred=theme.inferred,
            )
            for theme in whole.themes
        ],
        outcomes=[_part(outcome) for outcome in whole.outcomes.values()],
        cells=[_part(cell) for cell in whole.cells.values()],
        outside=_part(whole.outside),
        given=money(whole.money.all),
        unallocated=money(whole.unallocated),
    )


@router.post("/programme/themes/{code}/set", response={204: None}, operation_id="programme_name_theme")
def name_theme(
    request: HttpRequest, code: Annotated[str, Path(max_length=6)], data: plan_inputs.NameTheme
) -> Status[None]:
    """Give a theme of the framework its name."""
    services.set_theme(actor=actor_of(request), code=code, **data.arguments())
    return Status(204, None)


@router.get("/programme/periods", response=PeriodsOut, operation_id="programme_list_periods")
def list_periods(request: HttpRequest, asked: Query[ListAsked]) -> PeriodsOut:
    """Reporting periods."""
    result = page(planning.periods_for(actor_of(request)), order=("-ends_on", "-id"), after=asked.after, size=asked.size)  # fmt: skip
    return PeriodsOut(items=[_period(period) for period in result.items], after=result.after)


@router.post("/programme/periods", response={201: PeriodOut}, operation_id="programme_open_period")
def open_period(request: HttpRequest, data: plan_inputs.OpenPeriod) -> Status[PeriodOut]:
    """Open a reporting period."""
    return Status(201, _period(services.open_period(actor=actor_of(request), **data.arguments())))


operations(router, services.PERIOD, PeriodOut, _period, "/programme/periods/{period}")


@router.get("/programme/files/{name}", operation_id="programme_indicators_as_file")
def indicators_as_file(
    request: HttpRequest,
    name: Literal["indicators.csv", "indicators-sdmx.csv", "indicators-sdmx.xml", "indicators-structure.xml"],
) -> HttpResponse:
    """Indicators with their approved values as a file: plain CSV, SDMX-CSV 2.0, SDMX-ML 2.1, and the structure that both speak of."""
    made = figures.file(actor_of(request), name)
    return HttpResponse(made.content, content_type=made.media_type)


@router.get("/programme/iati/{which}", operation_id="programme_iati_file")
def iati_file(request: HttpRequest, which: Literal["activities", "organisation"]) -> HttpResponse:
    """The programme as a file of the IATI standard 2.03, judged before it is offered."""
    actor = actor_of(request)
    make = exporting.activities if which == "activities" else exporting.organisation
    made = make(actor, timezone.now())
    response = HttpResponse(made.content, content_type="application/xml")
    if made.left_out:
        response["X-IATI-Left-Out"] = ", ".join(quote(name) for name, _fault in made.left_out)
    return response
