"""What the map shows, from what was counted ahead: in fine cells for those who may see precise places, else from the coarse table alone.

Everything that somebody gets who may not see precise places is a function of one rounded table (`coarse.py`): no filter, no finer
cell and no shorter period than a year reaches the database for them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any, Final

from django.conf import settings
from django.db import connection

from ifar.hotspots import feeding
from ifar.hotspots.maps import cells, coarse
from ifar.hotspots.maps.cells import Box
from ifar.hotspots.selectors import places
from ifar.rights import Actor, may, require

MOST_CELLS: Final = 1200
"""So many cells fill the picture at most."""
_SPAN: Final = "coalesce(t.counts[width_bucket(%(until)s, t.months)], 0) - coalesce(t.counts[width_bucket(%(since)s - 1, t.months)], 0)"
_FROM: Final = "FROM hotspots_tally t JOIN hotspots_source s ON s.id = t.source_id WHERE s.compartment = ANY(%(compartments)s)"
_NARROW: Final = " AND (%(sources)s::text[] IS NULL OR s.public_id = ANY(%(sources)s)) AND (%(kinds)s::text[] IS NULL OR t.kind = ANY(%(kinds)s))"
_CELLS: Final = f"""
SELECT cell, sum(n)::bigint FROM (SELECT t.cell, {_SPAN} AS n {_FROM}{_NARROW} AND t.resolution = %(resolution)s
    AND (%(cells)s::bigint[] IS NULL OR t.cell = ANY(%(cells)s))) AS counted WHERE n > 0 GROUP BY cell
"""
_FINEST: Final = """
SELECT i.cell, count(*) FROM hotspots_incident i JOIN hotspots_source s ON s.id = i.source_id
WHERE s.compartment = ANY(%(compartments)s) AND i.standing = 0 AND i.month BETWEEN %(since)s AND %(until)s AND i.precision = 'exact'
  AND i.cell = ANY(%(cells)s) AND (%(sources)s::text[] IS NULL OR s.public_id = ANY(%(sources)s))
  AND (%(kinds)s::text[] IS NULL OR i.kind = ANY(%(kinds)s)) GROUP BY i.cell
"""
_SOURCES: Final = f"""
SELECT public_id FROM (SELECT s.public_id, {_SPAN} AS n {_FROM}{_NARROW} AND t.resolution = %(resolution)s
    AND (%(cells)s::bigint[] IS NULL OR t.cell = ANY(%(cells)s))) AS counted WHERE n > 0 GROUP BY public_id
"""
_SOURCES_FINEST: Final = """
SELECT DISTINCT s.public_id FROM hotspots_incident i JOIN hotspots_source s ON s.id = i.source_id
WHERE s.compartment = ANY(%(compartments)s) AND i.standing = 0 AND i.month BETWEEN %(since)s AND %(until)s AND i.precision = 'exact'
  AND i.cell = ANY(%(cells)s) AND (%(sources)s::text[] IS NULL OR s.public_id = ANY(%(sources)s))
  AND (%(kinds)s::text[] IS NULL OR i.kind = ANY(%(kinds)s))
"""
_AREAS: Final = f"""
SELECT area, sum(n)::bigint FROM (SELECT t.area, {_SPAN} AS n {_FROM}{_NARROW} AND t.resolution = -1) AS counted WHERE n > 0 GROUP BY area
"""
_COARSE: Final = f"""
SELECT compartment, cell, year, sum(n)::bigint FROM (
    SELECT s.compartment, t.cell, y.year, coalesce(t.counts[width_bucket(y.year * 12 + 11, t.months)], 0)
           - coalesce(t.counts[width_bucket(y.year * 12 - 1, t.months)], 0) AS n
    FROM hotspots_tally t JOIN hotspots_source s ON s.id = t.source_id
    CROSS JOIN LATERAL generate_series(t.months[1] / 12, t.months[cardinality(t.months)] / 12) AS y (year)
    WHERE s.compartment = ANY(%(compartments)s) AND t.resolution = {coarse.RESOLUTION} AND s.kind <> '{feeding.TIPS}') AS counted
