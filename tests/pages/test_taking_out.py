"""Lists and the log leave the register as files: by whom it is allowed, under a purpose, logged, labelled, without formulas."""

from __future__ import annotations

import csv
import datetime as dt
import html
import io
import re
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlencode

import openpyxl
import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils.html import escape

import ifar
from ifar.accounts import scopes
from ifar.accounts.models import Notice, Proposal, ReadLog
from ifar.accounts.selectors.proposals import waiting_for
from ifar.accounts.services import acts, exports, shifts
from ifar.accounts.services import proposals as approvals
from ifar.accounts.services.exports import Leaving
from ifar.errors import Forbidden, Refused
from ifar.identifiers import shown
from ifar.ledger import services as ledger
from ifar.ledger.models import Entry
from ifar.matters.services import matters
from ifar.outbox import services as outbox
from ifar.parties.services import readings
from ifar.registry.search.matching import Question
from ifar.registry.selectors.lists import list_of
from ifar.registry.services.events import NewEvent
from ifar.registry.services.proposals import propose_event
from tests import cast
from tests.bulk.making import given
from tests.factories import a_case, a_firearm, a_person

BERETTAS = "Make: Fabbrica d'Armi Pietro Beretta"
"""What narrows a list by this make, as the page, the log and the second person read it."""


def body_of(response):
    return b"".join(response.streaming_content)


@pytest.fixture
def some(alice, grace):
    a_firearm(alice, "AB71234")
    a_firearm(alice, "=1+1")
    a_firearm(alice, "GL1", identity={"make": "glock"})
    a_firearm(grace, "AB71234")


def test_w50_a_list_as_csv_is_heads_and_rows_alone_named_by_who_took_it_and_runs_no_formula(
    signed_in, some, alice
):
    response = signed_in("alice").post("/search/list.csv?make=Beretta")
    assert re.search(
        rf'"firearms-\d{{4}}-\d\d-\d\dT\d{{4}}-{shown(alice.id)}.csv"', response["Content-Disposition"]
    )
    header, *rows = csv.reader(io.StringIO(body_of(response).decode("utf-8-sig")))
    assert {len(row) for row in rows} == {len(header)}
    assert header[:3] == ["Identifier", "Serial number", "Make"]
    assert [row[1] for row in rows] == ["AB71234", "'=1+1"], (
        "another office's compartment and another make are not in it"
    )
    read = ReadLog.objects.get(act="registry.list.export")
    assert (read.object, read.count, read.purpose) == (BERETTAS, 2, "licensing")


def test_w01_a_list_holds_what_was_formerly_of_the_make_and_says_so(signed_in, some, alice, bob):
    moved = a_firearm(alice, "FF7007007").firearm
    event = NewEvent("corrected", {"reason": "misread"}, identity={"make": "glock"})
    asked = propose_event(actor=alice, firearm=moved, event=event, reason="misread")
    approvals.decide(actor=bob, proposal=asked.public_id, verdict="approve")
    response = signed_in("alice").post("/search/list.csv?make=Beretta&type=pistol")
    header, *rows = csv.reader(io.StringIO(body_of(response).decode("utf-8-sig")))
    assert {row[1]: row[header.index("Formerly recorded as")] for row in rows} == {
        "AB71234": "",
        "'=1+1": "",
        "FF7007007": "Fabbrica d'Armi Pietro Beretta",
    }


def test_w50_what_narrows_a_list_is_said_in_the_words_of_what_was_understood(signed_in, some):
    page = signed_in("alice").get("/search/list.csv", {"q": "AB71234", "make": "beretta", "type": "pistol"})
    unescape = html.unescape(page.content.decode())
    assert f"Mark: AB71234, {BERETTAS}, Type: Pistol" in unescape
    for raw in ("q AB71234", "make beretta", "type pistol"):
        assert raw not in unescape


def test_a_list_by_mark_as_a_workbook(signed_in, some):
    response = signed_in("alice").post("/search/list.xlsx?" + urlencode({"q": "AB?1234"}))
    rows = list(openpyxl.load_workbook(io.BytesIO(body_of(response))).active.values)
    label = rows[0][0]
    assert label.startswith("Taken out by Alice Province (U-")
    assert "Deciding about a licence" in label
    assert "Asked for: Mark: AB?1234. Records: 1." in label
    assert rows[1][0] == "Identifier"
    assert [row[1] for row in rows[2:]] == ["AB71234"]


