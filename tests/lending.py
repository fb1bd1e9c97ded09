"""Databases that are put back as they began, and lent to the next test, instead of dropped and copied anew.

A copy is two thousand files, whatever little a test writes into it. Here PostgreSQL itself says which tables a test wrote: every row
that a process inserts, alters or takes out is counted (`pg_stat_get_tuples_*`), also where it was rolled back, and the counts are
complete once the process has ended. What was written is put back to what the template holds; sequences too. A database whose shape
was altered (its tables, functions, triggers, rights) is not put back but dropped, and so is one of which anything is not certain.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import psycopg
from django.db.backends.postgresql.base import DatabaseWrapper
from psycopg.pq import ExecStatus, TransactionStatus

from ifar import prepared

Counts = Mapping[int, tuple[int, int, int]]
"""Table -> how many rows were ever inserted, altered, taken out."""
LARGE: Final = 4 * 2**20
"""A table of more bytes is not written again: its database is copied anew."""
TIMES: Final = 60
"""How often a database is lent: what was taken out stays in its files."""
COUNTS: Final = """
SELECT oid::int8, pg_stat_get_tuples_inserted(oid), pg_stat_get_tuples_updated(oid), pg_stat_get_tuples_deleted(oid)
FROM pg_class WHERE relkind IN ('r', 'm') AND NOT relisshared
AND pg_stat_get_tuples_inserted(oid) + pg_stat_get_tuples_updated(oid) + pg_stat_get_tuples_deleted(oid) > 0
"""
GUESSES: Final = "pg_statistic"
"""What PostgreSQL counted of the rows, also by itself; where it was counted anew it is forgotten."""
NEXT: Final = "SELECT pg_snapshot_xmax(pg_current_snapshot())::text::int8"
"""The first number that no transaction has yet."""
OTHERS: Final = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND pid <> ALL(%s)
"""
SEQUENCES: Final = """
SELECT seqrelid::int8, last_value, is_called FROM pg_sequence, pg_get_sequence_data(seqrelid) ORDER BY seqrelid
"""
ALTERED_ITSELF: Final = """
SELECT 1 FROM pg_database AS d WHERE datname = current_database()
AND (xmin::text::int8 >= %s OR EXISTS (SELECT FROM pg_db_role_setting WHERE setdatabase = d.oid))
"""
"""What the server notes of a database beside it: its rights and its settings."""


Waiting = dict[str, list[psycopg.Connection[Any]]]
"""Connections to one database that nobody uses now, by the alias of the settings."""
SPARE: Final = 3
"""How many connections of an alias wait."""
_waiting: Final[dict[str, Waiting]] = {}
"""Database that is lent -> connections to it."""
_connect, _close = DatabaseWrapper.get_new_connection, DatabaseWrapper._close


def _take(self: DatabaseWrapper, parameters: dict[str, Any]) -> psycopg.Connection[Any]:
    """A connection that somebody closed, as it was when it was new, or a new one.

    A new one would learn all tables and compile all functions again, which is more than half of what a test asks of the server.
    """
    waiting = _waiting.get(str(parameters.get("dbname")), {}).get(self.alias)
    made: psycopg.Connection[Any] = _connect(self, parameters) if not waiting else waiting.pop()
    return made


def _put_aside(self: DatabaseWrapper) -> None:
    """Close a connection, or have it wait where its database is lent."""
    connection = self.connection
    if connection is None or connection.closed or connection.info.dbname not in _waiting:
        _close(self)
        return
    waiting = _waiting[connection.info.dbname].setdefault(self.alias, [])
    try:
        if len(waiting) < SPARE and connection.info.transaction_status != TransactionStatus.ACTIVE:
            connection.rollback()
            connection.autocommit = True
            for value in (b"DISCARD ALL", b"SELECT pg_stat_force_next_flush()"):
                if connection.pgconn.exec_(value).status not in (ExecStatus.COMMAND_OK, ExecStatus.TUPLES_OK):
                    raise psycopg.OperationalError("not as new")
            connection._prepared.clear()
            connection._prepared._to_flush.clear()
            prepared._known.pop(connection, None)
            waiting.append(connection)
            return
    except psycopg.Error:
        pass
    _close(self)


DatabaseWrapper.get_new_connection, DatabaseWrapper._close = _take, _put_aside


class Altered(Exception):
    """This database is not to be put back."""


@dataclass(frozen=True)
class Table:
    """A table: how it is called, whether it says how the database looks, how many rows and bytes the template has of it."""

    name: str
    is_shape: bool
    rows: int
    size: int


