"""Matters in the browser: the chase list, a matter and its explanation, in each language and width."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from ifar.matters.services import matters
from tests import cast
from tests.browser.conftest import EVERY_LANGUAGE, Visitor, follow
from tests.browser.looking import look_through


@pytest.fixture
def asked(peopled_db) -> str:
    """A matter of the provincial office, which asks the southern one to explain."""
    bob, day = cast.actor("bob"), matters.today()
    made = matters.raise_matter(
        actor=bob,
        kind="count_difference",
        due_on=day + dt.timedelta(days=10),
        text="Two pistols of the serial range AB000001-AB000500 were not on the shelf.",
    )
    matters.ask(
        actor=bob,
        matter_id=made,
        explainer=cast.actor("nina").agency,
        answer_by=day + dt.timedelta(days=5),
        question="Were they handed to you with the last consignment?",
    )
    return made


def test_the_office_that_is_asked_explains_and_the_owner_closes(
    asked: str, visitor: Callable[..., Visitor]
) -> None:
    page = visitor("nina").open("/matters/")
    follow(page.get_by_role("link", name="Difference of a count"))
    page.get_by_label("Explanation").fill("They came with consignment 12 and stand in our room.")
    follow(page.get_by_role("button", name="Explain"))
    owner = visitor("bob").open(f"/matters/{asked}/")
    owner.get_by_label("Outcome").select_option("found")
    owner.get_by_label("Reason").fill("Seen in their room.")
    follow(owner.get_by_role("button", name="Close the matter"))
    assert "Found" in owner.locator("main").inner_text()


def test_pages_are_sound(asked: str, visitor: Callable[..., Visitor]) -> None:
    own = {"list": "/matters/", "matter": f"/matters/{asked}/", "new": "/matters/new/"}
    asked_of = {"explain": f"/matters/{asked}/"}
    look_through(visitor, {"bob": own, "nina": asked_of}, "matters", looks=EVERY_LANGUAGE)
