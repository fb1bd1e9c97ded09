"""What a whole batch of readings tells about the reader: how many errors there are, and which.

Pure. One reading says little. Of several hundred, each with the serial numbers that it may have been, one learns whether
this reader makes errors often or seldom, and which characters are taken for which; no one has to say what was right
(expectation and maximisation). What was measured before counts as before: a batch of a few readings changes next to nothing. Pure.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import exp, log
from typing import Final, NamedTuple

from ifar.registry.marks.alignment import Fit, align, errors_between
from ifar.registry.marks.confusions import MEASURED, NOTHING, Habits
from ifar.registry.marks.reading import keys_of, shape
from ifar.registry.search.matching import NOT_ON_REGISTER, Question, Weighed, counted_errors

ROUNDS: Final = 6
MOST_ERRORS: Final = 3
"""Readings with so many errors or more are told together."""
EXPECTED_ERRORS: Final = (0.75, 0.2, 0.04, 0.01)
"""How many errors readings have before a batch is seen: what the measured rates make of a mark of eight characters."""
_BELIEVED: Final = 5.0
"""Readings that this is worth."""
_BELIEVED_PAIRS: Final = 500.0
"""Pairs of neighbours that the rate of exchanged ones is worth."""
_KEPT: Final = 40
"""Serial numbers of each number of errors that one reading is learnt from; the rest count through them."""
_NEGLIGIBLE: Final = 0.002


@dataclass(slots=True)
class _Possible:
    """A serial number that may have been read: its evidence but for the errors, and the errors."""

    held: str
    right: str
    wrong: tuple[tuple[str, str], ...]
    swaps: int
    errors: int
    evidence: float


def learnt(
    readings: Iterable[tuple[Question, Sequence[Weighed]]], register_size: int, habits: Habits = MEASURED
) -> Habits:
    """Return the habits that fit these readings.

    Args:
        readings: each question with the candidates as `matching.weigh` weighed them by `habits`.
        register_size: firearms on the register.
        habits: what is known before.
    """
    batch = [_possible(question, weighed, habits) for question, weighed in readings]
    absent = log(NOT_ON_REGISTER) - log((1 - NOT_ON_REGISTER) / max(register_size, 1))
    current = Habits(habits.counts, errors=EXPECTED_ERRORS)
    for _ in range(ROUNDS):
        current = _once_more(batch, habits, current, absent)
    return current


def _once_more(
    batch: Iterable[Sequence[_Possible]], before: Habits, current: Habits, absent: float
) -> Habits:
    """One round: how probable each possibility is by the current habits, and the habits that follow from that."""
    errors = [share * _BELIEVED for share in EXPECTED_ERRORS]
    counts: defaultdict[str, defaultdict[str, float]] = defaultdict(lambda: defaultdict(float))
    for held, row in before.counts.items():
        counts[held].update(row)
    swaps, pairs = before.swapped * _BELIEVED_PAIRS, _BELIEVED_PAIRS
    for possibilities in batch:
        for possibility, chance in zip(possibilities, _chances(possibilities, current, absent), strict=True):
            errors[min(possibility.errors, MOST_ERRORS)] += chance
            if chance > _NEGLIGIBLE:
                for held, read in possibility.wrong:
                    counts[held][read] += chance
                for held in possibility.right:
                    counts[held][held] += chance
                swaps += chance * possibility.swaps
                pairs += chance * len(possibility.right)
    whole = sum(errors)
    return Habits(counts, errors=tuple(share / whole for share in errors), swapped=swaps / pairs)


def _chances(possibilities: Sequence[_Possible], habits: Habits, absent: float) -> list[float]:
    totals = [
        possibility.evidence
        + _of_errors(possibility.wrong, possibility.swaps, habits)
        + counted_errors(possibility.errors, possibility.held, habits)
        for possibility in possibilities
    ]
    highest = max([absent, *totals])
    weights = [exp(total - highest) for total in totals]
    whole = exp(absent - highest) + sum(weights)
    return [weight / whole for weight in weights]


def _of_errors(wrong: Iterable[tuple[str, str]], swaps: int, habits: Habits) -> float:
    return sum([log(_ratio(held, read, habits)) for held, read in wrong]) + swaps * log(habits.swapped)


def _ratio(held: str, read: str, habits: Habits) -> float:
    if read == NOTHING:
        return habits.of_missing(held)
    return habits.of_extra(read) if held == NOTHING else habits.ratio(read, held)


def _possible(question: Question, weighed: Iterable[Weighed], habits: Habits) -> list[_Possible]:
    """The likeliest candidates of each number of errors; each stands for the weaker ones that are left out, too."""
    forms = [form.plain for form in keys_of(question.serial).forms]
    fits = {form: Fit(form, habits) for form in forms}
    classes: defaultdict[int, list[_Explained]] = defaultdict(list)
    for row in weighed:
        read = min(forms, key=lambda form: errors_between(form, row.held.plain))
        count, fewest, more = fits[read].by_errors(row.held.plain)
        aside = row.total - fits[read](row.held.plain)
        classes[count].append(_Explained(aside + fewest, read, row.held.plain))
        if more > fewest - _FAR:
            classes[count + 1].append(_Explained(aside + more, read, row.held.plain))
    possibles = []
    for count, rows in classes.items():
        rows.sort(key=lambda explained: -explained.total)
        highest = rows[0].total
        kept = rows[:_KEPT]
        weights = [exp(explained.total - highest) for explained in rows]
        left_out = log(sum(weights) / sum(weights[: len(kept)]))
        possibles += [
            _taken_apart(explained, count, explained.total + left_out, habits) for explained in kept
        ]
    return possibles


class _Explained(NamedTuple):
    """A serial number read with a number of errors, and the evidence of that."""

    total: float
    read: str
    held: str


_FAR: Final = 12.0
"""Evidence by which an explanation is too weak to be learnt from."""


def _taken_apart(explained: _Explained, count: int, total: float, habits: Habits) -> _Possible:
    columns = align(explained.read, explained.held, habits).columns
    pairs = [(shape(column.held or NOTHING), shape(column.read or NOTHING)) for column in columns]
    labels = [column.label for column in columns]
    right = [pair[0] for pair, label in zip(pairs, labels, strict=True) if label in ("agree", "swapped")]
    wrong = [
        pair for pair, label in zip(pairs, labels, strict=True) if label not in ("agree", "swapped", "unread")
    ]
    if count > errors_between(explained.read, explained.held):
        wrong = _parted(wrong, habits)
    swaps = labels.count("swapped") // 2
    evidence = total - _of_errors(wrong, swaps, habits)
    return _Possible(explained.held, "".join(right), tuple(wrong), swaps, min(count, MOST_ERRORS), evidence)


def _parted(wrong: Sequence[tuple[str, str]], habits: Habits) -> list[tuple[str, str]]:
    """The same with one more error: of the pairs that may have been a character not seen and one too many, the likeliest."""
    pairs = [(held, read) for held, read in wrong if held != NOTHING and read != NOTHING]
    if not pairs:
        return list(wrong)

    def gain(pair: tuple[str, str]) -> float:
        apart = ((pair[0], NOTHING), (NOTHING, pair[1]))
        return _of_errors(apart, 0, habits) - _of_errors((pair,), 0, habits)

    parted = max(pairs, key=gain)
    kept = list(wrong)
    kept.remove(parted)
    return [*kept, (parted[0], NOTHING), (NOTHING, parted[1])]
