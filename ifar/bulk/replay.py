"""What the verifier asks of batches besides their records: lines and answers are those that their entries hold the digests of."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from psycopg import Cursor, sql

from ifar.bulk import digests
from ifar.ledger.sources import Difference, Replay

_BATCHES: Final = "SELECT public_id, listed FROM public.bulk_batch WHERE %(all)s OR public_id = ANY(%(objects)s) ORDER BY id"
_CHUNKS: Final = """
SELECT subject, (details ->> 'first')::int, (details ->> 'last')::int, details ->> 'digest' FROM public.bulk_event
WHERE kind = 'written' AND (%(all)s OR subject = ANY(%(objects)s)) ORDER BY subject, n
"""
_STRAYS: Final = """
SELECT 'line ' || r.n || ' of batch ' || r.batch FROM public.bulk_line r
WHERE (%(all)s OR r.batch = ANY(%(objects)s)) AND NOT EXISTS (SELECT FROM public.bulk_batch b WHERE b.public_id = r.batch)
UNION ALL
SELECT 'answer ' || r.n || ' of batch ' || r.batch FROM public.bulk_answer r
WHERE (%(all)s OR r.batch = ANY(%(objects)s)) AND NOT EXISTS (SELECT FROM public.bulk_event c WHERE c.subject = r.batch AND c.kind = 'written'
    AND r.n BETWEEN (c.details ->> 'first')::int AND (c.details ->> 'last')::int)
"""
# The entry of an answer is the act of its batch, on its thing, done under this batch or under the proposal that it answers.
_ELSEWHERE: Final = """
SELECT 'answer ' || r.n || ' of batch ' || r.batch, r.thing FROM public.bulk_answer r JOIN public.bulk_batch b ON b.public_id = r.batch
LEFT JOIN public.ledger_entry l ON l.entry = r.entry
LEFT JOIN LATERAL (SELECT convert_from(l.canonical, 'UTF8')::jsonb #>> '{payload,proposal}' AS proposal) p ON true
WHERE (%(all)s OR r.batch = ANY(%(objects)s)) AND r.entry IS NOT NULL
  AND (l.object IS DISTINCT FROM r.thing OR l.act IS DISTINCT FROM b.act OR NOT coalesce(p.proposal = r.batch OR p.proposal ^@ 'Q' AND b.proposal IN ('', p.proposal), false))
"""

# A list that takes another person: its proposal names it and the digest of its lines, its entries are those that its answers show, and whoever
# released it had approved.
_PUT: Final = """
SELECT 'batch ' || b.public_id, CASE
    WHEN q.public_id IS NULL OR q.object <> b.public_id OR q.act <> b.act OR q.payload ->> 'batch' IS DISTINCT FROM b.public_id
      OR q.payload ->> 'listed' IS DISTINCT FROM b.listed THEN 'put before others by another proposal'
    WHEN b.begun_by <> '' AND NOT EXISTS (SELECT FROM public.accounts_decision d WHERE d.proposal_id = b.proposal AND d.verdict = 'approve'
                                          AND d.decider = b.begun_by) THEN 'released by somebody who did not approve it'
    ELSE '' END
FROM public.bulk_batch b LEFT JOIN public.accounts_proposal q ON q.public_id = b.proposal
WHERE b.proposal <> '' AND (%(all)s OR b.public_id = ANY(%(objects)s))
UNION ALL
SELECT 'entry ' || l.entry || ' of batch ' || b.public_id, 'carried out beside the answers of its list'
FROM public.bulk_batch b JOIN public.bulk_line i ON i.batch = b.public_id AND i.asked <> '{}'
JOIN public.ledger_entry l ON l.object = i.thing AND l.act = b.act AND convert_from(l.canonical, 'UTF8')::jsonb #>> '{payload,proposal}' = b.proposal
WHERE b.proposal <> '' AND (%(all)s OR b.public_id = ANY(%(objects)s) OR i.thing = ANY(%(objects)s))
  AND NOT EXISTS (SELECT FROM public.bulk_answer r WHERE r.batch = b.public_id AND r.n = i.n AND r.entry = l.entry)
"""
# What was done under a batch, by its own act, its answers show: nothing is slipped in under a batch that somebody else looked through.
_UNSHOWN: Final = """
SELECT l.entry || ' on ' || l.object || ' under batch ' || b.public_id FROM public.ledger_entry l
CROSS JOIN LATERAL (SELECT convert_from(l.canonical, 'UTF8')::jsonb #>> '{payload,proposal}' AS proposal) p
JOIN public.bulk_batch b ON b.public_id = p.proposal AND b.act = l.act
LEFT JOIN public.bulk_answer r ON r.batch = b.public_id AND r.entry = l.entry
WHERE l.act IN (SELECT act FROM public.bulk_batch) AND (%(all)s OR l.object = ANY(%(objects)s) OR b.public_id = ANY(%(objects)s)) AND r.id IS NULL
"""


def _check(cursor: Cursor[Any], objects: frozenset[str] | None) -> Iterator[Difference]:
    params = {"all": objects is None, "objects": sorted(objects or ())}
    cursor.execute(sql.SQL(_BATCHES), params)
    for batch, listed in cursor.fetchall():
        cursor.execute(sql.SQL(digests.LINES), [batch])
        if _first_text(cursor) != listed:
            yield Difference(
                "state_differs", f"lines of batch {batch}", "other lines", "what was looked through"
            )
    cursor.execute(sql.SQL(_CHUNKS), params)
    for batch, first, last, digest in cursor.fetchall():
        cursor.execute(sql.SQL(digests.ANSWERS), [batch, first, last])
        if _first_text(cursor) != digest:
            place = f"answers {first} to {last} of batch {batch}"
            yield Difference("state_differs", place, "other answers", "what was written")
    cursor.execute(sql.SQL(_STRAYS), params)
    for (place,) in cursor.fetchall():
        yield Difference("state_stray", place, "a row", "no row")
    cursor.execute(sql.SQL(_PUT), params)
    for place, wrong in cursor.fetchall():
        if wrong:
            yield Difference("approval_missing", place, wrong, "what another person approved")
    cursor.execute(sql.SQL(_ELSEWHERE), params)
    for place, thing in cursor.fetchall():
        yield Difference("state_differs", place, f"done to {thing}", "what its entry says")
    cursor.execute(sql.SQL(_UNSHOWN), params)
    for (place,) in cursor.fetchall():
        yield Difference("state_stray", f"entry {place}", "an act", "no act that its report does not show")


def _first_text(cursor: Cursor[Any]) -> str:
    row = cursor.fetchone()
    return str(row[0]) if row else ""


ROWS: Final = Replay(name="bulk rows", check=_check)
