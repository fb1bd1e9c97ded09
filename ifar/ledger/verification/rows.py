"""The rows: that each entry's live columns, and the act's own row, say what the leaf in the tree says.

A process of its own may do this for a range of leaves; it needs a database connection and no settings.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

import orjson
import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from ifar.errors import IfarError
from ifar.ledger import canonical, merkle, tiles
from ifar.ledger.entry import commitment as entry_commitment
from ifar.ledger.reading import PLAINLY
from ifar.ledger.sources import Difference, Source
from ifar.ledger.verification.report import tried, unreadable

CHUNK: Final = 2_048
"""Leaves that are looked at together; a multiple of a tile's width."""

_LEAVES: Final = "SELECT index, entry_id FROM ledger_leaf WHERE index >= %s AND index < %s ORDER BY index"
_ENTRIES: Final = """
SELECT id, entry::text, schema, act, actor, agency,
       to_char(recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), object, previous::text,
       coalesce(commitments::text, 'null'), coalesce(canonical, ''), coalesce(leaf, '')
FROM ledger_entry WHERE {} ORDER BY id"""
_BETWEEN: Final = _ENTRIES.format("id > %s AND id <= %s")
_NAMED: Final = _ENTRIES.format("id = ANY(%s)")
_NAMES: Final = ("schema", "act", "actor", "agency", "recorded_at", "object", "previous", "commitments")
_LOWEST: Final = -(2**63)
EACH_ROW: Final = """
SET constraint_exclusion = off;
SET enable_partition_pruning = off
"""
"""A constraint that says of rows what is not so, or the bounds of a partition, hide none of them."""


PATIENTLY: Final = " ".join(
    f"-c {name}=0"
    for name in (
        "statement_timeout",
        "lock_timeout",
        "transaction_timeout",
        "idle_in_transaction_session_timeout",
        "idle_session_timeout",
    )
)
"""What a role or a database was set to ends no verification; said with the connection, before any statement could run out of time."""


class Row(NamedTuple):
    """An entry's live columns, in the order in which they are read."""

    id: int
    entry: str
    schema: str
    act: str
    actor: str
    agency: str
    recorded_at: str
    object: str
    previous: str | None
    commitments: str
    canonical: bytes
    leaf: bytes

    def committed(self) -> Any:
        """Commitment by field, or whatever else somebody has put there; nearly every entry has none."""
        return {} if self.commitments == "{}" else orjson.loads(self.commitments)

    def says(self, payload: Any) -> dict[str, Any]:
        """What the canonical bytes should say if `payload` is what the act's own row says."""
        return {
            "schema": self.schema,
            "entry": self.entry,
            "act": self.act,
            "actor": self.actor,
            "agency": self.agency,
            "recorded_at": self.recorded_at,
            "object": self.object,
            "payload": payload,
            "commitments": self.committed(),
            "previous": self.previous,
        }


@dataclass
class RangeResult:
    """The result for a range of leaves.

    Attributes:
        differing: (index, difference) of entries whose bytes are not those in the tile: which of both is wrong the tree tells.
        by_rows: index -> leaf hash by the entry's bytes, for those.
        objects: public identifiers that the entries are about.
        committed: entries that commit to personal values.
    """

    entries: int = 0
    differences: list[Difference] = field(default_factory=list)
    differing: list[tuple[int, Difference]] = field(default_factory=list)
    by_rows: dict[int, bytes] = field(default_factory=dict)
    objects: set[str] = field(default_factory=set)

    def merge(self, other: RangeResult) -> None:
        """Take in what another range found."""
        self.entries += other.entries
        self.differences += other.differences
        self.differing += other.differing
        self.by_rows |= other.by_rows
        self.objects |= other.objects


