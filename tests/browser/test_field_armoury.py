"""The counter of an armoury without a line, on a phone: issued and taken back with the network off, with a clock that is days wrong, and after the extract has ended."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

from django.conf import settings
from playwright.sync_api import expect

from ifar.ledger.keys import Keyring
from ifar.stocks.models import Event, Issue
from ifar.stocks.services import roster
from tests import cast
from tests.browser.test_field import phone, waiting  # noqa: F401
from tests.stocks.making import a_counter

GOT = "() => document.querySelector('[data-extract-line]').dataset.now === 'provisional'"
DAYS = dt.timedelta(days=4)


def scanned(page, *lines):
    page.click("#counter")
    for line in lines:  # a scanner types, and ends with Enter
        page.keyboard.type(line)
        page.keyboard.press("Enter")


def looked_at(at, name):
    if folder := os.environ.get("PICTURES"):
        at.page.screenshot(path=Path(folder) / f"armoury_{name}.png", full_page=True)
    assert at.barriers() == []
    assert not at.is_cut_off()


def test_an_armoury_issues_and_takes_back_with_the_network_off_and_on(peopled_db, phone):  # noqa: F811
    Keyring.at(Path(settings.IFAR_HOME)).current(settings.IFAR_LEDGER_NAME)
    counter = a_counter(2)
    roster.set_pin(actor=counter.chief, officer_id=counter.officer, pin="1357")
    at = phone("mallory")
    page = at.page
    # The clock of the phone is four days ahead.
    page.clock.set_fixed_time(dt.datetime.now(dt.UTC) + DAYS)
    page.reload()
    page.wait_for_function(GOT)
    at.set_offline(True)
    page.reload()
    page.wait_for_function(GOT)
    scanned(page, "N-100", "HB00001", f"{counter.lot} 30", "QQ-9")
    expect(page.locator("[data-read]")).to_contain_text("May carry until")
    expect(page.locator("[data-read]")).to_contain_text("In the armoury")
    expect(page.locator("[data-read] > li.bad")).to_contain_text("Not in the extract")
    page.click("[data-read] > li.bad [data-do=drop]")
    page.click("[data-armoury] label:has([value=pin])")
    page.fill("[data-armoury] [name=pin]", "1357")
    looked_at(at, "issue")
    page.click("[data-armoury] form > button")
    waiting(page, "kept", 1)
    expect(page.locator("[data-entries] [data-state=kept]")).to_contain_text("provisional")
    assert "1357" not in page.evaluate("JSON.stringify(localStorage)")
    # A day and a half later, still without a line: the extract has ended, the page says so, and what happens is recorded all the same.
    page.clock.set_fixed_time(dt.datetime.now(dt.UTC) + DAYS + dt.timedelta(hours=36))
    page.reload()
    expect(page.locator("[data-extract-line]")).to_have_attribute("data-now", "ended")
    page.click("[data-armoury] label:has([value=back])")
    scanned(page, "N-100", "HB00001")
    page.fill("[data-armoury] [name=rounds]", "30")
    page.click("[data-armoury] label:has([value=paper])")
    page.fill("[data-armoury] [name=paper]", "R-17")
    page.click("[data-armoury] form > button")
    waiting(page, "kept", 2)
    assert not Issue.objects.exists()
    at.set_offline(False)
    waiting(page, "sent", 2)
    issue = Issue.objects.get()
    assert (issue.state, issue.signed, issue.arms) == ("returned", "pin", [counter.arms[0]])
    out, back = [
        details["offline"]
        for details in Event.objects.filter(subject=issue.public_id)
        .order_by("n")
        .values_list("details", flat=True)
    ]
    assert (out["how"], out["holds"], back["how"]) == ("pin", True, "paper")
    assert round(out["off"] / 86_400) >= 4
    assert back["jumped"], "the clock was set meanwhile"
    looked_at(at, "sent")
    assert cast.user("mallory").public_id == issue.issued_by
