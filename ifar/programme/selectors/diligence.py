"""Human-rights due diligence as pages show it: one assessment, those of a project, and everything that waits for somebody."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import Q

from ifar.programme import diligence
from ifar.programme.fund.selectors.fund import funded
from ifar.programme.labels import absent
from ifar.programme.models import Diligence, Project, Recipient, Result
from ifar.programme.selectors.strategy import OFFICE, READ
from ifar.programme.selectors.values import Version, acts_on
from ifar.programme.services.releases import decided
from ifar.programme.services.releases import recipients_of as receiving
from ifar.rights import Actor, may, require

LIVE: Final = ("planned", "active", "suspended")
"""States of projects that may still begin or go on."""
MOST: Final = 200


def sees(actor: Actor) -> frozenset[str] | None:
    """The one condition: the projects whose due diligence an actor reads, all where None.

    Those who work for the strategy read every one; whoever else sees it, a donor, those of what its own office's money went to. One query.
    """
    require(actor, READ)
    return None if may(actor, OFFICE) else funded(actor)


def _seen(actor: Actor, column: str = "project") -> Q:
    projects = sees(actor)
    return Q() if projects is None else Q(**{f"{column}__in": projects})


@dataclass(frozen=True, slots=True)
class DiligencePage:
    """One assessment with its project, and the activity that it is about, if it is about one."""

    one: Diligence
    project: Project
    activity: Result | None


def diligence_for(actor: Actor, public_id: str) -> Diligence:
    """One assessment, alone. One query, or two.

    Raises:
        NotFound: there is none for this actor.
    """
    record = Diligence.objects.filter(_seen(actor), public_id=public_id).first()
    if record is None:
        raise absent()
    return record


def one(actor: Actor, public_id: str) -> DiligencePage:
    """One assessment. Two or three queries.

    Raises:
        NotFound: there is none for this actor.
    """
    record = diligence_for(actor, public_id)
    project = Project.objects.get(public_id=record.project)
    activity = Result.objects.get(public_id=record.activity) if record.activity else None
    return DiligencePage(record, project, activity)


def versions(actor: Actor, public_id: str) -> list[Version]:
    """The acts on an assessment, the latest first; none of one that the actor does not see. Two queries."""
    if not Diligence.objects.filter(_seen(actor), public_id=public_id).exists():
        return []
    return acts_on(actor, "diligence", public_id)


def of_project(actor: Actor, project: Project) -> list[Diligence]:
    """The assessments of a project that were not withdrawn, the latest first. One query."""
    return list(
        Diligence.objects.filter(_seen(actor), project=project.public_id)
        .exclude(state="withdrawn")
        .order_by("-id")
    )


def recipients_of(actor: Actor, project: Project) -> list[Recipient]:
    """Those who receive the support of a project; none where the actor does not read its due diligence. Two queries."""
    projects = sees(actor)
    return receiving(project) if projects is None or project.public_id in projects else []


def recipient_for(actor: Actor, public_id: str) -> Recipient:
    """One recipient of support. One query.

    Raises:
        NotFound: there is none for this actor.
    """
    recipient = Recipient.objects.filter(_seen(actor), public_id=public_id).first()
    if recipient is None:
        raise absent()
    return recipient


def activities(actor: Actor, project: Project) -> list[Result]:
    """The activities of a project. One query."""
    require(actor, READ)
    return list(
        Result.objects.filter(project=project.public_id, level="activity", state="stated").order_by("id")
    )


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something that waits: of which project, the assessment (None: nobody made one), how it is shown, until when it is released."""

    project: Project
    activity: str
    one: Diligence | None
    state: str
    until: dt.date | None = None


ORDER: Final = ("uncovered", "unconfirmed", "waiting", "expired", "ending", "held", "draft", "released")
"""What is most urgent first; `uncovered`: work that supports security forces and that nobody assessed or released; `unconfirmed`: recipients
of whom another person is to confirm that they are none."""


@dataclass(frozen=True, slots=True)
class Waits:
    """What waits, the most urgent first; `running`: how many projects under way support security forces without a current release."""

    rows: Sequence[Waiting]
    running: int