def test_a_list_holds_what_the_page_of_the_same_words_shows(signed_in, some, alice):
    a_firearm(alice, "ZZ88123", identity={"model": "beretta/92"})
    browser = signed_in("alice")
    for words, serials in (("Beretta AB?1234", ["AB71234"]), ("Beretta 92", ["ZZ88123"])):
        page = browser.get("/search/", {"q": words}).content.decode()
        rows = list(
            csv.reader(
                io.StringIO(
                    body_of(browser.post("/search/list.csv?" + urlencode({"q": words}))).decode("utf-8-sig")
                )
            )
        )
        assert [row[1] for row in rows[1:]] == serials, words
        assert all(serial in page for serial in serials), words
    assert 'href="?q=Beretta+%2292%22"' in page, "whoever meant a mark can say so"


def test_a_list_is_asked_for_as_a_page_so_that_what_stands_in_the_way_is_read_and_not_saved(
    signed_in, some, alice
):
    browser = signed_in("alice")
    page = browser.get("/search/", {"make": "Beretta"}).content.decode()
    links = re.findall(r'<a\s[^>]*href="/search/list\.[a-z]+[^>]*>', page)
    assert len(links) == 2
    assert not any("download" in link for link in links)
    shifts.end(actor=alice)
    page = browser.get("/search/", {"make": "Beretta"}).content.decode()
    assert "/search/list" not in page
    back = r'class="button"\s+href="/me/purpose/\?next=%2Fsearch%2F%3Fmake%3DBeretta"'
    assert len(re.findall(back, page)) == 2, "and who stated it is back at the list"


def test_only_who_may_and_only_under_a_purpose(signed_in, some, alice):
    for name in ("dave", "ivan", "frank", "judy", "ken", "mallory"):
        assert signed_in(name).get("/search/list.csv", {"make": "Beretta"}).status_code == 403, name
    assert signed_in("nobody").get("/search/list.csv").status_code == 302
    shifts.end(actor=alice)
    for method in ("get", "post"):
        answer = getattr(signed_in("alice"), method)("/search/list.csv?make=Beretta")
        assert answer.status_code in (302, 409)
    assert not ReadLog.objects.filter(act="registry.list.export").exists()
    with pytest.raises(Forbidden):
        list_of(replace(alice, permissions=frozenset()), Question(""))


def test_that_the_log_was_taken_out_is_an_act_of_whoever_may(judy, alice):
    entry = ledger.tell_export(actor=judy, size=7)
    assert Entry.objects.get(entry=entry.entry).act == "ledger.exported"
    with pytest.raises(Forbidden):
        ledger.tell_export(actor=alice, size=7)


def test_w50_pages_over_the_programs_interface_add_up_like_a_file(signed_in, alice, settings):
    settings.IFAR_TAKEN_ALONE = 3
    for number in range(8):
        a_firearm(alice, f"PG{number}")
    browser = signed_in("alice")

    def page(after: str = "") -> tuple[int, dict]:
        answer = browser.get("/api/firearms", {"limit": 2, "after": after} if after else {"limit": 2})
        return answer.status_code, answer.json()

    _status, first = page()
    status, second = page(first["next"])
    assert status == 200
    read = ReadLog.objects.get(act="api.firearms")
    assert (read.count, read.purpose) == (2, "licensing")
    status, third = page(second["next"])
    assert (status, third["error"]["code"]) == (409, "accounts.list.two")
    assert page(first["next"])[0] == 409, "nor the same pages again"
    assert page()[0] == 200
    shifts.end(actor=alice)
    assert page(first["next"])[1]["error"]["code"] == "accounts.purpose.missing"


def test_w50_a_program_to_which_two_people_gave_lists_reads_on(alice, settings):
    settings.IFAR_TAKEN_ALONE = 1
    program = replace(
        alice, kind="client", permissions=frozenset({"registry:firearm:read", "registry:list:export"})
    )
    exports.read_on(program, "api.firearms", 500)
    with pytest.raises(Refused):
        exports.read_on(
            replace(program, permissions=frozenset({"registry:firearm:read"})), "api.firearms", 500
        )
    assert "registry:list:export" in scopes.allowed("licensing_authority")


