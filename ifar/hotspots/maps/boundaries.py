"""Boundaries: a layer that a country supplies as GeoJSON, checked; the States of the world as TopoJSON; and which area a point lies in.

Coordinates are longitude and latitude in millionths of a degree. What is wrong with a layer is said with the number of its feature. A
boundary that is disputed is marked by whoever supplies the layer, and drawn dashed. Pure.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from ifar.errors import Reason

Ring = list[list[int]]
Shape = list[list[Ring]]
"""Polygons, each its outer ring and then its holes."""
MOST_AREAS: Final = 5000
MOST_POINTS: Final = 2_000_000
CODES: Final = ("code", "iso_3166_2", "ISO_3166_2", "id")
NAMES: Final = ("name", "NAME", "name_en")
CLAIMED: Final = frozenset(
    {"Somaliland", "Kosovo", "N. Cyprus", "Siachen Glacier", "W. Sahara", "Falkland Is."}
)
"""Names in the file of States whose boundary is not agreed between those who claim it; it is drawn dashed, and nothing follows from it."""


@dataclass(frozen=True, slots=True)
class Bounded:
    """An area with its boundary."""

    code: str
    name: str
    parent: str
    disputed: bool
    shape: Shape

    @property
    def bounds(self) -> tuple[int, int, int, int]:
        """West, south, east, north."""
        points = [point for polygon in self.shape for point in polygon[0]]
        return (
            min(x for x, _ in points),
            min(y for _, y in points),
            max(x for x, _ in points),
            max(y for _, y in points),
        )


def middle_of(shape: Shape) -> tuple[float, float]:
    """The middle of the largest polygon of an area, in degrees: its centre of gravity, where a source that knows only the area puts its point."""
    best, row = -1.0, (0.0, 0.0)
    for polygon in shape:
        ring = np.array(polygon[0], dtype=np.float64) / 1_000_000
        (x1, y1), (x2, y2) = ring[:-1].T, ring[1:].T
        cross = x1 * y2 - x2 * y1
        area = float(cross.sum()) / 2
        if abs(area) > best and area:
            best = abs(area)
            row = (
                float(((x1 + x2) * cross).sum() / (6 * area)),
                float(((y1 + y2) * cross).sum() / (6 * area)),
            )
    return row


def areas_of(text: str) -> tuple[list[Bounded], list[Reason]]:
    """The areas of a GeoJSON layer (RFC 7946), and what is wrong with it: nothing may be, for it to be loaded."""
    try:
        data = json.loads(text)
        features = list(data["features"])
    except (ValueError, TypeError, KeyError, RecursionError):
        return [], [Reason("hotspots.layer.form")]
    if not features:
        return [], [Reason("hotspots.layer.empty")]
    if len(features) > MOST_AREAS:
        return [], [Reason("hotspots.layer.many", params={"most": MOST_AREAS})]
    values: list[Bounded] = []
    wrong: list[Reason] = []
    known: dict[str, int] = {}
    for number, feature in enumerate(features, 1):
        bounded = _area(feature, number)
        if isinstance(bounded, Reason):
            wrong.append(bounded)
        elif bounded.code in known:
            params = {"feature": number, "code": bounded.code, "other": known[bounded.code]}
            wrong.append(Reason("hotspots.layer.twice", params=params))
        else:
            known[bounded.code] = number
            values.append(bounded)
    return values, wrong


def _area(feature: Any, number: int) -> Bounded | Reason:
    at = {"feature": number}
    if not isinstance(feature, Mapping) or not isinstance(feature.get("geometry"), Mapping):
        return Reason("hotspots.layer.geometry", params=at)
    properties = feature.get("properties")
    if not isinstance(properties, Mapping):
        return Reason("hotspots.layer.unnamed", params=at)
    code = _first(properties, CODES) or str(feature.get("id") or "")
    name = _first(properties, NAMES)
    if not code or not name:
        return Reason("hotspots.layer.unnamed", params=at)
    geometry = feature["geometry"]
    form = geometry.get("type")
    if form not in ("Polygon", "MultiPolygon"):
        return Reason("hotspots.layer.geometry", params=at)
    try:
        shape = [
            [[[_micro(x), _micro(y)] for x, y, *_ in ring] for ring in polygon]
            for polygon in ([geometry["coordinates"]] if form == "Polygon" else geometry["coordinates"])
        ]
    except (ValueError, TypeError, KeyError, OverflowError):
        return Reason("hotspots.layer.geometry", params=at)
    points = [point for polygon in shape for ring in polygon for point in ring]
    if any(abs(x) > 180_000_000 or abs(y) > 180_000_000 for x, y in points):
        return Reason("hotspots.layer.projected", params=at)
    if any(abs(y) > 90_000_000 for _, y in points):
        return Reason("hotspots.layer.swapped", params=at)
    if (
        not shape
        or not all(shape)
        or any(len(ring) < 4 or ring[0] != ring[-1] for polygon in shape for ring in polygon)
    ):
        return Reason("hotspots.layer.ring", params=at)
    return Bounded(code, name, _first(properties, ("parent",)), bool(properties.get("disputed")), shape)


def _first(values: Mapping[str, Any], names: Iterable[str]) -> str:
    return next((str(values[name]).strip()[:120] for name in names if values.get(name)), "")


def _micro(degrees: float) -> int:
    return round(float(degrees) * 1_000_000)


def states_of(text: str) -> tuple[list[Bounded], list[tuple[bool, Ring]]]:
    """The States of a TopoJSON file as world-atlas has it, and their boundaries, each once: whether it is disputed, and its line."""
    data = json.loads(text)
    (kx, ky), (tx, ty) = data["transform"]["scale"], data["transform"]["translate"]
    arcs: list[Ring] = []
    for arc in data["arcs"]:
        steps = np.cumsum(np.array(arc, dtype=np.int64), axis=0)
        arcs.append(np.rint((steps * (kx, ky) + (tx, ty)) * 1_000_000).astype(np.int64).tolist())
    bounded: list[Bounded] = []
    claimed: set[int] = set()
    for geometry in data["objects"]["countries"]["geometries"]:
        name = geometry["properties"]["name"]
        polygons = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
        if name in CLAIMED:
            claimed |= {at if at >= 0 else ~at for polygon in polygons for ring in polygon for at in ring}
        shape = [[_joined(arcs, ring) for ring in polygon] for polygon in polygons]
        bounded.append(Bounded(str(geometry.get("id", name)), name, "", name in CLAIMED, shape))
    return bounded, [(number in claimed, arc) for number, arc in enumerate(arcs)]


def _joined(arcs: Sequence[Ring], ring: Sequence[int]) -> Ring:
    points: Ring = []
    for at in ring:
        arc = arcs[at] if at >= 0 else arcs[~at][::-1]
        points += arc if not points else arc[1:]
    return points


_FEW: Final = 500
"""Points that are held against the extents of all polygons at once: a table of so many by some thousand polygons is small."""


class Finder:
    """Says which area points lie in: the first one, where areas overlap."""

    def __init__(self, areas: Iterable[tuple[str, Shape]]) -> None:
        self._codes: list[str] = []
        self._polygons: list[_Polygon] = []
        self._whose: list[int] = []
        for code, shape in areas:
            self._polygons += (_Polygon(polygon) for polygon in shape)
            self._whose += [len(self._codes)] * len(shape)
            self._codes.append(code)
        extents = [(polygon.west, polygon.south, polygon.east, polygon.north) for polygon in self._polygons]
        self._extents = np.array(extents, dtype=np.float64).reshape(-1, 4).T[:, :, None]

    def areas_at(self, longitudes: Sequence[int], latitudes: Sequence[int]) -> list[str]:
        """The code of the area at each point, empty where there is none."""
        x, y = np.array(longitudes, dtype=np.float64), np.array(latitudes, dtype=np.float64)
        full = np.full(len(x), -1, dtype=np.int64)
        for number in self._near(x, y) if len(x) <= _FEW else range(len(self._polygons)):
            polygon = self._polygons[number]
            near = np.flatnonzero((full < 0) & polygon.is_near(x, y))
            if len(near):
                full[near[polygon.holds(x[near], y[near])]] = self._whose[number]
        return [self._codes[n] if n >= 0 else "" for n in full.tolist()]

    def _near(self, x: NDArray[np.float64], y: NDArray[np.float64]) -> list[int]:
        """The polygons within whose extent any of a few points lies: of some thousand a handful, found in one step."""
        west, south, east, north = self._extents
        near = (x >= west) & (x <= east) & (y >= south) & (y <= north)
        tolist: list[int] = np.flatnonzero(near.any(axis=1)).tolist()
        return tolist


class _Polygon:
    """The edges of a polygon and its holes, by bands of latitude: a point is held against those of its own band alone."""

    def __init__(self, rings: Sequence[Ring]) -> None:
        parts = [np.array(ring, dtype=np.float64) for ring in rings]
        first, last = (
            np.concatenate([part[:-1] for part in parts]),
            np.concatenate([part[1:] for part in parts]),
        )
        sloping = first[:, 1] != last[:, 1]
        self._x1, self._y1 = first[sloping, 0], first[sloping, 1]
        self._x2, self._y2 = last[sloping, 0], last[sloping, 1]
        self.west, self.south = parts[0].min(axis=0).tolist()
        self.east, self.north = parts[0].max(axis=0).tolist()
        self._bands = min(256, len(self._y1) // 8 + 1)
        low, high = self._band(np.minimum(self._y1, self._y2)), self._band(np.maximum(self._y1, self._y2))
        self._edges = [np.flatnonzero((low <= band) & (high >= band)) for band in range(self._bands)]

    def _band(self, y: NDArray[np.float64]) -> NDArray[np.int64]:
        share = (y - self.south) / max(self.north - self.south, 1.0)
        ndarray: NDArray[np.int64] = np.clip((share * self._bands).astype(np.int64), 0, self._bands - 1)
        return ndarray

    def is_near(self, x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Whether points lie within its extent."""
        ndarray: NDArray[np.bool_] = (
            (x >= self.west) & (x <= self.east) & (y >= self.south) & (y <= self.north)
        )
        return ndarray

    def holds(self, x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Whether points of its extent lie inside, by the even-odd rule: a line from the point crosses the boundary an odd number of times."""
        inside = np.zeros(len(x), dtype=bool)
        bands = self._band(y)
        for band in np.unique(bands).tolist():
            edges = self._edges[band]
            x1, y1 = self._x1[edges, None], self._y1[edges, None]
            x2, y2 = self._x2[edges, None], self._y2[edges, None]
            some = np.flatnonzero(bands == band)
            for at in range(0, len(some), 2000):
                piece = some[at : at + 2000]
                crosses = (y1 > y[piece]) != (y2 > y[piece])
                crosses &= x[piece] < (x2 - x1) * (y[piece] - y1) / (y2 - y1) + x1
                inside[piece] = crosses.sum(axis=0) % 2 == 1
        return inside


def lines_of(areas: Iterable[Bounded]) -> Iterator[tuple[bool, Ring]]:
    """The rings of areas, each with whether it is disputed."""
    for area in areas:
        for polygon in area.shape:
            for ring in polygon:
                yield area.disputed, ring
