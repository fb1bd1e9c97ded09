"""A map as files that other map programs read: GeoJSON (RFC 7946) and GeoPackage (OGC 12-128r19, 1.3). Pure.

All in degrees of WGS 84, longitude first. GeoJSON has all layers in one collection, each feature with the name of its layer; a GeoPackage has a table for
each. What the figures are, of when and whose stands in the file: as members of the collection, as the description of each table. Pure.
"""

from __future__ import annotations

import json
import sqlite3
import struct
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any, Final

Ring = Sequence[Sequence[float]]
Polygons = Sequence[Sequence[Ring]]
"""Each polygon is its rings, the outer one first; a ring ends where it begins."""
TYPES: Final[Mapping[type, str]] = {str: "TEXT", int: "INTEGER", float: "REAL"}
_WGS84: Final = (
    'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563]],PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433],'
    'AUTHORITY["EPSG","4326"]]'
)
_TABLES: Final = """
CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT NOT NULL, srs_id INTEGER PRIMARY KEY, organization TEXT NOT NULL,
    organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT);
CREATE TABLE gpkg_contents (table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE, description TEXT DEFAULT '',
    last_change DATETIME NOT NULL, min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER REFERENCES gpkg_spatial_ref_sys(srs_id));
CREATE TABLE gpkg_geometry_columns (table_name TEXT NOT NULL UNIQUE REFERENCES gpkg_contents(table_name), column_name TEXT NOT NULL,
    geometry_type_name TEXT NOT NULL, srs_id INTEGER NOT NULL REFERENCES gpkg_spatial_ref_sys(srs_id), z TINYINT NOT NULL, m TINYINT NOT NULL,
    PRIMARY KEY (table_name, column_name));
"""


@dataclass(frozen=True, slots=True)
class GeoLayer:
    """A layer of a map.

    Attributes:
        name: of its table, of the characters a-z and _.
        title: what people call it.
        columns: name -> type of what each feature says.
        features: where each lies, a point or polygons, and what it says in the order of the columns.
    """

    name: str
    title: str
    columns: Mapping[str, type]
    features: Sequence[tuple[tuple[float, float] | Polygons, Sequence[Any]]]


def geojson(layers: Iterable[GeoLayer], said: Mapping[str, Any]) -> bytes:
    """One collection of all layers; `said` are members beside its features."""
    features = [
        {
            "type": "Feature",
            "properties": {"layer": layer.name, **dict(zip(layer.columns, values, strict=True))},
            "geometry": {"type": "Point" if _is_point(where) else "MultiPolygon", "coordinates": where},
        }
        for layer in layers
        for where, values in layer.features
    ]
    return json.dumps(
        {"type": "FeatureCollection", **said, "features": features},
        ensure_ascii=False,
        separators=(",", ":"),
    ).encode()


def geopackage(layers: Iterable[GeoLayer], description: str, moment: str) -> bytes:
    """A table for each layer.

    Args:
        moment: when it was made, as `2026-01-31T08:00:00.000Z`.
    """
    with closing(sqlite3.connect(":memory:")) as file:
        file.execute("PRAGMA application_id = 0x47504B47")
        file.execute("PRAGMA user_version = 10300")
        file.executescript(_TABLES)
        file.executemany(
            "INSERT INTO gpkg_spatial_ref_sys VALUES (?, ?, ?, ?, ?, ?)",
            [
                ("WGS 84 geodetic", 4326, "EPSG", 4326, _WGS84, "longitude/latitude in degrees"),
                ("Undefined cartesian", -1, "NONE", -1, "undefined", ""),
                ("Undefined geographic", 0, "NONE", 0, "undefined", ""),
            ],
        )
        for layer in layers:
            _add(file, layer, description, moment)
        file.commit()
        return file.serialize()


def _add(file: sqlite3.Connection, layer: GeoLayer, description: str, moment: str) -> None:
    points = [point for where, _values in layer.features for point in _points(where)]
    x, y = [point[0] for point in points], [point[1] for point in points]
    extent = (min(x), min(y), max(x), max(y)) if points else (None,) * 4
    is_points = bool(layer.features) and _is_point(layer.features[0][0])
    kind = "POINT" if is_points else "MULTIPOLYGON"
    said = "".join(f', "{name}" {TYPES[of]}' for name, of in layer.columns.items())
    file.execute(
        f'CREATE TABLE "{layer.name}" (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, geom {kind}{said})'
    )
    file.execute(
        "INSERT INTO gpkg_contents VALUES (?, 'features', ?, ?, ?, ?, ?, ?, ?, 4326)",
        (layer.name, layer.title, description, moment, *extent),
    )
    file.execute("INSERT INTO gpkg_geometry_columns VALUES (?, 'geom', ?, 4326, 0, 0)", (layer.name, kind))
    marks = ", ".join("?" * (len(layer.columns) + 2))
    file.executemany(
        f'INSERT INTO "{layer.name}" VALUES ({marks})',
        ((None, _binary(where), *values) for where, values in layer.features),
    )


def _is_point(where: Any) -> bool:
    return not isinstance(where[0], Sequence)


def _points(where: Any) -> Iterable[Sequence[float]]:
    return [where] if _is_point(where) else [point for rings in where for point in rings[0]]


def _binary(where: Any) -> bytes:
    """A geometry as a GeoPackage has it: its header (little endian, no envelope, WGS 84), then well-known binary."""
    head = struct.pack("<2sBBi", b"GP", 0, 1, 4326)
    if _is_point(where):
        return head + struct.pack("<BIdd", 1, 1, *where)
    polygons = b"".join(
        struct.pack("<BII", 1, 3, len(rings))
        + b"".join(
            struct.pack("<I", len(ring)) + b"".join(struct.pack("<dd", *point) for point in ring)
            for ring in rings
        )
        for rings in where
    )
    return head + struct.pack("<BII", 1, 6, len(where)) + polygons
