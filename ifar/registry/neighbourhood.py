"""Integer keys by which near strings meet: deletions of up to two characters, and runs of three.

Two strings within *d* edits of each other (a wrong, missing, extra or swapped character is one edit) share a string that
each of them reaches by deleting at most *d* characters. A mark on the register therefore carries the hashes of itself
with none, one and two characters deleted; a question probes with its own deletions, and no neighbour is missed.
(The idea is known as FastSS or symmetric deletion.) What shares a key is verified afterwards.

Keys are non-negative for deletions (25 bits, so that the posting lists of the index stay small) and negative for runs of
three characters, by which a piece from the middle of a mark is found; the two never meet.
"""

from __future__ import annotations

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

_BUCKETS: Final = (1 << 25) - 1


def stored_keys(folded: str) -> list[int]:
    """Return the keys that a mark on the register carries, sorted and without repetition.

    `folded` is the look-alike key of one form; unread characters in it are left out, which costs one edit each.
    """
    content = readable(folded)
    keys = set(_deletions(content, depth_for(len(content))))
    keys.update(run_keys(folded))
    return sorted(keys)


def probe_keys(folded: str, edits: int) -> list[int]:
    """Return the keys that a question within `edits` (0-2) errors probes with; unread characters are left out.

    A question may have grown by its errors, so it goes as deep as the marks that are up to `edits` shorter.
    """
    content = readable(folded)
    shortened = max(len(content) - edits, min(len(content), SHORTEST + 2))
    return sorted(set(_deletions(content, min(edits, depth_for(shortened), max(len(content) - SHORTEST, 0)))))


def run_keys(folded: str) -> list[int]:
    """Return the keys of all runs of three read characters; all of them occur in a mark that contains the text."""
    keys: set[int] = set()
    for piece in folded.replace("*", "?").split("?"):
        data = piece.encode()
        if len(data) == len(piece):
            keys.update(-1 - (crc32(data[at : at + RUN]) & _BUCKETS) for at in range(len(piece) - RUN + 1))
        else:
            keys.update(
                -1 - (crc32(piece[at : at + RUN].encode()) & _BUCKETS) for at in range(len(piece) - RUN + 1)
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


def _deletions(content: str, depth: int) -> list[int]:
    """Return the hashes of `content` with up to `depth` characters deleted, but never shorter than `SHORTEST`."""
    if not content:
        return []
    if not content.isascii():
        variants = {content}
        for left_out in range(1, depth + 1):
            variants.update("".join(kept) for kept in combinations(content, len(content) - left_out))
        return [crc32(variant.encode()) & _BUCKETS for variant in variants]
    data = content.encode()
    bare = {data}
    for left_out in range(1, depth + 1):
        bare.update(map(bytes, combinations(data, len(data) - left_out)))
    return [crc32(variant) & _BUCKETS for variant in bare]
