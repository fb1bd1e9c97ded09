"""Writes of the reference data: load a folder of tables of facts, ifar's own or a country's.

Loading is set-based, idempotent and never deletes what others may refer to. It runs as the owner of the database, because the
runtime role may only read these tables.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Protocol

from django.db import connections, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ifar.errors import Invalid, Reason
from ifar.reference import iso
from ifar.reference.facts import ADDITIONS, NOUNS, Facts, Problem, Row, Sheet, read_folder
from ifar.reference.naming import calibre_key, make_keys, model_key, plain_key
from ifar.rights import Actor, require

OWN: Final = "ifar"
"""The origin of ifar's own tables; a country's folder has a name of its own."""

FOLDER: Final = Path(__file__).resolve().parent / "facts"
_LOCK: Final = 7_266_319_202_601
_MOST_PROBLEMS: Final = 200

WORDS: Final[Mapping[str, Any]] = {
    "empty": _("%(file)s.csv, line %(line)s: %(column)s is empty."),
    "too_long": _("%(file)s.csv, line %(line)s: %(column)s is too long: “%(value)s…”."),
    "not_allowed": _("%(file)s.csv, line %(line)s: “%(value)s” is not allowed in %(column)s."),
    "not_a_code": _(
        "%(file)s.csv, line %(line)s: “%(value)s” is no code. A code has small letters, digits, dots and hyphens; "
        "a model's code begins with its make's code and a slash."
    ),
    "not_a_date": _(
        "%(file)s.csv, line %(line)s: “%(value)s” in %(column)s is no date of the form 2026-12-31."
    ),
    "ends_before_it_starts": _("%(file)s.csv, line %(line)s: valid_to lies before valid_from."),
    "leads_nowhere": _("%(file)s.csv, line %(line)s: %(column)s says “%(value)s”, which no list holds."),
    "twice": _("%(file)s.csv, line %(line)s: “%(value)s” stands there twice."),
    "missing_column": _("%(file)s.csv has no column “%(value)s”."),
    "unknown_column": _("%(file)s.csv has a column “%(value)s” that this list does not know."),
    "wrong_number_of_columns": _(
        "%(file)s.csv, line %(line)s: the line has more or fewer columns than the first line."
    ),
    "not_csv": _("%(file)s.csv, line %(line)s: this is no CSV in UTF-8 (%(value)s)."),
}


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load did to one list."""

    name: str
    version: int
    added: int = 0
    changed: int = 0
    retired: int = 0
    kept_by: str = ""


class _Cursor(Protocol):
    def execute(self, query: str, params: Any = None) -> Any: ...
    def fetchall(self) -> list[tuple[Any, ...]]: ...
    def fetchone(self) -> tuple[Any, ...] | None: ...
    def copy(self, statement: str) -> Any: ...


def load_own(*, actor: Actor, using: str = "owner") -> list[Loaded]:
    """Load ifar's own tables of facts, with countries and subdivisions from pycountry and Babel."""
    require(actor, "reference:list:manage")
    facts = read_folder(_files(FOLDER), iso.codes(), partial=iso.GROUNDS)
    return _load(iso.completed(_sound(facts)), OWN, "2026.1", using)


def load_folder(*, actor: Actor, folder: Path, origin: str = "", using: str = "owner") -> list[Loaded]:
    """Load a country's folder of the same shape: it extends ifar's lists, or replaces those that its `lists.csv` names.

    Raises `Invalid` with one reason per wrong line; then nothing was loaded.
    """
    require(actor, "reference:list:manage")
    origin = origin or folder.name
    if origin == OWN:
        raise Invalid(
            "reference.origin", _("This name is ifar's own; give the folder another one."), field="origin"
        )
    files = _files(folder)
    if not files:
        raise Invalid("reference.folder_empty", _("There is no CSV file in this folder."), field="folder")
    with connections[using].cursor() as cursor:
        known = _known_codes(cursor)
    return _load(_sound(read_folder(files, known)), origin, "", using)


def _files(folder: Path) -> dict[str, list[str]]:
    out = {}
    for path in sorted(folder.glob("*.csv")):
        try:
            out[path.stem] = path.read_text(encoding="utf-8-sig").splitlines(keepends=True)
        except UnicodeDecodeError as error:
            problem = Problem(path.stem, 1, "", "not_csv", str(error.reason))
            raise Invalid("reference.facts", said(problem), reasons=[_reason(problem)]) from error
    return out


def said(problem: Problem) -> str:
    """A problem of a table of facts as a sentence."""
    return str(WORDS[problem.what]) % problem._asdict()


def _reason(problem: Problem) -> Reason:
    return Reason(
        f"reference.facts.{problem.what}", said(problem), field=problem.column, params=problem._asdict()
    )


