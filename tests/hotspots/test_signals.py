"""What a run finds in one table of counts, and what holds a finding back: tables of cases, no database."""

from __future__ import annotations

import ast
import datetime as dt
import inspect
from dataclasses import replace

import numpy as np
import pytest

from ifar.errors import Invalid
from ifar.hotspots import flow
from ifar.hotspots.flow import Link
from ifar.hotspots.selectors.tables import RunScope, bounds_of
from ifar.hotspots.statistics import risk, signals, surveillance_bias
from ifar.hotspots.statistics.findings import Parameters, Table
from ifar.hotspots.statistics.surveillance_bias import Threshold
from ifar.hotspots.statistics.weights import of_lattice

START = dt.date(2026, 1, 5)
CHOSEN = Parameters(replicates=99, least=5)


def a_table(
    side: int = 6, periods: int = 20, *, hot: int = 0, since: int = 18, where: tuple[int, ...] = (0, 1, 6)
) -> Table:
    """A lattice of places with a steady one case in three, and `hot` more in each of some places from a period on."""
    random = np.random.default_rng(5)
    counts = random.poisson(0.4, (side * side, periods))
    for place in where:
        counts[place, since:] += hot
    x, y = np.meshgrid(np.arange(side), np.arange(side))
    bounds = [START + dt.timedelta(days=7 * at) for at in range(periods + 1)]
    codes = [f"A{at:02}" for at in range(side * side)]
    near = of_lattice(x.ravel(), y.ravel())
    return Table(codes, x.ravel() * 0.3, y.ravel() * 0.3, bounds, counts, near)


@pytest.mark.parametrize("signal", ["scan_permutation", "gi", "moran", "emerging", "ears", "cusum"])
def test_what_is_put_in_is_found_and_quiet_is_not(signal: str) -> None:
    block = (0, 1, 2, 9, 10, 11, 18, 19, 20)
    findings = signals.found(signal, a_table(9, hot=9, where=block), CHOSEN)
    assert findings
    assert set(findings[0].members) & {f"A{at:02}" for at in block}
    assert findings[0].observed >= CHOSEN.least
    assert findings[0].risk is None or findings[0].risk > 1
    assert signals.found(signal, a_table(9, hot=0), CHOSEN) == []


def test_a_scan_of_the_past_finds_what_was_over() -> None:
    table = a_table(6, 12, hot=5, since=10)
    past = replace(table, counts=np.roll(table.counts, -4, axis=1))
    assert set(signals.found("scan_retrospective", past, CHOSEN)[0].members) >= {"A00", "A01", "A06"}
    assert signals.found("scan_permutation", past, CHOSEN) == []


def test_the_scan_names_place_and_time() -> None:
    finding = signals.found("scan_permutation", a_table(hot=9), CHOSEN)[0]
    assert set(finding.members) >= {"A00", "A01", "A06"}
    assert finding.first == START + dt.timedelta(days=7 * 18)
    assert finding.last == START + dt.timedelta(days=7 * 20 - 1)
    assert finding.row()["p"] < "0.01"


def test_the_same_run_twice_finds_the_same() -> None:
    findings, other = (signals.found("scan_permutation", a_table(hot=5), CHOSEN) for _ in range(2))
    assert [each.row() for each in findings] == [each.row() for each in other]
    assert a_table(hot=5).hash() == a_table(hot=5).hash() != a_table(hot=6).hash()


def test_a_population_is_asked_where_there_is_one() -> None:
    table = a_table(hot=0)
    assert signals.found("scan_poisson", table, CHOSEN) == []
    few = np.full(36, 1_000_000.0)
    few[[0, 1, 6]] = 50_000  # as many cases as elsewhere, of a twentieth of the people
    findings = signals.found("scan_poisson", replace(table, population=few), CHOSEN)
    assert findings == [] or set(findings[0].members) & {"A00", "A01", "A06"}
    crowded = replace(a_table(hot=9), population=np.full(36, 1000.0))
    assert set(signals.found("scan_poisson", crowded, CHOSEN)[0].members) >= {"A00", "A01", "A06"}


