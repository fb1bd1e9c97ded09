"""Every table belongs to one class, and verification looks into each table of a class that it verifies."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from ifar import database, table_classes
from ifar.ledger import sources
from ifar.ledger.reading import PLAINLY
from ifar.ledger.verification import rows, whole
from ifar.reference import tables
from tests.databases import Databases

TABLES = (
    "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') "
    "AND NOT relispartition ORDER BY relname"
)


class Asked(psycopg.Cursor[Any]):
    """A cursor that keeps what it was asked."""

    said: list[str]

    def execute(self, query: Any, *values: Any, **options: Any) -> Asked:
        text = query.as_string(None) if hasattr(query, "as_string") else query
        type(self).said.append(text.decode() if isinstance(text, bytes) else str(text))
        return super().execute(query, *values, **options)


@pytest.fixture(scope="module")
def verifier(databases: Databases, template: str) -> Iterator[psycopg.Connection[Any]]:
    with databases.clone(template) as clone, clone.connect("verifier") as connection:
        connection.autocommit = False
        connection.execute(PLAINLY)
        connection.execute(rows.EACH_ROW)
        yield connection


def test_w37_every_table_is_of_one_class(verifier: psycopg.Connection[Any]) -> None:
    tables = [name for (name,) in verifier.execute(TABLES)]
    assert {name: table_classes.class_of(name) for name in tables}
    lists = (table_classes.LEDGER, table_classes.PROGRAM, table_classes.DERIVED, table_classes.OPERATIONAL)
    named = [name for row in lists for name in row]
    assert len(named) == len(set(named))
    assert set(named) <= set(tables)
    assert not set(table_classes.OPERATIONAL) & {*database.INSERT_ONLY, *database.PROJECTED}


def test_w37_the_rows_of_each_act_are_a_source(verifier: psycopg.Connection[Any]) -> None:
    acts = {source.name for source in sources.all_sources()}
    assert {table_classes.class_of(name) for name in acts} <= {"event", "reference", "projection"}


def test_w45_the_programs_tables_are_compared_with_what_it_declares() -> None:
    assert {program.name for program in sources.all_programs()} == set(table_classes.PROGRAM)


def test_w37_verification_looks_into_every_table_that_it_is_said_to_prove(
    verifier: psycopg.Connection[Any],
) -> None:
    Asked.said = [
        whole._CHECKPOINTS,
        whole._STRAY_PERSONAL,
        whole._FALSE_ERASURES,
        rows._ENTRIES,
        rows._LEAVES,
    ]
    with Asked(verifier) as cursor:
        for replay in sources.all_replays():
            list(replay.check(cursor, None))
    Asked.said += [
        text for source in sources.all_sources() for text in (source.rows, source.strays, source.ties)
    ]
    words = set(re.findall(r"\w+", " ".join(Asked.said)))
    # A list's own table, and what a function of the database's reads: the catalogue holds its source.
    through = {f"reference_{table.table}" for table in tables.TABLES.values()} | {
        "reference_code",
        "files_removal",
    }
    silent = {
        name
        for (name,) in verifier.execute(TABLES).fetchall()
        if table_classes.class_of(name) not in ("ledger", "operational") and name not in words | through
    }
    assert silent == set(table_classes.UNPROVED)
