"""The verification of an exported log: from its file alone, without a database and without a network."""

from __future__ import annotations

import datetime as dt
import json
import time
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from ifar.errors import IfarError, Invalid
from ifar.ledger import canonical, export, merkle, tiles
from ifar.ledger.checkpoint import Checkpoint, Note, VerifierKey, decode_base64
from ifar.ledger.sources import Difference
from ifar.ledger.verification import keychain, tree
from ifar.ledger.verification.memory import Memory, Remembered
from ifar.ledger.verification.report import LIMIT, Report
from ifar.ledger.verification.tree import Signed

LARGEST: Final = {
    "tile/entries/": tiles.WIDTH * (tiles.MAX_ENTRY_BYTES + 2),
    "tile/": tiles.WIDTH * merkle.HASH_BYTES,
}
LARGEST_OTHER: Final = 2**30
FIELDS: Final = frozenset(
    (
        "schema",
        "entry",
        "act",
        "actor",
        "agency",
        "recorded_at",
        "object",
        "payload",
        "commitments",
        "previous",
    )
)


class MalformedExport(Invalid):
    """A file is no exported log."""

    default_code = "ledger.export.malformed"


def verify_export(
    path: Path,
    *,
    memory: Memory | None = None,
    trusted: VerifierKey | None = None,
    witnesses: Sequence[VerifierKey] = (),
    limit: int = LIMIT,
    now: dt.datetime,
    progress: Callable[[str, int, int], object] = lambda _what, _done, _of: None,
) -> Report:
    """Verify an exported log.

    Args:
        memory: what this verifier remembers of the log: the export must hold that tree; a good result is remembered.
        trusted: the log's first key as it is known from elsewhere; without it and without memory the file's own is taken,
            and the report says so.
        witnesses: keys of witnesses whose cosignatures are to be checked and counted.

    Raises:
        MalformedExport: the file is no exported log.
    """
    began = time.monotonic()
    with _opened(path) as archive:
        run = _Export(archive, limit, memory, trusted, witnesses, progress)
        run.everything()
    if run.report.good and memory is not None:
        memory.write(run.to_remember(now))
    run.report.seconds = time.monotonic() - began
    return run.report


