"""What the verifier needs to know about tracing: payloads from live rows, and state from events.

The SQL stands here in full and calls no function of the database's own making, because whoever can alter rows can alter functions too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any, Final

from psycopg import Cursor, sql

from ifar.ledger.sources import Difference, Replay, Source, ties
from ifar.tracing import disclosure
from ifar.tracing.lawful import Act, Around, Link, wrongs
from ifar.tracing.states import ENDED, NOUNS, TABLE, Noun

_AGENCY: Final = "(SELECT public_id FROM accounts_agency WHERE id = r.agency_id)"
_UTC: Final = 'YYYY-MM-DD"T"HH24:MI:SS"Z"'
_MICROS: Final = 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'

SOURCE: Final = Source(
    name="tracing_event",
    acts=("tracing.",),
    rows="""SELECT e.id, jsonb_build_object('noun', e.noun, 'kind', e.kind, 'n', e.n, 'details', e.details, 'changes', e.changes)
            FROM tracing_event e WHERE e.id = ANY(%s)""",
    strays="""SELECT e.id, e.kind || ' ' || e.n || ' of ' || e.noun || ' ' || e.subject FROM tracing_event e
              WHERE NOT EXISTS (SELECT FROM ledger_entry l WHERE l.entry = e.id)""",
    ties=ties(
        "tracing_event",
        {
            "object": "r.subject",
            "act": "'tracing.' || r.noun || '_' || r.kind",
            "schema": "r.schema",
            "previous": "b.id",
        },
        key="id",
        joins="LEFT JOIN tracing_event b ON b.subject = r.subject AND b.n = r.n - 1",
    ),
)

BARE: Final[Mapping[str, Mapping[str, Any]]] = {
    "request": {
        "reference": "", "question": [], "searches": [], "firearm": "", "ground": "", "due_at": None, "outcome": "", "outcome_on": None,
        "circumstances": None, "justification": None, "sent_at": None, "acknowledged_at": None, "ended_at": None,
    },
    "step": {
        "asked": "", "country": "", "due_at": None, "result": "", "on": None, "to_role": "", "to_whom": "", "to_country": "",
        "diversion": "", "failure": "", "source": "", "described": None, "answered_at": None,
    },
    "exchange": {"expires_on": None, "reason": ""},
}  # fmt: skip
"""What stands in the columns that no event has set."""

_EVENTS: Final = f"""
SELECT e.subject, e.noun, e.kind, e.n, e.changes, e.id::text, l.actor, l.agency,
       to_char(l.recorded_at AT TIME ZONE 'UTC', '{_MICROS}'),
       (SELECT coalesce(jsonb_object_agg(p.field, p.value), '{{}}') FROM ledger_personal p WHERE p.entry = e.id),
       (SELECT coalesce(array_agg(x.field), '{{}}') FROM ledger_erasure x WHERE x.entry = e.id),
       (SELECT coalesce(array_agg(k), '{{}}') FROM jsonb_object_keys(l.commitments) k), e.details, l.recorded_at
FROM tracing_event e JOIN ledger_entry l ON l.entry = e.id
WHERE %(all)s OR e.subject = ANY(%(objects)s) ORDER BY e.subject, e.n
"""
# Around a link or a file: its request, and in which state that stood when the link or file was opened.
_OF_REQUEST: Final = f"""
SELECT e.subject, jsonb_build_object('agency', {_AGENCY}, 'office', r.office, 'direction', r.direction, 'country', r.country,
    'state', (SELECT x.changes ->> 'state' FROM tracing_event x JOIN ledger_entry y ON y.entry = x.id
              WHERE x.subject = r.public_id AND y.id < l.id ORDER BY x.n DESC LIMIT 1))
FROM tracing_event e JOIN ledger_entry l ON l.entry = e.id JOIN tracing_request r ON r.public_id = e.changes ->> 'request'
WHERE e.n = 1 AND e.noun IN ('step', 'exchange') AND (%(all)s OR e.subject = ANY(%(objects)s))
"""
_FILES: Final = """
SELECT x.request, x.state, x.form, x.hash FROM tracing_exchange x
WHERE x.request <> '' AND x.state <> 'refused' AND (%(all)s OR x.request = ANY(%(objects)s))
"""
# What the links of a chain said, and when: whether they name a holder, and whether the arm was diverted.
_LINKS: Final = """
SELECT r.public_id, l.recorded_at, 'holder' IN (s.role, s.to_role), s.result = 'diverted'
FROM tracing_step s JOIN tracing_request r ON r.id = s.request_id JOIN tracing_event e ON e.subject = s.public_id
    JOIN ledger_entry l ON l.entry = e.id
