"""What two people agreed to, and what the rule answered when it was carried out, are told apart by the verification."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import connections

from ifar.accounts.services import proposals
from ifar.registry.services import proposals as asking
from ifar.registry.services.events import NewEvent
from tests import cast
from tests.databases import Database
from tests.factories import SEEN, a_firearm
from tests.logs import Log

ATTESTED = dict.fromkeys(("ownership_proven", "owner_permit_valid", "marks_complete"), SEEN)
OWN_TO_THE_TEMPLATE = "reference_"


@pytest.fixture
def log(peopled_db: None, committed_db: Database, tmp_path: Path) -> Log:
    """A firearm that was seized, and given back by two people who attested what no record of the register says."""
    dave, erin = cast.actor("dave"), cast.actor("erin")
    firearm = a_firearm(dave, "AB1234", state="seized", identity={"category": ""}).firearm
    given_back = NewEvent("returned_to_owner", attested=ATTESTED)
    asked = asking.propose_event(actor=dave, firearm=firearm, event=given_back, reason="It is theirs.")
    proposals.decide(actor=erin, proposal=asked.public_id, verdict="approve")
    log = Log(committed_db, tmp_path)
    log.sequence()
    connections.close_all()
    return log


def found(log: Log) -> list[str]:
    return [
        f"{difference.kind}: {difference.says}"
        for difference in log.verify().differences
        if OWN_TO_THE_TEMPLATE not in difference.place
    ]


def test_it_verifies_though_the_rule_noted_what_nobody_could_answer(log: Log) -> None:
    assert log.value("SELECT checks -> 'unverified' FROM registry_event WHERE kind = 'returned_to_owner'")
    assert found(log) == []


def test_attesting_what_nobody_agreed_to_is_named(log: Log) -> None:
    log.tamper(
        "UPDATE accounts_proposal SET payload = jsonb_set(payload, '{checks,attested,marks_complete}', '\"Another paper\"')"
    )
    assert "approval_missing: done otherwise than proposed" in found(log)
