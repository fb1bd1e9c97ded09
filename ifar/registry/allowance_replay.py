"""What the verifier asks of every life: that no event did more than its kind may, by the table that the code itself works out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final

from psycopg import Cursor

from ifar.ledger.sources import Difference, Program, Replay
from ifar.registry.allowances import OPENING, allowances
from ifar.registry.lifecycle import combinations

_BEYOND: Final = """
WITH rule AS (
    SELECT * FROM jsonb_to_recordset(%(rules)s::jsonb)
        AS r (kind text, becomes jsonb, facts jsonb, columns jsonb, changes_marks boolean, when_merged boolean)
), told AS (
    SELECT e.id, e.firearm_id, e.n, e.kind, e.changes, count(e.changes ->> 'state') OVER life AS states,
           count(e.changes ->> 'merged_into') OVER life AS joins
    FROM registry_event e JOIN registry_firearm f ON f.id = e.firearm_id
    WHERE %(all)s OR f.public_id = ANY(%(objects)s) WINDOW life AS (PARTITION BY e.firearm_id ORDER BY e.n)
), lived AS (
    SELECT t.*, max(t.changes ->> 'state') OVER (PARTITION BY t.firearm_id, t.states) AS state,
           max(t.changes ->> 'merged_into') OVER (PARTITION BY t.firearm_id, t.joins) AS joined FROM told t
), line AS (
    SELECT l.*, coalesce(lag(l.state) OVER before, '') AS was, coalesce(lag(l.joined) OVER before, '') AS was_joined
    FROM lived l WINDOW before AS (PARTITION BY l.firearm_id ORDER BY l.n)
)
SELECT f.public_id, l.n, l.kind, l.was, l.state
FROM line l JOIN registry_firearm f ON f.id = l.firearm_id LEFT JOIN rule r ON r.kind = l.kind
WHERE r.kind IS NULL
   OR (r.becomes <> 'null' AND NOT coalesce(r.becomes -> l.was ? l.state, false))
   OR EXISTS (SELECT FROM jsonb_each_text(l.changes) AS c WHERE c.key IN ('ownership', 'custody', 'legal', 'physical')
              AND NOT coalesce(r.facts -> c.key ? c.value, false))
   OR (l.n = 1 AND l.changes ?| ARRAY['merged_into', 'successor'])
   OR (l.n > 1 AND EXISTS (SELECT FROM jsonb_object_keys(l.changes) AS c WHERE NOT r.columns ? c OR c = ANY(%(opening)s)))
   OR (l.n > 1 AND l.was_joined <> '' AND NOT r.when_merged)
   OR (l.n > 1 AND l.changes ? 'marks' AND NOT r.changes_marks AND EXISTS (
       SELECT FROM registry_event p, jsonb_array_elements(p.changes -> 'marks') AS known, jsonb_array_elements(l.changes -> 'marks') AS said
       WHERE p.firearm_id = l.firearm_id AND p.n < l.n AND known -> 'n' = said -> 'n'))
"""


def _check(cursor: Cursor[Any], objects: frozenset[str] | None) -> Iterator[Difference]:
    rules = json.dumps([allowance.row() for allowance in allowances().values()])
    cursor.execute(
        _BEYOND,
        {
            "rules": rules,
            "all": objects is None,
            "objects": sorted(objects or ()),
            "opening": sorted(OPENING),
        },
    )
    for public_id, n, kind, was, state in cursor:
        yield Difference(
            "event_beyond_its_kind",
            f"event {n} of firearm {public_id}",
            f"`{kind}` from {was or 'nothing'} to {state}, with what it sets",
            "what an event of this kind may do",
        )


RULES: Final = Program(
    "registry_allowance",
    ("kind",),
    ("kind", "becomes", "facts", "columns", "changes_marks", "when_merged"),
    lambda: [allowance.row() for allowance in allowances().values()],
)
STATES: Final = Program(
    "registry_statefacts",
    ("state", "ownership", "custody", "legal", "physical"),
    ("state", "ownership", "custody", "legal", "physical"),
    lambda: [
        {
            "state": str(state),
            **{fact: str(getattr(facts, fact)) for fact in ("ownership", "custody", "legal", "physical")},
        }
        for state, facts in combinations()
    ],
)
ALLOWED: Final = Replay(name="registry_event", check=_check)
