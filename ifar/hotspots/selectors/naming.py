"""What places are called: areas by their names; cells by the place that sources name there, by the area or the State that they lie in."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any, Final

from django.db import connection

from ifar.hotspots import atlas, cells, feeding
from ifar.hotspots.selectors import places

_TOWNS: Final = """
SELECT w.code, (SELECT mode() WITHIN GROUP (ORDER BY t.place) FROM (
    SELECT coalesce(nullif(i.texts ->> 'place', ''), i.texts ->> 'district') AS place
    FROM hotspots_incident i JOIN hotspots_source s ON s.id = i.source_id
    WHERE i.standing = 0 AND i.cell BETWEEN w.low AND w.high AND i.precision = ANY(%(precisions)s)
      AND s.compartment = ANY(%(compartments)s) AND s.kind <> %(tips)s LIMIT 200) AS t WHERE t.place <> '')
FROM unnest(%(codes)s::text[], %(low)s::bigint[], %(high)s::bigint[]) AS w (code, low, high)
"""
TOWN: Final = 4
"""The coarsest cells that a town stands for."""


def names_of(
    compartments: Collection[str], layer: str, codes: Iterable[str], *, towns: Collection[str] | None = None
) -> dict[str, str]:
    """What places are called; a code that is no place stays as it is.

    Args:
        compartments: whose sources are asked what a place is called. What people told is never asked.
        towns: codes of which a town may be named; all where None. The others are told no more exactly than by the area that they lie in.
    """
    wanted = dict.fromkeys(codes)
    named = places.named_areas()
    if layer == "area":
        return {code: named.get(code, code) for code in wanted}
    known = {code: cell for code in wanted if (cell := cells.of_code(code))}
    areas = dict(zip(known, _around(known.values(), named), strict=True))
    of = _towns(compartments, {code: cell for code, cell in known.items() if towns is None or code in towns})
    return {
        code: _together(of.get(code, ""), areas.get(code, ""), known.get(code, 0)) or code for code in wanted
    }


def _around(some: Iterable[int], named: Mapping[str, str]) -> list[str]:
    """The area of the first division in which the middle of each cell lies, else the State; empty in the open sea."""
    middles = [cells.centre(cell) for cell in some]
    longitudes, latitudes = ([round(one[n] * 1e6) for one in middles] for n in (0, 1))
    states = atlas.states_at(longitudes, latitudes)
    found = places.finder().areas_at(longitudes, latitudes)
    return [named.get(area, "") or state for area, state in zip(found, states, strict=True)]


def _towns(compartments: Collection[str], known: dict[str, int]) -> dict[str, str]:
    fine = {code: cell for code, cell in known.items() if cells.resolution_of(cell) >= TOWN}
    if not fine:
        return {}
    ranges = [cells.range_of(cell) for cell in fine.values()]
    params: dict[str, Any] = {
        "codes": list(fine), "low": [low for low, _ in ranges], "high": [high for _, high in ranges], "tips": feeding.TIPS,
        "precisions": list(cells.precisions_for(max(map(cells.resolution_of, fine.values())))), "compartments": sorted(compartments),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_TOWNS, params)
        return {code: place for code, place in cursor.fetchall() if place}


def _together(town: str, area: str, cell: int) -> str:
    """A place within its area; where nobody knows a name, the point in degrees."""
    if town and area and town.casefold() != area.casefold():
        return f"{town} ({area})"
    if town or area or not cell:
        return town or area
    longitude, latitude = cells.centre(cell)
    return f"{latitude:.2f}, {longitude:.2f}"
