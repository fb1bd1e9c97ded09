"""What the verifier needs to know about the books of holders, the table of states, the queue of duplicates and imports.

The SQL stands here in full and calls no function of the database's own making, because whoever can alter rows can alter
functions too.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from psycopg import Cursor

from ifar.ledger.sources import Difference, Replay

_HOLDINGS: Final = """
WITH told AS (
    SELECT e.firearm_id, h.holder, h.fact, e.id AS event, e.n FROM registry_event e
    JOIN registry_firearm f ON f.id = e.firearm_id
    CROSS JOIN LATERAL (VALUES (e.changes ->> 'owner', 'ownership'), (e.changes ->> 'custodian', 'custody')) AS h(holder, fact)
    WHERE h.holder <> '' AND (%(all)s OR f.public_id = ANY(%(objects)s))
), said AS (
    SELECT DISTINCT ON (firearm_id, holder, fact) firearm_id, holder, fact, event FROM told ORDER BY firearm_id, holder, fact, n
), live AS (
    SELECT h.* FROM registry_holding h JOIN registry_firearm f ON f.id = h.firearm_id
    WHERE %(all)s OR f.public_id = ANY(%(objects)s)
)
SELECT f.public_id, coalesce(l.holder, s.holder), coalesce(l.fact, s.fact), l.event::text, s.event::text
FROM live l FULL JOIN said s ON s.firearm_id = l.firearm_id AND s.holder = l.holder AND s.fact = l.fact
LEFT JOIN registry_firearm f ON f.id = coalesce(l.firearm_id, s.firearm_id)
WHERE l.event IS DISTINCT FROM s.event
"""
# A pair that somebody decided about, or that an event names as its ground, was in the queue.
_PAIRS: Final = """
SELECT DISTINCT l.object FROM ledger_entry l WHERE l.act = 'registry.duplicate_decided'
AND NOT EXISTS (SELECT FROM registry_duplicate d WHERE d.public_id = l.object)
UNION
SELECT DISTINCT e.details ->> 'duplicate' FROM registry_event e JOIN registry_firearm f ON f.id = e.firearm_id
LEFT JOIN registry_duplicate d ON d.public_id = e.details ->> 'duplicate'
LEFT JOIN registry_firearm o ON o.id = d.older_id LEFT JOIN registry_firearm n ON n.id = d.newer_id
WHERE e.kind IN ('merged', 'split') AND e.details ? 'duplicate'
  AND (f.public_id IN (o.public_id, n.public_id) AND e.details ->> 'survivor' IN (o.public_id, n.public_id)) IS NOT TRUE
"""
_IMPORTS: Final = """
SELECT i.public_id, t.name, t.says, t.should FROM registry_import i JOIN accounts_agency a ON a.id = i.agency_id
JOIN LATERAL (SELECT q.* FROM accounts_proposal q WHERE q.act = 'registry.import' AND q.object = i.public_id
              ORDER BY q.at DESC LIMIT 1) AS q ON true
CROSS JOIN LATERAL (VALUES ('file', i.file_id::text, q.payload ->> 'file'), ('rows', i.rows::text, q.payload ->> 'rows'),
    ('compartment', i.compartment, q.compartment)) AS t(name, says, should)
WHERE t.should IS NOT NULL AND t.says IS DISTINCT FROM t.should
"""


def _holdings(cursor: Cursor[Any], objects: frozenset[str] | None) -> Iterator[Difference]:
    cursor.execute(_HOLDINGS, {"all": objects is None, "objects": sorted(objects or ())})
    for firearm, holder, fact, live, said in cursor:
        place = f"{fact} of {holder} in the book of firearm {firearm}"
        if live is None:
            yield Difference("state_missing", place, "no row", f"a row that event {said} made")
        elif said is None:
            yield Difference("state_stray", place, f"a row of event {live}", "no row: no event made it")
        else:
            yield Difference("state_differs", place, f"from event {live} on", f"from event {said} on")


def _pairs(cursor: Cursor[Any], objects: frozenset[str] | None) -> Iterator[Difference]:
    if objects is None:
        cursor.execute(_PAIRS)
        for (pair,) in cursor:
            yield Difference(
                "state_differs", f"possible duplicate {pair}", "no such pair", "the pair that was decided"
            )


def _imports(cursor: Cursor[Any], objects: frozenset[str] | None) -> Iterator[Difference]:
    if objects is None:
        cursor.execute(_IMPORTS)
        for batch, name, says, should in cursor:
            yield Difference(
                "state_differs", f"import {batch}, {name}", says, f"{should}, as it was proposed"
            )


REPLAYS: Final = (
    Replay(name="registry_holding", check=_holdings),
    Replay(name="registry_duplicate", check=_pairs),
    Replay(name="registry_import", check=_imports),
)
