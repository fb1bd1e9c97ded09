"""Initiatives and their figures as pages show them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from ifar.programme import participation
from ifar.programme.labels import absent
from ifar.programme.models import Initiative, Participation, Project
from ifar.programme.participation import Reached
from ifar.programme.selectors.strategy import READ
from ifar.rights import Actor, require

PER_PAGE: Final = 50


def _together(figures: Iterable[Participation]) -> Reached:
    return participation.together(participation.read(figure.counts) for figure in figures)


@dataclass(frozen=True, slots=True)
class Line:
    """An initiative in a list: its project's title, and whom it reached."""

    one: Initiative
    project: str
    reached: Reached


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of initiatives, how many there are, and whom all of them reached."""

    lines: Sequence[Line]
    count: int
    reached: Reached


def listed(actor: Actor, *, kind: str = "", audience: str = "", state: str = "", page: int = 1) -> Listed:
    """Initiatives, the latest first, narrowed by kind, audience and state. Four queries."""
    require(actor, READ)
    initiatives = Initiative.objects.order_by("-starts_on", "-id")
    if kind:
        initiatives = initiatives.filter(kind=kind)
    if audience:
        initiatives = initiatives.filter(audiences__contains=[audience])
    if state:
        initiatives = initiatives.filter(state=state)
    keys = list(initiatives.values_list("public_id", flat=True))
    shown = list(initiatives[PER_PAGE * (page - 1) : PER_PAGE * page])
    by: dict[str, list[Participation]] = {}
    for figure in Participation.objects.filter(state="noted", initiative__in=keys):
        by.setdefault(figure.initiative, []).append(figure)
    titles = dict(
        Project.objects.filter(public_id__in={record.project for record in shown}).values_list(
            "public_id", "title"
        )
    )
    lines = [
        Line(record, titles.get(record.project, ""), _together(by.get(record.public_id, ())))
        for record in shown
    ]
    return Listed(lines, len(keys), _together(figure for figures in by.values() for figure in figures))


def initiative_for(actor: Actor, public_id: str) -> Initiative:
    """One initiative. One query.

    Raises:
        NotFound: there is none.
    """
    require(actor, READ)
    record = Initiative.objects.filter(public_id=public_id).first()
    if record is None:
        raise absent()
    return record


@dataclass(frozen=True, slots=True)
class InitiativePage:
    """An initiative with its project, and its figures, the latest first."""

    one: Initiative
    project: Project | None
    figures: Sequence[Participation]
    reached: Reached


def initiative(actor: Actor, public_id: str) -> InitiativePage:
    """One initiative. Three queries.

    Raises:
        NotFound: there is none.
    """
    record = initiative_for(actor, public_id)
    project = Project.objects.filter(public_id=record.project).first() if record.project else None
    figures = list(
        Participation.objects.filter(initiative=public_id, state="noted").order_by("-held_on", "-id")
    )
    return InitiativePage(record, project, figures, _together(figures))


def figure_for(actor: Actor, public_id: str) -> Participation:
    """One figure, withdrawn ones too. One query.

    Raises:
        NotFound: there is none.
    """
    require(actor, READ)
    record = Participation.objects.filter(public_id=public_id).first()
    if record is None:
        raise absent()
    return record


def of_project(actor: Actor, project: str) -> Sequence[Line]:
    """The initiatives of a project. Two queries."""
    require(actor, READ)
    initiatives = list(Initiative.objects.filter(project=project).order_by("-starts_on", "-id")[:PER_PAGE])
    by: dict[str, list[Participation]] = {}
    if initiatives:
        within = [item.public_id for item in initiatives]
        for record in Participation.objects.filter(state="noted", initiative__in=within):
            by.setdefault(record.initiative, []).append(record)
    return [Line(item, "", _together(by.get(item.public_id, ()))) for item in initiatives]


def between(since: dt.date, until: dt.date) -> Mapping[str, Participation]:
    """The figures of a period that stand: for what is counted, which asked for its own right. One query."""
    participations = Participation.objects.filter(state="noted", held_on__gte=since, held_on__lte=until)
    return {record.public_id: record for record in participations}
