"""The grid: bits of a cell say which coarser one it lies in, as the library does; how exactly a place is known bounds how fine it counts."""

from __future__ import annotations

from datetime import date

import h3.api.basic_int as h3
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ifar.hotspots.feeds import incident
from ifar.hotspots.maps import cells
from ifar.hotspots.maps.cells import Box

points = st.tuples(st.integers(-180_000_000, 180_000_000), st.integers(-89_000_000, 89_000_000))


@given(points)
def test_the_bits_say_the_parent_and_the_range_of_children(point):
    cell = cells.cell_at(*point)
    for resolution in range(cells.FINEST):
        above = cells.parent(cell, resolution)
        assert above == h3.cell_to_parent(cell, resolution)
        low, high = cells.range_of(above)
        assert low <= cell <= high
        assert cells.resolution_of(above) == resolution


def test_the_range_of_a_cell_holds_no_neighbour():
    cell = h3.latlng_to_cell(10, 10, 5)
    low, high = cells.range_of(cell)
    for other in set(h3.grid_disk(cell, 1)) - {cell}:
        first, last = cells.range_of(other)
        assert last < low or first > high


def test_a_place_counts_no_finer_than_it_is_known():
    assert cells.precisions_for(8) == ("exact",)
    assert cells.precisions_for(5) == ("exact",)
    assert cells.precisions_for(4) == ("exact", "near")
    assert cells.PLACES == incident.PLACES


@pytest.mark.parametrize(
    ("first", "last", "month"),
    [
        ("2026-01-05", "2026-01-05", "2026-01"),
        ("2026-01-30", "2026-02-03", "2026-02"),
        ("2026-01-01", "2026-01-31", "2026-01"),
        ("2026-01-01", "2026-02-01", None),
        ("2026-01-01", "2026-12-31", None),
    ],
)
def test_a_range_counts_in_one_month_or_in_none(first, last, month):
    number = cells.month_within(date.fromisoformat(first), date.fromisoformat(last))
    assert (None if number is None else cells.month_name(number)) == month


@pytest.mark.parametrize("text", ["2026-13", "2026-1", "26-01", "", "2026-00", "２０２６-01"])
def test_what_is_no_month_is_none(text):
    assert cells.month_from(text) is None


def test_the_finest_cells_that_fit_are_taken():
    assert cells.resolution_for(Box(-180, -85, 180, 85), 1200) == 2
    assert cells.resolution_for(Box(-180, 0, 180, 0.001), 1200) == 2, (
        "a thin strip around the world has no few cells"
    )
    assert cells.resolution_for(Box(7, 9, 12, 13), 1200) == 5
    assert cells.resolution_for(Box(9.0, 11.5, 9.05, 11.53), 1200) == 8
    inside = cells.cells_in(Box(7, 9, 12, 13), 5)
    assert h3.latlng_to_cell(9.001, 7.001, 5) in inside
    assert cells.cells_in(Box(-180, -85, 180, 85), 2) is None


def test_a_cell_across_the_date_line_is_drawn_in_one_piece():
    corners = cells.outline(h3.latlng_to_cell(0, 179.99, 2))
    assert max(x for x, _ in corners) - min(x for x, _ in corners) < 10
