"""Counted against expected: exactly what was planted is found, whatever was counted by whom in which order; and nothing where nothing was planted."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ifar.placement.counting import KINDS, Compared, Difference, Reading, compare

PLANTED = st.integers(0, 20)


def planted(
    seed: int, missing: int, surplus: int, unknown: int, doubled: int, moved: int
) -> tuple[Compared, set[Difference]]:
    """A count of some hundred things with so many differences of each kind, and so many that moved meanwhile; and what was planted."""
    draw = random.Random(seed)
    things = [f"F{n:04}" for n in range(140)]
    draw.shuffle(things)
    lost, twice, went, stay = (
        things[:missing],
        things[missing : missing + doubled],
        things[40 : 40 + moved],
        things[80:],
    )
    elsewhere, came = [f"G{n:04}" for n in range(surplus)], [f"M{n:04}" for n in range(moved)]
    strangers = [f"SN {n}" for n in range(unknown)]
    # What went meanwhile is not expected any more and was read by half of them; what came is expected, and was read by half of them.
    read = twice * 2 + stay + elsewhere + [text for text in went + came if draw.random() < 0.5]
    counted = [Reading(text) for text in read] + [Reading("", text) for text in strangers]
    draw.shuffle(counted)
    expected = lost + twice + stay + came
    compared = compare(expected, counted, went + came)
    should = {Difference("missing", text) for text in lost} | {
        Difference("surplus", text) for text in elsewhere
    }
    should |= {Difference("unknown", stranger) for stranger in strangers} | {
        Difference("doubled", text) for text in twice
    }
    return compared, should


@settings(max_examples=60, deadline=None)
@given(st.integers(), PLANTED, PLANTED, PLANTED, PLANTED, PLANTED)
def test_exactly_what_was_planted_is_found(seed, missing, surplus, unknown, doubled, moved):
    compared, should = planted(seed, missing, surplus, unknown, doubled, moved)
    assert set(compared.differences) == should
    assert len(compared.differences) == len(should)


@settings(max_examples=20, deadline=None)
@given(st.integers(), PLANTED)
def test_nothing_is_found_where_nothing_was_planted_whatever_moved(seed, moved):
    compared, _none = planted(seed, 0, 0, 0, 0, moved)
    assert compared.differences == ()
    assert all(text[0] in "FM" for text in compared.explained)


@pytest.mark.parametrize("planted_thing", ["missing", "surplus"])
def test_what_moved_meanwhile_is_explained_by_itself(planted_thing):
    expected, counted = (["F1"], []) if planted_thing == "missing" else ([], [Reading("F1")])
    assert compare(expected, counted).differences == (Difference(planted_thing, "F1"),)
    compared = compare(expected, counted, ["F1"])
    assert (compared.differences, compared.explained) == ((), ("F1",))


def test_what_was_read_twice_is_one_thing_and_a_finding():
    compared = compare(["F1"], [Reading("F1"), Reading("F1"), Reading("", "X9"), Reading("", "X9")])
    assert (compared.expected, compared.found) == (1, 2)
    assert [difference.key for difference in compared.differences] == [
        "unknown:X9",
        "doubled:F1",
        "doubled:X9",
    ]
    assert [
        difference.kind for difference in compare(["F1"], [Reading("F2"), Reading("", "Q")]).differences
    ] == list(KINDS[:3])
