"""What a sheet carries, as a file and as codes; the seal of its PDF."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
import uuid
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ifar import identifiers
from ifar.documents import checking, payload, seal
from ifar.documents.checking import Trusted
from ifar.ledger import merkle
from ifar.ledger.checkpoint import COSIGNATURE, ED25519, Checkpoint, Note, SigningKey, sign_note
from ifar.ledger.entry import Draft, compose
from ifar.ledger.proof import Proof

LOG = SigningKey("register.test/log", ED25519, b"l" * 32)
KEY = SigningKey("register.test/log/papers", ED25519, b"p" * 32)
WITNESS = SigningKey("witness.test/w", COSIGNATURE, b"w" * 32)
TRUSTED = Trusted([LOG.verifier])
TODAY = dt.date(2026, 11, 24)
PAPER = identifiers.new("V", lambda n: b"\x3c" * n)


def a_proof(act: str = "documents.paper_issued", valid_to: str | None = "2030-01-01") -> Proof:
    """The proof of a paper's issuing in a log of two entries, cosigned by a witness that nobody here knows."""
    changes = {
        "kind": "receipt",
        "content": {"firearm": "F-1", "received_by": "Harbour Police"},
        "valid_from": "2026-01-01",
        "valid_to": valid_to,
    }
    draft = Draft(
        schema="paper.issued/1",
        act=act,
        object=PAPER,
        payload={"record_type": "paper", "kind": "issued", "n": 1, "details": {}, "changes": changes},
        personal={"handed_over_by": "Amina Diallo"},
        entry=uuid.UUID(int=7),
    )
    entry = compose(
        draft,
        actor="U1",
        agency="A1",
        recorded_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
        random_bytes=secrets.token_bytes,
        vouch=lambda *_: b"",
    )
    leaf, other = merkle.leaf_hash(entry.canonical), merkle.leaf_hash(b"other")
    root = hashlib.sha256(b"\x01" + leaf + other).digest()
    note = sign_note(Checkpoint("register.test/log", 2, root).text(), [LOG])
    note = Note(note.text, (*note.signatures, WITNESS.cosign(note.text, 1_700_000_000)))
    disclosed = {name: (salt, value) for name, salt, value in entry.personal}
    return Proof(entry.canonical, 0, (other,), note, disclosed)


def verdict(data: bytes, trusted: Trusted = TRUSTED, today: dt.date = TODAY) -> str:
    return checking.check(data, trusted, today).verdict


def test_the_file_says_what_was_issued() -> None:
    checked = checking.check(payload.encode(a_proof()), TRUSTED, TODAY)
    assert (checked.verdict, checked.paper, checked.kind) == ("genuine", PAPER, "receipt")
    assert checked.content == {
        "firearm": "F-1",
        "received_by": "Harbour Police",
        "handed_over_by": "Amina Diallo",
    }


def test_not_one_byte_of_the_file_can_be_changed() -> None:
    data = payload.encode(a_proof())
    for at in range(len(data)):
        for other in (data[at] ^ 1, data[at] ^ 0x20, 0x20):
            if other != data[at]:
                changed = data[:at] + bytes([other]) + data[at + 1 :]
                assert verdict(changed) in ("altered", "forged", "unreadable", "unknown_key"), (at, other)


def test_not_one_character_of_the_codes_can_be_changed() -> None:
    parts = payload.to_parts(PAPER, payload.encode(a_proof()))
    assert len(parts) > 1
    assert verdict("\n".join(parts).encode()) == "genuine"
    assert verdict("\r\n".join([*reversed(parts), parts[0]]).encode()) == "genuine"
    for n, part in enumerate(parts):
        for at in range(len(part)):
            for other in "7Q":
                if part[at] != other:
                    changed = [*parts[:n], part[:at] + other + part[at + 1 :], *parts[n + 1 :]]
                    assert verdict("\n".join(changed).encode()) not in checking.GOOD, (n, at, other)


def test_a_missing_code_is_named() -> None:
    parts = payload.to_parts(PAPER, payload.encode(a_proof()))
    checked = checking.check(parts[0].encode(), TRUSTED, TODAY)
    assert checked.verdict == "incomplete"
    assert f"2 of {len(parts)}" in checked.why


def test_codes_of_two_papers_do_not_mix() -> None:
    data = payload.encode(a_proof())
    parts = payload.to_parts(PAPER, data)
    others = payload.to_parts(identifiers.new("V", lambda n: b"\x11" * n), data)
    assert verdict("\n".join([parts[0], *others[1:]]).encode()) == "unreadable"
    assert verdict("\n".join(others).encode()) == "altered"


def test_codes_need_no_letters_that_a_scanner_would_spell_otherwise() -> None:
    for part in payload.to_parts(PAPER, payload.encode(a_proof())):
        assert set(part) <= set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:")


@given(st.binary(max_size=200))
def test_base45_is_read_back(data) -> None:
    assert payload.from_base45(payload.to_base45(data)) == data


