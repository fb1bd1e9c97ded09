"""The tree cut into tiles, as C2SP tlog-tiles lays them out: 256 hashes wide, eight levels of the tree high.

A tile (level, index) holds up to 256 hashes of the tree's level `8 * level`; the levels between are computed from them. Only
the rightmost tile of a level may be partial. Entries are bundled 256 at a time in the same way. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from ifar.errors import Invalid
from ifar.ledger import merkle

HEIGHT: Final = 8
WIDTH: Final = 1 << HEIGHT
MAX_LEVEL: Final = 63
MAX_ENTRY_BYTES: Final = 0xFFFF
"""Longest entry that a bundle can hold (a 16-bit length stands before it)."""

_NUMBER = r"(?P<number>(?:x[0-9]{3}/)*[0-9]{3})(?:\.p/(?P<width>[1-9][0-9]{0,2}))?"
_TILE_PATH = re.compile(rf"tile/(?P<level>0|[1-9][0-9]?)/{_NUMBER}", re.ASCII)
_BUNDLE_PATH = re.compile(rf"tile/entries/{_NUMBER}", re.ASCII)

TileRead = Callable[[int, int], bytes]
"""(level, index) -> the tile's hashes, one after the other; may be wider than the tree that is looked at."""


class MalformedTile(Invalid):
    """A path, a tile or a bundle is not of the form that tlog-tiles gives."""

    default_code = "ledger.tile.malformed"


@dataclass(frozen=True, slots=True, order=True)
class Tile:
    """Place of a tile; `width` below 256 marks a partial one."""

    level: int
    index: int
    width: int = WIDTH

    def path(self) -> str:
        """`tile/<L>/<N>[.p/<W>]`."""
        return f"tile/{self.level}/{_number(self.index, self.width)}"


@dataclass(frozen=True, slots=True, order=True)
class Bundle:
    """Place of a bundle of entries; `width` below 256 marks a partial one."""

    index: int
    width: int = WIDTH

    def path(self) -> str:
        """`tile/entries/<N>[.p/<W>]`."""
        return f"tile/entries/{_number(self.index, self.width)}"


def parse_path(path: str) -> Tile | Bundle:
    """Read `tile/<L>/<N>[.p/<W>]` or `tile/entries/<N>[.p/<W>]`; exactly one spelling of each place is accepted.

    Raises:
        MalformedTile: it is no such path.
    """
    match = _TILE_PATH.fullmatch(path) or _BUNDLE_PATH.fullmatch(path)
    if match is None:
        raise MalformedTile(message="This is not the path of a tile.")
    parts = match.groupdict()
    index = int(parts["number"].replace("x", "").replace("/", ""))
    width = int(parts["width"] or WIDTH)
    place = Tile(int(parts["level"]), index, width) if "level" in parts else Bundle(index, width)
    if place.path() != path or (isinstance(place, Tile) and place.level > MAX_LEVEL):
        raise MalformedTile(message="This is not the path of a tile.")
    return place


