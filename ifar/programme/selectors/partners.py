"""Stakeholders and commitments as pages show them: without their focal points, whose reading is logged (`services/partners.py`)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import Count

from ifar.programme.labels import absent
from ifar.programme.models import Commitment, Project, Stakeholder
from ifar.programme.selectors import personal
from ifar.programme.selectors.strategy import OFFICE
from ifar.rights import Actor, require

MOST: Final = 500


@dataclass(frozen=True, slots=True)
class Whole:
    """Stakeholders with how many open commitments each has, and the commitments that wait, the most urgent first."""

    rows: Sequence[Stakeholder]
    open: Mapping[str, int]
    waiting: Sequence[tuple[Commitment, str]]
    """Commitment, name of its stakeholder."""


def whole(actor: Actor, kind: str = "") -> Whole:
    """All stakeholders that work with us, of one kind or of all. Three queries."""
    require(actor, OFFICE)
    found = Stakeholder.objects.filter(state="listed").order_by("kind", "name", "id")
    rows = list((found.filter(kind=kind) if kind else found)[:MOST])
    names = {one.public_id: one.name for one in rows}
    counted = dict(
        Commitment.objects.filter(state="made", stakeholder__in=names)
        .values_list("stakeholder")
        .annotate(n=Count("id"))
        .order_by()
    )
    waiting = Commitment.objects.filter(state="made", stakeholder__in=names).order_by("due_on", "id")[:MOST]
    return Whole(rows, counted, [(one, names[one.stakeholder]) for one in waiting])


@dataclass(frozen=True, slots=True)
class Told:
    """A stakeholder with its commitments, their acts, and the projects that they are for."""

    one: Stakeholder
    commitments: Sequence[Commitment]
    acts: Mapping[str, Sequence[personal.Done]]
    projects: Mapping[str, str]


def stakeholder(actor: Actor, public_id: str) -> Told:
    """One stakeholder. Four queries.

    Raises:
        NotFound: there is none.
    """
    found = stakeholder_for(actor, public_id)
    made = list(Commitment.objects.filter(stakeholder=public_id).order_by("state", "due_on", "id"))
    titles = dict(
        Project.objects.filter(public_id__in={one.project for one in made}).values_list("public_id", "title")
    )
    acts = personal.acts_of_many("commitment", [one.public_id for one in made])
    return Told(found, made, acts, titles)


def stakeholder_for(actor: Actor, public_id: str) -> Stakeholder:
    """One stakeholder, alone. One query.

    Raises:
        NotFound: there is none.
    """
    require(actor, OFFICE)
    found = Stakeholder.objects.filter(public_id=public_id).first()
    if found is None:
        raise absent()
    return found


def commitment_for(actor: Actor, public_id: str) -> Commitment:
    """One commitment. One query.

    Raises:
        NotFound: there is none.
    """
    require(actor, OFFICE)
    found = Commitment.objects.filter(public_id=public_id).first()
    if found is None:
        raise absent()
    return found


def late(actor: Actor, today: dt.date) -> int:
    """How many commitments are late that nobody kept or withdrew. One query."""
    require(actor, OFFICE)
    return Commitment.objects.filter(state="made", due_on__lt=today).count()
