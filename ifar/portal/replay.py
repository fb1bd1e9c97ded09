"""What the verifier needs to know about holders' accounts and reports: payloads from live rows.

Whether a binding stands and whether a report waits follows from rows that are compared here, column by column.
"""

from __future__ import annotations

from typing import Final

from ifar.ledger.sources import Source, ties

_AT: Final = "to_char(r.at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"
_AGENCY: Final = "(SELECT public_id FROM accounts_agency WHERE id = r.agency_id)"
_BOUND: Final = '(SELECT b."user" FROM portal_binding b WHERE b.entry = r.binding_id)'
_REPORTED: Final = "(SELECT s.party FROM portal_report s WHERE s.entry = r.report_id)"
_DEPOSITED: Final = "(SELECT d.file_id FROM files_deposit d WHERE d.id = r.deposit_id)"


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
        "portal_binding",
        "portal.bound",
        f"'user', r.\"user\", 'party', r.party, 'relation', r.relation, 'seen', r.seen, 'agency', {_AGENCY}, 'at', {_AT}",
        {"object": 'r."user"', "actor": "r.officer"},
    ),
    _source(
        "portal_bindingend",
        "portal.unbound",
        f"'binding', r.binding_id, 'ground', r.ground, 'at', {_AT}",
        {"object": _BOUND, "actor": "r.officer"},
    ),
    _source(
        "portal_report",
        "portal.reported",
        f"'user', r.\"user\", 'party', r.party, 'kind', r.kind, 'details', r.details, 'agency', {_AGENCY}, 'due_on', r.due_on, 'at', {_AT}",
        {"object": "r.party", "actor": 'r."user"'},
    ),
    _source(
        "portal_answer",
        "portal.answered",
        f"'report', r.report_id, 'verdict', r.verdict, 'at', {_AT}",
        {"object": _REPORTED, "actor": "r.officer"},
    ),
    _source(
        "portal_document",
        "portal.document",
        # The deposit must be one of the very content that the log names.
        f"'application', r.application, 'item', r.item, 'at', {_AT}, "
        f"'sha256', CASE WHEN r.file_id = {_DEPOSITED} THEN r.file_id ELSE 'another deposit' END",
        {"object": "r.application", "actor": 'r."user"'},
    ),
)
