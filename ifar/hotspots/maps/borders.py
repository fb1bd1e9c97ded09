"""Which areas touch: by an edge or a corner, as the statistics of neighbours count it (queen contiguity).

Boundaries that were drawn apart meet nowhere exactly: what comes nearer than `NEAR` touches, and so do boundaries that cross. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from ifar.hotspots.maps.boundaries import Shape

Floats = NDArray[np.floating[Any]]
NEAR: Final = 1000.0
"""Millionths of a degree of latitude, some 110 m: boundaries no further apart are one that was drawn twice."""
_AT_ONCE: Final = 200_000
"""Pairs of edges that are held against each other at once."""


def touching(shapes: Sequence[Shape]) -> list[tuple[int, int]]:
    """The pairs of areas that touch, by their positions, the smaller one first."""
    edges = [_edges(shape) for shape in shapes]
    if not edges:
        return []
    box = np.array([(*np.minimum(a, b).min(axis=0), *np.maximum(a, b).max(axis=0)) for a, b in edges], float)
    wide = NEAR / np.maximum(np.cos(np.radians(np.abs(box[:, [1, 3]]).max(axis=1) / 1e6)), 0.05)
    return [
        (number, other)
        for number, other in _near(box, wide)
        if _meet(edges[number], edges[other], box, wide, number, other)
    ]


def _edges(shape: Shape) -> tuple[Floats, Floats]:
    """Where the edges of an area begin and end."""
    rings = [np.array(ring, float) for polygon in shape for ring in polygon]
    return np.concatenate([ring[:-1] for ring in rings]), np.concatenate([ring[1:] for ring in rings])


def _near(box: Floats, wide: Floats) -> Iterator[tuple[int, int]]:
    """Pairs whose extents come near each other, from west to east."""
    order = np.argsort(box[:, 0], kind="stable")
    west = box[order, 0]
    for at, item in enumerate(order.tolist()):
        until = int(np.searchsorted(west, box[item, 2] + wide[item], "right"))
        beside = order[at + 1 : until]
        high = (box[beside, 1] <= box[item, 3] + NEAR) & (box[beside, 3] >= box[item, 1] - NEAR)
        yield from ((min(item, other), max(item, other)) for other in beside[high].tolist())


def _meet(
    mine: tuple[Floats, Floats],
    theirs: tuple[Floats, Floats],
    box: Floats,
    wide: Floats,
    number: int,
    other: int,
) -> bool:
    """Whether two areas touch, by the edges that lie where their extents overlap."""
    margin = np.array([max(wide[number], wide[other]), NEAR])
    low = np.maximum(box[number, :2], box[other, :2]) - margin
    high = np.minimum(box[number, 2:], box[other, 2:]) + margin
    scale = np.array([NEAR / margin[0], 1.0])
    (a, b), (c, d) = (_within(some, low, high, scale) for some in (mine, theirs))
    if not len(a) or not len(c):
        return False
    rows = max(1, _AT_ONCE // len(c))
    return any(_closer(a[at : at + rows], b[at : at + rows], c, d) for at in range(0, len(a), rows))


def _within(some: tuple[Floats, Floats], low: Floats, high: Floats, scale: Floats) -> tuple[Floats, Floats]:
    first, last = some
    there = (np.minimum(first, last) <= high).all(axis=1) & (np.maximum(first, last) >= low).all(axis=1)
    return first[there] * scale, last[there] * scale


def _closer(a: Floats, b: Floats, c: Floats, d: Floats) -> bool:
    """Whether any edge from `a` to `b` comes nearer to one from `c` to `d` than `NEAR`, or crosses it."""
    a, b, c, d = a[:, None], b[:, None], c[None], d[None]
    if any((_distance(p, q, r) <= NEAR).any() for p, q, r in ((a, c, d), (b, c, d), (c, a, b), (d, a, b))):
        return True
    crosses = (_side(a, b, c) * _side(a, b, d) < 0) & (_side(c, d, a) * _side(c, d, b) < 0)
    return bool(crosses.any())


def _distance(point: Floats, first: Floats, last: Floats) -> Floats:
    """How far points lie from edges."""
    along = last - first
    length = (along**2).sum(axis=-1)
    share = np.clip(((point - first) * along).sum(axis=-1) / np.where(length > 0, length, 1.0), 0.0, 1.0)
    floats: Floats = np.sqrt(((point - first - share[..., None] * along) ** 2).sum(axis=-1))
    return floats


def _side(first: Floats, last: Floats, point: Floats) -> Floats:
    """On which side of an edge a point lies, by its sign."""
    along, to = last - first, point - first
    floats: Floats = along[..., 0] * to[..., 1] - along[..., 1] * to[..., 0]
    return floats
