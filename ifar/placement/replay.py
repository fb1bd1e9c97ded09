"""What the verifier asks of placements besides their records: that who placed an arm had custody of it, that the time of it can be, and that nothing lay in
what was closed.

The SQL stands here in full and calls no function of the database's own making, because whoever can alter rows can alter functions too.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from psycopg import Cursor

from ifar.ledger.sources import Difference, Replay

# What the last event before the placing that gave the custody of the arm to anybody says: which event it is, and to whom.
_CUSTODY: Final = """
SELECT e.subject, e.n FROM public.placement_event e JOIN public.ledger_entry l ON l.entry = e.id
LEFT JOIN public.registry_firearm f ON f.public_id = e.subject
LEFT JOIN LATERAL (
    SELECT r.id, r.changes ->> 'custodian' AS custodian FROM public.registry_event r JOIN public.ledger_entry k ON k.entry = r.id
    WHERE r.firearm_id = f.id AND r.changes ?| '{custody,custodian}' AND k.id < l.id ORDER BY r.n DESC LIMIT 1) c ON true
WHERE e.record_type = 'placement' AND e.kind = 'placed' AND e.subject ~ '^[FK]' AND (%(all)s OR e.subject = ANY(%(objects)s))
  AND (c.id::text IS DISTINCT FROM e.changes ->> 'under' OR c.custodian IS DISTINCT FROM l.agency OR l.agency IS DISTINCT FROM e.changes ->> 'agency')
ORDER BY l.id
"""


def _check_custody(cursor: Cursor[Any], objects: frozenset[str] | None) -> Iterator[Difference]:
    """Whether each arm was placed by the office that had custody of it then, under the event that gave it."""
    cursor.execute(_CUSTODY, {"all": objects is None, "objects": sorted(objects or ())})
    for thing, n in cursor.fetchall():
        yield Difference(
            "not_allowed", f"placement {thing}, act {n}", "without custody", "the office that had custody"
        )


# What lay in a place when it was closed: its last placement before says so, and no event had given the custody to anybody since.
_CLOSED: Final = """
SELECT x.subject, p.subject FROM public.placement_event x JOIN public.ledger_entry c ON c.entry = x.id
JOIN public.placement_event p ON p.record_type = 'placement' AND p.kind = 'placed' AND p.changes ->> 'place' = x.subject
JOIN public.ledger_entry l ON l.entry = p.id AND l.id < c.id
WHERE x.record_type = 'place' AND x.kind = 'closed' AND (%(all)s OR x.subject = ANY(%(objects)s) OR p.subject = ANY(%(objects)s))
  AND NOT EXISTS (SELECT FROM public.placement_event o JOIN public.ledger_entry m ON m.entry = o.id
                  WHERE o.record_type = 'placement' AND o.subject = p.subject AND o.n > p.n AND m.id < c.id)
  AND NOT EXISTS (SELECT FROM public.registry_firearm f JOIN public.registry_event r ON r.firearm_id = f.id
                  JOIN public.ledger_entry k ON k.entry = r.id AND k.id > l.id AND k.id < c.id
                  WHERE f.public_id = p.subject AND r.changes ?| '{custody,custodian}')
ORDER BY c.id, l.id
"""
_IN_CLOSED: Final = """
SELECT p.public_id, o.public_id FROM public.placement_place p JOIN public.placement_place o ON o.public_id = p.inside AND p.inside <> ''
WHERE p.state = 'open' AND o.state = 'closed' ORDER BY p.public_id
"""


def _check_closed(cursor: Cursor[Any], objects: frozenset[str] | None) -> Iterator[Difference]:
    """Whether each place was empty when it was closed, and no open place stands in a closed one."""
    cursor.execute(_CLOSED, {"all": objects is None, "objects": sorted(objects or ())})
    for place, thing in cursor.fetchall():
        yield Difference("not_allowed", f"place {place}", f"closed while {thing} lay there", "an empty place")
    cursor.execute(_IN_CLOSED)
    for place, outer in cursor.fetchall():
        yield Difference(
            "not_allowed", f"place {place}", f"open in {outer}, which is closed", "an open place"
        )


# What was put somewhere longer ago than anybody is believed, or ahead of the clock, with a day and minutes for clocks that differ.
_SINCE: Final = """
SELECT e.subject, e.n FROM public.placement_event e JOIN public.ledger_entry l ON l.entry = e.id
WHERE e.record_type = 'placement' AND e.kind = 'placed' AND (%(all)s OR e.subject = ANY(%(objects)s))
  AND (e.changes ->> 'since')::timestamptz BETWEEN l.recorded_at - interval '401 days' AND l.recorded_at + interval '10 minutes' IS NOT TRUE
ORDER BY l.id
"""


def _check_since(cursor: Cursor[Any], objects: frozenset[str] | None) -> Iterator[Difference]:
    """Whether each thing was put where it is no longer before the act than anybody is believed, and not after it."""
    cursor.execute(_SINCE, {"all": objects is None, "objects": sorted(objects or ())})
    for thing, n in cursor.fetchall():
        yield Difference(
            "not_allowed", f"placement {thing}, act {n}", "another time", "a time shortly before the act"
        )


# What was put elsewhere while it was on the road between stores: once, with an officer of a roster, and nowhere else until another event gives the custody of it.
_ESCORTED: Final = """
SELECT e.subject, e.n FROM public.registry_event s JOIN public.registry_firearm f ON f.id = s.firearm_id JOIN public.ledger_entry k ON k.entry = s.id
JOIN public.placement_event e ON e.record_type = 'placement' AND e.subject = f.public_id
JOIN public.ledger_entry l ON l.entry = e.id AND l.id > k.id
WHERE s.kind = 'state_stock_sent' AND (%(all)s OR e.subject = ANY(%(objects)s))
  AND NOT EXISTS (SELECT FROM public.registry_event r JOIN public.ledger_entry m ON m.entry = r.id
                  WHERE r.firearm_id = f.id AND r.n > s.n AND r.changes ?| '{custody,custodian}' AND m.id < l.id)
  AND (e.kind <> 'placed' OR EXISTS (SELECT FROM public.placement_event b WHERE b.record_type = 'placement' AND b.subject = e.subject AND b.n < e.n
                                     AND b.changes ->> 'under' = s.id::text)
       OR NOT EXISTS (SELECT FROM public.placement_event o WHERE o.record_type = 'place' AND o.kind = 'opened' AND o.subject = e.changes ->> 'place'
                      AND left(o.changes ->> 'person', 1) = 'P'))
ORDER BY l.id
"""


def _check_escorted(cursor: Cursor[Any], objects: frozenset[str] | None) -> Iterator[Difference]:
    """Whether each arm on the road lay with its escort and nowhere else."""
    cursor.execute(_ESCORTED, {"all": objects is None, "objects": sorted(objects or ())})
    for thing, n in cursor.fetchall():
        yield Difference(
            "not_allowed", f"placement {thing}, act {n}", "on the road", "a place with its escort"
        )


REPLAYS: Final = (
    Replay(name="placement_custody", check=_check_custody),
    Replay(name="placement_since", check=_check_since),
    Replay(name="placement_closed", check=_check_closed),
    Replay(name="placement_escorted", check=_check_escorted),
)
