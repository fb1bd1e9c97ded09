"""Loading what comes along with the rows: spellings, words in languages, codes in other schemes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ifar.reference.columns import ADDITIONS
from ifar.reference.naming import calibre_key, make_keys, model_key, plain_key
from ifar.reference.services.cursor import Cursor, copy_rows
from ifar.reference.services.lists import OWN
from ifar.reference.sheets import Sheet
from ifar.reference.tables import table_of, where_of


def load_words(cursor: Cursor, sheets: Iterable[Sheet], origin: str) -> None:
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
    cursor: Cursor,
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
    copy_rows(cursor, "incoming", columns, rows)
    listed = ", ".join(columns)
    keys = unique.split(", ")
    renewed = ", ".join(f"{column} = excluded.{column}" for column in columns if column not in keys)
    action = "NOTHING" if origin == OWN else f"UPDATE SET {renewed}"
    cursor.execute(
        f"INSERT INTO reference_{table} ({listed}) SELECT DISTINCT ON ({unique}) {listed} FROM incoming "
        f"ORDER BY {unique} ON CONFLICT ({unique}) DO {action}"
    )
    cursor.execute("DROP TABLE incoming")


def _kept(cursor: Cursor, sheet: Sheet, origin: str) -> bool:
    cursor.execute("SELECT owner FROM reference_codelist WHERE name = %s", [sheet.name])
    owner = cursor.fetchone()
    return origin == OWN and owner is not None and owner[0] != OWN


def _foreign(cursor: Cursor, names: list[str], origin: str) -> set[tuple[str, str]]:
    """Codes of these lists that another origin took over, with all their words."""
    out: set[tuple[str, str]] = set()
    for name in names:
        if name in ADDITIONS:
            continue
        where = where_of(name)
        cursor.execute(
            f"SELECT code FROM reference_{table_of(name).table} {where or 'WHERE true'} AND origin <> %s",
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
