"""Alarms for one area: is this week's count more than its own past explains?

EARS C1-C3 (Hutwagner et al. 2003) look back a week or so and need no history; a CUSUM (Page 1954) adds up small excesses until they
tell; the improved Farrington method (Farrington et al. 1996; Noufaily et al. 2013) compares with the same season of past years. Each
gives for every time point what was expected, the bound and whether it was crossed. None knows whether counting itself changed: an
alarm is a question to an analyst. Pure.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any, Final, Literal

import numpy as np
from numpy.typing import NDArray

from ifar.errors import Invalid
from ifar.hotspots.statistics.counts import Fit, at_least, log_linear, normal_quantile, quantile

Floats = NDArray[np.floating[Any]]
Ears = Literal["C1", "C2", "C3"]
EARS_ALPHA: Final = {"C1": 0.001, "C2": 0.001, "C3": 0.025}
"""One-sided error of each as `surveillance` sets it; EARS itself says three, three and two standard deviations."""


@dataclass(frozen=True, slots=True)
class Alarms:
    """An alarm's answer at each time point; missing (nan) where there is too little past.

    Attributes:
        score: how far, in the method's own unit.
        expected: the count that the past leads to.
        bound: the count above which there is an alarm.
        alarm: whether there is one.
        details: what else the method knows, by name.
    """

    score: Floats
    expected: Floats
    bound: Floats
    alarm: NDArray[np.bool_]
    details: dict[str, Floats] = field(default_factory=dict)


def ears(
    counts: Floats, method: Ears, *, baseline: int = 7, least_sd: float = 0.0, alpha: float | None = None
) -> Alarms:
    """EARS: the count against mean and standard deviation of a short baseline.

    C1: the `baseline` counts just before. C2: the same two steps earlier, so that a slow rise does not hide itself. C3: what C2 was
    above 1 in this and the last two steps, added up.

    Args:
        counts: one area's, in order of time.
        method: C1, C2 or C3.
        baseline: how many counts are looked back at; at least 3.
        least_sd: a standard deviation is taken to be at least this; with 0, one case after a quiet baseline is an alarm.
        alpha: one-sided error; None: as `EARS_ALPHA`.
    """
    y = np.asarray(counts, float)
    if baseline < 3:
        raise Invalid("alarms.baseline", "A baseline needs at least three counts.")
    lag = 0 if method == "C1" else 2
    n = len(y)
    mean, spread = np.full(n, np.nan), np.full(n, np.nan)
    if n > baseline + lag:
        past = np.lib.stride_tricks.sliding_window_view(y, baseline)[: n - baseline - lag]
        mean[baseline + lag :] = past.mean(axis=1)
        spread[baseline + lag :] = np.maximum(past.std(axis=1, ddof=1), least_sd)
    z = normal_quantile(1 - (EARS_ALPHA[method] if alpha is None else alpha))
    with np.errstate(divide="ignore", invalid="ignore"):
        score = (y - mean) / spread
    score = np.where(
        np.isnan(mean),
        np.nan,
        np.where(spread > 0, score, np.where(y > mean, np.inf, np.where(y < mean, -np.inf, 0.0))),
    )
    if method != "C3":
        bound = mean + z * spread
        return Alarms(score, mean, bound, y > bound)
    above = np.maximum(score - 1, 0)
    earlier = np.full(n, np.nan)
    earlier[2:] = above[1:-1] + above[:-2]
    with np.errstate(invalid="ignore"):
        bound = np.maximum(y + spread * (z - earlier), 0)
        bound = np.where(np.isnan(bound) & ~np.isnan(earlier), np.where(earlier >= z, 0.0, np.inf), bound)
    return Alarms(above + earlier, mean, bound, y > bound)


def cusum(counts: Floats, *, mean: float, k: float = 1.04, h: float = 2.26) -> Alarms:
    """CUSUM of standardised counts: `S = max(0, S + (y - mean)/sqrt(mean) - k)`, an alarm at `h` or more.

    It does not begin anew after an alarm: it stays up until counts fall.

    Args:
        counts: one area's, in order of time.
        mean: what is usual, from a past that is not among them.
        k: excess in standard deviations that is let pass at each step.
        h: sum at which there is an alarm (1.04 and 2.26: one false alarm in about a hundred steps for Poisson counts).
    """
    if mean <= 0:
        raise Invalid("alarms.mean", "A CUSUM needs a usual count above 0.")
    y = np.asarray(counts, float)
    score, bound = np.empty(len(y)), np.empty(len(y))
    standing = 0.0
    for at, value in enumerate(y):
        bound[at] = max(0.0, math.ceil(math.sqrt(mean) * (h + k - standing) + mean))
        standing = max(0.0, standing + (value - mean) / math.sqrt(mean) - k)
        score[at] = standing
    return Alarms(score, np.full(len(y), mean), bound, score >= h)


@dataclass(frozen=True, slots=True)
class Farrington:
    """Parameters of the improved Farrington method, as Noufaily et al. recommend them.

    Attributes:
        years: past years that are looked at.
        half_window: time points before and after the same season that count as that season.
        season: time points in a year.
        periods: levels of the season; the current one and the others between.
        skipped: latest time points that are left out, so that an outbreak under way does not raise its own bound.
        reweight_above: Anscombe residuals above this are weighed down: past outbreaks.
        trend_p: a trend is kept if its p is below this; 1: always, if it does not extrapolate and there are three years.
        alpha: one-sided error of the bound.
        few: fewer cases than this in the latest `few_in` time points: no alarm.
        few_in: see `few`.
    """

    years: int = 5
    half_window: int = 3
    season: int = 52
    periods: int = 10
    skipped: int = 26
    reweight_above: float = 2.58
    trend_p: float = 1.0
    alpha: float = 0.01
    few: int = 5
    few_in: int = 4


def farrington(counts: Floats, first: int, choices: Farrington | None = None) -> Alarms:
    """The improved Farrington method from time point `first` on; the bound is a negative binomial quantile with the fitted mean.

    Raises:
        Invalid: fewer past years than asked for, or more levels of the season than fit between the windows.
    """
    chosen = choices or Farrington()
    y = np.asarray(counts, float)
    if first < chosen.years * chosen.season + chosen.half_window:
        raise Invalid("alarms.past", f"At time point {first} there are fewer than {chosen.years} past years.")
    n = len(y)
    score, expected, bound = np.full(n, np.nan), np.full(n, np.nan), np.full(n, np.nan)
    dispersion, tail = np.full(n, np.nan), np.full(n, np.nan)
    alarm = np.zeros(n, bool)
    for now in range(first, n):
        predicted = _predicted(y, now, chosen)
        if predicted is None:
            continue
        mean, phi = predicted
        upper = quantile(1 - chosen.alpha, mean, phi)
        dispersion[now], expected[now] = phi, mean
        tail[now] = at_least(int(y[now]), mean, phi)
        score[now] = (y[now] - mean) / (upper - mean) if upper != mean else np.nan
        bound[now] = upper
        enough = y[now - chosen.few_in + 1 : now + 1].sum() >= chosen.few
        alarm[now] = enough and y[now] > upper
    return Alarms(score, expected, bound, alarm, {"dispersion": dispersion, "p": tail})


def seasons(now: int, chosen: Farrington) -> NDArray[np.int64]:
    """The level of the season of each past time point, 1 … `periods`, the last one for the current season; 0: not used."""
    level = np.zeros(now + 1, np.int64)
    level[now - chosen.half_window :] = chosen.periods
    for year in range(1, chosen.years + 1):
        middle = now - year * chosen.season
        level[max(0, middle - chosen.half_window) : middle + chosen.half_window + 1] = chosen.periods
        if chosen.periods > 1:
            between = chosen.season - 2 * chosen.half_window - 1
            if between < chosen.periods - 1:
                raise Invalid(
                    "alarms.periods",
                    "There are more levels of the season than time points between its windows.",
                )
            each, rest = divmod(between, chosen.periods - 1)
            at = middle + chosen.half_window + 1
            for number in range(1, chosen.periods):
                size = each + (number <= rest)
                level[at : at + size] = number
                at += size
    level[now - chosen.skipped :] = 0
    return level


def _predicted(y: Floats, now: int, chosen: Farrington) -> tuple[float, float] | None:
    """Mean and dispersion that the past leads to; None where no model comes to rest."""
    level = seasons(now, chosen)
    used = np.flatnonzero(level)
    past = y[used]
    if past.sum() == 0:
        return 0.0, 1.0
    levels = np.arange(2, chosen.periods + 1)
    seasonal = (level[used, None] == levels).astype(float)
    today = (levels == chosen.periods).astype(float)
    ones = np.ones((len(used), 1))
    time = ((used - now) / chosen.season)[:, None]
    with_trend = _reweighted(np.hstack([ones, seasonal, time]), past, chosen.reweight_above)
    if with_trend and chosen.years >= 3:
        fit, phi = with_trend
        mean = float(np.exp(np.concatenate([[1.0], today, [0.0]]) @ fit.coefficients))
        if mean <= past.max() and _matters(fit, chosen.trend_p):
            return mean, phi
    plain = _reweighted(np.hstack([ones, seasonal]), past, chosen.reweight_above)
    if plain is None:
        return None
    fit, phi = plain
    return float(np.exp(np.concatenate([[1.0], today]) @ fit.coefficients)), phi


def _matters(fit: Fit, below: float) -> bool:
    if below >= 1:
        return True
    error = math.sqrt(max(fit.covariance[-1, -1] * fit.dispersion, 0.0))
    return error > 0 and math.erfc(abs(fit.coefficients[-1] / error) / math.sqrt(2)) < below


def _reweighted(design: Floats, past: Floats, above: float) -> tuple[Fit, float] | None:
    """The model fitted twice: the second time what stood out in the first counts less."""
    fit = log_linear(design, past)
    if not fit.converged:
        return None
    phi = max(fit.dispersion, 1.0)
    root = np.sqrt(phi * np.maximum(1 - fit.leverage, 1e-12))
    residual = 1.5 * (past ** (2 / 3) * fit.fitted ** (-1 / 6) - np.sqrt(fit.fitted)) / root
    out = residual > above
    weight = np.where(out, np.where(out, residual, 1.0) ** -2.0, 1.0)
    fit = log_linear(design, past, weights=weight * len(past) / weight.sum())
    return fit, max(fit.dispersion, 1.0)
