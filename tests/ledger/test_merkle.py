"""The Merkle tree against the RFC's own definitions, against pymerkle, and against published vectors."""

from __future__ import annotations

import functools
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pymerkle import InmemoryTree
from pymerkle.proof import ConsistencyProof

from ifar.ledger import merkle
from ifar.ledger.merkle import ProofError

LARGEST = 130
LEAVES = [b"leaf %d" % n for n in range(LARGEST + 1)]
HASHES = [merkle.leaf_hash(leaf) for leaf in LEAVES]


# --- the definitions of RFC 6962, written down word for word: slow, and used for nothing but comparison --------------------
def _k(n: int) -> int:
    k = 1
    while k * 2 < n:
        k *= 2
    return k


def mth(leaves: Sequence[bytes]) -> bytes:
    if not leaves:
        return merkle.EMPTY_ROOT
    if len(leaves) == 1:
        return leaves[0]
    k = _k(len(leaves))
    return merkle.node_hash(mth(leaves[:k]), mth(leaves[k:]))


def path(m: int, leaves: Sequence[bytes]) -> list[bytes]:
    if len(leaves) == 1:
        return []
    k = _k(len(leaves))
    if m < k:
        return [*path(m, leaves[:k]), mth(leaves[k:])]
    return [*path(m - k, leaves[k:]), mth(leaves[:k])]


def subproof(m: int, leaves: Sequence[bytes], whole: bool) -> list[bytes]:
    n = len(leaves)
    if m == n:
        return [] if whole else [mth(leaves)]
    k = _k(n)
    if m <= k:
        return [*subproof(m, leaves[:k], whole), mth(leaves[k:])]
    return [*subproof(m - k, leaves[k:], False), mth(leaves[:k])]


class Tree:
    """Complete subtrees in memory, built by the frontier; counts how many were read."""

    def __init__(self, hashes: Sequence[bytes]) -> None:
        self.nodes: dict[tuple[int, int], bytes] = {}
        self.reads = 0
        self.frontier = merkle.Frontier()
        for digest in hashes:
            self.frontier.append(digest, self.keep)

    def keep(self, level: int, index: int, digest: bytes) -> None:
        assert (level, index) not in self.nodes
        self.nodes[level, index] = digest

    def node(self, level: int, index: int) -> bytes:
        self.reads += 1
        return self.nodes[level, index]


@pytest.fixture(scope="module")
def tree() -> Tree:
    return Tree(HASHES)


@pytest.fixture(scope="module")
def oracle() -> InmemoryTree:
    tree = InmemoryTree(algorithm="sha256")
    for leaf in LEAVES:
        tree.append_entry(leaf)
    return tree


def in_rfc_form(proof: ConsistencyProof) -> list[bytes]:
    """A consistency proof of pymerkle in the form of RFC 6962.

    pymerkle always states the last complete subtree of the old tree and, where the old tree ends on a border, takes the
    sibling to its right apart down to one leaf; the RFC leaves the former out where it is the whole old tree and keeps the
    latter in one piece.
    """
    rest = list(zip(proof.rule, proof.subset, proof.path, strict=True))
    bit, mask, digest = rest.pop(0)
    while mask == 0 and rest and rest[0][1] == 0:
        next_bit, mask, sibling = rest.pop(0)
        digest = merkle.node_hash(digest, sibling) if bit == 0 else merkle.node_hash(sibling, digest)
        bit = next_bit
    hashes = [digest, *(sibling for _bit, _mask, sibling in rest)]
    if mask == 0:
        hashes[0], hashes[1] = hashes[1], hashes[0]
    return hashes[1:] if proof.prior_size.bit_count() == 1 or proof.prior_size == proof.size else hashes


def test_the_empty_tree() -> None:
    assert merkle.root([]).hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_roots_of_every_size_agree_with_the_rfc_and_with_pymerkle(tree: Tree, oracle: InmemoryTree) -> None:
    for size in range(1, LARGEST + 1):
        expected = oracle.get_root(size)
        assert (
            merkle.tree_root(size, tree.node) == merkle.root(HASHES[:size]) == mth(HASHES[:size]) == expected
        )
        assert merkle.Frontier.of(size, tree.node).root() == expected


def test_inclusion_of_every_leaf_in_every_size_agrees_with_pymerkle(tree: Tree, oracle: InmemoryTree) -> None:
    for size in range(1, LARGEST + 1):
        root = oracle.get_root(size)
        for index in range(size):
            proof = merkle.inclusion_proof(index, size, tree.node)
            theirs = oracle.prove_inclusion(index + 1, size)
            theirs.verify(HASHES[index], root)
            assert [HASHES[index], *proof] == theirs.path
            merkle.verify_inclusion(index, size, HASHES[index], proof, root)


