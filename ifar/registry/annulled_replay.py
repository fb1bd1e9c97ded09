"""What the verifier asks of annulments: that each takes back the event that it names, and that two approved, and no other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from psycopg import Cursor

from ifar.ledger.sources import Difference, Replay

_OTHERS: Final = """
SELECT f.public_id, e.n, coalesce(e.details ->> 'event', ''), coalesce(b.id::text, '') FROM registry_event e
JOIN registry_firearm f ON f.id = e.firearm_id LEFT JOIN registry_event b ON b.firearm_id = e.firearm_id AND b.n = e.n - 1
WHERE e.kind = 'annulled' AND e.details ->> 'event' IS DISTINCT FROM b.id::text AND (%(all)s OR f.public_id = ANY(%(objects)s))
ORDER BY f.public_id, e.n
"""


def _check(cursor: Cursor[Any], objects: frozenset[str] | None) -> Iterator[Difference]:
    cursor.execute(_OTHERS, {"all": objects is None, "objects": sorted(objects or ())})
    for firearm, n, named, before in cursor:
        yield Difference(
            "annulled_another",
            f"event {n} of firearm {firearm}",
            f"it takes back event {named or 'of no name'}",
            f"it takes back the one before it, {before or 'of which there is none'}",
        )


ANNULLED: Final = Replay(name="registry_annulled", check=_check)
