"""What verification says of one alteration after another of the same register: each is taken back, so that it is filled once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from typing import Any

import psycopg
import pytest
from pytest_django import DjangoDbBlocker

from ifar.database import VERIFIER
from ifar.ledger.sources import all_replays
from ifar.ledger.verification import Report, rows
from tests.databases import Database, Databases, ground
from tests.logs import Log


@dataclass(frozen=True)
class Register:
    """A filled database, and a connection of its superuser's that commits nothing.

    The connection stays: on a new one PostgreSQL would plan the replays' queries and compile their functions again.
    """

    database: Database
    connection: psycopg.Connection[Any]

    @contextmanager
    def altered(self, *statements: str, values: tuple[Any, ...] = ()) -> Iterator[psycopg.Cursor[Any]]:
        """A cursor of the verifier's role that sees what the superuser's statements did; afterwards they were never said."""
        with self.connection.transaction(force_rollback=True), self.connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement.encode(), values if "%s" in statement else None)
            cursor.execute(f"SET LOCAL ROLE {VERIFIER}".encode())
            yield cursor

    def says(self, *statements: str, values: tuple[Any, ...] = (), of: tuple[str, ...] = ("",)) -> list[str]:
        """What the replays name of the register so altered; only those whose names start like one in `of`."""
        with self.altered(*statements, values=values) as cursor:
            return [
                f"{difference.kind} {difference.place}"
                for replay in all_replays()
                if replay.name.startswith(of)
                for difference in replay.check(cursor, None)
            ]

    def verify(self, log: Log, *statements: str) -> Report:
        """A whole run of the verifier, which sees the register so altered: its one snapshot is of this transaction."""
        with self.altered(*statements) as cursor, pytest.MonkeyPatch.context() as patch:
            patch.setattr(rows, "open_snapshot", lambda address: nullcontext(cursor.connection))
            cursor.execute(rows.PLAINLY)
            return log.verify()


@contextmanager
def register_of(database: Database) -> Iterator[Register]:
    """The register that a module has filled."""
    with database.connect() as connection:
        yield Register(database, connection)


def filled_once(fill: Callable[[], object]) -> Any:
    """A fixture of a module: the register that `fill` makes among the cast; each test takes back what it alters."""

    @pytest.fixture(scope="module")
    def register(
        databases: Databases,
        peopled_template: str,
        django_db_setup: None,
        django_db_blocker: DjangoDbBlocker,
    ) -> Iterator[Register]:
        with ground(databases, peopled_template, django_db_blocker) as database:
            fill()
            with register_of(database) as made:
                yield made

    return register


def without_triggers(*tables: str) -> list[str]:
    """Statements of somebody who switches off whatever watches these tables."""
    return [f"ALTER TABLE {table} DISABLE TRIGGER ALL" for table in tables]
