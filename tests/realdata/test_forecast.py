"""The forecast's back-test on Philadelphia: it beats the naive count map, or says that it does not. `benchmarks/forecast.py` prints all of it."""

from pathlib import Path

import numpy as np

from ifar.hotspots.statistics.forecast import BASELINE, MODELS, back_test
from tests.realdata.incidents import reading
from tests.realdata.monthly import AREAS, by_month


def test_a_model_beats_the_count_map_by_district_or_says_that_it_does_not(real_data: Path) -> None:
    areas, counts = by_month(reading(real_data, "Philadelphia").incidents, AREAS["police districts"])
    assert counts.shape == (len(areas), 96)
    assert 20 <= len(areas) <= 25
    scores = {score.model: score for score in back_test(counts, first=24)}
    assert set(scores) == set(MODELS)
    base = scores[BASELINE]
    assert not base.beats
    for score in scores.values():
        assert np.isclose(score.gain, (base.crps - score.crps) / base.crps)
        assert not score.beats or score.crps < base.crps
        assert 0 < score.hit_rate < 1
    # shootings rose by half in 2020: what looks at recent months does better than the map of all that was
    assert scores["smoothing"].beats


def test_shuffled_months_leave_nothing_to_beat_the_map_with(real_data: Path) -> None:
    """The same counts in an order of chance: a model that still claimed to win would be claiming noise."""
    _, counts = by_month(reading(real_data, "Philadelphia").incidents, AREAS["police districts"])
    shuffled = counts[:, np.random.default_rng(4).permutation(counts.shape[1])]
    scores = {score.model: score for score in back_test(shuffled, first=24)}
    assert abs(scores["smoothing"].gain) < 0.01
    assert not scores["last season"].beats
