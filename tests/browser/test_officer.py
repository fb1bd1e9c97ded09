"""The main job, done by a person: sign in with a second factor, find by a half-read serial, record, take the proof, verify it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from pathlib import Path

from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.conf import settings
from playwright.sync_api import expect

from ifar import identifiers
from ifar.ledger import sessions
from ifar.ledger.keys import Keyring
from ifar.ledger.sequencer import Sequencer
from tests import cast
from tests.browser.conftest import follow
from tests.factories import a_firearm, a_person


def sequence_all():
    """What the sequencer of a running site does many times a second."""
    keyring = Keyring.at(Path(settings.IFAR_HOME))
    with sessions.connect("sequencer") as connection:
        sequencer = Sequencer(connection, origin=settings.IFAR_LEDGER_NAME, keyring=keyring)
        assert sequencer.alone()
        while sequencer.step():
            pass


def code_of(secret):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def verify_offline(path):
    """`ifar verify-proof` in a process of its own, with no database address at all."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("DATABASE_")}
    return subprocess.run(
        [sys.executable, "-m", "ifar.cli", "verify-proof", str(path)],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_an_officer_signs_in_finds_records_and_takes_a_proof_that_verifies_offline(visitor, tmp_path):
    alice = cast.actor("alice")
    seller, buyer = a_person(alice, "Joseph Okello"), a_person(alice, "Amina Haddad")
    firearm = a_firearm(alice, "AB71234", owner=seller, owner_kind="private", since="2004-02-03").firearm
    a_firearm(alice, "XY99881", owner=seller, owner_kind="private")
    secret = generate_totp_secret()
    TOTP.activate(cast.user("alice"), secret)

    at = visitor()
    page = at.open("/")
    page.fill("[name=login]", "alice")
    page.fill("[name=password]", cast.PASSWORD)
    page.press("[name=password]", "Enter")
    page.fill("[name=code]", code_of(secret))
    page.press("[name=code]", "Enter")
    page.wait_for_selector("#find")
    page.wait_for_load_state()
    assert at.barriers() == []

    page.keyboard.press("/")
    page.keyboard.type("AB?1234")
    page.keyboard.press("Enter")
    page.wait_for_selector(".result")
    expect(page.locator(".result")).to_have_count(1)
    assert at.barriers() == []
    follow(page.locator(".result h2 a"))
    page.wait_for_selector(".life")
    expect(page.locator(".life-event"), "its entry from the older register, and today").to_have_count(2)
    assert at.barriers() == []

    page.click("text=Record an event")
    page.click("a.act:has-text('Transfer it between holders')")
    page.check("[name=owner_kind][value=private]")
    page.locator("[name=owner]").press_sequentially("Amina Had")
    option = page.locator("#known-owner option").first
    option.wait_for(state="attached")
    page.fill("[name=owner]", option.get_attribute("value"))
    page.fill("[name=paper]", "P-88213")
    for answer in page.locator("[name^=attest-][value=yes]").all():
        answer.check()
    for document in page.locator("input[type=text][name^=attest-]").all():
        document.fill("P-88213")
    page.press("[name=paper]", "Enter")
    page.wait_for_selector("#preview .changes")
    expect(page.locator("#preview [name=record]"), "no question is open").to_be_focused()
    expect(page.locator("#preview")).to_contain_text("Amina Haddad")
    assert at.barriers() == []
    page.keyboard.press("Enter")
    page.wait_for_selector(".life")
    expect(page.locator(".life-event"), "the life-line has grown").to_have_count(3)
    expect(page.locator(".four")).to_contain_text("Amina Haddad")
    expect(page.locator("#life-2 .proof")).to_contain_text("Recorded")

    sequence_all()
    page.reload()
    page.click("#life-2 .proof")
    with page.expect_download() as taken:
        page.click("#proof-life-2 a[download]")
    file = tmp_path / taken.value.suggested_filename
    taken.value.save_as(file)
    assert file.name == f"{firearm}-2.proof.json"
    done = verify_offline(file)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.startswith("PROVED")
    file.write_text(file.read_text().replace(buyer, seller))
    assert verify_offline(file).returncode != 0
    assert at.complaints == []


def test_enter_looks_and_enter_again_records_what_leaves_no_question_open(visitor):
    firearm = a_firearm(cast.actor("alice"), "AB71234").firearm
    at = visitor("dave")
    page = at.open(f"/firearms/{firearm}/record/?kind=sighted")
    page.select_option("[name=method]", "inspection")
    page.press("[name=place]", "Enter")
    expect(page.locator("#preview [name=record]")).to_be_focused()
    assert at.barriers() == []
    page.keyboard.press("Enter")
    page.wait_for_selector(".life")
    expect(page.locator(".life-event")).to_have_count(3)
    assert at.complaints == []


def test_enter_looks_and_what_nobody_can_verify_takes_a_yes_by_keyboard(visitor):
    at = visitor("alice")
    page = at.open("/firearms/new/?kind=acquired")
    page.check("[name=owner_kind][value=private]") if page.locator("input[name=owner_kind]").count() else (
        page.select_option("[name=owner_kind]", "private")
    )
    page.select_option("[name=mark-0-kind]", "serial")
    page.fill("[name=mark-0-text]", "QZ?7781")
    page.fill("[name=is-country_made]", "Italy")
    page.press("[name=is-country_made]", "Enter")
    yes = page.locator("#preview [name=confirmed]")
    expect(yes).to_be_focused()
    assert page.url.endswith("?kind=acquired"), "nothing is recorded yet"
    expect(page.locator("#preview")).to_contain_text("Nobody can verify:")
    assert at.barriers() == []
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector(".life")
    expect(page.locator(".life-event")).to_have_count(2)
    assert at.complaints == []


def test_an_event_opens_over_the_page_and_has_an_address_of_its_own(visitor):
    alice = cast.actor("alice")
    firearm = a_firearm(alice, "AB71234", owner=a_person(alice), owner_kind="private").firearm
    at = visitor("alice")
    page = at.open(f"/firearms/{firearm}/")
    page.click("#life-1 h3 a")
    page.wait_for_selector("#sheet[open] h1")
    assert page.url.endswith(f"/firearms/{firearm}/")
    page.keyboard.press("Escape")
    expect(page.locator("#sheet")).to_be_hidden()
    page = at.open(f"/firearms/{firearm}/events/1/")
    expect(page.locator("h1")).to_have_text("It was entered from an older register.")
    assert at.barriers() == []
    assert at.complaints == []


def test_every_page_of_the_register_has_no_barriers_in_the_three_languages(visitor):
    alice = cast.actor("alice")
    firearm = a_firearm(alice, "AB71234", owner=a_person(alice), owner_kind="private").firearm
    paths = (
        "/",
        "/search/?q=AB%3F1234",
        f"/firearms/{firearm}/",
        f"/firearms/{firearm}/record/",
        "/ledger/",
        "/help/",
    )
    for language, width in (("en", 390), ("ar", 1280), ("fr", 390)):
        at = visitor("alice", language=language, width=width)
        for path in paths:
            at.open(path)
            assert at.barriers() == [], (language, path)
            assert not at.is_cut_off(), (language, path)
        assert at.complaints == [], language
        at.leave()


def test_what_one_types_survives_a_lost_page(visitor):
    alice = cast.actor("alice")
    firearm = a_firearm(alice, "AB71234", owner=a_person(alice), owner_kind="private").firearm
    at = visitor("dave")
    page = at.open(f"/firearms/{firearm}/record/?kind=noted")
    with page.expect_response(lambda answer: "/me/draft/" in answer.url and answer.status == 204):
        page.fill("[name=text]", "seen at the harbour")
    page.wait_for_selector("text=Your draft is kept.")
    page = at.open(f"/firearms/{firearm}/record/?kind=noted")
    expect(page.locator("[name=text]")).to_have_value("seen at the harbour")
    assert at.barriers() == []
    assert at.complaints == []


def test_a_make_is_completed_from_the_reference_data_while_one_types(visitor):
    at = visitor("alice")
    page = at.open("/firearms/new/?kind=registered")
    page.locator("[name=is-make]").press_sequentially("beret")
    page.locator("#known-is-make option").first.wait_for(state="attached")
    expect(page.locator("[name=is-make_status][value=known]")).to_be_checked()
    expect(page.locator("#known-is-make option").first).to_have_attribute("value", re.compile("Beretta"))
    assert at.barriers() == []
    assert at.complaints == []


def test_a_person_whose_name_stands_in_another_script_is_chosen_by_what_one_types(visitor):
    """By a suggestion that holds what was typed, and by one button where the name was sent as it is."""
    alice = cast.actor("alice")
    a_person(alice, "علي حداد", born="1984-03-02")
    latin = a_person(alice, "Ali Haddad", born="1991-07-15")
    firearm = a_firearm(
        alice, "AB71234", owner=a_person(alice, "Joseph Okello"), owner_kind="private"
    ).firearm
    at = visitor("alice")
    page = at.open(f"/firearms/{firearm}/record/?kind=privately_transferred")
    page.check("[name=owner_kind][value=private]")
    page.locator("[name=owner]").press_sequentially("Ali Haddad")
    offered = page.locator("#known-owner option")
    expect(offered).to_have_count(2)
    for option in offered.all():
        assert "Ali Haddad" in str(option.get_attribute("value")), (
            "the browser hides what does not hold the text"
        )
    page.fill("[name=paper]", "P-88213")
    page.press("[name=paper]", "Enter")
    choice = page.locator("#preview [data-fills]")
    expect(choice).to_have_count(2)
    assert at.barriers() == []
    page.click(f"#preview [data-fills]:has-text('{identifiers.shown(latin)}')")
    expect(page.locator("[name=owner]")).to_have_value(
        f"Ali Haddad, 15 Jul 1991 ({identifiers.shown(latin)})"
    )
    expect(page.locator("[name=owner]")).to_be_focused()
    page.press("[name=owner]", "Enter")
    page.wait_for_selector("#preview .changes")
    expect(page.locator("#preview")).to_contain_text("Ali Haddad")
    assert at.complaints == []
