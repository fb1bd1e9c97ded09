"""What the verifier asks of counts of shops and of days that were closed: that their outcome is what their reads and the lines of the book come to.

Acts are numbered when they begin and seen when they end: what the register recorded within a minute before a count or a day was closed may have been seen
then or not, so either is right, and nothing else is. The SQL stands here in full and calls no function of the database's own making, because whoever can alter rows can alter
functions too.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.conf import settings
from psycopg import Cursor

from ifar.books.movements import MOVED
from ifar.ledger.sources import Difference, Replay
from ifar.placement.counting import Reading, compare, moved_of

MEANWHILE: Final = 60_000
"""Milliseconds within which an act is recorded."""
_DAYS: Final = """
SELECT e.id, e.subject, d.day, a.public_id, d.came, d.went, d.stock FROM public.books_event e JOIN public.books_day d ON d.public_id = e.subject
JOIN public.accounts_agency a ON a.id = d.agency_id
WHERE e.record_type = 'day' AND e.kind = 'closed' AND (%(all)s OR e.subject = ANY(%(objects)s)) ORDER BY e.subject
"""
# Each figure as it is at the least and at the most.
_FIGURES: Final = """
SELECT count(*) FILTER (WHERE entered >= %(day)s AND entered <= %(sure)s), count(*) FILTER (WHERE entered >= %(day)s AND entered <= %(at)s),
    count(*) FILTER (WHERE left_by >= %(day)s AND left_by <= %(sure)s), count(*) FILTER (WHERE left_by >= %(day)s AND left_by <= %(at)s),
    count(*) FILTER (WHERE entered <= %(sure)s AND (left_by > %(at)s OR left_by IS NULL)),
    count(*) FILTER (WHERE entered <= %(at)s AND (left_by > %(sure)s OR left_by IS NULL))
FROM public.registry_bookline WHERE holder = %(holder)s
"""
_COUNTS: Final = """
SELECT e.id, e.subject, e.kind, b.id, a.public_id, c.lines, c.expected, c.found, c.moved, c.differences FROM public.books_event e
JOIN public.books_event b ON b.record_type = 'count' AND b.subject = e.subject AND b.kind = 'begun'
JOIN public.books_count c ON c.public_id = e.subject JOIN public.accounts_agency a ON a.id = c.agency_id
WHERE e.record_type = 'count' AND e.kind IN ('agreed', 'differed') AND (%(all)s OR e.subject = ANY(%(objects)s)) ORDER BY e.subject
"""
_READS: Final = """
SELECT l.actor, e.details -> 'seen' FROM public.books_event e JOIN public.ledger_entry l ON l.entry = e.id
WHERE e.record_type = 'count' AND e.subject = %s AND e.kind IN ('begun', 'noted') ORDER BY e.n
"""
# What stood in the book at an entry and was with the trader; and of what nobody can say it, because its record was merged or split.
_THERE: Final = """
SELECT f.public_id, k.custodian = %(holder)s AND b.entered <= %(at)s AND (b.left_by > %(at)s OR b.left_by IS NULL), EXISTS (
    SELECT FROM public.registry_event e WHERE e.firearm_id = b.firearm_id AND e.kind IN ('merged', 'split')
) OR f.merged_into <> '' FROM public.registry_bookline b JOIN public.registry_firearm f ON f.id = b.firearm_id
CROSS JOIN LATERAL (SELECT coalesce((SELECT e.changes ->> 'custodian' FROM public.registry_event e WHERE e.firearm_id = b.firearm_id AND e.id <= %(at)s
    AND e.changes ? 'custodian' ORDER BY e.n DESC LIMIT 1), '') AS custodian) k
WHERE b.holder = %(holder)s
"""
# What moved in the last moments before an entry, with the events by which it did.
_JUST_THEN: Final = """
SELECT f.public_id, array_agg(e.id ORDER BY e.n) FROM public.registry_event e JOIN public.registry_firearm f ON f.id = e.firearm_id
WHERE e.id > %(sure)s AND e.id <= %(at)s AND EXISTS (SELECT FROM public.registry_bookline b WHERE b.firearm_id = e.firearm_id AND b.holder = %(holder)s)
GROUP BY f.public_id
"""


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What a count comes to at one moment: what should be there, what was found, and of each thing its differences, and whether it moved."""

    should: frozenset[str]
    found: int
    of: Mapping[str, frozenset[str]]


MOVED_MEANWHILE: Final = "moved"


def before(at: uuid.UUID) -> uuid.UUID:
    """The lowest entry of a minute before an entry: its first 48 bits are the milliseconds since 1970."""
    return uuid.UUID(int=max((at.int >> 80) - MEANWHILE, 0) << 80)


