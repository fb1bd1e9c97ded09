"""Smoothed rates, emerging classes, ST-DBSCAN, effects and forecasts, each beside an independent calculation."""

import itertools
import math

import numpy as np
import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from ifar.errors import Invalid
from ifar.hotspots.models import Effect
from ifar.hotspots.services import effects
from ifar.hotspots.statistics import intervention_effect
from ifar.hotspots.statistics.counts import log_mass
from ifar.hotspots.statistics.emerging import classified, mann_kendall
from ifar.hotspots.statistics.forecast import BASELINE, MODELS, back_test, crps, hit_rate, interval
from ifar.hotspots.statistics.intervention_effect import compared, interrupted, newey_west
from ifar.hotspots.statistics.rates import smoothed, smoothed_locally
from ifar.hotspots.statistics.st_dbscan import st_dbscan
from ifar.hotspots.statistics.weights import of_lattice, of_pairs
from ifar.hotspots.views import charts


def marshall(cases, people):
    b = sum(cases) / sum(people)
    s2 = sum(n * (c / n - b) ** 2 for c, n in zip(cases, people, strict=True)) / sum(people)
    a = max(0.0, s2 - b / (sum(people) / len(people)))
    return [b + a / (a + b / n) * (c / n - b) if a else b for c, n in zip(cases, people, strict=True)]


def test_rates_are_drawn_to_the_mean_as_marshall_has_it():
    cases, people = [0, 3, 40, 2, 9], [50, 900, 2000, 100, 300]
    assert smoothed(np.array(cases), np.array(people)) == pytest.approx(marshall(cases, people))
    assert np.isnan(smoothed(np.array([0, 5]), np.array([0, 100]))[0])
    assert smoothed(np.zeros(3), np.full(3, 10.0)).tolist() == [0, 0, 0]


def test_local_rates_are_those_of_each_neighbourhood():
    random = np.random.default_rng(4)
    at = np.arange(25)
    near = of_lattice(at % 5, at // 5)
    people = random.integers(50, 3000, 25).astype(float)
    cases = random.poisson(people * random.gamma(4, 0.005, 25)).astype(float)
    result = smoothed_locally(cases, people, near)
    for i in range(25):
        some = [i, *near.to[near.start[i] : near.start[i + 1]]]
        assert result[i] == pytest.approx(marshall(cases[some].tolist(), people[some].tolist())[0])


def test_mann_kendall_is_the_count_of_rising_pairs():
    # Gilbert (1987): 10, 22, 21, 30, 22, 30, 40, 41 -> S = 22 rising less falling, ties at 22 and 30
    y = [10, 22, 21, 30, 22, 30, 40, 41]
    s = sum((b > a) - (b < a) for a, b in itertools.combinations(y, 2))
    variance = (8 * 7 * 21 - 2 * (2 * 1 * 9)) / 18
    z, p = mann_kendall(np.array(y, float))
    assert z == pytest.approx((s - 1) / math.sqrt(variance))
    assert p == pytest.approx(math.erfc(z / math.sqrt(2)))
    assert mann_kendall(np.full(9, 2.0)) == (0.0, 1.0)


@pytest.mark.parametrize(
    ("steps", "kind"),
    [
        ("0000000001", "new hot"),
        ("0000000111", "consecutive hot"),
        ("1111111111", "persistent hot"),
        ("1111111110", "historical hot"),
        ("0101001001", "sporadic hot"),
        ("0-01001001", "oscillating hot"),
        ("0000110000", "none"),
        ("000000000-", "new cold"),
        ("---------0", "historical cold"),
        ("-----+++11", "oscillating hot"),
    ],
)
def test_classes_are_those_that_esri_publishes(steps, kind):
    noise = np.random.default_rng(2).permutation(10) * 1e-3
    z = np.array([{"1": 3.0, "+": 1.0, "-": -3.0, "0": 0.5}[s] for s in steps]) + (
        noise if kind.startswith("pers") else 0
    )
    believed = np.array([s in "1-" for s in steps])
    if kind == "oscillating hot" and steps.startswith("-----"):
        believed = np.array([s == "-" or at in (5, 9) for at, s in enumerate(steps)])
    assert classified(z[None], believed[None]) == [kind]


def test_a_spot_that_is_always_hot_may_grow_or_fade():
    rising = np.arange(10) * 0.3 + 2
    always = np.ones((1, 10), bool)
    assert classified(rising[None], always) == ["intensifying hot"]
    assert classified(rising[None, ::-1], always) == ["diminishing hot"]
    assert classified(-rising[None], always) == ["intensifying cold"]
    with pytest.raises(Invalid):
        classified(np.zeros((2, 1)), np.zeros((2, 1), bool))


def dbscan(points, time, radius, span, least):
    """The textbook's loop."""
    n = len(points)
    near = [
        [j for j in range(n) if math.dist(points[i], points[j]) <= radius and abs(time[i] - time[j]) <= span]
        for i in range(n)
    ]
    core = [len(near[i]) >= least for i in range(n)]
    group, number = [-1] * n, 0
    for i in range(n):
        if not core[i] or group[i] >= 0:
            continue
        todo, group[i] = [i], number
        while todo:
            at = todo.pop()
            for j in near[at]:
                if group[j] < 0 and core[j]:
                    group[j] = number
                    todo.append(j)
        number += 1
    for i in range(n):
        if not core[i]:
            group[i] = min((group[j] for j in near[i] if core[j]), default=-1)
    return group


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32), st.integers(1, 60), st.integers(2, 5))
def test_groups_are_those_of_the_textbooks_loop(seed, n, least):
    random = np.random.default_rng(seed)
    points, time = random.random((n, 2)), random.random(n) * 10
    result = st_dbscan(points, time, radius=0.2, span=2.0, least=least)
    assert result.tolist() == dbscan(points.tolist(), time.tolist(), 0.2, 2.0, least)


