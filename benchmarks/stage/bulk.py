"""Rows by the hundred thousand, in the state that events would have left."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import psycopg


@contextmanager
def bare(owner: psycopg.Connection, tables: Sequence[str]) -> Iterator[None]:
    """Tables without triggers and without the indexes that are no constraints; both come back as they were."""
    triggers = owner.execute(
        "SELECT tgrelid::regclass::text, tgname, tgenabled FROM pg_trigger WHERE NOT tgisinternal AND tgrelid::regclass::text = ANY(%s)",
        [list(tables)],
    ).fetchall()
    indexes = owner.execute(
        "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = ANY(%s) AND indexname NOT IN (SELECT conname FROM pg_constraint)",
        [list(tables)],
    ).fetchall()
    for name, _definition in indexes:
        owner.execute(f'DROP INDEX "{name}"'.encode())
    for table, name, _how in triggers:
        owner.execute(f'ALTER TABLE {table} DISABLE TRIGGER "{name}"'.encode())
    yield
    owner.execute("SET maintenance_work_mem = '512MB'")
    for _name, definition in indexes:
        owner.execute(definition.encode())
    for table, name, how in triggers:
        always = {"A": "ALWAYS ", "R": "REPLICA "}.get(how if isinstance(how, str) else how.decode(), "")
        owner.execute(f'ALTER TABLE {table} ENABLE {always}TRIGGER "{name}"'.encode())


def copied(*tables: str) -> tuple[float, int]:
    """The rows of tables once more through bare COPY, into tables of the same columns without keys or triggers: seconds, rows."""
    rows, seconds = 0, 0.0
    with (
        psycopg.connect(os.environ["DATABASE_OWNER_URL"], autocommit=True) as owner,
        owner.cursor() as cursor,
    ):
        for table in tables:
            cursor.execute(f"CREATE TABLE bench_{table} AS SELECT * FROM {table} LIMIT 0".encode())
            with cursor.copy(f"COPY (SELECT * FROM {table}) TO STDOUT".encode()) as out:
                data = b"".join(bytes(piece) for piece in out)
            rows += data.count(b"\n")
            began = time.perf_counter()
            with cursor.copy(f"COPY bench_{table} FROM STDIN".encode()) as into:
                into.write(data)
            seconds += time.perf_counter() - began
            cursor.execute(f"DROP TABLE bench_{table}".encode())
    return seconds, rows
