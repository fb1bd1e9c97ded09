"""Retail on one page: answered at once and alike whatever stands against the buyer, handed over on its day, cancelled before (issue 27, must-show 5)."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ifar import identifiers
from ifar.accounts.models import ReadLog
from ifar.books import stock
from ifar.books.services import sales
from ifar.errors import NotFound, Refused
from ifar.licensing.models import Offer
from ifar.licensing.services import licences, offers
from ifar.licensing.services.papers import issue_about_licence
from ifar.matters.models import Matter
from ifar.parties.services import NewBar, enter_bar
from ifar.portal.services import offers as portal
from ifar.reference.management.commands.load_reference import JOB
from ifar.reference.services import load_folder
from ifar.registry.models import BookLine, Firearm
from ifar.registry.services.events import NewEvent, record_event
from ifar.rights import Actor
from tests import cast
from tests.acting import without_guards
from tests.databases import Database, ground
from tests.factories import a_firearm, a_licence, a_person, an_account, as_holder
from tests.licensing.test_transfers import database_refuses, of_category, together, without_facts

pytestmark = pytest.mark.django_db
NOBODYS = identifiers.new("L", lambda size: bytes(range(size)))
NO_CARD = identifiers.new("V", lambda size: bytes(range(size)))
ASK = "It cannot be sold to this licence. Ask the licensing office."


@pytest.fixture
def amina(alice):
    return a_person(alice)


def posted(browser: Any, firearm: str, buyer: str) -> Any:
    """What the page answers to two scans and one press."""
    return browser.post("/book/sales/", {"firearm": firearm, "buyer": buyer}, follow=True)


@pytest.fixture(scope="module", autouse=True)
def where_buyers_wait(
    databases, peopled_template, django_db_setup, django_db_blocker, tmp_path_factory
) -> Iterator[None]:
    """A State in which who buys under a permit for possession waits a day, under one for a collection five."""
    rows = [
        f"{kind}_waits,waiting_period,{kind},{days},Arms Act s. 9,Waiting period,مدة الانتظار,Délai d'attente,Arms Act\n"
        for kind, days in (("possession", 1), ("collector", 5))
    ]
    head = "code,about,kinds,days,article,label_en,label_ar,label_fr,source\n"
    folder = tmp_path_factory.mktemp("rows")
    (folder / "duty_term.csv").write_text(head + "".join(rows), "utf-8")
    with ground(databases, peopled_template, django_db_blocker):
        with django_db_blocker.unblock():
            load_folder(actor=JOB, folder=folder, origin="xland")
        yield


def barred(officer: Actor, party: str, until: str = "") -> None:
    """A court has prohibited somebody from having firearms."""
    new = NewBar(
        kind="prohibited",
        ground="court_decision",
        valid_from="2020-01-01",
        valid_until=until,
        issuer="Court",
        country="XX",
        paper="C-1",
        party=party,
    )
    enter_bar(actor=officer, new=new)


def test_two_scans_and_one_press_and_the_buyer_confirms_before_it_is_handed_over(
    alice, bob, ivan, amina, signed_in
):
    thing, licence = of_category(ivan, "SALE0001"), a_licence(alice, bob, amina)
    card = issue_about_licence(actor=alice, licence_id=licence, kind="licence_card", language="en").public_id
    browser = signed_in("ivan")
    page = posted(browser, "sale-0001", f"https://register.example/verify/{card}").content.decode()
    assert "may be sold to licence" in page
    assert "Awaiting the buyer’s confirmation" in page
    assert identifiers.shown(licence) in page
    assert (
        len(
            re.findall(
                r"<(?:input|select|textarea)[^>]* id=", page.partition('id="pending"')[0].partition("<h1")[2]
            )
        )
        <= 5
    )
    [sale] = Offer.objects.all()
    assert (sale.firearm, sale.buyer, sale.licence, sale.transfer) == (thing, amina, licence, "retail_sold")
    early = browser.post(f"/book/sales/{sale.public_id}/hand-over/", follow=True).content.decode()
    assert "The buyer has not confirmed yet" in early
    offers.answer(actor=bob, offer_id=sale.public_id, confirmed=True, note="in person")
    assert "May be handed over today" in browser.get("/book/sales/").content.decode()
    assert "1 sale may be handed over" in browser.get("/").content.decode()
    done = browser.post(f"/book/sales/{sale.public_id}/hand-over/", follow=True).content.decode()
    assert "Handed over" in done
    assert "No sale is pending" in done
    sold = Firearm.objects.get(public_id=thing)
    assert (sold.state, sold.owner) == ("held_civilian", amina)
    line = BookLine.objects.get(firearm=sold, holder=ivan.agency)
    assert (line.went_to, line.until) == (amina, 2)
    again = posted(browser, "SALE0001", licence)
    assert again.status_code == 422
    assert "It left your book on" in again.content.decode(), "what is the dealer's own is told"


def test_whatever_stands_against_the_buyer_is_answered_alike(alice, bob, ivan, amina, signed_in):
    """Words, status and number of statements, by page and over HTTP."""

    def licence(name: str, **asked: Any) -> str:
        return a_licence(alice, bob, a_person(alice, name), **asked)

    suspended, full, other, prohibited = (
        licence("A"),
        licence("B", quota=1),
        licence("C", categories=["C"]),
        a_licence(alice, bob, amina),
    )
    trade = licence("D", kind="dealer")
    licences.suspend(actor=alice, licence_id=suspended, ground="inquiry", reason="x")
    first, thing = of_category(ivan, "SALE0001"), of_category(ivan, "SALE0002")
    bought = sales.sell(actor=ivan, firearm=first, buyer=full)
    offers.answer(actor=bob, offer_id=bought.public_id, confirmed=True, note="in person")
    sales.hand_over(actor=ivan, sale_id=bought.public_id)
    barred(bob, amina)
    numbers = {
        "suspended": suspended,
        "full": full,
        "other category": other,
        "prohibited": prohibited,
        "of trade": trade,
        "nobody's": NOBODYS,
        "no card": NO_CARD,
    }
    browser = signed_in("ivan")
    browser.post(
        "/api/book/sales", json.dumps({"firearm": thing, "buyer": NOBODYS}), content_type="application/json"
    )

    def ask() -> dict[str, tuple[Any, ...]]:
        report = {}
        for why, number in numbers.items():
            with CaptureQueriesContext(connection) as page_asked:
                page = browser.post("/book/sales/", {"firearm": thing, "buyer": number})
            with CaptureQueriesContext(connection) as asked:
                answer = browser.post(
                    "/api/book/sales",
                    json.dumps({"firearm": thing, "buyer": number}),
                    content_type="application/json",
                )
            error = answer.json()["error"]
            error.pop("request")
            words = page.content.decode().replace(number, "–").replace(identifiers.shown(number), "–")
            shown = re.sub("[A-Za-z0-9]{64}", "", words)
            report[why] = (
                page.status_code,
                shown,
                len(page_asked),
                answer.status_code,
                json.dumps(error),
                len(asked),
            )
            assert ASK in words, why
        return report

    result = ask()
    if len(set(result.values())) > 1:
        # A minute that ends between two answers shows in the page's foot, and lists are read again.
        result = ask()
    assert {row[0] for row in result.values()} == {422}
    assert len({row[1] for row in result.values()}) == 1, "the page"
    assert len({row[3:5] for row in result.values()}) == 1, {why: value[3:5] for why, value in result.items()}
    assert len({(row[2], row[5]) for row in result.values()}) == 1, {
        why: (value[2], value[5]) for why, value in result.items()
    }
    assert Offer.objects.count() == 1
    asked_for = set(ReadLog.objects.filter(act=sales.ASKED).values_list("object", flat=True))
    assert {*numbers.values()} <= asked_for, "each look is logged"


def test_what_is_the_dealers_own_is_told_plainly(alice, bob, dave, ivan, amina, signed_in):
    licence, browser = a_licence(alice, bob, amina), signed_in("ivan")
    stolen, blocked, uncategorised = (
        of_category(ivan, "OWN00001"),
        of_category(ivan, "OWN00002"),
        a_firearm(ivan, "OWN00003", state="in_stock_retail").firearm,
    )
    twice = [of_category(ivan, "OWN00004") for _ in range(2)]
    record_event(actor=dave, firearm=stolen, event=NewEvent("stolen", {"taken_from": "shop"}))
    record_event(actor=alice, firearm=blocked, event=NewEvent("blocked", {"reason": "recall"}))
    elsewhere = a_firearm(alice, "OWN00009", owner=a_person(alice, "Old Owner")).firearm
    for typed, words in {
        "OWN00001": "It left your book on",
        blocked: "It is blocked",
        "OWN00003": "category of this firearm is not on record",
        "OWN00004": "Several in your book",
        "OWN00009": "It is not in your book",
        elsewhere: "It is not in your book",
        "NOTHING1": "It is not in your book",
    }.items():
        answer = posted(browser, typed, licence)
        assert answer.status_code == 422, typed
        assert words in answer.content.decode(), typed
    assert "Scan it again, or type it as it is printed" in posted(browser, twice[0], "12345").content.decode()
    assert not Offer.objects.exists(), (uncategorised, twice)
    sales.sell(actor=ivan, firearm=twice[0], buyer=licence)
    assert "offered to somebody already" in posted(browser, twice[0], licence).content.decode()


def test_who_must_wait_waits(alice, bob, ivan, amina, signed_in, monkeypatch):
    licence, thing = a_licence(alice, bob, amina, "possession"), of_category(ivan, "WAIT0001")
    browser = signed_in("ivan")
    assert "may be handed over to licence" in posted(browser, thing, licence).content.decode()
    [sale] = Offer.objects.all()
    today = timezone.localdate()
    tomorrow = today + dt.timedelta(days=1)
    assert (sale.hand_over_from, sale.good_until) == (tomorrow, tomorrow + dt.timedelta(days=30))
    offers.answer(actor=bob, offer_id=sale.public_id, confirmed=True, note="in person")
    page = browser.get("/book/sales/").content.decode()
    assert "the waiting period runs" in page
    assert "hand-over" not in page
    with pytest.raises(Refused) as refused:
        sales.hand_over(actor=ivan, sale_id=sale.public_id)
    assert refused.value.code == "books.sale.waits"
    direct = NewEvent("retail_sold", {"owner_kind": "private", "owner": amina, "licence": licence})
    with pytest.raises(Refused) as refused:
        record_event(actor=ivan, firearm=thing, event=direct)
    assert {reason.code for reason in refused.value.reasons} == {"registry.precondition.waiting_over"}
    monkeypatch.setattr(timezone, "localdate", lambda *_: tomorrow)
    sales.hand_over(actor=ivan, sale_id=sale.public_id)
    assert Firearm.objects.get(public_id=thing).owner == amina


def test_the_database_lets_nobody_past_the_wait_or_a_bar(alice, bob, ivan, amina, monkeypatch):
    licence, thing = a_licence(alice, bob, amina, "collector"), of_category(ivan, "WAIT0001")
    direct = NewEvent("retail_sold", {"owner_kind": "private", "owner": amina, "licence": licence})
    with without_facts(), database_refuses("has not waited"), transaction.atomic():
        record_event(actor=ivan, firearm=thing, event=direct)
    with monkeypatch.context() as patched:
        patched.setattr(offers, "_waiting", lambda *_: dt.timedelta(0))
        with (
            pytest.raises(IntegrityError, match="before the buyer has waited"),
            without_guards(offers.RECORDER),
            transaction.atomic(),
        ):
            sales.sell(actor=ivan, firearm=thing, buyer=licence)
    sales.sell(actor=ivan, firearm=thing, buyer=licence)
    with without_facts(), database_refuses("has not waited"), transaction.atomic():
        record_event(actor=ivan, firearm=thing, event=direct)
    barred(bob, amina)
    with without_facts(), database_refuses("its holder is barred"), transaction.atomic():
        record_event(actor=ivan, firearm=thing, event=direct)


def test_the_database_holds_a_bar_on_its_last_day_too(alice, bob, ivan, amina):
    licence, thing = a_licence(alice, bob, amina), of_category(ivan, "LAST0001")
    barred(bob, amina, str(timezone.localdate()))
    direct = NewEvent("retail_sold", {"owner_kind": "private", "owner": amina, "licence": licence})
    with without_facts(), database_refuses("its holder is barred"), transaction.atomic():
        record_event(actor=ivan, firearm=thing, event=direct)


def test_a_bar_stops_every_way_of_acquiring(alice, bob, amina):
    licence = a_licence(alice, bob, amina)
    thing = a_firearm(alice, "BAR00001", owner=a_person(alice, "Old Owner")).firearm
    barred(bob, amina)
    with pytest.raises(Refused) as refused:
        record_event(
            actor=alice,
            firearm=thing,
            event=NewEvent(
                "privately_transferred", {"owner_kind": "private", "owner": amina, "licence": licence}
            ),
        )
    assert {reason.code for reason in refused.value.reasons} == {"registry.precondition.background_check"}


def test_a_sale_is_cancelled_and_nobody_else_touches_it(alice, bob, ivan, amina, signed_in):
    licence, thing = a_licence(alice, bob, amina), of_category(ivan, "STOP0001")
    sale = sales.sell(actor=ivan, firearm=thing, buyer=licence)
    other = replace(ivan, agency=a_trader(alice))
    for act in (sales.cancel, sales.hand_over):
        with pytest.raises(NotFound):
            act(actor=other, sale_id=sale.public_id)
    assert signed_in("ivan").post(f"/api/book/sales/{sale.public_id}/cancel").json()["state"] == "taken_back"
    assert not stock.sales_for(ivan).exists()
    assert sales.sell(actor=ivan, firearm=thing, buyer=licence).state == "offered"


def test_what_was_handed_over_is_not_cancelled(alice, bob, ivan, amina, signed_in):
    licence, thing = a_licence(alice, bob, amina), of_category(ivan, "DONE0001")
    sale = sales.sell(actor=ivan, firearm=thing, buyer=licence).public_id
    offers.answer(actor=bob, offer_id=sale, confirmed=True, note="in person")
    sales.hand_over(actor=ivan, sale_id=sale)
    browser = signed_in("ivan")
    for address in (
        f"/book/sales/{sale}/cancel/",
        f"/api/book/sales/{sale}/cancel",
        f"/licensing/offers/{sale}/take-back/",
    ):
        browser.post(address)
        assert Offer.objects.get().state == "confirmed", address
    with pytest.raises(Refused) as refused:
        sales.cancel(actor=ivan, sale_id=sale)
    assert refused.value.code == "licensing.offer.recorded"


def test_of_a_sale_that_is_cancelled_and_handed_over_at_once_one_is_done(peopled_db: Database):
    alice, bob, ivan = cast.actor("alice"), cast.actor("bob"), cast.actor("ivan")
    for turn in range(6):
        licence, thing = a_licence(alice, bob, a_person(alice)), of_category(ivan, f"RACE{turn}001")
        sale = sales.sell(actor=ivan, firearm=thing, buyer=licence).public_id
        offers.answer(actor=bob, offer_id=sale, confirmed=True, note="in person")
        done = together(*(partial(act, actor=ivan, sale_id=sale) for act in (sales.hand_over, sales.cancel)))
        assert sum(isinstance(item, Refused) for item in done) == 1, done
        is_sold = Firearm.objects.get(public_id=thing).state == "held_civilian"
        assert Offer.objects.get(public_id=sale).state == ("confirmed" if is_sold else "taken_back")


def test_whose_licence_it_is_the_trader_hears_when_they_have_said_yes(alice, bob, ivan, amina, signed_in):
    """Else a number that was scanned and cancelled would tell by whom it may be recorded, and so the name that the book then says."""
    licence, thing = a_licence(alice, bob, amina), of_category(ivan, "WHOSE001")
    read = lambda name: [item["buyer"] for item in signed_in(name).get("/api/offers").json()["items"]]  # noqa: E731
    sale = sales.sell(actor=ivan, firearm=thing, buyer=licence)
    assert (read("ivan"), read("alice")) == ([""], [amina])
    sales.cancel(actor=ivan, sale_id=sale.public_id)
    assert read("ivan") == [""]
    again = sales.sell(actor=ivan, firearm=thing, buyer=licence)
    offers.answer(actor=bob, offer_id=again.public_id, confirmed=True, note="in person")
    assert read("ivan") == [amina, ""]


def a_trader(_officer: Actor) -> str:
    """Another agency's identifier."""
    return identifiers.new("A", bytes)


