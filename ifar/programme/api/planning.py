"""Projects, results and indicators over HTTP."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status

from ifar.cursors import page
from ifar.form_errors import actor_of
from ifar.programme.api.shapes import (
    Code,
    Headline,
    Identifier,
    ListAsked,
    Name,
    Number,
    Place,
    ProgrammeMadeOut,
    Seen,
    Words,
    decimal,
    money,
    text,
)
from ifar.programme.diligence import asks_release
from ifar.programme.models import Indicator, Project, Recipient, Result
from ifar.programme.selectors import diligence, work
from ifar.programme.selectors import planning as selectors
from ifar.programme.services import planning, recipients
from ifar.programme.services.planning import NewIndicator, NewProject
from ifar.programme.services.recipients import NewRecipient

router = Router()
Codes = Annotated[list[Code], Field(max_length=30)]


class ProjectIn(Schema):
    """A project: where it stands in the strategy, where and when it works, its gender markers."""

    title: Headline
    words: Words = ""
    outcomes: Codes = []
    cells: Codes = []
    benchmarks: Codes = []
    countries: Annotated[list[Place], Field(max_length=250)] = []
    starts_on: dt.date | None = None
    ends_on: dt.date | None = None
    responsible: Headline = ""
    gem: Annotated[int, Field(ge=0, le=3)] | None = None
    dac_gender: Annotated[int, Field(ge=0, le=2)] | None = None
    hotspot: Annotated[str, Field(max_length=20)] = ""


class NewProjectIn(ProjectIn):
    """A project that is opened."""

    reference: Annotated[str, Field(max_length=60)]


class ChangedProjectIn(ProjectIn):
    """A project as it shall be, and how it stood when it was read."""

    n: Seen


class ProjectMoveIn(Schema):
    """What becomes of a project."""

    kind: Literal["started", "suspended", "closed", "cancelled"]


class RecipientIn(Schema):
    """A unit or office that receives support, of which kind, and what it receives; through which activity, if through one alone."""

    name: Headline
    kind: Code
    support: Codes
    activity: Identifier | Literal[""] = ""


class RecipientOut(Schema):
    """A recipient; where `needs_release` is false, another person confirms it."""

    id: str
    state: str
    name: str
    kind: str
    support: list[str]
    activity: str
    needs_release: bool


class ProjectOut(Schema):
    """A project."""

    id: str
    reference: str
    state: str
    n: int
    title: str
    words: str
    outcomes: list[str]
    cells: list[str]
    benchmarks: list[str]
    countries: list[str]
    starts_on: dt.date | None
    ends_on: dt.date | None
    responsible: str
    gem: int | None
    dac_gender: int | None
    hotspot: str


class ProjectsOut(Schema):
    """A page of projects, by reference."""

    items: list[ProjectOut]
    after: str | None


class ResultOut(Schema):
    """A statement of the logframe; `project` is empty where it is the strategy's own."""

    id: str
    project: str
    parent: str
    level: str
    state: str
    n: int
    title: str
    outcome: str
    cells: list[str]
    assumptions: str
    risks: str
    responsible: str


class ResultsOut(Schema):
    """A page of results."""

    items: list[ResultOut]
    after: str | None


class ProjectWholeOut(ProjectOut):
    """A project with its money, as text in the Fund's currency, and its results."""

    money: dict[str, str]
    results: list[ResultOut]


class StatedResultIn(Schema):
    """A statement of the logframe."""

    level: Literal["outcome", "output", "activity"]
    title: Headline
    outcome: Code
    project: Identifier | Literal[""] = ""
    parent: Identifier | Literal[""] = ""
    cells: Codes = []
    assumptions: Words = ""
    risks: Words = ""
    responsible: Headline = ""


class IndicatorIn(Schema):
    """How progress towards a result is seen. `targets`: period -> number as text; `source` names a computed source, or is empty."""

    title: Headline
    unit: Annotated[str, Field(max_length=80)] = ""
    measure: Code = "unit"
    direction: Code = "up"
    aggregation: Code = "sum"
    disaggregation: Codes = []
    baseline: Number | None = None
    baseline_year: Annotated[int, Field(ge=1900, le=2200)] | None = None
    targets: Annotated[dict[Name, Number], Field(max_length=60)] = {}
    means: Headline = ""
    source: Code = ""
    frequency: Code = "year"
    responsible: Headline = ""
    assumptions: Words = ""

    def new(self) -> NewIndicator:
        """As the services take it."""
        said = self.dict(exclude={"n", "result"})
        targets = {name: number for name, one in self.targets.items() if (number := decimal(one)) is not None}
        return NewIndicator(**{**said, "baseline": decimal(self.baseline), "targets": targets})


