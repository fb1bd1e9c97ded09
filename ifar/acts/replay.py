"""How the verifier gets from an app's events back to their entries, and from the log to the records: the same for every app.

The SQL stands here in full and calls no function of the database's own making, because whoever can alter rows can alter functions too. Which columns a
record has, and what stands in them before any act, the models say; what an act may do, the declaration.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from typing import Any, Final

from django.db import models
from psycopg import Cursor, sql

from ifar.acts import schemas
from ifar.acts.database import defaults_of, model_of
from ifar.acts.declaration import Act, Acts, Record, projected
from ifar.acts.guards import Situation
from ifar.acts.people import PEOPLE
from ifar.ledger.sources import Difference, Replay, Source, ties

_MOMENT: Final = 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'


@dataclass(frozen=True, slots=True)
class Replayed:
    """One event beside its entry.

    Attributes:
        at: when it was recorded, as an entry writes it.
        people: who wrote it, who said yes to the proposal that it carries out, and for whom they stood in.
        personal: the values kept apart from the log that are still there; `erased` the names of those that were lawfully erased.
        asked: what the proposal that it carries out says in somebody's own words, while it does.
    """

    subject: str
    record_type: str
    kind: str
    n: int
    schema: str
    details: Mapping[str, Any]
    changes: Mapping[str, Any]
    entry: str
    actor: str
    office: str
    at: str
    people: frozenset[str]
    personal: Mapping[str, Any]
    erased: frozenset[str]
    asked: Mapping[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Projection:
    """A record as its events make it."""

    values: dict[str, Any]
    events: list[Replayed] = field(default_factory=list)
    erased: frozenset[str] = frozenset()


def source_of(acts: Acts) -> Source:
    """Where the rows behind the acts of an app are."""
    return Source(
        name=acts.table,
        acts=tuple(f"{acts.prefix}.{name}_" for name in acts.records),
        rows=f"""SELECT e.id, jsonb_build_object('record_type', e.record_type, 'kind', e.kind, 'n', e.n, 'details', e.details,
            'changes', e.changes, 'proposal', e.proposal) FROM public.{acts.table} e WHERE e.id = ANY(%s)""",
        strays=f"""SELECT e.id, e.kind || ' ' || e.n || ' of ' || e.record_type || ' ' || e.subject FROM public.{acts.table} e
            WHERE NOT EXISTS (SELECT FROM public.ledger_entry l WHERE l.entry = e.id)""",
        ties=ties(
            f"public.{acts.table}",
            {
                "object": "r.subject",
                "act": f"'{acts.prefix}.' || r.record_type || '_' || r.kind",
                "schema": "r.schema",
                "previous": "b.id",
            },
            key="id",
            joins=f"LEFT JOIN public.{acts.table} b ON b.subject = r.subject AND b.record_type = r.record_type AND b.n = r.n - 1",
        ),
    )


def replay_of(acts: Acts) -> Replay:
    """How the records of an app follow from its events."""
    return Replay(name=acts.prefix, check=partial(_check, acts))


def _check(acts: Acts, cursor: Cursor[Any], objects: frozenset[str] | None) -> Iterator[Difference]:
    events = _events(acts, cursor, objects)
    asked = None if objects is None else {replayed.subject for replayed in events} | objects
    if objects is not None:
        events = _with_context(acts, cursor, events)
    records: dict[tuple[str, str], Projection] = {}
    for event in events:
        reported = asked is None or event.subject in asked
        differences = list(_tried(acts, records, event))
        if reported:
            yield from differences
    yield from _compared(acts, cursor, records, asked)


def _events(acts: Acts, cursor: Cursor[Any], objects: frozenset[str] | None) -> list[Replayed]:
    """The events in the order of the log."""
    cursor.execute(
        sql.SQL("""SELECT e.subject, e.record_type, e.kind, e.n, e.schema, e.details::text, e.changes::text, e.id::text, l.actor, l.agency,
        to_char(l.recorded_at AT TIME ZONE 'UTC', {moment}),
        {people} || ARRAY(SELECT one FROM public.accounts_decision d CROSS JOIN LATERAL unnest(ARRAY[d.decider, d.standing_in_for]) AS one
         WHERE d.proposal_id = e.proposal AND e.proposal <> '' AND d.verdict = 'approve' AND one <> ''),
        (SELECT jsonb_object_agg(p.field, p.value)::text FROM public.ledger_personal p WHERE p.entry = e.id),
        (SELECT array_agg(x.field) FROM public.ledger_erasure x WHERE x.entry = e.id),
        (SELECT q.words::text FROM public.accounts_proposal q WHERE q.public_id = e.proposal AND e.proposal <> '')
        FROM public.{events} e JOIN public.ledger_entry l ON l.entry = e.id
        WHERE %(all)s OR e.subject = ANY(%(objects)s) ORDER BY l.id""").format(
            people=sql.SQL(PEOPLE), moment=sql.Literal(_MOMENT), events=sql.Identifier(acts.table)
        ),
        {"all": objects is None, "objects": sorted(objects or ())},
    )
    return [_event(row) for row in cursor.fetchall()]


def _event(row: tuple[Any, ...]) -> Replayed:
    (
        subject,
        record_type,
        kind,
        n,
        schema,
        details,
        changes,
        entry,
        actor,
        office,
        at,
        people,
        personal,
        erased,
        asked,
    ) = row
    return Replayed(
        subject=subject,
        record_type=record_type,
        kind=kind,
        n=n,
        schema=schema,
        details=_exact(details),
        changes=_exact(changes),
        asked=_exact(asked or "{}"),
        entry=entry,
        actor=actor,
        office=office,
        at=at,
        people=frozenset(people),
        personal=_exact(personal or "{}"),
        erased=frozenset(erased or ()),
    )


def _exact(text: str) -> Any:
    """What JSON says, amounts exactly."""
    return json.loads(text, parse_float=Decimal)


def _with_context(acts: Acts, cursor: Cursor[Any], events: list[Replayed]) -> list[Replayed]:
    """The events with those of the records that they name, which their guards and their places ask about; in the order of the log."""
    named = {
        value
        for event in events
        for result in (event.changes, event.details)
        if isinstance(result, dict)
        for value in result.values()
        if isinstance(value, str) and len(value) == 14
    }
    more = named - {event.subject for event in events}
    return _events(acts, cursor, frozenset({event.subject for event in events} | more)) if more else events


def _tried(acts: Acts, records: dict[tuple[str, str], Projection], event: Replayed) -> Iterator[Difference]:
    """One event; where something in it cannot be read, that is said of it, and the others are looked at all the same."""
    try:
        yield from _replayed(acts, records, event)
    except (ArithmeticError, AttributeError, KeyError, TypeError, ValueError) as error:
        place = f"{event.record_type} {event.subject}, act {event.n}"
        yield Difference(
            "not_allowed", place, f"what cannot be read ({type(error).__name__})", "what its act may say"
        )


def _replayed(
    acts: Acts, records: dict[tuple[str, str], Projection], event: Replayed
) -> Iterator[Difference]:
    """Make a record what an event says, and say whether the event could be."""
    key = (event.record_type, event.subject)
    place = f"{event.record_type} {event.subject}, act {event.n}"
    known = records.get(key)
    was = known.values if known else None
    state = str(was["state"]) if was else ""
    act, record = acts.get(event.record_type, event.kind), acts.records.get(event.record_type)
    if act is None or record is None:
        yield Difference("not_allowed", place, event.kind, "an act that is declared")
        return
    if state not in act.transitions or act.transitions[state] != event.changes.get("state"):
        should = f"an act that is possible from {state or 'nothing'}"
        yield Difference("not_allowed", place, event.kind, should)
    if more := event.changes.keys() - acts.allowed(act, first=was is None):
        yield Difference("not_allowed", place, f"it sets {', '.join(sorted(more))}", "what the act may set")
    if event.schema not in acts.schemas or schemas.validate(acts, event.schema, _details_of(act, event)):
        yield Difference(
            "not_allowed", place, f"it says what {event.schema} does not", "what its schema says"
        )
    if act.decided_by and not _followed(acts, act, records, event):
        yield Difference("not_allowed", place, event.kind, f"an act that follows from {act.decided_by}")
    if act.takes_several and not _decided(act, was, event):
        yield Difference("not_allowed", place, "it sets what was not decided", "what several people decided")
    now = _projected(acts, records, act, record, was, event)
    # A word that was erased was said, and its guards were kept when it was.
    values = frozenset(act.personal[name] for name in event.personal if name in act.personal)
    erased = ((known.erased if known else frozenset()) - values - set(act.clears)) | _erased(act, event)
    situation = Situation(
        was={**was, **dict.fromkeys(known.erased, "erased")} if known and was is not None else was,
        is_now={**now, **dict.fromkeys(erased, "erased")},
        details=event.details,
        kept={**dict.fromkeys(event.erased, "erased"), **event.personal},
        actor=event.actor,
        office=event.office,
        people=event.people,
        earlier=lambda: [(replayed.kind, replayed.actor) for replayed in known.events] if known else [],
        find=lambda record_type, public_id: (
            projection.values if (projection := records.get((record_type, public_id))) else None
        ),
    )
    for guard in act.guards:
        if getattr(guard, "column", "").removeprefix("kept.") in event.erased:
            continue
        if not guard.holds(situation):
            yield Difference("not_allowed", place, f"{event.kind}: {guard.code}", "what the act asks for")
    if act.rule and act.rule.against(event.details.get("rule"), was, now, event.details.get("seen") or {}):
        yield Difference("not_allowed", place, f"{event.kind} against its rule", "what its rule allowed then")
    if known is None:
        known = records[key] = Projection(now)
    known.values, known.erased = now, erased
    known.events.append(event)


def _details_of(act: Act, event: Replayed) -> Mapping[str, Any]:
    """The details as their schema knows them: without what the recorder adds for the act's rule."""
    if act.rule is None:
        return event.details
    return {name: value for name, value in event.details.items() if name not in ("rule", "seen")}


