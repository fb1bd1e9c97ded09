"""Places in the browser: the list, a shelf with its label and what is on it, placing by scan, in each language and width."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from ifar.placement.models import Placement
from ifar.placement.services.placing import Placing, place_many
from tests import cast
from tests.browser.conftest import EVERY_LANGUAGE, Visitor
from tests.placement.making import a_place, arms


@pytest.fixture
def shelf(peopled_db) -> str:
    """A shelf in the store of the armoury, with three pistols; another one without any."""
    frank = cast.actor("frank")
    store = a_place(frank, "Main store", "store", code="MS")
    place = a_place(frank, "Rack 1", inside=store, code="MS-1", capacity=12)
    a_place(frank, "Rack 2", inside=store, code="MS-2", capacity=12)
    place_many(actor=frank, placements=[Placing(arm, place) for arm in arms(frank, 3)])
    return place


@pytest.mark.parametrize(("language", "width"), EVERY_LANGUAGE)
def test_pages_are_sound(shelf: str, visitor: Callable[..., Visitor], language: str, width: int) -> None:
    arm = Placement.objects.order_by("id").first().public_id
    found = visitor("frank", language=language, width=width)
    for name, path in (
        ("list", "/places/"),
        ("shelf", f"/places/{shelf}/"),
        ("scan", "/places/scan/"),
        ("new", "/places/new/"),
        ("arm", f"/firearms/{arm}/"),
    ):
        page = found.open(path)
        assert found.barriers() == [], path
        assert not found.is_cut_off(), path
        assert found.complaints == [], path
        if folder := os.environ.get("PICTURES"):
            page.screenshot(path=Path(folder) / f"places_{name}_{language}_{width}.png", full_page=True)
