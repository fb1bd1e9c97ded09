"""What an alert says beside its chart: its counts, its baseline, its class and its level are of one computation. Tables of cases, no database."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from ifar.hotspots import brief, detection_run, record, report_texts, situation
from ifar.hotspots.detection_run import Weighed
from ifar.hotspots.statistics import signals, surveillance_bias
from ifar.hotspots.statistics.emerging import mann_kendall
from ifar.hotspots.statistics.findings import Finding, Origins, Parameters, Table
from ifar.hotspots.statistics.gi import gi_star
from ifar.hotspots.statistics.surveillance_bias import Threshold
from ifar.hotspots.statistics.weights import of_lattice
from ifar.languages import LANGUAGES

SIDE = 8
CHOSEN = Parameters(replicates=99)
THRESHOLDS = (
    Threshold("observed", 5, "watch"), Threshold("risk", 1.5, "watch"), Threshold("observed", 10, "response"),
    Threshold("risk", 2, "response"), Threshold("observed", 20, "urgent"), Threshold("risk", 4, "urgent"), Threshold("signals", 2, "urgent"),
)  # fmt: skip


def a_table(seed: int, periods: int = 36, population: bool = False) -> Table:
    """A lattice of places with months of cases: some rise at the end, some had always more, some rise all the time."""
    random = np.random.default_rng(seed)
    level = np.full((SIDE * SIDE, periods), 0.8)
    for kind in ("late", "always", "rising", "long"):
        x, y = random.integers(0, SIDE - 2, 2)
        places = [SIDE * (y + b) + x + a for a in range(2) for b in range(2)]
        more = {"late": 7.0 * (np.arange(periods) >= periods - 3), "always": np.full(periods, 4.0),
                "rising": np.arange(periods) * 0.4 + 3, "long": 6.0 * (np.arange(periods) >= periods - 12)}[kind]  # fmt: skip
        level[places] += more
    at_x, at_y = np.meshgrid(np.arange(SIDE), np.arange(SIDE))
    bounds = [dt.date(2023 + m // 12, m % 12 + 1, 1) for m in range(periods + 1)]
    near = of_lattice(at_x.ravel(), at_y.ravel())
    people = random.integers(1_000, 100_000, SIDE * SIDE).astype(float) if population else None
    codes = [f"A{at:02}" for at in range(SIDE * SIDE)]
    return Table(codes, at_x.ravel() * 0.3, at_y.ravel() * 0.3, bounds, random.poisson(level), near, people)


@cache
def some(signal: str) -> tuple[tuple[Table, Finding], ...]:
    """At least fifty findings of a signal, each with the table that it was found in."""
    tables = (a_table(seed, population=seed % 2 == 1) for seed in range(60))
    rows: list[tuple[Table, Finding]] = []
    for table in tables:
        rows += [(table, finding) for finding in signals.found(signal, table, CHOSEN)]
        if len(rows) >= 50:
            break
    return tuple(rows)


def published(hot: list[bool], cold: list[bool], z: np.ndarray) -> str:
    """The class by Esri's words, written down once more: *How Emerging Hot Spot Analysis works*."""
    share = sum(hot) / len(hot)
    rising = mann_kendall(z)
    if not hot[-1]:
        return "historical" if share >= 0.9 else ""
    if sum(hot) == 1:
        return "new"
    if share >= 0.9:
        return ("intensifying" if rising[0] > 0 else "diminishing") if rising[1] < 0.05 else "persistent"
    run = next((n for n, item in enumerate(reversed(hot)) if not item), len(hot))
    if run >= 2 and not any(hot[:-run]):
        return "consecutive"
    return "oscillating" if any(cold) else "sporadic"


@pytest.mark.parametrize("signal", ["emerging", "gi", "moran", "ears", "cusum"])
def test_w14_what_is_said_is_the_sum_of_what_is_drawn(signal: str) -> None:
    rows = some(signal)
    assert len(rows) >= 50
    for table, finding in rows:
        course = finding.course
        assert course is not None
        inside = slice(course.first, course.last + 1)
        own = signals.series_of(table, finding.members)
        assert sum(course.counts) == sum(own)
        assert sum(course.counts[inside]) == finding.observed
        assert finding.expected == pytest.approx(sum(each or 0 for each in course.expected[inside]))
        assert finding.observed > (finding.expected or 0)
        assert course.starts[course.first] == finding.first
        assert finding.baseline
        assert finding.compared is not None
        days = [n for n, day in enumerate(table.bounds[:-1]) if finding.first <= day <= finding.last]
        assert sum(own[at] for at in days) == finding.observed


