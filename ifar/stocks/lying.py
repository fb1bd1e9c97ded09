"""Where arms stood at an entry of the log: whether one lay in the counted places, and who kept it. Pure.

The count and the verifier ask the same, at moments of their own; the SQL stands here in full and calls no function of the database's own making.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Counted:
    """A closed count: when it began, in which places, who counted, which arms were read by their numbers, and which it said to be missing."""

    begun: uuid.UUID
    places: Collection[str]
    counters: Collection[str]
    read: Collection[str]
    missing: Collection[str]


def counters_of(arm: str, counts: Iterable[Counted], lay: Sequence[tuple[uuid.UUID, str]]) -> set[str]:
    """Whoever counted an arm since it was last read, and whoever read it then: it does not matter where it was placed on paper afterwards.

    Args:
        counts: the latest first.
        lay: where it was placed, in order.
    """
    result = set[str]()
    for count in counts:
        place = next((text for at, text in reversed(lay) if at < count.begun), "")
        if arm in count.read:
            return result | set(count.counters)
        if arm in count.missing or (place and place in count.places):
            result |= set(count.counters)
    return result


def _state(moment: str) -> str:
    """Whether an arm lay in the places at an entry, who kept it then, and where it lay."""
    of_custody = (
        "SELECT {what} FROM public.registry_event e WHERE e.firearm_id = f.id AND e.id <= "
        + moment
        + " AND e.changes ?| '{{custody,custodian}}' ORDER BY e.n DESC LIMIT 1"
    )
    placed = (
        "SELECT {what} FROM public.placement_event p WHERE p.record_type = 'placement' AND p.subject = f.public_id AND p.id <= "
        + moment
        + " ORDER BY p.n DESC LIMIT 1"
    )
    keeper = (
        "coalesce((SELECT e.changes ->> 'custodian' FROM public.registry_event e WHERE e.firearm_id = f.id AND e.id <= "
        + moment
        + " AND e.changes ? 'custodian' ORDER BY e.n DESC LIMIT 1), '')"
    )
    place = "(" + placed.format(what="p.changes ->> 'place'") + ")"
    under = "(" + placed.format(what="p.changes ->> 'under'") + ")"
    lies = f"coalesce({place} = ANY(%(places)s) AND {under} = ({of_custody.format(what='e.id::text')}), false)::int::text"
    return f"ARRAY[{lies}, {keeper}, coalesce({place}, '')]"


_EVER: Final = """
SELECT DISTINCT p.subject FROM public.placement_event p WHERE p.record_type = 'placement' AND p.changes ->> 'place' = ANY(%(places)s)
"""
MOVED: Final = f"""
SELECT f.public_id, t.own, w.earlier, w.later, %(holder)s FROM (
    SELECT m.subject, bool_or(l.actor = ANY(%(counters)s)) AS own FROM (
        SELECT f.public_id AS subject, e.id FROM public.registry_event e JOIN public.registry_firearm f ON f.id = e.firearm_id
            WHERE e.id > %(begun)s AND e.id <= %(until)s AND e.changes ?| '{{custody,custodian}}' AND f.public_id IN ({_EVER})
        UNION ALL SELECT p.subject, p.id FROM public.placement_event p
            WHERE p.record_type = 'placement' AND p.id > %(begun)s AND p.id <= %(until)s AND p.subject IN ({_EVER})
    ) m JOIN public.ledger_entry l ON l.entry = m.id GROUP BY m.subject
) t JOIN public.registry_firearm f ON f.public_id = t.subject
CROSS JOIN LATERAL (SELECT {_state("%(begun)s")} AS earlier, {_state("%(until)s")} AS later) w ORDER BY f.public_id
"""
"""What moved of arms that ever lay in the places, as `placement.counting.moved_of` takes it."""
THERE: Final = f"""
SELECT f.public_id, w.stands[1] = '1' AND w.stands[2] = %(holder)s, w.stands <> w.before OR f.merged_into <> ''
FROM public.registry_firearm f CROSS JOIN LATERAL (SELECT {_state("%(until)s")} AS stands, {_state("%(sure)s")} AS before) w
WHERE f.public_id IN ({_EVER}) ORDER BY f.public_id
"""
"""Each arm that ever lay in the places: whether it lay there at an entry, and whether nobody can say it, because it moved just then."""
