"""Boundaries: a layer is checked whole and its faults name features; TopoJSON becomes States with their lines; points find their area."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random

import pytest

import ifar
from ifar.hotspots.maps import boundaries, drawing
from ifar.hotspots.maps.cells import Box

SQUARE = [[0, 0], [2, 0], [2, 2], [0, 2], [0, 0]]


def layer(*features):
    return json.dumps({"type": "FeatureCollection", "features": list(features)})


def feature(ring, code="A", name="One", kind="Polygon", **more):
    return {
        "properties": {"code": code, "name": name, **more},
        "geometry": {"type": kind, "coordinates": [ring]},
    }


def test_a_sound_layer_is_read():
    areas, wrong = boundaries.areas_of(
        layer(feature(SQUARE, disputed=True), feature([[x + 2, y] for x, y in SQUARE], "B"))
    )
    assert wrong == []
    assert [(area.code, area.disputed, area.bounds[2]) for area in areas] == [
        ("A", True, 2_000_000),
        ("B", False, 4_000_000),
    ]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{", "form"),
        ("[" * 200_000, "form"),
        (layer(feature(SQUARE)).replace("0", "1e999", 1), "geometry"),
        (layer(feature(SQUARE) | {"properties": ["code"]}), "unnamed"),
        (layer({**feature(SQUARE), "geometry": {"type": "MultiPolygon", "coordinates": [[]]}}), "ring"),
        (layer(), "empty"),
        (layer(feature(SQUARE), feature(SQUARE)), "twice"),
        (layer(feature(SQUARE, name="")), "unnamed"),
        (layer(feature([[500000, 0], [500001, 0], [500001, 1], [500000, 0]])), "projected"),
        (layer(feature([[1, 120], [2, 120], [2, 121], [1, 120]])), "swapped"),
        (layer(feature(SQUARE[:-1])), "ring"),
        (
            layer(
                {
                    "properties": {"code": "A", "name": "x"},
                    "geometry": {"type": "Point", "coordinates": [1, 1]},
                }
            ),
            "geometry",
        ),
        (layer({"properties": {"code": "A", "name": "x"}, "geometry": None}), "geometry"),
    ],
)
def test_what_is_wrong_names_the_feature(text, code):
    _areas, wrong = boundaries.areas_of(text)
    assert [reason.code for reason in wrong] == [f"hotspots.layer.{code}"]


def test_points_find_their_area_and_holes_are_outside():
    hole = [[0.5, 0.5], [1.5, 0.5], [1.5, 1.5], [0.5, 1.5], [0.5, 0.5]]
    shape = [[[[round(x * 1e6), round(y * 1e6)] for x, y in ring] for ring in (SQUARE, hole)]]
    finder = boundaries.Finder([("A", shape)])
    assert finder.areas_at([250_000, 1_000_000, 3_000_000], [250_000, 1_000_000, 1_000_000]) == ["A", "", ""]


def test_few_points_lie_where_many_do():
    """Few are held against all extents in one step; where areas overlap, the first has the point either way."""
    corners = [(x, y, x + 3, y + 2) for x in range(0, 40, 2) for y in range(0, 20, 2)]
    shapes = [
        [[[[round(1e6 * x), round(1e6 * y)] for x, y in ((w, s), (e, s), (e, n), (w, n), (w, s))]]]
        for w, s, e, n in corners
    ]
    finder = boundaries.Finder((f"A{at}", shape) for at, shape in enumerate(shapes))
    chance = Random(1)
    points = [
        (chance.randrange(-(10**6), 45 * 10**6), chance.randrange(-(10**6), 24 * 10**6)) for _ in range(1_200)
    ]
    together = finder.areas_at([x for x, _ in points], [y for _, y in points])
    assert together == [finder.areas_at([x], [y])[0] for x, y in points]
    assert "" in together
    assert len(set(together)) > len(shapes) // 2


def test_the_worlds_states_have_their_lines_and_those_that_are_not_agreed_are_marked():
    path = Path(ifar.__file__).parent / "static" / "vendor" / "countries-110m.json"
    if not path.exists():
        pytest.skip("the vendored files are not set up")
    states, lines = boundaries.states_of(path.read_text())
    finder = boundaries.Finder((state.code, state.shape) for state in states)
    assert finder.areas_at([2_350_000, 31_200_000], [48_850_000, 30_000_000]) == ["250", "818"]
    assert 0 < sum(disputed for disputed, _ in lines) < len(lines) / 10


def test_a_view_has_the_form_of_the_picture_and_stays_in_the_world():
    for box in (Box(7, 9, 12, 13), Box(-180, -90, 180, 90), Box(179, 10, 179.001, 10.001), Box(0, 84, 1, 89)):
        view = drawing.fitted(box)
        assert -180 <= view.box.west < view.box.east <= 180
        assert -90 <= view.box.south < view.box.north <= 90
        for moved in (view.moved(0.4, 0), view.moved(0, -0.4), drawing.fitted(view.zoomed(0.5)).box):
            assert -180.001 <= moved.west < moved.east <= 180.001


@pytest.mark.parametrize("counts", [[1], [1, 2], [1, 3, 900], [5, 10, 35], [7] * 50, list(range(1, 4000, 7))])
def test_classes_are_told_apart_and_cover_all(counts):
    least = min(counts)
    breaks = drawing.breaks_of(counts, least)
    assert breaks == sorted(set(breaks))
    assert breaks[0] == least
    assert len(breaks) <= drawing.CLASSES
    rows = drawing.legend(breaks, max(counts))
    for count in counts:
        tone = drawing.tone_of(count, breaks)
        _tone, first, last = rows[tone - 1]
        assert first <= count <= last
