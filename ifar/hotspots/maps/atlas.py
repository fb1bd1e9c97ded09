"""What lies under a map: the States of the world from the files that come with ifar, or the layers that a country supplied instead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Final

import numpy as np
import pycountry
from django.conf import settings
from numpy.typing import NDArray

from ifar.hotspots import feeding
from ifar.hotspots.feeds.faults import Box as Extent
from ifar.hotspots.feeds.faults import Centre, FileContext
from ifar.hotspots.maps import cells
from ifar.hotspots.maps.boundaries import Finder, middle_of, states_of
from ifar.hotspots.maps.cells import Box
from ifar.hotspots.maps.drawing import Lines, View
from ifar.hotspots.models import Area
from ifar.hotspots.selectors import places
from ifar.reference import selectors as reference

VENDOR: Final = Path(settings.ROOT) / "static" / "vendor"
DETAIL: Final = 3
"""A map that draws itself shows so many times as much as a picture: it is asked for more than is seen, and is larger."""
WIDE: Final = 60.0
"""From so many degrees on the coarser file is enough."""


@dataclass(frozen=True, slots=True)
class Ground:
    """The paths of a picture: land; boundaries of States, agreed and disputed; of divisions, agreed and disputed."""

    land: str
    states: str
    disputed: str
    divisions: str
    divisions_disputed: str

    @property
    def is_dashed(self) -> bool:
        """Whether a boundary that is not agreed lies in it."""
        return bool(self.disputed or self.divisions_disputed)


@dataclass(frozen=True, slots=True)
class _Level:
    land: Lines
    agreed: Lines
    disputed: Lines


@lru_cache(maxsize=2)
def _world(name: str) -> _Level:
    states, boundaries = states_of((VENDOR / name).read_text())
    return _Level(
        Lines(ring for state in states for polygon in state.shape for ring in polygon),
        Lines(line for claimed, line in boundaries if not claimed),
        Lines(line for claimed, line in boundaries if claimed),
    )


@lru_cache(maxsize=4)
def _supplied(layers: tuple[str, ...]) -> _Level:
    """Areas are insert-only, so a layer says for ever what it says; its public identifier is used once, whatever the database."""
    rows = list(
        Area.objects.filter(layer__public_id__in=layers).order_by("id").values_list("disputed", "shape")
    )
    rings = [(disputed, ring) for disputed, shape in rows for polygon in shape for ring in polygon]
    return _Level(
        Lines(ring for _, ring in rings),
        Lines(ring for disputed, ring in rings if not disputed),
        Lines(ring for disputed, ring in rings if disputed),
    )


def ground(view: View) -> Ground:
    """The ground of a view. A country that supplied boundaries of States has drawn the world as it sees it; else it is Natural Earth's."""
    of_states = tuple(standing_layer.public_id for standing_layer in places.standing_layers(0))
    of_divisions = tuple(standing_layer.public_id for standing_layer in places.standing_layers(1))
    return _drawn(view.box, of_states, of_divisions)


@lru_cache(maxsize=128)
def _drawn(box: Box, of_states: tuple[str, ...], of_divisions: tuple[str, ...]) -> Ground:
    view = View(box)
    states, divisions = _levels(box, of_states, of_divisions)
    return Ground(
        states.land.path(view, closed=True),
        states.agreed.path(view, closed=bool(of_states)),
        states.disputed.path(view, closed=bool(of_states)),
        divisions.agreed.path(view, closed=True) if divisions else "",
        divisions.disputed.path(view, closed=True) if divisions else "",
    )


def _levels(
    box: Box, of_states: tuple[str, ...], of_divisions: tuple[str, ...]
) -> tuple[_Level, _Level | None]:
    """States and first divisions of a part of the map."""
    wide = box.east - box.west > WIDE
    states = (
        _supplied(of_states) if of_states else _world("countries-110m.json" if wide else "countries.json")
    )
    return states, _supplied(of_divisions) if of_divisions else None


def lines(view: View) -> dict[str, list[list[list[float]]]]:
    """The same ground in degrees, for a map that draws it itself."""
    of_states = tuple(standing_layer.public_id for standing_layer in places.standing_layers(0))
    of_divisions = tuple(standing_layer.public_id for standing_layer in places.standing_layers(1))
    states, divisions = _levels(view.box, of_states, of_divisions)
    return {
        "land": states.land.degrees(view, DETAIL),
        "states": states.agreed.degrees(view, DETAIL),
        "disputed": [
            *states.disputed.degrees(view, DETAIL),
            *(divisions.disputed.degrees(view, DETAIL) if divisions else ()),
        ],
        "divisions": divisions.agreed.degrees(view, DETAIL) if divisions else [],
    }


def areas(view: View) -> list[tuple[str, str, list[list[list[list[float]]]]]]:
    """The areas of the first division in a view: code, name, and their polygons in degrees."""
    of_divisions = tuple(standing_layer.public_id for standing_layer in places.standing_layers(1))
    rows = (
        (code, name, [rings for polygon in polygons if (rings := polygon.degrees(view, DETAIL))])
        for code, name, polygons in _polygons(of_divisions)
    )
    return [row for row in rows if row[2]]


@lru_cache(maxsize=4)
def _polygons(layers: tuple[str, ...]) -> list[tuple[str, str, list[Lines]]]:
    """As `_supplied`, each area by itself, a polygon with its holes."""
    rows = (
        Area.objects.filter(layer__public_id__in=layers).order_by("id").values_list("code", "name", "shape")
    )
    return [(code, name, [Lines(polygon) for polygon in shape]) for code, name, shape in rows]


