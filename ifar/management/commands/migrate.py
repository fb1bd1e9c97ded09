"""`ifar migrate`: everything that brings a database to the state that this version of ifar needs."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from django.apps import apps
from django.core.management import CommandParser, call_command, get_commands
from django.core.management.base import CommandError
from django.core.management.commands import migrate
from django.db import connections, transaction
from django.db.backends.utils import CursorWrapper
from django.db.models.signals import pre_migrate

from ifar import database
from ifar.ledger import sources, vouching
from ifar.management import current_text
from ifar.registry.search import rebuild

OWNER: Final = "owner"
POSTGRESQL: Final = 170000
AHEAD: Final = 2
"""How many partitions there are from that of the newest row on; each is planned and locked by whoever asks for an entry."""


class Command(migrate.Command):
    # They load every page, which is two thirds of a start at which nothing is new; `_check_what_is_new` makes them for each new version.
    requires_system_checks = ()
    help = "Bring the database to this version: tables, functions, triggers, partitions, rights, reference data. May be repeated."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.set_defaults(database=OWNER)
        parser.add_argument(
            "--skip-checks", action="store_true", help="Leave out the checks of a new version."
        )
        parser.add_argument(
            "--no-reference",
            action="store_false",
            dest="reference",
            help="Leave the reference data as they are.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["database"] != OWNER:
            raise CommandError("Migrations run as the owner only: DATABASE_OWNER_URL.")
        connection = connections[OWNER]
        with connection.cursor() as cursor:
            _check_version(cursor)
            make_roles(cursor)
        with self._check_what_is_new(options), _exchanged_models_known():
            super().handle(*args, **options)
        if options["plan"] or options["check_unapplied"] or options["app_label"]:
            return
        with transaction.atomic(using=OWNER), connection.cursor() as cursor:
            make_partitions(cursor)
            current_text.install(cursor)
            give_rights(cursor)
            fill_voucher_keys(cursor)
            for program in sources.all_programs():
                program.fill(cursor.execute)
        if options["reference"] and "load_reference" in get_commands():
            call_command("load_reference", verbosity=options["verbosity"])
        if rebuild.is_needed():  # the search asks for keys of the newest rules alone
            rebuild.rebuild()
        with connections["default"].cursor() as cursor:
            check_runtime_role(cursor)

    @contextmanager
    def _check_what_is_new(self, options: dict[str, Any]) -> Iterator[None]:
        """Before the first migration is carried out, ask whether all that is installed fits together; not where none waits."""
        made: list[bool] = []

        def check(*, plan: list[Any], **_: object) -> None:
            if plan and not made and not options["skip_checks"]:
                made.append(True)
                self.check(databases=[OWNER])

        pre_migrate.connect(check)
        try:
            yield
        finally:
            pre_migrate.disconnect(check)


@contextmanager
def _exchanged_models_known() -> Iterator[None]:
    """Which setting exchanges a model stays as it is while migrations are carried out; Django asks all models for each reference of each."""
    known = functools.cache(apps.get_swappable_settings_name)
    vars(apps)["get_swappable_settings_name"] = known
    try:
        yield
    finally:
        del vars(apps)["get_swappable_settings_name"]


def _check_version(cursor: CursorWrapper) -> None:
    cursor.execute("SELECT current_setting('server_version_num')::int, current_setting('server_version')")
    number, name = cursor.fetchone()
    if number < POSTGRESQL:
        raise CommandError(f"ifar needs PostgreSQL 17 or newer; the server at DATABASE_OWNER_URL is {name}.")


def make_roles(cursor: CursorWrapper) -> None:
    """Create the group roles that are missing and let the owner take their part."""
    for role in database.ROLES:
        cursor.execute(
            "SELECT pg_has_role(current_user, oid, 'SET') FROM pg_roles WHERE rolname = %s", [role]
        )
        row = cursor.fetchone()
        if row is None:
            cursor.execute(f'CREATE ROLE "{role}"')
        if row is None or not row[0]:
            cursor.execute(f'GRANT "{role}" TO current_user WITH INHERIT FALSE, SET TRUE')


def make_partitions(cursor: CursorWrapper) -> None:
    """Keep partitions ready ahead of the highest id; rows that ran over into the last partition stay where they are."""
    for table in database.PARTITIONED:
        cursor.execute(
            f"SELECT coalesce(max(id), 0) / {database.WIDTH}, EXISTS (SELECT FROM {table}_rest) FROM {table}"
        )
        reached, ran_over = cursor.fetchone()
        begin = _end_of_partitions(cursor, table)
        if ran_over:
            _close_rest(cursor, table, begin, reached + 1)
            begin = reached + 1
        for number in range(begin, reached + AHEAD):
            cursor.execute(
                f"CREATE TABLE {table}_p{number} PARTITION OF {table} "
                f"FOR VALUES FROM ({number * database.WIDTH}) TO ({(number + 1) * database.WIDTH})"
            )


def _end_of_partitions(cursor: CursorWrapper, table: str) -> int:
    """The number of the first partition that is not there yet, in widths."""
    cursor.execute(
        "SELECT coalesce(max(substring(pg_get_expr(c.relpartbound, c.oid) FROM 'TO \\(''([0-9]+)''\\)')::bigint), 0) "
        "FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = %s::regclass",
        [table],
    )
    return int(cursor.fetchone()[0]) // database.WIDTH


def _close_rest(cursor: CursorWrapper, table: str, begin: int, end: int) -> None:
    """Give the default partition, which has rows, the bounds that it fills in fact, and make a new default."""
    cursor.execute(
        f"ALTER TABLE {table} DETACH PARTITION {table}_rest; "
        f"ALTER TABLE {table}_rest RENAME TO {table}_p{begin}; "
        f"ALTER TABLE {table} ATTACH PARTITION {table}_p{begin} FOR VALUES FROM ({begin * database.WIDTH}) TO ({end * database.WIDTH}); "
        f"CREATE TABLE {table}_rest PARTITION OF {table} DEFAULT"
    )


def give_rights(cursor: CursorWrapper) -> None:
    """Apply the list of grants to every table of the schema."""
    cursor.execute(
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')"
    )
    tables = [name for (name,) in cursor.fetchall()]
    cursor.execute(
        "SELECT c.relname, p.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid JOIN pg_class p ON p.oid = i.inhparent "
        "WHERE c.relkind IN ('r', 'p')"
    )
    partitions = dict(cursor.fetchall())
    cursor.execute(
        "SELECT s.relname, t.relname FROM pg_depend d JOIN pg_class s ON s.oid = d.objid JOIN pg_class t ON t.oid = d.refobjid "
        "WHERE d.classid = 'pg_class'::regclass AND d.deptype = 'a' AND s.relkind = 'S' AND t.relnamespace = 'public'::regnamespace"
    )
    cursor.execute("; ".join(database.statements(tables, partitions, dict(cursor.fetchall()))))


def fill_voucher_keys(cursor: CursorWrapper) -> None:
    """Give the database the key by which it knows what this installation's processes wrote, and those of former secret keys."""
    cursor.execute("DELETE FROM ledger_voucherkey")
    cursor.executemany(
        "INSERT INTO ledger_voucherkey (inner_pad, outer_pad) VALUES (%s, %s)", vouching.pads()
    )


