"""Alerts, hotspots, responses and plans: tables of cases over the rules, no database."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from ifar.errors import Reason
from ifar.hotspots import alert, brief, plan, record, response
from ifar.hotspots.alert import Subject

TODAY = dt.date(2026, 6, 1)
FOUND = Subject("scan_permutation", ("a", "b", "c"), dt.date(2026, 5, 1), dt.date(2026, 5, 20), 12)


@pytest.mark.parametrize(
    ("other", "alike"),
    [
        (FOUND, True),
        (replace(FOUND, first=dt.date(2026, 5, 8), last=dt.date(2026, 5, 27)), True),
        (replace(FOUND, members=("b", "c", "d", "e")), True),
        (replace(FOUND, members=("c", "d", "e")), False),
        (replace(FOUND, signal="ears"), False),
        (replace(FOUND, first=dt.date(2025, 5, 1), last=dt.date(2025, 5, 20)), False),
    ],
)
def test_when_two_findings_are_one_subject(other: Subject, alike: bool) -> None:
    assert alert.same(FOUND, other) is alike


@pytest.mark.parametrize(
    ("state", "observed", "news"),
    [
        ("raised", 30, False), ("watched", 30, False), ("confirmed", 30, False), ("dismissed", 12, False), ("dismissed", 23, False),
        ("dismissed", 24, True),
    ],
)  # fmt: skip
def test_what_is_dismissed_comes_back_with_twice_the_cases(state: str, observed: int, news: bool) -> None:
    standing = replace(FOUND, state=state)
    assert (alert.known(replace(FOUND, observed=observed), [standing]) is None) is news


def test_a_clusters_identity_does_not_depend_on_the_order_of_its_places() -> None:
    identity = alert.identity("gi", "area", ["b", "a"], TODAY)
    assert identity == alert.identity("gi", "area", ["a", "b"], TODAY)
    assert identity != alert.identity("gi", "cell", ["a", "b"], TODAY)
    assert len(identity) == 64


@pytest.mark.parametrize(
    ("wrong", "codes"),
    [
        (alert.dismissing("enforcement", ""), []),
        (alert.dismissing("other", " "), ["hotspots.alert.other"]),
        (alert.dismissing("other", "A film was shot there."), []),
        (alert.watching(TODAY, TODAY), ["hotspots.alert.again_when"]),
        (alert.watching(TODAY + dt.timedelta(days=14), TODAY), []),
        (alert.watching(TODAY + dt.timedelta(days=181), TODAY), ["hotspots.alert.again_when"]),
    ],
)
def test_triage_asks_for_words_or_a_day(wrong: list[Reason], codes: list[str]) -> None:
    assert [reason.code for reason in wrong] == codes


HOTSPOT: dict[str, Any] = {
    "title": "Harbour", "areas": ["XX-1"], "first": dt.date(2026, 5, 1), "last": None, "drivers": ["technology"], "threats": ["drugs"],
    "confidence": "moderate", "tlp": "amber", "basis": "Two signals.",
}  # fmt: skip


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({}, None), ({"title": " "}, "title"), ({"areas": []}, "areas"), ({"last": dt.date(2026, 4, 1)}, "period"),
        ({"drivers": ["hunger"]}, "drivers"), ({"drivers": ["unknown", "climate"]}, "unknown_driver"), ({"threats": ["love"]}, "threats"),
        ({"confidence": ""}, "confidence"), ({"tlp": "white"}, "tlp"), ({"basis": ""}, "basis"),
    ],
)  # fmt: skip
def test_what_a_hotspot_must_say(change: dict[str, Any], code: str | None) -> None:
    results = [wrong.code for wrong in record.wrongs(HOTSPOT | change, threats=["drugs"])]
    assert results == ([] if code is None else [f"hotspots.hotspot.{code}"])


@pytest.mark.parametrize(
    ("observed", "signals", "sources", "confidence"),
    [
        (30, 2, {"recoveries", "events"}, "high"), (30, 2, {"recoveries"}, "moderate"), (30, 1, {"recoveries"}, "low"),
        (12, 1, {"events"}, "moderate"), (6, 3, {"events"}, "low"),
    ],
)  # fmt: skip
def test_confidence_needs_a_source_that_is_not_ours(
    observed: int, signals: int, sources: set[str], confidence: str
) -> None:
    own = {"recoveries", "traces"}
    assert (
        record.suggested_confidence(observed=observed, signals=signals, sources=sources, own=own)
        == confidence
    )


@pytest.mark.parametrize(
    ("responses", "plans", "criteria", "codes"),
    [
        (0, 0, [], []), (1, 0, [], ["response_open"]), (0, 1, [], ["plan_open"]), (0, 0, ["met", "not_met"], ["criteria"]),
        (0, 0, ["met"], []),
    ],
)  # fmt: skip
def test_a_hotspot_closes_when_nothing_is_under_way(
    responses: int, plans: int, criteria: list[str], codes: list[str]
) -> None:
    assert [reason.code.rpartition(".")[2] for reason in record.closing(responses, plans, criteria)] == codes


RIGHT = dict.fromkeys(response.RIGHTS, "yes")


@pytest.mark.parametrize(
    ("answers", "mitigations", "codes"),
    [
        ({}, {}, []),
        (
            {"no_profiling": "no"},
            {"no_profiling": "We will be careful."},
            ["stops"],
        ),  # no mitigation stands for it
        ({"privacy": "partly"}, {}, ["mitigation"]),
        ({"privacy": "partly"}, {"privacy": "Data are deleted after 30 days."}, []),
        ({"consulted": ""}, {}, ["unanswered"]),
        ({"legal_basis": "unknown"}, {}, ["stops"]),
    ],
)
def test_the_human_rights_check_stands_before_approval(
    answers: dict[str, str], mitigations: dict[str, str], codes: list[str]
) -> None:
    reasons = response.checked(RIGHT | answers, mitigations)
    assert [reason.code.rpartition(".")[2] for reason in reasons] == codes


TASK = {"words": "Count", "owner": "A", "measure": "trace_all", "due": TODAY}
RESPONSE: dict[str, Any] = {
    "title": "Harbour", "owner": "A", "measures": ["trace_all"], "needs": {"border": {}}, "budget": "", "tasks": [TASK],
}  # fmt: skip


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({}, None), ({"title": ""}, "response.title"), ({"owner": ""}, "response.owner"), ({"measures": [], "tasks": []}, "response.measures"),
        ({"measures": ["bombs"], "tasks": []}, "response.measures"), ({"needs": {}}, "response.needs"),
        ({"budget": "5000"}, "response.budget"), ({"budget": "5000", "currency": "EUR"}, None),
        ({"tasks": [TASK | {"owner": ""}]}, "task.owner"), ({"tasks": [TASK | {"measure": "x"}]}, "task.measure"),
        ({"tasks": [TASK | {"due": dt.date(2026, 5, 31)}]}, "task.due"), ({"tasks": [TASK | {"words": ""}]}, "task.words"),
    ],
)  # fmt: skip
def test_what_a_response_must_say(change: dict[str, Any], code: str | None) -> None:
    results = [
        wrong.code for wrong in response.wrongs(RESPONSE | change, measures=["trace_all"], today=TODAY)
    ]
    assert results == ([] if code is None else [f"hotspots.{code}"])


@pytest.mark.parametrize(
    ("days", "plan_late", "first_late"),
    [(14, False, False), (15, True, False), (30, True, False), (31, True, True)],
)
def test_a_plan_is_due_in_fourteen_days_and_the_first_measure_in_thirty(
    days: int, plan_late: bool, first_late: bool
) -> None:
    due = response.due(TODAY, TODAY + dt.timedelta(days=days))
    assert (due.plan_late, due.first_late) == (plan_late, first_late)
    done = response.due(TODAY, TODAY + dt.timedelta(days=99), approved=TODAY, first_done=TODAY)
    assert (done.plan_late, done.first_late) == (False, False)


def test_a_response_closes_with_a_whole_review_and_no_open_task() -> None:
    review = dict.fromkeys(response.REVIEW, "Said.")
    assert response.closing([{"state": "done"}, {"state": "dropped"}], review) == []
    codes = [reason.code for reason in response.closing([{"state": "open"}], review | {"harm": " "})]
    assert codes == ["hotspots.review.missing", "hotspots.response.open_tasks"]


INDICATOR = {
    "name": "Recoveries",
    "unit": "a month",
    "baseline": 20,
    "target": 10,
    "direction": "down",
    "due": TODAY,
}
PLAN: dict[str, Any] = {
    "title": "Harbour", "outcomes": ["2"], "measures": ["trace_all"], "milestones": [{"words": "Law", "due": TODAY}],
    "indicators": [INDICATOR], "criteria": [{"words": "Below ten for a year"}],
}  # fmt: skip


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({}, None), ({"outcomes": ["5"]}, "outcomes"), ({"measures": []}, "measures"), ({"milestones": []}, "milestones"),
        ({"milestones": [{"words": "Law", "due": None}]}, "milestone"), ({"indicators": []}, "indicators"),
        ({"indicators": [INDICATOR | {"baseline": None}]}, "baseline"), ({"indicators": [INDICATOR | {"target": 30}]}, "direction"),
        ({"indicators": [INDICATOR | {"unit": ""}]}, "indicator"), ({"criteria": []}, "criteria"),
    ],
)  # fmt: skip
def test_what_a_plan_must_say(change: dict[str, Any], code: str | None) -> None:
    results = [wrong.code for wrong in plan.wrongs(PLAN | change, measures=["trace_all"])]
    assert results == ([] if code is None else [f"hotspots.plan.{code}"])


@pytest.mark.parametrize(
    ("value", "way", "reached"),
    [(20, 0, False), (15, 50, False), (10, 100, True), (25, 0, False), (3, 100, True)],
)
def test_how_far_an_indicator_has_come(value: int, way: int, reached: bool) -> None:
    row = INDICATOR | {"values": [{"value": value}]}
    assert (plan.way(row), plan.reached(row)) == (way, reached)
    assert (plan.way(INDICATOR), plan.reached(INDICATOR)) == (None, None)


@pytest.mark.parametrize(
    ("states", "reason", "codes"),
    [
        (["met"], "", []),
        (["open"], "x", ["unjudged"]),
        (["not_met"], "", ["unmet"]),
        (["not_met", "met"], "No money.", []),
    ],
)
def test_a_plan_ends_when_each_criterion_was_judged(states: list[str], reason: str, codes: list[str]) -> None:
    assert [
        item.code.rpartition(".")[2] for item in plan.ending([{"state": state} for state in states], reason)
    ] == codes


FINDING = {
    "signal": "scan_permutation", "members": ["a", "b"], "first": "2026-05-01", "last": "2026-05-20", "observed": 12, "expected": "4.210",
    "risk": "2.850", "score": "5.1", "p": "0.0004", "kind": "", "said": {},
}  # fmt: skip


def test_a_brief_says_what_stands_in_the_findings() -> None:
    sentences = brief.drafted([FINDING, FINDING | {"signal": "gi", "observed": 7}], [1] * 9 + [6] * 3)
    assert [sentence.code for sentence in sentences] == [
        "observed",
        "areas",
        "expected",
        "relative",
        "chance",
        "signals",
        "trend_up",
    ]
    assert sentences[2].params == {"expected": "4.2", "n": 12}
    assert sentences[4].params == {"percent": "<0.1"}
