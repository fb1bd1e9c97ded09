"""What the verifier asks of custody besides its records: gaps worked out anew, lists and what was read, what was missed and what was destroyed.

The SQL stands here in full and calls no function of the database's own making, because whoever can alter rows can alter functions too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any, Final

from psycopg import Cursor

from ifar.acts.people import PEOPLE
from ifar.ledger.sources import Difference, Replay
from ifar.recoveries.custody import chains, continuity, destruction

_ACTS: Final = f"""
SELECT e.subject, e.n, e.kind, e.details, l.actor, l.agency, {PEOPLE}
FROM public.recoveries_custodyevent e JOIN public.ledger_entry l ON l.entry = e.id
WHERE e.record_type = 'chain' AND (%(all)s OR e.subject = ANY(%(objects)s)) ORDER BY l.id
"""
_GAPS: Final = "SELECT c.public_id, c.gaps FROM public.recoveries_chain c WHERE %(all)s OR c.public_id = ANY(%(objects)s)"


def _check_gaps(cursor: Cursor[Any], objects: frozenset[str] | None) -> Iterator[Difference]:
    """Whether the gaps of each chain are those of its acts, and none was explained by whoever had it in hand there."""
    params = {"all": objects is None, "objects": sorted(objects or ())}
    done: dict[str, list[chains.Done]] = defaultdict(list)
    people: dict[tuple[str, int], list[str]] = {}
    cursor.execute(_ACTS, params)
    for subject, n, kind, details, actor, agency, who in cursor.fetchall():
        done[subject].append(chains.Done(n, kind, details, actor, agency))
        people[subject, n] = who
    cursor.execute(_GAPS, params)
    live = dict(cursor.fetchall())
    for subject, acts in sorted(done.items()):
        for act in acts:
            if act.kind == "explained" and not continuity.concerned(
                chains.steps(acts), int(str(act.details["gap"]).partition(":")[0])
            ).isdisjoint(people[subject, act.n]):
                place = f"chain {subject}, act {act.n}"
                yield Difference("not_allowed", place, "explained by whoever had it", "another person")
        if live.get(subject) != chains.open_gaps(acts):
            yield Difference("state_differs", f"chain {subject}, gaps", "other gaps", "the gaps of its acts")


_BATCHES: Final = """
SELECT b.public_id, b.state, b.seal, b.lines, b.readings, b.exceptions FROM public.recoveries_batch b
WHERE b.seal <> '' AND (%(all)s OR b.public_id = ANY(%(objects)s)) ORDER BY b.public_id
"""


def _check_batches(cursor: Cursor[Any], objects: frozenset[str] | None) -> Iterator[Difference]:
    """Whether each sealed list is the one that was sealed, and what was destroyed under it was read as it says."""
    cursor.execute(_BATCHES, {"all": objects is None, "objects": sorted(objects or ())})
    for batch, state, seal, result, read, exceptions in cursor:
        lines = destruction.lines_of(result)
        if seal != destruction.sealed(lines):
            yield Difference(
                "state_differs", f"batch {batch}, list", "another list", "the one that was sealed"
            )
        if state != "destroyed":
            continue
        readings = [destruction.Reading(exhibit, serial) for exhibit, serial in read.items()]
        for item in destruction.compare(lines, readings):
            if item.verdict not in ("agrees", "extra") and item.exhibit not in exceptions:
                place = f"batch {batch}, {item.exhibit}"
                yield Difference("not_allowed", place, f"{item.verdict} and destroyed", "an exception")


_NOT_MISSED: Final = """
SELECT c.subject, d ->> 'label' FROM public.recoveries_custodyevent c, jsonb_array_elements(c.changes -> 'differences') AS d
WHERE c.record_type = 'count' AND c.kind = 'differed' AND d ->> 'kind' = 'missing'
  AND (%(all)s OR c.subject = ANY(%(objects)s) OR d ->> 'label' = ANY(%(objects)s))
  AND NOT EXISTS (SELECT FROM public.recoveries_custodyevent m
                  WHERE m.subject = d ->> 'label' AND m.kind = 'missed' AND m.details ->> 'count' = c.subject)
