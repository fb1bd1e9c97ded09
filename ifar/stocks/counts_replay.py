"""What the verifier asks of counts of armouries: that each comes to what its reads and the lives of the arms come to, that a take-over was counted by whoever is in charge,
that nobody wrote an arm off who counted it since it was last read or had it in charge, and that what was written off passed on as was decided.

Acts are numbered when they begin and seen when they end: what was recorded within a minute before a count was closed may have been seen then or not, so either is right.
The SQL stands here in full and calls no function of the database's own making.
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, Final

from psycopg import Cursor

from ifar.acts.people import PEOPLE
from ifar.ledger.sources import Difference, Replay
from ifar.placement.counted import TAKEN_BACK, read_of
from ifar.placement.counting import compare, moved_of
from ifar.stocks.lying import MOVED, THERE, Counted, counters_of

MEANWHILE: Final = 60_000
"""Milliseconds within which an act is recorded."""
_COUNTS: Final = """
SELECT e.id, e.subject, e.kind, b.id, b.changes, e.changes FROM public.stocks_event e
JOIN public.stocks_event b ON b.record_type = 'count' AND b.subject = e.subject AND b.kind = 'begun'
WHERE e.record_type = 'count' AND e.kind IN ('agreed', 'differed') AND (%(all)s OR e.subject = ANY(%(objects)s)) ORDER BY e.subject
"""
# Where each place lay when a count of an armoury was begun, and a minute before.
_BEGUN: Final = """
SELECT b.id, b.subject, b.changes ->> 'armoury', b.changes -> 'places' FROM public.stocks_event b
WHERE b.record_type = 'count' AND b.kind = 'begun' AND (%(all)s OR b.subject = ANY(%(objects)s)) ORDER BY b.subject
"""
INSIDE: Final = """
WITH RECURSIVE lay AS (
    SELECT DISTINCT ON (e.subject) e.subject, e.changes ->> 'inside' AS inside FROM public.placement_event e
    WHERE e.record_type = 'place' AND e.changes ? 'inside' AND e.id <= %(at)s ORDER BY e.subject, e.n DESC
), below AS (SELECT %(armoury)s::text AS subject UNION SELECT lay.subject::text FROM lay JOIN below b ON lay.inside = b.subject)
SELECT subject FROM below
"""
_READS: Final = """
SELECT l.actor, e.kind, e.details -> 'seen' FROM public.stocks_event e JOIN public.ledger_entry l ON l.entry = e.id
WHERE e.record_type = 'count' AND e.subject = %s AND e.kind IN ('begun', 'noted', 'taken_back') ORDER BY e.n
"""
# A take-over that is said to have been counted by a count of the armoury in which whoever was in charge counted, after they took over.
_TAKEN: Final = """
SELECT e.subject, e.n FROM public.stocks_event e JOIN public.ledger_entry l ON l.entry = e.id
WHERE e.record_type = 'armoury' AND e.kind = 'counted' AND (%(all)s OR e.subject = ANY(%(objects)s)) AND NOT EXISTS (
    SELECT FROM public.stocks_event b JOIN public.ledger_entry k ON k.entry = b.id
    JOIN public.stocks_event c ON c.record_type = 'count' AND c.subject = b.subject AND c.kind IN ('agreed', 'differed') AND c.id < e.id
    JOIN public.stocks_event r ON r.record_type = 'count' AND r.subject = b.subject AND r.kind IN ('begun', 'noted')
    JOIN public.ledger_entry w ON w.entry = r.id
    JOIN LATERAL (SELECT t.changes, t.id FROM public.stocks_event t WHERE t.record_type = 'armoury' AND t.subject = e.subject AND t.kind = 'taken_over'
                  AND t.n < e.n ORDER BY t.n DESC LIMIT 1) t ON true
    WHERE b.record_type = 'count' AND b.kind = 'begun' AND b.subject = e.details ->> 'count' AND b.changes ->> 'armoury' = e.subject
      AND b.changes ->> 'kind' = 'serial' AND w.actor = t.changes ->> 'charge' AND b.id > t.id)