def _sound(facts: Facts) -> Facts:
    if not facts.problems:
        return facts
    reasons = [_reason(problem) for problem in facts.problems[:_MOST_PROBLEMS]]
    raise Invalid(
        "reference.facts",
        _("The tables have %(count)s problems; nothing was loaded.") % {"count": len(facts.problems)},
        reasons=reasons,
    )


def _known_codes(cursor: _Cursor) -> dict[str, set[str]]:
    known: dict[str, set[str]] = {}
    for name in NOUNS:
        cursor.execute(f"SELECT code FROM reference_{TABLES[name].table}")
        known[name] = {code for (code,) in cursor.fetchall()}
    cursor.execute("SELECT list_id, code FROM reference_code")
    for name, code in cursor.fetchall():
        known.setdefault(name, set()).add(code)
    return known


def _load(facts: Facts, origin: str, edition: str, using: str) -> list[Loaded]:
    today = timezone.now()
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        done = [_load_sheet(cursor, sheet, origin, edition, today) for sheet in facts.sheets]
        if any(one.added or one.changed or one.retired for one in done):
            _load_words(cursor, facts.sheets, origin)
            for table in ("alias", "label", "mapping", "code", "model", "area", "revision"):
                cursor.execute(f"ANALYZE reference_{table}")
    return done


# --- one list -----------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class _Table:
    """Where the rows of a list live: table, key, and the columns that are taken from the row's fields."""

    table: str
    key: str
    fields: Mapping[str, str]


TABLES: Final[Mapping[str, _Table]] = {
    "country": _Table(
        "country",
        "code",
        {
            "alpha3": "alpha3",
            "numeric": "numeric",
            "name": "name",
            "region": "region",
            "successors": "successors",
        },
    ),
    "area": _Table(
        "area",
        "code",
        {"kind": "kind", "category": "category", "name": "name", "country_id": "country", "parent": "parent"},
    ),
    "firearm_type": _Table(
        "firearmtype",
        "code",
        {
            "parent": "parent",
            "position": "#",
            "is_firearm": "is_firearm",
            "bearing": "bearing",
            "action": "action",
        },
    ),
    "calibre": _Table(
        "calibre", "code", {"name": "name", "kind": "kind", "bore_um": "bore_mm", "case_um": "case_mm"}
    ),
    "make": _Table("make", "code", {"name": "name", "country_id": "country", "note": "note"}),
    "model": _Table(
        "model",
        "code",
        {"make_id": "@", "name": "name", "family": "family", "type_id": "type", "calibre_id": "calibre"},
    ),
    "retention_rule": _Table(
        "retentionrule",
        "code",
        {
            "instrument": "instrument",
            "record": "record",
            "years": "years",
            "starts": "starts",
            "adopted": "adopted",
            "access": "access",
            "article": "article",
        },
    ),
}
_MAY_BE_MISSING: Final = frozenset({"country", "type", "calibre", "bore_mm", "case_mm", "years"})
_SHORT: Final = _Table("code", "key", {"code": "=", "list_id": "!", "parent": "parent", "position": "#"})


def _load_sheet(cursor: _Cursor, sheet: Sheet, origin: str, edition: str, now: dt.datetime) -> Loaded:
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
    said, standing = _standing(cursor, sheet.name)
    allowed = [row for row in sheet.rows if origin != OWN or standing.get(row.code, (OWN, None))[0] == OWN]
    changed = [row for row in allowed if said.get(row.code) != row.content()]
    leaving = _leaving(sheet, standing, origin)
    done = Loaded(
        sheet.name,
        version + 1,
        sum(row.code not in said for row in changed),
        sum(row.code in said for row in changed),
        len(leaving),
    )
    _write_version(cursor, sheet, origin, edition, digest, done, now)
    _write_rows(cursor, sheet, changed, origin, done.version)
    _retire(cursor, sheet.name, leaving, said, done.version, now.date())
    return done


def _list_of(cursor: _Cursor, sheet: Sheet, origin: str) -> tuple[str, int]:
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


