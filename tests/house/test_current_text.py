"""The database's functions and triggers: each stands in one place, `ifar migrate` makes the database equal to that, and a second time changes nothing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import InternalError, connections, transaction

from ifar import database, triggers
from ifar.acts import database as acts_database
from ifar.management import current_text
from ifar.triggers import Trigger

IFAR = Path(__file__).resolve().parents[2] / "ifar"
DEFINES = re.compile(r"\bCREATE\s+(?:OR\s+REPLACE\s+)?FUNCTION\s+([\w.\"]+)", re.IGNORECASE)
STANDS = """
SELECT 'function', oid::regprocedure::text, pg_get_functiondef(oid) || coalesce(proacl::text, '') || proowner::regrole
FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prokind = 'f'
UNION ALL SELECT 'trigger', tgrelid::regclass || ' ' || tgname, pg_get_triggerdef(oid) || tgenabled::text FROM pg_trigger WHERE NOT tgisinternal
ORDER BY 1, 2"""
"""What stands in the database."""
CHANGED = f"{STANDS.partition('ORDER')[0]} UNION ALL SELECT 'number', '', oid::text FROM pg_trigger ORDER BY 1, 2, 3"
"""The same, with what tells a trigger that was made anew from one that was left alone."""


def defined() -> list[tuple[str, str]]:
    """Name and file of every function that a text of ours defines."""
    rows = []
    for path in sorted([*IFAR.rglob("*.sql"), *IFAR.rglob("*.py")]):
        text = re.sub(r"--[^\n]*", "", path.read_text("utf-8")) if path.suffix == ".sql" else path.read_text()
        rows += [(name, str(path.relative_to(IFAR))) for name in DEFINES.findall(text)]
    return rows


def install() -> None:
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        current_text.install(cursor)


def migrate() -> None:
    call_command("migrate", reference=False, verbosity=0)


def test_each_function_is_defined_in_the_one_file_of_its_name():
    rows = defined()
    assert len({name for name, _ in rows}) == len(rows)
    made = [text.partition("FUNCTION ")[2].partition("(")[0] for text in acts_database.functions()]
    rows = [(name, path) for name, path in rows if path != "acts/database.py"]
    assert {name for name, _ in rows}.isdisjoint(made)
    for name, path in rows:
        app = path.partition("/")[0]
        frozen = {f"{app}/migrations/{item.name}" for item in (IFAR / app / "migrations").glob("*.sql")}
        assert path in (frozen if name in current_text.FROZEN else {f"{app}/sql/{name}.sql"}), path
        assert name.startswith(f"{app}_"), path
    assert len(current_text.files()) == len(rows) - len(current_text.FROZEN)


def test_an_app_has_two_migrations_at_most():
    """While no register is in use; from then on a table changes by one migration more, and this goes."""
    for app in apps.get_app_configs():
        if app.name.startswith("ifar."):
            assert len(list(Path(app.path, "migrations").glob("0*.py"))) <= 2, app.label


def test_what_columns_and_indexes_are_made_of_stays_as_it_was(committed_db):
    """They would keep what the former rule said, and the database would say nothing of it."""
    with committed_db.connect() as superuser:
        depended = {
            name
            for (name,) in superuser.execute(
                "SELECT DISTINCT p.proname FROM pg_depend d JOIN pg_proc p ON p.oid = d.refobjid AND d.refclassid = 'pg_proc'::regclass "
                "WHERE p.pronamespace = 'public'::regnamespace AND d.classid IN ('pg_class'::regclass, 'pg_attrdef'::regclass, "
                "'pg_constraint'::regclass) AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.objid = p.oid AND e.deptype = 'e')"
            )
        }
        texts = superuser.execute(
            "SELECT proname, prosrc FROM pg_proc WHERE proname = ANY(%s)", [[*current_text.FROZEN]]
        ).fetchall()
    called = {name for _, text in texts for name in re.findall(r"\b[a-z]+_\w+(?=\()", text)}
    assert depended <= current_text.FROZEN
    assert called & current_text.files().keys() == set()


def test_a_second_time_changes_nothing(committed_db):
    with committed_db.connect() as superuser:
        before = superuser.execute(CHANGED).fetchall()
        migrate()
        assert superuser.execute(CHANGED).fetchall() == before


def test_every_trigger_is_written_as_the_server_says_it_or_means_the_same(committed_db):
    """One that is declared and stands otherwise is made anew each time."""
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        parts = current_text._of_partitions(cursor)
        wanted = triggers.every([*current_text.declared(), *parts])
        stand = current_text._triggers(cursor)
        server_says = current_text._as_the_server_says(cursor, list(wanted.values()))
    assert {key: text for key, (text, _) in stand.items()} == server_says
    assert all(always for _, always in stand.values())


def test_what_is_altered_or_gone_or_too_much_is_put_right(committed_db):
    with committed_db.connect() as superuser:
        before = superuser.execute(STANDS).fetchall()
        superuser.execute(
            "CREATE OR REPLACE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';"
            "ALTER FUNCTION accounts_time(timestamptz) STRICT;"
            "DROP FUNCTION registry_marks_near;"
            "CREATE FUNCTION registry_extra() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';"
            "ALTER FUNCTION registry_extra OWNER TO ifar_owner;"
            "CREATE TRIGGER extra BEFORE INSERT ON registry_event FOR EACH ROW EXECUTE FUNCTION registry_extra();"
            "DROP TRIGGER apply ON cashier_event;"
            "CREATE TRIGGER apply BEFORE INSERT ON cashier_event FOR EACH ROW EXECUTE FUNCTION registry_extra();"
            "ALTER TABLE registry_event DISABLE TRIGGER refuse_change;"
            "DROP TRIGGER refuse_truncate ON ledger_entry_p0;"
            "DROP TRIGGER apply ON registry_event;"
            "CREATE TRIGGER apply BEFORE INSERT ON registry_event FOR EACH ROW WHEN (new.n > 7) EXECUTE FUNCTION registry_event_apply();"
            "ALTER TABLE registry_event ENABLE ALWAYS TRIGGER apply"
        )
        migrate()
        assert superuser.execute(STANDS).fetchall() == before


@pytest.fixture
def added(committed_db, monkeypatch, tmp_path):
    """One function more, `reference_tried`, as this text has it."""
    real, path = current_text.files(), tmp_path / "reference_tried.sql"
    monkeypatch.setattr(current_text, "files", lambda: real | {path.stem: path})
    return path.write_text


TRIED = "CREATE OR REPLACE FUNCTION reference_tried"
SIGNATURES = (
    "(day date, years integer) RETURNS date LANGUAGE sql AS 'SELECT day'",
    "(day date, years integer) RETURNS text LANGUAGE sql AS 'SELECT day::text'",
    "(years date, day integer) RETURNS text LANGUAGE sql AS 'SELECT years::text'",
    "(years date, day integer DEFAULT 1) RETURNS text LANGUAGE sql AS 'SELECT years::text'",
    "(years date, day integer) RETURNS text LANGUAGE sql AS 'SELECT years::text'",
    "(day date, years bigint) RETURNS date LANGUAGE sql AS 'SELECT day'",
    "(day date) RETURNS SETOF date LANGUAGE sql AS 'SELECT day'",
)
FAULTS = (
    (f"{TRIED}(day date) RETURNS date LANGUAGE sql AS 'SELEC';", "reference_tried.sql: syntax"),
    (
        f"{TRIED}(day date) RETURNS date LANGUAGE sql AS 'SELECT d FROM no_table';",
        "reference_tried.sql: .*no_table",
    ),
    (
        "CREATE OR REPLACE FUNCTION reference_another() RETURNS date LANGUAGE sql AS 'SELECT current_date';",
        "_another",
    ),
    ("SELECT 1;", "reference_tried"),
)


def test_a_function_of_another_signature_takes_the_place_of_the_former(committed_db, added, monkeypatch):
    with committed_db.connect() as superuser:
        before = superuser.execute(CHANGED).fetchall()
        for signature in SIGNATURES:
            added(f"{TRIED}{signature};")
            install()
            assert superuser.execute(
                "SELECT pg_get_function_arguments(oid), pg_get_function_result(oid) FROM pg_proc WHERE proname = 'reference_tried'"
            ).fetchall() == [re.fullmatch(r"\((.*)\) RETURNS (.*) LANGUAGE .*", signature).groups()]
        monkeypatch.undo()
        migrate()
        assert superuser.execute(CHANGED).fetchall() == before


def test_a_file_that_is_no_such_function_is_named_and_nothing_changes(committed_db, added):
    with committed_db.connect() as superuser:
        before = superuser.execute(CHANGED).fetchall()
        for text, named in FAULTS:
            added(text)
            with pytest.raises(CommandError, match=named):
                install()
            assert superuser.execute(CHANGED).fetchall() == before


def test_nothing_that_others_hang_on_is_taken_along(committed_db):
    """A view over a function that went: whoever made it must say what becomes of it."""
    with committed_db.connect() as superuser:
        superuser.execute(
            "CREATE FUNCTION registry_former() RETURNS integer LANGUAGE sql AS 'SELECT 1';"
            "ALTER FUNCTION registry_former OWNER TO ifar_owner;"
            "CREATE VIEW asked AS SELECT registry_former() AS one"
        )
        with pytest.raises(InternalError, match="asked"):
            install()


def test_two_declarations_of_one_trigger_are_refused():
    trigger = Trigger("apply", "BEFORE INSERT", "registry_event", "registry_event_apply")
    with pytest.raises(ValueError, match="Two triggers apply of registry_event"):
        triggers.every([trigger, trigger])


def test_every_table_on_the_lists_has_its_refusals():
    made = triggers.every(current_text.declared())
    for table in database.INSERT_ONLY:
        assert (table, "refuse_change") in made
        assert (table, "refuse_truncate") in made
    for table in database.PROJECTED:
        assert (table, "projection_only") in made
        assert (table, "refuse_truncate") in made
