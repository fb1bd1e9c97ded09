"""The grid of the map: H3 cells of several sizes, and months as numbers.

An incident keeps the cell of `FINEST` at its point; the cell of any coarser resolution that it lies in follows from the bits of that
number, here and in the database alike. How exactly a place is known says how fine a cell may be that it is counted in: the point of an
incident that is known within 25 km says nothing about a cell of one kilometre, and one that stands for a district or a province says
nothing about any cell. Pure.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final, NamedTuple

import h3.api.basic_int as h3

PLACES: Final = ("exact", "near", "district", "province", "country", "unknown")
"""How exactly a place is known, most exact first (`feeds/incident.py`)."""
FINEST: Final = 8
"""Resolution of the cells that incidents keep: 0.74 km² in the mean, some 530 m along an edge."""
TALLIED: Final = (2, 3, 4, 5, 6, 7)
"""Resolutions that are counted ahead."""
IN_AN_AREA: Final = PLACES[:4]
"""How exactly a place must be known, to be counted in an area of the first division."""
_FINEST_OF: Final[Mapping[str, int]] = {"exact": FINEST, "near": 4}
"""How exactly a place is known -> the finest cell that may count it: an edge of resolution 4 is some 23 km."""
_KM2: Final = (4357449.4, 609788.4, 86801.8, 12393.4, 1770.3, 252.9, 36.13, 5.161, 0.737)
"""Mean area of a cell by resolution (h3geo.org/docs/core-library/restable)."""
_KM_OF_DEGREE: Final = 111.195


class Box(NamedTuple):
    """A part of the map, in degrees."""

    west: float
    south: float
    east: float
    north: float

    @property
    def km2(self) -> float:
        """Its area."""
        middle = math.radians((self.south + self.north) / 2)
        return (self.east - self.west) * math.cos(middle) * (self.north - self.south) * _KM_OF_DEGREE**2

    def holds(self, other: Box) -> bool:
        """Whether another part of the map lies within this one."""
        return (
            self.west <= other.west <= other.east <= self.east
            and self.south <= other.south <= other.north <= self.north
        )

    def grown(self, share: float) -> Box:
        """It with a margin of a share of its width and height on each side, within the world."""
        wide, high = (self.east - self.west) * share, (self.north - self.south) * share
        return Box(
            max(self.west - wide, -180.0),
            max(self.south - high, -90.0),
            min(self.east + wide, 180.0),
            min(self.north + high, 90.0),
        )


def cell_at(longitude: int, latitude: int, resolution: int = FINEST) -> int:
    """The cell at a point in millionths of a degree."""
    return int(h3.latlng_to_cell(latitude / 1_000_000, longitude / 1_000_000, resolution))


def parent(cell: int, resolution: int) -> int:
    """The coarser cell that a cell lies in, from its bits."""
    rest = (1 << (3 * (15 - resolution))) - 1
    return (cell & ~(15 << 52)) | (resolution << 52) | rest


def parent_sql(column: str, resolution: int) -> str:
    """The same as an expression of the database; `column` is a name of ours, never input."""
    rest = (1 << (3 * (15 - resolution))) - 1
    return f"(({column} & ~(15::bigint << 52)) | ({resolution}::bigint << 52) | {rest}::bigint)"


def resolution_of(cell: int) -> int:
    """The resolution of a cell."""
    return (cell >> 52) & 15


def range_of(cell: int) -> tuple[int, int]:
    """The first and the last number that a cell of `FINEST` inside this one can have: they are contiguous."""
    resolution = resolution_of(cell)
    if resolution >= FINEST:
        return cell, cell
    base = (cell & ~(15 << 52)) | (FINEST << 52)
    free = ((1 << (3 * (FINEST - resolution))) - 1) << (3 * (15 - FINEST))
    return base & ~free, base


def km2_of(resolution: int) -> int:
    """The mean area of cells of a resolution in whole square kilometres, 1 at least."""
    return max(round(_KM2[resolution]), 1)


def is_cell(value: int) -> bool:
    """Whether a number is a cell at all."""
    return 0 < value < 1 << 63 and bool(h3.is_valid_cell(value))


def of_code(code: str) -> int:
    """The cell of a code; 0 where it is none: a flow leads to a country, whatever the layer of its run."""
    try:
        cell = int(code, 16)
    except ValueError:
        return 0
    return cell if is_cell(cell) else 0


def precisions_for(resolution: int) -> tuple[str, ...]:
    """How exactly a place must be known, to be counted in cells of a resolution."""
    return tuple(name for name, finest in _FINEST_OF.items() if resolution <= finest)


def resolution_for(box: Box, most: int) -> int:
    """The finest resolution of which at most so many cells fill a part of the map; the coarsest where `cells_in` names none."""
    number = TALLIED[0]
    if box.east - box.west > 90 or box.north - box.south > 90:
        return number
    for resolution in (*TALLIED, FINEST):
        if box.km2 / _KM2[resolution] <= most:
            number = resolution
    return number


def cells_in(box: Box, resolution: int) -> list[int] | None:
    """The cells of a part of the map, those at its edge included; None where it is so wide that all are asked for."""
    if box.east - box.west > 90 or box.north - box.south > 90:
        return None
    # A cell counts where its centre lies inside; the margin takes those in that only reach into it.
    margin = 1.2 * math.sqrt(_KM2[resolution]) / _KM_OF_DEGREE
    thin = max(math.cos(math.radians(max(abs(box.south), abs(box.north)))), 0.05)
    west, east = max(box.west - margin / thin, -179.999), min(box.east + margin / thin, 179.999)
    south, north = max(box.south - margin, -89.9), min(box.north + margin, 89.9)
    outline = h3.LatLngPoly([(south, west), (south, east), (north, east), (north, west)])
    return list(h3.polygon_to_cells(outline, resolution))


def outline(cell: int) -> list[tuple[float, float]]:
    """The corners of a cell, as longitude and latitude; corners beyond the date line go on past 180."""
    corners = [(longitude, latitude) for latitude, longitude in h3.cell_to_boundary(cell)]
    if max(x for x, _ in corners) - min(x for x, _ in corners) > 180:
        corners = [(x + 360 if x < 0 else x, y) for x, y in corners]
    return corners


def centre(cell: int) -> tuple[float, float]:
    """The middle of a cell, as longitude and latitude."""
    latitude, longitude = h3.cell_to_latlng(cell)
    return longitude, latitude


def month_of(day: date) -> int:
    """Months from January of year 0."""
    return day.year * 12 + day.month - 1


def month_within(first: date, last: date) -> int | None:
    """The month in which something happened, of which a range of days is known; None where the range says no month.

    A range that touches two months counts in that of its middle, if it is no longer than a month.
    """
    days = (last - first).days + 1
    if days > 31:
        return None
    return month_of(date.fromordinal(first.toordinal() + (days - 1) // 2))


def month_name(month: int) -> str:
    """A month as `2026-01`."""
    return f"{month // 12:04}-{month % 12 + 1:02}"


def month_from(text: str) -> int | None:
    """The month that `2026-01` names; None where it names none."""
    year, _, month = text.partition("-")
    if (
        text.isascii()
        and len(year) == 4
        and year.isdecimal()
        and len(month) == 2
        and month.isdecimal()
        and 1 <= int(month) <= 12
    ):
        return int(year) * 12 + int(month) - 1
    return None


def summed(counts: Mapping[int, int], resolution: int) -> dict[int, int]:
    """Counts by cell as counts by the coarser cells that they lie in."""
    result: dict[int, int] = {}
    for cell, count in counts.items():
        above = parent(cell, resolution)
        result[above] = result.get(above, 0) + count
    return result


def bounds_of(cells: Sequence[int]) -> Box | None:
    """The part of the map that some cells fill, to their corners; None where there are none."""
    if not cells:
        return None
    corners = [corner for cell in cells for corner in outline(cell)]
    return Box(
        max(min(x for x, _ in corners), -180.0),
        max(min(y for _, y in corners), -90.0),
        min(max(x for x, _ in corners), 180.0),
        min(max(y for _, y in corners), 90.0),
    )
