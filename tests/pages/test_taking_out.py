"""Lists and the log leave the register as files: by whom it is allowed, under a purpose, logged, labelled, without formulas."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace

import openpyxl
import pytest

from ifar.accounts.models import ReadLog
from ifar.accounts.services import shifts
from ifar.errors import Forbidden
from ifar.ledger import services as ledger
from ifar.ledger.models import Entry
from ifar.registry.matching import Question
from ifar.registry.selectors.lists import take_list
from tests import cast
from tests.factories import a_firearm


def body_of(response):
    return b"".join(response.streaming_content)


@pytest.fixture
def some(alice, grace):
    a_firearm(alice, "AB71234")
    a_firearm(alice, "=1+1")
    a_firearm(alice, "GL1", identity={"make": "glock"})
    a_firearm(grace, "AB71234")


def test_a_list_by_make_as_csv_says_who_took_it_and_runs_no_formula(signed_in, some):
    response = signed_in("alice").get("/search/list.csv", {"make": "Beretta"})
    label, header, *rows = csv.reader(io.StringIO(body_of(response).decode("utf-8-sig")))
    assert label[0].startswith("Taken out by Alice Province (U-")
    assert "Deciding about a licence" in label[0]
    assert "Records: 2" in label[0]
    assert header[:3] == ["Identifier", "Serial number", "Make"]
    assert [row[1] for row in rows] == ["AB71234", "'=1+1"], (
        "another office's compartment and another make are not in it"
    )
    read = ReadLog.objects.get(act="registry.list.export")
    assert (read.object, read.count, read.purpose) == ("make Beretta", 2, "licensing")


def test_a_list_by_mark_as_a_workbook(signed_in, some):
    response = signed_in("alice").get("/search/list.xlsx", {"q": "AB?1234"})
    rows = list(openpyxl.load_workbook(io.BytesIO(body_of(response))).active.values)
    assert rows[0][0].startswith("Taken out by")
    assert [row[1] for row in rows[2:]] == ["AB71234"]


def test_a_list_holds_what_the_page_of_the_same_words_shows(signed_in, some, alice):
    a_firearm(alice, "ZZ88123", identity={"model": "beretta/92"})
    browser = signed_in("alice")
    for words, serials in (("Beretta AB?1234", ["AB71234"]), ("Beretta 92", ["ZZ88123"])):
        page = browser.get("/search/", {"q": words}).content.decode()
        rows = list(
            csv.reader(
                io.StringIO(body_of(browser.get("/search/list.csv", {"q": words})).decode("utf-8-sig"))
            )
        )
        assert [row[1] for row in rows[2:]] == serials, words
        assert all(serial in page for serial in serials), words
    assert 'href="?q=Beretta+%2292%22"' in page, "whoever meant a mark can say so"


def test_a_list_is_asked_for_as_a_page_so_that_what_stands_in_the_way_is_read_and_not_saved(
    signed_in, some, alice
):
    browser = signed_in("alice")
    page = browser.get("/search/", {"make": "Beretta"}).content.decode()
    links = re.findall(r'<a [^>]*href="/search/list\.[a-z]+[^>]*>', page)
    assert len(links) == 2
    assert not any("download" in one for one in links)
    shifts.end(actor=alice)
    page = browser.get("/search/", {"make": "Beretta"}).content.decode()
    assert "/search/list" not in page
    back = 'class="button" href="/me/purpose/?next=%2Fsearch%2F%3Fmake%3DBeretta"'
    assert page.count(back) == 2, "and who stated it is back at the list"


def test_only_who_may_and_only_under_a_purpose(signed_in, some, alice):
    for name in ("dave", "ivan", "frank", "judy", "ken", "mallory"):
        assert signed_in(name).get("/search/list.csv", {"make": "Beretta"}).status_code == 403, name
    assert signed_in("nobody").get("/search/list.csv").status_code == 302
    shifts.end(actor=alice)
    assert signed_in("alice").get("/search/list.csv", {"make": "Beretta"}).status_code in (302, 409)
    assert not ReadLog.objects.filter(act="registry.list.export").exists()
    with pytest.raises(Forbidden):
        take_list(replace(alice, permissions=frozenset()), Question(""), "*")


def test_that_the_log_was_taken_out_is_an_act_of_whoever_may(judy, alice):
    entry = ledger.tell_export(actor=judy, size=7)
    assert Entry.objects.get(entry=entry.entry).act == "ledger.exported"
    with pytest.raises(Forbidden):
        ledger.tell_export(actor=alice, size=7)


def test_the_log_in_the_browser_is_for_inspectors(signed_in):
    for name in cast.PARTS:
        got = signed_in(name).post("/ledger/export/").status_code
        assert got == (404 if name == "judy" else 403), name
