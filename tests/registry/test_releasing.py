"""A question that waits for room among its asker's is released by a colleague: it counts for them, both names stand for it, and nobody does it for
themselves or for another office."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from ifar.accounts.models import Notice, ReadLog
from ifar.accounts.services import shifts
from ifar.errors import Conflict, Forbidden, NotFound, Refused, TooMany
from ifar.ledger.models import Entry
from ifar.recoveries.models import Item
from ifar.recoveries.services import items
from ifar.registry.alerts import restricted_hits
from ifar.registry.alerts.selectors.saved_searches import waits_of
from ifar.registry.alerts.services import match_backlog
from ifar.registry.alerts.services import saved_searches as acting
from ifar.registry.alerts.services.saved_searches import close_search
from ifar.registry.models import (
    AlertEvent,
    RestrictedHit,
    RestrictedQuestion,
    SavedSearch,
    SavedSearchBacklog,
)
from ifar.registry.services.releasing import Released, release
from tests import cast
from tests.conftest import sign_in
from tests.factories import a_case, a_firearm
from tests.registry.waiting import (
    STOCK,
    deliver,
    differences,
    later,
    open_of_another,
    pistol,
    unheeded,
    waiting_item,
)

pytestmark = pytest.mark.usefixtures("registered_before")


@pytest.fixture
def waiting(dave, frank, monkeypatch):
    """Dave's exhibit, whose mark closed compartments are not asked about yet: its search."""
    a_firearm(frank, "AB71234", **STOCK)
    deliver()
    return waiting_item(dave, "AB71234", monkeypatch)


def released():
    alert_events = AlertEvent.objects.filter(kind="released").order_by("subject")
    return [(alert_event.subject, alert_event.details) for alert_event in alert_events]


# Whose it is ---------------------------------------------------------------------------------------------------------------


def test_a_colleague_has_it_asked_at_once_and_it_counts_for_them(dave, erin, grace, waiting):
    assert release(actor=erin, searches=[waiting]) == Released(1, 0)
    [question] = RestrictedQuestion.objects.filter(search=waiting)
    assert (question.actor, question.asker, question.exhibit) == (erin.id, dave.id, True)
    reads = ReadLog.objects.filter(act="registry.search.restricted")
    assert {(read_log.pk, read_log.actor) for read_log in reads} == {
        (question.read, erin.id),
        (question.asked_read, dave.id),
    }
    assert released() == [(waiting, {"asker": dave.id, "by": erin.id})]
    entry = Entry.objects.get(act="alerts.savedsearch_released")
    assert (entry.actor, entry.object) == (erin.id, waiting)
    deliver()
    assert (waits_of([waiting]), RestrictedHit.objects.count()) == (set(), 1)
    kinds = AlertEvent.objects.filter(subject=waiting).order_by("n").values_list("kind", flat=True)
    assert list(kinds) == ["opened", "released", "referred", "looked"]
    # Whose question it is has not changed: the owner hears of him who asked, and he hears whom to ask.
    assert RestrictedHit.objects.get().asker == dave.id
    [heard] = Notice.objects.filter(kind="registry.restricted_hit", agency_id=grace.agency_id)
    assert heard.params["name"] == dave.name
    assert Notice.objects.filter(kind="registry.search_referred", user=dave.id).exists()
    [notice] = Notice.objects.filter(kind="registry.search_released")
    assert (notice.user, notice.params["by"], notice.params["number"]) == (dave.id, erin.name, 1)
    page = re.sub("[\u2068\u2069]", "", sign_in("dave").get("/notices/").content.decode())
    assert f"{erin.name} had your mark “AB71234” put to closed compartments" in page
    assert differences() == []


def test_nobody_releases_what_they_asked_themselves(dave, waiting):
    with pytest.raises(Refused) as caught:
        release(actor=dave, searches=[waiting])
    assert caught.value.code == "registry.release.own"
    assert (waits_of([waiting]), RestrictedQuestion.objects.count()) == ({"quota"}, 0)


def test_nobody_of_another_office_releases_it_nor_whoever_is_not_told_whom_to_ask(
    alice, heidi, erin, waiting
):
    with pytest.raises(NotFound):
        release(actor=heidi, searches=[waiting])
    for other in (alice, replace(erin, permissions=erin.permissions - {"registry:search:restricted"})):
        with pytest.raises(Forbidden):
            release(actor=other, searches=[waiting])
    with pytest.raises(Refused, match="purpose"):
        release(actor=replace(erin, purpose=None), searches=[waiting])
    assert (waits_of([waiting]), released()) == ({"quota"}, [])


