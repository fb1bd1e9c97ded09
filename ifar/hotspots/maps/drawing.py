"""How a map is drawn, as numbers: what fits into the picture, where lines and cells stand, into which class a count falls. Pure.

Plate carrée, stretched so that a kilometre is as long in both directions in the middle of the picture. Numbers are text already, so that no
language writes them otherwise. Pure.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from ifar.hotspots.maps import cells
from ifar.hotspots.maps.cells import Box

WIDTH: Final = 960.0
HEIGHT: Final = 600.0
CLASSES: Final = 5
SMALLEST: Final = 0.004
"""The least width of what is shown, in degrees: some 400 m."""
_FAR: Final = 20.0
"""So many widths of the picture beside it lines are still drawn as they are."""
_KM_OF_DEGREE: Final = 111.195


@dataclass(frozen=True, slots=True)
class View:
    """A part of the map that fills the picture."""

    box: Box

    @property
    def scale(self) -> tuple[float, float]:
        """Units of the picture for one degree, across and up."""
        return WIDTH / (self.box.east - self.box.west), HEIGHT / (self.box.north - self.box.south)

    def moved(self, across: float, up: float) -> Box:
        """The part that lies beside it, by shares of its width and height; at the edge of the world it stops."""
        wide, high = self.box.east - self.box.west, self.box.north - self.box.south
        west = min(max(self.box.west + across * wide, -180.0), 180.0 - wide)
        south = min(max(self.box.south + up * high, -90.0), 90.0 - high)
        return Box(west, south, west + wide, south + high)

    def zoomed(self, factor: float) -> Box:
        """The same middle, so many times as wide."""
        x, y = (self.box.west + self.box.east) / 2, (self.box.south + self.box.north) / 2
        wide = (self.box.east - self.box.west) * factor / 2
        high = (self.box.north - self.box.south) * factor / 2
        return Box(x - wide, y - high, x + wide, y + high)

    def kilometres(self) -> tuple[int, float]:
        """A round number of kilometres for a scale bar, and how long that is in the picture."""
        middle = math.radians((self.box.south + self.box.north) / 2)
        of_one = self.scale[0] / (_KM_OF_DEGREE * max(math.cos(middle), 0.01))
        wanted = WIDTH / 6 / of_one
        power = 10 ** math.floor(math.log10(max(wanted, 1)))
        round_one = max(next(n for n in (5, 2, 1) if n * power <= max(wanted, 1)) * power, 1)
        return round_one, round_one * of_one


def fitted(box: Box) -> View:
    """The part of the map that shows all of a box and has the form of the picture."""
    x, y = (box.west + box.east) / 2, (box.south + box.north) / 2
    y = min(max(y, -85.0), 85.0)
    thin = max(math.cos(math.radians(y)), 0.1)
    wide = min(max(box.east - box.west, SMALLEST), 360.0)
    high = max(box.north - box.south, SMALLEST * thin)
    if wide * thin * HEIGHT / WIDTH < high:
        wide = high * WIDTH / HEIGHT / thin
    wide = min(wide, 360.0)
    high = min(wide * thin * HEIGHT / WIDTH, 180.0)
    west = min(max(x - wide / 2, -180.0), 180.0 - wide)
    south = min(max(y - high / 2, -90.0), 90.0 - high)
    return View(Box(west, south, west + wide, south + high))


class Lines:
    """Lines or rings in degrees, with their extents, ready to be drawn in any view."""

    def __init__(self, rings: Iterable[Sequence[Sequence[int]]]) -> None:
        self._rings = [np.array(ring, dtype=np.float64) / 1_000_000 for ring in rings if len(ring) > 1]
        self._bounds = np.array(
            [(*ring.min(axis=0), *ring.max(axis=0)) for ring in self._rings] or [(0.0, 0.0, 0.0, 0.0)]
        )

    def __bool__(self) -> bool:
        return bool(self._rings)

    def bounds(self) -> Box | None:
        """The extent of all of them; None where there are none."""
        if not self._rings:
            return None
        west, south = self._bounds[:, :2].min(axis=0).tolist()
        east, north = self._bounds[:, 2:].max(axis=0).tolist()
        return Box(west, south, east, north)

    def path(self, view: View, *, closed: bool) -> str:
        """What of them lies in a view, as the `d` of a path; what is smaller than a point of the picture is left out."""
        return "".join(
            "M" + "L".join(f"{x:g} {y:g}" for x, y in points.tolist()) + ("Z" if closed else "")
            for points in self._drawn(view, 1)
        )

    def degrees(self, view: View, detail: int = 1) -> list[list[list[float]]]:
        """What of them lies in a view, in degrees, as exactly as a picture so many times as large shows it."""
        across, up = (scale * detail for scale in view.scale)
        corner, unit = np.array([view.box.west, view.box.north]), np.array([1 / across, -1 / up])
        return [np.round(corner + points * unit, 5).tolist() for points in self._drawn(view, detail)]

    def _drawn(self, view: View, detail: int) -> Iterator[NDArray[np.float64]]:
        """The lines of a view in units of the picture, to half a unit; without what is smaller than a point of it."""
        if not self._rings:
            return
        box, (across, up) = view.box, (scale * detail for scale in view.scale)
        bounds = self._bounds
        near = (
            (bounds[:, 0] < box.east)
            & (bounds[:, 2] > box.west)
            & (bounds[:, 1] < box.north)
            & (bounds[:, 3] > box.south)
        )
        large = ((bounds[:, 2] - bounds[:, 0]) * across + (bounds[:, 3] - bounds[:, 1]) * up) > 1.5
        for at in np.flatnonzero(near & large).tolist():
            ring = self._rings[at]
            points = np.column_stack([(ring[:, 0] - box.west) * across, (box.north - ring[:, 1]) * up])
            np.clip(points, -_FAR * WIDTH * detail, _FAR * WIDTH * detail, out=points)
            whole = np.rint(points * 2).astype(np.int64)
            keep = np.ones(len(whole), dtype=bool)
            keep[1:] = (whole[1:] != whole[:-1]).any(axis=1)
            if keep.sum() > 1:
                yield whole[keep] / 2


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell in the picture: its path, its class from 1, its count, where its middle is."""

    cell: int
    path: str
    tone: int
    count: int
    longitude: float
    latitude: float

    @property
    def name(self) -> str:
        """How it is called in addresses and tables."""
        return f"{self.cell:x}"


