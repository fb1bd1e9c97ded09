"""A database that is lent to one test after the other is each time what a copy of the template would be."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from django.db import connection

from ifar.accounts.models import User
from tests import cast, factories
from tests.databases import LEFT, Database, ground, take_back

ALL = """
SELECT format('%s %s', oid::regclass, (xpath('/row/d/text()', query_to_xml(format(
    'SELECT md5(string_agg(md5(t::text), '''' ORDER BY md5(t::text))) AS d FROM %s AS t', oid::regclass), false, true, '')))[1])
FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
UNION ALL SELECT format('%s %s %s', seqrelid::regclass, last_value, is_called) FROM pg_sequence, pg_get_sequence_data(seqrelid)
UNION ALL SELECT format('%s %s %s', tgrelid::regclass, tgname, tgenabled) FROM pg_trigger
UNION ALL SELECT format('%s %s %s %s', oid::regclass, relhastriggers, relfilenode, relacl) FROM pg_class WHERE relkind <> 't'
"""
"""What every table of a database holds, where its sequences stand, and how its tables look."""


def everything(database: Database) -> set[str]:
    with database.connect() as superuser:
        return {line for (line,) in superuser.execute(ALL)}


@pytest.fixture
def lent(databases, peopled_template, django_db_setup, django_db_blocker):
    """`lent()`: a database with the cast in it, lent inside the block."""

    @contextmanager
    def block() -> Iterator[Database]:
        with ground(databases, peopled_template, django_db_blocker) as database:
            yield database

    return block


def test_nothing_that_was_written_is_there_when_it_is_lent_again(databases, peopled_template, lent):
    with databases.copy(peopled_template) as copied:
        at_first = everything(copied)
    with lent() as database:
        alice = cast.actor("alice")
        party = factories.a_person(alice)
        factories.a_firearm(alice)
        factories.an_account(alice, party)
        User.objects.filter(username="bob").update(name="Somebody else")
        with database.connect() as superuser:
            superuser.execute("DELETE FROM accounts_shift")
            superuser.execute("BEGIN; UPDATE accounts_user SET name = ''; ROLLBACK")
            superuser.execute(
                "SELECT nextval(pg_get_serial_sequence('registry_firearm', 'id')) FROM generate_series(1, 9)"
            )
        assert everything(database) != at_first
        left_open = psycopg.connect(database.addresses["default"])
    for _ in range(2):
        with lent() as again:
            assert again.name == database.name, "it was lent again"
            assert everything(again) == at_first
            with again.connect() as superuser, pytest.raises(psycopg.Error):
                superuser.execute("DELETE FROM ledger_entry")
    with pytest.raises(psycopg.Error):
        left_open.execute("SELECT 1")


def test_a_connection_that_waited_knows_nothing_of_who_had_it_before(lent):
    pids = []
    for _ in range(4):
        with lent(), connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid(), current_setting('work_mem'), current_setting('role')")
            pid, *set_to = cursor.fetchone()
            assert set_to == ["16MB", "none"]
            cursor.execute(
                "SELECT (SELECT count(*) FROM pg_prepared_statements), (SELECT count(*) FROM pg_listening_channels())"
            )
            assert cursor.fetchone() == (0, 0)
            cursor.execute("SELECT count(*) FROM pg_locks WHERE pid = %s AND locktype = 'advisory'", [pid])
            assert cursor.fetchone() == (0,)
            assert connection.get_autocommit()
            cursor.execute(
                "SET work_mem = '1MB'; PREPARE a AS SELECT 1; LISTEN a; SELECT pg_advisory_lock(4711)"
            )
            plain = psycopg.Cursor(connection.connection)
            for number in range(3):
                assert plain.execute("SELECT %s::int", [number], prepare=True).fetchone() == (number,)
            cursor.execute("BEGIN; INSERT INTO django_session VALUES ('a', 'b', now())")
            pids.append(pid)
    assert len(set(pids)) == 1, "it waited"


@pytest.mark.parametrize(
    "altered",
    [
        "ALTER TABLE ledger_entry DISABLE TRIGGER ALL",
        "CREATE TABLE another (id integer)",
        "CREATE INDEX ON accounts_user (name)",
        "GRANT SELECT ON accounts_user TO PUBLIC",
        "TRUNCATE django_session",
        "CREATE FUNCTION one() RETURNS integer LANGUAGE sql RETURN 1",
        "ALTER SEQUENCE ledger_entry_id_seq INCREMENT 2",
        "COMMENT ON TABLE accounts_user IS 'people'",
        "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET work_mem = 65536', current_database()); END $$",
        "DO $$ BEGIN EXECUTE format('GRANT CREATE ON DATABASE %I TO PUBLIC', current_database()); END $$",
    ],
)
def test_a_database_of_another_shape_is_not_lent_again(lent, altered):
    with lent() as database, database.connect() as superuser:
        superuser.execute(altered)
    with lent() as another:
        assert another.name != database.name


def test_what_a_broken_off_run_left_on_the_server_is_taken_back(databases, template):
    with (
        databases.copy(template) as copied,
        copied.connect() as superuser,
        superuser.transaction(force_rollback=True),
    ):
        # Before it is committed no test beside this one sees it.
        for statement in (
            "GRANT SET ON PARAMETER session_replication_role TO ifar_verifier",
            "GRANT SET ON PARAMETER session_replication_role TO PUBLIC",
            "ALTER ROLE ifar_app SET work_mem = '7MB'",
            "ALTER ROLE ALL SET work_mem = '8MB'",
        ):
            superuser.execute(statement)
        assert superuser.execute(LEFT).rowcount == 4
        take_back(superuser)
        assert superuser.execute(LEFT).rowcount == 0
        assert superuser.execute("SELECT FROM pg_parameter_acl").rowcount == 0