class NewIndicatorIn(IndicatorIn):
    """An indicator of a result."""

    result: Identifier


class ChangedIndicatorIn(IndicatorIn):
    """An indicator as it shall be, and how it stood when it was read."""

    n: Seen


class IndicatorOut(Schema):
    """An indicator; numbers are text."""

    id: str
    result: str
    state: str
    n: int
    title: str
    unit: str
    measure: str
    direction: str
    aggregation: str
    disaggregation: list[str]
    baseline: str | None
    baseline_year: int | None
    targets: dict[str, str]
    means: str
    source: str
    frequency: str
    responsible: str
    assumptions: str


class IndicatorsOut(Schema):
    """A page of indicators."""

    items: list[IndicatorOut]
    after: str | None


class ProjectsAsked(ListAsked):
    """Which projects."""

    state: Literal["", "planned", "active", "suspended", "closed", "cancelled"] = ""
    cell: Annotated[str, Field(max_length=4)] = ""
    country: Place = ""


class ResultsAsked(ListAsked):
    """Which results."""

    project: Identifier | Literal[""] = ""


class IndicatorsAsked(ListAsked):
    """Which indicators: of a result, of a cell of the matrix, computed or not."""

    result: Identifier | Literal[""] = ""
    cell: Annotated[str, Field(max_length=4)] = ""
    computed: bool | None = None


_PROJECT = (
    "reference", "state", "n", "title", "words", "outcomes", "cells", "benchmarks", "countries", "starts_on", "ends_on", "responsible",
    "gem", "dac_gender", "hotspot",
)  # fmt: skip
_RESULT = (
    "project", "parent", "level", "state", "n", "title", "outcome", "cells", "assumptions", "risks", "responsible",
)  # fmt: skip
_INDICATOR = (
    "result", "state", "n", "title", "unit", "measure", "direction", "aggregation", "disaggregation", "baseline_year", "targets", "means",
    "source", "frequency", "responsible", "assumptions",
)  # fmt: skip


def project_of(one: Project) -> ProjectOut:
    """A project as it stands."""
    return ProjectOut(id=one.public_id, **{name: getattr(one, name) for name in _PROJECT})


def result_of(one: Result) -> ResultOut:
    """A result as it stands."""
    return ResultOut(id=one.public_id, **{name: getattr(one, name) for name in _RESULT})


def indicator_of(one: Indicator) -> IndicatorOut:
    """An indicator as it stands."""
    told = {name: getattr(one, name) for name in _INDICATOR}
    return IndicatorOut(id=one.public_id, baseline=text(one.baseline), **told)


@router.get("/programme/projects", response=ProjectsOut, operation_id="programme_list_projects")
def list_projects(request: HttpRequest, asked: Query[ProjectsAsked]) -> ProjectsOut:
    """Projects under the strategy."""
    listed = selectors.projects_for(
        actor_of(request), state=asked.state, cell=asked.cell, country=asked.country
    )
    found = page(listed, order=("reference", "id"), after=asked.after, size=asked.size)
    return ProjectsOut(items=[project_of(one) for one in found.items], after=found.after)


@router.post("/programme/projects", response={201: ProgrammeMadeOut}, operation_id="programme_open_project")
def open_project(request: HttpRequest, data: NewProjectIn) -> Status[ProgrammeMadeOut]:
    """Open a project."""
    made = planning.open_project(actor=actor_of(request), new=NewProject(**data.dict()))
    return Status(201, ProgrammeMadeOut(id=made.public_id))


@router.get("/programme/projects/{project}", response=ProjectWholeOut, operation_id="programme_get_project")
def get_project(request: HttpRequest, project: Identifier) -> ProjectWholeOut:
    """A project with its money and results."""
    told = selectors.project(actor_of(request), project)
    return ProjectWholeOut(
        **project_of(told.project).dict(),
        money={account: money(amount) for account, amount in told.money.items()},
        results=[result_of(one) for one, _indicators in told.results],
    )


