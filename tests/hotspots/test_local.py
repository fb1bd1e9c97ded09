"""Gi*, local Moran and weights beside esda and libpysal on generated places, p within Monte Carlo error; false discoveries."""

import json
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ifar.errors import Invalid
from ifar.hotspots.statistics.discovery import adjusted, two_sided
from ifar.hotspots.statistics.gi import gi_star
from ifar.hotspots.statistics.moran import QUADRANTS, local_moran
from ifar.hotspots.statistics.permutations import neighbours_sums
from ifar.hotspots.statistics.weights import (
    Weights,
    of_band,
    of_lattice,
    of_nearest,
    of_neighbours,
    of_pairs,
)

CASES = json.loads(Path(__file__).with_name("fixtures").joinpath("local.json").read_text())
NAMES = [case["name"] for case in CASES]


def weights_of(case):
    pairs = [(i, j) for i, near in enumerate(case["neighbours"]) for j in near]
    table = np.array(pairs)
    return of_pairs(table[:, 0], table[:, 1], len(case["values"]))


def neighbours(weights):
    return [weights.to[weights.start[i] : weights.start[i + 1]].tolist() for i in range(weights.n)]


def folded(reached, number):
    """The smaller side's p as esda counts it."""
    return (np.minimum(reached, number - reached) + 1) / (number + 1)


def close_to_esda(drawn, theirs, number, *, turned=None):
    """Each of esda's p-values lies between that of sums that reach the observed one and that of those above it: rounding decides on ties."""
    turned = np.zeros(len(theirs), bool) if turned is None else turned
    item = folded(np.where(turned, number - drawn.above, drawn.reached), number)
    other = folded(np.where(turned, number - drawn.reached, drawn.above), number)
    between = (np.minimum(item, other) <= theirs) & (theirs <= np.maximum(item, other))
    return between | close_p(item, theirs, number) | close_p(other, theirs, number)


def close_p(ours, theirs, number):
    """Two p-values from so many permutations each, four and a half standard errors apart at most."""
    ours, theirs = np.asarray(ours), np.asarray(theirs)
    error = np.sqrt(np.maximum(theirs * (1 - theirs), 0.5 / number) * 2 / number)
    return np.abs(ours - theirs) <= 4.5 * error + 2 / number


@pytest.mark.parametrize("case", CASES, ids=NAMES)
def test_gi_star_is_that_of_esda(case):
    local = gi_star(np.array(case["values"]), weights_of(case), permutations=9999, seed=3)
    assert local.value == pytest.approx(case["gi"]["value"], abs=1e-9)
    assert local.z == pytest.approx(case["gi"]["z"], abs=1e-9)
    near, values = weights_of(case), np.array(case["values"])
    drawn = neighbours_sums(values, near, near.summed(values), 9999, 3)
    assert close_to_esda(drawn, case["gi"]["p"], 9999).all()
    assert local.p_one == pytest.approx(folded(drawn.reached, 9999))
    low, high = (drawn.reached + 1) / 10_000, (9999 - drawn.above + 1) / 10_000
    assert local.p == pytest.approx(np.minimum(1, 2 * np.minimum(low, high)))


@pytest.mark.parametrize("case", CASES, ids=NAMES)
def test_local_moran_is_that_of_esda(case):
    near = weights_of(case)
    moran = local_moran(np.array(case["values"]), near, permutations=9999, seed=3)
    n = near.n
    some = near.number > 0
    assert moran.local.value == pytest.approx(case["moran"]["value"], abs=1e-9)
    # esda's mean and variance are those of Sokal's statistic, n/(n - 1) times its own
    z = (np.array(case["moran"]["value"]) * n / (n - 1) - case["moran"]["mean"]) / np.sqrt(
        np.array(case["moran"]["variance"])
    )
    assert moran.local.z[some] == pytest.approx(z[some], abs=1e-9)
    assert (moran.quadrant[some] + 1 == np.array(case["moran"]["quadrant"])[some]).all()
    z = np.array(case["values"]) - np.mean(case["values"])
    rows = near.standardised()
    drawn = neighbours_sums(z, rows, rows.summed(z), 9999, 3)
    assert close_to_esda(drawn, np.array(case["moran"]["p"]), 9999, turned=z < 0)[some].all()
    assert moran.local.p_one == pytest.approx(
        folded(np.where(z < 0, 9999 - drawn.above, drawn.reached), 9999)
    )


