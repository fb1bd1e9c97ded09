"""What the verifier asks of saved searches besides their acts: how long they stay open, and by which keys; and the rows behind restricted hits.

The SQL stands here in full and calls no function of the database's own making, because whoever can alter rows can alter
functions too.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from psycopg import Cursor

from ifar.ledger.sources import Difference, Replay, Source, ties
from ifar.registry.alerts import saved_search
from ifar.registry.marks.reading import KEYS_VERSION

RESTRICTED_SOURCE: Final = Source(
    name="registry_restrictedhit",
    acts=("registry.restricted_hit",),
    rows="""SELECT b.entry, jsonb_build_object('firearm', f.public_id, 'asker', b.asker, 'agency', b.agency, 'search', b.search,
                'purpose', b.purpose, 'case', b."case", 'question', b.question, 'desk', b.desk, 'day', b.day)
            FROM registry_restrictedhit b JOIN registry_firearm f ON f.id = b.firearm_id WHERE b.entry = ANY(%s)""",
    strays="""SELECT b.entry, 'restricted hit ' || b.public_id FROM registry_restrictedhit b
              WHERE NOT EXISTS (SELECT FROM ledger_entry l WHERE l.entry = b.entry)""",
    ties=ties("registry_restrictedhit", {"object": "r.public_id"}),
)

_TERMS: Final = """
SELECT e.subject, e.kind, e.changes ->> 'expires_at', l.recorded_at FROM registry_alertevent e JOIN ledger_entry l ON l.entry = e.id
WHERE e.record_type = 'savedsearch' AND e.kind IN ('opened', 'renewed') AND (%(all)s OR e.subject = ANY(%(objects)s)) ORDER BY e.subject, e.n
"""


def _check_terms(cursor: Cursor[Any], objects: frozenset[str] | None) -> Iterator[Difference]:
    """Acts by which a search would end before anybody could look for anything with it, as one that is "renewed" into the past."""
    cursor.execute(_TERMS, {"all": objects is None, "objects": sorted(objects or ())})
    for search, kind, expires_at, recorded_at in cursor:
        if not saved_search.is_a_term(expires_at, recorded_at):
            place = f"saved search {search}, {kind}"
            yield Difference("state_differs", place, "an end within a day", "a day at least")


_KEYS: Final = """
SELECT s.public_id, s.question, k.keys, k.version FROM registry_savedsearch s LEFT JOIN registry_savedsearchkey k ON k.search_id = s.id
WHERE s.closed = '' AND (%(all)s OR s.public_id = ANY(%(objects)s)) ORDER BY s.id
"""


def _check_keys(cursor: Cursor[Any], objects: frozenset[str] | None) -> Iterator[Difference]:
    """An open search without its keys meets nothing that comes in later. Those of older rules are made anew before the next mark is compared with them."""
    cursor.execute(_KEYS, {"all": objects is None, "objects": sorted(objects or ())})
    for search, question, keys, version in cursor:
        place, should = f"keys of open search {search}", "those that its question gives"
        if keys is None:
            yield Difference("state_missing", place, "no keys", should)
        elif version > KEYS_VERSION or (
            version == KEYS_VERSION and keys != saved_search.keys_of_payload(question)
        ):
            yield Difference("state_differs", place, "other keys", should)


TERMS: Final = Replay(name="registry_savedsearch terms", check=_check_terms)
MET_BY: Final = Replay(name="registry_savedsearchkey", check=_check_keys)
