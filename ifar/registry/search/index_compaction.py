"""Marks settle: the files of `search/index_files.py` are made from the register, and marks that stand in them leave the database's own index.

One pass reads all keys as they stand at one moment and writes the files, while searches and writers go on; then it says which files are
coming, lets every process look into them, waits until no question that began before is under way, and only then the marks settle. What
somebody wrote meanwhile is another row, which does not. Whoever looked into other files gets an error and no answer.
"""

from __future__ import annotations

import time
from array import array
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import batched
from typing import Any, Final, NamedTuple
from uuid import uuid4

import numpy as np
import psycopg
from django.db import connection, connections

from ifar.errors import Conflict
from ifar.ledger import sessions
from ifar.registry.search import index as mark_index
from ifar.registry.search import index_files

FEW: Final = 5_000
"""New marks among which a question meets so few that all of them are judged; they need not settle."""

SHARE: Final = 0.005
"""The part of a large register that may be new before all of it is read again: the fewer are new, the quicker each search. Marks are counted as the
database estimates them, which is a thousandth wrong."""

GRACE_SECONDS: Final = 60.0
"""How long a question may take from looking into the files to its answer; an older one would get an error."""

CHUNK: Final = 5_000
ALONE: Final = 7481
"""The advisory lock that says: somebody makes the keys or their files anew."""

LIVE: Final = "registry_markkey"

Say = Callable[[str, int, int], None]
"""Hears the phase (`ordering`, `reading`, `sorting`, `waiting`, `settling`), what is done and what there is to do."""

Session = psycopg.Connection[Any]


class Settled(NamedTuple):
    """Marks that the files hold, and how many of them settled just now."""

    marks: int
    newly: int


class Made(NamedTuple):
    """Files that were made and not yet used: what they are called, how many marks they hold, and where the rows of the new ones lie.

    Another version of a row lies elsewhere. `new` holds the page and the place in it of each, as one number.
    """

    token: str
    marks: int
    new: array[int]


def _in_silence(_phase: str, _done: int, _total: int) -> None:
    """Tell nobody."""


def is_due() -> bool:
    """Whether so many marks are new that they should settle, or the files by which others settled are gone."""
    with connection.cursor() as cursor:
        cursor.execute(_STATE)
        marks, held = cursor.fetchone()
    return is_gone() or bool(held - marks > max(FEW, SHARE * held))


_STATE: Final = (
    f"SELECT marks, (SELECT reltuples FROM pg_class WHERE oid = '{LIVE}'::regclass) FROM registry_markindex"
)


def is_gone(alias: str = "default") -> bool:
    """Whether the files by which marks settled are not those that are looked into, as after a restore, or those that were coming never came."""
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT token, coming FROM registry_markindex")
        token, coming = cursor.fetchone()
    if coming and mark_index.named(coming) is None:
        return True
    return bool(token) and ((index := mark_index.current()) is None or index.token != token)


def settle(say: Say = _in_silence, *, grace: float | None = None) -> Settled:
    """Make the files of all marks anew, and let the marks in them settle, after `GRACE_SECONDS` or as many as are said.

    Raises:
        Conflict: somebody makes them, or the keys, at this moment (`registry.search_keys.rebuilding`).
    """
    with sessions.connect("default") as reader, sessions.connect("default") as writer, alone(writer):
        reader.execute("SET idle_in_transaction_session_timeout = 0")
        with reader.transaction():
            reader.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            made = make(reader, LIVE, say)
            announce(writer, made.token)
            say("waiting", 0, 0)
            time.sleep(GRACE_SECONDS if grace is None else grace)
            return Settled(made.marks, _let_settle(writer, reader, made, say))


@contextmanager
def alone(session: Session) -> Iterator[None]:
    """Let nobody else make the keys or their files meanwhile.

    Raises:
        Conflict: somebody does (`registry.search_keys.rebuilding`).
    """
    if session.execute("SELECT pg_try_advisory_lock(%s)", [ALONE]).fetchone() != (True,):
        raise Conflict("registry.search_keys.rebuilding", "Another rebuild of the search keys is running.")
    try:
        yield
    finally:
        session.execute("SELECT pg_advisory_unlock(%s)", [ALONE])


_ROWS: Final = """
SELECT firearm_id, n, form, kind, plain, folded, coalesce(make, ''), cardinality(keys), array_send(keys), place
FROM (
    SELECT k.firearm_id, k.n, k.form, k.kind, k.plain, k.folded, f.make, k.keys, CASE WHEN k.settled THEN '' ELSE k.ctid::text END AS place
    FROM {table} k LEFT JOIN registry_firearm f ON f.id = k.firearm_id
    ORDER BY f.make COLLATE "C", k.folded COLLATE "C" OFFSET 0) AS marks"""
