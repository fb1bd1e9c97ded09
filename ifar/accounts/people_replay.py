"""What the verifier needs to know about people who sign in, and about the purposes under which they read.

A person's row follows from the acts about it: the registration gives name, address and home, locking and unlocking whether
they may sign in. Purposes have no entry of their own; the reads that were made under them tell what they said.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from psycopg import Cursor

from ifar.ledger.sources import Difference, Replay

_PEOPLE: Final = """
WITH said AS (
    SELECT a."user" AS public_id, a.details ->> 'home' AS home, a.entry,
           coalesce((SELECT b.kind <> 'locked' FROM accounts_useract b JOIN ledger_entry m ON m.entry = b.entry
                     WHERE b."user" = a."user" AND b.kind IN ('locked', 'unlocked') ORDER BY m.id DESC LIMIT 1), true) AS active
    FROM accounts_useract a WHERE a.kind = 'registered'
), personal AS (
    SELECT p.entry, p.field, to_jsonb(p.value) #>> '{}' AS value FROM ledger_personal p JOIN said s ON s.entry = p.entry
)
SELECT coalesce(u.public_id, s.public_id), t.name, u.id IS NOT NULL, s.public_id IS NOT NULL
FROM accounts_user u FULL JOIN said s ON s.public_id = u.public_id
LEFT JOIN accounts_agency h ON h.id = u.home_id
LEFT JOIN personal n ON n.entry = s.entry AND n.field = 'name'
LEFT JOIN personal k ON k.entry = s.entry AND k.field = 'username'
LEFT JOIN personal e ON e.entry = s.entry AND e.field = 'email'
CROSS JOIN LATERAL (VALUES
    ('', (u.id IS NULL)::text, (s.public_id IS NULL)::text), ('home', h.public_id::text, s.home),
    ('is_active', u.is_active::text, s.active::text), ('name', u.name::text, coalesce(n.value, u.name)),
    ('username', u.username::text, coalesce(k.value, u.username)), ('email', u.email::text, coalesce(e.value, u.email))
) AS t(name, live, said)
WHERE (%(all)s OR coalesce(u.public_id, s.public_id) = ANY(%(objects)s)) AND t.live IS DISTINCT FROM t.said
  AND (t.name = '' OR (u.id IS NOT NULL AND s.public_id IS NOT NULL))
ORDER BY 1, 2
"""
_SHIFTS: Final = """
SELECT l.shift, min(l.id) FROM accounts_readlog l LEFT JOIN accounts_shift s ON s.public_id = l.shift
LEFT JOIN accounts_user u ON u.id = s.user_id LEFT JOIN accounts_agency a ON a.id = s.agency_id
WHERE l.shift <> '' AND (s.purpose, s."case", u.public_id::text, a.public_id::text)
    IS DISTINCT FROM (l.purpose, l."case", l.actor, l.agency)
GROUP BY l.shift
"""


def _people(cursor: Cursor[Any], objects: frozenset[str] | None) -> Iterator[Difference]:
    cursor.execute(_PEOPLE, {"all": objects is None, "objects": sorted(objects or ())})
    for public_id, column, live, value in cursor:
        place = f"person {public_id}"
        if not live:
            yield Difference("state_missing", place, "no row", "a row that the registration made")
        elif not value:
            yield Difference("state_stray", place, "a row", "no row: nobody registered this person")
        else:
            yield Difference(
                "state_differs", f"{place}, {column}", "another value", "what the acts about them say"
            )


def _shifts(cursor: Cursor[Any], objects: frozenset[str] | None) -> Iterator[Difference]:
    if objects is not None:
        return
    cursor.execute(_SHIFTS)
    for shift, read in cursor:
        yield Difference(
            "state_differs", f"shift {shift}", "another purpose, case or person", f"that of read {read}"
        )


REPLAYS: Final = (
    Replay(name="accounts_user", check=_people),
    Replay(name="accounts_shift", check=_shifts),
)