def test_w50_the_report_of_a_mere_preview_leaves_as_any_list_of_arms_does(
    signed_in, bob, alice, at_most, settings
):
    listed = [a_firearm(alice, f"ZK100{n}").firearm for n in range(3)]
    batch = given(bob, "registry.corrected", {"category": "C", "reason": "misread"}, "\n".join(listed))
    address = reverse("bulk:report", args=[batch.public_id])
    browser = signed_in("bob")
    page = browser.get(address)
    assert (page["Content-Type"].startswith("text/html"), "ZK1001" in page.content.decode()) == (True, False)
    assert "Ask a second person" in page.content.decode()
    assert browser.post(address).status_code == 422
    settings.IFAR_TAKEN_ALONE = 3
    assert "ZK1001" in body_of(browser.post(address)).decode()
    read = ReadLog.objects.get(act="bulk.report.export")
    assert (read.object, read.count, read.purpose) == (batch.public_id, 3, "licensing")
    shifts.end(actor=bob)
    assert b"ZK1001" not in browser.post(address).getvalue(), "nor without a purpose"


def test_w50_a_list_of_matters_adds_up_as_it_is_read_on(signed_in, bob, settings):
    settings.IFAR_TAKEN_ALONE = 1
    for n in range(4):
        matters.raise_matter(
            actor=bob, kind="other", about="", due_on=matters.today() + dt.timedelta(7 + n), text=f"No. {n}"
        )
    browser = signed_in("bob")
    first = browser.get("/api/matters?limit=1").json()["after"]
    further = browser.get("/api/matters", {"limit": 1, "after": first})
    assert (further.status_code, ReadLog.objects.get(act="api.matters").count) == (200, 1)
    refused = browser.get("/api/matters", {"limit": 1, "after": further.json()["after"]})
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "accounts.list.two")


def test_w50_pages_of_people_that_are_read_on_add_up_with_the_files(signed_in, bob, settings):
    for n in range(readings.MOST + 2):
        a_person(bob, f"Zed Person {n}")
    settings.IFAR_TAKEN_ALONE = 2
    browser = signed_in("bob")
    address = "/parties/?after=" + readings.list_parties(bob).after
    assert not exports.taken_today(bob), "the first page is no reading on"
    assert browser.get(address).status_code == 200
    read = ReadLog.objects.get(act="page.parties")
    assert (read.count, exports.taken_today(bob)) == (2, 2)
    again = browser.get(address)
    assert again.status_code == 409
    assert "Zed Person" not in again.content.decode()


def test_the_log_in_the_browser_is_for_inspectors(signed_in):
    for name in cast.PARTS:
        got = signed_in(name).post("/ledger/export/").status_code
        assert got == (404 if name == "judy" else 403), name


# What leaves is told before, and above a number a second person agrees ---------------------------------------------------------


@pytest.fixture
def at_most(settings):
    settings.IFAR_TAKEN_ALONE = 1


def test_w50_the_page_before_the_file_says_what_leaves_how_many_and_why(signed_in, some):
    answer = signed_in("alice").get("/search/list.csv", {"make": "Beretta"})
    page = answer.content.decode()
    assert answer["Content-Type"].startswith("text/html")
    for safe_string in (
        "<strong>2</strong>",
        escape(BERETTAS),
        "Serial number",
        "Deciding about a licence",
        "A list of firearms",
    ):
        assert safe_string in page, safe_string
    assert not ReadLog.objects.filter(act="registry.list.export").exists(), "nothing left yet"


