"""The search keys of the whole register made anew beside the live ones, which answer until the moment of the exchange.

Needed after a change of the rules that make them (`marks.KEYS_VERSION`) and where verification found keys that differ. Runs as
the owner of the tables. Writers go on meanwhile: a trigger notes the firearms whose keys they touch, and those are done again,
the last few under the lock of the exchange. In a register that is not small the marks settle with it (`index_compaction.py`).
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final, NamedTuple

import psycopg
from django.db import OperationalError, connections, transaction
from django.db.backends.utils import CursorWrapper

from ifar.database import APP, VERIFIER, privileges
from ifar.errors import Conflict
from ifar.ledger import sessions
from ifar.registry.alerts import saved_search
from ifar.registry.marks.reading import KEYS_VERSION
from ifar.registry.search import index_compaction, index_files
from ifar.registry.search import keys as search_keys

OWNER: Final = "owner"
CHUNK: Final = 5_000
"""Firearms of one step; a step is a transaction."""

FEW: Final = 200
"""Firearms that writers touched in the last pass; with no more the tables are exchanged."""

LOCK_WAIT: Final = "500ms"
"""How long the exchange may make others wait for its lock before it steps back and tries again."""

ATTEMPTS: Final = 120
_LIVE: Final = "registry_markkey"
_NEXT: Final = "registry_markkey_next"
_CHANGED: Final = "registry_markkey_changed"
_ALTERED: Final = "registry_markaltered"
_ORDER: Final = "registry_markkey_folded"
"""The index in whose order the rows are laid down: of the marks that one question meets, a third then share a page with another."""

Say = Callable[[str, int, int], None]
"""Hears the phase (`rows`, those of `index_compaction.py`, `indexes`, `changes`), what is done and what there is to do."""


class Rebuilt(NamedTuple):
    """Firearms that were gone through, and those done again because somebody wrote meanwhile."""

    firearms: int
    again: int


def _in_silence(_phase: str, _done: int, _total: int) -> None:
    """Tell nobody."""


def is_needed() -> bool:
    """Whether the keys that stand are of another version than the rules; they are exchanged together, so that those of the first record tell."""
    with connections[OWNER].cursor() as cursor:
        cursor.execute(
            f"SELECT version <> %s FROM {_LIVE} ORDER BY firearm_id, n, form LIMIT 1", [KEYS_VERSION]
        )
        row = cursor.fetchone()
    return bool(row and row[0])


def rebuild(say: Say = _in_silence) -> Rebuilt:
    """Make all keys anew and exchange them for the live ones; a run that broke off before left nothing that matters.

    Raises:
        Conflict: another rebuild runs, or the exchange found no quiet moment (`registry.search_keys.*`).
    """
    with _alone() as cursor:
        _prepare(cursor)
        cursor.execute("SELECT count(*) FROM registry_firearm")
        total = cursor.fetchone()[0]
        settles = total > index_compaction.FEW
        firearms = _fill(cursor, total, settles, say)
        made = _settle(say) if settles else None
        _index(cursor, say)
        again, altered = 0, list[int]()
        while (touched := _catch_up(cursor, altered)) > FEW:
            again += touched
            say("changes", again, 0)
        again += touched + _patiently(lambda: _exchange(cursor, made, altered))
        say("changes", again, again)
        renew_searches(cursor)
    return Rebuilt(firearms, again)


_OPEN: Final = "SELECT id, question::text FROM registry_savedsearch WHERE closed = '' ORDER BY id"
_KEEP: Final = """
INSERT INTO registry_savedsearchkey AS k (search_id, keys, version)
SELECT s.id, %s, %s FROM registry_savedsearch s WHERE s.id = %s AND s.closed = '' FOR SHARE
ON CONFLICT (search_id) DO UPDATE SET keys = excluded.keys, version = excluded.version
WHERE (k.keys, k.version) IS DISTINCT FROM (excluded.keys, excluded.version)
"""


def renew_searches(cursor: CursorWrapper) -> None:
    """Make the keys of open searches anew, by which new marks meet them: where some are gone or altered, as where their rules are older."""
    cursor.execute(_OPEN)
    for search, question in cursor.fetchall():
        if keys := saved_search.keys_of_payload(json.loads(question)):
            cursor.execute(_KEEP, [keys, KEYS_VERSION, search])


def _settle(say: Say) -> index_compaction.Made:
    """Make the files of the new table's marks, and look into them from now on: what stands in the live table is found in them as well."""
    with sessions.connect(OWNER) as session:
        with session.transaction():
            made = index_compaction.make(session, _NEXT, say)
        index_compaction.announce(session, made.token)
    say("waiting", 0, 0)
    time.sleep(index_compaction.GRACE_SECONDS)
    return made


