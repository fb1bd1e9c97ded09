"""Emerging hot spots: what became of each cell over time, from its Gi* at each step (classes as Esri publishes them).

Each cell's z-scores over the steps are judged twice: which steps were hot (or cold) beyond chance, and whether the scores rise or fall
all in all (Mann-Kendall). The class says both. It describes the past steps; it does not foretell the next. Pure.
"""

from __future__ import annotations

import math
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from ifar.errors import Invalid
from ifar.hotspots.statistics.discovery import two_sided

Floats = NDArray[np.floating[Any]]
Ints = NDArray[np.integer[Any]]
CLASSES: Final = (
    "new", "consecutive", "intensifying", "persistent", "diminishing", "sporadic", "oscillating", "historical",
)  # fmt: skip
"""Kinds of hot and cold spots; what is none of them shows no pattern."""
MOSTLY: Final = 0.9
"""Share of the steps that make a spot persistent, intensifying or diminishing."""


def mann_kendall(values: Floats) -> tuple[float, float]:
    """Z and two-sided p of a trend: pairs that rise less pairs that fall, with the variance corrected for ties, and for continuity."""
    y = np.asarray(values, float)
    y = y[~np.isnan(y)]
    n = len(y)
    if n < 3:
        return 0.0, 1.0
    s = int(np.sign(y[None, :] - y[:, None])[np.triu_indices(n, 1)].sum())
    _, ties = np.unique(y, return_counts=True)
    variance = (n * (n - 1) * (2 * n + 5) - float((ties * (ties - 1) * (2 * ties + 5)).sum())) / 18
    if variance <= 0 or s == 0:
        return 0.0, 1.0
    z = (s - math.copysign(1, s)) / math.sqrt(variance)
    return z, float(two_sided(np.array([z]))[0])


def classified(z: Floats, believed: NDArray[np.bool_], *, alpha: float = 0.05) -> list[str]:
    """The class of each cell: "new hot", "persistent cold" … or "none".

    Args:
        z: Gi* of each cell (rows) at each step (columns).
        believed: which of them are significant, however that was decided (with control of false discoveries, say).
        alpha: of the trend.

    * new: the last step is hot and no step before was.
    * consecutive: an unbroken run of hot steps up to the last one, at least two, none hot before the run, less than 90 % of all steps hot.
    * intensifying, persistent, diminishing: at least 90 % of the steps hot, the last one among them; scores rise, do neither, or fall.
    * sporadic: the last step is hot, others were, less than 90 %; never cold.
    * oscillating: the last step is hot, less than 90 % hot, and some step was cold.
    * historical: at least 90 % of the steps hot, but not the last.
    """
    z, believed = np.asarray(z, float), np.asarray(believed, bool)
    if z.shape != believed.shape or z.ndim != 2 or z.shape[1] < 2:
        raise Invalid("emerging.steps", "Classes need scores of at least two steps, and as many judgements.")
    hot, cold = believed & (z > 0), believed & (z < 0)
    out = []
    for cell in range(len(z)):
        trend = mann_kendall(z[cell])
        warm = _of_side(hot[cell], cold[cell], trend, alpha)
        cool = _of_side(cold[cell], hot[cell], (-trend[0], trend[1]), alpha)
        out.append(f"{warm} hot" if warm else f"{cool} cold" if cool else "none")
    return out


def _of_side(
    is_so: NDArray[np.bool_], opposite: NDArray[np.bool_], trend: tuple[float, float], alpha: float
) -> str:
    number, steps = int(is_so.sum()), len(is_so)
    mostly = number >= MOSTLY * steps - 1e-9
    if not is_so[-1]:
        return "historical" if mostly else ""
    if number == 1:
        return "new"
    if mostly:
        z, p = trend
        if p < alpha:
            return "intensifying" if z > 0 else "diminishing"
        return "persistent"
    run = steps - (int(np.flatnonzero(~is_so)[-1]) + 1)
    if run == number and run >= 2:
        return "consecutive"
    return "oscillating" if opposite.any() else "sporadic"


def steps_of(periods: int, steps: int) -> list[int]:
    """Where equal steps of the whole time begin, and where the last one ends; what remains is a shorter step at the beginning."""
    long = -(-periods // steps)
    return [0, *range(periods % long or long, periods, long), periods]


def trailing(hot: NDArray[np.bool_]) -> int:
    """How many steps at the end are hot without a break."""
    cold = np.flatnonzero(~hot)
    return len(hot) - (int(cold[-1]) + 1 if len(cold) else 0)


def expected_of_steps(counts: Floats, inside: Ints, first: int, long: Ints) -> Floats:
    """Expected cases of some places in each step: as many as so many places have in the mean, or as they had themselves before `first`."""
    expected: Floats = counts.sum(axis=0) * len(inside) / len(counts)
    if first:
        past = counts[inside, :first].sum() / long[:first].sum()
        expected[first:] = np.maximum(expected[first:], past * long[first:])
        expected[:first] = np.nan  # what the finding is compared with is no course of its own
    return expected
