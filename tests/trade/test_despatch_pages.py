"""Despatches over HTTP: the pages by which a shop works, and the API by which a program does."""

from __future__ import annotations

import datetime as dt

import pytest

from ifar import identifiers
from ifar.accounts.models import Agency
from ifar.accounts.services import grants, people, proposals
from ifar.matters.models import Matter
from ifar.trade.models import Box, Despatch
from ifar.trade.services.writing import today
from tests import cast
from tests.books.story import another_trader
from tests.bulk.making import a_maker
from tests.conftest import sign_in
from tests.trade.despatching import a_carrier, a_carriers_office, a_stock, an_office, sent

pytestmark = pytest.mark.django_db


def a_driver() -> None:
    """Rosa works for the carrier."""
    office = a_carriers_office().public_id
    given = grants.propose_grant(actor=cast.actor("ken"), user=cast.user("rosa").public_id, role="carrier", agency=office, reason="new")  # fmt: skip
    assert proposals.decide(actor=cast.actor("laura"), proposal=given.public_id, verdict="approve").executed
    people.switch_agency(actor=cast.actor("rosa"), agency=office)


def test_a_shop_sends_and_receives_by_its_pages(ivan):
    another_trader()
    a_driver()
    guns = a_stock(a_maker(), 3)
    maker, dealer, carrier = sign_in("mallory"), sign_in("ivan"), sign_in("rosa")
    office = Agency.objects.get(kind="partner").public_id
    values = {
        "receiver": ivan.agency,
        "carrier": office,
        "terms": "sale",
        "quantity": "3",
        "due_on": (today() + dt.timedelta(days=3)).isoformat(),
    }
    assert "Only what your own office entered" not in dealer.get("/trade/despatches/").content.decode()
    an_office("partner", "Marketplace of Kestria")
    text = maker.get("/trade/despatches/new/").content.decode()
    assert ("Kestria Post and Parcels" in text, "Marketplace of Kestria" in text) == (True, False)
    answer = maker.post("/trade/despatches/new/", values)
    made = Despatch.objects.get().public_id
    page = f"/trade/despatches/{made}/"
    assert answer["Location"] == page
    assert carrier.get(page).status_code == 404
    form = dealer.get(f"{page}acts/accepted/").content.decode()
    assert 'value="retailer"' in form
    assert 'value="maker"' not in form
    assert dealer.post(f"{page}acts/accepted/", {"owner_kind": "maker"}).status_code == 422
    assert dealer.post(f"{page}acts/accepted/", {"owner_kind": "retailer"}).status_code == 302
    assert maker.get(f"{page}crates/new/").status_code == 200
    with cast.undone():
        packed = maker.post(
            f"{page}crates/new/",
            {"number": "1", "seals": "S-1\nS-2", "things": f"DS00001\n{guns[1]}\nDS00003\nNO-1"},
        )
        assert "NO-1" in packed.content.decode(), "the others are packed, and are no more than were offered"
        assert len(Box.objects.get().firearms) == 3
    assert (
        maker.post(
            f"{page}crates/new/",
            {"number": "1", "seals": "S-1\nS-2", "things": f"DS00001\n{guns[1]}\nDS00003"},
        ).status_code
        == 302
    )
    with cast.undone():
        box = Box.objects.get().public_id
        assert maker.post(f"/trade/despatch-crates/{box}/acts/unpacked/", {}).status_code == 302
        assert Box.objects.get().state == "unpacked"
    assert maker.post(f"{page}acts/sent/", {}).status_code == 302
    for browser in (maker, dealer, carrier, sign_in("alice"), sign_in("judy")):
        assert "Kestria Post" in browser.get("/trade/despatches/").content.decode()
        assert browser.get(page).status_code == 200
    for browser in (dealer, carrier):
        text = browser.get(page).content.decode()
        assert "S-1" in text
        assert not [gun for gun in (*guns, "DS00001") if gun in text]
    assert dealer.get(f"{page}receipts/new/?crate=1").status_code == 200
    with cast.undone():
        values = {
            "crate": "1",
            "seals": "S-1\nS-2",
            "seal_broken": "on",
            "things": "DS00001",
            "complete": "on",
        }
        text = dealer.post(f"{page}receipts/new/", values).content.decode()
        assert text.count("Kestria Post") == 2, "of the seal and of what is missing the carrier is asked"
    wsgiresponse = dealer.post(
        f"{page}receipts/new/",
        {"crate": "1", "seals": "S-1\nS-2", "things": "DS00001\nDS00002", "complete": "on"},
    )
    assert wsgiresponse.status_code == 200
    assert "Small Arms Works" in wsgiresponse.content.decode(), "its seals were whole: the sender is asked"
    assert carrier.get("/matters/").status_code == 200
    text = dealer.get(page).content.decode()
    assert "Asked to explain" in text
    matter = Matter.objects.get(about=made)
    assert matter.public_id not in text, "the answer is for the office that settles it"
    assert f"/matters/{matter.public_id}/" in maker.get(page).content.decode()
    assert "Asked to explain" not in maker.get(page).content.decode(), "it is asked, and answers there"
    assert "Asked to explain" not in carrier.get(page).content.decode()
    clerk = sign_in("alice")
    for address in ("/matters/", f"/matters/{matter.public_id}/"):
        assert f"Despatch {identifiers.shown(made)}" in clerk.get(address).content.decode(), address


