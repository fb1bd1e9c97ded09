"""Notices: who is told, once; what opening and dealing with them does; what the list and the first page cost."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ifar.accounts import notices as words
from ifar.accounts.models import Notice
from ifar.accounts.selectors import notices as selectors
from ifar.accounts.services import notices
from ifar.cursors import page
from ifar.errors import NotFound
from tests import cast


def tell(who, once, **more):
    values = {"permission": "registry:firearm:read", "object": "F0000000000000", **more}
    return notices.tell(kind="tests.told", agency_id=who.agency_id, once=once, **values)


def test_a_desk_and_a_person_are_told_and_nobody_else(dave, erin, alice, laura):
    tell(dave, "desk")
    tell(dave, "supervisors", permission="accounts:person:read")
    tell(dave, "dave alone", user=dave.id, permission="")
    result = {
        who.name: {notice.once for notice in selectors.notices_for(who)} for who in (dave, erin, alice, laura)
    }
    assert result == {
        dave.name: {"desk", "dave alone"},
        erin.name: {"desk", "supervisors"},
        alice.name: set(),
        laura.name: set(),
    }


def test_nobody_is_told_anything(nobody, dave):
    tell(dave, "desk")
    assert not selectors.notices_for(nobody)
    with pytest.raises(NotFound):
        selectors.notice_for(nobody, Notice.objects.get().public_id)


def test_one_cause_tells_once(dave):
    assert tell(dave, "cause")
    assert not tell(dave, "cause")
    assert selectors.counted(dave) == selectors.NoticeCounts(open=1, unread=1)


@pytest.mark.parametrize(
    "address", [{"permission": ""}, {"user": "U1"}, {"permission": "registry:nothing:read"}]
)
def test_a_notice_is_for_one_person_or_for_the_holders_of_a_permission(dave, address):
    with pytest.raises(ValueError, match="one person"):
        tell(dave, "x", **address)


def test_read_by_one_and_dealt_with_for_all(dave, erin, alice):
    tell(dave, "desk")
    number = Notice.objects.get().public_id
    notices.note_read(actor=dave, notice=number)
    notices.note_read(actor=dave, notice=number)
    assert (selectors.counted(dave).unread, selectors.counted(erin).unread) == (0, 1)
    with pytest.raises(NotFound):
        notices.finish(actor=alice, notice=number)
    assert notices.finish(actor=erin, notice=number).done_by == erin.id
    notices.finish(actor=dave, notice=number)
    assert selectors.counted(dave).open == 0
    assert [notice.done_by for notice in selectors.notices_for(dave, done=True)] == [erin.id]


def test_the_page_tells_opens_and_closes(signed_in, dave):
    words.provide(
        "tests", lambda actor, notice: words.Words("Something came up", "Look.", "/search/", "bell", True)
    )
    tell(dave, "desk")
    browser = signed_in("dave")
    page = browser.get("/notices/").content.decode()
    assert "Something came up" in page
    assert "urgent" in page
    number = Notice.objects.get().public_id
    assert browser.post(reverse("accounts:notice_follow", args=(number,)))["Location"] == "/search/"
    assert selectors.counted(dave).unread == 0
    browser.post(reverse("accounts:notice_done", args=(number,)))
    assert "Something came up" not in browser.get("/notices/").content.decode()
    assert "Dave Harbour" in browser.get("/notices/?show=done").content.decode()
    assert signed_in("alice").post(reverse("accounts:notice_done", args=(number,))).status_code == 404


def test_the_first_page_counts_them(signed_in, dave):
    tell(dave, "desk")
    page = signed_in("dave").get("/").content.decode()
    assert "1 open notification for you or your desk" in page
    assert "1 new" in page


def test_a_longer_list_costs_no_more_statements(signed_in, dave):
    browser = signed_in("dave")
    counted = []
    for number in (1, 30):
        for at in range(number):
            tell(dave, f"{number}-{at}")
        browser.get("/notices/")
        with CaptureQueriesContext(connection) as captured:
            browser.get("/notices/")
        counted.append(len(captured))
    assert counted[0] == counted[1] <= 12, captured.captured_queries


def test_over_the_api_page_by_page(signed_in, dave):
    for at in range(3):
        tell(dave, f"{at}")
    browser = signed_in("dave")
    first = browser.get("/api/notices?size=2").json()
    assert (len(first["items"]), first["open"], first["unread"]) == (2, 3, 3)
    rest = browser.get("/api/notices", {"size": 2, "after": first["after"]}).json()
    assert len(rest["items"]) == 1
    number = rest["items"][0]["id"]
    assert browser.post(f"/api/notices/{number}/read").json()["read"]
    assert browser.post(f"/api/notices/{number}/done").json()["done_by"] == cast.user("dave").public_id
    assert browser.get("/api/notices?list=done").json()["items"][0]["id"] == number


def _lines(page: str) -> list[str]:
    return re.findall(r'<li class="notice[ "].*?</form></li>', page, re.DOTALL)


def test_those_about_the_same_thing_stand_in_one_line(signed_in, dave):
    words.provide(
        "tests", lambda actor, notice: words.Words(f"Up: {notice.params.get('of', 'one')}", "", "/search/")
    )
    for at in range(3):
        tell(dave, f"same {at}")
    tell(dave, "other words", params={"of": "another"})
    tell(dave, "for him", user=dave.id, permission="")
    tell(dave, "elsewhere", object="F0000000000001")
    browser = signed_in("dave")
    lines = _lines(browser.get("/notices/").content.decode())
    assert ["about the same" in line for line in lines] == [False, False, True]
    assert "4 notifications about the same; this is the latest" in lines[2]
    # what the newest says is said once; what an earlier one says differently is said of that one
    assert (lines[2].count("Up: another"), lines[2].count("Up: one")) == (1, 3)
    assert lines[2].count('class="badge">new') == 1 + 3


def test_a_line_begins_where_its_newest_stands_and_no_page_shows_it_twice(dave):
    for at in range(4):
        tell(dave, f"a {at}", object="F0000000000001")
        tell(dave, f"b {at}", object="F0000000000002")
    first = page(selectors.newest_for(dave), order=("-newest",), size=1)
    assert [(notice.once, notice.number, notice.unread) for notice in first.items] == [("b 3", 4, 4)]
    rest = page(selectors.newest_for(dave), order=("-newest",), size=1, after=first.after or "")
    assert [(notice.once, notice.number) for notice in rest.items] == [("a 3", 4)]
    assert rest.after is None


def test_of_very_many_some_are_shown_and_the_rest_counted(signed_in, dave):
    for at in range(selectors.SHOWN + 6):
        tell(dave, f"same {at}")
    (line,) = _lines(signed_in("dave").get("/notices/").content.decode())
    assert "and 5 earlier ones" in line


def test_a_line_is_dealt_with_as_it_stood_and_that_can_be_taken_back(signed_in, dave, erin):
    for at in range(3):
        tell(dave, f"same {at}")
    tell(dave, "other", object="F0000000000001")
    browser = signed_in("dave")
    newest = Notice.objects.get(once="same 2")
    tell(dave, "later")  # after the page was shown
    answer = browser.post(reverse("accounts:notice_done", args=(newest.public_id,)), {"line": "1"})
    assert {notice.once for notice in selectors.notices_for(erin)} == {"other", "later"}
    value = browser.get(answer["Location"]).content.decode()
    assert "3 notifications are resolved, for your whole desk." in value
    at = re.search(r'name="at" value="([^"]+)"', value)[1]
    assert signed_in("erin").get(answer["Location"]).content.decode().count("Undo") == 0
    signed_in("erin").post(reverse("accounts:notices_undo"), {"what": "done", "at": at})
    assert selectors.counted(dave).open == 2
    browser.post(reverse("accounts:notices_undo"), {"what": "done", "at": at})
    assert selectors.counted(dave).open == 5
    assert selectors.counted(dave).unread == 5, "what was new is new again"
    assert "Undo" not in browser.get(answer["Location"]).content.decode()


def test_everything_is_marked_as_read_for_oneself_and_that_can_be_taken_back(signed_in, dave, erin):
    tell(dave, "read before")
    notices.note_read(actor=dave, notice=Notice.objects.get().public_id)
    for at in range(2):
        tell(dave, f"{at}", object=f"F000000000000{at}")
    browser = signed_in("dave")
    newest = re.search(r'name="newest" value="(\w+)"', browser.get("/notices/").content.decode())[1]
    tell(dave, "later")
    answer = browser.post(reverse("accounts:notices_read"), {"newest": newest})
    assert (selectors.counted(dave).unread, selectors.counted(erin).unread) == (1, 4)
    value = browser.get(answer["Location"]).content.decode()
    assert "2 notifications are marked as read, for you alone." in value
    at = re.search(r'name="at" value="([^"]+)"', value)[1]
    browser.post(reverse("accounts:notices_undo"), {"what": "read", "at": at})
    assert selectors.counted(dave).unread == 3


@pytest.mark.parametrize("at", ["", "yesterday", "2026-01-01", "2026-13-01T00:00:00+00:00"])
def test_what_is_no_moment_takes_nothing_back(signed_in, dave, at):
    tell(dave, "desk")
    browser = signed_in("dave")
    assert browser.post(reverse("accounts:notices_undo"), {"what": "read", "at": at}).status_code == 422
    assert "Undo" not in browser.get("/notices/", {"read": at, "done": at}).content.decode()


def test_lines_of_many_cost_no_more_statements(signed_in, dave):
    browser = signed_in("dave")
    counted = []
    for number in (2, 6):
        for thing in range(number):
            for at in range(number):
                tell(dave, f"{number} {thing} {at}", object=f"F000000000000{thing}")
        browser.get("/notices/")
        with CaptureQueriesContext(connection) as captured:
            browser.get("/notices/")
        counted.append(len(captured))
    assert counted[0] == counted[1] <= 12, captured.captured_queries
