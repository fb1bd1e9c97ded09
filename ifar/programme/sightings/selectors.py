"""What carriers and marketplaces report: as its reporter's own office sees it, and as those see it who take it on.

A reporter sees the state of the own office's reports and nothing else: not who has one in hand, not what came of it, no other office's.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.db import connection
from django.db.models import Q, QuerySet

from ifar.cursors import page
from ifar.programme.labels import absent
from ifar.programme.models import Sighting, Stakeholder
from ifar.programme.selectors import personal
from ifar.programme.sightings import report as sighting
from ifar.rights import Actor, may, require

SEND: Final = "programme:sighting:send"
TAKE: Final = "programme:sighting:take"
MOST: Final = 200
_SENT: Final = """
SELECT e.subject, l.recorded_at FROM programme_event e JOIN ledger_entry l ON l.entry = e.id
WHERE e.record_type = 'sighting' AND e.n = 1 AND e.subject = ANY(%s)
"""


def own(actor: Actor) -> QuerySet[Sighting]:
    """The reports of the actor's own office."""
    seen = Q(agency=actor.agency) if may(actor, SEND) and actor.agency else Q(pk__in=[])
    return Sighting.objects.filter(seen)


@dataclass(frozen=True, slots=True)
class Mine:
    """A report as its reporter sees it."""

    id: str
    what: str
    goods: str
    happened_on: dt.date
    reference: str
    state: str
    """`received`, `looked_into` or `ended`."""


def _mine(rows: Sequence[Sighting]) -> list[Mine]:
    names = personal.one_field("sighting", "sent", "reference", [record.public_id for record in rows])
    return [
        Mine(
            record.public_id,
            record.what,
            record.goods,
            record.happened_on,
            names.get(record.public_id, ""),
            sighting.SHOWN[record.state],
        )
        for record in rows
    ]


def mine(actor: Actor, after: str = "", size: int = MOST) -> tuple[list[Mine], str | None]:
    """A page of the own office's reports, the latest first, and the cursor of the next one. Two queries."""
    require(actor, SEND)
    result = page(own(actor), order=("-id",), after=after, size=size)
    return _mine(result.items), result.after


def one_of_mine(actor: Actor, public_id: str) -> Mine:
    """One of them; unknown and another's answer alike. Two queries.

    Raises:
        NotFound: there is none of this office.
    """
    require(actor, SEND)
    record = own(actor).filter(public_id=public_id).first()
    if record is None:
        raise absent()
    return _mine([record])[0]


def stakeholder_of(actor: Actor) -> Stakeholder | None:
    """The stakeholder whose office the actor is at. One query."""
    require(actor, SEND)
    return Stakeholder.objects.filter(agency=actor.agency, state="listed").first() if actor.agency else None


def visible(actor: Actor) -> Q:
    """The one condition: analysts of hotspots see every report, others those that are for their kind of office; nobody their own office's."""
    if not may(actor, TAKE):
        return Q(pk__in=[])
    theirs = Q() if "hotspot_analyst" in actor.roles else Q(desk=actor.agency_kind) | Q(taken_by=actor.agency)
    return theirs & ~Q(agency=actor.agency)


def sightings_of(actor: Actor) -> QuerySet[Sighting]:
    """The reports that the actor may take on or that were taken on."""
    return Sighting.objects.filter(visible(actor))


def sighting_for(actor: Actor, public_id: str) -> Sighting:
    """One; unknown and unseen answer alike.

    Raises:
        NotFound: there is none for this actor.
    """
    record = sightings_of(actor).filter(public_id=public_id).first()
    if record is None:
        raise absent()
    return record


def waiting(actor: Actor) -> QuerySet[Sighting]:
    """The reports that nobody has taken on yet, the oldest first."""
    return sightings_of(actor).filter(state="sent").order_by("id")


@dataclass(frozen=True, slots=True)
class Queue:
    """A list of reports with the names of their stakeholders, and how many wait."""

    rows: Sequence[tuple[Sighting, str]]
    waiting: int
    sent_at: Mapping[str, dt.datetime]
    """Identifier of a report -> when it came."""


def queue(actor: Actor, show: str) -> Queue:
    """Reports that wait, that somebody has in hand, or that are dealt with. Four queries."""
    require(actor, TAKE)
    sightings = sightings_of(actor)
    if show == "hand":
        rows = sightings.filter(state="taken").order_by("id")
    elif show == "ended":
        rows = sightings.filter(state__in=("passed", "closed")).order_by("-id")
    else:
        rows = sightings.filter(state="sent").order_by("id")
    shown = list(rows[:MOST])
    return Queue(
        [(record, name) for record, name in zip(shown, names(shown), strict=True)],
        waiting(actor).count(),
        _sent_at(shown),
    )


def _sent_at(rows: Sequence[Sighting]) -> dict[str, dt.datetime]:
    with connection.cursor() as cursor:
        cursor.execute(_SENT, [[record.public_id for record in rows]])
        return dict(cursor.fetchall())


def names(rows: Sequence[Sighting]) -> list[str]:
    """The name of the stakeholder of each. One query."""
    result = dict(
        Stakeholder.objects.filter(public_id__in={record.stakeholder for record in rows}).values_list(
            "public_id", "name"
        )
    )
    return [result.get(record.stakeholder, "") for record in rows]
