"""Recording what happens to a firearm: one act, one transaction, two round trips.

The first trip reads the firearm as it stands and the database's clock; the life cycle decides; the second writes the ledger
entry and the event in one statement, and the database projects the state from the event. Nothing is locked in between: the
database refuses an event that was decided on another state. Search keys, personal values and facts for others take an
explicit transaction.
"""

from __future__ import annotations

import datetime as dt
import secrets
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import orjson
import psycopg
from django.db import OperationalError, connection, transaction
from psycopg.types.json import Jsonb

from ifar import identifiers
from ifar.errors import Conflict, Invalid, NotFound, Reason, Refused
from ifar.ledger import services as ledger
from ifar.ledger.entry import Draft, Entry
from ifar.outbox import handlers
from ifar.outbox.services import state_fact
from ifar.registry import describing, facts, kinds, search_keys
from ifar.registry.allowances import CHANGE_MARKS
from ifar.registry.classifying import require_classifying
from ifar.registry.keeping import Keeping, keeping
from ifar.registry.lifecycle import Facts, KnownFacts, Outcome, Proposed, Refusal, decide
from ifar.registry.occurred import UNKNOWN, Occurred
from ifar.registry.selectors.firearms import VISIBLE_SQL, visible_params
from ifar.registry.services import hits
from ifar.registry.words import words_of
from ifar.rights import AGENCY_COMPARTMENT, Actor, require

INSERT_EVENT = (
    "INSERT INTO registry_event (id, firearm_id, n, kind, schema, occurred_from, occurred_to, precision, zone, place, paper, proposal,"
    " details, checks, changes) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
)
INSERT_WITH_ENTRY = (
    f"{INSERT_EVENT.partition(' VALUES')[0]} SELECT entry, %s, %s, %s, schema{', %s' * 10} FROM entry"
)
NOW_IS = f"""
SELECT f.id, f.item, f.ownership, f.custody, f.legal, f.physical, f.owner, f.custodian, f.merged_into, f.n, f.last_event,
       clock_timestamp() AS now, f.compartment,
       (SELECT max(e.occurred_from) FROM registry_event e WHERE e.firearm_id = f.id) AS latest_occurred,
       (SELECT coalesce(jsonb_agg(to_jsonb(m)), '[]') FROM registry_mark m WHERE m.firearm_id = f.id) AS marks, f.make
FROM registry_firearm f WHERE f.public_id = %(public_id)s AND {VISIBLE_SQL}
"""

RECOGNISED_BY: Final = frozenset(
    {"marks", "make", "model", "calibre", "type", "country_made", "year", "compartment"}
)
"""What an event may set that lets a standing search recognise the firearm."""


OWN_SERVICE: Final = frozenset({"merged", "split"})
"""Kinds that only the decision about a pair of possible duplicates records, under a permission of its own."""


@dataclass(frozen=True, slots=True)
class NewEvent:
    """An event as somebody gives it.

    Attributes:
        kind: kind of event, as in the life cycle's table.
        details: what the kind's schema asks for; its personal fields go to the ledger as commitments only.
        occurred: when it happened.
        place, paper: where, and under which paper (licence, order, report); free text.
        identity: what the event says about identity, see `describing`.
        marks: marks that it adds, see `describing.MARK_FIELDS`; in a correction or when marked anew, one with the `n` of a mark
            on record changes that one.
        attested: condition -> the paper that the officer saw, where no desk of the register can answer.
    """

    kind: str
    details: Mapping[str, Any] = field(default_factory=dict)
    occurred: Occurred = UNKNOWN
    place: str = ""
    paper: str = ""
    identity: Mapping[str, Any] = field(default_factory=dict)
    marks: Sequence[Mapping[str, Any]] = ()
    attested: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Recorded:
    """What was recorded: the event's entry, its number in the firearm's life, the state, and what the rule had to say."""

    firearm: str
    entry: uuid.UUID
    n: int
    recorded_at: dt.datetime
    state: str
    alarms: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    unverified: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """A firearm as it stands before an event; `n` is 0 and the rest empty before its first."""

    id: int
    public_id: str
    item: str
    facts: Facts | None
    keeping: Keeping
    merged_into: str
    n: int
    last_event: uuid.UUID | None
    now: dt.datetime
    compartment: str = "civilian"
    latest_occurred: dt.datetime | None = None
    marks: tuple[Mapping[str, Any], ...] = ()
    make: str | None = None