WHERE n > 0 GROUP BY compartment, cell, year
"""
_STANDS: Final = (
    "SELECT count(*), (SELECT id FROM hotspots_event ORDER BY id DESC LIMIT 1) FROM hotspots_event"
)
_MONTHS: Final = f"""
SELECT u.month, sum(u.so_far - coalesce(t.counts[u.at - 1], 0))::bigint
FROM hotspots_tally t JOIN hotspots_source s ON s.id = t.source_id, LATERAL unnest(t.months, t.counts) WITH ORDINALITY AS u (month, so_far, at)
WHERE s.compartment = ANY(%(compartments)s){_NARROW} AND t.resolution = -1 GROUP BY u.month ORDER BY u.month
"""
_SERIES: Final = f"""
SELECT {{place}}, u.month, sum(u.so_far - coalesce(t.counts[u.at - 1], 0))::bigint
FROM hotspots_tally t JOIN hotspots_source s ON s.id = t.source_id, LATERAL unnest(t.months, t.counts) WITH ORDINALITY AS u (month, so_far, at)
WHERE s.compartment = ANY(%(compartments)s){_NARROW} AND t.resolution = %(resolution)s
  AND (%(cells)s::bigint[] IS NULL OR t.cell = ANY(%(cells)s)) GROUP BY 1, 2 ORDER BY 1, 2
"""
_SERIES_FINEST: Final = """
SELECT i.cell, i.month, count(*) FROM hotspots_incident i JOIN hotspots_source s ON s.id = i.source_id
WHERE s.compartment = ANY(%(compartments)s) AND i.standing = 0 AND i.month IS NOT NULL AND i.precision = 'exact'
  AND i.cell = ANY(%(cells)s) AND (%(sources)s::text[] IS NULL OR s.public_id = ANY(%(sources)s))
  AND (%(kinds)s::text[] IS NULL OR i.kind = ANY(%(kinds)s)) GROUP BY 1, 2 ORDER BY 1, 2
