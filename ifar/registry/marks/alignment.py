"""Two marks laid side by side, character by character: what agrees, looks alike, is wrong, missing, extra or swapped.

Pure. *Evidence* is the logarithm of a likelihood ratio (`confusions.py`). `Fit` weighs a record's mark over all ways in
which it may have been read so (of "1999" any of three nines may be the one that was not seen); `align` shows the one of
these ways that has the greatest evidence. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import accumulate
from math import inf, log
from typing import Final, Literal, NamedTuple

from rapidfuzz.distance import OSA, Postfix, Prefix

from ifar.registry.marks.confusions import MEASURED, Habits, alike
from ifar.registry.marks.reading import UNREAD, UNREAD_SEVERAL, fold, shape

Label = Literal["agree", "look_alike", "wrong", "missing", "extra", "swapped", "unread"]


class Column(NamedTuple):
    """One place of two marks laid side by side: the character read, the character on the register, what that means.

    `missing` = the register holds a character that was not read; `extra` = a character was read that it does not hold.
    """

    read: str | None
    held: str | None
    label: Label


class Alignment(NamedTuple):
    """Two marks side by side; `edits` counts wrong, missing, extra and swapped characters, look-alikes of one fold not."""

    columns: tuple[Column, ...]
    evidence: float
    edits: int


# How well two marks fit ---------------------------------------------------------------------------------------------

_shared_head: Final = Prefix.similarity
_shared_tail: Final = Postfix.similarity
_LONGEST_PIECE: Final = 40
"""Characters of a differing piece up to which all ways are added up; longer ones are unrelated marks, whose best way does."""


class Fit:
    """How well marks fit one reading: called with a record's mark, it returns the evidence over all ways to read it so.

    Written for speed, for a wide question is laid beside hundreds of marks: what both have in common at their beginning
    and their end was weighed once, and differing pieces are remembered.
    """

    def __init__(self, read: str, habits: Habits = MEASURED) -> None:
        self.read = read
        self._habits = habits
        self._stars = UNREAD_SEVERAL in read
        self._agreed = [0.0, *accumulate(habits.log_ratios[c + c] for c in read)]

    def __call__(self, held: str) -> float:
        """Return the evidence of a record's trimmed mark."""
        read = self.read
        if self._stars or UNREAD_SEVERAL in held:
            return align(read, held, self._habits).evidence
        if read == held:
            return self._agreed[-1]
        head, tail = _common(read, held)
        if len(read) != len(held):  # the same piece may have been skipped or doubled at several places
            head, tail = _widened(read, held, head, tail)
        piece = read[head : len(read) - tail], held[head : len(held) - tail]
        value = self._habits.pieces.get(piece)
        if value is None:
            value = self._habits.remember(piece, _piece_evidence(*piece, self._habits))
        return value + self._around(head, tail)

    def by_errors(self, held: str) -> tuple[int, float, float]:
        """Return the smallest number of errors that explains the reading, the evidence of that, and that of one more.

        One more: a character taken for another is also one not seen beside one too many.
        """
        read = self.read
        errors = errors_between(read, held)
        if self._stars or UNREAD_SEVERAL in held:
            return errors, self(held), -inf
        if read == held:
            return 0, self._agreed[-1], -inf
        head, tail = _widened(read, held, *_common(read, held))
        piece = read[head : len(read) - tail], held[head : len(held) - tail]
        if max(map(len, piece)) > _LONGEST_PIECE:
            return errors, self(held), -inf
        known = self._habits.pieces_by_errors.get(piece)
        if known is None:
            known = self._habits.remember_by_errors(piece, _fewest_and_more(*piece, self._habits))
        around = self._around(head, tail)
        return errors, known[0] + around, known[1] + around

    def _around(self, head: int, tail: int) -> float:
        agreed = self._agreed
        return agreed[-1] - agreed[len(agreed) - 1 - tail] + agreed[head]


def errors_between(read: str, held: str) -> int:
    """Return how many characters were read wrongly, not, too many or swapped; what nobody could read is no error."""
    unread = read.count(UNREAD) + held.count(UNREAD)
    return max(OSA.distance(read, held) - unread, 0)


def _common(read: str, held: str) -> tuple[int, int]:
    """How many characters two different marks share at the beginning, and at the end of what is left."""
    head = _shared_head(read, held)
    tail = _shared_tail(read, held)
    most = min(len(read), len(held)) - head
    return head, tail if tail < most else most


