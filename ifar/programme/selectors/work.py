"""The work of projects as pages show it: projects with what is late, the work plan, the theory of change, risks, issues, lessons, documents."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection

from ifar.programme.labels import absent
from ifar.programme.models import (
    Activity,
    Document,
    Issue,
    Lesson,
    Location,
    Partner,
    Project,
    Result,
    Risk,
)
from ifar.programme.selectors.strategy import OFFICE, READ
from ifar.rights import Actor, require

PER_PAGE: Final = 50
_LIST: Final = """
SELECT q.public_id, q.reference, q.title, q.state, q.responsible, a.done, a.work, a.late, k.heavy, s.issues, count(*) OVER ()
FROM programme_project q
LEFT JOIN LATERAL (
    SELECT count(*) FILTER (WHERE x.state = 'done') AS done, count(*) FILTER (WHERE x.state <> 'cancelled') AS work,
           count(*) FILTER (WHERE x.state = 'planned' AND x.starts_on < %(today)s OR x.state = 'under_way' AND x.ends_on < %(today)s) AS late
    FROM programme_activity x WHERE x.project = q.public_id) a ON true
LEFT JOIN LATERAL (
    SELECT count(*) AS heavy FROM programme_risk r WHERE r.project = q.public_id AND r.state = 'open' AND r.likelihood * r.impact >= 10) k ON true
LEFT JOIN LATERAL (SELECT count(*) AS issues FROM programme_issue i WHERE i.project = q.public_id AND i.state = 'open') s ON true
WHERE (%(state)s = '' OR q.state = %(state)s) AND (NOT %(late)s OR a.late > 0)
ORDER BY q.reference LIMIT %(limit)s OFFSET %(offset)s
"""


@dataclass(frozen=True, slots=True)
class Line:
    """A project in the list: how much of its work is done and late, how many heavy risks and open issues it has."""

    id: str
    reference: str
    title: str
    state: str
    responsible: str
    done: int
    work: int
    late: int
    heavy: int
    issues: int


def listed(actor: Actor, *, state: str, late: bool, page: int, today: dt.date) -> tuple[list[Line], int]:
    """A page of projects, and how many there are. One query."""
    require(actor, READ)
    params: dict[str, Any] = {
        "state": state, "late": late, "today": today, "limit": PER_PAGE, "offset": PER_PAGE * (page - 1),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_LIST, params)
        rows = cursor.fetchall()
    return [Line(*row[:-1]) for row in rows], rows[0][-1] if rows else 0


def project(actor: Actor, public_id: str) -> Project:
    """One project. One query.

    Raises:
        NotFound: there is none.
    """
    require(actor, READ)
    record = Project.objects.filter(public_id=public_id).first()
    if record is None:
        raise absent()
    return record


@dataclass(frozen=True, slots=True)
class Plan:
    """A project with its results, activities, partners and places."""

    project: Project
    results: Sequence[Result]
    activities: Sequence[Activity]
    partners: Sequence[Partner]
    locations: Sequence[Location]


def plan(actor: Actor, public_id: str) -> Plan:
    """The work plan of a project. Five queries.

    Raises:
        NotFound: there is none.
    """
    record = project(actor, public_id)
    return Plan(
        record,
        list(Result.objects.filter(project=public_id, state="stated").order_by("id")),
        list(Activity.objects.filter(project=public_id).order_by("starts_on", "ends_on", "id")),
        list(Partner.objects.filter(project=public_id, state="named").order_by("role", "name")),
        list(Location.objects.filter(project=public_id, state="named").order_by("name")),
    )


@dataclass(frozen=True, slots=True)
class ProjectRisks:
    """What could go wrong in a project, what did, and what was learned; the heaviest risks and the open issues first."""

    project: Project
    risks: Sequence[Risk]
    issues: Sequence[Issue]
    lessons: Sequence[Lesson]


def kept(actor: Actor, public_id: str) -> ProjectRisks:
    """Risks, issues and lessons of a project. Four queries.

    Raises:
        NotFound: there is none.
    """
    record = project(actor, public_id)
    risks = Risk.objects.filter(project=public_id)
    return ProjectRisks(
        record,
        sorted(risks, key=lambda risk: (risk.state != "open", -risk.likelihood * risk.impact, risk.pk)),
        list(Issue.objects.filter(project=public_id).order_by("state", "due_on", "id")),
        list(Lesson.objects.filter(project=public_id, state="noted").order_by("id")),
    )


def documents(actor: Actor, public_id: str) -> tuple[Project, list[Document]]:
    """The documents of a project: agreements with donors are among them, and no donor reads another's. Two queries.

    Raises:
        NotFound: there is no such project.
    """
    require(actor, OFFICE)
    record = project(actor, public_id)
    return record, list(Document.objects.filter(project=public_id, state="kept").order_by("-id"))


def document(actor: Actor, public_id: str) -> Document:
    """One document that stands. One query.

    Raises:
        NotFound: there is none, or it was withdrawn.
    """
    require(actor, OFFICE)
    record = Document.objects.filter(public_id=public_id, state="kept").first()
    if record is None:
        raise absent()
    return record


def one(actor: Actor, model: Any, public_id: str) -> Any:
    """One record of a project's work. One query.

    Raises:
        NotFound: there is none.
    """
    require(actor, READ)
    result = model.objects.filter(public_id=public_id).first()
    if result is None:
        raise absent()
    return result
