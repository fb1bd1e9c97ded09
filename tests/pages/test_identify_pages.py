"""The pages that help to identify and the field for the roadside: what they say to whom, what they cost, what they keep."""

from __future__ import annotations

import datetime as dt
import re
import secrets
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from ifar import identifiers
from ifar.accounts.models import ReadLog
from ifar.registry.models import RestrictedQuestion
from ifar.registry.occurred import day
from ifar.registry.services.events import NewEvent, record_event
from tests.factories import a_firearm, a_person

SMALL = 30_000
HTMX = {"HX-Request": "true"}


@pytest.fixture
def okello(alice):
    return a_person(alice, "Joseph Okello")


@pytest.fixture
def pistol(alice, okello):
    return a_firearm(alice, "AB71234", owner=okello, owner_kind="private").firearm


@pytest.fixture
def stolen(pistol, dave):
    event = NewEvent(
        "stolen", {"taken_from": "dwelling"}, day(dt.date(2017, 8, 19)), "Kisa", "Report 5512/17"
    )
    record_event(actor=dave, firearm=pistol, event=event)
    return pistol


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


# Help to identify -----------------------------------------------------------------------------------------------------


def test_the_form_answers_with_whom_to_ask_and_what_it_may_be(signed_in):
    asked = {
        "type": "pistol",
        "calibre": "9x18",
        "serial": "AB 12 3456",
        "m1_symbols": ["two_circles"],
        "m1_text": "10",
    }
    page = signed_in("dave").get("/identify/", asked)
    text = text_of(page)
    assert page.context["makes"][0]["code"] == "arsenal-bg"
    for words in (
        "Whom to ask",
        "Bulgaria",
        "Arsenal AD",
        "Makarov PM",
        "The type agrees.",
        "form that this maker uses",
    ):
        assert words in text, words
    assert 'value="two_circles" ' in page.content.decode()


def test_a_click_leads_to_a_search_with_what_is_known_and_to_keeping_it_open(signed_in):
    browser = signed_in("dave")
    asked = {
        "type": "pistol",
        "calibre": "9x18",
        "serial": "AB?12",
        "m1_symbols": ["two_circles"],
        "m1_text": "10",
    }
    page = browser.get("/identify/", asked)
    model = page.context["makes"][0]["models"][0]
    result = browser.get(f"/search/?{model['query']}")
    question = result.context["question"]
    assert (question.make, question.model, question.calibre, question.type) == (
        "arsenal-bg", "arsenal-bg/makarov-pm", "9x18", "pistol",
    )  # fmt: skip
    assert not result.context["unresolved"]
    kept = browser.get(f"/search/keep/?{page.context['query']}").content.decode()
    assert 'value="AB?12"' in kept
    assert 'value="Pistol"' in kept


def test_the_part_that_follows_is_a_part_and_a_step_back_is_a_page(signed_in):
    browser = signed_in("dave")
    part = browser.get("/identify/", {"m1_text": "ELG"}, headers=HTMX)
    assert b"<html" not in part.content
    assert "Belgium" in text_of(part)
    back = browser.get(
        "/identify/", {"m1_text": "ELG"}, headers={**HTMX, "HX-History-Restore-Request": "true"}
    )
    assert b"<html" in back.content


def test_words_that_name_nothing_and_choices_that_do_not_exist_are_told(signed_in):
    browser = signed_in("dave")
    assert "Not in the reference data" in text_of(
        browser.get("/identify/", {"make": "Zzyzx", "m1_text": "ELG"})
    )
    assert "is not known here" in text_of(browser.get("/identify/", {"type": "unicorn"}))
    assert "Nothing stands out yet" in text_of(browser.get("/identify/", {"type": "pistol"}))


def test_nothing_that_is_typed_breaks_it(signed_in):
    browser = signed_in("dave")
    for text in (
        "?",
        "*",
        "'; --",
        "<b>",
        "\x00A1",
        "A" * 5000,
        "%00",
        "АВ12",
        "١٢٣",
        "🔫" * 20,
        "{country}",
        "[A",
    ):
        assert (
            browser.get("/identify/", {"serial": text, "m1_text": text, "make": text}).status_code == 200
        ), text


def test_a_country_that_the_register_itself_serves_is_not_asked_by_letter(signed_in, settings):
    settings.IFAR_COUNTRY = "SN"
    text = text_of(signed_in("dave").get("/identify/", {"m1_text": "SN 09", "m1_kind": "import"}))
    assert "That is this register: search it." in text


