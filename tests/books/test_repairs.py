"""Repairs at the counter: what its owner brings comes in by scan, stands in the book with its day, and goes back to its owner and to nobody else (issue 27)."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.utils import timezone

from ifar.accounts.models import Notice
from ifar.errors import Refused
from ifar.licensing.services import licences
from ifar.outbox.services import deliver
from ifar.parties.services import NewParty, register_party
from ifar.registry.models import BookLine, Event, Firearm
from ifar.registry.services.events import NewEvent, record_event
from tests import cast
from tests.books.dealer import _office, a_trader
from tests.books.test_sales import barred
from tests.books.test_taking_in import sold
from tests.factories import a_firearm, a_licence, a_person
from tests.facts import hear_again
from tests.licensing.test_transfers import of_category

pytestmark = pytest.mark.django_db
PAGE, OUT = "/book/repairs/", "/book/repairs/out/"


def in_a_week() -> str:
    return (timezone.localdate() + dt.timedelta(days=7)).isoformat()


def test_what_its_owner_brings_stands_in_the_book_with_its_day_and_goes_back_to_them_alone(
    alice, bob, dave, ivan, signed_in
):
    amina, chinua = a_person(alice), a_person(alice, "Chinua Obi")
    hers, his = a_licence(alice, bob, amina), a_licence(alice, bob, chinua)
    serials = ("REPAIR01", "REPAIR02", "REPAIR04", "STOLEN01", "OTHERS01")
    own = {
        text: a_firearm(alice, text, owner=chinua if text == "OTHERS01" else amina).firearm
        for text in serials
    }
    stolen = NewEvent("stolen", {"report": "R-1", "taken_from": "dwelling"})
    record_event(actor=dave, firearm=own["STOLEN01"], event=stolen)
    browser = signed_in("ivan")

    def said(path: str, status: int = 200, **given: Any) -> str:
        answer = browser.post(path, given, follow=True)
        assert answer.status_code == status
        return str(answer.content.decode())

    past = {"firearms": "REPAIR01", "owner": hers, "back_on": "2020-01-01"}
    assert "This day has passed" in said(PAGE, 422, **past)
    given = {"firearms": "\n".join((*serials, "NOBODY01")), "owner": hers, "back_on": in_a_week()}
    page = said(PAGE, 422, **given)
    assert "3 firearms are in your book for repair." in page
    for item in ("STOLEN01", "OTHERS01", "NOBODY01"):
        assert f"{item}: Do not take it in. Keep it apart and call {cast.agency('province').called}" in page
    assert page.partition("<textarea")[2].partition("</textarea>")[0].split(">")[-1].split() == [
        "STOLEN01", "OTHERS01", "NOBODY01",
    ]  # fmt: skip
    while deliver():
        pass
    hear_again()
    assert {notice.object for notice in Notice.objects.filter(kind="books.wanted_offered")} == {
        own["STOLEN01"]
    }
    assert "3 of them are here for repair" in " ".join(browser.get("/book/day/").content.decode().split())
    for serial in serials[:3]:
        now = Firearm.objects.get(public_id=own[serial])
        assert (now.state, now.owner, now.custodian) == ("in_repair", amina, ivan.agency)
        line = BookLine.objects.get(firearm=now, holder=ivan.agency, until=None)
        assert line.came_from == amina
        event = Event.objects.get(firearm=now, n=now.n)
        assert (event.kind, event.paper, event.details["return_date"]) == (
            "repair_handed_over",
            hers,
            in_a_week(),
        )
    page = browser.get(PAGE).content.decode()
    assert "REPAIR01" in page
    assert "Amina Diallo" in page
    assert "In repair" in browser.get("/book/").content.decode()
    # To nobody else, and to its owner under a licence in force alone, with one answer.
    refused = said(OUT, 422, returned="REPAIR01", collector=his)
    assert "Do not hand it out on this licence." in refused
    record_event(actor=alice, firearm=own["REPAIR02"], event=NewEvent("blocked", {"reason": "investigation"}))
    page = said(OUT, 422, returned="REPAIR01\nREPAIR02\nOTHERS01", collector=hers)
    assert "1 firearm went back to its owner." in page
    assert "REPAIR02: It is blocked." in page
    assert "OTHERS01: It is not in your book." in page
    back = Firearm.objects.get(public_id=own["REPAIR01"])
    assert (back.state, back.owner, back.custodian) == ("held_civilian", amina, amina)
    assert BookLine.objects.get(firearm=back, holder=ivan.agency).went_to == amina
    assert "It left your book" in said(OUT, 422, returned="REPAIR01", collector=hers)
    barred(alice, amina)
    assert "Do not hand it out on this licence." in said(OUT, 422, returned="REPAIR04", collector=hers)
    licences.suspend(actor=alice, licence_id=hers, ground="inquiry", reason="x")
    again = said(OUT, 422, returned="REPAIR04", collector=hers)
    assert "Do not hand it out on this licence." in again


def test_another_trader_sends_its_stock_for_repair_and_has_it_in_its_book_all_the_time(
    alice, bob, ivan, signed_in
):
    other = _office("dealer", "Other Arms", "province")
    thing = a_firearm(a_trader(other), "TRADE001", state="in_stock_retail").firearm
    browser = signed_in("ivan")
    given = {"firearms": "TRADE001", "owner": other.public_id, "back_on": in_a_week()}
    assert "1 firearm is in your book for repair." in browser.post(PAGE, given, follow=True).content.decode()
    now = Firearm.objects.get(public_id=thing)
    assert (now.state, now.owner, now.custodian) == ("in_repair", other.public_id, ivan.agency)
    assert set(BookLine.objects.filter(firearm=now, until=None).values_list("holder", flat=True)) == {
        other.public_id, ivan.agency,
    }  # fmt: skip
    given = {"returned": thing, "collector": other.public_id}
    assert "1 firearm went back to its owner." in browser.post(OUT, given, follow=True).content.decode()
    now.refresh_from_db()
    assert (now.state, now.custodian) == ("in_stock_retail", other.public_id)


def test_whoever_has_no_licence_to_repair_takes_nothing_in(alice, bob, ivan, signed_in):
    amina = a_person(alice)
    licence = a_licence(alice, bob, amina)
    thing = a_firearm(alice, "REPAIR03", owner=amina).firearm
    smith = a_licence(alice, bob, a_person(alice, "Ivan Smith"), "gunsmith", book=ivan.agency)
    licences.suspend(actor=alice, licence_id=smith, ground="inquiry", reason="x")
    given = {"firearms": "REPAIR03", "owner": licence, "back_on": in_a_week()}
    page = signed_in("ivan").post(PAGE, given)
    assert "Your licence does not allow repairs" in page.content.decode()
    assert Firearm.objects.get(public_id=thing).state == "held_civilian"


def test_from_the_line_of_the_book_one_sells_returns_takes_back_and_alters_as_the_life_cycle_allows(
    alice, bob, ivan, signed_in
):
    """Each act on a line leads to its page, filled in with the firearm; a deactivation wants its accredited body and its certificate."""
    amina = a_person(alice)
    licence = a_licence(alice, bob, amina)
    shop = of_category(ivan, "SHOP0001")
    hers = a_firearm(alice, "REPAIR05", owner=amina).firearm
    was_sold = sold(ivan, bob, "SOLD0001", licence)
    browser = signed_in("ivan")
    browser.post(PAGE, {"firearms": "REPAIR05", "owner": licence, "back_on": in_a_week()})

    def offered() -> set[str]:
        page = browser.get("/book/").content.decode()
        return set(re.findall(r'href="(/[^"]*(?:firearms?=|returned=|kind=)[^"]*)"', page)) - {
            f"/firearms/{item}/record/?kind=stolen" for item in (shop, hers)
        }

    alters = {
        f"/firearms/{item}/record/?kind={kind}"
        for item in (shop, hers)
        for kind in ("converted", "deactivated")
    }
    assert offered() == alters | {
        f"/book/sales/?firearm={shop}",
        f"/book/repairs/?returned={hers}",
        f"/book/taken-in/new/?firearm={was_sold}",
        f"/book/repairs/?firearms={was_sold}",
    }
    for address in offered():
        page = browser.get(address)
        assert page.status_code == 200
        assert address.rpartition("=")[2] in page.content.decode(), address
    browser.post(PAGE, {"firearms": was_sold, "owner": licence, "back_on": in_a_week()})
    assert f"/book/taken-in/new/?firearm={was_sold}" not in offered(), "it is here again"
    # Its holder has it deactivated at the gunsmith: nobody is accredited without the word of a document, and it is theirs afterwards.
    event = NewEvent("deactivated", {"certificate": "DC-1"})
    with pytest.raises(Refused) as refused:
        record_event(actor=ivan, firearm=hers, event=event)
    assert any("accredited_body" in reason.code for reason in refused.value.reasons)
    firm = register_party(actor=alice, new=NewParty(kind="entity", values={"name": "Ivan's Arms"}))
    a_licence(alice, bob, firm, "deactivator", book=ivan.agency)
    with pytest.raises(Refused):
        record_event(actor=ivan, firearm=hers, event=NewEvent("deactivated", {"certificate": "none"}))
    record_event(actor=ivan, firearm=hers, event=event)
    now = Firearm.objects.get(public_id=hers)
    assert (now.state, now.owner, now.custodian) == ("deactivated", amina, amina)
    assert BookLine.objects.get(firearm=now, holder=ivan.agency).went_to == amina


def test_the_same_over_http_alike_whatever_stands_against_it(alice, bob, dave, ivan, signed_in):
    amina = a_person(alice)
    licence = a_licence(alice, bob, amina)
    trade, repair, stolen = (
        a_firearm(alice, item, owner=amina).firearm for item in ("HTTP0001", "HTTP0002", "HTTP0003")
    )
    a_firearm(alice, "HTTP0004", owner=a_person(alice, "Chinua Obi"))
    record_event(
        actor=dave, firearm=stolen, event=NewEvent("stolen", {"report": "R-1", "taken_from": "dwelling"})
    )
    browser = signed_in("ivan")

    def post(path: str, **said: Any) -> Any:
        return browser.post(f"/api/book/{path}", said, content_type="application/json")

    done = post("taken_in", firearm="HTTP0001", seller=licence)
    assert (done.status_code, done.json()) == (201, {"firearm": trade})
    rows = set()
    for serial in ("HTTP0003", "HTTP0004", "NOBODY01"):
        answer = post("taken_in", firearm=serial, seller=licence)
        error = answer.json()["error"]
        error.pop("request")
        rows.add((answer.status_code, str(error)))
    assert len(rows) == 1, rows
    assert next(iter(rows))[0] == 409
    lines = post("repairs", firearms="HTTP0002\nHTTP0003", owner=licence, back_on=in_a_week()).json()["lines"]
    assert [(item["given"], item["firearm"], [why["code"] for why in item["reasons"]]) for item in lines] == [
        ("HTTP0002", repair, []),
        ("HTTP0003", "", ["books.taking_in.refused"]),
    ]
    here = browser.get("/api/book/repairs").json()
    assert here == {"items": [{"firearm": repair, "owner": amina, "back_on": in_a_week()}], "after": None}
    [line] = post("repairs/returned", returned=repair, collector=licence).json()["lines"]
    assert line["firearm"] == repair
    assert browser.get("/api/book/repairs").json()["items"] == []
