"""The stock that a trader has when it joins: looked at line by line, recorded at once, each firearm a line of the book on that day."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from django.utils import timezone

from ifar.accounts.models import ReadLog
from ifar.books.services import opening
from ifar.errors import Forbidden, Invalid, Refused
from ifar.registry.models import BookLine, Firearm
from tests.books.story import stocked
from tests.books.test_book import of
from tests.factories import a_firearm, a_person
from tests.registry.test_books import line_differences

pytestmark = pytest.mark.django_db

HEAD = "serial,make,model,type,calibre,country_made,year"
PISTOL = "beretta,92 FS,pistol,9x19,IT,1999"
JOINED = dt.date(2026, 11, 2)


def table(*serials: str) -> str:
    return "\n".join((HEAD, *(f"{serial},{PISTOL}" for serial in serials), ""))


def declared(actor, text, does=opening.record, joined_on=JOINED):
    return does(actor=actor, joined_on=joined_on, owner_kind="retailer", table=text)


def why(lines) -> dict[int, list[str]]:
    return {line.number: [reason.code for reason in line.reasons] for line in lines if line.reasons}


def test_every_firearm_of_the_table_stands_in_the_book_as_opening_stock_on_the_day(ivan):
    looked = declared(ivan, table("OS-0001", "OS-0002"), opening.look)
    assert not why(looked)
    assert not Firearm.objects.exists()
    done = declared(ivan, table("OS-0001", "OS-0002"))
    lines = {line.firearm: line for line in of(ivan)}
    assert set(lines) == {item.firearm for item in done}
    assert all(line.acquisition.opening for line in lines.values())
    assert {line.corrected.serial for line in lines.values()} == {"OS-0001", "OS-0002"}
    assert {line.corrected.columns["make"] for line in lines.values()} == {"beretta"}
    assert {book_line.came_on for book_line in BookLine.objects.filter(holder=ivan.agency)} == {JOINED}
    assert not line_differences()


def test_what_stands_twice_or_is_on_record_is_named_before_anything_is_written(ivan, alice):
    declared(ivan, table("OS-0001"))
    text = table("OS-0009", "os 0001", "OS0009", "OS-0010") + f",{PISTOL}\nOS-0011,,,,\n"
    expected = {
        3: ["books.opening.taken"],
        4: ["books.opening.twice"],
        6: ["books.opening.empty"],
        7: ["books.opening.empty"] * 4,
    }
    assert why(declared(ivan, text, opening.look)) == expected
    before = Firearm.objects.count()
    assert why(declared(ivan, text)) == expected
    assert Firearm.objects.count() == before, "all or none"


def test_what_is_no_table_of_a_trader_is_refused(ivan, alice, monkeypatch):
    for text, code in (
        (f"{PISTOL}\n", "table"),
        (HEAD, "table"),
        (table(*map(str, range(1000, 1004))), "many"),
    ):
        monkeypatch.setattr(opening, "MOST", 3)
        with pytest.raises(Invalid) as refused:
            declared(ivan, text)
        assert refused.value.code == f"books.opening.{code}"
    with pytest.raises(Invalid, match="future"):
        declared(ivan, table("OS-1"), joined_on=timezone.localdate() + dt.timedelta(days=1))
    with pytest.raises((Forbidden, Invalid)):
        declared(alice, table("OS-1"))


def test_the_page_shows_the_lines_and_records_them(ivan, signed_in):
    browser = signed_in("ivan")
    stocked(ivan, "OTHER001")
    values = {"joined_on": str(JOINED), "owner_kind": "retailer", "table": table("OS-0001", "OS-0001")}
    shown = browser.post("/book/opening/", values).content.decode()
    assert "Line 2 has the same make, model and serial number." in shown
    assert "Record 2 firearms" not in shown
    values["table"] = table("OS-0001", "OS-0002")
    assert "Record 2 firearms" in browser.post("/book/opening/", values).content.decode()
    assert browser.post("/book/opening/?record=1", values).status_code == 302
    assert "OS-0002" in browser.get("/book/").content.decode()
    assert signed_in("alice").get("/book/opening/").status_code in (403, 404)


def test_a_program_declares_it_as_well(ivan, signed_in):
    browser = signed_in("ivan")
    values = {"joined_on": str(JOINED), "owner_kind": "retailer", "table": table("OS-0003")}
    asked = lambda query: browser.post(  # noqa: E731
        f"/api/books/opening-stock{query}", values, content_type="application/json"
    )
    assert asked("?preview=true").json() == [{"line": 2, "firearm": "", "reasons": []}]
    [done] = asked("").json()
    assert Firearm.objects.get().public_id == done["firearm"]


def test_a_year_in_which_nothing_was_made_is_refused_in_words(ivan):
    [line] = declared(ivan, f"{HEAD}\nOS-0001,{PISTOL.replace('1999', '99999')}\n", opening.look)
    assert [str(reason.message) for reason in line.reasons] == [
        "In that year it cannot have been made. Mend the year, or say that it is not known."
    ]


def test_whoever_asks_whether_numbers_are_on_record_is_logged(ivan, alice):
    """It answers of firearms in whatever hands, a thousand numbers at once."""
    held = {"make": "beretta", "model": "beretta/92fs"}
    a_firearm(alice, "OS-0001", identity=held, owner=a_person(alice))
    assert why(declared(ivan, table("OS-0001", "OS-0002"), opening.look)) == {2: ["books.opening.taken"]}
    assert why(declared(ivan, table("OS-0001"))) == {2: ["books.opening.taken"]}
    logged = ReadLog.objects.filter(act=opening.ASKED).order_by("id")
    assert [(read_log.actor, read_log.object, read_log.count) for read_log in logged] == [
        (ivan.id, ivan.agency, 2),
        (ivan.id, ivan.agency, 1),
    ]
    with pytest.raises(Refused, match="purpose"):
        declared(replace(ivan, purpose=None), table("OS-0003"), opening.look)
