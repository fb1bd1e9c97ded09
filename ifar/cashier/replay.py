"""What the verifier asks of the counter besides its records: the lines of tills, and what should have been in them.

The SQL stands here in full and calls no function of the database's own making, because whoever can alter rows can alter functions too.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from psycopg import Cursor

from ifar.ledger.sources import Difference, Replay

# Every event that moved money beside the line that it should have made; the lines of a till count from 1 without a hole.
_LINES: Final = """
WITH said AS (
    SELECT e.id, e.subject, CASE WHEN e.kind = 'paid' THEN e.changes ->> 'till' ELSE e.details ->> 'till' END AS till,
           CASE WHEN e.kind = 'paid' THEN (e.changes ->> 'amount')::numeric ELSE -(e.details ->> 'amount')::numeric END AS amount,
           f.changes ->> 'way' AS way, CASE WHEN e.kind = 'paid' THEN (e.changes ->> 'line')::integer END AS line
    FROM public.cashier_event e JOIN public.cashier_event f ON f.subject = e.subject AND f.kind = 'paid'
    WHERE e.record_type = 'payment' AND e.kind IN ('paid', 'reduced', 'refunded')
), live AS (
    SELECT l.*, row_number() OVER (PARTITION BY l.till ORDER BY l.n) AS place FROM public.cashier_line l
)
SELECT coalesce(s.till, l.till), coalesce(l.n, s.line) FROM said s FULL JOIN live l ON l.event = s.id
WHERE s.id IS NULL OR l.event IS NULL OR l.till <> s.till OR l.amount <> s.amount OR l.way <> s.way OR l.payment <> s.subject
   OR l.n <> coalesce(s.line, l.n) OR l.n <> l.place
"""
# What was found in a till that was counted is what was said, beside the lines of cash of that till.
_TILLS: Final = """
SELECT t.public_id FROM public.cashier_till t WHERE t.state <> 'open' AND (%(all)s OR t.public_id = ANY(%(objects)s))
AND t.expected IS DISTINCT FROM t.opening + coalesce((SELECT sum(l.amount) FROM public.cashier_line l WHERE l.till = t.public_id AND l.way = 'cash'), 0)
"""


def _check(cursor: Cursor[Any], objects: frozenset[str] | None) -> Iterator[Difference]:
    cursor.execute(_LINES)
    for till, n in cursor.fetchall():
        yield Difference("state_differs", f"till {till}, line {n}", "another line", "what its event moved")
    cursor.execute(_TILLS, {"all": objects is None, "objects": sorted(objects or ())})
    for (till,) in cursor.fetchall():
        yield Difference(
            "state_differs", f"till {till}, expected", "another sum", "the float and the lines of cash"
        )


MONEY: Final = Replay(name="cashier_line", check=_check)
