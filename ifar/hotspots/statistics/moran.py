"""Local Moran: where a place is like its neighbours, or unlike them (Anselin 1995; moments by Sokal, Oden & Thomson 1998).

A positive value: high among high (a hot spot) or low among low; a negative one: an outlier, high among low or low among high. The
quadrant says which. Pure.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np
from numpy.typing import NDArray

from ifar.hotspots.statistics.discovery import adjusted, two_sided
from ifar.hotspots.statistics.gi import Local, by_permutation
from ifar.hotspots.statistics.permutations import neighbours_sums
from ifar.hotspots.statistics.weights import Weights

Floats = NDArray[np.floating[Any]]
QUADRANTS: Final = ("high-high", "low-high", "low-low", "high-low")
"""Oneself, then one's neighbours."""


@dataclass(frozen=True, slots=True)
class Moran:
    """Local Moran of all places: the statistic, and in which quadrant each stands (an index into `QUADRANTS`)."""

    local: Local
    quadrant: NDArray[np.int64]


def local_moran(
    values: Floats,
    near: Weights,
    *,
    permutations: int = 0,
    seed: int = 1,
    discovery: Literal["bh", "by"] = "bh",
) -> Moran:
    """Local Moran with rows of weights that add up to 1.

    Args:
        values: one for each place; rates, if places differ in population.
        near: neighbours, without the place itself.
        permutations: conditional permutations for p; 0: the normal distribution.
        seed: of the permutations.
        discovery: how p is adjusted for many tests.
    """
    values = np.asarray(values, float)
    near = near.standardised()
    n = near.n
    z = values - values.mean()
    squares = float((z**2).sum())
    lag = near.summed(z)
    flat = np.bool_(squares <= 1e-24 * max(1.0, float((values**2).sum())))
    with np.errstate(divide="ignore", invalid="ignore"):
        value = (n - 1) * z * lag / squares
        whole, squared = near.summed(), near.summed(squared=True)
        mean = -(z**2) * whole / (n - 1)
        around = n / (n - 2) * (squares / n - z**2 / (n - 1)) * (squared - whole**2 / (n - 1))
        score = (z * lag - mean) / np.sqrt(z**2 * around)
    score = np.where(np.isfinite(score) & ~flat & (near.number > 0), score, np.nan)
    value = np.where(flat, 0.0, value)
    quadrant = np.where(z > 0, np.where(lag > 0, 0, 3), np.where(lag > 0, 1, 2))
    if not permutations:
        p = np.where(np.isnan(score), np.nan, two_sided(np.nan_to_num(score)))
        return Moran(Local(value, score, p, None, adjusted(p, discovery)), quadrant)
    drawn = neighbours_sums(z, near, lag, permutations, seed)
    # a place below the mean has a large statistic where its neighbours are low
    reached = np.where(z >= 0, drawn.reached, permutations - drawn.above)
    above = np.where(z >= 0, drawn.above, permutations - drawn.reached)
    return Moran(by_permutation(value, score, reached, above, permutations, discovery), quadrant)
