"""Long-term plans and measured effects over HTTP as JSON."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema, Status

from ifar.acts.edges import operations
from ifar.cursors import page
from ifar.form_errors import actor_of
from ifar.hotspots import inputs
from ifar.hotspots.api.signals import Identifier, MadeOut, PageFilter
from ifar.hotspots.models import Effect, Plan
from ifar.hotspots.selectors import signals as selectors
from ifar.hotspots.services import effects, plans
from ifar.rights import require

router = Router()


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


def _plan(plan: Plan) -> PlanOut:
    names = (
        "n", "state", "hotspot", "outcomes", "measures", "milestones", "indicators", "criteria", "begun_on", "ended_on",
    )  # fmt: skip
    values = {name: getattr(plan, name) for name in names}
    return PlanOut(id=plan.public_id, words=dict(plans.lines(plan)), **values)


def _effect(effect: Effect) -> EffectOut:
    names = (
        "hotspot", "about", "since", "first", "last", "unit", "compared", "result", "series", "inputs", "weak",
    )  # fmt: skip
    return EffectOut(id=effect.public_id, **{name: getattr(effect, name) for name in names})


@router.get("/hotspot-plans", response=PlansOut, operation_id="list_hotspot_plans")
def list_plans(request: HttpRequest, asked: Query[PageFilter]) -> PlansOut:
    """The long-term plans that I may see, the newest first."""
    actor = actor_of(request)
    require(actor, selectors.READ)
    result = page(selectors.plans_for(actor), order=("-id",), after=asked.after, size=asked.size)
    return PlansOut(items=[_plan(plan) for plan in result.items], after=result.after)


@router.post("/hotspots/{hotspot_id}/plans", response={201: MadeOut}, operation_id="draft_hotspot_plan")
def draft(request: HttpRequest, hotspot_id: Identifier, data: inputs.DraftPlan) -> Status[MadeOut]:
    """Draft a long-term plan for a hotspot."""
    made = plans.draft(actor=actor_of(request), hotspot=hotspot_id, said=plans.draft_of(data))
    return Status(201, MadeOut(id=made))


@router.get("/hotspot-plans/{plan_id}", response=PlanOut, operation_id="read_hotspot_plan")
def read_plan(request: HttpRequest, plan_id: Identifier) -> PlanOut:
    """One plan."""
    return _plan(selectors.plan_for(actor_of(request), plan_id))


@router.put("/hotspot-plans/{plan_id}", response=PlanOut, operation_id="amend_hotspot_plan")
def amend(request: HttpRequest, plan_id: Identifier, data: inputs.AmendPlan) -> PlanOut:
    """Change a draft."""
    value = plans.draft_of(data)
    plans.amend(actor=actor_of(request), plan=plan_id, said=value, expected_n=data.expected_n)
    return read_plan(request, plan_id)


operations(router, plans.PLAN, PlanOut, _plan, "/hotspot-plans/{plan}")


@router.get("/hotspot-effects", response=EffectsOut, operation_id="list_hotspot_effects")
def list_effects(request: HttpRequest, asked: Query[PageFilter]) -> EffectsOut:
    """What was measured of responses and plans, the newest first."""
    actor = actor_of(request)
    require(actor, selectors.READ)
    result = page(selectors.effects_for(actor), order=("-id",), after=asked.after, size=asked.size)
    return EffectsOut(items=[_effect(effect) for effect in result.items], after=result.after)


@router.post("/hotspot-effects/{about_id}", response={201: MadeOut}, operation_id="measure_hotspot_effect")
def measure(request: HttpRequest, about_id: Identifier, data: inputs.MeasureEffect) -> Status[MadeOut]:
    """Measure the effect of a response or a plan that has begun: before and after, against areas where nothing was done."""
    return Status(201, MadeOut(id=effects.measure(actor=actor_of(request), about=about_id, **dict(data))))
