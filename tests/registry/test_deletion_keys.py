"""Keys by which near strings meet: nothing within two edits is missed."""

import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from ifar.registry.marks.reading import keys_of
from ifar.registry.search.deletion_keys import (
    ROUTED_BELOW,
    depth_for,
    probe_keys,
    probe_keys_of_make,
    run_keys,
    stored_keys,
)

FOLDED = st.text(alphabet="0123456789ACDEFΠЖ", min_size=5, max_size=16)


def all_probes(*asked):
    of_make, others = probe_keys_of_make(*asked)
    return {*of_make, *others}


def misread(text: str, edits: int, rng: random.Random) -> str:
    characters = list(text)
    for _ in range(edits):
        at = rng.randrange(len(characters))
        move = rng.randrange(4)
        if move == 0:
            characters[at] = rng.choice("0123456789ACDEF")
        elif move == 1 and len(characters) > 3:
            del characters[at]
        elif move == 2:
            characters.insert(at, rng.choice("0123456789ACDEF"))
        elif at + 1 < len(characters):
            characters[at], characters[at + 1] = characters[at + 1], characters[at]
    return "".join(characters)


@given(FOLDED, st.integers(0, 2), st.randoms(use_true_random=False))
@settings(max_examples=200)
def test_two_texts_within_two_errors_share_a_key(folded, edits, rng):
    read = misread(folded, edits, rng)
    assert set(probe_keys(read, edits)) & set(stored_keys(folded))


@given(FOLDED, st.integers(0, 2), st.sampled_from(["glock", None]), st.randoms(use_true_random=False))
@settings(max_examples=200)
def test_a_known_make_misses_nothing_of_its_own_and_nothing_of_unknown_make(folded, edits, held, rng):
    read = misread(folded, edits, rng)
    assert all_probes(read, edits, "glock") & set(stored_keys(folded, held))


@given(FOLDED, st.integers(0, 2), st.sampled_from(["beretta", None]), st.randoms(use_true_random=False))
@settings(max_examples=200)
def test_w01_a_former_make_misses_nothing_of_what_once_bore_it(folded, edits, held, rng):
    read = misread(folded, edits, rng)
    assert all_probes(read, edits, "glock") & set(stored_keys(folded, held, ["tula", "glock"]))


def test_a_known_make_meets_short_marks_of_other_makes_only_where_they_are_equal():
    held = set(stored_keys("778812", "beretta"))
    assert all_probes("778812", 2, "glock") & held
    assert not all_probes("778813", 2, "glock") & held
    assert set(probe_keys("778813", 2)) & held


def test_a_question_within_one_error_does_not_meet_a_mark_that_lost_two_characters():
    held = set(stored_keys("7A781C2", "glock"))
    assert set(probe_keys("778812", 2)) & held
    assert not set(probe_keys("778812", 1)) & held
    assert not all_probes("778812", 1, "glock") & held


def test_only_short_marks_carry_the_make():
    long = "1" * (ROUTED_BELOW - 1) + "2"
    assert stored_keys(long, "glock") == stored_keys(long, "beretta")
    assert stored_keys(long[1:], "glock") != stored_keys(long[1:], "beretta")


@given(FOLDED, FOLDED)
def test_texts_that_share_no_key_are_further_apart(one, other):
    if not set(probe_keys(one, 2)) & set(stored_keys(other)):
        assert OSA.distance(one, other) > 2


@given(st.text(alphabet="0123456789AC?", min_size=5, max_size=12))
def test_up_to_two_unread_characters_are_found_without_further_errors(pattern):
    unread = pattern.count("?")
    if unread <= 2 and len(pattern) >= 5 and len(pattern) - unread >= 3:
        held = pattern.replace("?", "7")
        assert set(probe_keys(pattern, 0)) & set(stored_keys(held))


@given(st.text(alphabet="0123456789ACЖ", min_size=3, max_size=16), st.data())
def test_a_piece_from_the_middle_shares_all_its_runs(folded, data):
    first = data.draw(st.integers(0, len(folded) - 3))
    last = data.draw(st.integers(first + 3, len(folded)))
    assert set(run_keys(folded[first:last])) <= set(stored_keys(folded))


def test_keys_of_runs_and_of_deletions_never_meet():
    keys = stored_keys("A8123456")
    assert all(-(2**25) <= key < 2**28 for key in keys)
    assert {key for key in keys if key < 0} == set(run_keys("A8123456"))


@pytest.mark.parametrize(
    ("length", "depth"), [(0, 0), (3, 0), (4, 1), (5, 2), (12, 2), (16, 2), (17, 1), (32, 1), (33, 0)]
)
def test_how_deep_a_mark_is_indexed(length, depth):
    assert depth_for(length) == depth


def test_a_long_inscription_carries_few_keys():
    assert len(stored_keys("MADE1N1TA1YFABR1CANA2D0NA1E" * 3)) < 120


def test_keys_are_computed_fast_enough_for_a_national_import():
    serials = [f"AB{number:06d}" for number in range(4000)]
    started = time.process_time()
    for serial in serials:
        stored_keys(keys_of(serial).folded)
    rate = len(serials) / (time.process_time() - started)
    assert rate > 20_000, f"{rate:.0f} marks a second"
