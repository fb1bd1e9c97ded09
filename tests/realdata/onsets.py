"""Signals run week by week through past conflicts and held against a list of onsets, as onsets.md says; used by the benchmark too."""

from __future__ import annotations

import csv
import datetime as dt
import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import numpy as np

from ifar.hotspots.feeds.incident import Incident
from ifar.hotspots.statistics.aberration_detection import ears, farrington
from ifar.hotspots.statistics.circles import distance, places
from ifar.hotspots.statistics.scan import Choices, Study, permutation_expected, scan

LIST = Path(__file__).with_name("onsets.csv")
YEAR = 52
HISTORY = 26
LONGEST = 4
SHARE = 0.25
REPLICATES = 199
P = 1 / YEAR
ENOUGH = 10
LEAST_SD = 0.5
GAP = 4
NEAR_KM = 75.0
EARLY, LATE, STANDING = 1, 7, 4
Cell = tuple[int, int]
Signal = Literal["scan", "C1", "C2", "C3", "farrington"]


@dataclass(frozen=True, slots=True)
class Onset:
    """A line of the list."""

    country: str
    area: str
    longitude: float
    latitude: float
    day: dt.date
    what: str


@dataclass(frozen=True, slots=True)
class Alarm:
    """An alarm of a week and where it is."""

    week: int
    cells: frozenset[Cell]


@dataclass(slots=True)
class Episode:
    """Alarms that hang together."""

    alarms: list[Alarm] = field(default_factory=list)

    @property
    def begins(self) -> int:
        """The week of the first alarm."""
        return min(alarm.week for alarm in self.alarms)


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of an onset: `delay` in weeks for a hit."""

    onset: Onset
    fate: Literal["hit", "standing", "miss", "out of reach"]
    delay: int | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """A signal held against the list."""

    fates: tuple[Fate, ...]
    here: tuple[Fate, ...]
    chance: float
    episodes: int
    unexplained: int
    years: float
    cover: float

    def number(self, fate: str) -> int:
        """How many onsets had this fate."""
        return sum(item.fate == fate for item in self.fates)

    @property
    def delays(self) -> list[int]:
        """Weeks from each onset to its alarm, for hits."""
        return sorted(fate.delay for fate in self.fates if fate.delay is not None)

    def number_here(self, fate: str) -> int:
        """How many onsets had this fate among the alarms near them."""
        return sum(item.fate == fate for item in self.here)

    @property
    def delays_here(self) -> list[int]:
        """Weeks from each onset to the alarm that began near it, for hits."""
        return sorted(fate.delay for fate in self.here if fate.delay is not None)


class Grid:
    """Events by cell and week, and what was known at each week."""

    def __init__(self, incidents: Iterable[Incident], size: float) -> None:
        self.size = size
        some = [i for i in incidents if i.longitude is not None and i.latitude is not None]
        first = min(i.middle for i in some)
        self.monday = first - dt.timedelta(days=first.weekday())
        self.weeks = self.week(max(i.middle for i in some)) + 1
        self.counts: dict[Cell, np.ndarray] = {}
        for i in some:
            cell = self.cell(i.longitude or 0.0, i.latitude or 0.0)
            self.counts.setdefault(cell, np.zeros(self.weeks, np.int64))[self.week(i.middle)] += 1
        self.cells = sorted(self.counts)
        self.table = np.array([self.counts[cell] for cell in self.cells])
        self.known = np.cumsum(self.table, axis=1)

    def week(self, day: dt.date) -> int:
        """Number of a day's week, from Monday, 0 for the first of the data."""
        return (day - self.monday).days // 7

    def cell(self, longitude: float, latitude: float) -> Cell:
        """The cell of a point."""
        return math.floor(longitude / self.size), math.floor(latitude / self.size)

    def centre(self, cell: Cell) -> tuple[float, float]:
        """The middle of a cell."""
        return (cell[0] + 0.5) * self.size, (cell[1] + 0.5) * self.size

    def past_year(self, week: int) -> np.ndarray:
        """Events of each cell in the year that ends with a week."""
        before = self.known[:, week - YEAR] if week >= YEAR else 0
        return self.known[:, week] - before

    def near(self, onset: Onset) -> frozenset[Cell]:
        """Cells whose middle is near an onset."""
        here = places(np.array([onset.longitude]), np.array([onset.latitude]), lonlat=True)
        some = [self.centre(cell) for cell in self.cells]
        there = places(np.array([x for x, _ in some]), np.array([y for _, y in some]), lonlat=True)
        far = distance(there, here[0], lonlat=True)
        return frozenset(cell for cell, km in zip(self.cells, far.tolist(), strict=True) if km <= NEAR_KM)


# signals -------------------------------------------------------------------------------------------------------------------


