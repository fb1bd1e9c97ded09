"""Everything that a run does with what it looked at: findings of each signal, which belong together, forecast and index. Pure.

A finding is weighed with its sources and with what effort explains; several kinds of signals that point at one place and time count as one
thing that several agree on. Pure.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from ifar.hotspots import composition, flow
from ifar.hotspots.alert import Subject, same
from ifar.hotspots.composition import Price, Trait
from ifar.hotspots.flow import Link
from ifar.hotspots.statistics import forecast, risk, signals, surveillance_bias
from ifar.hotspots.statistics.findings import Finding, Origins, Parameters, Table, number
from ifar.hotspots.statistics.surveillance_bias import Effort, Threshold

RECENT_DAYS: Final = 90
"""How far back a flow is called recent."""
ALL: Final = (*signals.SIGNALS, "flow", *composition.SIGNALS)
REGISTERED: Final = frozenset({"flow", *composition.SIGNALS})
"""Signals of the register's own records, which look at no incident."""
BY_CLOCK: Final = (
    "scan_permutation",
    "scan_poisson",
    "gi",
    "moran",
    "emerging",
    "ears",
    "cusum",
    "farrington",
    "groups",
    "flow",
    *composition.SIGNALS,
)
"""What is asked every night; a retrospective scan says nothing of today."""
INDICATORS: Final = ("rate", "growth", "persistence", "findings")
"""Of the index: cases (for a population where one is known), rise of the latest quarter of the time, share of periods with a case, findings."""
SHOWN: Final = 60
MOST_BYTES: Final = 40_000
"""Of the findings of a run: an entry of the log has 65,535 at most, and forecast and index stand in it too."""
_CARRIES: Final = 0.1


@dataclass(frozen=True, slots=True)
class Weighed:
    """A finding with what goes with it.

    Attributes:
        sources: source -> how many of its cases are the source's; none of a flow, which is made of traces.
        incidents: the numbers of its incidents, where it is made of events and not of all that happened in its places.
        kinds: kinds of sources that carry it.
        values: what its level follows from, by indicator.
        held: whether the level was held back.
    """

    finding: Finding
    sources: Mapping[str, int]
    incidents: tuple[int, ...]
    kinds: tuple[str, ...]
    effort: Effort | None
    caveats: tuple[str, ...]
    values: Mapping[str, float | None]
    level: str
    held: bool

    def row(self) -> dict[str, Any]:
        """As the log keeps it."""
        return {
            **self.finding.row(),
            "sources": dict(self.sources),
            "incidents": steps(sorted(self.incidents)),
            "kinds": list(self.kinds),
            "values": values_row(self.values),
            "caveats": list(self.caveats),
            "level": self.level,
            "held": self.held,
            "effort": effort_row(self.effort),
        }


def steps(numbers: Sequence[int]) -> list[int]:
    """Numbers in order as the first one and how far each next one is: what a source brought at once lies together, and takes little room so."""
    return [number - before for before, number in zip([0, *numbers], numbers, strict=False)]