def _widened(read: str, held: str, head: int, tail: int) -> tuple[int, int]:
    """Take into the differing piece what its neighbours repeat of it."""
    around = read[head : len(read) - tail] + held[head : len(held) - tail]
    while head and read[head - 1] in around:
        head -= 1
    while tail and read[-tail] in around:
        tail -= 1
    return head, tail


def _piece_evidence(read: str, held: str, habits: Habits) -> float:
    if len(read) == 1 == len(held):
        return habits.log_ratios[read + held]
    if max(len(read), len(held)) > _LONGEST_PIECE:
        return sum(evidence_of(_best_path(read, held, habits), habits))
    return log(_all_ways(read, held, habits))


def _fewest_and_more(read: str, held: str, habits: Habits) -> tuple[float, float]:
    """Return the evidence of two pieces by as few errors as can be, and by more than that.

    With every error made a hundred million times rarer, what is left is the ways with the fewest errors.
    """
    whole = _all_ways(read, held, habits)
    fewest = _all_ways(read, held, habits, _RARE) / _RARE ** errors_between(read, held)
    more = whole - fewest
    return (log(fewest) if fewest else -inf), (log(more) if more > whole * _ROUNDING else -inf)


_RARE: Final = 1e-8
_ROUNDING: Final = 1e-9


def _all_ways(read: str, held: str, habits: Habits, rare: float = 1.0) -> float:
    """Return the ratio of two pieces added up over all ways to lay them side by side; `rare` = factor of each error."""
    ratios = habits.ratios
    missing = [habits.missing[b] * rare for b in held]
    above = [1.0, *accumulate(missing, float.__mul__)]
    before = above
    for i, a in enumerate(read):
        extra = habits.extra[a] * rare
        value = above[0] * extra
        values = [value]
        for j, b in enumerate(held):
            paired = ratios[a + b] if a in (b, UNREAD) or b == UNREAD else ratios[a + b] * rare
            value = above[j] * paired + value * missing[j] + above[j + 1] * extra
            if i and j and a == held[j - 1] and b == read[i - 1] and a != b:
                value += before[j - 1] * habits.swapped * rare * ratios[a + a] * ratios[b + b]
            values.append(value)
        before, above = above, values
    return above[-1]


# The way that is shown ----------------------------------------------------------------------------------------------


def align(read: str, held: str, habits: Habits = MEASURED) -> Alignment:
    """Lay two trimmed marks side by side so that the evidence is greatest; ties are broken the same way every time.

    Both may hold `?` (one character nobody read) and `*` (several or none).
    """
    head = _common_head(read, held)
    tail = _common_tail(read[head:], held[head:])
    middle = _best_path(read[head : len(read) - tail], held[head : len(held) - tail], habits)
    columns = (
        *map(_pair, read[:head], held[:head]),
        *middle,
        *map(_pair, read[len(read) - tail :], held[len(held) - tail :]),
    )
    return Alignment(columns, sum(evidence_of(columns, habits)), _edits(columns))


def _common_head(read: str, held: str) -> int:
    length = 0
    for a, b in zip(read, held, strict=False):
        if a != b or a in (UNREAD, UNREAD_SEVERAL):
            break
        length += 1
    return length


def _common_tail(read: str, held: str) -> int:
    return _common_head(read[::-1], held[::-1])


@lru_cache(maxsize=20_000)
def _pair(read: str, held: str) -> Column:
    return Column(read, held, _label(read, held))


def _label(read: str, held: str) -> Label:
    if read == UNREAD or held == UNREAD:
        return "unread"
    if read == held or (
        shape(read) == shape(held) and shape(read).isdigit() and read.isdigit() and held.isdigit()
    ):
        return "agree"
    return "look_alike" if alike(read, held) else "wrong"


# Moves of the path, in the order in which ties are broken.
_PAIR, _SWAP, _MISSING, _EXTRA, _READ_STAR, _HELD_STAR = range(6)


def _best_path(read: str, held: str, habits: Habits) -> list[Column]:
    """Dynamic programming over both texts (optimal string alignment with evidence instead of counts)."""
    if not read or not held:
        return [_lonely(c, None) for c in read] + [_lonely(None, c) for c in held]
    if len(read) == 1 == len(held) and UNREAD_SEVERAL not in (read, held):
        return [_pair(read, held)]
    return _walk_back(read, held, _moves(read, held, habits))


