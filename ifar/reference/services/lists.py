"""Loading one list: what changed is found in Python, written set-based, and kept as a revision."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from ifar.reference import loaded, tables
from ifar.reference.columns import ADDITIONS, NOUNS
from ifar.reference.services.cursor import Cursor, copy_rows
from ifar.reference.sheets import Row, Sheet

OWN: Final = "ifar"
"""The origin of ifar's own tables; a country's folder has a name of its own."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load did to one list."""

    name: str
    version: int
    added: int = 0
    changed: int = 0
    retired: int = 0
    kept_by: str = ""


def load_sheet(
    cursor: Cursor, sheet: Sheet, origin: str, edition: str, now: dt.datetime, entry: UUID
) -> Loaded:
    """Bring one list to what the sheet says: new and changed rows in, rows that left ended, a version if anything changed."""
    owner, version = _list_of(cursor, sheet, origin)
    if owner not in (OWN, origin) and origin == OWN:
        return Loaded(sheet.name, version, kept_by=owner)
    cursor.execute(
        "SELECT digest FROM reference_listversion WHERE list_id = %s AND origin = %s ORDER BY version DESC LIMIT 1",
        [sheet.name, origin],
    )
    last = cursor.fetchone()
    digest = sheet.digest()
    if last and last[0] == digest:
        return Loaded(sheet.name, version)
    values, standing = _standing(cursor, sheet.name)
    allowed = [row for row in sheet.rows if origin != OWN or standing.get(row.code, (OWN, None))[0] == OWN]
    changed = [row for row in allowed if values.get(row.code) != row.content()]
    leaving = _leaving(sheet, standing, origin)
    done = Loaded(
        sheet.name,
        version + 1,
        sum(row.code not in values for row in changed),
        sum(row.code in values for row in changed),
        len(leaving),
    )
    _write_version(cursor, sheet, origin, edition, digest, done, now, entry)
    _write_rows(cursor, sheet, changed, origin, done.version)
    _retire(cursor, sheet.name, leaving, values, done.version, now.date())
    return done


def _list_of(cursor: Cursor, sheet: Sheet, origin: str) -> tuple[str, int]:
    """The list's owner and version, the list made first where it is new; a folder that replaces it becomes its owner."""
    cursor.execute(
        "INSERT INTO reference_codelist (name, title, version, owner) VALUES (%s, %s, 0, %s) ON CONFLICT (name) DO NOTHING",
        [sheet.name, sheet.title or sheet.name, origin],
    )
    if sheet.mode == "replace":
        cursor.execute("UPDATE reference_codelist SET owner = %s WHERE name = %s", [origin, sheet.name])
    cursor.execute("SELECT owner, version FROM reference_codelist WHERE name = %s", [sheet.name])
    owner, version = cursor.fetchone() or (origin, 0)
    return str(owner), int(version)


def _standing(cursor: Cursor, name: str) -> tuple[dict[str, Any], dict[str, tuple[str, dt.date | None]]]:
    """What each code said last, and whose the rows are that stand now."""
    cursor.execute(
        "SELECT DISTINCT ON (code) code, content FROM reference_revision WHERE list_id = %s ORDER BY code, version DESC",
        [name],
    )
    values = {
        code: json.loads(content) if isinstance(content, str) else content
        for code, content in cursor.fetchall()
    }
    if name in ADDITIONS:
        cursor.execute(
            "SELECT DISTINCT ON (r.code) r.code, v.origin, r.content->>'valid_to' FROM reference_revision r "
            "JOIN reference_listversion v USING (list_id, version) WHERE r.list_id = %s ORDER BY r.code, r.version DESC",
            [name],
        )
        rows = [
            (code, origin, dt.date.fromisoformat(ended) if ended else None)
            for code, origin, ended in cursor.fetchall()
        ]
    else:
        where = tables.where_of(name)
        cursor.execute(
            f"SELECT code, origin, valid_to FROM reference_{tables.table_of(name).table} {where}",
            [name] if where else None,
        )
        rows = cursor.fetchall()
    return values, {code: (origin, ended) for code, origin, ended in rows}


