"""What the words of the search box are taken to mean."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ifar import identifiers
from ifar.registry.asking import narrowed, understand

MAKES = {"beretta": "beretta", "smith & wesson": "smith_wesson"}


def make_of(words):
    return MAKES.get(words.casefold())


@pytest.mark.parametrize(
    ("text", "serial", "make"),
    [
        ("AB?1234", "AB?1234", None),
        ("Beretta AB?1234", "AB?1234", "beretta"),
        ("smith & wesson 77 812", "77 812", "smith_wesson"),
        ("Beretta", "", "beretta"),
        ("ПР 0412", "ПР 0412", None),
        ("Unknown AB12", "Unknown AB12", None),
        ("  AB   12 ", "AB 12", None),
        ("", "", None),
    ],
)
def test_a_make_before_the_mark_is_understood_and_the_rest_stays_as_typed(text, serial, make):
    asked = understand(text, make_of)
    assert asked.identifier is None
    assert (asked.question.serial, asked.question.make) == (serial, make)


def test_an_identifier_is_one_however_it_is_written():
    public_id = identifiers.new("F", lambda n: b"\x5a" * n)
    for text in (
        public_id,
        identifiers.shown(public_id),
        identifiers.shown(public_id).lower().replace("-", " "),
    ):
        assert understand(text, make_of).identifier == public_id


@given(st.text(max_size=300))
def test_any_text_gives_a_question_and_loses_nothing_but_spaces_and_the_make(text):
    asked = understand(text, make_of)
    if asked.identifier is None:
        again = f"{asked.make_words} {asked.question.serial}".strip()
        assert again == " ".join(text[:200].split())


def test_what_is_chosen_beside_the_box_goes_before_what_was_typed():
    asked = understand("Beretta AB1", make_of)
    question = narrowed(asked, make="tula", model=None, calibre="9x19", type=None)
    assert (question.serial, question.make, question.calibre) == ("AB1", "tula", "9x19")
    assert narrowed(asked, make=None, model=None, calibre=None, type=None).make == "beretta"