def check_runtime_role(cursor: CursorWrapper) -> None:
    """Refuse a runtime role that could do more than the list says."""
    cursor.execute(
        "SELECT rolname, pg_has_role(oid, %s, 'USAGE'), rolsuper OR rolbypassrls OR rolcreaterole OR rolreplication, "
        "EXISTS (SELECT FROM pg_class WHERE pg_has_role(r.oid, relowner, 'MEMBER') AND relnamespace = 'public'::regnamespace) "
        "FROM pg_roles r WHERE rolname = current_user",
        [database.APP],
    )
    name, member, powerful, owns = cursor.fetchone()
    if powerful or owns:
        raise CommandError(
            f"The role {name} of DATABASE_URL is a superuser, may create roles or owns tables. ifar works only as a role that cannot "
            "change its own rights: make one of its own, and leave the owner to DATABASE_OWNER_URL."
        )
    cursor.execute(
        "SELECT current_database() WHERE has_database_privilege(current_user, current_database(), 'TEMPORARY') "
        "OR has_database_privilege(current_user, current_database(), 'CREATE')"
    )
    if row := cursor.fetchone():
        raise CommandError(
            f"The role {name} of DATABASE_URL may make schemas or temporary tables in {row[0]}, and with them stand in for real ones. "
            f'As the owner of the database: REVOKE CREATE, TEMPORARY ON DATABASE "{row[0]}" FROM PUBLIC, "{name}";'
        )
    if not member:
        raise CommandError(
            f"The role {name} of DATABASE_URL may do nothing yet. As the owner: GRANT {database.APP} TO {name};"
        )
