"""The drill of oversight, small: schemes that another hand hid stand on the list, and most rows are right. `benchmarks/oversight.py` is the whole of it."""

from __future__ import annotations

from benchmarks.oversight import drill


def test_of_forty_hidden_schemes_most_are_found_and_most_rows_are_right():
    result = drill(1, 20_000, every=8)
    assert result["schemes"] == 40
    assert result["found"] >= 26, result["kinds"]
    assert result["precision_mean"] >= 0.5
