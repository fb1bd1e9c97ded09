"""Plain tables of cases and populations, read for a scan: columns known by their headings, every fault with its row.

Cases: area, x, y, date, count. Population: area, population, and optionally date, x, y. Columns in any order; further columns are
covariates only if they are asked for. Without dates a study is purely spatial; without counts each row is one case. Pure.
"""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ifar.errors import Invalid
from ifar.hotspots.headings import HEADINGS, LONLAT, plain
from ifar.hotspots.statistics.scan import Model, Study, permutation_expected
from ifar.hotspots.statistics.study_period import (
    UNITS,
    Order,
    Unit,
    When,
    intervals,
    longest_window,
    parsed,
    person_time,
)

_ORDERS: Final = {
    "cases": {5: ("area", "x", "y", "date", "count"), 4: ("area", "x", "y", "count")},
    "population": {2: ("area", "population"), 3: ("area", "date", "population")},
}
"""Columns of a table without headings, by their number."""
_SHOWN: Final = 20
_PILED: Final = 5
_MANY: Final = 400
"""More intervals than this are not made unless they are asked for."""
_DAYS: Final[Mapping[Unit, float]] = {"day": 1, "week": 7, "month": 30.4, "year": 365.25}


class Row(NamedTuple):
    """A row of a table: its line in the file, counted from 1, and its cells by the column's noun."""

    line: int
    cells: Mapping[str, str]


@dataclass(slots=True)
class Faults:
    """What is wrong with a file, row by row."""

    path: Path
    told: list[str] = field(default_factory=list)

    def add(self, line: int, words: str) -> None:
        """Note one."""
        self.told.append(f"{self.path.name}, row {line}: {words}")

    def stop(self) -> None:
        """Raise what was noted, if anything was.

        Raises:
            Invalid: with one line for each fault, the first twenty of them.
        """
        if self.told:
            more = len(self.told) - _SHOWN
            words = "\n".join(self.told[:_SHOWN]) + (f"\n… and {more:,} more rows." if more > 0 else "")
            raise Invalid("scan.rows", words)


@dataclass(frozen=True, slots=True)
class ReadingOptions:
    """How the files are to be read."""

    model: Model = "poisson"
    lonlat: bool | None = None
    dates: Order | None = None
    unit: Unit | None = None
    length: int = 1
    start: date | None = None
    end: date | None = None
    spatial: bool = False
    adjust: tuple[str, ...] = ()
    time_share: float = 0.5
    most_intervals: int | None = None


@dataclass(frozen=True, slots=True)
class Read:
    """A study, the first days of its intervals with the day after its end, how long a window may last, and what to tell."""

    study: Study
    bounds: tuple[date, ...] | None
    longest: int
    notes: tuple[str, ...]


def read(cases: Path, population: Path | None, asked: ReadingOptions, *, today: date | None = None) -> Read:
    """Read a study from plain tables.

    Args:
        cases: the table of cases.
        population: the table of populations; the permutation model needs none.
        asked: how to read them.
        today: dates after it are faults.

    Raises:
        Invalid: a file or a row is not as it should be; the message names rows.
    """
    notes: list[str] = []
    listed, lonlat = _table(cases, "cases", ("area", "x", "y", "date", "count"), asked.adjust)
    peopled: list[Row] = []
    if population:
        peopled, also = _table(
            population, "population", ("area", "x", "y", "date", "population"), asked.adjust
        )
        lonlat = lonlat or also
    elif asked.model == "poisson":
        raise Invalid(
            "scan.population",
            "The Poisson model compares with the population at risk: name its file with --population.",
        )
    lonlat = lonlat if asked.lonlat is None else asked.lonlat
    areas, x, y = _places((cases, listed), (population, peopled), lonlat=lonlat, notes=notes)
    number = {area: at for at, area in enumerate(areas)}
    bounds, rows = _timed(cases, listed, asked, notes, today or date.max)
    times = len(bounds) - 1 if bounds else 1
    counts = np.zeros((len(areas), times), np.int64)
    strata: dict[tuple[str, ...], int] = {}
    faults = Faults(cases)
    by_stratum: list[int] = []
    at_row: dict[tuple[int, int], int] = {}
    for row, when in rows:
        count = _count(row, faults)
        if when is None or count is None:
            continue
        stratum = strata.setdefault(tuple(row.cells[name].strip() for name in asked.adjust), len(strata))
        by_stratum.extend([0] * (stratum + 1 - len(by_stratum)))
        at = number[row.cells["area"].strip()]
        counts[at, when] += count
        by_stratum[stratum] += count
        if count:
            at_row.setdefault((at, stratum), row.line)
    faults.stop()
    if counts.sum() < 1:
        raise Invalid("scan.no_cases", f"There are no cases in {cases.name}.")
    if asked.model == "permutation":
        if times < 2:
            raise Invalid("scan.permutation.time", "The permutation model compares times with each other: it needs dates of more than one interval.")  # fmt: skip
        if population:
            notes.append("The permutation model compares cases with cases; populations are not used.")
        expected = permutation_expected(counts)
    else:
        assert population is not None
        expected = _expected(population, peopled, number, bounds, strata, by_stratum, asked, cases, at_row)
    study = Study(areas, x, y, counts, expected, lonlat=lonlat, model=asked.model)
    longest = longest_window(bounds, asked.length, asked.time_share) if bounds else 1
    if asked.most_intervals and bounds:
        longest = min(asked.most_intervals, times)
    return Read(study, tuple(bounds) if bounds else None, longest, tuple(notes))