@pytest.mark.parametrize("case", CASES, ids=NAMES)
def test_weights_are_those_of_libpysal(case):
    if case["points"] is None:
        at = np.arange(72)
        built = of_lattice(at % 8, at // 8)
    elif case["name"] == "five nearest":
        built = of_nearest(np.array(case["points"]), 5)
    else:
        built = of_band(np.array(case["points"]), 0.22)
    assert [sorted(some) for some in neighbours(built)] == case["neighbours"]


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32), st.booleans())
def test_permutations_are_fair_draws_without_the_place_itself(seed, alike):
    random = np.random.default_rng(seed)
    n = 7
    values = random.integers(0, 9, n).astype(float)
    table = np.array(
        [(i, j) for i in range(n) for j in range(n) if i != j and random.random() < 0.5] or [(0, 1)]
    )
    near = of_pairs(table[:, 0], table[:, 1], n, None if alike else random.random(len(table)) + 0.1)
    _, _, mean, spread = neighbours_sums(values, near, near.summed(values), 4000, seed)
    for i in range(n):
        others = np.delete(values, i)
        w = near.weight[near.start[i] : near.start[i + 1]]
        variance = others.var(ddof=1) * ((w**2).sum() - w.sum() ** 2 / (n - 1))
        assert mean[i] == pytest.approx(
            others.mean() * w.sum(), abs=5 * math.sqrt(max(variance, 0) / 4000) + 1e-9
        )
        assert spread[i] == pytest.approx(math.sqrt(max(variance, 0)), rel=0.12, abs=1e-6)


def test_unequal_weights_are_permuted_as_equal_ones_are():
    case = CASES[0]
    near = weights_of(case)
    values = np.array(case["values"])
    nearly = Weights(near.start, near.to, near.weight * np.where(np.arange(len(near.to)) == 0, 1 + 1e-13, 1))
    drawn, other = (neighbours_sums(values, w, w.summed(values), 199, 5) for w in (near, nearly))
    assert drawn[0].tolist() == other[0].tolist()
    assert drawn.above.tolist() == other.above.tolist()
    assert drawn.mean == pytest.approx(other.mean)
    assert drawn.spread == pytest.approx(other.spread)


def printed_z(values, full):
    """Getis-Ord Gi* as Ord & Getis (1995) print it, for a full matrix of weights with its diagonal."""
    n, mean = len(values), values.mean()
    spread = np.sqrt((values**2).mean() - mean**2)
    whole, squares = full.sum(axis=1), (full**2).sum(axis=1)
    return (full @ values - mean * whole) / (spread * np.sqrt((n * squares - whole**2) / (n - 1)))


@pytest.mark.parametrize("standardised", [True, False])
def test_w33_gi_star_takes_the_own_weight_of_a_place_as_it_is_given(standardised):
    rng = np.random.default_rng(8)
    column, row = np.arange(36) % 6, np.arange(36) // 6
    near = of_lattice(column, row).with_self()
    near = near.standardised() if standardised else near
    full = np.zeros((36, 36))
    full[near.of(), near.to] = near.weight
    values = rng.poisson(4, 36).astype(float)
    assert np.allclose(gi_star(values, near).z, printed_z(values, full))


