"""What the methods look at, what a person chooses, and what is found: a table of counts, parameters, findings. Pure."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from ifar.errors import Invalid
from ifar.hotspots.statistics.weights import Weights

Floats = NDArray[np.floating[Any]]
Ints = NDArray[np.integer[Any]]


@dataclass(frozen=True, slots=True)
class Table:
    """What is looked at.

    Attributes:
        places: codes of areas or cells.
        longitude, latitude: of each; nan where a place has none.
        bounds: first days of all periods, and the day after the last.
        counts: places by periods.
        neighbours: who borders whom.
        population: of each place; None where none is known.
        effort: what was done to find out (patrols, checks), places by periods; None where nobody knows.
        events: longitude, latitude and day number of each event, for groups of events.
    """

    places: Sequence[str]
    longitude: Floats
    latitude: Floats
    bounds: Sequence[date]
    counts: Ints
    neighbours: Weights
    population: Floats | None = None
    effort: Floats | None = None
    events: Floats | None = None

    @property
    def periods(self) -> int:
        """How many periods there are."""
        return len(self.bounds) - 1

    def days(self, first: int, last: int) -> tuple[date, date]:
        """First and last day of a span of periods."""
        return self.bounds[first], self.bounds[last + 1] - timedelta(days=1)

    def hash(self) -> str:
        """SHA-256 of everything that a signal looks at."""
        digest = hashlib.sha256()
        words = [list(self.places), [day.isoformat() for day in self.bounds]]
        digest.update(json.dumps(words, ensure_ascii=False, separators=(",", ":")).encode())
        for part in (self.counts, self.longitude, self.latitude, self.population, self.effort, self.events):
            digest.update(
                b"-" if part is None else np.ascontiguousarray(np.round(np.asarray(part, float), 9)).tobytes()
            )
            digest.update(b"|")
        digest.update(self.neighbours.start.tobytes() + self.neighbours.to.tobytes())
        return digest.hexdigest()


@dataclass(frozen=True, slots=True)
class Parameters:
    """What a person chooses for a run.

    Attributes:
        alpha: a finding is kept where its p, or its q where many places are asked at once, is at most this.
        least: cases that a finding needs at least: of fewer, chance makes patterns.
        replicates: of scans and permutations.
        seed: of everything drawn.
        share: of all that is at risk, that a circle holds at most.
        longest: periods that a window of a scan lasts at most.
        steps: equal steps into which emerging classes cut the whole time of a run, so that *never before* means all that is looked at.
        radius_km, span_days, core: what makes events one group (ST-DBSCAN).
        season: periods in a year.
    """

    alpha: float = 0.05
    least: int = 5
    replicates: int = 199
    seed: int = 1
    share: float = 0.25
    longest: int = 8
    steps: int = 12
    radius_km: float = 15.0
    span_days: int = 21
    core: int = 4
    season: int = 52

    def said(self) -> dict[str, str]:
        """Every choice as text, as the log keeps it."""
        return {name: str(getattr(self, name)) for name in self.__dataclass_fields__}

    def __post_init__(self) -> None:
        if not 0 < self.alpha <= 0.2 or not 0 < self.share <= 1:
            raise Invalid(
                "hotspots.parameters",
                "A level must be above 0 and at most 0.2, a share above 0 and at most 1.",
            )
        if self.least < 2 or not 19 <= self.replicates <= 9999 or self.longest < 1 or self.steps < 3:
            raise Invalid(
                "hotspots.parameters",
                "A finding needs two cases at least, a run 19 to 9,999 replicates, a window one period, a class three.",
            )


@dataclass(frozen=True, slots=True)
class Course:
    """The cases of a finding's places step by step, and how many its method expects in each: what its two numbers are sums of.

    Attributes:
        starts: the first day of each step.
        counts: cases in each.
        expected: what the method leads to in each; None in steps of which it says nothing.
        first, last: the steps that the finding covers.
        span: periods of the run in each step; the first one may have fewer.
    """

    starts: tuple[date, ...]
    counts: tuple[int, ...]
    expected: tuple[float | None, ...]
    first: int
    last: int
    span: int = 1

    @property
    def before(self) -> int | None:
        """Cases in as many steps just before those of the finding; None where there are fewer."""
        long = self.last - self.first + 1
        return sum(self.counts[self.first - long : self.first]) if self.first >= long else None

    def row(self) -> dict[str, Any]:
        """As the log keeps it."""
        return {
            "starts": [day.isoformat() for day in self.starts],
            "counts": list(self.counts),
            "expected": [number(item) for item in self.expected],
            "first": self.first,
            "last": self.last,
            "span": self.span,
        }


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that stands out.

    Attributes:
        signal: which kind of signal found it.
        members: the places, the middle first.
        first, last: the days it covers.
        observed, expected: cases there, and cases if nothing were special; None where the method expects none.
        risk: how many times what was expected.
        score, p: in the method's own unit; p (or q) where it has one.
        kind: what the method calls it (new, intensifying, high-high …).
        baseline: what `expected` is taken from (`BASELINES`); empty where the method expects none.
        compared: the first and the last day of what it is taken from.
        course: what `observed` and `expected` are sums of; None of routes.
        events: numbers of the table's events that are in it, where it is made of events and not of places.
    """

    signal: str
    members: tuple[str, ...]
    first: date
    last: date
    observed: int
    expected: float | None = None
    risk: float | None = None
    score: float | None = None
    p: float | None = None
    kind: str = ""
    said: Mapping[str, str] = field(default_factory=dict)
    baseline: str = ""
    compared: tuple[date, date] | None = None
    course: Course | None = None
    events: tuple[int, ...] = ()

    def row(self) -> dict[str, Any]:
        """As the log keeps it: no number but whole ones, the others as text."""
        return {
            "signal": self.signal,
            "members": list(self.members),
            "first": self.first.isoformat(),
            "last": self.last.isoformat(),
            "observed": self.observed,
            "expected": number(self.expected),
            "risk": number(self.risk),
            "score": number(self.score),
            "p": number(self.p, 4),
            "kind": self.kind,
            "said": dict(self.said),
            "baseline": self.baseline,
            "compared": [day.isoformat() for day in self.compared or ()],
            "before": None if self.course is None else self.course.before,
        }


BASELINES: Final = ("places", "places_past", "margins", "population", "before", "usual", "season", "share")
"""What is expected is taken from: the mean of all places in the same time; the larger of that and the places' own past; how often the place
and how often the time have cases; the population; the weeks before; what is usual; the same season of past years; the share of cases before."""


@dataclass(frozen=True, slots=True)
class Origins:
    """Whose incidents the counts of a table are.

    Attributes:
        counts: source -> its part of the counts, places by periods.
        kinds: source -> which kind of source it is.
        events: of each event of the table its source, and the number of the incident.
    """

    counts: Mapping[str, Ints] = field(default_factory=dict)
    kinds: Mapping[str, str] = field(default_factory=dict)
    events: Sequence[tuple[str, int]] = ()


def number(value: float | None, digits: int = 3) -> str:
    """A number as text; empty where there is none or it is without bound."""
    if value is None or not math.isfinite(value):
        return ""
    return f"{value:.{digits}f}"