"""
_EXTENT: Final = """
SELECT min(t.months[1]), max(t.months[cardinality(t.months)]) FROM hotspots_tally t JOIN hotspots_source s ON s.id = t.source_id
WHERE t.resolution = -1 AND s.compartment = ANY(%(compartments)s)
"""
_KINDS: Final = """
SELECT DISTINCT t.kind FROM hotspots_tally t JOIN hotspots_source s ON s.id = t.source_id
WHERE t.resolution = -1 AND s.compartment = ANY(%(compartments)s) ORDER BY 1
"""


@dataclass(frozen=True, slots=True)
class MapFilter:
    """What a map is asked for: which part, months from and to (both included), sources and kinds (none: all)."""

    box: Box
    since: int
    until: int
    sources: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MapView:
    """What of it the actor sees.

    Attributes:
        precise: whether figures are exact and cells as fine as the map allows.
        resolution: of the cells.
        cells: cell -> how many.
        areas: code of the area of the first division, empty where none is known -> how many.
        series: month, or year where only those are seen -> how many, over all time.
        since, until: the months that it is of; whole years where only those are seen.
        total: of the whole period, by areas: what is drawn may be less, because it is not placed so finely or lies elsewhere.
    """

    precise: bool
    resolution: int
    cells: dict[int, int]
    areas: dict[str, int]
    series: dict[int, int]
    since: int
    until: int
    total: int = field(default=0)


def see(actor: Actor, asked: MapFilter) -> MapView:
    """What `actor` sees of what is asked."""
    require(actor, places.READ)
    return _precise(actor, asked) if may(actor, places.PRECISE) else _coarse(actor, asked)


def _params(
    actor: Actor, asked: MapFilter, resolution: int, some: Collection[int] | None = None
) -> dict[str, Any]:
    return {
        "compartments": sorted(actor.compartments),
        "sources": list(asked.sources) or None,
        "kinds": list(asked.kinds) or None,
        "since": asked.since,
        "until": asked.until,
        "resolution": resolution,
        "cells": None if some is None else list(some),
    }


def _precise(actor: Actor, asked: MapFilter) -> MapView:
    resolution = cells.resolution_for(asked.box, MOST_CELLS)
    params = _params(actor, asked, resolution, cells.cells_in(asked.box, resolution))
    result = dict(_all(_FINEST if resolution == cells.FINEST else _CELLS, params))
    areas = dict(_all(_AREAS, params))
    series = dict(_all(_MONTHS, params))
    return MapView(True, resolution, result, areas, series, asked.since, asked.until, sum(areas.values()))


@dataclass(frozen=True, slots=True)
class MapSeries:
    """What the actor sees of a part of the map over all time.

    Attributes:
        resolution: of the cells.
        cells: cell -> month (January of the year, where only years are seen) -> how many, without months of none.
        areas: the same by code of the area of the first division, wherever it lies.
    """

    resolution: int
    cells: dict[int, dict[int, int]]
    areas: dict[str, dict[int, int]]


def series(actor: Actor, asked: MapFilter) -> MapSeries:
    """What `see` shows, by month, or by year where only those are seen; of what is asked, the period is not regarded."""
    require(actor, places.READ)
    if not may(actor, places.PRECISE):
        return _coarse_series(actor, asked)
    resolution = cells.resolution_for(asked.box, MOST_CELLS)
    params = _params(actor, asked, resolution, cells.cells_in(asked.box, resolution))
    of_cells = _SERIES_FINEST if resolution == cells.FINEST else _SERIES.format(place="t.cell")
    of_areas = _all(_SERIES.format(place="t.area"), _params(actor, asked, -1))
    return MapSeries(resolution, _by_month(_all(of_cells, params)), _by_month(of_areas))


def _by_month(rows: Iterable[tuple[Any, ...]]) -> dict[Any, dict[int, int]]:
    result: dict[Any, dict[int, int]] = {}
    for place, month, count in rows:
        if count:
            result.setdefault(place, {})[month] = count
    return result


def _coarse_series(actor: Actor, asked: MapFilter) -> MapSeries:
    """As `_coarse`: sums of the rounded table, and nothing else."""
    rounded = table(actor)
    years = sorted({year for _compartment, _cell, year in rounded})
    seen = {year: _coarse(actor, replace(asked, since=year * 12, until=year * 12 + 11)) for year in years}
    return MapSeries(
        min(cells.resolution_for(asked.box, MOST_CELLS), coarse.RESOLUTION),
        _by_month((cell, year * 12, n) for year, view in seen.items() for cell, n in view.cells.items()),
        _by_month((area, year * 12, n) for year, view in seen.items() for area, n in view.areas.items()),
    )


def points(
    actor: Actor, asked: MapFilter, most: int, *, handed_on: bool = False
) -> list[tuple[int, int, int, int, str]] | None:
    """Number, longitude, latitude (millionths of a degree), month and precision of the incidents of a part of the map and a period that are
    known at a point, or within 25 km of it; None where there are more than `most`. `handed_on`: of sources alone whose terms let rows leave.

    Raises:
        Forbidden: the actor may not see precise places.
    """
    require(actor, places.PRECISE)
    west, south, east, north = (round(value * 1e6) for value in asked.box)
    incidents = places.incidents_for(actor).filter(
        precision__in=cells.precisions_for(coarse.RESOLUTION),
        month__range=(asked.since, asked.until),
        longitude__range=(west, east),
        latitude__range=(south, north),
    )
    if handed_on:
        incidents = incidents.filter(source__redistribution=True)
    if asked.sources:
        incidents = incidents.filter(source__public_id__in=asked.sources)
    if asked.kinds:
        incidents = incidents.filter(kind__in=asked.kinds)
    rows: list[Any] = list(
        incidents.values_list("id", "longitude", "latitude", "month", "precision")[: most + 1]
    )
    return rows if len(rows) <= most else None


def sources_in(actor: Actor, asked: MapFilter, seen: MapView | None = None) -> list[str]:
    """The sources whose incidents are in what the actor sees of a period: in its areas, or in the cells of `seen` alone. None for who may not see
    sources.

    Raises:
        Forbidden: the actor may not see the map.
    """
    require(actor, places.READ)
    if not may(actor, places.PRECISE):
        return []
    params = _params(actor, asked, -1) if seen is None else _params(actor, asked, seen.resolution, seen.cells)
    rows = _all(_SOURCES_FINEST if params["resolution"] == cells.FINEST else _SOURCES, params)
    return sorted(source for (source,) in rows)


def extent(actor: Actor, asked: MapFilter) -> Box | None:
    """The part of the map that what the actor may see of a period fills, whatever part is asked for; None where none of it is placed so finely."""
    require(actor, places.READ)
    if may(actor, places.PRECISE):
        return cells.bounds_of([cell for cell, _n in _all(_CELLS, _params(actor, asked, coarse.RESOLUTION))])
    years = coarse.years_of(asked.since, asked.until)
    return cells.bounds_of(list(coarse.by_cell(table(actor), years)))


def table(actor: Actor) -> dict[coarse.Key, int]:
    """The rounded table of what the actor's compartments have: all that the coarse map is made of."""
    require(actor, places.READ)
    number, last = _all(_STANDS, {})[0]
    return _table(tuple(sorted(actor.compartments)), settings.IFAR_SMALL_CELL, number, last)


@lru_cache(maxsize=16)
def _table(compartments: tuple[str, ...], threshold: int, _number: int, _last: Any) -> dict[coarse.Key, int]:
    """The table as it is after so many acts, of which this is the last: nothing of it changes without another act."""
    rows = _all(_COARSE, {"compartments": list(compartments)})
    counts = {(compartment, cell, year): count for compartment, cell, year, count in rows}
    return coarse.rounded(counts, threshold)