def test_a_program_sends_and_receives_and_what_is_sent_twice_is_done_once(ivan):
    another_trader()
    a_stock(a_maker(), 2)
    maker, dealer = sign_in("mallory"), sign_in("ivan")
    body = {"receiver": ivan.agency, "carrier": a_carriers_office().public_id, "terms": "sale", "quantity": 2,
            "due_on": today().isoformat()}  # fmt: skip

    def post(browser, place, value, key=""):
        headers = {"Idempotency-Key": key} if key else {}
        return browser.post(
            f"/api/trade/despatches{place}", value, content_type="application/json", headers=headers
        )

    first, again = (post(maker, "", body, "offer-1") for _ in range(2))
    assert (first.status_code, first.json()["id"]) == (201, again.json()["id"])
    place = f"/{first.json()['id']}"
    assert post(dealer, f"{place}/accepted", {"owner_kind": "retailer"}).status_code == 200
    assert (
        post(maker, f"{place}/crates", {"number": "1", "seals": ["S-1"], "things": "DS00001-DS00002"}).json()[
            "packed"
        ]
        == 2
    )
    assert post(maker, f"{place}/sent", {}).status_code == 200
    for _ in range(2):
        result = post(
            dealer,
            f"{place}/receipts",
            {"things": "DS00001", "seals": ["S-9"], "complete": True},
            "receipt-1",
        ).json()
        assert (result["received"], result["road"]) == (1, 1)
        assert {(item["code"], item["answers"]) for item in result["differs"]} == {
            ("missing", "carrier"),
            ("seal", "carrier"),
        }
    assert [item["id"] for item in maker.get("/api/trade/despatches?road=true").json()["items"]] == [
        first.json()["id"]
    ]


def test_another_trader_sees_nothing_of_a_despatch(ivan, alice):
    another_trader()
    other = an_office("dealer", "Olga's Arms")
    from tests.trade.despatching import acting_at

    made = sent(
        acting_at(other, "dealer", "oscar"),
        ivan,
        a_carrier(),
        [a_stock(acting_at(other, "dealer", "oscar"), 1, kind="retailer")],
    )
    browser = sign_in("mallory")
    for address in (
        f"/trade/despatches/{made}/",
        f"/api/trade/despatches/{made}",
        f"/trade/despatches/{made}/receipts/new/",
    ):
        assert browser.get(address).status_code == 404, address
    assert browser.get("/api/trade/despatches").json()["items"] == []
