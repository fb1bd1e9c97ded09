"""What the verifier needs to know about editions of returns and open data: payloads from live rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from psycopg import Cursor

from ifar.ledger.sources import Difference, Replay, Source, ties

_PUBLISHED: Final = "'OPEN-' || r.year || '-' || r.number"
_OBJECT: Final = "upper(r.form) || '-' || r.year || '-' || r.number"
_AT: Final = "to_char(r.at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"

SOURCES: Final = (
    Source(
        name="returns_edition",
        acts=("returns.frozen",),
        rows=f"""SELECT r.entry, jsonb_build_object('country', r.country, 'year', r.year, 'edition', r.number, 'cells', r.cells,
                    'note', r.note, 'proposal', r.proposal, 'at', {_AT})
                    || CASE r.form WHEN 'iafq' THEN '{{}}' ELSE jsonb_build_object('form', r.form) END
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
    Source(
        name="returns_answer",
        acts=("returns.answered",),
        rows=f"""SELECT r.entry, jsonb_build_object('form', r.form, 'year', r.year, 'cell', r.cell, 'value', r.value, 'note', r.note,
                    'withdrawn', r.withdrawn, 'withheld', r.withheld, 'at', {_AT}) FROM returns_answer r WHERE r.entry = ANY(%s)""",
        strays="""SELECT r.entry, 'a row of returns_answer' FROM returns_answer r
                  WHERE NOT EXISTS (SELECT FROM ledger_entry l WHERE l.entry = r.entry)""",
        ties=ties("returns_answer", {"object": "upper(r.form) || '-' || r.year", "actor": "r.said_by"}),
    ),
    Source(
        name="returns_dispatch",
        acts=("returns.sent", "returns.withdrawn", "returns.receipted"),
        rows=f"""SELECT r.entry, jsonb_build_object('replaces', r.replaces, 'form', r.form, 'year', r.year, 'edition', r.edition, 'hub', r.hub,
                    'consent', r.consent, 'conditions', r.conditions, 'hash', r.hash, 'at', {_AT}) FROM returns_dispatch r WHERE r.entry = ANY(%s)""",
        strays="""SELECT r.entry, 'a row of returns_dispatch' FROM returns_dispatch r
                  WHERE NOT EXISTS (SELECT FROM ledger_entry l WHERE l.entry = r.entry)""",
        ties=ties("returns_dispatch", {"object": "r.message", "act": "'returns.' || r.kind"}),
    ),
    Source(
        name="returns_received",
        acts=("returns.received", "returns.turned_away"),
        rows=f"""SELECT r.entry, jsonb_build_object('kind', r.kind, 'sender', r.sender, 'register', r.register, 'message', r.message,
                    'replaces', r.replaces, 'form', r.form, 'year', r.year, 'edition', r.edition, 'cells', r.cells, 'note', r.note,
                    'consent', r.consent, 'conditions', r.conditions, 'key', r.key, 'made_at', r.made_at, 'name', r.name, 'reason', r.reason,
                    'at', {_AT}) FROM returns_received r WHERE r.entry = ANY(%s)""",
        strays="""SELECT r.entry, 'a row of returns_received' FROM returns_received r
                  WHERE NOT EXISTS (SELECT FROM ledger_entry l WHERE l.entry = r.entry)""",
        ties=ties(
            "returns_received",
            {
                "object": "r.hash",
                "act": "CASE r.reason WHEN '' THEN 'returns.received' ELSE 'returns.turned_away' END",
            },
        ),
    ),
)

_RUNNING: Final = """SELECT r.place, r.year, l.recorded_at FROM (
    SELECT 'returns_edition' AS place, entry, year FROM returns_edition UNION ALL SELECT 'returns_publication', entry, year FROM returns_publication) r
    JOIN ledger_entry l ON l.entry = r.entry
    WHERE r.year >= extract(year FROM l.recorded_at AT TIME ZONE 'Etc/GMT-14') AND (%(all)s OR l.object = ANY(%(objects)s))"""


def _check(cursor: Cursor[Any], objects: frozenset[str] | None) -> Iterator[Difference]:
    cursor.execute(_RUNNING, {"all": objects is None, "objects": sorted(objects or ())})
    for place, year, at in cursor.fetchall():
        yield Difference(
            "state_differs", f"{place} {year}", f"settled on {at:%Y-%m-%d}", "a year that was over"
        )


RUNNING: Final = Replay(name="returns_running", check=_check)
"""No return was frozen and no open data were published of a year that was not over."""
