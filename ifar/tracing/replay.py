"""What the verifier needs to know about tracing: payloads from live rows, and state from events.

The SQL stands here in full and calls no function of the database's own making, because whoever can alter rows can alter functions too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any, Final

from psycopg import Cursor, sql

from ifar.ledger.sources import Difference, Replay, Source, ties
from ifar.tracing.states import ENDED, GROUNDED, NOUNS, TABLE, Noun

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
       (SELECT coalesce(array_agg(x.field), '{{}}') FROM ledger_erasure x WHERE x.entry = e.id), l.commitments ? 'note'
FROM tracing_event e JOIN ledger_entry l ON l.entry = e.id
WHERE %(all)s OR e.subject = ANY(%(objects)s) ORDER BY e.subject, e.n
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
    for subject in sorted(events.keys() | live.keys()):
        noun = events[subject][0][0] if subject in events else live[subject][0]
        place = f"{noun} {subject}"
        if subject not in live:
            yield Difference("state_missing", place, "no row", "a row that its events made")
        elif subject not in events:
            yield Difference("state_stray", place, "a row", "no row: no event made it")
        else:
            yield from _differing(place, live[subject][1], _said(subject, noun, events[subject]))
        yield from _lawful(place, events.get(subject, []))


def _said(subject: str, noun: str, events: list[tuple[Any, ...]]) -> dict[str, Any]:
    """What the columns of a record must say."""
    said: dict[str, Any] = dict(BARE[noun])
    first_by, first_at = events[0][5], events[0][7]
    said |= {
        "request": {"opened_by": first_by, "opened_at": first_at},
        "step": {"asked_at": first_at, "belongs": True},
        "exchange": {"at": first_at},
    }[noun]
    for _noun, kind, n, changes, entry, _actor, _agency, at, personal, erased, _words in events:
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
            elif kind in ENDED:
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


def _lawful(place: str, events: list[tuple[Any, ...]]) -> Iterator[Difference]:
    """Whether each act could be done from where the record stood, by the office whose it was, and on a ground with words."""
    state, stood = "", dict[str, Any]()
    for noun, kind, n, changes, _entry, _actor, agency, _at, _personal, _erased, words in events:
        act = TABLE.get((noun, kind))
        stood |= changes
        if act is None or act.leads.get(state) != changes.get("state"):
            yield Difference(
                "not_allowed", f"{place}, act {n}", kind, f"an act that is possible from {state or 'nothing'}"
            )
        elif noun == "request" and stood.get("direction") not in act.directions:
            yield Difference("not_allowed", f"{place}, act {n}", kind, "an act of requests of its direction")
        if (
            noun == "request"
            and changes.get("state") in GROUNDED
            and kind in GROUNDED
            and not (words and stood.get("ground"))
        ):
            yield Difference("not_allowed", f"{place}, act {n}", kind, "a ground, in words")
        if noun == "step" and kind == "answered" and agency != stood.get("asked"):
            yield Difference("not_allowed", f"{place}, act {n}", f"answered by {agency}", "whoever was asked")
        state = changes.get("state", state)


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


REPLAYS: Final = (Replay(name="tracing", check=_check), Replay(name="tracing_act", check=_check_acts))
"""Requests, links and files; and the database's table of acts."""
