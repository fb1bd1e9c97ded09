"""Two editions of the official table: which figures were added, withdrawn, revised.

Between two editions UNODC also renames categories; `RENAMED` maps the labels of 2022 to those of 2024 where both name the same row of the
form, so that a new name is not taken for a withdrawn and an added figure. Pure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from ifar.returns.official import Cell, Key, Returns

Change = Literal["added", "withdrawn", "revised"]
CHANGES: Final[tuple[Change, ...]] = ("added", "withdrawn", "revised")
RENAMED: Final[Mapping[str, str]] = {
    "Other trafficking": "Other type of trafficking",
    "Drugs": "Drug trafficking",
    "Terrorism": "Acts of terrorism",
    "illicit offences": "Illicit trafficking of firearms",
}


@dataclass(frozen=True, slots=True)
class Revision:
    """A figure that differs between two editions; `before` or `after` is None where it stands in one alone."""

    change: Change
    key: Key
    before: Cell | None
    after: Cell | None


def revisions(older: Returns, newer: Returns) -> list[Revision]:
    """What changed from the older edition to the newer one, by country, year and label.

    Of labels that stand twice, the figures are paired as sets: two figures that changed their order were not revised.
    """
    then, now = _by_label(older), _by_label(newer)
    results: list[Revision] = []
    for label in sorted(then.keys() | now.keys()):
        results += _compared(then.get(label, []), now.get(label, []))
    return results


def _by_label(returns: Returns) -> dict[Key, list[Cell]]:
    result: dict[Key, list[Cell]] = {}
    for cell in returns.cells:
        category = RENAMED.get(cell.key.category, cell.key.category)
        result.setdefault(cell.key._replace(repeat=0, category=category), []).append(cell)
    return result


def _compared(before: list[Cell], after: list[Cell]) -> list[Revision]:
    same = Counter(cell.value for cell in before) & Counter(cell.value for cell in after)
    old, new = _without(before, same), _without(after, same)
    results = [Revision("revised", now.key, then, now) for then, now in zip(old, new, strict=False)]
    results += [Revision("withdrawn", cell.key, cell, None) for cell in old[len(new) :]]
    results += [Revision("added", cell.key, None, cell) for cell in new[len(old) :]]
    return results


def _without(cells: list[Cell], same: Counter[int]) -> list[Cell]:
    left = Counter(same)
    kept = []
    for cell in cells:
        if left[cell.value]:
            left[cell.value] -= 1
        else:
            kept.append(cell)
    return kept
