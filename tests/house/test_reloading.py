"""Nobody meets a blank page: what answers a form only leads whoever reloads it, or changes its language, to the page above it."""

from __future__ import annotations

from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from tests.conftest import sign_in
from tests.house.test_public_routes import _address


def _methods(view: Any) -> set[str]:
    """The methods that a view was restricted to by Django's decorators; empty where it was not."""
    while view is not None:
        for cell in getattr(view, "__closure__", None) or ():
            held = cell.cell_contents
            if isinstance(held, list) and held and set(held) <= {"GET", "HEAD", "POST"}:
                return set(held)
        view = getattr(view, "__wrapped__", None)
    return set()


def _of_forms(patterns: list[Any], prefix: str = "") -> list[str]:
    results = []
    for pattern in patterns:
        here = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            results += _of_forms(pattern.url_patterns, here)
        elif isinstance(pattern, URLPattern) and _methods(pattern.callback) == {"POST"}:
            results.append(_address(here))
    return results


FORMS = _of_forms(get_resolver().url_patterns)


def test_an_address_that_answers_forms_only_leads_to_the_page_above_it(peopled_db):
    assert len(FORMS) > 80
    assert "/duplicates/several/" in FORMS
    browser = sign_in("alice")
    browser.raise_request_exception = False
    for address in FORMS:
        place = address
        for _ in range(6):
            answer = browser.get(place)
            if answer.status_code != 302 or not address.startswith(answer["Location"]):
                break
            place = answer["Location"]
        assert place != address, f"{address} answered {answer.status_code}"
        assert answer.status_code != 405, f"{address} leads to {place}, which answers forms only"


def test_a_part_of_a_page_is_told_that_it_asked_wrongly(peopled_db):
    assert sign_in("alice").get("/duplicates/several/", headers={"HX-Request": "true"}).status_code == 405
