"""What the verifier needs to know about accounts: payloads from live rows, and state from acts.

The SQL stands here in full and calls no function of the database's own making, because whoever can alter rows can alter
functions too.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from psycopg import Cursor

from ifar.accounts import dual_control
from ifar.accounts.triggers import WORDS
from ifar.ledger.sources import Difference, Replay, Source, kept_apart, ties


def _time(column: str) -> str:
    return f"to_char({column} AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"


_ROW: Final = (
    f"jsonb_build_array(l.id, {_time('l.at')}, l.actor, l.agency, l.shift, l.purpose, "
    'l."case", l.act, l.object, l.count)::text'
)
DIGEST: Final = f"encode(sha256(convert_to(string_agg({_ROW}, E'\\n' ORDER BY l.id), 'UTF8')), 'hex')"
"""Digest of a run of the read log: SQL over `accounts_readlog l`."""

_AGENCY = "(SELECT public_id FROM accounts_agency WHERE id = r.agency_id)"
_USER = "(SELECT public_id FROM accounts_user WHERE id = r.user_id)"
_READS = f"(SELECT {DIGEST} FROM accounts_readlog l WHERE l.id BETWEEN r.first AND r.last)"
_STAND_IN = "(SELECT public_id FROM accounts_user WHERE id = r.stand_in_id)"

PAYLOADS: Final = {
    "agencyact": (
        ("accounts.agency",),
        f"'agency', r.agency, 'kind', r.kind, 'changes', r.changes, 'proposal', r.proposal, 'at', {_time('r.at')}",
    ),
    "useract": (
        ("accounts.user", "accounts.factor_reset", "accounts.ceremony"),
        f"'user', r.user, 'kind', r.kind, 'details', r.details, 'proposal', r.proposal, 'at', {_time('r.at')}",
    ),
    "grant": (
        ("accounts.grant",),
        f"'user', {_USER}, 'role', r.role, 'agency', {_AGENCY}, 'valid_from', {_time('r.valid_from')}, "
        f"'valid_to', {_time('r.valid_to')}, 'proposal', r.proposal",
    ),
    "grantend": (
        ("accounts.revoke",),
        f"'grant', r.grant_id, 'proposal', r.proposal, 'at', {_time('r.at')}",
    ),
    "absence": (
        ("accounts.absence",),
        f"'user', {_USER}, 'stand_in', {_STAND_IN}, 'role', r.role, 'agency', {_AGENCY}, "
        f"'valid_from', {_time('r.valid_from')}, 'valid_to', {_time('r.valid_to')}, 'proposal', r.proposal",
    ),
    "absenceend": (("accounts.absence_ended",), f"'absence', r.absence_id, 'at', {_time('r.at')}"),
    "proposal": (
        ("accounts.proposed",),
        "'id', r.public_id, 'proposer', r.proposer, 'act', r.act, 'object', r.object, 'payload', r.payload, "
        f"'agency', {_AGENCY}, 'compartment', r.compartment, 'people', r.people, 'emergency', r.emergency, "
        f"'countersign_by', {_time('r.countersign_by')}, 'expires_at', {_time('r.expires_at')}, 'at', {_time('r.at')}",
    ),
    "decision": (
        ("accounts.decided",),
        f"'proposal', r.proposal_id, 'decider', r.decider, 'verdict', r.verdict, 'standing_in_for', r.standing_in_for, 'agency', {_AGENCY}, "
        f"'at', {_time('r.at')}",
    ),
    "client": (
        ("accounts.client",),
        f"'client', r.public_id, 'name', r.name, 'agency', {_AGENCY}, 'scopes', r.scopes, 'expires_at', {_time('r.expires_at')}, "
        "'proposal', r.proposal",
    ),
    "readbatch": (
        ("accounts.reads",),
        # Recomputed from the reads themselves, so that a changed or missing one shows.
        "'first', r.first, 'last', r.last, 'count', r.count, "
        f"'digest', CASE WHEN r.digest = {_READS} THEN r.digest ELSE 'other reads' END",
    ),
}
"""Table -> the acts whose rows it holds, and the pairs from which its rows' payloads are built."""

TIES: Final = {
    "agencyact": {"object": "r.agency"},
    "useract": {
        "object": 'r."user"',
        "act": "CASE r.kind WHEN 'factor_reset' THEN 'accounts.factor_reset' WHEN 'ceremony_closed' THEN 'accounts.ceremony' "
        "ELSE 'accounts.user' END",
    },
    "grant": {"object": _USER},
    "grantend": {
        "object": "(SELECT u.public_id FROM accounts_user u JOIN accounts_grant g ON g.user_id = u.id WHERE g.entry = r.grant_id)"
    },
    "absence": {"object": _STAND_IN},
    "absenceend": {
        "object": "(SELECT u.public_id FROM accounts_user u JOIN accounts_absence a ON a.stand_in_id = u.id "
        "WHERE a.entry = r.absence_id)"
    },
    "proposal": {"object": "r.public_id", "actor": "r.proposer"},
    "decision": {"object": "r.proposal_id", "actor": "r.decider"},
    "client": {"object": "r.public_id"},
    "readbatch": {"object": "'readlog'"},
}
"""Table -> what its rows must say of their entries' own columns."""


