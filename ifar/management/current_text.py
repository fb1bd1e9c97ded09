"""The current text of functions and triggers, brought into the database: `ifar migrate` does it each time, after the migrations.

Each function stands in one file of its name, `ifar/<app>/sql/<function>.sql`, or follows from the declared acts (`ifar/acts/database.py`); which
trigger runs it, in `ifar/<app>/triggers.py`. What stands in the database is made equal to that: what is no more declared goes, what differs is made anew, and nothing else is touched, so
that a second time changes nothing. What columns and indexes are made of (`FROZEN`) belongs to migrations: to replace it would leave
in them what the former rule said.
"""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import psycopg
from django.apps import apps
from django.core.management.base import CommandError
from django.db import DatabaseError, transaction
from django.db.backends.utils import CursorWrapper

from ifar import database, triggers
from ifar.acts import database as acts_database
from ifar.triggers import Trigger

OWNER: Final = "owner"
ALONE: Final = (1767268722, 6)
"""The advisory lock under which one process at a time installs."""

FROZEN: Final[frozenset[str]] = frozenset(
    {
        "parties_skeleton",
        "parties_identity_key",
        "parties_identity_keys",
        "tracing_bare",
        "trade_plain",
        "trade_plain_all",
    }
)
"""Functions that migrations make, because generated columns and indexes hold what they said."""

type Texts = dict[str, tuple[str, str]]
"""Name of a function -> where it is said, and its text."""

type Triggers = dict[tuple[str, str], tuple[str, bool]]
"""Table and name -> definition, and whether it fires always."""

_OF_US: Final = r"{} ~ ANY (%s)"
_FUNCTIONS: Final = f"""
SELECT p.oid::int8, p.proname, p.oid::regprocedure::text FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace
AND {_OF_US.format("p.proname")} AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e') ORDER BY 2, 1"""
_TRIGGERS: Final = f"""
SELECT c.relname, t.tgname, pg_get_triggerdef(t.oid, true), t.tgenabled = 'A' FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
JOIN pg_proc p ON p.oid = t.tgfoid WHERE NOT t.tgisinternal AND t.tgparentid = 0 AND c.relnamespace = %s::regnamespace
AND ({_OF_US.format("c.relname")} OR {_OF_US.format("p.proname")})"""
_PARTITIONS: Final = """
SELECT p.relname, c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid JOIN pg_class p ON p.oid = i.inhparent
WHERE p.relkind = 'p' AND p.relnamespace = 'public'::regnamespace ORDER BY 1, 2"""


def _ours() -> list[str]:
    """Patterns of the names that belong to our apps."""
    return [f"^{app.label}_" for app in apps.get_app_configs() if app.name.startswith("ifar.")]


def files() -> dict[str, Path]:
    """The file of each function by its name, in the order of imports."""
    result: dict[str, Path] = {}
    for app in apps.get_app_configs():
        if app.name.startswith("ifar."):
            result |= {path.stem: path for path in sorted(Path(app.path, "sql").glob("*.sql"))}
    return result


def texts() -> Texts:
    """The text of each function by its name, in the order of imports; behind them those that follow from the declared acts."""
    result = {name: (str(path), path.read_text(encoding="utf-8")) for name, path in files().items()}
    for text in acts_database.functions():
        name = text.partition("FUNCTION ")[2].partition("(")[0]
        result[name] = (f"{acts_database.__file__}, {name}", f"{text};\n")
    return result


def declared() -> list[Trigger]:
    """What the apps declare, in the order of imports, and what follows from their acts."""
    names = [f"{app.name}.triggers" for app in apps.get_app_configs() if app.name.startswith("ifar.")]
    modules = [importlib.import_module(name) for name in names if importlib.util.find_spec(name)]
    return [*(trigger for module in modules for trigger in module.TRIGGERS), *acts_database.triggers()]


def install(cursor: CursorWrapper) -> None:
    """Make functions and triggers those that are declared, inside a transaction of the owner's.

    Raises:
        CommandError: a file is not what it must be; its name is said. Nothing is changed then.
    """
    cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", ALONE)
    wanted = triggers.every([*declared(), *_of_partitions(cursor)])
    functions = texts()
    # Triggers go before the functions that they run, and come after them.
    stand = _triggers(cursor)
    former = _functions(cursor).keys() - functions.keys() - FROZEN
    gone = {key for key, (text, _) in stand.items() if key not in wanted or _runs(text) in former}
    _drop_triggers(cursor, gone)
    stand = {key: row for key, row in stand.items() if key not in gone}
    _drop_functions(cursor, functions)
    cursor.execute("SET LOCAL check_function_bodies = off")  # some call others that are not there yet
    _create_all(cursor, functions)
    _drop_former(cursor, functions)
    cursor.execute("SET LOCAL check_function_bodies = on")
    _create_all(cursor, functions)
    _compare(cursor, functions)
    _renew_triggers(cursor, wanted, stand)


