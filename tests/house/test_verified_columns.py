"""Every column of every row that stands for an act is compared with the act's entry, or stands below with the reason why not."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any, Final

import psycopg
import pytest

from ifar.ledger.sources import Source, all_sources
from tests.databases import Databases

NOT_COMPARED: Final = {
    ("accounts_client", "id"): "the database's own number; nothing outside names it",
    ("accounts_client", "token_hash"): "the token is taken after the act, once; it is no act of its own",
    ("accounts_client", "prefix"): "as the token",
    ("accounts_client", "last_used_at"): "when the programme asked last; changes with each request",
    (
        "accounts_client",
        "revoked_at",
    ): "compared by the replay of clients: whether the log holds a revocation",
    ("accounts_readbatch", "digest"): "rebuilt from the reads themselves: any other says `other reads`",
    ("reference_listversion", "id"): "the database's own number",
    ("reference_listversion", "loaded_at"): "the time of the entry is the one that counts",
}
COLUMNS: Final = """
SELECT a.attname, format_type(a.atttypid, NULL), (SELECT c.confrelid::regclass::text FROM pg_constraint c
    WHERE c.conrelid = a.attrelid AND c.contype = 'f' AND c.conkey = ARRAY[a.attnum] LIMIT 1) AS refers,
    (SELECT f.attname FROM pg_constraint c JOIN pg_attribute f ON f.attrelid = c.confrelid AND f.attnum = c.confkey[1]
     WHERE c.conrelid = a.attrelid AND c.contype = 'f' AND c.conkey = ARRAY[a.attnum] LIMIT 1)
FROM pg_attribute a WHERE a.attrelid = %s::regclass AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
ORDER BY a.attnum"""
ONE: Final = {
    "uuid": "gen_random_uuid()",
    "jsonb": """'{"one": 1}'""",
    "boolean": "false",
    "timestamp with time zone": "'2026-01-02T03:04:05Z'",
    "date": "'2026-01-02'",
    "bytea": "'one'",
}
OTHER: Final = {
    "uuid": "gen_random_uuid()",
    "jsonb": """'{"other": 2}'""",
    "boolean": "true",
    "timestamp with time zone": "'2027-02-03T04:05:06Z'",
    "date": "'2027-02-03'",
    "bytea": "'other'",
}


def _value(kind: str, values: dict[str, str], text: str, number: str) -> str:
    if kind.endswith("[]"):
        return "'{}'" if text == "a" else "NULL"
    if kind in ("integer", "bigint", "smallint"):
        return number
    return values.get(kind, f"'{text}'")


class Rows:
    """Makes one row of any table, whatever its constraints say, in a database that is thrown away."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self.connection = connection
        self.made: dict[str, dict[str, str]] = {}

    def columns(self, table: str) -> list[tuple[str, str, str | None, str | None]]:
        return self.connection.execute(COLUMNS, [table]).fetchall()

    def make(self, table: str) -> dict[str, str]:
        """SQL of each value of the row; a row that it refers to is made first."""
        if table in self.made:
            return self.made[table]
        values: dict[str, str] = {}
        for name, kind, refers, of in self.columns(table):
            if refers and of and refers != table:
                values[name] = self.make(refers)[of]
            elif kind == "uuid":
                values[name] = f"'{uuid.uuid4()}'"
            else:
                values[name] = _value(kind, ONE, "a", "7007")
        self.made[table] = values
        names = ", ".join(f'"{name}"' for name in values)
        self.connection.execute(
            f"INSERT INTO {table} ({names}) OVERRIDING SYSTEM VALUE VALUES ({', '.join(values.values())})"
        )
        return values


@pytest.fixture(scope="module")
def rows(databases: Databases, template: str) -> Iterator[Rows]:
    with databases.clone(template) as clone, clone.connect() as connection:
        connection.execute("SET session_replication_role = replica")
        with connection.transaction():
            connection.execute("SET LOCAL allow_system_table_mods = on")
            connection.execute("UPDATE pg_trigger SET tgenabled = 'D' WHERE NOT tgisinternal")
        for table, name in connection.execute(
            "SELECT conrelid::regclass::text, conname FROM pg_constraint WHERE contype = 'c' AND coninhcount = 0 "
            "AND connamespace = 'public'::regnamespace"
        ).fetchall():
            connection.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
        yield Rows(connection)


def _says(rows: Rows, source: Source, entry: str) -> tuple[list[Any], list[Any]]:
    said = rows.connection.execute(source.rows.encode(), ([entry],)).fetchall()
    values = {"all": True, "objects": []}
    tied = rows.connection.execute(source.ties.encode(), values).fetchall() if source.ties else []
    return said, [row for row in tied if str(row[0]) == entry]


@pytest.mark.parametrize("source", all_sources(), ids=lambda one: one.name)
def test_every_column_of_an_act_is_compared(rows: Rows, source: Source) -> None:
    key = next(name for name, *_ in rows.columns(source.name) if name in ("entry", "id"))
    if any(name == "entry" for name, *_ in rows.columns(source.name)):
        key = "entry"
    made = rows.make(source.name)
    entry = made[key].strip("'")
    rows.connection.execute(
        """INSERT INTO ledger_entry (entry, schema, act, actor, agency, recorded_at, object, commitments, canonical, leaf)
           VALUES (%s, 'a.b/1', 'a.b', 'x', 'x', '2026-01-01', 'x', '{}', '{}', '')""",
        [entry],
    )
    before = _says(rows, source, entry)
    assert before[0], "the row is there and its payload can be rebuilt"
    silent = []
    for name, kind, *_ in rows.columns(source.name):
        if (source.name, name) in NOT_COMPARED:
            continue
        with rows.connection.transaction(force_rollback=True):
            other = _value(kind, OTHER, "b", "8008")
            rows.connection.execute(
                f'UPDATE {source.name} SET "{name}" = {other} WHERE "{key}" = %s', [entry]
            )
            if _says(rows, source, entry) == before:
                silent.append(name)
    assert silent == []
