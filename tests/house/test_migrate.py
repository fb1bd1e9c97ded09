"""`ifar migrate`: may be repeated, keeps partitions ahead, and refuses a runtime role that could change its own rights."""

from __future__ import annotations

import subprocess
import sys

import psycopg
import pytest
from django.core.management.base import CommandError
from django.db import connections, transaction

from ifar.ledger import services as ledger
from ifar.ledger.entry import Draft
from ifar.management.commands import migrate
from ifar.rights import Actor

JOB = Actor(kind="job", id="test")


def run(database, **addresses):
    environment = database.environment | {
        f"DATABASE_{name}": database.addresses[alias] for name, alias in addresses.items()
    }
    command = [sys.executable, "-m", "ifar.cli", "migrate", "--no-reference", "--verbosity=0"]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def test_it_may_be_repeated(committed_db):
    done = run(committed_db)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("alias", ["owner", "superuser"])
def test_a_powerful_runtime_role_is_refused(committed_db, alias):
    done = run(committed_db, URL=alias)
    assert done.returncode != 0
    assert "owns tables" in done.stderr


def test_the_runtime_role_must_be_a_member(committed_db):
    done = run(committed_db, URL="verifier")
    assert done.returncode != 0
    assert "GRANT ifar_app TO" in done.stderr


def test_migrations_run_as_the_owner_only():
    with pytest.raises(CommandError, match="owner only"):
        migrate.Command().handle(database="default", verbosity=0)


def append() -> None:
    with transaction.atomic():
        ledger.append(actor=JOB, drafts=[Draft("a.b/1", "test.done", "X", {"n": 1}, ledger.new_entry_id())])


def test_partitions_are_kept_ahead_of_rows_that_ran_over(committed_db):
    with committed_db.connect() as superuser:
        sequence = superuser.execute("SELECT pg_get_serial_sequence('ledger_entry', 'id')").fetchone()[0]
        superuser.execute("SELECT setval(%s, 40000000)", [sequence])
        append()
        assert superuser.execute("SELECT count(*) FROM ledger_entry_rest").fetchone() == (1,)
        with connections["owner"].cursor() as cursor:
            migrate.make_partitions(cursor)
            migrate.give_rights(cursor)
        append()
        assert superuser.execute("SELECT count(*) FROM ledger_entry_rest").fetchone() == (0,)
        assert superuser.execute("SELECT count(*) FROM ledger_entry_p4").fetchone() == (2,)
        bounds = superuser.execute(
            "SELECT pg_get_expr(relpartbound, oid) FROM pg_class WHERE relname = 'ledger_entry_p4'"
        ).fetchone()[0]
        assert "FROM ('40000000')" in bounds
        for part in ("ledger_entry_p4", "ledger_entry_rest"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege, match="refused"):
                superuser.execute(f"TRUNCATE {part}")
            with pytest.raises(psycopg.errors.InsufficientPrivilege, match="refused"):
                superuser.execute(f"UPDATE {part} SET act = 'a.b' WHERE true; DELETE FROM ledger_entry")
