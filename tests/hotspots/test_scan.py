"""The scan beside a brute-force implementation, on small grids of every kind; p-values, replicates, secondary clusters."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from ifar.errors import Invalid
from ifar.hotspots.statistics.circles import circles, distance, places
from ifar.hotspots.statistics.likelihood import (
    gumbel_p,
    least_expected,
    log_ratio,
    most_expected,
    rank_p,
)
from ifar.hotspots.statistics.scan import Choices, Study, permutation_expected, replicates_of, scan
from ifar.hotspots.statistics.windows import Windows
from tests.hotspots import brute


@st.composite
def studies(draw):
    random = np.random.default_rng(draw(st.integers(0, 2**32)))
    wide, high = draw(st.integers(2, 4)), draw(st.integers(1, 4))
    times = draw(st.sampled_from([1, 1, 2, 5, 8]))
    n = wide * high
    x, y = (np.arange(n) % wide).astype(float), (np.arange(n) // wide).astype(float)
    shape = draw(st.sampled_from(["grid", "scattered", "some at one place"]))
    if shape == "scattered":  # a grid has ties of distance, scattered places have none
        x, y = random.random(n), random.random(n)
    elif shape == "some at one place":
        x[n // 2], y[n // 2] = x[0], y[0]
    counts = random.poisson(draw(st.sampled_from([0.2, 1.0, 6.0])), (n, times))
    counts[random.integers(n), random.integers(times)] += draw(st.integers(2, 12))
    model = draw(st.sampled_from(["poisson", "uneven", "permutation"])) if times > 1 else "poisson"
    population = random.integers(1, 50, n).astype(float)
    if model == "permutation":
        expected = permutation_expected(counts)
    elif model == "uneven":
        expected = random.random((n, times)) + 0.05
    else:
        expected = np.outer(population, np.ones(times))
    expected = expected * counts.sum() / expected.sum()
    rates = draw(st.sampled_from(["high", "low", "both"]))
    choices = Choices(
        share=draw(st.sampled_from([0.3, 0.5, 1.0])), prospective=draw(st.booleans()), rates=rates,
        longest=draw(st.integers(1, times)), replicates=0, workers=1, ties=draw(st.sampled_from(["single", "together"])),
    )  # fmt: skip
    areas = [f"a{i}" for i in range(n)]
    return Study(
        areas, x, y, counts, expected, model="permutation" if model == "permutation" else "poisson"
    ), choices


def by_hand(study, choices):
    return brute.best(
        study.x.tolist(), study.y.tolist(), study.counts.tolist(), study.expected.tolist(), choices.share, choices.longest,
        alive=choices.prospective, high=choices.rates != "low", low=choices.rates != "high", ties=choices.ties,
    )  # fmt: skip


def windows_of(study, choices):
    around = circles(
        places(study.x, study.y, lonlat=False), study.expected.sum(axis=1), choices.share, choices.ties
    )
    return Windows(
        study.expected, around, choices.longest, alive=choices.prospective,
        high=choices.rates != "low", low=choices.rates != "high",
    )  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(studies())
def test_the_best_window_of_each_centre_is_that_of_looking_at_every_window(case):
    study, choices = case
    hand = by_hand(study, choices)
    windows = windows_of(study, choices)
    assert windows.number == sum(
        1 for _ in brute.windows(study.x.tolist(), study.y.tolist(), study.expected.tolist(), choices.share, choices.longest, choices.prospective, choices.ties)
    )  # fmt: skip
    result = {item.centre: item for item in windows.best(study.counts, 0.0, each=True)}
    assert set(result) == {centre for centre, some in hand.items() if max(some)[0] > 1e-9}
    for centre, value in result.items():
        best = max(ratio for ratio, *_ in hand[centre])
        assert value.llr == pytest.approx(best, abs=1e-9)
        members = set(windows.circles.order[centre, : value.last + 1].tolist())
        assert any(
            set(some) == members
            and (start, end) == (value.start, value.start + value.length)
            and ratio > best - 1e-9
            for ratio, some, start, end, *_ in hand[centre]
        )


@settings(max_examples=40, deadline=None)
@given(studies(), st.floats(0, 6))
def test_the_largest_of_all_is_found_above_any_floor_by_cells_and_by_cases(case, floor):
    study, choices = case
    hand = by_hand(study, choices)
    best = max((ratio for some in hand.values() for ratio, *_ in some), default=0.0)
    windows = windows_of(study, choices)
    area, time = np.divmod(
        np.repeat(np.arange(study.counts.size), study.counts.ravel()), study.counts.shape[1]
    )
    for singly in ({}, {"area": area, "time": time}):
        result = windows.best(study.counts, floor, each=False, **singly)
        if best > floor + 1e-9:
            assert result[0].llr == pytest.approx(best, abs=1e-9)
        elif best < floor - 1e-9:
            assert result == []


@settings(max_examples=40, deadline=None)
@given(studies())
def test_clusters_share_no_area_and_come_in_order_of_likelihood(case):
    study, choices = case
    try:
        result = scan(study, choices)
    except Invalid:
        assume(
            len(set(zip(study.x, study.y, strict=True))) > 1
        )  # at one place no circle tells anything apart
        raise
    hand = by_hand(study, choices)
    if result.clusters:
        first = result.clusters[0]
        best = max(ratio for some in hand.values() for ratio, *_ in some)
        assert first.llr == pytest.approx(best, abs=1e-9)
        assert any(c == first.observed and e == pytest.approx(first.expected) for some in hand.values() for ratio, _, _, _, c, e in some if ratio > best - 1e-9)  # fmt: skip
    taken = [m for cluster in result.clusters for m in cluster.members]
    assert len(taken) == len(set(taken))
    assert [round(c.llr, 9) for c in result.clusters] == sorted(
        (round(c.llr, 9) for c in result.clusters), reverse=True
    )


def planted(times=1, seed=3):
    random = np.random.default_rng(seed)
    n = 36
    x, y = (np.arange(n) % 6).astype(float), (np.arange(n) // 6).astype(float)
    counts = random.poisson(4.0, (n, times))
    near = [i for i in range(n) if np.hypot(x[i] - 1, y[i] - 1) <= 1]
    counts[near, times - 1] += 9
    expected = np.full((n, times), counts.sum() / n / times)
    return Study([str(i) for i in range(n)], x, y, counts, expected), {str(i) for i in near}


def test_a_planted_cluster_is_found_with_its_areas_and_a_small_p():
    study, near = planted()
    result = scan(study, Choices(replicates=199))
    first = result.clusters[0]
    assert set(first.members) == near
    assert first.p == pytest.approx(1 / 200)
    assert first.members[0] == first.centre == "7"
    assert first.radius == pytest.approx(1)
    assert scan(study, Choices(replicates=199, p="gumbel")).clusters[0].p < 1 / 200


def test_replicates_are_the_scan_of_their_own_counts():
    study, _ = planted(times=4)
    for model in ("poisson", "permutation"):
        expected = permutation_expected(study.counts) if model == "permutation" else study.expected
        this = Study(study.areas, study.x, study.y, study.counts, expected, model=model)
        result = scan(this, Choices(replicates=12, seed=5, workers=2))
        choices = Choices(longest=2)
        for counts, largest in zip(replicates_of(this, 12, 5), result.maxima, strict=True):
            assert counts.sum() == study.counts.sum()
            if model == "permutation":
                assert (counts.sum(axis=1) == study.counts.sum(axis=1)).all()
                assert (counts.sum(axis=0) == study.counts.sum(axis=0)).all()
            hand = by_hand(Study(study.areas, study.x, study.y, counts, expected), choices)
            assert largest == pytest.approx(max(r for some in hand.values() for r, *_ in some), abs=1e-9)


def test_the_same_seed_gives_the_same_p_whatever_the_threads():
    study, _ = planted(times=3)
    result, two = (scan(study, Choices(replicates=39, workers=w)) for w in (1, 2))
    assert result.clusters == two.clusters
    assert scan(study, Choices(replicates=39, seed=2)).maxima.tolist() != result.maxima.tolist()


def test_p_is_uniform_where_there_is_nothing():
    random = np.random.default_rng(1)
    x, y = random.random(20), random.random(20)
    expected = np.full((20, 1), 5.0)
    below = 0
    for seed in range(60):
        counts = np.bincount(random.integers(20, size=100), minlength=20)[:, None]
        first = scan(
            Study([str(i) for i in range(20)], x, y, counts, expected),
            Choices(replicates=39, seed=seed, workers=1),
        ).clusters[0]
        below += first.p <= 0.2
    assert 2 <= below <= 24  # 12 expected; four standard deviations either way


def test_prospective_windows_last_until_the_end():
    study, near = planted(times=5)
    first = scan(study, Choices(prospective=True, replicates=19)).clusters[0]
    assert (first.first, first.last) == (4, 4)
    assert set(first.members) == near


def test_an_area_without_a_place_counts_in_the_whole_and_is_in_no_circle():
    study, near = planted()
    x = np.append(study.x, np.nan)
    counts = np.vstack([study.counts, [[30]]])
    expected = np.full((37, 1), counts.sum() / 37)
    result = scan(
        Study([*study.areas, "nowhere"], x, np.append(study.y, np.nan), counts, expected),
        Choices(replicates=9),
    )
    assert all("nowhere" not in c.members for c in result.clusters)
    assert set(result.clusters[0].members) == near


def test_bounds_of_counts_are_where_the_ratio_crosses_the_floor():
    most, least = most_expected(40, 2.0), least_expected(40, 2.0)
    for c in range(1, 41):
        assert log_ratio(c, most[c], 40.0) == pytest.approx(2.0, abs=1e-6)
        assert most[c] < c
    for c in range(20):
        assert log_ratio(c, least[c], 40.0) == pytest.approx(2.0, abs=1e-6)
        assert least[c] > c


def test_distances_on_the_sphere_are_great_circles():
    points = places(np.array([0.0, 90.0, 179.9, -179.9]), np.array([0.0, 0.0, 0.0, 0.0]), lonlat=True)
    assert distance(points[0], points[1], lonlat=True) == pytest.approx(10007.557, abs=0.01)
    assert distance(points[2], points[3], lonlat=True) == pytest.approx(
        22.239, abs=0.01
    )  # across the antimeridian


def test_p_values_by_rank_and_by_gumbel():
    maxima = np.array([3.0, 4.0, 5.0, 6.0])
    assert rank_p(5.0, maxima) == 3 / 5
    assert rank_p(7.0, maxima) == 1 / 5
    many = np.random.default_rng(2).gumbel(5.0, 1.3, 200_000)
    assert gumbel_p(9.0, many) == pytest.approx((many >= 9.0).mean(), rel=0.05)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"counts": np.zeros((36, 1), int)}, "scan.no_cases"),
        ({"x": np.zeros(36), "y": np.zeros(36)}, "scan.one_place"),
    ],
)
def test_what_cannot_be_scanned_is_said(change, code):
    study, _ = planted()
    kept = {
        "areas": study.areas,
        "x": study.x,
        "y": study.y,
        "counts": study.counts,
        "expected": study.expected,
    } | change
    with pytest.raises(Invalid) as caught:
        scan(Study(**kept), Choices(replicates=0))
    assert caught.value.code == code


def test_areas_at_one_distance_come_in_by_the_lesser_coordinate_as_satscan_has_it():
    x, y = (np.arange(9) // 3).astype(float), (np.arange(9) % 3).astype(float)
    points = places(x[::-1], y[::-1], lonlat=False)  # their order in the file does not matter
    around = circles(points, np.ones(9), 1.0)
    centre = [(int(points[at, 0]), int(points[at, 1])) for at in around.order[4]]
    assert centre == [(1, 1), (0, 1), (1, 0), (1, 2), (2, 1), (0, 0), (0, 2), (2, 0), (2, 2)]
    assert around.ends[4].all()
    rings = circles(points, np.ones(9), 1.0, "together")
    assert rings.ends[4].tolist() == [at in (0, 4, 8) for at in range(9)]
    points[3] = points[4]  # two areas at one place are never apart
    pair = circles(points, np.ones(9), 1.0)
    assert not pair.ends[4, 0]
    assert set(pair.order[4, :2].tolist()) == {3, 4}
