"""The pages of saved searches: keeping one open from the search, what came in since, what is done with it, what each costs."""

from __future__ import annotations

import base64
import html
import re
import time
from dataclasses import replace
from urllib.parse import quote_plus

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ifar import home, identifiers
from ifar.accounts.labels import PURPOSES
from ifar.accounts.models import ReadLog
from ifar.accounts.services import shifts
from ifar.errors import Unavailable
from ifar.outbox import services as outbox
from ifar.recoveries.models import Case
from ifar.registry.alerts import restricted_hits as limits
from ifar.registry.alerts.selectors import saved_searches as selectors
from ifar.registry.alerts.services import restricted_hits
from ifar.registry.alerts.services.saved_searches import close_search, judge_hit, open_search
from ifar.registry.models import RestrictedQuestion, SavedSearch, SavedSearchHit
from ifar.registry.search import numbers
from ifar.registry.search.matching import Question
from ifar.registry.selectors import likely
from tests import cast
from tests.conftest import sign_in
from tests.factories import a_case, a_firearm, an_item

STOCK = {"state": "in_stock_state", "owner_kind": "state"}
HOME = 28
"""Statements that the first page of a police officer takes at most."""
KEPT = {
    "q": "Beretta AB71234",
    "calibre": "9mm para",
    "year_from": "1990",
    "kind": "recovery",
    "reference": "P-2026-17",
    "reason": "found in a boot",
}


def text_of(response):
    text = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", re.sub("[\u2068\u2069]", "", text))


def deliver():
    while outbox.deliver():
        pass


@pytest.fixture
def kept(dave):
    return open_search(
        actor=dave,
        kind="recovery",
        question=Question("AB71234", make="beretta"),
        reference="P-2026-17",
        reason="found in a boot",
    )


def test_a_search_is_kept_open_from_what_was_asked(signed_in, db):
    browser = signed_in("dave")
    form = browser.get("/search/keep/?q=AB71234&make=Beretta").content.decode()
    assert 'value="AB71234"' in form
    assert 'value="Beretta"' in form
    made = browser.post("/search/keep/", KEPT)
    kept = SavedSearch.objects.get()
    assert made["Location"] == f"/searches/{kept.public_id}/"
    assert kept.question == {"serial": "AB71234", "make": "beretta", "calibre": "9x19", "year": [1990, 1990]}
    first = text_of(browser.get(made["Location"]))
    assert "being compared, also with compartments that are closed to you" in first
    assert "Nothing that you may see" not in first, "nobody has looked yet"
    deliver()
    page = text_of(browser.get(made["Location"]))
    assert "being compared" not in page
    for words in (
        "Beretta",
        "1990",
        "P-2026-17",
        "found in a boot",
        "Dave Harbour",
        "Nothing that you may see",
    ):
        assert words in page


