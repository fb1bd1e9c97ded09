"""What verification says of a row of any table that its superuser altered, took away or doubled: only what looks into that table is asked."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Collection, Generator, Iterator
from contextlib import closing, contextmanager, nullcontext
from dataclasses import dataclass, field
from functools import partial
from itertools import batched
from pathlib import Path
from typing import Any, Final

import psycopg
import pytest

from ifar import table_classes
from ifar.acts import Acts, replay
from ifar.database import VERIFIER
from ifar.ledger import sources
from ifar.ledger.keys import Keyring
from ifar.ledger.reading import PLAINLY
from ifar.ledger.sources import Difference, Program, Replay, all_replays, all_sources
from ifar.ledger.verification import Memory, catalogue, constraints, rows, whole
from ifar.ledger.verification.report import tried
from ifar.reference import replay as lists
from ifar.reference.columns import ADDITIONS
from tests.logs import NOW, ORIGIN

TABLES: Final = (
    "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') "
    "AND NOT relispartition ORDER BY relname"
)
FUNCTIONS: Final = "SELECT proname, string_agg(prosrc, ' ') FROM pg_proc WHERE pronamespace = 'public'::regnamespace GROUP BY 1"
COLUMNS: Final = """
SELECT a.attname, format_type(a.atttypid, NULL), NOT a.attnotnull, k.confrelid::regclass::text, f.attname FROM pg_attribute a
LEFT JOIN pg_constraint k ON k.conrelid = a.attrelid AND k.contype = 'f' AND k.conkey = ARRAY[a.attnum]
LEFT JOIN pg_attribute f ON f.attrelid = k.confrelid AND f.attnum = k.confkey[1]
WHERE a.attrelid = %s::regclass AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated <> 'v' ORDER BY a.attnum"""
HELD: Final = """
SELECT conrelid::regclass::text, conname FROM pg_constraint
WHERE (conrelid = %(table)s::regclass AND contype IN ('p', 'u', 'f', 'c', 'x') OR confrelid = %(table)s::regclass AND contype = 'f')
AND conparentid = 0"""
GENERATED: Final = "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attgenerated = 's' AND NOT attisdropped"
UNIQUE: Final = """
SELECT indexrelid::regclass::text FROM pg_index WHERE indrelid = %s::regclass AND (indisunique OR indisexclusion)"""
TEXTS: Final = ("text", "character varying", "character")
FALSE_INDEXES: Final = """
UPDATE pg_index i SET indisunique = false, indisprimary = false FROM pg_class c, pg_class x
WHERE c.oid = i.indrelid AND x.oid = i.indexrelid AND i.indisunique AND c.relnamespace = 'public'::regnamespace AND NOT c.relispartition
RETURNING c.relname, x.relname"""
OTHER: Final = {
    "boolean": "NOT coalesce({0}, false)",
    "smallint": "coalesce({0}, 0) + 1",
    "integer": "coalesce({0}, 0) + 1",
    "bigint": "coalesce({0}, 0) + 1",
    "numeric": "coalesce({0}, 0) + 1",
    "double precision": "coalesce({0}, 0) + 1",
    "date": "coalesce({0}, '2026-01-02') + 1",
    "timestamp with time zone": "coalesce({0}, '2026-01-02') + interval '1 day'",
    "bytea": "coalesce({0}, '') || '\\x01'",
    "uuid": "gen_random_uuid()",
    "jsonb": """CASE jsonb_typeof({0}) WHEN 'object' THEN {0} || '{{"zz": 1}}' WHEN 'array' THEN {0} || '["zz"]' ELSE '"zz"' END""",
    "text[]": "coalesce({0}, '{{}}') || ARRAY['zz']",
    "character varying[]": "coalesce({0}, '{{}}') || ARRAY['zz']::varchar[]",
    "bigint[]": "coalesce({0}, '{{}}') || ARRAY[1]::bigint[]",
    "integer[]": "coalesce({0}, '{{}}') || ARRAY[1]::integer[]",
    "bytea[]": "coalesce({0}, '{{}}') || ARRAY['x']::bytea[]",
}
"""Another value of a type, by the present one."""


@dataclass(frozen=True)
class Column:
    name: str
    kind: str
    may_be_empty: bool
    refers: str | None
    of: str | None

    @property
    def is_number(self) -> bool:
        """Whether it is the database's own number of a row, of which nothing outside speaks."""
        return self.name == "id" and self.kind in ("integer", "bigint")

    def altered(self, table: str, row: str) -> str:
        """The statement that puts another value there."""
        return f"""UPDATE {table} t SET "{self.name}" = {self.other()} WHERE ctid = '{row}'"""

    def other(self) -> str:
        """SQL of another value than the row's; where the column refers to rows, another of those if there is one."""
        quoted = f'"{self.name}"'
        plain = OTHER.get(self.kind, "CASE WHEN {0}::text = 'zz' THEN 'zy' ELSE 'zz' END").format(quoted)
        if self.refers is None:
            return plain
        text = f'(SELECT o."{self.of}" FROM {self.refers} o WHERE o."{self.of}" IS DISTINCT FROM t.{quoted} LIMIT 1)'
        return f"coalesce({text}, {plain})"