def waiting(actor: Actor, today: dt.date, *, everything: bool = False) -> Waits:
    """What waits for somebody: to be assessed, confirmed, decided, renewed. Four queries.

    Args:
        everything: also what is released and not ending.
    """
    require(actor, READ)
    rows = list(decided().order_by("id"))
    needs: dict[str, set[str]] = defaultdict(set)
    stopped = {item.activity for item in rows if diligence.held(item.state, item.decision)}
    stated: set[str] = set()
    marked = Result.objects.filter(Q(security_forces=True) | Q(public_id__in=stopped), state="stated")
    for of, activity, supports in marked.values_list("project", "public_id", "security_forces"):
        stated.add(activity)
        if supports:
            needs[of].add(activity)
    unconfirmed: set[str] = set()
    receive: dict[str, list[diligence.Received]] = defaultdict(list)
    for recipient in Recipient.objects.exclude(state="ended"):
        receive[recipient.project].append((recipient.activity, recipient.kind, recipient.support))
        if diligence.asks_release(recipient.kind, recipient.support):
            needs[recipient.project].add(recipient.activity)
        elif recipient.state != "confirmed":
            unconfirmed.add(recipient.project)
    known = {item.project for item in rows} | set(needs) | unconfirmed
    projects = {
        record.public_id: record
        for record in Project.objects.filter(_seen(actor, "public_id"), state__in=LIVE).order_by("reference")
        if record.security_forces or record.public_id in known
    }
    assessed: dict[str, list[diligence.Given]] = defaultdict(list)
    carried: dict[str, list[diligence.Given]] = defaultdict(list)
    holds: dict[str, set[str]] = defaultdict(set)
    waitings: list[Waiting] = []
    for row in rows:
        assessed[row.project].append((row.activity, row.forces, row.support))
        if diligence.current(row.state, row.released_until, today):
            carried[row.project].append((row.activity, row.forces, row.support))
        if diligence.held(row.state, row.decision) and row.activity in {"", *stated}:
            holds[row.project].add(row.activity)
        if row.project in projects:
            state = diligence.shown(row.state, row.released_until, today)
            waitings.append(Waiting(projects[row.project], row.activity, row, state, row.released_until))
    running = 0
    for key, project in projects.items():
        asked = needs[key] | ({""} if project.security_forces else set())
        # Whatever has an assessment waits by that assessment; what has none waits to be assessed.
        waitings += [
            Waiting(project, activity, None, "uncovered")
            for activity in _open(asked, receive[key], assessed[key])
        ]
        if key in unconfirmed:
            waitings.append(Waiting(project, "", None, "unconfirmed"))
        running += project.state == "active" and bool(_open(asked, receive[key], carried[key], holds[key]))
    if not everything:
        waitings = [item for item in waitings if item.state != "released"]
    # What runs already is more urgent than what is planned.
    waitings.sort(key=lambda w: (ORDER.index(w.state), w.project.state != "active", w.project.reference))
    return Waits(waitings[:MOST], running)


def _open(
    asked: set[str],
    receive: Sequence[diligence.Received],
    given: Sequence[diligence.Given],
    holds: Collection[str] = (),
) -> list[str]:
    """What needs a release, and is not what some assessments are about, or is held."""
    named = [activity for activity, _forces, _support in given]
    return sorted({*diligence.uncovered(asked, named, holds), *diligence.beyond(receive, given)})


def undecided(actor: Actor) -> int:
    """How many assessments wait for a decision. One query."""
    return Diligence.objects.filter(_seen(actor), state="waiting").count()


def unconfirmed(actor: Actor) -> int:
    """How many recipients of support wait to be confirmed. One query."""
    live = Project.objects.filter(state__in=LIVE).values("public_id")
    named = Recipient.objects.filter(_seen(actor), state="named", project__in=live).values_list(
        "kind", "support"
    )
    return sum(not diligence.asks_release(kind, support) for kind, support in named)


def titles(waitings: Sequence[Waiting]) -> dict[str, str]:
    """Activity -> its title, of what waits. One query, none where nothing is about an activity."""
    keys = {item.activity for item in waitings if item.activity}
    if not keys:
        return {}
    return dict(Result.objects.filter(public_id__in=keys).values_list("public_id", "title"))
