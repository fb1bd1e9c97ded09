"""What those see who may not see precise places is a function of one rounded table, and each number of that tells a range as wide as the threshold."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ifar.hotspots.maps import cells, coarse

CELLS = [cells.cell_at(7_000_000 + n * 900_000, 9_000_000 + n * 400_000, coarse.RESOLUTION) for n in range(8)]
keys = st.tuples(st.sampled_from(["police", "civilian"]), st.sampled_from(CELLS), st.integers(2020, 2026))
tables = st.dictionaries(keys, st.integers(0, 60), max_size=30)


@given(tables, st.integers(2, 12), st.data())
def test_registers_that_differ_within_the_ranges_give_the_same_table(counts, threshold, data):
    table = coarse.rounded(counts, threshold)
    other = {
        key: (count - count % threshold) + data.draw(st.integers(0, threshold - 1))
        for key, count in counts.items()
    }
    assert coarse.rounded(other, threshold) == table
    assert all(number % threshold == 0 and number >= threshold for number in table.values())


@given(tables, st.integers(2, 12))
def test_sums_are_sums_of_what_was_rounded(counts, threshold):
    table = coarse.rounded(counts, threshold)
    years = range(2020, 2027)
    assert sum(coarse.by_cell(table, years).values()) == sum(table.values())
    assert sum(coarse.by_cell(table, years, 2).values()) == sum(table.values())
    assert sum(coarse.by_year(table).values()) == sum(table.values())
    assert sum(table.values()) <= sum(counts.values())


def test_a_threshold_that_hides_nothing_is_refused():
    with pytest.raises(ValueError, match="hides nothing"):
        coarse.rounded({}, 1)


def test_a_period_is_widened_to_whole_years():
    assert list(coarse.years_of(2025 * 12 + 3, 2026 * 12)) == [2025, 2026]
