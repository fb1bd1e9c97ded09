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
    stakeholders = Stakeholder.objects.filter(state="listed").order_by("kind", "name", "id")
    rows = list((stakeholders.filter(kind=kind) if kind else stakeholders)[:MOST])
    names = {record.public_id: record.name for record in rows}
    counted = dict(
        Commitment.objects.filter(state="made", stakeholder__in=names)
        .values_list("stakeholder")
        .annotate(n=Count("id"))
        .order_by()
    )
    waiting = Commitment.objects.filter(state="made", stakeholder__in=names).order_by("due_on", "id")[:MOST]
    return Whole(rows, counted, [(commitment, names[commitment.stakeholder]) for commitment in waiting])


@dataclass(frozen=True, slots=True)
class PartnerPage:
    """A stakeholder with its commitments, their acts, and the projects that they are for."""

    one: Stakeholder
    commitments: Sequence[Commitment]
    acts: Mapping[str, Sequence[personal.Done]]
    projects: Mapping[str, str]


def stakeholder(actor: Actor, public_id: str) -> PartnerPage:
    """One stakeholder. Four queries.

    Raises:
        NotFound: there is none.
    """
    record = stakeholder_for(actor, public_id)
    made = list(Commitment.objects.filter(stakeholder=public_id).order_by("state", "due_on", "id"))
    titles = dict(
        Project.objects.filter(public_id__in={commitment.project for commitment in made}).values_list(
            "public_id", "title"
        )
    )
    acts = personal.acts_of_many("commitment", [commitment.public_id for commitment in made])
    return PartnerPage(record, made, acts, titles)


def stakeholder_for(actor: Actor, public_id: str) -> Stakeholder:
    """One stakeholder, alone. One query.

    Raises:
        NotFound: there is none.
    """
    require(actor, OFFICE)
    record = Stakeholder.objects.filter(public_id=public_id).first()
    if record is None:
        raise absent()
    return record


def commitment_for(actor: Actor, public_id: str) -> Commitment:
    """One commitment. One query.

    Raises:
        NotFound: there is none.
    """
    require(actor, OFFICE)
    commitment = Commitment.objects.filter(public_id=public_id).first()
    if commitment is None:
        raise absent()
    return commitment


def late(actor: Actor, today: dt.date) -> int:
    """How many commitments are late that nobody kept or withdrew. One query."""
    require(actor, OFFICE)
    return Commitment.objects.filter(state="made", due_on__lt=today).count()
