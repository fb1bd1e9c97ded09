"""Hotspots' long-term plans as the programme meets them: those that wait for a project, what one would begin with, what a project began with.

A plan or hotspot that an actor may not see is not there for them: `hotspots` decides.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ifar.errors import Conflict
from ifar.hotspots.following import Followed
from ifar.hotspots.models import Plan
from ifar.hotspots.selectors import places, signals
from ifar.hotspots.services.responses import MEASURES
from ifar.programme import labels, starting
from ifar.programme.computed.records import Lead
from ifar.programme.models import Project
from ifar.programme.selectors.strategy import READ
from ifar.programme.starting import Measured, Start
from ifar.reference import selectors as reference
from ifar.rights import Actor, may, require

OPENS: Final = "programme:project:write"
MOST: Final = 50


def waiting(actor: Actor) -> list[tuple[str, str, str]]:
    """Plans that run and have no project, of those that the actor may see, the latest first: identifier, title, the hotspot's title. At most
    two queries."""
    require(actor, OPENS)
    taken = Project.objects.exclude(plan="").exclude(state="cancelled").values("plan")
    plans = signals.plans_for(actor).filter(state=starting.BEGINS).exclude(public_id__in=taken)
    rows = list(plans.order_by("-id").values_list("public_id", "words", "hotspot")[:MOST])
    if not rows:
        return []
    titles = signals.titles_of(actor, [hotspot for _plan, _said, hotspot in rows])
    return [(plan, _title(value) or plan, titles.get(hotspot, "")) for plan, value, hotspot in rows]


def _title(values: Mapping[str, Any] | None) -> str:
    return str((values or {}).get("title", ""))


def project_of(plan: str) -> Project | None:
    """The project that began with a plan; None where there is none, or it was cancelled."""
    return Project.objects.filter(plan=plan).exclude(state="cancelled").first() if plan else None


def start_of(actor: Actor, plan: str) -> Start:
    """What a project would begin with. Five queries at most.

    Raises:
        NotFound: there is no such plan or hotspot for this actor.
        Refused: it does not run.
        Conflict: a project stands on it already.
    """
    require(actor, OPENS)
    record = signals.plan_for(actor, plan)
    about = signals.hotspot_for(actor, record.hotspot)
    if project_of(plan) is not None:
        raise Conflict("programme.plan.taken", labels.of("programme.plan.taken"))
    if record.state != starting.BEGINS:
        raise labels.refused("programme.plan.state")
    value, spoken = record.words or {}, reference.words(MEASURES)
    begun = record.begun_on or record.opened_at.date()
    measured = _measured(record, value)
    milestones = [
        (value.get(milestone["id"], ""), dt.date.fromisoformat(milestone["due"]))
        for milestone in record.milestones
    ]
    return Start(
        plan=plan,
        hotspot=about.public_id,
        hotspot_title=_title(about.words) or about.public_id,
        tlp=about.tlp,
        title=_title(value),
        outcomes=starting.outcomes(record.outcomes),
        countries=starting.countries(places.countries_of(about.layer, about.areas), settings.IFAR_COUNTRY),
        starts_on=begun,
        ends_on=starting.ends([due for _said, due in milestones] + [item.due for item in measured], begun),
        measures=[spoken.get(code, code) for code in record.measures],
        milestones=[milestone for milestone in milestones if milestone[0]],
        criteria=[text for criterion in record.criteria if (text := value.get(criterion["id"], ""))],
        indicators=measured,
    )


def _measured(plan: Plan, values: Mapping[str, str]) -> list[Measured]:
    """The plan's indicators whose words were not erased."""
    return [
        Measured(indicator["id"], values[indicator["id"]], values.get(f"unit:{indicator['id']}", ""), indicator["baseline"], indicator["target"], indicator["direction"], dt.date.fromisoformat(indicator["due"]))
        for indicator in plan.indicators
        if values.get(indicator["id"])
    ]  # fmt: skip


def began_with(actor: Actor, project: Project) -> list[tuple[Any, Lead]]:
    """The hotspot that a project is about and the plan that it began with, as far as the actor may see them: in words what it is, and where."""
    results: list[tuple[Any, Lead]] = []
    if project.hotspot:
        titles = signals.titles_of(actor, [project.hotspot])
        results += [(_("Hotspot"), Lead(title or key, reverse("hotspots:hotspot", args=(key,)))) for key, title in titles.items()]  # fmt: skip
    if project.plan:
        rows = signals.plans_for(actor).filter(public_id=project.plan).values_list("public_id", "words")
        results += [(_("Long-term plan"), Lead(_title(value) or key, reverse("hotspots:plan", args=(key,)))) for key, value in rows]  # fmt: skip
    return results


def choices(actor: Actor) -> list[tuple[str, str]]:
    """Hotspots that are not closed, of those that the actor may see, by title."""
    rows = signals.hotspots_for(actor, "open").order_by("-id").values_list("public_id", "words")[:MOST]
    return sorted(((key, _title(value) or key) for key, value in rows), key=lambda pair: pair[1])


def following(actor: Actor, plan: str, state: str) -> list[Followed]:
    """What the programme makes of a plan, for its page: the project that began with it, or the way to open one. One query, for those alone who
    may see the strategy."""
    if not may(actor, READ):
        return []
    made = project_of(plan)
    if made is not None:
        return [Followed(made.title, reverse("programme:project", args=(made.public_id,)), True)]
    if state != starting.BEGINS or not may(actor, OPENS):
        return []
    return [Followed(_("Open a project from this plan"), f"{reverse('programme:new_project')}?plan={plan}", False)]  # fmt: skip
