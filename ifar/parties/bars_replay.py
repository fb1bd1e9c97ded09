"""What the verifier needs to know about bars: payloads from live rows, and state from acts and personal values.

The SQL stands here in full and calls no function of the database's own making, because whoever can alter rows can alter
functions too.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from psycopg import Cursor

from ifar.ledger.sources import Difference, Replay, Source, ties
from ifar.parties import names

SOURCE: Final = Source(
    name="parties_baract",
    acts=("parties.bar_entered", "parties.bar_lifted"),
    rows="""SELECT a.entry, jsonb_build_object('bar', a.bar, 'n', a.n, 'kind', a.kind, 'details', a.details, 'proposal', a.proposal)
            FROM parties_baract a WHERE a.entry = ANY(%s)""",
    strays="""SELECT a.entry, 'bar ' || a.bar || ' ' || a.kind FROM parties_baract a
              WHERE NOT EXISTS (SELECT FROM ledger_entry l WHERE l.entry = a.entry)""",
    ties=ties(
        "parties_baract",
        {"object": "r.bar", "act": "'parties.bar_' || r.kind", "previous": "b.entry"},
        joins="LEFT JOIN parties_baract b ON b.bar = r.bar AND b.n = r.n - 1",
    ),
)

_STATE: Final = """
WITH touched AS (
    SELECT public_id AS bar FROM parties_bar WHERE %(all)s OR public_id = ANY(%(objects)s)
    UNION SELECT bar FROM parties_baract WHERE %(all)s OR bar = ANY(%(objects)s)
), said AS (
    SELECT a.bar, (a.details - 'note') || jsonb_build_object(
            'valid_until', nullif(a.details ->> 'valid_until', ''), 'agency', l.agency,
            'name', (SELECT value FROM ledger_personal p WHERE p.entry = a.entry AND p.field = 'name'),
            'born', (SELECT value FROM ledger_personal p WHERE p.entry = a.entry AND p.field = 'born'),
            'identity_numbers', (SELECT value FROM ledger_personal p WHERE p.entry = a.entry AND p.field = 'identity_numbers'),
            'lifted', EXISTS (SELECT FROM parties_baract x WHERE x.bar = a.bar AND x.kind = 'lifted'),
            'n', (SELECT max(x.n) FROM parties_baract x WHERE x.bar = a.bar),
            'last_entry', (SELECT x.entry FROM parties_baract x WHERE x.bar = a.bar ORDER BY x.n DESC LIMIT 1),
            'public_id', a.bar) AS sets
    FROM parties_baract a JOIN touched t ON t.bar = a.bar JOIN ledger_entry l ON l.entry = a.entry WHERE a.kind = 'entered'
), live AS (
    SELECT b.public_id AS bar, to_jsonb(b) - 'id' - 'agency_id' || jsonb_build_object('agency', a.public_id) AS sets
    FROM parties_bar b JOIN touched t ON t.bar = b.public_id JOIN accounts_agency a ON a.id = b.agency_id
)
SELECT t.bar, l.sets, s.sets FROM touched t LEFT JOIN live l ON l.bar = t.bar LEFT JOIN said s ON s.bar = t.bar
WHERE l.sets IS DISTINCT FROM s.sets
"""


def _check(cursor: Cursor[Any], objects: frozenset[str] | None) -> Iterator[Difference]:
    cursor.execute(_STATE, {"all": objects is None, "objects": sorted(objects or ())})
    for bar, live, said in cursor:
        place = f"bar {bar}"
        if live is None:
            yield Difference("state_missing", place, "no row", "a row that its acts made")
        elif said is None:
            yield Difference("state_stray", place, "a row", "no row: no act made it")
        else:
            wrong = [name for name in sorted(said) if live.get(name) != said[name]]
            for name in wrong or ["a column"]:
                yield Difference("state_differs", f"{place}, {name}", "another value", "what its acts set")


STATE: Final = Replay(name="parties_bar", check=_check)

_KEYS: Final = """
SELECT b.public_id, b.name, k.folded FROM parties_bar b LEFT JOIN parties_barkey k ON k.bar_id = b.id
WHERE (%(all)s OR b.public_id = ANY(%(objects)s)) AND (b.name IS NOT NULL OR k.folded IS NOT NULL)
"""


def _check_keys(cursor: Cursor[Any], objects: frozenset[str] | None) -> Iterator[Difference]:
    """Search keys are derived; a bar whose keys were removed or altered would stop nobody any more."""
    cursor.execute(_KEYS, {"all": objects is None, "objects": sorted(objects or ())})
    for bar, name, live in cursor:
        if live != (names.folded(name) if name else None):
            yield Difference(
                "keys_differ", f"search keys of bar {bar}", "other keys", "the keys of the name that it bars"
            )


KEYS: Final = Replay(name="parties_barkey", check=_check_keys)
