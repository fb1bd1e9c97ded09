"""Long-term plans and measured effects over HTTP as JSON."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status

from ifar.cursors import page
from ifar.form_errors import actor_of
from ifar.hotspots.api.signals import Asked, Code, Expected, Identifier, Line, MadeOut, Words
from ifar.hotspots.models import Effect, Plan
from ifar.hotspots.selectors import signals as selectors
from ifar.hotspots.services import effects, plans
from ifar.rights import require

router = Router()

Number = Annotated[int, Field(ge=0, le=1_000_000_000)]


class MilestoneIn(Schema):
    """What is to be reached by a day."""

    words: Line
    due: dt.date


class IndicatorIn(Schema):
    """What is counted, from where to where it is to come, by a day."""

    name: Line
    unit: Line
    baseline: Number
    target: Number
    direction: Literal["up", "down"]
    due: dt.date


class PlanIn(Schema):
    """What a plan says."""

    title: Line
    outcomes: Annotated[list[Code], Field(max_length=10)]
    measures: Annotated[list[Code], Field(max_length=20)]
    milestones: Annotated[list[MilestoneIn], Field(max_length=40)]
    indicators: Annotated[list[IndicatorIn], Field(max_length=20)]
    criteria: Annotated[list[Line], Field(max_length=20)]

    def draft(self) -> plans.Draft:
        """The same as the service takes it."""
        said = self.dict()
        return plans.Draft(
            said["title"],
            said["outcomes"],
            said["measures"],
            [plans.Milestone(**one) for one in said["milestones"]],
            [plans.Indicator(**one) for one in said["indicators"]],
            said["criteria"],
        )


class AmendedIn(PlanIn):
    """A draft as it is to be; `expected_n` is the `n` that was read, so that nobody's change is lost."""

    expected_n: Expected = None


class ValueIn(Schema):
    """What an indicator counts today."""

    value: Number


class JudgedIn(Schema):
    """Whether a criterion is met, and why."""

    state: Literal["met", "not_met"]
    note: Words = ""


class EndedIn(Schema):
    """Why a plan ends though a criterion is not met."""

    reason: Words = ""


class EffectIn(Schema):
    """Since when a measure could work, and which weeks are looked at."""

    since: dt.date | None = None
    first: dt.date | None = None
    last: dt.date | None = None


class PlanOut(Schema):
    """A plan as it stands; words may have been erased."""

    id: str
    n: int
    state: str
    hotspot: str
    outcomes: list[str]
    measures: list[str]
    milestones: list[dict[str, Any]]
    indicators: list[dict[str, Any]]
    criteria: list[dict[str, Any]]
    words: dict[str, str]
    begun_on: dt.date | None
    ended_on: dt.date | None


class PlansOut(Schema):
    """Some plans, the newest first."""

    items: list[PlanOut]
    after: str | None


class EffectOut(Schema):
    """What was measured: each method's value and interval with what speaks against it, and whether it is weak."""

    id: str
    hotspot: str
    about: str
    since: dt.date
    first: dt.date
    last: dt.date
    unit: str
    compared: list[str]
    result: list[dict[str, Any]]
    series: dict[str, Any]
    inputs: str
    weak: bool


class EffectsOut(Schema):
    """Some effects, the newest first."""

    items: list[EffectOut]
    after: str | None


def _plan(one: Plan) -> PlanOut:
    names = (
        "n", "state", "hotspot", "outcomes", "measures", "milestones", "indicators", "criteria", "begun_on", "ended_on",
    )  # fmt: skip
    said = {name: getattr(one, name) for name in names}
    return PlanOut(id=one.public_id, words=dict(plans.lines(one)), **said)


def _effect(one: Effect) -> EffectOut:
    names = (
        "hotspot", "about", "since", "first", "last", "unit", "compared", "result", "series", "inputs", "weak",
    )  # fmt: skip
    return EffectOut(id=one.public_id, **{name: getattr(one, name) for name in names})


@router.get("/hotspot-plans", response=PlansOut, operation_id="list_hotspot_plans")
def list_plans(request: HttpRequest, asked: Query[Asked]) -> PlansOut:
    """The long-term plans that I may see, the newest first."""
    actor = actor_of(request)
    require(actor, selectors.READ)
    found = page(selectors.plans_for(actor), order=("-id",), after=asked.after, size=asked.size)
    return PlansOut(items=[_plan(one) for one in found.items], after=found.after)


