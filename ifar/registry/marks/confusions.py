"""How often one character of a mark is taken for another: measured counts, and the weights that follow from them.

The counts are half of the observations of the OpenALPR benchmark (characters on number plates, true character and the
one that was read; published with the benchmark under the Apache licence): all 4,592 observations in the order of the
published table were shuffled by `random.Random(1)` and the first 2,296 kept, so that the other half can judge the
ranking. `tools/confusion-weights` prints them anew and chooses the strengths below. No measurement of stamped firearm
marks is public; a country that collects its own misreadings replaces the counts.

From counts to weights, in two steps (decision "Misread marks"): how often a character is read wrongly at all, drawn
towards the rate of all characters; and what it is then read as, drawn towards its look-alikes (`lookalikes.py`), towards
characters that readers often see where they are not, and a little towards everything.

The *ratio* of a pair (read, held) is how much likelier the reading is if the record's character was on the metal, than
if an unrelated mark was there. *Evidence* is its natural logarithm, which adds up over a mark. Pure.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import log
from typing import Final, NamedTuple

from ifar.registry.marks.lookalikes import NEAR_PAIRS
from ifar.registry.marks.reading import UNREAD, fold, shape

NOTHING: Final = ""

Counts = Mapping[str, Mapping[str, float]]
"""Character on the metal -> character read -> how often. `NOTHING` on the metal: read though nothing was there; `NOTHING`
read: not seen. Digits and Latin capitals."""

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


class Strengths(NamedTuple):
    """How far the weights are drawn from the counts towards what is expected; chosen by `tools/confusion-weights`.

    `rate`: observations of a character that the rate of all characters is worth. `outcome`: misreadings that the
    expected outcome is worth. `alike` and `near`: how many times likelier than any other character one of the same fold
    and one of a near shape are. `seen`: how much every character counts as one that others are taken for, beside the
    number of characters that were. `extra`: extra characters that "any character" is worth.
    """

    rate: float
    outcome: float
    alike: float
    near: float
    seen: float
    extra: float


STRENGTHS: Final = Strengths(rate=40, outcome=8, alike=30, near=10, seen=1, extra=8)

# Of ten characters of serial numbers about eight are digits (own estimate from maker's styles).
_CHANCE_OF_DIGIT: Final = 0.8 / 10
_CHANCE_OF_LETTER: Final = 0.2 / 26
_CHANCE_OF_OTHER: Final = 0.002
_OTHER_SCRIPT: Final = 0.9
"""A letter read as one of another script of the same shape: the reader's keyboard, not the metal."""
_STRANGE: Final = 0.5
"""Part of the wrong readings that is like no measured character, where a sign of no alphabet is read or held."""
SWAP_RATE: Final = 0.003
"""Neighbours exchanged when a number is copied by hand, per pair; own estimate, plates are not copied by hand."""
_REMEMBERED: Final = 100_000
"""Pairs and pieces whose weights are kept; bounds the memory that hostile text can take."""

_NEAR_SET: Final = {frozenset(pair[:2]) for pair in NEAR_PAIRS}


def alike(read: str, held: str) -> bool:
    """Say whether two different characters look alike: one fold, one shape in two scripts, or a near pair."""
    return fold(read) == fold(held) or frozenset((shape(read), shape(held))) in _NEAR_SET


class _Remembered(dict[str, float]):
    """A table that works a value out on first sight, and remembers as many as hostile text may fill."""

    def __init__(self, rule: Callable[[str], float]) -> None:
        super().__init__()
        self._rule = rule

    def __missing__(self, key: str) -> float:
        value = self._rule(key)
        if len(self) < _REMEMBERED:
            self[key] = value
        return value


