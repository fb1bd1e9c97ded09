"""Verify now: the page starts `ifar verify` itself, waits for it, and says what it said."""

from __future__ import annotations

import datetime as dt
import html
import re
import time

import pytest
from django.conf import settings

from ifar.accounts.models import Proposal, ReadLog
from ifar.accounts.services import proposals as approvals
from ifar.errors import Conflict
from ifar.ledger import offline, verifying
from ifar.ledger.models import Entry
from tests import cast
from tests.conftest import sign_in
from tests.factories import a_firearm
from tests.logs import Log
from tests.pages.test_register import text_of


@pytest.fixture
def log(peopled_db, tmp_path, monkeypatch):
    """A log of this test's own, where processes that the page starts find it too."""
    monkeypatch.setattr(settings, "IFAR_HOME", tmp_path)
    for name, value in {**peopled_db.environment, "IFAR_HOME": str(tmp_path)}.items():
        monkeypatch.setenv(name, value)
    (tmp_path / "files" / "incoming").mkdir(parents=True)
    monkeypatch.setattr("tests.logs.ORIGIN", settings.IFAR_LEDGER_NAME)
    return Log(peopled_db, tmp_path)


def wait_for(browser):
    for _ in range(240):
        text = text_of(browser.get("/ledger/changed/"))
        if "Verifying" not in text:
            return text
        time.sleep(0.25)
    raise AssertionError("the verification did not end")


def test_a_good_register_is_said_to_be_good_and_an_altered_one_names_its_row(log):
    firearm = a_firearm(cast.actor("alice"), "AB71234").firearm
    log.sequence()
    judy = sign_in("judy")
    assert judy.post("/ledger/verify/", {"whole": "1"}).status_code == 302
    assert "Nothing differs" in wait_for(judy)
    log.tamper("UPDATE registry_firearm SET make = 'tula' WHERE public_id = %s", firearm)
    judy.post("/ledger/verify/", {"whole": "1"})
    wait = wait_for(judy)
    assert "the register does not say what was signed" in wait
    assert firearm in wait
    assert "A state does not follow from its events." in wait


def test_w50_the_whole_log_leaves_with_a_second_person_and_the_verifier_knows_the_act(log, monkeypatch):
    monkeypatch.setattr(settings, "IFAR_TAKEN_ALONE", 1)
    for number in range(3):
        a_firearm(cast.actor("alice"), f"LG{number}")
    log.sequence()
    judy = sign_in("judy")
    assert "Ask a second person" in judy.get("/ledger/export/").content.decode()
    assert judy.post("/ledger/export/", {"reason": "For the external audit."}).status_code == 302
    proposal = Proposal.objects.get(act="lists.taken")
    approvals.decide(actor=cast.actor("bob"), proposal=proposal.public_id, verdict="approve")
    log.sequence()
    taken = judy.post("/ledger/export/")
    assert taken["Content-Type"] == "application/zip"
    assert ReadLog.objects.get(act="ledger.log.export").actor == cast.actor("judy").id
    assert Entry.objects.filter(act="lists.taken", actor=cast.actor("judy").id).count() == 1
    log.sequence()
    assert not log.verify().differences


def test_two_verifications_do_not_run_at_once_and_one_that_dies_says_so(log, monkeypatch, tmp_path):
    """In place of the verification stands a program that waits until it is told to end, and ends without a report."""
    sleeper, result = tmp_path / "sleeper", tmp_path / "told"
    sleeper.write_text(
        f"#!/bin/sh\nn=0\nwhile [ ! -e '{result}' ] && [ $n -lt 600 ]; do sleep 0.1; n=$((n+1)); done\n"
    )
    sleeper.chmod(0o700)
    monkeypatch.setattr("sys.executable", str(sleeper))
    actor = cast.actor("judy")
    verifying.start(actor=actor, whole=False, now=dt.datetime.now(dt.UTC))
    assert verifying.latest().running
    with pytest.raises(Conflict):
        verifying.start(actor=actor, whole=False, now=dt.datetime.now(dt.UTC))
    judy = sign_in("judy")
    assert "already running" in text_of(judy.post("/ledger/verify/", follow=True))
    result.touch()
    assert "did not end" in wait_for(judy)


def test_the_page_names_the_key_with_which_a_proof_is_checked_and_the_command_takes_it(log, tmp_path, capsys):
    firearm = a_firearm(cast.actor("alice"), "AB71234").firearm
    judy = sign_in("judy")
    assert "verify-proof" not in judy.get("/ledger/").content.decode(), (
        "there is no key before the first checkpoint"
    )
    log.sequence()
    page = html.unescape(judy.get("/ledger/").content.decode())
    [command] = re.findall(r"<pre[^>]*><code>(.*?)</code>", page)
    assert f'data-copies="{command}"' in page, "what is copied is what is shown"
    [key] = re.findall(r"--key '([^']+)'", command)
    assert page.count(key) == 3, "named, shown in the command, and copied with it"
    assert "compares what came since the last good verification" in page
    proof = tmp_path / "a.proof.json"
    proof.write_bytes(sign_in("alice").get(f"/firearms/{firearm}/events/1/proof/").content)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    assert offline.verify_proof([str(proof), "--key", key], elsewhere) == offline.GOOD
    assert "PROVED" in capsys.readouterr().out