@dataclass(frozen=True, slots=True)
class Restored:
    """What an annulment of the latest event brings back: the four facts, and the columns and marks as they stood before."""

    facts: Facts
    sets: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Composed:
    """A decided event, ready to be written: its ledger entry, its row, its search keys."""

    standing: Standing
    event: NewEvent
    outcome: Outcome
    entry: Entry
    row: tuple[Any, ...]
    changes: Mapping[str, Any]


def standing_of(actor: Actor, public_id: str) -> Standing:
    """Read a firearm as it stands, with the database's clock: the first of the two round trips.

    Raises:
        NotFound: there is none for this actor.
    """
    with psycopg.Cursor(connection.connection) as cursor:
        row = cursor.execute(NOW_IS, {"public_id": public_id, **visible_params(actor)}).fetchone()
    if row is None:
        raise NotFound("registry.firearm.not_found", words_of("registry.firearm.not_found"))
    key, item, ownership, custody, legal, physical, owner, custodian, merged_into = row[:9]
    n, last_event, now, compartment, latest_occurred, marks, make = row[9:]
    return Standing(
        key,
        public_id,
        item,
        Facts.of(ownership, custody, legal, physical),
        Keeping(owner, custodian),
        merged_into,
        n,
        last_event,
        now,
        compartment=compartment,
        latest_occurred=latest_occurred,
        marks=tuple(orjson.loads(marks)),
        make=make,
    )


def nothing_yet(firearm_id: int, item: str, now: dt.datetime) -> Standing:
    """The standing of a firearm before its first event; its public identifier is drawn here."""
    public_id = identifiers.new("K" if item == "part" else "F", secrets.token_bytes)
    return Standing(firearm_id, public_id, item, None, Keeping(), "", 0, None, now)


def decided(
    actor: Actor,
    standing: Standing,
    event: NewEvent,
    *,
    people: frozenset[str],
    restored: Restored | None = None,
    second: bool = False,
) -> Outcome:
    """Ask the life cycle.

    Args:
        actor: whose office records it.
        people: everybody who proposed, approved or records it.
        restored: what an annulment of the latest event brings back.
        second: whether the second person's approval is there, or will be before it is recorded.

    Raises:
        Refused: with every reason that is known, each in words and with its article.
    """
    proposed = Proposed(
        kind=event.kind,
        recorder=actor.agency_kind,
        details=event.details,
        thing="part" if standing.item == "part" else "firearm",
        people=people,
        occurred_from=event.occurred.start,
        occurred_until=event.occurred.end,
        paper=event.paper,
    )
    gathered = facts.gather(
        actor,
        standing.public_id,
        proposed,
        marks=standing.marks,
        new_marks=event.marks,
        attested=event.attested,
    )
    answers = gathered.answers
    answers["second_person"] = second
    answers["latest_change"] = restored is not None or None
    known = KnownFacts(
        answers=answers,
        hidden=gathered.hidden,
        now=standing.now,
        latest_occurred=standing.latest_occurred,
        merged=bool(standing.merged_into),
        restored=restored.facts if restored else None,
    )
    outcome = decide(standing.facts, proposed, known)
    if isinstance(outcome, Refusal):
        raise Refused(
            outcome.codes[0],
            words_of(outcome.reasons[0].code),
            article=outcome.reasons[0].article,
            reasons=[_worded(reason) for reason in outcome.reasons],
        )
    return outcome


def _worded(reason: Reason) -> Reason:
    return Reason(
        reason.code, words_of(reason.code, reason.params), reason.article, reason.field, reason.params
    )


