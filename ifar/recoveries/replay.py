"""What the verifier needs to know about recoveries: payloads from live rows, and state from events.

The SQL stands here in full and calls no function of the database's own making, because whoever can alter rows can alter functions too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any, Final

from psycopg import Cursor, sql

from ifar.ledger.sources import Difference, Replay, Source, acts, ties
from ifar.recoveries.acts import NOUNS, TABLE

_AGENCY: Final = "(SELECT public_id FROM accounts_agency WHERE id = r.agency_id)"
_UTC: Final = 'YYYY-MM-DD"T"HH24:MI:SS"Z"'
_MICROS: Final = 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'

OBSERVED: Final = Source(
    name="recoveries_observation",
    acts=("recoveries.observed",),
    rows=f"""SELECT r.entry, jsonb_build_object('agency', {_AGENCY}, 'compartment', r.compartment, 'thing', r.thing, 'calibre', r.calibre,
        'condition', r.condition, 'place', r.place, 'area', r.area, 'on', r."on", 'price', r.price, 'currency', r.currency,
        'price_kind', r.price_kind, 'availability', r.availability, 'channel', r.channel, 'remark', r.remark,
        'at', to_char(r.at AT TIME ZONE 'UTC', '{_MICROS}')) FROM recoveries_observation r WHERE r.entry = ANY(%s)""",
    strays="""SELECT r.entry, 'an observation of the market' FROM recoveries_observation r
              WHERE NOT EXISTS (SELECT FROM ledger_entry l WHERE l.entry = r.entry)""",
    ties=ties("recoveries_observation", {"object": _AGENCY, "actor": "r.observer"}),
)
EVENTS: Final = Source(
    name="recoveries_event",
    acts=("recoveries.",),
    rows="""SELECT e.id, jsonb_build_object('noun', e.noun, 'kind', e.kind, 'n', e.n, 'details', e.details, 'changes', e.changes)
            FROM recoveries_event e WHERE e.id = ANY(%s)""",
    strays="""SELECT e.id, e.kind || ' ' || e.n || ' of ' || e.noun || ' ' || e.subject FROM recoveries_event e
              WHERE NOT EXISTS (SELECT FROM ledger_entry l WHERE l.entry = e.id)""",
    ties=ties(
        "recoveries_event",
        {
            "object": "r.subject",
            "act": "'recoveries.' || r.noun || '_' || r.kind",
            "schema": "r.schema",
            "previous": "b.id",
        },
        key="id",
        joins="LEFT JOIN recoveries_event b ON b.subject = r.subject AND b.n = r.n - 1",
    ),
)
SOURCES: Final = (OBSERVED, EVENTS)

BARE: Final[Mapping[str, Mapping[str, Any]]] = {
    "case": {"shared": [], "narrative": None, "capture": None},
    "item": {"firearm": "", "recorded": None, "tracing": "", "weapon": "", "merged_into": ""},
}
"""What stands in the columns that no event has set."""

_EVENTS: Final = f"""
SELECT e.subject, e.noun, e.kind, e.changes, e.id::text, e.details, l.actor, to_char(l.recorded_at AT TIME ZONE 'UTC', '{_MICROS}'),
       (SELECT coalesce(jsonb_object_agg(p.field, p.value), '{{}}') FROM ledger_personal p WHERE p.entry = e.id),
       EXISTS (SELECT FROM ledger_erasure x WHERE x.entry = e.id AND x.field = 'narrative')
