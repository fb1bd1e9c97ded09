"""A range of serial numbers counts in whatever form its numbers have."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ifar.bulk.given import MOST, things_of
from ifar.ranges import LONGEST, may_be_range, range_of


@pytest.mark.parametrize(
    ("text", "count", "second"),
    [
        ("AB000001-AB010000", 10_000, "AB000002"),
        ("ab000001 – ab000003", 3, "AB000002"),
        ("A9998-B0002", 5, "A9999"),
        ("AB-0001-AB-0100", 100, "AB-0002"),
        ("1001..1500", 500, "1002"),
        ("12-AZ-34 to 12-BA-33", 100, "12-AZ-35"),
        ("٠٠١-٠٠٣", 3, "002"),
        ("A1-A500", 500, "A2"),
        ("AB 98 - AB 101", 4, "AB 99"),
    ],
)
def test_a_range_counts_like_the_wheels_of_a_counter(text, count, second):
    result = range_of(text)
    assert result is not None
    numbers = list(result)
    assert (len(result), len(numbers), len(set(numbers)), numbers[1]) == (count, count, count, second)
    assert (numbers[0], numbers[-1]) == (result.first, result.last)


@pytest.mark.parametrize(
    "text", ["AB000001", "W-1001", "AB3-AB1", "AB1-AC", "12-34-5", "", "-", "1-1", "A01-A500"]
)
def test_what_is_no_range_is_one_number(text):
    assert range_of(text) is None


def test_whoever_writes_what_may_be_a_range_is_asked():
    assert all(map(may_be_range, ["A01-A500", "A500-A1", "AB3-AB1", "A9-A0010"]))
    assert not any(
        map(may_be_range, ["A1-A500", "W-1001", "12-34-5", "AB1-AC", "AB000001", "2014-G12", "A1-A1"])
    )


@given(
    st.integers(0, 9000), st.integers(1, 900), st.sampled_from(["AB{:05}", "{:06}X", "K.{:04}/7", "A{:05}AA"])
)
def test_every_number_of_a_range_stands_in_it_once(start, more, form):
    first, last = form.format(start), form.format(start + more)
    result = range_of(f"{first}-{last}")
    assert result is not None
    assert list(result) == [form.format(n) for n in range(start, start + more + 1)]


def test_a_list_is_ranges_and_numbers_in_any_order():
    text = "A1-A3; B7\n\n C 9 \t D1، D2"
    assert things_of(text, numbers=True) == ["A1", "A2", "A3", "B7", "C 9", "D1", "D2"]
    assert things_of("A1-A3", numbers=False) == ["A1", "A2", "A3"]
    assert things_of("Beretta 92FS A1-A2", numbers=False) == ["Beretta 92FS A1", "Beretta 92FS A2"]
    assert things_of("A1-A2 S-1", numbers=False, each="seal") == ["A1-A2 S-1"]
    assert len(things_of("A0000001-A9999999", numbers=True)) == MOST + 1


def test_a_range_without_end_is_no_longer_than_a_batch_takes():
    assert len(things_of(f"A{'0' * 58}1-A{'9' * 59}", numbers=True)) == MOST + 1


def test_what_is_longer_than_any_range_is_read_at_once():
    began = time.monotonic()
    (text,) = things_of("1-" * 100_000, numbers=True)
    assert len(text) > LONGEST * 2
    assert time.monotonic() - began < 5
