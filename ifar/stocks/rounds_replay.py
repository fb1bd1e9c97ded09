"""What the verifier asks of rounds that are with officers: that an issue or a return names every movement to an officer's place or from it, and that none was undone.

Worked out from the acts. The SQL stands here in full and calls no function of the database's own making.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from psycopg import Cursor

from ifar.ledger.sources import Difference, Replay

_UNNAMED: Final = """
WITH named AS (
    SELECT DISTINCT jsonb_array_elements_text(said.moves) AS movement FROM public.stocks_event e
    CROSS JOIN LATERAL (VALUES (e.changes -> 'moves'), (e.details -> 'moves')) AS said (moves)
    WHERE e.record_type = 'issue' AND jsonb_typeof(said.moves) = 'array'
), hands AS (
    SELECT p.subject AS place FROM public.placement_event p WHERE p.record_type = 'place' AND p.kind = 'opened' AND p.changes ->> 'person' IN (
        SELECT o.subject FROM public.stocks_event o WHERE o.record_type = 'officer')
)
SELECT e.subject, e.n, e.kind FROM public.ammunition_event e WHERE e.record_type = 'movement' AND (
    (e.changes ->> 'place' IN (SELECT place FROM hands) OR e.changes ->> 'to_place' IN (SELECT place FROM hands))
    AND e.subject NOT IN (SELECT movement FROM named)
    OR e.kind IN ('undone', 'undone_by_two', 'receipt_undone') AND e.subject IN (SELECT movement FROM named))
ORDER BY e.subject, e.n
"""


def _check(cursor: Cursor[Any], objects: frozenset[str] | None) -> Iterator[Difference]:
    for subject, n, kind in cursor.execute(_UNNAMED).fetchall():
        if objects is None or subject in objects:
            place = f"movement {subject}, act {n}"
            yield Difference(
                "not_allowed", place, f"{kind} behind an issue", "an issue or a return that says so"
            )


ROUNDS: Final = Replay(name="stocks_rounds", check=_check)
