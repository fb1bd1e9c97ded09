"""A long-term plan for a hotspot: outcomes, measures, milestones, indicators with a baseline and a target, and criteria for its end. Pure.

Outcomes are the four of the *Global Strategy on Illicit Firearms and Interconnected Threats 2023-2030*. A plan without a baseline cannot be
shown to have helped, and one without exit criteria never ends: both are asked for. Pure.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any, Final

from ifar.errors import Reason

STATES: Final = ("draft", "running", "ended")
OUTCOMES: Final = ("1", "2", "3", "4")
CRITERIA: Final = ("open", "met", "not_met")
DIRECTIONS: Final = ("down", "up")
MOST: Final = 20


def wrongs(values: Mapping[str, Any], *, measures: Collection[str]) -> list[Reason]:
    """What is wrong with a plan that is to run.

    Args:
        values: title, outcomes, measures, milestones (words, due), indicators (name, unit, baseline, target, direction, due), criteria (words).
        measures: codes of the catalogue.
    """
    out: list[Reason] = []
    if not str(values.get("title", "")).strip():
        out.append(Reason("hotspots.plan.title", field="title"))
    if not values.get("outcomes") or set(values["outcomes"]) - set(OUTCOMES):
        out.append(Reason("hotspots.plan.outcomes", field="outcomes"))
    if not values.get("measures") or set(values["measures"]) - set(measures):
        out.append(Reason("hotspots.plan.measures", field="measures"))
    for name in ("milestones", "indicators", "criteria"):
        rows = values.get(name, ())
        if not rows:
            out.append(Reason(f"hotspots.plan.{name}", field=name))
        elif len(rows) > MOST:
            out.append(Reason("hotspots.plan.many", field=name, params={"most": MOST}))
    for row in values.get("milestones", ()):
        if not str(row.get("words", "")).strip() or not isinstance(row.get("due"), date):
            out.append(Reason("hotspots.plan.milestone", field="milestones"))
            break
    for row in values.get("indicators", ()):
        if wrong := _indicator(row):
            out.append(wrong)
            break
    if any(not str(row.get("words", "")).strip() for row in values.get("criteria", ())):
        out.append(Reason("hotspots.plan.criterion", field="criteria"))
    return out


def _indicator(row: Mapping[str, Any]) -> Reason | None:
    if not str(row.get("name", "")).strip() or not str(row.get("unit", "")).strip():
        return Reason("hotspots.plan.indicator", field="indicators")
    baseline, target = row.get("baseline"), row.get("target")
    if not isinstance(baseline, int) or not isinstance(target, int):
        return Reason("hotspots.plan.baseline", field="indicators")
    direction = row.get("direction")
    if direction not in DIRECTIONS or (direction == "down") != (target < baseline):
        return Reason("hotspots.plan.direction", field="indicators")
    return (
        None
        if isinstance(row.get("due"), date)
        else Reason("hotspots.plan.indicator_due", field="indicators")
    )


def reached(row: Mapping[str, Any]) -> bool | None:
    """Whether an indicator's latest value is at its target; None where none was reported."""
    values = row.get("values") or ()
    if not values:
        return None
    latest, target = int(values[-1]["value"]), int(row["target"])
    return latest <= target if row["direction"] == "down" else latest >= target


def way(row: Mapping[str, Any]) -> int | None:
    """Percent of the way from baseline to target, not below 0 nor above 100; None where no value was reported."""
    values = row.get("values") or ()
    if not values:
        return None
    baseline, target = int(row["baseline"]), int(row["target"])
    done = 100 * (int(values[-1]["value"]) - baseline) / (target - baseline)
    return round(min(max(done, 0.0), 100.0))


def late(milestones: Sequence[Mapping[str, Any]], today: date) -> list[int]:
    """Positions of milestones that are not reached and whose day is past."""
    return [
        at
        for at, milestone in enumerate(milestones)
        if not milestone.get("reached_on") and date.fromisoformat(milestone["due"]) < today
    ]


def kept(milestones: Sequence[Mapping[str, Any]], since: date, until: date, today: date) -> tuple[int, int]:
    """Of the milestones that are due between two days and either reached or late: how many were reached by their day, and of how many."""
    done = [
        (
            date.fromisoformat(milestone["due"]),
            date.fromisoformat(milestone["reached_on"]) if milestone["reached_on"] else None,
        )
        for milestone in milestones
    ]
    settled = [(due, on) for due, on in done if since <= due <= until and (on is not None or due < today)]
    return sum(on is not None and on <= due for due, on in settled), len(settled)


def latest(row: Mapping[str, Any], since: date, until: date) -> tuple[int, str] | None:
    """The last value of an indicator that was reported between two days, and on which; None where none was."""
    results = [
        value for value in row.get("values") or () if since <= date.fromisoformat(value["on"]) <= until
    ]
    return (int(results[-1]["value"]), str(results[-1]["on"])) if results else None


def ending(criteria: Sequence[Mapping[str, Any]], reason: str) -> list[Reason]:
    """What speaks against ending a plan: a criterion that nobody judged; or one that is not met, without a reason."""
    out = []
    if any(criterion["state"] == "open" for criterion in criteria):
        out.append(Reason("hotspots.plan.unjudged"))
    if any(criterion["state"] == "not_met" for criterion in criteria) and not reason.strip():
        out.append(Reason("hotspots.plan.unmet", field="reason"))
    return out
