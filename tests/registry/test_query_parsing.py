"""What the words of the search box are taken to mean."""

from __future__ import annotations

from typing import ClassVar, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ifar import identifiers
from ifar.registry.search.matching import Question
from ifar.registry.search.query_parsing import QUOTES, narrowed, understand


class Named(NamedTuple):
    code: str | None
    is_certain: bool
    alternatives: tuple[str, ...] = ()


class Names:
    """A few names; "bereta" is a guess, not a recorded spelling."""

    makes: ClassVar = {
        "beretta": Named("beretta", True),
        "bereta": Named("beretta", False),
        "smith & wesson": Named("smith_wesson", True),
    }
    models: ClassVar = {"92": "beretta/92", "92fs": "beretta/92fs", "m9 a1": "beretta/m9a1"}
    borne: ClassVar = {
        "tt": ("tula/tt-33", "norinco/type-54"),
        "ak-47": ("kalashnikov/ak-47",),
        "type 56": ("norinco/type-56",),
        "p": ("hk/p",),
    }

    def resolve_make(self, raw):
        return self.makes.get(raw.casefold(), Named(None, False))

    def resolve_model(self, make, raw):
        if make is None:
            return Named(None, False, self.borne.get(raw.casefold(), ()))
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


@pytest.mark.parametrize(
    ("text", "serial", "model", "other"),
    [
        ("TT 0529514", "0529514", "TT", '"TT 0529514"'),
        ("AK-47 70-86?0-000", "70-86?0-000", "AK-47", '"AK-47 70-86?0-000"'),
        ("0529514 tt", "0529514", "tt", '"0529514 tt"'),
        ("Type 56 7086 500", "7086 500", "Type 56", '"Type 56 7086 500"'),
        ("TT 05", "TT 05", "", ""),  # too little is left for a mark
        ("TT-0529514", "TT-0529514", "", ""),  # one word is one mark
        ("TT? 0529514", "TT? 0529514", "", ""),  # nobody half reads a name
        ("P 0529514", "P 0529514", "", "0529514"),  # one letter is rather the mark's
        ("XK 70-8650-000", "XK 70-8650-000", "", "70-8650-000"),
        ("Beretta XK 708650", "XK 708650", "", "Beretta 708650"),
        ("708650 XK", "708650 XK", "", "708650"),
        ("XK 708650 Beretta", "XK 708650", "", "Beretta 708650"),
        ("92FS AB1234 Beretta", "AB1234", "92FS", 'Beretta "92FS AB1234"'),
        ("XK 708650 bereta", "XK 708650", "", "bereta 708650"),
        ("No. 708650", "No. 708650", "", ""),  # a label is part of no mark
        ("Beretta 92FS AB1234", "AB1234", "92FS", 'Beretta "92FS AB1234"'),
    ],
)
def test_a_word_beside_a_mark_is_a_models_name_or_told_to_be_read_as_part_of_the_mark(
    text, serial, model, other
):
    asked = understand(text, NAMES)
    assert (asked.question.serial, asked.model_words, asked.other) == (serial, model, other)
    assert asked.is_one_mark == bool(other and not model)
    assert asked.is_model_left_out == (bool(model) and "Beretta" not in text)
    if other:  # what it offers asks in the other way, and for that alone
        again = understand(other, NAMES)
        assert again.question.serial == (
            text.replace("Beretta", "").strip() if model else other.split(" ", 1)[-1]
        )
        assert not again.model_words
        assert again.question.make == asked.question.make


@pytest.mark.parametrize("text", ['"TT 0529514"', "“TT 0529514”", "„TT 0529514“", "« TT 0529514 »"])
def test_what_stands_in_quotation_marks_is_one_mark(text):
    asked = understand(text, NAMES)
    assert asked.question == Question(serial="TT 0529514")
    assert not asked.model_words
    assert not asked.other


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
    if asked.identifier is None and not set(text) & {*QUOTES}:
        again = f"{asked.make_words} {asked.model_words} {asked.question.serial}"
        assert " ".join(again.split()) == " ".join(text[:200].split())


def test_what_is_chosen_beside_the_box_goes_before_what_was_typed():
    asked = understand("Beretta AB1", NAMES)
    question = narrowed(asked, make="tula", model=None, calibre="9x19", type=None)
    assert (question.serial, question.make, question.calibre) == ("AB1", "tula", "9x19")
    assert narrowed(asked, make=None, model=None, calibre=None, type=None).make == "beretta"
