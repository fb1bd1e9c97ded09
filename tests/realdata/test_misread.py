"""Misread serials of three registers: ifar is never behind plain Levenshtein, and near the best that Bayes allows.

A small version of `benchmarks/misread.py`; of so few readings the shares waver by some points, so the bounds are wide.
"""

import pytest

from ifar.registry.confusions import MEASURED
from tests.realdata.misreads import Errors, halves, shares, tried
from tests.realdata.test_confusions import TABLE


@pytest.mark.parametrize(
    ("kind", "errors", "behind"),
    [("dense", 1, 6), ("dense", 2, 8), ("mixed", 1, 5), ("mixed", 2, 7), ("sparse", 2, 2)],
)
def test_true_serials_come_first(real_data, kind, errors, behind):
    errors_of_the_other_half = Errors(halves(real_data / TABLE, 1)[1])
    told = shares(tried(kind, errors, errors_of_the_other_half, MEASURED, rows=2000, reads=120, seed=1))
    for at in (0, 1):
        ifar, alone, levenshtein, best = (
            told[way][at] for way in ("together", "alone", "levenshtein", "bayes")
        )
        assert ifar >= levenshtein
        assert alone >= levenshtein - 1
        assert ifar >= best - behind
    assert abs(told["score"][0] - told["together"][0]) < 12, "the scores are probabilities"