WHERE e.changes ->> 'state' = 'answered' AND (%(all)s OR r.public_id = ANY(%(objects)s))
"""
_MISSING: Final = """
SELECT DISTINCT named FROM tracing_event e, LATERAL (VALUES (e.changes ->> 'office'), (e.changes ->> 'item'), (e.changes ->> 'parent'),
    (e.changes ->> 'firearm'), (e.changes ->> 'to_whom')) v (named)
WHERE (%(all)s OR e.subject = ANY(%(objects)s)) AND named <> ''
  AND NOT EXISTS (SELECT FROM accounts_agency a WHERE a.public_id = named) AND NOT EXISTS (SELECT FROM recoveries_item i WHERE i.public_id = named)
  AND NOT EXISTS (SELECT FROM tracing_request q WHERE q.public_id = named) AND NOT EXISTS (SELECT FROM registry_firearm f WHERE f.public_id = named)
  AND NOT EXISTS (SELECT FROM parties_party p WHERE p.public_id = named)
"""


def _moments(*names: str) -> str:
    return ", ".join(f"'{name}', to_char(r.{name} AT TIME ZONE 'UTC', '{_MICROS}')" for name in names)


_DUE: Final = f"'due_at', to_char(r.due_at AT TIME ZONE 'UTC', '{_UTC}')"
_LIVE: Final[Mapping[str, str]] = {
    "request": f"""SELECT r.public_id, to_jsonb(r) - 'id' - 'agency_id' || jsonb_build_object('agency', {_AGENCY}, {_DUE},
        {_moments("opened_at", "sent_at", "acknowledged_at", "ended_at")})
        FROM tracing_request r WHERE %(all)s OR r.public_id = ANY(%(objects)s)""",
    "step": f"""SELECT r.public_id, to_jsonb(r) - 'id' - 'agency_id' - 'compartment' - 'request_id' || jsonb_build_object(
        'request', q.public_id, 'belongs', r.agency_id = q.agency_id AND r.compartment = q.compartment, {_DUE},
        {_moments("asked_at", "answered_at")})
        FROM tracing_step r JOIN tracing_request q ON q.id = r.request_id WHERE %(all)s OR r.public_id = ANY(%(objects)s)""",
    "exchange": f"""SELECT r.public_id, to_jsonb(r) - 'id' - 'agency_id' || jsonb_build_object('agency', {_AGENCY}, {_moments("at")})
        FROM tracing_exchange r WHERE %(all)s OR r.public_id = ANY(%(objects)s)""",
}


def _check(cursor: Cursor[Any], objects: frozenset[str] | None) -> Iterator[Difference]:
    params = {"all": objects is None, "objects": sorted(objects or ())}
    events: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
    cursor.execute(_EVENTS, params)
    for subject, *rest in cursor.fetchall():
        events[subject].append(tuple(rest))
    live: dict[str, tuple[Noun, dict[str, Any]]] = {}
    for one in NOUNS:
        cursor.execute(sql.SQL(_LIVE[one]), params)
        live |= {public_id: (one, row) for public_id, row in cursor.fetchall()}
    cursor.execute("SELECT public_id, kind FROM accounts_agency")
    kinds = dict(cursor.fetchall())
    cursor.execute(_OF_REQUEST, params)
    requests = dict(cursor.fetchall())
    cursor.execute(_FILES, params)
    went, came = defaultdict[str, set[str]](set), set[str]()
    for request, state, form, digest in cursor.fetchall():
        if (state, form) == ("sent", "answer"):
            went[request].add(digest)
        elif (state, form) == ("accepted", "request"):
            came.add(request)
    links = defaultdict[str, list[Link]](list)
    cursor.execute(_LINKS, params)
    for request, *said in cursor.fetchall():
        links[request].append(Link(*said))
    cursor.execute(_MISSING, params)
    missing = frozenset(named for (named,) in cursor.fetchall())
    for subject in sorted(events.keys() | live.keys()):
        noun = events[subject][0][0] if subject in events else live[subject][0]
        place = f"{noun} {subject}"
        if subject not in live:
            yield Difference("state_missing", place, "no row", "a row that its events made")
        elif subject not in events:
            yield Difference("state_stray", place, "a row", "no row: no event made it")
        else:
            yield from _differing(place, live[subject][1], _said(subject, noun, events[subject]))
        around = Around(
            kinds,
            requests.get(subject, {}),
            went.get(subject, ()),
            subject in came,
            missing,
            links.get(subject, ()),
        )
        for n, what, should in wrongs(noun, [_act(one) for one in events.get(subject, [])], around):
            yield Difference("not_allowed", f"{place}, act {n}", what, should)


def _act(row: tuple[Any, ...]) -> Act:
    _noun, kind, n, changes, _entry, _actor, agency, _at, personal, _erased, committed, details, at = row
    return Act(kind, n, changes, details, agency, at, personal, committed)


def _said(subject: str, noun: str, events: list[tuple[Any, ...]]) -> dict[str, Any]:
    """What the columns of a record must say."""
    said: dict[str, Any] = dict(BARE[noun])
    first_by, first_at = events[0][5], events[0][7]
    said |= {
        "request": {"opened_by": first_by, "opened_at": first_at},
        "step": {"asked_at": first_at, "belongs": True},
        "exchange": {"at": first_at},
    }[noun]
    for _noun, kind, n, changes, entry, _actor, _agency, at, personal, erased, *_rest in events:
        said |= changes | {"n": n, "last_event": entry}
        for name in ("circumstances", "justification", "described"):
            if name in personal or name in erased:
                said[name] = personal.get(name)
        if "raw" in personal:
            said["identity"] = said["identity"] | personal["raw"]
        for name in ("place", "source"):
            if name in personal or name in erased:
                said[name] = personal.get(name, "")
        if noun == "request":
            if kind in ("sent", "received"):
                said["sent_at"] = at
            elif kind == "acknowledged":
                said["acknowledged_at"] = at
            if kind in ("delayed", "refused"):
                said["acknowledged_at"] = said["acknowledged_at"] or at
            if kind in ENDED:
                said["ended_at"] = at
            elif kind in ("resumed", "searched"):
                said["ended_at"] = None
        elif noun == "step" and kind != "asked":
            said["answered_at"] = at
    return said | {"public_id": subject}


def _differing(place: str, live: Mapping[str, Any], said: Mapping[str, Any]) -> Iterator[Difference]:
    for name in sorted(live.keys() | said.keys()):
        if live.get(name) != said.get(name):
            # What is personal is not repeated in a finding.
            yield Difference("state_differs", f"{place}, {name}", "another value", "what its events set")


def _check_acts(cursor: Cursor[Any], _objects: frozenset[str] | None) -> Iterator[Difference]:
    """Whether the database's table of the acts of tracing still is the program's."""
    cursor.execute("SELECT noun, kind, leads, to_jsonb(columns), to_jsonb(directions) FROM tracing_act")
    live = {
        (noun, kind): (leads, sorted(columns), sorted(directions))
        for noun, kind, leads, columns, directions in cursor.fetchall()
    }
    rows = {key: act.row() for key, act in TABLE.items()}
    said = {key: (row["leads"], row["columns"], row["directions"]) for key, row in rows.items()}
    for key in sorted(live.keys() | said.keys()):
        if live.get(key) != said.get(key):
            place = f"tracing_act {key[0]} {key[1]}"
            yield Difference("state_differs", place, repr(live.get(key)), repr(said.get(key)))


def _check_rules(cursor: Cursor[Any], _objects: frozenset[str] | None) -> Iterator[Difference]:
    """Whether the database's table of what may leave still is the program's."""
    cursor.execute("SELECT datum, to_jsonb(agreements), to_jsonb(held_by) FROM tracing_rule")
    live = {datum: (agreements, held) for datum, agreements, held in cursor.fetchall()}
    said = {row["datum"]: (row["agreements"], row["held_by"]) for row in disclosure.rows()}
    for datum in sorted(live.keys() | said.keys()):
        if live.get(datum) != said.get(datum):
            place = f"tracing_rule {datum}"
            yield Difference("state_differs", place, repr(live.get(datum)), repr(said.get(datum)))


REPLAYS: Final = (
    Replay(name="tracing", check=_check),
    Replay(name="tracing_act", check=_check_acts),
    Replay(name="tracing_rule", check=_check_rules),
)
"""Requests, links and files; the database's table of acts, and its table of what may leave."""