@router.put("/programme/projects/{project}", response=ProjectOut, operation_id="programme_change_project")
def change_project(request: HttpRequest, project: Identifier, data: ChangedProjectIn) -> ProjectOut:
    """Change a project, as it stood when it was read."""
    new = NewProject(reference="", **data.dict(exclude={"n"}))
    return project_of(planning.change_project(actor=actor_of(request), project=project, n=data.n, new=new))


@router.post("/programme/projects/{project}/moves", response=ProjectOut, operation_id="programme_move_project")  # fmt: skip
def move_project(request: HttpRequest, project: Identifier, data: ProjectMoveIn) -> ProjectOut:
    """Start, suspend, close or cancel a project."""
    return project_of(planning.move_project(actor=actor_of(request), project=project, kind=data.kind))


@router.get("/programme/projects/{project}/recipients", response=list[RecipientOut], operation_id="programme_list_recipients")  # fmt: skip
def list_recipients(request: HttpRequest, project: Identifier) -> list[RecipientOut]:
    """Who receives the support of a project."""
    actor = actor_of(request)
    return [_recipient(one) for one in diligence.recipients_of(actor, work.project(actor, project))]


@router.post("/programme/projects/{project}/recipients", response={201: RecipientOut}, operation_id="programme_name_recipient")  # fmt: skip
def name_recipient(request: HttpRequest, project: Identifier, data: RecipientIn) -> Status[RecipientOut]:
    """Name who receives support of a project; the human-rights adviser confirms it, or due diligence comes first."""
    made = recipients.name(actor=actor_of(request), project=project, new=NewRecipient(**data.dict()))
    return Status(201, _recipient(made))


def _recipient(one: Recipient) -> RecipientOut:
    told = {name: getattr(one, name) for name in ("state", "name", "kind", "support", "activity")}
    return RecipientOut(id=one.public_id, needs_release=asks_release(one.kind, one.support), **told)


@router.get("/programme/results", response=ResultsOut, operation_id="programme_list_results")
def list_results(request: HttpRequest, asked: Query[ResultsAsked]) -> ResultsOut:
    """Results of the logframe."""
    listed = selectors.results_for(actor_of(request), asked.project)
    found = page(listed, order=("id",), after=asked.after, size=asked.size)
    return ResultsOut(items=[result_of(one) for one in found.items], after=found.after)


@router.post("/programme/results", response={201: ResultOut}, operation_id="programme_state_result")
def state_result(request: HttpRequest, data: StatedResultIn) -> Status[ResultOut]:
    """State a result: an outcome, an output under it, an activity under that."""
    return Status(201, result_of(planning.state_result(actor=actor_of(request), **data.dict())))


@router.get("/programme/results/{result}", response=ResultOut, operation_id="programme_get_result")
def get_result(request: HttpRequest, result: Identifier) -> ResultOut:
    """One result."""
    return result_of(selectors.result(actor_of(request), result))


@router.get("/programme/indicators", response=IndicatorsOut, operation_id="programme_list_indicators")
def list_indicators(request: HttpRequest, asked: Query[IndicatorsAsked]) -> IndicatorsOut:
    """Indicators."""
    listed = selectors.indicators_for(
        actor_of(request), result=asked.result, cell=asked.cell, computed=asked.computed
    )
    found = page(listed, order=("id",), after=asked.after, size=asked.size)
    return IndicatorsOut(items=[indicator_of(one) for one in found.items], after=found.after)


@router.post("/programme/indicators", response={201: IndicatorOut}, operation_id="programme_define_indicator")
def define_indicator(request: HttpRequest, data: NewIndicatorIn) -> Status[IndicatorOut]:
    """Define an indicator of a result."""
    made = planning.define_indicator(actor=actor_of(request), result=data.result, new=data.new())
    return Status(201, indicator_of(made))


@router.get("/programme/indicators/{indicator}", response=IndicatorOut, operation_id="programme_get_indicator")  # fmt: skip
def get_indicator(request: HttpRequest, indicator: Identifier) -> IndicatorOut:
    """One indicator."""
    return indicator_of(selectors.indicator(actor_of(request), indicator))


@router.put("/programme/indicators/{indicator}", response=IndicatorOut, operation_id="programme_change_indicator")  # fmt: skip
def change_indicator(request: HttpRequest, indicator: Identifier, data: ChangedIndicatorIn) -> IndicatorOut:
    """Change an indicator, as it stood when it was read."""
    made = planning.change_indicator(actor=actor_of(request), indicator=indicator, n=data.n, new=data.new())
    return indicator_of(made)
