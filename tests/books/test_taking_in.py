"""Trade-ins: what its holder brings comes into the book; whatever else stands is answered alike, and the police hear of what is looked for (issue 27)."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ifar import identifiers
from ifar.accounts.models import Notice
from ifar.books.services import sales, taking_in
from ifar.errors import Refused
from ifar.licensing.services import licences, offers
from ifar.outbox.services import deliver
from ifar.registry.models import BookLine, Event, Firearm, LicenceUse
from ifar.registry.services.events import NewEvent, record_event, register_firearm
from tests import cast
from tests.factories import a_firearm, a_licence, a_person
from tests.facts import hear_again
from tests.licensing.test_transfers import of_category

pytestmark = pytest.mark.django_db
PAGE = "/book/taken-in/new/"


def sold(dealer: Any, desk: Any, serial: str, licence: str) -> str:
    """A firearm that the dealer sold to whoever bears a licence."""
    thing = of_category(dealer, serial)
    sale = sales.sell(actor=dealer, firearm=thing, buyer=licence).public_id
    offers.answer(actor=desk, offer_id=sale, confirmed=True, note="in person")
    sales.hand_over(actor=dealer, sale_id=sale)
    return str(thing)


def test_what_a_customer_brings_back_is_in_the_book_again_and_their_holding_ends(alice, bob, ivan, signed_in):
    amina = a_person(alice)
    licence = a_licence(alice, bob, amina)
    back, never = sold(ivan, bob, "BACK0001", licence), a_firearm(alice, "BACK0002", owner=amina).firearm
    licences.suspend(actor=alice, licence_id=licence, ground="inquiry", reason="x")
    browser = signed_in("ivan")
    for serial in ("BACK0001", "BACK0002"):
        page = browser.post(PAGE, {"firearm": serial, "seller": licence}, follow=True)
        assert "is in your book now" in page.content.decode(), serial
    for thing in (back, never):
        now = Firearm.objects.get(public_id=thing)
        assert (now.state, now.owner) == ("in_stock_retail", ivan.agency)
        line = BookLine.objects.get(firearm=now, holder=ivan.agency, until=None)
        assert line.came_from == amina
        event = Event.objects.get(firearm=now, n=now.n)
        assert (event.kind, event.paper) == ("acquired", licence)
    assert not LicenceUse.objects.filter(licence=licence, ended_by=None, void=False).exists()
    book = browser.get("/book/?q=BACK0002").content.decode()
    assert identifiers.shown(amina) in book or "Amina" in book


def test_what_may_not_be_taken_in_is_answered_alike_and_the_police_hear_what_is_looked_for(
    alice, bob, dave, ivan, signed_in
):
    """Words, status and number of statements; a firearm that is looked for is not told apart from one that nobody knows."""
    amina, chinua = a_person(alice), a_person(alice, "Chinua Obi")
    licence = a_licence(alice, bob, amina)
    for serial in ("STOLEN01", "SEIZED01", "BLOCKED1"):
        a_firearm(alice, serial, owner=amina)
    a_firearm(alice, "OTHERS01", owner=chinua)
    a_firearm(ivan, "STOCK001", state="in_stock_retail")
    by_serial = {
        serial: Firearm.objects.get(marks__text=serial).public_id
        for serial in ("STOLEN01", "SEIZED01", "BLOCKED1")
    }
    record_event(
        actor=dave,
        firearm=by_serial["STOLEN01"],
        event=NewEvent("stolen", {"report": "R-1", "taken_from": "dwelling"}),
    )
    record_event(
        actor=dave, firearm=by_serial["SEIZED01"], event=NewEvent("seized", {"ground": "illicit_possession"})
    )
    record_event(
        actor=dave, firearm=by_serial["BLOCKED1"], event=NewEvent("blocked", {"reason": "investigation"})
    )
    browser = signed_in("ivan")

    def ask() -> dict[str, tuple[Any, ...]]:
        report = {}
        for serial in ("STOLEN01", "SEIZED01", "BLOCKED1", "OTHERS01", "STOCK001", "NOBODY01"):
            with CaptureQueriesContext(connection) as asked:
                page = browser.post(PAGE, {"firearm": serial, "seller": licence})
            words = re.sub("[A-Za-z0-9]{64}", "", page.content.decode().replace(serial, "–"))
            assert "Do not take it in. Keep it apart and call" in words, serial
            report[serial] = (page.status_code, words, len(asked))
        return report

    result = ask()
    if len(set(result.values())) > 1:
        # A minute that ends between two answers shows in the page's foot, and lists are read again.
        result = ask()
    assert {row[0] for row in result.values()} == {422}
    assert len({row[1] for row in result.values()}) == 1, "the page"
    assert len({row[2] for row in result.values()}) == 1, {why: value[2] for why, value in result.items()}
    assert f"call {cast.agency('province').called}" in result["NOBODY01"][1]
    while deliver():
        pass
    hear_again()
    heard = Notice.objects.filter(kind="books.wanted_offered")
    assert {notice.object for notice in heard} == {by_serial["STOLEN01"], by_serial["SEIZED01"]}
    assert {notice.agency_id for notice in heard} == {dave.agency_id}
    assert heard.count() == 2, "once a day"
    with pytest.raises(Refused):
        taking_in.take_in(actor=ivan, firearm="OTHERS01", seller=licence)
    assert not BookLine.objects.filter(firearm__marks__text="OTHERS01").exists()


def test_whom_a_dealer_bought_from_stands_in_its_book(ivan, signed_in):
    """Somebody who is no party of the register: name, address and licence are personal values of the event (domain.md 9.2)."""
    event = NewEvent(
        "acquired",
        {
            "owner_kind": "retailer",
            "owner": ivan.agency,
            "supplier": "Zainab Ferreira",
            "supplier_address": "Quay 7\nPort Vila",
            "supplier_licence": "FAC-55/2",
        },
        marks=({"kind": "serial", "text": "BOUGHT01"},),
        identity={"make": "beretta", "type": "pistol", "calibre": "9x19"},
    )
    thing = register_firearm(actor=ivan, event=event).firearm
    assert "supplier" not in str(Event.objects.get(firearm__public_id=thing).details)
    browser = signed_in("ivan")
    page = browser.get("/book/").content.decode()
    for value in ("Zainab Ferreira", "Quay 7", "Port Vila", "FAC-55/2"):
        assert value in page, value
    [line] = [
        item
        for item in browser.get(f"/api/books/{ivan.agency}/lines").json()["items"]
        if item["firearm"] == thing
    ]
    assert line["acquisition"]["name"] == "Zainab Ferreira"
    form = browser.get(reverse("registry:enter") + "?kind=acquired").content.decode()
    at_once = form.partition('<details class="more"')[0]
    assert 'name="supplier"' in at_once
    assert 'name="is-year' not in at_once
    assert 'name="owner"' not in at_once, "it is the dealer's own"
    assert f'value="{identifiers.shown(ivan.agency)}"' in form


def test_the_police_hear_at_once_where_a_trader_enters_the_number_of_what_is_looked_for(alice, dave, ivan):
    """By the plain form, as a firearm that nobody knew: the trader is answered as for any other number."""
    gone = a_firearm(alice, "LOST0001", owner=a_person(alice)).firearm
    record_event(actor=dave, firearm=gone, event=NewEvent("lost", {"ground": "loss"}))

    def bought(serial: str, make: str = "beretta") -> Any:
        event = NewEvent(
            "acquired",
            {"owner_kind": "retailer", "owner": ivan.agency, "supplier": "Zainab Ferreira"},
            marks=({"kind": "serial", "text": serial},),
            identity={"make": make, "type": "pistol", "calibre": "9x19"},
        )
        done = register_firearm(actor=ivan, event=event)
        while deliver():
            pass
        hear_again()
        return done.state, done.n, done.alarms, done.flags, done.unverified

    other = bought("NEW00001")
    assert bought("LOST0001", "cz") == other
    assert not Notice.objects.filter(kind="books.wanted_offered").exists(), "another make is another firearm"
    assert bought("LOST0001") == other
    [notice] = Notice.objects.filter(kind="books.wanted_offered")
    assert (notice.object, notice.agency_id) == (gone, dave.agency_id)
