"""Any list leaves as its pages show it: the same rows to the same people, all of its pages, under a purpose, and counted."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import openpyxl
import pytest

from ifar import cursors
from ifar.accounts.models import Proposal, ReadLog
from ifar.accounts.services import proposals as approvals
from ifar.accounts.services import shifts
from ifar.accounts.views import list_files
from ifar.placement.services.placing import Placing, place_many
from tests.matters.test_matters import a_matter
from tests.placement.making import a_place, arms

pytestmark = pytest.mark.django_db
TEMPLATES = Path(__file__).resolve().parents[2] / "ifar" / "templates"


def rows_of(answer):
    return list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))


def test_a_list_leaves_as_its_pages_show_it_with_its_filters_and_is_logged(signed_in, bob, monkeypatch):
    monkeypatch.setattr(cursors, "LARGEST", 2)
    monkeypatch.setattr(cursors, "SIZE", 2)
    made = [a_matter(bob, kind="breach", text="=1+1") for _ in range(5)]
    a_matter(bob)
    browser, asked = signed_in("bob"), "/matters/?list=open&kind=breach&after=wrong"
    asked += "&sort=-day"
    page = browser.get(f"{asked}&export=csv").content.decode()
    told = "Matters: Open, Kind of matter: Breach of a rule, sorted by Deadline, descending"
    assert told in re.sub(r"\s+", " ", page)
    head, *rows = rows_of(browser.post(f"{asked}&export=csv"))
    assert head == ["Matter", "Record concerned", "Office that settles it", "Status", "Deadline"]
    assert len(rows) == len(made), "of all three pages"
    shown = browser.get("/matters/?list=open&kind=breach").content.decode()
    assert shown.count("<tr") == 3, "a head and a page"
    for text in rows[0]:
        assert text.strip("'") in re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", shown))
    assert ReadLog.objects.get(actor=bob.id, act="lists.page.export").count == 5
    whole = json.loads(browser.post(f"{asked}&export=json").content)
    assert (whole["columns"], len(whole["rows"])) == (head, 5)
    for told in (bob.name, "Kind of matter: Breach of a rule"):
        assert told in whole["taken"]
    answer = browser.post(f"{asked}&export=xlsx")
    label, names, *cells = openpyxl.load_workbook(
        io.BytesIO(b"".join(answer.streaming_content))
    ).active.values
    assert (label[0].startswith("Taken out by"), list(names), len(cells)) == (True, head, 5)


def test_it_leaves_to_nobody_who_does_not_see_the_page_or_said_no_purpose(client, signed_in, bob):
    a_matter(bob)
    export = "/matters/?list=open&export=csv"
    assert client.get(export).status_code == 302
    cast_out = signed_in("dave").post(export)
    assert cast_out.status_code in (403, 422), "who sees no rows of it takes none out"
    for wrong in ("/matters/?export=exe", "/?export=csv", "/notices/?export=csv"):
        assert signed_in("bob").post(wrong).status_code == 422
    shifts.end(actor=bob)
    asked = signed_in("bob").get(export)
    assert asked.status_code == 302
    assert asked["Location"].startswith("/me/purpose/?next=%2Fmatters%2F%3Flist%3Dopen%26export"), "and back"
    assert not ReadLog.objects.filter(act="lists.page.export").exists()


def test_what_leaves_adds_up_with_other_lists_and_above_the_number_takes_two(signed_in, bob, settings):
    settings.IFAR_TAKEN_ALONE = 3
    for _ in range(2):
        a_matter(bob)
    browser = signed_in("bob")
    export = "/matters/?list=open&export=csv"
    assert len(rows_of(browser.post(export))) == 3
    assert "More than 3 records within a day leave only when a second person agrees" in re.sub(
        r"\s+", " ", browser.get(export).content.decode()
    )
    assert browser.post(export).status_code == 422, "no reason"


@pytest.fixture
def two_stores(frank):
    """Two stores of one name: in the first a shelf, and in each a pistol."""
    stores = [a_place(frank, "Store", "store") for _ in range(2)]
    a_place(frank, "Shelf of the first", inside=stores[0])
    place_many(actor=frank, placements=[Placing(*pair) for pair in zip(arms(frank, 2), stores, strict=True)])
    return stores


def test_of_a_page_with_several_lists_the_one_leaves_that_offers_it(signed_in, two_stores):
    (_head, row) = rows_of(signed_in("frank").post(f"/places/{two_stores[0]}/?export=csv"))
    assert "AB71230" in " ".join(row)


def test_a_release_is_for_the_page_it_was_asked_for(signed_in, two_stores, grace, settings):
    """Not for another of the same name, and not for the same list under another question."""
    settings.IFAR_TAKEN_ALONE = 0
    browser = signed_in("frank")
    first, second = (f"/places/{store}/?export=csv&list=placement" for store in two_stores)
    browser.post(first, {"reason": "For the yearly count."})
    proposal = Proposal.objects.get(act="lists.taken")
    approvals.decide(actor=grace, proposal=proposal.public_id, verdict="approve")
    assert browser.post(second).status_code == 422
    assert browser.post(first + "&more=1").status_code == 422
    assert len(rows_of(browser.post(first))) == 2


def test_a_list_that_is_too_long_is_refused_and_not_cut(signed_in, bob, monkeypatch):
    monkeypatch.setattr(list_files, "MOST", 1)
    for _ in range(2):
        a_matter(bob)
    assert signed_in("bob").get("/matters/?list=open&export=csv").status_code == 422


def test_every_list_with_a_foot_is_one_that_can_leave():
    """What `list_files` reads stands on each page that offers it."""
    for path in TEMPLATES.rglob("*.html"):
        text = path.read_text()
        if "pieces/queue_foot.html" in text and path.name != "queue_foot.html":
            parts = [(TEMPLATES / name).read_text() for name in re.findall(r'include "([\w/]+\.html)"', text)]
            assert any("data-queue" in part for part in (text, *parts)), path
