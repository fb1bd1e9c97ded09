"""What a long-term plan says, as its form has it: milestones, indicators and criteria in rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ifar.acts.inputs import entries
from ifar.hotspots.inputs import DraftPlan
from ifar.hotspots.models import Plan


def fits(found: Plan) -> bool:
    """Whether the form has room for all that a plan says; one that was drafted over HTTP may say more."""
    return all(
        len(getattr(found, name)) <= one.asked.rows
        for name, one in entries(DraftPlan).items()
        if one.item is not None
    )


def said_of_plan(found: Plan) -> dict[str, Any]:
    """What a plan says now."""
    texts: Mapping[str, str] = found.words or {}
    said = {"title": texts.get("title", ""), "outcomes": found.outcomes, "measures": found.measures}
    for n, row in enumerate(found.milestones):
        said |= {f"milestones-{n}-words": texts.get(row["id"], ""), f"milestones-{n}-due": row["due"]}
    for n, row in enumerate(found.indicators):
        named = {"name": texts.get(row["id"], ""), "unit": texts.get(f"unit:{row['id']}", "")}
        known = {name: row[name] for name in ("baseline", "target", "direction", "due")}
        said |= {f"indicators-{n}-{name}": value for name, value in (named | known).items()}
    for n, row in enumerate(found.criteria):
        said[f"criteria-{n}-words"] = texts.get(row["id"], "")
    return said