def test_newey_west_without_lags_is_white_and_with_them_the_printed_sum():
    random = np.random.default_rng(1)
    x = np.column_stack([np.ones(30), random.random(30)])
    e = random.standard_normal(30)
    bread = np.linalg.inv(x.T @ x)
    white = sum(e[t] ** 2 * np.outer(x[t], x[t]) for t in range(30))
    assert newey_west(x, e, 0) == pytest.approx(bread @ white @ bread)
    more = white + sum(
        (1 - lag / 3) * e[t] * e[t - lag] * (np.outer(x[t], x[t - lag]) + np.outer(x[t - lag], x[t]))
        for lag in (1, 2)
        for t in range(lag, 30)
    )
    assert newey_west(x, e, 2) == pytest.approx(bread @ more @ bread)


def test_a_planted_fall_is_measured_and_its_interval_holds_it_as_often_as_it_says():
    held = 0
    for seed in range(200):
        random = np.random.default_rng(seed)
        y = 30 + 0.1 * np.arange(60) - 8 * (np.arange(60) >= 35) + random.standard_normal(60) * 3
        change, _ = interrupted(y, 35, lag=0)
        held += change.low <= -8 <= change.high
    assert held / 200 == pytest.approx(0.95, abs=0.06)
    assert "one_area" in change.caveats
    with pytest.raises(Invalid):
        interrupted(np.arange(5.0), 1)


def test_difference_in_differences_is_the_difference_of_the_means_changes():
    treated = np.array([[10, 12, 5, 5], [20, 18, 12, 10]], float)
    others = np.array([[9, 9, 9, 9], [14, 14, 13, 15], [7, 9, 8, 8]], float)
    effect = compared(treated, others, 2)
    changes = np.array([-6, -8]), np.array([0, 0, 0])
    assert effect.value == pytest.approx(-7)
    assert effect.error == pytest.approx(math.sqrt(changes[0].var(ddof=1) / 2))
    assert effect.low < -7 < effect.high
    assert "few" in effect.caveats
    alone = compared(treated[:1], others[:1], 2)
    assert math.isnan(alone.error)
    assert "one_area" in alone.caveats


def test_areas_that_moved_apart_before_are_a_caveat():
    time = np.arange(20)
    random = np.random.default_rng(1)
    treated = 10 + 2 * time + random.standard_normal((4, 20)) * 0.1
    others = 10 + random.standard_normal((4, 20)) * 0.1
    assert "unparallel" in compared(treated, others, 10).caveats


def test_crps_is_the_expected_distance_less_half_the_spread():
    for mean, phi, came in ((3.0, 1.0, 5), (2.0, 2.5, 0), (12.0, 1.0, 30)):
        k = np.arange(400)
        p = np.exp(log_mass(k, mean, phi))
        hand = (p * np.abs(k - came)).sum() - 0.5 * (
            p[:, None] * p[None] * np.abs(k[:, None] - k[None])
        ).sum()
        assert crps(came, mean, phi) == pytest.approx(hand, abs=1e-6)