@dataclass
class Template:
    """What the databases that are copied from it begin with. `read` lends a connection to it, with nobody copying it meanwhile."""

    read: Callable[[], Any]
    tables: dict[int, Table] = field(default_factory=dict)
    sequences: dict[int, tuple[int, bool]] = field(default_factory=dict)
    rows: dict[int, bytes] = field(default_factory=dict)

    def know(self, tables: Iterable[int]) -> None:
        """Look at the template, where something of these tables is not known yet."""
        unknown = [table for table in tables if table not in self.tables]
        if self.sequences and not unknown:
            return
        with self.read() as connection:
            for item, last, called in connection.execute(SEQUENCES).fetchall():
                self.sequences[item] = (last, called)
            described = connection.execute(
                "SELECT oid::int8, oid::regclass::text, oid < 16384, pg_relation_size(oid) FROM pg_class WHERE oid = ANY(%s)",
                [unknown],
            )
            for item, name, is_shape, size in described.fetchall():
                [(rows,)] = connection.execute(f"SELECT count(*) FROM {name}").fetchall()
                self.tables[item] = Table(name, is_shape, rows, size)
                if rows and not is_shape and size <= LARGE:
                    with connection.cursor().copy(f"COPY {name} TO STDOUT (FORMAT binary)") as copy:
                        self.rows[item] = b"".join(bytes(part) for part in copy)


class Used:
    """A database that is lent: `take_back` after each time."""

    def __init__(self, name: str, address: str, template: Template, first: int) -> None:
        self.name = name
        self._address = address
        self._template = template
        self._first = first
        self._counts: Counts = {}
        self._connection: psycopg.Connection[Any] | None = None
        self._lent = 1
        _waiting[name] = {}

    def leave(self) -> None:
        """Let go of it: it is copied or dropped."""
        for some in _waiting.pop(self.name, {}).values():
            for connection in some:
                connection.close()
        if self._connection:
            self._connection.close()
            self._connection = None

    def take_back(self) -> bool:
        """Put it back as it began; whether that is so now."""
        self._lent += 1
        if self._lent > TIMES or self.name not in _waiting:
            return False
        try:
            if self._connection is None:
                self._connection = psycopg.connect(self._address, autocommit=True)
            self._put_back(self._connection)
        except (Altered, psycopg.Error):
            return False
        return True

    def _put_back(self, connection: psycopg.Connection[Any]) -> None:
        waiting = [item.info.backend_pid for some in _waiting[self.name].values() for item in some]
        while connection.execute(OTHERS, [waiting]).fetchall():
            time.sleep(0.001)
        if connection.execute(ALTERED_ITSELF, [self._first]).fetchall():
            raise Altered(self.name)
        now = _counts(connection)
        none = (0, 0, 0)
        written = [key for key, count in now.items() if count != self._counts.get(key, none)]
        self._template.know(written)
        known = self._template.tables
        if unknown := [n for n in written if n not in known]:
            raise Altered(f"made anew: {unknown}")
        for number in written:
            if known[number].name == GUESSES:
                connection.execute(f"DELETE FROM {GUESSES} WHERE xmin::text::int8 >= {self._first}")
            elif known[number].is_shape:
                self._require_same(connection, known[number])
        rows = [n for n in written if not known[n].is_shape]
        if rows:
            self._write(connection, rows, now)
        moved = [
            (item, *self._template.sequences[item])
            for item, *stands in connection.execute(SEQUENCES).fetchall()
            if tuple(stands) != self._template.sequences[item]
        ]
        if moved:
            connection.execute(
                "SELECT "
                + ", ".join(f"setval({item}::regclass, {last}, {called})" for item, last, called in moved)
            )
        connection.execute("SELECT pg_stat_force_next_flush()")
        self._counts = _counts(connection)
        [(self._first,)] = connection.execute(NEXT).fetchall()

    def _require_same(self, connection: psycopg.Connection[Any], table: Table) -> None:
        """Every row is one that was there when it was lent."""
        rows = connection.execute(
            f"SELECT count(*), count(*) FILTER (WHERE xmin::text::int8 >= {self._first}) FROM {table.name}"
        ).fetchall()
        if rows != [(table.rows, 0)]:
            raise Altered(table.name)

    def _write(self, connection: psycopg.Connection[Any], tables: list[int], now: Counts) -> None:
        known, held = self._template.tables, self._template.rows
        if large := [known[number].name for number in tables if known[number].size > LARGE]:
            raise Altered(f"large: {large}")
        again = []
        values = []
        for table in tables:
            inserted_only = now[table][1:] == self._counts.get(table, (0, 0, 0))[1:]
            if not known[table].rows:
                values.append(f"DELETE FROM {known[table].name}")
            elif inserted_only:
                values.append(f"DELETE FROM {known[table].name} WHERE xmin::text::int8 >= {self._first}")
            else:
                values.append(f"DELETE FROM {known[table].name}")
                again.append(table)
        numbers = ",".join(map(str, tables))
        with connection.transaction():
            # Triggers that fire always would refuse it; nobody else sees them gone.
            connection.execute(
                f"UPDATE pg_class SET relhastriggers = false WHERE oid IN ({numbers}) AND relhastriggers; "
                + "; ".join(values)
            )
            for table in again:
                with connection.cursor().copy(f"COPY {known[table].name} FROM STDIN (FORMAT binary)") as copy:
                    copy.write(held[table])
            connection.execute(
                f"UPDATE pg_class SET relhastriggers = true WHERE oid IN (SELECT tgrelid FROM pg_trigger WHERE tgrelid IN ({numbers}))"
            )


def _counts(connection: psycopg.Connection[Any]) -> Counts:
    return {
        item: (inserted, altered, taken)
        for item, inserted, altered, taken in connection.execute(COUNTS).fetchall()
    }
