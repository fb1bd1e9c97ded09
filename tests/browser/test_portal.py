"""A holder with a telephone of 390 pixels: invited, signed in, sees what is held, reports a theft that the next search shows."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import expect

from ifar.licensing.models import Offer
from ifar.licensing.services import licences
from ifar.portal.services import accounts, applications, offers
from ifar.portal.services.accounts import NewAccount
from tests import cast
from tests.browser.conftest import EVERY_LANGUAGE, Visitor, follow
from tests.browser.looking import look_through, picture
from tests.factories import PASSWORD, a_firearm, a_licence, a_person, an_account, as_holder

ROOMS = (
    "",
    "papers/",
    "applications/",
    "applications/new/",
    "offers/",
    "moved/",
    "data/",
    "data/correction/",
)


def test_invited_signed_in_and_a_theft_that_the_next_search_shows(
    peopled_db: object, visitor: Callable[..., Visitor]
) -> None:
    alice = cast.actor("alice")
    party = a_person(alice, "Hana Osei", born="1984-03-02")
    thing = a_firearm(alice, "HN4711", owner=party).firearm
    officer = visitor("alice")
    page = officer.open(f"/parties/{party}/")
    page.click("text=Open an account")
    page.select_option("[name=seen]", "national_id")
    page.check("[name=sure]")
    page.click("button.button-main")
    page.wait_for_selector(".mark-l")
    code = page.inner_text(".mark-l")
    username = page.inner_text("dd .identifier")
    link = re.search(r"/mine/invitation/[^\s<]+/", page.content())
    assert link
    picture(officer, "invited-1280")
    phone = visitor(width=390)
    page = phone.open(link[0])
    assert not phone.barriers()
    page.fill("[name=code]", code.lower())
    page.fill("[name=password]", PASSWORD)
    page.fill("[name=again]", PASSWORD)
    page.click("button.button-main")
    page.wait_for_url("**/account/login/")
    page.fill("[name=login]", username)
    page.fill("[name=password]", PASSWORD)
    page.click("form .button-main")
    # The second factor is asked for before anything else, as of officers.
    page.wait_for_url("**/totp/activate/")
    secret = page.input_value("#authenticator_secret")
    page.fill("[name=code]", format_hotp_value(hotp_value(secret, int(time.time()) // 30)))
    page.click("form[action*=totp] button, form .button-main")
    page.wait_for_url(lambda address: "/totp/" not in address)
    page = phone.open("/")
    expect(page).to_have_url(re.compile("/mine/$"))
    expect(page.locator("main")).to_contain_text("HN4711")
    police = visitor("dave", width=390)
    assert "stops" not in _searched(police)
    page.click("text=It is lost or stolen")
    page.check("[value=crime]")
    page.fill("[name=place]", "Rue du Port")
    page.click("text=Report it now")
    page.wait_for_url("**/receipt/")
    assert thing[:5] in page.inner_text("main").replace("-", "")
    picture(phone, "receipt-390")
    assert 'class="stops"' in _searched(police)
    assert phone.complaints == []


def _searched(police: Visitor) -> str:
    page = police.open("/roadside/")
    page.fill("#q", "HN4711")
    page.locator("main form button").first.click()  # the page stays where it is
    page.wait_for_selector("article")
    return page.content()


def test_both_holders_confirm_a_transfer_by_hand(peopled_db: object, visitor: Callable[..., Visitor]) -> None:
    alice, bob = cast.actor("alice"), cast.actor("bob")
    seller, buyer = a_person(alice, "Hugo Marin"), a_person(alice, "Hana Osei")
    licence = a_licence(alice, bob, buyer)
    thing = a_firearm(alice, "HG1000", owner=seller).firearm
    hugo, hana = an_account(alice, seller), an_account(alice, buyer)
    phone = visitor(hugo, width=390)
    page = phone.open("/mine/")
    page.click("text=Offer it to a buyer")
    page.fill("[name=buyer]", buyer)
    page.check("[name=sure]")
    page.click("form .button-main")
    page.wait_for_url("**/mine/offers/")
    other = visitor(hana, width=390)
    page = other.open("/mine/")
    follow(page.locator("text=Look at it").first)
    expect(page.locator("main")).to_contain_text("Hugo Marin")
    follow(page.locator("button:text-is('Confirm')").first)
    page.wait_for_selector(".note-good")
    assert Offer.objects.get(firearm=thing).state == "confirmed"
    assert licence
    assert phone.complaints == other.complaints == []


def test_the_rooms_have_no_barriers_and_are_not_cut_off(
    peopled_db: object, visitor: Callable[..., Visitor]
) -> None:
    alice, bob = cast.actor("alice"), cast.actor("bob")
    party = a_person(alice, "يوسف بن علي الحداد", born="1980-02-03")
    stopped, _standing = a_licence(alice, bob, party), a_licence(alice, bob, party)
    a_firearm(alice, "LONG-SERIAL-0123456789-XYZ", owner=party)
    licences.suspend(actor=alice, licence_id=stopped, ground="storage", reason="x")
    user = an_account(alice, party)
    holder = as_holder(user)
    asked = applications.apply(actor=holder, kind="hunting")
    rooms = (*ROOMS, f"applications/{asked}/", f"applications/{asked}/acts/withdrawn/")
    seller = as_holder(an_account(alice, a_person(alice, "Somebody Else")))
    own = a_firearm(alice, "SELL1", owner=_party(seller)).firearm
    offers.offer(actor=seller, firearm=own, buyer=party)
    other = a_person(alice, "Third Person")
    made = accounts.open_account(actor=alice, new=NewAccount(other, "self", "national_id"))
    desk = (
        f"/portal/accounts/new/{party}/",
        f"/portal/accounts/{made.binding}/",
        "/portal/reports/",
    )
    own = {room.replace("/", "-").replace(asked, "one") or "held": f"/mine/{room}" for room in rooms}
    look_through(visitor, {user: own}, "mine", looks=EVERY_LANGUAGE)
    look_through(visitor, {"alice": dict(zip(("new", "account", "reports"), desk, strict=True))}, "desk")


def _party(holder: object) -> str:
    from ifar.portal.selectors import own

    return own(holder)[0].public_id  # type: ignore[arg-type]