def check(
    connection: psycopg.Connection[Any], begin: int, end: int, sources: Sequence[Source]
) -> RangeResult:
    """Check the leaves [begin, end) of the tree; `begin` is a multiple of a tile's width, or where an earlier run ended."""
    result = RangeResult()
    of_act: dict[str, Source | None] = {}
    position = begin
    while position < end:
        stop = min(end, (position // CHUNK + 1) * CHUNK)
        result.merge(_check_some(connection, position, stop, sources, of_act))
        position = stop
    return result


def _check_some(
    connection: psycopg.Connection[Any],
    begin: int,
    end: int,
    sources: Sequence[Source],
    of_act: dict[str, Source | None],
) -> RangeResult:
    """Check a few leaves; where a value cannot be read, each half of them by itself, down to the leaf that has it."""
    check_some = RangeResult()
    try:
        with connection.transaction():
            rows, stored = _read(connection, begin, end, check_some)
            payloads = _payloads(connection, rows.values(), sources, of_act)
            for index, row in rows.items():
                text = payloads.get(row.entry)
                _check_row(check_some, index, row, text, of_act[row.act], stored.get(index, b""))
    except Exception as error:
        if connection.closed:
            raise
        if end - begin == 1:
            return RangeResult(entries=1, differences=[unreadable(f"leaf {begin}", error)])
        middle = (begin + end) // 2
        check_some = _check_some(connection, begin, middle, sources, of_act)
        check_some.merge(_check_some(connection, middle, end, sources, of_act))
        return check_some
    place = f"personal values of leaves {begin} to {end - 1}"
    check_some.differences += tried(
        connection, place, lambda: _check_personal(connection, list(rows.values()))
    )
    check_some.objects.update(row.object for row in rows.values())
    check_some.entries += len(rows)
    return check_some


def _read(
    connection: psycopg.Connection[Any], begin: int, end: int, result: RangeResult
) -> tuple[dict[int, Row], dict[int, bytes]]:
    """Entries and tile hashes by index; notes what is missing, in between or out of order."""
    leaves: dict[int, int] = dict(connection.execute(_LEAVES, (begin - 1, end), binary=True).fetchall())
    below = leaves.pop(begin - 1, _LOWEST)
    result.differences += _check_order(leaves, begin, end, below)
    upto = max(leaves.values(), default=below)
    limit = len(leaves) + CHUNK
    rows = _by_number(connection, f"{_BETWEEN} LIMIT {limit}", (below, upto))
    outside = [number for number in leaves.values() if number not in rows]
    if outside:
        rows |= _by_number(connection, _NAMED, (outside,))
    in_tree = set(leaves.values())
    for number, row in rows.items():
        if number not in in_tree:
            place = f"entry {row.entry} (ledger_entry {number}, {row.act} {row.object})"
            result.differences.append(
                Difference("entry_inserted", place, "an entry below the last signed one", "no entry")
            )
    entries: dict[int, Row] = {}
    for index, number in leaves.items():
        if number in rows:
            entries[index] = rows[number]
        else:
            place = f"leaf {index} (ledger_entry {number})"
            result.differences.append(Difference("entry_missing", place, "no entry", "an entry of the tree"))
    return entries, _tile_hashes(connection, begin, end)


def _by_number(connection: psycopg.Connection[Any], query: str, values: tuple[Any, ...]) -> dict[int, Row]:
    rows = connection.execute(query.encode(), values, binary=True).fetchall()
    return {columns[0]: Row._make(columns) for columns in rows}


def _check_order(leaves: Mapping[int, int], begin: int, end: int, below: int) -> Iterator[Difference]:
    last = below
    for index in range(begin, end):
        number = leaves.get(index)
        if number is None:
            yield Difference("leaf_missing", f"leaf {index}", "no leaf", "a leaf of the tree")
            continue
        if number <= last:
            yield Difference(
                "leaf_order", f"leaf {index}", f"ledger_entry {number}", f"an entry after {last}"
            )
        last = number


def _tile_hashes(connection: psycopg.Connection[Any], begin: int, end: int) -> dict[int, bytes]:
    size = merkle.HASH_BYTES
    hashes: dict[int, bytes] = {}
    rows = connection.execute(
        "SELECT index, hashes FROM ledger_tile WHERE level = 0 AND index >= %s AND index <= %s",
        (begin // tiles.WIDTH, (end - 1) // tiles.WIDTH),
        binary=True,
    )
    for number, data in rows:
        first = number * tiles.WIDTH
        for place in range(0, len(data) - size + 1, size):
            hashes[first + place // size] = data[place : place + size]
    return hashes


def _payloads(
    connection: psycopg.Connection[Any],
    rows: Any,
    sources: Sequence[Source],
    of_act: dict[str, Source | None],
) -> dict[str, str]:
    """What the acts' own rows say, by entry, as JSON text."""
    asked: dict[Source, list[str]] = {}
    for row in rows:
        if row.act not in of_act:
            of_act[row.act] = next((source for source in sources if source.covers(row.act)), None)
        source = of_act[row.act]
        if source is not None:
            asked.setdefault(source, []).append(row.entry)
    payloads: dict[str, str] = {}
    for source, entries in asked.items():
        query = sql.SQL(
            "SELECT r.entry::text, r.payload::text FROM (" + source.rows + ") AS r(entry, payload)"
        )
        # The array as text: identifiers need no quotes, and to look for some in each takes longer than all the rest of it.
        payloads.update(connection.execute(query, (f"{{{','.join(entries)}}}",), binary=True).fetchall())
    return payloads


def _check_row(
    result: RangeResult, index: int, row: Row, text: str | None, source: Source | None, stored: bytes
) -> None:
    digest = merkle.leaf_hash(row.canonical)
    if source is None and digest == stored == row.leaf and _says_its_columns(row):
        return
    # PostgreSQL writes every number of a jsonb that is no integer with a point, and none with an exponent.
    if (
        text is not None
        and digest == stored == row.leaf
        and canonical.encodes_to(row.says(orjson.loads(text)), row.canonical, floatless="." not in text)
    ):
        return
    place = f"entry {row.entry} (leaf {index}, {row.act} {row.object})"
    if digest != stored:
        result.by_rows[index] = digest
        says = f"bytes with leaf hash {digest.hex()}"
        result.differing.append(
            (index, Difference("entry_altered", place, says, stored.hex() or "no hash in the tile"))
        )
    if row.leaf != digest:
        result.differences.append(Difference("leaf_differs", place, row.leaf.hex(), digest.hex()))
    result.differences += _diagnose(place, row, text, source)


def _says_its_columns(row: Row) -> bool:
    """Whether the bytes of an act without a row of its own are the canonical bytes of the columns and of some payload."""
    try:
        data = orjson.loads(row.canonical)
    except orjson.JSONDecodeError:
        return False
    return (
        isinstance(data, dict)
        and "payload" in data
        and canonical.encodes_to(row.says(data["payload"]), row.canonical)
    )


def _diagnose(place: str, row: Row, text: str | None, source: Source | None) -> Iterator[Difference]:
    """Name each column, and each place in the act's own row, that differs from the entry's bytes."""
    try:
        values = canonical.decode(row.canonical)
    except IfarError as error:
        yield Difference("not_canonical", place, str(error), "canonical bytes")
        return
    if not isinstance(values, dict):
        yield Difference("not_canonical", place, "no object", "an entry")
        return
    live = row.says(None)
    for name in (*_NAMES, "entry"):
        if live[name] != values.get(name):
            yield Difference(
                "column_differs", f"{place}, {name}", _shown(live[name]), _shown(values.get(name))
            )
    if source is None:
        return
    if text is None:
        yield Difference("row_missing", f"{source.name} {row.entry}", "no row", f"the row of {place}")
        return
    for path, says, should in _differences(json.loads(text), values.get("payload"), ""):
        yield Difference("row_differs", f"{source.name} {row.entry}{path}", says, should)


def _differences(live: Any, value: Any, path: str) -> Iterator[tuple[str, str, str]]:
    if isinstance(live, dict) and isinstance(value, dict):
        for name in sorted(live.keys() | value.keys()):
            yield from _differences(
                live.get(name), value.get(name), f"{path}, {name}" if not path else f"{path}.{name}"
            )
    elif type(live) is not type(value) or live != value:
        yield path, _shown(live), _shown(value)


def _shown(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 200 else f"{text[:200]}…"


def _check_personal(connection: psycopg.Connection[Any], rows: Sequence[Row]) -> Iterator[Difference]:
    """Salts and values against commitments; what is gone must have been erased by an entry that names it."""
    committed = {row.entry: row for row in rows if row.commitments != "{}"}
    if not committed:
        return
    kept: dict[tuple[str, str], tuple[bytes, Any]] = {
        (entry, name): (salt, value)
        for entry, name, salt, value in connection.execute(
            "SELECT entry::text, field, salt, value FROM ledger_personal WHERE entry = ANY(%s::uuid[])",
            (list(committed),),
            binary=True,
        )
    }
    erased = _lawfully_erased(connection, list(committed))
    for entry, row in committed.items():
        commitments = row.committed()
        for name, commitment in commitments.items() if isinstance(commitments, dict) else ():
            place = f"{name} of entry {entry} ({row.act} {row.object})"
            if (entry, name) in kept:
                if not _fits(*kept.pop((entry, name)), commitment):
                    # The value itself is not repeated: the report may be read by people who may not see it.
                    yield Difference("commitment_differs", place, "another salt or value", commitment)
            elif (entry, name) not in erased:
                yield Difference(
                    "salt_missing", place, "neither salt nor erasure", "a salt, or an entry of its erasure"
                )
    for entry, name in kept:
        yield Difference("personal_stray", f"{name} of entry {entry}", "a value", "no commitment")


def _fits(salt: bytes, value: Any, commitment: str) -> bool:
    try:
        return entry_commitment(salt, value) == commitment
    except canonical.NotCanonical:
        return False


LAWFUL = """(e.act = 'parties.erased' OR e.act = 'words.erased' AND EXISTS (
    SELECT FROM tracing_event t WHERE t.id = x.entry AND (t.subject = e.object OR t.subject IN (
        SELECT s.public_id FROM tracing_step s JOIN tracing_request r ON r.id = s.request_id WHERE r.public_id = e.object)))
    AND EXISTS (SELECT FROM tracing_event t WHERE t.subject = e.object AND (
        t.record_type = 'exchange' OR t.kind IN ('answered', 'not_found', 'restricted', 'refused', 'withdrawn'))))
    AND convert_from(e.canonical, 'UTF8')::jsonb -> 'payload' -> 'erased'
        @> jsonb_build_array(jsonb_build_object('entry', x.entry, 'field', x.field))"""
LAWFUL += """ OR e.act IN ('community.space_destroyed', 'community.space_lapsed') AND EXISTS (
        SELECT FROM community_event c WHERE c.id = x.entry AND (c.record_type = 'space' AND c.subject = e.object AND e.act = 'community.space_destroyed'
            OR c.record_type = 'report' AND EXISTS (SELECT FROM community_event m WHERE m.record_type = 'report' AND m.subject = c.subject AND m.n = 1
                AND m.changes ->> 'space' = e.object)))
    AND convert_from(e.canonical, 'UTF8')::jsonb -> 'payload' -> 'details' -> 'erased'
        @> jsonb_build_array(jsonb_build_object('entry', x.entry, 'field', x.field))"""
LAWFUL += """ OR e.act = 'stocks.officer_erased' AND EXISTS (
        SELECT FROM stocks_event s WHERE s.id = x.entry AND s.record_type = 'officer' AND s.subject = e.object)
    AND convert_from(e.canonical, 'UTF8')::jsonb -> 'payload' -> 'details' -> 'erased'
        @> jsonb_build_array(jsonb_build_object('entry', x.entry, 'field', x.field))"""
LAWFUL = f"({LAWFUL})"
"""Whether the entry `e` lets the erasure `x` be: it names the value; the words of a trace are words of that trace, which ended; those of a
space of the community are words about it or about what stood in it; those of an officer were said with acts on that officer."""


def _lawfully_erased(connection: psycopg.Connection[Any], entries: Sequence[str]) -> set[tuple[str, str]]:
    """(entry, field) of erasures whose own entry stands in the log and names them."""
    rows = connection.execute(
        f"""
        SELECT x.entry::text, x.field FROM ledger_erasure x JOIN ledger_entry e ON e.entry = x.erasure
        WHERE x.entry = ANY(%s::uuid[]) AND {LAWFUL}
        """.encode(),
        (list(entries),),
    )
    return {(entry, name) for entry, name in rows}


_work: dict[str, Any] = {}
"""What a worker process was given: it serves one verification and ends with it."""


def open_snapshot(address: str) -> psycopg.Connection[Any]:
    """A connection that sees one state of the database throughout."""
    options = conninfo_to_dict(address).get("options") or ""
    connection = psycopg.connect(address, options=f"{options} {PATIENTLY}")
    connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
    connection.execute(PLAINLY)
    connection.execute(EACH_ROW)
    return connection


def begin_work(address: str, snapshot: str, sources: tuple[Source, ...]) -> None:
    """Set up a worker process: a connection that sees the very snapshot of the verification."""
    connection = open_snapshot(address)
    connection.execute(sql.SQL("SET TRANSACTION SNAPSHOT {}").format(sql.Literal(snapshot)))
    _work.update(connection=connection, sources=sources)


def work(leaves: tuple[int, int]) -> RangeResult:
    """Check one range of leaves in a worker process."""
    return check(_work["connection"], *leaves, _work["sources"])