"""What a question meets lies together: marks of one make that are read nearly alike, in few pages of memory."""

_FOR_ALL: Final = "SET LOCAL work_mem = '256MB'; SET LOCAL cursor_tuple_fraction = 1"
"""All rows are wanted, and they are sorted; the server itself takes a tenth of them to be wanted, and looks each firearm up."""


def make(reader: Session, table: str, say: Say = _in_silence) -> Made:
    """Write the files of all marks of a table of keys, and use them nowhere yet.

    Args:
        reader: inside a transaction that sees one moment.
    """
    making = index_files.Making(str(uuid4()))
    new = array("q")
    try:
        total = max(int(_value(reader, f"SELECT reltuples FROM pg_class WHERE oid = '{table}'::regclass")), 0)
        done = 0
        say("ordering", 0, 0)
        reader.execute(_FOR_ALL)
        with reader.cursor("keys", binary=True) as cursor:
            cursor.execute(_ROWS.format(table=table).encode())
            while rows := cursor.fetchmany(CHUNK):
                firearms, numbers, forms, *results, counts, sent, places = zip(*rows, strict=True)
                refs = list(map(index_files.ref_of, firearms, numbers, forms))
                words = list(map(index_files.Words, *results))
                counted = np.asarray(counts)
                making.add(refs, words, _sent(sent, counted), counted)
                new.extend(map(_number_of, filter(None, places)))
                done += len(rows)
                say("reading", done, max(total, done))
        say("sorting", 0, 0)
        return Made(making.token, making.finish(), new)
    except BaseException:
        making.abandon()
        raise


def _number_of(place: str) -> int:
    page, _, line = place[1:-1].partition(",")
    return int(page) << 16 | int(line)


_WORDS_BEFORE: Final = 5
"""Of an array of integers that is sent: dimensions, whether any is null, of which type, how many and from which number on; then of each
one its length and itself."""


def _sent(arrays: tuple[bytes, ...], counts: index_files.Integers) -> index_files.Integers:
    """The integers of arrays as PostgreSQL sends them, one after the other."""
    words = np.frombuffer(b"".join(arrays), ">i4")
    lengths = np.where(counts > 0, _WORDS_BEFORE + 2 * counts, 3)
    starts = np.cumsum(lengths) - lengths
    firsts = np.repeat(starts + _WORDS_BEFORE + 1, counts)
    within = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    integers: index_files.Integers = words[firsts + 2 * within]
    return integers


def announce(session: Session, token: str) -> None:
    """Say which files are coming, and let every process look into them from its next question on."""
    counted_on = _value(session, f"UPDATE registry_markindex SET coming = '{token}' RETURNING token")
    index_files.use(token, counted_on)


_BEGIN_TO_COUNT_ON: Final = (
    "UPDATE registry_markindex SET token = %(token)s, coming = %(token)s, marks = %(marks)s"
)
"""Says that marks settle by these files from now on: those that did not yet are not asked for there (`registry_compacted`)."""

COUNT_ON: Final = "UPDATE registry_markindex SET token = %s, coming = '', marks = %s, settled_at = now()"
"""Says that marks settled by the files of this name, or that none did."""


_SETTLE: Final = f"""
UPDATE {LIVE} SET settled = true WHERE ctid = ANY(ARRAY(
    SELECT ctid FROM {LIVE} WHERE ctid = ANY(%s::tid[]) AND NOT settled FOR UPDATE SKIP LOCKED))"""
"""Who writes a mark at this moment is neither waited for, with rows locked that others want, nor in the way: what they leave is a new row."""


def _let_settle(writer: Session, reader: Session, made: Made, say: Say) -> int:
    """Let the new marks settle that stand in the files, where nobody is about to write them.

    As long as the reader's moment is held, no other row comes to lie where one lay that it saw. Was it cut off, the last rows stay new.
    """
    newly = 0
    writer.execute(_BEGIN_TO_COUNT_ON, {"token": made.token, "marks": made.marks - len(made.new)})
    for some in batched(made.new, CHUNK, strict=False):
        places = [f"({place >> 16},{place & 0xFFFF})" for place in some]
        with writer.transaction():
            newly += writer.execute(_SETTLE.encode(), [places]).rowcount
            reader.execute("SELECT")
        say("settling", newly, len(made.new))
    writer.execute(COUNT_ON, [made.token, made.marks])  # only now: a run that breaks off before is due again
    return newly


def _value(session: Session, statement: str) -> Any:
    row = session.execute(statement.encode()).fetchone()
    return None if row is None else row[0]
