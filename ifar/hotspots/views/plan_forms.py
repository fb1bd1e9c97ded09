"""What a long-term plan says, as its form has it: milestones, indicators and criteria in rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ifar.acts.inputs import entries
from ifar.hotspots.inputs import DraftPlan
from ifar.hotspots.models import Plan


def fits(plan: Plan) -> bool:
    """Whether the form has room for all that a plan says; one that was drafted over HTTP may say more."""
    return all(
        len(getattr(plan, name)) <= entry.asked.rows
        for name, entry in entries(DraftPlan).items()
        if entry.item is not None
    )


def said_of_plan(plan: Plan) -> dict[str, Any]:
    """What a plan says now."""
    texts: Mapping[str, str] = plan.words or {}
    values = {"title": texts.get("title", ""), "outcomes": plan.outcomes, "measures": plan.measures}
    for n, row in enumerate(plan.milestones):
        values |= {f"milestones-{n}-words": texts.get(row["id"], ""), f"milestones-{n}-due": row["due"]}
    for n, row in enumerate(plan.indicators):
        named = {"name": texts.get(row["id"], ""), "unit": texts.get(f"unit:{row['id']}", "")}
        known = {name: row[name] for name in ("baseline", "target", "direction", "due")}
        values |= {f"indicators-{n}-{name}": value for name, value in (named | known).items()}
    for n, row in enumerate(plan.criteria):
        values[f"criteria-{n}-words"] = texts.get(row["id"], "")
    return values
