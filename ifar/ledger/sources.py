"""How the verifier gets from an entry back to the live rows that it speaks of.

Each app that records acts registers, in its `extensions.py`, where the act's own row lives and how SQL rebuilds the
entry's payload from that row's live columns; and how its state tables follow from its acts.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from psycopg import Cursor, sql


@dataclass(frozen=True, slots=True)
class Source:
    """Where the rows behind some acts are.

    Attributes:
        name: the table, as findings call it.
        acts: names of acts, or prefixes that end in a dot (`registry.`) or, for one type of record, in a low line (`cashier.till_`).
        rows: SQL with one parameter, an array of entry UUIDs, giving `(entry uuid, payload json or jsonb)` from live columns.
        strays: SQL giving `(entry uuid, label text)` of rows that no ledger entry speaks of.
        ties: SQL giving `(entry uuid, column text, says text, should text)` of rows that say of their entry's own columns
            (its act, its object, what went before) something else than the entry does; see `ties`.
    """

    name: str
    acts: tuple[str, ...]
    rows: str
    strays: str
    ties: str = ""

    def covers(self, act: str) -> bool:
        """Whether the rows of `act` are here."""
        return any(act == name or (name.endswith((".", "_")) and act.startswith(name)) for name in self.acts)


@dataclass(frozen=True, slots=True)
class Difference:
    """One row that does not say what the log says."""

    kind: str
    place: str
    says: str
    should: str


@dataclass(frozen=True, slots=True)
class Replay:
    """How state follows from acts: `check` yields every state row that differs from the replay of its acts.

    It is called with a cursor of the verifier role and, for an incremental run, the objects touched since (else None).
    """

    name: str
    check: Callable[[Cursor[Any], frozenset[str] | None], Iterator[Difference]]


@dataclass(frozen=True, slots=True)
class Program:
    """A table whose rows are the program's own: `ifar migrate` writes them, and the verifier wants those and no others.

    Attributes:
        name: the table.
        key: the columns by which findings call a row.
        columns: all columns but the database's own number.
        rows: what the program declares, by column; asked late, because higher apps may declare more.
    """

    name: str
    key: tuple[str, ...]
    columns: tuple[str, ...]
    rows: Callable[[], Iterable[Mapping[str, Any]]]

    def check(self, cursor: Cursor[Any], objects: frozenset[str] | None) -> Iterator[Difference]:
        """Rows that differ from what is declared, are missing, stand twice or are not declared at all; whatever is looked at."""
        live, values = defaultdict[str, list[str]](list), defaultdict[str, list[str]](list)
        pairs = ", ".join(f"'{column}', {column}" for column in self.columns)
        cursor.execute(f"SELECT jsonb_build_object({pairs}) FROM {self.name}".encode())
        for rows, into in ((cursor.fetchall(), live), (((row,) for row in self.rows()), values)):
            for (row,) in rows:
                into[" ".join(str(row[column]) for column in self.key)].append(
                    json.dumps(row, sort_keys=True)
                )
        for key in sorted(live.keys() | values.keys()):
            has, should = sorted(live[key]), sorted(values[key])
            if has != should:
                kind = "state_missing" if not has else "state_differs" if should else "state_stray"
                yield Difference(
                    kind, f"{self.name} {key}", "; ".join(has) or "no row", "; ".join(should) or "no row"
                )

    def fill(self, execute: Callable[[str, list[Any]], object]) -> None:
        """Make the table equal to what is declared."""
        columns = ", ".join(self.columns)
        execute(f"DELETE FROM {self.name}", [])
        execute(
            f"INSERT INTO {self.name} ({columns}) SELECT {columns} FROM jsonb_populate_recordset(NULL::{self.name}, %s::jsonb)",
            [json.dumps([dict(row) for row in self.rows()])],
        )


def acts(table: str, declared: Mapping[Any, Any], *more: str) -> Program:
    """The table of the acts of an app: what each may change, and `more` columns of some apps' own."""
    columns = ("noun", "kind", "leads", "columns", *more)
    return Program(table, ("noun", "kind"), columns, lambda: [act.row() for act in declared.values()])


def ties(table: str, says: Mapping[str, str], *, key: str = "entry", joins: str = "") -> str:
    """SQL for `Source.ties`: rows `r` of a table beside their entries `l`.

    Args:
        says: column of the entry -> SQL over the row for what that column must say; both sides are compared as text.
        key: the row's column with the entry's UUID.
        joins: more of the FROM clause, for what `says` needs.
    """
    apart = " OR ".join(f"({sql})::text IS DISTINCT FROM l.{name}::text" for name, sql in says.items())
    pairs = ", ".join(f"('{name}', ({sql})::text, l.{name}::text)" for name, sql in says.items())
    return f"""SELECT r.{key}, t.name, t.says, t.should FROM {table} r JOIN ledger_entry l ON l.entry = r.{key} {joins}
        CROSS JOIN LATERAL (VALUES {pairs}) AS t(name, says, should)
        WHERE (%(all)s OR l.object = ANY(%(objects)s)) AND ({apart}) AND t.says IS DISTINCT FROM t.should"""


_KEPT_APART = """
SELECT l.object, w.field FROM {table} r JOIN public.ledger_entry l ON l.entry = r.entry CROSS JOIN LATERAL jsonb_each({words}) w(field, said)
LEFT JOIN public.ledger_personal p ON p.entry = r.entry AND p.field = w.field
WHERE (%(all)s OR l.object = ANY(%(objects)s)) AND CASE WHEN w.said IN ('""', '{{}}') THEN p.value IS NOT NULL ELSE w.said IS DISTINCT FROM p.value END
ORDER BY 1, 2
"""


def kept_apart(table: str, words: str) -> Replay:
    """The check of what rows hold of the values that stand apart from the log: it is what their entries committed to, and empty once it was erased.

    Args:
        words: SQL over a row `r`: an object of the values by their names.
    """
    asked = sql.SQL(_KEPT_APART).format(table=sql.Identifier("public", table), words=sql.SQL(words))

    def check(cursor: Cursor[Any], objects: frozenset[str] | None) -> Iterator[Difference]:
        cursor.execute(asked, {"all": objects is None, "objects": sorted(objects or ())})
        for subject, name in cursor.fetchall():
            # What is personal is not repeated in a finding.
            yield Difference(
                "state_differs", f"{table} of {subject}, {name}", "other words", "those of its entry"
            )

    return Replay(name=f"{table}_words", check=check)


_sources: list[Source] = []
_replays: list[Replay | Program] = []


def provide(source: Source) -> None:
    """Make a source known; the more exact names are registered first and win."""
    if source not in _sources:
        _sources.append(source)


def provide_replay(replay: Replay | Program) -> None:
    """Make a replay known."""
    if replay not in _replays:
        _replays.append(replay)


def source_of(act: str) -> Source | None:
    """The source of an act's rows, or None where the act has no row of its own (its bytes are all there is)."""
    return next((source for source in _sources if source.covers(act)), None)


def all_sources() -> tuple[Source, ...]:
    """Every source."""
    return tuple(_sources)


def all_replays() -> tuple[Replay | Program, ...]:
    """Every replay."""
    return tuple(_replays)


def all_programs() -> tuple[Program, ...]:
    """Every table whose rows are the program's own."""
    return tuple(replay for replay in _replays if isinstance(replay, Program))
