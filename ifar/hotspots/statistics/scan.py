"""Space-time scan statistics: where and when more cases came together than chance explains.

Poisson model: Kulldorff, M. (1997), *A spatial scan statistic*, Communications in Statistics 26(6), 1481-1496; cases are compared
with the population at risk. Space-time permutation: Kulldorff, M. et al. (2005), *A space-time permutation scan statistic for
disease outbreak detection*, PLoS Medicine 2(3) e59; cases are compared with the cases themselves, so no population is needed, and
what is always high somewhere, or everywhere at some time, is no cluster. Definitions follow SaTScan's user guide: circles centred at
areas, cylinders over spans of time, likelihood ratio conditional on the total, the best window of each centre, secondary clusters
that share no area with a likelier one. Pure.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, Final, Literal

import numpy as np
from numpy.typing import NDArray

from ifar.errors import Invalid
from ifar.hotspots.statistics.circles import MOST_AREAS, Circles, Ties, circles, distance, places
from ifar.hotspots.statistics.likelihood import SLACK, gumbel_p, rank_p, relative_risk
from ifar.hotspots.statistics.windows import BestWindow, Windows

Floats = NDArray[np.floating[Any]]
Ints = NDArray[np.integer[Any]]
Model = Literal["poisson", "permutation"]
Rates = Literal["high", "low", "both"]
PValue = Literal["rank", "gumbel"]
_FIRST_FLOOR: Final = 1.5
_LARGE: Final = 1_000_000
_PILOTS: Final = 3


@dataclass(frozen=True, slots=True)
class Study:
    """What is scanned: areas with their places, cases by area and interval, and what is expected of each.

    `expected` adds up to the number of cases. A study of one interval is purely spatial.
    """

    areas: Sequence[str]
    x: Floats
    y: Floats
    counts: Ints
    expected: Floats
    lonlat: bool = False
    model: Model = "poisson"


@dataclass(frozen=True, slots=True)
class Choices:
    """Parameters of a scan.

    Attributes:
        share: of the population at risk, that a circle holds at most.
        time_share: of the study's time, that a window lasts at most.
        prospective: only windows that last until the end of the study ("is something going on now?").
        replicates: Monte Carlo replicates under the null hypothesis.
        seed: of the replicates; the same seed and data give the same p-values.
        p: by rank among the replicates, or from a Gumbel distribution fitted to them.
        rates: windows with more cases than expected, with fewer, or both.
        longest: intervals that a window lasts at most, instead of `time_share`.
        workers: threads; None: as many as there are processors.
        ties: areas at one distance from a centre come in one by one, as SaTScan has it, or together.
    """

    share: float = 0.5
    time_share: float = 0.5
    prospective: bool = False
    replicates: int = 999
    seed: int = 1
    p: PValue = "rank"
    rates: Rates = "high"
    longest: int | None = None
    workers: int | None = None
    ties: Ties = "single"


@dataclass(frozen=True, slots=True)
class Cluster:
    """A cluster: its areas by distance from the centre, its first and last interval, counts, risk, likelihood ratio, p."""

    members: tuple[str, ...]
    first: int
    last: int
    observed: int
    expected: float
    relative_risk: float | None
    llr: float
    p: float | None
    centre: str
    radius: float
    high: bool


@dataclass(frozen=True, slots=True)
class Result:
    """Clusters, most likely first, and the maxima of the replicates they are measured by."""

    clusters: tuple[Cluster, ...]
    maxima: Floats = field(default_factory=lambda: np.empty(0))
    windows: int = 0


def permutation_expected(counts: Ints) -> Floats:
    """Expected cases if place and time have nothing to do with each other: row total times column total over all."""
    counts = np.asarray(counts)
    return np.outer(counts.sum(axis=1), counts.sum(axis=0)) / counts.sum()


def scan(study: Study, choices: Choices | None = None) -> Result:
    """Find the clusters of a study.

    Raises:
        Invalid: no cases, a choice out of range, all areas in one place, or a case where nothing is expected.
    """
    chosen = choices or Choices()
    counts = np.asarray(study.counts, np.int64)
    windows, around, points = _prepared(study, counts, chosen)
    maxima = _simulated(windows, study, counts, chosen)
    floor = float(maxima.min()) - 2 * SLACK if len(maxima) else _first_floor(windows)
    rows = windows.best(counts, max(floor, 0.0), each=True) or windows.best(counts, 0.0, each=True)
    clusters: list[Cluster] = []
    taken: set[int] = set()
    for best in sorted(rows, key=lambda row: (-round(row.llr, 9), row.last, row.centre)):
        members = around.order[best.centre, : best.last + 1]
        if not taken.isdisjoint(members.tolist()):
            continue
        p = _p(best.llr, maxima, chosen)
        if clusters and p is not None and p >= 1:
            break
        taken.update(members.tolist())
        clusters.append(_cluster(study, counts, best, members, points, p))
    return Result(tuple(clusters), maxima, windows.number)


def _prepared(study: Study, counts: Ints, chosen: Choices) -> tuple[Windows, Circles, Floats]:
    expected = np.asarray(study.expected, float)
    if counts.sum() < 1:
        raise Invalid("scan.no_cases", "There are no cases to scan.")
    if counts.min() < 0:
        raise Invalid("scan.negative", "A number of cases is negative.")
    if not 0 < chosen.share <= 1 or not 0 < chosen.time_share <= 1:
        raise Invalid("scan.share", "A window's share must be above 0 and at most 1.")
    if chosen.replicates < 0:
        raise Invalid("scan.replicates", "The number of replicates cannot be negative.")
    if len(counts) > MOST_AREAS:
        raise Invalid(
            "scan.too_many", f"A scan takes {MOST_AREAS:,} areas at most; here are {len(counts):,}."
        )
    if ((counts.sum(axis=1) > 0) & (expected.sum(axis=1) <= 0)).any():
        raise Invalid("scan.nothing_expected", "An area has cases, but nothing is expected there.")
    points = places(study.x, study.y, lonlat=study.lonlat)
    placed = ~np.isnan(points).any(axis=1)
    if len(np.unique(points[placed], axis=0)) < 2:
        raise Invalid("scan.one_place", "All areas are at one place, so no circle can tell them apart.")
    around = circles(points, expected.sum(axis=1), chosen.share, chosen.ties)
    times = counts.shape[1]
    longest = chosen.longest if chosen.longest is not None else int(times * chosen.time_share + SLACK)
    if times == 1:
        longest = 1
    if not 1 <= longest <= times:
        raise Invalid("scan.no_time", "The longest window is shorter than one interval, or longer than the study. Aggregate time less, or allow a larger share of it.")  # fmt: skip
    windows = Windows(
        expected, around, longest, alive=chosen.prospective,
        high=chosen.rates in ("high", "both"), low=chosen.rates in ("low", "both"),
    )  # fmt: skip
    return windows, around, points


def _p(llr: float, maxima: Floats, chosen: Choices) -> float | None:
    if not len(maxima):
        return None
    return gumbel_p(llr, maxima) if chosen.p == "gumbel" else rank_p(llr, maxima)


def _cluster(
    study: Study, counts: Ints, best: BestWindow, members: Ints, points: Floats, p: float | None
) -> Cluster:
    span = slice(best.start, best.start + best.length)
    observed = int(counts[members, span].sum())
    expected = float(np.asarray(study.expected)[members, span].sum())
    total = int(counts.sum())
    risk = observed / expected if study.model == "permutation" else relative_risk(observed, expected, total)
    radius = distance(points[members[-1]], points[best.centre], lonlat=study.lonlat)
    return Cluster(
        tuple(study.areas[m] for m in members), best.start, best.start + best.length - 1, observed, expected, risk, best.llr, p,
        study.areas[best.centre], float(radius), best.high,
    )  # fmt: skip


# replicates ------------------------------------------------------------------------------------------------------------


def _simulated(windows: Windows, study: Study, counts: Ints, chosen: Choices) -> Floats:
    """The largest likelihood ratio of each replicate: what chance alone makes of the same number of cases."""
    if not chosen.replicates:
        return np.empty(0)
    cases = _Cases(study, counts, chosen.seed)
    low = _first_floor(windows)
    pilots = [_largest(windows, cases, r, (low, 0.0)) for r in range(min(_PILOTS, chosen.replicates))]
    floors = (0.8 * min(pilots), low, 0.0) if low else (0.0,)
    rest = range(len(pilots), chosen.replicates)
    windows.best(
        np.zeros_like(counts), floors[0], each=False
    )  # its thresholds are worked out before threads share them
    workers = chosen.workers or os.cpu_count() or 1
    if workers == 1 or not rest:
        return np.array([*pilots, *(_largest(windows, cases, r, floors) for r in rest)])
    with ThreadPoolExecutor(workers) as pool:
        return np.array([*pilots, *pool.map(lambda r: _largest(windows, cases, r, floors), rest)])


def _first_floor(windows: Windows) -> float:
    return _FIRST_FLOOR if windows.number > _LARGE else 0.0


def _largest(windows: Windows, cases: _Cases, replicate: int, floors: tuple[float, ...]) -> float:
    area, time, counts = cases.drawn(replicate)
    for floor in floors:
        rows = windows.best(counts, floor, each=False, area=area, time=time)
        if rows:
            return rows[0].llr
    return 0.0


class _Cases:
    """Draws the cases of a replicate: over areas and intervals as expected, or with the times of the real ones shuffled."""

    def __init__(self, study: Study, counts: Ints, seed: int) -> None:
        self.shape, self.seed = counts.shape, seed
        self.total = int(counts.sum())
        self.model = study.model
        if study.model == "permutation":
            cell = np.repeat(np.arange(counts.size), counts.ravel())
            self.area, self.time = np.divmod(cell, counts.shape[1])
        else:
            grown = np.cumsum(np.asarray(study.expected, float).ravel())
            self.grown = grown / grown[-1]

    def drawn(self, replicate: int) -> tuple[Ints, Ints, Ints]:
        """Area and interval of each case, and the counts."""
        random = np.random.default_rng([self.seed, replicate])
        if self.model == "permutation":
            area, time = self.area, random.permutation(self.time)
            cell = area * self.shape[1] + time
        else:
            cell = np.searchsorted(self.grown, random.random(self.total), side="right")
            area, time = np.divmod(cell, self.shape[1])
        return area, time, np.bincount(cell, minlength=self.shape[0] * self.shape[1]).reshape(self.shape)


def replicates_of(study: Study, number: int, seed: int) -> Iterator[Ints]:
    """The counts of the first replicates, as the scan draws them: for tests and for who wants to look."""
    cases = _Cases(study, np.asarray(study.counts, np.int64), seed)
    return (cases.drawn(r)[2] for r in range(number))