def test_consistency_of_every_two_sizes_agrees_with_pymerkle(tree: Tree, oracle: InmemoryTree) -> None:
    for second in range(1, LARGEST + 1):
        for first in range(1, second + 1):
            proof = merkle.consistency_proof(first, second, tree.node)
            old, new = oracle.get_root(first), oracle.get_root(second)
            theirs = oracle.prove_consistency(first, second)
            theirs.verify(old, new)
            assert proof == in_rfc_form(theirs), (first, second)
            merkle.verify_consistency(first, second, proof, old, new)


def test_proofs_are_those_that_the_rfc_defines(tree: Tree) -> None:
    for size in range(1, 40):
        for index in range(size):
            assert merkle.inclusion_proof(index, size, tree.node) == path(index, HASHES[:size])
        for first in range(1, size + 1):
            assert merkle.consistency_proof(first, size, tree.node) == subproof(first, HASHES[:size], True)


def test_proofs_read_few_nodes(tree: Tree) -> None:
    for size in range(1, LARGEST + 1):
        limit = 2 * size.bit_length()
        for number in range(size):
            tree.reads = 0
            merkle.inclusion_proof(number, size, tree.node)
            assert tree.reads <= limit
            tree.reads = 0
            merkle.consistency_proof(number, size, tree.node)
            assert tree.reads <= limit


def flipped(digest: bytes) -> bytes:
    return bytes([digest[0] ^ 8]) + digest[1:]


def changed(proof: list[bytes], root: bytes) -> list[list[bytes]]:
    """Proofs that must fail: each hash with one bit flipped, one taken away, one added, two swapped, a short one."""
    out = [[*proof[:n], flipped(proof[n]), *proof[n + 1 :]] for n in range(len(proof))]
    out += [[*proof[:n], *proof[n + 1 :]] for n in range(len(proof))]
    out += [[*proof[:n], root, *proof[n:]] for n in range(len(proof) + 1)]
    out += [[*proof[:n], proof[n + 1], proof[n], *proof[n + 2 :]] for n in range(len(proof) - 1)]
    out += [[*proof[:n], proof[n][:31], *proof[n + 1 :]] for n in range(len(proof))]
    return out


@pytest.mark.parametrize("size", [1, 2, 3, 4, 5, 7, 8, 9, 31, 32, 33, 64, 65, 127, 128, 130])
def test_false_inclusion_proofs_fail(tree: Tree, size: int) -> None:
    root = merkle.root(HASHES[:size])
    for index in range(size):
        proof = merkle.inclusion_proof(index, size, tree.node)
        check = functools.partial(merkle.verify_inclusion, leaf=HASHES[index], proof=proof, expected=root)
        for wrong in changed(proof, root):
            with pytest.raises(ProofError):
                merkle.verify_inclusion(index, size, HASHES[index], wrong, root)
        for other in (index - 1, index + 1, index ^ 2, index + size):
            with pytest.raises(ProofError):
                check(other, size)
        for leaf, expected in (
            (flipped(HASHES[index]), root),
            (HASHES[index], flipped(root)),
            (b"", root),
            (HASHES[index], b""),
        ):
            with pytest.raises(ProofError):
                merkle.verify_inclusion(index, size, leaf, proof, expected)
        for bad_size in (0, index, size * 2, size + 2 ** size.bit_length()):
            with pytest.raises(ProofError):
                check(index, bad_size)


@pytest.mark.parametrize("second", [2, 3, 4, 5, 7, 8, 9, 31, 32, 33, 64, 65, 127, 128, 130])
def test_false_consistency_proofs_fail(tree: Tree, second: int) -> None:
    new = merkle.root(HASHES[:second])
    for first in range(1, second):
        old = merkle.root(HASHES[:first])
        proof = merkle.consistency_proof(first, second, tree.node)
        for wrong in [*changed(proof, old), *changed(proof, new), []]:
            with pytest.raises(ProofError):
                merkle.verify_consistency(first, second, wrong, old, new)
        for a, b in ((flipped(old), new), (old, flipped(new)), (new, old), (b"", new), (old, b"")):
            with pytest.raises(ProofError):
                merkle.verify_consistency(first, second, proof, a, b)
        for m, n in (
            (first - 1, second),
            (second, first),
            (second + 1, second),
            (first, second * 2),
            (first, first),
            (-1, second),
        ):
            with pytest.raises(ProofError):
                merkle.verify_consistency(m, n, proof, old, new)


def test_a_forked_tree_has_no_consistency_proof(tree: Tree) -> None:
    fork = Tree([*HASHES[:50], merkle.leaf_hash(b"forged"), *HASHES[51:100]])
    old = merkle.root(HASHES[:60])
    for source in (tree, fork):
        with pytest.raises(ProofError):
            merkle.verify_consistency(
                60, 100, merkle.consistency_proof(60, 100, source.node), old, fork.frontier.root()
            )