def test_a_suspicious_buyer_is_reported_to_the_authority_alone(alice, ivan, signed_in):
    browser = signed_in("ivan")
    values = {
        "wanted": "9x19, 5,000 rounds",
        "licence": NOBODYS,
        "text": "Cash, in haste, for somebody who waited outside.",
    }
    assert "Reported" in browser.post("/book/refused-buyers/new/", values, follow=True).content.decode()
    [matter] = Matter.objects.filter(kind="refused_buyer")
    assert matter.agency.public_id == alice.agency, "the authority over the trader"
    page = signed_in("alice").get(f"/matters/{matter.public_id}/").content.decode()
    assert "for somebody who waited outside" in page
    assert identifiers.shown(NOBODYS) in page
    assert browser.get(f"/matters/{matter.public_id}/").status_code == 404, (
        "what comes of it is the authority's"
    )
    api = {"wanted": "A pistol", "text": "Two people, one licence."}
    assert (
        browser.post("/api/book/refused_buyers", json.dumps(api), content_type="application/json").status_code
        == 204
    )
    assert Matter.objects.filter(kind="refused_buyer").count() == 2


def test_a_theft_is_reported_from_the_book(ivan, signed_in):
    thing, browser = of_category(ivan, "GONE0001"), signed_in("ivan")
    way = f"/firearms/{thing}/record/?kind=stolen"
    assert way in browser.get("/book/").content.decode()
    assert browser.get(way).status_code == 200


