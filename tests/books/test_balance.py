"""Stock reconciliation of a maker: produced = stock + sold + exported + scrapped + missing, to the serial number (domain.md 9.2)."""

from __future__ import annotations

import io

import openpyxl
import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from ifar import identifiers
from ifar.accounts.services import proposals
from ifar.books import balance
from ifar.books.balance import BalanceFilter
from ifar.books.selectors import book_for
from ifar.bulk.services import batches
from ifar.errors import Invalid, Refused
from ifar.ledger.services import now
from ifar.registry.models import Firearm
from ifar.registry.occurred import instant
from ifar.registry.services.events import NewEvent, record_event
from ifar.registry.services.proposals import propose_event
from ifar.rights import Actor
from ifar.trade.despatches.services import receiving
from tests import cast
from tests.books.story import stocked
from tests.books.test_who_sees_what import another_trader
from tests.bulk.making import a_maker, marked, produced
from tests.trade.despatching import a_carrier, received, sent


def done(actor: Actor, firearm: str, kind: str, **details: object) -> None:
    record_event(actor=actor, firearm=firearm, event=NewEvent(kind, details, instant(now())))


def scrap(order: str = "Order 7", witnesses: tuple[str, ...] = ("alice", "judy")) -> NewEvent:
    """That a firearm is scrapped, under an order and before witnesses."""
    people = [cast.user(witness).public_id for witness in witnesses]
    details = {"order": order, "method": "smelting", "witnesses": people}
    return NewEvent("destroyed", {name: value for name, value in details.items() if value})


@pytest.fixture
def arms(peopled_db, ivan, dave) -> list[str]:
    """Ten pistols that a maker produced in two batches: two sold, one lost, one seized; one of the others has another year."""
    walter = a_maker()
    results = batches.done_of(produced(walter, "W0001-W0010", year=2026))
    produced(walter, "W0011-W0012", year=2025, calibre=".45 acp")
    marked(walter, results[:4])
    for text in results[:4]:
        done(walter, text, "stock_declared", owner_kind="maker")
    for text in results[:2]:
        done(walter, text, "wholesale_transferred", owner_kind="retailer", owner=ivan.agency)
    done(walter, results[2], "lost", ground="loss")
    done(dave, results[3], "seized", ground="illicit_trafficking")
    return results


def test_the_book_balances_to_the_serial_and_a_difference_is_named(arms):
    walter = a_maker()
    book = book_for(walter, walter.agency)
    rows = balance.balance(walter, book)
    assert [(row.type, row.year, row.produced) for row in rows] == [("pistol", 2026, 10), ("pistol", 2025, 2)]
    assert balance.sums(rows) == {
        "stock": 8,
        "road": 0,
        "sold": 2,
        "exported": 0,
        "scrapped": 0,
        "missing": 1,
        "other": 1,
    }
    (line,) = balance.behind(walter, book, BalanceFilter(part="other"))
    assert (line.firearm.public_id, line.how) == (arms[3], "seized")
    assert {
        item.firearm.public_id for item in balance.behind(walter, book, BalanceFilter(year=2026, part="sold"))
    } == set(arms[:2])
    assert balance.behind(walter, book, BalanceFilter(year=2025)).count() == 2


def test_what_is_on_the_road_is_not_in_stock_and_missing_once_it_is_reported(peopled_db, ivan, bob):
    walter = a_maker()
    results = batches.done_of(produced(walter, "W0001-W0003"))
    marked(walter, results)
    for text in results:
        done(walter, text, "stock_declared", owner_kind="maker")
    made = sent(walter, ivan, a_carrier(), [results[:2]])
    book = book_for(walter, walter.agency)
    counts = balance.sums(balance.balance(walter, book))
    assert (counts["stock"], counts["road"], counts["missing"]) == (1, 2, 0)
    received(ivan, made, results[:1], crate="1", seals=["S-1"])
    receiving.report(actor=bob, despatch_id=made)
    counts = balance.sums(balance.balance(walter, book))
    assert (counts["stock"], counts["road"], counts["sold"], counts["missing"]) == (1, 0, 1, 1)


