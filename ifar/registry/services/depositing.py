"""Many firearms put into deposit at once: an estate's, those of a holder who may not keep them, the stock of a trader who is no more."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django.db import connection

from ifar.bulk.many import Answer, Many, answer_of
from ifar.errors import IfarError, Reason
from ifar.registry import kinds
from ifar.registry.labels import words_of
from ifar.registry.lifecycle import RULES, Outcome
from ifar.registry.services import events
from ifar.registry.services.events import Composed, NewEvent, Snapshot, many
from ifar.registry.services.together import TITLES, event_of, input_of
from ifar.rights import Actor, require

RECORD: Final = "registry:event:record"
KIND: Final = "deposited"


def look(actor: Actor, said: Any, firearms: Sequence[str]) -> list[Answer]:
    """Why firearms cannot be put into deposit."""
    require(actor, RECORD)
    return [one if isinstance(one, Answer) else Answer() for one in _composed(actor, said, firearms)]


def write(actor: Actor, said: Any, firearms: Sequence[str]) -> list[Answer]:
    """Record of each that it was put into deposit; what the life cycle refuses is refused by itself."""
    require(actor, RECORD)
    found = _composed(actor, said, firearms)
    many.write_each([one for one in found if isinstance(one, Composed)])
    return [
        one if isinstance(one, Answer) else Answer(one.snapshot.public_id, one.entry.entry) for one in found
    ]


def _composed(actor: Actor, said: Any, firearms: Sequence[str]) -> list[Composed | Answer]:
    """The event of each, or why there is none."""
    event = event_of(KIND, said)
    kind = events.checked(event)
    connection.ensure_connection()
    found = events.snapshots_of(actor, firearms, event)
    unseen = Answer(reasons=(Reason("registry.firearm.not_found", words_of("registry.firearm.not_found")),))
    known: dict[tuple[Any, ...], Outcome] = {}
    composed: list[Composed | Answer] = []
    for one in firearms:
        snapshot = found.get(one)
        try:
            composed.append(
                events.compose(actor, snapshot, event, kind, _outcome(actor, event, known, snapshot))
                if snapshot
                else unseen
            )
        except IfarError as error:
            composed.append(answer_of(error))
    return composed


def _outcome(
    actor: Actor, event: NewEvent, known: dict[tuple[Any, ...], Outcome], snapshot: Snapshot
) -> Outcome:
    """What the life cycle decides; asked once for all that give it the same to look at: no fact of this rule is found elsewhere."""
    key = (
        snapshot.item,
        snapshot.facts,
        snapshot.keeping,
        snapshot.merged_into,
        snapshot.doubtful,
        snapshot.latest_occurred,
    )
    if key not in known:
        known[key] = events.decided(actor, snapshot, event, people=frozenset({actor.id}))
    return known[key]


DEPOSIT: Final = Many(
    name=kinds.KINDS[KIND].act,
    title=TITLES[KIND],
    said=input_of(KIND),
    permission=RECORD,
    look=look,
    write=write,
    words=words_of,
    letters="FK",
    kinds=RULES[KIND].recorders,
)