def test_the_room_is_that_of_whoever_releases_it(dave, erin, monkeypatch):
    monkeypatch.setattr(restricted_hits, "EXHIBITS", (0, restricted_hits.EXHIBITS[1]))
    case = a_case(dave)
    serials = [f"{n * 7919 % 1000003:06d}KQ{n:02d}" for n in range(5)]
    items.enter_items(actor=dave, case=case, items=[pistol(serial) for serial in serials])
    deliver()
    with pytest.raises(TooMany):
        release(actor=erin, reference=case)
    monkeypatch.setattr(restricted_hits, "EXHIBITS", (3, restricted_hits.EXHIBITS[1]))
    assert release(actor=erin, reference=case) == Released(3, 2)
    deliver()
    # The oldest first; of the rest neither she nor, today, anybody of hers has more.
    first = [Item.objects.get(case__public_id=case, line=n).searches[0] for n in (1, 2, 3)]
    assert sorted(search for search, _said in released()) == sorted(first)
    with pytest.raises(TooMany):
        release(actor=erin, reference=case)
    # His own room is untouched by it.
    monkeypatch.setattr(match_backlog, "AT_ONCE", 9)
    SavedSearchBacklog.objects.update(next_at=dt.datetime.now(dt.UTC))
    assert match_backlog.look_again() == 2
    assert RestrictedQuestion.objects.filter(actor=dave.id).count() == 2
    deliver()
    assert differences() == []


def test_of_a_trace_request_it_counts_among_the_thirty_and_the_desks(erin, dave, frank, monkeypatch):
    a_firearm(frank, "AB71234", **STOCK)
    deliver()
    kept = open_of_another(erin, "AB71234", monkeypatch)
    monkeypatch.setattr(restricted_hits, "DESK", (0, restricted_hits.DESK[1]))
    with pytest.raises(TooMany):
        release(actor=dave, searches=[kept])
    monkeypatch.setattr(restricted_hits, "DESK", (9, restricted_hits.DESK[1]))
    assert release(actor=dave, searches=[kept]).number == 1
    deliver()
    assert (RestrictedHit.objects.count(), RestrictedQuestion.objects.get().exhibit) == (1, False)
    assert differences() == []


def test_what_waits_no_more_is_not_released_again(dave, erin, waiting, monkeypatch):
    release(actor=erin, searches=[waiting])
    with pytest.raises(Conflict):
        release(actor=erin, searches=[waiting])
    assert RestrictedQuestion.objects.count() == 1
    other = waiting_item(dave, "CD71234", monkeypatch)
    close_search(actor=dave, savedsearch_id=other, outcome="not_needed")
    with pytest.raises(Conflict):
        release(actor=erin, searches=[other])
    with pytest.raises(NotFound):
        release(actor=erin, searches=["E0000000000000"])


def test_it_is_asked_once_where_its_turn_comes_while_somebody_releases_it(dave, erin, waiting, monkeypatch):
    chosen = []

    def meanwhile(key):
        if not chosen:
            chosen.append(key)
            later(monkeypatch, dt.timedelta(hours=1))
            match_backlog._count(key, dt.datetime.now(dt.UTC))
        acting.lock(key)

    with monkeypatch.context() as patched:
        patched.setattr("ifar.registry.services.releasing.lock", meanwhile)
        with pytest.raises(Conflict):
            release(actor=erin, searches=[waiting])
    assert (len(chosen), released()) == (1, [])


def test_who_feels_around_through_colleagues_is_seen_as_are_they(dave, erin, laura, monkeypatch):
    near = [f"AB71{n:03d}" for n in range(230, 230 + restricted_hits.NEIGHBOURS + 1)]
    allowed = restricted_hits.EXHIBITS
    monkeypatch.setattr(restricted_hits, "EXHIBITS", (3, allowed[1]))
    case = a_case(dave)
    items.enter_items(actor=dave, case=case, items=[pistol(text) for text in near])
    deliver()
    assert not Notice.objects.filter(kind="registry.probing").exists()
    release(actor=erin, reference=case)
    deliver()
    notices = Notice.objects.filter(kind="registry.probing", agency_id=laura.agency_id)
    assert {(notice.object, notice.params["how"]) for notice in notices} == {(dave.id, "neighbours")}
    # And what he asks later still lies beside what she released.
    monkeypatch.setattr(restricted_hits, "EXHIBITS", allowed)
    ours = RestrictedQuestion.objects.filter(asker=dave.id)
    assert (ours.count(), set(ours.values_list("actor", flat=True))) == (3, {erin.id})


