"""Search, help to identify and the roadside's field as a person uses them: by keyboard, in three languages, on a phone."""

from __future__ import annotations

import datetime as dt
import re
import time

import pytest
from playwright.sync_api import expect

from ifar.accounts.services import shifts
from ifar.outbox import services as outbox
from ifar.registry.alerts.services.saved_searches import open_search
from ifar.registry.occurred import day
from ifar.registry.search.matching import Question
from ifar.registry.services.events import NewEvent, record_event
from tests import cast
from tests.browser.conftest import LANGUAGES, LOOKS, follow
from tests.conftest import sign_in
from tests.factories import a_firearm, a_person

TRAINED = 20.0
"""Seconds within which a trained officer opens the record of a half-read serial, by keyboard (issue 3)."""
PER_KEY = 0.15
"""Seconds that somebody who types with two fingers needs for a key."""


def stolen(serial):
    alice, dave = cast.actor("alice"), cast.actor("dave")
    firearm = a_firearm(alice, serial, owner=a_person(alice, "Joseph Okello"), owner_kind="private").firearm
    event = NewEvent(
        "stolen", {"taken_from": "dwelling"}, day(dt.date(2017, 8, 19)), "Kisa", "Report 5512/17"
    )
    record_event(actor=dave, firearm=firearm, event=event)
    return firearm


def test_a_trained_officer_opens_a_half_read_serial_by_keyboard_within_twenty_seconds(visitor):
    alice = cast.actor("alice")
    firearm = a_firearm(alice, "AB71234").firearm
    a_firearm(alice, "AB71239", identity={"make": "glock"})
    at = visitor("dave")
    page = at.open("/")
    started = time.perf_counter()
    page.keyboard.press("/")
    page.keyboard.type("AB7123?", delay=1000 * PER_KEY)
    page.keyboard.press("Enter")
    page.wait_for_selector(".result")
    expect(page.locator(".result")).to_have_count(2)
    page.wait_for_load_state()
    page.keyboard.press("n")
    expect(page.locator("[name=make]")).to_be_focused()
    page.keyboard.type("Beretta", delay=1000 * PER_KEY)
    page.keyboard.press("Enter")
    page.wait_for_url("**make=Beretta**")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/firearms/{firearm}/")
    assert time.perf_counter() - started < TRAINED
    assert at.complaints == []


def test_four_keys_lead_past_menus_and_form_to_the_first_result_and_open_it(visitor):
    firearm = a_firearm(cast.actor("alice"), "AB71234").firearm
    page = visitor("dave").open("/search/?q=AB71234")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="To the first result")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/firearms/{firearm}/")


def test_on_a_phone_what_narrows_a_question_is_folded_once_it_was_asked_and_on_a_desktop_it_is_a_key_away(
    visitor,
):
    a_firearm(cast.actor("alice"), "AB71234")
    at = visitor("dave", language="ar", width=390)
    page = at.open("/search/")
    expect(page.locator("[name=make]")).to_be_visible()
    at.open("/search/?q=AB7123%3F&make=Beretta")
    expect(page.locator("[name=make]")).to_be_hidden()
    expect(page.locator(".filters summary")).to_have_text("تضييق البحث: حقل واحد مملوء")
    first = page.locator(".result").first.bounding_box()
    assert first["y"] + 80 < page.viewport_size["height"], "the first result is seen without scrolling"
    assert at.barriers() == []
    assert not at.is_cut_off()
    page.keyboard.press("n")
    expect(page.locator("[name=make]")).to_be_focused()
    page = visitor("dave").open("/search/?q=AB7123%3F&make=Beretta")
    expect(page.locator(".filters summary")).to_be_hidden()
    page.focus(".filters [name=q]")
    for name in ("make", "model", "calibre", "type"):
        page.keyboard.press("Tab")
        expect(page.locator(f".filters [name={name}]")).to_be_focused()


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_saved_searches_found_is_not_cut_off_on_a_phone(visitor, language):
    values = {"kind": "recovery", "reference": "WN3G422XT8XBDZ", "reason": "found in a boot"}
    open_search(actor=cast.actor("dave"), question=Question("72706PN002"), **values)
    a_firearm(cast.actor("alice"), "72706PN002")
    while outbox.deliver():
        pass
    at = visitor("dave", language=language, width=390)
    page = at.open("/")
    expect(page.locator(".waits-found .wait")).to_have_count(1)
    assert not at.is_cut_off()
    assert at.barriers() == []


