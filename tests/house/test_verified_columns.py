"""Every column of every row that stands for an act is compared with the act's entry, or stands below with the reason why not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import pytest

from ifar import database
from ifar.ledger.sources import Source, all_sources
from tests.databases import Databases
from tests.rows import OTHER, Rows, value, without_watch

NOT_COMPARED: Final = {
    ("accounts_client", "id"): "the database's own number; nothing outside names it",
    ("accounts_client", "token_hash"): "the token is taken after the act, once; it is no act of its own",
    ("accounts_client", "prefix"): "as the token",
    ("accounts_client", "last_used_at"): "when the programme asked last; changes with each request",
    (
        "accounts_client",
        "revoked_at",
    ): "compared by the replay of clients: whether the log holds a revocation",
    **dict.fromkeys(
        [(table, name) for table, names in database.WORDS.items() for name in names],
        "compared with the value that stands apart from the log (`sources.kept_apart`)",
    ),
    ("accounts_readbatch", "digest"): "rebuilt from the reads themselves: any other says `other reads`",
    ("reference_listversion", "id"): "the database's own number",
    ("reference_listversion", "loaded_at"): "the time of the entry is the one that counts",
}


@pytest.fixture(scope="module")
def rows(databases: Databases, template: str) -> Iterator[Rows]:
    with databases.clone(template) as clone, clone.connect() as connection:
        yield without_watch(connection)


def _says(rows: Rows, source: Source, entry: str) -> tuple[list[Any], list[Any]]:
    texts = rows.connection.execute(source.rows.encode(), ([entry],)).fetchall()
    values = {"all": True, "objects": []}
    tied = rows.connection.execute(source.ties.encode(), values).fetchall() if source.ties else []
    return texts, [row for row in tied if str(row[0]) == entry]


@pytest.mark.parametrize("source", all_sources(), ids=lambda item: item.name)
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
            other = value(kind, OTHER, "b", "8008")
            rows.connection.execute(
                f'UPDATE {source.name} SET "{name}" = {other} WHERE "{key}" = %s', [entry]
            )
            if _says(rows, source, entry) == before:
                silent.append(name)
    assert silent == []