def test_hit_rate_counts_what_lay_in_the_areas_of_highest_forecast():
    came = np.array([5, 1, 0, 4, 0, 0, 0, 0, 0, 0], float)
    assert hit_rate(np.arange(10)[::-1], came, 0.1) == 0.5
    assert hit_rate(np.arange(10)[::-1], came, 0.25) == 0.6
    assert hit_rate(np.ones(10), came, 0.3) == pytest.approx(0.3), (
        "knowing nothing finds what is drawn by lot"
    )


def test_a_season_is_foretold_by_what_knows_of_seasons_and_noise_by_nothing():
    random = np.random.default_rng(5)
    wave = 6 + 5 * np.sin(2 * np.pi * np.arange(60) / 12)
    seasonal = random.poisson(wave, (30, 60))
    scores = {score.model: score for score in back_test(seasonal, first=36)}
    assert set(scores) == set(MODELS)
    assert scores["last season"].beats
    assert scores["last season"].gain > 0.2
    assert not scores[BASELINE].beats
    flat = {score.model: score for score in back_test(random.poisson(4, (30, 60)), first=36)}
    assert abs(flat["regression"].gain) < 0.03
    assert not flat["last season"].beats


def test_intervals_hold_what_comes_as_often_as_they_say():
    random = np.random.default_rng(6)
    counts = random.negative_binomial(4, 0.4, (400, 40))
    low, high = interval(MODELS[BASELINE](counts[:, :39].astype(float), 1, 12), 0.8)
    inside = ((low <= counts[:, 39]) & (counts[:, 39] <= high)).mean()
    assert 0.77 <= inside <= 0.93
    with pytest.raises(Invalid):
        back_test(counts[:, :5])


def test_an_area_without_cases_is_not_impossible():
    counts = np.zeros((4, 24))
    counts[0] = 3
    for model in MODELS.values():
        expected = model(counts, 1, 12)
        assert (expected.mean > 0).all()
        assert np.isfinite(log_mass(1, expected.mean, expected.dispersion)).all()


def test_pairs_named_twice_count_once():
    assert of_pairs(np.array([0, 0]), np.array([1, 1]), 2, np.array([1.0, 2.0])).weight.tolist() == [2.0]


@pytest.mark.parametrize(
    ("low", "high", "caveats", "shown", "weak"),
    [
        ("-4.20", "-0.31", ["regression"], "fell", False),
        ("-4.20", "-0.31", ["regression", "few"], "fell", True),
        ("0.10", "2.00", ["regression", "one_area"], "rose", True),
        ("0.10", "2.00", ["regression"], "rose", False),
        ("-1.00", "2.00", ["regression"], "nothing", True),
        ("-1.00", "0.00", ["regression"], "nothing", True),
        ("", "", ["regression", "one_area"], "none", True),
    ],
)
def test_w15_what_is_said_of_an_effect_is_what_its_interval_shows(low, high, caveats, shown, weak):
    row = {"name": "difference", "value": "-2.00", "low": low, "high": high, "caveats": caveats}
    assert (intervention_effect.shown(row), effects.weak_of(row)) == (shown, weak)
    effect_verdict = charts.effect_verdict(Effect(result=[row], weak=weak))
    assert ("No effect" in effect_verdict["words"] or "no effect" in effect_verdict["words"]) is (
        shown in ("none", "nothing")
    )
    assert ("below zero" in effect_verdict["words"]) is (shown == "fell")
    assert ("above zero" in effect_verdict["words"]) is (shown == "rose")
    assert ("Weak evidence" in effect_verdict["words"]) is (weak and shown != "nothing")
    assert (effect_verdict["tone"] == "good") is (shown == "fell" and not weak)


def test_w15_a_change_here_alone_is_told_as_no_effect():
    rows = [
        {"name": "difference", "value": "0.00", "low": "-0.03", "high": "0.04", "caveats": []},
        {"name": "slope", "value": "-0.04", "low": "-0.07", "high": "-0.01", "caveats": []},
    ]
    words = charts.effect_verdict(Effect(result=rows, weak=True))["words"]
    assert "of that comparison holds zero" in words
    assert "may have changed elsewhere too" in words
    assert "elsewhere" not in charts.effect_verdict(Effect(result=rows[:1], weak=True))["words"]
    with translation.override("fr"):
        assert charts.effect_rows(Effect(result=rows))[1]["low"] == "-0,07"
