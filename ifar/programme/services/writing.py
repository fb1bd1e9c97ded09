"""Writing accountable acts of the programme: their ledger entries and their rows; the database projects the state from them."""

from __future__ import annotations

import datetime as dt
import json
import secrets
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import psycopg
from django.db import IntegrityError, OperationalError, connection
from psycopg.types.json import Jsonb

from ifar import copytext, identifiers
from ifar.errors import Conflict
from ifar.ledger import services as ledger
from ifar.ledger.entry import Draft
from ifar.outbox.services import state_fact
from ifar.programme import acts, payloads, words
from ifar.programme.models import Standing
from ifar.rights import Actor

COLUMNS: Final = ("id", "noun", "subject", "n", "kind", "schema", "details", "changes")
INSERT: Final = f"INSERT INTO programme_event ({', '.join(COLUMNS)}) VALUES (%s, %s, %s, %s, %s, %s, %s, %s)"


MEANWHILE: Final[Mapping[str, str]] = {
    "it would bring below zero": "programme.fund.short",
    "the period is locked": "programme.period.locked",
}
"""What the database says where the service saw it otherwise, because somebody else was quicker -> the refusal."""


def new_id() -> str:
    """A new public identifier of a record of the programme."""
    return identifiers.new("R", secrets.token_bytes)


def today() -> dt.date:
    """The day of the database's clock, in UTC."""
    return ledger.now().astimezone(dt.UTC).date()


def changed_meanwhile() -> Conflict:
    """Somebody else was quicker."""
    return Conflict("programme.changed_meanwhile", words.of("programme.changed_meanwhile"))


@dataclass(slots=True)
class Act:
    """One act to be written: on a record as it stands, or on the identifier of the one that it opens."""

    noun: str
    kind: str
    on: Standing | str
    changes: Mapping[str, Any] = field(default_factory=dict)
    details: Mapping[str, Any] = field(default_factory=dict)
    note: str = ""
    personal: Mapping[str, Any] = field(default_factory=dict)


def _draft(act: Act, state: str, n: int, previous: uuid.UUID | None) -> tuple[Draft, tuple[Any, ...]]:
    subject = act.on if isinstance(act.on, str) else act.on.public_id
    after = acts.after(act.noun, act.kind, state)
    if after is None:
        raise words.refused("programme.impossible")
    sets: dict[str, Any] = json.loads(json.dumps({"state": after, **act.changes}, default=str))
    said: dict[str, Any] = json.loads(json.dumps(dict(act.details), default=str))
    schema = f"{act.noun}.{act.kind}/{payloads.VERSION}"
    payloads.check(schema, said)
    draft = Draft(
        schema=schema,
        act=acts.TABLE[act.noun, act.kind].name,
        object=subject,
        payload={"noun": act.noun, "kind": act.kind, "n": n, "details": said, "changes": sets},
        personal={name: value for name, value in {"note": act.note, **act.personal}.items() if value},
        previous=previous,
        entry=ledger.new_entry_id(),
    )
    return draft, (draft.entry, act.noun, subject, n, act.kind, schema, Jsonb(said), Jsonb(sets))


def write(
    actor: Actor,
    noun: str,
    kind: str,
    on: Standing | str,
    *,
    changes: Mapping[str, Any] | None = None,
    details: Mapping[str, Any] | None = None,
    note: str = "",
    personal: Mapping[str, Any] | None = None,
) -> uuid.UUID:
    """Write one act in the caller's transaction; returns its entry.

    Args:
        on: the record as it stands, or the identifier of the one that this opens.
        note: words of a person about it: kept apart from the log.
        personal: more of what stands apart, by name.

    Raises:
        Refused: the act cannot be done from this state.
        Conflict: somebody else did something meanwhile.
    """
    before = None if isinstance(on, str) else on
    act = Act(noun, kind, on, changes or {}, details or {}, note.strip(), personal or {})
    draft, row = _draft(
        act,
        before.state if before else "",
        before.n + 1 if before else 1,
        before.last_event if before else None,
    )
    try:
        ledger.append(actor=actor, drafts=[draft])
        with connection.cursor() as cursor:
            cursor.execute(INSERT, row)
    except OperationalError as error:
        if isinstance(error.__cause__, psycopg.errors.SerializationFailure):
            raise changed_meanwhile() from error
        raise
    except IntegrityError as error:
        if isinstance(error.__cause__, psycopg.errors.UniqueViolation):
            raise changed_meanwhile() from error
        for said, code in MEANWHILE.items():
            if said in str(error):
                raise words.refused(code) from error
        raise
    # Whoever listens is told that something happened, not what.
    state_fact(
        topic=f"programme.{noun}_{kind}",
        key=draft.object,
        payload={"entry": str(draft.entry), "state": row[7].obj["state"]},
    )
    assert draft.entry is not None
    return draft.entry


class Many:
    """Thousands of acts at once, over COPY, in the caller's transaction: the database checks each like any other. No facts are stated.

    The acts of one record stand in their order; `on` is always an identifier. What is read meanwhile does not show them.
    """

    def __init__(self) -> None:
        self._stands: dict[tuple[str, str], tuple[str, int, uuid.UUID | None]] = {}
        self._drafts: list[tuple[Actor, Draft]] = []
        self._rows: list[tuple[Any, ...]] = []

    def add(self, actor: Actor, act: Act) -> str:
        """Put one more act at the end; the identifier of its record."""
        subject = act.on if isinstance(act.on, str) else act.on.public_id
        state, n, previous = self._stands.get((act.noun, subject), ("", 0, None))
        draft, row = _draft(act, state, n + 1, previous)
        self._stands[act.noun, subject] = (row[7].obj["state"], n + 1, draft.entry)
        self._drafts.append((actor, draft))
        self._rows.append(row)
        return subject

    def write(self) -> int:
        """Write them; how many there were."""
        now = ledger.now()
        ledger.write_many(
            entry for actor, draft in self._drafts for entry in ledger.composed(actor, [draft], now)
        )
        into = f"COPY programme_event ({', '.join(COLUMNS)}) FROM STDIN"
        with connection.cursor() as cursor, cursor.copy(into) as copy:
            copy.write(copytext.rows(self._rows))
        done = len(self._rows)
        self._drafts, self._rows = [], []
        return done


def write_many(pairs: Iterable[tuple[Actor, Act]]) -> int:
    """Write acts of several people at once, in their order; how many."""
    many = Many()
    for actor, act in pairs:
        many.add(actor, act)
    return many.write()
