"""Who is whose neighbour, and how much: sparse spatial weights, without a matrix of all pairs.

Row by row as in compressed sparse rows: the neighbours of `i` are `to[start[i]:start[i + 1]]`, with their weights beside them. Pure.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from ifar.errors import Invalid

Floats = NDArray[np.floating[Any]]
Ints = NDArray[np.integer[Any]]
_PAIRS: Final = 8_000_000
_QUEEN: Final = ((-1, -1), (-1, 0), (-1, 1), (0, -1), (0, 1), (1, -1), (1, 0), (1, 1))
_ROOK: Final = ((-1, 0), (0, -1), (0, 1), (1, 0))
_HEXAGON: Final = ((1, 0), (1, -1), (0, -1), (-1, 0), (-1, 1), (0, 1))


@dataclass(frozen=True, slots=True)
class Weights:
    """Sparse weights of `n` places."""

    start: NDArray[np.int64]
    to: NDArray[np.int64]
    weight: Floats

    @property
    def n(self) -> int:
        """How many places."""
        return len(self.start) - 1

    @property
    def number(self) -> Ints:
        """How many neighbours each has."""
        return np.diff(self.start)

    def of(self) -> Ints:
        """The place whose neighbour stands at each entry."""
        return np.repeat(np.arange(self.n), self.number)

    def summed(self, values: Floats | None = None, *, squared: bool = False) -> Floats:
        """For each place the sum of weights, of their squares, or of weights times the neighbours' values."""
        parts = self.weight**2 if squared else self.weight
        if values is not None:
            parts = parts * np.asarray(values, float)[self.to]
        sums: Floats = np.zeros(self.n)
        some = self.number > 0
        if some.any():
            sums[some] = np.add.reduceat(parts, self.start[:-1][some])
        return sums

    def with_self(self) -> Weights:
        """The same with each place as a neighbour of its own, of weight 1 (what the star of Gi* means)."""
        here = np.arange(self.n)
        apart = self.to != self.of()
        return of_pairs(
            np.concatenate([self.of()[apart], here]), np.concatenate([self.to[apart], here]), self.n,
            np.concatenate([self.weight[apart], np.ones(self.n)]),
        )  # fmt: skip

    def standardised(self) -> Weights:
        """The same with rows that add up to 1 (a mean over neighbours); who has none keeps none."""
        whole = self.summed()[self.of()]
        return Weights(
            self.start,
            self.to,
            np.divide(self.weight, whole, out=np.zeros_like(self.weight), where=whole > 0),
        )


def of_pairs(ints: Ints, other: Ints, n: int, weight: Floats | None = None) -> Weights:
    """Weights from pairs of places; of a pair that is named twice the last one counts."""
    ints, other = np.asarray(ints, np.int64), np.asarray(other, np.int64)
    if len(ints) and not (ints.min() >= 0 and ints.max() < n and other.min() >= 0 and other.max() < n):
        raise Invalid("hotspots.weights", "A neighbour is named that is none of the places.")
    value = np.ones(len(ints)) if weight is None else np.asarray(weight, float)
    key = ints * n + other
    order = np.argsort(key, kind="stable")
    last = np.ones(len(key), bool)
    last[:-1] = key[order][1:] != key[order][:-1]
    order = order[last]
    start = np.concatenate([[0], np.cumsum(np.bincount(ints[order], minlength=n))])
    return Weights(start.astype(np.int64), other[order].astype(np.int64), value[order])


def of_neighbours(cells: Sequence[Hashable], neighbours: Callable[[Any], Iterable[Hashable]]) -> Weights:
    """Weights of cells of any index (H3 or another) that knows the neighbours of a cell; those that are not among `cells` count not."""
    number = {cell: at for at, cell in enumerate(cells)}
    pairs = [
        (at, number[near])
        for cell, at in number.items()
        for near in neighbours(cell)
        if near in number and near != cell
    ]
    table = np.array(pairs, np.int64).reshape(-1, 2)
    return of_pairs(table[:, 0], table[:, 1], len(cells))