def names_in(box: Box, most: int) -> list[tuple[float, float, str, str]]:
    """What is written on a part of the map, what matters most first: longitude, latitude, name, and whether it is a State, an area or a town."""
    of_states = tuple(standing_layer.public_id for standing_layer in places.standing_layers(0))
    of_divisions = tuple(standing_layer.public_id for standing_layer in places.standing_layers(1))
    rows = [(*row, "area") for row in _middles(of_divisions)]
    if of_states:
        rows = [*((*row, "state") for row in _middles(of_states)), *rows]
    else:
        words = reference.words("country")
        rows = [*((x, y, words.get(code, name), "state") for x, y, name, code in _state_names()), *rows]
    there = [row for row in rows if box.west <= row[0] <= box.east and box.south <= row[1] <= box.north]
    # An invented country lies where other towns are.
    is_invented = bool(of_states) and settings.IFAR_COUNTRY == "XX"
    return there[:most] + ([] if is_invented else _towns_in(box, most))


@lru_cache(maxsize=4)
def _middles(layers: tuple[str, ...]) -> list[tuple[float, float, str]]:
    rows = Area.objects.filter(layer__public_id__in=layers).order_by("id").values_list("name", "shape")
    return [(*middle_of(shape), name) for name, shape in rows]


@lru_cache(maxsize=1)
def _state_names() -> list[tuple[float, float, str, str]]:
    """Middle, name and alpha-2 code of each State, the largest first."""
    states, _lines = states_of((VENDOR / "countries.json").read_text())
    states.sort(key=lambda state: (state.bounds[0] - state.bounds[2]) * (state.bounds[3] - state.bounds[1]))
    return [(*middle_of(state.shape), state.name, _alpha_2(state.code)) for state in states]


def _alpha_2(numeric: str) -> str:
    country = pycountry.countries.get(numeric=numeric)
    return country.alpha_2 if country else ""


def _towns_in(box: Box, most: int) -> list[tuple[float, float, str, str]]:
    """The largest towns of a part of the map (GeoNames)."""
    points, names = _towns()
    inside = (points >= (box.west, box.south)).all(axis=1) & (points <= (box.east, box.north)).all(axis=1)
    return [(*points[at].tolist(), names[at], "town") for at in np.flatnonzero(inside)[:most].tolist()]


@lru_cache(maxsize=1)
def _towns() -> tuple[NDArray[np.float64], list[str]]:
    """Points and names of the towns that come with ifar, the largest first."""
    rows = [line.split(",", 3) for line in (VENDOR / "places.csv").read_text().splitlines()]
    return np.array([(float(x), float(y)) for x, y, *_rest in rows]), [row[3] for row in rows]


def home() -> Box | None:
    """The part of the map that the supplied divisions fill, else the supplied States; None where nothing was supplied."""
    for level in (1, 0):
        layers = tuple(standing_layer.public_id for standing_layer in places.standing_layers(level))
        if layers and (box := _supplied(layers).land.bounds()):
            return box.grown(0.04)
    return None


def states_at(longitudes: Sequence[int], latitudes: Sequence[int]) -> list[str]:
    """The name of the State in which each point lies (millionths of a degree), by the States that the country supplied, else by Natural Earth's;
    empty at sea."""
    supplied = tuple(standing_layer.public_id for standing_layer in places.standing_layers(0))
    return _states(supplied).areas_at(longitudes, latitudes)


@lru_cache(maxsize=4)
def _states(supplied: tuple[str, ...]) -> Finder:
    if supplied:
        rows = Area.objects.filter(layer__public_id__in=supplied).order_by("id")
        return Finder(rows.values_list("name", "shape"))
    states, _lines = states_of((VENDOR / "countries.json").read_text())
    return Finder((state.name, state.shape) for state in states)


def on_land(some: Sequence[int]) -> list[bool]:
    """Whether each cell has land: its middle or a corner lies in a State or in an area of the first division."""
    longitudes, latitudes, begins = [], [], [0]
    for cell in some:
        for x, y in (cells.centre(cell), *cells.outline(cell)):
            longitudes.append(round((x - 360 if x > 180 else x) * 1e6))
            latitudes.append(round(y * 1e6))
        begins.append(len(longitudes))
    states = states_at(longitudes, latitudes)
    areas = places.finder().areas_at(longitudes, latitudes)
    there = [bool(state or area) for state, area in zip(states, areas, strict=True)]
    return [any(there[a:b]) for a, b in pairwise(begins)]


def known(kind: str) -> FileContext:
    """What points of a source's file are held against: extents of States by name, middles of States and provinces, and for tables of the
    country's own the extent of its layer."""
    layers = tuple(standing_layer.public_id for standing_layer in places.standing_layers(1))
    own = home() if kind in feeding.MAPPED and layers else None
    extent = Extent(*own).wider(1.0) if own else None
    countries, centres = _known_states()
    return FileContext(extent, countries, (*centres, *_centres(layers)))


@lru_cache(maxsize=1)
def _known_states() -> tuple[dict[str, Extent], tuple[Centre, ...]]:
    states, _lines = states_of((VENDOR / "countries.json").read_text())
    extents = {
        state.name: Extent(*(value / 1_000_000 for value in state.bounds)).wider(0.5) for state in states
    }
    return extents, tuple(Centre(*middle_of(state.shape), "country", state.name) for state in states)


@lru_cache(maxsize=4)
def _centres(layers: tuple[str, ...]) -> tuple[Centre, ...]:
    rows = Area.objects.filter(layer__public_id__in=layers).order_by("id").values_list("name", "shape")
    return tuple(Centre(*middle_of(shape), "province", name) for name, shape in rows)


def warm() -> None:
    """Read the files of the world once, before the first map is asked for."""
    for name in ("countries.json", "countries-110m.json"):
        _world(name)
    _states(())