def test_where_closed_compartments_do_not_answer_the_page_says_so(visitor):
    at = visitor("dave")
    at.page.route("**/search/elsewhere/**", lambda route: route.abort())
    expect(at.open("/search/?q=AB71234").get_by_text("no answer has come")).to_be_visible()


def test_a_search_is_kept_open_and_help_to_identify_opened_by_one_key(visitor):
    at = visitor("dave")
    page = at.open("/search/?q=ZZZ9999")
    page.keyboard.press("i")
    page.wait_for_url("**/identify/?serial=ZZZ9999")
    page = at.open("/search/?q=ZZZ9999")
    page.keyboard.press("o")
    page.wait_for_url("**/search/keep/**")
    expect(page.locator("#id_q")).to_have_value("ZZZ9999")


def test_keys_of_an_arabic_keyboard_mean_what_stands_in_their_place(visitor):
    firearm = a_firearm(cast.actor("alice"), "AB71234").firearm
    at = visitor("dave", language="ar")
    page = at.open("/search/?q=AB7123%3F")

    def press(key, code):
        page.evaluate(
            "([key, code]) => document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {key, code, bubbles: true, cancelable: true}))",
            [key, code],
        )

    press("ظ", "Slash")
    expect(page.locator("#find")).to_be_focused()
    page.evaluate("document.activeElement.blur()")
    press("ت", "KeyJ")
    expect(page.locator(".result.here")).to_have_count(1)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/firearms/{firearm}/")


@pytest.mark.parametrize(("language", "width"), LOOKS)
def test_help_to_identify_follows_what_is_chosen_without_barriers(visitor, language, width):
    at = visitor("dave", language=language, width=width)
    page = at.open("/identify/")
    assert at.barriers() == []
    page.check("[name=type][value=pistol]", force=True)
    page.locator("[name=calibre]").press_sequentially("9x18")
    page.check("[name=m1_symbols][value=two_circles]", force=True)
    page.fill("[name=m1_text]", "10")
    page.wait_for_selector("#identified .likely a[href*='Arsenal']")
    expect(page.locator("#identified .asks li")).to_have_count(1)
    expect(page, "what is chosen stands in the address").to_have_url(re.compile("two_circles"))
    assert at.barriers() == []
    assert not at.is_cut_off()
    page.locator("#identified .likely-models a").first.click()
    page.wait_for_url("**/search/**")
    expect(page.locator("[name=make]")).to_have_value(re.compile("Arsenal"))
    assert at.complaints == []


def test_help_to_identify_is_filled_by_keyboard_alone(visitor):
    at = visitor("dave")
    page = at.open("/identify/")
    page.focus("[name=type][value='']")
    page.keyboard.press("ArrowRight")
    expect(page.locator("[name=type][value=pistol]")).to_be_checked()
    page.focus("[name=m1_symbols][value=perron]")
    page.keyboard.press("Space")
    page.wait_for_selector("#identified .asks")
    expect(page.locator("#identified .asks")).to_contain_text("Belgium")


def test_a_field_that_narrows_is_left_by_keys_and_the_content_is_reached_without_a_fragment(visitor):
    a_firearm(cast.actor("alice"), "AB71234")
    at = visitor("dave")
    page = at.open("/search/?q=AB71234")
    make, focused = page.locator("#id_make"), "document.activeElement.id"
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("n")
    expect(make).to_be_focused()
    page.keyboard.press("/")
    expect(page.locator("#find")).to_be_focused()
    expect(make).to_have_value("")
    make.fill("Heckler")
    page.keyboard.press("/")
    expect(make).to_have_value("Heckler/")
    page.keyboard.press("Escape")
    assert page.evaluate(focused) == ""
    page.locator("a.skip").first.focus()
    page.keyboard.press("Enter")
    assert page.evaluate(focused) == "content"
    assert "#" not in page.url