def breaks_of(counts: Iterable[int], least: int = 1) -> list[int]:
    """The first count of each class: round numbers, on a scale of ratios, as few classes as tell the counts apart.

    Args:
        least: the smallest count that comes up at all, which is the first class's first.
    """
    results = sorted(counts)
    if not results:
        return [least]
    most = results[-1]
    steps = [least]
    if most > least:
        ratio = (most / least) ** (1 / CLASSES)
        for number in range(1, CLASSES):
            step = _round(least * ratio**number, least)
            if steps[-1] < step <= most:
                steps.append(step)
    return steps


def _round(value: float, unit: int) -> int:
    """A round number near a value: 1, 2 or 5 times a power of ten, and a multiple of the unit."""
    power = 10 ** math.floor(math.log10(value)) if value >= 1 else 1
    near = min((1, 2, 5, 10), key=lambda number: abs(number * power - value)) * power
    return max(math.ceil(near / unit) * unit, unit)


def tone_of(count: int, breaks: Sequence[int]) -> int:
    """The class of a count, from 1."""
    return max(sum(count >= number for number in breaks), 1)


def differences(now: Mapping[Any, int], before: Mapping[Any, int]) -> list[int]:
    """By how much each place differs between two periods, without those that do not."""
    return [size for key in {*now, *before} if (size := abs(now.get(key, 0) - before.get(key, 0)))]


def cells_in_view(counts: Mapping[int, int], view: View, breaks: Sequence[int]) -> list[Cell]:
    """The cells of a view, the fullest first."""
    box, (across, up) = view.box, view.scale
    results = []
    for cell, count in sorted(counts.items(), key=lambda row: (-row[1], row[0])):
        corners = [((x - box.west) * across, (box.north - y) * up) for x, y in cells.outline(cell)]
        if all(x < 0 for x, _ in corners) or all(x > WIDTH for x, _ in corners):
            continue
        if all(y < 0 for _, y in corners) or all(y > HEIGHT for _, y in corners):
            continue
        path = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in corners) + "Z"
        longitude, latitude = cells.centre(cell)
        results.append(Cell(cell, path, tone_of(count, breaks), count, longitude, latitude))
    return results


def legend(breaks: Sequence[int], most: int) -> list[tuple[int, int, int | None]]:
    """Class, first and last count of it; no last one for the last class if nothing reaches it."""
    rows: list[tuple[int, int, int | None]] = []
    for at, first in enumerate(breaks):
        last = breaks[at + 1] - 1 if at + 1 < len(breaks) else max(most, first)
        rows.append((at + 1, first, last))
    return rows


def columns(series: Mapping[int, int], first: int, last: int, since: int, until: int) -> dict[str, Any]:
    """The series as columns beside each other, each with whether it lies in the period: what the time slider shows above its handles."""
    wide = 1000 / max(last - first + 1, 1)
    most = max(series.values(), default=0)
    return {
        "most": most,
        "columns": [
            {
                "x": f"{(month - first) * wide:.2f}",
                "y": f"{60 - 60 * count / most:.2f}",
                "width": f"{max(wide * 0.9, 0.5):.2f}",
                "height": f"{60 * count / most:.2f}",
                "at": month,
                "inside": since <= month <= until,
            }
            for month, count in series.items()
            if most and first <= month <= last
        ],
    }