class Habits:
    """How readers err: the ratios of pairs, of characters not seen and of characters seen where there is none.

    Args:
        counts: measured (or learnt) misreadings.
        strengths: how far to trust them.
        errors: how probable readings with no, one, two ... errors are (the last entry: so many or more), where that is
            known of a batch; None where nothing is known but the rates of the single characters.
        swapped: how often two neighbours are exchanged.
    """

    def __init__(
        self,
        counts: Counts,
        *,
        strengths: Strengths = STRENGTHS,
        errors: tuple[float, ...] | None = None,
        swapped: float = SWAP_RATE,
    ) -> None:
        self.counts = counts
        self.errors = errors
        self.swapped: Final = swapped
        self.probabilities: Final = _probabilities(counts, strengths)
        """P(read | held) of capitals and digits; `(held, NOTHING)` not seen, `(NOTHING, read)` extra at one place."""
        self._wrong = _share_of_wrong(counts)
        self._missing = _overall(counts, missing=True)
        self._extra = _overall(counts, missing=False)
        self._rates = {c: 1 - self.probabilities[c, c] for c in ALPHABET}
        self.ratios: Final = _Remembered(lambda pair: self._ratio(pair[:1], pair[1:]))
        """Ratio of a pair: the character read and the one held, written together."""
        self.missing: Final = _Remembered(self._of_missing)
        """Ratio of a character of the record that was not seen."""
        self.extra: Final = _Remembered(self._of_extra)
        """Ratio of a character that was seen where the record holds none."""
        self.log_ratios: Final = _Remembered(lambda pair: log(self.ratios[pair]))
        self.log_missing: Final = _Remembered(lambda held: log(self.missing[held]))
        self.log_extra: Final = _Remembered(lambda read: log(self.extra[read]))
        self.pieces: dict[tuple[str, str], float] = {}
        """Evidence of pieces of marks that `alignment.Fit` has worked out before."""
        self.pieces_by_errors: dict[tuple[str, str], tuple[float, float]] = {}
        """The same by as few errors as can be, and by more."""

    def ratio(self, read: str, held: str) -> float:
        """Return the ratio of one pair of trimmed characters; of other scripts by the shape that they have."""
        return self.ratios[read + held]

    def of_missing(self, held: str) -> float:
        """Return the ratio of a character of the record that the reader did not see."""
        return self.missing[held]

    def of_extra(self, read: str) -> float:
        """Return the ratio of a character that the reader saw and the record does not hold."""
        return self.extra[read]

    def expected_errors(self, held: str) -> float:
        """Return how many errors a reading of this mark has on average."""
        rates = self._rates
        wrong = sum([rates.get(c, self._wrong) for c in held])
        return wrong + (len(held) + 1) * self._extra

    def remember(self, piece: tuple[str, str], value: float) -> float:
        """Keep the evidence of a piece; returns it."""
        if len(self.pieces) < _REMEMBERED:
            self.pieces[piece] = value
        return value

    def remember_by_errors(self, piece: tuple[str, str], value: tuple[float, float]) -> tuple[float, float]:
        """Keep the evidence of a piece by few errors and by more; returns it."""
        if len(self.pieces_by_errors) < _REMEMBERED:
            self.pieces_by_errors[piece] = value
        return value

    def _of_missing(self, held: str) -> float:
        return self.probabilities.get((shape(held), NOTHING), self._missing)

    def _of_extra(self, read: str) -> float:
        seen = shape(read)
        known = self.probabilities.get((NOTHING, seen))
        return self._extra if known is None else known / _chance(seen)

    def _ratio(self, read: str, held: str) -> float:
        if UNREAD in (read, held):
            return 1.0
        seen, true = shape(read), shape(held)
        if (true, seen) not in self.probabilities or not seen or not true:
            if seen == true:
                return (1 - self._wrong) / _CHANCE_OF_OTHER * (1.0 if read == held else _OTHER_SCRIPT)
            return self._wrong * _STRANGE
        foreign = seen == true and read != held
        return self.probabilities[true, seen] / _chance(seen) * (_OTHER_SCRIPT if foreign else 1.0)


def _chance(character: str) -> float:
    """How often an unrelated mark shows this character."""
    if character not in ALPHABET:
        return _CHANCE_OF_OTHER
    return _CHANCE_OF_DIGIT if character.isdigit() else _CHANCE_OF_LETTER


def _observations(counts: Counts) -> float:
    return sum(sum(counts.get(held, {}).values()) for held in ALPHABET)


def _share_of_wrong(counts: Counts) -> float:
    """The part of all observed characters that was not seen or read as another."""
    right = sum(counts.get(held, {}).get(held, 0) for held in ALPHABET)
    return 1 - right / _observations(counts)


def _overall(counts: Counts, *, missing: bool) -> float:
    """Characters not seen, or seen where there was none, beside all observed."""
    not_seen = sum(counts.get(held, {}).get(NOTHING, 0) for held in ALPHABET)
    return (not_seen if missing else sum(counts[NOTHING].values())) / _observations(counts)


def _probabilities(counts: Counts, strengths: Strengths) -> dict[tuple[str, str], float]:
    """P(read | held) of every pair, of every character not seen and of every extra one."""
    wrong = _share_of_wrong(counts)
    not_seen = _overall(counts, missing=True) / wrong
    taken_for = {
        read: sum(min(counts.get(held, {}).get(read, 0), 1) for held in ALPHABET if held != read)
        for read in ALPHABET
    }
    result: dict[tuple[str, str], float] = {}
    for held in ALPHABET:
        row = counts.get(held, {})
        observed, errors = sum(row.values()), sum(row.values()) - row.get(held, 0)
        rate = (errors + strengths.rate * wrong) / (observed + strengths.rate)
        result[held, held] = 1 - rate
        for read, share in _expected(held, taken_for, not_seen, strengths).items():
            outcome = (row.get(read, 0) + strengths.outcome * share) / (errors + strengths.outcome)
            result[held, read] = rate * outcome
    extras, any_extra = counts[NOTHING], strengths.extra / len(ALPHABET)
    whole = sum(extras.values())
    for read in ALPHABET:
        share = (extras.get(read, 0) + any_extra) / (whole + strengths.extra)
        result[NOTHING, read] = share * _overall(counts, missing=False)
    return result


def _expected(
    held: str, taken_for: Mapping[str, float], not_seen: float, strengths: Strengths
) -> dict[str, float]:
    """What a misread character is expected to be read as before any of it was counted; adds up to 1."""
    likeness = {
        read: _likeness(read, held, strengths) * (taken_for[read] + strengths.seen)
        for read in ALPHABET
        if read != held
    }
    whole = sum(likeness.values())
    return {NOTHING: not_seen} | {read: (1 - not_seen) * value / whole for read, value in likeness.items()}


def _likeness(read: str, held: str, strengths: Strengths) -> float:
    if fold(read) == fold(held):
        return 1 + strengths.alike
    return 1 + (strengths.near if frozenset((read, held)) in _NEAR_SET else 0)


TRUST: Final = 0.8
"""How much of the evidence counts in a score that somebody reads: readers err in ways that were never measured (decision 0009)."""

MEASURED: Final = Habits(COUNTS)
"""The habits that the measured counts give."""


def evidence(read: str, held: str, habits: Habits = MEASURED) -> float:
    """Return the evidence of one pair of trimmed characters."""
    return log(habits.ratio(read, held))
