"""Counts per area some steps ahead: simple models, a naive baseline, and how they did when the past is played again.

A model is worth showing only where it beats the baseline on that country's own data; `back_test` says so. A forecast of recorded
counts is a forecast of recording: sent back to patrols it makes itself true. Pure.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ifar.errors import Invalid
from ifar.hotspots.statistics.counts import log_linear, log_mass, masses, quantile

Floats = NDArray[np.floating[Any]]
BASELINE: Final = "mean"
_SMOOTHING: Final = (0.05, 0.1, 0.2, 0.3, 0.5, 0.7)
_LEAST: Final = 0.05


class Expected(NamedTuple):
    """What a model expects of each area: mean, and variance over mean (1: Poisson, above: negative binomial)."""

    mean: Floats
    dispersion: Floats


Model = Callable[[Floats, int, int], Expected]
"""Counts (areas by time points), steps ahead, season -> what is expected of the time point that far ahead."""


def mean_of_all(counts: Floats, ahead: int, season: int) -> Expected:
    """The baseline: each area's mean so far, drawn a little towards the mean of all so that no area is impossible."""
    y = np.asarray(counts, float)
    return _spread(y, _kept(y.mean(axis=1), y))


def last_season(counts: Floats, ahead: int, season: int) -> Expected:
    """What was a season ago, averaged over the seasons so far; without a whole season, the baseline."""
    y = np.asarray(counts, float)
    at = y.shape[1] - 1 + ahead
    past = [
        at - season * back
        for back in range(1, at // season + 1)
        if season and 0 <= at - season * back < y.shape[1]
    ]
    if not past:
        return mean_of_all(y, ahead, season)
    return _spread(y, _kept(y[:, past].mean(axis=1), y))


def smoothing(counts: Floats, ahead: int, season: int) -> Expected:
    """Exponential smoothing: recent counts count more; how much more is what would have done best one step ahead for all areas."""
    y = np.asarray(counts, float)
    best = _SMOOTHING[int(_one_step_errors(y, np.array(_SMOOTHING)).argmin())]
    return _spread(y, _kept(_level(y, best), y))


def regression(counts: Floats, ahead: int, season: int) -> Expected:
    """A log-linear model of all areas: each area's mean, a common trend, and one yearly wave; negative binomial where counts vary more."""
    y = np.asarray(counts, float)
    times = y.shape[1]
    time = np.arange(times) - (times - 1) / 2
    columns = [np.ones(times), time / max(times, 1)]
    to = (times - 1) / 2 + ahead
    then = [1.0, to / max(times, 1)]
    if season and times >= 2 * season:
        columns += [
            np.cos(2 * np.pi * np.arange(times) / season),
            np.sin(2 * np.pi * np.arange(times) / season),
        ]
        then += [
            np.cos(2 * np.pi * (times - 1 + ahead) / season),
            np.sin(2 * np.pi * (times - 1 + ahead) / season),
        ]
    whole = y.sum(axis=0)
    if whole.sum() == 0:
        return mean_of_all(y, ahead, season)
    fit = log_linear(np.column_stack(columns), whole)
    total = float(np.exp(min(np.array(then) @ fit.coefficients, np.log(4 * whole.max() + 4))))
    share = _kept(y.mean(axis=1), y)
    return _spread(y, share * total / share.sum())


MODELS: Final[Mapping[str, Model]] = {
    BASELINE: mean_of_all, "last season": last_season, "smoothing": smoothing, "regression": regression,
}  # fmt: skip


def interval(expected: Expected, level: float = 0.8) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """For each area the counts between which the next one lies with this probability at least."""
    edge = (1 - level) / 2
    low = [
        quantile(edge, m, d)
        for m, d in zip(expected.mean.tolist(), expected.dispersion.tolist(), strict=True)
    ]
    high = [
        quantile(1 - edge, m, d)
        for m, d in zip(expected.mean.tolist(), expected.dispersion.tolist(), strict=True)
    ]
    return np.array(low, np.int64), np.array(high, np.int64)


def crps(count: int, mean: float, dispersion: float = 1.0) -> float:
    """Continuous ranked probability score: how far the whole forecast is from what came; in cases, smaller is better."""
    grown = np.cumsum(masses(mean, dispersion, least=count))
    came = np.arange(len(grown)) >= count
    return float(((grown - came) ** 2).sum())


def hit_rate(expected: Floats, came: Floats, share: float) -> float:
    """Of the cases that came, how many lay in the areas of highest forecast that make up a share of all areas (ties: shared out)."""
    expected, came = np.asarray(expected, float), np.asarray(came, float)
    if came.sum() == 0:
        return float("nan")
    order = np.argsort(-expected, kind="stable")
    take = share * len(order)
    whole = int(take)
    first = np.flatnonzero(np.diff(expected[order], prepend=np.inf))
    alike = np.diff(first, append=len(order))  # areas with one forecast stand for each other
    ranked = np.repeat(np.add.reduceat(came[order], first) / alike, alike)
    held = ranked[:whole].sum() + (take - whole) * (ranked[whole] if whole < len(order) else 0.0)
    return float(held / came.sum())


@dataclass(frozen=True, slots=True)
class Score:
    """How a model did: mean CRPS and log score over areas and times, hit rate in a tenth of the areas, and gain on the baseline in CRPS."""

    model: str
    crps: float
    log_score: float
    hit_rate: float
    gain: float
    beats: bool


def back_test(
    counts: Floats, *, ahead: int = 1, season: int = 12, first: int = 12, share: float = 0.1
) -> list[Score]:
    """Play the past again: at each time point from `first` on, forecast with what was known then, and compare with what came.

    A model beats the baseline if its mean CRPS over the times is smaller, by more than the error of the difference.

    Raises:
        Invalid: too few time points to forecast any.
    """
    y = np.asarray(counts, float)
    if y.ndim != 2 or y.shape[1] < first + ahead or first < 2:
        raise Invalid("forecast.short", "There are too few time points to play the past again.")
    points = range(first, y.shape[1] - ahead + 1)
    result: dict[str, list[tuple[float, float, float]]] = {name: [] for name in MODELS}
    scored = functools.cache(crps)  # areas that are alike are forecast alike, and most of them are empty
    for at in points:
        came = y[:, at + ahead - 1]
        for name, model in MODELS.items():
            expected = model(y[:, :at], ahead, season)
            ranked = [
                scored(int(c), m, d) for c, m, d in zip(came, expected.mean, expected.dispersion, strict=True)
            ]
            log = log_mass(came, expected.mean, expected.dispersion)
            result[name].append(
                (float(np.mean(ranked)), float(-log.mean()), hit_rate(expected.mean, came, share))
            )
    base = np.array([row[0] for row in result[BASELINE]])
    scores = []
    for name, rows in result.items():
        each = np.array([row[0] for row in rows])
        better = base - each
        error = float(better.std(ddof=1) / np.sqrt(len(better))) if len(better) > 1 else float("inf")
        hits = [row[2] for row in rows if row[2] == row[2]]
        scores.append(
            Score(
                name, float(each.mean()), float(np.mean([row[1] for row in rows])), float(np.mean(hits)) if hits else float("nan"),
                float(better.mean() / base.mean()) if base.mean() else 0.0, name != BASELINE and float(better.mean()) > error,
            )
        )  # fmt: skip
    return scores


def _level(y: Floats, share: float) -> Floats:
    level = y[:, 0].copy()
    for at in range(1, y.shape[1]):
        level += share * (y[:, at] - level)
    return level


def _one_step_errors(y: Floats, shares: Floats) -> Floats:
    """For each share, how far all time points were from what was smoothed before them."""
    level, errors = np.tile(y[:, 0], (len(shares), 1)), np.zeros(len(shares))
    for at in range(1, y.shape[1]):
        off = y[:, at] - level
        errors += (off**2).sum(axis=1)
        level += shares[:, None] * off
    return errors


def _kept(mean: Floats, y: Floats) -> Floats:
    """A mean that is nowhere 0: as if one more time point had been that of an average area."""
    times = y.shape[1]
    kept: Floats = (mean * times + max(float(y.mean()), _LEAST / times)) / (times + 1)
    return kept


def _spread(y: Floats, mean: Floats) -> Expected:
    """Variance over mean, one number for all areas: by how much counts vary around their areas' means."""
    own = y.mean(axis=1, keepdims=True)
    some = own[:, 0] > 0
    free = some.sum() * (y.shape[1] - 1)
    ratio = float((((y - own) ** 2)[some] / own[some]).sum()) / free if free > 0 else 1.0
    return Expected(mean, np.full(len(mean), max(1.0, ratio)))
