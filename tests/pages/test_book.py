"""A trader's own book lists what lies with the office, and nothing of anybody else's."""

from __future__ import annotations

from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import a_firearm


def test_a_dealer_sees_what_lies_there_and_records_from_it(signed_in, alice, ivan):
    mine = a_firearm(ivan, "QX1001", state="in_stock_retail").firearm
    a_firearm(alice, "QX2002", owner_kind="private")
    browser = signed_in("ivan")
    with CaptureQueriesContext(connection) as one:
        page = browser.get("/book/").content.decode()
    assert "QX1001" in page
    assert "QX2002" not in page
    assert f'href="/firearms/{mine}/record/"' in page
    assert 'href="/book/"' in browser.get("/").content.decode()
    for number in range(3):
        a_firearm(ivan, f"QX300{number}", state="in_stock_retail")
    with CaptureQueriesContext(connection) as several:
        page = browser.get("/book/").content.decode()
    assert page.index("QX3002") < page.index("QX1001"), "the newest first"
    assert len(several) <= len(one)
    assert signed_in("alice").get("/book/").status_code == 403
    assert 'href="/book/"' not in signed_in("alice").get("/").content.decode()
