"""What a scanned code says: the register's identifiers however they are written, and the codes of makers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ifar import identifiers, scanned

FIREARM = identifiers.new("F", lambda n: b"\x17" * n)
PAPER = identifiers.new("V", lambda n: b"\x29" * n)
GTIN = "09506000134352"


@pytest.mark.parametrize(
    "text",
    [
        FIREARM,
        identifiers.shown(FIREARM),
        identifiers.shown(FIREARM).lower(),
        f" {FIREARM}\r",
        f"]Q3{FIREARM}",
        f"]d2{identifiers.shown(FIREARM)}",
        f"Glock 17 ({identifiers.shown(FIREARM)})",
        f"https://register.example/firearms/{FIREARM}/",
        f"HTTPS://REGISTER.EXAMPLE/{FIREARM}",
    ],
)
def test_an_identifier_is_read_however_it_is_written(text):
    assert scanned.read(text).identifier == FIREARM
    assert scanned.identifier_in(text, "FK") == FIREARM
    assert scanned.identifier_in(text, "X") is None


def test_the_code_of_a_card_is_its_paper():
    text = f"https://register.example/documents/verify/{PAPER}/?s={'A' * 340}"
    assert scanned.read(text).identifier == PAPER
    assert scanned.in_short(text) == PAPER
    assert scanned.in_short("Glock 17") == "Glock 17"
    line = f"Amina Diallo ({identifiers.shown(FIREARM)})"
    assert scanned.in_short(line) == line


@pytest.mark.parametrize(
    "text",
    [
        f"01{GTIN}21AB123456",
        f"]d201{GTIN}21AB123456",
        f"\x1d01{GTIN}10L7\x1d21AB123456",
        f"01{GTIN}1726013121AB123456",
        f"(01){GTIN}(21)AB123456",
        f"https://id.gs1.org/01/{GTIN}/21/AB123456",
        "https://maker.example/01/9506000134352/21/AB123456?x=1",
    ],
)
def test_a_makers_code_says_serial_and_trade_item(text):
    result = scanned.read(text)
    assert (result.identifier, result.serial, result.trade_item) == ("", "AB123456", GTIN)
    assert scanned.in_short(text) == "AB123456"


@pytest.mark.parametrize(
    "text", ["0112345678", "21AB1234", "01" + "09506000134351" + "21AB1", "AB123456", "010203040506"]
)
def test_a_serial_number_alone_is_no_makers_code(text):
    result = scanned.read(text)
    assert (result.identifier, result.serial, result.text) == ("", "", text)


@given(st.text(max_size=200))
def test_whatever_is_read_answers(text):
    result = scanned.read(text)
    assert not result.identifier or identifiers.parse(result.identifier) == result.identifier


@given(
    st.binary(min_size=8, max_size=8),
    st.sampled_from(sorted(identifiers.KINDS)),
    st.integers(1, 13),
    st.data(),
)
def test_one_wrong_sign_is_never_read_as_another_thing(random, kind, at, data):
    good = identifiers.new(kind, lambda _n: random)
    other = data.draw(st.sampled_from([text for text in identifiers.ALPHABET if text != good[at]]))
    assert scanned.read(good[:at] + other + good[at + 1 :]).identifier == ""
