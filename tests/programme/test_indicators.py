"""Rules of indicators, table by table."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from ifar.programme import acts, framework, indicators
from ifar.programme.framework import Theme
from ifar.programme.indicators import Part, Reported
from tests.programme.conftest import guarded

D = Decimal


def _of(*rows):
    return [
        Reported(place, *(None if number is None else D(number) for number in numbers))
        for place, *numbers in rows
    ]


@pytest.mark.parametrize(
    ("rule", "rows", "number", "without"),
    [
        ("sum", [("KE", 4), ("UG", 6)], D(10), ()),
        ("sum", [("KE", 0), ("UG", None)], D(0), ("UG",)),
        ("sum", [("KE", None)], None, ("KE",)),
        ("pooled_ratio", [("KE", 50, 1, 2), ("UG", 10, 10, 98)], D(11), ()),
        ("pooled_ratio", [("KE", 50), ("UG", 10, 10, 100)], D(10), ("KE",)),
        ("pooled_ratio", [("KE", None, 0, 0)], None, ("KE",)),
        ("weighted_mean", [("KE", 10, None, 1), ("UG", 20, None, 3)], D("17.5"), ()),
        ("weighted_mean", [("KE", 10)], None, ("KE",)),
        ("none", [("KE", 10), ("UG", 20)], None, ()),
        ("none", [("KE", 10)], D(10), ()),
    ],
)
def test_values_of_several_states_come_together(rule, rows, number, without):
    together = indicators.together(rule, _of(*rows))
    assert (together.number, together.without) == (number, without)


def test_who_was_expected_and_is_not_there_is_named():
    assert indicators.together("sum", _of(("KE", 4)), ["KE", "UG"]).without == ("UG",)


@pytest.mark.parametrize(
    ("direction", "baseline", "target", "value", "band"),
    [
        ("up", 10, 50, 50, "met"),
        ("up", 10, 50, 60, "met"),
        ("up", 10, 50, 40, "on_track"),
        ("up", 10, 50, 39, "behind"),
        ("up", 10, 50, 10, "away"),
        ("up", 10, 50, 5, "away"),
        ("down", 50, 10, 10, "met"),
        ("down", 50, 10, 20, "on_track"),
        ("down", 50, 10, 45, "behind"),
        ("down", 50, 10, 60, "away"),
        ("up", None, 50, 50, "met"),
        ("up", None, 50, 40, "none"),
        ("up", 10, None, 40, "none"),
        ("up", 10, 50, None, "none"),
        ("up", 10, 10, 9, "away"),
        ("down", 10, 10, 10, "met"),
    ],
)
def test_how_an_indicator_stands(direction, baseline, target, value, band):
    numbers = (None if item is None else D(item) for item in (baseline, target, value))
    assert indicators.band(direction, *numbers) == band


@pytest.mark.parametrize(
    ("measure", "number", "parts", "wrong"),
    [
        ("unit", 10, [("sex", "f", 4), ("sex", "m", 6)], ""),
        ("unit", 10, [("sex", "f", 4), ("sex", "m", 5)], "sum"),
        ("unit", 10, [("sex", "f", 4), ("sex", "m", 6), ("age", "young", 9)], "sum"),
        ("percentage", 10, [("sex", "f", 4), ("sex", "m", 50)], ""),
        ("unit", 10, [("colour", "red", 10)], "unknown"),
        ("unit", 10, [("sex", "f", 5), ("sex", "f", 5)], "double"),
        ("unit", 10, [("sex", "f", -1), ("sex", "m", 11)], "negative"),
        ("unit", None, [("sex", "f", 4)], ""),
    ],
)
def test_parts_add_up_to_their_value(measure, number, parts, wrong):
    made = [Part(by, name, D(item)) for by, name, item in parts]
    assert indicators.parts_wrong(measure, None if number is None else D(number), made) == wrong


@pytest.mark.parametrize(
    ("measure", "aggregation", "numbers", "words", "wrong"),
    [
        ("unit", "sum", (5,), "", ""),
        ("unit", "sum", (0,), "", ""),
        ("unit", "sum", (None,), "", "empty"),
        ("qualitative", "none", (None,), "The law is in force.", ""),
        ("qualitative", "none", (None,), " ", "words"),
        ("percentage", "none", (101,), "", "range"),
        ("percentage", "none", (-1,), "", "range"),
        ("percentage", "pooled_ratio", (50, 1, 2), "", ""),
        ("percentage", "pooled_ratio", (None, 1, 2), "", ""),
        ("percentage", "pooled_ratio", (40, 1, 2), "", "ratio"),
        ("percentage", "pooled_ratio", (50, 1), "", "counts"),
        ("percentage", "pooled_ratio", (50, 3, 2), "", "counts"),
    ],
)
def test_what_can_be_reported(measure, aggregation, numbers, words, wrong):
    reported = Reported("KE", *(None if n is None else D(n) for n in numbers))
    assert indicators.value_wrong(measure, aggregation, reported, words) == wrong


def test_nobody_approves_what_they_wrote():
    def told(*, by):
        written = [
            ("value", "V", kind, {"state": "draft"}, who)
            for kind, who in (("drafted", "U1"), ("changed", "U2"))
        ]
        return guarded(
            *written,
            ("value", "V", "submitted", {"state": "submitted"}, "U1"),
            ("value", "V", "approved", {"state": "approved"}, by),
        )

    assert told(by="U3") == []
    assert told(by="U2") == ["value V, act 4: approved: programme.value.own"]


def test_a_locked_period_locks_what_was_approved():
    assert indicators.shown_state("approved", "locked") == "locked"
    assert indicators.shown_state("submitted", "locked") == "submitted"
    assert not indicators.may_move("locked")


def test_who_has_not_reported():
    due, today = dt.date(2026, 3, 31), dt.date(2026, 4, 10)
    rows = indicators.unreported([("I1", "KE"), ("I1", "UG")], {("I1", "KE")}, due, today)
    assert rows == [("I1", "UG", 10)]


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("12.500000", "12.5"),
        ("100", "100"),
        ("0.000000", "0"),
        ("1E+2", "100"),
        ("-0.50", "-0.5"),
        (None, None),
    ],
)
def test_numbers_as_entries_write_them(number, text):
    assert indicators.written(None if number is None else D(number)) == text


@pytest.mark.parametrize(
    ("direction", "targets", "wrong"), [("up", {"2027": 5}, True), ("down", {"2027": 5}, False)]
)
def test_targets_lie_on_the_right_side(direction, targets, wrong):
    assert indicators.target_wrong(direction, D(10), {k: D(v) for k, v in targets.items()}) is wrong


def test_the_framework_has_its_matrix():
    kinds = [theme.kind for theme in framework.SHIPPED]
    assert (kinds.count("outcome"), kinds.count("area"), kinds.count("catalyst"), kinds.count("benchmark")) == (4, 5, 5, 4)  # fmt: skip
    assert len(set(framework.CELLS)) == 25
    assert all(theme.inferred for theme in framework.SHIPPED if theme.kind in ("area", "catalyst"))
    assert not any(theme.inferred for theme in framework.SHIPPED if theme.kind == "outcome")


def test_what_was_set_stands_in_the_place_of_what_ships():
    theme = Theme("A1", "area", "", names={"en": "Laws"})
    result = {item.code: item for item in framework.with_set(framework.SHIPPED, [theme])}
    assert result["A1"] is theme
    assert len(result) == len(framework.SHIPPED)


@pytest.mark.parametrize(
    ("code", "kind", "fits"),
    [("A5", "area", True), ("A6", "area", False), ("O5", "outcome", False), ("R7", "region", True), ("R0", "region", False), ("A1", "outcome", False), ("F9", "related", True), ("", "area", False)],
)  # fmt: skip
def test_codes(code, kind, fits):
    assert framework.code_fits(code, kind) is fits


def test_the_table_of_acts_names_states_that_there_are():
    for act in acts.ACTS.acts.values():
        assert set(act.transitions) - {""} <= set(acts.STATES[act.record_type])
    assert acts.ACTS.after("value", "approved", "draft") is None
