"""The verification of a register's database: every part, in one snapshot."""

from __future__ import annotations

import concurrent.futures
import datetime as dt
import itertools
import multiprocessing
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import psycopg

from ifar.errors import IfarError
from ifar.ledger import cosigning, merkle, rotation, sessions, sources, tiles
from ifar.ledger.checkpoint import Checkpoint, Note, VerifierKey
from ifar.ledger.rotation import KeyInForce
from ifar.ledger.sources import Difference, Source
from ifar.ledger.verification import catalogue, constraints, keychain, rows, signings, tree, vouchers, waiting
from ifar.ledger.verification.memory import Memory, Remembered
from ifar.ledger.verification.report import LIMIT, Report, tried
from ifar.ledger.verification.tree import Signed

PER_TASK: Final = 8 * rows.CHUNK
"""Leaves that a worker process takes at a time."""
WORTH_WORKERS: Final = 4 * PER_TASK
GIVE_UP: Final = 100_000
"""After so many differences the rest is not looked for: the report could not name them anyway."""

Progress = Callable[[str, int, int], object]
"""Is told (what, how much of it is done, of how much)."""


@dataclass(frozen=True, slots=True)
class Options:
    """What to verify.

    Attributes:
        whole: the whole log, or only what came since the last good run.
        workers: processes that look at entries side by side.
        trusted: a key of the log as it is known from elsewhere, for the first run: the database's own word is not enough.
        installation: whose roles the catalogue is compared with the program's for; None: it is not compared.
        restored: whether the register was restored this moment, so that no sequencer can have run.
        pins: (place, size, root) of trees that the log must contain, besides those that verifier and witnesses remember.
    """

    whole: bool = False
    workers: int = 1
    limit: int = LIMIT
    ask_witnesses: bool = True
    trusted: VerifierKey | None = None
    pins: tuple[tuple[str, int, bytes], ...] = ()
    installation: catalogue.Installation | None = None
    restored: bool = False


def verify(
    address: str,
    *,
    origin: str,
    memory: Memory,
    witnesses: Sequence[cosigning.Witness] = (),
    options: Options = Options(),
    now: dt.datetime,
    progress: Progress = lambda _what, _done, _of: None,
) -> Report:
    """Verify the register in the database at `address` (of the verifier's role) against its log.

    The log `origin` is taken up at the last tree that `memory` holds unless the whole is asked for. A good result is
    remembered there; a bad one changes nothing.
    """
    began = time.monotonic()
    report = Report(limit=options.limit, origin=origin)
    remembered = memory.read(origin)
    with rows.open_snapshot(address) as connection:
        run = _Run(connection, address, report, origin, remembered, witnesses, options, progress)
        border = run.everything()
        if report.good and report.size:
            memory.write(run.to_remember(border, now))
    report.seconds = time.monotonic() - began
    return report


