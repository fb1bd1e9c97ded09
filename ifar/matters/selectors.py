"""Matters as an actor may see them: those of their office, those that it must explain, those that came up to it."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection
from django.db.models import BooleanField, Case, Count, DateField, F, Q, QuerySet, When
from django.utils import timezone

from ifar.accounts.models import Agency
from ifar.documents.things import named
from ifar.errors import NotFound
from ifar.matters import labels
from ifar.matters.acts import NAMED
from ifar.matters.found import Thing, things_of
from ifar.matters.models import Event, Matter
from ifar.rights import Actor, may, require
from ifar.typed import plain

_NONE: Final = Q(pk__in=[])
OPEN: Final = ~Q(state="closed")
_FOUND: Final = Q(kind="breach", cause__startswith="oversight.")
"""Breaches that oversight found: certain, and about the people whom they bar."""
SOON: Final = dt.timedelta(days=7)
LISTS: Final = ("open", "late", "soon", "explain", "above", "closed")
"""What the desk must settle or explain; what of it is overdue; what is due within a week; what it must explain; what came up to it; what it closed."""


def _desk(actor: Actor) -> Q:
    """Matters that the actor's own office settles: its own, and those that came up to it; within the compartments of the actor."""
    if not may(actor, "matters:matter:settle") or not actor.agency:
        return _NONE
    own = Q(agency=actor.agency_id) | Q(escalated_to=actor.agency)
    return own & Q(compartment__in=actor.compartments)


def owned(actor: Actor) -> Q:
    """Matters of which the actor reads all: those of their desk; an inspector those of their compartments."""
    if may(actor, "matters:matter:settle") and may(actor, "oversight:inspection:read"):
        # What the inspectorate has to settle concerns other offices: an inspector among those is not told of it. A breach that oversight found is
        # told to whoever settles it alone, and of what bars somebody they see no more than their desk does.
        others = Q() if actor.agency_kind == "inspectorate" else ~Q(agency__kind="inspectorate")
        seen = others & ~_FOUND & ~Q(barred__overlap=[actor.id, *actor.people])
        return _desk(actor) | (Q(compartment__in=actor.compartments) & seen)
    return _desk(actor)


def asked_to_explain(actor: Actor) -> Q:
    """Matters that the actor's office was asked to explain: the question is seen, not what else is known."""
    if not may(actor, "matters:matter:explain") or not actor.agency:
        return _NONE
    asked = Q(explainer=actor.agency, answer_by__isnull=False)
    return asked & ~(_FOUND & Q(barred__overlap=[actor.id, *actor.people]))


def matters_for(actor: Actor) -> QuerySet[Matter]:
    """The matters that an actor may see at all; `settles` tells whether they see all of it, or the question alone."""
    whole = Case(When(owned(actor), then=True), default=False, output_field=BooleanField())
    seen = Matter.objects.filter(owned(actor) | asked_to_explain(actor))
    return seen.annotate(whole=whole).select_related("agency")


def settles(matter: Matter) -> bool:
    """Whether whoever asked for a matter reads all of it, and not the question alone."""
    return bool(getattr(matter, "whole", False))


def records_of(actor: Actor, matters: Iterable[Matter]) -> dict[str, Thing]:
    """The records that some matters name, as far as the actor may see them; who only explains is told what it is about, not to what it led."""
    asked_for = set()
    for matter in matters:
        asked_for |= {matter.about, matter.leads_to} if settles(matter) else {matter.about}
    return things_of(actor, asked_for - {""})


def matter_for(actor: Actor, public_id: str) -> Matter:
    """One matter, with what it names (`known`) and the explanation (`given`) as the actor may see them, and what an office that is asked may be told of the
    record (`tells`); unknown and unseen answer alike.

    Raises:
        NotFound: there is none for this actor.
    """
    matter = matters_for(actor).filter(public_id=public_id).first()
    if matter is None:
        raise NotFound("matters.matter.not_found", labels.of("matters.not_found"))
    matter.known = records_of(actor, [matter])  # type: ignore[attr-defined]
    matter.given = explanation_for(actor, matter)  # type: ignore[attr-defined]
    matter.tells = _name_of(actor, matter)  # type: ignore[attr-defined]
    return matter


def _name_of(actor: Actor, matter: Matter) -> str:
    """Make, model and marks of a firearm, part or exhibit as whoever settles the matter sees it; of another record nothing is told."""
    if not settles(matter) or not matter.about or matter.about[0] not in NAMED:
        return ""
    thing = named(actor, [matter.about]).get(matter.about)
    return plain(" ".join(filter(None, (thing.what, thing.mark)))) if thing else ""


def chase_list(actor: Actor, which: str = "open", kind: str = "") -> QuerySet[Matter]:
    """What the actor's office must settle or explain, the first day first; `day` is the one by which it must.

    Args:
        which: one of `LISTS`.
        kind: of matter; empty for all.
    """
    today, desk, waiting = (
        timezone.localdate(),
        _desk(actor),
        Q(state="asked") & asked_to_explain(actor),
    )
    # Whoever only explains is told by when to answer, and not by when the matter is to be settled.
    day = Case(When(desk, then=F("due_on")), default=F("answer_by"), output_field=DateField())
    results = matters_for(actor).annotate(day=day).order_by("day", "id")
    match which:
        case "closed":
            results = results.filter(desk, state="closed")
        case "explain":
            results = results.filter(waiting)
        case "above":
            results = results.filter(desk & OPEN, escalated_to=actor.agency)
        case _:
            results = results.filter((desk & OPEN) | waiting)
    if which == "late":
        results = results.filter(day__lt=today)
    elif which == "soon":
        results = results.filter(day__gte=today, day__lte=today + SOON)
    return results.filter(kind=kind) if kind else results