def _standing(cursor: _Cursor, name: str) -> tuple[dict[str, Any], dict[str, tuple[str, dt.date | None]]]:
    """What each code said last, and whose the rows are that stand now."""
    cursor.execute(
        "SELECT DISTINCT ON (code) code, content FROM reference_revision WHERE list_id = %s ORDER BY code, version DESC",
        [name],
    )
    said = {
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
        where = _where(name)
        cursor.execute(
            f"SELECT code, origin, valid_to FROM reference_{_table(name).table} {where}",
            [name] if where else None,
        )
        rows = cursor.fetchall()
    return said, {code: (origin, ended) for code, origin, ended in rows}


def _table(name: str) -> _Table:
    return TABLES.get(name, _SHORT)


def _where(name: str) -> str:
    return "" if name in TABLES else "WHERE list_id = %s"


def _leaving(sheet: Sheet, standing: Mapping[str, tuple[str, dt.date | None]], origin: str) -> list[str]:
    """Codes that were this origin's (or anybody's, where the folder replaces the list) and are no longer in the file."""
    here = {row.code for row in sheet.rows}
    return [
        code
        for code, (whose, ended) in standing.items()
        if code not in here and ended is None and (whose == origin or sheet.mode == "replace")
    ]


def _write_version(
    cursor: _Cursor, sheet: Sheet, origin: str, edition: str, digest: str, done: Loaded, now: dt.datetime
) -> None:
    cursor.execute(
        "UPDATE reference_codelist SET version = %s, title = CASE WHEN %s <> '' THEN %s ELSE title END WHERE name = %s",
        [done.version, sheet.title, sheet.title, sheet.name],
    )
    cursor.execute(
        "INSERT INTO reference_listversion (list_id, version, origin, edition, digest, added, changed, retired, loaded_at) "
        "VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)",
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
        ],
    )


