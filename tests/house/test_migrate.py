"""`ifar migrate`: may be repeated, keeps partitions ahead, and refuses a runtime role that could change its own rights."""

from __future__ import annotations

from unittest.mock import patch
from urllib.parse import unquote, urlsplit

import psycopg
import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connections, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import AddConstraint, AddIndex

from ifar.ledger import services as ledger
from ifar.ledger.entry import Draft
from ifar.management import current_text
from ifar.management.commands import migrate
from ifar.rights import Actor
from tests.databases import Database

JOB = Actor(kind="job", id="test")


def run(database: Database, role: str = "default") -> None:
    """`ifar migrate` where DATABASE_URL has the role of another alias."""
    address = urlsplit(database.addresses[role])
    user = {"USER": unquote(address.username or ""), "PASSWORD": unquote(address.password or "")}
    with patch.dict(connections.settings["default"], user):
        connections["default"] = connections.create_connection("default")
        call_command("migrate", reference=False, verbosity=0)


def test_each_index_is_made_with_its_table():
    """Django makes all models anew for each that stands by itself: for one app that took as long as all else of a first start."""
    begun = {
        row: made for row, made in MigrationLoader(None).disk_migrations.items() if row[1] == "0001_initial"
    }
    ours = {
        app: made.operations for (app, _), made in begun.items() if type(made).__module__.startswith("ifar.")
    }
    assert len(ours) > 20
    assert [
        app
        for app, made in ours.items()
        for operation in made
        if isinstance(operation, AddIndex | AddConstraint)
    ] == []


def test_it_may_be_repeated(committed_db, capfd):
    run(committed_db)
    assert capfd.readouterr() == ("", "")


def test_what_is_installed_is_checked_where_something_waits_and_not_at_every_start(committed_db):
    with patch.object(migrate.Command, "check") as check:
        call_command("migrate", reference=False, verbosity=0, skip_checks=False)
        check.assert_not_called()
        with committed_db.connect() as superuser:
            superuser.execute("DELETE FROM django_migrations WHERE app = 'sessions'")
        call_command("migrate", reference=False, verbosity=0, skip_checks=False, fake=True)
        check.assert_called_once_with(databases=["owner"])


@pytest.mark.parametrize("alias", ["owner", "superuser"])
def test_a_powerful_runtime_role_is_refused(committed_db, alias):
    with pytest.raises(CommandError, match="owns tables"):
        run(committed_db, alias)


def test_the_runtime_role_must_be_a_member(committed_db):
    with pytest.raises(CommandError, match="GRANT ifar_app TO"):
        run(committed_db, "verifier")


def test_migrations_run_as_the_owner_only():
    with pytest.raises(CommandError, match="owner only"):
        migrate.Command().handle(database="default", verbosity=0)


def append() -> None:
    with transaction.atomic():
        ledger.append(actor=JOB, drafts=[Draft("a.b/1", "test.done", "X", {"n": 1}, ledger.new_entry_id())])


def test_partitions_are_kept_ahead_of_rows_that_ran_over(committed_db):
    with committed_db.connect() as superuser:
        sequence = superuser.execute("SELECT pg_get_serial_sequence('ledger_entry', 'id')").fetchone()[0]
        superuser.execute("SELECT setval(%s, 20000000)", [sequence])
        append()
        assert superuser.execute("SELECT count(*) FROM ledger_entry_rest").fetchone() == (1,)
        with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
            migrate.make_partitions(cursor)
            current_text.install(cursor)
            migrate.give_rights(cursor)
        append()
        assert superuser.execute("SELECT count(*) FROM ledger_entry_rest").fetchone() == (0,)
        assert superuser.execute("SELECT count(*) FROM ledger_entry_p2").fetchone() == (2,)
        bounds = superuser.execute(
            "SELECT pg_get_expr(relpartbound, oid) FROM pg_class WHERE relname = 'ledger_entry_p2'"
        ).fetchone()[0]
        assert "FROM ('20000000')" in bounds
        for part in ("ledger_entry_p2", "ledger_entry_rest"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege, match="refused"):
                superuser.execute(f"TRUNCATE {part}")
            with pytest.raises(psycopg.errors.InsufficientPrivilege, match="refused"):
                superuser.execute(f"UPDATE {part} SET act = 'a.b' WHERE true; DELETE FROM ledger_entry")
