"""Signals of the firearms themselves: what is recovered in a place is of another kind than before, newer, dearer or cheaper. Pure.

A share is counted in cases and not in firearms: a cache of a hundred pistols is one. The latest 90 days are held against the seven times 90 days
before; what nobody said is in neither number. Of each place the strongest change is told, and what else changed is named with it. Pure.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from statistics import median
from typing import Final, NamedTuple

import numpy as np

from ifar.hotspots.statistics.discovery import adjusted
from ifar.hotspots.statistics.findings import Course, Finding

SHARES: Final = ("types", "calibres", "made", "parcels", "time_to_crime")
"""Signals that hold a share of cases against the share before."""
PRICES: Final = "prices"
SIGNALS: Final = (*SHARES, PRICES)
DAYS: Final = 90
STEPS: Final = 8
BEFORE: Final = 20
"""Cases before, in which the same was said, without which nothing is compared."""
PRICED: Final = 5
"""Prices that are needed before and since."""
USUAL: Final = frozenset({"industrial", "not_by_parcel", "longer"})
"""What is not asked whether it rose: made in a factory, not in a parcel, sold long before."""


class Trait(NamedTuple):
    """What somebody said of the firearms of a case: the signal that asks for it, where, what, which case, when."""

    signal: str
    area: str
    value: str
    case: int
    on: date


class Price(NamedTuple):
    """A price that was seen on the illicit market; `unit` is its currency and for what it was asked."""

    area: str
    thing: str
    unit: str
    price: int
    on: date


def bounds(until: date) -> list[date]:
    """First days of the steps, and the day after the last."""
    return [until - timedelta(days=DAYS * back - 1) for back in range(STEPS, -1, -1)]


def found(
    name: str, traits: Iterable[Trait], prices: Iterable[Price], *, until: date, least: int, alpha: float
) -> list[Finding]:
    """The findings of one of `SIGNALS`, at most one of each place, the strongest first.

    Args:
        least: cases of a change at least.
        alpha: share of false discoveries among what is told.
    """
    if name == PRICES:
        some = _prices(prices, until, alpha)
    else:
        some = _shares(name, [trait for trait in traits if trait.signal == name], until, least, alpha)
    return sorted(some, key=lambda finding: (finding.p or 0.0, finding.members))


def still(name: str, said: Mapping[str, str], area: str, traits: Iterable[Trait], prices: Iterable[Price], first: date, last: date) -> int:  # fmt: skip
    """How many cases, or prices, of a finding are there now."""
    if name == PRICES:
        return sum(
            (row.area, row.thing, row.unit) == (area, said["trait"], said["unit"]) and first <= row.on <= last
            for row in prices
        )
    return len(
        {
            row.case
            for row in traits
            if (row.signal, row.area, row.value) == (name, area, said["trait"]) and first <= row.on <= last
        }
    )


def _shares(name: str, traits: Sequence[Trait], until: date, least: int, alpha: float) -> list[Finding]:
    edges = bounds(until)
    cases: dict[tuple[str, str], list[set[int]]] = defaultdict(lambda: [set() for _ in range(STEPS)])
    every: dict[str, list[set[int]]] = defaultdict(lambda: [set() for _ in range(STEPS)])
    for row in traits:
        if edges[0] <= row.on < edges[-1]:
            step = (row.on - edges[0]).days // DAYS
            cases[row.area, row.value][step].add(row.case)
            every[row.area][step].add(row.case)
    asked: list[tuple[str, str, float]] = []
    for (area, value), steps in sorted(cases.items()):
        was, now = _counts(steps)
        of_was, of_now = _counts(every[area])
        if value in USUAL or not area or of_was < BEFORE or now < least or now * of_was <= was * of_now:
            continue
        asked.append((area, value, _at_least(now, of_now, was + now, of_was + of_now)))
    q = adjusted(np.array([p for _area, _value, p in asked], float))
    best: dict[str, list[tuple[float, str]]] = defaultdict(list)
    for (area, value, _p), at in zip(asked, q.tolist(), strict=True):
        if at <= alpha:
            best[area].append((at, value))
    out = []
    for area, values in best.items():
        (p, value), *others = sorted(values)
        was, now = _counts(cases[area, value])
        of_was, of_now = _counts(every[area])
        expected = of_now * was / of_was
        said = {
            "trait": value, "now": str(now), "of_now": str(of_now), "was": str(was), "of_was": str(of_was),
            "also": " ".join(other for _p, other in others),
        }  # fmt: skip
        course = Course(
            tuple(edges[:-1]), tuple(len(step) for step in cases[area, value]), (*(None,) * (STEPS - 1), expected), STEPS - 1, STEPS - 1
        )  # fmt: skip
        out.append(
            Finding(
                name, (area,), edges[-2], until, now, expected, now / expected if expected else None, None, p, said=said,
                baseline="share", compared=(edges[0], edges[-2] - timedelta(days=1)), course=course,
            )
        )  # fmt: skip
    return out


def _counts(steps: Sequence[set[int]]) -> tuple[int, int]:
    """Cases before the last step, and in it."""
    return len(set().union(*steps[:-1])), len(steps[-1])


def _at_least(hits: int, drawn: int, marked: int, whole: int) -> float:
    """The probability of so many or more among those drawn, where the marked lie by chance (hypergeometric; Fisher's exact test)."""

    def log_choose(n: int, k: int) -> float:
        return math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)

    below = log_choose(whole, drawn)
    top = min(drawn, marked)
    lowest = max(hits, drawn - (whole - marked))
    return min(
        1.0,
        sum(
            math.exp(log_choose(marked, k) + log_choose(whole - marked, drawn - k) - below)
            for k in range(lowest, top + 1)
        ),
    )


