"""Places in the browser: the list, a shelf with its label and what is on it, placing by scan, in each language and width."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ifar.placement.models import Placement
from ifar.placement.services.placing import Placing, place_many
from tests import cast
from tests.browser.conftest import EVERY_LANGUAGE, Visitor
from tests.browser.looking import look_through
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


def test_pages_are_sound(shelf: str, visitor: Callable[..., Visitor]) -> None:
    arm = Placement.objects.order_by("id").first().public_id
    pages = {
        "list": "/places/",
        "shelf": f"/places/{shelf}/",
        "scan": "/places/scan/",
        "new": "/places/new/",
        "arm": f"/firearms/{arm}/",
    }
    look_through(visitor, {"frank": pages}, "places", looks=EVERY_LANGUAGE)
