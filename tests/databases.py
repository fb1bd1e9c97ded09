"""The tests' databases: one migrated template, a clone of it for each test process and for each test that commits.

Each process founds the cast's country (`tests/cast.py`) once, in a second template of its own. Ordinary tests (`db`, `django_db`) run as the runtime role on their process's clone and are rolled back. A test that needs
what it wrote to be committed, other roles, threads or processes takes `committed_db`: a clone of its own, dropped afterwards.
"""

from __future__ import annotations

import functools
import hashlib
import itertools
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import psycopg
import pytest
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg import sql
from pytest_django import DjangoDbBlocker

from ifar.reference import selectors
from ifar.reference.naming import Resolver
from tests.lending import NEXT, Template, Used
from tests.live import LiveSite
from tests.provision import SERVER, environment

ROOT: Final = Path(__file__).resolve().parents[1]
SHAPE: Final = (
    "ifar/**/migrations/*.py",
    "ifar/**/*.sql",
    "ifar/**/triggers.py",
    "ifar/tables.py",
    "ifar/database.py",
    "ifar/acts/*.py",
    "ifar/**/*acts.py",
    "ifar/rights/*.py",
    "ifar/accounts/dual_control.py",
    "ifar/accounts/approvals_replay.py",
    "ifar/ledger/sources.py",
    "ifar/registry/allowance_replay.py",
    "ifar/management/current_text.py",
    "ifar/management/commands/migrate.py",
    "ifar/sealing.py",
    "ifar/ledger/vouching.py",
    "tests/provision.py",
    "ifar/reference/**/*",
    "ifar/tracing/grounds.py",
    "ifar/tracing/states.py",
    "ifar/programme/*.py",
    "ifar/registry/allowances.py",
    "ifar/registry/describing.py",
    "ifar/registry/possession.py",
    "ifar/registry/lifecycle/**/*.py",
    "tests/databases.py",
    "requirements.lock",
)
"""What decides how a migrated database looks."""
LIVING: Final = 7471
BUILDING: Final = 7472
COPYING: Final = 7473
"""First halves of the advisory locks that say: this process lives; somebody builds the template; copies it, or looks into it."""
TEMPLATES_KEPT: Final = 3


@dataclass(frozen=True)
class Database:
    """A database of the tests: its name, and its URL by alias (`superuser` besides the four of the settings)."""

    name: str
    addresses: dict[str, str]

    @property
    def environment(self) -> dict[str, str]:
        """This process's environment with the variables that point another process of ifar at this database."""
        return {**os.environ, **environment(self.addresses)}

    def connect(self, alias: str = "superuser") -> psycopg.Connection[Any]:
        """A plain connection under the role of `alias` that commits each statement; the superuser's by default."""
        return psycopg.connect(self.addresses[alias], autocommit=True)


@functools.cache
def template_name() -> str:
    """The template's name: another one as soon as anything that shapes the database changes."""
    seen = hashlib.sha256()
    for path in sorted({path for pattern in SHAPE for path in ROOT.glob(pattern)}):
        if path.is_file() and "__pycache__" not in path.parts:
            seen.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes() + b"\0")
    return f"ifar_template_{seen.hexdigest()[:16]}"


