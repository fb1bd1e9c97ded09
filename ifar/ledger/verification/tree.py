"""The tree: that the tiles add up to every signed checkpoint, and that checkpoints are signed by the key in force."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ifar.errors import IfarError
from ifar.ledger import merkle, rotation, tiles
from ifar.ledger.checkpoint import Checkpoint, Note, Signature, VerifierKey, cosigned_at
from ifar.ledger.rotation import KeyInForce
from ifar.ledger.sources import Difference

HASH = merkle.HASH_BYTES


@dataclass(frozen=True, slots=True)
class Signed:
    """A checkpoint as it stands in its row: what the columns say, the note, and (witness, line, time) of its cosignatures.

    The time is in seconds since 1970, or None where only the line is known.
    """

    size: int
    root: bytes
    note: str
    cosignatures: tuple[tuple[str, str, int | None], ...] = ()


def check_signed(
    signed: Signed, keys: Sequence[KeyInForce], witnesses: Mapping[str, VerifierKey]
) -> Iterator[Difference]:
    """What is wrong with a checkpoint by itself: form, columns, the log's signature, cosignatures of known witnesses."""
    place = f"checkpoint {signed.size}"
    try:
        note = Note.parse(signed.note.encode())
        checkpoint = Checkpoint.parse(note.text)
    except IfarError as error:
        yield Difference("checkpoint_signature", place, str(error), "a signed checkpoint")
        return
    key = rotation.in_force(keys, checkpoint.size)
    origin = key.name if key else checkpoint.origin
    if checkpoint != Checkpoint(origin, signed.size, signed.root):
        says = f"{signed.size} entries, root {signed.root.hex()}"
        yield Difference(
            "checkpoint_differs",
            place,
            says,
            f"{checkpoint.origin}: {checkpoint.size} entries, root {checkpoint.root.hex()}",
        )
    try:
        note.verified_by([key] if key else [])
    except IfarError as error:
        yield Difference(
            "checkpoint_signature",
            place,
            str(error),
            f"a signature of {key.encode() if key else 'a known key'}",
        )
    for name, line, at in signed.cosignatures:
        yield from _check_cosignature(place, note, name, line, at, witnesses)


def _check_cosignature(
    place: str, note: Note, name: str, line: str, at: int | None, witnesses: Mapping[str, VerifierKey]
) -> Iterator[Difference]:
    key = witnesses.get(name)
    try:
        signature = Signature.parse(line.removesuffix("\n"))
    except IfarError as error:
        yield Difference("cosignature_false", f"{place}, {name}", str(error), "a signature line")
        return
    # A witness that is no longer in the settings cannot be checked; one that is must have signed this very text.
    if key is not None and signature.key_id == key.key_id and not key.verifies(note.text, signature):
        yield Difference("cosignature_false", f"{place}, {name}", "a bad cosignature", "a good one")
    elif at is not None and at != cosigned_at(signature):
        yield Difference(
            "cosignature_false", f"{place}, {name}", f"made at {at}", f"made at {cosigned_at(signature)}"
        )


