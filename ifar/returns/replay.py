"""What the verifier needs to know about editions of returns and open data: payloads from live rows."""

from __future__ import annotations

from typing import Final

from ifar.ledger.sources import Source, ties

_OBJECT: Final = "'IAFQ-' || r.year || '-' || r.number"
_PUBLISHED: Final = "'OPEN-' || r.year || '-' || r.number"

SOURCES: Final = (
    Source(
        name="returns_edition",
        acts=("returns.frozen",),
        rows="""SELECT r.entry, jsonb_build_object('country', r.country, 'year', r.year, 'edition', r.number, 'cells', r.cells,
                    'note', r.note, 'proposal', r.proposal, 'at', to_char(r.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))
                FROM returns_edition r WHERE r.entry = ANY(%s)""",
        strays="""SELECT r.entry, 'a row of returns_edition' FROM returns_edition r
                  WHERE NOT EXISTS (SELECT FROM ledger_entry l WHERE l.entry = r.entry)""",
        ties=ties("returns_edition", {"object": _OBJECT}),
    ),
    Source(
        name="returns_publication",
        acts=("returns.published",),
        rows="""SELECT r.entry, jsonb_build_object('country', r.country, 'year', r.year, 'version', r.number, 'threshold', r.threshold,
                    'tables', r.tables, 'digests', r.digests, 'note', r.note, 'proposal', r.proposal)
                FROM returns_publication r WHERE r.entry = ANY(%s)""",
        strays="""SELECT r.entry, 'a row of returns_publication' FROM returns_publication r
                  WHERE NOT EXISTS (SELECT FROM ledger_entry l WHERE l.entry = r.entry)""",
        ties=ties("returns_publication", {"object": _PUBLISHED, "recorded_at": "r.at"}),
    ),
)