def _followed(acts: Acts, act: Act, records: Mapping[tuple[str, str], Projection], event: Replayed) -> bool:
    """Whether the act of several people from which an event follows was done to a record that the event names."""
    named = {value for value in (*event.details.values(), *event.changes.values()) if isinstance(value, str)}
    return any(
        f"{replayed.record_type}_{replayed.kind}" == act.decided_by
        for record_type in acts.records
        for subject in named
        if (projection := records.get((record_type, subject)))
        for replayed in projection.events
    )


def _decided(act: Act, was: Mapping[str, Any] | None, event: Replayed) -> bool:
    """Whether an event sets what several people decided, word for word and all of it."""
    if any(
        event.personal.get(name) != value for name, value in event.asked.items() if name not in event.erased
    ):
        return False
    free = {"state", "compartment", "agency", *act.computed}
    sets = {name: value for name, value in event.changes.items() if name not in free}
    left = {
        name: value
        for name, value in event.details.items()
        if name in act.columns and name not in free and name not in sets
    }
    return all(
        name in event.details and event.details[name] == value for name, value in sets.items()
    ) and all(_as_text((was or {}).get(name)) == _as_text(value) for name, value in left.items())


def _as_text(value: Any) -> str:
    if isinstance(value, list | dict):
        return json.dumps(value, sort_keys=True, default=str)
    return "" if value is None else str(value)


