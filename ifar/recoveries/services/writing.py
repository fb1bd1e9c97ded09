"""Writing acts on cases and items: their ledger entries and rows; the database projects the state from them."""

from __future__ import annotations

import datetime as dt
import json
import secrets
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import psycopg
from django.db import IntegrityError, OperationalError, connection
from psycopg.types.json import Jsonb

from ifar import identifiers
from ifar.errors import Conflict, Invalid, Reason, Refused
from ifar.ledger import services as ledger
from ifar.ledger.entry import Draft
from ifar.outbox.services import state_fact
from ifar.recoveries import payloads, words
from ifar.recoveries.acts import NOUNS, TABLE, Noun
from ifar.recoveries.models import Case, Item
from ifar.rights import Actor

VERSION: Final = 1
_INSERT: Final = "INSERT INTO recoveries_event (id, noun, subject, n, kind, schema, details, changes) VALUES (%s, %s, %s, %s, %s, %s, %s, %s)"
_LOCK: Final = "SELECT pg_advisory_xact_lock(1767268726, hashtext(%s))"


@dataclass(frozen=True, slots=True)
class Act:
    """An act before it is written: on the record as it stands, or on the identifier of one that it opens.

    `after` is the act on the same subject that is written just before it, with its number and the state that it leads to.
    """

    noun: Noun
    kind: str
    on: Case | Item | str
    changes: Mapping[str, Any] = field(default_factory=dict)
    details: Mapping[str, Any] = field(default_factory=dict)
    personal: Mapping[str, Any] = field(default_factory=dict)
    after: tuple[uuid.UUID, int, str] | None = None
    entry: uuid.UUID = field(default_factory=ledger.new_entry_id)


def new_id(noun: Noun) -> str:
    """A new public identifier."""
    return identifiers.new(NOUNS[noun], secrets.token_bytes)


def refused(*reasons: Reason) -> Refused:
    """A refusal with every reason in words."""
    told = words.explained(reasons)
    return Refused(told[0].code, told[0].message, article=told[0].article, reasons=told)


def invalid(*reasons: Reason) -> Invalid:
    """Input that cannot be, with every reason in words at its field."""
    told = words.explained(reasons)
    return Invalid(told[0].code, told[0].message, field=told[0].field, reasons=told)


def changed_meanwhile() -> Conflict:
    """Somebody else was quicker."""
    return Conflict("recoveries.changed_meanwhile", words.of("recoveries.changed_meanwhile"))


def check_open(case: Case) -> None:
    """Refuse what a concluded case allows no more."""
    if case.state != "open":
        raise refused(Reason("recoveries.case.concluded"))


def lock(subject: str) -> None:
    """Let nobody else number or judge what belongs to a case or an item until this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [subject])


def write(actor: Actor, *acts: Act, recorded_at: dt.datetime | None = None) -> list[uuid.UUID]:
    """Write acts in the caller's transaction, in their order; returns their entries.

    Raises:
        Refused: one cannot be done from the state of its subject.
        Conflict: somebody else did something meanwhile.
    """
    drafts: list[Draft] = []
    rows: list[tuple[Any, ...]] = []
    for act in acts:
        draft, row = _composed(act)
        drafts.append(draft)
        rows.append(row)
    try:
        ledger.append(actor=actor, drafts=drafts, recorded_at=recorded_at)
        connection.ensure_connection()
        with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as cursor:
            cursor.executemany(_INSERT, rows)
    except OperationalError as error:
        if isinstance(error.__cause__, psycopg.errors.SerializationFailure):
            raise changed_meanwhile() from error
        raise
    except IntegrityError as error:
        if isinstance(error.__cause__, psycopg.errors.UniqueViolation):
            raise changed_meanwhile() from error
        raise
    for (entry, noun, subject, _n, kind, *_), act in zip(rows, acts, strict=True):
        state_fact(
            topic=f"recoveries.{act.noun}_{kind}", key=subject, payload={"entry": str(entry), "noun": noun}
        )
    return [draft.entry for draft in drafts]


def _composed(act: Act) -> tuple[Draft, tuple[Any, ...]]:
    if isinstance(act.on, str):
        subject, previous, n, state = act.on, None, 0, ""
    else:
        subject, previous, n, state = act.on.public_id, act.on.last_event, act.on.n, act.on.state
    if act.after is not None:
        previous, n, state = act.after
    after = TABLE[act.noun, act.kind].leads.get(state)
    if after is None:
        raise refused(Reason("recoveries.impossible"))
    changes = {"state": after, **_plain(act.changes)}
    details = _plain(act.details)
    schema = f"{act.noun}.{act.kind}/{VERSION}"
    payload = {"noun": act.noun, "kind": act.kind, "n": n + 1, "details": details, "changes": changes}
    payloads.check(schema, payload)
    draft = Draft(
        schema=schema,
        act=TABLE[act.noun, act.kind].name,
        object=subject,
        payload=payload,
        personal=dict(act.personal),
        previous=previous,
        entry=act.entry,
    )
    row = (draft.entry, act.noun, subject, n + 1, act.kind, schema, Jsonb(details), Jsonb(changes))
    return draft, row


def _plain(said: Mapping[str, Any]) -> dict[str, Any]:
    plain: dict[str, Any] = json.loads(json.dumps(dict(said), default=str))
    return plain