ORDER BY l.id
"""
# Arms that somebody wrote off or sold, with everybody who wrote, proposed or agreed to it.
_WRITTEN_OFF: Final = """
SELECT l.object, e.n, e.id, p.person FROM public.registry_event e JOIN public.ledger_entry l ON l.entry = e.id
CROSS JOIN LATERAL (
    SELECT l.actor AS person UNION SELECT a.proposer FROM public.accounts_proposal a WHERE a.public_id = e.proposal AND e.proposal <> ''
    UNION SELECT d.decider FROM public.accounts_decision d WHERE d.proposal_id = e.proposal AND e.proposal <> '' AND d.verdict = 'approve') p
WHERE e.kind IN ('written_off', 'sold_to_civilians') AND (%(all)s OR l.object = ANY(%(objects)s)) ORDER BY l.object, p.person
"""
# Who was in charge, at an entry, of the armouries around the place in which an arm was placed last, and who had received them last.
_IN_CHARGE: Final = """
WITH RECURSIVE lay AS (
    SELECT DISTINCT ON (e.subject) e.subject::text, e.changes ->> 'inside' AS inside FROM public.placement_event e
    WHERE e.record_type = 'place' AND e.changes ? 'inside' AND e.id <= %(at)s ORDER BY e.subject, e.n DESC
), above AS (
    SELECT (SELECT p.changes ->> 'place' FROM public.placement_event p WHERE p.record_type = 'placement' AND p.subject = %(arm)s AND p.id < %(at)s
            AND p.changes ->> 'place' <> '' ORDER BY p.n DESC LIMIT 1) AS place
    UNION SELECT lay.inside FROM lay JOIN above a ON lay.subject = a.place
)
SELECT (SELECT t.changes ->> 'charge' FROM public.stocks_event t WHERE t.record_type = 'armoury' AND t.subject = a.place AND t.kind = 'taken_over' AND t.id < %(at)s
        ORDER BY t.n DESC LIMIT 1) FROM above a
UNION SELECT (SELECT b.changes ->> 'arriving' FROM public.stocks_event b JOIN public.stocks_event r ON r.record_type = 'handover' AND r.subject = b.subject
              AND r.kind IN ('agreed', 'differed') AND r.id < %(at)s
              WHERE b.record_type = 'handover' AND b.kind IN ('begun', 'ordered') AND b.changes ->> 'armoury' = a.place ORDER BY b.id DESC LIMIT 1) FROM above a
"""
# What was written off and passed on in another way than was decided then.
_PASSED: Final = """
SELECT l.object, e.n, d.details ->> 'method' FROM public.registry_event e JOIN public.ledger_entry l ON l.entry = e.id
CROSS JOIN LATERAL (SELECT b.kind, b.details, b.n FROM public.registry_event b WHERE b.firearm_id = e.firearm_id AND b.n < e.n AND b.kind IN ('written_off', 'disposal_decided')
                    ORDER BY b.n DESC LIMIT 1) d
WHERE e.kind IN ('sold_from_disposal', 'state_stock_received') AND d.kind = 'written_off' AND (%(all)s OR l.object = ANY(%(objects)s))
  AND (SELECT s.changes ->> 'legal' FROM public.registry_event s WHERE s.firearm_id = e.firearm_id AND s.n < e.n AND s.changes ? 'legal' ORDER BY s.n DESC LIMIT 1) = 'for_disposal'
  AND d.details ->> 'method' IS DISTINCT FROM CASE WHEN e.kind = 'state_stock_received' OR e.details ->> 'owner_kind' = 'state' THEN 'state_use' ELSE 'sale' END
ORDER BY l.object, e.n
"""
# Lists of destruction with an arm on them that was written off, with everybody who proposed or approved their seal, witnessed or carried them out,
# and whether they wrote it off themselves.
_DESTROYED: Final = f"""
SELECT c.subject, c.kind, c.id, f.public_id, p.person, p.person IN (
    SELECT w.actor FROM public.ledger_entry w WHERE w.entry = d.id UNION SELECT a.proposer FROM public.accounts_proposal a WHERE a.public_id = d.proposal AND d.proposal <> ''
    UNION SELECT v.decider FROM public.accounts_decision v WHERE v.proposal_id = d.proposal AND d.proposal <> '' AND v.verdict = 'approve')
FROM public.recoveries_custodyevent c JOIN public.ledger_entry l ON l.entry = c.id
CROSS JOIN LATERAL (SELECT e.changes -> 'lines' AS lines FROM public.recoveries_custodyevent e
                    WHERE e.subject = c.subject AND e.changes ? 'lines' AND e.n < c.n ORDER BY e.n DESC LIMIT 1) o
