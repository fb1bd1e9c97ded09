"""The help of a page: what it is for, for whoever may open it."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from django.urls import reverse
from django.utils.html import escape

from ifar.help import ABOUT, BESIDE
from ifar.page_context import AREAS
from tests.factories import a_firearm


def test_every_place_of_the_menu_is_explained():
    assert set(ABOUT) == {place.route for area in AREAS for place in area.places}


@pytest.mark.django_db
def test_help_explains_the_page_from_which_somebody_came(signed_in, alice):
    browser, arm = signed_in("alice"), a_firearm(alice).firearm
    for path, said in {
        reverse("licensing:desk"): ABOUT["licensing:desk"],
        reverse("parties:bars"): ABOUT["parties:bars"],
        reverse("registry:firearm", args=(arm,)): BESIDE["registry:firearm"],
    }.items():
        link = f"/help/?of={quote(path)}"
        assert f'href="{link}"' in browser.get(path).content.decode()
        assert escape(str(said)) in browser.get(link).content.decode()
    # Of a place that is not theirs, and of an address that is none, it explains nothing.
    for path in (reverse("oversight:signals"), "/no/such/page/", "//evil.example/", "x"):
        text = browser.get("/help/", {"of": path}).content.decode()
        assert "Find a firearm" in text
        assert not any(escape(str(said)) in text for said in (*ABOUT.values(), *BESIDE.values()))
