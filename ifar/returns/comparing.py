"""Returns of many States side by side: shares with their uncertainty, gaps, and figures that a person should ask about. Pure.

A share of few arms says little, so it stands with its interval (Wilson, 95 %): E. B. Wilson, JASA 22 (1927) 209-212. States are ranked by the
lower end of it, so that one arm traced out of one does not come before nine hundred of a thousand. Pure.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final

Z: Final = 1.959963984540054
"""The quantile of the normal distribution for 95 %."""
FEWEST: Final = 30
"""Below so many arms in both years a jump says nothing."""
STRANGE: Final = 3.5
"""The modified z-score from which a change is told: B. Iglewicz, D. Hoaglin, How to Detect and Handle Outliers (1993)."""
TIMES: Final = 3
"""Where too few States report for a score: how many times as much, or as little, as the year before is told."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A State's share, in per cent, with the ends of its interval; None where it has no denominator."""

    area: str
    numerator: int
    denominator: int
    share: float
    low: float
    high: float


def wilson(numerator: int, denominator: int) -> tuple[float, float]:
    """The Wilson interval of a share, in per cent.

    Raises:
        ValueError: there is no such share.
    """
    if not 0 <= numerator <= denominator or not denominator:
        raise ValueError(f"{numerator} of {denominator} is no share")
    p, n = numerator / denominator, denominator
    centre = (p + Z * Z / (2 * n)) / (1 + Z * Z / n)
    half = Z / (1 + Z * Z / n) * math.sqrt(p * (1 - p) / n + Z * Z / (4 * n * n))
    return max(0.0, 100 * (centre - half)), min(100.0, 100 * (centre + half))


def ranked(shares: Mapping[str, tuple[int, int]]) -> list[Ranked]:
    """States by the lower end of their interval, the highest first; those without a denominator are left out."""
    ranks = []
    for area, (numerator, denominator) in shares.items():
        if denominator:
            low, high = wilson(numerator, denominator)
            ranks.append(Ranked(area, numerator, denominator, 100 * numerator / denominator, low, high))
    return sorted(ranks, key=lambda item: (-item.low, -item.denominator, item.area))


@dataclass(frozen=True, slots=True)
class Strange:
    """A figure that changed as no other State's did: a question to a person, never a verdict."""

    area: str
    before: int
    after: int


def outliers(figures: Mapping[str, tuple[int, int]]) -> list[Strange]:
    """States whose figure changed from one year to the next unlike the others' (by the logarithm of the ratio).

    With fewer than eight States that report both years, it is told which figure is three times as large, or as small.
    """
    ratios = {
        area: math.log((after + 1) / (before + 1))
        for area, (before, after) in figures.items()
        if max(before, after) >= FEWEST
    }
    if len(ratios) < 8:
        results = [area for area, ratio in ratios.items() if abs(ratio) > math.log(TIMES)]
    else:
        middle = median(ratios.values())
        spread = (
            median(abs(ratio - middle) for ratio in ratios.values()) or math.log(TIMES) * 0.6745 / STRANGE
        )
        results = [
            area for area, ratio in ratios.items() if abs(0.6745 * (ratio - middle) / spread) > STRANGE
        ]
    return [
        Strange(area, *figures[area]) for area in sorted(results, key=lambda area: (-abs(ratios[area]), area))
    ]


def last_reported(years: Sequence[int], year: int) -> int | None:
    """Since when a State has not reported: the last year up to `year` for which it did, None where it never did."""
    return max((number for number in years if number <= year), default=None)


def well_filled(reported: Mapping[int, int]) -> int:
    """The latest year for which at least half as many States have reported as for any year; 0 where none has."""
    most = max(reported.values(), default=0)
    return max((year for year, states in reported.items() if 2 * states >= most), default=0)