def test_the_holder_confirms_in_the_portal_and_a_licence_that_was_stopped_since_stops_it(
    alice, bob, ivan, amina, signed_in
):
    licence, thing = a_licence(alice, bob, amina), of_category(ivan, "HOME0001")
    holder = as_holder(an_account(alice, amina))
    sale = sales.sell(actor=ivan, firearm=thing, buyer=licence).public_id
    portal.confirm(actor=holder, offer_id=sale)
    browser = signed_in("ivan")
    assert "May be handed over today" in browser.get("/book/sales/").content.decode()
    licences.suspend(actor=alice, licence_id=licence, ground="inquiry", reason="x")
    assert ASK in browser.post(f"/book/sales/{sale}/hand-over/", follow=True).content.decode()
    assert Firearm.objects.get(public_id=thing).owner == ivan.agency


def test_past_the_page_nothing_is_sold_under_a_licence_before_the_buyer_says_yes(
    alice, bob, ivan, amina, signed_in
):
    """By the form of the event and over HTTP: what is attested by the trader itself does not count."""
    thing, licence = of_category(ivan, "SALE0009"), a_licence(alice, bob, amina)
    values = {"owner_kind": "private", "owner": amina, "licence": licence}
    with pytest.raises(Refused) as refused:
        record_event(actor=ivan, firearm=thing, event=NewEvent("retail_sold", values))
    assert "registry.precondition.counterparty_confirmed" in {reason.code for reason in refused.value.reasons}
    body = {
        "kind": "retail_sold",
        "details": values,
        "attested": {"counterparty_confirmed": {"value": "yes", "paper": "Form 1"}},
    }
    answer = signed_in("ivan").post(f"/api/firearms/{thing}/events", body, content_type="application/json")
    assert answer.status_code in (409, 422), answer.content
    assert Firearm.objects.get(public_id=thing).owner == ivan.agency