def test_the_newest_years_are_shown_and_what_is_left_out_is_told(peopled_db, signed_in):
    another_trader()
    walter = a_maker()
    for year in range(2020, 2027):
        produced(walter, f"W{year}", year=year)
    stocked(walter, "OLD-1", kind="maker")
    assert balance.left_out(walter, book_for(walter, walter.agency)) == 1
    browser = signed_in("mallory")

    def page(value=""):
        return browser.get(reverse("books:balance", args=[walter.agency]) + value).content.decode()

    def told(value=""):
        return [year for year in range(2020, 2027) if f"<bdi>{year}</bdi></td>" in page(value)]

    assert told() == [2022, 2023, 2024, 2025, 2026]
    assert told("?year=all") == list(range(2020, 2027))
    assert told("?year=2021") == [2021]
    assert "1 firearm of this book is left out" in page()
    address = reverse("books:balance_rows", args=[walter.agency])
    assert f"{address}?since=2022&amp;part=stock" in page()
    rows = browser.get(f"{address}?since=2022&part=stock").content.decode()
    assert "W2022" in rows
    assert "W2021" not in rows


def test_scrap_asks_for_order_witnesses_and_a_second_person(arms, bob):
    another_trader()
    walter, item = cast.actor("mallory"), arms[5]
    for event in (scrap(), scrap(order=""), scrap(witnesses=("alice",)), scrap(witnesses=())):
        with pytest.raises((Refused, Invalid, IntegrityError)), transaction.atomic():
            record_event(actor=walter, firearm=item, event=event)
    assert Firearm.objects.get(public_id=item).state == "manufactured"
    asked = propose_event(actor=walter, firearm=item, event=scrap(), reason="It cracked.")
    assert Firearm.objects.get(public_id=item).state == "manufactured"
    proposals.decide(actor=bob, proposal=asked.public_id, verdict="approve", reason="Seen.")
    assert Firearm.objects.get(public_id=item).state == "destroyed"
    rows = balance.balance(walter, book_for(walter, walter.agency))
    assert balance.sums(rows)["scrapped"] == 1


def test_each_number_opens_its_rows_on_the_page_and_in_the_workbook(arms, signed_in):
    another_trader()
    walter = a_maker()
    result = {}
    for name in ("mallory", "alice"):
        browser = signed_in(name)
        page = browser.get(reverse("books:balance", args=[walter.agency])).content.decode()
        address = reverse("books:balance_rows", args=[walter.agency])
        assert f"{address}?type=pistol&amp;calibre=9x19&amp;year=2026&amp;part=sold" in page
        rows = browser.get(f"{address}?part=other").content.decode()
        assert "W0004" in rows
        assert "W0005" not in rows
        assert "In stock · Made, not yet marked" in browser.get(f"{address}?part=stock").content.decode()
        result[name] = browser.get(f"/api/books/{walter.agency}/balance").json()
    assert result["mallory"] == result["alice"]
    assert [item["produced"] for item in result["alice"]] == [10, 2]
    browser = signed_in("mallory")
    file = browser.post(reverse("books:balance_workbook", args=[walter.agency]))
    book = openpyxl.load_workbook(io.BytesIO(b"".join(file.streaming_content)))
    table, firearms = book.worksheets
    assert [cell.value for cell in table[2]][2:] == [2026, 10, 6, 0, 2, 0, 0, 1, 1]
    assert {row[2].value for row in firearms.iter_rows(min_row=2)} == {f"W{n:04}" for n in range(1, 13)}
    assert signed_in("ivan").get(reverse("books:balance", args=[walter.agency])).status_code == 404
    nobody = identifiers.new("A", bytes)
    assert signed_in("alice").get(reverse("books:balance", args=[nobody])).status_code == 404
