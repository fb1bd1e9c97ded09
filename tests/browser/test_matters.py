"""Matters in the browser: the chase list, a matter and its explanation, in each language and width."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from ifar.matters.services import matters
from tests import cast
from tests.browser.conftest import EVERY_LANGUAGE, Visitor, follow


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


@pytest.mark.parametrize(("language", "width"), EVERY_LANGUAGE)
def test_pages_are_sound(asked: str, visitor: Callable[..., Visitor], language: str, width: int) -> None:
    at = {name: visitor(name, language=language, width=width) for name in ("bob", "nina")}
    for name, path in (
        ("bob", "/matters/"),
        ("bob", f"/matters/{asked}/"),
        ("nina", f"/matters/{asked}/"),
        ("bob", "/matters/new/"),
    ):
        found = at[name]
        page = found.open(path)
        assert found.barriers() == [], path
        assert not found.is_cut_off(), path
        assert found.complaints == [], path
        if folder := os.environ.get("PICTURES"):
            page.screenshot(
                path=Path(folder) / f"matters_{name}_{path.count('/')}{path[-4:-1]}_{language}_{width}.png",
                full_page=True,
            )
