"""What was recorded last, as far as an actor may see it."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Final

from ifar.registry.models import Event
from ifar.registry.selectors.firearms import events_for, firearms_for
from ifar.rights import Actor

LOOKED_AT: Final = 2000
"""Events from the end that are looked at: the first page stays quick however long the register is."""


def latest_events(actor: Actor, limit: int) -> list[Event]:
    """The newest events of firearms that `actor` may see and whose record, or book, the actor's agency keeps, among the latest of all."""
    latest = Event.objects.order_by("-id").values("id")[:LOOKED_AT]
    mine = firearms_for(actor)
    if not actor.own_book_only:
        mine = mine.filter(agency__public_id=actor.agency)
    events = events_for(actor).filter(id__in=latest, firearm__in=mine).select_related("firearm")
    return list(events.prefetch_related("firearm__marks").order_by("-id")[:limit])


def recorded_at(event: Event) -> dt.datetime:
    """When an event was recorded, to the millisecond: its identifier tells (RFC 9562, version 7)."""
    return moment_of(event.id)


def moment_of(entry: uuid.UUID) -> dt.datetime:
    """The moment that an entry's identifier tells, to the millisecond."""
    return dt.datetime.fromtimestamp((entry.int >> 80) / 1000, dt.UTC)
