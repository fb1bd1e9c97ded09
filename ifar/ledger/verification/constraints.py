"""The constraints: that the rows keep each one that the program makes, however they came to be there.

What a table promises is read from the text of the catalogue (`catalogue.txt`) and not from the database, and asked of its rows without any index: a
second row behind a key that was dropped, or that only says that it is unique, a row that no check would let in and one that refers to nothing are
named, whatever the database says of its own constraints now.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

import psycopg

from ifar import database
from ifar.ledger.sources import Difference
from ifar.ledger.verification.catalogue import listed

SMALL: Final = 64 * 2**20
"""Bytes of a table that is looked through in a quick run too."""
NAMED: Final = 20
"""How many rows that break one constraint are named."""

_KEY: Final = re.compile(
    r"USING btree \((.*?)\)(?: INCLUDE \([^)]*\))?(?: NULLS NOT DISTINCT)?(?: WHERE \((.*)\))?", re.DOTALL
)
_FOREIGN: Final = re.compile(r"FOREIGN KEY \(([^)]*)\) REFERENCES (\S+?)\(([^)]*)\).*")
_CHECK: Final = re.compile(r"CHECK \((.*)\)(?: NO INHERIT)?", re.DOTALL)
_BY_ROWS: Final = """
SELECT pg_catalog.set_config(name, 'off', true) FROM pg_catalog.unnest(ARRAY['enable_indexscan', 'enable_indexonlyscan', 'enable_bitmapscan',
    'enable_nestloop', 'constraint_exclusion', 'enable_partition_pruning', 'jit']) AS s(name)"""
_PARTS: Final = """
SELECT c.oid::pg_catalog.regclass::text, pg_catalog.pg_get_partition_constraintdef(c.oid) FROM pg_catalog.pg_class c
WHERE c.relispartition AND c.relkind = 'r' AND c.relnamespace = 'public'::pg_catalog.regnamespace"""
_SIZES: Final = """
SELECT 'public.' || c.relname, pg_catalog.sum(pg_catalog.pg_relation_size(coalesce(p.relid, c.oid)))::int8 FROM pg_catalog.pg_class c
LEFT JOIN LATERAL pg_catalog.pg_partition_tree(c.oid) p ON c.relkind = 'p'
WHERE c.relnamespace = 'public'::pg_catalog.regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition GROUP BY 1"""


@dataclass
class Promises:
    """What one table promises of its rows, as SQL by the name of the constraint, or of the column that must not be empty."""

    is_partitioned: bool = False
    unread: set[str] = field(default_factory=set)
    required: list[str] = field(default_factory=list)
    checks: dict[str, str] = field(default_factory=dict)
    keys: dict[str, tuple[str, str]] = field(default_factory=dict)
    foreign: dict[str, tuple[str, str, str]] = field(default_factory=dict)

    def reads(self, sql: str) -> bool:
        """Whether the verifier may read all columns that SQL speaks of."""
        return not self.unread.intersection(re.findall(r"\w+", sql))


@cache
def promises(major: int) -> dict[str, Promises]:
    """What each table promises, by its qualified name."""
    result: dict[str, Promises] = {}
    mine = f"rights of {database.VERIFIER}"
    whole = {
        relation
        for (kind, relation, _), (facts, *_) in listed(major).items()
        if kind == "table" and mine in facts
    }
    for (kind, relation, name), (facts, *_) in listed(major).items():
        if kind == "table" and not relation.endswith("(partition)"):
            result.setdefault(relation, Promises()).is_partitioned = facts["kind"] == "p"
        if kind == "column" and not relation.endswith("(partition)"):
            item = result.setdefault(relation, Promises())
            if relation not in whole and mine not in facts:
                item.unread.add(name)
            elif "required" in facts:
                item.required.append(name)
    for (kind, relation, name), (facts, *_) in listed(major).items():
        if kind not in ("constraint", "index") or relation not in result:
            continue
        item, definition = result[relation], facts["definition"]
        if kind == "index" and "unique" in facts and (key := _KEY.fullmatch(definition)):
            item.keys[name] = (key[1], key[2] or "true")
        elif check := _CHECK.fullmatch(definition):
            item.checks[name] = check[1]
        elif foreign := _FOREIGN.fullmatch(definition):
            item.foreign[name] = (foreign[1], foreign[2], foreign[3])
    return result


def check(connection: psycopg.Connection[Any], whole: bool) -> Iterator[Difference]:
    """Every row that breaks a constraint of the program's; of large tables only where everything is looked at."""
    kept = promises(connection.info.server_version // 10_000)
    with connection.transaction(force_rollback=True):  # what is set for it alone is taken back
        connection.execute(_BY_ROWS)
        for table, size in connection.execute(_SIZES).fetchall():
            if table in kept and size and (whole or size <= SMALL):
                yield from _check_table(connection, table, kept)
        for part, bounds in connection.execute(_PARTS).fetchall() if whole else ():
            beyond = f"SELECT 'bounds', count(*) || ' rows' FROM ONLY {part} WHERE NOT ({bounds}) HAVING count(*) > 0"
            yield from _violations(connection, f"partition {part}", [beyond])


def _check_table(
    connection: psycopg.Connection[Any], table: str, kept: dict[str, Promises]
) -> Iterator[Difference]:
    item = kept[table]
    rows = table if item.is_partitioned else f"ONLY {table}"
    required = ", ".join(_quoted(column) for column in item.required)
    asked = {"a column that is never empty": f"num_nulls({required}) > 0"} if required else {}
    asked |= {name: f"({sql}) IS FALSE" for name, sql in item.checks.items() if item.reads(sql)}
    queries = []
    if asked:
        names = ", ".join(map(_literal, asked))
        counts = ", ".join(f"count(*) FILTER (WHERE {sql})" for sql in asked.values())
        queries.append(
            f"""SELECT name, number || ' rows' FROM (
                SELECT unnest(ARRAY[{names}]) AS name, unnest(ARRAY[{counts}]) AS number FROM {rows}) c WHERE number > 0"""
        )
    for name, (columns, where) in item.keys.items():
        if item.reads(f"{columns} {where}"):
            queries.append(
                f"""(SELECT {_literal(name)}, concat_ws(' ', {columns}) || ' in ' || count(*) || ' rows' FROM {rows}
                WHERE ({where}) AND num_nulls({columns}) = 0 GROUP BY {columns} HAVING count(*) > 1 LIMIT {NAMED})"""
            )
    for name, (columns, other, keys) in item.foreign.items():
        target = kept.get(other)
        if target is not None and item.reads(columns) and target.reads(keys):
            ours, theirs = columns.split(", "), keys.split(", ")
            same = " AND ".join(f"f.{key} = r.{column}" for column, key in zip(ours, theirs, strict=True))
            values = ", ".join(f"r.{column}" for column in ours)
            there = other if target.is_partitioned else f"ONLY {other}"
            queries.append(
                f"""(SELECT {_literal(name)}, concat_ws(' ', {values}) || ', which {other} has not' FROM {rows} r
                WHERE num_nulls({values}) = 0 AND NOT EXISTS (SELECT FROM {there} f WHERE {same}) LIMIT {NAMED})"""
            )
    yield from _violations(connection, table.removeprefix("public."), queries)


def _quoted(column: str) -> str:
    return '"' + column.replace('"', '""') + '"'


def _literal(name: str) -> str:
    return "'" + name.replace("'", "''") + "'"


def _violations(connection: psycopg.Connection[Any], place: str, queries: list[str]) -> Iterator[Difference]:
    """What breaks constraints of one table; nothing where a table or a column is not there, which the comparison of the catalogue names."""
    try:
        with connection.transaction():
            rows = connection.execute(" UNION ALL ".join(queries).encode()).fetchall() if queries else []
    except (psycopg.errors.UndefinedTable, psycopg.errors.UndefinedColumn, psycopg.errors.UndefinedFunction):
        return
    for name, says in rows:
        yield Difference("constraint_broken", f"{place}, {name}", says, "no row that breaks it")
