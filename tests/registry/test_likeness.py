"""The likeness of many marks at once is their evidence over every way that leaves out no more than two characters of either."""

from functools import cache
from math import log

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ifar.registry.marks.alignment import Fit
from ifar.registry.marks.confusions import MEASURED
from ifar.registry.marks.likeness import LEAST, REACH, likeness
from ifar.registry.search.index_files import WIDTH, text_of

TEXTS = st.text("08B1IX", min_size=1, max_size=8)


def rows(texts):
    return np.frombuffer(b"".join(map(text_of, texts)), np.uint8).reshape(-1, WIDTH)


def expected(read, held):
    """The evidence over every way, by plain recursion, of marks that are at most two characters longer or shorter."""
    if abs(len(read) - len(held)) > REACH or len(held) > WIDTH:
        return LEAST

    @cache
    def ways(i, j):
        """With up to two characters of the mark left out at the end."""
        if abs(i - j) > REACH:
            return 0.0
        last, both = MEASURED.missing[held[j - 1 : j]] if j else 0.0, 0.0
        if j > 1:
            both = last * MEASURED.missing[held[j - 2]]
        return met(i, j) + last * met(i, j - 1) + both * met(i, j - 2)

    @cache
    def met(i, j):
        """With none left out there."""
        if abs(i - j) > REACH or j < 0:
            return 0.0
        if i == j == 0:
            return 1.0
        result = 0.0
        if i and j:
            result += ways(i - 1, j - 1) * MEASURED.ratios[read[i - 1] + held[j - 1]]
        if i:
            result += ways(i - 1, j) * MEASURED.extra[read[i - 1]]
        if i > 1 and j > 1 and read[i - 1] == held[j - 2] != read[i - 2] == held[j - 1]:
            agreed = MEASURED.ratios[read[i - 1] * 2] * MEASURED.ratios[read[i - 2] * 2]
            result += ways(i - 2, j - 2) * MEASURED.swapped * agreed
        return result

    return max(log(ways(len(read), len(held))), LEAST)


@settings(max_examples=100, deadline=None)
@given(TEXTS, st.lists(TEXTS, min_size=1, max_size=20))
def test_each_is_laid_beside_the_question_in_every_way(read, held):
    result = likeness(read.encode(), rows(held))
    assert result.tolist() == pytest.approx([expected(read, item) for item in held], abs=1e-3)


def test_what_looks_alike_is_likelier_than_what_does_not():
    close, far, equal = likeness(b"A8123", rows(["AB123", "AX123", "A8123"])).tolist()
    assert equal > close > far


def test_what_is_too_long_or_empty_is_not_compared():
    held = rows(["A" * WIDTH, "A" * (WIDTH + 1), ""])
    assert likeness(b"A" * WIDTH, held)[1:].tolist() == [LEAST, LEAST]
    assert set(likeness(b"A" * (WIDTH + 1), held).tolist()) == {LEAST}
    assert set(likeness(b"", held).tolist()) == {LEAST}
    assert likeness(b"A", held[:0]).tolist() == []


def test_what_is_within_two_errors_is_weighed_as_the_judgement_weighs_it():
    """Which adds up the ways of the differing piece alone."""
    for read, held in (
        ("A812345", "AB12345"),
        ("A812345", "A12345"),
        ("A812345", "A8123459"),
        ("A812345", "A821345"),
    ):
        assert likeness(read.encode(), rows([held]))[0] == pytest.approx(Fit(read)(held), abs=0.2)


def test_two_missing_characters_and_a_swap_with_another_error_are_compared():
    tolist = likeness(
        b"MA85021", rows(["MA85021", "MA852", "AM85021", "AM8502", "MA850217", "MA8502177", "85021MA"])
    ).tolist()
    assert tolist[0] == max(tolist)
    assert tolist[-1] == min(tolist)
    assert min(tolist[:-1]) > tolist[-1] + 5


def test_a_character_that_was_never_counted_is_better_equal_than_wrong():
    item, other = likeness(b"\xd6123", rows(["A123", "X123"])).tolist()
    assert item == pytest.approx(other, abs=0.5)
    assert max(item, other) < likeness(b"X123", rows(["X123"]))[0] - 5
    held = np.array([[0xD6, 49, 50, 51] + [0] * 12], np.uint8)
    assert likeness(b"\xd6123", held)[0] > likeness(b"\xd7123", held)[0] + 5


def test_what_was_not_read_speaks_neither_way():
    unread, wrong = likeness(b"A?123", rows(["AB123", "AX123"])), likeness(b"AC123", rows(["AB123", "AX123"]))
    assert unread.tolist() == pytest.approx([unread[0]] * 2, abs=0.1)
    assert min(unread) > max(wrong)
