"""The page of a search: alike records are told apart, and a name leads to where people are looked for."""

from __future__ import annotations

from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import a_firearm


def test_records_that_read_alike_say_who_keeps_them_and_since_when(signed_in, alice, nina):
    a_firearm(alice, serial="QX73512", owner_kind="private")
    page = signed_in("dave").get("/search/", {"q": "QX73512"}).content.decode()
    assert "Kept by:" not in page
    with CaptureQueriesContext(connection) as capture_queries_context:
        signed_in("dave").get("/search/", {"q": "QX73512"})
    for officer in (nina, alice):
        a_firearm(officer, serial="QX73512", owner_kind="private")
    with CaptureQueriesContext(connection) as three:
        page = signed_in("dave").get("/search/", {"q": "QX73512"}).content.decode()
    assert page.count("Kept by:") == 3
    assert "Southern Licensing Office" in page
    assert len(three) <= len(capture_queries_context) + 1


def test_a_name_in_the_box_of_marks_leads_to_people(signed_in, alice):
    browser = signed_in("alice")
    page = browser.get("/search/", {"q": "Amina Diallo"}).content.decode()
    assert '<a href="/parties/?who=Amina%20Diallo">' in page
    for mark in ("AB71234", "Beretta", "AB?D"):
        assert "/parties/?who=" not in browser.get("/search/", {"q": mark}).content.decode(), mark
    assert "/parties/?who=" not in signed_in("ivan").get("/search/", {"q": "Amina Diallo"}).content.decode()