def _check_days(cursor: Cursor[Any], objects: frozenset[str] | None) -> Iterator[Difference]:
    """Whether what a closed day says of what came, went and is in stock is what the lines of the book say."""
    cursor.execute(_DAYS, {"all": objects is None, "objects": sorted(objects or ())})
    for at, subject, day, holder, came, went, stock in cursor.fetchall():
        begun = dt.datetime.combine(day, dt.time(), ZoneInfo(settings.TIME_ZONE))
        since = uuid.UUID(int=int(begun.timestamp() * 1000) << 80)
        asked = {"holder": holder, "at": at, "sure": before(at), "day": since}
        [row] = cursor.execute(_FIGURES, asked).fetchall()
        result = {"came": (came, *row[:2]), "went": (went, *row[2:4]), "stock": (stock, *row[4:])}
        for name, (says, least, most) in result.items():
            if not least <= says <= most:
                yield Difference("not_allowed", f"day {subject}, {name}", str(says), f"{least} by the book")


def _check_counts(cursor: Cursor[Any], objects: frozenset[str] | None) -> Iterator[Difference]:
    """Whether a closed count comes to what its reads and the book come to."""
    cursor.execute(_COUNTS, {"all": objects is None, "objects": sorted(objects or ())})
    for at, subject, kind, begun, holder, lines, expected, result, moved, differences in cursor.fetchall():
        reads = cursor.execute(_READS, [subject]).fetchall()
        seen = [Reading(thing, text) for _actor, some in reads for thing, text in some or ()]
        counters = sorted({actor for actor, _some in reads})
        asked = {"holder": holder, "begun": begun, "counters": counters, "sure": before(at), "at": at}
        just_then = {thing: set(some) for thing, some in cursor.execute(_JUST_THEN, asked).fetchall()}
        # What moved more than once may have been seen in between as well.
        between = {moment for some in just_then.values() if len(some) > 1 for moment in some}
        moments = [at, *sorted({before(at), *between} - {at})] if just_then else [at]
        outcomes, unsaid = [], set[str]()
        for moment in moments:
            outcome, open_ = _outcome(cursor, asked | {"at": moment, "until": moment}, seen)
            outcomes.append(outcome)
            unsaid |= open_
        theirs: defaultdict[str, set[str]] = defaultdict(set)
        for difference in differences:
            theirs[difference["label"]].add(difference["key"])
        for thing in moved:
            theirs[thing].add(MOVED_MEANWHILE)
        wrong = sorted(
            thing
            for thing in {*theirs, *(thing for outcome in outcomes for thing in outcome.of)} - unsaid
            if all(
                outcome.of.get(thing, frozenset()) != theirs.get(thing, set())
                for outcome in (outcomes if thing in just_then else outcomes[:1])
            )
        )
        doubtful = just_then.keys() | unsaid
        always = frozenset.intersection(*(outcome.should for outcome in outcomes)) - unsaid
        ever = frozenset.union(*(outcome.should for outcome in outcomes)) | unsaid
        at_last = outcomes[0].should
        least, most = len((at_last - doubtful) | always), len((at_last - doubtful) | (ever & doubtful))
        ours = (len(seen), outcomes[0].found)
        agrees = (kind == "agreed") == (not differences)
        if wrong or (lines, result) != ours or not agrees or not least <= expected <= most:
            says = f"{kind}, {lines} lines, {result} found, {expected} expected, {sorted(differs['key'] for differs in differences)}, moved {moved}"
            should = f"{ours[0]} lines, {ours[1]} found, {least} expected, otherwise of {wrong}"
            yield Difference("not_allowed", f"count {subject}", says, should)


def _outcome(
    cursor: Cursor[Any], asked: Mapping[str, Any], seen: Sequence[Reading]
) -> tuple[_Outcome, set[str]]:
    """What a count comes to at a moment, and the things of which nobody can say it."""
    meanwhile = moved_of(cursor.execute(MOVED, asked).fetchall())
    stood = cursor.execute(_THERE, asked).fetchall()
    should = {*(thing for thing, is_there, _open in stood if is_there), *meanwhile.taken}
    compared = compare(should, seen, meanwhile.explained)
    of: defaultdict[str, set[str]] = defaultdict(set)
    for difference in compared.differences:
        of[difference.label].add(difference.key)
    for thing in compared.explained:
        of[thing].add(MOVED_MEANWHILE)
    result = {thing: frozenset(some) for thing, some in of.items()}
    return _Outcome(frozenset(should), compared.found, result), {
        thing for thing, _there, open_ in stood if open_
    }


REPLAYS: Final = (
    Replay(name="books_days", check=_check_days),
    Replay(name="books_counts", check=_check_counts),
)
