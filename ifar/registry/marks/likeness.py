"""How alike a reading and many marks are, worked out for all of them at once: which of thousands within two errors are worth a judgement.

Pure. `matching.py` judges the marks themselves, one after the other and with everything that is known; here their look-alike keys are laid
beside the question's in every way that leaves out no more than two characters of either, with the same evidence (`confusions.py`) added up
over these ways as `alignment.Fit` does it.
"""

from __future__ import annotations

from functools import lru_cache
from math import fsum
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ifar.registry.marks.confusions import ALPHABET, MEASURED
from ifar.registry.marks.reading import UNREAD

LEAST: Final = -100.0
"""The likeness of what is not compared: more than two characters more or less, and what is too long for its place."""

REACH: Final = 2
"""Characters by which a mark may be longer or shorter than the question."""

_OTHER: Final = "#"
"""Stands for every character that was never counted."""

_TINY: Final = np.float32(1e-37)
"""Below it nothing is told apart; two errors never come near it."""

Evidence = NDArray[np.float32]


@lru_cache(maxsize=1)
def _weights() -> tuple[Evidence, Evidence, Evidence, Evidence]:
    """Ratios of each pair (read, held), of what was read and not held, of what was held and not read; evidence of what was read as it is.

    The first two are parts of the ratio of what was read as it is, so that numbers stay small however long the mark. Byte 0 is no character:
    nothing is paired with it.
    """
    known = {*ALPHABET, UNREAD}
    names = [chr(code) if chr(code) in known else _OTHER for code in range(256)]
    other = np.flatnonzero([name == _OTHER for name in names])
    agreed = np.array([MEASURED.ratios[name * 2] for name in names])
    pairs = np.array([[MEASURED.ratios[read + held] for held in names] for read in names])
    pairs[np.ix_(other, other)] = MEASURED.ratios[_OTHER + "~"]
    np.fill_diagonal(pairs, agreed)
    pairs[:, 0] = 0.0
    extra = np.array([MEASURED.extra[name] for name in names])
    missing = np.array([MEASURED.missing[name] for name in names], np.float32)
    missing[0] = 0.0
    return (
        (pairs / agreed[:, None]).astype(np.float32),
        (extra / agreed).astype(np.float32)[:, None],
        missing,
        np.log(agreed).astype(np.float32),
    )


def likeness(read: bytes, held: NDArray[np.uint8]) -> Evidence:
    """The evidence that each mark was read so; more is likelier.

    Args:
        read: look-alike key of the question, a byte for each character.
        held: look-alike keys of marks, one in each row, with zeros behind.
    """
    pairs, extra, missing, agreed = _weights()
    size, (number, width) = len(read), held.shape
    full = np.full(number, LEAST, np.float32)
    if not number or not 0 < size <= width:
        return full
    # A row for each place of a mark, from REACH - 1 before its first character on: what is not there is byte 0.
    texts = np.zeros((size + 2 * REACH, number), np.intp)
    texts[REACH : REACH + width] = held.T[: size + REACH]
    together = held.tobytes()
    neighbours = texts[:-1] << 8 | texts[1:]
    lacking = missing.take(texts)
    # now[REACH + d]: the first characters of the question beside as many of the mark and d more; `before` the same with one less.
    before, now = np.zeros((2, 2 * REACH + 1, number), np.float32)
    now[REACH] = 1.0
    for more in range(REACH):
        now[REACH + more + 1] = now[REACH + more] * lacking[REACH + more]
    last = -1
    for at, character in enumerate(read):
        after = pairs[character].take(texts[at : at + 2 * REACH + 1])
        np.multiply(after, now, after)
        np.add(after[:-1], now[1:] * extra[character], after[:-1])
        if at and last != character and bytes((character, last)) in together:  # seldom, and much to work out
            swapped = neighbours[at - 1 : at + 2 * REACH] == (character << 8 | last)
            after += before * swapped * np.float32(MEASURED.swapped)
        once = after[:-1] * lacking[at + 1 : at + 1 + 2 * REACH]
        twice = once[:-1] * lacking[at + 2 : at + 1 + 2 * REACH]
        np.add(after[1:], once, after[1:])
        np.add(after[2:], twice, after[2:])
        before, now, last = now, after, character
    lengths = np.count_nonzero(held, axis=1)
    beyond = lengths - size + REACH
    near = np.flatnonzero((lengths > 0) & (beyond >= 0) & (beyond <= 2 * REACH))
    whole = fsum(agreed[list(read)].tolist())
    ratios = now[beyond[near], near]
    full[near] = np.where(ratios > _TINY, np.log(np.maximum(ratios, _TINY)) + whole, LEAST)
    return full
