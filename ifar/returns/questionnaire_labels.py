"""The official labels of the questionnaire in the reader's words, and the table in which each figure stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from ifar.recoveries import categories
from ifar.reference import selectors as reference
from ifar.returns import labels as returns_labels
from ifar.returns.official import BY_LOCATION, NOT_UNIQUE_TOTAL, OUTCOMES, UNIQUE_TOTAL, Cell

Spoken = Mapping[str, Mapping[tuple[str, int], Any]]
_OF_TRACING: Final = frozenset({*OUTCOMES.values(), UNIQUE_TOTAL, NOT_UNIQUE_TOTAL})


def tables_of(cells: Iterable[Cell]) -> list[tuple[Cell, str]]:
    """Cells with the table of the questionnaire in which they stand: the file calls the tables of tracing "by location" as the places."""
    rows: list[tuple[Cell, str]] = []
    traced: set[str] = set()
    for cell in cells:
        key = cell.key
        if key.dimension == BY_LOCATION and key.category in _OF_TRACING:
            traced.add(key.indicator)
        of_tracing = key.dimension == BY_LOCATION and (
            key.category in _OF_TRACING or (key.category == categories.TOTAL and key.indicator in traced)
        )
        rows.append((cell, categories.BY_TRACING if of_tracing else key.dimension))
    return rows


def spoken_of(labels: categories.Labels) -> Spoken:
    """Table -> category as published, and which of two rows with one label -> its words in the reader's language."""
    result: dict[str, dict[tuple[str, int], Any]] = {}
    for block, name in categories.LIST_OF.items():
        spoken = reference.words(name)
        of_block: dict[tuple[str, int], Any] = {}
        for code, label in sorted(labels[name].items(), key=_plainest):
            of_block.setdefault((label, 1), spoken.get(code, code))
        result[block] = of_block
    result[categories.BY_TYPE][categories.UNKNOWN_TYPE, 1] = returns_labels.UNKNOWN_TYPE
    result[categories.BY_CONDITION][categories.OTHERWISE_MADE, 2] = returns_labels.UNKNOWN_CONDITION
    return result


def _plainest(row: tuple[str, str]) -> tuple[bool, int, str]:
    """Of the codes that share an official label, the one that is called like it, else the most general comes first."""
    code, label = row
    return (code != label.lower().replace(" ", "_"), len(code), code)
