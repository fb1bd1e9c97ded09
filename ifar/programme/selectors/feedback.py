"""Feedback and complaints as lists show them: never their words, and nothing of what is about the reader."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

from django.db.models import Q, QuerySet

from ifar.programme import feedback as rules
from ifar.programme.labels import absent
from ifar.programme.models import Feedback
from ifar.rights import Actor, may, require

ANSWER: Final = "programme:feedback:answer"
SHOWS: Final = ("open", "late", "ended")
MOST: Final = 200


def visible(actor: Actor) -> Q:
    """The one condition: whoever answers complaints sees those that are not about themselves."""
    return ~Q(about=actor.id) if may(actor, ANSWER) else Q(pk__in=[])


def feedback_of(actor: Actor) -> QuerySet[Feedback]:
    """What the actor may see."""
    return Feedback.objects.filter(visible(actor))


def feedback_for(actor: Actor, public_id: str) -> Feedback:
    """One; unknown and unseen answer alike. One query.

    Raises:
        NotFound: there is none for this actor.
    """
    feedback = feedback_of(actor).filter(public_id=public_id).first()
    if feedback is None:
        raise absent()
    return feedback


def late(actor: Actor, today: dt.date) -> QuerySet[Feedback]:
    """What nobody answered by its day."""
    return feedback_of(actor).filter(state__in=rules.OPEN, due_on__lt=today)


def open_now(actor: Actor) -> QuerySet[Feedback]:
    """What is not answered yet, the most urgent first."""
    return feedback_of(actor).filter(state__in=rules.OPEN).order_by("due_on", "id")


@dataclass(frozen=True, slots=True)
class Listed:
    """A list, and how many of all there are open and late."""

    rows: list[Feedback]
    open: int
    late: int


def listed(actor: Actor, show: str, today: dt.date, *, project: str = "", initiative: str = "") -> Listed:
    """What is open, late or ended, of everything or of a project or an initiative. Three queries."""
    require(actor, ANSWER)
    within = feedback_of(actor)
    if initiative:
        within = within.filter(initiative=initiative)
    elif project:
        within = within.filter(project=project)
    waiting = within.filter(state__in=rules.OPEN)
    overdue = waiting.filter(due_on__lt=today)
    asked = {"open": waiting, "late": overdue}.get(show, within.exclude(state__in=rules.OPEN))
    order = ("-received_on", "-id") if show == "ended" else ("due_on", "id")
    return Listed(list(asked.order_by(*order)[:MOST]), waiting.count(), overdue.count())