def _source(table: str, acts: tuple[str, ...], pairs: str) -> Source:
    return Source(
        name=f"accounts_{table}",
        acts=acts,
        rows=f"SELECT r.entry, jsonb_build_object({pairs}) FROM accounts_{table} r WHERE r.entry = ANY(%s)",
        strays=f"""SELECT r.entry, 'a row of accounts_{table}' FROM accounts_{table} r
                   WHERE NOT EXISTS (SELECT FROM ledger_entry l WHERE l.entry = r.entry)""",
        ties=ties(f"accounts_{table}", TIES[table]),
    )


SOURCES: Final = tuple(_source(table, acts, pairs) for table, (acts, pairs) in PAYLOADS.items())

_AGENCIES = """
WITH said AS (
    SELECT r.agency, jsonb_object_agg(c.key, c.value ORDER BY l.id) AS sets,
           (array_agg(r.entry ORDER BY l.id DESC))[1] AS last_entry
    FROM accounts_agencyact r JOIN ledger_entry l ON l.entry = r.entry,
         jsonb_each(r.changes) AS c GROUP BY r.agency
)
SELECT coalesce(a.public_id, s.agency), a.id IS NOT NULL, s.agency IS NOT NULL
FROM accounts_agency a FULL JOIN said s ON s.agency = a.public_id
LEFT JOIN accounts_agency p ON p.id = a.parent_id
WHERE (%(all)s OR coalesce(a.public_id, s.agency) = ANY(%(objects)s)) AND (
    a.id IS NULL OR s.agency IS NULL OR
    jsonb_build_object('kind', a.kind, 'name', a.name, 'country', a.country, 'area', a.area, 'compartment', a.compartment,
        'parent', p.public_id, 'closed', a.closed, 'telephone', a.telephone, 'email', a.email, 'names', a.names, 'last_entry', a.last_entry)
    IS DISTINCT FROM '{"area": "", "closed": false, "telephone": "", "email": "", "names": {}}'::jsonb || s.sets || jsonb_build_object('last_entry', s.last_entry))
"""
_EXECUTIONS = """
WITH done AS (
    SELECT convert_from(l.canonical, 'UTF8')::jsonb -> 'payload' ->> 'proposal' AS proposal, l.id, l.entry
    FROM ledger_entry l JOIN accounts_dualcontrol e ON e.act = l.act
    WHERE NOT (l.act = ANY (%(released)s) AND EXISTS (
        SELECT FROM accounts_proposal q WHERE q.public_id = convert_from(l.canonical, 'UTF8')::jsonb -> 'payload' ->> 'proposal'
        AND (q.act, l.act) IN (SELECT * FROM unnest(%(decided)s::text[], %(released)s::text[]))))
)
SELECT coalesce(x.proposal_id, d.proposal), x.entry, d.entry
FROM (
    -- One proposal over a list is carried out by several entries, of which the first stands for all.
    SELECT * FROM done d WHERE proposal <> 'ceremony' AND NOT (
        EXISTS (SELECT FROM accounts_proposal q WHERE q.public_id = d.proposal AND q.payload ->> 'batch' = q.object)
        AND EXISTS (SELECT FROM done o WHERE o.proposal = d.proposal AND o.id < d.id))
) d FULL JOIN accounts_execution x ON x.proposal_id = d.proposal
WHERE x.entry IS DISTINCT FROM d.entry
"""
_CLIENTS = """
SELECT c.public_id FROM accounts_client c WHERE c.revoked_at IS DISTINCT FROM (
    SELECT max((convert_from(l.canonical, 'UTF8')::jsonb -> 'payload' ->> 'at')::timestamptz) FROM ledger_entry l
    WHERE l.object = c.public_id AND l.act = 'accounts.client_revoked')
"""


def _agencies(cursor: Cursor[Any], objects: frozenset[str] | None) -> Iterator[Difference]:
    cursor.execute(_AGENCIES, {"all": objects is None, "objects": sorted(objects or ())})
    for public_id, live, value in cursor:
        place = f"agency {public_id}"
        if not live:
            yield Difference("state_missing", place, "no row", "a row that its acts made")
        elif not value:
            yield Difference("state_stray", place, "a row", "no row: no act made it")
        else:
            yield Difference("state_differs", place, "another value", "what its acts set")


def _executions(cursor: Cursor[Any], objects: frozenset[str] | None) -> Iterator[Difference]:
    pairs = dual_control.covered()
    cursor.execute(
        _EXECUTIONS, {"decided": [text for text, _ in pairs], "released": [other for _, other in pairs]}
    )
    for proposal, live, value in cursor:
        yield Difference(
            "state_differs", f"execution of proposal {proposal}", str(live or "none"), str(value or "none")
        )


def _clients(cursor: Cursor[Any], objects: frozenset[str] | None) -> Iterator[Difference]:
    cursor.execute(_CLIENTS)
    for (public_id,) in cursor:
        yield Difference("state_differs", f"client {public_id}", "its revocation", "what the log says of it")


REPLAYS: Final[tuple[Replay, ...]] = (
    Replay(name="accounts_agency", check=_agencies),
    Replay(name="accounts_execution", check=_executions),
    Replay(name="accounts_client", check=_clients),
    *(kept_apart(table, words) for table, words in WORDS.items()),
)