# tables -------------------------------------------------------------------------------------------------------------------


def _table(path: Path, kind: str, wanted: Sequence[str], further: Sequence[str]) -> tuple[list[Row], bool]:
    """The rows of a file, and whether its headings say that places are longitude and latitude."""
    try:
        text = path.read_text("utf-8-sig")
    except OSError as error:
        raise Invalid("scan.file", f"{path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise Invalid("scan.file", f"{path} is not text in UTF-8.") from error
    head = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=head.count)
    if not head.count(delimiter):
        raise Invalid("scan.file", f"{path} is no table: its first line has one column. Columns stand apart with commas, semicolons or tabs.")  # fmt: skip
    reader = csv.reader(text.splitlines(), delimiter=delimiter)
    first = next(reader, [])
    columns, lonlat = _columns(path, kind, first, wanted, further)
    rows = []
    if not any(plain(cell) in HEADINGS[noun] for cell in first for noun in wanted):
        rows.append(Row(1, {noun: first[at] for noun, at in columns.items()}))
    faults = Faults(path)
    for cells in reader:
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) <= max(columns.values()):
            faults.add(reader.line_num, f"has {len(cells)} columns, the first row has {len(first)}.")
            continue
        rows.append(Row(reader.line_num, {noun: cells[at] for noun, at in columns.items()}))
    for row in rows:
        if not row.cells["area"].strip():
            faults.add(row.line, "names no area.")
    faults.stop()
    if not rows:
        raise Invalid("scan.file", f"{path} has no rows.")
    return rows, lonlat


def _columns(
    path: Path, kind: str, first: Sequence[str], wanted: Sequence[str], further: Sequence[str]
) -> tuple[dict[str, int], bool]:
    known = [plain(cell) for cell in first]
    columns: dict[str, int] = {}
    lonlat = False
    for noun in wanted:
        fitting = [
            at for at, heading in enumerate(known) if heading in HEADINGS[noun] - set(map(plain, further))
        ]
        fitting.sort(
            key=lambda at: known[at] not in (noun, f"{noun} id")
        )  # the noun itself wins over another word for it
        if fitting:
            columns[noun] = fitting[0]
    if not columns:
        order = _ORDERS[kind].get(len(first))
        if order is None:
            raise Invalid("scan.headings", f"{path.name}: no heading is known. Name the columns {', '.join(wanted)}; found: {', '.join(first)}.")  # fmt: skip
        columns = {noun: at for at, noun in enumerate(order)}
    else:
        lonlat = any(known[columns[noun]] in LONLAT for noun in ("x", "y") if noun in columns)
    for name in further:
        if plain(name) not in known:
            raise Invalid("scan.headings", f"{path.name} has no column {name}, which is to be adjusted for.")
        columns[name] = known.index(plain(name))
    needed = ["area", *(["population"] if kind == "population" else [])]
    missing = [noun for noun in needed if noun not in columns]
    if missing or ("x" in columns) != ("y" in columns):
        missing = missing or ["x" if "y" in columns else "y"]
        raise Invalid(
            "scan.headings",
            f"{path.name}: no column is known as {', '.join(missing)}; found: {', '.join(first)}.",
        )
    return columns, lonlat


