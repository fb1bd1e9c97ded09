"""Integer keys by which near strings meet: deletions of up to two characters, and runs of three.

Two strings within *d* edits of each other (a wrong, missing, extra or swapped character is one edit) share a string that
each of them reaches by deleting at most *d* characters. A mark on the register therefore carries the hashes of itself
with none, one and two characters deleted; a question probes with its own deletions, and no neighbour is missed.
(The idea is known as FastSS or symmetric deletion.) What shares a key is verified afterwards.

What is within one error meets by keys of its own, of marks with at most one character deleted: among the others are six times as many
marks that are further away ("778812" without one character is also what every number of seven characters without two may leave).

A short number has hundreds of true neighbours among ten million, nearly all of them of other makes. Marks shorter than
`ROUTED_BELOW` therefore carry the same deletions once more with the make inside the key, so that a question that knows
the make meets those alone. Of a firearm whose make the register does not know the make inside the key is empty; one whose make was
corrected carries them with each former make as well.

Keys are non-negative for deletions (27 bits, 26 for those within one error: at ten million marks a key then has two to four strangers,
and every stranger costs a look at its row) and negative for runs of three characters, by which a piece from the middle of a mark is
found; the three never meet. Pure.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from itertools import combinations
from typing import Final
from zlib import crc32

RUN: Final = 3
"""Characters of a run; a shorter piece from the middle of a mark is not looked for."""

SHORTEST: Final = 3
"""Deletions stop at this length: shorter strings are near to everything."""

LONGEST_FOR_TWO: Final = 16
LONGEST_FOR_ONE: Final = 32
"""Longer marks (whole inscriptions) carry fewer deletions; their number grows with the square of the length."""

ROUTED_BELOW: Final = 8
"""Marks of fewer read characters carry keys with the make inside as well; longer ones are rare enough without it."""

UNKNOWN_MAKE: Final = ""
"""What stands for the make inside a key where the register does not know it."""

_FAR_BUCKETS: Final = (1 << 27) - 1
_NEAR_BUCKETS: Final = (1 << 26) - 1
_NEAR_FROM: Final = 1 << 27
_RUN_BUCKETS: Final = (1 << 25) - 1

LOWEST_KEY: Final = -1 - _RUN_BUCKETS
HIGHEST_KEY: Final = _NEAR_FROM + _NEAR_BUCKETS
"""Between them all keys lie."""


def stored_keys(folded: str, make: str | None = None, formerly: Iterable[str] = ()) -> list[int]:
    """Return the keys that a mark on the register carries, sorted and without repetition.

    Args:
        folded: the look-alike key of one form; unread characters in it are left out, which costs one edit each.
        make: code of the firearm's make, None where the register does not know it.
        formerly: what its make was recorded as before; who asks with one of these misreads the mark as anybody does.
    """
    content = readable(folded)
    near, far = _deletions(content, depth_for(len(content)))
    keys = {*_near(near), *_far(near), *_far(far)}
    if len(content) < ROUTED_BELOW:
        for inside in {make or UNKNOWN_MAKE, *formerly}:
            keys.update(_near(near, inside), _far(near, inside), _far(far, inside))
    keys.update(run_keys(folded))
    return sorted(keys)


def probe_keys(folded: str, edits: int) -> list[int]:
    """Return the keys that a question within `edits` (0-2) errors probes with; unread characters are left out.

    A question may have grown by its errors, so it goes as deep as the marks that are up to `edits` shorter.
    """
    return sorted(set(_probes(folded, edits, edits)))


def probe_keys_of_make(folded: str, edits: int, make: str) -> tuple[list[int], list[int]]:
    """Return the keys for marks of one make and of unknown make, and those by which marks of every make are met besides.

    Where the question is short, marks that are long enough to carry no make must have at least the missing characters
    more than it, so fewer deletions of the question itself reach them. These meet shorter ones of other makes as well, of which only those
    that equal the question are meant. Where no long one can be near, they are all that is looked for, by the keys with fewer strangers.
    """
    missing = ROUTED_BELOW - len(folded)
    if missing <= 0:
        return probe_keys(folded, edits), []
    keys = {*_probes(folded, edits, edits, make), *_probes(folded, edits, edits, UNKNOWN_MAKE)}
    others = _probes(folded, edits - missing, edits) if missing <= edits else _probes(folded, 0, 0)
    return sorted(keys), sorted(set(others))


def deletion_keys(folded: str) -> list[int]:
    """Return the keys by which texts meet of which none is the question: two that are within two errors share one."""
    return sorted(set(_far(_probed(readable(folded), 2))))


def run_keys(folded: str) -> list[int]:
    """Return the keys of all runs of three read characters; all of them occur in a mark that contains the text."""
    keys: set[int] = set()
    for piece in folded.replace("*", "?").split("?"):
        data = piece.encode()
        if len(data) == len(piece):
            keys.update(
                -1 - (crc32(data[at : at + RUN]) & _RUN_BUCKETS) for at in range(len(piece) - RUN + 1)
            )
        else:
            keys.update(
                -1 - (crc32(piece[at : at + RUN].encode()) & _RUN_BUCKETS)
                for at in range(len(piece) - RUN + 1)
            )
    return sorted(keys)


def readable(folded: str) -> str:
    """Return the key without the characters that nobody could read."""
    return folded.replace("?", "").replace("*", "") if "?" in folded or "*" in folded else folded


def depth_for(length: int) -> int:
    """Return how many deletions a mark of `length` read characters carries."""
    if length > LONGEST_FOR_ONE or length <= SHORTEST:
        return 0
    if length > LONGEST_FOR_TWO or length == SHORTEST + 1:
        return 1
    return 2


def _probes(folded: str, deleted: int, edits: int, make: str | None = None) -> list[int]:
    """The keys of a question of which up to `deleted` characters are left out, for marks within `edits` errors.

    Such a mark has up to `edits` characters more, and those that nobody could read.
    """
    variants = _probed(readable(folded), deleted)
    return _near(variants, make) if edits + folded.count("?") <= 1 else _far(variants, make)


def _probed(content: str, edits: int) -> list[bytes]:
    shortened = max(len(content) - edits, min(len(content), SHORTEST + 2))
    near, far = _deletions(content, min(edits, depth_for(shortened), max(len(content) - SHORTEST, 0)))
    return [*near, *far]


def _deletions(content: str, depth: int) -> tuple[Collection[bytes], Collection[bytes]]:
    """Return `content` with at most one character deleted and with two, up to `depth`, but never shorter than `SHORTEST`."""
    if not content:
        return (), ()
    near, far = {content.encode()}, set[bytes]()
    if depth >= 1:
        near.update(_without(content, 1))
    if depth >= 2:
        far.update(_without(content, 2))
    return near, far


def _without(content: str, left_out: int) -> Iterable[bytes]:
    kept = len(content) - left_out
    if content.isascii():
        return map(bytes, combinations(content.encode(), kept))
    return ("".join(some).encode() for some in combinations(content, kept))


def _far(variants: Iterable[bytes], make: str | None = None) -> list[int]:
    """The keys of `variants` within two errors, with the make inside where one is given (`UNKNOWN_MAKE` is one)."""
    start = _start(make)
    return [crc32(variant, start) & _FAR_BUCKETS for variant in variants]


def _near(variants: Iterable[bytes], make: str | None = None) -> list[int]:
    """The same within one error."""
    start = _start(make)
    return [_NEAR_FROM + (crc32(variant, start) & _NEAR_BUCKETS) for variant in variants]


def _start(make: str | None) -> int:
    return 0 if make is None else crc32(b"\0" + make.encode() + b"\0")
