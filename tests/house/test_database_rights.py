"""What the catalogue says about who may do what: grants are exactly the list, insert-only tables refuse, owners are apart."""

from __future__ import annotations

import os
import re

import psycopg
import pytest
from django.core.management import call_command

from ifar import database, rights
from ifar.accounts import dual_control
from ifar.acts import declared
from ifar.ledger import backup, sessions
from ifar.ledger.management import programs
from ifar.ledger.verification import catalogue as described
from ifar.ledger.verification import objects
from ifar.registry import lifecycle
from tests.databases import settings_at
from tests.logs import NOW, ORIGIN

TABLES = "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') ORDER BY relname"
PARTITIONS = (
    "SELECT c.relname, p.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid "
    "JOIN pg_class p ON p.oid = i.inhparent WHERE c.relkind IN ('r', 'p')"
)
GRANTED = """
SELECT c.relname, a.privilege_type, NULL FROM pg_class c, aclexplode(c.relacl) a JOIN pg_roles r ON r.oid = a.grantee
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND r.rolname = %s
UNION ALL
SELECT c.relname, a.privilege_type, t.attname FROM pg_class c JOIN pg_attribute t ON t.attrelid = c.oid,
    aclexplode(t.attacl) a JOIN pg_roles r ON r.oid = a.grantee
WHERE c.relnamespace = 'public'::regnamespace AND r.rolname = %s
"""


@pytest.fixture(scope="module")
def catalogue(databases, template):
    with databases.clone(template) as clone, clone.connect() as connection:
        yield connection


def _listed(grant: str) -> set[tuple[str, str | None]]:
    rows: set[tuple[str, str | None]] = set()
    for privilege, columns in re.findall(r"(\w+)(?: \(([^)]*)\))?", re.sub(r"\s+", " ", grant)):
        if privilege not in ("SELECT", "INSERT", "UPDATE", "DELETE"):
            continue
        names = [name.strip(' "') for name in columns.split(",")] if columns else [None]
        rows |= {(privilege, name) for name in names}
    return rows


def _tables(connection) -> list[str]:
    return [name for (name,) in connection.execute(TABLES)]


def test_every_table_is_on_the_list(catalogue):
    partitions = dict(catalogue.execute(PARTITIONS).fetchall())
    assert database.unlisted(_tables(catalogue), partitions) == []


@pytest.mark.parametrize("role", [database.APP, database.SEQUENCER])
def test_grants_are_exactly_the_list(catalogue, role):
    partitions = dict(catalogue.execute(PARTITIONS).fetchall())
    held: dict[str, set[tuple[str, str | None]]] = {}
    for table, privilege, column in catalogue.execute(GRANTED, [role, role]):
        held.setdefault(table, set()).add((privilege, column))
    for table in _tables(catalogue):
        grant = database.privileges(table) if role == database.APP else database.SEQUENCER_GRANTS.get(table)
        wanted = set() if table in partitions else _listed(grant or "")
        assert held.get(table, set()) == wanted, table


def test_the_verifier_only_reads(catalogue):
    rows = catalogue.execute(GRANTED, [database.VERIFIER, database.VERIFIER]).fetchall()
    assert {privilege for _, privilege, _ in rows} == {"SELECT"}


def test_nobody_else_holds_anything(catalogue):
    public = catalogue.execute(
        "SELECT count(*) FROM pg_class c, aclexplode(c.relacl) a WHERE c.relnamespace = 'public'::regnamespace AND a.grantee = 0"
    ).fetchone()
    assert public == (0,)
    assert catalogue.execute("SELECT has_schema_privilege('ifar_app', 'public', 'CREATE')").fetchone() == (
        False,
    )


def test_the_roles_of_the_application_have_no_power(catalogue):
    for role in database.ROLES:
        powerful, owns = catalogue.execute(
            "SELECT rolsuper OR rolcreaterole OR rolcreatedb OR rolbypassrls OR rolreplication, "
            "EXISTS (SELECT FROM pg_class WHERE relowner = r.oid) FROM pg_roles r WHERE rolname = %s",
            [role],
        ).fetchone()
        assert not powerful, role
        assert not owns, role