def test_sizes_that_need_no_proof() -> None:
    root = merkle.root(HASHES[:5])
    merkle.verify_consistency(0, 0, [], merkle.EMPTY_ROOT, merkle.EMPTY_ROOT)
    merkle.verify_consistency(0, 5, [], merkle.EMPTY_ROOT, root)
    merkle.verify_consistency(5, 5, [], root, root)
    for first, second, proof, old, new in (
        (0, 0, [], root, root),
        (0, 0, [], merkle.EMPTY_ROOT, root),
        (0, 5, [root], merkle.EMPTY_ROOT, root),
        (0, 5, [], root, root),
        (5, 5, [root], root, root),
        (5, 5, [], flipped(root), root),
        (1, 0, [], root, merkle.EMPTY_ROOT),
    ):
        with pytest.raises(ProofError):
            merkle.verify_consistency(first, second, proof, old, new)


def test_places_that_do_not_exist(tree: Tree) -> None:
    for index, size in ((0, 0), (1, 1), (-1, 3), (3, 3)):
        with pytest.raises(ValueError, match="there is no leaf"):
            merkle.inclusion_proof(index, size, tree.node)
    for first, second in ((1, 0), (4, 3), (-1, 3)):
        with pytest.raises(ValueError, match="cannot be the start"):
            merkle.consistency_proof(first, second, tree.node)
    with pytest.raises(ValueError, match="complete subtrees"):
        merkle.Frontier(3, [HASHES[0]])


@settings(max_examples=60, deadline=None)
@given(st.integers(131, 3000), st.data())
def test_larger_trees(size: int, data: st.DataObject) -> None:
    tree = Tree([merkle.leaf_hash(n.to_bytes(4)) for n in range(size)])
    root = tree.frontier.root()
    index = data.draw(st.integers(0, size - 1))
    first = data.draw(st.integers(1, size))
    proof = merkle.inclusion_proof(index, size, tree.node)
    merkle.verify_inclusion(index, size, tree.nodes[0, index], proof, root)
    with pytest.raises(ProofError):
        merkle.verify_inclusion((index + 1) % size, size, tree.nodes[0, index], proof, root)
    proof = merkle.consistency_proof(first, size, tree.node)
    old = merkle.tree_root(first, tree.node)
    merkle.verify_consistency(first, size, proof, old, root)
    resumed = merkle.Frontier.of(first, tree.node)
    for number in range(first, size):
        resumed.append(tree.nodes[0, number])
    assert resumed.root() == root


# --- published vectors: the test tree of Certificate Transparency -----------------------------------------------------------
CT_LEAVES = [
    "",
    "00",
    "10",
    "2021",
    "3031",
    "40414243",
    "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
]
CT_ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
CT_INCLUSION = {
    (0, 1): [],
    (0, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (5, 8): [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 3): ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"],
    (1, 5): [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}
CT_CONSISTENCY = {
    (1, 1): [],
    (1, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (6, 8): [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 5): [
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
    (6, 7): [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
}


@pytest.fixture(scope="module")
def ct_tree() -> Tree:
    return Tree([merkle.leaf_hash(bytes.fromhex(leaf)) for leaf in CT_LEAVES])


def test_published_roots(ct_tree: Tree) -> None:
    assert [merkle.tree_root(size, ct_tree.node).hex() for size in range(1, 9)] == CT_ROOTS


@pytest.mark.parametrize(("index", "size"), CT_INCLUSION)
def test_published_inclusion_proofs(ct_tree: Tree, index: int, size: int) -> None:
    proof = [bytes.fromhex(digest) for digest in CT_INCLUSION[index, size]]
    assert merkle.inclusion_proof(index, size, ct_tree.node) == proof
    merkle.verify_inclusion(index, size, ct_tree.nodes[0, index], proof, bytes.fromhex(CT_ROOTS[size - 1]))


@pytest.mark.parametrize(("first", "second"), CT_CONSISTENCY)
def test_published_consistency_proofs(ct_tree: Tree, first: int, second: int) -> None:
    proof = [bytes.fromhex(digest) for digest in CT_CONSISTENCY[first, second]]
    assert merkle.consistency_proof(first, second, ct_tree.node) == proof
    old, new = bytes.fromhex(CT_ROOTS[first - 1]), bytes.fromhex(CT_ROOTS[second - 1])
    merkle.verify_consistency(first, second, proof, old, new)


@pytest.mark.parametrize(
    ("before", "added"), [(0, 0), (0, 1), (0, 300), (5, 3), (7, 9), (255, 2), (256, 600)]
)
def test_extending_is_appending_without_a_call_for_each_node(before: int, added: int) -> None:
    leaves = [merkle.leaf_hash(str(n).encode()) for n in range(before + added)]
    item, many = merkle.Frontier(), merkle.Frontier()
    visited: list[tuple[int, int, bytes]] = []
    for frontier in (item, many):
        for leaf in leaves[:before]:
            frontier.append(leaf)
    for leaf in leaves[before:]:
        item.append(leaf, lambda level, index, digest: visited.append((level, index, digest)))
    rows = many.extend(iter(leaves[before:]), 4)
    assert (many.size, many.hashes, many.root()) == (item.size, item.hashes, item.root())
    assert rows == [node for node in visited if node[0] and not node[0] % 4]
