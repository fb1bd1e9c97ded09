"""What a book is searched by: the last signs of a number, a part's number, who sold; and a day of hundreds, page by page, whose figures stay those of its close (issue 27)."""

from __future__ import annotations

import re
from typing import Any

import pytest

from ifar.books import shop
from ifar.books.services import counts
from ifar.registry.models import Firearm
from ifar.registry.services.events import NewEvent, register_firearm
from tests.books.dealer import _office, a_trader
from tests.factories import a_firearm
from tests.licensing.test_transfers import of_category

pytestmark = pytest.mark.django_db


def bought(dealer: Any, serial: str, supplier: str, *more: dict[str, str]) -> str:
    """What a dealer bought from somebody who is no party of the register."""
    event = NewEvent(
        "acquired",
        {"owner_kind": "retailer", "owner": dealer.agency, "supplier": supplier},
        marks=({"kind": "serial", "text": serial}, *more),
        identity={"make": "beretta", "type": "pistol", "calibre": "9x19"},
    )
    return register_firearm(actor=dealer, event=event).firearm


def a_part(dealer: Any, number: str) -> str:
    """A barrel of a dealer's stock."""
    event = NewEvent(
        "registered",
        {"state": "in_stock_retail"},
        marks=({"kind": "part_serial", "text": number},),
        identity={"make": "beretta", "part_kind": "barrel"},
    )
    return register_firearm(actor=dealer, event=event, item="part").firearm


def test_a_book_is_searched_by_the_last_signs_of_a_number_by_a_part_and_by_who_sold(ivan, signed_in):
    other = a_trader(_office("dealer", "Other Arms", "province"))
    a_firearm(other, "QZ999801", state="in_stock_retail")
    long = bought(ivan, "QZ778801", "Zainab Ferreira", {"kind": "part_serial", "text": "BRL-4471"})
    barrel = a_part(ivan, "PART-90210")
    browser = signed_in("ivan")

    def found(text: str) -> set[str]:
        page = browser.get("/book/", {"q": text}).content.decode()
        return set(re.findall(r'class="row-link" href="/firearms/([^/]+)/"', page)) | set(
            re.findall(r'class="row-link" href="/parts/([^/]+)/"', page)
        )

    assert found("QZ778801") == found("8801") == found("ferreira") == found("BRL4471") == {long}
    assert found("PART90210") == found("90210") == {barrel}
    assert found("801") == found("9801") == found("7788") == set()
    assert [
        item["firearm"] for item in browser.get(f"/api/books/{ivan.agency}/lines?q=8801").json()["items"]
    ] == [long]
    # What was read in a count is found in the same way, and the part by its number.
    count = counts.begin(actor=ivan)
    counts.note(actor=ivan, count_id=count, seen="QZ778801\nPART90210\nNOBODY77")
    assert shop.noted(shop.count_for(ivan, count))[1].thing == barrel
    page = browser.get(f"/book/counts/{count}/?q=8801").content.decode()
    assert "QZ778801" in page
    assert "NOBODY77" not in page
    assert "No number that was read ends so." in browser.get(f"/book/counts/{count}/?q=8802").content.decode()


def test_a_day_of_hundreds_is_paged_and_its_figures_stay_those_of_its_close(ivan, signed_in, monkeypatch):
    monkeypatch.setattr(shop, "PAGE", 2)
    arms = {of_category(ivan, f"DAY0000{n}") for n in range(5)}
    browser, seen, address = signed_in("ivan"), list[str](), "/book/day/"
    while address:
        page = browser.get(address).content.decode()
        assert re.search(r"Acquired</dt>\s*<dd>5</dd>", page)
        part = page.partition('id="came"')[2]
        seen += re.findall(r'href="/firearms/([^/]+)/"', part)
        further = re.search(r'href="(\?came=[^"#]+)', part)
        address = f"/book/day/{further[1]}" if further else ""
    assert (len(seen), set(seen)) == (5, arms)
    browser.post("/book/day/")
    of_category(ivan, "LATER001")
    page = browser.get("/book/day/").content.decode()
    assert re.search(r"Acquired</dt>\s*<dd>5</dd>", page)
    assert re.search(r"In stock</dt>\s*<dd>5\s*</dd>", page)
    assert "1 line was entered after it." in page
    assert Firearm.objects.filter(owner=ivan.agency).count() == 6
