"""What the verifier asks of bars: that nothing was granted, resumed, changed or extended for an applicant of whose record the log knew one that was in force.

Who is merely alike is for people to judge; and of records that were joined the verifier holds the same one. The SQL stands here in full and calls no function
of the database's own making.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from django.conf import settings
from psycopg import Cursor

from ifar.ledger.sources import Difference, Replay
from ifar.trade.acts import GATED

_GRANTED: Final = """
WITH granted AS (
    SELECT e.subject, e.n, e.kind, l.id AS place, to_char(l.recorded_at AT TIME ZONE %(zone)s, 'YYYY-MM-DD') AS day, (
        SELECT a.changes ->> 'applicant' FROM public.trade_event a WHERE a.record_type = 'authorisation' AND a.subject = e.subject AND a.n < e.n
        AND a.changes ? 'applicant' ORDER BY a.n DESC LIMIT 1) AS applicant
    FROM public.trade_event e JOIN public.ledger_entry l ON l.entry = e.id
    WHERE e.record_type = 'authorisation' AND e.kind = ANY(%(gated)s) AND (%(all)s OR e.subject = ANY(%(objects)s))
)
SELECT g.subject, g.n, g.kind, b.subject FROM granted g JOIN public.parties_event b ON b.record_type = 'bar' AND b.kind = 'entered' AND b.changes ->> 'party' = g.applicant
JOIN public.ledger_entry k ON k.entry = b.id
WHERE g.applicant <> '' AND k.id < g.place AND b.changes ->> 'valid_from' <= g.day AND coalesce(nullif(b.changes ->> 'valid_until', ''), g.day) >= g.day
  AND NOT EXISTS (SELECT FROM public.parties_event x JOIN public.ledger_entry o ON o.entry = x.id
                  WHERE x.record_type = 'bar' AND x.subject = b.subject AND x.kind = 'lifted' AND o.id < g.place)
ORDER BY g.place, k.id
"""


def _check(cursor: Cursor[Any], objects: frozenset[str] | None) -> Iterator[Difference]:
    asked = {
        "all": objects is None,
        "objects": sorted(objects or ()),
        "gated": list(GATED),
        "zone": settings.TIME_ZONE,
    }
    cursor.execute(_GRANTED, asked)
    for subject, n, kind, bar in cursor.fetchall():
        yield Difference(
            "not_allowed",
            f"authorisation {subject}, act {n}",
            f"{kind} for whom {bar} bars",
            "an applicant who is not barred",
        )


BARRED: Final = Replay(name="trade_barred", check=_check)
