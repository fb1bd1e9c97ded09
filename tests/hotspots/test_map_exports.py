"""The map as GeoJSON and GeoPackage: what is seen and no more, with what it is of; rows of sources that forbid it do not leave."""

from __future__ import annotations

import json
import sqlite3
import struct

import pytest

from ifar.hotspots.services import sources
from tests.hotspots.making import ROWS, SAID, a_layer, a_source, loaded

pytestmark = pytest.mark.django_db
ASKED = "?from=2026-01&to=2026-06&box=8.5,10.5,11.5,12.5"


def features(answer, layer):
    return [one for one in json.loads(answer.content)["features"] if one["properties"]["layer"] == layer]


def test_what_is_seen_leaves_as_geojson_and_geopackage(quentin, signed_in, tmp_path):
    a_layer()
    kept, free = a_source(), a_source("Observatory")
    sources.amend_source(
        actor=quentin, source_id=free, said={**SAID, "name": "Observatory", "redistribution": True}
    )
    loaded(kept, ROWS)
    loaded(free, [(f"o{n}", "2026-02-11", 10.4, 11.4 + n / 100, 0, "Dune") for n in range(3)])
    analyst = signed_in("quentin")
    answer = analyst.get(f"/hotspots/map/map.geojson{ASKED}")
    assert answer["Content-Type"] == "application/geo+json"
    assert sum(one["properties"]["incidents"] for one in features(answer, "cells")) == 15
    assert {
        one["properties"]["code"]: one["properties"]["incidents"] for one in features(answer, "areas")
    } == {"P1": 12, "P2": 3}
    points = features(answer, "points")
    assert [one["geometry"]["coordinates"] for one in points] == [[10.4, 11.4], [10.4, 11.41], [10.4, 11.42]]
    notes = json.loads(answer.content)["notes"]
    assert any(note.startswith("12 incidents are left out") for note in notes)
    assert any("2026" in note for note in notes)
    for one in features(answer, "cells"):
        (ring,) = one["geometry"]["coordinates"][0]
        assert ring[0] == ring[-1]
        assert len(ring) >= 6

    file = tmp_path / "map.gpkg"
    file.write_bytes(analyst.get(f"/hotspots/map/map.gpkg{ASKED}").content)
    with sqlite3.connect(file) as opened:
        assert opened.execute("PRAGMA application_id").fetchone() == (0x47504B47,)
        assert opened.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        contents = dict(opened.execute("SELECT table_name, description FROM gpkg_contents"))
        assert set(contents) == {"cells", "areas", "points"}
        assert "12 incidents are left out" in contents["points"]
        assert opened.execute("SELECT sum(incidents) FROM cells").fetchone() == (15,)
        kinds = dict(opened.execute("SELECT table_name, geometry_type_name FROM gpkg_geometry_columns"))
        assert kinds == {"cells": "MULTIPOLYGON", "areas": "MULTIPOLYGON", "points": "POINT"}
        (blob,) = opened.execute("SELECT geom FROM points ORDER BY fid LIMIT 1").fetchone()
        assert struct.unpack("<2sBBiBIdd", blob) == (b"GP", 0, 1, 4326, 1, 1, 10.4, 11.4)
        (blob,) = opened.execute("SELECT geom FROM cells LIMIT 1").fetchone()
        assert struct.unpack_from("<BIIBIII", blob, 8)[:2] == (1, 6)
        extent = opened.execute(
            "SELECT min_x, min_y, max_x, max_y FROM gpkg_contents WHERE table_name = 'points'"
        )
        assert extent.fetchone() == (10.4, 11.4, 10.4, 11.42)

    # Who sees the coarse map gets the rounded table and no point.
    coarse = signed_in("dave").get(f"/hotspots/map/map.geojson{ASKED}")
    assert features(coarse, "points") == []
    assert all(one["properties"]["incidents"] % 5 == 0 for one in json.loads(coarse.content)["features"])
    assert "left out" not in coarse.content.decode()
    assert signed_in("mallory").get(f"/hotspots/map/map.gpkg{ASKED}").status_code == 403
    assert analyst.get(f"/hotspots/map/map.shp{ASKED}").status_code == 404


def test_an_outline_that_was_drawn_lists_what_lies_in_it(quentin, signed_in):
    loaded(a_source(), ROWS)
    analyst = signed_in("quentin")

    def listed(shape: str) -> int:
        return (
            analyst.get("/hotspots/incidents/", {"shape": shape}).content.decode().count('class="row-link"')
        )

    assert listed("") == 12
    assert listed("9.15,11.2;9.235,11.2;9.2,11.4;9.15,11.4") == 2
    assert listed("0,0;1,0;1,1") == 0
    # What is no outline narrows nothing, and reaches no database.
    for wrong in (
        "9,11;10,12",
        "9,11;10,x;9,12",
        "9,11;nan,inf;9,12",
        "1;2;3",
        "(9,11);(10,11);(9,12)",
        ";".join(["9,11"] * 121),
    ):
        assert listed(wrong) == 12, wrong