@pytest.mark.parametrize(
    ("unit", "first", "last", "periods"),
    [
        ("week", dt.date(2026, 1, 1), dt.date(2026, 1, 28), 4),
        ("week", dt.date(2026, 1, 1), dt.date(2026, 1, 30), 4),  # two days at the beginning are no week
        ("month", dt.date(2026, 1, 1), dt.date(2026, 6, 15), 5),  # June is not over
        ("day", dt.date(2026, 1, 1), dt.date(2026, 1, 10), 10),
        ("week", dt.date(2026, 1, 1), dt.date(2026, 1, 7), None),
        ("week", dt.date(1, 1, 1), dt.date(1, 1, 30), None),
        ("day", dt.date(2000, 1, 1), dt.date(2026, 1, 1), None),
        ("week", dt.date(2026, 1, 9), dt.date(2026, 1, 1), None),
        ("year", dt.date(2020, 1, 1), dt.date(2026, 1, 1), None),
    ],
)
def test_only_whole_periods_are_counted(
    unit: str, first: dt.date, last: dt.date, periods: int | None
) -> None:
    asked = RunScope("police", "area", unit, first, last)
    if periods is None:
        with pytest.raises(Invalid):
            bounds_of(asked)
    else:
        assert len(bounds_of(asked)) == periods + 1


def test_few_cases_are_no_finding_however_rare() -> None:
    table = a_table(hot=2, where=(0,), since=19)
    for signal in ("scan_permutation", "ears", "gi"):
        assert all(finding.observed >= 5 for finding in signals.found(signal, table, CHOSEN))
    with pytest.raises(Invalid):
        Parameters(least=1)


def test_groups_of_events_reach_into_the_latest_period() -> None:
    table = a_table()
    day = (table.bounds[-1] - dt.timedelta(days=2)).toordinal()
    near = [[0.01 * at, 0.0, day - at] for at in range(6)]
    old = [[1.5, 1.5 + 0.001 * at, day - 100] for at in range(8)]
    findings = signals.found("groups", replace(table, events=np.array(near + old)), CHOSEN)
    assert [(finding.members[0], finding.observed) for finding in findings] == [("A00", 6)]


def test_farrington_asks_for_five_years() -> None:
    assert signals.found("farrington", a_table(), CHOSEN) == []
    random = np.random.default_rng(3)
    counts = random.poisson(3, (4, 5 * 52 + 10))
    counts[2, -1] = 30
    bounds = [dt.date(2020, 1, 6) + dt.timedelta(days=7 * at) for at in range(5 * 52 + 11)]
    table = Table(
        ["a", "b", "c", "d"],
        np.arange(4.0),
        np.zeros(4),
        bounds,
        counts,
        of_lattice(np.arange(4), np.zeros(4, int)),
    )
    assert [finding.members for finding in signals.found("farrington", table, CHOSEN)] == [("c",)]


def test_no_signal_looks_at_a_person() -> None:
    """A table of counts has no field in which an attribute of a person could come, and no signal reads another thing."""
    assert set(Table.__dataclass_fields__) == {
        "places", "longitude", "latitude", "bounds", "counts", "population", "effort", "events", "neighbours",
    }  # fmt: skip
    read = {
        node.attr
        for node in ast.walk(ast.parse(inspect.getsource(signals)))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "table"
    }
    assert read <= set(Table.__dataclass_fields__) | {"periods", "days"}
    assert set(Link.__dataclass_fields__) == {"source", "target", "on"}


# Flow -------------------------------------------------------------------------------------------------------------------


def _links(source: str, target: str, number: int, day: dt.date) -> list[Link]:
    return [Link(source, target, day + dt.timedelta(days=at)) for at in range(number)]


@pytest.mark.parametrize(
    ("more", "kinds"),
    [
        (_links("YY", "XX", 4, dt.date(2026, 3, 1)), ["new_route"]),
        (_links("YY", "XX", 2, dt.date(2026, 3, 1)), []),  # one case is no route
        (_links("ZZ", "XX", 4, dt.date(2026, 3, 1)), []),  # as many as ever
        (_links("ZZ", "XX", 4, dt.date(2026, 3, 1)) + _links("QQ", "XX", 12, dt.date(2026, 3, 1)), ["more"]),
        (_links("", "XX", 9, dt.date(2026, 3, 1)), []),
    ],
)
def test_a_new_route_is_told(more: list[Link], kinds: list[str]) -> None:
    before = _links("ZZ", "XX", 40, dt.date(2025, 1, 1)) + _links("QQ", "XX", 2, dt.date(2025, 1, 1))
    findings = flow.found(before + more, since=dt.date(2026, 2, 1), until=dt.date(2026, 4, 1))
    assert [finding.kind for finding in findings] == kinds


def test_with_nothing_to_compare_no_route_is_new() -> None:
    assert (
        flow.found(
            _links("YY", "XX", 9, dt.date(2026, 3, 1)), since=dt.date(2026, 2, 1), until=dt.date(2026, 4, 1)
        )
        == []
    )


# Risk -------------------------------------------------------------------------------------------------------------------


