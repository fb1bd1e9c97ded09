"""GeoJSON points (RFC 7946) as rows: properties become cells, the point `longitude` and `latitude`; a saved mapping reads them.

RFC 7946 has longitude first and WGS 84 only; files that say otherwise (`crs`, or latitude first) are common, and are told. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from ifar.hotspots.feeds.reading import Row, Unreadable

_WGS84: Final = ("crs84", "epsg::4326", "epsg:4326")


def rows_of(document: Mapping[str, Any]) -> list[Row]:
    """The features as rows, numbered from 1; `id` is the feature's own where it has one.

    A feature without a geometry has no point; one that is no point has one that is no number, so that its row says so.

    Raises:
        Unreadable: this is no collection of features, or its coordinates are said to be in another system.
    """
    if document.get("type") != "FeatureCollection" or not isinstance(document.get("features"), list):
        raise Unreadable("geojson.form")
    crs = document.get("crs")
    if isinstance(crs, Mapping):
        properties = crs.get("properties")
        name = str(properties.get("name", "") if isinstance(properties, Mapping) else "").lower()
        if name and not name.endswith(_WGS84):
            raise Unreadable("geojson.crs", crs=name)
    return [Row(at, _cells(feature)) for at, feature in enumerate(document["features"], 1)]


def _cells(feature: Any) -> dict[str, str]:
    if not isinstance(feature, Mapping):
        return {}
    properties = feature.get("properties")
    cells = {
        str(name): "" if value is None else str(value)
        for name, value in (properties.items() if isinstance(properties, Mapping) else ())
        if not isinstance(value, (Mapping, list))
    }
    if feature.get("id") is not None:
        cells["id"] = str(feature["id"])
    geometry = feature.get("geometry")
    if isinstance(geometry, Mapping):
        at = geometry.get("coordinates")
        point = geometry.get("type") == "Point" and isinstance(at, list) and len(at) >= 2
        cells["longitude"], cells["latitude"] = (str(at[0]), str(at[1])) if point and at else ("?", "?")
    return cells
