"""Long-term plans: drafted, begun, milestones reached, indicators reported, criteria judged, ended."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ifar.acts.inputs import part_of
from ifar.acts.offers import Offers
from ifar.errors import Reason
from ifar.hotspots import plan as rules
from ifar.hotspots.inputs import (
    BeginPlan,
    DraftPlan,
    EndPlan,
    JudgeCriterion,
    ReachMilestone,
    ReportIndicator,
)
from ifar.hotspots.models import Hotspot, Plan
from ifar.hotspots.selectors import signals as selectors
from ifar.hotspots.services import hotspots
from ifar.hotspots.services.responses import MEASURES
from ifar.hotspots.services.triage import LONGEST
from ifar.hotspots.services.triage import personal_words as words_of
from ifar.hotspots.services.writing import RECORDER
from ifar.ledger import services as ledger
from ifar.reference import selectors as reference
from ifar.rights import Actor, require

MANAGE: Final = "hotspots:plan:manage"
PLAN: Final = Offers(RECORDER, "plan", selectors.plan_for, page="hotspots:plan")


@dataclass(frozen=True, slots=True)
class Milestone:
    """What is to be reached by a day."""

    words: str
    due: dt.date | None


@dataclass(frozen=True, slots=True)
class Indicator:
    """What is counted, from where to where it is to come, by a day."""

    name: str
    unit: str
    baseline: int | None
    target: int | None
    direction: str
    due: dt.date | None


@dataclass(frozen=True, slots=True)
class Draft:
    """What a plan says; `criteria` in words: when it may end."""

    title: str
    outcomes: Sequence[str]
    measures: Sequence[str]
    milestones: Sequence[Milestone]
    indicators: Sequence[Indicator]
    criteria: Sequence[str]


def draft_of(plan: DraftPlan) -> Draft:
    """What was said of a plan, as these services take it."""
    return Draft(
        plan.title,
        plan.outcomes,
        plan.measures,
        [part_of(milestone, Milestone) for milestone in plan.milestones],
        [part_of(indicator, Indicator) for indicator in plan.indicators],
        [criterion.words for criterion in plan.criteria],
    )


def _details_of(value: Draft) -> tuple[dict[str, Any], dict[str, str]]:
    given = {
        "title": value.title, "outcomes": list(value.outcomes), "measures": list(value.measures),
        "milestones": [{"words": milestone.words, "due": milestone.due} for milestone in value.milestones],
        "indicators": [
            {"name": item.name, "unit": item.unit, "baseline": item.baseline, "target": item.target, "direction": item.direction, "due": item.due}
            for item in value.indicators
        ],
        "criteria": [{"words": criterion} for criterion in value.criteria],
    }  # fmt: skip
    if wrong := rules.wrongs(given, measures=reference.words(MEASURES)):
        raise RECORDER.invalid(*wrong)
    words = {"title": value.title}
    milestones: list[dict[str, Any]] = []
    indicators: list[dict[str, Any]] = []
    criteria: list[dict[str, Any]] = []
    for step in value.milestones:
        ident = _name("m")
        milestones.append({"id": ident, "due": str(step.due), "reached_on": ""})
        words[ident] = step.words
    for indicator in value.indicators:
        ident = _name("i")
        indicators.append(
            {
                "id": ident,
                "baseline": indicator.baseline,
                "target": indicator.target,
                "direction": indicator.direction,
                "due": str(indicator.due),
                "values": [],
            }
        )
        words |= {ident: indicator.name, f"unit:{ident}": indicator.unit}
    for text in value.criteria:
        ident = _name("c")
        criteria.append({"id": ident, "state": "open"})
        words[ident] = text
    changes = {
        "outcomes": sorted(set(value.outcomes)), "measures": sorted(set(value.measures)), "milestones": milestones, "indicators": indicators,
        "criteria": criteria,
    }  # fmt: skip
    return changes, {name: text.strip()[:LONGEST] for name, text in words.items()}


def _name(letter: str) -> str:
    return letter + secrets.token_hex(4)


@transaction.atomic
def draft(*, actor: Actor, hotspot: str, said: Draft) -> str:
    """Draft a long-term plan for a hotspot; returns its identifier.

    Raises:
        NotFound, Forbidden: there is no such hotspot for this actor, or it is another office's.
        Invalid: what is said is incomplete: no baseline, no criterion for its end …
        Refused: the hotspot is closed.
    """
    require(actor, MANAGE)
    record = selectors.own(actor, selectors.hotspot_for(actor, hotspot))
    changes, words = _details_of(said)
    made = RECORDER.record(
        actor,
        "plan",
        "drafted",
        changes={**changes, "hotspot": record.public_id},
        personal={"words": words},
    ).subject
    hotspots.follow(actor, record)
    return made


def _plan(actor: Actor, plan: str, expected_n: int | None = None) -> Plan:
    record = selectors.own(actor, selectors.plan_for(actor, plan))
    RECORDER.check_expected(record, expected_n)
    return record


@transaction.atomic
def amend(*, actor: Actor, plan: str, said: Draft, expected_n: int | None = None) -> None:
    """Change a draft.

    Raises:
        NotFound, Forbidden, Invalid: as `draft`.
        Refused: it runs already, or ended.
    """
    require(actor, MANAGE)
    record = _plan(actor, plan, expected_n)
    changes, words = _details_of(said)
    RECORDER.record(actor, "plan", "amended", record, changes=changes, personal={"words": words})


def _named(plan: Plan, rows: Sequence[Mapping[str, Any]]) -> list[tuple[str, str]]:
    texts = plan.words or {}
    return [(row["id"], texts.get(row["id"], row["id"])) for row in rows]


def _milestones(_actor: Actor, plan: Plan) -> Mapping[str, Any]:
    """The milestones that are still to be reached."""
    rows = [milestone for milestone in plan.milestones if not milestone["reached_on"]]
    return {"among": {"milestone": _named(plan, rows)}}


def _indicators(_actor: Actor, plan: Plan) -> Mapping[str, Any]:
    return {"among": {"indicator": _named(plan, plan.indicators)}}


def _criteria(_actor: Actor, plan: Plan) -> Mapping[str, Any]:
    return {"among": {"criterion": _named(plan, plan.criteria)}}


@PLAN.act(
    "begun",
    BeginPlan,
    _("Start the plan"),
    permission=MANAGE,
    done=_("The plan is running."),
    when=selectors.is_own,
    leads=True,
)
@transaction.atomic
def begin(*, actor: Actor, plan_id: str) -> None:
    """Let a plan run.

    Raises:
        NotFound, Forbidden, Refused: it is no draft.
    """
    require(actor, MANAGE)
    plan = _plan(actor, plan_id)
    RECORDER.record(actor, "plan", "begun", plan, changes={"begun_on": ledger.now().date()})


@PLAN.act(
    "reached",
    ReachMilestone,
    _("Reach a milestone"),
    permission=MANAGE,
    done=_("The milestone is reached."),
    when=selectors.is_own,
    asks=_milestones,
)
@transaction.atomic
def reach(*, actor: Actor, plan_id: str, milestone: str) -> None:
    """Say that a milestone is reached.

    Raises:
        NotFound, Forbidden, Refused: as `begin`; it does not run.
        Invalid: there is no such milestone, or it was reached.
    """
    require(actor, MANAGE)
    plan = _plan(actor, plan_id)
    if not any(item["id"] == milestone and not item["reached_on"] for item in plan.milestones):
        raise RECORDER.invalid(Reason("hotspots.plan.no_milestone", field="milestone"))
    today = ledger.now().date().isoformat()
    rows = [{**item, "reached_on": today} if item["id"] == milestone else item for item in plan.milestones]
    RECORDER.record(actor, "plan", "reached", plan, changes={"milestones": rows})


@PLAN.act(
    "reported",
    ReportIndicator,
    _("Report a value"),
    permission=MANAGE,
    done=_("The value stands beside the earlier ones."),
    when=selectors.is_own,
    leads=True,
    asks=_indicators,
)
@transaction.atomic
def report(*, actor: Actor, plan_id: str, indicator: str, value: int) -> None:
    """Report a value of an indicator: another one beside the earlier, never in their place.

    Raises:
        NotFound, Forbidden, Refused: as `reach`.
        Invalid: there is no such indicator, or the value is below 0.
    """
    require(actor, MANAGE)
    plan = _plan(actor, plan_id)
    if value < 0 or not any(item["id"] == indicator for item in plan.indicators):
        raise RECORDER.invalid(Reason("hotspots.plan.no_indicator", field="value"))
    result = {"on": ledger.now().date().isoformat(), "value": value}
    rows = [
        {**item, "values": [*item["values"], result]} if item["id"] == indicator else item
        for item in plan.indicators
    ]
    RECORDER.record(actor, "plan", "reported", plan, changes={"indicators": rows})


@PLAN.act(
    "judged",
    JudgeCriterion,
    _("Judge an exit criterion"),
    permission=MANAGE,
    done=_("The criterion is judged."),
    when=selectors.is_own,
    asks=_criteria,
)
@transaction.atomic
def judge(*, actor: Actor, plan_id: str, criterion: str, state: str, note: str = "") -> None:
    """Say whether a criterion for the plan's end is met.

    Raises:
        NotFound, Forbidden, Refused: as `reach`.
        Invalid: there is no such criterion, or no such answer.
    """
    require(actor, MANAGE)
    plan = _plan(actor, plan_id)
    if state not in ("met", "not_met") or not any(item["id"] == criterion for item in plan.criteria):
        raise RECORDER.invalid(Reason("hotspots.plan.no_criterion", field="state"))
    rows = [{**item, "state": state} if item["id"] == criterion else item for item in plan.criteria]
    RECORDER.record(
        actor,
        "plan",
        "judged",
        plan,
        changes={"criteria": rows},
        personal=words_of(plan, **{f"why:{criterion}": note}),
    )


@PLAN.act(
    "ended",
    EndPlan,
    _("End the plan"),
    permission=MANAGE,
    done=_("The plan has ended."),
    when=selectors.is_own,
)
@transaction.atomic
def end(*, actor: Actor, plan_id: str, reason: str = "") -> None:
    """End a plan: each criterion was judged; where one is not met, a person says why it ends all the same.

    Raises:
        NotFound, Forbidden: as `reach`.
        Invalid: a reason is missing.
        Refused: it does not run, or a criterion was not judged.
    """
    require(actor, MANAGE)
    plan = _plan(actor, plan_id)
    wrong = rules.ending(plan.criteria, reason)
    if any(item.field for item in wrong):
        raise RECORDER.invalid(*(item for item in wrong if item.field))
    if wrong:
        raise RECORDER.refused(*wrong)
    today = ledger.now().date()
    RECORDER.record(
        actor, "plan", "ended", plan, changes={"ended_on": today}, personal=words_of(plan, ending=reason)
    )
    hotspots.follow(actor, Hotspot.objects.get(public_id=plan.hotspot))


def lines(plan: Plan) -> Mapping[str, str]:
    """The words of a plan by name; empty where they were erased."""
    words: dict[str, str] = plan.words or {}
    return words
