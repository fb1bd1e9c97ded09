"""Rounds, visits, findings, moves and reminders as an actor may see them. Each type of record has one condition, used everywhere."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from django.db import connection
from django.db.models import Count, Q, QuerySet

from ifar.errors import NotFound
from ifar.licensing import labels
from ifar.licensing.models import Finding, Move, Reminder, Round, Visit
from ifar.rights import Actor, may

_NONE: Final = Q(pk__in=[])


def _visible(actor: Actor, *permissions: str) -> Q:
    """The actor's compartments, where any of these permissions is held."""
    if not any(may(actor, permission) for permission in permissions):
        return _NONE
    return Q(compartment__in=actor.compartments)


def rounds_for(actor: Actor) -> QuerySet[Round]:
    """Inspection rounds: whoever may see them sees their hashes and draws, and nobody's licence."""
    return Round.objects.filter(_visible(actor, "licensing:round:read")).select_related("agency")


def visits_for(actor: Actor) -> QuerySet[Visit]:
    """Visits, for those who carry them out."""
    return Visit.objects.filter(_visible(actor, "licensing:visit:record")).select_related("agency")


def findings_for(actor: Actor) -> QuerySet[Finding]:
    """Findings, for those who carry visits out."""
    return Finding.objects.filter(_visible(actor, "licensing:visit:record")).select_related("agency")


def moves_for(actor: Actor) -> QuerySet[Move]:
    """Moves, for licensing desks."""
    return Move.objects.filter(_visible(actor, "licensing:application:write")).select_related("agency")


def reminders_for(actor: Actor) -> QuerySet[Reminder]:
    """Reminders, for licensing desks."""
    return Reminder.objects.filter(_visible(actor, "licensing:reminder:write")).select_related("agency")


def reminders_told(actor: Actor, holders: Collection[str]) -> QuerySet[Reminder]:
    """What some records of a party were reminded of, the latest first: for desks, and for whoever gives a person their file."""
    seen = _visible(actor, "licensing:reminder:write", "parties:file:give")
    return Reminder.objects.filter(seen, holder__in=holders).order_by("-id")


def _one[T](result: T | None, record_type: str) -> T:
    if result is None:
        raise NotFound(f"licensing.{record_type}.not_found", labels.of("licensing.not_found"))
    return result


def round_for(actor: Actor, public_id: str) -> Round:
    """One round; unknown and unseen answer alike.

    Raises:
        NotFound: there is none for this actor.
    """
    return _one(rounds_for(actor).filter(public_id=public_id).first(), "round")


def visit_for(actor: Actor, public_id: str) -> Visit:
    """One visit, as `round_for`."""
    return _one(visits_for(actor).filter(public_id=public_id).first(), "visit")


def last_call(visit: Visit) -> dt.datetime | None:
    """When it was last recorded that nobody was there; None where it never was."""
    with connection.cursor() as cursor:
        cursor.execute(_CALLED, [visit.public_id])
        at: dt.datetime | None = cursor.fetchone()[0]
        return at


_CALLED: Final = """
SELECT max(l.recorded_at) FROM licensing_event e JOIN ledger_entry l ON l.entry = e.id WHERE e.subject = %s AND e.kind = 'missed'
"""


def finding_for(actor: Actor, public_id: str) -> Finding:
    """One finding, as `round_for`."""
    return _one(findings_for(actor).filter(public_id=public_id).first(), "finding")


def move_for(actor: Actor, public_id: str) -> Move:
    """One move, as `round_for`."""
    return _one(moves_for(actor).filter(public_id=public_id).first(), "move")


def reminder_for(actor: Actor, public_id: str) -> Reminder:
    """One reminder, as `round_for`."""
    return _one(reminders_for(actor).filter(public_id=public_id).first(), "reminder")


def overlapping(
    agency_id: int, kinds: Sequence[str], area: str, period_from: dt.date, period_to: dt.date
) -> bool:
    """Whether an office has a round of some of these licences in that time already: a second frame would be a second draw."""
    rounds = Round.objects.filter(
        agency_id=agency_id,
        kinds__overlap=list(kinds),
        period_from__lte=period_to,
        period_to__gte=period_from,
    )
    return (rounds.filter(area__in=["", area]) if area else rounds).exists()


def visits_of(round_id: str) -> QuerySet[Visit]:
    """The visits of a round, whoever may see them."""
    return Visit.objects.filter(round=round_id)


def tokens_of(round_id: str) -> list[str]:
    """Tokens that have a visit in a round."""
    return list(visits_of(round_id).values_list("token", flat=True))


def progress(round_ids: Sequence[str]) -> Mapping[str, Mapping[str, int]]:
    """Round -> state of its visits -> how many. One query."""
    result: dict[str, dict[str, int]] = {}
    rows = Visit.objects.filter(round__in=round_ids).order_by().values_list("round", "state")
    for item, state, count in rows.annotate(count=Count("*")):
        result.setdefault(item, {})[state] = count
    return result


def planned(actor: Actor) -> QuerySet[Visit]:
    """Visits that wait, the most urgent first."""
    return visits_for(actor).filter(state="planned").order_by("due_on", "id")


def open_findings(actor: Actor) -> QuerySet[Finding]:
    """Faults that nobody found mended yet, the most urgent first."""
    return findings_for(actor).filter(state="open").order_by("due_on", "id")


def waiting_moves(actor: Actor) -> QuerySet[Move]:
    """Files that other authorities hand over to the actor's office, the oldest first."""
    return moves_for(actor).filter(state="waiting", to_agency=actor.agency).order_by("id")


LISTS: Final[Mapping[str, Any]] = {
    "unreached": Q(state__in=["unreached", "failed"]),
    "letters": Q(state__in=["queued", "printed"], channel="letter"),
    "queued": Q(state="queued") & ~Q(channel="letter"),
    "all": Q(),
}


def reminders(actor: Actor, name: str) -> QuerySet[Reminder]:
    """My office's reminders: those that reached nobody, letters to print and to post, those on their way, all."""
    return reminders_for(actor).filter(LISTS[name], agency=actor.agency_id)