def _number(index: int, width: int) -> str:
    digits = str(index)
    digits = digits.zfill((len(digits) + 2) // 3 * 3)
    groups = [digits[n : n + 3] for n in range(0, len(digits), 3)]
    path = "/".join([*(f"x{group}" for group in groups[:-1]), groups[-1]])
    return path if width == WIDTH else f"{path}.p/{width}"


def width_at(level: int, index: int, size: int) -> int:
    """How many hashes the tile (level, index) holds in a tree of `size` leaves: 0 to 256."""
    return max(0, min(WIDTH, (size >> (HEIGHT * level)) - index * WIDTH))


def tiles_of(size: int) -> Iterator[Tile]:
    """Every tile of a tree of `size` leaves, from below, left to right."""
    return grown(0, size)


def grown(old: int, new: int) -> Iterator[Tile]:
    """The tiles of a tree of `new` leaves that a tree of `old` leaves did not have in that width."""
    level = 0
    while (hashes := new >> (HEIGHT * level)) > 0:
        first = (old >> (HEIGHT * level)) // WIDTH
        for index in range(first, (hashes + WIDTH - 1) // WIDTH):
            width = width_at(level, index, new)
            if width > width_at(level, index, old):
                yield Tile(level, index, width)
        level += 1


def bundles_of(size: int) -> Iterator[Bundle]:
    """Every bundle of entries of a tree of `size` leaves."""
    return (Bundle(tile.index, tile.width) for tile in tiles_of(size) if tile.level == 0)


def locate(level: int, index: int) -> tuple[int, int, int, int]:
    """Where the node (level, index) of the tree is found: tile level, tile index, first hash in the tile, number of hashes."""
    tile_level, height = divmod(level, HEIGHT)
    first = index << height
    return tile_level, first // WIDTH, first % WIDTH, 1 << height


class Reader:
    """Reads nodes of the tree from tiles; each tile is asked for once. Call it as a `merkle.NodeReader`."""

    def __init__(self, read: TileRead) -> None:
        self._read = read
        self._tiles: dict[tuple[int, int], bytes] = {}

    def __call__(self, level: int, index: int) -> bytes:
        """Hash of the complete subtree (level, index).

        Raises:
            MalformedTile: the tile is too short for it.
        """
        tile_level, tile_index, first, number = locate(level, index)
        key = (tile_level, tile_index)
        data = self._tiles.get(key)
        if data is None:
            data = self._tiles[key] = self._read(*key)
        hashes = decode(data)[first : first + number]
        if len(hashes) != number:
            raise MalformedTile(
                message=f"The tile {tile_level}/{tile_index} ends before the node {level}/{index}."
            )
        return merkle.root(hashes)


def needed(size: int, prove: Callable[[merkle.NodeReader], object]) -> list[Tile]:
    """The tiles that `prove` reads from a tree of `size` leaves, in the width that this tree gives them.

    Example: `needed(70_000, lambda node: merkle.inclusion_proof(5, 70_000, node))`.
    """
    tiles: set[Tile] = set()

    def record(level: int, index: int) -> bytes:
        tile_level, tile_index, _first, _number = locate(level, index)
        tiles.add(Tile(tile_level, tile_index, width_at(tile_level, tile_index, size)))
        return merkle.EMPTY_ROOT

    prove(record)
    return sorted(tiles)


def encode(hashes: Sequence[bytes]) -> bytes:
    """The bytes of a tile: its hashes one after the other."""
    if not 1 <= len(hashes) <= WIDTH or any(len(digest) != merkle.HASH_BYTES for digest in hashes):
        raise MalformedTile(message="A tile holds 1 to 256 hashes of 32 bytes.")
    return b"".join(hashes)


def decode(data: bytes) -> list[bytes]:
    """The hashes of a tile.

    Raises:
        MalformedTile: these are not 1 to 256 hashes.
    """
    size = merkle.HASH_BYTES
    if not size <= len(data) <= WIDTH * size or len(data) % size:
        raise MalformedTile(message="A tile holds 1 to 256 hashes of 32 bytes.")
    return [data[n : n + size] for n in range(0, len(data), size)]


def encode_bundle(entries: Iterable[bytes]) -> bytes:
    """Entries with a 16-bit big-endian length before each.

    Raises:
        MalformedTile: there are not 1 to 256, or one is longer than 65,535 bytes.
    """
    out = list(entries)
    if not 1 <= len(out) <= WIDTH or any(len(entry) > MAX_ENTRY_BYTES for entry in out):
        raise MalformedTile(message="A bundle holds 1 to 256 entries of at most 65,535 bytes.")
    return b"".join(len(entry).to_bytes(2) + entry for entry in out)


def decode_bundle(data: bytes) -> list[bytes]:
    """The entries of a bundle.

    Raises:
        MalformedTile: a length leads beyond the end, or there are not 1 to 256 entries.
    """
    entries: list[bytes] = []
    position = 0
    while position < len(data):
        begin = position + 2
        position = begin + int.from_bytes(data[position:begin])
        if begin > len(data) or position > len(data):
            raise MalformedTile(message="An entry of the bundle ends beyond the bundle.")
        entries.append(data[begin:position])
    if not 1 <= len(entries) <= WIDTH:
        raise MalformedTile(message="A bundle holds 1 to 256 entries.")
    return entries