@contextmanager
def _alone() -> Iterator[CursorWrapper]:
    with connections[OWNER].cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [index_compaction.ALONE])
        if not cursor.fetchone()[0]:
            raise Conflict(
                "registry.search_keys.rebuilding", "Another rebuild of the search keys is running."
            )
        try:
            yield cursor
        finally:
            cursor.execute("RESET lock_timeout; RESET maintenance_work_mem")
            cursor.execute("SELECT pg_advisory_unlock(%s)", [index_compaction.ALONE])


def _patiently[Result](act: Callable[[], Result]) -> Result:
    """Do what needs a lock in a transaction, again and again until nobody stands in the way for a moment."""
    for attempt in range(ATTEMPTS):
        try:
            with transaction.atomic(using=OWNER):
                with connections[OWNER].cursor() as cursor:
                    cursor.execute(f"SET LOCAL lock_timeout = '{LOCK_WAIT}'")
                return act()
        except OperationalError as error:
            if not isinstance(
                error.__cause__, psycopg.errors.LockNotAvailable | psycopg.errors.DeadlockDetected
            ):
                raise
            time.sleep(min(0.1 * (attempt + 1), 2))
    raise Conflict(
        "registry.search_keys.busy", "The search keys were never free for the exchange; try again later."
    )


# Making ------------------------------------------------------------------------------------------------------------------


def _prepare(cursor: CursorWrapper) -> None:
    """Make the table beside the live one, and let the live one note from now on what writers touch."""

    def note() -> None:
        cursor.execute(f"CREATE TABLE {_CHANGED} (firearm_id bigint NOT NULL)")
        cursor.execute(
            f"CREATE TRIGGER note_change AFTER INSERT OR UPDATE OR DELETE ON {_LIVE}"
            " FOR EACH ROW EXECUTE FUNCTION registry_markkey_note()"
        )
        cursor.execute(
            f"CREATE TABLE {_NEXT} (LIKE {_LIVE} INCLUDING DEFAULTS INCLUDING STORAGE INCLUDING CONSTRAINTS)"
        )
        cursor.execute(f"ALTER TABLE {_NEXT} ALTER COLUMN keys SET STATISTICS 0")
        cursor.execute(f"GRANT {privileges(_LIVE)} ON {_NEXT} TO {APP}")
        cursor.execute(f"GRANT SELECT ON {_NEXT} TO {VERIFIER}")

    _patiently(lambda: cursor.execute(f"DROP TRIGGER IF EXISTS note_change ON {_LIVE}"))
    _patiently(lambda: cursor.execute(f"DROP TABLE IF EXISTS {_NEXT}, {_CHANGED}"))
    _patiently(note)


_IDS: Final = "SELECT id FROM registry_firearm WHERE id > %s ORDER BY id LIMIT %s"
_MARKS: Final = """
SELECT f.id, f.make, f.former, m.n, m.kind, m.text FROM registry_firearm f JOIN registry_mark m ON m.firearm_id = f.id
WHERE f.id = ANY(%s) ORDER BY f.id, m.n"""


def _fill(cursor: CursorWrapper, total: int, settled: bool, say: Say) -> int:
    done = last = 0
    say("rows", 0, total)
    while True:
        cursor.execute(_IDS, [last, CHUNK])
        ids = [number for (number,) in cursor.fetchall()]
        if not ids:
            return done
        _write(cursor, ids, settled)
        done, last = done + len(ids), ids[-1]
        say("rows", done, max(total, done))


def _write(cursor: CursorWrapper, ids: Iterable[int], settled: bool) -> None:
    """Write the keys of these firearms as they are now."""
    cursor.execute(_MARKS, [list(ids)])
    rows = cursor.fetchall()
    with cursor.copy(f"COPY {_NEXT} ({', '.join(search_keys.COLUMNS)}, settled) FROM STDIN") as copy:
        for firearm, make, former, n, kind, text in rows:
            mark: Mapping[str, Any] = {"n": n, "kind": kind, "text": text}
            for *results, keys, version in search_keys.rows(firearm, [mark], make=make, former=former):
                copy.write_row((*results, f"{{{','.join(map(str, keys))}}}", version, settled))