class Databases:
    """Makes and drops databases on the tests' server, over one connection that also says that this process lives."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self._connection = connection
        self._numbers = itertools.count()
        self._templates: dict[str, Template] = {}
        self._idle: dict[str, list[Used]] = {}
        self._lent: list[Used] = []
        self._ask("SELECT pg_advisory_lock(%s, %s)", LIVING, os.getpid())

    def _ask(self, statement: str | sql.Composed, *values: object) -> list[tuple[Any, ...]]:
        cursor = self._connection.execute(statement, values)
        return cursor.fetchall() if cursor.description else []

    def _names(self, prefix: str) -> list[str]:
        rows = self._ask(
            "SELECT datname FROM pg_database WHERE starts_with(datname, %s) ORDER BY oid DESC", prefix
        )
        return [name for (name,) in rows]

    def addresses(self, name: str) -> dict[str, str]:
        """URL by alias of the database `name`."""
        return {alias: re.sub(r"/\w+\?", f"/{name}?", url) for alias, url in SERVER.addresses().items()}

    def sweep(self) -> None:
        """Drop the clones of test processes that live no more, and templates that are long out of date."""
        for name in self._names("ifar_test_"):
            pid = int(name.split("_")[2])
            if pid != os.getpid() and self._ask("SELECT pg_try_advisory_lock(%s, %s)", LIVING, pid)[0][0]:
                self.drop(name)
                self._ask("SELECT pg_advisory_unlock(%s, %s)", LIVING, pid)
        for name in self._names("ifar_template_")[TEMPLATES_KEPT:]:
            self.drop(name)

    def straighten(self) -> None:
        """Take back what a run that was broken off left set or granted on the whole server: the next run finds the same one."""
        self._ask("SELECT pg_advisory_lock(%s, 0)", BUILDING)
        try:
            self._ask("ALTER SYSTEM RESET ALL")
            self._ask("SELECT pg_reload_conf()")
            take_back(self._connection)
        finally:
            self._ask("SELECT pg_advisory_unlock(%s, 0)", BUILDING)

    def template(self) -> str:
        """The migrated template; the first process that wants it makes it, the others wait."""
        name = template_name()
        self._ask("SELECT pg_advisory_lock(%s, 0)", BUILDING)
        try:
            if name not in self._names("ifar_template_"):
                self._build(name)
        finally:
            self._ask("SELECT pg_advisory_unlock(%s, 0)", BUILDING)
        return name

    def _build(self, name: str) -> None:
        unfinished = "ifar_unfinished"
        self.drop(unfinished)
        self._ask(sql.SQL("CREATE DATABASE {} OWNER ifar_owner").format(sql.Identifier(unfinished)))
        done = subprocess.run(
            [sys.executable, "-m", "ifar.cli", "migrate", "--verbosity=0", "--skip-checks"],
            env=os.environ | environment(self.addresses(unfinished)),
            capture_output=True,
            text=True,
            cwd=ROOT,
            check=False,
        )
        if done.returncode:
            pytest.exit(f"`ifar migrate` did not succeed:\n{done.stdout}{done.stderr}", returncode=3)
        self._empty_the_log(unfinished)
        self._ask(
            sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(unfinished), sql.Identifier(name))
        )

    def _empty_the_log(self, name: str) -> None:
        """Take out the one entry that `ifar migrate` writes about its lists: tests count leaves from nothing."""
        with psycopg.connect(self.addresses(name)["superuser"]) as superuser:
            for table in ("ledger_personal", "ledger_entry"):
                superuser.execute(f"ALTER TABLE {table} DISABLE TRIGGER refuse_change")
                superuser.execute(f"DELETE FROM {table}")
                superuser.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER refuse_change")
            superuser.execute("SELECT setval(pg_get_serial_sequence('ledger_entry', 'id'), 1, false)")

    def drop(self, name: str) -> None:
        """Drop a database whoever is connected to it."""
        self._ask(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    @contextmanager
    def copy(self, template: str) -> Iterator[Database]:
        """A copy of the template, dropped afterwards."""
        name = self._copy(template)
        try:
            yield Database(name, self.addresses(name))
        finally:
            self.drop(name)

    def _copy(self, template: str) -> str:
        name = f"ifar_test_{os.getpid()}_{next(self._numbers)}"
        for used in itertools.chain(self._lent, *self._idle.values()):
            if used.name == template:
                used.leave()
        self._ask("SELECT pg_advisory_lock_shared(%s, 0)", COPYING)
        try:
            self._ask(
                sql.SQL("CREATE DATABASE {} OWNER ifar_owner TEMPLATE {} STRATEGY FILE_COPY").format(
                    sql.Identifier(name), sql.Identifier(template)
                )
            )
            # Rights on a database are not copied with it.
            self._ask(
                sql.SQL("REVOKE CREATE, TEMPORARY ON DATABASE {} FROM PUBLIC").format(sql.Identifier(name))
            )
        finally:
            self._ask("SELECT pg_advisory_unlock_shared(%s, 0)", COPYING)
        return name

    @contextmanager
    def clone(self, template: str) -> Iterator[Database]:
        """A database that begins as the template is; afterwards it is put back and lent again where the template stays as it is."""
        from tests import cast

        if template not in self._templates:
            with self.copy(template) as database:
                yield database
            return
        idle = self._idle[template]
        used = idle.pop() if idle else self._fresh(template)
        self._lent.append(used)
        cast.forget(used.name)
        try:
            yield Database(used.name, self.addresses(used.name))
        finally:
            self._lent.remove(used)
            if used.take_back():
                idle.append(used)
            else:
                used.leave()
                self.drop(used.name)

    def stays(self, template: str) -> None:
        """Say of a template that nobody writes into it as long as this process lives."""

        @contextmanager
        def read() -> Iterator[psycopg.Connection[Any]]:
            self._ask("SELECT pg_advisory_lock(%s, 0)", COPYING)
            try:
                with psycopg.connect(self.addresses(template)["superuser"], autocommit=True) as connection:
                    yield connection
                while self._ask("SELECT FROM pg_stat_activity WHERE datname = %s", template):
                    time.sleep(0.001)
            finally:
                self._ask("SELECT pg_advisory_unlock(%s, 0)", COPYING)

        self._templates[template] = Template(read)
        self._idle[template] = []

    def forget(self, template: str) -> None:
        """Drop what was copied of a template that goes."""
        for used in self._idle.pop(template):
            used.leave()
            self.drop(used.name)
        del self._templates[template]

    def _fresh(self, template: str) -> Used:
        name = self._copy(template)
        [(first,)] = self._ask(NEXT)
        return Used(name, self.addresses(name)["superuser"], self._templates[template], first)

    def close(self) -> None:
        """Drop what nobody has now."""
        for used in itertools.chain(*self._idle.values()):
            used.leave()
            self.drop(used.name)
        self._templates.clear()
        self._idle.clear()


_set_aside: Final[list[BaseDatabaseWrapper]] = []
"""Connections to where the settings lead outside of `settings_at`."""


@contextmanager
def settings_at(name: str) -> Iterator[None]:
    """All aliases of the settings lead to the database `name` inside the block, for every thread.

    What this thread is connected to already is kept for afterwards: a new connection would learn all tables and compile all
    functions again, a hundred times in a run.
    """
    before = {alias: connections.settings[alias]["NAME"] for alias in connections}
    aside = {alias: connections[alias] for alias in connections}
    _set_aside.extend(aside.values())
    for alias in connections:
        connections.settings[alias]["NAME"] = name
        connections[alias] = connections.create_connection(alias)
    try:
        yield
    finally:
        connections.close_all()
        for alias, former in before.items():
            connections.settings[alias]["NAME"] = former
            connections[alias] = aside[alias]
        del _set_aside[-len(aside) :]


LEFT: Final = """
SELECT format('REVOKE ALL ON PARAMETER %s FROM %s', parname, CASE grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(grantee)) END)
FROM pg_parameter_acl, aclexplode(paracl) WHERE grantee <> 10
UNION SELECT format('ALTER ROLE %s RESET ALL', CASE setrole WHEN 0 THEN 'ALL' ELSE quote_ident(pg_get_userbyid(setrole)) END)
FROM pg_db_role_setting WHERE setdatabase = 0
"""
"""The statements that take back what holds in every database of a server, and which no installation makes."""


def take_back(connection: psycopg.Connection[Any]) -> None:
    """Take back rights on parameters and settings of roles; what a test sets in one database goes with that database."""
    for (statement,) in connection.execute(LEFT).fetchall():
        connection.execute(statement)


def leave(name: str) -> None:
    """Close what this thread has open to the database `name`."""
    for base_database_wrapper in (*connections.all(initialized_only=True), *_set_aside):
        if (
            base_database_wrapper.connection is not None
            and base_database_wrapper.connection.info.dbname == name
        ):
            base_database_wrapper.close()


@contextmanager
def ground(databases: Databases, origin: str, blocker: DjangoDbBlocker) -> Iterator[Database]:
    """A clone of `origin` to which all settings lead: a module fills it once, and its tests (`db`) are rolled back on top of that."""
    leave(origin)  # nobody may be in a database that is copied
    with databases.clone(origin) as database, blocker.unblock(), settings_at(database.name):
        forget_lists()
        try:
            yield database
        finally:
            forget_lists()


def in_zone(database: Database, settings: Any, zone: str) -> None:
    """Have the installation count its days in a zone, as `ifar migrate` does where that is the setting."""
    settings.TIME_ZONE = zone
    with database.connect() as owner:
        owner.execute("UPDATE accounts_zone SET zone = %s", [zone])
        owner.commit()


_resolver_as_shipped = functools.lru_cache(1)(selectors._resolver.__wrapped__)
_resolver_of_others = selectors._resolver


def _resolver(state: tuple[tuple[str, int], ...]) -> Resolver:
    """Of the lists that every database begins with there is one resolver in a process: it takes a tenth of a second, and hundreds of tests want it."""
    return (_resolver_as_shipped if state == _shipped.get("lists") else _resolver_of_others)(state)


selectors._resolver = _resolver  # type: ignore[assignment]
_shipped: Final[dict[str, tuple[tuple[str, int], ...]]] = {}
"""The versions of the lists in the template, once it is known."""


def forget_lists() -> None:
    """What the process keeps of lists under their versions, or for a minute: two databases have other rows in a version of the same number."""
    from ifar.licensing.selectors import terms
    from ifar.registry.selectors import marking
    from ifar.registry.selectors import terms as duties

    lists = (selectors._words, selectors._standing, selectors._wider_types, _resolver_of_others)
    for kept in (*lists, terms._terms, duties._terms, duties._of_books, marking._in_force):
        kept.cache_clear()


@pytest.fixture(scope="session")
def databases() -> Iterator[Databases]:
    """The tests' server, running."""
    SERVER.start()
    try:
        with SERVER.cluster().connect() as connection:
            result = Databases(connection)
            result.sweep()
            result.straighten()
            yield result
            result.close()
    finally:
        SERVER.stop()