def kind_of(event: NewEvent) -> kinds.Kind:
    """The kind of an event.

    Raises:
        Invalid: no such kind.
    """
    kind = kinds.KINDS.get(event.kind)
    if kind is None:
        raise Invalid("registry.kind.unknown", words_of("registry.kind.unknown"), field="kind")
    return kind


def checked(event: NewEvent) -> kinds.Kind:
    """The kind of an event whose details are of the right form.

    Raises:
        Invalid: no such kind, or details that its schema does not allow.
    """
    kind = kind_of(event)
    wrong = kinds.check_details(kind.schema, event.details)
    wrong += tuple(
        Reason("registry.mark.form", field="marks")
        for mark in event.marks
        if set(mark) - describing.MARK_FIELDS or not mark.keys() & {"kind", "n"}
    )
    if wrong:
        raise Invalid(
            "registry.details.invalid",
            words_of("registry.details.invalid"),
            reasons=[_worded(r) for r in wrong],
        )
    return kind


def check_recordable(standing: Standing, event: NewEvent) -> None:
    """Refuse what no event of this kind may do here: what another service does, and changing a mark that stands on record.

    Raises:
        Refused: the kind is recorded by deciding about possible duplicates alone, or only a correction changes such a mark.
    """
    if event.kind in OWN_SERVICE:
        raise Refused("registry.kind.own_service", words_of("registry.kind.own_service"), field="kind")
    known = {mark["n"] for mark in standing.marks}
    if event.kind not in CHANGE_MARKS and any(mark.get("n") in known for mark in event.marks):
        raise Refused(
            "registry.mark.on_record",
            words_of("registry.mark.on_record"),
            article="Protocol art. 7, 8",
            field="marks",
        )


