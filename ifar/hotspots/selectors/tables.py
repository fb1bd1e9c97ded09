"""What the methods look at: counts of incidents by place and period, with populations and who was there to record; and links of traces.

Only places, days and numbers are asked for: no column in which anything about a person could stand (a test holds the statements to it).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

import h3.api.basic_int as h3
import numpy as np
from django.db import connection

from ifar.errors import Invalid
from ifar.hotspots import composition, labels
from ifar.hotspots.composition import Price, Trait
from ifar.hotspots.flow import Link
from ifar.hotspots.maps import atlas, cells
from ifar.hotspots.models import Area, Source
from ifar.hotspots.selectors import map_data, places
from ifar.hotspots.statistics.circles import places as points_of
from ifar.hotspots.statistics.findings import Origins, Table
from ifar.hotspots.statistics.study_period import stepped
from ifar.hotspots.statistics.weights import Weights, attached, of_neighbours
from ifar.recoveries.traits import prices_of, traits_of
from ifar.tracing.flows import flows_of, times_of

LAYERS: Final[Mapping[str, int | None]] = {"area": None, "cell4": 4, "cell5": 5, "cell6": 6}
"""What places are: areas of the first division, or cells of some size (1,770, 253 and 36 km² in the mean)."""
UNITS: Final = ("day", "week", "month")
MOST_PERIODS: Final = 600
YEARS: Final = (1900, 2200)
"""Years in which a run may look: days beyond are slips of the pen."""
MOST_CELLS: Final = 4000
_EVENTS: Final = """
SELECT i.longitude / 1e6, i.latitude / 1e6, i.first, s.public_id, i.id FROM hotspots_incident i JOIN hotspots_source s ON s.id = i.source_id
WHERE s.compartment = %(compartment)s AND i.standing = 0 AND i.precision = ANY('{exact,near}') AND i.last - i.first < 7 AND i.longitude IS NOT NULL
  AND i.first BETWEEN %(since)s AND %(until)s AND (%(sources)s::text[] IS NULL OR s.public_id = ANY(%(sources)s))
  AND (%(kinds)s::text[] IS NULL OR i.kind = ANY(%(kinds)s)) ORDER BY i.first, i.id LIMIT 20001
"""
_LEFT_OUT: Final = """
SELECT count(*) FROM hotspots_incident i JOIN hotspots_source s ON s.id = i.source_id
WHERE s.compartment = %(compartment)s AND i.standing = 0 AND i.first BETWEEN %(since)s AND %(until)s
  AND (%(sources)s::text[] IS NULL OR s.public_id = ANY(%(sources)s)) AND (%(kinds)s::text[] IS NULL OR i.kind = ANY(%(kinds)s))
"""


@dataclass(frozen=True, slots=True)
class RunScope:
    """What a run looks at: a compartment's incidents, by which places and periods, of which sources and kinds (none: all)."""

    compartment: str
    layer: str
    unit: str
    first: date
    last: date
    sources: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Looked:
    """The table, whose incidents its counts are, and how many incidents were too imprecise for it."""

    table: Table
    origins: Origins
    left_out: int


def bounds_of(asked: RunScope) -> list[date]:
    """First days of the periods and the day after the last; only whole periods, counted back from the last day.

    Raises:
        Invalid: it is no unit, or there are too many periods.
    """
    within = YEARS[0] <= asked.first.year and asked.last.year <= YEARS[1]
    if asked.unit not in UNITS or asked.layer not in LAYERS or asked.last < asked.first or not within:
        raise Invalid("hotspots.run.asked", labels.of("hotspots.run.asked"))
    bounds = [asked.last + timedelta(days=1)]
    if asked.unit == "month":
        bounds = [bounds[0].replace(day=1)]
    number = 0
    while True:
        number += 1
        before = stepped(bounds[-1], asked.unit, -number)  # type: ignore[arg-type]
        if before < asked.first:
            break
        bounds.insert(0, before)
        if number > MOST_PERIODS:
            raise Invalid("hotspots.run.periods", labels.of("hotspots.run.periods", {"most": MOST_PERIODS}))
    if len(bounds) < 3:
        raise Invalid("hotspots.run.short", labels.of("hotspots.run.short"))
    return bounds


def look(asked: RunScope) -> Looked:
    """Count what a run looks at. For services that have asked `require`; what they show of it is theirs to judge.

    Raises:
        Invalid: there is too little time, or too many periods or cells.
    """
    bounds = bounds_of(asked)
    periods = len(bounds) - 1
    resolution = LAYERS[asked.layer]
    kinds = {source: kind for kind, ids in _kinds_of_source(asked).items() for source in ids}
    counted = map_data.study(
        [asked.compartment], since=bounds[0], until=bounds[-1] - timedelta(days=1), step=asked.unit, resolution=resolution,
        sources=sorted(kinds), kinds=asked.kinds,
    )  # fmt: skip
    start = cells.month_of(bounds[0]) if asked.unit == "month" else 0
    seen = {place for _source, place, _step in counted}
    codes, longitude, latitude, near = _of_cells(seen) if resolution is not None else _of_areas(seen)
    at = {code: n for n, code in enumerate(codes)}
    by_source = {source: np.zeros((len(codes), periods), np.int64) for source in kinds}
    for (source, place, step), number in counted.items():
        if 0 <= step - start < periods and place in at:
            by_source[source][at[place], step - start] += number
    counts = sum(by_source.values(), np.zeros((len(codes), periods), np.int64))
    population, effort = _figures(codes, bounds) if resolution is None else (None, None)
    names = tuple(f"{int(code):x}" if resolution is not None else code for code in codes)
    events, whose = _events(asked, bounds)
    table_ = Table(names, longitude, latitude, bounds, counts, near, population, effort, events)
    origins = Origins({name: some for name, some in by_source.items() if some.any()}, kinds, whose)
    return Looked(table_, origins, max(_all_of(asked, bounds) - int(counts.sum()), 0))