@router.post("/hotspots/{hotspot_id}/plans", response={201: MadeOut}, operation_id="draft_hotspot_plan")
def draft(request: HttpRequest, hotspot_id: Identifier, data: PlanIn) -> Status[MadeOut]:
    """Draft a long-term plan for a hotspot."""
    made = plans.draft(actor=actor_of(request), hotspot=hotspot_id, said=data.draft())
    return Status(201, MadeOut(id=made))


@router.get("/hotspot-plans/{plan_id}", response=PlanOut, operation_id="read_hotspot_plan")
def read_plan(request: HttpRequest, plan_id: Identifier) -> PlanOut:
    """One plan."""
    return _plan(selectors.plan_for(actor_of(request), plan_id))


@router.put("/hotspot-plans/{plan_id}", response=PlanOut, operation_id="amend_hotspot_plan")
def amend(request: HttpRequest, plan_id: Identifier, data: AmendedIn) -> PlanOut:
    """Change a draft."""
    plans.amend(actor=actor_of(request), plan=plan_id, said=data.draft(), expected_n=data.expected_n)
    return read_plan(request, plan_id)


@router.post("/hotspot-plans/{plan_id}/beginning", response=PlanOut, operation_id="begin_hotspot_plan")
def begin(request: HttpRequest, plan_id: Identifier) -> PlanOut:
    """Start a plan that was drafted."""
    plans.begin(actor=actor_of(request), plan=plan_id)
    return read_plan(request, plan_id)


@router.post(
    "/hotspot-plans/{plan_id}/milestones/{milestone_id}", response=PlanOut, operation_id="reach_milestone"
)
def reach(request: HttpRequest, plan_id: Identifier, milestone_id: Identifier) -> PlanOut:
    """Say that a milestone is reached today."""
    plans.reach(actor=actor_of(request), plan=plan_id, milestone=milestone_id)
    return read_plan(request, plan_id)


@router.post(
    "/hotspot-plans/{plan_id}/indicators/{indicator_id}",
    response=PlanOut,
    operation_id="report_plan_indicator",
)
def report(request: HttpRequest, plan_id: Identifier, indicator_id: Identifier, data: ValueIn) -> PlanOut:
    """Say what an indicator counts today."""
    plans.report(actor=actor_of(request), plan=plan_id, indicator=indicator_id, value=data.value)
    return read_plan(request, plan_id)


@router.post(
    "/hotspot-plans/{plan_id}/criteria/{criterion_id}", response=PlanOut, operation_id="judge_plan_criterion"
)
def judge(request: HttpRequest, plan_id: Identifier, criterion_id: Identifier, data: JudgedIn) -> PlanOut:
    """Say whether a criterion for the plan's end is met."""
    plans.judge(actor=actor_of(request), plan=plan_id, criterion=criterion_id, **data.dict())
    return read_plan(request, plan_id)


@router.post("/hotspot-plans/{plan_id}/ending", response=PlanOut, operation_id="end_hotspot_plan")
def end(request: HttpRequest, plan_id: Identifier, data: EndedIn) -> PlanOut:
    """End a plan of which every criterion was judged."""
    plans.end(actor=actor_of(request), plan=plan_id, reason=data.reason)
    return read_plan(request, plan_id)


@router.get("/hotspot-effects", response=EffectsOut, operation_id="list_hotspot_effects")
def list_effects(request: HttpRequest, asked: Query[Asked]) -> EffectsOut:
    """What was measured of responses and plans, the newest first."""
    actor = actor_of(request)
    require(actor, selectors.READ)
    found = page(selectors.effects_for(actor), order=("-id",), after=asked.after, size=asked.size)
    return EffectsOut(items=[_effect(one) for one in found.items], after=found.after)


@router.post("/hotspot-effects/{about_id}", response={201: MadeOut}, operation_id="measure_hotspot_effect")
def measure(request: HttpRequest, about_id: Identifier, data: EffectIn) -> Status[MadeOut]:
    """Measure the effect of a response or a plan that has begun: before and after, against areas where nothing was done."""
    return Status(201, MadeOut(id=effects.measure(actor=actor_of(request), about=about_id, **data.dict())))
