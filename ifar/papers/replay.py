"""What the verifier needs to know about papers: payloads from live rows, and state from acts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from psycopg import Cursor

from ifar.ledger.sources import Difference, Replay, Source, ties

SOURCE: Final = Source(
    name="papers_act",
    acts=("papers.issued", "papers.withdrawn"),
    rows="""SELECT a.entry, jsonb_build_object('paper', a.paper, 'n', a.n, 'kind', a.kind, 'details', a.details)
            FROM papers_act a WHERE a.entry = ANY(%s)""",
    ties=ties(
        "papers_act",
        {"object": "r.paper", "act": "'papers.' || r.kind", "previous": "b.entry"},
        joins="LEFT JOIN papers_act b ON b.paper = r.paper AND b.n = r.n - 1",
    ),
    strays="""SELECT a.entry, 'paper ' || a.paper || ' ' || a.kind FROM papers_act a
              WHERE NOT EXISTS (SELECT FROM ledger_entry l WHERE l.entry = a.entry)""",
)

_STATE: Final = """
WITH touched AS (
    SELECT public_id FROM papers_paper WHERE %(all)s OR public_id = ANY(%(objects)s)
    UNION SELECT paper FROM papers_act WHERE %(all)s OR paper = ANY(%(objects)s)
), said AS (
    SELECT i.paper, jsonb_build_object(
        'public_id', i.paper, 'kind', i.details ->> 'kind', 'about', i.details ->> 'about', 'holder', i.details ->> 'holder',
        'language', i.details ->> 'language', 'content', i.details -> 'content', 'valid_from', (i.details ->> 'valid_from')::date,
        'valid_to', (i.details ->> 'valid_to')::date, 'compartment', i.details ->> 'compartment', 'agency', l.agency,
        'issued_at', l.recorded_at, 'issued', i.entry, 'withdrawn_at', m.recorded_at,
        'reason', coalesce(w.details ->> 'reason', ''), 'superseded_by', coalesce(w.details ->> 'superseded_by', ''),
        'n', CASE WHEN w.entry IS NULL THEN 1 ELSE 2 END, 'last_entry', coalesce(w.entry, i.entry)) AS sets
    FROM papers_act i JOIN touched t ON t.public_id = i.paper JOIN ledger_entry l ON l.entry = i.entry
    LEFT JOIN papers_act w ON w.paper = i.paper AND w.kind = 'withdrawn' AND w.n = 2 LEFT JOIN ledger_entry m ON m.entry = w.entry
    WHERE i.kind = 'issued' AND i.n = 1
), live AS (
    SELECT p.public_id, to_jsonb(p) - 'id' - 'agency_id' || jsonb_build_object('agency', a.public_id) AS sets
    FROM papers_paper p LEFT JOIN accounts_agency a ON a.id = p.agency_id JOIN touched t ON t.public_id = p.public_id
)
SELECT coalesce(l.public_id, s.paper), l.sets, s.sets FROM live l FULL JOIN said s ON s.paper = l.public_id
WHERE l.sets IS DISTINCT FROM s.sets
"""


def _check(cursor: Cursor[Any], objects: frozenset[str] | None) -> Iterator[Difference]:
    cursor.execute(_STATE, {"all": objects is None, "objects": sorted(objects or ())})
    for public_id, live, said in cursor:
        place = f"paper {public_id}"
        if live is None:
            yield Difference("state_missing", place, "no row", "a row that its acts made")
        elif said is None:
            yield Difference("state_stray", place, "a row", "no row: no act made it")
        else:
            for name in sorted(name for name in said if live.get(name) != said[name]):
                yield Difference("state_differs", f"{place}, {name}", "another value", "what its acts set")


STATE: Final = Replay(name="papers_paper", check=_check)
