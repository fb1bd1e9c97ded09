"""Empirical-Bayes rates: a small place's rate is drawn towards the mean, the more the fewer people it stands on (Marshall 1991).

What is left is less noise, not more truth: a small place with a real problem is drawn in too. Pure.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ifar.hotspots.statistics.weights import Weights

Floats = NDArray[np.floating[Any]]


def smoothed(cases: Floats, population: Floats) -> Floats:
    """Rates drawn towards the rate of all places; missing where there is nobody.

    Marshall's global estimator: with the overall rate `b`, mean population `n̄` and `s² = Σ nᵢ(rᵢ - b)² / Σ nᵢ`, the variance between
    places is `a = max(0, s² - b/n̄)`, and `rᵢ` becomes `b + (rᵢ - b) a / (a + b/nᵢ)`.
    """
    c, n = np.asarray(cases, float), np.asarray(population, float)
    lived = n > 0
    whole = float(n[lived].sum())
    mean = float(c[lived].sum()) / whole if whole else 0.0
    rate = np.divide(c, n, out=np.full(len(n), np.nan), where=lived)
    between = (
        max(0.0, float((n[lived] * (rate[lived] - mean) ** 2).sum()) / whole - mean / (whole / lived.sum()))
        if whole
        else 0.0
    )
    return _drawn(rate, n, lived, np.full(len(n), mean), np.full(len(n), between))


def smoothed_locally(cases: Floats, population: Floats, near: Weights) -> Floats:
    """Rates drawn towards the rate of a place and its neighbours, each by the variance between them (Marshall's local estimator)."""
    c, n = np.asarray(cases, float), np.asarray(population, float)
    lived = n > 0
    rate = np.divide(c, n, out=np.full(len(n), np.nan), where=lived)
    star = near.with_self()
    star = Weights(star.start, star.to, np.ones(len(star.to)))
    people, number = star.summed(np.where(lived, n, 0)), star.summed(lived.astype(float))
    mean = np.divide(star.summed(np.where(lived, c, 0)), people, out=np.zeros(len(n)), where=people > 0)
    of = star.of()
    parts = np.where(lived[star.to], n[star.to] * (np.nan_to_num(rate)[star.to] - mean[of]) ** 2, 0.0)
    spread = Weights(star.start, star.to, parts).summed()
    with np.errstate(divide="ignore", invalid="ignore"):
        between = np.maximum(0.0, np.nan_to_num(spread / people - mean / (people / number)))
    return _drawn(rate, n, lived, mean, between)


def _drawn(rate: Floats, n: Floats, lived: NDArray[np.bool_], mean: Floats, between: Floats) -> Floats:
    within = np.divide(mean, n, out=np.zeros(len(n)), where=lived)
    share = np.divide(between, between + within, out=np.zeros(len(n)), where=between + within > 0)
    out: Floats = np.where(lived, mean + share * (rate - mean), np.nan)
    return out
