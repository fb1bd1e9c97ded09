"""What changed when something was done: an interrupted series, or a comparison with places where it was not done.

Both say how much counts differ from what would have been, if what is assumed is true, and how sure that is. They are weak evidence: few
places, no draw by lot, and measures are taken where things are worst, after which they get better by themselves. Their caveats go
with every figure. Pure.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np
from numpy.typing import NDArray

from ifar.errors import Invalid
from ifar.hotspots.statistics.counts import normal_quantile

Floats = NDArray[np.floating[Any]]
CAVEATS: Final = {
    "few": "There are fewer than eight time points before or after, so the interval is itself uncertain.",
    "one_area": "There is one area, or one to compare with: nothing tells its own changes from the measure's.",
    "unparallel": "Before the measure the areas did not move alike, so comparing them is doubtful.",
    "regression": "Measures begin where counts are high; part of a fall is a return to what is usual.",
}
"""Codes of caveats and their words."""
_ENOUGH: Final = 8
Shown = Literal["none", "nothing", "fell", "rose"]


@dataclass(frozen=True, slots=True)
class Effect:
    """An effect with its interval, in cases per time point, and what speaks against believing it."""

    name: str
    value: float
    error: float
    low: float
    high: float
    caveats: tuple[str, ...]


def direction_of(value: str, weak: bool) -> str:
    """What a measured difference says: `fewer` or `more` cases than where nothing was done, or `not_certain` where it is weak or nothing."""
    if weak or not value or float(value) == 0:
        return "not_certain"
    return "fewer" if float(value) < 0 else "more"


def shown(row: Mapping[str, Any]) -> Shown:
    """What the interval of a result shows: that cases `fell` or `rose`, `nothing` where it holds no change, or that there is `none`."""
    if not row["low"] or not row["high"]:
        return "none"
    if float(row["low"]) > 0:
        return "rose"
    return "fell" if float(row["high"]) < 0 else "nothing"


def newey_west(design: Floats, residual: Floats, lag: int) -> Floats:
    """Covariance of least-squares coefficients where neighbouring errors are alike (Newey & West 1987; Bartlett weights)."""
    x, e = np.asarray(design, float), np.asarray(residual, float)
    bread = np.linalg.pinv(x.T @ x)
    scores = x * e[:, None]
    meat = scores.T @ scores
    for step in range(1, lag + 1):
        across = scores[step:].T @ scores[:-step]
        meat += (1 - step / (lag + 1)) * (across + across.T)
    covariance: Floats = bread @ meat @ bread
    return covariance


def interrupted(
    counts: Floats, at: int, *, lag: int | None = None, season: int = 0, level: float = 0.95
) -> tuple[Effect, Effect]:
    """Change of level and of slope at time point `at` (the first one after), by segmented regression.

    Args:
        counts: one area's, in order of time.
        at: the first time point under the measure.
        lag: of Newey and West; None: `4 (n/100)^(2/9)`, rounded down.
        season: time points in a year, for one yearly wave; 0: none.
        level: of the interval.
    """
    y = np.asarray(counts, float)
    n = len(y)
    if not 3 <= at <= n - 3:
        raise Invalid(
            "effect.short", "An interrupted series needs at least three time points before and three after."
        )
    time = np.arange(n, dtype=float)
    after = (time >= at).astype(float)
    columns = [np.ones(n), time, after, after * (time - at)]
    if season:
        columns += [np.cos(2 * np.pi * time / season), np.sin(2 * np.pi * time / season)]
    x = np.column_stack(columns)
    beta = np.linalg.lstsq(x, y, rcond=None)[0]
    covariance = newey_west(x, y - x @ beta, int(4 * (n / 100) ** (2 / 9)) if lag is None else lag)
    caveats = ("regression", "one_area", *(("few",) if min(at, n - at) < _ENOUGH else ()))
    level_change, slope_change = (
        _effect(name, float(beta[which]), math.sqrt(max(covariance[which, which], 0.0)), level, caveats)
        for name, which in (("level", 2), ("slope", 3))
    )
    return level_change, slope_change


def compared(treated: Floats, others: Floats, at: int, *, level: float = 0.95) -> Effect:
    """Difference in differences: the change in areas with the measure less the change in areas without it.

    The error comes from how differently areas changed (each area is one observation: Bertrand, Duflo & Mullainathan 2004), so at
    least two areas are needed on either side, or one with several to compare with, whose spread then stands for its own.

    Args:
        treated: counts or rates, areas by time points.
        others: the same of the areas to compare with.
        at: the first time point under the measure.
        level: of the interval.
    """
    a, b = np.atleast_2d(np.asarray(treated, float)), np.atleast_2d(np.asarray(others, float))
    if a.shape[1] != b.shape[1] or not 1 <= at < a.shape[1]:
        raise Invalid(
            "effect.times", "Both groups need the same time points, some before the measure and some after."
        )
    change_a, change_b = (y[:, at:].mean(axis=1) - y[:, :at].mean(axis=1) for y in (a, b))
    value = float(change_a.mean() - change_b.mean())
    if len(change_b) > 1:
        of_b = float(change_b.var(ddof=1))
        of_a = float(change_a.var(ddof=1)) if len(change_a) > 1 else of_b
        error = math.sqrt(of_a / len(change_a) + of_b / len(change_b))
    else:
        error = math.nan
    caveats = ["regression"]
    if min(len(a), len(b)) < 2:
        caveats.append("one_area")
    if min(at, a.shape[1] - at) < _ENOUGH:
        caveats.append("few")
    if _unparallel(a[:, :at], b[:, :at]):
        caveats.append("unparallel")
    return _effect("difference", value, error, level, tuple(caveats))


def _unparallel(a: Floats, b: Floats) -> bool:
    """Whether the mean slopes before the measure differ by more than twice what areas differ among themselves."""
    if a.shape[1] < 3:
        return False
    time = np.arange(a.shape[1]) - (a.shape[1] - 1) / 2
    slope_a, slope_b = (y @ time / (time @ time) for y in (a, b))
    error = math.sqrt(sum(float(s.var(ddof=1)) / len(s) if len(s) > 1 else 0.0 for s in (slope_a, slope_b)))
    return abs(float(slope_a.mean() - slope_b.mean())) > 2 * error > 0


def _effect(name: str, value: float, error: float, level: float, caveats: tuple[str, ...]) -> Effect:
    half = normal_quantile(0.5 + level / 2) * error
    return Effect(name, value, error, value - half, value + half, caveats)
