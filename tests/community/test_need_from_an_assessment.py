"""Assistance that a State wants in its assessment of law leads a member to the form of the register, filled in; nobody else is led there."""

from __future__ import annotations

import html
import re

from ifar.programme.assessment import Answer
from ifar.programme.services import assessments
from tests.cast import actor
from tests.conftest import sign_in
from tests.programme.conftest import give_roles


def test_a_member_is_led_to_the_form_of_a_need(commons):
    give_roles()
    answer = Answer("absent", gap="No rule", wanted="A model rule on marks at transfer")
    assessments.assess(actor=actor("alice"), place="KE", year=2025, article="8", answers={"8.1.c": answer})
    page = "/programme/protocol/KE/2025/8/"
    browser = sign_in("alice")
    match = re.search(r'href="(/community/assistance/new/\?[^"]+)"', browser.get(page).content.decode())
    assert match is not None
    form = browser.get(html.unescape(match[1])).content.decode()
    assert "A model rule on marks at transfer" in form
    assert re.search(r'value="8"[^>]*checked', form)
    assert re.search(r'value="KE" selected', form)
    # Judy works under the strategy, and is no member.
    assert "/community/assistance/new/" not in sign_in("judy").get(page).content.decode()
