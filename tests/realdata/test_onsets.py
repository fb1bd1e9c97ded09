"""Signals week by week through Syria on a coarser grid: every onset has a fate, an alarm is found where one is planted, nothing looks ahead.

`benchmarks/onsets.py` runs the whole of it.
"""

import dataclasses
import datetime as dt
from pathlib import Path

import numpy as np
import pytest

from ifar.hotspots.feeds.incident import LOCAL, Incident
from tests.realdata import onsets
from tests.realdata.incidents import reading
from tests.realdata.onsets import Alarm, Grid, Onset, ears_alarms, episodes, held, listed, scan_alarms

QUICK = 39


def test_the_list_names_places_days_and_sources() -> None:
    for country, first, last in (("Iraq", 2003, 2018), ("Syria", 2016, 2019)):
        some = listed(country)
        assert len(some) > 20
        assert all(first <= onset.day.year <= last for onset in some)
    lines = onsets.LIST.read_text().splitlines()[1:]
    assert all(len(line.split(",", 6)[6]) > 15 for line in lines)


@pytest.fixture(scope="module")
def syria(real_data: Path) -> Grid:
    return Grid(reading(real_data, "Syria", LOCAL).incidents, 1.0)


def test_every_onset_of_syria_has_a_fate(syria: Grid) -> None:
    weeks = range(onsets.HISTORY, syria.weeks)
    some = listed("Syria")
    alarms = {"C2": ears_alarms(syria, weeks, "C2"), "scan": scan_alarms(syria, weeks[::4], QUICK)}
    for alarm in alarms.values():
        result = held(syria, alarm, some, weeks)
        assert [fate.onset for fate in result.fates] == some
        assert sum(result.number(fate) for fate in ("hit", "standing", "miss", "out of reach")) == len(some)
        assert result.number("out of reach") == sum(syria.week(onset.day) not in weeks for onset in some)
        assert all(-onsets.EARLY <= delay <= onsets.LATE for delay in result.delays)
        assert result.episodes > 0
        assert 0 < result.cover < 1


def test_a_rise_planted_in_the_data_is_found_in_its_week(real_data: Path, syria: Grid) -> None:
    """Thirty events in a quiet corner in one week: both signals begin an episode there, then."""
    some = list(reading(real_data, "Syria", LOCAL).incidents)
    day = dt.date(2019, 3, 13)
    quiet = [i for i in some if syria.cell(i.longitude or 0, i.latitude or 0) == syria.cell(35.9, 35.5)]
    planted = [
        dataclasses.replace(some[0], source_id=f"p{at}", first=day, last=day, longitude=35.9, latitude=35.5) for at in range(30)
    ]  # fmt: skip
    assert len(quiet) > 10
    grid = Grid([*some, *planted], 1.0)
    week = grid.week(day)
    onset = Onset("Syria", "here", 35.9, 35.5, day, "planted")
    for alarms in (
        ears_alarms(grid, range(week - 3, week + 1), "C1"), scan_alarms(grid, range(week - 1, week + 1), QUICK),
    ):  # fmt: skip
        assert any(alarm.week == week and alarm.cells & grid.near(onset) for alarm in alarms)


def test_no_week_knows_of_later_ones(syria: Grid) -> None:
    week = 120
    cut = Grid.__new__(Grid)
    cut.size, cut.monday, cut.weeks = syria.size, syria.monday, week + 1
    cut.cells = [cell for cell in syria.cells if syria.counts[cell][: week + 1].sum()]
    cut.counts = {cell: syria.counts[cell][: week + 1] for cell in cut.cells}
    cut.table = np.array([cut.counts[cell] for cell in cut.cells])
    cut.known = np.cumsum(cut.table, axis=1)
    weeks = range(week, week + 1)
    for act in (
        lambda grid: ears_alarms(grid, weeks, "C1"), lambda grid: ears_alarms(grid, weeks, "C3"),
        lambda grid: scan_alarms(grid, weeks, QUICK),
    ):  # fmt: skip
        assert act(cut) == act(syria)


def an_incident(x: float, week: int, number: int = 0) -> Incident:
    day = dt.date(2020, 1, 6) + dt.timedelta(weeks=week)
    return Incident("s", f"{x}/{week}/{number}", day, day, x, 0.5, "exact", "battle")


def test_alarms_that_touch_are_one_episode_and_are_held_against_the_list() -> None:
    grid = Grid([an_incident(at + 0.5, week) for at in range(12) for week in range(60)], 1.0)
    rows, two, apart = frozenset({(0, 0)}), frozenset({(1, 0)}), frozenset({(8, 0)})
    alarms = [Alarm(10, rows), Alarm(15, two), Alarm(21, two), Alarm(10, apart), Alarm(40, apart)]
    results = episodes(alarms)
    assert [(e.begins, len(e.alarms)) for e in results] == [(10, 2), (10, 1), (21, 1), (40, 1)]
    monday = grid.monday

    def onset(x: float, week: int) -> Onset:
        return Onset("", "", x, 0.5, monday + dt.timedelta(weeks=week, days=3), "")

    result = held(
        grid, alarms, [onset(0.5, 11), onset(1.5, 13), onset(1.5, 30), onset(8.5, 33), onset(8.5, 50), onset(0.5, 70)], range(60)
    )  # fmt: skip
    assert [(f.fate, f.delay) for f in result.fates] == [
        ("hit", -1), ("standing", None), ("miss", None), ("hit", 7), ("miss", None), ("out of reach", None),
    ]  # fmt: skip
    assert result.unexplained == 2
    assert [(f.fate, f.delay) for f in result.here] == [
        ("hit", -1), ("hit", 2), ("miss", None), ("hit", 7), ("miss", None), ("out of reach", None),
    ]  # fmt: skip
    # (0, 0) is near cells 0 and 1 alike: alarms begin there in weeks 10 and 21, near (8, 0) in 10 and 40
    assert 0 < result.chance < 5