def test_w50_above_the_number_nothing_leaves_without_a_second_person_and_then_once(
    signed_in, some, at_most, bob, nina
):
    browser = signed_in("bob")
    address = "/search/list.csv?make=Beretta"
    assert "Ask a second person" in browser.get(address).content.decode()
    assert browser.post(address).status_code == 422, "why is asked"
    asked = browser.post(address, {"reason": "For the yearly count."})
    proposal = Proposal.objects.get(act="lists.taken")
    assert asked.status_code == 302
    assert asked["Location"] == f"/approvals/{proposal.public_id}/" or proposal.public_id in asked["Location"]
    for _again in range(2):
        assert browser.post(address).status_code == 302, "one question, however often it is pressed"
    assert Proposal.objects.filter(act="lists.taken").count() == 1
    assert not ReadLog.objects.filter(act="registry.list.export").exists()
    with pytest.raises(Forbidden):
        approvals.decide(actor=bob, proposal=proposal.public_id, verdict="approve")
    page = signed_in("nina").get(f"{asked['Location']}").content.decode()
    assert escape(BERETTAS) in page
    assert "For the yearly count." in page
    approvals.decide(actor=nina, proposal=proposal.public_id, verdict="approve")
    while outbox.deliver():
        pass
    assert Notice.objects.filter(kind="accounts.list_released", user=bob.id).exists()
    assert "Export" in browser.get(address).content.decode()
    rows = body_of(browser.post(address)).decode("utf-8-sig")
    assert "AB71234" in rows
    entry = Entry.objects.get(act="lists.taken")
    assert (entry.actor, ReadLog.objects.get(act="registry.list.export").count) == (bob.id, 2)
    assert browser.post(address).status_code in (302, 422), "a release is used once"
    assert Entry.objects.filter(act="lists.taken").count() == 1


def test_w50_files_one_after_the_other_add_up_within_a_day(signed_in, some, settings, bob):
    """Two lists of two arms each are four arms; the third asks for a second person, and so does another kind of list."""
    settings.IFAR_TAKEN_ALONE = 5
    browser = signed_in("bob")
    for form in ("csv", "xlsx"):
        assert browser.post(f"/search/list.{form}?make=Beretta").status_code == 200
    assert "Ask a second person" in browser.get("/search/list.csv?make=Beretta").content.decode()
    assert browser.post("/search/list.csv?make=Beretta").status_code == 422
    assert exports.takes_two(bob, Leaving("recoveries.list.export", "", "csv", 2, "/"))
    assert not exports.takes_two(bob, Leaving("recoveries.list.export", "", "csv", 1, "/"))
    settings.IFAR_TAKEN_ALONE = 6
    assert browser.post("/search/list.csv?make=Beretta").status_code == 200


def test_w50_what_leaves_as_a_file_is_counted_whatever_list_it_is():
    """A list that the log of reads calls otherwise would not add up."""
    values = {
        kind
        for path in Path(ifar.__file__).parent.rglob("*.py")
        for kind in re.findall(r'Leaving\(\s*"([a-z.]+)"', path.read_text(encoding="utf-8"))
    }
    assert values == set(exports.KINDS)


def test_w50_a_release_covers_no_other_list_no_other_form_and_no_more_records(
    signed_in, some, at_most, alice, bob, nina
):
    browser = signed_in("bob")
    browser.post("/search/list.csv?make=Beretta", {"reason": "For the yearly count."})
    proposal = Proposal.objects.get(act="lists.taken")
    approvals.decide(actor=nina, proposal=proposal.public_id, verdict="approve")
    for other in ("/search/list.xlsx?make=Beretta", "/search/list.csv"):
        assert browser.post(other).status_code == 422, other
    assert signed_in("alice").post("/search/list.csv?make=Beretta").status_code == 422, "nor anybody else"
    a_firearm(alice, "ZZ1")
    assert browser.post("/search/list.csv?make=Beretta").status_code == 422, "it has grown since"
    assert not Entry.objects.filter(act="lists.taken").exists()


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize(
    "typed",
    [
        {"make": "Zastavva Kragujevac"},
        {"make": "Beretta", "model": "no such model"},
        {"calibre": "no such calibre"},
        {"type": "no such type"},
    ],
)
def test_w50_a_word_that_narrows_nothing_is_refused_and_no_second_person_reads_it(
    signed_in, some, at_most, typed, form
):
    browser, address = signed_in("bob"), f"/search/list.{form}?{urlencode(typed)}"
    for answer in (browser.get(address), browser.post(address, {"reason": "A few."})):
        assert answer.status_code == 422
        page = answer.content.decode()
        assert list(typed.values())[-1] in page
        assert "empty the field" in page
    assert not Proposal.objects.filter(act="lists.taken").exists()


def test_w50_an_identifier_narrows_no_list(signed_in, some, at_most, alice):
    firearm = a_firearm(alice, "ID1").firearm
    assert (
        signed_in("bob").post("/search/list.csv?" + urlencode({"q": firearm}), {"reason": "x"}).status_code
        == 422
    )


