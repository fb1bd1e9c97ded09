"""Tiles: the examples of tlog-tiles, and proofs read from tiles alone."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ifar.ledger import merkle, tiles
from ifar.ledger.tiles import Bundle, MalformedTile, Tile


def leaf(number: int) -> bytes:
    return merkle.leaf_hash(number.to_bytes(4))


class TiledTree:
    """A tree kept in tiles only, as a log keeps it."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.tiles: dict[tuple[int, int], bytearray] = {}
        self.reads: set[tuple[int, int]] = set()
        self.frontier = merkle.Frontier()
        for number in range(size):
            self.frontier.append(leaf(number), self.keep)

    def keep(self, level: int, index: int, digest: bytes) -> None:
        tile_level, height = divmod(level, tiles.HEIGHT)
        if height == 0:
            tile = self.tiles.setdefault((tile_level, index // tiles.WIDTH), bytearray())
            assert len(tile) == index % tiles.WIDTH * 32
            tile += digest

    def read(self, level: int, index: int) -> bytes:
        self.reads.add((level, index))
        return bytes(self.tiles[level, index])


@pytest.fixture(scope="module")
def big() -> TiledTree:
    return TiledTree(70_000)


def test_the_example_of_the_specification(big: TiledTree) -> None:
    results = list(tiles.tiles_of(70_000))
    full = [tile for tile in results if tile.width == tiles.WIDTH]
    assert len([tile for tile in full if tile.level == 0]) == 273
    assert [tile for tile in full if tile.level == 1] == [Tile(1, 0)]
    assert [tile for tile in results if tile.width < tiles.WIDTH] == [
        Tile(0, 273, 112),
        Tile(1, 1, 17),
        Tile(2, 0, 1),
    ]
    assert list(tiles.tiles_of(256)) == [Tile(0, 0), Tile(1, 0, 1)]
    assert list(tiles.tiles_of(0)) == []
    assert {(tile.level, tile.index): tile.width * 32 for tile in results} == {
        key: len(data) for key, data in big.tiles.items()
    }


def test_paths_of_the_specification() -> None:
    assert Tile(0, 1234067).path() == "tile/0/x001/x234/067"
    assert Tile(3, 5, 17).path() == "tile/3/005.p/17"
    assert Tile(1, 1000).path() == "tile/1/x001/000"
    assert Bundle(0).path() == "tile/entries/000"
    assert Bundle(1234067, 8).path() == "tile/entries/x001/x234/067.p/8"


@given(st.integers(0, 63), st.integers(0, 2**50), st.integers(1, 256), st.booleans())
def test_paths_read_back(level: int, index: int, width: int, bundle: bool) -> None:
    place = Bundle(index, width) if bundle else Tile(level, index, width)
    assert tiles.parse_path(place.path()) == place


@pytest.mark.parametrize(
    "path",
    [
        "",
        "tile",
        "tile/0",
        "tile/0/",
        "tile/0/1",
        "tile/0/0001",
        "tile/0/x000/001",
        "tile/0/001/002",
        "tile/0/x001",
        "tile/0/x001/x002",
        "tile/00/001",
        "tile/64/001",
        "tile/-1/001",
        "tile/0/001.p/0",
        "tile/0/001.p/256",
        "tile/0/001.p/01",
        "tile/0/001.p/",
        "tile/0/001/",
        "/tile/0/001",
        "tile/data/001",
        "tile/0/٠٠١",
        "tile/0/001\n",
        "tile/entries/1",
        "tile/0/../001",
    ],
)
def test_other_paths_are_refused(path: str) -> None:
    with pytest.raises(MalformedTile):
        tiles.parse_path(path)


def test_tiles_that_grew() -> None:
    assert list(tiles.grown(100, 100)) == []
    assert list(tiles.grown(100, 101)) == [Tile(0, 0, 101)]
    assert list(tiles.grown(255, 257)) == [Tile(0, 0), Tile(0, 1, 1), Tile(1, 0, 1)]
    assert list(tiles.grown(256, 258)) == [Tile(0, 1, 2)]
    assert list(tiles.grown(65_535, 65_536)) == [Tile(0, 255), Tile(1, 0), Tile(2, 0, 1)]


@given(st.integers(0, 300_000), st.integers(0, 2000))
def test_growing_gives_what_the_larger_tree_has(old: int, more: int) -> None:
    new = old + more
    before = set(tiles.tiles_of(old))
    assert set(tiles.grown(old, new)) == {tile for tile in tiles.tiles_of(new) if tile not in before}


@given(st.data())
def test_proofs_from_tiles_alone(big: TiledTree, data: st.DataObject) -> None:
    size = data.draw(st.integers(1, big.size) | st.sampled_from([256, 257, 65_535, 65_536, 65_537, 70_000]))
    index = data.draw(st.integers(0, size - 1))
    first = data.draw(st.integers(1, size))
    big.reads.clear()
    node = tiles.Reader(big.read)
    proof = merkle.inclusion_proof(index, size, node)
    asked = {
        (tile.level, tile.index)
        for tile in tiles.needed(size, lambda n: merkle.inclusion_proof(index, size, n))
    }
    assert big.reads <= asked
    root = merkle.tree_root(size, node)
    merkle.verify_inclusion(index, size, leaf(index), proof, root)
    consistency = merkle.consistency_proof(first, size, node)
    merkle.verify_consistency(first, size, consistency, merkle.tree_root(first, node), root)


def test_needed_tiles_have_the_width_of_the_tree() -> None:
    results = tiles.needed(70_000, lambda node: merkle.inclusion_proof(69_990, 70_000, node))
    assert results == [Tile(0, 273, 112), Tile(1, 1, 17), Tile(2, 0, 1)]


def test_a_node_beyond_the_tile_is_refused() -> None:
    with pytest.raises(MalformedTile):
        tiles.Reader(lambda _level, _index: leaf(0))(0, 1)
    with pytest.raises(MalformedTile):
        tiles.Reader(lambda _level, _index: leaf(0) * 3)(2, 0)


def test_tile_bytes() -> None:
    hashes = [leaf(n) for n in range(256)]
    assert tiles.decode(tiles.encode(hashes)) == hashes
    assert len(tiles.encode(hashes)) == 8192
    for wrong in ([], [*hashes, leaf(1)], [b"short"]):
        with pytest.raises(MalformedTile):
            tiles.encode(wrong)
    for data in (b"", b"x" * 31, b"x" * 33, b"x" * 8224):
        with pytest.raises(MalformedTile):
            tiles.decode(data)


@given(st.lists(st.binary(max_size=40), min_size=1, max_size=256))
def test_bundles_read_back(entries: list[bytes]) -> None:
    assert tiles.decode_bundle(tiles.encode_bundle(entries)) == entries


def test_bundles_that_cannot_be() -> None:
    assert tiles.encode_bundle([b"ab", b""]) == b"\x00\x02ab\x00\x00"
    longest = b"x" * 65_535
    assert tiles.decode_bundle(tiles.encode_bundle([longest])) == [longest]
    for entries in ([], [b""] * 257, [b"x" * 65_536]):
        with pytest.raises(MalformedTile):
            tiles.encode_bundle(entries)
    for data in (b"", b"\x00", b"\x00\x02a", b"\x00\x00\x00", b"\x00\x00" * 257):
        with pytest.raises(MalformedTile):
            tiles.decode_bundle(data)


def test_bundles_follow_the_leaves() -> None:
    assert list(tiles.bundles_of(600)) == [Bundle(0), Bundle(1), Bundle(2, 88)]


def test_a_level_one_hash_is_the_root_of_a_full_tile(big: TiledTree) -> None:
    below = tiles.decode(big.read(0, 5))
    assert tiles.decode(big.read(1, 0))[5] == merkle.root(below)
    assert hashlib.sha256(big.read(0, 5)).digest() != merkle.root(below)
