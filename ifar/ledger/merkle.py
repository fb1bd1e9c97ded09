"""The Merkle tree of the log: RFC 6962 section 2.1, RFC 9162 section 2.1.

Everything here works on hashes: a leaf is named by its index from 0, a complete subtree by (level, index), where level 0 are
the leaf hashes and the node (level, index) covers the leaves from `index << level` on, `1 << level` of them. Functions that
make roots and proofs read such nodes through an accessor and need O(log n) of them. Pure.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

from ifar.errors import Invalid

HASH_BYTES: Final = 32
EMPTY_ROOT: Final = hashlib.sha256(b"").digest()
"""Root of the tree without leaves (RFC 6962, 2.1)."""

NodeReader = Callable[[int, int], bytes]
"""(level, index) -> hash of that complete subtree."""

NodeVisitor = Callable[[int, int, bytes], object]
"""Is told each subtree that became complete: (level, index, hash)."""


class ProofError(Invalid):
    """A proof does not prove what it is shown for."""

    default_code = "ledger.proof.false"


def leaf_hash(data: bytes) -> bytes:
    """Hash of a leaf from its bytes (RFC 6962, 2.1: SHA-256 with the prefix 00)."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash of an inner node from its children (RFC 6962, 2.1: SHA-256 with the prefix 01)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def subtrees(begin: int, end: int) -> Iterator[tuple[int, int]]:
    """The complete subtrees (level, index) that cover the leaves [begin, end), left to right.

    `begin` is a multiple of a power of two that is at least `end - begin`, as every border inside the tree is.
    """
    while begin < end:
        level = (end - begin).bit_length() - 1
        yield level, begin >> level
        begin += 1 << level


def range_root(begin: int, end: int, node: NodeReader) -> bytes:
    """Root of the leaves [begin, end), MTH(D[begin:end]) in the words of the RFC; see `subtrees` for `begin`."""
    return fold([node(level, index) for level, index in subtrees(begin, end)])


def fold(hashes: Sequence[bytes]) -> bytes:
    """Root from the complete subtrees of a tree, given left to right, the largest first."""
    if not hashes:
        return EMPTY_ROOT
    result = hashes[-1]
    for left in reversed(hashes[:-1]):
        result = node_hash(left, result)
    return result


def tree_root(size: int, node: NodeReader) -> bytes:
    """Root of the tree of the first `size` leaves."""
    return range_root(0, size, node)


def root(leaves: Iterable[bytes]) -> bytes:
    """Root of the tree over these leaf hashes."""
    frontier = Frontier()
    for leaf in leaves:
        frontier.append(leaf)
    return frontier.root()


class Frontier:
    """The right border of a growing tree: the complete subtrees that make it up, largest first (a compact range)."""

    __slots__ = ("hashes", "size")

    def __init__(self, size: int = 0, hashes: Sequence[bytes] = ()) -> None:
        if len(hashes) != size.bit_count():
            raise ValueError(
                f"a tree of {size} leaves has {size.bit_count()} complete subtrees, not {len(hashes)}"
            )
        self.size = size
        self.hashes = list(hashes)

    @classmethod
    def of(cls, size: int, node: NodeReader) -> Frontier:
        """The border of the tree of the first `size` leaves."""
        return cls(size, [node(level, index) for level, index in subtrees(0, size)])

    def append(self, leaf: bytes, visit: NodeVisitor | None = None) -> None:
        """Add one leaf hash; `visit` is told the leaf and every subtree that it completes, from below."""
        level, index, digest = 0, self.size, leaf
        while True:
            if visit is not None:
                visit(level, index, digest)
            if not index & 1:
                break
            digest = node_hash(self.hashes.pop(), digest)
            level, index = level + 1, index >> 1
        self.hashes.append(digest)
        self.size += 1

    def extend(self, leaves: Iterable[bytes], every: int) -> list[tuple[int, int, bytes]]:
        """Add leaf hashes; returns level, index and hash of the subtrees that they complete on each `every`th level above the leaves.

        It does what `append` does, without a call for each node: the verifier adds up every leaf of the register.
        """
        hashes, size, done = self.hashes, self.size, []
        pop, push, sha256 = hashes.pop, hashes.append, hashlib.sha256
        for leaf in leaves:
            level, index, digest = 0, size, leaf
            while index & 1:
                digest = sha256(b"\x01" + pop() + digest).digest()
                level, index = level + 1, index >> 1
                if not level % every:
                    done.append((level, index, digest))
            push(digest)
            size += 1
        self.size = size
        return done

    def root(self) -> bytes:
        """Root of the tree up to here."""
        return fold(self.hashes)


def _split(width: int) -> int:
    """The largest power of two smaller than `width`: where RFC 6962 divides a tree."""
    return 1 << ((width - 1).bit_length() - 1)


