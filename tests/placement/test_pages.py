"""Places on pages and over HTTP: opened, labelled, filled by scan, emptied; who may not see a place sees neither its name nor a count."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection, transaction
from django.db.models import Q
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ifar import identifiers
from ifar.placement import arms as arms_of_placement
from ifar.placement import selectors
from ifar.placement.models import Event, Place, Placement
from ifar.placement.services.placing import Placing, place_many
from ifar.registry.models import Firearm
from tests.placement.making import a_place, arms

NAME = "NAME-OF-A-SHELF"


@pytest.fixture
def shelf(frank):
    """A shelf of the armoury with three pistols."""
    place = a_place(frank, NAME, code="SHELF-CODE", capacity=2)
    place_many(actor=frank, placements=[Placing(arm, place) for arm in arms(frank, 3)])
    return place


def test_the_main_way_in_the_browser(frank, signed_in):
    browser = signed_in("frank")
    assert "Open a place" in browser.get("/places/").content.decode()
    made = browser.post("/places/new/", {"kind": "store", "name": "Store", "code": "ST"})
    store = Place.objects.get()
    page = f"/places/{store.public_id}/"
    assert made.headers["Location"] == page
    browser.post("/places/new/", {"kind": "shelf", "name": "Shelf 1", "inside": store.public_id})
    wrong = browser.post("/places/new/", {"kind": "shelf"})
    assert wrong.status_code == 422
    shelf = Place.objects.get(kind="shelf")
    results = arms(frank, 3)
    scanned = f"{shelf.public_id}\n{results[0]}\nAB71231\n"
    sent = browser.post("/places/scan/", {"scanned": scanned})
    assert sent.status_code == 302, sent.content.decode()
    assert browser.post("/places/scan/", {"scanned": "NOSUCH1"}).status_code == 422
    here = f"/places/{shelf.public_id}/"
    assert browser.post(f"{here}scan/", {"scanned": results[2]}).headers["Location"] == here
    shown = browser.get(here).content.decode()
    for arm in results:
        assert arm in shown
    assert "data:image/svg+xml" in shown
    moved = browser.post(f"{here}move/", {"to": store.public_id, "things": results[:1]})
    assert moved.status_code == 302
    assert dict(Placement.objects.values_list("public_id", "place"))[results[0]] == store.public_id
    refused = browser.post(f"{here}move/", {"to": store.public_id, "all_of": "3", "sure": "1"})
    assert refused.status_code == 422
    # All of it goes once somebody has read from where and to where.
    asked = browser.post(f"{here}move/", {"to": store.public_id, "all_of": "2"})
    assert (asked.context["given"].all_of, asked.context["to"]) == (2, "Store")
    assert Placement.objects.filter(place=store.public_id).count() == 1
    browser.post(f"{here}move/", {"to": store.public_id, "all_of": "2", "sure": "1"})
    assert set(Placement.objects.values_list("place", flat=True)) == {store.public_id}
    arm = Firearm.objects.get(public_id=results[0]).public_id
    page_of_arm = f"/firearms/{arm}/"
    shown = browser.get(page_of_arm).content.decode()
    assert "Where it is" in shown
    assert shown.index(">Store<") < shown.index("Where it was")
    n = Placement.objects.get(public_id=arm).n
    browser.post(f"/places/things/{arm}/", {"to": shelf.public_id, "expected_n": n})
    assert Placement.objects.get(public_id=arm).place == shelf.public_id
    result = browser.post(f"/places/things/{arm}/", {"to": store.public_id, "expected_n": n}, follow=True)
    assert "Shelf 1, by Frank Armoury" in result.content.decode()
    browser.post(f"{here}acts/changed/", {"name": "Top shelf", "expected_n": 1})
    assert Place.objects.get(kind="shelf").name == "Top shelf"


@pytest.mark.parametrize("name", ["dave", "alice", "ivan", "heidi", "nina"])
def test_who_may_not_see_a_place_sees_neither_its_name_nor_a_count(shelf, signed_in, name):
    browser = signed_in(name)
    for address in (f"/places/{shelf}/", f"/api/places/{shelf}", f"/api/places/{shelf}/things"):
        assert browser.get(address).status_code == 404
    for address in ("/places/", "/api/places", "/places/scan/"):
        result = browser.get(address).content.decode()
        for hidden in (NAME, shelf, identifiers.shown(shelf), "SHELF-CODE", 'class="figures"'):
            assert hidden not in result
    for address, values in (
        ("/places/scan/", {"scanned": "SHELF-CODE\nAB71230"}),
        ("/places/scan/", {"scanned": f"{shelf}\n{Firearm.objects.first().public_id}"}),
    ):
        result = browser.post(address, values)
        assert result.status_code == 422
        assert NAME not in result.content.decode()
    assert browser.post(f"/places/{shelf}/scan/", {"scanned": "AB71230"}).status_code in (403, 404)
    assert browser.post(f"/places/{shelf}/move/", {"to": shelf, "all_of": "3"}).status_code in (403, 404)


def test_an_arm_that_one_may_not_see_is_in_no_list_and_no_number(shelf, frank, signed_in, monkeypatch):
    browser = signed_in("frank")
    page = browser.get(f"/places/{shelf}/").content.decode()
    assert page.count("data-pick") == 3
    assert "over its capacity" in page
    hidden = Firearm.objects.order_by("id").first().public_id
    sees = ~Q(public_id=hidden)
    monkeypatch.setattr(arms_of_placement, "visible", lambda actor: sees)
    page = browser.get(f"/places/{shelf}/").content.decode()
    assert page.count("data-pick") == 2
    assert hidden not in page
    assert "over its capacity" not in page
    assert "Move all that is here (2)" in page


def test_over_http_the_same(frank, signed_in):
    browser = signed_in("frank")

    def post(address, body):
        return browser.post(address, body, content_type="application/json")

    made = post("/api/places", {"kind": "shelf", "name": "Shelf 1"})
    place = made.json()["id"]
    (arm,) = arms(frank)
    # The clock of who sends it is three days behind.
    behind = timezone.now() - dt.timedelta(days=3)
    at = behind - dt.timedelta(hours=2)
    body = {
        "placements": [{"thing": arm, "place": place, "expected_n": 0, "at": at.isoformat()}],
        "sent": behind.isoformat(),
    }
    first, again = post("/api/placements", body), post("/api/placements", body)
    assert (first.json(), again.json()) == ({"placed": [arm], "n": {arm: 1}}, {"placed": [], "n": {arm: 1}})
    # The log says by how much the clock was wrong, and so does the firearm's page.
    assert Event.objects.get(subject=arm).details == {"off": -3 * 86_400}
    assert (
        "The device&#x27;s clock was 3 days behind; corrected."
        in browser.get(f"/firearms/{arm}/").content.decode()
    )
    long_ago = (timezone.now() - dt.timedelta(days=500)).isoformat()
    early = {"placements": [{"thing": arm, "place": place, "at": long_ago}]}
    assert post("/api/placements", early).json()["error"]["reasons"][0]["code"] == "placement.long_ago"
    (result,) = browser.get(f"/api/places/{place}/things").json()["items"]
    assert (result["thing"], result["place"], result["n"]) == (arm, place, 1)
    meant = timezone.now() - dt.timedelta(hours=2)
    assert abs(dt.datetime.fromisoformat(result["since"]) - meant) < dt.timedelta(minutes=2)
    other = post("/api/places", {"kind": "shelf", "name": "Shelf 2"}).json()["id"]
    body = {"placements": [{"thing": arm, "place": other, "expected_n": 0}]}
    refused = post("/api/placements", body)
    assert refused.status_code == 409
    assert refused.json()["error"]["code"] == "placement.moved_meanwhile"
    assert post(f"/api/places/{place}/closed", {}).status_code == 409
    body["placements"][0]["expected_n"] = 1
    post("/api/placements", body)
    assert post(f"/api/places/{place}/closed", {}).json()["state"] == "closed"
    listed = browser.get("/api/places").json()["items"]
    assert [item["id"] for item in listed] == [other]


def test_the_pages_take_as_many_queries_for_many_as_for_few(frank, signed_in, django_assert_max_num_queries):
    store = a_place(frank, "Store", "store")
    results = arms(frank, 24)
    for n in range(8):
        place = a_place(frank, f"Shelf {n}", inside=store)
        place_many(actor=frank, placements=[Placing(arm, place) for arm in results[3 * n : 3 * n + 2]])
    place_many(actor=frank, placements=[Placing(arm, store) for arm in results[2::3]])
    browser = signed_in("frank")
    for address, most in (("/places/", 14), (f"/places/{store}/", 26)):
        browser.get(address)
        with django_assert_max_num_queries(most):
            assert browser.get(address).status_code == 200


def test_the_page_of_an_arm_asks_once_which_versions_of_lists_are_loaded(frank, shelf, signed_in):
    browser = signed_in("frank")
    address = f"/firearms/{Placement.objects.values_list('public_id', flat=True)[0]}/"
    browser.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert NAME in browser.get(address).content.decode()
    assert (
        sum(
            "name, version FROM reference_codelist" in captured_query["sql"]
            for captured_query in asked.captured_queries
        )
        == 1
    )


def test_a_shelf_counts_what_lies_in_it_once_and_a_store_that_has_shelves_apart(frank, shelf, signed_in):
    browser = signed_in("frank")
    store = a_place(frank, "Store", "store")
    a_place(frank, "Empty shelf", inside=store)
    place_many(actor=frank, placements=[Placing(arm, store) for arm in arms(frank, 2, 900)])
    for place, counts, directly in ((shelf, 0, 3), (store, 1, 2)):
        browser.get(f"/places/{place}/")
        with CaptureQueriesContext(connection) as asked:
            answer = browser.get(f"/places/{place}/")
        assert answer.context["directly"].many == directly
        assert (
            sum('COUNT(*) AS "__count"' in captured_query["sql"] for captured_query in asked.captured_queries)
            == counts
        )


def test_what_pages_ask_in_a_register_of_millions_is_found_by_an_index(frank, shelf):
    arm = arms(frank, 1, 500)[0]
    other = a_place(frank, "Shelf 2")
    with CaptureQueriesContext(connection) as asked:
        counted = selectors.how_many(frank, Place.objects.filter(public_id__in=[shelf, other]))
        assert [counted[item].many for item in (shelf, other)] == [3, 0]
        list(Firearm.objects.filter(mounted_in=arm))
        list(Firearm.objects.filter(merged_into=arm))
    indexes = ("placement_placement_here", "registry_firearm_mounted", "registry_firearm_merged")
    values = [captured_query["sql"] for captured_query in asked.captured_queries[-3:]]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        for index, statement in zip(indexes, values, strict=True):
            cursor.execute("EXPLAIN " + statement)
            assert index in str(cursor.fetchall()), statement
