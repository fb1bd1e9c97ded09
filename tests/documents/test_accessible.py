"""Every PDF that is set is PDF/UA-1 as far as a program can look it up, and no text stands over another (`tests/conftest.py` looks at all)."""

from __future__ import annotations

import io
import itertools
from dataclasses import replace

import pikepdf
import pypdfium2
import pytest

from ifar.documents.columns import LANDSCAPE, are_numbers, columns_of
from ifar.documents.dossiers import Attached, Dossier, Section, set_dossier
from ifar.languages import LANGUAGES
from tests.covering import covering
from tests.documents.accessible import faults, overlaps
from tests.documents.conftest import CONDITIONS, NAMES, Office
from tests.documents.test_pdf import PRINTED

LONG = {
    "en": "Monitoring, data collection and analysis × Partnerships",
    "ar": "الرصد وجمع البيانات وتحليلها × الشراكات",
    "fr": "Suivi, collecte et analyse des données × Partenariats",
    "es": "Seguimiento, recopilación y análisis de datos × Alianzas",
    "ru": "Мониторинг, сбор и анализ данных × Партнёрства",
    "zh": "监测、数据收集和分析×伙伴关系",
}
WORDS = {
    "en": "Insufficiently-documented",
    "ar": "وبالاستقلالية",
    "fr": "Insuffisamment-documenté",
    "es": "Insuficientemente-documentado",
    "ru": "Недостаточно-документировано",
    "zh": "记录不充分",
}


def a_dossier(language: str, number: int) -> Dossier:
    """Label and value, and a table of so many columns with long words, numbers, identifiers and addresses."""
    rows = [
        (LONG[language], *(("1 250 000.00", "F0123456789ABC", WORDS[language], "7.62×39 mm", "https://example.org/" + "a/" * 40)[at % 5]
                           for at in range(number - 1)))
        for _ in range(40)
    ]  # fmt: skip
    values = [
        (LONG[language], NAMES[language]),
        (WORDS[language] * 3, "F0123456789ABC"),
        ("No", CONDITIONS[language][0] * 9),
    ]
    sections = [
        Section("A", values),
        Section("B", rows, [WORDS[language], *["№"] * (number - 1)]),
        Section("C", [], ["D"], "Nothing."),
    ]
    return Dossier(
        LONG[language],
        "1",
        NAMES[language],
        ["2026-11-30"],
        "F0123456789ABC",
        sections,
        page="%(n)s / %(total)s",
        note="Note.",
    )


@pytest.mark.parametrize(("language", "number"), covering(itertools.product(LANGUAGES, (2, 5, 8, 14))))
def test_w23_no_column_of_a_table_is_printed_over_another(language, number):
    assert overlaps(set_dossier(a_dossier(language, number), language)) == []


@pytest.mark.parametrize(("language", "space"), covering(itertools.product(LANGUAGES, ("\u00a0", "\u202f"))))
def test_w23_amounts_whose_thousands_stand_apart_have_the_room_that_they_need(language, space):
    """No line is broken at such a space, and a column that is as wide as the last three figures lets the others stand over its neighbour's."""
    amount, day = f"10{space}547{space}457,54", f"30{space}novembre{space}2026"
    rows = [("Aa Bb Cc", "28", amount, amount, "63", day, "12", "30", amount)] * 4
    heads = ["Aa", "Bb", "Cc", "Dd", "Ee", "Ff", "Gg", "Hh", "Ii"]
    dossier = replace(a_dossier(language, 2), sections=[Section("A", rows, heads)])
    assert overlaps(set_dossier(dossier, language)) == []
    columns = columns_of(heads, rows)
    assert all(fit >= len(cell) for fit, cell in zip(columns.fit[1:], rows[0][1:], strict=True))