def test_w50_a_release_is_for_the_whole_question_however_long_it_is(bob, nina, settings, some):
    settings.IFAR_TAKEN_ALONE = 1
    long = "make " + "x" * 400
    asked = exports.Leaving(
        "registry.list.export", f"{long}, type pistol", "csv", 2, "/", question={"type": "pistol"}
    )
    proposal = exports.ask(bob, asked, "pistols")
    approvals.decide(actor=nina, proposal=proposal.public_id, verdict="approve")
    assert proposal.words["asked"] == asked.asked, "and read whole"
    for other in (
        replace(asked, asked=f"{long}, type rifle"),
        replace(asked, question={"type": "rifle"}),
        replace(asked, form="xlsx"),
        replace(asked, kind="recoveries.list.export"),
    ):
        with pytest.raises(Refused):
            exports.take(bob, other)
    exports.take(bob, replace(asked, address="/elsewhere"))


def test_w50_the_database_lets_nothing_leave_that_nobody_released(some, at_most, bob):
    leaving = exports.Leaving("registry.list.export", "make Beretta", "csv", 2, "/search/list.csv")
    with pytest.raises(Refused):
        exports.take(bob, leaving)
    with pytest.raises(DatabaseError), transaction.atomic():
        acts.write(
            actor=bob, schema="list.taken/1", act="lists.taken", object=bob.id, recorded_at=acts.now(),
            payload={"kind": "registry.list.export", "form": "csv", "digest": "0" * 64, "count": 2, "purpose": "licensing",
                     "case": "", "proposal": "Q0000000000000"},
        )  # fmt: skip


def test_w50_a_trader_asks_and_an_office_of_the_state_releases(ivan, bob):
    """Reports and labels of their own stock are lists of arms too, and no office of theirs decides."""
    asked = exports.ask(ivan, Leaving("bulk.report.export", "all", "csv", 600, "/"), "For the yearly count.")
    assert waiting_for(bob).filter(public_id=asked.public_id).exists()


def test_w50_programs_and_whoever_takes_nothing_out_ask_nobody(some, at_most, bob):
    assert "accounts:list:take" in scopes.never()
    leaving = exports.Leaving("registry.list.export", "", "csv", 2, "/search/list.csv")
    with pytest.raises(Forbidden):
        exports.ask(replace(bob, permissions=frozenset()), leaving, "All of them.")
    with pytest.raises(Refused, match="purpose"):
        exports.ask(replace(bob, purpose=None), leaving, "All of them.")


def test_w50_lists_of_cases_with_their_places_leave_the_same_way(signed_in, at_most, erin, dave):
    for _number in range(2):
        a_case(erin)
    browser = signed_in("erin")
    page = browser.get("/recoveries/export.csv").content.decode()
    assert "Ask a second person" in page
    assert browser.post("/recoveries/export.csv").status_code == 422
    assert not ReadLog.objects.filter(act="recoveries.list.export").exists()


def test_w50_every_list_that_leaves_goes_through_the_page():
    """Views that send tables of records: each asks `exports.before`, or is named here with why it need not."""
    spared = {
        "accounts/views/exports.py": "sends what was asked before",
        "hotspots/views/desk.py": "rows of a delivery that became nothing: a number, and why",
        "hotspots/views/maps.py": "counts by cell and area",
    }
    for path in sorted((Path(ifar.__file__).parent).rglob("views*/**/*.py")) + sorted(
        Path(ifar.__file__).parent.rglob("views.py")
    ):
        text = path.read_text()
        name = str(path.relative_to(Path(ifar.__file__).parent))
        sends = "csv_pieces(" in text or "exports.sent(" in text
        if sends and name not in spared and not name.startswith(("returns/", "programme/")):
            assert "exports.before(" in text, name


def test_w50_whoever_is_refused_a_list_has_the_search_with_what_was_typed(signed_in, some):
    browser = signed_in("alice")
    answer = browser.get("/search/list.csv", {"make": "Beretta", "type": "no such type"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="no such type"' in page
    assert 'href="/search/list.csv' not in page, "no list is offered that would be refused"
    assert 'href="/search/list.csv' in browser.get("/search/", {"make": "Beretta"}).content.decode()
