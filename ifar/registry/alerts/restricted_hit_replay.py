"""What the verifier asks of questions to closed compartments: that each stands in the log of reads, alone and at its time, and each that stands there was counted, that each
search that is kept open for such a desk has put its question or still waits, that what was counted was looked for or still waits too, and that nobody
put more than they may.

The log of reads is entered into the ledger in runs (`accounts_readbatch`), searches and hits one by one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any, Final

from psycopg import Cursor

from ifar.acts.people import PEOPLE
from ifar.ledger.sources import Difference, Replay
from ifar.registry.alerts import restricted_hits

_BESIDE: Final = dt.timedelta(minutes=10)
"""How far the time of a question may lie behind that of its read, and behind its look by another machine's clock."""
_PUT: Final = "q.refused IN ('', 'wide') AND NOT q.again"

_UNREAD: Final = """
SELECT q.id, q.actor FROM registry_restrictedquestion q
LEFT JOIN accounts_readlog l ON l.id = q.read AND l.actor = q.actor AND l.agency = q.agency AND l.act = 'registry.search.restricted'
WHERE l.id IS NULL AND (q.read IS NOT NULL OR (q.refused NOT IN ('incomplete', 'purpose')))
"""
_UNREAD_OF_ASKER: Final = """
SELECT q.id, q.asker FROM registry_restrictedquestion q
LEFT JOIN accounts_readlog l ON l.id = q.asked_read AND l.actor = q.asker AND l.agency = q.agency AND l.act = 'registry.search.restricted'
WHERE l.id IS NULL AND (q.asker <> '' OR q.asked_read IS NOT NULL)
"""
# One of exhibits is as many marks as it says; nobody types so many at once.
_SHARED: Final = """
SELECT l.id, l.actor FROM accounts_readlog l JOIN (
    SELECT q.read, q.exhibit FROM registry_restrictedquestion q WHERE q.read IS NOT NULL
    UNION ALL SELECT q.asked_read, q.exhibit FROM registry_restrictedquestion q WHERE q.asked_read IS NOT NULL) AS served ON served.read = l.id
GROUP BY l.id, l.actor, l.count HAVING count(*) > CASE WHEN bool_and(served.exhibit) THEN greatest(l.count, 1) ELSE 1 END
"""
# What waited is counted when its turn comes, and looked for after that; everything else as soon as it is read.
_UNTIMED: Final = """
SELECT q.id, q.actor FROM registry_restrictedquestion q JOIN accounts_readlog l ON l.id = q.read
WHERE q.at < l.at - interval '1 minute' OR ((q.search = '' OR q.asker <> '') AND q.at > l.at + %(beside)s)
OR (q.search <> '' AND EXISTS (SELECT FROM registry_alertevent a JOIN ledger_entry e ON e.entry = a.id WHERE a.subject = q.search
    AND a.kind = 'looked' AND a.details -> 'through' ? 'closed' AND q.at > e.recorded_at + %(beside)s))
"""
_UNCOUNTED: Final = """
SELECT l.id, l.actor FROM accounts_readlog l WHERE l.act = 'registry.search.restricted'
AND NOT EXISTS (SELECT FROM registry_restrictedquestion q WHERE q.read = l.id) AND NOT EXISTS (SELECT FROM registry_savedsearchbacklog d WHERE d.read = l.id)
AND NOT EXISTS (SELECT FROM registry_restrictedquestion q WHERE q.asked_read = l.id AND q.asker = l.actor AND q.asker <> '')
AND NOT EXISTS (SELECT FROM registry_savedsearch s WHERE s.answers_restricted AND s.closed <> '' AND s.owner = l.actor
    AND l.object IN (s.question ->> 'serial', s.reference)
    AND NOT EXISTS (SELECT FROM registry_restrictedquestion q WHERE q.search = s.public_id AND q.search <> '') AND l.at BETWEEN s.opened_at - interval '1 minute' AND s.opened_at + interval '1 minute')
"""
_UNPUT: Final = """
SELECT s.public_id FROM registry_savedsearch s WHERE s.answers_restricted AND s.closed = ''
AND NOT EXISTS (SELECT FROM registry_restrictedquestion q WHERE q.search = s.public_id AND q.search <> '' AND s.owner IN (q.actor, q.asker)
    AND q.refused = '' AND NOT q.again)
AND NOT EXISTS (SELECT FROM registry_savedsearchbacklog d WHERE d.search_id = s.id AND d.restricted)
"""
_UNLOOKED: Final = """
SELECT s.public_id FROM registry_savedsearch s WHERE s.answers_restricted AND s.closed = ''
AND EXISTS (SELECT FROM registry_restrictedquestion q WHERE q.search = s.public_id AND q.search <> '')
AND NOT EXISTS (SELECT FROM registry_alertevent a WHERE a.subject = s.public_id AND a.kind = 'looked' AND a.details -> 'through' ? 'closed')
AND NOT EXISTS (SELECT FROM registry_savedsearchbacklog d WHERE d.search_id = s.id AND d.restricted)
"""
_ASLEEP: Final = """
SELECT s.public_id FROM registry_savedsearchbacklog d JOIN registry_savedsearch s ON s.id = d.search_id
WHERE d.next_at > statement_timestamp() + %(longest)s + interval '1 minute' OR (d.restricted AND NOT d.counted AND d.why = '')
"""
_UNASKED: Final = """
SELECT q.id, q.search FROM registry_restrictedquestion q LEFT JOIN registry_savedsearch s
    ON s.public_id = q.search AND s.owner = CASE q.asker WHEN '' THEN q.actor ELSE q.asker END AND s.answers_restricted
    AND q.agency = (SELECT a.public_id FROM accounts_agency a WHERE a.id = s.agency_id)
WHERE (q.search <> '' AND (s.id IS NULL OR q.refused <> '' OR q.again)) OR (q.search = '' AND (q.exhibit OR q.asker <> ''))
"""
_TWICE: Final = "SELECT search, max(actor) FROM registry_restrictedquestion WHERE search <> '' GROUP BY search HAVING count(*) > 1"
_RELEASED: Final = "SELECT a.subject AS search, l.actor, l.agency, a.details FROM registry_alertevent a JOIN ledger_entry l ON l.entry = a.id WHERE a.kind = 'released'"
_UNRELEASED: Final = f"""
SELECT q.id, q.actor FROM registry_restrictedquestion q WHERE q.asker <> '' AND NOT EXISTS (SELECT FROM ({_RELEASED}) r
    WHERE r.search = q.search AND r.actor = q.actor AND r.agency = q.agency AND r.actor <> q.asker AND r.details ->> 'asker' = q.asker)
"""
_RELEASED_NONE: Final = f"""
SELECT r.search, r.actor FROM ({_RELEASED}) r WHERE NOT EXISTS (
    SELECT FROM registry_restrictedquestion q WHERE q.search = r.search AND q.search <> '' AND q.actor = r.actor AND q.asker <> '')
"""
_NO_COLLEAGUE: Final = f"""
SELECT a.subject, l.actor FROM registry_alertevent a JOIN ledger_entry l ON l.entry = a.id WHERE a.kind = 'released' AND (
    a.details ->> 'asker' = ANY ({PEOPLE}) OR NOT EXISTS (
    SELECT FROM accounts_user u JOIN (
        SELECT g.user_id, g.agency_id, g.valid_from, g.valid_to FROM accounts_grant g
        UNION ALL SELECT b.stand_in_id, b.agency_id, b.valid_from, b.valid_to FROM accounts_absence b) AS held ON held.user_id = u.id
    JOIN accounts_agency o ON o.id = held.agency_id
    WHERE u.public_id = l.actor AND o.public_id = l.agency AND held.valid_from <= l.recorded_at AND (held.valid_to IS NULL OR held.valid_to > l.recorded_at)))
"""
_NOT_AGAIN: Final = """
SELECT q.id, q.actor FROM registry_restrictedquestion q WHERE q.again AND NOT EXISTS (
    SELECT FROM registry_restrictedquestion p WHERE p.actor = q.actor AND p.agency = q.agency AND p.whole = q.whole AND p.whole <> ''
    AND p.refused = '' AND NOT p.again AND p.id < q.id AND p.at > q.at - %(again)s - interval '1 minute')
"""
_BEYOND: Final = f"""
SELECT id, actor FROM (
    SELECT q.id, q.actor, q.at, q.exhibit,
        count(*) FILTER (WHERE NOT q.exhibit)
            OVER (PARTITION BY q.actor ORDER BY q.at RANGE BETWEEN %(hour)s PRECEDING AND CURRENT ROW) AS by_hour,
        count(*) OVER (PARTITION BY q.actor ORDER BY q.at RANGE BETWEEN %(day)s PRECEDING AND CURRENT ROW) AS by_day
    FROM registry_restrictedquestion q WHERE {_PUT}) AS put
WHERE CASE WHEN exhibit THEN by_day > %(most_exhibits)s ELSE by_hour > %(most)s END
"""
_UNHEARD: Final = """
SELECT b.public_id, b.asker FROM registry_restrictedhit b WHERE b.search = '' AND NOT EXISTS (
    SELECT FROM registry_restrictedquestion q WHERE q.actor = b.asker AND q.refused IN ('', 'wide') AND q.at < (b.day + 2))
"""