def _moves(read: str, held: str, habits: Habits) -> list[list[int]]:
    """Return the last move of the best path to each pair of beginnings; a `*` stands for any number of characters."""
    ratios = habits.log_ratios
    missing = [0.0 if b == UNREAD_SEVERAL else habits.log_missing[b] for b in held]
    above = before = [0.0, *accumulate(missing)]
    move = [[_PAIR] + [_MISSING] * len(held)]
    for i, a in enumerate(read):
        any_number = a == UNREAD_SEVERAL
        extra = 0.0 if any_number else habits.log_extra[a]
        value = above[0] + extra
        values, chosen = [value], [_EXTRA]
        for j, b in enumerate(held):
            last, best, how = value, -inf, _PAIR
            if not any_number and b != UNREAD_SEVERAL:
                best = above[j] + ratios[a + b]
                if i and j and a == held[j - 1] and b == read[i - 1] and a != b:
                    swapped = before[j - 1] + log(
                        habits.swapped * (habits.ratios[a + a] * habits.ratios[b + b])
                    )
                    if swapped > best:
                        best, how = swapped, _SWAP
            value = last if any_number else last + missing[j]
            if value > best:
                best, how = value, _READ_STAR if any_number and b != UNREAD_SEVERAL else _MISSING
            value = above[j + 1] if b == UNREAD_SEVERAL else above[j + 1] + extra
            if value > best:
                best, how = value, _HELD_STAR if b == UNREAD_SEVERAL and not any_number else _EXTRA
            value = best
            values.append(best)
            chosen.append(how)
        before, above = above, values
        move.append(chosen)
    return move


def _walk_back(read: str, held: str, move: list[list[int]]) -> list[Column]:
    columns: list[Column] = []
    i, j = len(read), len(held)
    while i or j:
        chosen = move[i][j]
        if chosen == _PAIR:
            columns.append(_pair(read[i - 1], held[j - 1]))
            i, j = i - 1, j - 1
        elif chosen == _SWAP:
            columns.append(Column(read[i - 1], held[j - 1], "swapped"))
            columns.append(Column(read[i - 2], held[j - 2], "swapped"))
            i, j = i - 2, j - 2
        elif chosen in (_MISSING, _READ_STAR):
            columns.append(_lonely(UNREAD_SEVERAL if chosen == _READ_STAR else None, held[j - 1]))
            j -= 1
        else:
            columns.append(_lonely(read[i - 1], UNREAD_SEVERAL if chosen == _HELD_STAR else None))
            i -= 1
    columns.reverse()
    return _without_empty_stars(columns) if UNREAD_SEVERAL in read or UNREAD_SEVERAL in held else columns


def _lonely(read: str | None, held: str | None) -> Column:
    """A character that stands alone, or beside a `*`."""
    if UNREAD_SEVERAL in (read, held):
        return Column(read, held, "unread")
    return Column(read, held, "extra" if held is None else "missing")


def _without_empty_stars(columns: list[Column]) -> list[Column]:
    """Drop the column of a `*` by itself where its neighbours already show what it stands for."""
    kept = []
    for at, column in enumerate(columns):
        alone = column in (Column(UNREAD_SEVERAL, None, "unread"), Column(None, UNREAD_SEVERAL, "unread"))
        around = (columns[at - 1] if at else None, columns[at + 1] if at + 1 < len(columns) else None)
        shown = any(
            c is not None and c.read is not None and c.held is not None and _same_star(column, c)
            for c in around
        )
        if not (alone and shown):
            kept.append(column)
    return kept


def _same_star(star: Column, neighbour: Column) -> bool:
    return (neighbour.read if star.read is not None else neighbour.held) == UNREAD_SEVERAL


def evidence_of(columns: Sequence[Column], habits: Habits = MEASURED) -> Iterator[float]:
    """Return the evidence of each column; a swap counts at the first of its two."""
    first_of_swap = False
    for read, held, label in columns:
        first_of_swap = label == "swapped" and not first_of_swap
        if label == "unread":
            yield 0.0
        elif label == "missing":
            yield habits.log_missing[held or ""]
        elif label == "extra":
            yield habits.log_extra[read or ""]
        elif label == "swapped":
            agreed = habits.ratio(read or "", read or "")
            yield log(agreed * habits.swapped) if first_of_swap else log(agreed)
        else:
            yield habits.log_ratios[f"{read}{held}"]


def _edits(columns: Sequence[Column]) -> int:
    halves = 0
    for read, held, label in columns:
        if label == "swapped":
            halves += 1
        elif label in ("missing", "extra", "wrong") or (
            label == "look_alike" and fold(read or "") != fold(held or "")
        ):
            halves += 2
    return halves // 2
