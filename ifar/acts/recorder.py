"""Writing acts: an entry of the ledger and a row of the app's event table, in one transaction; the database projects the record from it.

What an act is the app declares (`declaration.py`). That it may be done from where the record stands, that its entry and its row say the same, that one
of two who were quick at once is told so, and how refusals say their reasons, is the same for all of them.
"""

from __future__ import annotations

import datetime as dt
import json
import secrets
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from typing import Any, Final, Protocol

import psycopg
from django.db import IntegrityError, OperationalError, connection
from psycopg.types.json import Jsonb

from ifar import copytext, identifiers
from ifar.acts import batches, schemas
from ifar.acts.database import defaults_of
from ifar.acts.declaration import Act, Acts, projected
from ifar.acts.guards import Another, Guard, OfOffice, Same, Situation
from ifar.errors import Conflict, Forbidden, IfarError, Invalid, Reason, Refused
from ifar.ledger import services as ledger
from ifar.ledger.entry import Draft
from ifar.outbox.services import state_fact
from ifar.rights import AGENCY_COMPARTMENT, Actor

COLUMNS: Final = ("id", "record_type", "subject", "n", "kind", "schema", "details", "changes", "proposal")
"""Columns of every event table."""
ABOUT_PEOPLE: Final = (Another, Same, OfOffice)
"""Guards that say who may do an act: nothing that is typed changes what they answer."""
_LOCK: Final = "SELECT acts_lock(%s, %s, %s, %s, %s, %s)"


def _is_of(guard: Guard) -> frozenset[str]:
    """The columns that name who may do it."""
    return frozenset({getattr(guard, "as_column", ""), getattr(guard, "column", "")})


class Snapshot(Protocol):
    """A record as it stands: what every model of a record has (`models.Projected`)."""

    public_id: str
    state: str
    n: int
    last_event: uuid.UUID


def to_json(given: Mapping[str, Any] | None) -> dict[str, Any]:
    """The same as JSON holds it: days, numbers of money and identifiers as text."""
    data: dict[str, Any] = json.loads(json.dumps(dict(given or {}), default=str))
    return data


@dataclass(frozen=True, slots=True)
class WrittenAct:
    """One act that is ready to be written, or was.

    Attributes:
        name: of the accountable act in the ledger.
        subject: public identifier of what it is done to; `n` its number among the acts on it, from 1; `previous` the entry of the one before.
        details, changes: what is said of it and what it sets, as `to_json` gives them.
        personal: what people wrote: kept apart from the log, under a salted commitment.
        proposal: the proposal that it carries out, or the batch of which it is one act; empty where there is neither.
    """

    name: str
    record_type: str
    kind: str
    subject: str
    n: int
    previous: uuid.UUID | None
    schema: str
    details: Mapping[str, Any]
    changes: Mapping[str, Any]
    personal: Mapping[str, Any] = field(default_factory=dict)
    proposal: str = ""
    entry: uuid.UUID = field(default_factory=ledger.new_entry_id)

    @property
    def state(self) -> str:
        """The state to which it leads."""
        return str(self.changes["state"])

    @property
    def payload(self) -> dict[str, Any]:
        """What the entry commits to."""
        return {
            "record_type": self.record_type,
            "kind": self.kind,
            "n": self.n,
            "details": self.details,
            "changes": self.changes,
            "proposal": self.proposal,
        }

    def draft(self) -> Draft:
        """Its entry, before the ledger adds who and when."""
        return Draft(
            schema=self.schema,
            act=self.name,
            object=self.subject,
            payload=self.payload,
            personal=dict(self.personal),
            previous=self.previous,
            entry=self.entry,
        )

    def row(self) -> tuple[Any, ...]:
        """Its row in the event table."""
        known = (self.entry, self.record_type, self.subject, self.n, self.kind, self.schema)
        return (*known, Jsonb(self.details), Jsonb(self.changes), self.proposal)


