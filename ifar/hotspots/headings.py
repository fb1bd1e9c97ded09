"""The headings that columns of cases and populations are known by, in English as people write it; hyphens and capitals do not matter. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

HEADINGS: Final[Mapping[str, frozenset[str]]] = {
    "area": frozenset({
        "area", "area id", "area name", "areaid", "cell", "code", "county", "district", "fips", "geoid",
        "id", "loc id", "location", "location id", "locationid", "locid", "municipality", "name",
        "province", "region", "region id", "state", "tract", "unit", "zip", "zone", "zone id",
    }),
    "x": frozenset({
        "centroid x", "coord x", "east", "easting", "lng", "lon", "long", "longitude", "utm x", "x",
        "x coord", "x coordinate", "xcoord",
    }),
    "y": frozenset({
        "centroid y", "coord y", "lat", "latitude", "north", "northing", "utm y", "y", "y coord",
        "y coordinate", "ycoord",
    }),
    "date": frozenset({
        "date", "date of event", "day", "event date", "interval", "month", "period", "time", "week", "year",
    }),
    "count": frozenset({
        "case", "cases", "count", "counts", "deaths", "events", "incidents", "n", "number",
        "number of cases", "obs", "observed",
    }),
    "population": frozenset({
        "at risk", "denominator", "expected", "exposure", "inhabitants", "persons", "pop", "population",
        "population at risk",
    }),
}  # fmt: skip
"""A column's noun -> the words for it."""
LONLAT: Final = frozenset({
        "lat", "latitude", "lng", "lon", "long", "longitude",
})  # fmt: skip
"""Headings that say that places are degrees."""


def plain(heading: str) -> str:
    """A heading without capitals, hyphens, underscores and needless spaces."""
    return re.sub(r"[\s_\-.]+", " ", heading.strip().lower()).strip()
