"""How alike a reading and many marks are, roughly and at once: which of thousands of marks within two errors are worth a judgement.

Pure. `matching.py` judges the marks themselves, one after the other and with everything that is known; here their look-alike keys are laid
beside the question's, of the same length or with one character more or less, with the same evidence of the characters (`confusions.py`).
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from ifar.registry.confusions import ALPHABET, MEASURED

LEAST: Final = -100.0
"""The likeness of what is not compared: two characters more or less, and what is too long for its place."""

_CODES: Final = 256
_OTHER: Final = "#"
"""Stands for every character that was never counted."""

Evidence = NDArray[np.float32]


@lru_cache(maxsize=1)
def _evidence() -> tuple[Evidence, Evidence, Evidence]:
    """Evidence of each pair of characters (read, held), of each that was read and not held, and of each that was held and not read."""
    other = MEASURED.log_ratios[_OTHER + "~"]
    pairs = np.full((_CODES, _CODES), other, np.float32)
    np.fill_diagonal(pairs, MEASURED.log_ratios[_OTHER * 2])
    extra = np.full(_CODES, MEASURED.log_extra[_OTHER], np.float32)
    missing = np.full(_CODES, MEASURED.log_missing[_OTHER], np.float32)
    for read in ALPHABET:
        extra[ord(read)], missing[ord(read)] = MEASURED.log_extra[read], MEASURED.log_missing[read]
        for held in ALPHABET:
            pairs[ord(read), ord(held)] = MEASURED.log_ratios[read + held]
    return pairs, extra, missing


def likeness(read: bytes, held: NDArray[np.uint8]) -> Evidence:
    """The evidence that each mark was read so; more is likelier.

    Args:
        read: look-alike key of the question, a byte for each character.
        held: look-alike keys of marks, one in each row, with zeros behind.
    """
    pairs, extra, missing = _evidence()
    asked, width = np.frombuffer(read, np.uint8), held.shape[1]
    lengths = (held != 0).sum(axis=1)
    found = np.full(len(held), LEAST, np.float32)
    size = len(asked)
    if not 0 < size <= width:
        return found
    if len(same := np.flatnonzero(lengths == size)):
        found[same] = pairs[asked, held[same, :size]].sum(axis=1)
    if size < width and len(longer := np.flatnonzero(lengths == size + 1)):
        texts = held[longer, : size + 1]
        found[longer] = _best(pairs[asked, texts[:, :-1]], pairs[asked, texts[:, 1:]], missing[texts])
    if len(shorter := np.flatnonzero(lengths == size - 1)):
        texts = held[shorter, : size - 1]
        more = np.broadcast_to(extra[asked], (len(texts), size))
        found[shorter] = _best(pairs[asked[:-1], texts], pairs[asked[1:], texts], more)
    return found


def _best(before: Evidence, behind: Evidence, alone: NDArray[Any]) -> Evidence:
    """The best place for the one character that stands alone: what stands before it, what stands behind it, and itself."""
    places = np.array(alone, np.float32)
    places[:, 1:] += before.cumsum(axis=1)
    places[:, :-1] += behind[:, ::-1].cumsum(axis=1)[:, ::-1]
    best: Evidence = places.max(axis=1)
    return best
