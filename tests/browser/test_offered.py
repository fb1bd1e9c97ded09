"""The page of an act that is offered, as a person meets it: no barriers, nothing cut off, what is wrong at its field."""

from __future__ import annotations

import os

import pytest
from django.db import transaction

from tests.house.permissions import _a_move

PICTURES = os.environ.get("PICTURES")


@pytest.mark.parametrize(("language", "width"), [("en", 1280), ("ar", 390)])
def test_an_act_is_chosen_refused_and_done(visitor, language, width):
    with transaction.atomic():
        move = _a_move()["m"]
    nina = visitor("nina", language=language, width=width)
    page = nina.open(f"/licensing/moves/{move}/")
    if PICTURES:
        page.screenshot(path=f"{PICTURES}/record-{language}-{width}.png")
    # The next step is open; whatever else can be done is folded until it is chosen, and then laid over the record.
    assert page.locator("#content form[action$='/acts/taken/']").is_visible()
    chosen = page.locator(f"a[href$='/{move}/acts/sent_back/']")
    assert not chosen.is_visible()
    page.locator("details.more > summary").click()
    chosen.click()
    page.locator("#sheet #act form").wait_for()
    assert nina.barriers() == []
    assert not nina.is_cut_off()
    if PICTURES:
        page.screenshot(path=f"{PICTURES}/chosen-{language}-{width}.png")
    page.locator("#act .button-main").click()
    page.wait_for_url("**/acts/sent_back/")
    page.locator("[aria-invalid=true]").wait_for()
    if PICTURES:
        page.screenshot(path=f"{PICTURES}/act-{language}-{width}.png")
    assert nina.barriers() == []
    assert not nina.is_cut_off()
    page.locator("[name=note]").fill("the street is not ours")
    page.locator("#act .button-main").click()
    page.wait_for_url(f"**/licensing/moves/{move}/")
    assert page.locator(f"a[href$='/{move}/acts/sent_back/']").count() == 0
