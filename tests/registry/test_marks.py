"""Marks as read: cleaning, statuses, keys. Golden cases: serial quality of the German register, look-alike scripts."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ifar.registry.marks import lookalikes, placeholders
from ifar.registry.marks import reading as marks
from ifar.registry.marks.reading import Finding, fold, keys_of, read_mark, script_of

SERIALS = st.text(alphabet="ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", min_size=1, max_size=14)


@pytest.mark.parametrize(
    ("raw", "text", "found"),
    [
        ("AB 1234", "AB 1234", []),
        (" AB1234", "AB1234", ["space.leading"]),
        ("AB1234 ", "AB1234", ["space.trailing"]),
        ("AB  1234", "AB 1234", ["space.double"]),
        ("AB\u00a01234", "AB 1234", ["space.unusual"]),
        ("AB\t1234", "AB 1234", ["control.tab"]),
        ("AB1234\r\n", "AB1234", ["control.return", "control.feed", "space.trailing"]),
        ("AB\u200b1234", "AB1234", ["control.other"]),
        ("\u202eAB1234", "AB1234", ["control.other"]),
        ("AB\x001234", "AB\ufffd1234", ["unread"]),
        ("E\u0301 1234", "É 1234", ["form.not_composed"]),
        ("AB?1234", "AB?1234", ["unread"]),
        ("00000", "00000", ["placeholder"]),
        ("123456", "123456", ["placeholder"]),
        ("АB1234", "АB1234", ["script.mixed"]),
    ],
)
def test_what_a_mark_cannot_hold_is_cleaned_and_said(raw, text, found):
    reading = read_mark(raw)
    assert (reading.text, reading.status) == (text, "known")
    assert [finding.code for finding in reading.findings] == found


def test_the_text_as_typed_is_kept_whatever_is_found():
    assert read_mark("  AB\t12  ").raw == "  AB\t12  "


@pytest.mark.parametrize(
    "raw", [" A1", "A1 ", "A  1", "A\u00a01", "A\t1", "A\r1", "A\n1", "unlesbar", "A?1", "x" * 201]
)
def test_a_maker_may_not_declare_what_elsewhere_is_only_cleaned(raw):
    assert read_mark(raw).refused_at_declaration


@pytest.mark.parametrize("raw", ["AB-123.456/7", "АБ 1234", "ΑΒ 12", "000000", "É12"])
def test_a_maker_may_declare_what_is_in_order_or_merely_odd(raw):
    assert read_mark(raw).refused_at_declaration == ()


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("rostig", "unknown"),
        ("unlesbar", "unknown"),
        ("UNLESBAR.", "unknown"),
        ("illegible", "unknown"),
        ("N/A", "unknown"),
        ("???", "unknown"),
        ("---", "unknown"),
        ("не читается", "unknown"),
        ("غير مقروء", "unknown"),
        ("illisible", "unknown"),
        ("effacé", "unknown"),
        ("effacee", "known"),
        ("none", "none"),
        ("ohne", "none"),
        ("без номера", "none"),
        ("Б/Н", "none"),
        ("sin número", "none"),
        ("SANS NUMERO", "none"),
        ("无编号", "none"),
        ("", "not_asked"),
        ("   ", "not_asked"),
    ],
)
def test_words_are_a_status_and_never_a_serial(word, status):
    reading = read_mark(word)
    assert reading.status == status
    assert bool(reading.text) == (status == "known")


def test_unknown_and_none_are_not_confused_by_any_word_of_the_table():
    meanings = {}
    for row in placeholders.WORDS:
        for word in row.words:
            key = placeholders.plain_word(word)
            assert key, f"{word!r} says nothing"
            assert meanings.setdefault(key, row.meaning) == row.meaning, f"{word!r} means two things"
            assert read_mark(word).status == row.meaning


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("AB12", "Latn"),
        ("1234", "Zyyy"),
        ("АБ12", "Cyrl"),
        ("ΑΒ12", "Grek"),
        ("٤٥٦", "Arab"),
        ("ب١٢", "Arab"),
        ("АB12", "mixed"),
        ("ＡＢ", "Latn"),
        ("中12", "Hani"),
    ],
)
def test_script(text, script):
    assert script_of(text) == script


@pytest.mark.parametrize(
    ("text", "trimmed", "folded"),
    [
        ("ab-12 34", "AB1234", "A81234"),
        ("№ 12345", "12345", "12345"),
        ("No. 12345", "12345", "12345"),
        ("S/N: G44", "G44", "644"),
        ("Serial No. 7", "7", "7"),
        ("NO12345", "NO12345", "N012345"),
        ("S1234", "S1234", "51234"),
        ("AB_12…", "AB?12*", "A8?12*"),
        ("Ø12", "Ø12", "012"),
        ("ＡＢ１２", "AB12", "A812"),
        ("▲-77", "▲77", "▲77"),
    ],
)
def test_trimmed_and_folded(text, trimmed, folded):
    keys = keys_of(text)
    assert (keys.trimmed, keys.folded) == (trimmed, folded)


def test_look_and_sound_are_two_keys():
    keys = keys_of("Р1234")
    assert keys.latin == "R1234"
    assert keys.folded == keys_of("P1234").folded != keys_of("R1234").folded
    assert {form.folded for form in keys.forms} == {"P1234", "R1234"}


def test_cyrillic_and_latin_c_meet_and_stay_different_texts():
    cyrillic, latin = keys_of("С12345"), keys_of("C12345")
    assert cyrillic.folded == latin.folded
    assert cyrillic.trimmed != latin.trimmed
    assert read_mark("С12345").text != read_mark("C12345").text


def test_digits_of_arabic_script_meet_by_value_and_by_shape():
    forms = [form.folded for form in keys_of("٤٥٦٧٨").forms]
    assert forms[0] == keys_of("45678").folded
    assert keys_of("E07VA").folded in forms


@pytest.mark.parametrize(
    ("one", "other"), [("O0Q", "000"), ("IL1", "111"), ("Z2", "22"), ("S5", "55"), ("G6", "66"), ("B8", "88")]
)
def test_every_fold_of_the_table(one, other):
    assert fold(one) == fold(other) == other


def test_tables_name_each_character_once_and_every_row_has_a_source():
    characters = [c for row in lookalikes.SHAPES for c in row.characters]
    assert len(characters) == len(set(characters))
    rows = [*lookalikes.SHAPES, *lookalikes.FOLDS, *lookalikes.EASTERN_DIGIT_SHAPES]
    assert all(row.source in {"UTS39", "stamped", "turned", "stroke", "same"} for row in rows)
    assert all(c == c.upper() for c in characters)


@given(st.text(max_size=60))
def test_keys_are_stable_and_folding_is_idempotent(text):
    keys = keys_of(text)
    again = keys_of(keys.trimmed)
    assert again.trimmed == keys.trimmed
    assert fold(keys.folded) == keys.folded == again.folded
    assert keys_of(text) == keys
    assert all(form.folded == fold(form.plain) for form in keys.forms)
    assert not set("%_\\ ") & set(keys.folded)


@given(st.text(max_size=40))
def test_keys_do_not_depend_on_the_unicode_form(text):
    assert keys_of(unicodedata.normalize("NFD", text)) == keys_of(unicodedata.normalize("NFC", text))


@given(SERIALS, st.sampled_from([" ", "-", "/", ".", "  ", "\t", "\u00a0"]), st.integers(0, 14))
def test_case_and_separators_do_not_count(serial, separator, at):
    written = serial[:at].lower() + separator + serial[at:]
    assert (
        keys_of(written).folded == keys_of(serial).folded
        or written.lstrip() != written
        or marks._LABEL.match(written)
    )


@given(st.text(max_size=250))
def test_any_text_can_be_read_and_stored(text):
    reading = read_mark(text)
    assert reading.status in ("known", "unknown", "none", "not_asked")
    assert (reading.text != "") == (reading.status == "known")
    assert "\0" not in reading.raw
    reading.raw.encode()
    assert {finding.code for finding in reading.findings} <= marks.FINDINGS
    assert all(0 <= finding.at <= len(reading.raw) for finding in reading.findings)


def test_a_finding_says_where():
    assert read_mark("AB\t1234").findings == (Finding("control.tab", 2),)