def _write_rows(cursor: _Cursor, sheet: Sheet, rows: list[Row], origin: str, version: int) -> None:
    if not rows:
        return
    _copy(
        cursor,
        "reference_revision",
        ("list_id", "code", "version", "content"),
        ((sheet.name, row.code, version, json.dumps(row.content(), ensure_ascii=False)) for row in rows),
    )
    if sheet.name in ADDITIONS:
        return
    table = _table(sheet.name)
    position = {row.code: number for number, row in enumerate(sheet.rows, start=1)}
    columns = (table.key, *table.fields, "version", "origin", "valid_from", "valid_to", "source")
    values = (
        (
            f"{sheet.name}/{row.code}" if table.key == "key" else row.code,
            *(_value(row, what, sheet.name, position[row.code]) for what in table.fields.values()),
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
    _copy(cursor, "incoming", columns, values)
    listed = ", ".join(columns)
    renewed = ", ".join(f"{column} = excluded.{column}" for column in columns if column != table.key)
    cursor.execute(
        f"INSERT INTO {name} ({listed}) SELECT {listed} FROM incoming ON CONFLICT ({table.key}) DO UPDATE SET {renewed}"
    )
    cursor.execute("DROP TABLE incoming")


def _value(row: Row, what: str, name: str, position: int) -> Any:
    """A column's value: a field of the row, or its code (`=`), its make (`@`), its list (`!`), its line (`#`)."""
    special = {"=": row.code, "@": row.code.partition("/")[0], "!": name, "#": position}
    if what in special:
        return special[what]
    value = row.fields.get(what)
    if isinstance(value, dict):
        return json.dumps(value)
    if what in _MAY_BE_MISSING:
        return None if value == "" else value
    return "" if value is None else value


def _retire(
    cursor: _Cursor, name: str, codes: list[str], said: Mapping[str, Any], version: int, today: dt.date
) -> None:
    if not codes:
        return
    ended = [
        (name, code, version, json.dumps({**said.get(code, {}), "valid_to": today.isoformat()}))
        for code in codes
    ]
    _copy(cursor, "reference_revision", ("list_id", "code", "version", "content"), ended)
    if name not in ADDITIONS:
        where = _where(name).replace("WHERE", "AND")
        cursor.execute(
            f"UPDATE reference_{_table(name).table} SET valid_to = greatest(%s, valid_from), version = %s "
            f"WHERE code = ANY(%s) {where}",
            [today, version, codes, *([name] if where else [])],
        )


def _copy(cursor: _Cursor, table: str, columns: Iterable[str], rows: Iterable[tuple[Any, ...]]) -> None:
    with cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


# --- spellings, words and other schemes -----------------------------------------------------------------------------------
def _load_words(cursor: _Cursor, sheets: Iterable[Sheet], origin: str) -> None:
    """Write aliases, labels and mappings of this origin anew.

    Spellings of several origins stand side by side, because they only help to recognise; words and codes in other schemes of a
    row that a country took over are the country's alone.
    """
    sheets = [sheet for sheet in sheets if not _kept(cursor, sheet, origin)]
    names = [sheet.name for sheet in sheets]
    codes = [(sheet.name, row.code) for sheet in sheets if sheet.name not in ADDITIONS for row in sheet.rows]
    foreign = _foreign(cursor, names, origin) if origin == OWN else set()
    for table, columns, unique, rows in (
        (
            "alias",
            ("list_id", "scope", "alias", "key", "code", "rank", "source"),
            "list_id, scope, alias, code",
            _aliases(sheets),
        ),
        ("label", ("list_id", "code", "language", "text"), "list_id, code, language", _labels(sheets)),
        (
            "mapping",
            ("list_id", "code", "scheme", "value", "source"),
            "list_id, code, scheme, value",
            _mappings(sheets),
        ),
    ):
        at = columns.index("code")
        cursor.execute(
            f"DELETE FROM reference_{table} WHERE origin = %s AND list_id = ANY(%s)",
            [origin, _touched(sheets)],
        )
        if origin != OWN and table != "alias":
            cursor.execute(
                f"DELETE FROM reference_{table} t USING unnest(%s::text[], %s::text[]) AS own (list, code) "
                "WHERE t.list_id = own.list AND t.code = own.code AND t.origin = %s",
                [[name for name, _code in codes], [code for _name, code in codes], OWN],
            )
        written = [(*row, origin) for row in rows if table == "alias" or (row[0], row[at]) not in foreign]
        _merge(cursor, table, (*columns, "origin"), unique, written, origin)


def _merge(
    cursor: _Cursor,
    table: str,
    columns: tuple[str, ...],
    unique: str,
    rows: list[tuple[Any, ...]],
    origin: str,
) -> None:
    cursor.execute(
        f"CREATE TEMPORARY TABLE incoming (LIKE reference_{table} INCLUDING DEFAULTS) ON COMMIT DROP"
    )
    cursor.execute("ALTER TABLE incoming DROP COLUMN id")
    _copy(cursor, "incoming", columns, rows)
    listed = ", ".join(columns)
    keys = unique.split(", ")
    renewed = ", ".join(f"{column} = excluded.{column}" for column in columns if column not in keys)
    action = "NOTHING" if origin == OWN else f"UPDATE SET {renewed}"
    cursor.execute(
        f"INSERT INTO reference_{table} ({listed}) SELECT DISTINCT ON ({unique}) {listed} FROM incoming "
        f"ORDER BY {unique} ON CONFLICT ({unique}) DO {action}"
    )
    cursor.execute("DROP TABLE incoming")


def _kept(cursor: _Cursor, sheet: Sheet, origin: str) -> bool:
    cursor.execute("SELECT owner FROM reference_codelist WHERE name = %s", [sheet.name])
    owner = cursor.fetchone()
    return origin == OWN and owner is not None and owner[0] != OWN


def _foreign(cursor: _Cursor, names: list[str], origin: str) -> set[tuple[str, str]]:
    """Codes of these lists that another origin took over, with all their words."""
    out: set[tuple[str, str]] = set()
    for name in names:
        if name in ADDITIONS:
            continue
        where = _where(name)
        cursor.execute(
            f"SELECT code FROM reference_{_table(name).table} {where or 'WHERE true'} AND origin <> %s",
            [*([name] if where else []), origin],
        )
        out |= {(name, code) for (code,) in cursor.fetchall()}
    return out


def _touched(sheets: Iterable[Sheet]) -> list[str]:
    names = set()
    for sheet in sheets:
        names |= {str(row.fields["list"]) for row in sheet.rows} if sheet.name in ADDITIONS else {sheet.name}
    return sorted(names)


def key_of(name: str, text: str) -> str:
    """The folded key under which an alias of a list is found."""
    if name == "make":
        return make_keys(text)[0]
    return {"model": model_key, "calibre": calibre_key}.get(name, plain_key)(text)


def _aliases(sheets: Iterable[Sheet]) -> list[tuple[Any, ...]]:
    out: list[tuple[Any, ...]] = []
    for sheet in sheets:
        for row in sheet.rows:
            if sheet.name == "alias":
                name, text, code = (str(row.fields[column]) for column in ("list", "alias", "code"))
                out.append(
                    (name, str(row.fields["scope"] or ""), text, key_of(name, text), code, 1, row.source)
                )
                continue
            scope = row.code.partition("/")[0] if sheet.name == "model" else ""
            out += [
                (sheet.name, scope, text, key_of(sheet.name, text), row.code, rank, row.source)
                for rank, text in enumerate(row.aliases, start=1)
            ]
    return out


def _labels(sheets: Iterable[Sheet]) -> list[tuple[Any, ...]]:
    out: list[tuple[Any, ...]] = []
    for sheet in sheets:
        for row in sheet.rows:
            if sheet.name == "label":
                out.append(tuple(str(row.fields[column]) for column in ("list", "code", "language", "text")))
            out += [(sheet.name, row.code, language, text) for language, text in row.labels.items()]
    return out


def _mappings(sheets: Iterable[Sheet]) -> list[tuple[Any, ...]]:
    out: list[tuple[Any, ...]] = []
    for sheet in sheets:
        for row in sheet.rows:
            if sheet.name == "mapping":
                out.append(
                    (*(str(row.fields[column]) for column in ("list", "code", "scheme", "value")), row.source)
                )
            out += [(sheet.name, row.code, scheme, value, row.source) for scheme, value in row.mappings]
    return out
