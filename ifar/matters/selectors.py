"""Matters as an actor may see them: those of their office, those that it must explain, those that came up to it."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.db.models import BooleanField, Case, F, Q, QuerySet, When

from ifar.accounts.models import Agency
from ifar.errors import NotFound
from ifar.matters import labels
from ifar.matters.models import Event, Matter
from ifar.rights import Actor, may, require

_NONE: Final = Q(pk__in=[])
OPEN: Final = ~Q(state="closed")


def owned(actor: Actor) -> Q:
    """Matters that the actor's office settles: its own, and those that came up to it; an inspector reads those of their compartments."""
    if not may(actor, "matters:matter:settle"):
        return _NONE
    seen = Q(agency=actor.agency_id) | (Q(escalated_to=actor.agency) & ~Q(escalated_to=""))
    return seen | Q(compartment__in=actor.compartments) if may(actor, "oversight:inspection:read") else seen


def asked(actor: Actor) -> Q:
    """Matters that the actor's office was asked to explain: the question is seen, not what else is known."""
    if not may(actor, "matters:matter:explain") or not actor.agency:
        return _NONE
    return Q(explainer=actor.agency, answer_by__isnull=False)


def matters_for(actor: Actor) -> QuerySet[Matter]:
    """The matters that an actor may see at all; `settles` tells whether they see all of it, or the question alone."""
    whole = Case(When(owned(actor), then=True), default=False, output_field=BooleanField())
    seen = Matter.objects.filter(owned(actor) | asked(actor))
    return seen.annotate(whole=whole).select_related("agency")


def settles(found: Matter) -> bool:
    """Whether whoever asked for a matter reads all of it, and not the question alone."""
    return bool(getattr(found, "whole", False))


def matter_for(actor: Actor, public_id: str) -> Matter:
    """One matter; unknown and unseen answer alike.

    Raises:
        NotFound: there is none for this actor.
    """
    found = matters_for(actor).filter(public_id=public_id).first()
    if found is None:
        raise NotFound("matters.matter.not_found", labels.of("matters.not_found"))
    return found


def chase_list(actor: Actor) -> QuerySet[Matter]:
    """What the actor's office must settle or explain, the first day first."""
    waiting = Q(state="asked") & asked(actor)
    return matters_for(actor).filter(OPEN & owned(actor) | waiting).order_by("due_on", "id")


def require_any(actor: Actor) -> None:
    """Let in who settles matters or explains them.

    Raises:
        Forbidden: this person does neither.
    """
    require(
        actor, "matters:matter:explain" if may(actor, "matters:matter:explain") else "matters:matter:settle"
    )


def evidence_of(found: Matter) -> list[str]:
    """The records that were named as evidence, the first first."""
    events = Event.objects.filter(subject=found.public_id, kind="evidenced").order_by("n")
    return [one["object"] for one in events.values_list("details", flat=True)]


def open_about(about: str, kind: str, office: Agency) -> Matter | None:
    """The open matter of a kind about a record that an office settles, whoever asks: for services that would raise it."""
    return Matter.objects.filter(OPEN, agency=office, about=about, kind=kind).first()


def overdue_without_escalation(day: dt.date) -> QuerySet[Matter]:
    """Open matters whose day has passed since they were last given to the office above."""
    late = Q(escalated_on__isnull=True) | Q(escalated_on__lt=F("due_on"))
    return Matter.objects.filter(OPEN & late, due_on__lt=day).select_related("agency__parent").order_by("id")