def kept(rows: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The findings that a run keeps, in their order: those that fit into one entry of the log, the strongest of each signal before the next ones."""
    place = dict.fromkeys(ALL, 0)
    ranked = []
    for at, row in enumerate(rows):
        ranked.append((place[row["signal"]], at))
        place[row["signal"]] += 1
    room, chosen = MOST_BYTES, []
    for _rank, at in sorted(ranked):
        room -= len(json.dumps(rows[at], ensure_ascii=False, separators=(",", ":")).encode())
        if room < 0:
            break
        chosen.append(at)
    return [rows[at] for at in sorted(chosen)]


def values_row(values: Mapping[str, float | None]) -> dict[str, str]:
    """What a level follows from, as text; without what is not known."""
    return {
        name: f"{value:.3f}".rstrip("0").rstrip(".") for name, value in values.items() if value is not None
    }


def effort_row(effort: Effort | None) -> dict[str, str]:
    """What effort explains, as text; empty where no effort is known."""
    if effort is None:
        return {}
    share = "" if effort.share is None else str(effort.share)
    return {"cases": number(effort.cases, 2), "effort": number(effort.effort, 2), "share": share}


def weighed(
    names: Sequence[str],
    table: Table,
    origins: Origins,
    chosen: Parameters,
    *,
    links: Sequence[Link],
    traits: Sequence[Trait] = (),
    prices: Sequence[Price] = (),
    thresholds: Sequence[Threshold],
    left_out: int = 0,
    told: Callable[[str, int], None] = lambda _name, _at: None,
) -> list[Weighed]:
    """The findings of some signals, weighed; the strongest of each signal first.

    Args:
        names: signals, `flow` among them or not.
        origins: whose incidents the counts of the table are.
        links: of traces, for the flow.
        traits, prices: of recovered firearms and of the market, for `composition`.
        thresholds: from when on a level holds.
        left_out: incidents that were too imprecise to be counted.
        told: is told which signal is looked for next, and how many were.
    """
    findings: list[Finding] = []
    for at, name in enumerate(names):
        told(name, at)
        if name == "flow":
            until = table.bounds[-1] - timedelta(days=1)
            since = until - timedelta(days=RECENT_DAYS - 1)
            findings += flow.found(links, since=since, until=until)
        elif name in composition.SIGNALS:
            until = table.bounds[-1] - timedelta(days=1)
            findings += composition.found(
                name, traits, prices, until=until, least=chosen.least, alpha=chosen.alpha
            )
        else:
            findings += signals.found(name, table, chosen)
    told("", len(names))
    agree = _agreeing(findings)
    return [
        _weighed(finding, agree[at], table, origins, thresholds, left_out=left_out)
        for at, finding in enumerate(findings)
    ]


def _agreeing(findings: Sequence[Finding]) -> list[int]:
    """How many kinds of signals point at the place and time of each finding, its own among them."""
    subjects = [
        Subject("", finding.members, finding.first, finding.last, finding.observed) for finding in findings
    ]
    return [
        len({findings[k].signal for k, other in enumerate(subjects) if k == at or same(subject, other)})
        for at, subject in enumerate(subjects)
    ]


def _weighed(
    finding: Finding,
    agree: int,
    table: Table,
    origins: Origins,
    thresholds: Sequence[Threshold],
    *,
    left_out: int,
) -> Weighed:
    kinds: tuple[str, ...] = ("traces",) if finding.signal in ("flow", "time_to_crime") else ("recoveries",)
    sources: dict[str, int] = {}
    effort: Effort | None = None
    if finding.signal not in REGISTERED:
        inside = np.array([place in set(finding.members) for place in table.places], bool)
        first, last = _periods(table, finding.first, finding.last)
        sources = _sources_of(finding, origins, inside, first, last)
        kinds = _carrying(sources, origins.kinds)
        if table.effort is not None:
            looked = np.asarray(table.effort)[inside].sum(axis=0)
            cases = np.asarray(table.counts)[inside].sum(axis=0)
            effort = surveillance_bias.explained_by_effort(cases, looked, first, last)
    values: dict[str, float | None] = {
        "observed": finding.observed,
        "risk": finding.risk,
        "signals": agree,
        "areas": len(finding.members),
        "sources": len(kinds),
    }
    level, _because = surveillance_bias.level_of(values, thresholds)
    if finding.signal in REGISTERED and level == "none":
        level = "watch"  # a route that was not there before, or another kind of arms, is news, however few cases it has
    level, held = surveillance_bias.capped(level, kinds)
    caveats = surveillance_bias.caveats(
        finding.signal, observed=finding.observed, sources=kinds, effort=effort, imprecise=left_out
    )
    incidents = tuple(origins.events[at][1] for at in finding.events)
    return Weighed(finding, sources, incidents, kinds, effort, caveats, values, level, held)


def _sources_of(
    finding: Finding, origins: Origins, inside: NDArray[np.bool_], first: int, last: int
) -> dict[str, int]:
    """Source -> how many of a finding's cases are its own: those alone that have one."""
    if finding.events:
        return dict(sorted(Counter(origins.events[at][0] for at in finding.events).items()))
    counted = {name: int(counts[inside, first : last + 1].sum()) for name, counts in origins.counts.items()}
    return {name: cases for name, cases in sorted(counted.items()) if cases}


def _carrying(sources: Mapping[str, int], kinds: Mapping[str, str]) -> tuple[str, ...]:
    """The kinds of sources with at least two cases and a tenth of all; all that have one where none has so many."""
    counted: Counter[str] = Counter()
    for name, cases in sources.items():
        counted[kinds[name]] += cases
    whole = counted.total()
    carry = sorted(kind for kind, n in counted.items() if n >= 2 and n >= _CARRIES * whole)
    return tuple(carry or sorted(counted))


def _periods(table: Table, first: date, last: date) -> tuple[int, int]:
    """The periods in which two days lie."""
    inside = [at for at in range(table.periods) if table.bounds[at + 1] > first and table.bounds[at] <= last]
    return (inside[0], inside[-1]) if inside else (0, table.periods - 1)


def foreseen(table: Table, *, ahead: int = 1) -> dict[str, Any]:
    """The next periods by place, by the best model that beats the baseline in a back-test on these counts; none is offered where none does."""
    counts = np.asarray(table.counts, float)
    active = counts.sum(axis=1) > 0
    season = {7: 52}.get((table.bounds[1] - table.bounds[0]).days, 12)
    first = max(12, table.periods // 2)
    if table.periods < first + ahead + 4 or active.sum() < 2 or counts.sum() < 30:
        return {"offered": "", "why": "short", "scores": [], "places": []}
    scores = forecast.back_test(counts[active], ahead=ahead, season=season, first=first)
    rows = [
        {"model": score.model, "crps": number(score.crps, 4), "log": number(score.log_score, 4), "hits": number(score.hit_rate, 3),
         "gain": number(100 * score.gain, 1), "beats": score.beats}
        for score in scores
    ]  # fmt: skip
    better = [score for score in scores if score.beats]
    if not better:
        return {"offered": "", "why": "baseline", "scores": rows, "places": []}
    best = min(better, key=lambda score: score.crps)
    expected = forecast.MODELS[best.model](counts[active], ahead, season)
    low, high = forecast.interval(expected)
    names = [place for place, there in zip(table.places, active, strict=True) if there]
    order = np.argsort(-expected.mean, kind="stable")[:SHOWN]
    results = [
        {
            "place": names[at],
            "mean": number(float(expected.mean[at]), 1),
            "low": int(low[at]),
            "high": int(high[at]),
        }
        for at in order.tolist()
    ]
    return {"offered": best.model, "why": "", "scores": rows, "places": results, "ahead": ahead}


def indexed(
    table: Table,
    findings: Sequence[Weighed],
    weights: Mapping[str, int],
    *,
    mean: risk.Mean = "geometric",
    seed: int = 1,
) -> dict[str, Any]:
    """The index of risk of each place with cases, its parts and how sure its order is."""
    counts = np.asarray(table.counts, float)
    active = np.flatnonzero(counts.sum(axis=1) > 0).tolist()
    if not active:
        return {}
    quarter = max(table.periods // 4, 1)
    now, before = counts[:, -quarter:].sum(axis=1), counts[:, -2 * quarter : -quarter].sum(axis=1)
    rate = counts.sum(axis=1) / (
        1.0 if table.population is None else np.asarray(table.population, float) / 100_000
    )
    named: dict[str, int] = {}
    for item in findings:
        for place in item.finding.members:
            named[place] = named.get(place, 0) + 1
    result: dict[str, list[float | None]] = {
        "rate": [float(rate[at]) for at in active],
        "growth": [
            float((now[at] + 0.5) / (before[at] + 0.5)) if table.periods >= 2 * quarter else None
            for at in active
        ],
        "persistence": [float((counts[at] > 0).mean()) for at in active],
        "findings": [float(named.get(table.places[at], 0)) for at in active],
    }
    rows = risk.index([table.places[at] for at in active], result, weights, mean=mean, seed=seed)[:SHOWN]
    return {
        "weights": {name: int(weight) for name, weight in weights.items()},
        "mean": mean,
        "places": [
            {"place": index.area, "value": number(index.value, 1), "low": number(index.low, 1), "high": number(index.high, 1), "rank": index.rank,
             "best": index.best, "worst": index.worst, "parts": {name: number(part, 0) for name, part in index.parts.items()}}
            for index in rows
        ],
    }  # fmt: skip


def digest(*parts: Any) -> str:
    """SHA-256 of what was found, in one form: the same result has the same digest."""
    text = json.dumps(parts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
