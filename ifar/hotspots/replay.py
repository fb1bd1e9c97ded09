"""What the verifier needs to know about hotspots: payloads from live rows, and state from events.

The SQL stands here in full and calls no function of the database's own making, because whoever can alter rows can alter functions too.
Which columns a record has, and what stands where no event said anything, the models say.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any, Final

from django.apps import apps
from django.db import models
from psycopg import Cursor, sql

from ifar.hotspots import standing
from ifar.hotspots.acts import NOUNS, TABLE
from ifar.ledger.sources import Difference, Replay, Source, acts, ties

_MICROS: Final = 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'

SOURCE: Final = Source(
    name="hotspots_event",
    acts=("hotspots.",),
    rows="""SELECT e.id, jsonb_build_object('noun', e.noun, 'kind', e.kind, 'n', e.n, 'details', e.details, 'changes', e.changes)
            FROM hotspots_event e WHERE e.id = ANY(%s)""",
    strays="""SELECT e.id, e.kind || ' ' || e.n || ' of ' || e.noun || ' ' || e.subject FROM hotspots_event e
              WHERE NOT EXISTS (SELECT FROM ledger_entry l WHERE l.entry = e.id)""",
    ties=ties(
        "hotspots_event",
        {
            "object": "r.subject",
            "act": "'hotspots.' || r.noun || '_' || r.kind",
            "schema": "r.schema",
            "previous": "b.id",
        },
        key="id",
        joins="LEFT JOIN hotspots_event b ON b.subject = r.subject AND b.n = r.n - 1",
    ),
)

_EVENTS: Final = f"""
SELECT e.subject, e.noun, e.kind, e.changes, e.id::text, l.actor, to_char(l.recorded_at AT TIME ZONE 'UTC', '{_MICROS}'),
       (SELECT coalesce(jsonb_object_agg(p.field, p.value), '{{}}') FROM ledger_personal p WHERE p.entry = e.id),
       (SELECT coalesce(array_agg(x.field), '{{}}') FROM ledger_erasure x WHERE x.entry = e.id)
FROM hotspots_event e JOIN ledger_entry l ON l.entry = e.id
WHERE %(all)s OR e.subject = ANY(%(objects)s) ORDER BY e.subject, e.n
"""
_LIVE: Final = """SELECT r.public_id, to_jsonb(r) - 'id' - 'agency_id' || jsonb_build_object('agency',
    (SELECT public_id FROM accounts_agency WHERE id = r.agency_id)) FROM {table} r WHERE %(all)s OR r.public_id = ANY(%(objects)s)"""


def _fields(noun: str) -> dict[str, Any]:
    model: type[models.Model] = apps.get_model("hotspots", noun)
    return {field.attname: field for field in model._meta.concrete_fields}


def _bare(fields: Mapping[str, Any]) -> dict[str, Any]:
    """What stands in the columns that no event has set."""
    return {
        name: field.db_default if field.has_db_default() else None
        for name, field in fields.items()
        if name not in ("id", "agency_id")
    }


def _check(cursor: Cursor[Any], objects: frozenset[str] | None) -> Iterator[Difference]:
    params = {"all": objects is None, "objects": sorted(objects or ())}
    events: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
    cursor.execute(_EVENTS, params)
    for subject, *rest in cursor.fetchall():
        events[subject].append(tuple(rest))
    live: dict[str, tuple[str, dict[str, Any]]] = {}
    fields = {noun: _fields(noun) for noun in NOUNS}
    for noun in NOUNS:
        cursor.execute(sql.SQL(_LIVE).format(table=sql.Identifier(f"hotspots_{noun}")), params)
        live |= {public_id: (noun, row) for public_id, row in cursor.fetchall()}
    for subject in sorted(events.keys() | live.keys()):
        noun = events[subject][0][0] if subject in events else live[subject][0]
        place = f"{noun} {subject}"
        if subject not in live:
            yield Difference("state_missing", place, "no row", "a row that its events made")
        elif subject not in events:
            yield Difference("state_stray", place, "a row", "no row: no event made it")
        else:
            yield from _differing(
                place, live[subject][1], _said(subject, fields[noun], events[subject]), fields[noun]
            )
        yield from _lawful(place, events.get(subject, []))


def _said(subject: str, fields: Mapping[str, Any], events: list[tuple[Any, ...]]) -> dict[str, Any]:
    """What the columns of a record must say."""
    said = _bare(fields)
    said |= {"opened_by": events[0][4], "opened_at": events[0][5]}
    for n, (noun, kind, changes, entry, _actor, _at, personal, erased) in enumerate(events, 1):
        said |= changes | {"n": n, "last_event": entry}
        act = TABLE.get((noun, kind))
        for name in act.personal if act else ():
            if name in personal or name in erased:
                said[name] = personal.get(name)
    return said | {"public_id": subject}


def _differing(
    place: str, live: Mapping[str, Any], said: Mapping[str, Any], fields: Mapping[str, Any]
) -> Iterator[Difference]:
    for name in sorted(live.keys() | said.keys()):
        if _same(live.get(name), fields.get(name)) != _same(said.get(name), fields.get(name)):
            # What is personal is not repeated in a finding.
            yield Difference("state_differs", f"{place}, {name}", "another value", "what its events set")


def _same(value: Any, field: Any) -> Any:
    """A value as it is compared: moments as such, whatever zone they are written in."""
    if isinstance(field, models.DateTimeField) and isinstance(value, str):
        return dt.datetime.fromisoformat(value)
    return value


def _lawful(place: str, events: list[tuple[Any, ...]]) -> Iterator[Difference]:
    """Whether each act could be done from where the record stood, and set no more than it may."""
    state = ""
    for n, (noun, kind, changes, *_) in enumerate(events, 1):
        act = TABLE.get((noun, kind))
        first = {"agency", "compartment"} if n == 1 else set()
        if (
            act is None
            or act.leads.get(state) != changes.get("state")
            or changes.keys() - {"state", *act.columns} - first
        ):
            should = f"an act that is possible from {state or 'nothing'}"
            yield Difference("not_allowed", f"{place}, act {n}", kind, should)
        state = changes.get("state", state)


def _check_rows(cursor: Cursor[Any], objects: frozenset[str] | None) -> Iterator[Difference]:
    """Whether incidents, accounts of rows, areas and figures are what was loaded, and incidents stand as they must."""
    params = {"all": objects is None, "objects": sorted(objects or ())}
    for noun, asked in (("delivery", standing.DIGESTS_DIFFER), ("layer", standing.LAYERS_DIFFER)):
        cursor.execute(sql.SQL(asked), params)
        for (public_id,) in cursor.fetchall():
            yield Difference("state_differs", f"rows of {noun} {public_id}", "other rows", "what was loaded")
    cursor.execute(sql.SQL(standing.STRANGERS), params)
    for (public_id,) in cursor.fetchall():
        yield Difference(
            "not_allowed", f"rows of delivery {public_id}", "another source's incidents", "its own"
        )
    cursor.execute(sql.SQL(standing.DIFFERS))
    for source, external in cursor.fetchall():
        place = f"incident {external} of {source}"
        yield Difference(
            "state_differs", f"{place}, standing", "another value", "what was delivered and judged"
        )


REPLAYS: Final = (
    Replay(name="hotspots_incident", check=_check_rows),
    Replay(name="hotspots", check=_check),
    acts("hotspots_act", TABLE, "personal"),
)
"""Incidents and areas; records of all nouns; the database's table of acts."""
