"""A small register for the ledger's own tests: acts with a row and a state of their own, sequenced and verified for real."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import pytest
from django.conf import settings
from django.db import connection, transaction
from psycopg import Cursor
from pytest_django import DjangoDbBlocker

from ifar.ledger import services, sources
from ifar.ledger.entry import Draft, Entry
from ifar.rights import Actor
from tests.databases import Database, Databases, settings_at
from tests.logs import ORIGIN, Log

CLERK = Actor(kind="person", id="U0000000000001", agency="A0000000000001")

TABLES = """
CREATE TABLE sample_act (entry uuid PRIMARY KEY, object text NOT NULL, n integer NOT NULL, note text NOT NULL, erased jsonb);
CREATE TABLE sample_state (object text PRIMARY KEY, note text NOT NULL);
ALTER TABLE sample_act OWNER TO ifar_owner;
ALTER TABLE sample_state OWNER TO ifar_owner;
"""
RIGHTS = """
GRANT SELECT, INSERT ON sample_act TO ifar_app;
GRANT SELECT, INSERT, UPDATE ON sample_state TO ifar_app;
GRANT SELECT ON sample_act, sample_state TO ifar_verifier;
"""
SOURCE = sources.Source(
    name="sample_act",
    acts=("sample.", "parties.erased"),
    rows="""SELECT entry, jsonb_strip_nulls(jsonb_build_object('n', n, 'note', note, 'erased', erased))
            FROM sample_act WHERE entry = ANY(%s)""",
    strays="""SELECT entry, 'act about ' || object FROM sample_act a
              WHERE NOT EXISTS (SELECT FROM ledger_entry l WHERE l.entry = a.entry)""",
)


def _replay(cursor: Cursor[Any], objects: frozenset[str] | None) -> Iterator[sources.Difference]:
    cursor.execute(
        """SELECT s.object, s.note, (SELECT a.note FROM sample_act a WHERE a.object = s.object ORDER BY a.n DESC LIMIT 1)
           FROM sample_state s WHERE %s OR s.object = ANY(%s) ORDER BY 1""",
        (objects is None, sorted(objects or ())),
    )
    for name, says, should in cursor:
        if says != should:
            yield sources.Difference("state_differs", f"sample_state {name}", repr(says), repr(should))


@dataclass
class Register(Log):
    """The register of a test: append, sequence, verify, tamper."""

    entries: list[Entry] = field(default_factory=list)

    def append(
        self, number: int = 1, *, object: str = "", personal: dict[str, Any] | None = None
    ) -> list[Entry]:
        """Record acts, each with its row and its state, in one transaction."""
        done: list[Entry] = []
        with transaction.atomic():
            for _ in range(number):
                n = len(self.entries) + len(done)
                name = object or f"X{n}"
                payload = {"n": n, "note": f"note {n}"}
                draft = Draft(
                    "sample.done/1", "sample.done", name, payload, services.new_entry_id(), personal or {}
                )
                done += services.append(actor=CLERK, drafts=[draft])
                self._write_row(done[-1], payload)
        self.entries += done
        return done

    def _write_row(self, entry: Entry, payload: dict[str, Any]) -> None:
        erased = json.dumps(payload["erased"]) if "erased" in payload else None
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO sample_act VALUES (%s, %s, %s, %s, %s::jsonb)",
                (entry.entry, entry.object, payload["n"], payload["note"], erased),
            )
            cursor.execute(
                "INSERT INTO sample_state VALUES (%s, %s) ON CONFLICT (object) DO UPDATE SET note = excluded.note",
                (entry.object, payload["note"]),
            )

    def erase(self, entry: Entry, name: str) -> Entry:
        """Erase a personal value lawfully: an entry that names it, and the erasure."""
        n = len(self.entries)
        payload = {"n": n, "note": "erased", "erased": [{"entry": str(entry.entry), "field": name}]}
        with transaction.atomic(), connection.cursor() as cursor:
            draft = Draft(
                "parties.erased/1", "parties.erased", entry.object, payload, services.new_entry_id()
            )
            (done,) = services.append(actor=CLERK, drafts=[draft])
            self._write_row(done, payload)
            cursor.execute(
                "INSERT INTO ledger_erasure (erasure, entry, field) VALUES (%s, %s, %s)",
                (done.entry, entry.entry, name),
            )
        self.entries.append(done)
        return done


def _own_tables(database: Database) -> None:
    with database.connect() as superuser:
        superuser.execute(TABLES + RIGHTS)
        superuser.execute("DELETE FROM accounts_dualcontrol WHERE act = 'parties.erased'")


def _set(at: pytest.MonkeyPatch, home: Path) -> None:
    """Let the ledger know the small register in `home`, and nothing else."""
    at.setattr(settings, "IFAR_HOME", home)
    at.setattr(settings, "IFAR_LEDGER_NAME", ORIGIN)
    at.setattr(sources, "_sources", [SOURCE])
    at.setattr(sources, "_replays", [sources.Replay("sample_state", _replay)])


@pytest.fixture(scope="session")
def ledger_template(databases: Databases, template: str) -> Iterator[str]:
    """Name of a template with the small register's own tables."""
    with databases.copy(template) as database:
        _own_tables(database)
        databases.stays(database.name)
        yield database.name


