"""What places are called: areas by their names; cells by the place that sources name there, by the area or the State that they lie in.

A place is told with its own area: the one in which most incidents of that name lie, in the cell and in those around it. A cell beside a place,
in another area than it or without a name of its own, is near it and in its own area.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import h3.api.basic_int as h3
from django.db import connection
from django.utils.translation import get_language

from ifar.hotspots import feeding, report_texts
from ifar.hotspots.maps import atlas, cells
from ifar.hotspots.selectors import places

_TOWNS: Final = """
SELECT w.cell, t.place, t.area, count(*)::int, mode() WITHIN GROUP (ORDER BY ARRAY[t.longitude, t.latitude])
FROM unnest(%(cells)s::bigint[], %(low)s::bigint[], %(high)s::bigint[]) AS w (cell, low, high) CROSS JOIN LATERAL (
    SELECT coalesce(nullif(i.texts ->> 'place', ''), i.texts ->> 'district') AS place, i.area, i.longitude, i.latitude
    FROM hotspots_incident i JOIN hotspots_source s ON s.id = i.source_id
    WHERE i.standing = 0 AND i.cell BETWEEN w.low AND w.high AND i.precision = ANY(%(precisions)s)
      AND s.compartment = ANY(%(compartments)s) AND s.kind <> %(tips)s LIMIT 200) AS t
WHERE t.place <> '' GROUP BY w.cell, t.place, t.area
"""
TOWN: Final = 4
"""The coarsest cells that a town stands for."""
Place = tuple[str, str]
"""A town, and the name of the area in which it lies."""


@dataclass(frozen=True, slots=True)
class Name:
    """What a place is called: a town within its area, or near it and in an area; one of both alone where the other is not known."""

    town: str = ""
    area: str = ""
    near: bool = False

    def kept(self) -> str | dict[str, str]:
        """As a record keeps it: words in no language, or what is put into them (`report_texts.place`)."""
        same = self.town.casefold() == self.area.casefold()
        if self.near and not same:
            return {"near": self.town, "in": self.area}
        if self.town and self.area and not same:
            return f"{self.town} ({self.area})"
        return self.area if same or self.near else self.town or self.area


def names_of(
    compartments: Collection[str], layer: str, codes: Iterable[str], *, towns: Collection[str] | None = None
) -> dict[str, str]:
    """What places are called in the language of the reader; a code that is no place stays as it is.

    Args:
        compartments: whose sources are asked what a place is called. What people told is never asked.
        towns: codes of which a town may be named; all where None. The others are told no more exactly than by the area that they lie in.
    """
    language = (get_language() or "en")[:2]
    return {
        code: report_texts.place(name.kept(), language)
        for code, name in names(compartments, layer, codes, towns=towns).items()
    }


def names(
    compartments: Collection[str], layer: str, codes: Iterable[str], *, towns: Collection[str] | None = None
) -> dict[str, Name]:
    """What places are called, in no language yet; as `names_of`."""
    wanted = dict.fromkeys(codes)
    named = places.named_areas()
    if layer == "area":
        return {code: Name(area=named.get(code, code)) for code in wanted}
    known = {code: cell for code in wanted if (cell := cells.of_code(code))}
    asked = {cell for code, cell in known.items() if towns is None or code in towns}
    ring = {cell: h3.grid_disk(cell, 1) for cell in asked if cells.resolution_of(cell) >= TOWN}
    rows = _rows(compartments, {item for some in ring.values() for item in some})
    points = [*map(cells.centre, known.values()), *((x / 1e6, y / 1e6) for *_rest, (x, y) in rows)]
    lies = _areas_at(points, named)
    around = dict(zip(known.values(), lies, strict=False))
    result = _cell_names(ring, _counted(rows, lies[len(known) :], named), around)
    return {
        code: result.get(known[code]) or Name(area=around[known[code]] or _degrees(known[code]))
        if code in known
        else Name(area=code)
        for code in wanted
    }


def _areas_at(points: Iterable[tuple[float, float]], named: Mapping[str, str]) -> list[str]:
    """The area of the first division in which each point lies, else the State; empty in the open sea."""
    some = list(points)
    longitudes, latitudes = ([round(row[n] * 1e6) for row in some] for n in (0, 1))
    states = atlas.states_at(longitudes, latitudes)
    areas = places.finder().areas_at(longitudes, latitudes)
    return [named.get(area, "") or state for area, state in zip(areas, states, strict=True)]


def _cell_names(
    ring: Mapping[int, Collection[int]], there: Mapping[int, Counter[Place]], around: Mapping[int, str]
) -> dict[int, Name]:
    """The names of those cells in which, or beside which, a source names a place.

    Args:
        ring: cell -> it and its neighbours.
        there: cell -> the places that sources name in it.
        around: cell -> what the area of its middle is called.
    """
    result: dict[int, Name] = {}
    for cell, some in ring.items():
        own = there.get(cell, Counter())
        beside = sum((there.get(number, Counter()) for number in some), Counter[Place]())
        if not beside:
            continue
        town = _most((place, number) for (place, _area), number in (own or beside).items())
        home = _most((area, number) for (place, area), number in beside.items() if place == town and area)
        inside = bool(own) and (home in ("", around[cell]) or (town, home) in own)
        result[cell] = Name(town, home) if inside else Name(town, around[cell], near=True)
    return result


def _most(counted: Iterable[tuple[str, int]]) -> str:
    """What is counted most; of equals the first in order, so that a name does not depend on how rows lie in the database."""
    sums = Counter[str]()
    for name, number in counted:
        sums[name] += number
    return min(sums, key=lambda text: (-sums[text], text), default="")


def _rows(compartments: Collection[str], some: Collection[int]) -> list[tuple[int, str, str, int, list[int]]]:
    """Cell, place, code of the area, how often a source names it there, and where."""
    if not some:
        return []
    ranges = {cell: cells.range_of(cell) for cell in sorted(some)}
    params: dict[str, Any] = {
        "cells": list(ranges), "low": [low for low, _ in ranges.values()], "high": [high for _, high in ranges.values()],
        "precisions": list(cells.precisions_for(max(map(cells.resolution_of, ranges)))), "tips": feeding.TIPS,
        "compartments": sorted(compartments),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_TOWNS, params)
        rows: list[tuple[int, str, str, int, list[int]]] = cursor.fetchall()
    return rows


def _counted(
    rows: Iterable[tuple[int, str, str, int, list[int]]], lies: Iterable[str], named: Mapping[str, str]
) -> dict[int, Counter[Place]]:
    """Cell -> how often sources name each place of it; the area by the incident's own code, else by where the point lies."""
    result: dict[int, Counter[Place]] = defaultdict(Counter)
    for (cell, place, code, number, _point), at in zip(rows, lies, strict=True):
        result[cell][place, named.get(code, "") or at] += number
    return result


def _degrees(cell: int) -> str:
    """The middle of a cell in degrees: of which nobody knows a name."""
    longitude, latitude = cells.centre(cell)
    return f"{latitude:.2f}, {longitude:.2f}"
