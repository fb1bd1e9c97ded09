"""Opening a project from a hotspot's long-term plan: the project, its results and its indicators in one transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from ifar.programme import labels, starting
from ifar.programme.computed import hotspots as sources_hotspots
from ifar.programme.models import Period, Project
from ifar.programme.selectors import plans
from ifar.programme.services import planning
from ifar.programme.services.planning import NewIndicator, NewProject
from ifar.programme.starting import Measured
from ifar.rights import Actor, require

MOST: Final = 20
"""Outputs, and activities, of which a project begins with at most: as many as a plan has."""


@dataclass(frozen=True)
class ChosenPlan:
    """What somebody takes over from the plan, as they changed it: outputs, activities, what the outcome assumes, indicators by their name."""

    outputs: Sequence[str] = ()
    activities: Sequence[str] = ()
    assumptions: str = ""
    indicators: Collection[str] = ()


@transaction.atomic
def open_from_plan(*, actor: Actor, plan: str, new: NewProject, taken: ChosenPlan) -> Project:
    """Open a project from a plan that runs: an outcome with the outputs and activities that were taken over, and the plan's indicators, which
    are computed from what the plan reports.

    Raises:
        NotFound: there is no such plan or hotspot for this actor.
        Refused: the plan does not run.
        Conflict: a project stands on it already, or the reference is taken.
        Invalid: a field is wrong.
    """
    require(actor, planning.PLAN)
    start = plans.start_of(actor, plan)
    for name, rows in (("outputs", taken.outputs), ("activities", taken.activities)):
        if len(rows) > MOST:
            raise labels.invalid("programme.plan.many", name)
    made = planning.open_project(actor=actor, new=replace(new, hotspot=start.hotspot, plan=plan))

    def state(level: str, title: str, parent: str = "", assumptions: str = "") -> str:
        return planning.state_result(
            actor=actor,
            level=level,
            title=title,
            outcome=made.outcomes[0],
            project=made.public_id,
            parent=parent,
            cells=made.cells,
            assumptions=assumptions,
            responsible=made.responsible,
        ).public_id

    aim = state("outcome", made.title, assumptions=taken.assumptions)
    outputs = [state("output", title, aim) for title in taken.outputs]
    for title in taken.activities:
        # Which measure a milestone belongs to no plan says; of one alone it is clear.
        state("activity", title, outputs[0] if len(outputs) == 1 else aim)
    opened = list(Period.objects.values_list("name", "starts_on", "ends_on"))
    for indicator in start.indicators:
        if indicator.id in taken.indicators:
            planning.define_indicator(
                actor=actor, result=aim, new=_indicator(indicator, plan, start.starts_on.year, opened)
            )
    return made


def _indicator(measured: Measured, plan: str, year: int, periods: Sequence[tuple[str, dt.date, dt.date]]) -> NewIndicator:  # fmt: skip
    return NewIndicator(
        measured.title[: planning.HEADLINE],
        measured.unit,
        direction=measured.direction,
        aggregation="none",
        baseline=Decimal(measured.baseline),
        baseline_year=year,
        targets={starting.period_of(measured.due, periods): Decimal(measured.target)},
        means=_("What the hotspot’s long-term plan reports of it"),
        source=sources_hotspots.name_of(plan, measured.id),
    )
