"""Patterns of what is written in marks: what fits, what is read from it, and that no table can make matching slow."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ifar.reference.inscriptions import LONGEST, InscriptionFit, alternatives, find, written

CODES = {"KE", "KEN", "SN", "SEN", "GH", "GHA", "DE"}


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        ("ELG", "elg", InscriptionFit(read=3)),
        ("ELG|PV", "P.V.", InscriptionFit(read=2)),
        ("ELG", "ELX", None),
        ("ELG", "EL", None),
        ("ELG", "E?G", InscriptionFit(read=2)),
        ("ELG", "???", None),
        ("#|##", "/26\\", InscriptionFit(read=2)),
        ("##", "٢٦", InscriptionFit(read=2)),
        ("@@####", "АВ 1234", InscriptionFit(read=6)),
        ("[ELN][WK][WK]", "NKW", InscriptionFit(read=3)),
        ("[ELN][WK][WK]", "NKE", None),
        ("BN=2000|BP=2001", "BP", InscriptionFit(year=2001, read=2)),
        ("{country}{year}", "KE 09", InscriptionFit("KE", 2009, 4)),
        ("{country}{year}", "KEN-1998", InscriptionFit("KEN", 1998, 7)),
        ("{country}{year}", "KE 98", InscriptionFit("KE", 1998, 4)),
        ("{country}{year}", "KE 1066", None),
        ("{country}", "XX", None),
        ("{country}*", "KE AF 0012345", InscriptionFit("KE", None, 11)),
        ("##-03-#-##", "28-03-9-02", InscriptionFit(read=7)),
        ("##-03-#-##", "2803902", None),
        ("########-*", "12345678-A1", InscriptionFit(read=10)),
        ("@@####", "AB*", InscriptionFit(read=2)),
        ("", "A", None),
    ],
)
def test_a_text_fits_or_not_and_says_what_it_says(pattern, text, found):
    got = find(pattern, text, CODES)
    if found is None:
        assert got is None
    else:
        assert got is not None
        assert (got.country, got.year) == (found.country, found.year)
        assert got.read >= min(found.read, 1)
        if "-" not in pattern and "*" not in pattern + text:
            assert got.read == found.read


@pytest.mark.parametrize("pattern", ["[AB", "{land}", "A||B", "*A", "A]", "|", "=1975"])
def test_what_is_no_pattern_is_refused(pattern):
    with pytest.raises(ValueError, match="no pattern"):
        alternatives(pattern)


@given(
    st.text(max_size=80), st.sampled_from(["{country}*", "@@####|##-03-#-##", "ELG", "{year}{country}{year}"])
)
def test_nothing_that_is_typed_breaks_it_and_more_is_never_read_than_stands_there(text, pattern):
    row = find(pattern, text, CODES)
    if row is not None:
        assert 0 <= row.read <= len(written(text, with_signs=True)) <= LONGEST


def test_a_hostile_table_costs_no_time():
    pattern = "|".join(["{country}{year}" * 12 + "*"] * 20)
    started = time.process_time()
    find(pattern, "KEN1998" * 200, CODES)
    assert time.process_time() - started < 0.5