class Recorder:
    """Writes the acts of one app.

    Attributes:
        insert: the statement that inserts one act's row.

    Args:
        acts: what the app declares.
        conflicts: what the database says where the service saw it otherwise, because somebody else was quicker -> the refusal's code.
        states_facts: whether the outbox is told that an act happened (never what it says).
        tell: tells whoever hears of an act that was written (`Act.hears`), in its transaction.
    """

    def __init__(
        self,
        acts: Acts,
        *,
        conflicts: Mapping[str, str] | None = None,
        states_facts: bool = True,
        tell: Callable[[Actor, WrittenAct], None] | None = None,
    ) -> None:
        self.acts = acts
        self._conflicts, self._states_facts, self._tell = conflicts or {}, states_facts, tell
        values = ", ".join(["%s"] * len(COLUMNS))
        self.copy = f"COPY {acts.table} ({', '.join(COLUMNS)}) FROM STDIN"
        self.insert = f"INSERT INTO {acts.table} ({', '.join(COLUMNS)}) VALUES ({values})"

    def new_id(self, record_type: str) -> str:
        """A new public identifier of a type of record."""
        return identifiers.new(self.acts.records[record_type].letter, secrets.token_bytes)

    def refused(self, *reasons: Reason) -> Refused:
        """A refusal with every reason in words."""
        in_words = self._in_words(reasons)
        return Refused(in_words[0].code, in_words[0].message, article=in_words[0].article, reasons=in_words)

    def invalid(self, *reasons: Reason) -> Invalid:
        """Input that cannot be, with every reason in words at its field."""
        in_words = self._in_words(reasons)
        return Invalid(in_words[0].code, in_words[0].message, field=in_words[0].field, reasons=in_words)

    def changed_meanwhile(self) -> Conflict:
        """Somebody else was quicker."""
        code = f"{self.acts.prefix}.changed_meanwhile"
        return Conflict(code, self.acts.words.of(code))

    def check_expected(self, snapshot: Snapshot, expected_n: int | None) -> None:
        """Refuse an act on a record about which somebody recorded something after the actor opened it."""
        if expected_n is not None and snapshot.n != expected_n:
            raise self.changed_meanwhile()

    def state_after(self, record_type: str, kind: str, state: str) -> str:
        """The state after an act.

        Raises:
            Refused: it cannot be done from this state.
        """
        after = self.acts.after(record_type, kind, state)
        if after is None:
            params = {"record_type": record_type, "state": state}
            raise self.refused(Reason(f"{self.acts.prefix}.impossible", params=params))
        return after

    def compose(
        self,
        actor: Actor,
        record_type: str,
        kind: str,
        on: Snapshot | WrittenAct | str | None = None,
        *,
        changes: Mapping[str, Any] | None = None,
        details: Mapping[str, Any] | None = None,
        personal: Mapping[str, Any] | None = None,
        note: str = "",
        seen: Mapping[str, Any] | None = None,
        proposal: str = "",
        keeper: tuple[str, str] | None = None,
        together: bool = False,
        parent: Snapshot | None = None,
    ) -> WrittenAct:
        """One act, ready to be written.

        Args:
            on: the record as it stands, the act on it that is written just before this one, or the identifier of the record that this opens;
                nothing for a new one.
            changes: what it sets; what of it is in somebody's own words (`Record.words`) goes to `personal` from here.
            personal: what people wrote, by name: kept apart from the log; what is empty is left out.
            note: what somebody writes about it in their own words; kept apart like every personal value.
            seen: what the act's rule is told: settings and facts of now, which the entry says.
            proposal: the proposal that it carries out; where none is said, the batch that it is written of stands there (`batches.py`).
            keeper: agency and compartment of a record that this opens, where they are not the actor's own.
            together: it is written with acts on the records that it names, which are no rows yet: the database alone asks its guards.
            parent: the record to which one that this opens belongs, where the caller has it: guards do not look it up for each of hundreds.

        Raises:
            Refused: the act cannot be done from this state, or a guard or its rule refuses it.
            Invalid: its details are not what its schema says.
        """
        act = self.acts[record_type, kind]
        on = self.new_id(record_type) if on is None else on
        subject, state, n, previous = _snapshot(on)
        sets = {"state": self.state_after(record_type, kind, state), **to_json(changes)}
        record = self.acts.records[record_type]
        if isinstance(on, str) and record.kept and not record.parent:
            agency, compartment = keeper or (actor.agency, compartment_of(actor))
            sets |= {"agency": agency, "compartment": compartment}
        values, schema = to_json(details), self.acts.schema(act)
        if wrong := schemas.validate(self.acts, schema, values):
            raise self.invalid(wrong)
        if act.rule:
            values |= {"rule": act.rule.newest, "seen": to_json(seen)}
        # Where an act may set a column in clear too (the name of a body), its service says which it is.
        clear = {*act.columns, *act.opening}
        apart = {
            name: sets.pop(name) for name in [*sets] if act.personal.get(name) == name and name not in clear
        }
        words = {"note": note.strip(), **(personal or {})}
        # What opens a record has nothing to empty, and what is said in words is not emptied by its column.
        kept = {name: value for name, value in apart.items() if value or not isinstance(on, str)}
        kept |= {name: value for name, value in words.items() if value not in ("", None)}
        composed = WrittenAct(
            self.acts.name(act),
            record_type,
            kind,
            subject,
            n + 1,
            previous,
            schema,
            values,
            sets,
            kept,
            proposal or batches.current(),
        )
        if not together and (failing := list(self._failing(act, actor, on, composed, parent))):
            raise self._error(*failing)
        if act.rule:
            was = None if isinstance(on, str | WrittenAct) else _values(on, record.parent)
            now = {**(was or {}), **sets, **apart}
            if reasons := act.rule.against(act.rule.newest, was, now, to_json(seen)):
                raise self.refused(*reasons)
        return composed

    def write(
        self, actor: Actor, *written: WrittenAct, recorded_at: dt.datetime | None = None
    ) -> list[uuid.UUID]:
        """Write acts in the caller's transaction, in their order; returns their entries.

        Raises:
            Conflict: somebody else did something meanwhile.
            Refused: the database refused it for one of the app's own reasons.
        """
        rows = [act.row() for act in written]
        with self._meanwhile():
            self._lock(written)
            ledger.append(actor=actor, drafts=[act.draft() for act in written], recorded_at=recorded_at)
            if len(rows) == 1:
                with connection.cursor() as cursor:
                    cursor.execute(self.insert, rows[0])
            else:
                # One statement: what the database asks once for all of them (triggers of a statement) it is not asked for each.
                connection.ensure_connection()
                with (
                    connection.wrap_database_errors,
                    psycopg.Cursor(connection.connection) as batch,
                    batch.copy(self.copy) as copy,
                ):
                    copy.write(copytext.rows(rows))
        if self._states_facts:
            for act in written:
                # Whoever listens is told that something happened, not what.
                fact = {"entry": str(act.entry), "record_type": act.record_type, "state": act.state}
                state_fact(topic=act.name, key=act.subject, payload=fact)
        if self._tell:
            for act in written:
                self._tell(actor, act)
        return [act.entry for act in written]

    def record(
        self,
        actor: Actor,
        record_type: str,
        kind: str,
        on: Snapshot | WrittenAct | str | None = None,
        *,
        recorded_at: dt.datetime | None = None,
        **said: Any,
    ) -> WrittenAct:
        """Compose one act and write it; the arguments are those of `compose`."""
        written = self.compose(actor, record_type, kind, on, **said)
        self.write(actor, written, recorded_at=recorded_at)
        return written

    def write_many(self, pairs: Sequence[tuple[Actor, WrittenAct]]) -> int:
        """Write thousands of acts of several people at once, over COPY: the database checks each like any other. No facts are stated, nobody is told. How many."""
        now = ledger.now()
        with self._meanwhile():
            ledger.write_many(
                entry for actor, act in pairs for entry in ledger.composed(actor, [act.draft()], now)
            )
            with connection.cursor() as cursor, cursor.copy(self.copy) as copy:
                copy.write(copytext.rows([act.row() for _actor, act in pairs]))
        return len(pairs)

    def refusals(
        self, actor: Actor, record_type: str, kind: str, on: Snapshot, proposal: str = "", **sets: Any
    ) -> list[Reason]:
        """Why an act cannot be done to a record by an actor, as far as its guards say, in words; for a page before the act is chosen."""
        act = self.acts[record_type, kind]
        subject, state, n, previous = _snapshot(on)
        after = act.transitions.get(state)
        if after is None:
            return []
        changes = {"state": after, **to_json(sets)}
        composed = WrittenAct(
            self.acts.name(act), record_type, kind, subject, n + 1, previous, "", {}, changes, {}, proposal
        )
        return self._in_words([self._reason(guard) for guard in self._failing(act, actor, on, composed)])

    def lets(self, actor: Actor, record_type: str, kind: str, on: Snapshot) -> bool:
        """Whether a page offers an act: it leads on from where the record stands, and this person is not the wrong one for it.

        Of an act of several people the guards ask who decides; anybody of them may propose it.
        """
        act = self.acts[record_type, kind]
        subject, state, n, previous = _snapshot(on)
        if state not in act.transitions:
            return False
        # What the act itself sets, it sets so that the guard holds.
        about_people = tuple(
            guard
            for guard in act.guards
            if isinstance(guard, ABOUT_PEOPLE) and not _is_of(guard) & frozenset(act.columns)
        )
        if act.takes_several or not about_people:
            return True
        changes = {"state": act.transitions[state]}
        composed = WrittenAct(
            self.acts.name(act), record_type, kind, subject, n + 1, previous, "", {}, changes
        )
        return not any(self._failing(replace(act, guards=about_people), actor, on, composed))

    def _failing(
        self,
        act: Act,
        actor: Actor,
        on: Snapshot | WrittenAct | str,
        composed: WrittenAct,
        parent: Snapshot | None = None,
    ) -> Iterator[Guard]:
        # What was only composed is no row yet: the database asks the guards of what follows it.
        if not act.guards or isinstance(on, WrittenAct):
            return
        of_type = self.acts.records[act.record_type].parent
        was = None if isinstance(on, str) else _values(on, of_type)
        stands = defaults_of(self.acts, composed.record_type) if was is None else was
        situation = Situation(
            was=was,
            is_now=projected(act, {**stands, **composed.changes, "n": composed.n}, composed.personal),
            details=composed.details,
            kept=composed.personal,
            actor=actor.id,
            office=actor.agency,
            people=frozenset(self._people(actor, composed.proposal)),
            earlier=partial(self._earlier, composed.record_type, composed.subject),
            find=partial(self._find, None if parent is None else (of_type, parent)),
        )
        yield from (guard for guard in act.guards if not guard.holds(situation))

    def _people(self, actor: Actor, proposal: str) -> Iterator[str]:
        yield actor.id
        yield from actor.people
        if proposal:
            with connection.cursor() as cursor:
                cursor.execute("SELECT unnest(accounts_answered(%s))", [proposal])
                yield from (person for (person,) in cursor.fetchall())

    def _earlier(self, record_type: str, subject: str) -> list[tuple[str, str]]:
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT e.kind, l.actor FROM {self.acts.table} e JOIN ledger_entry l ON l.entry = e.id "
                "WHERE e.record_type = %s AND e.subject = %s ORDER BY e.n",
                [record_type, subject],
            )
            return list(cursor.fetchall())

    def _find(
        self, known: tuple[str, Snapshot] | None, record_type: str, public_id: str
    ) -> Mapping[str, Any] | None:
        """A record as it stands; `known` is one that is at hand, with its type."""
        if known and (record_type, public_id) == (known[0], known[1].public_id):
            return _values(known[1], self.acts.records[record_type].parent)
        with connection.cursor() as cursor:
            table, row = self.acts.table_of(record_type), "to_jsonb(r)"
            if self.acts.records[record_type].kept:
                row += " || jsonb_build_object('agency', (SELECT a.public_id FROM accounts_agency a WHERE a.id = r.agency_id))"
            cursor.execute(f"SELECT ({row})::text FROM {table} r WHERE r.public_id = %s", [public_id])
            row = cursor.fetchone()
        return None if row is None else json.loads(row[0])

    def _lock(self, written: Iterable[WrittenAct]) -> None:
        """Take every lock of the acts before their entries take their numbers, so that of two acts that hang together the one that counted first
        has the lower number: the verifier follows the numbers."""
        with connection.cursor() as cursor:
            for act in written:
                values: tuple[Any, ...] = (
                    act.record_type,
                    act.kind,
                    act.subject,
                    Jsonb(act.changes),
                    Jsonb(act.details),
                )
                cursor.execute(_LOCK, (self.acts.prefix, *values))

    @contextmanager
    def _meanwhile(self) -> Iterator[None]:
        try:
            yield
        except OperationalError as error:
            if isinstance(
                error.__cause__, (psycopg.errors.SerializationFailure, psycopg.errors.DeadlockDetected)
            ):
                raise self.changed_meanwhile() from error
            raise
        except IntegrityError as error:
            if isinstance(error.__cause__, psycopg.errors.UniqueViolation):
                raise self.changed_meanwhile() from error
            text = str(error)
            for key, code in self._conflicts.items():
                if key in text:
                    raise self.refused(Reason(code)) from error
            for guard in self._guards:
                if text.partition("\n")[0].endswith(f": {guard.code}"):
                    raise self._error(guard) from error
            raise

    @cached_property
    def _guards(self) -> list[Guard]:
        return [guard for act in self.acts.acts.values() for guard in act.guards]

    def _error(self, *guards: Guard) -> IfarError:
        reasons = self._in_words([self._reason(guard) for guard in guards])
        first = reasons[0]
        if isinstance(guards[0], ABOUT_PEOPLE):
            return Forbidden(first.code, first.message, article=first.article, reasons=reasons)
        return self.invalid(*reasons) if first.field else self.refused(*reasons)

    def _reason(self, guard: Guard) -> Reason:
        return Reason(guard.code, field=guard.field or None, article=guard.article or None)

    def _in_words(self, reasons: Iterable[Reason]) -> list[Reason]:
        return self.acts.explained(reasons)


def compartment_of(actor: Actor) -> str:
    """The compartment of what an actor opens."""
    return AGENCY_COMPARTMENT.get(actor.agency_kind, "civilian")


def _snapshot(on: Snapshot | WrittenAct | str) -> tuple[str, str, int, uuid.UUID | None]:
    """Identifier, state, number of acts and the last act of what an act is done to."""
    if isinstance(on, str):
        return on, "", 0, None
    if isinstance(on, WrittenAct):
        return on.subject, on.state, on.n, on.entry
    return on.public_id, on.state, on.n, on.last_event


def _values(on: Any, parent: str) -> dict[str, Any]:
    """What the columns of a record say, as JSON holds it; its office and its parent by their public identifiers."""
    result = to_json(
        {
            concrete_field.column: getattr(on, concrete_field.attname)
            for concrete_field in on._meta.concrete_fields
        }
    )
    named = (*(("agency",) if "agency_id" in result else ()), *((parent,) if parent else ()))
    return result | {name: getattr(on, name).public_id for name in named}
