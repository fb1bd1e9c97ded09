"""The paper key: certified by the log's key, renewed, and of no use where nobody certified it."""

from __future__ import annotations

import stat

import pytest

from ifar.documents import keys, seal
from ifar.errors import Unavailable
from ifar.ledger.checkpoint import ED25519
from ifar.ledger.keys import Keyring, make
from tests.logs import ORIGIN


def test_it_is_made_once_and_certified(tmp_path) -> None:
    log = Keyring.at(tmp_path).current(ORIGIN)
    paper_key = keys.current(tmp_path, ORIGIN)
    assert keys.current(tmp_path, ORIGIN) == paper_key
    assert seal.certified(paper_key.certificate, [log.verifier]) == paper_key.key.verifier
    assert paper_key.key.seed != log.seed
    assert stat.S_IMODE((tmp_path / "keys" / keys.PRIVATE).stat().st_mode) == 0o600


def test_where_nobody_can_certify_it_nothing_is_signed(tmp_path) -> None:
    with pytest.raises(Unavailable):
        keys.current(tmp_path, ORIGIN)
    assert not (tmp_path / "keys" / "ledger.key").exists(), "the log's key is never made by who prints papers"
    with pytest.raises(Unavailable):
        keys.renew(tmp_path, ORIGIN)


def test_a_certificate_brought_from_where_the_log_key_is(tmp_path) -> None:
    with pytest.raises(Unavailable):
        keys.current(tmp_path, ORIGIN)
    elsewhere = Keyring.at(tmp_path / "other").current(ORIGIN)
    mine = (tmp_path / "keys" / keys.PRIVATE).read_text().strip()
    note = seal.certificate(type(elsewhere).parse(mine).verifier, elsewhere)
    (tmp_path / "keys" / keys.CERTIFICATE).write_text(note)
    assert keys.current(tmp_path, ORIGIN).certificate == note


def test_renewed_what_the_old_key_signed_still_verifies(tmp_path) -> None:
    log = Keyring.at(tmp_path).current(ORIGIN)
    old = keys.current(tmp_path, ORIGIN)
    new = keys.renew(tmp_path, ORIGIN)
    assert new.key.seed != old.key.seed
    known = [seal.certified(note, [log.verifier]) for note in keys.certificates(tmp_path)]
    assert {old.key.verifier, new.key.verifier} == set(known)


def test_after_a_rotation_of_the_log_the_new_key_certifies_it(tmp_path) -> None:
    ring = Keyring.at(tmp_path)
    ring.current(ORIGIN)
    old = keys.current(tmp_path, ORIGIN)
    following = ring.prepare(ORIGIN)
    ring.adopt(following.verifier)
    new = keys.current(tmp_path, ORIGIN)
    assert new.key == old.key
    assert seal.certified(new.certificate, [following.verifier]) == new.key.verifier
    assert old.certificate in keys.certificates(tmp_path)


def test_a_key_of_another_name_is_no_log(tmp_path) -> None:
    other = make(tmp_path / "k", "other.test/log", ED25519)
    note = seal.certificate(other.verifier, other)
    with pytest.raises(seal.UnknownKey):
        seal.certified(note, [Keyring.at(tmp_path).current(ORIGIN).verifier])
