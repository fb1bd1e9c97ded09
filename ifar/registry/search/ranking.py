"""The order of candidates that several statements gave, and whether there are more than are judged."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from ifar.registry.search.compacted import EDITS, ID, PLAIN, N, Row
from ifar.registry.search.former_marks import is_former

LIKELY: Final = -1
"""The last column of a candidate: about how likely it is."""

EQUAL: Final = 5
"""Candidates that equal the question and are judged in any case, whatever they contradict."""


def are_more(rows: Sequence[Row], judged: int) -> bool:
    """Whether there are other firearms than those of the rows that are judged."""
    shown = {row[ID] for row in rows[:judged]}
    return any(row[ID] not in shown for row in rows[judged:])


def together(rows: list[Row], others: list[Row]) -> list[Row]:
    """Candidates of two statements, each understanding of a mark once, the likeliest of each firearm first."""
    if not rows:
        return others
    both = {(row[ID], row[N], row[PLAIN]): row for row in (*rows, *others)}
    ranked = sorted(both.values(), key=lambda row: -row[LIKELY])
    likeliest: dict[int, Row] = {}
    for row in ranked:
        likeliest.setdefault(row[ID], row)
    equal = [row for row in likeliest.values() if not row[EDITS] and not is_former(row[N])][:EQUAL]
    first = {id(row) for row in equal}
    placed = {id(row) for row in likeliest.values()}
    return [
        *equal,
        *(row for row in likeliest.values() if id(row) not in first),
        *(row for row in ranked if id(row) not in placed),
    ]
