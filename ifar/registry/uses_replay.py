"""What the verifier needs to know about firearms held under licences: every use from the events of its firearm."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any, Final

from psycopg import Cursor

from ifar.ledger.sources import Difference, Replay
from ifar.registry.uses import ACQUIRING

_EVENTS: Final = """
SELECT f.public_id, e.id::text, e.kind, e.details ->> 'licence', e.changes ->> 'owner' FROM registry_event e
JOIN registry_firearm f ON f.id = e.firearm_id
WHERE e.firearm_id IN (
    SELECT x.firearm_id FROM registry_event x WHERE x.details ? 'licence' UNION SELECT u.firearm_id FROM registry_licenceuse u)
  AND (%(all)s OR f.public_id = ANY(%(objects)s)) ORDER BY f.public_id, e.n
"""
_LIVE: Final = """
SELECT f.public_id, u.event::text, u.licence, u.holder, u.ended_by::text, u.void FROM registry_licenceuse u
JOIN registry_firearm f ON f.id = u.firearm_id WHERE %(all)s OR f.public_id = ANY(%(objects)s)
"""


def _check(cursor: Cursor[Any], objects: frozenset[str] | None) -> Iterator[Difference]:
    params = {"all": objects is None, "objects": sorted(objects or ())}
    cursor.execute(_EVENTS, params)
    lives: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
    for firearm, *event in cursor.fetchall():
        lives[firearm].append(tuple(event))
    cursor.execute(_LIVE, params)
    live = {(firearm, event): tuple(rest) for firearm, event, *rest in cursor.fetchall()}
    values = {
        (firearm, event): use for firearm, events in lives.items() for event, use in _uses(events).items()
    }
    for firearm, event in sorted(live.keys() | values.keys()):
        place = f"use of a licence by event {event} of firearm {firearm}"
        results, should = live.get((firearm, event)), values.get((firearm, event))
        if results is None:
            yield Difference("state_missing", place, "no row", "a row that its event made")
        elif should is None:
            yield Difference("state_stray", place, "a row", "no row: no event made it")
        elif results != should:
            yield Difference("state_differs", place, repr(results), repr(should))


def _uses(events: list[tuple[Any, ...]]) -> dict[str, tuple[Any, ...]]:
    """Event -> licence, holder, the event that ended it, whether it was annulled; from a firearm's events in order."""
    uses: dict[str, list[Any]] = {}
    owner, before = "", ""
    for event, kind, licence, new_owner in events:
        standing = [use for use in uses.values() if use[2] is None and not use[3]]
        if kind == "annulled":
            for acquired, use in uses.items():
                if acquired == before:
                    use[3] = True
                if use[2] == before and not use[3]:
                    use[2] = None
        elif new_owner is not None:
            for use in standing:
                if use[1] != new_owner:
                    use[2] = event
        owner = owner if new_owner is None else new_owner
        if licence and kind in ACQUIRING:
            for use in standing:
                use[2] = use[2] or event
            uses[event] = [licence, owner, None, False]
        before = event
    return {event: tuple(use) for event, use in uses.items()}


USES: Final = Replay(name="registry_licenceuse", check=_check)