def _erased(act: Act, event: Replayed) -> frozenset[str]:
    """The columns whose words an act said that were lawfully erased since."""
    return frozenset(
        column for name, column in act.personal.items() if name in event.erased and not column.startswith("+")
    )


def _projected(
    acts: Acts,
    records: Mapping[tuple[str, str], Projection],
    act: Act,
    record: Record,
    was: Mapping[str, Any] | None,
    event: Replayed,
) -> dict[str, Any]:
    """A record after an event, as `acts_apply` makes it: offices and parents by their public identifiers."""
    defaults = defaults_of(acts, record.name)
    now = {**(defaults if was is None else was), **event.changes}
    now |= {"public_id": event.subject, "n": event.n, "last_event": event.entry}
    if was is None and record.parent:
        parent = records.get((record.parent, str(event.changes.get(record.parent))))
        now |= {name: parent.values.get(name) for name in ("compartment", "agency") if parent and record.kept}
    for name, what in {**(record.stamps if was is None else {}), **act.stamps}.items():
        if not what.endswith("?") or not now.get(name):
            now[name] = {"actor": event.actor, "recorded_at": event.at, "entry": event.entry}[
                what.rstrip("?")
            ]
    now = projected(act, now, event.personal)
    now |= {column: defaults.get(column) for column in _erased(act, event)}
    return now | {name: defaults.get(name) for name in act.clears}


