"""A buyer whose data were erased: the line stays, and page, workbook, print and API say that the name was erased."""

from __future__ import annotations

import datetime as dt

import pytest

from ifar.registry.occurred import day
from ifar.registry.services.events import NewEvent, record_event
from tests.books.story import Book
from tests.books.test_book import sheet
from tests.parties.test_erasures import erase
from tests.tracing.test_printed import text_of

pytestmark = pytest.mark.django_db


def sold_on(book: Book, alice) -> None:
    """What the buyer had went to somebody else: only then is anything erased."""
    for gun in (book.sold, book.bought):
        buyer = {"owner_kind": "private", "owner": book.boris}
        record_event(
            actor=alice,
            firearm=gun,
            event=NewEvent("privately_transferred", buyer, day(dt.date(2026, 8, 1)), paper="P-1"),
        )


def test_an_erased_name_is_told_as_erased_everywhere(book: Book, ivan, alice, bob, nina, signed_in):
    sold_on(book, alice)
    erase(bob, nina, book.amina, ["name"])
    browser = signed_in("ivan")
    page = browser.get("/book/").content.decode()
    rows = sheet(browser, f"/books/{ivan.agency}/book.xlsx")
    printed = " ".join(text_of(browser.get(f"/books/{ivan.agency}/book.pdf").content).split())
    assert page.count("(name erased)") == 2
    assert sum("(name erased)" in str(row[13]) for row in rows) == 2
    assert printed.count("(name erased)") == 2
    lines = browser.get(f"/api/books/{ivan.agency}/lines").json()["items"]
    results = [
        line["disposal"] for line in lines if line["disposal"] and line["disposal"]["whom"] == book.amina
    ]
    assert [(item["name"], item["erased"]) for item in results] == [("", True), ("", True)]
    for text in (page, str(rows), printed, str(lines)):
        assert "Diallo" not in text


def test_an_erased_address_is_not_told(book: Book, ivan, alice, bob, nina, signed_in):
    sold_on(book, alice)
    erase(bob, nina, book.amina)
    browser = signed_in("ivan")
    assert "1 Harbour Road" not in browser.get("/book/").content.decode()
    assert "1 Harbour Road" not in str(sheet(browser, f"/books/{ivan.agency}/book.xlsx"))