CROSS JOIN LATERAL jsonb_to_recordset(o.lines) AS line(firearm text) JOIN public.registry_firearm f ON f.public_id = line.firearm
CROSS JOIN LATERAL (SELECT b.* FROM public.registry_event b WHERE b.firearm_id = f.id AND b.kind IN ('written_off', 'disposal_decided') AND b.id < c.id
                    ORDER BY b.n DESC LIMIT 1) d
CROSS JOIN LATERAL (
    SELECT unnest({PEOPLE}) AS person UNION SELECT a.proposer FROM public.accounts_proposal a WHERE a.public_id = c.proposal AND c.proposal <> ''
    UNION SELECT v.decider FROM public.accounts_decision v WHERE v.proposal_id = c.proposal AND c.proposal <> '' AND v.verdict = 'approve') p
WHERE c.record_type = 'batch' AND c.kind IN ('sealed', 'witnessed', 'destroyed') AND d.kind = 'written_off'
  AND (%(all)s OR c.subject = ANY(%(objects)s) OR f.public_id = ANY(%(objects)s)) ORDER BY c.subject, c.n, f.public_id, p.person
"""
_LAY: Final = """
SELECT e.id, coalesce(e.changes ->> 'place', '') FROM public.placement_event e WHERE e.record_type = 'placement' AND e.subject = %s ORDER BY e.n
"""


def minute_before(at: uuid.UUID) -> uuid.UUID:
    """The lowest entry of a minute before an entry: its first 48 bits are the milliseconds since 1970."""
    return uuid.UUID(int=max((at.int >> 80) - MEANWHILE, 0) << 80)


def _check_counts(cursor: Cursor[Any], objects: frozenset[str] | None) -> Iterator[Difference]:
    """Whether a closed count comes to what its reads and the lives of the arms come to."""
    cursor.execute(_COUNTS, {"all": objects is None, "objects": sorted(objects or ())})
    for at, subject, kind, begun, opened, closed in cursor.fetchall():
        reads = cursor.execute(_READS, [subject]).fetchall()
        seen = read_of((act, some) for _actor, act, some in reads)
        yield from _taken_back(subject, reads)
        asked = {
            "places": opened["places"],
            "holder": opened["agency"],
            "begun": begun,
            "until": at,
            "sure": minute_before(at),
            "counters": sorted({actor for actor, *_some in reads}),
        }
        stood = cursor.execute(THERE, asked).fetchall()
        there = {item for item, is_there, _open in stood if is_there}
        doubtful = {item for item, _there, is_open in stood if is_open}
        differences = closed.get("differences", [])
        if opened["kind"] == "number":
            off = closed["found"] - closed["expected"]
            fits = abs(closed["expected"] - len(there)) <= len(doubtful)
            results = [str(off)] if off else []
            wrong = not fits or [difference["label"] for difference in differences] != results
            ours: Any = (len(there), results)
        else:
            meanwhile = moved_of(cursor.execute(MOVED, asked).fetchall())
            result = compare({*there, *meanwhile.taken}, seen, meanwhile.explained)
            ours = (
                result.found,
                sorted(
                    difference.key for difference in result.differences if difference.label not in doubtful
                ),
                sorted({*result.explained} - doubtful),
            )
            theirs = (
                closed["found"],
                sorted(
                    difference["key"] for difference in differences if difference["label"] not in doubtful
                ),
                sorted({*closed["moved"]} - doubtful),
            )
            wrong = ours != theirs or abs(closed["expected"] - result.expected) > len(doubtful)
        if wrong or (kind == "agreed") == bool(differences):
            yield Difference("not_allowed", f"count {subject}", f"{kind}, {closed}", str(ours))


def _taken_back(subject: str, reads: Sequence[tuple[Any, ...]]) -> Iterator[Difference]:
    """Whether everybody took back only what they had read themselves."""
    own: Counter[tuple[str, str, str]] = Counter()
    for actor, kind, some in reads:
        for thing, text in some or ():
            own[actor, thing, text] += -1 if kind == TAKEN_BACK else 1
            if own[actor, thing, text] < 0:
                place = f"count {subject}"
                yield Difference(
                    "not_allowed", place, f"{actor} took back {text}", "what they read themselves"
                )


def _check_places(cursor: Cursor[Any], objects: frozenset[str] | None) -> Iterator[Difference]:
    """Whether a count was begun of all places in the armoury, and of no others."""
    cursor.execute(_BEGUN, {"all": objects is None, "objects": sorted(objects or ())})
    for at, subject, armoury, places in cursor.fetchall():
        inside, before = (
            {place for (place,) in cursor.execute(INSIDE, {"at": moment, "armoury": armoury}).fetchall()}
            for moment in (at, minute_before(at))
        )
        if wrong := ({*places} ^ inside) - (inside ^ before):
            yield Difference(
                "not_allowed", f"count {subject}", f"{sorted(wrong)}", "the places in the armoury"
            )


def _check_taken(cursor: Cursor[Any], objects: frozenset[str] | None) -> Iterator[Difference]:
    """Whether who took an armoury over counted it."""
    cursor.execute(_TAKEN, {"all": objects is None, "objects": sorted(objects or ())})
    for subject, n in cursor.fetchall():
        place = f"armoury {subject}, act {n}"
        yield Difference("not_allowed", place, "counted", "a count by whoever is in charge")


def _check_written_off(cursor: Cursor[Any], objects: frozenset[str] | None) -> Iterator[Difference]:
    """Whether anybody wrote an arm off who counted it since it was last read, or had it in charge; whether it passed on as was decided."""
    rows = cursor.execute(_WRITTEN_OFF, {"all": objects is None, "objects": sorted(objects or ())}).fetchall()
    counts = _closed(cursor) if rows else []
    for firearm, n, at, person in rows:
        lay = cursor.execute(_LAY, [firearm]).fetchall()
        before = (count for closed, count in counts if closed < at)
        if person in counters_of(firearm, before, [row for row in lay if row[0] < at]):
            place = f"firearm {firearm}, event {n}"
            yield Difference(
                "not_allowed", place, f"written off by {person}, who counted it", "another person"
            )
        elif (person,) in cursor.execute(_IN_CHARGE, {"arm": firearm, "at": at}).fetchall():
            place = f"firearm {firearm}, event {n}"
            yield Difference(
                "not_allowed", place, f"written off by {person}, in charge of it", "another person"
            )
    cursor.execute(_PASSED, {"all": objects is None, "objects": sorted(objects or ())})
    for firearm, n, method in cursor.fetchall():
        yield Difference(
            "not_allowed", f"firearm {firearm}, event {n}", "another way", f"{method}, as was decided"
        )


def _check_destroyed(cursor: Cursor[Any], objects: frozenset[str] | None) -> Iterator[Difference]:
    """Whether anybody decided about the destruction of an arm, or witnessed it, who counted it, had it in charge or wrote it off."""
    rows = cursor.execute(_DESTROYED, {"all": objects is None, "objects": sorted(objects or ())}).fetchall()
    counts = _closed(cursor) if rows else []
    for batch, kind, at, arm, person, wrote_off in rows:
        lay = cursor.execute(_LAY, [arm]).fetchall()
        before = (count for closed, count in counts if closed < at)
        if (
            wrote_off
            or person in counters_of(arm, before, [row for row in lay if row[0] < at])
            or (person,) in cursor.execute(_IN_CHARGE, {"arm": arm, "at": at}).fetchall()
        ):
            yield Difference(
                "not_allowed",
                f"batch {batch}, {arm}",
                f"{kind} by {person}, who counted it or wrote it off",
                "another person",
            )


def _closed(cursor: Cursor[Any]) -> list[tuple[uuid.UUID, Counted]]:
    """Every closed count with the entry that closed it, the latest first."""
    results = []
    cursor.execute(_COUNTS, {"all": True, "objects": []})
    for at, subject, _kind, begun, opened, closed in cursor.fetchall():
        reads = cursor.execute(_READS, [subject]).fetchall()
        read = {reading.thing for reading in read_of((act, some) for _actor, act, some in reads)}
        missing = [line["label"] for line in closed.get("differences", ()) if line["kind"] == "missing"]
        counters = {actor for actor, *_some in reads}
        results.append((at, Counted(begun, opened["places"], counters, read, missing)))
    return sorted(results, key=lambda row: row[1].begun, reverse=True)


COUNTS: Final = (
    Replay(name="stocks_counts", check=_check_counts),
    Replay(name="stocks_counted_places", check=_check_places),
    Replay(name="stocks_taken_over", check=_check_taken),
    Replay(name="stocks_written_off", check=_check_written_off),
    Replay(name="stocks_destroyed", check=_check_destroyed),
)
