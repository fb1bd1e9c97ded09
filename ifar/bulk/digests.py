"""Digests of the rows of batches, from live rows; the service, the database and the verifier ask the same. Pure.

The SQL stands here in full and calls no function of the database's own making, because whoever can alter rows can alter functions too.
"""

from __future__ import annotations

from typing import Final


def _digest(rows: str) -> str:
    return f"encode(sha256(coalesce(string_agg(sha256(convert_to({rows}::text, 'UTF8')), ''::bytea ORDER BY r.n), ''::bytea)), 'hex')"


LINES: Final = f"SELECT {_digest('jsonb_build_array(r.n, r.given, r.rest, r.thing, r.reasons, r.notes, r.asked)')} FROM public.bulk_line r WHERE r.batch = %s"
"""The digest of the lines of a batch."""
ANSWERS: Final = (
    f"SELECT {_digest('jsonb_build_array(r.n, r.thing, r.entry, r.reasons, r.notes)')} FROM public.bulk_answer r"
    " WHERE r.batch = %s AND r.n BETWEEN %s AND %s"
)
"""The digest of the answers of a chunk."""
