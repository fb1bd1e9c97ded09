"""Where Kestria lies: its provinces, its invented neighbours and the piece of land that two of them claim. No coast here is a real one.

Corners are shared, and each edge between two of them is bent once, the same for both sides; so borders fit without a gap.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import random
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from ifar.demonstration.country import CODE, NAMES, PROVINCES

Point = tuple[float, float]
_CORNERS: Final[Mapping[str, Point]] = {
    "A": (7.0, 13.0), "B": (8.6, 13.05), "C": (10.2, 12.95), "D": (11.6, 13.0), "E": (12.0, 12.2), "F": (11.9, 11.0),
    "G": (12.0, 9.8), "H": (10.9, 9.05), "I": (9.0, 9.0), "J": (7.4, 9.1), "K": (6.95, 10.6), "L": (7.0, 12.2),
    "M": (9.0, 12.2), "N": (9.9, 12.2), "O": (9.9, 11.4), "P": (9.0, 11.3), "Q": (10.6, 11.1), "R": (10.5, 9.9), "S": (9.0, 10.3),
    "T": (12.6, 10.4), "U": (12.7, 9.5), "V": (3.2, 12.8), "W": (3.0, 8.6), "X": (7.3, 7.4), "Y": (11.0, 7.2), "Z": (15.8, 8.5), "Ä": (15.5, 12.8),
}  # fmt: skip
_RINGS: Final[Mapping[str, str]] = {
    "XX-NC": "ABCDENML", "XX-HP": "LMPSK", "XX-CA": "MNOP", "XX-LA": "NEFQO", "XX-MB": "POQRS", "XX-EM": "QFGHR", "XX-SG": "KSRHIJ",
}  # fmt: skip
_ISLANDS: Final = ((8.9, 13.6, 0.22), (9.6, 13.75, 0.16), (10.15, 13.5, 0.12))
_STATES: Final = (
    (CODE, NAMES["en"], "ABCDEFGHIJKL", False),
    ("XA", "Valdora", "AVWXJKL", False),
    ("XB", "Meridia", "JXYHI", False),
    ("XC", "Orenia", "DÄZYHGFE", False),
    ("XD", "Hala Triangle", "GTUH", True),
)
"""Code, name, corners, and whether several claim it."""


def _bent(text: str, other: str) -> list[Point]:
    """The points from one corner to before the other: bent at random, the same in both directions."""
    first, last = sorted((text, other))
    draw = random.Random(hashlib.sha256(f"{first}{last}".encode()).digest())  # noqa: S311
    line = [_CORNERS[first], _CORNERS[last]]
    for _ in range(4):
        finer: list[Point] = []
        for (x1, y1), (x2, y2) in itertools.pairwise(line):
            away = draw.uniform(-0.12, 0.12)
            finer += [(x1, y1), ((x1 + x2) / 2 - (y2 - y1) * away, (y1 + y2) / 2 + (x2 - x1) * away)]
        line = [*finer, line[-1]]
    return line[:-1] if (text, other) == (first, last) else line[::-1][:-1]


def _ring(corners: str) -> list[list[float]]:
    rows = [
        point
        for corner, other in zip(corners, corners[1:] + corners[0], strict=True)
        for point in _bent(corner, other)
    ]
    return [[round(x, 5), round(y, 5)] for x, y in [*rows, rows[0]]]


def _island(x: float, y: float, size: float) -> list[list[float]]:
    draw = random.Random(f"{x}{y}")  # noqa: S311
    steps = [(1, 0), (0.7, 0.7), (0, 1), (-0.7, 0.7), (-1, 0), (-0.7, -0.7), (0, -1), (0.7, -0.7)]
    ring = [
        [round(x + dx * size * draw.uniform(0.6, 1.2), 5), round(y + dy * size * draw.uniform(0.5, 0.9), 5)]
        for dx, dy in steps
    ]
    return [*ring, ring[0]]


def _feature(
    code: str, name: str, polygons: Sequence[Any], parent: str = "", *, disputed: bool = False
) -> dict[str, Any]:
    properties = {"code": code, "name": name, "parent": parent, "disputed": disputed}
    return {
        "type": "Feature",
        "properties": properties,
        "geometry": {"type": "MultiPolygon", "coordinates": polygons},
    }


def provinces() -> bytes:
    """The provinces as GeoJSON."""
    islands = [[_island(*island)] for island in _ISLANDS]
    features = [
        _feature(
            province.code,
            province.name,
            islands if province.code == "XX-IS" else [[_ring(_RINGS[province.code])]],
            CODE,
        )
        for province in PROVINCES
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def states() -> bytes:
    """Kestria and its neighbours as GeoJSON."""
    islands = [[_island(*island)] for island in _ISLANDS]
    features = [
        _feature(code, name, [[_ring(corners)], *(islands if code == CODE else [])], disputed=disputed)
        for code, name, corners, disputed in _STATES
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def towns() -> Iterator[tuple[str, str, float, float]]:
    """Code of the province, name, longitude and latitude of every town: somewhere in the middle of its province."""
    for province in PROVINCES:
        if province.code == "XX-IS":
            middles = [(x, y) for x, y, _size in _ISLANDS]
        else:
            corners = [_CORNERS[text] for text in _RINGS[province.code]]
            x = sum(corner[0] for corner in corners) / len(corners)
            y = sum(corner[1] for corner in corners) / len(corners)
            middles = [
                (
                    x * 0.55 + corners[at % len(corners)][0] * 0.45,
                    y * 0.55 + corners[at % len(corners)][1] * 0.45,
                )
                for at in range(1, len(province.towns))
            ]
            middles = [(x, y), *middles]
        for name, (east, north) in zip(province.towns, middles, strict=False):
            yield province.code, name, round(east, 4), round(north, 4)