def numbered(standing: Standing, marks: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Marks with their numbers: one that names the number of a mark on record changes it, any other is new."""
    known = {mark["n"] for mark in standing.marks}
    following = max(known, default=0)
    told = []
    for mark in marks:
        if mark.get("n") in known:
            told.append(dict(mark))
        else:
            following += 1
            told.append({**mark, "n": following})
    return told


def changes_of(
    actor: Actor, standing: Standing, event: NewEvent, outcome: Outcome, restored: Restored | None = None
) -> dict[str, Any]:
    """What the event sets in the state: identity, marks, the four facts where they change, owner and custodian."""
    if restored is not None:
        return dict(restored.sets)
    sets: dict[str, Any] = describing.description(
        event.identity, kind=event.kind, creates=standing.n == 0, this_year=standing.now.year
    )
    sets |= describing.derived(event.kind, event.details)
    if event.marks:
        sets["marks"] = numbered(standing, event.marks)
    after = outcome.facts
    kept = keeping(
        standing.keeping,
        standing.facts,
        after,
        event.details,
        agency=actor.agency,
        agency_kind=actor.agency_kind,
    )
    was = standing.facts
    for name in ("ownership", "custody", "legal", "physical"):
        if was is None or getattr(was, name) != getattr(after, name):
            sets[name] = str(getattr(after, name))
    if was is None or "ownership" in sets or kept.owner != standing.keeping.owner:
        sets |= {"ownership": str(after.ownership), "owner": kept.owner}
    if was is None or "custody" in sets or kept.custodian != standing.keeping.custodian:
        sets |= {"custody": str(after.custody), "custodian": kept.custodian}
    if was is None or sets.keys() & {"ownership", "custody", "legal", "physical"}:
        sets["state"] = str(outcome.state)
    if standing.n == 0:
        compartment = AGENCY_COMPARTMENT.get(actor.agency_kind, "civilian")
        sets |= {"item": standing.item, "compartment": compartment, "agency": actor.agency}
    return sets


def _checks(event: NewEvent, outcome: Outcome, occurred: Occurred) -> dict[str, Any]:
    """What the rule could not verify, flagged, alarmed and opened; what the officer attested and by which paper."""
    happened = occurred.start.date() if occurred.start else None
    deadlines = [
        {
            "name": d.name,
            "due": d.on
            or (str(happened + dt.timedelta(days=d.days)) if happened and d.days is not None else None),
        }
        for d in outcome.deadlines
    ]
    found = {
        "unverified": list(outcome.unverified),
        "flags": list(outcome.flags),
        "alarms": list(outcome.alarms),
        "deadlines": deadlines,
        "attested": dict(event.attested),
    }
    return {name: value for name, value in found.items() if value}


def compose(
    actor: Actor,
    standing: Standing,
    event: NewEvent,
    kind: kinds.Kind,
    outcome: Outcome,
    *,
    proposal: str = "",
    recorder: Actor | None = None,
    restored: Restored | None = None,
) -> Composed:
    """Make the ledger entry and the row of a decided event, unwritten; the bulk import composes thousands at once.

    `recorder` is the one whose office the event speaks for, where another person's approval carries it out.
    """
    personal_names = kinds.personal_fields(kind.schema)
    personal = {name: value for name, value in event.details.items() if name in personal_names}
    details = {name: value for name, value in event.details.items() if name not in personal_names}
    changes = changes_of(recorder or actor, standing, event, outcome, restored)
    checks = _checks(event, outcome, event.occurred)
    n = standing.n + 1
    entry_id = ledger.new_entry_id()
    draft = Draft(
        schema=kind.schema,
        act=kind.act,
        object=standing.public_id,
        payload={
            "kind": event.kind,
            "n": n,
            "occurred": event.occurred.payload(),
            "place": event.place,
            "paper": event.paper,
            "proposal": proposal,
            "details": details,
            "checks": checks,
            "changes": changes,
        },
        personal=personal,
        previous=standing.last_event,
        entry=entry_id,
    )
    entry = ledger.composed(actor, [draft], standing.now)[0]
    row = (
        entry_id, standing.id, n, event.kind, kind.schema, event.occurred.start, event.occurred.end, event.occurred.precision,
        event.occurred.zone, event.place, event.paper, proposal, Jsonb(details), Jsonb(checks), Jsonb(changes),
    )  # fmt: skip
    return Composed(standing, event, outcome, entry, row, changes)


def make_after(standing: Standing, changes: Mapping[str, Any]) -> str | None:
    """The firearm's make after an event that sets `changes`; None where the register does not know it."""
    return changes.get("make", standing.make) or None


def _rekeyed(standing: Standing, changes: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Marks whose search keys the event changes, as they stand after it: what it says over what was on record.

    The make is inside the keys, so an event that sets another make changes those of every mark.
    """
    before = {mark["n"]: mark for mark in standing.marks}
    told: dict[int, Mapping[str, Any]] = {
        mark["n"]: {**before.get(mark["n"], {}), **mark} for mark in changes.get("marks", ())
    }
    return list((before | told if make_after(standing, changes) != standing.make else told).values())


def write(composed: Composed) -> Recorded:
    """Write a composed event: the second round trip. Entry and event go in one statement, with more of it in one pipeline.

    Unless `_is_alone`, it must be called inside the act's own transaction.

    Raises:
        Conflict: somebody else recorded an event of this firearm meanwhile.
    """
    try:
        if _is_alone(composed):
            _, *row = map(_told, composed.row)
            ledger.write_with_row(composed.entry, INSERT_WITH_ENTRY, (*row[:3], *row[4:]))
        else:
            _write_with_more(composed)
    except OperationalError as error:
        if not isinstance(error.__cause__, psycopg.errors.SerializationFailure):
            raise
        raise Conflict(
            "registry.firearm.changed_meanwhile", words_of("registry.firearm.changed_meanwhile")
        ) from error
    return Recorded(
        firearm=composed.standing.public_id,
        entry=composed.entry.entry,
        n=composed.standing.n + 1,
        recorded_at=composed.entry.recorded_at,
        state=str(composed.outcome.state),
        alarms=composed.outcome.alarms,
        flags=composed.outcome.flags,
        unverified=composed.outcome.unverified,
    )


def _told(value: Any) -> str | None:
    """A value as text that the database reads by the column's type."""
    if value is None or type(value) is str:
        return value
    return orjson.dumps(value.obj).decode() if isinstance(value, Jsonb) else str(value)


def _is_alone(composed: Composed) -> bool:
    """Whether entry and event are all there is to write: no personal value, no search keys, nobody who wants to hear of it."""
    if composed.entry.personal or composed.changes.keys() & RECOGNISED_BY:
        return False
    if _rekeyed(composed.standing, composed.changes):
        return False
    return not any(handlers.names_for(topic) for topic, _ in _facts(composed))


def _write_with_more(composed: Composed) -> None:
    with connection.wrap_database_errors, connection.connection.pipeline():
        ledger.write([composed.entry])
        with psycopg.Cursor(connection.connection) as cursor:
            cursor.execute(INSERT_EVENT, composed.row)
        if marks := _rekeyed(composed.standing, composed.changes):
            make = make_after(composed.standing, composed.changes)
            search_keys.write(composed.standing.id, marks, make=make)
    if composed.changes.keys() & RECOGNISED_BY:
        hits.tell_marked([composed.standing.id])
    for topic, fact in _facts(composed):
        state_fact(topic=topic, key=composed.standing.public_id, payload=fact)


def _facts(composed: Composed) -> Iterator[tuple[str, dict[str, Any]]]:
    """What others may want to hear: topic and payload."""
    fact = {"entry": str(composed.entry.entry), "kind": composed.event.kind}
    yield f"registry.{composed.event.kind}", fact
    if composed.outcome.alarms:
        yield "registry.alarm", {**fact, "alarms": list(composed.outcome.alarms)}


def _recorded(composed: Composed) -> Recorded:
    """Write a composed event in a transaction of its own, or in a part of the caller's."""
    if _is_alone(composed) and not connection.in_atomic_block:
        # One statement is a transaction by itself; BEGIN and COMMIT would be two more round trips.
        return write(composed)
    with transaction.atomic():
        return write(composed)


def record_event(*, actor: Actor, firearm: str, event: NewEvent, expected_n: int | None = None) -> Recorded:
    """Record the next event of a firearm.

    Args:
        firearm: its public identifier.
        expected_n: how many events its life had when the officer looked; another number is a conflict.

    Raises:
        NotFound: no such firearm for this actor.
        Invalid: the event is not of the right form.
        Refused: the life cycle says no, with every reason and its article; or it takes a second person, see `proposals`.
        Conflict: somebody else recorded an event meanwhile.
    """
    require(actor, "registry:event:record")
    kind = checked(event)
    connection.ensure_connection()
    standing = standing_of(actor, firearm)
    if expected_n is not None and expected_n != standing.n:
        raise Conflict("registry.firearm.changed_meanwhile", words_of("registry.firearm.changed_meanwhile"))
    check_recordable(standing, event)
    require_classifying(actor, event.identity, standing.compartment)
    outcome = decided(actor, standing, event, people=frozenset({actor.id}))
    return _recorded(compose(actor, standing, event, kind, outcome))


def next_firearm_id() -> int:
    """Draw the next internal key of a firearm."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('registry_firearm_id_seq')")
        number: int = cursor.fetchone()[0]
    return number


@transaction.atomic
def register_firearm(*, actor: Actor, event: NewEvent, item: str = "firearm") -> Recorded:
    """Open the record of a firearm or part with its first event (registered, imported, production planned …).

    Raises:
        Invalid, Refused: as for `record_event`.
    """
    require(actor, "registry:event:record")
    kind = checked(event)
    require_classifying(actor, event.identity, AGENCY_COMPARTMENT.get(actor.agency_kind, "civilian"))
    connection.ensure_connection()
    standing = nothing_yet(next_firearm_id(), item, ledger.now())
    outcome = decided(actor, standing, event, people=frozenset({actor.id}))
    return write(compose(actor, standing, event, kind, outcome))
