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
from ifar.hotspots.services.triage import said as words_of
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


def draft_of(said: DraftPlan) -> Draft:
    """What was said of a plan, as these services take it."""
    return Draft(
        said.title,
        said.outcomes,
        said.measures,
        [part_of(one, Milestone) for one in said.milestones],
        [part_of(one, Indicator) for one in said.indicators],
        [one.words for one in said.criteria],
    )


def _said(said: Draft) -> tuple[dict[str, Any], dict[str, str]]:
    given = {
        "title": said.title, "outcomes": list(said.outcomes), "measures": list(said.measures),
        "milestones": [{"words": one.words, "due": one.due} for one in said.milestones],
        "indicators": [
            {"name": one.name, "unit": one.unit, "baseline": one.baseline, "target": one.target, "direction": one.direction, "due": one.due}
            for one in said.indicators
        ],
        "criteria": [{"words": one} for one in said.criteria],
    }  # fmt: skip
    if wrong := rules.wrongs(given, measures=reference.words(MEASURES)):
        raise RECORDER.invalid(*wrong)
    words = {"title": said.title}
    milestones: list[dict[str, Any]] = []
    indicators: list[dict[str, Any]] = []
    criteria: list[dict[str, Any]] = []
    for step in said.milestones:
        ident = _name("m")
        milestones.append({"id": ident, "due": str(step.due), "reached_on": ""})
        words[ident] = step.words
    for one in said.indicators:
        ident = _name("i")
        indicators.append(
            {
                "id": ident,
                "baseline": one.baseline,
                "target": one.target,
                "direction": one.direction,
                "due": str(one.due),
                "values": [],
            }
        )
        words |= {ident: one.name, f"unit:{ident}": one.unit}
    for text in said.criteria:
        ident = _name("c")
        criteria.append({"id": ident, "state": "open"})
        words[ident] = text
    changes = {
        "outcomes": sorted(set(said.outcomes)), "measures": sorted(set(said.measures)), "milestones": milestones, "indicators": indicators,
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
    found = selectors.own(actor, selectors.hotspot_for(actor, hotspot))
    changes, words = _said(said)
    made = RECORDER.record(
        actor,
        "plan",
        "drafted",
        changes={**changes, "hotspot": found.public_id},
        personal={"words": words},
    ).subject
    hotspots.follow(actor, found)
    return made


def _plan(actor: Actor, plan: str, expected_n: int | None = None) -> Plan:
    found = selectors.own(actor, selectors.plan_for(actor, plan))
    RECORDER.check_expected(found, expected_n)
    return found


@transaction.atomic
def amend(*, actor: Actor, plan: str, said: Draft, expected_n: int | None = None) -> None:
    """Change a draft.

    Raises:
        NotFound, Forbidden, Invalid: as `draft`.
        Refused: it runs already, or ended.
    """
    require(actor, MANAGE)
    found = _plan(actor, plan, expected_n)
    changes, words = _said(said)
    RECORDER.record(actor, "plan", "amended", found, changes=changes, personal={"words": words})


def _named(found: Plan, rows: Sequence[Mapping[str, Any]]) -> list[tuple[str, str]]:
    texts = found.words or {}
    return [(one["id"], texts.get(one["id"], one["id"])) for one in rows]


def _milestones(_actor: Actor, found: Plan) -> Mapping[str, Any]:
    """The milestones that are still to be reached."""
    rows = [one for one in found.milestones if not one["reached_on"]]
    return {"among": {"milestone": _named(found, rows)}}


def _indicators(_actor: Actor, found: Plan) -> Mapping[str, Any]:
    return {"among": {"indicator": _named(found, found.indicators)}}


def _criteria(_actor: Actor, found: Plan) -> Mapping[str, Any]:
    return {"among": {"criterion": _named(found, found.criteria)}}


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
    found = _plan(actor, plan_id)
    RECORDER.record(actor, "plan", "begun", found, changes={"begun_on": ledger.now().date()})


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
    found = _plan(actor, plan_id)
    if not any(one["id"] == milestone and not one["reached_on"] for one in found.milestones):
        raise RECORDER.invalid(Reason("hotspots.plan.no_milestone", field="milestone"))
    today = ledger.now().date().isoformat()
    rows = [{**one, "reached_on": today} if one["id"] == milestone else one for one in found.milestones]
    RECORDER.record(actor, "plan", "reached", found, changes={"milestones": rows})


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
    found = _plan(actor, plan_id)
    if value < 0 or not any(one["id"] == indicator for one in found.indicators):
        raise RECORDER.invalid(Reason("hotspots.plan.no_indicator", field="value"))
    told = {"on": ledger.now().date().isoformat(), "value": value}
    rows = [
        {**one, "values": [*one["values"], told]} if one["id"] == indicator else one
        for one in found.indicators
    ]
    RECORDER.record(actor, "plan", "reported", found, changes={"indicators": rows})


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
    found = _plan(actor, plan_id)
    if state not in ("met", "not_met") or not any(one["id"] == criterion for one in found.criteria):
        raise RECORDER.invalid(Reason("hotspots.plan.no_criterion", field="state"))
    rows = [{**one, "state": state} if one["id"] == criterion else one for one in found.criteria]
    RECORDER.record(
        actor,
        "plan",
        "judged",
        found,
        changes={"criteria": rows},
        personal=words_of(found, **{f"why:{criterion}": note}),
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
    found = _plan(actor, plan_id)
    wrong = rules.ending(found.criteria, reason)
    if any(one.field for one in wrong):
        raise RECORDER.invalid(*(one for one in wrong if one.field))
    if wrong:
        raise RECORDER.refused(*wrong)
    today = ledger.now().date()
    RECORDER.record(
        actor, "plan", "ended", found, changes={"ended_on": today}, personal=words_of(found, ending=reason)
    )
    hotspots.follow(actor, Hotspot.objects.get(public_id=found.hotspot))


def lines(found: Plan) -> Mapping[str, str]:
    """The words of a plan by name; empty where they were erased."""
    said: dict[str, str] = found.words or {}
    return said