def _index(cursor: CursorWrapper, say: Say) -> None:
    """Give the new table the constraints and indexes of the live one, under names of their own."""
    cursor.execute("SET maintenance_work_mem = '512MB'")
    constraints, indexes = _constraints(cursor), _indexes(cursor)
    for done, (name, definition) in enumerate(sorted(indexes.items(), key=lambda row: row[0] != _ORDER)):
        say("indexes", done, len(indexes))
        cursor.execute(
            re.sub(rf"INDEX {name} ON (\S+\.)?{_LIVE}\b", f"INDEX {name}_next ON {_NEXT}", definition)
        )
        if name == _ORDER:  # before the other indexes, which it would make again
            cursor.execute(f"CLUSTER {_NEXT} USING {name}_next")
            cursor.execute(f"ALTER TABLE {_NEXT} SET WITHOUT CLUSTER")
    for name, (kind, definition) in constraints.items():
        if kind == "p":
            cursor.execute(
                f"ALTER TABLE {_NEXT} ADD CONSTRAINT {name}_next PRIMARY KEY USING INDEX {name}_next"
            )
        else:
            waiting = f"ALTER TABLE {_NEXT} ADD CONSTRAINT {name}_next {definition} NOT VALID"
            _patiently(lambda statement=waiting: cursor.execute(statement))  # type: ignore[misc]
            cursor.execute(f"ALTER TABLE {_NEXT} VALIDATE CONSTRAINT {name}_next")
    cursor.execute(f"ANALYZE {_NEXT}")
    say("indexes", len(indexes), len(indexes))


def _indexes(cursor: CursorWrapper) -> dict[str, str]:
    cursor.execute(
        "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = %s ORDER BY indexname", [_LIVE]
    )
    return dict(cursor.fetchall())


def _constraints(cursor: CursorWrapper) -> dict[str, tuple[str, str]]:
    """Name -> kind (`p` primary key, `f` reference) and definition."""
    cursor.execute(
        "SELECT conname, contype::text, pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE conrelid = %s::regclass AND contype IN ('p', 'f') ORDER BY contype DESC",
        [_LIVE],
    )
    return {name: (kind, definition) for name, kind, definition in cursor.fetchall()}


# Catching up and exchanging ----------------------------------------------------------------------------------------------


def _catch_up(cursor: CursorWrapper, altered: list[int]) -> int:
    """Do again the firearms that writers touched since the last time; returns how many. Also part of the exchange.

    The numbers of their marks that stood in the files are added to `altered`.
    """
    with transaction.atomic(using=OWNER):
        cursor.execute(f"DELETE FROM {_CHANGED} RETURNING firearm_id")
        ids = sorted({number for (number,) in cursor.fetchall()})
        if ids:
            cursor.execute(
                f"DELETE FROM {_NEXT} WHERE firearm_id = ANY(%s) RETURNING firearm_id, n, form, settled",
                [ids],
            )
            altered += [index_files.ref_of(*row) for *row, settled in cursor.fetchall() if settled]
            _write(cursor, ids, False)
    return len(ids)


def _exchange(cursor: CursorWrapper, made: index_compaction.Made | None, altered: list[int]) -> int:
    """Put the new table in the place of the live one; inside a transaction that nobody else sees half of.

    The live table's reference goes with it, so the firearms are locked as well, and first, as every writer does.
    """
    cursor.execute(f"LOCK TABLE registry_firearm, {_LIVE} IN ACCESS EXCLUSIVE MODE")
    late = list(altered)
    again = _catch_up(cursor, late)
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # a table with checks that wait cannot be altered
    cursor.execute(index_compaction.COUNT_ON, [made.token, made.marks] if made else ["", 0])
    cursor.execute(f"DELETE FROM {_ALTERED}")
    cursor.execute(f"INSERT INTO {_ALTERED} (ref) SELECT unnest(%s::bigint[])", [late if made else []])
    names, triggers = [*_indexes(cursor)], _triggers(cursor)
    references = [name for name, (kind, _) in _constraints(cursor).items() if kind == "f"]
    cursor.execute(f"DROP TABLE {_LIVE}, {_CHANGED}")
    cursor.execute(f"ALTER TABLE {_NEXT} RENAME TO {_LIVE}")
    for name in names:
        cursor.execute(f"ALTER INDEX {name}_next RENAME TO {name}")
    for name in references:
        cursor.execute(f"ALTER TABLE {_LIVE} RENAME CONSTRAINT {name}_next TO {name}")
    for name, definition in triggers:
        cursor.execute(definition)
        cursor.execute(f"ALTER TABLE {_LIVE} ENABLE ALWAYS TRIGGER {name}")
    return again


def _triggers(cursor: CursorWrapper) -> list[tuple[str, str]]:
    """Names and definitions of those that stay with the table."""
    cursor.execute(
        "SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal AND tgenabled = 'A'"
        " ORDER BY tgname",
        [_LIVE],
    )
    return [(name, definition) for name, definition in cursor.fetchall()]