def test_the_search_page_leads_to_it_with_what_was_asked(signed_in, db):
    page = signed_in("dave").get("/search/?q=AB71234&make=Beretta").content.decode()
    assert 'href="/search/keep/?q=AB71234&amp;make=Beretta"' in page
    assert "/search/keep/" not in signed_in("dave").get("/search/?make=Beretta").content.decode()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"q": "A*"}, "too little of a mark"),
        ({"make": "Nobodys Arms"}, "know nothing by this name"),
        ({"reference": ""}, "required"),
        ({"days": "9000"}, "at most 365 days"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(signed_in, db, wrong, said):
    answer = signed_in("dave").post("/search/keep/", {**KEPT, **wrong})
    assert answer.status_code == 422
    assert said in text_of(answer)
    assert not SavedSearch.objects.exists()


def test_a_hit_is_shown_with_its_reasons_and_judged(signed_in, kept, alice):
    firearm = a_firearm(alice, "AB7I234").firearm
    deliver()
    browser = signed_in("erin")
    assert "1 search of your desk has hits to look at" in text_of(browser.get("/searches/?show=waiting"))
    page = browser.get(f"/searches/{kept.public_id}/")
    assert firearm in page.content.decode()
    assert "The make agrees." in text_of(page)
    assert "they look alike" in text_of(page)
    hit = SavedSearchHit.objects.get()
    done = browser.post(
        reverse("registry:saved_search_judge", args=(kept.public_id, hit.entry)),
        {"verdict": "confirmed"},
        follow=True,
    )
    assert "It is the one · Erin Harbour" in text_of(done)
    closed = browser.post(
        reverse("registry:search_act", args=(kept.public_id, "closed")), {"outcome": "found"}, follow=True
    )
    assert "Closed: It was found" in text_of(closed)
    assert kept.public_id in browser.get("/searches/?show=ended").content.decode()
    late = browser.post(
        reverse("registry:search_act", args=(kept.public_id, "renewed")), {"reason": "x"}, follow=True
    )
    assert "closed already" in text_of(late)


def test_the_notice_leads_to_the_search(signed_in, kept, alice):
    a_firearm(alice, "AB71234")
    deliver()
    page = text_of(signed_in("dave").get("/notices/"))
    assert "1 record came into the register that fits “AB71234”" in page


def test_a_hidden_hit_shows_whom_to_ask_and_nothing_of_itself(signed_in, kept, frank, grace):
    hidden = a_firearm(frank, "AB71234", **STOCK).firearm
    deliver()
    page = signed_in("dave").get(f"/searches/{kept.public_id}/")
    assert "Ask Ministry of Defence about this mark." in text_of(page)
    assert "Nothing that you may see came into the register and fits." in text_of(page)
    for result in (
        page,
        signed_in("dave").get("/notices/"),
        signed_in("dave").get(f"/api/searches/{kept.public_id}"),
    ):
        assert hidden not in result.content.decode()
        assert "First Armoury" not in result.content.decode()
    heard = signed_in("grace").get("/notices/")
    assert "Harbour Police Station looks for a firearm of your compartment: “AB71234”" in text_of(heard)
    assert "Investigating an offence" in text_of(heard)


@pytest.mark.parametrize(
    ("who", "reference", "said"),
    [
        ("dave", "S-77", "under S-77; purpose: Investigating an offence; case of the shift: P-2026-17. They were told to ask you"),
        ("dave", "P-2026-17", "under P-2026-17; purpose: Investigating an offence. They were told to ask you"),
        ("alice", "S-77", "under S-77; purpose: {purpose}. They were not told of you."),
    ],
)  # fmt: skip
def test_the_owner_reads_under_what_a_saved_search_is_kept_open(
    signed_in, frank, grace, who, reference, said
):
    keeper = cast.actor(who)
    if who == "alice":
        keeper = replace(keeper, purpose=replace(keeper.purpose, case=""))
    open_search(
        actor=keeper,
        kind="recovery",
        question=Question("AB71234"),
        reference=reference,
        reason="found in a boot",
    )
    a_firearm(frank, "AB71234", **STOCK)
    deliver()
    page = text_of(signed_in("grace").get("/notices/"))
    purpose = PURPOSES[keeper.purpose.purpose]
    assert f"{keeper.name} keeps a search open {said.format(purpose=purpose)}" in page


def test_what_i_keep_stands_in_the_order_of_the_first_page_and_goes_on_over_pages(
    signed_in, kept, dave, alice, monkeypatch
):
    def look_for(serial):
        values = {"kind": "enquiry", "reference": "E-1", "reason": "x"}
        return open_search(actor=dave, question=Question(serial), **values).public_id

    unlikely, nothing, likely = look_for("CD512"), look_for("ZZ99999"), look_for("XY71234")
    for serial in ("AB71234", "CD513", "XY71234"):
        a_firearm(alice, serial)
    deliver()
    browser = signed_in("dave")
    expected = [likely, kept.public_id, unlikely, nothing]
    first = [item["url"].split("/")[-2] for item in browser.get("/").context["found"]]
    listed = browser.get("/searches/?show=mine").context["rows"]
    assert [item["search"].public_id for item in listed] == [*first, nothing] == expected
    waiting = browser.get("/searches/?show=waiting").context["rows"]
    assert [item["search"].public_id for item in waiting] == first
    paged, after = [], ""
    while True:
        part = browser.get("/api/searches", {"list": "mine", "size": 1, "after": after}).json()
        paged += [item["id"] for item in part["items"]]
        if not (after := part["after"]):
            break
    assert paged == expected
    forged = base64.urlsafe_b64encode(b'["many","1"]').decode()
    assert browser.get("/searches/", {"show": "mine", "after": forged}).status_code == 422


def test_a_hit_in_a_compartment_that_is_closed_by_now_is_not_shown_any_more(kept, alice, dave):
    a_firearm(alice, "AB71234")
    deliver()
    assert selectors.hits_of(dave, kept).count() == selectors.count_waiting(dave) == 1
    moved = replace(dave, compartments=frozenset({"police"}))
    assert selectors.hits_of(moved, kept).count() == selectors.count_waiting(moved) == 0
    assert [search.waiting for search in selectors.searches_for(moved)] == [0]


def test_the_first_page_begins_with_what_my_searches_found_until_somebody_has_looked(
    signed_in, kept, dave, alice, frank, monkeypatch
):
    browser = signed_in("dave")
    assert browser.get("/").context["found"] == []
    a_firearm(frank, "AB71234", **STOCK)
    deliver()
    assert browser.get("/").context["found"] == [], "what is hidden is nothing that was found"
    unlikely = open_search(
        actor=dave, kind="enquiry", question=Question("CD512"), reference="E-1", reason="x"
    )
    for serial in ("AB71234", "AB71234", "CD513"):
        a_firearm(alice, serial)
    deliver()
    page = browser.get("/")
    result = page.context["found"]
    assert [(item["url"], item["count"]) for item in result] == [
        (f"/searches/{kept.public_id}/", 2),
        (f"/searches/{unlikely.public_id}/", 1),
    ], "the likeliest first"
    text = text_of(page)
    assert text.index("New hits in your saved searches") < text.index("open notification")
    assert "2 hits to look at" in text
    assert "here are all with hits to look at" not in text
    with monkeypatch.context() as few:
        few.setattr(home, "SHOWN", 1)
        page = browser.get("/")
        assert len(page.context["found"]) == 1
        assert "here are all with hits to look at" in text_of(page)
    assert not any("colleague" in line["words"] for line in page.context["waiting"])
    # A colleague at the desk is told of it in one line, another desk not at all.
    hers = signed_in("erin").get("/")
    assert hers.context["found"] == []
    assert "2 saved searches of colleagues at your desk found something" in text_of(hers)
    assert "colleagues at your desk" not in text_of(signed_in("alice").get("/"))
    for hit in SavedSearchHit.objects.filter(savedsearch=kept):
        judge_hit(actor=dave, search=kept.public_id, hit=hit.entry, verdict="rejected")
    close_search(actor=dave, savedsearch_id=unlikely.public_id, outcome="not_needed")
    assert browser.get("/").context["found"] == []


def test_the_first_page_costs_no_more_for_more_searches(signed_in, kept, dave, alice):
    browser, counted = signed_in("dave"), []
    for number in (1, 6):
        for _ in range(number):
            open_search(actor=dave, kind="enquiry", question=Question("XY71234"), reference="1", reason="x")
        a_firearm(alice, "XY71234")
        deliver()
        browser.get("/")
        with CaptureQueriesContext(connection) as captured:
            browser.get("/")
        counted.append(len(captured))
    assert counted[0] == counted[1] <= HOME, counted
    assert len([row for row in captured if "registry_savedsearch" in row["sql"]]) == 3


@pytest.mark.parametrize("which", selectors.LISTS)
def test_no_list_reads_all_firearms_that_may_be_seen(dave, which):
    """A hashed subplan is filled with every row that its query gives: of millions, here."""
    assert "hashed SubPlan" not in selectors.searches_for(dave, which).explain()


def test_the_list_opens_on_what_i_keep_where_i_keep_anything(signed_in, kept, dave):
    mine = signed_in("dave").get("/searches/")
    assert mine.context["tab"] == "mine"
    assert "<kbd>j</kbd>" in mine.content.decode()
    assert "<kbd>x</kbd>" not in mine.content.decode(), "no row can be picked"
    assert signed_in("erin").get("/searches/").context["tab"] == "desk"
    assert signed_in("dave").get("/searches/?show=desk").context["tab"] == "desk"
    close_search(actor=dave, savedsearch_id=kept.public_id, outcome="not_needed")
    assert signed_in("dave").get("/searches/").context["tab"] == "desk"


PLACES = ("/searches/", "/searches/{search}/", "/api/searches", "/api/searches/{search}")


def test_longer_lists_cost_no_more_statements(signed_in, kept, dave, alice):
    browser = signed_in("dave")
    counted = {place: [] for place in PLACES}
    for number in (1, 6):
        for _ in range(number):
            a_firearm(alice, "AB71234")
            open_search(actor=dave, kind="enquiry", question=Question("XY71234"), reference="1", reason="x")
        deliver()
        for place in PLACES:
            address = place.format(search=kept.public_id)
            browser.get(address)
            with CaptureQueriesContext(connection) as captured:
                browser.get(address)
            counted[place].append(len(captured))
    for place, (few, many) in counted.items():
        assert few == many <= 20, (place, few, many)


def test_the_part_about_closed_compartments_says_whom_to_ask_and_has_one_length(
    signed_in, frank, monkeypatch
):
    monkeypatch.setattr(restricted_hits, "STEP_SECONDS", 0.001)
    a_firearm(frank, "AB71234", **STOCK)
    browser = signed_in("dave")
    parts = {
        q: browser.get("/search/elsewhere/", {"q": q})
        for q in ("AB71234", "Beretta AB71234", "ZZ99999", "A*", "")
    }
    assert "Ask Ministry of Defence about this mark." in text_of(parts["AB71234"])
    assert "Ask Ministry of Defence about this mark." in text_of(parts["Beretta AB71234"])
    assert "there is nobody else to ask" in text_of(parts["ZZ99999"])
    too_little = "six characters of the mark must be read, or five where the make is said, without * and with at most one ?."
    assert too_little in text_of(parts["A*"])
    assert (limits.FEWEST_READ, limits.FEWEST_READ_OF_KNOWN_MAKE, limits.MOST_UNREAD) == (6, 5, 1), too_little
    assert len({len(part.content) for part in parts.values()}) == 1
    assert signed_in("alice").get("/search/elsewhere/?q=AB71234").status_code == 403


def test_a_models_name_before_the_mark_is_understood_and_nobody_hears_that_there_is_nobody_else_where_it_may_be_read_otherwise(
    signed_in, frank, monkeypatch
):
    monkeypatch.setattr(restricted_hits, "STEP_SECONDS", 0.001)
    a_firearm(frank, "70-8650-000", **STOCK)
    browser = signed_in("dave")

    def told(typed):
        part = text_of(browser.get("/search/elsewhere/", {"q": typed}))
        page = browser.post("/roadside/", {"q": typed})
        assert ("there is nobody else to ask" in part) == ("there is nobody else to ask" in text_of(page))
        return part, page.content.decode(), browser.get("/search/", {"q": typed}).content.decode()

    for typed in ("AK 70-8650-000", "AK-47 70-8650-000", "AKM 70-86?0-000", "70-8650-000 AKM"):
        part, roadside, page = told(typed)
        assert "No record that you may see fits" in roadside, "one that they may not see may be the one"
        assert "No record that you may see fits" in page
        assert "Ask Ministry of Defence about this mark." in part, typed
        assert "Ask Ministry of Defence about this mark." in roadside, typed
        assert "Read as the name of a model, and left out of what is asked:" in page
    for typed, other in (("TT 0529514", '"TT 0529514"'), ("QX 70-8650-000", "70-8650-000")):
        part, roadside, page = told(typed)
        assert "The other reading was not checked." in part
        assert f'type="hidden" name="q" value="{html.escape(other)}"' in roadside
        assert f"?q={quote_plus(other)}" in page
    assert "Read as one mark:" in page
    assert ">QX708650000<" in page
    assert "there is nobody else to ask" in told('"TT 0529514"')[0]


def test_who_stated_no_purpose_is_led_to_state_it_before_anything_is_filled_in(signed_in, dave, monkeypatch):
    monkeypatch.setattr(restricted_hits, "STEP_SECONDS", 0.001)
    shifts.end(actor=dave)
    browser = signed_in("dave")
    shown = browser.get("/search/elsewhere/?q=AB71234&make=Beretta").content.decode()
    assert 'href="/me/purpose/?next=%2Fsearch%2F%3Fq%3DAB71234%26make%3DBeretta"' in shown
    assert 'href="/me/purpose/?next=%2Froadside%2F"' in (
        browser.post("/roadside/", {"q": "AB71234"}).content.decode()
    )
    form = browser.get("/search/keep/?q=AB71234")
    assert form.headers["Location"] == "/me/purpose/?next=%2Fsearch%2Fkeep%2F%3Fq%3DAB71234"


def test_at_the_roadside_whom_to_ask_goes_before_what_comes_near_but_not_before_what_stops(
    signed_in, alice, frank, monkeypatch
):
    monkeypatch.setattr(restricted_hits, "STEP_SECONDS", 0.001)
    a_firearm(frank, "AB71234", **STOCK)
    a_firearm(alice, "AB71284")
    browser = signed_in("dave")

    def told():
        page = browser.post("/roadside/", {"q": "AB71234"}).content.decode()
        return re.findall('<(article|div) class="(stops|else)|<(article)>', page)

    assert [item for item, *_ in told()] == ["div", ""]
    a_firearm(alice, "AB71234", state="stolen")
    assert [item for _, item, _ in told()][:1] == ["stops"]


def test_the_search_page_asks_closed_compartments_once_for_the_desks_that_are_told(signed_in, db):
    asked = 'hx-get="/search/elsewhere/?q=AB71234"'
    page = signed_in("dave").get("/search/?q=AB71234")
    assert asked in page.content.decode()
    assert "As long as this stands here, no answer has come." in text_of(page)
    assert asked not in signed_in("alice").get("/search/?q=AB71234").content.decode()
    assert "elsewhere" not in signed_in("dave").get("/search/").content.decode()


def percents(response):
    return [row["percent"] for row in response.context["hits"]]


def test_records_that_fit_one_question_share_what_there_is_as_on_the_search_page(signed_in, kept, alice):
    for serial in ("AB71234", "AB7I234", "AB7123"):
        a_firearm(alice, serial)
    deliver()
    browser = signed_in("erin")
    assert [hit.percent > 90 for hit in SavedSearchHit.objects.all()] == [True] * 3, "each alone"
    page = browser.get(f"/searches/{kept.public_id}/")
    searched = browser.get("/search/?q=AB71234&make=Beretta").context["results"]
    assert percents(page)[0] == searched[0]["percent"]
    assert sum(percents(page)) <= 100
    assert "under 1 %" in text_of(page)
    hits = browser.get(f"/api/searches/{kept.public_id}").json()["hits"]
    by_page = {row["hit"].entry: row["percent"] for row in page.context["hits"]}
    assert {item["id"]: item["percent"] for item in hits} == {
        str(key): value for key, value in by_page.items()
    }
    assert all(item["noted"] > 90 for item in hits)


def test_no_number_is_said_where_the_register_cannot_be_searched(signed_in, kept, alice, monkeypatch):
    a_firearm(alice, "AB7I234")
    deliver()

    def cannot(*_args, **_more):
        raise Unavailable("registry.search.prepared")

    monkeypatch.setattr(likely, "search", cannot)
    page = signed_in("erin").get(f"/searches/{kept.public_id}/")
    assert percents(page) == [None]
    [result] = signed_in("erin").get(f"/api/searches/{kept.public_id}").json()["hits"]
    assert (result["percent"], result["noted"] > 0) == (None, True)
    assert "look at the reasons and at the firearm" in text_of(page)


def test_what_is_decided_sets_the_others_aside_until_it_is_taken_back(signed_in, kept, dave, alice):
    first = a_firearm(alice, "AB71234").firearm
    a_firearm(alice, "AB7I234")
    deliver()
    browser = signed_in("dave")
    hit = SavedSearchHit.objects.get(firearm__public_id=first)
    judge_hit(actor=dave, search=kept.public_id, hit=hit.entry, verdict="confirmed")
    page = browser.get(f"/searches/{kept.public_id}/")
    assert [row["aside"] for row in page.context["hits"]] == [False, True]
    assert text_of(page).count("Decided: another one is it") == 1
    assert selectors.count_waiting(dave) == 0
    assert [search.waiting for search in selectors.searches_for(dave)] == [0]
    assert browser.get("/").context["found"] == []
    judge_hit(actor=dave, search=kept.public_id, hit=hit.entry, verdict="rejected")
    assert selectors.count_waiting(dave) == 1
    assert "another one is it" not in text_of(browser.get(f"/searches/{kept.public_id}/"))


def test_what_was_on_the_register_before_is_headed_so_and_only_what_came_later_is_new(signed_in, dave, alice):
    before = a_firearm(alice, "AB71234").firearm
    time.sleep(0.002)  # identifiers tell the millisecond
    kept = open_search(actor=dave, kind="enquiry", question=Question("AB71234"), reference="1", reason="x")
    later = a_firearm(alice, "AB7I234").firearm
    deliver()
    browser = signed_in("dave")
    page = browser.get(f"/searches/{kept.public_id}/")
    assert [row["firearm"].public_id for row in page.context["since"]] == [later]
    assert [row["firearm"].public_id for row in page.context["before"]] == [before]
    assert "Already on the register" in text_of(page)
    text = text_of(browser.get("/notices/"))
    assert "1 record came into the register that fits “AB71234”" in text
    assert "1 record that was on the register already fits “AB71234”" in text


def test_a_number_of_ones_own_case_is_offered_to_be_opened_and_searched_as_a_mark_like_any_other_text(
    signed_in, dave, alice, frank, monkeypatch
):
    monkeypatch.setattr(restricted_hits, "STEP_SECONDS", 0.001)
    case = a_case(dave)
    link = re.compile(rf'href="{reverse("recoveries:case", args=(case,))}"\s*>Open the case</a>')
    browser = signed_in("dave")
    a_firearm(frank, "P-2026-17", **STOCK)
    put, logged = (
        RestrictedQuestion.objects.count(),
        ReadLog.objects.filter(act="registry.mark.search").count(),
    )
    page = browser.get("/search/", {"q": "P-2026-17"}).content.decode()
    roadside = browser.post("/roadside/", {"q": "P-2026-17"}).content.decode()
    for item in (page, roadside):
        assert link.search(item)
        assert "No firearm that you may see has a mark like it" in item
        assert "No record" not in item
    assert "/search/elsewhere/" in page
    assert "Ministry of Defence" in roadside
    assert RestrictedQuestion.objects.count() == put + 1, "the page of the search asks for that part apart"
    assert ReadLog.objects.filter(act="registry.mark.search").count() == logged + 2

    # The number comes first, also beside a firearm that bears it.
    firearm = a_firearm(alice, "P-2026-17").firearm
    page = browser.get("/search/", {"q": "P-2026-17"}).content.decode()
    roadside = browser.post("/roadside/", {"q": "P-2026-17"}).content.decode()
    for item in (page, roadside):
        assert link.search(item).start() < item.index(f"/firearms/{firearm}/")
    assert re.search(r'<a\s+id="first"\s+' + link.pattern, page)
    assert page.count('id="first"') == 1

    stranger = signed_in("alice").get("/search/", {"q": "P-2026-17"})
    assert "Open the case" not in stranger.content.decode()
    assert stranger.context["question"].serial == "P-2026-17", "unseen and unknown answer alike"


def test_a_number_of_an_exhibit_is_offered_with_its_case_and_looked_up_by_its_index(signed_in, dave):
    case = a_case(dave)
    text = an_item(dave, case, exhibit="PV-2026/0417-3")
    other = an_item(dave, case, exhibit="P-2026-17")
    page = signed_in("dave").get("/search/", {"q": "PV-2026/0417-3"}).content.decode()
    href = reverse("recoveries:item", args=(text,))
    assert re.search(rf'href="{href}"\s*>Open the exhibit of case \u2068P-2026-17\u2069</a>', page)
    assert "No record" not in page
    offered = [numbered.url for numbered in numbers.found(dave, "p-2026-17")]
    assert offered == [reverse("recoveries:case", args=(case,)), reverse("recoveries:item", args=(other,))]

    stranger = signed_in("alice").get("/search/", {"q": "PV-2026/0417-3"})
    assert "Open the exhibit" not in stranger.content.decode()
    assert stranger.context["question"].serial == "PV-2026/0417-3", "unseen and unknown answer alike"
    with connection.cursor() as cursor, CaptureQueriesContext(connection) as captured:
        numbers.found(dave, "PV-2026/0417-3")
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {captured.captured_queries[0]['sql']}")
        plan = " ".join(line for (line,) in cursor.fetchall())
    assert "recoveries_item_exhibit" in plan


def test_a_number_of_an_exhibit_without_a_year_is_offered_too(signed_in, dave):
    text = an_item(dave, a_case(dave), exhibit="E98-1")
    for typed in ("E98-1", "e98-1"):
        page = signed_in("dave").get("/search/", {"q": typed}).content.decode()
        assert f'href="{reverse("recoveries:item", args=(text,))}"' in page
    assert "Open the exhibit" not in signed_in("alice").get("/search/", {"q": "E98-1"}).content.decode()


def test_a_mark_costs_one_look_among_exhibits_and_a_number_one_more(dave, django_assert_num_queries):
    """The look is a prepared question, which the count does not see; nothing is asked beside it."""
    for mark in ("AB71234", "AB?1234", "70-8650-000", "K2025", "A-160443", "10-2419"):
        with django_assert_num_queries(0):
            assert numbers.found(dave, mark) == []
    with django_assert_num_queries(2 if "tracing:request:read" in dave.permissions else 1):
        assert numbers.found(dave, "K-2025-114") == []


def test_a_search_of_an_exhibit_is_named_by_the_number_of_its_case(dave):
    case = a_case(dave)
    number = Case.objects.get(public_id=case).number
    an_item(dave, case, "AB71234")
    browser = sign_in("dave")
    [kept] = SavedSearch.objects.all()
    for address in ("/searches/?show=desk", f"/searches/{kept.public_id}/"):
        page = text_of(browser.get(address))
        assert number in page
        assert identifiers.shown(case) not in page
    assert [act.why for act in selectors.acts_of(kept)] == [number], "a reason in no language"
