"""Projects, results and indicators over HTTP."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status

from ifar.acts.edges import operations
from ifar.acts.inputs import part_of
from ifar.cursors import page
from ifar.form_errors import actor_of
from ifar.programme import plan_inputs, work_inputs
from ifar.programme.api.shapes import (
    Identifier,
    ListAsked,
    Place,
    ProgrammeMadeOut,
    money,
    text,
)
from ifar.programme.diligence import asks_release
from ifar.programme.models import Indicator, Project, Recipient, Result
from ifar.programme.selectors import diligence, work
from ifar.programme.selectors import planning as selectors
from ifar.programme.services import planning, projects, recipients
from ifar.programme.services.planning import NewIndicator, NewProject
from ifar.programme.services.recipients import NewRecipient

router = Router()


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


def project_of(project: Project) -> ProjectOut:
    """A project as it stands."""
    return ProjectOut(id=project.public_id, **{name: getattr(project, name) for name in _PROJECT})


def result_of(result: Result) -> ResultOut:
    """A result as it stands."""
    return ResultOut(id=result.public_id, **{name: getattr(result, name) for name in _RESULT})


def indicator_of(indicator: Indicator) -> IndicatorOut:
    """An indicator as it stands."""
    result = {name: getattr(indicator, name) for name in _INDICATOR}
    return IndicatorOut(id=indicator.public_id, baseline=text(indicator.baseline), **result)


@router.get("/programme/projects", response=ProjectsOut, operation_id="programme_list_projects")
def list_projects(request: HttpRequest, asked: Query[ProjectsAsked]) -> ProjectsOut:
    """Projects under the strategy."""
    listed = selectors.projects_for(
        actor_of(request), state=asked.state, cell=asked.cell, country=asked.country
    )
    result = page(listed, order=("reference", "id"), after=asked.after, size=asked.size)
    return ProjectsOut(items=[project_of(project) for project in result.items], after=result.after)


@router.post("/programme/projects", response={201: ProgrammeMadeOut}, operation_id="programme_open_project")
def open_project(request: HttpRequest, data: plan_inputs.OpenProject) -> Status[ProgrammeMadeOut]:
    """Open a project."""
    made = planning.open_project(actor=actor_of(request), new=part_of(data, NewProject))
    return Status(201, ProgrammeMadeOut(id=made.public_id))


@router.get("/programme/projects/{project}", response=ProjectWholeOut, operation_id="programme_get_project")
def get_project(request: HttpRequest, project: Identifier) -> ProjectWholeOut:
    """A project with its money and results."""
    result = selectors.project(actor_of(request), project)
    return ProjectWholeOut(
        **project_of(result.project).dict(),
        money={account: money(amount) for account, amount in result.money.items()},
        results=[result_of(record) for record, _indicators in result.results],
    )


operations(router, projects.PROJECT, ProjectOut, project_of, "/programme/projects/{project}")


@router.get("/programme/projects/{project}/recipients", response=list[RecipientOut], operation_id="programme_list_recipients")  # fmt: skip
def list_recipients(request: HttpRequest, project: Identifier) -> list[RecipientOut]:
    """Who receives the support of a project."""
    actor = actor_of(request)
    return [
        _recipient(recipient) for recipient in diligence.recipients_of(actor, work.project(actor, project))
    ]


@router.post("/programme/projects/{project}/recipients", response={201: RecipientOut}, operation_id="programme_name_recipient")  # fmt: skip
def name_recipient(
    request: HttpRequest, project: Identifier, data: work_inputs.NameRecipient
) -> Status[RecipientOut]:
    """Name who receives support of a project; the human-rights adviser confirms it, or due diligence comes first."""
    made = recipients.name(actor=actor_of(request), project=project, new=part_of(data, NewRecipient))
    return Status(201, _recipient(made))


def _recipient(recipient: Recipient) -> RecipientOut:
    result = {name: getattr(recipient, name) for name in ("state", "name", "kind", "support", "activity")}
    return RecipientOut(
        id=recipient.public_id, needs_release=asks_release(recipient.kind, recipient.support), **result
    )


@router.get("/programme/results", response=ResultsOut, operation_id="programme_list_results")
def list_results(request: HttpRequest, asked: Query[ResultsAsked]) -> ResultsOut:
    """Results of the logframe."""
    listed = selectors.results_for(actor_of(request), asked.project)
    result = page(listed, order=("id",), after=asked.after, size=asked.size)
    return ResultsOut(items=[result_of(record) for record in result.items], after=result.after)


@router.post("/programme/results", response={201: ResultOut}, operation_id="programme_state_result")
def state_result(request: HttpRequest, data: plan_inputs.StateResult) -> Status[ResultOut]:
    """State a result: an outcome, an output under it, an activity under that."""
    return Status(201, result_of(planning.state_result(actor=actor_of(request), **data.arguments())))


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
    result = page(listed, order=("id",), after=asked.after, size=asked.size)
    return IndicatorsOut(items=[indicator_of(indicator) for indicator in result.items], after=result.after)


@router.post("/programme/results/{result}/indicators", response={201: IndicatorOut}, operation_id="programme_define_indicator")  # fmt: skip
def define_indicator(
    request: HttpRequest, result: Identifier, data: plan_inputs.DefineIndicator
) -> Status[IndicatorOut]:
    """Define an indicator of a result."""
    new = part_of(data, NewIndicator)
    made = planning.define_indicator(actor=actor_of(request), result=result, new=new)
    return Status(201, indicator_of(made))


@router.get("/programme/indicators/{indicator}", response=IndicatorOut, operation_id="programme_get_indicator")  # fmt: skip
def get_indicator(request: HttpRequest, indicator: Identifier) -> IndicatorOut:
    """One indicator."""
    return indicator_of(selectors.indicator(actor_of(request), indicator))


operations(router, planning.INDICATOR, IndicatorOut, indicator_of, "/programme/indicators/{indicator}")
