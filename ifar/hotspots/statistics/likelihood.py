"""Kulldorff's likelihood ratio of a window, its inverse, and what a p-value is made of (Kulldorff 1997; Abrams et al. 2010). Pure."""

from __future__ import annotations

import math
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating[Any]]
EULER: Final = 0.5772156649015329
_HALVINGS: Final = 80
SLACK: Final = 1e-9
"""Two likelihood ratios that differ by less than this are equal: the same window, added up in another order."""


def xlogx(value: Floats) -> Floats:
    """`v ln v`, which is 0 at 0."""
    value = np.asarray(value, float)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(value > 0, value * np.log(np.where(value > 0, value, 1.0)), 0.0)


def log_ratio(observed: Any, expected: Any, total: float) -> Floats:
    """Log likelihood ratio of windows, given the total of all cases: `c ln(c/E) + (C-c) ln((C-c)/(C-E))`, whichever side of 1.

    `expected` is conditional on the total: expected cases of all areas and times together are `total`. 0 where nothing is
    expected or everything is.
    """
    c, e = np.asarray(observed, float), np.asarray(expected, float)
    sound = (e > 0) & (e < total)
    inside = np.where(sound, e, total / 2)
    value = xlogx(c) - c * np.log(inside) + xlogx(total - c) - (total - c) * np.log(total - inside)
    return np.where(sound, np.maximum(value, 0.0), 0.0)


def relative_risk(observed: float, expected: float, total: float) -> float | None:
    """Risk within over risk outside, `(c/E) / ((C-c)/(C-E))`; None where nothing is left outside."""
    if observed >= total or expected >= total or expected <= 0:
        return None
    return (observed / expected) / ((total - observed) / (total - expected))


def most_expected(total: int, floor: float) -> Floats:
    """For each count 0..total the expected cases below which a window of high rate is above `floor`; ascending."""
    counts = np.arange(total + 1, dtype=float)
    low, high = np.zeros(total + 1), counts.copy()
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        above = log_ratio(counts, middle, float(total)) > floor
        low, high = np.where(above, middle, low), np.where(above, high, middle)
    return np.maximum.accumulate(high)


def least_expected(total: int, floor: float) -> Floats:
    """For each count 0..total the expected cases above which a window of low rate is above `floor`; ascending."""
    counts = np.arange(total + 1, dtype=float)
    low, high = counts.copy(), np.full(total + 1, float(total))
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        above = (middle < total) & (log_ratio(counts, middle, float(total)) > floor)
        low, high = np.where(above, low, middle), np.where(above, middle, high)
    return np.maximum.accumulate(low)


def rank_p(result: float, simulated: Floats) -> float:
    """Monte Carlo p-value: the rank of what was found among all, over their number."""
    return (1 + int((simulated >= result - SLACK).sum())) / (len(simulated) + 1)


def gumbel_p(result: float, simulated: Floats) -> float:
    """P-value from a Gumbel distribution with the mean and variance of the simulated maxima (Abrams, Kleinman, Kulldorff 2010).

    It goes on below 1/(replicates + 1), where the rank cannot; with few replicates it is steadier than the rank.
    """
    spread = float(np.std(simulated, ddof=1)) * math.sqrt(6) / math.pi
    if spread <= 0:
        return rank_p(result, simulated)
    where = float(np.mean(simulated)) - EULER * spread
    return -math.expm1(-math.exp(-(result - where) / spread))
