"""EARS, CUSUM and the improved Farrington method beside R's surveillance (fixtures/alarms.R), and what they say of quiet series."""

import json
from pathlib import Path

import numpy as np
import pytest

from ifar.errors import Invalid
from ifar.hotspots.statistics.aberration_detection import Farrington, cusum, ears, farrington, seasons
from ifar.hotspots.statistics.counts import at_least, log_linear, log_mass, masses, quantile

R = json.loads(Path(__file__).with_name("fixtures").joinpath("alarms.json").read_text())
COUNTS = np.array(R["counts"], float)


def plain(values):
    return np.array([np.nan if value is None else value for value in values], float)


@pytest.mark.parametrize(("method", "first"), [("C1", 7), ("C2", 9), ("C3", 11)])
def test_ears_is_that_of_surveillance(method, first):
    alarms = ears(COUNTS, method)
    assert alarms.bound[first:] == pytest.approx(plain(R[method]["bound"]), abs=1e-9)
    assert alarms.alarm[first:].tolist() == R[method]["alarm"]
    assert np.isnan(alarms.bound[:first]).all()
    assert not alarms.alarm[:first].any()


def test_cusum_is_that_of_surveillance():
    alarms = cusum(COUNTS[104:], mean=R["cusum"]["mean"])
    assert alarms.score == pytest.approx(plain(R["cusum"]["score"]), abs=1e-9)
    assert alarms.bound == pytest.approx(plain(R["cusum"]["bound"]), abs=1e-9)
    assert alarms.alarm.tolist() == R["cusum"]["alarm"]


def test_the_improved_farrington_method_is_that_of_surveillance():
    alarms = farrington(COUNTS, 299)
    result = R["farrington"]
    assert alarms.expected[299:] == pytest.approx(plain(result["expected"]), rel=1e-6)
    assert alarms.details["dispersion"][299:] == pytest.approx(plain(result["dispersion"]), rel=1e-6)
    assert alarms.bound[299:] == pytest.approx(plain(result["bound"]), abs=1e-9)
    # R's score takes the logarithm of the mean for the mean; whether it is above 1, and so the alarm, comes out the same
    assert alarms.score[299:] == pytest.approx(
        (COUNTS - alarms.expected)[299:] / (alarms.bound - alarms.expected)[299:]
    )
    assert alarms.details["p"][299:] == pytest.approx(plain(result["p"]), rel=1e-5)
    assert alarms.alarm[299:].tolist() == result["alarm"]
    assert alarms.alarm[339:341].all(), "the planted outbreak"


def test_seasons_are_levels_around_the_year():
    level = seasons(300, Farrington())
    assert (level[300 - 52 - 3 : 300 - 52 + 4] == 10).all()
    assert set(level[300 - 104 + 4 : 300 - 52 - 3]) == set(range(1, 10))
    assert (level[274:] == 0).all()
    with pytest.raises(Invalid):
        farrington(COUNTS, 100)


def test_few_cases_are_no_alarm_and_nothing_but_zeros_is_quiet():
    quiet = np.zeros(320)
    quiet[300] = 3
    assert not farrington(quiet, 299).alarm.any()
    quiet[301] = 9
    assert farrington(quiet, 299).alarm[301]


def test_a_quiet_baseline_makes_one_case_an_alarm_unless_a_least_spread_is_set():
    counts = np.array([0] * 10 + [1], float)
    assert ears(counts, "C1").alarm[10]
    assert not ears(counts, "C1", least_sd=0.5).alarm[10]


def test_distributions_add_up_and_agree_with_their_moments():
    for mean, phi in ((3.2, 1.0), (3.2, 2.5), (0.4, 4.0), (250.0, 1.7)):
        p = masses(mean, phi)
        k = np.arange(len(p))
        assert p.sum() == pytest.approx(1, abs=1e-9)
        assert (p * k).sum() == pytest.approx(mean)
        assert (p * (k - mean) ** 2).sum() == pytest.approx(mean * phi, rel=1e-6)
        assert at_least(quantile(0.99, mean, phi) + 1, mean, phi) <= 0.01
    assert log_mass(0, 0.0) == 0


def test_a_log_linear_fit_has_the_scores_of_maximum_likelihood():
    random = np.random.default_rng(1)
    x = np.column_stack([np.ones(200), random.random(200)])
    y = random.poisson(np.exp(0.5 + 1.2 * x[:, 1])).astype(float)
    fit = log_linear(x, y)
    assert fit.converged
    assert x.T @ (y - fit.fitted) == pytest.approx([0, 0], abs=1e-6)
    assert fit.leverage.sum() == pytest.approx(2)