def _leaving(sheet: Sheet, standing: Mapping[str, tuple[str, dt.date | None]], origin: str) -> list[str]:
    """Codes that were this origin's (or anybody's, where the folder replaces the list) and are no longer in the file."""
    here = {row.code for row in sheet.rows}
    return [
        code
        for code, (whose, ended) in standing.items()
        if code not in here and ended is None and (whose == origin or sheet.mode == "replace")
    ]


def _write_version(
    cursor: Cursor,
    sheet: Sheet,
    origin: str,
    edition: str,
    digest: str,
    done: Loaded,
    now: dt.datetime,
    entry: UUID,
) -> None:
    cursor.execute(
        "UPDATE reference_codelist SET version = %s, title = CASE WHEN %s <> '' THEN %s ELSE title END WHERE name = %s",
        [done.version, sheet.title, sheet.title, sheet.name],
    )
    loaded.forget()
    cursor.execute(
        "INSERT INTO reference_listversion (list_id, version, origin, edition, digest, added, changed, retired, loaded_at, entry) "
        "VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
        [
            sheet.name,
            done.version,
            origin,
            sheet.edition or edition or now.date().isoformat(),
            digest,
            done.added,
            done.changed,
            done.retired,
            now,
            entry,
        ],
    )


def _write_rows(cursor: Cursor, sheet: Sheet, rows: list[Row], origin: str, version: int) -> None:
    if not rows:
        return
    copy_rows(
        cursor,
        "reference_revision",
        ("list_id", "code", "version", "content"),
        ((sheet.name, row.code, version, json.dumps(row.content(), ensure_ascii=False)) for row in rows),
    )
    if sheet.name in ADDITIONS:
        return
    table = tables.table_of(sheet.name)
    position = {row.code: number for number, row in enumerate(sheet.rows, start=1)}
    columns = (table.key, *table.fields, "version", "origin", "valid_from", "valid_to", "source")
    values = (
        (
            f"{sheet.name}/{row.code}" if table.key == "key" else row.code,
            *(
                tables.value(row.code, what, row.fields.get(what), sheet.name, position[row.code])
                for what in table.fields.values()
            ),
            version,
            origin,
            row.valid_from,
            row.valid_to,
            row.source,
        )
        for row in rows
    )
    name = f"reference_{table.table}"
    cursor.execute(f"CREATE TEMPORARY TABLE incoming (LIKE {name} INCLUDING DEFAULTS) ON COMMIT DROP")
    copy_rows(cursor, "incoming", columns, values)
    listed = ", ".join(columns)
    renewed = ", ".join(f"{column} = excluded.{column}" for column in columns if column != table.key)
    cursor.execute(
        f"INSERT INTO {name} ({listed}) SELECT {listed} FROM incoming ON CONFLICT ({table.key}) DO UPDATE SET {renewed}"
    )
    cursor.execute("DROP TABLE incoming")


def _retire(
    cursor: Cursor, name: str, codes: list[str], values: Mapping[str, Any], version: int, today: dt.date
) -> None:
    if not codes:
        return
    ended = [
        (name, code, version, json.dumps({**values.get(code, {}), "valid_to": today.isoformat()}))
        for code in codes
    ]
    copy_rows(cursor, "reference_revision", ("list_id", "code", "version", "content"), ended)
    if name not in ADDITIONS:
        where = tables.where_of(name).replace("WHERE", "AND")
        cursor.execute(
            f"UPDATE reference_{tables.table_of(name).table} SET valid_to = greatest(%s, valid_from), version = %s "
            f"WHERE code = ANY(%s) {where}",
            [today, version, codes, *([name] if where else [])],
        )


def known_codes(cursor: Cursor) -> dict[str, set[str]]:
    """Every code that stands, by list."""
    known: dict[str, set[str]] = {}
    for name in NOUNS:
        cursor.execute(f"SELECT code FROM reference_{tables.TABLES[name].table}")
        known[name] = {code for (code,) in cursor.fetchall()}
    cursor.execute("SELECT list_id, code FROM reference_code")
    for name, code in cursor.fetchall():
        known.setdefault(name, set()).add(code)
    return known
