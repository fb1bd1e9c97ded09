"""Persons of FEBRL and Splink: ifar finds the true pairs better than Splink's defaults, in the same run, and without the easy columns."""

import sys

import pytest

from tests.realdata.linked import FILES, by_ifar, by_splink, judged, table_of, truth


@pytest.mark.parametrize("name", FILES)
def test_f1_is_above_that_of_splinks_defaults(real_data, name, capsys):
    heads, rows = table_of(real_data / "noise" / name)
    true = truth(heads, rows)
    ours, theirs = judged(by_ifar(heads, rows), true), judged(by_splink(heads, rows), true)
    with capsys.disabled():
        sys.stdout.write(f"\n{name}: ifar {ours} F1 {ours.f1:.4f}; Splink {theirs} F1 {theirs.f1:.4f}\n")
    assert ours.f1 > theirs.f1
    assert ours.f1 > 0.97


@pytest.mark.parametrize(
    ("name", "without", "least"),
    [
        ("febrl_dataset1.csv", {"identity"}, 0.98),
        ("febrl_dataset1.csv", {"identity", "born"}, 0.92),
        ("febrl_dataset1.csv", {"street", "house", "postcode"}, 0.97),
        ("splink_fake_1000.csv", {"email"}, 0.90),
    ],
)
def test_it_does_not_hang_on_one_column(real_data, name, without, least):
    heads, rows = table_of(real_data / "noise" / name)
    assert judged(by_ifar(heads, rows, without), truth(heads, rows)).f1 > least
