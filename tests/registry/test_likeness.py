"""The rough likeness of many marks at once is the best that one place for a missing or an extra character gives."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ifar.registry.confusions import MEASURED
from ifar.registry.likeness import LEAST, likeness
from ifar.registry.mark_files import WIDTH, text_of

TEXTS = st.text("08B1IX", min_size=1, max_size=WIDTH)


def rows(texts):
    return np.frombuffer(b"".join(map(text_of, texts)), np.uint8).reshape(-1, WIDTH)


def pairs(read, held):
    return sum(MEASURED.log_ratios[one + other] for one, other in zip(read, held, strict=True))


def expected(read, held):
    if len(read) == len(held):
        return pairs(read, held)
    if len(held) == len(read) + 1:
        return max(
            pairs(read, held[:at] + held[at + 1 :]) + MEASURED.log_missing[held[at]]
            for at in range(len(held))
        )
    if len(held) == len(read) - 1:
        return max(
            pairs(read[:at] + read[at + 1 :], held) + MEASURED.log_extra[read[at]] for at in range(len(read))
        )
    return LEAST


@settings(max_examples=100, deadline=None)
@given(TEXTS, st.lists(TEXTS, min_size=1, max_size=20))
def test_each_is_laid_beside_the_question_at_its_best_place(read, held):
    found = likeness(read.encode(), rows(held))
    assert found.tolist() == pytest.approx([expected(read, one) for one in held], abs=1e-3)


def test_what_looks_alike_is_likelier_than_what_does_not():
    close, far, equal = likeness(b"A8123", rows(["AB123", "AX123", "A8123"])).tolist()
    assert equal > close > far


def test_what_is_too_long_or_empty_is_not_compared():
    held = rows(["A" * WIDTH, "A" * (WIDTH + 1), ""])
    assert likeness(b"A" * WIDTH, held)[1:].tolist() == [LEAST, LEAST]
    assert set(likeness(b"A" * (WIDTH + 1), held).tolist()) == {LEAST}
    assert set(likeness(b"", held).tolist()) == {LEAST}
    assert likeness(b"A", held[:0]).tolist() == []


def test_a_character_that_was_never_counted_is_better_equal_than_wrong():
    equal, other = likeness(b"\xd6123", rows(["A123", "X123"])).tolist()
    assert equal == other < likeness(b"X123", rows(["X123"]))[0]
    held = np.array([[0xD6, 49, 50, 51] + [0] * 12], np.uint8)
    assert likeness(b"\xd6123", held)[0] > likeness(b"\xd7123", held)[0]