def test_w14_a_scan_says_what_it_draws() -> None:
    table = replace(a_table(3), counts=a_table(3).counts[:, -12:], bounds=a_table(3).bounds[-13:])
    findings = signals.found("scan_permutation", table, CHOSEN)
    assert findings
    for finding in findings:
        assert finding.course is not None
        inside = slice(finding.course.first, finding.course.last + 1)
        assert sum(finding.course.counts[inside]) == finding.observed
        assert sum(each or 0 for each in finding.course.expected[inside]) == pytest.approx(finding.expected)


def test_w14_fifty_emerging_classes_are_the_published_ones() -> None:
    """Each is worked out once more from the cases alone, over all the time that was looked at, step by step."""
    kinds = set()
    for table, finding in some("emerging"):
        course = finding.course
        assert course is not None
        steps = len(course.starts)
        assert str(steps) == finding.said["steps"]
        edges = [table.bounds.index(day) for day in course.starts]
        assert edges[0] == 0
        assert course.span == 3
        sums = np.add.reduceat(np.asarray(table.counts, float), edges, axis=1)
        local = [gi_star(sums[:, step], table.neighbours) for step in range(steps)]  # type: ignore[arg-type]
        for member in finding.members:
            at = table.places.index(member)
            hot = [bool(each.q[at] <= CHOSEN.alpha and each.z[at] > 0) for each in local]
            cold = [bool(each.q[at] <= CHOSEN.alpha and each.z[at] < 0) for each in local]
            assert published(hot, cold, np.array([each.z[at] for each in local])) == finding.kind
            begun = steps - int(finding.said["run"]) if finding.kind != "intensifying" else 0
            assert course.first == begun
            assert all(hot[begun:]) or finding.kind == "intensifying"
        kinds.add(finding.kind)
    assert kinds >= {"new", "consecutive"}


def steady(seed: int) -> Table:
    """Sixty-four places with a case here and there, and four neighbours with 10, 12 and 10 cases in three years, each."""
    random = np.random.default_rng(seed)
    counts = random.poisson(0.06, (64, 36))
    for at in (0, 1, 8, 9):
        for year, number in enumerate((10, 12, 10)):
            counts[at, year * 12 : year * 12 + 12] = 0
            counts[at, year * 12 + random.choice(12, number, replace=False)] = 1
    return replace(a_table(1), counts=counts)


def test_w14_nothing_is_new_where_as_much_was_before() -> None:
    """What was so all the time is no news, whatever the last year alone or other places say."""
    for seed in (5, 43):
        findings = signals.found("emerging", steady(seed), CHOSEN)
        assert not [item for item in findings if item.kind in ("new", "consecutive")]
    for _table, finding in some("emerging"):
        if finding.kind in ("new", "consecutive") and finding.course is not None:
            long = finding.course.last - finding.course.first + 1
            before = sum(finding.course.counts[: finding.course.first]) / finding.course.first
            assert finding.observed / long > before


def test_w14_gi_expects_what_it_compares_with() -> None:
    """Places are compared by their cases; a population that few of them share raises or lowers nothing."""
    table = a_table(1)
    crowded = replace(table, population=np.where(np.arange(64) < 32, 1_000_000.0, 1_000.0))
    rows, other = (
        [each.row() for each in signals.found("gi", each_table, CHOSEN)] for each_table in (table, crowded)
    )
    assert rows == other
    assert "small_places" in surveillance_bias.caveats("gi", observed=20, sources={"table"}, effort=None)


def weighed() -> Iterator[Weighed]:
    for seed in range(20):
        table = a_table(seed)
        origins = Origins({"A": np.asarray(table.counts)}, {"A": "table"})
        yield from detection_run.weighed(
            ("emerging", "gi", "ears", "cusum"), table, origins, CHOSEN, links=(), thresholds=THRESHOLDS
        )


