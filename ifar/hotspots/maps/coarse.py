"""What somebody sees who may not see precise places: a fixed grid, whole years, figures rounded down. Nothing else is ever computed for them.

UN Fundamental Principles of Official Statistics, principle 6; decision 0021. One table is rounded: incidents of all sources and kinds
together, tips alone left out (whoever sees the table may add tips, and would count up to the next multiple), by compartment, by cell of `RESOLUTION` and by calendar year, each number down to a multiple of the threshold. Everything that such
a viewer gets (a map at any zoom, a period, a total, the figures of areas, a file) is a function of that table alone: sums are sums of what
was rounded, never rounded sums. So no two answers, however they overlap, tell more than the table, and of each of its numbers the table
tells no more than a range as wide as the threshold. A test gives two registers whose numbers differ within those ranges, and wants every
answer equal, byte for byte.

What it costs: sums are too small, by less than the threshold for each cell and year, and they are called *at least*. What it does not
cover: who watches the table while single incidents come in sees when a number passes a multiple (`docs/threat-model.md`). Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from ifar.hotspots.maps import cells

RESOLUTION: Final = 4
"""Cells of 1,770 km² in the mean: the size of a district."""

Key = tuple[str, int, int]
"""Compartment, cell, year."""


def rounded(counts: Mapping[Key, int], threshold: int) -> dict[Key, int]:
    """The table: each number down to a multiple of the threshold, and nothing where that is zero.

    Raises:
        ValueError: a threshold below 2 hides nothing.
    """
    if threshold < 2:
        raise ValueError("a threshold below 2 hides nothing")
    return {key: number for key, count in counts.items() if (number := count - count % threshold) > 0}


def years_of(first: int, last: int) -> range:
    """The calendar years that lie wholly or partly in a period of months: a period is widened to whole years, never cut."""
    return range(first // 12, last // 12 + 1)


def by_cell(table: Mapping[Key, int], years: Iterable[int], resolution: int = RESOLUTION) -> dict[int, int]:
    """The table's numbers by cell, added up to coarser cells where those are drawn."""
    wanted = set(years)
    result: dict[int, int] = {}
    for (_compartment, cell, year), number in table.items():
        if year in wanted:
            result[cell] = result.get(cell, 0) + number
    return result if resolution >= RESOLUTION else cells.summed(result, resolution)


def by_year(table: Mapping[Key, int]) -> dict[int, int]:
    """The table's numbers by year."""
    result: dict[int, int] = {}
    for (_compartment, _cell, year), number in table.items():
        result[year] = result.get(year, 0) + number
    return result


def of_code(code: str) -> str:
    """The code of a cell, or of the cell of `RESOLUTION` that it lies in where it is finer; what is no cell's stays."""
    try:
        cell = int(code, 16)
    except ValueError:
        return code
    if not cells.is_cell(cell) or cells.resolution_of(cell) <= RESOLUTION:
        return code
    return f"{cells.parent(cell, RESOLUTION):x}"
