"""What the words of the search box are taken to mean."""

from __future__ import annotations

from typing import ClassVar, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ifar import identifiers
from ifar.registry.asking import narrowed, understand


class Named(NamedTuple):
    code: str | None
    is_certain: bool


class Names:
    """A few names; "bereta" is a guess, not a recorded spelling."""

    makes: ClassVar = {
        "beretta": Named("beretta", True),
        "bereta": Named("beretta", False),
        "smith & wesson": Named("smith_wesson", True),
    }
    models: ClassVar = {"92": "beretta/92", "92fs": "beretta/92fs", "m9 a1": "beretta/m9a1"}

    def resolve_make(self, raw):
        return self.makes.get(raw.casefold(), Named(None, False))

    def resolve_model(self, make, raw):
        code = self.models.get(raw.casefold()) if make == "beretta" else None
        return Named(code, code is not None)


NAMES = Names()


@pytest.mark.parametrize(
    ("text", "serial", "make"),
    [
        ("AB?1234", "AB?1234", None),
        ("Beretta AB?1234", "AB?1234", "beretta"),
        ("smith & wesson 77 812", "77 812", "smith_wesson"),
        ("Beretta", "", "beretta"),
        ("ПР 0412", "ПР 0412", None),
        ("bereta AB?1234", "AB?1234", "beretta"),
        ("AB?1234 bereta", "AB?1234", "beretta"),
        ("AB 1234 Smith & Wesson", "AB 1234", "smith_wesson"),
        ("bereta", "bereta", None),
        ("bereta AB*", "bereta AB*", None),
        ("12 bereta", "12 bereta", None),
        ("Unknown AB12", "Unknown AB12", None),
        ("  AB   12 ", "AB 12", None),
        ("", "", None),
    ],
)
def test_a_make_before_the_mark_is_understood_and_the_rest_stays_as_typed(text, serial, make):
    asked = understand(text, NAMES)
    assert asked.identifier is None
    assert (asked.question.serial, asked.question.make) == (serial, make)


@pytest.mark.parametrize(
    ("text", "serial", "model"),
    [
        ("Beretta 92", "", "beretta/92"),
        ("Beretta 92FS AB1234", "AB1234", "beretta/92fs"),
        ("Beretta M9 A1 AB1?34", "AB1?34", "beretta/m9a1"),
        ("Beretta 92 1234", "92 1234", None),  # figures before figures are rather a mark written in groups
        ("Beretta 92FS 12", "92FS 12", None),  # too little is left for a mark
        ("Bereta 92", "Bereta 92", None),  # a guess is no reading
        ("92", "92", None),
        ("Smith & Wesson 92", "92", None),
    ],
)
def test_a_model_after_its_make_is_understood_where_it_is_surely_one(text, serial, model):
    asked = understand(text, NAMES)
    assert (asked.question.serial, asked.question.model) == (serial, model)
    assert bool(asked.model_words) is (model is not None)


def test_another_make_chosen_beside_the_box_drops_the_model_that_was_read():
    asked = understand("Beretta 92", NAMES)
    assert narrowed(asked, make="tula", model=None, calibre=None, type=None).model is None
    assert narrowed(asked, make="beretta", model=None, calibre=None, type=None).model == "beretta/92"


def test_an_identifier_is_one_however_it_is_written():
    public_id = identifiers.new("F", lambda n: b"\x5a" * n)
    for text in (
        public_id,
        identifiers.shown(public_id),
        identifiers.shown(public_id).lower().replace("-", " "),
    ):
        assert understand(text, NAMES).identifier == public_id


@given(st.text(max_size=300))
def test_any_text_gives_a_question_and_loses_nothing_but_spaces_and_the_make(text):
    asked = understand(text, NAMES)
    if asked.identifier is None:
        again = f"{asked.make_words} {asked.model_words} {asked.question.serial}"
        assert " ".join(again.split()) == " ".join(text[:200].split())


def test_what_is_chosen_beside_the_box_goes_before_what_was_typed():
    asked = understand("Beretta AB1", NAMES)
    question = narrowed(asked, make="tula", model=None, calibre="9x19", type=None)
    assert (question.serial, question.make, question.calibre) == ("AB1", "tula", "9x19")
    assert narrowed(asked, make=None, model=None, calibre=None, type=None).make == "beretta"