# What nobody can forge -------------------------------------------------------------------------------------------------------


def test_the_database_lets_nobody_release_their_own_or_in_anothers_name(dave, erin, heidi, waiting):
    key = SavedSearch.objects.get(public_id=waiting).pk
    for who, values in (
        (dave, {"asker": dave.id, "by": dave.id}),
        (dave, {"asker": dave.id, "by": erin.id}),
        (heidi, {"asker": dave.id, "by": heidi.id}),
        (erin, {"asker": heidi.id, "by": erin.id}),
        (erin, {"asker": dave.id, "by": erin.id, "note": "x"}),
    ):
        with unheeded(), pytest.raises(IntegrityError), transaction.atomic():
            acting.act(who, key, "released", details=values)
    with pytest.raises(IntegrityError), transaction.atomic():
        RestrictedQuestion.objects.create(
            actor=erin.id, agency=erin.agency, folded="AB71234", search=waiting, asker=dave.id
        )
    assert (waits_of([waiting]), released()) == ({"quota"}, [])


def test_verification_names_a_release_without_its_question_and_a_question_that_nobody_released(
    dave, erin, waiting
):
    key = SavedSearch.objects.get(public_id=waiting).pk
    with transaction.atomic():
        acting.act(erin, key, "released", details={"asker": dave.id, "by": erin.id})
        assert differences() == ["state_missing release"]
        transaction.set_rollback(True)


def test_verification_names_a_question_on_the_count_of_somebody_who_did_not_release_it(
    peopled_db, monkeypatch
):
    dave, erin, heidi = map(cast.actor, ("dave", "erin", "heidi"))
    kept = waiting_item(dave, "AB71234", monkeypatch)
    release(actor=erin, searches=[kept])
    deliver()
    assert differences() == []
    with peopled_db.connect() as superuser:
        superuser.execute("ALTER TABLE registry_restrictedquestion DISABLE TRIGGER USER")
        superuser.execute("UPDATE registry_restrictedquestion SET actor = %s", (heidi.id,))
    # Beside that nobody of that name read it: no such person released it, and what was released counts for nobody.
    assert differences() == ["state_stray question", "state_stray question", "state_missing release"]


# The pages -------------------------------------------------------------------------------------------------------------------


def test_the_button_stands_where_what_waits_is_shown_and_only_for_colleagues(dave, erin, waiting):
    item = Item.objects.get(searches__contains=[waiting])
    pages = [
        f"/recoveries/{item.case.public_id}/",
        f"/recoveries/items/{item.public_id}/",
        f"/searches/{waiting}/",
    ]
    for page in pages:
        own, colleagues = (sign_in(who).get(page).content.decode() for who in ("dave", "erin"))
        assert ("Ask now, on my count" in colleagues, "Ask now, on my count" in own) == (True, False), page
        assert "somebody else of your office may open this page" in own
        assert "somebody else of your office" not in colleagues
    listed = sign_in("erin").get("/searches/?show=desk").content.decode()
    assert "Waits for closed compartments" in listed
    answer = sign_in("erin").post("/searches/release/", {"reference": item.case.public_id, "next": pages[0]})
    assert (answer.status_code, answer.url) == (302, pages[0])
    deliver()
    shown = sign_in("dave").get(pages[2]).content.decode()
    assert "asked by \u2068Dave Harbour\u2069, on the count of \u2068Erin Harbour\u2069" in shown
    assert "Ask now, on my count" not in shown
    listed = sign_in("dave").get("/searches/?show=desk").content.decode()
    assert ("on the count of" in listed, "Waits for closed compartments" in listed) == (True, False)