def _opened(path: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(path)
    except (OSError, zipfile.BadZipFile) as error:
        raise MalformedExport(message=f"{path} is no exported log: {error}") from error


class _Export:
    def __init__(
        self,
        archive: zipfile.ZipFile,
        limit: int,
        memory: Memory | None,
        trusted: VerifierKey | None,
        witnesses: Sequence[VerifierKey],
        progress: Callable[[str, int, int], object],
    ) -> None:
        self.archive = archive
        self.witnesses: Mapping[str, VerifierKey] = {key.name: key for key in witnesses}
        self.progress = progress
        try:
            data = json.loads(self.member("manifest.json"))
            if data["type"] != export.TYPE or type(data["size"]) is not int or data["size"] < 1:
                raise ValueError(data["type"])
            self.root = decode_base64(data["root"])
            self.report = Report(limit=limit, origin=data["origin"], size=data["size"])
            self.key_rows = [
                (str(item["vkey"]), int(item["from_size"])) for item in json.loads(self.member("keys.json"))
            ]
        except (KeyError, TypeError, ValueError) as error:
            raise MalformedExport(
                message="The file is no exported log of the form that this program reads."
            ) from error
        self.remembered: Remembered | None = memory.read(self.report.origin) if memory else None
        self.trusted = self.remembered.first_key if self.remembered else trusted
        self.border = merkle.Frontier()
        self.note = ""

    def member(self, name: str) -> bytes:
        """The bytes of a member; b"" where it is absent. Refuses one that unpacks to more than its kind can hold."""
        limit = next((size for start, size in LARGEST.items() if name.startswith(start)), LARGEST_OTHER)
        try:
            with self.archive.open(name) as file:
                data = file.read(limit + 1)
        except KeyError:
            return b""
        except (OSError, zipfile.BadZipFile, EOFError, RuntimeError) as error:
            raise MalformedExport(message=f"{name} cannot be read: {error}") from error
        if len(data) > limit:
            raise MalformedExport(message=f"{name} is larger than it can be.")
        return data

    def tile(self, level: int, index: int) -> bytes:
        """Bytes of a tile in the width that the tree gives it; b"" where it is absent or of another length."""
        width = tiles.width_at(level, index, self.report.size)
        data = self.member(tiles.Tile(level, index, width).path()) if width else b""
        return data if len(data) == width * merkle.HASH_BYTES else b""

    def everything(self) -> None:
        report, size = self.report, self.report.size
        keys, wrong = keychain.follow(self.key_rows, self.entry_at, self.trusted)
        report.add(wrong)
        if self.trusted is None:
            report.notes.append(
                f"No key was given; the file's own is taken, compare it: {self.key_rows[0][0] if self.key_rows else '-'}"
            )
        if self.remembered is not None:
            place = f"the tree that was verified on {self.remembered.verified_at:%Y-%m-%d %H:%M} UTC"
            node = tiles.Reader(self.tile)
            report.add(
                tree.check_pin("rolled_back", place, self.remembered.size, self.remembered.root, size, node)
            )
        signed = list(self.checkpoints())
        for item in signed:
            report.add(tree.check_signed(item, keys, self.witnesses))
        report.checkpoints = len(signed)
        by_rows: dict[int, bytes] = {}
        differing = list(self.entries(by_rows))
        walk = tree.Walk(
            self.tile, self.border, by_rows, progress=lambda done: self.progress("tree", done, size)
        )
        of_tree = list(walk.check(signed, size))
        self.border = walk.border
        report.add(difference for index, difference in differing if index not in walk.tile_wrong)
        report.add(of_tree)
        if signed and (signed[-1].size, signed[-1].root) != (size, self.root):
            report.add(
                [
                    Difference(
                        "checkpoint_differs", "manifest", f"{size} entries", f"{signed[-1].size} entries"
                    )
                ]
            )
        self.count_witnesses(signed)

    def checkpoints(self) -> Iterator[Signed]:
        for line in self.member("checkpoints.jsonl").splitlines():
            try:
                note = json.loads(line)["note"]
                read = Note.parse(note.encode())
                checkpoint = Checkpoint.parse(read.text)
            except (KeyError, TypeError, ValueError, AttributeError, IfarError) as error:
                raise MalformedExport(message="The export holds a line that is no checkpoint.") from error
            lines = tuple((s.name, s.line(), None) for s in read.signatures if s.name in self.witnesses)
            yield Signed(checkpoint.size, checkpoint.root, note, lines)
            self.note = note

    def entry_at(self, index: int) -> bytes | None:
        number, place = divmod(index, tiles.WIDTH)
        entries = self.bundle(number)
        return entries[place] if index >= 0 and place < len(entries) else None

    def bundle(self, number: int) -> list[bytes]:
        width = tiles.width_at(0, number, self.report.size)
        data = self.member(tiles.Bundle(number, width).path()) if width else b""
        return tiles.decode_bundle(data) if data else []

    def entries(self, by_rows: dict[int, bytes]) -> Iterator[tuple[int, Difference]]:
        """Compare each entry with its leaf and its canonical form."""
        size = self.report.size
        for bundle in tiles.bundles_of(size):
            first = bundle.index * tiles.WIDTH
            hashes = self.tile(0, bundle.index)
            entries = self.bundle(bundle.index)
            for place in range(bundle.width):
                index, stored = first + place, hashes[place * 32 : place * 32 + 32]
                if place >= len(entries):
                    yield index, Difference("entry_missing", f"leaf {index}", "no entry", stored.hex())
                    continue
                digest = merkle.leaf_hash(entries[place])
                if digest != stored:
                    by_rows[index] = digest
                    yield (
                        index,
                        Difference("entry_altered", f"leaf {index}", digest.hex(), stored.hex() or "no hash"),
                    )
                yield from ((-1, difference) for difference in _check_form(index, entries[place]))
            self.report.entries += len(entries)
            self.progress("entries", first + bundle.width, size)

    def count_witnesses(self, signed: Sequence[Signed]) -> None:
        for key in self.witnesses.values():
            sizes = [item.size for item in signed if any(name == key.name for name, *_ in item.cosignatures)]
            if sizes:
                self.report.witnessed.append(f"{key.name}: {max(sizes)}")

    def to_remember(self, now: dt.datetime) -> Remembered:
        first = self.trusted or VerifierKey.parse(self.key_rows[0][0])
        border = (self.border.size, tuple(self.border.hashes))
        self.report.root = self.border.root()
        return Remembered(self.report.origin, border, self.report.root, self.note, first, now, now)


def _check_form(index: int, data: bytes) -> Iterator[Difference]:
    try:
        value: Any = canonical.decode(data)
    except IfarError as error:
        yield Difference("not_canonical", f"leaf {index}", str(error), "canonical bytes")
        return
    if not isinstance(value, dict) or value.keys() != FIELDS:
        yield Difference("not_canonical", f"leaf {index}", "other fields", ", ".join(sorted(FIELDS)))
