"""Canonical JSON: the forms of RFC 8785, and what an entry refuses."""

from __future__ import annotations

import enum
import functools
import json
import struct
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from ifar.ledger import canonical
from ifar.ledger.canonical import NotCanonical

scalars = st.text(st.characters(exclude_categories=["Cs"]))
integers = st.integers(-canonical.MAX_INTEGER, canonical.MAX_INTEGER)
values = st.recursive(
    st.none() | st.booleans() | integers | scalars,
    lambda inner: st.lists(inner) | st.dictionaries(scalars, inner),
    max_leaves=30,
)


@given(values)
def test_encode_agrees_with_the_independent_encoder_and_decode_inverts_it(value: Any) -> None:
    data = canonical.encode(value)
    assert data == rfc8785.dumps(value) == canonical.canonicalize(value)
    assert canonical.decode(data) == value


@given(values)
def test_other_spellings_are_refused(value: Any) -> None:
    for other in (json.dumps(value), json.dumps(value, indent=1), " " + canonical.encode(value).decode()):
        if other.encode() != canonical.encode(value):
            with pytest.raises(NotCanonical):
                canonical.decode(other.encode())


@given(values, st.data())
def test_comparing_gives_the_same_answer_as_encoding(value: Any, data: st.DataObject) -> None:
    given_bytes = data.draw(
        st.sampled_from([canonical.encode(value), json.dumps(value).encode(), b"{}"]) | st.binary(max_size=9)
    )
    expected = canonical.encode(value) == given_bytes
    assert canonical.encodes_to(value, given_bytes) == expected
    assert canonical.encodes_to(value, given_bytes, floatless=True) == expected


@pytest.mark.parametrize(
    "value",
    [
        1.5,
        [1.5],
        {"a": -2.0},
        [1e300],
        2**60,
        {"a": [2**53]},
        functools.reduce(lambda inner, _: [inner], range(70), 1),
    ],
    ids=lambda value: repr(value)[:20],
)
def test_comparing_refuses_what_encoding_refuses(value: Any) -> None:
    assert not canonical.encodes_to(value, json.dumps(value, separators=(",", ":")).encode())


def test_keys_are_ordered_by_utf16_units() -> None:
    # RFC 8785, 3.2.3; by code point, U+FB33 would stand before U+1F600.
    keys = ["€", "\r", "\ufb33", "1", "\U0001f600", "\u0080", "ö"]
    data = canonical.encode(dict.fromkeys(keys, 0))
    assert list(json.loads(data)) == ["\r", "1", "\u0080", "ö", "€", "\U0001f600", "\ufb33"]
    assert canonical.decode(data)


def test_escapes_are_the_shortest() -> None:
    text = '€$\u000f\nA\'B"\\\\"/\b\t\f\r\x00\x1f\x7f\u2028'
    assert (
        canonical.encode(text)
        == '"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/\\b\\t\\f\\r\\u0000\\u001f\x7f\u2028"'.encode()
    )


def test_text_is_kept_as_given_without_normalisation() -> None:
    composed, decomposed = "\u00e9", "e\u0301"
    assert canonical.encode(composed) != canonical.encode(decomposed)
    assert canonical.decode(canonical.encode(decomposed)) == decomposed


def test_subclasses_of_text_and_integers_are_their_values() -> None:
    class Colour(enum.StrEnum):
        RED = "red"

    class Level(enum.IntEnum):
        HIGH = 3

    assert canonical.encode({"a": Colour.RED, "b": Level.HIGH, "c": (1, 2)}) == b'{"a":"red","b":3,"c":[1,2]}'


@pytest.mark.parametrize(
    "value",
    [
        0.0,
        1.5,
        float("nan"),
        {"a": [1, 2.0]},
        2**53,
        -(2**53),
        {"a": {"b": 2**64}},
        "\ud800",
        {"\udfff": 1},
        ["a\udc00b"],
        {1: "a"},
        {None: 1},
        {True: 1},
        b"bytes",
        {"a": {1, 2}},
        object(),
    ],
    ids=lambda value: type(value).__name__,
)
def test_refused_values(value: Any) -> None:
    with pytest.raises(NotCanonical):
        canonical.encode(value)


