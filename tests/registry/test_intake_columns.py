"""Whole columns of an older register say what its rows say one by one."""

from __future__ import annotations

import datetime as dt

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from ifar.parties.likeness import identity_key
from ifar.reference.naming import answer_status
from ifar.registry.intake import columns
from ifar.registry.intake.holders import keys_of
from ifar.registry.intake.mapping import date_order
from ifar.registry.intake.readings import Dated, date_of, said_number
from ifar.registry.marks.placeholders import WORDS, meaning_of
from ifar.registry.marks.reading import read_mark

TEXTS = st.one_of(
    st.text(st.sampled_from("AZaz019 ./-№٣Ж–"), max_size=8),
    st.sampled_from([word for row in WORDS for word in row.words]),
    st.text(max_size=6),
)
WHO = {"holder_kind": "", "holder_name": "", "holder_number": "", "holder_born": "", "holder_address": "", "holder_town": ""}  # fmt: skip


def keys(*rows: dict[str, str]) -> list[bytes | None]:
    return keys_of(pl.DataFrame([{**WHO, **row} for row in rows])).to_list()


@given(TEXTS, TEXTS)
def test_one_number_is_one_holder_however_it_is_written(one: str, other: str) -> None:
    first, second = keys({"holder_number": one}, {"holder_number": other})
    assert (first is None) == (not said_number(one))
    compared = identity_key(said_number(one)), identity_key(said_number(other))
    if all(compared):
        assert (first == second) == (compared[0] == compared[1])


def test_without_a_number_name_and_birth_date_or_name_and_place_tell_holders_apart() -> None:
    name = {"holder_name": "Yusuf al Haddad"}
    contents = keys(
        {**name, "holder_born": "1970-01-01"},
        {"holder_name": "Al-Haddad, Yusuf", "holder_born": "1970-01-01", "holder_town": "Kena"},
        {**name, "holder_born": "1970-01-02"},
        {**name, "holder_address": "1, rue du Lac", "holder_town": "Kena"},
        {**name, "holder_town": "KENA", "holder_address": "1 Rue du lac"},
        {**name, "holder_kind": "entity", "holder_town": "KENA", "holder_address": "1 Rue du lac"},
        {"holder_town": "Kena"},
    )
    assert contents[0] == contents[1] != contents[2]
    assert contents[3] == contents[4] != contents[5]
    assert len(set(contents)) == 5
    assert contents[6] is None


def test_no_word_for_unknown_or_none_has_a_digit() -> None:
    for row in WORDS:
        assert not any(c.isdigit() for word in row.words for c in word)
    for digit in "0123456789":
        assert answer_status(digit) == "known"
        assert meaning_of(digit) is None


@given(st.lists(TEXTS, min_size=1, max_size=8))
def test_marks_read_by_columns_are_read_as_one_by_one(texts: list[str]) -> None:
    read = columns.read_marks(pl.Series(texts, dtype=pl.String))
    for text, row in zip(texts, read.iter_rows(named=True), strict=True):
        alone = read_mark(text)
        codes = {finding.code for finding in alone.findings}
        assert (row["text"], row["status"], row["script"]) == (alone.text, alone.status, alone.script)
        assert row["placeholder"] == ("placeholder" in codes)
        assert row["unread"] == ("unread" in codes)


def test_a_date_that_ends_with_its_year_is_read_where_its_day_tells_itself() -> None:
    today = dt.date(2026, 11, 28)
    for text, read in (
        ("03/04/2005", Dated(reason="order")),
        ("23/04/2005", Dated("2005-04-23")),
        ("04/23/2005", Dated("2005-04-23")),
        ("04.04.2005", Dated("2005-04-04")),
        ("31/02/2005", Dated(reason="impossible")),
        ("2005-03-04", Dated("2005-03-04")),
    ):
        assert date_of(text, "ymd", today) == read, text


def test_a_column_says_how_its_dates_are_written_only_where_they_show_it() -> None:
    for values, order in (
        (["2001-02-03", "03/04/2005"], None),
        (["2001-02-03", "03/04/2005", "23/04/2005"], "dmy"),
        (["2001-02-03", "03/04/2005", "04/23/2005"], "mdy"),
        (["2001-02-03", "2001-12-13"], "ymd"),
        (["98-02-03", "01-02-03"], "ymd"),
        (["03/04/2005"], None),
    ):
        assert date_order(values) == order, values
