"""What was typed into one line, and how it stands in a field."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ifar.registry.marks import keys_of
from ifar.typed import in_order, pieces, plain


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("53304?", [("53304?", True)]),
        ("Fabarm 53304?", [("Fabarm 53304?", True)]),
        ("فابارم 53304?", [("فابارم", False), ("53304?", True)]),
        ("فابارم AB 533 04?", [("فابارم", False), ("AB 533 04?", True)]),
        ("?3304 سميث ويسون", [("?3304", True), ("سميث ويسون", False)]),
        ("فابارم ٥٣٣٠٤؟", [("فابارم", False), ("٥٣٣٠٤؟", True)]),
        ("ب?1234", [("ب?1234", False)]),
        ("", []),
    ],
)
def test_a_mark_is_shown_left_to_right_apart_from_the_maker_beside_it(text, said):
    assert pieces(text) == said


def test_in_a_field_signs_keep_the_question_mark_behind_the_mark():
    assert in_order("فابارم 53304?") == "فابارم \u200e53304?\u200e"
    assert in_order(in_order("فابارم 53304?")) == in_order("فابارم 53304?")
    assert in_order("Fabarm 53304?") == "Fabarm 53304?"


@given(st.text(max_size=60))
def test_the_signs_are_no_part_of_what_was_typed(text):
    assert plain(in_order(text)) == plain(text)
    assert keys_of(in_order(text)) == keys_of(plain(text))