@contextmanager
def template_made() -> Iterator[None]:
    """The migrated template is there, and the tests' server goes on."""
    SERVER.start()
    try:
        with SERVER.cluster().connect() as connection:
            Databases(connection).template()
            yield
    finally:
        SERVER.stop()


@pytest.fixture(scope="session")
def template(databases: Databases) -> str:
    """Name of the migrated template."""
    name = databases.template()
    databases.stays(name)
    return name


@pytest.fixture(scope="session")
def peopled_template(
    databases: Databases, template: str, django_test_environment: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[str]:
    """Name of this process's template with the cast in it, founded now: the purposes that they state end in hours."""
    from tests import cast

    with databases.copy(template) as database:
        with django_db_blocker.unblock(), settings_at(database.name):
            _shipped["lists"] = selectors.versions_of(selectors._RESOLVED)
            cast.build()
        databases.stays(database.name)
        yield database.name


@pytest.fixture(scope="session")
def django_db_setup(
    databases: Databases, peopled_template: str, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """In place of pytest-django's: this process's clone, with the cast in it, which ordinary tests leave as it was."""
    from tests import cast

    with (
        databases.copy(peopled_template) as database,
        django_db_blocker.unblock(),
        settings_at(database.name),
    ):
        cast.note_as_founded(database.name)
        django_db_blocker.block()
        yield
        django_db_blocker.unblock()


@dataclass(frozen=True)
class Told:
    """What a story that was told among the cast left: the database in which it happened, and what the telling returned."""

    database: str
    made: Any


def told_once(tell: Callable[[], object]) -> Any:
    """A fixture of a module, to be called `told`: the story is told once, and whatever test asks for it has a database in which it happened."""

    @pytest.fixture(scope="module")
    def told(
        databases: Databases,
        peopled_template: str,
        django_db_setup: None,
        django_db_blocker: DjangoDbBlocker,
    ) -> Iterator[Told]:
        with databases.copy(peopled_template) as database:
            with django_db_blocker.unblock(), settings_at(database.name):
                forget_lists()
                made = tell()
            forget_lists()
            databases.stays(database.name)
            yield Told(database.name, made)
            databases.forget(database.name)

    return told


@pytest.fixture
def origin(request: pytest.FixtureRequest, template: str, peopled_template: str) -> str:
    """Name of the database that `committed_db` copies: that in which the module's story was `told`, where the test asks for it.

    A module that fills one in another way puts its own in this place.
    """
    if "told" in request.fixturenames:
        return str(request.getfixturevalue("told").database)
    return peopled_template if "peopled_db" in request.fixturenames else template


@pytest.fixture
def committed_db(
    origin: str, databases: Databases, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[Database]:
    """A database of the test's own: what it writes is committed, all four roles see it, and it is dropped afterwards.

    The cast is in it where the test, or a fixture of its, asks for `peopled_db`.
    """
    with ground(databases, origin, django_db_blocker) as database:
        yield database


@pytest.fixture
def temporary_tables(databases: Databases, db: None) -> Iterator[None]:
    """The runtime role may make temporary tables here, as where nobody took that right from it."""
    name = connections["default"].settings_dict["NAME"]
    with psycopg.connect(databases.addresses(name)["superuser"], autocommit=True) as superuser:
        superuser.execute(sql.SQL("GRANT TEMPORARY ON DATABASE {} TO ifar_app").format(sql.Identifier(name)))
        yield
        superuser.execute(
            sql.SQL("REVOKE TEMPORARY ON DATABASE {} FROM ifar_app").format(sql.Identifier(name))
        )


@pytest.fixture
def empty_db(databases: Databases) -> Iterator[Database]:
    """A database without a table, for tests of migrations and restores."""
    with databases.copy("template1") as database:
        yield database


@pytest.fixture(scope="session")
def served_site(django_db_setup: None) -> Iterator[LiveSite]:
    """ifar served by a thread of this process, for one test after the other."""
    served = LiveSite()
    yield served
    served.close()


@pytest.fixture
def live_site(committed_db: Database, served_site: LiveSite) -> Iterator[str]:
    """The address of ifar served by a thread of this process on the test's own database."""
    served_site.begin()
    try:
        yield served_site.url
    finally:
        served_site.end()