def test_insert_only_tables_have_always_firing_refusals(catalogue):
    rows = catalogue.execute(
        "SELECT part.relid::regclass::text, array(SELECT tgname || ':' || tgenabled::text FROM pg_trigger WHERE tgrelid = part.relid) "
        "FROM unnest(%s::text[]) AS name, LATERAL (SELECT relid FROM pg_partition_tree(name::regclass) "
        "UNION SELECT name::regclass) AS part(relid)",
        [list(database.INSERT_ONLY)],
    ).fetchall()
    assert {name for name, _ in rows} >= set(database.INSERT_ONLY)
    wanted = {"refuse_change:A", "refuse_truncate:A"}
    assert [name for name, triggers in rows if not wanted <= set(triggers)] == []


def test_triggers_fire_whatever_a_session_sets(catalogue):
    rows = catalogue.execute(
        "SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'A'"
    ).fetchall()
    assert rows == []


def test_functions_that_look_something_up_name_their_search_path(catalogue):
    """Otherwise a temporary table of the runtime role stands in for the real one."""
    rows = catalogue.execute(
        "SELECT proname FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang WHERE pronamespace = 'public'::regnamespace "
        "AND l.lanname IN ('plpgsql', 'sql') AND proname !~ '^procrastinate_' AND regexp_replace(prosrc, 'distinct from', '', 'gi') ~* '\\m(from|into|update)\\M\\s+[a-z_]+_[a-z]' "
        "AND NOT coalesce(array_to_string(proconfig, ','), '') ~ 'search_path'"
        " AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')"
    ).fetchall()
    assert rows == []


@pytest.mark.parametrize(
    "setting", ["", "SET session_replication_role = replica; ", "SET ROLE ifar_owner; ", "RESET ROLE; "]
)
def test_the_runtime_role_changes_nothing(runtime, setting):
    connection, columns = runtime
    for table in (*database.INSERT_ONLY, *database.PROJECTED):
        for statement in ("UPDATE {0} SET {1} = {1}", "DELETE FROM {0}", "TRUNCATE {0} CASCADE"):
            value = setting + statement.format(table, columns[table])
            try:
                connection.execute(value)
            except psycopg.errors.InsufficientPrivilege:
                continue
            pytest.fail(f"not refused: {value}")


def test_nobody_but_the_owner_executes_what_triggers_run(catalogue):
    """Who may execute a trigger's function may hang it on a table of their own, and the owner works on invented rows."""
    rows = catalogue.execute(
        "SELECT r.rolname, p.proname FROM pg_proc p CROSS JOIN pg_roles r WHERE p.pronamespace = 'public'::regnamespace "
        "AND p.prorettype = 'trigger'::regtype AND r.rolname IN ('ifar_app', 'ifar_sequencer', 'ifar_verifier') "
        "AND has_function_privilege(r.oid, p.oid, 'EXECUTE') AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')"
    ).fetchall()
    assert rows == []


def test_functions_of_triggers_look_names_up_in_our_schema_only(catalogue):
    rows = catalogue.execute(
        "SELECT proname FROM pg_proc p WHERE pronamespace = 'public'::regnamespace AND prorettype = 'trigger'::regtype "
        "AND NOT coalesce(array_to_string(proconfig, ','), '') ~ %s"
        " AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')",
        [f"search_path={database.PATH}"],
    ).fetchall()
    assert rows == []


def test_no_trigger_of_ours_hangs_on_a_table_of_the_session(runtime):
    """An agency out of nothing: the owner's function, fed from a temporary table, where somebody gave the right to make one."""
    connection, _ = runtime
    connection.execute("CREATE TEMPORARY TABLE invented (entry uuid, agency text, kind text, changes jsonb)")
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="accounts_agency_project"):
        connection.execute(
            "CREATE TRIGGER p AFTER INSERT ON invented FOR EACH ROW EXECUTE FUNCTION public.accounts_agency_project()"
        )