FROM recoveries_event e JOIN ledger_entry l ON l.entry = e.id
WHERE %(all)s OR e.subject = ANY(%(objects)s) ORDER BY e.subject, e.n
"""
_LIVE: Final = {
    "case": f"""SELECT r.public_id, to_jsonb(r) - 'id' - 'agency_id' || jsonb_build_object('agency', {_AGENCY},
        'occurred_from', to_char(r.occurred_from AT TIME ZONE 'UTC', '{_UTC}'),
        'occurred_to', to_char(r.occurred_to AT TIME ZONE 'UTC', '{_UTC}'),
        'opened_at', to_char(r.opened_at AT TIME ZONE 'UTC', '{_MICROS}'),
        'persons', (SELECT coalesce(jsonb_object_agg(p.entry, to_jsonb(p) - 'entry' - 'case_id'), '{{}}')
                    FROM recoveries_person p WHERE p.case_id = r.id))
        FROM recoveries_case r WHERE %(all)s OR r.public_id = ANY(%(objects)s)""",
    "item": f"""SELECT r.public_id, to_jsonb(r) - 'id' - 'agency_id' - 'compartment' - 'case_id' || jsonb_build_object(
        'case', c.public_id, 'entered_at', to_char(r.entered_at AT TIME ZONE 'UTC', '{_MICROS}'),
        'belongs', r.agency_id = c.agency_id AND r.compartment = c.compartment,
        'hits', (SELECT coalesce(jsonb_object_agg(h.entry, to_jsonb(h) - 'entry' - 'item_id' - 'firearm_id'
                     || jsonb_build_object('firearm', f.public_id, 'at', to_char(h.at AT TIME ZONE 'UTC', '{_MICROS}'))), '{{}}')
                 FROM recoveries_hit h JOIN registry_firearm f ON f.id = h.firearm_id WHERE h.item_id = r.id))
        FROM recoveries_item r JOIN recoveries_case c ON c.id = r.case_id WHERE %(all)s OR r.public_id = ANY(%(objects)s)""",
}


def _check(cursor: Cursor[Any], objects: frozenset[str] | None) -> Iterator[Difference]:
    params = {"all": objects is None, "objects": sorted(objects or ())}
    events: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
    cursor.execute(_EVENTS, params)
    for subject, *rest in cursor.fetchall():
        events[subject].append(tuple(rest))
    live: dict[str, tuple[str, dict[str, Any]]] = {}
    for noun in NOUNS:
        cursor.execute(sql.SQL(_LIVE[noun]), params)
        live |= {public_id: (noun, row) for public_id, row in cursor.fetchall()}
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
    """What the columns of a record, its hits and its people must say."""
    said: dict[str, Any] = dict(BARE[noun])
    hits: dict[str, dict[str, Any]] = {}
    persons: dict[str, dict[str, Any]] = {}
    _noun, _kind, _changes, _entry, _details, actor, at, *_ = events[0]
    if noun == "case":
        said |= {"opened_by": actor, "opened_at": at}
    else:
        said |= {"entered_at": at, "belongs": True}
    for n, (_noun, kind, changes, entry, details, actor, at, personal, erased) in enumerate(events, 1):
        said |= changes | {"n": n, "last_event": entry}
        match kind:
            case "hit":
                hits[entry] = {**details, "at": at, "verdict": "", "judged_by": "", "note": ""}
            case "judged":
                told = {"verdict": details["verdict"], "judged_by": actor, "note": details["note"]}
                hits[details["hit"]] |= told
            case "person_named":
                persons[entry] = {**details, "described": personal.get("described"), "last_entry": entry}
            case "person_changed":
                told = {name: details[name] for name in ("stage", "stage_on", "offences")}
                persons[details["person"]] |= {**told, "last_entry": entry}
        if "narrative" in personal or erased:
            said["narrative"] = personal.get("narrative")
    return said | {"public_id": subject} | ({"persons": persons} if noun == "case" else {"hits": hits})


def _differing(place: str, live: Mapping[str, Any], said: Mapping[str, Any]) -> Iterator[Difference]:
    for name in sorted(live.keys() | said.keys()):
        if live.get(name) != said.get(name):
            # Who somebody is, is not repeated in a finding.
            yield Difference("state_differs", f"{place}, {name}", "another value", "what its events set")


def _lawful(place: str, events: list[tuple[Any, ...]]) -> Iterator[Difference]:
    """Whether each act could be done from where the record stood."""
    state = ""
    for n, (noun, kind, changes, *_) in enumerate(events, 1):
        act = TABLE.get((noun, kind))
        if act is None or act.leads.get(state) != changes.get("state"):
            yield Difference(
                "not_allowed", f"{place}, act {n}", kind, f"an act that is possible from {state or 'nothing'}"
            )
        state = changes.get("state", state)


REPLAYS: Final = (
    Replay(name="recoveries", check=_check),
    acts("recoveries_act", TABLE),
)