def due_until(actor: Actor, day: dt.date, most: int) -> list[tuple[Matter, dt.date]]:
    """What the actor's office must settle or explain up to a day, each with its day, the first `most`. One query."""
    return [(matter, matter.day) for matter in chase_list(actor).filter(day__lte=day)[:most]]  # type: ignore[attr-defined, misc]


def counted(actor: Actor, kind: str = "") -> dict[str, int]:
    """How many there are on the desk, for each of `LISTS` but what is closed, and of how many an explanation came. One query."""
    today, desk = timezone.localdate(), _desk(actor)
    parts = {
        "late": Q(day__lt=today),
        "soon": Q(day__gte=today, day__lte=today + SOON),
        "explain": Q(state="asked") & asked_to_explain(actor),
        "above": desk & Q(escalated_to=actor.agency),
        "explained": desk & Q(state="explained"),
    }
    matters = chase_list(actor, kind=kind).order_by().select_related(None)
    return matters.aggregate(
        open=Count("pk"), **{name: Count("pk", filter=part) for name, part in parts.items()}
    )


@dataclass(frozen=True, slots=True)
class Done:
    """One act on a matter: what it set and said, who did it for which office, when, and why it was given more time or opened again."""

    kind: str
    changes: Mapping[str, Any]
    details: Mapping[str, Any]
    actor: str
    agency: str
    at: dt.datetime
    reason: str


_HISTORY: Final = """
SELECT e.kind, e.changes::text, e.details::text, l.actor, l.agency, l.recorded_at, coalesce(p.value #>> '{}', '')
FROM matters_event e JOIN ledger_entry l ON l.entry = e.id
LEFT JOIN ledger_personal p ON p.entry = e.id AND p.field = 'reason' AND e.kind IN ('extended', 'reopened') WHERE e.subject = %s ORDER BY e.n
"""


def history_of(actor: Actor, matter: Matter) -> list[Done]:
    """What was done with a matter, the first first; who only explains is told of what it was asked and answered, and that it is closed. One query."""
    done = _done(matter)
    if settles(matter):
        return done
    return [item for item in done if _concerns(actor, item)]


def _done(matter: Matter) -> list[Done]:
    with connection.cursor() as cursor:
        cursor.execute(_HISTORY, [matter.public_id])
        return [
            Done(kind, json.loads(changes), json.loads(details), *rest)
            for kind, changes, details, *rest in cursor.fetchall()
        ]


def _concerns(actor: Actor, done: Done) -> bool:
    if done.kind == "asked":
        return bool(done.changes["explainer"] == actor.agency)
    return done.kind == "closed" or (done.kind == "explained" and done.agency == actor.agency)


def explanation_for(actor: Actor, matter: Matter) -> str:
    """The explanation that stands, for whoever settles the matter and for the office that gave it; empty for others."""
    if settles(matter) or not matter.explanation:
        return matter.explanation
    given = [done.agency for done in _done(matter) if done.kind == "explained"]
    return matter.explanation if given[-1:] == [actor.agency] else ""


def require_any(actor: Actor) -> None:
    """Let in who settles matters or explains them.

    Raises:
        Forbidden: this person does neither.
    """
    require(
        actor, "matters:matter:explain" if may(actor, "matters:matter:explain") else "matters:matter:settle"
    )


def evidence_of(matter: Matter) -> list[str]:
    """The records that were named as evidence, the first first."""
    events = Event.objects.filter(subject=matter.public_id, kind="evidenced").order_by("n")
    return [item["object"] for item in events.values_list("details", flat=True)]


def open_about(about: str, kind: str, office: Agency) -> Matter | None:
    """The open matter that somebody raised about a record, of a kind and an office; whoever asks."""
    return Matter.objects.filter(OPEN, agency=office, about=about, kind=kind, cause="").first()


def found_already(pairs: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    """Those of some records and causes of which a matter was raised, open or closed. One query."""
    asked_for = set(pairs)
    matters = Matter.objects.filter(about__in={about for about, _cause in asked_for}).exclude(cause="")
    return asked_for & set(matters.values_list("about", "cause"))


def overdue_without_escalation(day: dt.date) -> QuerySet[Matter]:
    """Open matters whose day has passed since they were last given to the office above."""
    late = Q(escalated_on__isnull=True) | Q(escalated_on__lt=F("due_on"))
    return Matter.objects.filter(OPEN & late, due_on__lt=day).select_related("agency").order_by("id")


def to_remind_of(day: dt.date) -> QuerySet[Matter]:
    """Open matters whose deadline, or that of the explanation, is that day, or was within the week before it, in which nobody may have looked."""
    lately = (day - SOON, day)
    due = Q(due_on__range=lately) | Q(state="asked", answer_by__range=lately)
    return Matter.objects.filter(OPEN & due).select_related("agency").order_by("id")


def about_for(actor: Actor, about: str) -> list[Matter]:
    """The matters about a record that an actor may see, the newest first."""
    return list(matters_for(actor).filter(about=about).order_by("-id")[:50])


def asked_about(about: str) -> list[Matter]:
    """The matters about a record of which an office was asked to explain something, the newest first. Who may be told so, and how much of it, the caller decides."""
    matters = Matter.objects.filter(about=about, answer_by__isnull=False).exclude(explainer="")
    return list(matters.order_by("-id")[:50])
