"""What the verifier asks of parties besides their acts: their addresses over time, and the keys by which parties and bars are found."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from psycopg import Cursor

from ifar.ledger.sources import Difference, Replay
from ifar.parties import names

_ADDRESSES = """
WITH touched AS (
    SELECT public_id FROM parties_party WHERE %(all)s OR public_id = ANY(%(objects)s)
), said AS (
    SELECT e.id AS event, e.subject AS party, jsonb_build_object(
        'country', e.details -> 'address' ->> 'country', 'area', coalesce(e.details -> 'address' ->> 'area', ''),
        'lines', (SELECT p.value FROM ledger_personal p WHERE p.entry = e.id AND p.field = 'address'),
        'valid_from', (e.details -> 'address' ->> 'valid_from')::date,
        'valid_to', min((e.details -> 'address' ->> 'valid_from')::date) OVER (
            PARTITION BY e.subject ORDER BY (e.details -> 'address' ->> 'valid_from')::date NULLS FIRST, e.n
            ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING)) AS sets
    FROM parties_event e JOIN touched t ON t.public_id = e.subject WHERE e.record_type = 'party' AND e.details ? 'address'
), live AS (
    SELECT a.event, p.public_id AS party, jsonb_build_object('country', a.country, 'area', a.area, 'lines', a.lines,
        'valid_from', a.valid_from, 'valid_to', a.valid_to) AS sets
    FROM parties_address a JOIN parties_party p ON p.id = a.party_id JOIN touched t ON t.public_id = p.public_id
)
SELECT coalesce(l.party, s.party), coalesce(l.event, s.event)::text, l.sets, s.sets
FROM live l FULL JOIN said s ON s.event = l.event AND s.party = l.party
WHERE l.sets IS DISTINCT FROM s.sets
"""


def _check_addresses(cursor: Cursor[Any], objects: frozenset[str] | None) -> Iterator[Difference]:
    cursor.execute(_ADDRESSES, {"all": objects is None, "objects": sorted(objects or ())})
    for public_id, event, live, value in cursor:
        place = f"address {event} of party {public_id}"
        if live is None:
            yield Difference("state_missing", place, "no row", "a row that its event made")
        elif value is None:
            yield Difference("state_stray", place, "a row", "no row: no event made it")
        else:
            for name in sorted(name for name in value if live.get(name) != value[name]):
                yield Difference("state_differs", f"{place}, {name}", "another value", "what its events set")


ADDRESSES = Replay(name="parties_address", check=_check_addresses)

_KEYS = """
SELECT p.public_id, p.name, k.folded,
       k.barred IS DISTINCT FROM EXISTS (SELECT FROM parties_bar b WHERE b.party = p.public_id)
       OR k.skeleton IS DISTINCT FROM parties_skeleton(k.folded)
FROM parties_party p LEFT JOIN parties_namekey k ON k.party_id = p.id
WHERE (%(all)s OR p.public_id = ANY(%(objects)s)) AND (p.name IS NOT NULL OR k.folded IS NOT NULL)
"""


def _check_keys(cursor: Cursor[Any], objects: frozenset[str] | None) -> Iterator[Difference]:
    """Search keys are derived; somebody whose keys were removed or altered would not be found any more, or not among the barred."""
    cursor.execute(_KEYS, {"all": objects is None, "objects": sorted(objects or ())})
    for public_id, name, live, differs in cursor:
        if live != (names.folded(name) if name else None) or (live is not None and differs):
            yield Difference(
                "keys_differ",
                f"search keys of party {public_id}",
                "other keys",
                "the keys of the party's name",
            )


KEYS = Replay(name="parties_namekey", check=_check_keys)

# Every value that a later event replaced and that was not erased has its keys, and nothing else has.
_FORMER = """
WITH replaced AS (
    SELECT e.subject AS party, e.id AS entry, f.field, coalesce(v.value, e.changes -> f.field) AS value
    FROM parties_event e JOIN ledger_entry l ON l.entry = e.id
    CROSS JOIN unnest(ARRAY['name', 'identity_numbers', 'registration']) AS f(field)
    LEFT JOIN ledger_personal v ON v.entry = e.id AND v.field = f.field
    WHERE e.record_type = 'party' AND (%(all)s OR e.subject = ANY(%(objects)s)) AND (l.commitments ? f.field OR e.changes ? f.field) AND EXISTS (
        SELECT FROM parties_event o JOIN ledger_entry m ON m.entry = o.id
        WHERE o.record_type = 'party' AND o.subject = e.subject AND o.n > e.n AND (m.commitments ? f.field OR o.changes ? f.field))
), said AS (
    SELECT * FROM replaced WHERE value IS NOT NULL
), live AS (
    SELECT p.public_id, k.* FROM parties_formerkey k JOIN parties_party p ON p.id = k.party_id
    WHERE %(all)s OR p.public_id = ANY(%(objects)s)
)
SELECT coalesce(s.party, k.public_id), s.field, s.value, k.folded,
       s.entry IS NULL OR k.id IS NULL OR k.public_id <> s.party OR k.skeleton IS DISTINCT FROM parties_skeleton(k.folded)
       OR k.numbers <> CASE s.field WHEN 'identity_numbers' THEN parties_identity_keys(s.value, '')
                       WHEN 'registration' THEN parties_identity_keys(NULL, s.value #>> '{}') ELSE '{}' END
FROM said s FULL JOIN live k ON k.entry = s.entry AND k.field = s.field
"""


def _check_former(cursor: Cursor[Any], objects: frozenset[str] | None) -> Iterator[Difference]:
    """Somebody whose former keys were removed or altered would not be found any more under a name that they had, nor be known as barred."""
    cursor.execute(_FORMER, {"all": objects is None, "objects": sorted(objects or ())})
    for public_id, name, value, folded, differs in cursor:
        if differs or folded != (names.folded(value) if name == "name" else ""):
            place = f"former search keys of party {public_id}"
            yield Difference("keys_differ", place, "other keys", "the keys of what its events said before")


FORMER = Replay(name="parties_formerkey", check=_check_former)

_BAR_KEYS = """
SELECT b.public_id, b.name, k.folded, k.skeleton IS DISTINCT FROM parties_skeleton(k.folded)
FROM parties_bar b LEFT JOIN parties_barkey k ON k.bar_id = b.id
WHERE (%(all)s OR b.public_id = ANY(%(objects)s)) AND (b.name IS NOT NULL OR k.folded IS NOT NULL)
"""


def _check_bar_keys(cursor: Cursor[Any], objects: frozenset[str] | None) -> Iterator[Difference]:
    """Search keys are derived; a bar whose keys were removed or altered would stop nobody any more."""
    cursor.execute(_BAR_KEYS, {"all": objects is None, "objects": sorted(objects or ())})
    for bar, name, live, differs in cursor:
        if live != (names.folded(name) if name else None) or (live is not None and differs):
            yield Difference(
                "keys_differ", f"search keys of bar {bar}", "other keys", "the keys of the name that it bars"
            )


BAR_KEYS = Replay(name="parties_barkey", check=_check_bar_keys)
