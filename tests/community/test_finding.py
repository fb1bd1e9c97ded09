"""One search over what members wrote and brought, in every script, under the one condition of who sees what."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ifar.community.knowledge.services import library
from ifar.community.marks import GREEN, STRICT
from ifar.community.models import Space
from ifar.community.selectors import search
from ifar.errors import Invalid
from tests import cast
from tests.community.making import a_space, a_topic, named, reader
from tests.community.shelves import a_gap, a_guide, a_practice, at, told
from tests.conftest import sign_in


def shelve(commons: Space, word: str, tlp: int = GREEN, *recipients: str) -> None:
    """One thing of each kind that a member of the harbour police brought, with a word in its title."""
    mark: dict[str, Any] = {"tlp": tlp, "recipients": [named(recipient) for recipient in recipients]}
    a_guide("dave", commons, title=f"Guide {word}", **mark)
    a_gap("dave", commons, title=f"Gap about {word}", **mark)
    told("dave", "need", commons, placed=mark)
    library.begin_collection(
        actor=cast.actor("dave"), at=at(commons, f"Collection {word}", **mark), description=f"Of {word}."
    )


def object_types(name: str, word: str, **more: int) -> list[str]:
    return [on_shelf.object_type for on_shelf in search.on_shelves(reader(name), word, **more)[0]]


def test_a_search_finds_what_stands_on_the_shelves_for_whom_it_is(commons: Space) -> None:
    shelve(commons, "openword")
    shelve(commons, "harbourword", STRICT, "of:harbour")
    a_practice("heidi", commons, title="Practice openword")
    for name in ("heidi", "erin"):
        assert object_types(name, "openword") == ["guide", "practice", "gap", "collection"]
    assert object_types("erin", "harbourword") == ["guide", "gap", "collection"]
    assert object_types("heidi", "harbourword") == []
    heidi = sign_in("heidi").get("/community/search/?q=harbourword").content.decode()
    assert "Guide harbourword" not in heidi
    assert "Nothing was found" in heidi
    page = sign_in("heidi").get("/community/search/?q=openword").content.decode()
    assert "On the shelves" in page
    for title in ("Guide openword", "Gap about openword", "Practice openword", "Collection openword"):
        assert title in page
    api = sign_in("heidi").get("/api/community/search?q=openword").json()["things"]
    assert {item["kind"] for item in api} == {"guide", "practice", "gap", "collection"}
    assert sign_in("heidi").get("/api/community/search?q=harbourword").json()["things"] == []
    # A practice that nobody checked yet is found by its author and by who moderates.
    a_practice("heidi", commons, cleared=False, title="Practice waitingword")
    assert (object_types("heidi", "waitingword"), object_types("frank", "waitingword")) == (["practice"], [])


@pytest.mark.parametrize(
    ("title", "asked"),
    [
        ("دليل قراءة علامات المصانع", "العلامات"),
        ("枪管标记的识别指南", "标记"),
        ("Guide des poinçons d'épreuve", "poinçon"),
        ("Руководство по клеймам", "клеймо"),
    ],
)
def test_in_every_script(commons: Space, title: str, asked: str) -> None:
    language = {"د": "ar", "枪": "zh", "G": "fr", "Р": "ru"}[title[0]]
    a_guide("dave", commons, title=title, language=language)
    assert object_types("heidi", asked) == ["guide"]


def test_of_each_kind_the_newest_and_the_way_to_the_rest(commons: Space) -> None:
    for number in range(search.OF_EACH + 1):
        a_guide("dave", commons, title=f"Guide manyword {number}")
    on_shelfs, more = search.on_shelves(reader("heidi"), "manyword")
    assert [on_shelf.title for on_shelf in on_shelfs] == [f"Guide manyword {number}" for number in (3, 2, 1)]
    assert more == {"guide"}
    page = sign_in("heidi").get("/community/search/?q=manyword").content.decode()
    assert "/community/library/?q=manyword" in page


def test_in_one_space(commons: Space) -> None:
    other = a_space("thematic", "Parcels")
    a_guide("dave", commons, title="Guide placeword")
    assert object_types("heidi", "placeword", space=commons.pk) == ["guide"]
    assert object_types("heidi", "placeword", space=other.pk) == []
    with pytest.raises(Invalid):
        search.on_shelves(reader("heidi"), "x")


def test_a_search_asks_as_often_however_much_is_found(commons: Space) -> None:
    shelve(commons, "countword")
    for number in range(4):
        a_topic("dave", commons, f"About countword {number}.", title=f"Topic countword {number}")
    client = sign_in("heidi")
    asked = {}
    for word in ("countword", "neverword"):
        client.get(f"/community/search/?q={word}")
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/community/search/?q={word}")
        asked[word] = len(queries)
    assert asked["countword"] == asked["neverword"] <= 11, asked
