"""Letters as rendered pages: their address lies in the window, what is read from left to right stays so, nothing lies over anything."""

from __future__ import annotations

from dataclasses import replace

import pypdfium2
import pytest

from ifar.documents.letters import Letter, set_letters
from ifar.languages import LANGUAGES
from tests.documents.accessible import faults
from tests.documents.conftest import CONDITIONS, NAMES

MM = 72 / 25.4
WINDOW = (20 * MM, 45 * MM, 110 * MM, 90 * MM)
"""Of a DIN long envelope: left, top, right, bottom on the page (DIN 680: 20 mm from the left, 90 mm by 45 mm)."""
STREET = "Avenida del Libertador General San Martín 1234567, piso 12"


def a_letter(language: str, lines: int = 3) -> Letter:
    """A letter whose address is in another script than its text, with so many lines of a street."""
    return Letter(
        reference="R-7K3M-9QXZ-20RT-B",
        language=language,
        address=[NAMES[language], *[STREET] * lines, "4100 Kestria City"],
        day="2026-11-30",
        heading=CONDITIONS[language][0],
        paragraphs=[CONDITIONS[language][0] * 6, "L-7K3M-9QXZ-20RT-B · 9×19 mm · 2026-12-31"],
        office=NAMES[language],
        opening=NAMES[language],
        reference_words="№",
    )


@pytest.fixture(autouse=True)
def home(settings, tmp_path):
    settings.IFAR_HOME = tmp_path


def test_w23_letters_in_six_languages_are_accessible_and_nothing_lies_over_anything():
    letters = [a_letter(item, lines) for item in LANGUAGES for lines in (1, 9)]
    for language in ("en", "ar", "fr"):  # those of the list of what is to be posted
        assert faults(set_letters("Letters", "PO box 12", letters, language)) == []


@pytest.mark.parametrize("lines", [1, 3, 9])
def test_w23_the_address_lies_in_the_window_in_each_language_however_long(lines):
    result = pypdfium2.PdfDocument(
        set_letters("Letters", "PO box 12", [a_letter(item, lines) for item in LANGUAGES], "en")
    )
    for number, language in enumerate(LANGUAGES):
        page = result[number]
        height, text = page.get_height(), page.get_textpage()
        seen = text.get_text_bounded(
            WINDOW[0], height - WINDOW[3], WINDOW[2], height - WINDOW[1] + 2
        ).replace("\r\n", " ")
        assert "4100 Kestria City" in seen, language
        assert seen.count("1234567, piso 12") == lines, language
        assert "R-7K3M" not in seen, "what stands in the window tells nothing of what the letter is about"
        left = [text.get_charbox(n)[0] for n in range(text.count_chars())]
        assert min(left) >= 20 * MM


def test_w23_a_calibre_and_a_street_read_from_left_to_right_in_an_arabic_letter():
    letter = replace(a_letter("ar", 0), reference="R", paragraphs=["فقط"], day="اليوم")
    text = pypdfium2.PdfDocument(set_letters("L", "PO box", [letter], "ar"))[0].get_textpage()
    whole = text.get_text_range()
    for letters in (
        "76×39m",
        "41K",
    ):  # of 7.62×39 mm, and of 4100 Kestria City: each once on the page, or first there
        places = [text.get_charbox(whole.index(code))[0] for code in letters]
        assert places == sorted(places), letters
