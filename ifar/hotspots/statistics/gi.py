"""Getis-Ord Gi*: where high values stand among high values, or low among low (Getis & Ord 1992; Ord & Getis 1995).

For each place the sum of its own and its neighbours' values is compared with what a random arrangement of the same values would
give. A high score says that the neighbourhood holds more than its share; a place may be hot because its neighbours are. It says nothing
of why: of counts of recoveries it also finds where people look. Pure.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from ifar.errors import Invalid
from ifar.hotspots.statistics.discovery import adjusted, two_sided
from ifar.hotspots.statistics.permutations import neighbours_sums
from ifar.hotspots.statistics.weights import Weights

Floats = NDArray[np.floating[Any]]
Ints = NDArray[np.integer[Any]]


@dataclass(frozen=True, slots=True)
class Local:
    """A local statistic of all places.

    Attributes:
        value: the statistic itself.
        z: its standard score under a random arrangement; missing where all values are equal or nobody is near.
        p: both sides, by permutation where there were any, otherwise from the normal distribution.
        p_one: the smaller side's p by permutation, as `esda` gives it; None without permutations.
        q: `p` adjusted for false discoveries: what is to be believed at α has q at most α.
    """

    value: Floats
    z: Floats
    p: Floats
    p_one: Floats | None
    q: Floats


def gi_star(
    values: Floats,
    near: Weights,
    *,
    permutations: int = 0,
    seed: int = 1,
    discovery: Literal["bh", "by"] = "bh",
) -> Local:
    """Gi* of all places.

    Args:
        values: one for each place; not negative for the value itself to mean a share.
        near: neighbours. Where no place is its own neighbour, each is added with weight 1; where all are, their own weights count
            as they are given (row-standardised weights of `with_self()`).
        permutations: conditional permutations for p; 0: the normal distribution.
        seed: of the permutations.
        discovery: how p is adjusted for many tests.

    Raises:
        Invalid: some places are their own neighbours and others not; such a score would mean two things.
    """
    values = np.asarray(values, float)
    apart, own = _own_apart(near)
    n = apart.n
    around = apart.summed(values)
    sums, whole, squares = around + own * values, apart.summed() + own, apart.summed(squared=True) + own**2
    mean = float(values.mean())
    spread = math.sqrt(max(float((values**2).mean() - mean**2), 0.0))
    if spread <= 1e-12 * max(1.0, abs(mean)):
        spread = math.nan
    with np.errstate(divide="ignore", invalid="ignore"):
        z = (sums - mean * whole) / (spread * np.sqrt((n * squares - whole**2) / (n - 1)))
        value = sums / values.sum()
    z = np.where(np.isfinite(z), z, np.nan)
    if not permutations:
        p = np.where(np.isnan(z), np.nan, two_sided(np.nan_to_num(z)))
        return Local(value, z, p, None, adjusted(p, discovery))
    drawn = neighbours_sums(values, apart, around, permutations, seed)
    return by_permutation(value, z, drawn.reached, drawn.above, permutations, discovery)


def _own_apart(near: Weights) -> tuple[Weights, Floats]:
    """The weights of the others, and beside them the weight of each place in its own sum: float64, shape (n,)."""
    of = near.of()
    apart = near.to != of
    if apart.all():
        return near, np.ones(near.n)
    own = np.zeros(near.n)
    own[of[~apart]] = near.weight[~apart]
    if np.count_nonzero(~apart) != near.n:
        raise Invalid(
            "hotspots.weights",
            "Some places are their own neighbours and others are not. Use with_self() for all of them, or for none.",
        )
    start = np.concatenate([[0], np.cumsum(np.bincount(of[apart], minlength=near.n))])
    return Weights(start.astype(np.int64), near.to[apart], near.weight[apart]), own


def by_permutation(
    value: Floats, z: Floats, reached: Ints, above: Ints, permutations: int, discovery: Literal["bh", "by"]
) -> Local:
    """A statistic with the p-values of how many permutations reached it, and how many were above it; ties count against it."""
    item = (np.minimum(reached, permutations - reached) + 1) / (permutations + 1)
    side = (np.minimum(reached, permutations - above) + 1) / (permutations + 1)
    p = np.where(np.isnan(z), np.nan, np.minimum(2 * side, 1.0))
    return Local(value, z, p, item, adjusted(p, discovery))
