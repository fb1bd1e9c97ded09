"""What the verifier needs to know about holds: payloads from live rows.

Whether a hold stands is no state of its own: it follows from the two kinds of rows, which are compared with their entries here,
column by column. Nothing else has to be replayed.
"""

from __future__ import annotations

from typing import Final

from ifar.ledger.sources import Source, ties

_AT: Final = "to_char(r.at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"
_AGENCY: Final = "(SELECT public_id FROM accounts_agency WHERE id = r.agency_id)"
_HOLD: Final = "(SELECT h.public_id FROM retention_hold h WHERE h.entry = r.hold_id)"


def _source(table: str, act: str, pairs: str, tied: dict[str, str]) -> Source:
    return Source(
        name=table,
        acts=(act,),
        rows=f"SELECT r.entry, jsonb_build_object({pairs}) FROM {table} r WHERE r.entry = ANY(%s)",
        strays=f"""SELECT r.entry, 'a row of {table}' FROM {table} r
                   WHERE NOT EXISTS (SELECT FROM ledger_entry l WHERE l.entry = r.entry)""",
        ties=ties(table, tied),
    )


SOURCES: Final = (
    _source(
        "retention_hold",
        "retention.held",
        "'hold', r.public_id, 'object', r.object, 'case', r.\"case\", 'ground', r.ground, 'until', r.until, "
        f"'compartment', r.compartment, 'agency', {_AGENCY}, 'at', {_AT}",
        {"object": "r.public_id", "actor": "r.placer"},
    ),
    _source(
        "retention_holdend",
        "retention.lifted",
        f"'hold', {_HOLD}, 'ground', r.ground, 'proposal', r.proposal, 'at', {_AT}",
        {"object": _HOLD},
    ),
)