def inclusion_proof(index: int, size: int, node: NodeReader) -> list[bytes]:
    """PATH(index, D[size]) of RFC 6962, 2.1.1: the hashes that lead from a leaf to the root, the lowest first.

    Raises:
        ValueError: there is no leaf `index` in a tree of `size` leaves.
    """
    if not 0 <= index < size:
        raise ValueError(f"there is no leaf {index} in a tree of {size}")
    path: list[bytes] = []
    begin, end = 0, size
    while end - begin > 1:
        middle = begin + _split(end - begin)
        if index < middle:
            path.append(range_root(middle, end, node))
            end = middle
        else:
            path.append(range_root(begin, middle, node))
            begin = middle
    path.reverse()
    return path


def consistency_proof(first: int, second: int, node: NodeReader) -> list[bytes]:
    """PROOF(first, D[second]) of RFC 6962, 2.1.2: that the tree of `first` leaves is the start of that of `second`.

    Empty where the first tree is empty or the sizes are equal.

    Raises:
        ValueError: `first` is not in 0..second.
    """
    if not 0 <= first <= second:
        raise ValueError(f"a tree of {first} leaves cannot be the start of one of {second}")
    if first in (0, second):
        return []
    path: list[bytes] = []
    begin, end = 0, second
    while end != first:
        middle = begin + _split(end - begin)
        if first <= middle:
            path.append(range_root(middle, end, node))
            end = middle
        else:
            path.append(range_root(begin, middle, node))
            begin = middle
    if begin > 0:
        # The verifier knows the old root, so the old tree itself is left out where it is one complete subtree.
        path.append(range_root(begin, end, node))
    path.reverse()
    return path


def root_of_inclusion(index: int, size: int, leaf: bytes, proof: Sequence[bytes]) -> bytes:
    """The root that a tree of `size` leaves has if `proof` is right (RFC 9162, 2.1.3.2).

    Raises:
        ProofError: the proof does not have the form that this index and size ask for.
    """
    if not 0 <= index < size:
        raise ProofError(message=f"There is no leaf {index} in a tree of {size}.")
    _check_hashes((leaf, *proof))
    number, last, result = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            raise ProofError(message="The proof is longer than the tree is high.")
        if number & 1 or number == last:
            result = node_hash(sibling, result)
            while not number & 1 and number:
                number, last = number >> 1, last >> 1
        else:
            result = node_hash(result, sibling)
        number, last = number >> 1, last >> 1
    if last:
        raise ProofError(message="The proof ends before the root.")
    return result


def verify_inclusion(index: int, size: int, leaf: bytes, proof: Sequence[bytes], expected: bytes) -> None:
    """Check that the leaf hash `leaf` stands at `index` in the tree of `size` leaves with the root `expected`.

    Raises:
        ProofError: it is not proved.
    """
    if root_of_inclusion(index, size, leaf, proof) != expected:
        raise ProofError(
            message=f"The proof of leaf {index} leads to another root than that of the tree of {size}."
        )


def verify_consistency(
    first: int, second: int, proof: Sequence[bytes], old_root: bytes, new_root: bytes
) -> None:
    """Check that the tree (`first`, `old_root`) is the start of the tree (`second`, `new_root`) (RFC 9162, 2.1.4.2).

    Raises:
        ProofError: it is not proved.
    """
    if not 0 <= first <= second:
        raise ProofError(message=f"A tree of {first} leaves cannot be the start of one of {second}.")
    _check_hashes((old_root, new_root, *proof))
    if first in (0, second):
        if proof:
            raise ProofError(message="A proof between these sizes has to be empty.")
        if old_root != (EMPTY_ROOT if first == 0 else new_root) or (second == 0 and new_root != EMPTY_ROOT):
            raise ProofError(message=f"There are two roots for the tree of {first} leaves.")
        return
    old, new = _roots_of_consistency(first, second, proof, old_root)
    if old != old_root:
        raise ProofError(message=f"The proof leads to another root of the tree of {first} leaves.")
    if new != new_root:
        raise ProofError(message=f"The proof leads to another root of the tree of {second} leaves.")


def _roots_of_consistency(
    first: int, second: int, proof: Sequence[bytes], old_root: bytes
) -> tuple[bytes, bytes]:
    path = [old_root, *proof] if first.bit_count() == 1 else list(proof)
    if not path:
        raise ProofError(message="The proof is empty.")
    number, last = first - 1, second - 1
    while number & 1:
        number, last = number >> 1, last >> 1
    old = new = path[0]
    for sibling in path[1:]:
        if last == 0:
            raise ProofError(message="The proof is longer than the tree is high.")
        if number & 1 or number == last:
            old, new = node_hash(sibling, old), node_hash(sibling, new)
            while not number & 1 and number:
                number, last = number >> 1, last >> 1
        else:
            new = node_hash(new, sibling)
        number, last = number >> 1, last >> 1
    if last:
        raise ProofError(message="The proof ends before the root.")
    return old, new


def _check_hashes(hashes: Iterable[bytes]) -> None:
    if any(len(digest) != HASH_BYTES for digest in hashes):
        raise ProofError(message=f"A hash has to have {HASH_BYTES} bytes.")
