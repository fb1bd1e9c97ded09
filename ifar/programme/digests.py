"""What came out of files of others, against the acts that took them over: the verifier's statements, in full and without functions of the database.

The triggers compute the same digests (`programme_others_digest`, `programme_extract_digest`) when an act is written; here they are computed
from the rows as they are now, so that nobody changes one unnoticed, and rows that no act tells of are named.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from psycopg import Cursor

from ifar.ledger.sources import Difference

_ACTIVITIES: Final = """encode(sha256(coalesce((SELECT string_agg(sha256(convert_to(jsonb_build_array(a.publisher, a.identifier, a.title, a.status, a.gone,
    to_jsonb(a.countries), to_jsonb(a.outcomes), a.fingerprint, a.said)::text, 'UTF8')), ''::bytea
    ORDER BY a.publisher COLLATE "C", a.identifier COLLATE "C") FROM programme_othersactivity a WHERE a.othersfile = f.public_id), ''::bytea)), 'hex')"""
_ROWS: Final = """encode(sha256(coalesce((SELECT string_agg(sha256(convert_to(jsonb_build_array(r.line, r.feed, r.outcome, r.key, r.figures, r.journal, r.code,
    r.params)::text, 'UTF8')), ''::bytea ORDER BY r.line) FROM programme_extractrow r WHERE r.extract = f.public_id), ''::bytea)), 'hex')"""
DIFFER: Final = f"""
SELECT 'othersfile ' || f.public_id FROM programme_othersfile f WHERE {_ACTIVITIES} <> f.digest AND (%(all)s OR f.public_id = ANY(%(objects)s))
UNION ALL SELECT 'extract ' || f.public_id FROM programme_extract f WHERE {_ROWS} <> f.digest AND (%(all)s OR f.public_id = ANY(%(objects)s))
ORDER BY 1
"""
"""Files whose live rows are not what was taken over."""
STRAYS: Final = """
SELECT 'othersfile ' || a.othersfile FROM programme_othersactivity a WHERE (%(all)s OR a.othersfile = ANY(%(objects)s))
    AND NOT EXISTS (SELECT FROM programme_othersfile f WHERE f.public_id = a.othersfile)
UNION SELECT 'extract ' || r.extract FROM programme_extractrow r WHERE (%(all)s OR r.extract = ANY(%(objects)s))
    AND NOT EXISTS (SELECT FROM programme_extract f WHERE f.public_id = r.extract)
ORDER BY 1
"""
"""Rows of a file that nobody took over."""


def check(cursor: Cursor[Any], objects: frozenset[str] | None) -> Iterator[Difference]:
    """Every file whose rows are other ones than its act says, or that no act took over."""
    params = {"all": objects is None, "objects": sorted(objects or ())}
    cursor.execute(DIFFER, params)
    for (place,) in cursor.fetchall():
        yield Difference("state_differs", place, "other rows", "the rows whose digest its act says")
    cursor.execute(STRAYS, params)
    for (place,) in cursor.fetchall():
        yield Difference("state_stray", place, "rows", "no rows: no act took such a file over")