def test_w33_gi_star_refuses_weights_in_which_only_some_places_are_their_own_neighbours():
    near = of_pairs(np.array([0, 0, 1, 2]), np.array([0, 1, 2, 1]), 3)
    with pytest.raises(Invalid, match="own neighbours"):
        gi_star(np.array([1.0, 2.0, 4.0]), near)


def test_gi_star_with_weights_of_any_size_is_the_printed_formula():
    random = np.random.default_rng(2)
    n = 12
    values = random.random(n)
    full = random.random((n, n))
    np.fill_diagonal(full, 0)
    item, other = np.nonzero(full)
    local = gi_star(values, of_pairs(item, other, n, full[item, other]))
    np.fill_diagonal(full, 1)
    assert local.z == pytest.approx(printed_z(values, full), abs=1e-12)
    assert local.p == pytest.approx(two_sided(local.z))


def test_where_all_values_are_equal_nothing_is_said():
    at = np.arange(16)
    near = of_lattice(at % 4, at // 4, "rook")
    assert np.isnan(gi_star(np.full(16, 3.0), near).z).all()
    assert np.isnan(local_moran(np.full(16, 3.0), near).local.p).all()


def test_a_hot_corner_is_high_among_high_and_believed():
    at = np.arange(100)
    values = np.where((at % 10 < 3) & (at // 10 < 3), 20.0, np.random.default_rng(1).poisson(2, 100))
    near = of_lattice(at % 10, at // 10)
    assert gi_star(values, near, permutations=999).q[11] < 0.05
    moran = local_moran(values, near)
    assert QUADRANTS[moran.quadrant[11]] == "high-high"
    assert moran.local.q[11] < 0.05


def test_hexagons_have_six_neighbours_and_any_index_will_do():
    column, row = np.meshgrid(np.arange(-3, 4), np.arange(-3, 4))
    near = of_lattice(column.ravel(), row.ravel(), "hexagon")
    assert near.number[24] == 6
    by_name = of_neighbours(["a", "b", "c"], {"a": "b", "b": "ac", "c": "bz"}.__getitem__)
    assert neighbours(by_name) == [[1], [0, 2], [1]]


def test_near_pairs_are_all_of_them_and_no_others():
    points = np.random.default_rng(3).random((300, 2))
    weights = of_band(points, 0.1)
    far = np.sqrt(((points[:, None] - points[None]) ** 2).sum(-1))
    assert [sorted(some) for some in neighbours(weights)] == [
        [j for j in range(300) if j != i and far[i, j] <= 0.1] for i in range(300)
    ]


def test_rows_are_standardised_and_islands_stay_empty():
    near = of_pairs(np.array([0, 0, 1]), np.array([1, 2, 0]), 4, np.array([1.0, 3.0, 2.0])).standardised()
    assert near.summed().tolist() == [1, 1, 0, 0]
    assert near.weight.tolist() == [0.25, 0.75, 1]
    with pytest.raises(Invalid):
        of_pairs(np.array([0]), np.array([9]), 4)
    with pytest.raises(Invalid):
        of_nearest(np.zeros((3, 2)), 3)


def test_false_discoveries_are_adjusted_as_published():
    # Benjamini & Hochberg 1995, section 3.1: fifteen p-values of which four are believed at 0.05
    p = np.array(
        [
            0.0001,
            0.0004,
            0.0019,
            0.0095,
            0.0201,
            0.0278,
            0.0298,
            0.0344,
            0.0459,
            0.3240,
            0.4262,
            0.5719,
            0.6528,
            0.7590,
            1.0,
        ]
    )
    assert (adjusted(p) <= 0.05).sum() == 4
    assert adjusted(p)[:4] == pytest.approx([0.0015, 0.003, 0.0095, 0.035625])
    assert adjusted(p, "by")[0] == pytest.approx(0.0015 * sum(1 / i for i in range(1, 16)))
    assert np.isnan(adjusted(np.array([np.nan, 0.01]))[0])
    assert adjusted(np.array([np.nan, 0.01]))[1] == 0.01