def test_it_costs_few_queries(signed_in, pistol, django_assert_max_num_queries):
    browser = signed_in("dave")
    asked = {"type": "pistol", "calibre": "9x19", "serial": "AB71?", "m1_text": "ELG", "m2_text": "SN 09"}
    browser.get("/identify/", asked, headers=HTMX)
    with django_assert_max_num_queries(36):
        browser.get("/identify/", asked, headers=HTMX)


def test_a_search_that_finds_nothing_or_is_too_little_leads_there_with_what_was_asked(signed_in, pistol):
    browser = signed_in("dave")
    nothing = browser.get("/search/", {"q": "ZZZ9999", "type": "Semi-automatic pistol", "make": "Beretta"})
    assert "/identify/?serial=ZZZ9999&amp;make=Beretta&amp;type=pistol" in nothing.content.decode()
    assert "/identify/?serial=1" in browser.get("/search/", {"q": "1"}).content.decode()
    assert "/identify/?serial=AB%3F1234" in browser.get("/search/", {"q": "AB?1234"}).content.decode()


# At the roadside ----------------------------------------------------------------------------------------------------------


def test_a_stolen_firearm_is_said_first_in_words_and_sign(signed_in, alice, stolen):
    a_firearm(alice, "AB71235")
    page = signed_in("dave").post("/roadside/", {"q": "AB7123?"})
    results = page.context["results"]
    assert [result["stops"] for result in results] == [True, False]
    shown = page.content.decode()
    assert '<article class="stops">' in shown
    assert 'role="img" aria-label="Warning"' in shown
    assert text_of(page).index("Stolen") < text_of(page).index("AB71235")
    assert "Provincial Licensing Office" in text_of(page)


def test_it_shows_no_personal_data_even_under_a_purpose(signed_in, stolen, okello):
    value = signed_in("dave").post("/roadside/", {"q": "AB71234"}).content.decode()
    assert "Okello" not in value
    assert okello not in value


def test_it_sees_what_the_search_sees_and_asks_closed_compartments_alike(signed_in, alice, pistol):
    assert "No record fits" in text_of(signed_in("frank").post("/roadside/", {"q": "AB71234"}))
    result = signed_in("dave").post("/roadside/", {"q": "AB71234"})
    assert "Restricted records were also checked" in text_of(result)
    assert RestrictedQuestion.objects.filter(agency=result.wsgi_request.actor.agency).count() == 1
    assert "closed to you" not in text_of(signed_in("alice").post("/roadside/", {"q": "AB71234"}))
    assert ReadLog.objects.filter(act="registry.mark.search", object="AB71234").count() == 3


def test_other_digits_and_scripts_are_understood(signed_in, alice):
    firearm = a_firearm(alice, "AB71234").firearm
    for typed in ("AB٧١٢٣٤", "АВ71234", "ab 71-234", "Beretta AB71234"):
        results = signed_in("dave").post("/roadside/", {"q": typed}).context["results"]
        assert [result["id"] for result in results] == [firearm], typed


def test_an_identifier_opens_its_answer_and_an_unseen_one_says_what_an_unknown_one_says(signed_in, pistol):
    assert signed_in("alice").post("/roadside/", {"q": pistol}).context["results"][0]["id"] == pistol
    unseen = text_of(signed_in("frank").post("/roadside/", {"q": pistol}))
    unknown = text_of(signed_in("frank").post("/roadside/", {"q": identifiers.new("F", secrets.token_bytes)}))
    assert "There is no record" in unseen
    assert "There is no record" in unknown


def test_a_firearm_that_should_not_be_met_is_told_apart(signed_in, bob, alice):
    a_firearm(alice, "GONE4711", state="exported")
    page = signed_in("dave").post("/roadside/", {"q": "GONE4711"})
    assert '<article class="ended">' in page.content.decode()
    assert "It should not be here" in text_of(page)


@pytest.mark.parametrize(
    "state", ["seized", "evidence", "confiscated", "in_forensics", "pending_disposal", "found"]
)
def test_what_an_authority_keeps_on_record_should_not_be_met_either(signed_in, alice, state):
    a_firearm(alice, "KEPT4711", state=state)
    a_firearm(alice, "KEPT4712")
    page = signed_in("alice").post("/roadside/", {"q": "KEPT471?"})
    assert [result["kept"] for result in page.context["results"]] == [True, False]
    assert page.content.decode().count('<article class="ended">') == 1
    assert text_of(page).count("on record an authority keeps it. It has left the store") == 1
    assert re.search(r'role="img"\s+aria-label="Attention"', page.content.decode())


