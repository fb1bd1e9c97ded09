"""The sequencer: takes committed entries in the order of their ids into the tree and signs a checkpoint for each batch.

Appending takes no global lock. Appenders share an advisory lock until they commit; the sequencer takes it alone for the
instant of one `max(id)`. Whoever drew an id up to that maximum has committed or given up by then, so nothing that commits
late is skipped, and a long transaction that appends nothing holds nobody up. Entries above the maximum wait for the next batch.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import psycopg
from psycopg import errors

from ifar.errors import Conflict, IfarError
from ifar.ledger import durable, merkle, rotation, sessions, tiles
from ifar.ledger.checkpoint import Checkpoint, VerifierKey, sign_note
from ifar.ledger.keys import Keyring

APPEND_LOCK: Final = (1767268722, 1)
"""Shared by appenders (see the trigger on `ledger_entry`), held alone for one `max(id)`."""
ONE_SEQUENCER: Final = (1767268722, 4)
"""Held as long as a sequencer runs; the numbers of all such locks are told apart by a house test."""
BATCH: Final = 10_000
INTERVAL: Final = 0.1
"""Seconds between two looks for new entries."""
LOCK_WAIT: Final = "25ms"
"""How long one attempt waits for appenders to finish; they in turn wait for it no longer than that."""
LONGEST_PAUSE: Final = 2.0

Row = tuple[int, bytes, str]
"""(id, leaf hash, act)"""


class Halted(Conflict):
    """The sequencer must not sign: what stands in the database is not what was signed before."""

    default_code = "ledger.sequencer.halted"


@dataclass(frozen=True, slots=True)
class LastSigned:
    """The greatest tree that this installation ever signed, kept beside the keys and outside the database.

    A log that signs two different trees is dead; so a database that was rolled back must be noticed before signing.
    """

    path: Path

    def read(self, origin: str) -> tuple[int, bytes]:
        """Size and root of the greatest signed tree of this log."""
        value = (durable.read_object(self.path) or {}).get(origin)
        return (int(value["size"]), bytes.fromhex(value["root"])) if value else (0, merkle.EMPTY_ROOT)

    def write(self, origin: str, size: int, root: bytes) -> None:
        """Keep the tree that is about to be signed."""
        values = durable.read_object(self.path) or {}
        durable.write_object(self.path, {**values, origin: {"size": size, "root": root.hex()}})


@dataclass(slots=True)
class Tree:
    """The right border of the tree in memory: what the next batch grows from."""

    frontier: merkle.Frontier
    last_id: int
    key: VerifierKey
    edge: dict[int, bytearray]

    def grow(
        self, leaves: Sequence[bytes], watched: int
    ) -> tuple[dict[tuple[int, int], bytes], bytes | None]:
        """Append leaf hashes.

        Returns:
            The tiles that changed, by (level, index), and the root at the size `watched` if it was passed.
        """
        changed: dict[tuple[int, int], bytearray] = {}

        def visit(level: int, index: int, digest: bytes) -> None:
            tile_level, height = divmod(level, tiles.HEIGHT)
            if height:
                return
            if index % tiles.WIDTH == 0:
                self.edge[tile_level] = bytearray()
            self.edge[tile_level] += digest
            changed[tile_level, index // tiles.WIDTH] = self.edge[tile_level]

        root_then = None
        for leaf in leaves:
            self.frontier.append(leaf, visit)
            if self.frontier.size == watched:
                root_then = self.frontier.root()
        return {place: bytes(data) for place, data in changed.items()}, root_then


class Sequencer:
    """Grows one log. Only one works at a time on a database; a second one waits."""

    def __init__(self, connection: psycopg.Connection[Any], *, origin: str, keyring: Keyring) -> None:
        self.connection = connection
        self.origin = origin
        self.keyring = keyring
        self.last_signed = LastSigned(keyring.folder / "signed.json")
        self.tree: Tree | None = None
        connection.execute(f"SET lock_timeout = '{LOCK_WAIT}'")

    def alone(self) -> bool:
        """Whether this is the one sequencer of the database; asks without waiting."""
        row = self.connection.execute("SELECT pg_try_advisory_lock(%s, %s)", ONE_SEQUENCER).fetchone()
        return bool(row and row[0])

    def step(self) -> int:
        """Integrate what has been committed; returns the number of entries (at most a batch).

        Raises:
            psycopg.errors.LockNotAvailable: an appender has not finished; try again later.
            Halted: the database is not the one that was signed before.
        """
        tree = self.tree = self.tree or self._load()
        if self._greatest() <= tree.last_id:
            self._check_not_smaller(tree.key.name, tree.frontier.size)
            return 0
        horizon = self._horizon()
        # Where the log is to get another name, nothing is signed under the old one any more: the entry that says so comes in
        # the same batch as all that wait before it.
        limit = BATCH if tree.key.name == self.origin else None
        rows: list[Row] = self.connection.execute(
            "SELECT id, leaf, act FROM ledger_entry WHERE id > %s AND id <= %s ORDER BY id LIMIT %s",
            (tree.last_id, horizon, limit),
            binary=True,
        ).fetchall()
        if rows:
            try:
                self._integrate(tree, rows)
            except BaseException:
                self.tree = None
                raise
        return len(rows)

    def _greatest(self) -> int:
        row = self.connection.execute("SELECT coalesce(max(id), 0) FROM ledger_entry").fetchone()
        return int(row[0]) if row else 0

    def _horizon(self) -> int:
        # The lock comes first and the maximum in a statement of its own: its snapshot is then younger than every commit of
        # those who held the lock.
        with self.connection.transaction():
            self.connection.execute("SELECT pg_advisory_xact_lock(%s, %s)", APPEND_LOCK)
            return self._greatest()

    def _load(self) -> Tree:
        """Take up the tree where the last checkpoint left it, after checking that it is that tree."""
        row = self.connection.execute(
            "SELECT size, root FROM ledger_checkpoint ORDER BY size DESC LIMIT 1", binary=True
        ).fetchone()
        size, root = (int(row[0]), bytes(row[1])) if row else (0, merkle.EMPTY_ROOT)
        last = self.connection.execute(
            "SELECT index, entry_id FROM ledger_leaf WHERE index >= %s ORDER BY index LIMIT 2", (size - 1,)
        ).fetchall()
        if [index for index, _ in last] != ([size - 1] if size else []):
            raise Halted(
                message=f"The last checkpoint is of {size} entries, but the leaves do not end there. Run `ifar verify --all`."
            )
        read = sessions.tile_read(self.connection)
        try:
            frontier = merkle.Frontier.of(size, tiles.Reader(read))
        except tiles.MalformedTile as error:
            raise Halted(message=f"The tree is damaged: {error} Run `ifar verify --all`.") from error
        if frontier.root() != root:
            raise Halted(
                message=f"The tree of {size} entries is not the one that was signed. Run `ifar verify --all`."
            )
        edge = {
            tile.level: bytearray(read(tile.level, tile.index)[: tile.width * merkle.HASH_BYTES])
            for tile in tiles.tiles_of(size)
            if tile.width < tiles.WIDTH
        }
        return Tree(frontier, last[0][1] if last else 0, self._key_in_force(), edge)

    def _key_in_force(self) -> VerifierKey:
        row = self.connection.execute(
            "SELECT vkey FROM ledger_key ORDER BY from_size DESC, id DESC LIMIT 1"
        ).fetchone()
        if row is not None:
            return VerifierKey.parse(row[0])
        key = self.keyring.current(self.origin).verifier
        self.connection.execute(
            "INSERT INTO ledger_key (vkey, from_size, entry, at) VALUES (%s, 0, NULL, clock_timestamp())",
            (key.encode(),),
        )
        return key

    def _integrate(self, tree: Tree, rows: Sequence[Row]) -> None:
        first = tree.frontier.size
        rotated = self._follow_rotations(tree, first, rows)
        signed_size, signed_root = self.last_signed.read(tree.key.name)
        changed, root_then = tree.grow([bytes(leaf) for _, leaf, _ in rows], signed_size)
        size, root = tree.frontier.size, tree.frontier.root()
        tree.last_id = rows[-1][0]
        if first < signed_size <= size and root_then != signed_root:
            raise Halted(
                message=f"A tree of {signed_size} entries was signed before, and this database holds other entries. "
                "It was altered or restored from an older backup; run `ifar verify --all`. Nothing more is signed."
            )
        self._check_not_smaller(tree.key.name, size)
        with self.connection.transaction():
            self._write_leaves(first, rows)
            self._write_tiles(changed)
            self._write_keys(rotated)
            self._sign(Checkpoint(tree.key.name, size, root), tree.key)

    def _check_not_smaller(self, origin: str, size: int) -> None:
        """Refuse a tree smaller than the greatest signed one. After a crash the two differ by one batch, which comes back whole."""
        signed_size, _ = self.last_signed.read(origin)
        if size < signed_size:
            raise Halted(
                message=f"A tree of {signed_size} entries was signed before, and this database holds only {size}. "
                "It was restored from an older backup or rolled back. Nothing more is signed."
            )

    def _write_leaves(self, first: int, rows: Sequence[Row]) -> None:
        with (
            self.connection.cursor() as cursor,
            cursor.copy("COPY ledger_leaf (index, entry_id) FROM STDIN") as copy,
        ):
            for index, row in enumerate(rows, first):
                copy.write_row((index, row[0]))

    def _write_tiles(self, changed: dict[tuple[int, int], bytes]) -> None:
        with self.connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO ledger_tile (level, index, hashes) VALUES (%s, %s, %b) "
                "ON CONFLICT (level, index) DO UPDATE SET hashes = EXCLUDED.hashes",
                [(level, index, data) for (level, index), data in changed.items()],
            )

    def _follow_rotations(self, tree: Tree, first: int, rows: Sequence[Row]) -> list[tuple[str, int, Any]]:
        """Put a new key in force from the tree on that contains its rotation, if both keys signed it and it is at hand.

        Returns:
            The rows of the keys that came into force: key, tree size, entry.
        """
        rotated: list[tuple[str, int, Any]] = []
        for index, (entry_id, _, act) in enumerate(rows, first):
            if act != rotation.ACT:
                continue
            entry, data = self.connection.execute(
                "SELECT entry, canonical FROM ledger_entry WHERE id = %s", (entry_id,)
            ).fetchall()[0]
            try:
                key = rotation.successor(json.loads(bytes(data))["payload"], tree.key)
            except rotation.FalseRotation:
                continue
            if self.keyring.adopt(key):
                tree.key = key
                rotated.append((key.encode(), index + 1, entry))
        return rotated

    def _write_keys(self, rotated: Sequence[tuple[str, int, Any]]) -> None:
        for row in rotated:
            self.connection.execute(
                "INSERT INTO ledger_key (vkey, from_size, entry, at) VALUES (%s, %s, %s, clock_timestamp())",
                row,
            )

    def _sign(self, checkpoint: Checkpoint, key: VerifierKey) -> None:
        note = sign_note(checkpoint.text(), self.keyring.signers(key))
        # Before the commit: what may have been seen outside must be remembered, whatever happens next.
        self.last_signed.write(checkpoint.origin, checkpoint.size, checkpoint.root)
        self.connection.execute(
            "INSERT INTO ledger_checkpoint (size, root, note, signed_at) VALUES (%s, %b, %s, clock_timestamp())",
            (checkpoint.size, checkpoint.root, note.encode().decode()),
        )


def run(
    open_sequencer: Callable[[], Sequencer],
    stop: threading.Event,
    *,
    report: Callable[[str], None],
    interval: float = INTERVAL,
) -> None:
    """Sequence until `stop`. A lost database and a full disk are waited for; a tree that must not be signed is reported and looked at again."""
    pause = interval
    while not stop.is_set():
        try:
            sequencer = open_sequencer()
            with sequencer.connection:
                pause = interval
                _run_connected(sequencer, stop, interval)
        except (psycopg.Error, OSError, IfarError) as error:
            report(str(error).strip())
            stop.wait(pause)
            pause = min(pause * 2, LONGEST_PAUSE)


def _run_connected(sequencer: Sequencer, stop: threading.Event, interval: float) -> None:
    while not sequencer.alone():
        if stop.wait(1.0):
            return
    pause = 0.0
    while not stop.wait(pause):
        try:
            full = sequencer.step() == BATCH
            pause = 0.0 if full else interval
        except errors.LockNotAvailable:
            # An appender's transaction is long. Waiting longer here would make every other appender wait too.
            pause = min(max(pause, interval) * 2, LONGEST_PAUSE)
