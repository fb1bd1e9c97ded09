"""The log's key changes: an administrator proposes, a security officer approves, the machine that holds the keys carries it out."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import DatabaseError
from pytest_django import Settings

from ifar.accounts.services import proposals
from ifar.ledger.keys import Keyring
from tests import cast
from tests.databases import Database
from tests.factories import a_firearm
from tests.logs import ORIGIN, Log


def test_two_people_change_the_key_and_the_verifier_follows(
    peopled_db: Database, tmp_path: Path, settings: Settings
) -> None:
    settings.IFAR_HOME, settings.IFAR_LEDGER_NAME = tmp_path, ORIGIN
    log, ring = Log(peopled_db, tmp_path), Keyring.at(tmp_path)
    a_firearm(cast.actor("alice"))
    log.sequence()
    assert log.verify().good
    old, new = log.key(), ring.prepare(ORIGIN).verifier
    asked = proposals.propose(
        actor=cast.actor("ken"),
        act="ledger.key_rotated",
        object=ORIGIN,
        payload={"new": new.encode()},
        reason="the yearly change",
    )
    with pytest.raises(DatabaseError, match="takes 2 people"):
        call_command("key", "rotate", "--proposal", asked.public_id)
    proposals.decide(actor=cast.actor("laura"), proposal=asked.public_id, verdict="approve")
    call_command("key", "rotate", "--proposal", asked.public_id)
    log.sequence()
    assert log.key() == new
    report = log.verify(whole=False)
    assert report.good, report.differences
    assert log.verify(trusted=old).good
    ring.prepare(ORIGIN)
    with pytest.raises(DatabaseError):
        call_command("key", "rotate", "--proposal", asked.public_id)