@dataclass
class Walk:
    """Adds the tree up from its lowest tiles and compares it with each checkpoint.

    Attributes:
        read: reads the stored tiles.
        border: the border of the tree so far, by the stored tiles, or by the entries where only they agree with a signature.
        by_rows: leaf hashes by the entries, for the places where entry and tile disagree.
        tile_wrong: places where the entry is right and the tile was altered.
        broken: whether the last checkpoint did not fit; one break makes all that follow differ, and is named once.
    """

    read: tiles.TileRead
    border: merkle.Frontier
    by_rows: Mapping[int, bytes] = field(default_factory=dict)
    tile_wrong: set[int] = field(default_factory=set)
    broken: bool = False
    progress: Callable[[int], object] = lambda _number: None
    _tile: tuple[int, bytes] = (-1, b"")

    def check(self, checkpoints: Iterable[Signed], size: int) -> Iterator[Difference]:
        """Walk over the tree of `size` leaves; `checkpoints` in order of size, all above the border's.

        The border ends as that of the last checkpoint.
        """
        for signed in checkpoints:
            if signed.size > size:
                yield Difference(
                    "checkpoint_beyond",
                    f"checkpoint {signed.size}",
                    f"{signed.size} entries",
                    f"{size} entries",
                )
                continue
            yield from self._check_one(signed)
            self.progress(self.border.size)
        if self.border.size != size:
            yield Difference(
                "leaf_unsigned",
                f"leaf {self.border.size}",
                f"{size} leaves",
                f"{self.border.size} signed ones",
            )

    def _check_one(self, signed: Signed) -> Iterator[Difference]:
        begin = self.border.size
        doubtful = [index for index in self.by_rows if begin <= index < signed.size]
        before = list(self.border.hashes) if doubtful else []
        upper = self._append(range(begin, signed.size), {})
        right = self.border.root() == signed.root
        if not right and doubtful:
            by_rows = merkle.Frontier(begin, before)
            by_tiles, self.border = self.border, by_rows
            upper_by_rows = self._append(range(begin, signed.size), self.by_rows)
            if self.border.root() == signed.root:
                right, upper = True, upper_by_rows
                self.tile_wrong.update(doubtful)
                yield from (
                    Difference(
                        "tile_differs",
                        f"tile 0/{index // tiles.WIDTH}, leaf {index}",
                        "another hash",
                        "that of the entry",
                    )
                    for index in doubtful
                )
            else:
                self.border = by_tiles
        if not right and not self.broken:
            yield Difference(
                "checkpoint_root",
                f"checkpoint {signed.size}",
                f"the tree of leaves {begin} to {signed.size - 1} on has root {self.border.root().hex()}",
                signed.root.hex(),
            )
        self.broken = not right
        if right:
            yield from self._check_upper(upper)

    def _append(self, indexes: range, instead: Mapping[int, bytes]) -> list[tuple[int, int, bytes]]:
        """Append leaves; returns the nodes that stand in upper tiles."""
        done = self.border.extend(self._leaves(indexes, instead), tiles.HEIGHT)
        return [(level // tiles.HEIGHT, index, digest) for level, index, digest in done]

    def _leaves(self, indexes: range, instead: Mapping[int, bytes]) -> Iterator[bytes]:
        """Leaf hashes as the stored tiles have them, or `instead`."""
        number, data = self._tile
        for index in indexes:
            if index // tiles.WIDTH != number:
                number = index // tiles.WIDTH
                data = self.read(0, number)
                self._tile = (number, data)
            place = index % tiles.WIDTH * HASH
            yield (instead and instead.get(index)) or data[place : place + HASH]

    def _check_upper(self, nodes: Iterable[tuple[int, int, bytes]]) -> Iterator[Difference]:
        for level, index, digest in nodes:
            number, place = divmod(index, tiles.WIDTH)
            stored = self.read(level, number)[place * HASH : place * HASH + HASH]
            if stored != digest:
                yield Difference(
                    "tile_differs",
                    f"tile {level}/{number}, hash {place}",
                    stored.hex() or "nothing",
                    digest.hex(),
                )


def check_tiles(stored: Mapping[tuple[int, int], int], size: int) -> Iterator[Difference]:
    """Whether exactly the tiles of a tree of `size` leaves are there; `stored` gives their number of bytes."""
    asked = {(tile.level, tile.index): tile.width * HASH for tile in tiles.tiles_of(size)}
    for level, index in sorted(asked.keys() | stored.keys()):
        place, should, says = f"tile {level}/{index}", asked.get((level, index)), stored.get((level, index))
        if should is None:
            yield Difference("tile_stray", place, f"{says} bytes", "no such tile")
        elif says is None:
            yield Difference("tile_missing", place, "nothing", f"{should} bytes")
        elif says != should:
            yield Difference("tile_differs", place, f"{says} bytes", f"{should} bytes")


def check_pin(
    kind: str, place: str, size: int, root: bytes, now: int, node: merkle.NodeReader
) -> Iterator[Difference]:
    """Whether a tree that somebody remembers is the start of the stored tree of `now` leaves."""
    if size > now:
        yield Difference("rolled_back", place, f"{now} entries", f"at least {size} entries")
        return
    try:
        stored = merkle.tree_root(size, node)
    except tiles.MalformedTile as error:
        yield Difference(kind, place, str(error), root.hex())
        return
    if stored != root:
        yield Difference(kind, place, f"root {stored.hex()} at {size} entries", root.hex())