def of_lattice(column: Ints, row: Ints, kind: str = "queen") -> Weights:
    """Contiguity of cells of a lattice by their integer coordinates.

    Args:
        column: coordinates along one axis; no two cells share both.
        row: along the other.
        kind: `queen` (edges and corners), `rook` (edges), or `hexagon` (axial coordinates).
    """
    column, row = np.asarray(column, np.int64), np.asarray(row, np.int64)
    column, row = column - column.min() + 1, row - row.min() + 1
    wide = int(column.max()) + 2
    key = row * wide + column
    order = np.argsort(key)
    sorted_key = key[order]
    ones, others = [], []
    for across, down in {"queen": _QUEEN, "rook": _ROOK, "hexagon": _HEXAGON}[kind]:
        wanted = (row + down) * wide + column + across
        at = np.minimum(np.searchsorted(sorted_key, wanted), len(key) - 1)
        there = np.flatnonzero(sorted_key[at] == wanted)
        ones.append(there)
        others.append(order[at[there]])
    return of_pairs(np.concatenate(ones), np.concatenate(others), len(key))


def of_band(points: Floats, radius: float) -> Weights:
    """All places within a distance are neighbours, with weight 1; points as `circles.places` gives them."""
    item, other = near_pairs(points, radius)
    return of_pairs(item, other, len(points))


def of_nearest(points: Floats, k: int) -> Weights:
    """The `k` nearest places are neighbours; of equal distances the first in order."""
    n = len(points)
    if not 0 < k < n:
        raise Invalid(
            "hotspots.weights",
            "The number of nearest neighbours must be at least 1 and less than the number of places.",
        )
    rows = max(1, _PAIRS // n)
    empty = np.empty((n, k), np.int64)
    for first in range(0, n, rows):
        part = np.arange(first, min(n, first + rows))
        far = ((points[part, None, :] - points[None, :, :]) ** 2).sum(axis=-1)
        far[np.arange(len(part)), part] = np.inf
        empty[part] = np.argsort(far, axis=1, kind="stable")[:, :k]
    return of_pairs(np.repeat(np.arange(n), k), empty.ravel(), n)


def attached(near: Weights, points: Floats) -> Weights:
    """The same with each island joined to the place that is nearest to it, and that place to it; who has no point stays alone.

    Args:
        points: as `circles.places` gives them; nan for a place without one.
    """
    there = np.isfinite(points).all(axis=1)
    ones, others = [near.of()], [near.to]
    for island in np.flatnonzero((near.number == 0) & there):
        far = np.where(there, ((points - points[island]) ** 2).sum(axis=1), np.inf)
        far[island] = np.inf
        nearest = int(far.argmin())
        if np.isfinite(far[nearest]):
            ones.append(np.array([island, nearest]))
            others.append(np.array([nearest, island]))
    return of_pairs(np.concatenate(ones), np.concatenate(others), near.n)


def near_pairs(points: Floats, radius: float) -> tuple[Ints, Ints]:
    """All ordered pairs of different points no further apart than a radius: by squares of that size, not by all pairs."""
    points = np.asarray(points, float)
    if radius <= 0:
        raise Invalid("hotspots.weights", "A distance band must be above 0.")
    axes = points.shape[1]
    square = np.floor((points - points.min(axis=0)) / radius).astype(np.int64) + 1
    sizes = square.max(axis=0) + 2
    stride = np.concatenate([[1], np.cumprod(sizes[:-1])])
    key = square @ stride
    order = np.argsort(key, kind="stable")
    filled, first, number = np.unique(key[order], return_index=True, return_counts=True)
    ones, others = [], []
    steps = np.stack(np.meshgrid(*([(-1, 0, 1)] * axes), indexing="ij"), axis=-1).reshape(-1, axes) @ stride
    for step in steps:
        at = np.minimum(np.searchsorted(filled, key + step), len(filled) - 1)
        here = np.flatnonzero(filled[at] == key + step)
        for part in np.array_split(here, max(1, int(number[at[here]].sum()) // _PAIRS + 1)):
            many = number[at[part]]
            repeat = np.repeat(part, many)
            inside = np.arange(int(many.sum())) - np.repeat(np.cumsum(many) - many, many)
            other = order[np.repeat(first[at[part]], many) + inside]
            close = (((points[repeat] - points[other]) ** 2).sum(axis=1) <= radius * radius * (1 + 1e-12)) & (
                repeat != other
            )
            ones.append(repeat[close])
            others.append(other[close])
    return np.concatenate(ones), np.concatenate(others)