def _prices(prices: Iterable[Price], until: date, alpha: float) -> list[Finding]:
    edges = bounds(until)
    seen: dict[tuple[str, str, str], list[Price]] = defaultdict(list)
    for row in prices:
        if row.area and edges[0] <= row.on < edges[-1]:
            seen[row.area, row.thing, row.unit].append(row)
    asked = []
    for key, rows in sorted(seen.items()):
        was = [row.price for row in rows if row.on < edges[-2]]
        now = [row.price for row in rows if row.on >= edges[-2]]
        if len(was) >= PRICED and len(now) >= PRICED:
            asked.append((key, was, now, _ranks(was, now)))
    q = adjusted(np.array([row[3] for row in asked], float))
    best: dict[str, Finding] = {}
    for ((area, thing, unit), was, now, _p), p in zip(asked, q.tolist(), strict=True):
        if p > alpha or (area in best and (best[area].p or 0.0) <= p):
            continue
        said = {
            "trait": thing,
            "unit": unit,
            "was": f"{median(was) / 100:.2f}",
            "now": f"{median(now) / 100:.2f}",
        }
        best[area] = Finding(
            PRICES, (area,), edges[-2], until, len(now), None, None, None, p, said=said,
            kind="dearer" if median(now) > median(was) else "cheaper", compared=(edges[0], edges[-2] - timedelta(days=1)),
        )  # fmt: skip
    return list(best.values())


def _ranks(was: Sequence[int], now: Sequence[int]) -> float:
    """P of the rank-sum test, both sides (Mann & Whitney 1947): normal, with ties and the correction for continuity."""
    every = np.array([*was, *now], float)
    _values, inverse, count = np.unique(every, return_inverse=True, return_counts=True)
    rank = (np.cumsum(count) - (count - 1) / 2)[inverse]
    m, n = len(now), len(was)
    u = float(rank[n:].sum()) - m * (m + 1) / 2
    whole = m + n
    spread = m * n / 12 * (whole + 1 - float((count**3 - count).sum()) / (whole * (whole - 1)))
    if spread <= 0:
        return 1.0
    z = max(abs(u - m * n / 2) - 0.5, 0.0) / math.sqrt(spread)
    return math.erfc(z / math.sqrt(2))