def test_the_page_of_a_trace_request_says_what_keeps_it_from_nothing_and_offers_it(erin, dave, monkeypatch):
    kept = open_of_another(erin, "AB71234", monkeypatch)
    page = f"/tracing/{SavedSearch.objects.get(public_id=kept).reference}/"
    own, colleagues = (sign_in(who).get(page).content.decode() for who in ("erin", "dave"))
    assert ("about this mark yet" in own, "Ask now, on my count" in own) == (True, False)
    assert "Ask now, on my count" in colleagues
    sign_in("dave").post("/searches/release/", {"reference": page.split("/")[2], "next": page})
    deliver()
    assert waits_of([kept]) == set()
    assert "about this mark yet" not in sign_in("erin").get(page).content.decode()


def test_the_button_says_why_nothing_came_of_it(dave, waiting):
    browser = sign_in("dave")
    browser.post("/searches/release/", {"search": waiting, "next": f"/searches/{waiting}/"})
    assert "You asked this yourself." in browser.get(f"/searches/{waiting}/").content.decode()
    assert sign_in("heidi").post("/searches/release/", {"search": waiting}).status_code == 404
    assert sign_in("alice").post("/searches/release/", {"search": waiting}).status_code == 403
    assert sign_in("erin").get("/searches/release/")["Location"] == "/searches/"


def test_the_pages_take_as_many_queries_for_six_that_wait_as_for_two(dave, erin, monkeypatch):
    monkeypatch.setattr(restricted_hits, "EXHIBITS", (0, restricted_hits.EXHIBITS[1]))
    browser = sign_in("erin")

    def taken(number):
        case = a_case(dave)
        serials = [f"{n * 7919 % 1000003:06d}KQ{number}{n}" for n in range(number)]
        items.enter_items(actor=dave, case=case, items=[pistol(serial) for serial in serials])
        deliver()
        with monkeypatch.context() as patched:
            patched.setattr(restricted_hits, "EXHIBITS", (9, restricted_hits.EXHIBITS[1]))
            kept = Item.objects.filter(case__public_id=case, line__lte=number // 2)
            release(actor=erin, searches=[search for item in kept for search in item.searches])
        deliver()
        counted = []
        for page in (f"/recoveries/{case}/", "/searches/?show=desk", "/searches/?show=due"):
            browser.get(page)
            with CaptureQueriesContext(connection) as queries:
                assert browser.get(page).status_code == 200
            counted.append(len(queries))
        return counted

    assert taken(2) == taken(6)


def test_a_colleague_learns_on_the_first_page_that_something_waits_and_releases_it_from_the_list(
    dave, erin, waiting
):
    own, colleague = sign_in("dave"), sign_in("erin")
    line = "1 mark of a colleague waits for closed compartments"
    assert (line in colleague.get("/").content.decode(), line in own.get("/").content.decode()) == (
        True,
        False,
    )
    tab = "Waiting for closed compartments (1)"
    for browser in (own, colleague):
        page = browser.get("/searches/?show=desk").content.decode()
        assert tab in page
        assert "Ask now, on my count" not in page
        assert [row["search"].public_id for row in browser.get("/searches/?show=due").context["rows"]] == [
            waiting
        ]
    assert "Ask now, on my count" not in own.get("/searches/?show=due").content.decode()
    due = colleague.get("/searches/?show=due").content.decode()
    assert re.search(rf'name="search"\s+value="{waiting}"', due)
    colleague.post("/searches/release/", {"search": waiting, "next": "/searches/?show=due"})
    assert line not in colleague.get("/").content.decode()
    assert tab not in colleague.get("/searches/?show=desk").content.decode()
    assert "/searches/?show=due" not in colleague.get("/searches/?show=desk").content.decode()


def test_the_case_marks_which_items_wait(dave, erin, waiting, monkeypatch):
    case = Item.objects.get(searches__contains=[waiting]).case.public_id
    items.enter_items(actor=dave, case=case, items=[pistol("ZZ99012")])
    deliver()
    rows = sign_in("erin").get(f"/recoveries/{case}/").context["items"]
    assert [row["waits"] for row in rows] == [True, False]


def test_without_a_purpose_the_purpose_is_asked_for_before_the_button(dave, erin, waiting):
    browser = sign_in("erin")
    shifts.end(actor=erin)
    case = Item.objects.get(searches__contains=[waiting]).case.public_id
    for address in (f"/searches/{waiting}/", f"/recoveries/{case}/", "/searches/?show=due"):
        page = browser.get(address).content.decode()
        assert "Ask now, on my count" not in page, address
        assert "First say for what purpose" in page, address