_ASKED: Final = (
    (_UNREAD, "state_stray", "question {} of {}", "a question to closed compartments", "a read of the log that is it"),
    (_UNREAD_OF_ASKER, "state_stray", "question {} of {}", "a question that somebody else released", "a read of the log that says who asked"),
    (_SHARED, "state_differs", "read {} of {}", "more questions than it is", "one, or as many marks of exhibits as it says"),
    (_UNTIMED, "state_differs", "question {} of {}", "another time than its read and its look allow", "the time at which it was counted"),
    (_UNCOUNTED, "state_missing", "read {} of {}", "no question", "a question to closed compartments"),
    (_UNPUT, "state_missing", "saved search {}", "no question, and none that waits", "one to closed compartments"),
    (_UNLOOKED, "state_missing", "counted question of search {}", "no look through closed compartments, and none that waits", "one or the other"),
    (_ASLEEP, "state_differs", "waiting search {}", "one that is not tried again in time, or does not say that it waits", "one that is, and does"),
    (_UNASKED, "state_stray", "question {} of search {}", "a question", "one that a search of this person has put, or no search"),
    (_TWICE, "state_differs", "question of search {} of {}", "several questions", "one"),
    (_UNRELEASED, "state_stray", "question {} of {}", "one that counts for another than who asked", "one that this person released"),
    (_RELEASED_NONE, "state_missing", "release of search {} by {}", "no question", "one that counts for this person"),
    (_NO_COLLEAGUE, "state_differs", "release of search {} by {}", "somebody who did not work at its office then", "somebody who did"),
    (_NOT_AGAIN, "state_differs", "question {} of {}", "one that does not count", "one that counts: it repeats none"),
    (_BEYOND, "state_differs", "question {} of {}", "one that was put", "no more than this person may put"),
    (_UNHEARD, "state_missing", "restricted hit {} of {}", "no question", "the question that it is a hit of"),
)  # fmt: skip


def _check(cursor: Cursor[Any], objects: frozenset[str] | None) -> Iterator[Difference]:
    if objects is not None:  # they belong to no object of the log by itself
        return
    bounds = {
        "again": restricted_hits.AGAIN,
        "beside": _BESIDE,
        "longest": restricted_hits.LONGEST_WAIT,
        "hour": restricted_hits.PERSON[1],
        "most": restricted_hits.PERSON[0],
        "day": restricted_hits.EXHIBITS[1],
        "most_exhibits": restricted_hits.EXHIBITS[0],
    }
    for statement, kind, place, says, should in _ASKED:
        cursor.execute(statement, bounds)
        for row in cursor.fetchall():
            yield Difference(kind, place.format(*row), says, should)


QUESTIONS: Final = Replay(name="registry_restrictedquestion", check=_check)