@pytest.mark.parametrize(
    ("data", "text"), [(b"AB", "BB8"), (b"Hello!!", "%69 VD92EX0"), (b"base-45", "UJCLQE7W581")]
)
def test_base45_is_that_of_the_rfc(data, text) -> None:
    assert payload.to_base45(data) == text


@given(st.text(max_size=300) | st.binary(max_size=300).map(lambda b: b.decode("latin-1")))
def test_nothing_makes_the_checker_fall(text) -> None:
    for data in (text.encode(), b"{" + text.encode(), b"%PDF-" + text.encode()):
        assert verdict(data) not in checking.GOOD


def test_other_proofs_are_no_papers() -> None:
    assert verdict(payload.encode(a_proof(act="documents.paper_withdrawn"))) == "forged"


def test_a_paper_of_a_log_that_is_not_known() -> None:
    other = SigningKey("other.test/log", ED25519, b"o" * 32)
    assert verdict(payload.encode(a_proof()), Trusted([other.verifier])) == "unknown_key"
    assert verdict(payload.encode(a_proof()), Trusted()) == "unknown_key"


def test_a_forged_signature_of_the_log_fails() -> None:
    proof = a_proof()
    forger = SigningKey(LOG.name, ED25519, b"f" * 32)
    false = forger.sign(proof.checkpoint.text)
    line = type(false)(false.name, LOG.verifier.key_id, false.signature)
    forged = Proof(
        proof.entry, proof.index, proof.inclusion, Note(proof.checkpoint.text, (line,)), proof.disclosed
    )
    assert verdict(payload.encode(forged)) == "forged"


def test_another_name_than_the_committed_one_is_altered() -> None:
    proof = a_proof()
    salt, _ = proof.disclosed["handed_over_by"]
    other = Proof(proof.entry, 0, proof.inclusion, proof.checkpoint, {"handed_over_by": (salt, "Mallory")})
    assert verdict(payload.encode(other)) == "altered"


def test_the_last_day_counts() -> None:
    data = payload.encode(a_proof())
    assert verdict(data, today=dt.date(2030, 1, 1)) == "genuine"
    assert verdict(data, today=dt.date(2030, 1, 2)) == "expired"
    assert verdict(payload.encode(a_proof(valid_to=None)), today=dt.date(2199, 1, 1)) == "genuine"


# The seal ---------------------------------------------------------------------------------------------------------------
FILE = payload.encode(a_proof())
PDF = (
    b"%PDF-1.7\nwords that people read\n<</Length "
    + str(len(FILE)).encode()
    + b"/Type/EmbeddedFile/Subtype/application#2Fjson>>\nstream\n"
    + FILE
    + b"\nendstream\n%%EOF"
)
NOTE = seal.certificate(KEY.verifier, LOG)
SEALED = seal.seal(PDF, PAPER, KEY, NOTE)


def test_a_sealed_file_needs_the_key_of_the_log_alone() -> None:
    assert verdict(SEALED) == "genuine"
    assert verdict(SEALED, Trusted([SigningKey("o.test/l", ED25519, b"o" * 32).verifier])) == "unknown_key"


def test_not_one_byte_of_a_sealed_file_can_be_changed() -> None:
    for at in range(len(SEALED)):
        changed = bytearray(SEALED)
        changed[at] ^= 1
        assert verdict(bytes(changed)) in ("altered", "unknown_key", "unreadable"), at


def test_a_file_without_its_seal_or_with_another_is_altered() -> None:
    assert verdict(PDF) == "altered"
    assert verdict(SEALED + b"\n") == "altered"
    other = PDF.replace(b"words that people read", b"words that people fear")
    assert verdict(other + SEALED[len(PDF) :]) == "altered"


def test_a_seal_by_a_key_that_the_log_did_not_certify() -> None:
    forger = SigningKey(KEY.name, ED25519, b"f" * 32)
    assert verdict(seal.seal(PDF, PAPER, forger, NOTE)) == "altered"
    assert verdict(seal.seal(PDF, PAPER, forger, seal.certificate(forger.verifier, forger))) == "unknown_key"


def test_the_seal_of_another_paper_is_altered() -> None:
    other = identifiers.new("V", lambda n: b"\x11" * n)
    assert verdict(seal.seal(PDF, other, KEY, NOTE)) == "altered"


def test_a_file_that_unpacks_without_end_is_none():
    """A megabyte of deflated blanks is a gigabyte: no more is unpacked than a document may hold."""
    packed = zlib.compress(b" " * (payload.LARGEST_FILE + 1))
    head = (
        b"%PDF-1.7\n<</Length "
        + str(len(packed)).encode()
        + b"/Filter/FlateDecode/Type/EmbeddedFile>>\nstream\n"
    )
    assert payload.embedded(head + packed) is None
    whole = zlib.compress(b" " * payload.LARGEST_FILE)
    head = head.replace(str(len(packed)).encode(), str(len(whole)).encode())
    assert payload.embedded(head + whole) == b" " * payload.LARGEST_FILE
    assert payload.embedded(head + whole[:-9]) is None, "nor what ends before its end"