def test_greatest_integers_are_kept() -> None:
    for number in (2**53 - 1, -(2**53 - 1), 0):
        assert canonical.decode(canonical.encode(number)) == number


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b'{"a":1,"a":1}',
        b'{"a":1,"a":2}',
        b'{"b":1,"a":2}',
        b'{"a": 1}',
        b"[1,2]\n",
        b"1.0",
        b"1e3",
        b"-0",
        b"01",
        b"NaN",
        b"Infinity",
        b"9007199254740992",
        b"1" * 5000,
        b'"\\u0041"',
        b'"\\/"',
        b'"\\u000A"',
        b'"\\u001F"',
        b'"\\ud800"',
        b'"\\ud83d\\ude00"',
        b'"\xff"',
        b'"\xed\xa0\x80"',
        b"\xef\xbb\xbf1",
        b"[" * 100_000,
        b"'a'",
        b'"tab\tinside"',
    ],
    ids=lambda data: repr(data[:24]),
)
def test_refused_bytes(data: bytes) -> None:
    with pytest.raises(NotCanonical):
        canonical.decode(data)


def test_depth_is_limited() -> None:
    value: Any = 1
    for _ in range(canonical.MAX_DEPTH):
        value = [value]
    assert canonical.decode(canonical.encode(value)) == value
    with pytest.raises(NotCanonical):
        canonical.encode([value])


# RFC 8785, appendix B: bits of a double -> its text.
NUMBERS = {
    "0000000000000000": "0",
    "8000000000000000": "0",
    "0000000000000001": "5e-324",
    "8000000000000001": "-5e-324",
    "7fefffffffffffff": "1.7976931348623157e+308",
    "ffefffffffffffff": "-1.7976931348623157e+308",
    "4340000000000000": "9007199254740992",
    "c340000000000000": "-9007199254740992",
    "4430000000000000": "295147905179352830000",
    "44b52d02c7e14af5": "9.999999999999997e+22",
    "44b52d02c7e14af6": "1e+23",
    "44b52d02c7e14af7": "1.0000000000000001e+23",
    "444b1ae4d6e2ef4e": "999999999999999700000",
    "444b1ae4d6e2ef4f": "999999999999999900000",
    "444b1ae4d6e2ef50": "1e+21",
    "3eb0c6f7a0b5ed8c": "9.999999999999997e-7",
    "3eb0c6f7a0b5ed8d": "0.000001",
    "41b3de4355555553": "333333333.3333332",
    "41b3de4355555554": "333333333.33333325",
    "41b3de4355555555": "333333333.3333333",
    "41b3de4355555556": "333333333.3333334",
    "41b3de4355555557": "333333333.33333343",
    "becbf647612f3696": "-0.0000033333333333333333",
    "43143ff3c1cb0959": "1424953923781206.2",
}


@pytest.mark.parametrize(("bits", "text"), NUMBERS.items())
def test_numbers_of_the_general_form(bits: str, text: str) -> None:
    (number,) = struct.unpack(">d", bytes.fromhex(bits))
    assert canonical.canonicalize(number) == text.encode()


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_general_numbers_read_back_exactly(number: float) -> None:
    text = canonical.canonicalize(number)
    assert float(text) == number
    assert canonical.canonicalize(canonical.parse(text)) == text


@pytest.mark.parametrize(
    ("given_text", "expected"),
    [
        (
            b"[333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001]",
            b"[333333333.3333333,1e+30,4.5,0.002,1e-27]",
        ),
        (b"[56, 1e21, 1E+22, 1.0, -0, -0.0, 10000000000000000000000]", b"[56,1e+21,1e+22,1,0,0,1e+22]"),
        (b"9007199254740993", b"9007199254740992"),
        (b'{"\\u20ac": "Euro", "1": {"f": {"f": "hi"}}}', '{"1":{"f":{"f":"hi"}},"€":"Euro"}'.encode()),
    ],
)
def test_general_form(given_text: bytes, expected: bytes) -> None:
    assert canonical.canonicalize(canonical.parse(given_text)) == expected


@pytest.mark.parametrize("data", [b'{"a":1,"a":2}', b"NaN", b"\xff", b"", b"{]", b"[" * 100_000])
def test_general_reading_refuses(data: bytes) -> None:
    with pytest.raises(NotCanonical):
        canonical.parse(data)


@pytest.mark.parametrize("value", [float("inf"), float("nan"), "\ud800", {1: 2}, object(), 2**60])
def test_general_form_refuses(value: Any) -> None:
    with pytest.raises(NotCanonical):
        canonical.canonicalize(value)