def _of_partitions(cursor: CursorWrapper) -> Iterable[Trigger]:
    """Triggers of rows follow to partitions by themselves; that of a whole statement does not."""
    cursor.execute(_PARTITIONS)
    parts = tuple(part for table, part in cursor.fetchall() if table in database.PARTITIONED)
    return [Trigger("refuse_truncate", "BEFORE TRUNCATE", parts, "ledger_refuse", each="STATEMENT")]


# --- functions ---------------------------------------------------------------------------------------------------------
def _functions(cursor: CursorWrapper) -> dict[str, list[str]]:
    """Signatures by name."""
    cursor.execute(_FUNCTIONS, [_ours()])
    result: dict[str, list[str]] = {}
    for _, name, signature in cursor.fetchall():
        result.setdefault(name, []).append(signature)
    return result


def _drop_functions(cursor: CursorWrapper, functions: Texts) -> None:
    """Take away what is declared no more, and every one of a name that stands there several times."""
    for name, signatures in _functions(cursor).items():
        if name not in FROZEN and (name not in functions or len(signatures) > 1):
            for signature in signatures:
                cursor.execute(f"DROP FUNCTION {signature}")


def _create_all(cursor: CursorWrapper, functions: Texts) -> None:
    """Create or replace all functions: in one go, and one by one where that fails."""
    try:
        with transaction.atomic(using=OWNER):
            cursor.execute("".join(text for _, text in functions.values()))
    except DatabaseError:
        for name in functions:
            _create(cursor, functions, name)


def _create(cursor: CursorWrapper, functions: Texts, name: str) -> None:
    """Create or replace one function; where its signature changed the former is dropped before."""
    place, text = functions[name]
    try:
        try:
            with transaction.atomic(using=OWNER):
                cursor.execute(text)
        except DatabaseError as error:
            if not isinstance(error.__cause__, psycopg.errors.InvalidFunctionDefinition):
                raise
            for signature in _functions(cursor).get(name, []):
                cursor.execute(f"DROP FUNCTION {signature}")
            cursor.execute(text)
    except DatabaseError as error:
        raise CommandError(f"{place}: {error}") from error


def _drop_former(cursor: CursorWrapper, functions: Texts) -> None:
    """Let only the new one stand where the kinds of arguments changed, which makes another function beside the former."""
    for name, signatures in _functions(cursor).items():
        if name in functions and len(signatures) > 1:
            for signature in signatures:
                cursor.execute(f"DROP FUNCTION {signature}")
            _create(cursor, functions, name)


def _compare(cursor: CursorWrapper, functions: Texts) -> None:
    """Each declared function stands there once, and no other."""
    stand = _functions(cursor)
    wrong = {name for name, signatures in stand.items() if len(signatures) > 1}
    if wrong := wrong | ((functions.keys() | FROZEN) ^ stand.keys()):
        raise CommandError(f"Not defined once, in the one file of the name: {', '.join(sorted(wrong))}")


# --- triggers ----------------------------------------------------------------------------------------------------------
def _triggers(cursor: CursorWrapper, schema: str = "public") -> Triggers:
    cursor.execute(_TRIGGERS, [schema, _ours(), _ours()])
    return {(table, name): (text, always) for table, name, text, always in cursor.fetchall()}


def _runs(definition: str) -> str:
    """The function that a trigger runs."""
    return definition.rpartition("EXECUTE FUNCTION ")[2].partition("(")[0]


def _drop_triggers(cursor: CursorWrapper, keys: Iterable[tuple[str, str]]) -> None:
    for table, name in sorted(keys):
        cursor.execute(f"DROP TRIGGER {name} ON {table}")


def _renew_triggers(cursor: CursorWrapper, wanted: dict[tuple[str, str], Trigger], stand: Triggers) -> None:
    """Make what lacks, and anew what differs from its declaration."""
    server_says = _as_the_server_says(
        cursor, [value for key, value in wanted.items() if key in stand and stand[key][0] != value.statement]
    )
    for key, trigger in sorted(wanted.items()):
        text, always = stand.get(key, ("", False))
        if text != server_says.get(key, trigger.statement):
            _drop_triggers(cursor, [key] if text else [])
            cursor.execute(trigger.statement)
            always = False
        if not always:
            cursor.execute(f"ALTER TABLE {trigger.tables} ENABLE ALWAYS TRIGGER {trigger.name}")


def _as_the_server_says(cursor: CursorWrapper, some: list[Trigger]) -> dict[tuple[str, str], str]:
    """The definitions of these triggers in the server's words, which are others than ours where there is a condition.

    They are made of tables of the same columns and the same names, which nobody else sees and which go again.
    """
    if not some:
        return {}
    cursor.execute("SAVEPOINT said; SET LOCAL search_path = pg_temp, public")
    for table in sorted({str(item.tables) for item in some}):
        cursor.execute(f"CREATE TEMPORARY TABLE {table} (LIKE public.{table})")
    for trigger in some:
        cursor.execute(trigger.statement)
    cursor.execute("SELECT pg_my_temp_schema()::regnamespace::text")
    result = _triggers(cursor, cursor.fetchone()[0])
    cursor.execute("ROLLBACK TO SAVEPOINT said")
    return {key: text for key, (text, _) in result.items()}
