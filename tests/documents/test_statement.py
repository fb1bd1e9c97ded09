"""The signed statement of a card: compact, strict, and good only as it was signed."""

from __future__ import annotations

import datetime as dt
import secrets
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ifar import identifiers
from ifar.documents import checking, seal, statement
from ifar.documents.checking import Trusted
from ifar.documents.statement import MalformedStatement, Statement, initials_of
from ifar.ledger.checkpoint import ED25519, SigningKey

LOG = SigningKey("register.test/log", ED25519, b"l" * 32)
KEY = SigningKey("register.test/log/papers", ED25519, b"p" * 32)
TRUSTED = Trusted([LOG.verifier], [seal.certificate(KEY.verifier, LOG)])
TODAY = dt.date(2026, 11, 24)
SAYS = Statement(
    paper=identifiers.new("V", lambda n: b"\x5a" * n),
    kind="licence_card",
    licence="L-7K3M-9QXZ-20RT-B",
    initials="AD",
    categories=("B", "C"),
    valid_from=dt.date(2026, 1, 1),
    valid_to=dt.date(2030, 12, 31),
    leaf=b"\x07" * 32,
)
texts = st.text(st.characters(categories=("L", "N")), max_size=6)


@given(
    licence=texts,
    initials=st.text(st.characters(categories=("Lu",)), max_size=3),
    categories=st.sets(texts.filter(bool), max_size=3),
    days=st.tuples(st.integers(0, 65534), st.integers(0, 65534) | st.none()),
    random=st.binary(min_size=8, max_size=8),
)
def test_what_is_said_is_read(licence, initials, categories, days, random) -> None:
    says = replace(
        SAYS,
        paper=identifiers.new("V", lambda n: random),
        licence=licence,
        initials=initials,
        categories=tuple(sorted(categories)),
        valid_from=statement.EPOCH + dt.timedelta(days[0]),
        valid_to=None if days[1] is None else statement.EPOCH + dt.timedelta(days[1]),
    )
    data = says.sign(KEY)
    assert len(data) <= 250
    read = statement.parse(data)
    assert read.says == says
    assert read.is_signed_by(KEY.verifier)
    assert statement.from_text(statement.to_text(data)) == data


def test_the_longest_statement_fits() -> None:
    longest = replace(SAYS, licence="x" * 32, initials="y" * 12, categories=("z" * 80,))
    assert len(longest.sign(KEY)) == 241
    for name, value in (("licence", "x" * 33), ("initials", "y" * 13), ("categories", ("z" * 81,))):
        with pytest.raises(MalformedStatement):
            replace(SAYS, **{name: value}).sign(KEY)


@pytest.mark.parametrize("categories", [("C", "B"), ("B", "B"), ("B,C",), ("",)])
def test_categories_have_one_spelling(categories) -> None:
    with pytest.raises(MalformedStatement):
        replace(SAYS, categories=categories).sign(KEY)


def test_not_one_byte_of_a_statement_can_be_changed() -> None:
    data = SAYS.sign(KEY)
    assert checking.check(statement.to_text(data).encode(), TRUSTED, TODAY).verdict == "genuine"
    for at in range(len(data)):
        for bit in range(8):
            changed = bytearray(data)
            changed[at] ^= 1 << bit
            checked = checking.check(statement.to_text(bytes(changed)).encode(), TRUSTED, TODAY)
            assert checked.verdict in ("altered", "forged", "unknown_key", "unreadable"), (at, bit)
            assert checked.content == {}


def test_not_one_character_of_a_code_can_be_changed() -> None:
    text = f"https://register.test/documents/verify/{SAYS.paper}/?s={statement.to_text(SAYS.sign(KEY))}"
    assert checking.check(text.encode(), TRUSTED, TODAY).verdict == "genuine"
    for at in range(text.index("/V"), len(text)):
        for other in "A0-/":
            if text[at] != other:
                changed = text[:at] + other + text[at + 1 :]
                assert checking.check(changed.encode(), TRUSTED, TODAY).verdict != "genuine", (at, other)


@given(st.binary(max_size=300))
def test_no_bytes_make_the_parser_fall(data) -> None:
    try:
        read = statement.parse(data)
    except MalformedStatement:
        return
    assert read.says.body(read.key_id) + read.signature == data


def test_a_cut_or_lengthened_statement_is_none() -> None:
    data = SAYS.sign(KEY)
    for wrong in (data[:-1], data + b"\0", data[1:], b""):
        with pytest.raises(MalformedStatement):
            statement.parse(wrong)


def test_a_forged_statement_fails() -> None:
    forger = SigningKey(KEY.name, ED25519, b"f" * 32)
    text = statement.to_text(SAYS.sign(forger)).encode()
    assert checking.check(text, TRUSTED, TODAY).verdict == "unknown_key"
    # Whoever forges takes the id of the true key.
    body = SAYS.body(KEY.verifier.key_id)
    forged = body + SAYS.sign(forger)[-64:]
    assert checking.check(statement.to_text(forged).encode(), TRUSTED, TODAY).verdict == "forged"


def test_a_key_that_no_trusted_log_certified_is_not_known() -> None:
    text = statement.to_text(SAYS.sign(KEY)).encode()
    other = SigningKey("other.test/log", ED25519, b"o" * 32)
    for trusted in (
        Trusted([LOG.verifier]),
        Trusted([LOG.verifier], [seal.certificate(KEY.verifier, other)]),
        Trusted([other.verifier], TRUSTED.certificates),
    ):
        assert checking.check(text, trusted, TODAY).verdict == "unknown_key"


@pytest.mark.parametrize(
    ("today", "verdict"),
    [
        (dt.date(2025, 12, 31), "not_yet_valid"),
        (dt.date(2026, 1, 1), "genuine"),
        (dt.date(2030, 12, 31), "genuine"),
        (dt.date(2031, 1, 1), "expired"),
    ],
)
def test_the_days_of_a_card_count(today, verdict) -> None:
    assert checking.check(statement.to_text(SAYS.sign(KEY)).encode(), TRUSTED, today).verdict == verdict


def test_the_code_of_another_card_under_this_number_is_altered() -> None:
    other = identifiers.new("V", secrets.token_bytes)
    text = f"https://register.test/documents/verify/{other}/?s={statement.to_text(SAYS.sign(KEY))}"
    assert checking.check(text.encode(), TRUSTED, TODAY).verdict == "altered"


@pytest.mark.parametrize(
    ("name", "initials"),
    [
        ("Amina Diallo", "AD"),
        ("Jean-Pierre d'Arc", "JPD"),
        ("أمينة ديالو", "أد"),
        ("王小明", "王"),
        ("  ", ""),
        ("a b c d e f g h i j k l m n", "ABCDEFGHIJKL"),
    ],
)
def test_initials(name, initials) -> None:
    assert initials_of(name) == initials