@pytest.mark.parametrize("language", LANGUAGES)
def test_at_the_roadside_a_phone_says_stolen_first_and_big(visitor, language):
    stolen("AB71234")
    a_firearm(cast.actor("alice"), "AB71235")
    at = visitor("dave", language=language, width=390)
    page = at.open("/roadside/")
    expect(page.locator("#q")).to_be_focused()
    assert at.barriers() == []
    page.keyboard.type("AB7123?")
    started = time.perf_counter()
    page.keyboard.press("Enter")
    page.wait_for_selector("article")
    assert time.perf_counter() - started < 1.0, "the answer took a second"
    first = page.locator("article").first
    expect(first).to_contain_class("stops")
    expect(first.locator("h2 svg[role=img]")).to_have_count(1)
    size = page.evaluate("parseFloat(getComputedStyle(document.querySelector('article h2')).fontSize)")
    assert size >= 28
    assert "AB7123" not in page.url
    assert at.barriers() == []
    assert not at.is_cut_off()
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    assert at.complaints == []


def test_the_roadside_works_without_scripts_and_loads_next_to_nothing(visitor, chromium, live_site):
    stolen("AB71234")
    at = visitor("dave", width=390)
    cookies = at.context.cookies()
    context = chromium.new_context(java_script_enabled=False, viewport={"width": 390, "height": 800})
    context.add_cookies(cookies)
    page = context.new_page()
    loaded = []

    def note(request):
        loaded.append((request.url, request.sizes()["responseBodySize"]))

    page.on("requestfinished", note)
    page.goto(f"{live_site}/roadside/")
    page.fill("#q", "АВ٧١٢٣٤")
    page.press("#q", "Enter")
    page.wait_for_selector("article.stops")
    assert sum(size for _url, size in loaded) < 2 * 30_000, "two pages and one sheet"
    assert not [url for url, _size in loaded if url.endswith((".js", ".woff2"))]
    context.close()


def test_on_a_bad_line_the_mark_stays_and_no_answer_passes_for_another(visitor):
    for serial in ("AB71234", "CD81234"):
        a_firearm(cast.actor("alice"), serial)
    at = visitor("dave", width=390)
    page = at.open("/roadside/")
    result, again, answer = (page.locator(f"[data-{name}]") for name in ("told", "again", "answer"))
    page.fill("#q", "AB71234")
    page.press("#q", "Enter")
    expect(answer).to_contain_text("AB71234")
    expect(answer).to_be_focused()
    expect(page.locator("footer")).to_contain_text("P-2026-17")
    shifts.start(actor=cast.actor("dave"), purpose="investigation", case="P-2026-18", hours=1)
    page.fill("#q", "AB71234")
    page.press("#q", "Enter")
    expect(page.locator("footer")).to_contain_text("P-2026-18")
    page.fill("#q", "CD81234")
    expect(answer.get_by_text("The field says something else now.")).to_be_visible()

    # Without a line nothing is asked, and the last answer is gone; when the line is back it is asked once, by itself.
    at.set_offline(True)
    page.press("#q", "Enter")
    expect(result).to_have_text("Offline. Nothing was asked yet; what you typed stays here.")
    expect(page.locator("#q")).to_have_value("CD81234")
    expect(answer).to_have_count(0)
    assert at.barriers() == []
    assert not at.is_cut_off()
    at.set_offline(False)
    expect(answer).to_contain_text("CD81234")
    expect(result).to_be_empty()
    expect(again).to_be_hidden()

    # What is asked without an answer may have arrived: it is asked again by whoever presses, and by nobody else.
    asked = []

    def swallow(route):
        asked.append(route)

    page.route("**/roadside/", swallow)
    page.evaluate("document.querySelector('main').dataset.patience = 0.3")
    page.fill("#q", "AB71234")
    page.press("#q", "Enter")
    expect(result).to_contain_text("No answer came")
    expect(answer).to_have_count(0)
    assert at.barriers() == []
    page.unroute("**/roadside/")
    at.set_offline(True)
    at.set_offline(False)
    expect(result).to_have_text("Online again. Nothing is answered yet.")
    assert len(asked) == 1
    page.evaluate("document.querySelector('main').dataset.patience = 15")
    again.click()
    expect(answer).to_contain_text("AB71234")
    expect(again).to_be_hidden()

    # Whoever was signed out meanwhile is told so, and is not shown another page in the place of an answer.
    at.context.clear_cookies(name="ifar_session")
    page.fill("#q", "CD81234")
    page.press("#q", "Enter")
    expect(result).to_contain_text("you are signed out")
    expect(page.locator("#q")).to_have_value("CD81234")
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0


