"""What the verifier needs to know about the reference data: what a load said, and how the rows of today follow from it.

The SQL stands here in full and calls no function of the database's own making, because whoever can alter rows can alter
functions too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from psycopg import Cursor

from ifar.ledger.sources import Difference, Replay, Source
from ifar.ledger.verification.report import unreadable
from ifar.reference import tables
from ifar.reference.columns import ADDITIONS

ACT: Final = "reference.loaded"

_ROWS: Final = """(SELECT encode(sha256(convert_to(coalesce(string_agg(r.code || E'\\t' || r.content::text, E'\\n' ORDER BY r.code COLLATE "C"),
    ''), 'UTF8')), 'hex') FROM reference_revision r WHERE r.list_id = v.list_id AND r.version = v.version)"""
"""Digest of the rows that a load wrote into one list."""

SAYS: Final = f"""SELECT v.entry, jsonb_build_object('lists', jsonb_agg(jsonb_build_object(
        'list', v.list_id, 'origin', v.origin, 'version', v.version, 'edition', v.edition, 'digest', v.digest, 'added', v.added, 'changed', v.changed,
        'retired', v.retired, 'rows', {_ROWS}) ORDER BY v.list_id COLLATE "C", v.version))
    FROM reference_listversion v WHERE v.entry = ANY(%s) GROUP BY v.entry"""

SOURCE: Final = Source(
    name="reference_listversion",
    acts=(ACT,),
    rows=SAYS,
    strays="""SELECT v.entry, 'version ' || v.version || ' of the list ' || v.list_id FROM reference_listversion v
              WHERE NOT EXISTS (SELECT FROM ledger_entry l WHERE l.entry = v.entry)
                AND EXISTS (SELECT FROM reference_listversion w JOIN ledger_entry l ON l.entry = w.entry)""",
)

# What a row says today, beside what the loads said of it last; a row that stands in no load, and one that is gone, too.
_LIVE: Final = """
SELECT coalesce(said.code, live.code), said.content, to_jsonb(live) FROM (
    SELECT DISTINCT ON (code) code, content FROM reference_revision WHERE list_id = %(list)s ORDER BY code, version DESC) AS said
FULL JOIN (SELECT * FROM reference_{table} {where}) AS live ON live.code = said.code"""
_TOLD: Final = """SELECT name FROM reference_codelist WHERE name IN (
    SELECT v.list_id FROM reference_listversion v JOIN ledger_entry l ON l.entry = v.entry) ORDER BY name"""
"""Lists of which a load speaks that the ledger has; what was loaded before is told with the first that is."""

# What the newest version of a list says decides; a revision of a version that no load names would be the newest. A version without an entry is a stray.
_UNTOLD: Final = """
SELECT r.list_id, r.code, r.version FROM reference_revision r
WHERE NOT EXISTS (SELECT FROM reference_listversion v WHERE v.list_id = r.list_id AND v.version = r.version) ORDER BY 1, 2, 3"""
_LISTS: Final = """
SELECT c.name, c.version, v.version, c.owner, v.origins FROM reference_codelist c LEFT JOIN LATERAL (
    SELECT max(v.version) AS version, array_agg(DISTINCT v.origin) AS origins FROM reference_listversion v WHERE v.list_id = c.name) AS v ON true
WHERE c.version IS DISTINCT FROM coalesce(v.version, 0) OR (v.version IS NOT NULL AND NOT c.owner = ANY (v.origins))"""
_VERSIONS: Final = """
SELECT live.code, live.version, said.version, live.origin, said.origins FROM (SELECT * FROM reference_{table} {where}) AS live JOIN (
    SELECT r.code, max(r.version) AS version, array_agg(DISTINCT v.origin) AS origins FROM reference_revision r
    JOIN reference_listversion v USING (list_id, version) WHERE r.list_id = %(list)s GROUP BY r.code) AS said ON said.code = live.code
WHERE live.version <> said.version OR NOT live.origin = ANY (said.origins)"""


def _check_live(cursor: Cursor[Any], objects: frozenset[str] | None) -> Iterator[Difference]:
    """Revisions of loads that the log knows, always; rows of the lists against them whenever a load, or everything, is looked at."""
    for name, code, version in cursor.execute(_UNTOLD).fetchall():
        place = f"reference_revision {name} {code}, version {version}"
        yield Difference("row_stray", place, "a row", "no row: no load that the log knows made this version")
    for name, version, last, owner, origins in cursor.execute(_LISTS).fetchall():
        says, should = f"version {version} of {owner}", f"version {last} of {' or '.join(origins or ())}"
        yield Difference("state_differs", f"list {name}", says, should)
    if objects is not None and not any(text.startswith("reference/") for text in objects):
        return
    cursor.execute(_TOLD)
    for (name,) in cursor.fetchall():
        if name not in ADDITIONS:
            yield from _check_list(cursor, name)


def _check_list(cursor: Cursor[Any], name: str) -> Iterator[Difference]:
    table = tables.table_of(name)
    where = "" if name in tables.TABLES else "WHERE list_id = %(list)s"
    cursor.execute(_VERSIONS.format(table=table.table, where=where).encode(), {"list": name})
    for code, version, last, origin, origins in cursor.fetchall():
        yield Difference(
            "state_differs",
            f"{name} {code}, version",
            f"{version} of {origin}",
            f"{last} of {' or '.join(origins)}",
        )
    cursor.execute(_LIVE.format(table=table.table, where=where).encode(), {"list": name})
    for code, value, live in cursor:
        place = f"{name} {code}"
        if live is None or value is None:
            kind, says = ("state_stray", "a row") if value is None else ("state_missing", "no row")
            yield Difference(
                kind, place, says, "no row: no load made it" if value is None else "the row that was loaded"
            )
            continue
        try:
            loaded = _should(table, name, code, value)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            yield unreadable(f"{place}, what was loaded", error)
            continue
        if table.key == "key":
            loaded["key"] = f"{name}/{code}"
        for column, should in loaded.items():
            if live[column] != should:
                yield Difference("state_differs", f"{place}, {column}", repr(live[column]), repr(should))


def _should(table: tables.Table, name: str, code: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of a row, from what was loaded; where it stands among the others is not told."""
    columns = {
        column: values[what]
        if isinstance(values.get(what), dict)
        else tables.value(code, what, values.get(what), name, 0)
        for column, what in table.fields.items()
        if what != "#"
    }
    begun, ended = values.get("valid_from"), values.get("valid_to")
    return {
        **columns,
        "source": values["source"],
        "valid_from": begun,
        "valid_to": max(begun or "", ended) if ended else None,
    }


LIVE: Final = Replay(name="reference", check=_check_live)
