"""What a superuser does to the rows of each table, with whatever watched them out of the way: a second row of the same entry, a row that a false
constraint hides, rules of the program that were widened or taken away."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import psycopg
import pytest

from ifar import database, table_classes
from ifar.ledger import sources
from ifar.ledger.reading import PLAINLY
from ifar.ledger.sources import Program
from ifar.ledger.verification import constraints, rows
from tests.databases import Databases
from tests.rows import Rows, without_watch

TABLES: Final = (
    "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') "
    "AND NOT relispartition ORDER BY relname"
)
KEYS: Final = (
    "SELECT conrelid::regclass::text, conname FROM pg_constraint WHERE contype IN ('p', 'u') AND conparentid = 0 "
    "AND connamespace = 'public'::regnamespace"
)
UNIQUE: Final = (
    "SELECT indexrelid::regclass::text FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid WHERE indisunique "
    "AND c.relnamespace = 'public'::regnamespace AND NOT c.relispartition"
)
ALWAYS: Final = sorted(
    {
        *table_classes.LEDGER,
        *database.INSERT_ONLY,
        *database.PROJECTED,
        *table_classes.PROGRAM,
        *table_classes.DERIVED,
    }
)


@pytest.fixture(scope="module")
def doubled(databases: Databases, template: str) -> Iterator[set[str]]:
    """The tables of which verification says that a row stands twice, where one row of each table does."""
    with databases.clone(template) as clone, clone.connect() as connection:
        made: Rows = without_watch(connection, there=True)
        tables = [name for (name,) in connection.execute(TABLES)]
        for table in tables:
            made.make(table)
        for table, name in connection.execute(KEYS).fetchall():
            connection.execute(f'ALTER TABLE {table} DROP CONSTRAINT IF EXISTS "{name}" CASCADE')
        for (name,) in connection.execute(UNIQUE).fetchall():
            connection.execute(f"DROP INDEX {name} CASCADE")
        for table in tables:
            columns = ", ".join(f'"{name}"' for name, *_ in made.columns(table))
            values = ", ".join(made.made[table].values())
            connection.execute(f"INSERT INTO {table} ({columns}) OVERRIDING SYSTEM VALUE VALUES ({values})")
        connection.execute("SET ROLE ifar_verifier")
        connection.execute(PLAINLY)
        differences = list(constraints.check(connection, True))
        yield {
            difference.place.partition(",")[0]
            for difference in differences
            if difference.says.endswith(" in 2 rows")
        }


@pytest.mark.parametrize("table", ALWAYS)
def test_w37_a_second_row_behind_a_key_that_was_dropped_is_named(doubled: set[str], table: str) -> None:
    assert table in doubled


@pytest.fixture(scope="module")
def clone(databases: Databases, template: str) -> Iterator[psycopg.Connection[Any]]:
    with databases.clone(template) as made, made.connect() as connection:
        yield connection


FORGED: Final = (
    # The key is there in name only.
    "UPDATE pg_index SET indisunique = false, indisready = false, indisvalid = false WHERE indrelid = 'accounts_exclusion'::regclass;"
    "INSERT INTO accounts_exclusion SELECT * FROM accounts_exclusion LIMIT 1;"
    "UPDATE pg_index SET indisunique = true, indisready = true, indisvalid = true WHERE indrelid = 'accounts_exclusion'::regclass"
)


def test_w37_a_key_that_only_says_that_it_is_one_is_named(clone: psycopg.Connection[Any]) -> None:
    with clone.transaction(force_rollback=True):
        clone.execute("SET LOCAL allow_system_table_mods = on")
        clone.execute(FORGED)
        clone.execute("SET LOCAL ROLE ifar_verifier")
        results = [difference.place for difference in constraints.check(clone, False)]
    assert [place for place in results if place.startswith("accounts_exclusion, ")]


HIDING: Final = (
    ("accounts_dualcontrol", "act", "registry.destroyed"),
    ("reference_country", "code", "DE"),
    ("reference_revision", "code", "DE"),
    ("ledger_entry_p0", "act", "a.b"),
)


@pytest.mark.parametrize(("table", "column", "value"), HIDING)
def test_w44_a_false_check_hides_no_row_from_verification(
    clone: psycopg.Connection[Any], table: str, column: str, value: str
) -> None:
    asked = f"SELECT count(*) > 0 FROM {table.removesuffix('_p0')} WHERE {column} = '{value}'"
    with clone.transaction(force_rollback=True):
        clone.execute("SET LOCAL allow_system_table_mods = on")
        if table == "ledger_entry_p0":
            clone.execute("ALTER TABLE ledger_entry DISABLE TRIGGER ALL")
            clone.execute(
                "INSERT INTO ledger_entry (entry, schema, act, actor, agency, recorded_at, object, commitments, canonical, leaf) "
                "VALUES (gen_random_uuid(), 'a.b/1', 'a.b', 'x', 'x', '2026-01-01', 'x', '{}', '{}', '')"
            )
        clone.execute(f"ALTER TABLE {table} ADD CONSTRAINT hides CHECK ({column} = 'none') NOT VALID")
        clone.execute("UPDATE pg_constraint SET convalidated = true WHERE conname = 'hides'")
        clone.execute(f"ALTER TABLE {table} ALTER COLUMN {column} SET STATISTICS 50")  # it is read anew
        if table != "ledger_entry_p0":  # there it needs no setting
            clone.execute("SET LOCAL constraint_exclusion = on")
        assert clone.execute(asked).fetchone() == (False,), "it does hide them"
        clone.execute("SET LOCAL ROLE ifar_verifier")
        clone.execute(PLAINLY)
        clone.execute(rows.EACH_ROW)
        assert clone.execute(asked).fetchone() == (True,)


def test_w44_a_row_that_breaks_a_constraint_is_named(clone: psycopg.Connection[Any]) -> None:
    with clone.transaction(force_rollback=True):
        for statement in (
            "ALTER TABLE reference_code DISABLE TRIGGER ALL",
            "ALTER TABLE reference_code DROP CONSTRAINT reference_code_validity",
            "UPDATE reference_code SET valid_from = '2026-01-02', valid_to = '2026-01-01' WHERE key = (SELECT min(key) FROM reference_code)",
            "SET LOCAL session_replication_role = replica",
            "UPDATE reference_code SET list_id = 'nowhere' WHERE key = (SELECT max(key) FROM reference_code)",
            "ALTER TABLE reference_make ALTER COLUMN name DROP NOT NULL",
            "UPDATE reference_make SET name = NULL WHERE code = (SELECT min(code) FROM reference_make)",
        ):
            clone.execute(statement)
        clone.execute("SET LOCAL ROLE ifar_verifier")
        results = {f"{difference.place}: {difference.says}" for difference in constraints.check(clone, False)}
    assert "reference_code, reference_code_validity: 1 rows" in results
    assert [text for text in results if text.startswith("reference_code, ") and "nowhere" in text]
    assert "reference_make, a column that is never empty: 1 rows" in results


WAYS: Final = ("emptied", "widened", "taken out", "doubled", "another")


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("program", sources.all_programs(), ids=lambda item: item.name)
def test_w45_the_programs_rules_are_named_where_they_are_others(
    clone: psycopg.Connection[Any], program: Program, way: str
) -> None:
    name, last = program.name, program.columns[-1]
    code = f"ctid = (SELECT min(ctid) FROM {name})"
    text = "'{zz}'" if last not in ("other", "permission", "physical", "when_merged") else "'zz'"
    text = """'{"zz": "actor"}'""" if last == "stamps" else text
    other = f"NOT {last}" if last == "when_merged" else text
    statements = {
        "emptied": f"DELETE FROM {name}",
        "taken out": f"DELETE FROM {name} WHERE {code}",
        "widened": f"UPDATE {name} SET {last} = {other} WHERE {code}",
        "doubled": f"INSERT INTO {name} ({', '.join(program.columns)}) SELECT {', '.join(program.columns)} FROM {name} WHERE {code}",
        "another": f"UPDATE {name} SET {program.key[0]} = 'zz' WHERE {code}",
    }
    with clone.transaction(force_rollback=True):
        for table, key in clone.execute(KEYS).fetchall():
            if table == name:
                clone.execute(f'ALTER TABLE {name} DROP CONSTRAINT "{key}"')
        with clone.cursor() as cursor:
            assert list(program.check(cursor, frozenset())) == []
            cursor.execute(statements[way])
            results = [difference.place for difference in program.check(cursor, frozenset())]
    assert results
    assert all(place.startswith(f"{name} ") for place in results)
