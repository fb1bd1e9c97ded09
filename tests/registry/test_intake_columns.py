"""Whole columns of an older register say what its rows say one by one."""

from __future__ import annotations

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from ifar.parties.likeness import identity_key
from ifar.reference.naming import answer_status
from ifar.registry.intake import columns
from ifar.registry.intake.holders import keys_of
from ifar.registry.intake.readings import said_number
from ifar.registry.marks import read_mark
from ifar.registry.placeholders import WORDS, meaning_of

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
    found = keys(
        {**name, "holder_born": "1970-01-01"},
        {"holder_name": "Al-Haddad, Yusuf", "holder_born": "1970-01-01", "holder_town": "Kena"},
        {**name, "holder_born": "1970-01-02"},
        {**name, "holder_address": "1, rue du Lac", "holder_town": "Kena"},
        {**name, "holder_town": "KENA", "holder_address": "1 Rue du lac"},
        {**name, "holder_kind": "entity", "holder_town": "KENA", "holder_address": "1 Rue du lac"},
        {"holder_town": "Kena"},
    )
    assert found[0] == found[1] != found[2]
    assert found[3] == found[4] != found[5]
    assert len(set(found)) == 5
    assert found[6] is None


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