def test_an_index_shows_its_parts_and_how_sure_its_order_is() -> None:
    indexes = risk.index(["a", "b", "c"], {"rate": [9, 5, 1], "growth": [8, 6, 0]}, {"rate": 2, "growth": 1})
    assert [index.area for index in indexes] == ["a", "b", "c"]
    assert [round(indexes[0].value), round(indexes[2].value)] == [100, 0]
    assert indexes[1].low <= indexes[1].value <= indexes[1].high
    assert dict(indexes[1].parts) == {"rate": 50.0, "growth": 75.0}


def test_weights_of_a_person_decide_the_order() -> None:
    result = {"rate": [9.0, 1.0], "growth": [1.0, 9.0]}
    assert risk.index(["a", "b"], result, {"rate": 9, "growth": 1}, mean="arithmetic")[0].area == "a"
    assert risk.index(["a", "b"], result, {"rate": 1, "growth": 9}, mean="arithmetic")[0].area == "b"
    even = risk.index(["a", "b"], result, {"rate": 1, "growth": 1}, mean="arithmetic")
    assert (even[0].best, even[0].worst) == (1, 2)  # the order is not certain, and says so


def test_missing_is_not_zero() -> None:
    indexes = risk.index(
        ["a", "b", "c"], {"rate": [9, None, 1], "growth": [8, None, 0]}, {"rate": 1, "growth": 1}
    )
    assert [index.area for index in indexes] == ["a", "c"]
    half = risk.index(["a", "b", "c"], {"rate": [9, None, 1], "growth": [8, 8, 0]}, {"rate": 1, "growth": 1})
    assert {index.area: index.known for index in half} == {"a": 2, "b": 1, "c": 2}
    with pytest.raises(Invalid):
        risk.index(["a"], {"rate": [1]}, {"rate": 0})
    with pytest.raises(Invalid):
        risk.index(["a"], {"rate": [1]}, {"religion": 1})


# What holds a signal back ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("counts", "effort", "share"),
    [
        ([2, 2, 2, 2, 4, 4], [1, 1, 1, 1, 2, 2], 100),  # twice as much found, twice as much looked for
        ([2, 2, 2, 2, 8, 8], [1, 1, 1, 1, 2, 2], 50),
        ([2, 2, 2, 2, 8, 8], [1, 1, 1, 1, 1, 1], 0),
        ([4, 4, 4, 4, 2, 2], [1, 1, 1, 1, 2, 2], None),  # no rise to explain
    ],
)
def test_what_effort_explains(counts: list[int], effort: list[float], share: int | None) -> None:
    result = surveillance_bias.explained_by_effort(np.array(counts), np.array(effort, float), 4, 5)
    assert result is not None
    assert result.share == share


def test_effort_that_nobody_knows_explains_nothing() -> None:
    assert surveillance_bias.explained_by_effort(np.array([1, 2]), np.array([np.nan, 1.0]), 1, 1) is None
    assert surveillance_bias.explained_by_effort(np.array([1, 2]), np.array([0.0, 1.0]), 1, 1) is None
    caveats = surveillance_bias.caveats("scan_permutation", observed=6, sources={"recoveries"}, effort=None)
    assert caveats == ("recorded", "own_recoveries", "effort_unknown", "few", "circle")


THRESHOLDS = (
    Threshold("observed", 5, "watch"), Threshold("risk", 1.5, "watch"), Threshold("observed", 10, "response"),
    Threshold("risk", 2, "response"), Threshold("observed", 20, "urgent"), Threshold("risk", 4, "urgent"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("observed", "times", "level"),
    [
        (4, 9.0, "none"),
        (5, 1.4, "none"),
        (5, 1.5, "watch"),
        (10, 2.0, "response"),
        (19, 5.0, "response"),
        (20, 4.0, "urgent"),
        (30, None, "none"),
    ],
)
def test_levels_follow_the_table(observed: int, times: float | None, level: str) -> None:
    assert surveillance_bias.level_of({"observed": observed, "risk": times}, THRESHOLDS)[0] == level


@pytest.mark.parametrize(
    ("level", "sources", "reason", "stands", "held"),
    [
        ("urgent", {"recoveries"}, "", "watch", True),
        ("urgent", {"recoveries", "traces"}, "", "watch", True),
        ("response", {"recoveries", "events"}, "", "response", False),
        ("response", {"recoveries"}, "The hospital says the same.", "response", False),
        ("watch", {"recoveries"}, "", "watch", False),
        ("urgent", set(), "", "watch", True),
    ],
)
def test_own_recoveries_alone_raise_nothing_above_watch(
    level: str, sources: set[str], reason: str, stands: str, held: bool
) -> None:
    assert surveillance_bias.capped(level, sources, reason=reason) == (stands, held)