@dataclass
class Tampered:
    """A filled register and what of its verification looks into each table.

    Attributes:
        before: what verification says of it as it is.
    """

    connection: psycopg.Connection[Any]
    home: Path
    checks: dict[str, Callable[[], Iterator[Difference]]] = field(default_factory=dict)
    reads: dict[str, set[str]] = field(default_factory=dict)
    before: dict[str, set[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.tables = [name for (name,) in self.connection.execute(TABLES)]
        self.functions = dict(self.connection.execute(FUNCTIONS).fetchall())
        self.filled = {
            name
            for name in self.tables
            if self.connection.execute(f"SELECT 1 FROM {name} LIMIT 1").fetchone()
        }
        for item in all_replays():
            if isinstance(item.check, partial) and item.check.func is replay._check:
                self._ask_acts(item, *item.check.args)
            elif item is lists.LIVE:
                self._ask_lists(item)
            else:
                self._ask(f"replay {item.name}", self._replay(item))
        for source in all_sources():
            self._ask(f"strays {source.name}", self._queried(source.strays), source.strays)
            if source.ties:
                self._ask(f"ties {source.name}", self._queried(source.ties, True), source.ties)
        asked = (
            " ".join(f"{value.name} {value.rows}" for value in all_sources()) + rows._ENTRIES + rows._LEAVES
        )
        self._ask("rows", self._rows, asked + " ledger_tile ledger_personal ledger_erasure")
        if self.connection.execute("SELECT count(*) FROM ledger_entry").fetchone()[0] < 2_000:
            self._ask("log", self._log, " ".join(table_classes.LEDGER))
        for name, query in (("personal", whole._STRAY_PERSONAL), ("erasures", whole._FALSE_ERASURES)):
            self._ask(name, self._queried(query), query)

    def _replay(self, item: Replay | Program) -> Callable[[], Iterator[Difference]]:
        return self._with_cursor(lambda cursor: item.check(cursor, None))

    def _with_cursor(
        self, asked: Callable[[psycopg.Cursor[Any]], Iterator[Difference]]
    ) -> Callable[[], Iterator[Difference]]:
        def check() -> Iterator[Difference]:
            with self.connection.cursor() as cursor:
                yield from asked(cursor)

        return check

    def _ask_acts(self, whole: Replay, acts: Acts) -> None:
        """The replay of an app's acts for what its events are made of, and each type of record beside what they make of it.

        What they make of it follows from the events alone: where a record was altered they need not be replayed again.
        """
        records: dict[tuple[str, str], replay.Projection] = {}
        with self.verifier(), self._keeping() as values, self.connection.cursor() as cursor:
            for event in replay._events(acts, cursor, None):
                for _ in replay._tried(acts, records, event):
                    pass
        self._ask(f"replay {whole.name}", self._replay(whole), " ".join(values))
        for name, record in acts.records.items():
            of_it = copy.copy(acts)
            vars(of_it)["records"] = {name: record}
            made = {key: projection for key, projection in records.items() if key[0] == name}
            compared = partial(replay._compared, of_it, records=made, asked=None)
            self._ask(f"records {acts.app} {acts.prefix} {name}", self._with_cursor(compared))

    def _ask_lists(self, whole: Replay) -> None:
        """The replay of the lists for what their loads are told by, and each list beside what was told of it."""
        self._ask(f"replay {whole.name}", self._replay(whole), lists._UNTOLD + lists._LISTS + lists._TOLD)
        for (name,) in self.connection.execute(lists._TOLD).fetchall():
            if name not in ADDITIONS:
                self._ask(
                    f"list {whole.name} {name}", self._with_cursor(partial(lists._check_list, name=name))
                )

    def _queried(self, query: str, whole: bool = False) -> Callable[[], Iterator[Difference]]:
        values = {"all": True, "objects": []} if whole else None

        def check() -> Iterator[Difference]:
            for row in self.connection.execute(query.encode(), values).fetchall():
                yield Difference("row", " ".join(map(str, row)), "", "")

        return check

    def _rows(self) -> Iterator[Difference]:
        [(size,)] = self.connection.execute(whole._SIZE.encode()).fetchall()
        check = rows.check(self.connection, 0, size, all_sources())
        yield from check.differences
        yield from (difference for _, difference in check.differing)

    def _log(self) -> Iterator[Difference]:
        """What a whole run names, but of records."""
        options = whole.Options(whole=True, trusted=Keyring.published(self.home))
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(rows, "open_snapshot", lambda address: nullcontext(self.connection))
            patch.setattr(sources, "_replays", [])
            memory = Memory.at(self.home / "nothing remembered")
            report = whole.verify("", origin=ORIGIN, memory=memory, options=options, now=NOW)
        yield from report.differences

    def _ask(self, name: str, check: Callable[[], Iterator[Difference]], text: str = "") -> None:
        """Note a part of the verification, what it says of the untouched register and what it reads."""
        self.checks[name] = check
        with self.verifier(), self._keeping() as kept:
            self.before[name] = {_words(difference) for difference in check()}
        words, more = set[str](), set(re.findall(r"\w+", text or " ".join(kept)))
        while more:
            words |= more
            through = " ".join(self.functions[item] for item in more if item in self.functions)
            more = set(re.findall(r"\w+", through)) - words
        self.reads[name] = words & set(self.tables)

    @contextmanager
    def _keeping(self) -> Iterator[list[str]]:
        """What is asked inside the block."""
        kept: list[str] = []
        self.connection.cursor_factory = _keeping(kept)
        yield kept
        self.connection.cursor_factory = psycopg.Cursor

    @contextmanager
    def verifier(self) -> Iterator[None]:
        """As the verifier reads; what it sets is taken back."""
        with self.connection.transaction(force_rollback=True):
            for statement in (PLAINLY, rows.EACH_ROW):
                self.connection.execute(statement.replace("SET ", "SET LOCAL "))
            self.connection.execute(f"SET LOCAL ROLE {VERIFIER}")
            yield

    def says(self, table: str) -> Generator[Difference]:
        """What verification says now and did not say before, as far as it looks into the table: what is of its own app first."""
        app = table.partition("_")[0]
        of_log = app == "ledger"
        order = sorted(
            (name for name in self.checks if table in self.reads[name]),
            key=lambda text: (
                of_log != (text == "log"),
                text != f"ties {table}",
                f" {app}" not in text,
                text == "rows",
            ),
        )
        for name in order:
            with self.verifier(), closing(tried(self.connection, name, self.checks[name])) as differences:
                for difference in differences:
                    if _words(difference) not in self.before[name]:
                        yield difference

    def is_named(self, table: str) -> bool:
        with closing(self.says(table)) as differences:
            return next(differences, None) is not None

    def rows_of(self, table: str) -> list[str]:
        """Where some rows of a table stand, the last first."""
        query = f"SELECT ctid FROM {table} ORDER BY ctid DESC LIMIT 40"
        return [ctid for (ctid,) in self.connection.execute(query)]

    def ways(self, table: str) -> dict[str, str]:
        """What may be done to rows of a table besides another value: what it is called, and its statement."""
        columns, rows = self.columns(table), self.rows_of(table)
        names = ", ".join(f'"{column.name}"' for column in columns)
        insert, of_one = (
            f"INSERT INTO {table} ({names}) OVERRIDING SYSTEM VALUE",
            f"FROM {table} WHERE ctid = '{rows[0]}'",
        )
        ways = {"a row deleted": f"DELETE {of_one}", "a row doubled": f"{insert} SELECT {names} {of_one}"}
        if table_classes.class_of(table) in ("program", "derived"):
            ways["all rows deleted"] = f"DELETE FROM {table}"
        # An entry more waits for the tree, as each does; one that waits for two minutes is named.
        if any(column.is_number for column in columns) and table != "ledger_entry":
            ways["a row copied"] = f"{insert} SELECT {names.replace('"id"', '900000000 + id')} {of_one}"
        return ways

    def silent(self, table: str, done: Collection[str]) -> set[str]:
        """The columns of a table in which another value, and which of these `ways`, is named by nothing."""
        columns, rows, referring = self.columns(table), self.rows_of(table), self.referring(table)
        ways = {way: statement for way, statement in self.ways(table).items() if way in done}
        with self.unheld(table):
            results = self._altered(table, columns, rows)
            for way, statement in ways.items():
                with self.done(statement):
                    if "deleted" in way:
                        named = self.is_named(table) or any(map(self.broken, referring))
                    else:
                        named = self.broken(table) or self.is_named(table)
                    if not named:
                        results.add(way)
        return results

    def _altered(self, table: str, columns: list[Column], rows: list[str]) -> set[str]:
        """The columns of which another value is not named: several at once, each in a row of its own, then alone what no finding calls by name."""
        silent = {item.name: item for item in columns if not item.is_number}
        for some in batched(list(silent.values()), len(rows), strict=False) if len(rows) > 1 else ():
            with self.connection.transaction(force_rollback=True):
                for column, row in zip(some, rows, strict=False):
                    self.connection.execute(column.altered(table, row))
                with closing(self.says(table)) as differences:
                    for difference in differences:
                        text = difference.place.rpartition(", ")[2]
                        silent.pop(text, None) or silent.pop(f"{text}_id", None)
                        if not silent.keys() & {item.name for item in some}:
                            break
        alone = set()
        for column in silent.values():
            with self.done(column.altered(table, rows[0])):
                if not self.is_named(table):
                    alone.add(column.name)
        return alone

    def broken(self, table: str) -> set[str]:
        """The constraints that rows break, as the program has them."""
        with self.verifier():
            self.connection.execute(constraints._BY_ROWS)
            kept = constraints.promises(self.connection.info.server_version // 10_000)
            return {
                _words(difference)
                for difference in constraints._check_table(self.connection, f"public.{table}", kept)
            }

    def columns(self, table: str) -> list[Column]:
        return [Column(*row) for row in self.connection.execute(COLUMNS, [table])]

    def referring(self, table: str) -> list[str]:
        """The tables that refer to rows of a table."""
        query = "SELECT DISTINCT conrelid::regclass::text FROM pg_constraint WHERE contype = 'f' AND conparentid = 0 AND confrelid = %s::regclass"
        return [name for (name,) in self.connection.execute(query, [table])]

    @contextmanager
    def unheld(self, table: str) -> Iterator[None]:
        """A table without trigger, key and constraint; afterwards nothing of it was ever done."""
        with self.connection.transaction(force_rollback=True):
            self.connection.execute("SET LOCAL session_replication_role = replica")
            self.connection.execute(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
            for of, name in self.connection.execute(HELD, {"table": table}).fetchall():
                self.connection.execute(f'ALTER TABLE {of} DROP CONSTRAINT IF EXISTS "{name}" CASCADE')
            for (name,) in self.connection.execute(UNIQUE, [table]).fetchall():
                self.connection.execute(f"DROP INDEX {name} CASCADE")
            for (name,) in self.connection.execute(GENERATED, [table]).fetchall():
                self.connection.execute(f'ALTER TABLE {table} ALTER COLUMN "{name}" DROP EXPRESSION')
            yield

    @contextmanager
    def lying(self) -> Iterator[set[str]]:
        """A check on each table that none of its texts says what it does, and no index unique that is; the places that lie, as findings call them."""
        with self.connection.transaction(force_rollback=True):
            self.connection.execute("SET LOCAL allow_system_table_mods = on")
            self.connection.execute("SET LOCAL constraint_exclusion = on")
            for table in self.tables:
                texts = [
                    f"\"{column.name}\" = 'zz none'" for column in self.columns(table) if column.kind in TEXTS
                ]
                false = " AND ".join(texts) or "false"
                self.connection.execute(f"ALTER TABLE {table} ADD CONSTRAINT lies CHECK ({false}) NOT VALID")
            self.connection.execute("UPDATE pg_constraint SET convalidated = true WHERE conname = 'lies'")
            indexes = self.connection.execute(FALSE_INDEXES).fetchall()
            yield {f"constraint lies of public.{table}" for table in self.tables} | {
                f"index {name} of public.{table}" for table, name in indexes
            }

    def everything(self) -> Iterator[Difference]:
        """What every part of verification but that of the catalogue says and did not say before."""
        for name, check in self.checks.items():
            with self.verifier():
                differences = list(tried(self.connection, name, check))
            yield from (
                difference for difference in differences if _words(difference) not in self.before[name]
            )

    def catalogue(self) -> list[Difference]:
        with self.verifier():
            return list(catalogue.check(self.connection))

    @contextmanager
    def done(self, statement: str) -> Iterator[int]:
        """What a statement did, for a while: how many rows."""
        with self.connection.transaction(force_rollback=True):
            yield self.connection.execute(statement).rowcount


def _words(difference: Difference) -> str:
    return f"{difference.kind}: {difference.place}: {difference.says}: {difference.should}"


def _keeping(kept: list[str]) -> Any:
    class Asked(psycopg.Cursor[Any]):
        def execute(self, query: Any, *values: Any, **options: Any) -> Any:
            text = query.as_string(None) if hasattr(query, "as_string") else query
            kept.append(text.decode() if isinstance(text, bytes) else str(text))
            return super().execute(query, *values, **options)

    return Asked
