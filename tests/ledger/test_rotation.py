"""The log's key changes: by a statement that both keys sign, in an entry of the log itself."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from pytest_django import Settings

from ifar.errors import Forbidden, IfarError, NotFound
from ifar.ledger import durable, keys, rotation, services
from ifar.ledger.checkpoint import COSIGNATURE, ED25519, Note, SigningKey, VerifierKey, sign_note
from ifar.ledger.keys import Keyring
from ifar.ledger.rotation import FalseRotation, KeyInForce
from ifar.ledger.sequencer import Halted, LastSigned
from ifar.rights import Actor
from tests.ledger.conftest import CLERK, Register
from tests.logs import ORIGIN

OLD = SigningKey(ORIGIN, ED25519, b"\x01" * 32)
NEW = SigningKey(ORIGIN, ED25519, b"\x02" * 32)


# --- the statement ----------------------------------------------------------------------------------------------------------
def test_both_keys_hand_over() -> None:
    assert rotation.successor(rotation.payload(OLD, NEW, "Q1"), OLD.verifier) == NEW.verifier


def false_payloads() -> list[Any]:
    good = rotation.payload(OLD, NEW, "Q1")
    third = SigningKey(ORIGIN, ED25519, b"\x03" * 32)
    witness = SigningKey(ORIGIN, COSIGNATURE, b"\x03" * 32)
    text = Note.parse(good["note"].encode()).text
    return [
        None,
        [],
        {},
        {"new": NEW.verifier.encode()},
        {**good, "new": OLD.verifier.encode()},
        {**good, "note": sign_note(text, [OLD]).encode().decode()},
        {**good, "note": sign_note(text, [NEW]).encode().decode()},
        {**good, "note": sign_note(text, [third, NEW]).encode().decode()},
        {
            **good,
            "note": sign_note("something else\n" + text.split("\n", 1)[1], [OLD, NEW]).encode().decode(),
        },
        {**good, "note": sign_note(text + "more\n", [OLD, NEW]).encode().decode()},
        {**good, "note": good["note"].replace("rotation", "exchange")},
        rotation.payload(third, NEW, "Q1"),
        {"new": witness.verifier.encode(), "note": good["note"]},
        {**good, "note": 5},
    ]


@pytest.mark.parametrize("said", false_payloads(), ids=range(len(false_payloads())))
def test_anything_else_is_no_change_of_key(said: Any) -> None:
    with pytest.raises(FalseRotation):
        rotation.successor(said, OLD.verifier)


def test_a_key_of_another_name_opens_a_new_log() -> None:
    following = SigningKey("register.test/log2", ED25519, b"\x03" * 32)
    assert rotation.successor(rotation.payload(OLD, following, "Q1"), OLD.verifier) == following.verifier


def test_which_key_answers_for_which_tree() -> None:
    chain = [KeyInForce(OLD.verifier, 0), KeyInForce(NEW.verifier, 10)]
    assert rotation.in_force(chain, 9) == OLD.verifier
    assert rotation.in_force(chain, 10) == NEW.verifier
    assert rotation.in_force([], 5) is None
    assert rotation.in_force([KeyInForce(NEW.verifier, 10)], 5) is None


# --- key files --------------------------------------------------------------------------------------------------------------
def test_keys_are_made_once_and_never_replaced(tmp_path: Path) -> None:
    ring = Keyring.at(tmp_path)
    first = ring.current(ORIGIN)
    assert ring.current(ORIGIN) == first
    assert (tmp_path / "keys" / "ledger.vkey").read_text() == first.verifier.encode() + "\n"
    with pytest.raises(FileExistsError):
        keys.make(tmp_path / "keys" / "ledger.key", ORIGIN, ED25519)
    with pytest.raises(IfarError, match="belongs to the log"):
        ring.current("another/log")
    ring.prepare(ORIGIN)
    with pytest.raises(IfarError, match="was prepared for"):
        ring.prepare("another/log")


def test_a_damaged_key_file_is_reported_without_its_content(tmp_path: Path) -> None:
    durable.private_folder(tmp_path / "keys")
    durable.create(tmp_path / "keys" / "ledger.key", b"PRIVATE+KEY+x+secret")
    with pytest.raises(IfarError) as caught:
        Keyring.at(tmp_path).current(ORIGIN)
    assert "secret" not in str(caught.value)


def test_adopting_may_be_repeated_after_a_crash(tmp_path: Path) -> None:
    ring = Keyring.at(tmp_path)
    first = ring.current(ORIGIN)
    following = ring.prepare(ORIGIN)
    assert ring.prepare(ORIGIN) == following
    durable.write(ring.folder / keys.OLD, first.encode().encode())
    assert ring.adopt(following.verifier)
    assert ring.adopt(following.verifier)
    assert (ring.current(ORIGIN), ring.old(), ring.next()) == (following, first, None)
    assert ring.signers(first.verifier) == [first, following]
    assert not ring.adopt(OLD.verifier)
    assert ring.retire() == first.verifier
    with pytest.raises(NotFound):
        ring.retire()
    with pytest.raises(IfarError, match="private half"):
        ring.signers(first.verifier)


def test_damaged_memory_files_are_reported(tmp_path: Path) -> None:
    for data in (b"{", b"[]"):
        durable.write(tmp_path / "x.json", data)
        with pytest.raises(IfarError, match="damaged"):
            durable.read_object(tmp_path / "x.json")
    assert durable.read_object(tmp_path / "absent.json") is None


# --- the log ----------------------------------------------------------------------------------------------------------------
@pytest.fixture
def approved(register: Register) -> Register:
    """A register with a signed log, in which a change of key needs no second person (the database's check has its own tests)."""
    with register.database.connect() as superuser:
        superuser.execute("DELETE FROM accounts_dualcontrol WHERE act = 'ledger.key_rotated'")
    register.append(5)
    register.sequence()
    return register


def command(*words: str) -> str:
    out = io.StringIO()
    call_command("key", *words, stdout=out)
    return out.getvalue()


def signers(register: Register, size: int) -> list[VerifierKey]:
    note = Note.parse(register.value("SELECT note FROM ledger_checkpoint WHERE size = %s", size).encode())
    ring = Keyring.at(register.home)
    known = [key.verifier for key in (ring.current(ORIGIN), ring.old()) if key is not None]
    return [key for key in known if any(key.verifies(note.text, line) for line in note.signatures)]


def test_a_rotation_is_followed_by_sequencer_and_verifier(approved: Register) -> None:
    ring = Keyring.at(approved.home)
    first = ring.current(ORIGIN).verifier
    assert approved.verify().good
    following = ring.prepare(ORIGIN).verifier
    assert following.encode() in command("prepare")
    approved.append(2)
    command("rotate", "--proposal", "Q1")
    approved.append(2)
    assert approved.sequence() == 5
    assert signers(approved, 10) == [following, first]
    assert approved.value("SELECT from_size FROM ledger_key WHERE vkey = %s", following.encode()) == 8
    shown = command("show")
    assert shown.index(following.encode()) < shown.index(first.encode())
    assert first.encode() in command("retire")
    approved.append(1)
    approved.sequence()
    assert signers(approved, 11) == [following]
    for whole in (False, True):
        report = approved.verify(whole=whole)
        assert report.good, report.differences


def test_a_key_that_is_not_at_hand_is_not_put_in_force(approved: Register) -> None:
    ring = Keyring.at(approved.home)
    first = ring.current(ORIGIN)
    elsewhere = SigningKey(ORIGIN, ED25519, b"\x09" * 32)
    services.rotate_key(
        actor=Actor(kind="job", id="key-ceremony", permissions=frozenset({"ledger:key:rotate"})),
        payload=rotation.payload(first, elsewhere, "Q1"),
    )
    approved.sequence()
    approved.append()
    approved.sequence()
    assert signers(approved, 7) == [first.verifier]
    assert approved.verify().good


def test_an_entry_that_both_keys_did_not_sign_changes_nothing(approved: Register) -> None:
    ring = Keyring.at(approved.home)
    first, following = ring.current(ORIGIN), ring.prepare(ORIGIN)
    payload = rotation.payload(SigningKey(ORIGIN, ED25519, b"\x09" * 32), following, "Q1")
    services.rotate_key(
        actor=Actor(kind="job", id="key-ceremony", permissions=frozenset({"ledger:key:rotate"})),
        payload=payload,
    )
    approved.sequence()
    assert signers(approved, 6) == [first.verifier]
    assert approved.value("SELECT count(*) FROM ledger_key") == 1


def test_rotation_takes_the_right_and_a_second_person(register: Register) -> None:
    register.append()
    register.sequence()
    with pytest.raises(Forbidden):
        services.rotate_key(actor=CLERK, payload={})
    Keyring.at(register.home).prepare(ORIGIN)
    with pytest.raises(Exception, match="takes 2 people"):
        command("rotate", "--proposal", "Q1")
    (register.home / "keys" / "ledger.next.key").unlink()
    with pytest.raises(NotFound):
        command("rotate", "--proposal", "Q1")


def test_a_log_that_lost_signed_entries_goes_on_under_another_name(
    approved: Register, settings: Settings
) -> None:
    """Five entries were signed, seven more too, and those are gone: the old name is dead, a new one takes the tree over."""
    approved.append(7)
    approved.sequence()
    for statement in (
        "DELETE FROM ledger_checkpoint WHERE size > 5",
        "DELETE FROM ledger_leaf WHERE index >= 5",
        "UPDATE ledger_tile SET hashes = substr(hashes, 1, 160)",
        "DELETE FROM ledger_entry WHERE id > 5",
        "DELETE FROM sample_act WHERE n >= 5",
        "DELETE FROM sample_state WHERE substr(object, 2)::int >= 5",
    ):
        approved.tamper(statement)
    del approved.entries[5:]
    approved.append(1)
    with pytest.raises(Halted):
        approved.sequence()
    settings.IFAR_LEDGER_NAME = successor = "register.test/log2"
    following = Keyring.at(approved.home).prepare(successor).verifier
    command("rotate", "--proposal", "Q1")
    approved.append(1)
    approved.origin = successor
    assert approved.sequence() == 3
    note = Note.parse(approved.value("SELECT note FROM ledger_checkpoint WHERE size = 8").encode())
    assert note.text.startswith(f"{successor}\n8\n")
    assert note.verified_by([following]) == [following]
    assert len(note.signatures) == 1
    report = approved.verify()
    assert report.good, report.differences
    approved.append(1)
    approved.sequence()
    assert approved.verify(whole=False).good
    approved.origin = ORIGIN
    assert LastSigned(approved.home / "keys" / "signed.json").read(ORIGIN)[0] == 12
