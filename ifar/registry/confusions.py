"""How often one character of a mark is taken for another: measured counts, and the evidence that they give.

The counts are half of the observations of the OpenALPR benchmark (characters on number plates, true character and the
one that was read; published with the benchmark under the Apache licence): all 4,592 observations in the order of the
published table were shuffled by `random.Random(1)` and the first 2,296 kept, so that the other half can judge the
ranking. No measurement of stamped firearm marks is public; a country that collects its own misreadings replaces them.

*Evidence* of a pair (read, held) is the natural logarithm of the likelihood ratio: how much likelier the reading is if
the record's character was on the metal, than if an unrelated mark was there. It adds up over a mark.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from math import log
from typing import Final

from ifar.registry.lookalikes import NEAR_PAIRS
from ifar.registry.marks import fold, shape

NOTHING: Final = ""

COUNTS: Final[Mapping[str, Mapping[str, int]]] = {
    NOTHING: {"0": 9, "1": 2, "2": 1, "B": 3, "C": 1, "D": 4, "E": 1, "I": 1, "W": 1},
    "0": {NOTHING: 1, "0": 151, "D": 3, "O": 2},
    "1": {NOTHING: 2, "0": 1, "1": 138},
    "2": {NOTHING: 4, "2": 130, "I": 1, "Z": 1},
    "3": {NOTHING: 2, "3": 112, "A": 1},
    "4": {NOTHING: 1, "1": 1, "4": 125},
    "5": {"5": 114, "6": 1, "S": 1},
    "6": {"6": 108},
    "7": {"7": 110},
    "8": {NOTHING: 5, "2": 1, "8": 73, "B": 4, "R": 1},
    "9": {"9": 106},
    "A": {NOTHING: 2, "A": 101},
    "B": {NOTHING: 4, "8": 1, "B": 66},
    "C": {"C": 58},
    "D": {"D": 31},
    "E": {NOTHING: 1, "E": 49},
    "F": {"F": 46},
    "G": {"G": 31},
    "H": {"B": 1, "H": 36},
    "I": {NOTHING: 2, "I": 20},
    "J": {"J": 35},
    "K": {"K": 38, "R": 1},
    "L": {NOTHING: 2, "E": 1, "L": 42},
    "M": {NOTHING: 1, "M": 47},
    "N": {NOTHING: 1, "N": 53},
    "O": {"D": 2, "O": 9},
    "P": {"P": 37},
    "Q": {"0": 2, "O": 1, "Q": 15},
    "R": {NOTHING: 2, "R": 37},
    "S": {"S": 43},
    "T": {"I": 1, "T": 59},
    "U": {NOTHING: 1, "U": 30},
    "V": {"V": 25},
    "W": {NOTHING: 2, "H": 2, "W": 38},
    "X": {NOTHING: 1, "X": 37},
    "Y": {NOTHING: 2, "Y": 26},
    "Z": {NOTHING: 1, "Z": 30},
}

ALPHABET: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"

# Observations that the table's silence is worth: half a mirrored observation, one for shapes of one fold, less for near
# shapes, a trace for all others. Own estimates; they matter only where nothing was measured.
_MIRRORED: Final = 0.5
_ALIKE: Final = 1.0
_NEAR: Final = 0.4
_UNRELATED: Final = 0.02

_TRUE: Final = {held: sum(reads.values()) for held, reads in COUNTS.items() if held}
_SEEN: Final = sum(_TRUE.values())
_NEAR_SET: Final = {frozenset(pair[:2]) for pair in NEAR_PAIRS}

# Of ten characters of serial numbers about eight are digits (own estimate from maker's styles).
_CHANCE_OF_DIGIT: Final = 0.8 / 10
_CHANCE_OF_LETTER: Final = 0.2 / 26
_CHANCE_OF_OTHER: Final = 0.002
_OTHER_SCRIPT: Final = log(0.9)
_SWAP_RATE: Final = 0.003
"""Neighbours exchanged when a number is copied by hand, per pair; own estimate, plates are not copied by hand."""

MISSING: Final = log(sum(reads.get(NOTHING, 0) for held, reads in COUNTS.items() if held) / _SEEN)
"""Evidence of a character of the record that the reader did not see."""

EXTRA: Final = log(sum(COUNTS[NOTHING].values()) / _SEEN)
"""Evidence of a character that the reader saw and the record does not hold."""

SWAPPED: Final = log(_SWAP_RATE)
"""Evidence of two neighbours exchanged, beside what both characters give by agreeing."""


def alike(read: str, held: str) -> bool:
    """Say whether two different characters look alike: one fold, one shape in two scripts, or a near pair."""
    return fold(read) == fold(held) or frozenset((shape(read), shape(held))) in _NEAR_SET


@cache
def probability(read: str, held: str) -> float:
    """Return P(`read` | `held`) for capitals and digits of the alphabet, given that one character was read at all."""
    weights = {other: _weight(other, held) for other in ALPHABET}
    return weights[read] / sum(weights.values())


def evidence(read: str, held: str) -> float:
    """Return the evidence of one pair of trimmed characters; of other scripts by the shape that they have."""
    key = read + held
    known = _EVIDENCE.get(key)
    if known is None:
        known = _evidence(read, held)
        if len(_EVIDENCE) < 100_000:  # bounds the memory that hostile text can take
            _EVIDENCE[key] = known
    return known


_EVIDENCE: Final[dict[str, float]] = {}


def _weight(read: str, held: str) -> float:
    counted = COUNTS[held].get(read, 0)
    if read == held:
        return float(counted)
    if fold(read) == fold(held):
        prior = _ALIKE
    else:
        prior = _NEAR if frozenset((read, held)) in _NEAR_SET else _UNRELATED
    return counted + _MIRRORED * COUNTS[read].get(held, 0) + prior


def _evidence(read: str, held: str) -> float:
    seen, true = shape(read), shape(held)
    if seen not in _TRUE or true not in _TRUE:
        if seen == true:
            return -log(_CHANCE_OF_OTHER) + (0.0 if read == held else _OTHER_SCRIPT)
        return log(_UNRELATED / _SEEN * len(_TRUE)) - log(_chance(seen))
    foreign = seen == true and read != held
    return log(probability(seen, true)) - log(_chance(seen)) + (_OTHER_SCRIPT if foreign else 0.0)


def _chance(character: str) -> float:
    """How often an unrelated mark shows this character."""
    if character not in _TRUE:
        return _CHANCE_OF_OTHER
    return _CHANCE_OF_DIGIT if character.isdigit() else _CHANCE_OF_LETTER
