"""The pages of the parties as a person meets them: no barriers, nothing cut off; somebody registered, joined and erased by hand."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from ifar.parties.services import NewParty, correct_party, merge_parties, move_party, register_party
from tests import cast
from tests.browser.looking import look_through, picture
from tests.factories import a_firearm, a_person


@pytest.fixture
def people(peopled_db: object) -> dict[str, str]:
    """Records with much on them: two scripts, several addresses, firearms, a joined record."""
    bob = cast.actor("bob")
    values = {
        "name": "يوسف بن علي الحداد",
        "born": "1980-02-03",
        "sex": "male",
        "country": "DZ",
        "identity_numbers": [
            {"kind": "passport", "number": "ZZ-99 1"},
            {"kind": "national_id", "number": "1980 0203 7781"},
        ],
        "contact": {"telephone": "+213 21 55 01 99", "email": "yusuf.haddad@example.org"},
    }
    address = {
        "country": "DZ",
        "area": "DZ-16",
        "lines": ["12، شارع الاستقلال", "الجزائر"],
        "valid_from": "2015-09-01",
    }
    text = register_party(actor=bob, new=NewParty("person", values, address))
    move_party(
        actor=bob,
        public_id=text,
        address={
            "country": "FR",
            "area": "FR-13",
            "lines": ["4, rue du Port", "13002 Marseille"],
            "valid_from": "2021-03-15",
        },
    )
    correct_party(
        actor=bob,
        public_id=text,
        values={"sex": "male", "country": "FR"},
        reason="naturalised in 2020; passport seen",
    )
    other = a_person(bob, "Haddad, Yusuf", born="1980-03-02", sex="male")
    joined = a_person(bob, "Yusuf Ben Ali")
    merge_parties(actor=bob, public_id=joined, into=text, reason="the same passport")
    company = register_party(
        actor=bob,
        new=NewParty(
            "entity",
            {
                "name": "Société de gardiennage et de transport de fonds Moreau & Fontaine",
                "registration": "RC-16-00217",
                "country": "FR",
            },
        ),
    )
    a_firearm(bob, "QX7781", owner=text, owner_kind="private", identity={"model": "beretta/92fs"})
    a_firearm(bob, "AB1234", owner=joined, owner_kind="private")
    a_person(bob, "Амина Петрова", born="1999-12-31")
    return {"one": text, "other": other, "joined": joined, "company": company}


def test_every_page_is_without_barriers_and_nothing_is_cut_off(visitor, people):
    pages = {
        "list": "/parties/",
        "found": "/parties/?who=Yusuf+Haddad",
        "new": "/parties/new/",
        "party": "/parties/{one}/",
        "joined": "/parties/{joined}/",
        "file": "/parties/{one}/file/",
        "correct": "/parties/{one}/correct/",
        "move": "/parties/{one}/address/",
        "choose": "/parties/{one}/join/?who=Haddad",
        "compare": "/parties/{one}/join/{other}/",
        "refused": "/parties/{one}/erase/",
        "erase": "/parties/{other}/erase/",
    }
    own = {name: path.format(**people) for name, path in pages.items()}
    look_through(visitor, {"bob": own}, "parties")


def test_somebody_is_registered_though_a_like_record_is_shown_first(visitor, people):
    at = visitor("alice")
    page = at.open("/parties/new/")
    page.fill("#id_name", "Yusuf al-Haddad")
    page.fill("#id_born", "1980-02-03")
    page.get_by_role("button", name="Register somebody", exact=True).click()
    page.get_by_text("Is it one of these?").wait_for()
    picture(at, "matches-en-1280")
    assert at.barriers() == []
    expect(page.locator(f"a[href='/parties/{people['one']}/']")).to_be_visible()
    expect(page.get_by_text("The same date of birth: 3 Feb 1980").first).to_be_visible()
    page.get_by_role("button", name="None of these: register").click()
    page.wait_for_url("**/parties/P*/")
    expect(page.locator("h1")).to_have_text("Yusuf al-Haddad")


def test_two_records_are_joined_by_hand_and_an_erasure_proposed(visitor, people):
    at = visitor("bob")
    page = at.open(f"/parties/{people['one']}/join/{people['other']}/")
    page.get_by_role("button", name="One: keep the first record").click()
    picture(at, "dialog-en-1280")
    page.locator("dialog[open] textarea").fill("the same passport")
    page.locator("dialog[open]").get_by_role("button", name="Join the two records").click()
    page.wait_for_url(f"**/parties/{people['one']}/")
    expect(page.get_by_text("Haddad, Yusuf")).to_be_visible()
    at.open(f"/parties/{people['company']}/erase/")
    expect(page.get_by_text("Nothing personal is left")).to_be_visible()
    at.open(f"/parties/{people['joined']}/erase/")
    article = page.get_by_text("EU 2021/555 art. 4(5)(c)")
    expect(article, "its firearm counts whichever record it stands on").to_be_visible()
    assert at.complaints == []