@pytest.mark.parametrize("language", ["en", "ar", "zh"])
def test_w34_letters_that_no_font_has_are_told_in_others_and_kept_in_the_data(language):
    """A name in Thai, Amharic or Korean, or a picture that somebody typed, made any paper unprintable."""
    names = ["አበበ ቢቂላ", "สมชาย ใจดี", "김철수", "🔫", "𠀀 中"]
    dossier = replace(
        a_dossier(language, 2),
        title="T",
        sections=[Section("A", [(name, "x") for name in names], ["B", "C"])],
        attached=Attached("data.json", " ".join(names), "The same as data"),
    )
    whole = set_dossier(dossier, language)
    assert faults(whole) == []
    text = "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(whole))
    assert all(item in text for item in ("abebe", "smchay", "GimCheolSu", "gun", "中"))
    with pikepdf.open(io.BytesIO(whole)) as pdf:
        assert pdf.attachments["data.json"].get_file().read_bytes().decode() == " ".join(names)


@pytest.mark.parametrize("language", LANGUAGES)
def test_w34_what_is_set_for_reading_passes_pdf_ua(language):
    assert faults(set_dossier(a_dossier(language, 4), language)) == []


@pytest.mark.parametrize(("kind", "language"), PRINTED)
def test_w34_papers_pass_pdf_ua(office: Office, kind, language):
    assert faults(office.pdfs[kind, language]) == []


def test_w23_columns_have_what_their_words_need_and_share_the_rest():
    columns = columns_of(["Name", "n"], [["a long name of several words", "1"], ["b", "12"]])
    assert columns.widths[0] > columns.widths[1]
    assert not columns.is_wide
    many = columns_of(["Insufficiently"] * 9, [["x"] * 9])
    assert many.is_wide
    assert sum(many.widths) <= LANDSCAPE
    assert columns_of(["a", "b"], [["x", "y"]], (1, 3)).widths == (1, 3)
    assert columns_of(["Insufficiently", "b"], [["x", "y"]], (1, 30)).widths[0] >= len("Insufficiently")


def test_w34_the_checker_finds_what_is_wrong(office: Office):
    """Of a table without headers, of a picture without words and of text that nobody tagged."""
    whole = set_dossier(a_dossier("en", 3), "en")
    with pikepdf.open(io.BytesIO(whole)) as pdf:
        for item in pdf.objects:
            if isinstance(item, pikepdf.Dictionary) and item.get("/S") == pikepdf.Name.TH:
                item.S = pikepdf.Name.TD
        pdf.pages[0].contents_add(b"BT /f0 9 Tf (x) Tj ET")
        del pdf.Root.MarkInfo
        out = io.BytesIO()
        pdf.save(out)
    codes = {fault[:6] for fault in faults(out.getvalue())}
    assert {"06-001", "15-003", "01-003"} <= codes


@pytest.mark.parametrize("language", ["en", "ar"])
def test_w23_numbers_of_a_table_stand_with_their_units_below_one_another(language):
    """At the right in every script; a serial number is no number of anything, and stands where words stand."""
    rows = [("A", "71", "3"), ("B", "2", "9 860"), ("C", "5", "–")]
    section = Section("A", rows, ["N", "S", "Q"], names=(1,))
    dossier = replace(
        a_dossier(language, 3), sections=[section], lines=[], foot="F", page="p", note="", title="T"
    )
    text = pypdfium2.PdfDocument(set_dossier(dossier, language))[0].get_textpage()
    whole = text.get_text_range()

    def side(code: str, at: int) -> float:
        return text.get_charbox(whole.index(code))[at]

    assert side("3", 2) == pytest.approx(side("0", 2), abs=1)
    assert side("3", 0) > side("9", 2)
    if language == "en":
        assert side("7", 0) == pytest.approx(side("2", 0), abs=1)


def test_w23_what_a_column_of_numbers_is():
    for cells in (["1", "2"], ["1 250 000.00", "–", ""], ["12 %", "3.5%"], ["-4", "−5", "< 5"]):
        assert are_numbers(cells), cells
    for cells in (["007"], ["AB1"], ["2026-11-30"], ["9×19"], ["", "–"], ["1", "none"], ["12/26"]):
        assert not are_numbers(cells), cells