def links(compartment: str, until: date) -> list[Link]:
    """Links of traces that are known: from where to where, and on which day that became known. Secret requests are not among them."""
    return [Link(*flow) for flow in flows_of(compartment, until)]


def traits(compartment: str, agency: int, until: date) -> list[Trait]:
    """What an office's recovered firearms are like, those of offices below it too, as far back as `composition` looks."""
    since = composition.bounds(until)[0]
    rows = traits_of(compartment, agency, since, until) + times_of(compartment, agency, since, until)
    return [Trait(*row) for row in rows]


def prices(compartment: str, agency: int, until: date) -> list[Price]:
    """Prices that an office saw on the illicit market, as far back."""
    return [Price(*row) for row in prices_of(compartment, agency, composition.bounds(until)[0], until)]


def _kinds_of_source(asked: RunScope) -> dict[str, list[str]]:
    result: dict[str, list[str]] = {}
    rows = Source.objects.filter(compartment=asked.compartment).order_by("kind", "id")
    for kind, public_id in rows.values_list("kind", "public_id"):
        if not asked.sources or public_id in asked.sources:
            result.setdefault(kind, []).append(public_id)
    return result


def _params(asked: RunScope, bounds: Sequence[date]) -> dict[str, Any]:
    return {
        "compartment": asked.compartment,
        "since": bounds[0],
        "until": bounds[-1] - timedelta(days=1),
        "sources": list(asked.sources) or None,
        "kinds": list(asked.kinds) or None,
    }


def _events(
    asked: RunScope, bounds: Sequence[date]
) -> tuple[np.ndarray[Any, Any] | None, list[tuple[str, int]]]:
    """Places and days of the latest year's incidents, for groups of events, and of each its source and number; None where there are too many
    to group."""
    params = _params(asked, bounds)
    params["since"] = max(bounds[0], bounds[-1] - timedelta(days=365))
    with connection.cursor() as cursor:
        cursor.execute(_EVENTS, params)
        rows = cursor.fetchall()
    if not rows or len(rows) > 20_000:
        return None, []
    events = np.array([[float(x), float(y), day.toordinal()] for x, y, day, _source, _id in rows])
    return events, [(source, number) for _x, _y, _day, source, number in rows]


def _all_of(asked: RunScope, bounds: Sequence[date]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_LEFT_OUT, _params(asked, bounds))
        return int(cursor.fetchone()[0])


def _of_areas(seen: set[str]) -> tuple[list[str], Any, Any, Weights]:
    """All areas of the layers that stand in the countries where anything was seen, with the middle of each; areas without a boundary too, which
    border nobody."""
    middles: dict[str, tuple[float, float]] = {}
    for area in Area.objects.filter(
        layer__in=[standing_layer.pk for standing_layer in places.standing_layers(1)]
    ).values_list("code", "west", "south", "east", "north"):
        code, west, south, east, north = area
        middles[code] = ((west + east) / 2e6, (south + north) / 2e6)
    countries = {code.partition("-")[0] for code in seen}
    codes = sorted(seen | {code for code in middles if code.partition("-")[0] in countries})
    where = [middles.get(code, (np.nan, np.nan)) for code in codes]
    longitude, latitude = (np.array([row[n] for row in where], float) for n in (0, 1))
    borders = of_neighbours(codes, lambda code: places.bordering().get(code, ()))
    return codes, longitude, latitude, attached(borders, points_of(longitude, latitude, lonlat=True))


def _of_cells(seen: set[str]) -> tuple[list[str], Any, Any, Any]:
    """The cells in which anything was seen and those on land around them: where nothing was seen is known to be nothing. In the open sea nothing
    is ever seen: its cells would make every coast look hot."""
    own = {int(code) for code in seen}
    beside = sorted({near for cell in own for near in h3.grid_disk(cell, 1)} - own)
    around = own | {cell for cell, land in zip(beside, atlas.on_land(beside), strict=True) if land}
    if len(around) > MOST_CELLS:
        around = own
    if len(around) > MOST_CELLS:
        raise Invalid("hotspots.run.cells", labels.of("hotspots.run.cells", {"most": MOST_CELLS}))
    codes = sorted(around)
    middles = [h3.cell_to_latlng(cell) for cell in codes]
    near = of_neighbours(codes, lambda cell: h3.grid_disk(cell, 1))
    return (
        [str(cell) for cell in codes],
        np.array([y for _x, y in middles], float),
        np.array([x for x, _y in middles], float),
        near,
    )


def _figures(codes: Sequence[str], bounds: Sequence[date]) -> tuple[Any, Any]:
    """Population of each area, and officers there in each period's year; None where not every area has the figure."""
    people = places.figures_of("population", bounds[-1].year)
    population = np.array([people.get(code, (0, 0))[0] for code in codes], float)
    years = sorted({day.year for day in bounds[:-1]})
    officers = {year: places.figures_of("officers", year) for year in years}
    effort = np.full((len(codes), len(bounds) - 1), np.nan)
    for period, day in enumerate(bounds[:-1]):
        for row, code in enumerate(codes):
            if result := officers[day.year].get(code):
                effort[row, period] = result[0]
    known = len(codes) > 0 and bool((population > 0).all())
    return (population if known else None), (None if np.isnan(effort).all() else effort)
