"""What moved of a trader's things between two entries of the register, and whether that explains that a count did not find them, or did. Pure.

Who counts explains nothing by what they record meanwhile: what was there when they began, and left by their own record, should have been read before. Nor does
a movement after which a thing stands as it stood. The count and the verifier ask the same, at moments of their own; the SQL stands here in full.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final


def _state(moment: str) -> str:
    """Whether a thing stood in the book at an entry, who owned and kept it then, and in which custody it was."""
    facts = ", ".join(
        f"coalesce((SELECT e.changes ->> '{fact}' FROM public.registry_event e WHERE e.firearm_id = t.firearm_id AND e.id <= {moment}"
        f" AND e.changes ? '{fact}' ORDER BY e.n DESC LIMIT 1), '')"
        for fact in ("custodian", "owner", "custody")
    )
    return (
        "ARRAY[(SELECT count(*) FROM public.registry_bookline b WHERE b.firearm_id = t.firearm_id AND b.holder = %(holder)s"
        f" AND b.entered <= {moment} AND (b.left_by IS NULL OR b.left_by > {moment}))::text, {facts}]"
    )


MOVED: Final = f"""
SELECT f.public_id, t.own, w.earlier, w.later, %(holder)s FROM (
    SELECT e.firearm_id, bool_or(l.actor = ANY(%(counters)s)) AS own FROM public.registry_event e JOIN public.ledger_entry l ON l.entry = e.id
    WHERE e.id > %(begun)s AND e.id <= %(until)s AND e.changes ?| '{{owner,custodian,custody}}'
      AND EXISTS (SELECT FROM public.registry_bookline b WHERE b.firearm_id = e.firearm_id AND b.holder = %(holder)s)
    GROUP BY e.firearm_id
) t JOIN public.registry_firearm f ON f.id = t.firearm_id
CROSS JOIN LATERAL (SELECT {_state("%(begun)s")} AS earlier, {_state("%(until)s")} AS later) w
ORDER BY f.public_id
"""


@dataclass(frozen=True, slots=True)
class Moved:
    """The things whose movement explains itself, and those that were there when the count began and left by the record of whoever counts."""

    explained: tuple[str, ...]
    taken: tuple[str, ...]


def moved_of(rows: Iterable[tuple[str, bool, list[str], list[str], str]]) -> Moved:
    """What rows of `MOVED` say."""
    explained, taken = [], []
    for thing, own, earlier, later, holder in rows:
        was_there, is_there = (one[0] != "0" and one[1] == holder for one in (earlier, later))
        if not own and earlier != later:
            explained.append(thing)
        elif own and was_there and not is_there:
            taken.append(thing)
    return Moved(tuple(explained), tuple(taken))
