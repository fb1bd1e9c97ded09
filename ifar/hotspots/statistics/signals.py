"""What a run finds: each kind of signal over one table of counts by place and period, as findings that an analyst can check.

A signal looks at places, days and numbers, and at nothing that belongs to a person. A finding says where, when, how many and how many
were to be expected; it is a question to an analyst. The same table, parameters and seed give the same findings. Pure.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ifar.errors import Invalid
from ifar.hotspots.statistics.aberration_detection import Alarms, cusum, ears, farrington
from ifar.hotspots.statistics.circles import places
from ifar.hotspots.statistics.emerging import classified, expected_of_steps, steps_of, trailing
from ifar.hotspots.statistics.findings import Course, Finding, Parameters, Table, number
from ifar.hotspots.statistics.gi import gi_star
from ifar.hotspots.statistics.moran import QUADRANTS, local_moran
from ifar.hotspots.statistics.scan import Choices, Cluster, Study, permutation_expected, scan
from ifar.hotspots.statistics.st_dbscan import st_dbscan
from ifar.hotspots.statistics.weights import Weights

Floats = NDArray[np.floating[Any]]
Ints = NDArray[np.integer[Any]]
VERSION: Final = "4"
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
    whole = np.full(np.asarray(table.counts).shape, np.nan)
    whole[placed] = expected
    return [
        _of_cluster(name, table, cluster, whole)
        for cluster in scan(study, choices).clusters
        if cluster.p is not None and cluster.p <= chosen.alpha and cluster.observed >= chosen.least
    ]


def _of_cluster(name: str, table: Table, cluster: Cluster, expected: Floats) -> Finding:
    inside = _numbers(table, cluster.members)
    course = _course(table, inside, (cluster.first, cluster.last), expected[inside].sum(axis=0))
    values = {"radius_km": number(cluster.radius, 1), "areas": str(len(cluster.members))}
    return _finding(
        name, table, cluster.members, course, score=cluster.llr, p=cluster.p, risk=cluster.relative_risk, said=values,
        baseline="population" if name == "scan_poisson" else "margins", compared=table.days(0, table.periods - 1),
    )  # fmt: skip


def gi_hot(table: Table, chosen: Parameters) -> list[Finding]:
    """Gi* of the latest periods together: neighbourhoods that hold more than their share."""
    values, span = _latest(table, chosen)
    if not _spread(values, chosen):
        return []
    local = gi_star(
        values, table.neighbours, permutations=_permutations(len(values), chosen), seed=chosen.seed
    )
    hot = (local.z > 0) & (local.q <= chosen.alpha)
    return _together("gi", table, hot, span, local.z, local.q, chosen)


def moran_hot(table: Table, chosen: Parameters) -> list[Finding]:
    """Local Moran of the latest periods: high among high; and single places that are high among low."""
    values, span = _latest(table, chosen)
    if not _spread(values, chosen):
        return []
    moran = local_moran(
        values, table.neighbours, permutations=_permutations(len(values), chosen), seed=chosen.seed
    )
    believed = moran.local.q <= chosen.alpha
    out = []
    for quadrant in (0, 3):
        hot = believed & (moran.quadrant == quadrant)
        out += _together(
            "moran",
            table,
            hot,
            span,
            moran.local.z,
            moran.local.q,
            chosen,
            kind=QUADRANTS[quadrant],
            apart=quadrant == 3,
        )
    return out


def emerging(table: Table, chosen: Parameters) -> list[Finding]:
    """Cells whose Gi* over the steps of the whole time makes them new, consecutive or intensifying hot spots (`emerging.classified`).

    A finding covers the steps that its class speaks of: the last one, the last unbroken run, all of them. New and consecutive say that it
    was not so before: then more is expected than the mean of all places where the places themselves had more before.
    """
    cuts = steps_of(table.periods, chosen.steps)
    steps = len(cuts) - 1
    counts = np.add.reduceat(np.asarray(table.counts, float), cuts[:-1], axis=1)
    if steps < 5 or not _spread(counts.sum(axis=1), chosen):
        return []
    near = table.neighbours
    z, q = np.zeros(counts.shape), np.ones(counts.shape)
    for step in range(steps):
        local = gi_star(counts[:, step], near)
        z[:, step], q[:, step] = np.nan_to_num(local.z), np.nan_to_num(local.q, nan=1.0)
    believed = q <= chosen.alpha
    names = classified(z, believed)
    out = []
    for kind in ("new", "consecutive", "intensifying"):
        for some in _neighbours_among(np.array([name == f"{kind} hot" for name in names], bool), near):
            inside = some[np.argsort(-z[some, -1], kind="stable")]
            hot = believed[inside] & (z[inside] > 0)
            run = min(trailing(item) for item in hot)
            first = 0 if kind == "intensifying" else steps - run
            course = _course(
                table,
                inside,
                (first, steps - 1),
                expected_of_steps(counts, inside, first, np.diff(cuts)),
                cuts,
            )
            values = {"steps": str(steps), "hot": str(int(hot.sum(axis=1).min())), "run": str(run)}
            finding = _finding(
                "emerging", table, [table.places[at] for at in inside.tolist()], course, score=float(z[inside[0], -1]),
                p=float(q[inside, -1].min()), kind=kind, said=values, baseline="places_past" if first else "places",
                compared=table.days(0, table.periods - 1), last=table.periods - 1,
            )  # fmt: skip
            out += _exceeding([finding], chosen)
    return out


def alarm_ears(table: Table, chosen: Parameters) -> list[Finding]:
    """EARS C2 of each place: more than the weeks before explain. A standard deviation is at least one case."""
    if table.periods < 10:
        return []
    before = table.days(table.periods - 10, table.periods - 4)
    return _alarmed("ears", table, chosen, lambda y: _last(ears(y, "C2", least_sd=1.0)), "before", before)


def alarm_cusum(table: Table, chosen: Parameters) -> list[Finding]:
    """CUSUM of each place: small excesses that add up, from the period in which they began to. What is usual is the first two thirds of the time."""
    if table.periods < 12:
        return []
    split = table.periods * 2 // 3

    def judged(y: Floats) -> _Judged:
        mean = float(y[:split].mean())
        if mean <= 0:
            return None
        alarms = cusum(y[split:], mean=mean)
        rest = np.flatnonzero(alarms.score <= 0)
        begun = split + (int(rest[-1]) + 1 if len(rest) else 0)
        return _Alarm(begun, mean, float(alarms.score[-1]), None) if alarms.alarm[-1] else None

    return _alarmed("cusum", table, chosen, judged, "usual", table.days(0, split - 1))


def alarm_farrington(table: Table, chosen: Parameters) -> list[Finding]:
    """Improved Farrington of each place: more than the same season of five past years explains."""
    if table.periods < 5 * chosen.season + 4:
        return []
    begins = max(table.periods - 1 - 5 * chosen.season - 3, 0)
    past = table.days(begins, max(table.periods - 1 - 26, begins))

    def judged(y: Floats) -> _Judged:
        alarms = farrington(y, len(y) - 1)
        return _last(alarms, alarms.details["p"])

    return _alarmed("farrington", table, chosen, judged, "season", past)


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
        values = {"days": str((last - first).days + 1)}
        course = _of_events(table, events[inside, 2])
        events_in = tuple(inside.tolist())
        out.append(
            Finding("groups", members, first, last, len(inside), said=values, course=course, events=events_in)
        )
    return out


def _of_events(table: Table, days: Floats) -> Course:
    """The events of a group by period; nothing is expected, because nothing is tested."""
    edges = [day.toordinal() for day in table.bounds]
    at = np.clip(np.searchsorted(edges, days, side="right") - 1, 0, table.periods - 1)
    counts = np.bincount(at, minlength=table.periods)
    return Course(
        tuple(table.bounds[:-1]),
        tuple(counts.tolist()),
        (None,) * table.periods,
        int(at.min()),
        int(at.max()),
    )


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


def found(signal: str, table: Table, chosen: Parameters) -> list[Finding]:
    """The findings of one signal, the strongest first.

    Raises:
        Invalid: there is no such signal.
    """
    if signal not in SIGNALS:
        raise Invalid("hotspots.signal", "There is no such signal.")
    some = SIGNALS[signal](table, chosen)
    ordered = sorted(
        some,
        key=lambda finding: (
            1.0 if finding.p is None else finding.p,
            -(finding.score or 0.0),
            finding.members,
        ),
    )
    return ordered[:MOST_FINDINGS]


def series_of(table: Table, members: Iterable[str]) -> list[int]:
    """Cases of some places in each period."""
    chosen = set(members)
    inside = np.array([place in chosen for place in table.places], bool)
    return [int(item) for item in np.asarray(table.counts)[inside].sum(axis=0)]


# How places are put together -------------------------------------------------------------------------------------------


def _latest(table: Table, chosen: Parameters) -> tuple[Floats, tuple[int, int]]:
    """What is compared between places now: cases of the latest periods."""
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
    span: tuple[int, int],
    z: Floats,
    q: Floats,
    chosen: Parameters,
    *,
    kind: str = "",
    apart: bool = False,
) -> list[Finding]:
    """Hot places that border each other are one finding; its expected cases are those of as many places at the mean of all, which is what the
    statistics compare with."""
    every = (
        [np.array([at]) for at in np.flatnonzero(hot)] if apart else _neighbours_among(hot, table.neighbours)
    )
    mean = np.asarray(table.counts, float).mean(axis=0)
    out = []
    for some in every:
        inside = some[np.argsort(-z[some], kind="stable")]
        out.append(
            _finding(
                name, table, [table.places[at] for at in inside.tolist()], _course(table, inside, span, mean * len(inside)),
                score=float(z[inside[0]]), p=float(np.nanmin(q[inside])), kind=kind, baseline="places", compared=table.days(*span),
            )
        )  # fmt: skip
    return _exceeding(out, chosen)


def _exceeding(findings: Iterable[Finding], chosen: Parameters) -> list[Finding]:
    """Those with enough cases, and more than are expected: a place that is hot by its neighbours alone is nothing to look into."""
    return [
        finding
        for finding in findings
        if finding.observed >= chosen.least and finding.observed > (finding.expected or 0.0)
    ]


def _numbers(table: Table, members: Iterable[str]) -> Ints:
    """The numbers of some places in the table."""
    at = {place: n for n, place in enumerate(table.places)}
    return np.array([at[member] for member in members], np.int64)


def _course(
    table: Table, inside: Ints, span: tuple[int, int], expected: Floats, cuts: Sequence[int] | None = None
) -> Course:
    """The course of some places; `cuts` says where steps of several periods begin, `span` and `expected` are of those steps then."""
    begins = list(range(table.periods)) if cuts is None else list(cuts[:-1])
    counts = np.add.reduceat(np.asarray(table.counts)[inside].sum(axis=0), begins)
    return Course(
        tuple(table.bounds[at] for at in begins),
        tuple(int(count) for count in counts),
        tuple(None if math.isnan(item) else float(item) for item in expected),
        *span,
        span=1 if cuts is None else cuts[-1] - cuts[-2],
    )


def _finding(
    name: str,
    table: Table,
    members: Sequence[str],
    course: Course,
    *,
    risk: float | None = None,
    last: int | None = None,
    **more: Any,
) -> Finding:
    """A finding of the steps of a course: its cases and what was expected are sums of it, and so is the risk where the method has none of its own."""
    inside = slice(course.first, course.last + 1)
    observed = sum(course.counts[inside])
    expected = sum(item or 0.0 for item in course.expected[inside])
    ends = table.bounds[(course.last if last is None else last) + 1] - timedelta(days=1)
    if risk is None and expected > 0:
        risk = observed / expected
    return Finding(
        name,
        tuple(members),
        course.starts[course.first],
        ends,
        observed,
        expected,
        risk,
        course=course,
        **more,
    )


def _neighbours_among(hot: NDArray[np.bool_], near: Weights) -> list[Ints]:
    """Hot places in groups that border each other."""
    label = _components(hot, near)
    return [np.flatnonzero(label == item) for item in np.unique(label[label >= 0])]


def _components(hot: NDArray[np.bool_], near: Weights) -> Ints:
    """The number of the smallest place that each hot place reaches over hot neighbours; -1 for the others."""
    label = np.where(hot, np.arange(len(hot)), -1)
    item, other = near.of(), near.to
    both = hot[item] & hot[other]
    item, other = item[both], other[both]
    while len(item):
        before = label.copy()
        low = np.minimum(label[item], label[other])
        np.minimum.at(label, item, low)
        np.minimum.at(label, other, low)
        if (before == label).all():
            break
    return label


class _Alarm(NamedTuple):
    """An alarm of one place: the period in which what it tells of began, what is expected in each, score and p."""

    begun: int
    expected: float
    score: float
    p: float | None


_Judged = _Alarm | None


def _last(alarms: Alarms, p: Floats | None = None) -> _Judged:
    """The alarm of the last time point; None where there is none."""
    if not alarms.alarm[-1]:
        return None
    tail = None if p is None or np.isnan(p[-1]) else float(p[-1])
    expected = max(float(np.nan_to_num(alarms.expected[-1])), 0.0)
    return _Alarm(len(alarms.expected) - 1, expected, float(alarms.score[-1]), tail)


def _alarmed(
    name: str,
    table: Table,
    chosen: Parameters,
    judged: Callable[[Floats], _Judged],
    baseline: str,
    compared: tuple[date, date],
) -> list[Finding]:
    """Places whose last period is an alarm."""
    out = []
    for at, place in enumerate(table.places):
        y = np.asarray(table.counts[at], float)
        alarm = judged(y) if y[-1] >= chosen.least else None
        if alarm is None:
            continue
        expected = np.full(table.periods, np.nan)
        expected[alarm.begun :] = alarm.expected
        course = _course(table, np.array([at]), (alarm.begun, table.periods - 1), expected)
        out.append(
            _finding(
                name,
                table,
                [place],
                course,
                score=alarm.score,
                p=alarm.p,
                baseline=baseline,
                compared=compared,
            )
        )
    return out