def test_only_a_mark_that_was_read_whole_fits_exactly_and_then_nothing_more_is_asked_for(signed_in, alice):
    for n in range(9):
        a_firearm(alice, f"AB7123{n}")
    browser = signed_in("dave")
    whole = text_of(browser.post("/roadside/", {"q": "AB71234"}))
    assert "fits exactly" in whole
    assert "More records fit" not in whole
    for typed in ("AB7123?", "AB7*34", "AB712؟4"):
        half = text_of(browser.post("/roadside/", {"q": typed}))
        assert "fits what was read" in half, typed
        assert "fits exactly" not in half, typed
    assert "More records fit" in text_of(browser.post("/roadside/", {"q": "AB7123?"}))


def test_where_one_mark_is_on_many_records_the_maker_is_asked_for(signed_in, alice):
    for make in ("beretta", "glock", "walther", "fn", "cz", "colt", "ruger"):
        a_firearm(alice, "AB71234", identity={"make": make})
    page = signed_in("dave").post("/roadside/", {"q": "AB71234"})
    assert "More records fit. Type more of the mark, or its maker before it." in text_of(page)


def test_more_is_asked_for_only_where_more_fits_and_never_the_make_that_was_typed(signed_in, alice):
    for n in range(9):
        a_firearm(alice, f"AB7123{n}{n}")
    browser = signed_in("alice")

    def told(typed):
        return browser.post("/roadside/", {"q": typed}).context["more"]

    assert told("Beretta AB71234?") == "", "one fits, the others come near"
    assert told("AB7123??") == "More records fit. Type more of the mark, or its maker before it."
    assert told("Beretta AB7123??") == "More records fit. Type more of the mark."
    assert told("AB7123") == "More records come near. Type more of the mark, or its maker before it."
    assert told("Beretta AB7123") == "More records come near. Type more of the mark."


def test_too_little_and_nothing_typed_say_what_to_do(signed_in):
    browser = signed_in("dave")
    assert "choose at least the make" in text_of(browser.post("/roadside/", {"q": "?"}))
    assert browser.post("/roadside/", {"q": ""}).status_code == 200
    assert "That is too long" in text_of(browser.post("/roadside/", {"q": "A" * 300}))
    for text in ("?", "*", "'; --", "<b>", "\x00A1", "%00", "🔫" * 20, "F-0000"):
        assert browser.post("/roadside/", {"q": text}).status_code == 200, text


@pytest.mark.parametrize("language", ["en", "ar", "fr"])
def test_the_page_is_small_and_the_device_keeps_nothing(signed_in, alice, language):
    for n in range(9):
        a_firearm(alice, f"AB7123{n}")
    browser = signed_in("dave")
    browser.cookies["django_language"] = language
    page = browser.post("/roadside/", {"q": "AB7123?"})
    assert len(page.context["results"]) == 5
    linked = re.findall(r'(?:href|src)="/static/([^"]+)"', page.content.decode())
    weight = len(page.content) + sum(Path(finders.find(name)).stat().st_size for name in linked)
    assert weight < SMALL
    assert page.content.decode().count("<script") == 1, "the one that it can do without"
    assert f'data-answer="{page.context["typed"]}"' in page.content.decode(), "an answer names its question"
    assert "no-store" in page.headers["Cache-Control"]
    assert 'autocomplete="off"' in page.content.decode()


def test_the_answer_costs_few_queries(signed_in, stolen, django_assert_max_num_queries):
    browser = signed_in("dave")
    browser.post("/roadside/", {"q": "AB71234"})
    with django_assert_max_num_queries(40):
        browser.post("/roadside/", {"q": "AB71234"})
    alone = signed_in("alice")
    alone.post("/roadside/", {"q": "AB71234"})
    with django_assert_max_num_queries(24):
        alone.post("/roadside/", {"q": "AB71234"})


def test_a_mark_beside_an_arabic_maker_stands_left_to_right_and_its_signs_are_not_asked_for(signed_in, alice):
    firearm = a_firearm(alice, "AB71234").firearm
    browser = signed_in("alice")
    typed = "بيريتا \u200eAB7123?\u200e"
    roadside, page = browser.post("/roadside/", {"q": typed}), browser.get("/search/", {"q": typed})
    for result in (roadside, page):
        assert firearm in result.content.decode()
        assert f'value="{typed}"' in result.content.decode(), "it goes back into the field as it came"
    text = " ".join(roadside.content.decode().split())
    assert re.search(r'<bdi class="mark" ?>بيريتا</bdi> <bdi class="mark" dir="ltr" ?>AB7123\?</bdi>', text)
    assert 'data-answer="بيريتا AB7123?"' in text
    assert page.context["question"].serial == "AB7123?"
    assert page.content.decode().count(f'value="{typed}"') == 2, (
        "the box that is always there, and the form's own"
    )