def _coarse(actor: Actor, asked: MapFilter) -> MapView:
    rounded = table(actor)
    years = coarse.years_of(asked.since, asked.until)
    resolution = min(cells.resolution_for(asked.box, MOST_CELLS), coarse.RESOLUTION)
    whole = coarse.by_cell(rounded, years)
    inside = cells.cells_in(asked.box, coarse.RESOLUTION)
    within = whole if inside is None else {cell: whole[cell] for cell in whole.keys() & set(inside)}
    drawn = within if resolution == coarse.RESOLUTION else cells.summed(within, resolution)
    return MapView(
        False,
        resolution,
        drawn,
        _areas_of(whole),
        coarse.by_year(rounded),
        years.start * 12,
        years.stop * 12 - 1,
        sum(whole.values()),
    )


def _areas_of(counts: dict[int, int]) -> dict[str, int]:
    """The numbers of cells as those of the areas in which their middles lie: nothing else is asked of the incidents."""
    middles = [cells.centre(cell) for cell in counts]
    areas = places.finder().areas_at(
        [round(x * 1_000_000) for x, _ in middles], [round(y * 1_000_000) for _, y in middles]
    )
    result: dict[str, int] = {}
    for area, count in zip(areas, counts.values(), strict=True):
        result[area] = result.get(area, 0) + count
    return result


def months_of(actor: Actor) -> tuple[int, int] | None:
    """The first and the last month of which the actor may see something, whole years where only those are seen; None where there is nothing."""
    require(actor, places.READ)
    if not may(actor, places.PRECISE):
        years = coarse.by_year(table(actor))
        return (min(years) * 12, max(years) * 12 + 11) if years else None
    first, last = next(iter(_all(_EXTENT, {"compartments": sorted(actor.compartments)})))
    return None if first is None else (first, last)


def kinds_of(actor: Actor) -> list[str]:
    """The kinds of incidents that there are; none for those who see only the coarse map."""
    if not may(actor, places.PRECISE):
        return []
    return [kind for (kind,) in _all(_KINDS, {"compartments": sorted(actor.compartments)})]


def _all(statement: str, params: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


# for the methods -----------------------------------------------------------------------------------------------------------


_STUDY: Final = """
SELECT s.public_id, {at} AS at, {step} AS step, count(*)::bigint FROM hotspots_incident i JOIN hotspots_source s ON s.id = i.source_id
WHERE s.compartment = ANY(%(compartments)s) AND i.standing = 0 AND i.precision = ANY(%(precisions)s) AND i.last - i.first < %(days)s
  AND i.first >= %(since)s AND i.last <= %(until)s AND (%(sources)s::text[] IS NULL OR s.public_id = ANY(%(sources)s))
  AND (%(kinds)s::text[] IS NULL OR i.kind = ANY(%(kinds)s)) {more} GROUP BY 1, 2, 3
"""
SPANS: Final = {"day": 2, "week": 7, "month": 31}
"""Unit of time -> fewer days than these are known of an incident that is counted by it."""


def precisions_of(resolution: int | None) -> tuple[str, ...]:
    """How exactly a place must be known, to be counted in cells of a resolution; in areas of the first division where None."""
    return cells.IN_AN_AREA if resolution is None else cells.precisions_for(resolution)


def study(
    compartments: Collection[str],
    *,
    since: Any,
    until: Any,
    step: str,
    resolution: int | None,
    sources: Sequence[str] = (),
    kinds: Sequence[str] = (),
) -> dict[tuple[str, str, int], int]:
    """Counts for a method: source, place (cell as text, or code of the area) and step -> how many incidents.

    For services that have asked `require`; what they show of it is theirs to judge.

    Args:
        since, until: the first and the last day.
        step: `day`, `week` or `month`: a step is the number of days from `since`, of whole weeks from `since`, or the month (`cells.month_of`). An
            incident of which the time is known no better than to twice a step is left out.
        resolution: of the cells; None counts by area of the first division.
    """
    steps = {
        "day": "(i.first - %(since)s::date)",
        "week": "((i.first - %(since)s::date) / 7)",
        "month": "i.month",
    }
    at = "i.area" if resolution is None else f"{cells.parent_sql('i.cell', resolution)}::text"
    statement = _STUDY.format(
        at=at, step=steps[step], more="AND i.area <> ''" if resolution is None else "AND i.cell IS NOT NULL"
    )
    params = {
        "compartments": sorted(compartments),
        "precisions": list(precisions_of(resolution)),
        "days": SPANS[step],
        "since": since,
        "until": until,
        "sources": list(sources) or None,
        "kinds": list(kinds) or None,
    }
    return {
        (source, str(place), int(number)): count
        for source, place, number, count in _all(statement, params)
        if number is not None
    }
