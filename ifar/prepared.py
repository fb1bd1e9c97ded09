"""Statements that nearly every act runs, prepared once for a connection and executed straight through libpq.

The driver looks at each statement anew: what it asks, how each value is adapted, whether it is prepared by now, and waits in steps.
For the two statements of an event that took the client twice as long as everything that they need. Values are texts that the database
reads by the type of their place. Inside a transaction the driver's own way is taken, which begins it where nobody has yet.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, Final
from weakref import WeakKeyDictionary

import psycopg
from psycopg.abc import Transformer as Reader
from psycopg.adapt import Transformer
from psycopg.errors import error_from_result
from psycopg.pq import ConnStatus, ExecStatus, PipelineStatus, TransactionStatus
from psycopg.pq.abc import PGresult

Value = str | bytes | bool | list[str] | None
"""What may be told: a text, bytes, yes or no, a list of texts, nothing."""
_GONE: Final = b"26000"
"""SQLSTATE of a statement that is not prepared: the driver gives up all of them where somebody drops a table or rolls back."""
_known: WeakKeyDictionary[psycopg.Connection[Any], set[bytes]] = WeakKeyDictionary()
_readers: WeakKeyDictionary[psycopg.Connection[Any], Reader] = WeakKeyDictionary()
"""What reads the values of a connection's rows; it knows the connection's adapters and not the connection, which would never end."""


def execute(
    connection: psycopg.Connection[Any], statement: str, values: Sequence[str | bytes | None]
) -> None:
    """Execute a statement with a `%s` for each value.

    Raises:
        psycopg.Error: what the database says.
    """
    if not _is_free(connection):
        with psycopg.Cursor(connection) as cursor:
            cursor.execute(statement, values)
        return
    with connection.lock:
        _run(connection, *_numbered(statement), values)


def first_row(
    connection: psycopg.Connection[Any], statement: str, values: Mapping[str, Value]
) -> tuple[Any, ...] | None:
    """The first row that a statement with `%(name)s` for each value gives; None where it gives none.

    Raises:
        psycopg.Error: what the database says.
    """
    results = rows(connection, statement, values)
    return results[0] if results else None


def rows(
    connection: psycopg.Connection[Any], statement: str, values: Mapping[str, Value]
) -> list[tuple[Any, ...]]:
    """The rows that a statement with `%(name)s` for each value gives.

    Raises:
        psycopg.Error: what the database says.
    """
    if not _is_free(connection):
        with psycopg.Cursor(connection) as cursor:
            return cursor.execute(statement, values).fetchall()
    with connection.lock:
        result = _run(connection, *_named(statement, tuple(values)), list(values.values()))
        if not result.ntuples:
            return []
        reader = _readers.get(connection)
        if reader is None:
            reader = _readers.setdefault(connection, Transformer(connection.adapters))
        reader.set_pgresult(result)
        return reader.load_rows(0, result.ntuples, tuple)


def _is_free(connection: psycopg.Connection[Any]) -> bool:
    """Whether a statement is a transaction of its own here."""
    pgconn = connection.pgconn
    return (
        connection.autocommit
        and pgconn.transaction_status == TransactionStatus.IDLE
        and pgconn.pipeline_status == PipelineStatus.OFF
    )


@cache
def _numbered(statement: str) -> tuple[bytes, bytes]:
    first, *others = statement.split("%s")
    text = first + "".join(f"${at}{other}" for at, other in enumerate(others, 1))
    return _name(text), text.encode()


@cache
def _named(statement: str, names: tuple[str, ...]) -> tuple[bytes, bytes]:
    text = statement % {name: f"${at}" for at, name in enumerate(names, 1)}
    return _name(text), text.encode()


def _name(text: str) -> bytes:
    return b"ifar_" + hashlib.blake2b(text.encode(), digest_size=8).hexdigest().encode()


def _as_bytes(value: Value) -> bytes | None:
    match value:
        case str():
            return value.encode()
        case bytes() | None:
            return value
        case bool():
            return b"t" if value else b"f"
        case list():
            quoted = (text.replace("\\", "\\\\").replace('"', '\\"') for text in value)
            return ("{" + ",".join(f'"{text}"' for text in quoted) + "}").encode()


def _run(connection: psycopg.Connection[Any], name: bytes, text: bytes, values: Sequence[Value]) -> PGresult:
    pgconn = connection.pgconn
    prepared = _known.setdefault(connection, set())
    results: list[Any] = [_as_bytes(value) for value in values]
    formats = [int(type(value) is bytes) for value in values]
    for again in (False, True):
        if name not in prepared:
            _check(connection, pgconn.prepare(name, text))
            prepared.add(name)
        result = pgconn.exec_prepared(name, results, formats)
        if again or result.error_field(psycopg.pq.DiagnosticField.SQLSTATE) != _GONE:
            break
        # This one is gone; of the others some were prepared again since, and to prepare those anew would be refused.
        prepared.discard(name)
    _check(connection, result)
    return result


def _check(connection: psycopg.Connection[Any], result: PGresult) -> None:
    if result.status in (ExecStatus.COMMAND_OK, ExecStatus.TUPLES_OK):
        return
    if connection.pgconn.status != ConnStatus.OK:
        raise psycopg.OperationalError(connection.pgconn.get_error_message())
    raise error_from_result(result, encoding=connection.info.encoding)