def test_what_was_typed_goes_over_the_statement_of_a_purpose_and_the_other_reading_is_asked_in_the_same_field(
    visitor,
):
    shifts.end(actor=cast.actor("dave"))
    at = visitor("dave", width=390)
    kept = "sessionStorage.length"
    page = at.open("/roadside/")
    page.fill("#q", "QX 708650")
    page.press("#q", "Enter")
    follow(page.locator("[data-answer] a[href*='/me/purpose/']"))
    page.wait_for_url("**/me/purpose/?next=*")
    assert page.evaluate(kept) == 1
    page.locator("input[name=purpose][value=investigation]").check()
    page.locator("[name=case]").fill("P-2026-19")
    page.locator(".form-foot button").click()
    page.wait_for_url("**/roadside/")
    expect(page.locator("#q")).to_have_value("QX 708650")
    expect(page.locator("[data-told]")).to_contain_text("it has not been asked again yet")
    assert page.evaluate(kept) == 0
    page.fill("#q", "بيريتا 708650?")
    page.click("[data-again]")
    expect(page.locator("[data-answer]")).to_have_attribute("data-answer", "بيريتا 708650?")
    expect(page.locator("#q")).to_have_value("بيريتا \u200e708650?\u200e")
    assert page.locator("[data-old]").count() == 0
    page.fill("#q", "QX 708650")
    page.press("#q", "Enter")
    expect(page.locator("[data-answer]")).to_contain_text("The other reading was not checked.")
    page.click("[data-answer] form button")
    expect(page.locator("#q")).to_have_value("708650")
    expect(page.locator("[data-answer]")).to_contain_text("there is nobody else to ask")
    assert at.barriers() == []

    follow(page.locator("footer a[href='/']"))
    assert page.evaluate(kept) == 0


def test_what_was_typed_goes_over_a_sign_in_with_the_same_person_in_the_same_tab_and_nowhere_else(visitor):
    a_firearm(cast.actor("alice"), "CD81234")
    at = visitor("dave", width=390)
    asked = []
    at.page.on("request", lambda request: asked.append(request.url))
    kept = "localStorage.length + sessionStorage.length"

    def signed_out():
        page = at.open("/roadside/")
        at.context.clear_cookies(name="ifar_session")
        page.fill("#q", "CD81234")
        page.press("#q", "Enter")
        expect(page.locator("[data-told]")).to_contain_text("you are signed out")
        follow(page.locator("[data-anew]"))
        return page

    def signed_in_as(name, path="/roadside/"):
        """The page to which the sign-in leads, the second factor shown."""
        page.wait_for_url("**/account/login/?next=/roadside/")
        session = sign_in(name).cookies["ifar_session"].value
        at.context.add_cookies([{"name": "ifar_session", "value": session, "url": at.site}])
        return at.open(path)

    page = signed_out()
    signed_in_as("dave")
    expect(page.locator("#q")).to_have_value("CD81234")
    expect(page.locator("[data-told]")).to_contain_text("nothing was asked yet")
    assert page.evaluate(kept) == 0
    assert at.barriers() == []
    page.press("#q", "Enter")
    expect(page.locator("[data-answer]")).to_contain_text("CD81234")

    signed_out()
    signed_in_as("erin")
    expect(page.locator("#q")).to_have_value("")
    assert page.evaluate(kept) == 0

    signed_out()
    signed_in_as("dave", "/")
    assert page.evaluate(kept) == 0
    assert not [url for url in asked if "CD81234" in url]
