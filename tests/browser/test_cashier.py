"""A clerk's day at the counter in the browser: a fee is paid, its receipt verifies, the till is counted blind and closed."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from ifar.accounts.models import Proposal
from ifar.cashier.models import Likeness, Payment, Till
from ifar.documents.models import Paper
from tests import cast
from tests.browser.conftest import Visitor, follow
from tests.browser.looking import look_through
from tests.cashier.conftest import load_fees
from tests.factories import a_person, a_picture, an_application


@pytest.fixture
def asked(peopled_db, tmp_path) -> str:
    """An application that waits to be paid, in a country that asks for fees."""
    load_fees(tmp_path / "xland")
    alice = cast.actor("alice")
    return an_application(alice, a_person(alice))


def decided(visitor: Callable[..., Visitor], act: str) -> None:
    """Bob agrees to what is proposed, on its page."""
    head = visitor("bob")
    page = head.open(f"/proposals/{Proposal.objects.get(act=act).public_id}/")
    follow(page.locator("button[name=verdict][value=approve]").first)


def taken(page: Page) -> None:
    """Wait until what was drawn lies in the field of the form; the policy of the page lets nothing be evaluated on it by itself."""
    for _ in range(100):
        if page.evaluate("document.querySelector('input[type=file]').files.length"):
            return
        page.wait_for_timeout(50)
    raise AssertionError("nothing was taken")


def test_pay_the_receipt_verifies_and_the_day_is_closed(asked: str, visitor: Callable[..., Visitor]) -> None:
    clerk = visitor("alice")
    page = clerk.open("/cashier/")
    assert clerk.barriers() == []
    # By keyboard: begin the till, walk to what waits, and take the fee.
    page.get_by_label("What lies in it").fill("100,00")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Count my till").wait_for()
    page.wait_for_load_state()
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/cashier/pay/{asked}/**")
    assert clerk.barriers() == []
    assert page.locator("input[name=way]:checked").count() == 0, (
        "nobody books cash by pressing a key too often"
    )
    page.keyboard.press("Enter")
    assert not Payment.objects.exists()
    page.get_by_label("Cash", exact=True).press("Space")
    page.keyboard.press("Enter")
    page.wait_for_url("**/cashier/payments/*/")
    payment = Payment.objects.get()
    expect(page.locator("h1")).to_have_text(re.compile(r"25\.00\sEUR\s*$"))
    # Whoever holds the receipt asks the public page.
    stranger = visitor()
    answer = stranger.open(f"/documents/verify/{Paper.objects.get(public_id=payment.receipt).public_id}/")
    text = answer.locator("main").inner_text()
    assert "Receipt for a fee" in text
    assert "Amina" not in text
    assert "25.00" not in text
    # Counted blind: nothing says what should be there.
    page = clerk.open(f"/cashier/tills/{Till.objects.get().public_id}/")
    assert "125.00" not in page.locator("main").inner_text()
    page.get_by_label("Cash that you counted").fill("124.50")
    page.keyboard.press("Enter")
    page.get_by_label("What explains the difference").wait_for()
    text = page.locator("main").inner_text().replace("\u00a0", " ")
    assert "125.00 EUR" in text
    assert "-0.50 EUR" in text
    assert clerk.barriers() == []
    page.get_by_label("What explains the difference").fill("A coin fell behind the desk.")
    follow(page.get_by_role("button", name="Submit closure for approval"))
    decided(visitor, "cashier.till_closed")
    assert Till.objects.get().state == "closed"
    assert clerk.complaints == []


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_signature_with_the_mouse_and_a_photo_from_a_file(
    asked: str, visitor: Callable[..., Visitor], language: str, tmp_path: Path
) -> None:
    party = a_person(cast.actor("alice"), "Wei Zhang")
    clerk = visitor("alice", language=language, width=390)
    page = clerk.open(f"/cashier/people/{party}/signature/")
    assert clerk.barriers() == []
    assert not clerk.is_cut_off()
    box = page.locator("canvas").bounding_box()
    assert box
    page.mouse.move(box["x"] + 20, box["y"] + 60)
    page.mouse.down()
    for step in range(12):
        page.mouse.move(box["x"] + 20 + step * 20, box["y"] + 60 + (step % 3) * 20)
    page.mouse.up()
    taken(page)
    page.locator(".form-foot button").click()
    page.wait_for_url(f"**/parties/{party}/")
    picture = tmp_path / "face.png"
    picture.write_bytes(a_picture()[0])
    page = clerk.open(f"/cashier/people/{party}/photo/")
    assert clerk.barriers() == []
    page.locator("input[type=file]").set_input_files(str(picture))
    page.locator(".form-foot button").click()
    page.wait_for_url(f"**/parties/{party}/")
    assert {likeness.what for likeness in Likeness.objects.all()} == {"photo", "signature"}
    clerk.open(f"/parties/{party}/")
    assert not clerk.is_cut_off()
    shown = page.evaluate("[...document.querySelectorAll('.likeness img')].map(one => one.naturalWidth)")
    assert len(shown) == 2
    assert all(shown)
    assert clerk.complaints == []


def test_every_page_of_the_counter_reads_well(asked: str, visitor: Callable[..., Visitor]) -> None:
    pages = {
        "desk": "/cashier/",
        "cards": "/cashier/cards/",
        "pay": f"/cashier/pay/{asked}/",
        "till": "/cashier/tills/new/",
    }
    look_through(visitor, {"alice": pages}, "cashier")
