"""What the methods look at, what a person chooses, and what is found: a table of counts, parameters, findings. Pure."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ifar.errors import Invalid
from ifar.hotspots.weights import Weights

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
        population: of each place; None where none is known.
        effort: what was done to find out (patrols, checks), places by periods; None where nobody knows.
        events: longitude, latitude and day number of each event, for groups of events.
        neighbours: who borders whom; None: the nearest six.
    """

    places: Sequence[str]
    longitude: Floats
    latitude: Floats
    bounds: Sequence[date]
    counts: Ints
    population: Floats | None = None
    effort: Floats | None = None
    events: Floats | None = None
    neighbours: Weights | None = None

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
        if self.neighbours is not None:
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
        steps: periods that emerging classes look back at.
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
        }


def number(value: float | None, digits: int = 3) -> str:
    """A number as text; empty where there is none or it is without bound."""
    if value is None or not math.isfinite(value):
        return ""
    return f"{value:.{digits}f}"