def test_the_runtime_role_makes_nothing_of_its_own(databases, template):
    with databases.clone(template) as clone, clone.connect("default") as connection:
        for statement in (
            "CREATE TEMPORARY TABLE t (a int)",
            "CREATE TYPE pg_temp.jsonb AS (a text)",
            "CREATE FUNCTION pg_temp.f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
            "CREATE SCHEMA s",
            "CREATE FUNCTION public.f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(statement)


@pytest.fixture(scope="module")
def runtime(databases, template):
    with (
        databases.clone(template) as clone,
        clone.connect("default") as connection,
        clone.connect() as all_powerful,
    ):
        all_powerful.execute(f"GRANT TEMPORARY ON DATABASE {clone.name} TO ifar_app")
        columns = dict(
            all_powerful.execute(
                "SELECT attrelid::regclass::text, attname FROM pg_attribute WHERE attnum = 2 AND attrelid::regclass::text = ANY(%s)",
                [[*database.INSERT_ONLY, *database.PROJECTED]],
            ).fetchall()
        )
        yield connection, {table: f'"{name}"' for table, name in columns.items()}


def test_the_superuser_is_refused_by_the_triggers(catalogue):
    """A person with the database's own password has to switch triggers off, and verification finds what they did."""
    for table in database.INSERT_ONLY:
        try:
            catalogue.execute(f"TRUNCATE {table} CASCADE")
        except psycopg.errors.InsufficientPrivilege as no:
            assert re.search("refused|only", str(no)), table  # noqa: PT017 - a hundred tables, one after the other
        else:
            pytest.fail(f"not refused: {table}")


def test_the_database_knows_every_act_that_takes_several_people(catalogue):
    held = {
        row[0]: row[1:]
        for row in catalogue.execute("SELECT act, people, deciders, emergency FROM accounts_dualcontrol")
    }
    assert held == {
        act: (rule.people, sorted(rule.deciders), rule.emergency)
        for act, rule in dual_control.rules().items()
    }
    own = {act for acts in declared() for act in acts.dual_control}
    assert {*rights.DUAL_CONTROL, *own, *(act for act, n in lifecycle.DUAL_CONTROL.items() if n > 1)} == set(
        held
    )


@pytest.fixture(scope="module")
def restored(databases, template, tmp_path_factory, django_db_setup, django_db_blocker):
    """The objects of a migrated database that went through a backup: from a dump the server reads each condition anew, as it wrote it."""
    folder = tmp_path_factory.mktemp("restored")
    with (
        django_db_blocker.unblock(),
        databases.clone(template) as clone,
        databases.copy("template1") as other,
    ):
        with settings_at(clone.name):
            address = sessions.address("owner")
            tools = programs.folder(address)
            backup.back_up(
                folder / "one.backup", address, folder / "files", origin=ORIGIN, programs=tools, now=NOW
            )
        with settings_at(other.name):
            backup.restore(folder / "one.backup", sessions.address("owner"), folder / "back", programs=tools)
            call_command("migrate", verbosity=0, skip_checks=True, reference=False)
        with other.connect("verifier") as verifier:
            yield list(objects.found(verifier))


def test_the_catalogue_is_the_one_that_is_written_down(catalogue, restored):
    """What `ifar verify` holds a register to. After a migration: read the difference, then run this with WRITE_DOWN=1.

    Once for each major version of PostgreSQL that ifar works with where a server's own part (`server_*.txt`) is to be known.
    """
    major = catalogue.info.server_version // 10_000
    names = (described.LISTED, described.FOLDER / f"server_{major}.txt")
    has = described.written(objects.found(catalogue), restored)
    for name, text in zip(names, has, strict=True):
        if os.environ.get("WRITE_DOWN"):
            name.write_text(text, encoding="utf-8")
        assert text.splitlines() == name.read_text(encoding="utf-8").splitlines()


def test_a_register_that_was_restored_has_the_catalogue_of_the_program(catalogue, restored):
    assert list(described.compare(restored, catalogue.info.server_version // 10_000)) == []
