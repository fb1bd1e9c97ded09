"""One row of any table, whatever its constraints say: what a verification asks of each table is asked of such a row."""

from __future__ import annotations

import uuid
from functools import cache
from typing import Any, Final

import psycopg
from django.apps import apps
from django.db.models import ForeignKey

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
    "public.procrastinate_job_status": "'todo'",
    "procrastinate_job_status": "'todo'",
    "public.procrastinate_job_event_type": "'deferred'",
    "procrastinate_job_event_type": "'deferred'",
    "inet": "'192.0.2.1'",
    "interval": "'1 day'",
}
OTHER: Final = {
    "uuid": "gen_random_uuid()",
    "jsonb": """'{"other": 2}'""",
    "boolean": "true",
    "timestamp with time zone": "'2027-02-03T04:05:06Z'",
    "date": "'2027-02-03'",
    "bytea": "'other'",
}


def value(kind: str, values: dict[str, str], text: str, number: str) -> str:
    if kind.endswith("[]"):
        return "'{}'" if text == "a" else "NULL"
    if kind in ("integer", "bigint", "smallint"):
        return number
    if kind == "numeric":
        return number[0]
    return values.get(kind, f"'{text}'")


@cache
def without_key() -> dict[tuple[str, str], tuple[str, str]]:
    """Table and column -> the table and column that it refers to, where no key of the database says so."""
    return {
        (model._meta.db_table, field.column): (to._meta.db_table, field.target_field.column)
        for model in apps.get_models()
        for field in model._meta.local_fields
        if isinstance(field, ForeignKey) and not field.db_constraint
        for to in [field.remote_field.model]
    }


class Rows:
    """Makes one row of any table, whatever its constraints say, in a database that is thrown away."""

    def __init__(self, connection: psycopg.Connection[Any], *, there: bool = False) -> None:
        self.connection = connection
        self.there = there
        self.made: dict[str, dict[str, str]] = {}
        self._making: list[str] = []

    def columns(self, table: str) -> list[tuple[str, str, str | None, str | None]]:
        rows = self.connection.execute(COLUMNS, [table]).fetchall()
        return [(name, kind, *(without_key().get((table, name)) or both)) for name, kind, *both in rows]

    def make(self, table: str) -> dict[str, str]:
        """SQL of each value of the row (`there`: of one that is there, if any is); a row that it refers to is made first."""
        if table in self.made:
            return self.made[table]
        if self.there:
            names = [name for name, *_ in self.columns(table)]
            texts = ", ".join(f'quote_nullable("{name}"::text)' for name in names)
            if there := self.connection.execute(f"SELECT {texts} FROM {table} LIMIT 1").fetchone():
                return self.made.setdefault(table, dict(zip(names, there, strict=True)))
        values: dict[str, str] = {}
        self._making.append(table)
        for name, kind, refers, of in self.columns(table):
            if refers and of and refers not in self._making:
                values[name] = self.make(refers)[of]
            elif kind == "uuid":
                values[name] = f"'{uuid.uuid4()}'"
            else:
                values[name] = value(kind, ONE, "a", "7007")
        self._making.remove(table)
        self.made[table] = values
        listed = ", ".join(f'"{name}"' for name in values)
        self.connection.execute(
            f"INSERT INTO {table} ({listed}) OVERRIDING SYSTEM VALUE VALUES ({', '.join(values.values())})"
        )
        return values


def without_watch(connection: psycopg.Connection[Any], *, there: bool = False) -> Rows:
    """Rows that nothing refuses: no trigger fires, and no check is asked."""
    connection.execute("SET session_replication_role = replica")
    with connection.transaction():
        connection.execute("SET LOCAL allow_system_table_mods = on")
        connection.execute("UPDATE pg_trigger SET tgenabled = 'D' WHERE NOT tgisinternal")
    for table, name in connection.execute(
        "SELECT conrelid::regclass::text, conname FROM pg_constraint WHERE contype = 'c' AND coninhcount = 0 "
        "AND connamespace = 'public'::regnamespace"
    ).fetchall():
        connection.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
    return Rows(connection, there=there)
