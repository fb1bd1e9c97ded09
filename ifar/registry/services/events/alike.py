"""One event of many firearms, decided once for all that are alike; each is composed for itself, and all are written together."""

from __future__ import annotations

from typing import Any

from ifar.registry.kinds import KINDS
from ifar.registry.lifecycle import Outcome
from ifar.registry.services.events.composing import compose
from ifar.registry.services.events.deciding import checked, decided
from ifar.registry.services.events.shapes import Composed, NewEvent, Snapshot
from ifar.rights import Actor


class Deciding:
    """What the life cycle decides of many firearms for one event: asked once for all that give it the same to look at."""

    def __init__(self, actor: Actor, event: NewEvent) -> None:
        self.actor, self.event = actor, event
        self.kind = KINDS[event.kind]
        self._known: dict[tuple[Any, ...], Outcome] = {}
        checked(event)

    def outcome(self, snapshot: Snapshot) -> Outcome:
        """Raises Refused where it says no."""
        marks = tuple((mark["kind"], mark["text_status"], mark["retired"]) for mark in snapshot.marks)
        alike = (snapshot.item, snapshot.facts, snapshot.keeping, snapshot.category, snapshot.merged_into)
        key = (*alike, snapshot.failed, snapshot.disputed, snapshot.held, snapshot.latest_occurred, marks)
        if key not in self._known:
            self._known[key] = decided(self.actor, snapshot, self.event, people=frozenset({self.actor.id}))
        return self._known[key]

    def composed(self, snapshot: Snapshot) -> Composed:
        """The event of one firearm, ready to be written."""
        return compose(self.actor, snapshot, self.event, self.kind, self.outcome(snapshot))
