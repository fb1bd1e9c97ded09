"""Two marks laid side by side, character by character: what agrees, looks alike, is wrong, missing, extra or swapped.

Pure. *Evidence* is the logarithm of a likelihood ratio (`confusions.py`); the alignment with the greatest evidence is
the one that is shown, so what a person sees is what was weighed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Literal, NamedTuple

from ifar.registry.confusions import EXTRA, MISSING, SWAPPED, alike, evidence
from ifar.registry.marks import UNREAD, UNREAD_SEVERAL, fold, shape

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


def align(read: str, held: str) -> Alignment:
    """Lay two trimmed marks side by side so that the evidence is greatest; ties are broken the same way every time.

    Both may hold `?` (one character nobody read) and `*` (several or none).
    """
    head = _common_head(read, held)
    tail = _common_tail(read[head:], held[head:])
    middle = _best_path(read[head : len(read) - tail], held[head : len(held) - tail])
    columns = (
        *map(_pair, read[:head], held[:head]),
        *middle,
        *map(_pair, read[len(read) - tail :], held[len(held) - tail :]),
    )
    return Alignment(columns, sum(evidence_of(columns)), _edits(columns))


def _common_head(read: str, held: str) -> int:
    length = 0
    for a, b in zip(read, held, strict=False):
        if a != b or a in (UNREAD, UNREAD_SEVERAL):
            break
        length += 1
    return length


def _common_tail(read: str, held: str) -> int:
    return _common_head(read[::-1], held[::-1])


def _pair(read: str, held: str) -> Column:
    return Column(read, held, _label(read, held))


@lru_cache(maxsize=20_000)
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


def _best_path(read: str, held: str) -> list[Column]:
    """Dynamic programming over both texts (optimal string alignment with evidence instead of counts)."""
    if not read or not held:
        return [_lonely(c, None) for c in read] + [_lonely(None, c) for c in held]
    if UNREAD_SEVERAL in read or UNREAD_SEVERAL in held:
        return _walk_back(read, held, _moves_with_stars(read, held))
    if len(read) == 1 == len(held):
        return [_pair(read, held)]
    return _walk_back(read, held, _moves(read, held))


def _moves(read: str, held: str) -> list[list[int]]:
    """Return the last move of the best path to each pair of beginnings; both texts without `*`.

    Written for speed: a wide question is laid beside hundreds of marks.
    """
    across = [_PAIR] + [_MISSING] * len(held)
    moves = [across]
    before: list[float] = []
    above = [MISSING * j for j in range(len(held) + 1)]
    for i, a in enumerate(read, start=1):
        values, chosen = [EXTRA * i], [_EXTRA]
        value = EXTRA * i
        for j, b in enumerate(held, start=1):
            paired = above[j - 1] + _pair_evidence(a, b)
            missing, extra = value + MISSING, above[j] + EXTRA
            value, move = paired, _PAIR
            if i > 1 and j > 1 and a == held[j - 2] and b == read[i - 2] and a != b:
                swapped = before[j - 2] + SWAPPED + _pair_evidence(a, a) + _pair_evidence(b, b)
                if swapped > value:
                    value, move = swapped, _SWAP
            if missing > value:
                value, move = missing, _MISSING
            if extra > value:
                value, move = extra, _EXTRA
            values.append(value)
            chosen.append(move)
        moves.append(chosen)
        before, above = above, values
    return moves


def _moves_with_stars(read: str, held: str) -> list[list[int]]:
    """As `_moves`, where a `*` on either side stands for any number of characters."""
    rows, columns = len(read) + 1, len(held) + 1
    best = [[0.0] * columns for _ in range(rows)]
    move = [[_PAIR] * columns for _ in range(rows)]
    for i in range(rows):
        for j in range(columns):
            if i or j:
                best[i][j], move[i][j] = _best_move(read, held, i, j, best)
    return move


def _best_move(read: str, held: str, i: int, j: int, best: list[list[float]]) -> tuple[float, int]:
    """Return the greatest evidence of the first `i` and `j` characters, and the last move that gives it."""
    a, b = read[i - 1] if i else "", held[j - 1] if j else ""
    value, chosen = float("-inf"), _PAIR
    if a and b and a != UNREAD_SEVERAL and b != UNREAD_SEVERAL:
        value = best[i - 1][j - 1] + _pair_evidence(a, b)
        if i > 1 and j > 1 and a == held[j - 2] and b == read[i - 2] and a != b:
            swapped = best[i - 2][j - 2] + SWAPPED + _pair_evidence(a, a) + _pair_evidence(b, b)
            if swapped > value:
                value, chosen = swapped, _SWAP
    if b:
        free = a == UNREAD_SEVERAL or b == UNREAD_SEVERAL
        missing = best[i][j - 1] + (0.0 if free else MISSING)
        if missing > value:
            value, chosen = missing, (_READ_STAR if a == UNREAD_SEVERAL and b != UNREAD_SEVERAL else _MISSING)
    if a:
        free = a == UNREAD_SEVERAL or b == UNREAD_SEVERAL
        extra = best[i - 1][j] + (0.0 if free else EXTRA)
        if extra > value:
            value, chosen = extra, (_HELD_STAR if b == UNREAD_SEVERAL and a != UNREAD_SEVERAL else _EXTRA)
    return value, chosen


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
    return _without_empty_stars(columns[::-1])


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


def _pair_evidence(read: str, held: str) -> float:
    return 0.0 if read == UNREAD or held == UNREAD else evidence(read, held)


def evidence_of(columns: Sequence[Column]) -> Iterator[float]:
    """Return the evidence of each column; a swap counts at the first of its two."""
    first_of_swap = False
    for read, held, label in columns:
        first_of_swap = label == "swapped" and not first_of_swap
        if label == "unread":
            yield 0.0
        elif label == "missing":
            yield MISSING
        elif label == "extra":
            yield EXTRA
        elif label == "swapped":
            yield _pair_evidence(read or "", read or "") + (SWAPPED if first_of_swap else 0.0)
        else:
            yield _pair_evidence(read or "", held or "")


def _edits(columns: Sequence[Column]) -> int:
    swapped = sum(column.label == "swapped" for column in columns) // 2
    alone = sum(column.label in ("missing", "extra", "wrong") for column in columns)
    near = sum(c.label == "look_alike" and fold(c.read or "") != fold(c.held or "") for c in columns)
    return swapped + alone + near