def _number(text: str) -> float | None:
    text = text.strip().replace("\u00a0", "").replace(" ", "")
    if re.fullmatch(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?", text):
        text = text.replace(",", "")
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _count(row: Row, faults: Faults) -> int | None:
    if "count" not in row.cells:
        return 1
    value = _number(row.cells["count"])
    if value is None or value != int(value):
        faults.add(row.line, f"the count {row.cells['count']!r} is no whole number.")
    elif value < 0:
        faults.add(row.line, f"the count {row.cells['count']} is negative.")
    else:
        return int(value)
    return None


# places -------------------------------------------------------------------------------------------------------------------


def _places(
    *tables: tuple[Path | None, list[Row]], lonlat: bool, notes: list[str]
) -> tuple[list[str], NDArray[Any], NDArray[Any]]:
    """All areas in the order in which they are first named, and where they are."""
    where: dict[str, tuple[float, float, str]] = {}
    areas: dict[str, None] = {}
    every: list[str] = []
    for path, rows in tables:
        if path is None:
            continue
        faults = Faults(path)
        for row in rows:
            area = row.cells["area"].strip()
            areas[area] = None
            if "x" not in row.cells or not (row.cells["x"].strip() or row.cells["y"].strip()):
                continue
            x, y = _number(row.cells["x"]), _number(row.cells["y"])
            if x is None or y is None:
                faults.add(
                    row.line, f"the place {row.cells['x']!r}, {row.cells['y']!r} is no pair of numbers."
                )
                continue
            if lonlat and (words := _off_the_earth(x, y)):
                faults.add(row.line, words)
                continue
            known = where.setdefault(area, (x, y, f"{path.name}, row {row.line}"))
            if (x, y) != known[:2]:
                faults.add(
                    row.line,
                    f"area {area} is at {x:g}, {y:g}, but at {known[0]:g}, {known[1]:g} in {known[2]}.",
                )
        every.extend(faults.told)
        faults.stop()
    if not where:
        raise Invalid(
            "scan.places",
            "No area has a place: columns x and y are needed in the table of cases or of populations.",
        )
    nowhere = [area for area in areas if area not in where]
    if nowhere:
        notes.append(f"Areas without a place are in no window, but count in the whole ({len(nowhere):,}): {', '.join(nowhere[:5])}{' …' if len(nowhere) > 5 else ''}")  # fmt: skip
    together: dict[tuple[float, float], list[str]] = {}
    for area, (x, y, row_words) in where.items():
        together.setdefault((x, y), []).append(f"{area} ({row_words})")
    for (x, y), some in together.items():
        if len(some) >= _PILED:
            notes.append(f"{len(some)} areas are all at {x:g}, {y:g}, which may be the middle of something larger: {'; '.join(some[:3])} …")  # fmt: skip
    nothing = (math.nan, math.nan, "")
    return (
        list(areas),
        np.array([where.get(area, nothing)[0] for area in areas]),
        np.array([where.get(area, nothing)[1] for area in areas]),
    )


def _off_the_earth(x: float, y: float) -> str:
    if abs(x) <= 180 and abs(y) <= 90:
        return ""
    if abs(x) <= 90 and abs(y) <= 180:
        return f"longitude {x:g} and latitude {y:g} are swapped: x is the longitude, y the latitude."
    return f"{x:g}, {y:g} are no longitude and latitude; they look projected: leave out --lonlat."


# time ---------------------------------------------------------------------------------------------------------------------


def _timed(
    path: Path, rows: list[Row], asked: ReadingOptions, notes: list[str], today: date
) -> tuple[list[date] | None, Iterator[tuple[Row, int | None]]]:
    """The intervals of the study (None: no dates), and the rows with theirs."""
    dated = (
        not asked.spatial
        and all("date" in row.cells for row in rows[:1])
        and any(row.cells["date"].strip() for row in rows)
    )
    if not dated:
        return None, ((row, 0) for row in rows)
    faults = Faults(path)
    days: dict[str, When] = {}
    written: list[When | None] = []
    for row in rows:
        text = row.cells["date"].strip()
        if text not in days:
            try:
                days[text] = parsed(text, asked.dates)
            except ValueError as error:
                empty = not text and "count" in row.cells and _number(row.cells["count"]) == 0
                if not empty:
                    faults.add(row.line, f"the date {text!r} is not understood ({error}).")
                written.append(None)
                continue
        when = days[text]
        if when.first > today:
            faults.add(row.line, f"the date {text} lies in the future.")
        written.append(when)
    faults.stop()
    coarsest = max((when.unit for when in days.values()), key=UNITS.index)
    unit = asked.unit or _fitting(coarsest, days.values(), notes)
    if UNITS.index(unit) < UNITS.index(coarsest):
        raise Invalid(
            "scan.unit",
            f"{path.name} has dates that name a {coarsest} only; time cannot be aggregated by {unit}.",
        )
    start = asked.start or min(when.first for when in days.values())
    end = asked.end or max(when.last if when.unit == coarsest else when.first for when in days.values())
    bounds = intervals(start, end, unit, asked.length)
    edges = np.array([bound.toordinal() for bound in bounds])
    outside = sum(1 for when in written if when and not start <= when.first <= end)
    if outside:
        notes.append(f"{outside:,} rows lie outside the study ({start} to {end}) and are left out.")

    def placed() -> Iterator[tuple[Row, int | None]]:
        for row, when in zip(rows, written, strict=True):
            if when is None:
                yield row, 0
            elif start <= when.first <= end:
                yield row, int(np.searchsorted(edges, when.first.toordinal(), side="right")) - 1
            else:
                yield row, None

    return bounds, placed()


def _fitting(coarsest: Unit, whens: Iterable[When], notes: list[str]) -> Unit:
    """The unit of the dates, or a larger one where that would cut the study into very many intervals."""
    firsts = [when.first.toordinal() for when in whens]
    days = max(firsts) - min(firsts) + 1
    for unit in UNITS[UNITS.index(coarsest) :]:
        if days / _DAYS[unit] <= _MANY:
            break
    if unit != coarsest:
        notes.append(f"Time is aggregated by {unit}, because the study is long; --unit says otherwise.")
    return unit


# what is expected -----------------------------------------------------------------------------------------------------------


def _expected(
    path: Path,
    rows: list[Row],
    number: Mapping[str, int],
    bounds: list[date] | None,
    strata: Mapping[tuple[str, ...], int],
    by_stratum: Sequence[int],
    asked: ReadingOptions,
    cases: Path,
    at_row: Mapping[tuple[int, int], int],
) -> NDArray[Any]:
    """Expected cases of each area and interval: each stratum's cases shared out by person-time (indirect standardisation)."""
    faults = Faults(path)
    seen: dict[tuple[Any, ...], int] = {}
    known: dict[tuple[int, int], dict[When | None, float]] = {}
    for row in rows:
        value = _number(row.cells["population"])
        if value is None or value < 0:
            faults.add(
                row.line,
                f"the population {row.cells['population']!r} is {'negative' if value is not None else 'no number'}.",
            )
            continue
        when = None
        if row.cells.get("date", "").strip() and bounds:
            try:
                when = parsed(row.cells["date"], asked.dates)
            except ValueError as error:
                faults.add(row.line, f"the date {row.cells['date']!r} is not understood ({error}).")
                continue
        stratum = tuple(row.cells[name].strip() for name in asked.adjust)
        area = row.cells["area"].strip()
        key = (area, row.cells.get("date", "").strip(), stratum)
        if key in seen:
            faults.add(row.line, f"area {area} has its population in row {seen[key]} already.")
            continue
        seen[key] = row.line
        if stratum in strata:
            by_date = known.setdefault((number[area], strata[stratum]), {})
            by_date[when] = by_date.get(when, 0.0) + value
    faults.stop()
    times = len(bounds) - 1 if bounds else 1
    expected = np.zeros((len(number), times))
    tables: dict[tuple[When | None, ...], NDArray[Any]] = {}
    time = np.zeros((len(strata), len(number), times))
    for (area_at, stratum_at), by_date in known.items():
        whens = tuple(by_date)
        if whens not in tables:
            dated = [when for when in whens if when is not None]
            if bounds and dated and len(dated) == len(whens):
                tables[whens] = person_time(bounds, dated)
            else:
                lengths = np.diff([bound.toordinal() for bound in bounds]) if bounds else np.ones(1)
                tables[whens] = np.outer(lengths, np.ones(len(whens)) / len(whens))
        time[stratum_at, area_at] = tables[whens] @ np.array(list(by_date.values()))
    without = Faults(cases)
    for (area_at, stratum_at), line in sorted(at_row.items(), key=lambda item: item[1]):
        if time[stratum_at, area_at].sum() <= 0:
            name = next(area for area, at in number.items() if at == area_at)
            there = "has no population" if (area_at, stratum_at) not in known else "has a population of 0"
            without.add(
                line,
                f"area {name} has cases, but {there} in {path.name}{' for these covariates' if asked.adjust else ''}.",
            )
    without.stop()
    for at, cases_of in enumerate(by_stratum):
        whole = time[at].sum()
        if whole > 0:
            expected += time[at] * (cases_of / whole)
    return expected
