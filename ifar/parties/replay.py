"""What the verifier needs to know about parties: payloads from live rows, and state from events and personal values."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from psycopg import Cursor

from ifar.ledger.sources import Difference, Replay, Source

KINDS = ("registered", "corrected", "moved", "merged", "split")
"""Kinds of party events that have a row; an erasure has none: it takes values away."""

SOURCE = Source(
    name="parties_event",
    acts=tuple(f"parties.{kind}" for kind in KINDS),
    rows="""SELECT e.id, jsonb_build_object('kind', e.kind, 'n', e.n, 'changes', e.changes, 'details', e.details,
            'proposal', e.proposal) FROM parties_event e WHERE e.id = ANY(%s)""",
    strays="""SELECT e.id, 'event ' || e.n || ' of party ' || e.party FROM parties_event e
              WHERE NOT EXISTS (SELECT FROM ledger_entry l WHERE l.entry = e.id)""",
)

_STATE = """
WITH touched AS (
    SELECT public_id FROM parties_party WHERE %(all)s OR public_id = ANY(%(objects)s)
    UNION SELECT party FROM parties_event WHERE %(all)s
), said AS (
    SELECT e.party, jsonb_object_agg(c.key, c.value ORDER BY e.n) AS sets, max(e.n) AS n, count(DISTINCT e.n) AS events,
           (array_agg(e.id ORDER BY e.n DESC))[1] AS last_event
    FROM parties_event e JOIN touched t ON t.public_id = e.party,
         jsonb_each(e.changes - 'address' || '{"": null}'::jsonb) AS c GROUP BY e.party
), personal AS (
    SELECT DISTINCT ON (e.party, k.field) e.party, k.field, p.value
    FROM parties_event e JOIN touched t ON t.public_id = e.party
    JOIN ledger_entry l ON l.entry = e.id
    CROSS JOIN LATERAL jsonb_object_keys(l.commitments) AS k(field)
    LEFT JOIN ledger_personal p ON p.entry = e.id AND p.field = k.field
    WHERE k.field IN ('name', 'born', 'identity_numbers', 'contact')
    ORDER BY e.party, k.field, e.n DESC
), values_said AS (
    SELECT party, jsonb_object_agg(field, value) AS sets FROM personal GROUP BY party
)
SELECT t.public_id, to_jsonb(p) - 'id' - 'agency_id' - 'erased' || jsonb_build_object('agency', a.public_id),
       s.sets - '' || coalesce(v.sets, '{}') || jsonb_build_object('n', s.n, 'last_event', s.last_event)
FROM touched t
LEFT JOIN parties_party p ON p.public_id = t.public_id
LEFT JOIN accounts_agency a ON a.id = p.agency_id
LEFT JOIN said s ON s.party = t.public_id
LEFT JOIN values_said v ON v.party = t.public_id
WHERE p.id IS NULL OR s.party IS NULL OR s.events <> s.n
   OR (to_jsonb(p) - 'id' - 'agency_id' - 'erased' || jsonb_build_object('agency', a.public_id)) IS DISTINCT FROM
      ('{"name": null, "born": null, "identity_numbers": null, "contact": null, "sex": "not_asked", "country": "", "registration": "",
         "status": "active", "merged_into": ""}'::jsonb
       || (s.sets - '') || coalesce(v.sets, '{}')
       || jsonb_build_object('n', s.n, 'last_event', s.last_event, 'public_id', t.public_id))
"""


def _check(cursor: Cursor[Any], objects: frozenset[str] | None) -> Iterator[Difference]:
    cursor.execute(_STATE, {"all": objects is None, "objects": sorted(objects or ())})
    for public_id, live, said in cursor:
        place = f"party {public_id}"
        if live is None or live.get("public_id") is None:
            yield Difference("state_missing", place, "no row", "a row that its events made")
        elif said is None:
            yield Difference("state_stray", place, "a row", "no row: no event made it")
        else:
            wrong = [name for name in sorted(said) if live.get(name) != said[name]]
            for name in wrong or ["a column"]:
                # Personal values are not repeated in a finding: it may be read by people who may not see them.
                yield Difference("state_differs", f"{place}, {name}", "another value", "what its events set")


REPLAY = Replay(name="parties_party", check=_check)