def test_w14_fifty_levels_follow_from_what_is_shown() -> None:
    findings = [value for value in weighed() if value.level != "none"]
    assert len(findings) >= 50
    assert {value.level for value in findings} >= {"response", "urgent"}
    for item in findings:
        shown = {name: float(value) for name, value in detection_run.values_row(item.values).items()}
        reached = {"none"} | {
            level
            for level in surveillance_bias.LEVELS[1:]
            if all(
                shown.get(each.indicator, 0) >= each.at_least - 5e-4
                for each in THRESHOLDS
                if each.level == level
            )
        }
        assert max(reached, key=surveillance_bias.LEVELS.index) == item.level
        assert (shown["observed"], shown["areas"]) == (item.finding.observed, len(item.finding.members))


def test_w14_the_words_name_baseline_and_steps() -> None:
    _table, finding = next(each for each in some("emerging") if each[1].kind == "new")
    values = {each.code: each.params for each in brief.why(finding.row())}
    assert values["baseline"]["baseline"] == finding.baseline
    assert values["steps"] == {"hot": "1", "steps": finding.said["steps"], "run": "1"}
    assert finding.course is not None
    assert values["earlier"]["before"] == finding.course.counts[finding.course.first - 1]


@pytest.mark.parametrize("signal", ["emerging", "gi", "moran", "ears", "cusum"])
def test_w14_how_many_times_as_many_names_what_was_compared(signal: str) -> None:
    for _table, finding in some(signal):
        values = {each.code: each.params for each in brief.why(finding.row())}
        assert values["times"]["baseline"] == values["baseline"]["baseline"] == finding.baseline
        assert "relative" not in values
        sentence = report_texts.sentence({"code": "times", "params": values["times"]}, "en")
        assert report_texts.coded("baseline", finding.baseline, "en") in sentence
        assert "before" not in sentence or finding.baseline == "before"


def test_w14_a_scan_compares_with_what_lies_outside() -> None:
    table = replace(a_table(3), counts=a_table(3).counts[:, -12:], bounds=a_table(3).bounds[-13:])
    finding = signals.found("scan_permutation", table, CHOSEN)[0]
    assert finding.expected is not None
    assert finding.risk is not None
    values = {each.code: each.params for each in brief.why(finding.row())}
    total = float(np.asarray(table.counts).sum())
    outside = (total - finding.observed) / (total - finding.expected)
    assert float(values["relative"]["times"]) == pytest.approx(
        finding.observed / finding.expected / outside, abs=0.5
    )
    assert not {"times", "risk"} & set(values)


def test_w14_no_language_says_before_of_what_was_not_compared_with_before() -> None:
    words = ("before", "من قبل", "avant", "antes", "раньше", "以前")
    for code in ("risk", "times", "relative"):
        for language, word in zip(LANGUAGES, words, strict=True):
            assert word not in report_texts.words(f"sentence.{code}", language)


def test_w15_what_is_said_of_a_finding_is_rounded_alike() -> None:
    for text, value in {
        "18.550": "18.6",
        "19.96": "20.0",
        "20.5": "21",
        "116": "116",
        "3.000": "3",
        "0.04": "0.0",
    }.items():
        assert brief.short(text) == value


def test_w14_ratios_stay_away_where_a_count_is_kept_back() -> None:
    rows = [{"code": "observed", "params": {"n": 3, "first": "2026-01-01", "last": "2026-01-31"}},
            {"code": "times", "params": {"times": "2", "baseline": "usual"}}, {"code": "relative", "params": {"times": "2"}}]  # fmt: skip
    named = (
        "areas",
        "layer",
        "places",
        "first",
        "last",
        "state",
        "level",
        "confidence",
        "drivers",
        "threats",
        "version",
        "caveats",
        "office",
        "sources",
        "own",
    )
    values = {**dict.fromkeys(named, ""), "brief": rows, "tlp": min(record.LEAVES)}
    kept = situation.content(values, responses=[], plans=[], least=5)["brief"]
    assert [item["code"] for item in kept] == ["observed"]