@pytest.fixture
def origin(request: pytest.FixtureRequest, origin: str) -> str:
    """What `committed_db` copies: the template with the small register's tables where a test asks for that register."""
    if "register" in request.fixturenames:
        return str(request.getfixturevalue("ledger_template"))
    return origin


@pytest.fixture
def register(committed_db: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Register:
    """A register of its own for this test, empty."""
    _set(monkeypatch, tmp_path)
    return Register(committed_db, tmp_path)


Filling = Callable[[Callable[[Register], None]], Register]
Copying = Callable[[Register], Register]


@pytest.fixture(scope="module")
def filled(
    databases: Databases,
    ledger_template: str,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Filling]:
    """`filled(fill)`: a register that a module fills once; its tests take copies (`copied`), so that none sees another's."""
    with ExitStack() as until_the_end:

        def make(fill: Callable[[Register], None]) -> Register:
            home = tmp_path_factory.mktemp("filled")
            database = until_the_end.enter_context(databases.clone(ledger_template))
            with (
                django_db_blocker.unblock(),
                settings_at(database.name),
                pytest.MonkeyPatch.context() as at,
            ):
                _set(at, home)
                made = Register(database, home)
                fill(made)
            return made

        yield make


@pytest.fixture
def copied(
    databases: Databases,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Copying]:
    """`copied(original)`: a copy of a filled register for this test: its database, its keys, its memory."""
    with ExitStack() as until_the_end:

        def make(original: Register) -> Register:
            shutil.copytree(original.home, tmp_path, dirs_exist_ok=True)
            _set(monkeypatch, tmp_path)
            database = until_the_end.enter_context(databases.clone(original.database.name))
            until_the_end.enter_context(django_db_blocker.unblock())
            until_the_end.enter_context(settings_at(database.name))
            return Register(database, tmp_path, entries=list(original.entries))

        yield make


KEPT: Final = """
CREATE SCHEMA kept;
DO $do$ DECLARE one text; BEGIN
    FOR one IN SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
               AND NOT relispartition AND relname ~ '^(ledger|sample)_' LOOP
        EXECUTE format('CREATE TABLE kept.%I AS TABLE public.%I', one, one);
    END LOOP;
END $do$
"""


def _keep(register: Register) -> str:
    """Keep what a filled register holds beside it; the statement that puts it back."""
    with register.database.connect() as superuser:
        superuser.execute(KEPT)
        tables = superuser.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'kept' ORDER BY 1")
        back = [
            f"DELETE FROM {name}; INSERT INTO {name} OVERRIDING SYSTEM VALUE SELECT * FROM kept.{name};"
            for (name,) in tables.fetchall()
        ]
        numbers = superuser.execute(
            "SELECT sequencename, coalesce(last_value, 1), last_value IS NOT NULL FROM pg_sequences "
            "WHERE sequencename ~ '^(ledger|sample)_'"
        )
        back += [f"PERFORM setval('{name}', {last}, {used});" for name, last, used in numbers.fetchall()]
    return f"DO $do$ BEGIN {' '.join(back)} END $do$"


@pytest.fixture(scope="module")
def ways_back() -> dict[str, str]:
    """Database -> the statement that puts back what it held when it was filled."""
    return {}


@pytest.fixture
def restored(
    ways_back: dict[str, str],
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Copying]:
    """`restored(original)`: the filled register itself for this test; what another test did to its rows is undone before.

    A copy of a database is two thousand files: for a test that alters a row of the ledger and looks, this is a tenth of it.
    """
    with ExitStack() as until_the_end:

        def make(original: Register) -> Register:
            shutil.copytree(original.home, tmp_path, dirs_exist_ok=True)
            _set(monkeypatch, tmp_path)
            result = Register(original.database, tmp_path, entries=list(original.entries))
            if (name := original.database.name) in ways_back:
                result.tamper(ways_back[name])
            else:
                ways_back[name] = _keep(result)
            until_the_end.enter_context(django_db_blocker.unblock())
            until_the_end.enter_context(settings_at(name))
            return result

        yield make
