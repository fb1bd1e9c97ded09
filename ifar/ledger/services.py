"""Writing entries. Nothing else in ifar writes `ledger_entry`."""

from __future__ import annotations

import datetime as dt
import secrets
import time
import uuid
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any

import psycopg
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections, transaction
from psycopg.pq import PipelineStatus
from psycopg.types.json import Jsonb

from ifar import copytext, identifiers, prepared
from ifar.ledger import rotation, vouching
from ifar.ledger.entry import COLUMNS, Draft, Entry, compose
from ifar.rights import Actor, require

INSERT_ENTRY = f"INSERT INTO ledger_entry ({', '.join(COLUMNS)}) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s::jsonb, %s, %s)"
WITH_ENTRY = f"WITH entry AS ({INSERT_ENTRY} RETURNING entry, schema) "
"""Before an INSERT of the act's own row that selects from `entry`: both rows in one statement, the entry first."""
COPIED_FROM = 4
"""From how many entries on COPY takes less than one statement each."""
INSERT_PERSONAL = "INSERT INTO ledger_personal (entry, field, salt, value) VALUES (%s, %s, %s, %s)"


def new_entry_id() -> uuid.UUID:
    """A fresh UUIDv7 for an entry and the row that it speaks of."""
    return identifiers.uuid7(time.time_ns() // 1_000_000, secrets.token_bytes)


def now(using: str = DEFAULT_DB_ALIAS) -> dt.datetime:
    """The time of the database's clock in UTC: the only clock that entries know."""
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        moment: dt.datetime = cursor.fetchone()[0]
    return moment


def composed(actor: Actor, drafts: Iterable[Draft], recorded_at: dt.datetime) -> list[Entry]:
    """Compose drafts into entries of `actor`, without writing them."""
    vouch = partial(vouching.vouch, actor)
    return [
        compose(
            draft,
            actor=actor.id,
            agency=actor.agency,
            recorded_at=recorded_at,
            random_bytes=secrets.token_bytes,
            vouch=vouch,
        )
        for draft in drafts
    ]


def write(entries: Sequence[Entry], using: str = DEFAULT_DB_ALIAS) -> None:
    """Insert composed entries and their personal values; must be called inside the act's own transaction."""
    connection = connections[using]
    if len(entries) >= COPIED_FROM and connection.connection.pgconn.pipeline_status == PipelineStatus.OFF:
        write_many(entries, using)
        return
    personal: list[tuple[Any, ...]] = [
        (e.entry, name, salt, Jsonb(value)) for e in entries for name, salt, value in e.personal
    ]
    # Prepared on the server: this statement runs with every act, and to plan it costs as much as to carry it out.
    with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as cursor:
        if len(entries) == 1:
            cursor.execute(INSERT_ENTRY, entries[0].columns())
        else:
            cursor.executemany(INSERT_ENTRY, [entry.columns() for entry in entries])
        if personal:
            cursor.executemany(INSERT_PERSONAL, personal)


def write_with_row(entry: Entry, insert: str, values: tuple[str | None, ...]) -> None:
    """Insert a composed entry without personal values and its act's own row, in one statement.

    A statement is a transaction of its own where the caller has none: an act of this form takes one round trip, not four.
    `insert` selects from `entry` (entry, schema), so that the row is formed when the entry is in place; its `values` are text.
    """
    if entry.personal:
        raise ValueError("personal values take a statement more")
    connection = connections[DEFAULT_DB_ALIAS]
    with connection.wrap_database_errors:
        prepared.execute(connection.connection, WITH_ENTRY + insert, entry.told() + values)


def write_many(entries: Iterable[Entry], using: str = DEFAULT_DB_ALIAS) -> None:
    """The same for many entries at once, over COPY: the database checks each of them like any other."""
    written = list(entries)
    personal = [(e.entry, name, salt, Jsonb(value)) for e in written for name, salt, value in e.personal]
    connection = connections[using]
    with connection.wrap_database_errors, connection.cursor() as cursor:
        with cursor.copy(f"COPY ledger_entry ({', '.join(COLUMNS)}) FROM STDIN") as copy:
            copy.write(copytext.rows(entry.columns() for entry in written))
        if personal:
            with cursor.copy("COPY ledger_personal (entry, field, salt, value) FROM STDIN") as copy:
                copy.write(copytext.rows(personal))


def append(
    *,
    actor: Actor,
    drafts: Sequence[Draft],
    recorded_at: dt.datetime | None = None,
    using: str = DEFAULT_DB_ALIAS,
) -> list[Entry]:
    """Write one entry for each draft, in order, inside the caller's transaction.

    The caller has already asked `require`; this is below rights on purpose, because every act ends here. `recorded_at` is
    what the database's clock said earlier in this transaction, at most five minutes ago; without it the clock is asked.
    `using` is the database alias of the transaction: acts of the runtime role, or of the owner who loads reference data.
    """
    if not connections[using].in_atomic_block:
        raise RuntimeError("an entry is written in the transaction of its act")
    entries = composed(actor, drafts, recorded_at or now(using))
    write(entries, using)
    return entries


@transaction.atomic
def rotate_key(*, actor: Actor, payload: Mapping[str, Any]) -> Entry:
    """Record that the log's key changes; the sequencer follows with the first tree that contains this entry.

    `payload` comes from `rotation.payload`: the old and the new key have both signed it, and it names the proposal that a
    second person approved (the database refuses the entry without).
    """
    require(actor, "ledger:key:rotate")
    draft = Draft(
        schema=rotation.SCHEMA,
        act=rotation.ACT,
        object=settings.IFAR_LEDGER_NAME,
        payload=payload,
        entry=new_entry_id(),
    )
    return append(actor=actor, drafts=[draft])[0]


@transaction.atomic
def tell_export(*, actor: Actor, size: int) -> Entry:
    """Record that somebody took the whole log out, up to `size` entries; it has no personal values, but it tells of every act."""
    require(actor, "ledger:log:export")
    draft = Draft(
        schema="ledger.exported/1",
        act="ledger.exported",
        object=settings.IFAR_LEDGER_NAME,
        payload={"size": size},
        entry=new_entry_id(),
    )
    return append(actor=actor, drafts=[draft])[0]
