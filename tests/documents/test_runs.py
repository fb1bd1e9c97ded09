"""Text of both directions on a paper: what is kept together, and which brackets and stops turn with the line."""

from __future__ import annotations

import pytest

from ifar.documents.runs import runs_of
from ifar.documents.wording import listed


@pytest.mark.parametrize(
    ("text", "ltr"),
    [
        ("732 يوماً (2.00 سنوات)", ["732", "2.00"]),
        ("أمر (رقم 77/26) هنا", ["77/26"]),
        ("ختم (SHA-256) هنا", ["(SHA-256)"]),
        ("سلاح «Beretta 92» هنا", ["Beretta 92"]),
        ("AB-123/4 (x)", ["AB-123/4 (x)"]),
        ("من 2026-11-06 إلى 2026-11-26.", ["2026-11-06", "2026-11-26"]),
        ("الأماكن: 1.\nثم", ["1"]),
        ("see it. Then go.", ["see it. Then go."]),
        ("قرب Novi Most (Eastern March)", ["Novi Most (Eastern March)"]),
        ("قرب Novi Most (Eastern March)؛ Belrive (Lakes)", ["Novi Most (Eastern March)", "Belrive (Lakes)"]),
        ("أمر (Novi Most) هنا", ["Novi Most"]),
    ],
)
def test_w23_a_bracket_or_a_stop_belongs_to_the_line(text, ltr):
    """Set inside a run from left to right, one half of a pair would turn its back on what it holds."""
    runs = runs_of(text, "ar")
    assert [run["text"] for run in runs if run["ltr"]] == ltr
    assert "".join(run["text"] for run in runs) == text


def test_a_paper_that_goes_from_left_to_right_is_not_cut():
    assert runs_of("732 days (2.00 years)", "fr") == [{"text": "732 days (2.00 years)", "ltr": False}]


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", ("a, b", "a; b")), ("ar", ("a، b", "a؛ b")), ("zh", ("a、b", "a；b")), ("ru", ("a, b", "a; b"))],
)
def test_w29_a_list_on_a_paper_has_the_marks_of_its_language(language, said):
    assert (listed(["a", "b"], language), listed(["a", "b"], language, ";")) == said
    assert listed([], language) == ""