"""


def _check_missed(cursor: Cursor[Any], objects: frozenset[str] | None) -> Iterator[Difference]:
    """Whether each exhibit that a count did not find has the gap of it in its own chain."""
    cursor.execute(_NOT_MISSED, {"all": objects is None, "objects": sorted(objects or ())})
    for count, exhibit in cursor:
        yield Difference(
            "not_allowed", f"count {count}", f"{exhibit} was not there", "a step of its chain that says so"
        )


_RELEASED: Final = """
SELECT l.object, said -> 'details' ->> 'list', said ->> 'proposal'
FROM (SELECT object, convert_from(canonical, 'UTF8')::jsonb -> 'payload' AS said FROM public.ledger_entry WHERE act = 'registry.destroyed') l
JOIN public.accounts_proposal q ON q.public_id = said ->> 'proposal' AND q.act = 'custody.batch_sealed'
LEFT JOIN public.recoveries_custodyevent s ON s.subject = said -> 'details' ->> 'list' AND s.kind = 'sealed' AND s.proposal = said ->> 'proposal'
LEFT JOIN public.recoveries_custodyevent d ON d.subject = s.subject AND d.kind = 'destroyed'
LEFT JOIN LATERAL (SELECT e.changes -> 'lines' AS lines FROM public.recoveries_custodyevent e
                   WHERE e.subject = s.subject AND e.changes ? 'lines' AND e.n < s.n ORDER BY e.n DESC LIMIT 1) o ON true
WHERE d.id IS NULL OR NOT EXISTS (SELECT FROM jsonb_to_recordset(o.lines) AS line(exhibit text, firearm text)
                                  WHERE line.firearm = l.object AND NOT coalesce(d.changes -> 'exceptions', '{}') ? line.exhibit)
"""


def _check_released(cursor: Cursor[Any], _objects: frozenset[str] | None) -> Iterator[Difference]:
    """Whether every firearm that was destroyed under a sealed list stands on it."""
    cursor.execute(_RELEASED)
    for firearm, batch, proposal in cursor:
        yield Difference(
            "not_allowed",
            f"destruction of {firearm}",
            f"under list {batch} of {proposal}",
            "a list that names it",
        )


_TWICE: Final = """
SELECT l.exhibit, string_agg(b.public_id, ', ' ORDER BY b.public_id) FROM public.recoveries_batch b, jsonb_to_recordset(b.lines) AS l(exhibit text)
WHERE b.state IN ('draft', 'sealed') GROUP BY l.exhibit HAVING count(*) > 1 ORDER BY l.exhibit
"""


def _check_lists(cursor: Cursor[Any], _objects: frozenset[str] | None) -> Iterator[Difference]:
    """Whether each exhibit stands on one open list."""
    cursor.execute(_TWICE)
    for exhibit, lists in cursor:
        yield Difference("not_allowed", f"exhibit {exhibit}", f"on the open lists {lists}", "one open list")


_PLACED: Final = """
SELECT c.public_id FROM public.recoveries_chain c LEFT JOIN public.placement_placement p ON p.public_id = c.public_id
WHERE (%(all)s OR c.public_id = ANY(%(objects)s)) AND coalesce(p.place, '') <> CASE WHEN c.state IN ('kept', 'handed') THEN c.room ELSE '' END
ORDER BY c.public_id
"""


def _check_placed(cursor: Cursor[Any], objects: frozenset[str] | None) -> Iterator[Difference]:
    """Whether each exhibit is placed in the room that its chain says."""
    cursor.execute(_PLACED, {"all": objects is None, "objects": sorted(objects or ())})
    for (exhibit,) in cursor:
        yield Difference(
            "state_differs", f"placement of {exhibit}", "another place", "the room of its chain of custody"
        )


REPLAYS: Final = (
    Replay(name="custody_gaps", check=_check_gaps),
    Replay(name="custody_batches", check=_check_batches),
    Replay(name="custody_released", check=_check_released),
    Replay(name="custody_missed", check=_check_missed),
    Replay(name="custody_lists", check=_check_lists),
    Replay(name="custody_placed", check=_check_placed),
)
