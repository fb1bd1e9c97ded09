"""What a run finds: each kind of signal over one table of counts by place and period, as findings that an analyst can check.

A signal looks at places, days and numbers, and at nothing that belongs to a person. A finding says where, when, how many and how many
were to be expected; it is a question to an analyst. The same table, parameters and seed give the same findings.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from ifar.errors import Invalid
from ifar.hotspots.alarms import cusum, ears, farrington
from ifar.hotspots.circles import places
from ifar.hotspots.emerging import classified
from ifar.hotspots.findings import Finding, Parameters, Table, number
from ifar.hotspots.gi import gi_star
from ifar.hotspots.grouping import st_dbscan
from ifar.hotspots.moran import QUADRANTS, local_moran
from ifar.hotspots.scan import Choices, Cluster, Study, permutation_expected, scan
from ifar.hotspots.weights import Weights, of_nearest

Floats = NDArray[np.floating[Any]]
Ints = NDArray[np.integer[Any]]
VERSION: Final = "1"
"""Of what this module finds in the same table; a run keeps it, so that a later reader knows why another version found otherwise."""
EARTH_KM: Final = 6371.0088
MOST_FINDINGS: Final = 100
NORMAL_FROM: Final = 250
"""From so many places on, p of local statistics comes from the normal distribution: permutations that could tell would be too many."""


Signal = Callable[[Table, Parameters], list[Finding]]


def scan_permutation(table: Table, chosen: Parameters) -> list[Finding]:
    """Space-time permutation scan, prospective: is something going on now that neither the place nor the season explains?"""
    return _scanned("scan_permutation", table, chosen, prospective=True)


def scan_retrospective(table: Table, chosen: Parameters) -> list[Finding]:
    """The same over the whole time: where and when was something going on?"""
    return _scanned("scan_retrospective", table, chosen, prospective=False)


def scan_poisson(table: Table, chosen: Parameters) -> list[Finding]:
    """Poisson scan, prospective: more than the population explains. Only where populations are known."""
    if table.population is None:
        return []
    return _scanned("scan_poisson", table, chosen, prospective=True)


def _scanned(name: str, table: Table, chosen: Parameters, *, prospective: bool) -> list[Finding]:
    placed = ~np.isnan(table.longitude) & ~np.isnan(table.latitude)
    if name == "scan_poisson":
        placed &= np.asarray(table.population, float) > 0
    else:
        placed &= table.counts.sum(axis=1) > 0
    counts = np.asarray(table.counts)[placed]
    where = {
        (x, y) for x, y in zip(table.longitude[placed].tolist(), table.latitude[placed].tolist(), strict=True)
    }
    if table.periods < 4 or counts.sum() < chosen.least or len(where) < 2:
        return []
    if name == "scan_poisson":
        people = np.asarray(table.population, float)[placed]
        expected = np.outer(people / people.sum(), np.full(table.periods, counts.sum() / table.periods))
    else:
        expected = permutation_expected(counts)
    study = Study(
        [code for code, there in zip(table.places, placed, strict=True) if there],
        table.longitude[placed], table.latitude[placed], counts, expected, lonlat=True,
        model="poisson" if name == "scan_poisson" else "permutation",
    )  # fmt: skip
    choices = Choices(
        share=chosen.share, prospective=prospective, replicates=chosen.replicates, seed=chosen.seed, p="gumbel",
        longest=min(chosen.longest, table.periods // 2),
    )  # fmt: skip
    return [
        _of_cluster(name, table, one)
        for one in scan(study, choices).clusters
        if one.p is not None and one.p <= chosen.alpha and one.observed >= chosen.least
    ]


def _of_cluster(name: str, table: Table, one: Cluster) -> Finding:
    first, last = table.days(one.first, one.last)
    said = {"radius_km": number(one.radius, 1), "areas": str(len(one.members))}
    return Finding(
        name,
        one.members,
        first,
        last,
        one.observed,
        one.expected,
        one.relative_risk,
        one.llr,
        one.p,
        said=said,
    )


def gi_hot(table: Table, chosen: Parameters) -> list[Finding]:
    """Gi* of the latest periods together: neighbourhoods that hold more than their share."""
    values, span = _latest(table, chosen)
    if not _spread(values, chosen):
        return []
    local = gi_star(values, _near(table), permutations=_permutations(len(values), chosen), seed=chosen.seed)
    hot = (local.z > 0) & (local.q <= chosen.alpha)
    return _together("gi", table, hot, values, span, local.z, local.q, chosen)


def moran_hot(table: Table, chosen: Parameters) -> list[Finding]:
    """Local Moran of the latest periods: high among high; and single places that are high among low."""
    values, span = _latest(table, chosen)
    if not _spread(values, chosen):
        return []
    found = local_moran(
        values, _near(table), permutations=_permutations(len(values), chosen), seed=chosen.seed
    )
    believed = found.local.q <= chosen.alpha
    out = []
    for quadrant in (0, 3):
        hot = believed & (found.quadrant == quadrant)
        out += _together(
            "moran",
            table,
            hot,
            values,
            span,
            found.local.z,
            found.local.q,
            chosen,
            kind=QUADRANTS[quadrant],
            apart=quadrant == 3,
        )
    return out


def emerging(table: Table, chosen: Parameters) -> list[Finding]:
    """Cells whose Gi* over the steps makes them new, consecutive or intensifying hot spots."""
    steps = min(chosen.steps, table.periods)
    counts = np.asarray(table.counts, float)[:, table.periods - steps :]
    if steps < 5 or not _spread(counts.sum(axis=1), chosen):
        return []
    near = _near(table)
    z, q = np.full(counts.shape, np.nan), np.full(counts.shape, np.nan)
    for step in range(steps):
        local = gi_star(counts[:, step], near)
        z[:, step], q[:, step] = local.z, local.q
    names = classified(np.nan_to_num(z), np.nan_to_num(q, nan=1.0) <= chosen.alpha)
    span = (table.periods - steps, table.periods - 1)
    values = counts.sum(axis=1)
    out = []
    for kind in ("new", "consecutive", "intensifying"):
        hot = np.array([name == f"{kind} hot" for name in names], bool)
        out += _together(
            "emerging", table, hot, values, span, np.nan_to_num(z[:, -1]), q[:, -1], chosen, kind=kind
        )
    return out


def alarm_ears(table: Table, chosen: Parameters) -> list[Finding]:
    """EARS C2 of each place: more than the weeks before explain. A standard deviation is at least one case."""
    if table.periods < 10:
        return []
    return _alarmed("ears", table, chosen, lambda y: _last(ears(y, "C2", least_sd=1.0), 0))


def alarm_cusum(table: Table, chosen: Parameters) -> list[Finding]:
    """CUSUM of each place: small excesses that add up. What is usual is the first two thirds of the time."""
    if table.periods < 12:
        return []
    split = table.periods * 2 // 3

    def judged(y: Floats) -> tuple[bool, float, float, float | None]:
        mean = float(y[:split].mean())
        return (False, 0.0, 0.0, None) if mean <= 0 else _last(cusum(y[split:], mean=mean), 0)

    return _alarmed("cusum", table, chosen, judged)


def alarm_farrington(table: Table, chosen: Parameters) -> list[Finding]:
    """Improved Farrington of each place: more than the same season of five past years explains."""
    if table.periods < 5 * chosen.season + 4:
        return []

    def judged(y: Floats) -> tuple[bool, float, float, float | None]:
        found = farrington(y, len(y) - 1)
        return _last(found, 0, found.details["p"])

    return _alarmed("farrington", table, chosen, judged)


def groups(table: Table, chosen: Parameters) -> list[Finding]:
    """ST-DBSCAN: events that lie close together in space and in time and reach into the latest period."""
    placed = ~np.isnan(table.longitude) & ~np.isnan(table.latitude)
    if table.events is None or len(table.events) < chosen.core or not placed.any():
        return []
    events = np.asarray(table.events, float)
    points = places(events[:, 0], events[:, 1], lonlat=True)
    straight = 2 * math.sin(min(chosen.radius_km / EARTH_KM, math.pi) / 2)
    group = st_dbscan(points, events[:, 2], radius=straight, span=chosen.span_days, least=chosen.core)
    of_place = places(table.longitude, table.latitude, lonlat=True)
    out = []
    for name in range(int(group.max(initial=-1)) + 1):
        inside = np.flatnonzero(group == name)
        first, last = (
            date.fromordinal(int(day)) for day in (events[inside, 2].min(), events[inside, 2].max())
        )
        if len(inside) < max(chosen.least, chosen.core) or last < table.bounds[-2]:
            continue
        nearest = [int(np.nanargmin(((of_place - point) ** 2).sum(axis=1))) for point in points[inside]]
        names, how_many = np.unique(nearest, return_counts=True)
        members = tuple(table.places[at] for at in names[np.argsort(-how_many, kind="stable")].tolist())
        out.append(
            Finding("groups", members, first, last, len(inside), said={"days": str((last - first).days + 1)})
        )
    return out


SIGNALS: Final[Mapping[str, Signal]] = {
    "scan_permutation": scan_permutation,
    "scan_poisson": scan_poisson,
    "scan_retrospective": scan_retrospective,
    "gi": gi_hot,
    "moran": moran_hot,
    "emerging": emerging,
    "ears": alarm_ears,
    "cusum": alarm_cusum,
    "farrington": alarm_farrington,
    "groups": groups,
}
"""Kind of signal -> what it asks a table. `flow` looks at links of traces and stands in `flow.py`."""
CURRENT: Final = frozenset(SIGNALS) - {"scan_retrospective"}
"""Signals that ask about now, and so raise alerts by the clock."""


def found(signal: str, table: Table, chosen: Parameters) -> list[Finding]:
    """The findings of one signal, the strongest first.

    Raises:
        Invalid: there is no such signal.
    """
    if signal not in SIGNALS:
        raise Invalid("hotspots.signal", "There is no such signal.")
    some = SIGNALS[signal](table, chosen)
    ordered = sorted(
        some, key=lambda one: (1.0 if one.p is None else one.p, -(one.score or 0.0), one.members)
    )
    return ordered[:MOST_FINDINGS]


def series_of(table: Table, members: Iterable[str]) -> list[int]:
    """Cases of some places in each period."""
    chosen = set(members)
    inside = np.array([place in chosen for place in table.places], bool)
    return [int(one) for one in np.asarray(table.counts)[inside].sum(axis=0)]


# How places are put together -------------------------------------------------------------------------------------------


def _near(table: Table) -> Weights:
    if table.neighbours is not None:
        return table.neighbours
    points = places(table.longitude, table.latitude, lonlat=True)
    return of_nearest(np.nan_to_num(points, nan=9.0), min(6, len(table.places) - 1))


def _latest(table: Table, chosen: Parameters) -> tuple[Floats, tuple[int, int]]:
    """What is compared between places now: cases of the latest periods, for a population where each place has one."""
    first = max(0, table.periods - min(chosen.longest, table.periods))
    values = np.asarray(table.counts, float)[:, first:].sum(axis=1)
    return values, (first, table.periods - 1)


def _permutations(places: int, chosen: Parameters) -> int:
    """So many that a few places among all can still pass the control of false discoveries; among very many, the normal distribution."""
    return min(9999, max(chosen.replicates, 40 * places)) if places <= NORMAL_FROM else 0


def _spread(values: Floats, chosen: Parameters) -> bool:
    return len(values) >= 8 and float(values.sum()) >= chosen.least and float(values.std()) > 0


def _together(
    name: str,
    table: Table,
    hot: NDArray[np.bool_],
    values: Floats,
    span: tuple[int, int],
    z: Floats,
    q: Floats,
    chosen: Parameters,
    *,
    kind: str = "",
    apart: bool = False,
) -> list[Finding]:
    """Hot places that border each other are one finding; its expected cases are those of places at the mean of all."""
    near = _near(table)
    label = _components(hot, near) if not apart else np.where(hot, np.arange(len(hot)), -1)
    first, last = table.days(*span)
    whole, n = float(values.sum()), len(values)
    weight = np.full(n, 1 / n)
    if table.population is not None and float(np.nansum(table.population)) > 0:
        weight = np.nan_to_num(np.asarray(table.population, float)) / float(np.nansum(table.population))
    out = []
    for one in np.unique(label[label >= 0]):
        inside = np.flatnonzero(label == one)
        inside = inside[np.argsort(-z[inside], kind="stable")]
        observed, expected = round(float(values[inside].sum())), whole * float(weight[inside].sum())
        if observed < chosen.least:
            continue
        out.append(
            Finding(
                name, tuple(table.places[at] for at in inside.tolist()), first, last, observed, expected,
                observed / expected if expected > 0 else None, float(z[inside[0]]), float(np.nanmin(q[inside])), kind,
            )
        )  # fmt: skip
    return out


def _components(hot: NDArray[np.bool_], near: Weights) -> Ints:
    """The number of the smallest place that each hot place reaches over hot neighbours; -1 for the others."""
    label = np.where(hot, np.arange(len(hot)), -1)
    one, other = near.of(), near.to
    both = hot[one] & hot[other]
    one, other = one[both], other[both]
    while len(one):
        before = label.copy()
        low = np.minimum(label[one], label[other])
        np.minimum.at(label, one, low)
        np.minimum.at(label, other, low)
        if (before == label).all():
            break
    return label


def _last(found: Any, least: float, p: Floats | None = None) -> tuple[bool, float, float, float | None]:
    """Alarm, expected, score and p of the last time point."""
    tail = None if p is None or np.isnan(p[-1]) else float(p[-1])
    return (
        bool(found.alarm[-1]),
        max(float(np.nan_to_num(found.expected[-1])), least),
        float(found.score[-1]),
        tail,
    )


def _alarmed(
    name: str,
    table: Table,
    chosen: Parameters,
    judged: Callable[[Floats], tuple[bool, float, float, float | None]],
) -> list[Finding]:
    """Places whose last period is an alarm."""
    first, last = table.days(table.periods - 1, table.periods - 1)
    out = []
    for at, place in enumerate(table.places):
        y = np.asarray(table.counts[at], float)
        if y[-1] < chosen.least:
            continue
        alarm, expected, score, p = judged(y)
        if alarm:
            risk = float(y[-1]) / expected if expected > 0 else None
            out.append(Finding(name, (place,), first, last, int(y[-1]), expected, risk, score, p))
    return out