def scan_alarms(grid: Grid, weeks: range, replicates: int = REPLICATES) -> list[Alarm]:
    """Clusters of the prospective space-time permutation scan of the year that ends with each week."""
    alarms = []
    for week in weeks:
        start = max(0, week - YEAR + 1)
        active = np.flatnonzero(grid.past_year(week) > 0)
        counts = grid.table[active, start : week + 1]
        if len(active) < 2 or not counts[:, -LONGEST:].sum():
            continue
        cells = [grid.cells[at] for at in active]
        middles = [grid.centre(cell) for cell in cells]
        study = Study(
            [str(at) for at in range(len(cells))], np.array([x for x, _ in middles]), np.array([y for _, y in middles]), counts,
            permutation_expected(counts), lonlat=True, model="permutation",
        )  # fmt: skip
        result = scan(
            study,
            Choices(
                share=SHARE, prospective=True, replicates=replicates, seed=week, p="gumbel", longest=min(LONGEST, counts.shape[1] // 2),
                workers=1,
            ),
        )  # fmt: skip
        alarms += [
            Alarm(week, frozenset(cells[int(member)] for member in cluster.members))
            for cluster in result.clusters
            if cluster.p is not None and cluster.p <= P
        ]
    return alarms


def ears_alarms(grid: Grid, weeks: range, method: Literal["C1", "C2", "C3"]) -> list[Alarm]:
    """EARS for each cell that has enough events behind it."""
    raised = np.array([ears(grid.counts[cell], method, least_sd=LEAST_SD).alarm for cell in grid.cells])
    return _by_cell(grid, weeks, lambda at, week: bool(raised[at, week]))


def farrington_alarms(grid: Grid, weeks: range) -> list[Alarm]:
    """Farrington for each cell that has enough events behind it."""

    def raised(at: int, week: int) -> bool:
        return bool(farrington(grid.table[at, : week + 1], week).alarm[week])

    return _by_cell(grid, weeks, raised)


def _by_cell(grid: Grid, weeks: range, raised: Callable[[int, int], bool]) -> list[Alarm]:
    return [
        Alarm(week, frozenset({grid.cells[at]}))
        for week in weeks
        for at in np.flatnonzero(grid.past_year(week) >= ENOUGH).tolist()
        if raised(at, week)
    ]


# holding them against the list -----------------------------------------------------------------------------------------------


def episodes(alarms: Sequence[Alarm]) -> list[Episode]:
    """Alarms whose cells touch, with no more than four weeks between them, are one episode."""
    over = list(range(len(alarms)))

    def root(at: int) -> int:
        while over[at] != at:
            over[at] = over[over[at]]
            at = over[at]
        return at

    recent: dict[Cell, list[int]] = {}
    for at in sorted(range(len(alarms)), key=lambda at: alarms[at].week):
        week = alarms[at].week
        for x, y in alarms[at].cells:
            for cell in ((x + i, y + j) for i in (-1, 0, 1) for j in (-1, 0, 1)):
                for other in recent.get(cell, ()):
                    if week - alarms[other].week <= GAP + 1:
                        over[root(other)] = root(at)
        for cell in alarms[at].cells:
            recent[cell] = [*(o for o in recent.get(cell, ()) if week - alarms[o].week <= GAP + 1), at]
    result: dict[int, Episode] = {}
    for at, alarm in enumerate(alarms):
        result.setdefault(root(at), Episode()).alarms.append(alarm)
    return sorted(result.values(), key=lambda episode: episode.begins)


def held(grid: Grid, alarms: Sequence[Alarm], onsets: Sequence[Onset], weeks: range) -> Held:
    """A signal's alarms held against the list."""
    some = episodes(alarms)
    explained: set[int] = set()
    fates = []
    for onset in onsets:
        week, near = grid.week(onset.day), grid.near(onset)
        if week not in weeks:
            fates.append(Fate(onset, "out of reach"))
            continue
        begun = [
            (episode.begins, at)
            for at, episode in enumerate(some)
            if week - EARLY <= episode.begins <= week + LATE
            and any(alarm.week == episode.begins and alarm.cells & near for alarm in episode.alarms)
        ]
        standing = [
            at
            for at, episode in enumerate(some)
            if episode.begins < week - EARLY
            and any(week <= alarm.week <= week + STANDING and alarm.cells & near for alarm in episode.alarms)
        ]
        explained.update(at for _, at in begun)
        if begun:
            fates.append(Fate(onset, "hit", min(begun)[0] - week))
        elif standing:
            explained.update(standing)
            fates.append(Fate(onset, "standing"))
        else:
            fates.append(Fate(onset, "miss"))
    here, chance = at_the_place(grid, alarms, onsets, weeks)
    under: dict[int, set[Cell]] = {}
    for alarm in alarms:
        under.setdefault(alarm.week, set()).update(alarm.cells)
    active = sum(int((grid.past_year(week) > 0).sum()) for week in weeks)
    cover = sum(len(cells) for cells in under.values()) / active if active else 0.0
    return Held(tuple(fates), here, chance, len(some), len(some) - len(explained), len(weeks) / 52.18, cover)


def at_the_place(
    grid: Grid, alarms: Sequence[Alarm], onsets: Sequence[Onset], weeks: range
) -> tuple[tuple[Fate, ...], float]:
    """The same with only the alarms near each onset, wherever else they reach; and how many hits chance would make.

    Chance: how often, at the same places, an alarm begins within the same span of any week at all.
    """
    fates = []
    chance = 0.0
    for onset in onsets:
        week, near = grid.week(onset.day), grid.near(onset)
        if week not in weeks:
            fates.append(Fate(onset, "out of reach"))
            continue
        on = sorted({alarm.week for alarm in alarms if alarm.cells & near})
        begins = [at for before, at in zip([-GAP - 2, *on], on, strict=False) if at - before > GAP + 1]
        chance += np.mean(
            [any(any_week - EARLY <= at <= any_week + LATE for at in begins) for any_week in weeks]
        )
        hits = [at for at in begins if week - EARLY <= at <= week + LATE]
        if hits:
            fates.append(Fate(onset, "hit", hits[0] - week))
        elif any(week <= at <= week + STANDING for at in on):
            fates.append(Fate(onset, "standing"))
        else:
            fates.append(Fate(onset, "miss"))
    return tuple(fates), float(chance)


def listed(country: str) -> list[Onset]:
    """The list's onsets of a country, by day."""
    with LIST.open(encoding="utf-8", newline="") as stream:
        return sorted(
            (
                Onset(row["country"], row["area"], float(row["longitude"]), float(row["latitude"]), dt.date.fromisoformat(row["day"]), row["what"])
                for row in csv.DictReader(stream)
                if row["country"] == country
            ),
            key=lambda onset: (onset.day, onset.area),
        )  # fmt: skip
