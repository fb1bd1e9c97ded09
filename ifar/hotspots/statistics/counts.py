"""Distributions of counts and a log-linear model of them: what alarms, effects and forecasts stand on. Pure."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating[Any]]
_lgamma: Final = np.frompyfunc(math.lgamma, 1, 1)
_MOST: Final = 200
_EXACT: Final = 1e-12


def log_gamma(value: Any) -> Floats:
    """Logarithm of the gamma function."""
    floats: Floats = np.asarray(_lgamma(np.asarray(value, float)), float)
    return floats


def log_mass(count: Any, mean: Any, dispersion: Any = 1.0) -> Floats:
    """Log probability of counts with a mean and a variance of `dispersion` times it: Poisson at 1, negative binomial above.

    A negative binomial of this kind has the size mean / (dispersion - 1).
    """
    k, m, phi = (np.asarray(item, float) for item in (count, mean, dispersion))
    out = np.where(k == 0, 0.0, -np.inf)
    some = m > 0
    ways = log_gamma(k + 1)
    poisson, negative = some & (phi <= 1), some & (phi > 1)
    if poisson.any():
        out = np.where(poisson, k * np.log(np.where(some, m, 1.0)) - m - ways, out)
    if negative.any():
        extra = np.where(negative, phi - 1, 1.0)
        size = np.where(negative, m, 1.0) / extra
        value = (
            log_gamma(k + size)
            - log_gamma(size)
            - ways
            - size * np.log1p(extra)
            + k * (np.log(extra) - np.log1p(extra))
        )
        out = np.where(negative, value, out)
    return out


def masses(mean: float, dispersion: float = 1.0, *, least: int = 0) -> Floats:
    """Probabilities of 0, 1, 2 … until no more than 1e-12 is left (and at least up to `least`)."""
    spread = math.sqrt(max(mean * max(dispersion, 1.0), 1e-12))
    top = max(least, int(mean + 10 * spread + 30 * max(dispersion, 1.0)))
    probability: Floats = np.exp(log_mass(np.arange(top + 1), mean, dispersion))
    return probability


def quantile(share: float, mean: float, dispersion: float = 1.0) -> int:
    """The smallest count that with at least this probability is not exceeded."""
    grown = np.cumsum(masses(mean, dispersion))
    return int(np.searchsorted(grown, share * (1 - 1e-12)))


def at_least(count: int, mean: float, dispersion: float = 1.0) -> float:
    """Probability of so many or more."""
    if count <= 0:
        return 1.0
    probability = masses(mean, dispersion, least=count)
    tail = float(probability[count:].sum())
    return tail if tail > 1e-9 else max(tail, 0.0)


def normal_quantile(share: float) -> float:
    """Quantile of the standard normal distribution."""
    return NormalDist().inv_cdf(share)


@dataclass(frozen=True, slots=True)
class Fit:
    """A log-linear model of counts that was fitted.

    Attributes:
        coefficients: of the columns of the design.
        fitted: expected counts.
        covariance: of the coefficients, for a dispersion of 1.
        dispersion: Pearson's chi-square over its degrees of freedom; at least 1 is what a variance uses.
        leverage: diagonal of the hat matrix.
        converged: whether the iteration came to rest.
    """

    coefficients: Floats
    fitted: Floats
    covariance: Floats
    dispersion: float
    leverage: Floats
    converged: bool


def log_linear(
    design: Floats, counts: Floats, *, weights: Floats | None = None, offset: Floats | None = None
) -> Fit:
    """Fit a quasi-Poisson model with a log link by iteratively reweighted least squares."""
    x, y = np.asarray(design, float), np.asarray(counts, float)
    prior = np.ones(len(y)) if weights is None else np.asarray(weights, float)
    shift = np.zeros(len(y)) if offset is None else np.asarray(offset, float)
    mean = y + 0.1
    linear = np.log(mean)
    before, converged = np.inf, False
    beta = np.zeros(x.shape[1])
    root = np.ones(len(y))
    for _ in range(_MOST):
        root = np.sqrt(prior * mean)
        target = linear - shift + (y - mean) / mean
        beta = np.linalg.lstsq(x * root[:, None], target * root, rcond=None)[0]
        linear = np.clip(x @ beta + shift, -30, 30)
        mean = np.exp(linear)
        deviance = 2 * float(
            (prior * (np.where(y > 0, y * np.log(np.where(y > 0, y, 1.0) / mean), 0.0) - (y - mean))).sum()
        )
        if abs(deviance - before) <= _EXACT * (abs(deviance) + 0.1):
            converged = True
            break
        before = deviance
    root = np.sqrt(prior * mean)
    weighted = x * root[:, None]
    covariance = np.linalg.pinv(weighted.T @ weighted)
    leverage = np.einsum("ij,jk,ik->i", weighted, covariance, weighted)
    free = len(y) - int(np.linalg.matrix_rank(weighted))
    chi = float((prior * (y - mean) ** 2 / mean).sum())
    return Fit(beta, mean, covariance, chi / free if free > 0 else math.nan, leverage, converged)
