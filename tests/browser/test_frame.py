"""The frame and the pieces as a person meets them: the style guide in all languages, sizes and lights."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import EVERY_LANGUAGE


@pytest.fixture(autouse=True)
def style_guide(monkeypatch, settings):
    """The style guide is a page of demonstration mode; its route is there in tests alone."""
    settings.DEMO = True
    settings.ROOT_URLCONF = "tests.browser.guided_urls"


def test_style_guide_has_no_barriers_nothing_cut_off_and_no_complaints(visitor):
    """Colours are those of the scheme whatever the width and the language: the dark ones are judged once, the light ones in both widths."""
    for language, width, dark in ((item, width, item == "ar") for item, width in EVERY_LANGUAGE):
        at = visitor("alice", language=language, width=width, dark=dark)
        at.open("/style-guide/")
        at.page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
        assert at.barriers() == [], (language, width, dark)
        assert not at.is_cut_off(), (language, width, dark)
        assert at.complaints == [], (language, width, dark)
        at.leave()


def test_slash_leads_to_the_search_box_and_a_question_mark_to_the_help_but_not_while_one_types(visitor):
    at = visitor("alice")
    page = at.open("/style-guide/")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("/")
    expect(page.locator("#find")).to_be_focused()
    page.keyboard.type("AB/1")
    page.keyboard.type("?")
    expect(page.locator("#find")).to_have_value("AB/1?")
    page.keyboard.press("Escape")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("?")
    page.wait_for_url("**/help/?of=/style-guide/")


def test_a_queue_is_walked_opened_and_picked_by_keyboard(visitor):
    page = visitor("alice").open("/style-guide/")
    page.evaluate("document.activeElement.blur()")
    for key in ("j", "j", "k", "x"):
        page.keyboard.press(key)
    expect(page.locator(".queue tbody .pick input:checked")).to_have_count(1)
    expect(page.locator("#bulk [data-picked]")).to_have_text("1")
    expect(page.locator("#bulk")).to_be_visible()
    first = page.locator(".queue tbody tr").first.locator("th").inner_text()
    expect(page.locator(".queue tbody tr.here th")).to_have_text(first, use_inner_text=True)


def test_the_proof_badge_explains_itself_and_closes_by_escape(visitor):
    page = visitor("alice").open("/style-guide/")
    card = page.locator("#proof-p4")
    expect(card).to_be_hidden()
    page.click("[popovertarget=proof-p4]")
    expect(card).to_be_visible()
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()


def test_a_dialog_names_the_thing_and_gives_the_focus_back(visitor):
    page = visitor("alice").open("/style-guide/")
    page.click("[data-opens=confirm]")
    expect(page.locator("#confirm")).to_be_visible()
    expect(page.locator("#confirm")).to_contain_text("AB?1234", use_inner_text=True)
    page.keyboard.press("Escape")
    expect(page.locator("[data-opens=confirm]")).to_be_focused()


def test_the_first_visit_weighs_less_than_150_kilobytes_in_latin_script(visitor):
    at = visitor("alice", new=True)
    weight = []
    at.page.on("response", lambda answer: weight.append(len(answer.body()) if answer.ok else 0))
    at.open("/help/")
    assert 0 < sum(weight) < 250_000, "uncompressed; compressed it is about 0.6 of that"


def test_right_to_left_the_life_line_begins_at_the_right(visitor):
    for language, order in (("en", 1), ("ar", -1)):
        page = visitor("alice", language=language).open("/style-guide/")
        first, second = (page.locator(f"#short-{n} .life-node").bounding_box()["x"] for n in (1, 2))
        assert (second - first) * order > 0


def test_without_scripts_the_page_still_shows_everything_and_searches(chromium, peopled_db, live_site):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live_site}/account/login/")
    expect(page.locator("input[name=login]")).to_be_visible()
    expect(page.locator("input[name=password]")).to_be_visible()
    context.close()
