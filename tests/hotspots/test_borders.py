"""Which areas border each other: by an edge or a corner, however they were drawn; islands by what is nearest."""

from __future__ import annotations

import datetime as dt
import itertools

import numpy as np
import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from ifar.hotspots.maps.borders import NEAR, touching
from ifar.hotspots.maps.boundaries import Shape
from ifar.hotspots.models import Source
from ifar.hotspots.selectors import places, tables
from ifar.hotspots.selectors.tables import RunScope
from ifar.hotspots.statistics.weights import attached, of_pairs
from tests.hotspots.making import a_layer, a_source, loaded, square

MICRO = 1_000_000


def block(west: float, south: float, east: float, north: float, *, points: int = 1) -> Shape:
    """A rectangle in degrees, with so many points along each side."""
    corners = [(west, south), (east, south), (east, north), (west, north), (west, south)]
    ring = [
        [round((x1 + (x2 - x1) * n / points) * MICRO), round((y1 + (y2 - y1) * n / points) * MICRO)]
        for (x1, y1), (x2, y2) in itertools.pairwise(corners)
        for n in range(points)
    ]
    return [[[*ring, ring[0]]]]


def test_w17_areas_touch_by_an_edge_or_a_corner_and_by_nothing_else() -> None:
    shapes = [
        block(0, 0, 1, 1),
        block(1, 0, 2, 1),  # beside it
        block(1, 1, 2, 2),  # at its corner
        block(2.01, 0, 3, 1),  # near, and apart
        block(0.2, -1, 0.8, 0),  # along a part of its edge, with no corner in common
        block(10, 10, 11, 11),
    ]
    assert sorted(touching(shapes)) == [(0, 1), (0, 2), (0, 4), (1, 2)]
    assert touching([]) == []


def test_w17_boundaries_drawn_apart_or_with_other_points_are_one() -> None:
    apart = NEAR * 0.9 / MICRO
    assert touching([block(0, 0, 1, 1, points=7), block(1 + apart, 0, 2, 1, points=5)]) == [(0, 1)]
    assert touching([block(0, 0, 1, 1), block(1 + 2 * apart, 0, 2, 1)]) == []
    # At 60° north a degree of longitude is half as long.
    assert touching([block(0, 60, 1, 61), block(1 + 1.9 * apart, 60, 2, 61)]) == [(0, 1)]
    # Drawn over each other, with no point near the other's edge.
    assert touching([block(0, 0.4, 3, 0.6), block(1.4, -1, 1.6, 2)]) == [(0, 1)]


def test_w17_a_hole_touches_what_fills_it() -> None:
    with_hole = [[block(0, 0, 3, 3)[0][0], block(1, 1, 2, 2)[0][0]]]
    assert touching([with_hole, block(1, 1, 2, 2)]) == [(0, 1)]


@settings(max_examples=30, deadline=None)
@given(st.integers(2, 5), st.integers(1, 4), st.randoms(use_true_random=False))
def test_w17_a_lattice_of_squares_has_the_contiguity_of_queens(side: int, points: int, random) -> None:
    at = [(x, y) for x in range(side) for y in range(side)]
    random.shuffle(at)
    rows = touching([block(x, y, x + 1, y + 1, points=points) for x, y in at])
    wanted = {
        (i, j)
        for i, (x, y) in enumerate(at)
        for j, (u, v) in enumerate(at)
        if i < j and max(abs(x - u), abs(y - v)) == 1
    }
    assert set(rows) == wanted
    assert len(rows) == len(wanted)


def test_w17_an_island_borders_what_is_nearest_and_nobody_else() -> None:
    points = np.array([[0.0, 0.0], [1.0, 0.0], [5.0, 0.0], [np.nan, np.nan]])
    near = attached(of_pairs([0, 1], [1, 0], 4), points)
    assert [near.to[near.start[at] : near.start[at + 1]].tolist() for at in range(4)] == [
        [1],
        [0, 2],
        [1],
        [],
    ]


@pytest.mark.django_db
def test_w17_a_run_by_areas_counts_as_neighbours_those_that_touch() -> None:
    a_layer(square("XX-1", 30, 3), square("XX-2", 31, 3), square("XX-3", 33, 3))
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    loaded(a_source(), [("i1", yesterday.isoformat(), 30.5, 3.5, 0, "Isle")])
    compartment = Source.objects.get().compartment
    table = tables.look(
        RunScope(compartment, "area", "week", yesterday - dt.timedelta(days=200), yesterday)
    ).table
    assert set(table.places) >= {"XX-1", "XX-2", "XX-3"}
    at = {code: n for n, code in enumerate(table.places)}
    near = table.neighbours
    beside = {
        code: {table.places[item] for item in near.to[near.start[n] : near.start[n + 1]]}
        for code, n in at.items()
    }
    assert beside["XX-1"] == {"XX-2"}
    assert beside["XX-2"] == {"XX-1", "XX-3"}
    assert beside["XX-3"] == {"XX-2"}
    assert places.bordering()["XX-1"] == {"XX-2"}