def _compared(
    acts: Acts,
    cursor: Cursor[Any],
    records: Mapping[tuple[str, str], Projection],
    asked: set[str] | None,
) -> Iterator[Difference]:
    """Records that differ from what their events made of them, are missing, or were made by no event."""
    rest = {key for key in records if asked is None or key[1] in asked}
    for record in acts.records.values():
        fields = {
            concrete_field.column: concrete_field
            for concrete_field in model_of(acts, record)._meta.concrete_fields
        }
        cursor.execute(_live(acts, record), {"all": asked is None, "objects": sorted(asked or ())})
        stands: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
        for public_id, row in cursor.fetchall():
            stands[public_id].append(_exact(row))
        for public_id, rows in sorted(stands.items()):
            key, place = (record.name, public_id), f"{record.name} {public_id}"
            if key not in records or len(rows) > 1:
                yield Difference("state_stray", place, "a row", "no row: no event made it")
            rest.discard(key)
            if key not in records:
                continue
            values = records[key].values
            for name in sorted(rows[0].keys() | values.keys()):
                if _same(rows[0].get(name), fields.get(name)) != _same(values.get(name), fields.get(name)):
                    # What is personal is not repeated in a finding.
                    yield Difference(
                        "state_differs", f"{place}, {name}", "another value", "what its events set"
                    )
    for record_type, subject in sorted(rest):
        yield Difference("state_missing", f"{record_type} {subject}", "no row", "a row that its events made")


def _live(acts: Acts, record: Record) -> sql.SQL:
    """All columns of the rows of a type of record, offices and parents by their public identifiers."""
    left, joined = ["id"], []
    if record.kept:
        left.append("agency_id")
        joined.append("'agency', (SELECT a.public_id FROM public.accounts_agency a WHERE a.id = r.agency_id)")
    if record.parent:
        left.append(f"{record.parent}_id")
        parent = acts.table_of(record.parent)
        joined.append(
            f"'{record.parent}', (SELECT p.public_id FROM public.{parent} p WHERE p.id = r.{record.parent}_id)"
        )
    minus = "".join(f" - '{name}'" for name in left)
    return sql.SQL(
        f"SELECT r.public_id, (to_jsonb(r){minus} || jsonb_build_object({', '.join(joined)}))::text FROM public.{acts.table_of(record.name)} r "
        "WHERE %(all)s OR r.public_id = ANY(%(objects)s)"
    )


def _same(value: Any, declared: Any) -> Any:
    """A value as it is compared: moments and amounts as such, however they are written; what is neither, as it stands."""
    try:
        if isinstance(declared, models.DateTimeField) and isinstance(value, str):
            return dt.datetime.fromisoformat(value)
        if isinstance(declared, models.DecimalField) and isinstance(value, str | int | Decimal):
            return Decimal(value)
    except (ValueError, ArithmeticError):
        return value
    return value