class _Run:
    """One verification: what is read once and used by several parts."""

    def __init__(
        self,
        connection: psycopg.Connection[Any],
        address: str,
        report: Report,
        origin: str,
        remembered: Remembered | None,
        witnesses: Sequence[cosigning.Witness],
        options: Options,
        progress: Progress,
    ) -> None:
        self.connection = connection
        self.address = address
        self.report = report
        self.origin = origin
        self.remembered = remembered
        self.witnesses = witnesses
        self.options = options
        self.progress = progress
        self.read = sessions.tile_read(connection)
        self.node = tiles.Reader(self.read)
        self.keys: list[KeyInForce] = []
        self.last: Signed | None = None
        self.signings = signings.Signings()

    def everything(self) -> merkle.Frontier:
        """Run every part; returns the border of the tree as far as it was signed."""
        report = self.report
        report.size = self._count(_SIZE)
        self._try("leaves", self._check_leaves)
        if self.options.installation is not None:
            installation = self.options.installation
            self._try("catalogue", lambda: catalogue.check(self.connection, installation))
        self._try(
            "entries that wait",
            lambda: waiting.check(self.connection, report, restored=self.options.restored),
        )
        self._try("keys", self._check_keys)
        same = self.remembered is not None and self._check_remembered(self.remembered)
        whole = self.options.whole or not same
        if self.options.installation is not None:
            self._try("constraints", lambda: constraints.check(self.connection, whole))
        start = merkle.Frontier() if whole or self.remembered is None else self.remembered.border()
        report.start = start.size
        self.signings = signings.begin(self.remembered if same else None, start.size)
        for pin in self.options.pins:
            self._try(pin[0], partial(tree.check_pin, "rolled_back", *pin, report.size, self.node))
        self._try("witnesses", self._check_witnesses)
        check_rows = self._check_rows(start.size)
        walk = tree.Walk(
            self.read,
            start,
            check_rows.by_rows,
            progress=lambda done: self.progress("tree", done, report.size),
        )
        of_signatures = Report(limit=report.limit)
        of_tree = Report(limit=report.limit)
        checkpoints = self._checkpoints(start.size, of_signatures)
        of_tree.add(tried(self.connection, "tree", lambda: walk.check(checkpoints, report.size)))
        report.add(check_rows.differences)
        self._try("vouchers", lambda: vouchers.check(self.connection, report.start))
        report.add(difference for index, difference in check_rows.differing if index not in walk.tile_wrong)
        report.merge(of_tree)
        report.merge(of_signatures)
        report.add(self.signings.end())
        self._try("tiles", lambda: tree.check_tiles(self._stored_tiles(), report.size))
        objects = None if whole else frozenset(check_rows.objects)
        self._check_ties(objects)
        self._check_state(objects)
        if whole:
            self._check_strays()
        return walk.border

    def _try(self, name: str, check: Callable[[], Iterable[Difference]]) -> None:
        """Add what a check finds, or that it could not read what is there."""
        self.report.add(tried(self.connection, name, check))

    def to_remember(self, border: merkle.Frontier, now: dt.datetime) -> Remembered:
        """What the verifier keeps of a good run."""
        before = self.remembered
        if self.last is None and before is not None:
            root, note = before.root, before.note
        else:
            root, note = border.root(), self.last.note if self.last else ""
        whole = now if self.report.start == 0 else before.whole_at if before else None
        first = before.first_key if before else self.keys[0].key
        self.report.root = root
        return Remembered(
            self.origin,
            (border.size, tuple(border.hashes)),
            root,
            note,
            first,
            now,
            whole,
            self.signings.counted,
        )

    def _check_leaves(self) -> Iterator[Difference]:
        """Leaves far beyond the tree, or before it, are named and not walked to."""
        for index, entry in self.connection.execute(_BEYOND, [self.report.size]):
            yield Difference("leaf_order", f"leaf {index}", f"ledger_entry {entry}", "no leaf of the tree")

    # --- parts ---------------------------------------------------------------------------------------------------------
    def _check_keys(self) -> list[Difference]:
        stored = self.connection.execute(
            "SELECT vkey, from_size FROM ledger_key ORDER BY from_size, id"
        ).fetchall()
        trusted = self.remembered.first_key if self.remembered else self.options.trusted
        self.keys, wrong = keychain.follow(stored, self._entry_at, trusted)
        if trusted is None and stored:
            wrong.append(
                Difference(
                    "key_unknown",
                    f"key {stored[0][0]}",
                    "only the database knows it",
                    "a key known from elsewhere",
                )
            )
        if trusted is not None and not stored and self.report.size:
            wrong.append(
                Difference("key_false", f"key {trusted.encode()}", "no row", "the key that signs the log")
            )
        if trusted is not None and self.remembered is None:
            self.report.notes.append(f"This key of the log is trusted from now on: {trusted.encode()}")
        return wrong

    def _entry_at(self, index: int) -> bytes | None:
        row = self.connection.execute(
            "SELECT e.canonical FROM ledger_leaf l JOIN ledger_entry e ON e.id = l.entry_id WHERE l.index = %s",
            (index,),
        ).fetchone()
        return bytes(row[0]) if row else None

    def _check_remembered(self, remembered: Remembered) -> bool:
        place = f"the tree that was verified on {remembered.verified_at:%Y-%m-%d %H:%M} UTC"
        pin = partial(
            tree.check_pin,
            "rolled_back",
            place,
            remembered.size,
            remembered.root,
            self.report.size,
            self.node,
        )
        wrong = list(tried(self.connection, place, pin))
        self.report.add(wrong)
        return not wrong

    def _check_witnesses(self) -> Iterator[Difference]:
        """Compare with what each witness says that it cosigned last; one that is out of reach is no difference."""
        if not self.options.ask_witnesses:
            return
        for number, witness in enumerate(self.witnesses):
            self.progress("witnesses", number, len(self.witnesses))
            try:
                note = cosigning.remembered(witness, self.origin)
            except IfarError as error:
                self.report.notes.append(str(error))
                continue
            if note is not None:
                yield from self._check_witnessed(witness.key.name, note)

    def _check_witnessed(self, name: str, note: Note) -> Iterator[Difference]:
        checkpoint = Checkpoint.parse(note.text)
        key = rotation.in_force(self.keys, checkpoint.size)
        place = f"the tree that the witness {name} cosigned"
        try:
            note.verified_by([key] if key else [])
        except IfarError:
            # Either another log went by this name, whose history was replaced, or the witness lies: people must find out which.
            says = (
                f"a tree of {self.report.size:,} entries, signed by {key.encode() if key else 'no known key'}"
            )
            yield Difference(
                "witness_differs",
                place,
                says,
                f"a tree of {checkpoint.size:,} entries that another key signed",
            )
            return
        wrong = list(
            tree.check_pin(
                "witness_differs", place, checkpoint.size, checkpoint.root, self.report.size, self.node
            )
        )
        yield from wrong
        if not wrong:
            self.report.witnessed.append(f"{name}: {checkpoint.size}")

    def _checkpoints(self, above: int, wrong: Report) -> Iterator[Signed]:
        """The checkpoints above a size, in order, each checked by itself on the way; there may be millions of them."""
        known = {witness.key.name: witness.key for witness in self.witnesses}
        with self.connection.cursor("checkpoints", binary=True) as cursor:
            cursor.execute(_CHECKPOINTS, (above,))
            for size, root, note, signed_at, recorded_at, names, lines, times in cursor:
                cosignatures = tuple(zip(names or (), lines or (), times or (), strict=True))
                self.last = Signed(size, bytes(root), note, cosignatures)
                wrong.add(tree.check_signed(self.last, self.keys, known))
                wrong.add(self.signings.check(size, note, signed_at, recorded_at, names or ()))
                self.report.checkpoints += 1
                yield self.last

    def _check_rows(self, start: int) -> rows.RangeResult:
        size, known = self.report.size, sources.all_sources()
        borders = [start, *range((start // PER_TASK + 1) * PER_TASK, size, PER_TASK), size]
        ranges = list(itertools.pairwise(borders)) if start < size else []
        result = rows.RangeResult()
        for (_, end), part in zip(ranges, self._results(ranges, known), strict=False):
            result.merge(part)
            self.progress("entries", end, size)
            if len(result.differences) + len(result.differing) > GIVE_UP:
                self.report.notes.append(
                    f"More than {GIVE_UP} differences; entries from {end} on were not looked at."
                )
                break
        self.report.entries = result.entries
        return result

    def _results(
        self, ranges: Sequence[tuple[int, int]], known: Sequence[Source]
    ) -> Iterator[rows.RangeResult]:
        size = sum(end - begin for begin, end in ranges)
        if self.options.workers < 2 or size < WORTH_WORKERS:
            yield from (rows.check(self.connection, begin, end, known) for begin, end in ranges)
            return
        row = self.connection.execute("SELECT pg_export_snapshot()").fetchone()
        snapshot = str(row[0]) if row else ""
        context = multiprocessing.get_context("spawn")
        with concurrent.futures.ProcessPoolExecutor(
            self.options.workers, context, rows.begin_work, (self.address, snapshot, tuple(known))
        ) as pool:
            yield from pool.map(rows.work, ranges)

    def _stored_tiles(self) -> dict[tuple[int, int], int]:
        return {
            (level, index): length
            for level, index, length in self.connection.execute(
                "SELECT level, index, length(hashes) FROM ledger_tile"
            )
        }

    def _check_state(self, objects: frozenset[str] | None) -> None:
        replays = sources.all_replays()
        for number, replay in enumerate(replays):
            self.progress("state", number, len(replays))
            with self.connection.cursor() as cursor:
                self._try(f"state of {replay.name}", partial(replay.check, cursor, objects))
        self.progress("state", len(replays), len(replays))

    def _check_ties(self, objects: frozenset[str] | None) -> None:
        """Columns of acts' rows that their entries' payloads do not hold: whose act it is, and what it follows on."""
        values = {"all": objects is None, "objects": sorted(objects or ())}
        for source in sources.all_sources():
            if source.ties:
                self._try(f"ties of {source.name}", partial(self._tied, source, values))

    def _tied(self, source: Source, values: Mapping[str, Any]) -> Iterator[Difference]:
        """What a query about ties finds. Of the whole, tables are read through and put side by side: to look each row up takes thrice as long."""
        plan = "off" if values["all"] else "on"
        self.connection.execute(f"SET LOCAL enable_nestloop = {plan}".encode())
        results = self.connection.execute(source.ties.encode(), values).fetchall()
        self.connection.execute("SET LOCAL enable_nestloop = on")
        for entry, name, says, should in results:
            place = f"{source.name} {entry}, {name}"
            yield Difference("row_differs", place, str(says), f"{should}, as its entry does")

    def _check_strays(self) -> None:
        for source in sources.all_sources():
            self._try(
                f"strays of {source.name}",
                partial(self._strays, source),
            )
        self._try("personal values", self._stray_personal)
        self._try("erasures", self._false_erasures)

    def _strays(self, source: Source) -> Iterator[Difference]:
        for entry, label in self.connection.execute(source.strays.encode()):
            yield Difference("row_stray", f"{source.name} {entry}", label, "no row: no entry speaks of it")

    def _stray_personal(self) -> Iterator[Difference]:
        for entry, name in self.connection.execute(_STRAY_PERSONAL):
            yield Difference(
                "personal_stray", f"{name} of entry {entry}", "a value", "no value: no entry commits to it"
            )

    def _false_erasures(self) -> Iterator[Difference]:
        for erasure, entry, name in self.connection.execute(_FALSE_ERASURES):
            yield Difference(
                "erasure_false", f"{name} of entry {entry}", f"erased by {erasure}", "an entry that names it"
            )

    def _count(self, query: str) -> int:
        row = self.connection.execute(query.encode()).fetchone()
        return int(row[0]) if row else 0


# A tree has no more leaves than the log has entries, and where many are missing so many differences are enough.
_SIZE: Final = f"""
SELECT coalesce((SELECT max(index) + 1 FROM ledger_leaf WHERE index >= 0 AND index < {GIVE_UP} + (SELECT count(*) FROM ledger_leaf)), 0)"""
_BEYOND: Final = (
    "SELECT index, entry_id FROM ledger_leaf WHERE index < 0 OR index >= %s ORDER BY index LIMIT 20"
)
_CHECKPOINTS: Final = """
SELECT c.size, c.root, c.note, CASE WHEN c.signed_at BETWEEN '0001-01-02' AND '9999-12-30' THEN c.signed_at END,
       CASE WHEN e.recorded_at BETWEEN '0001-01-02' AND '9999-12-30' THEN e.recorded_at END, s.names, s.lines, s.times FROM ledger_checkpoint c
LEFT JOIN ledger_leaf l ON l.index = c.size - 1
LEFT JOIN ledger_entry e ON e.id = l.entry_id
LEFT JOIN LATERAL (SELECT array_agg(witness ORDER BY id) AS names, array_agg(line ORDER BY id) AS lines,
                          array_agg(extract(epoch FROM at)::bigint ORDER BY id) AS times
                   FROM ledger_cosignature WHERE size = c.size) AS s ON true
WHERE c.size > %s ORDER BY c.size"""
_STRAY_PERSONAL: Final = """
SELECT p.entry, p.field FROM ledger_personal p
WHERE NOT EXISTS (SELECT FROM ledger_entry e WHERE e.entry = p.entry AND e.commitments ? p.field)"""
_FALSE_ERASURES: Final = f"""
SELECT x.erasure, x.entry, x.field FROM ledger_erasure x
WHERE NOT EXISTS (SELECT FROM ledger_entry e WHERE e.entry = x.erasure AND {rows.LAWFUL})"""
