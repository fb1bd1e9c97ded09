"""An empty list says what of all there is stands in it for whoever looks, and says the same whatever is hidden from them."""

from __future__ import annotations

import re

import pytest

from ifar.accounts.list_scope import SEES, sees_words
from ifar.rights import COMPARTMENTS, Actor
from tests.conftest import sign_in
from tests.factories import a_case, an_item

OFFICES = "Only what belongs to your office and the offices below it, or was shared with you, stands here."
OWN = "Only what your own office entered stands here."
BOOK = "Only what is or was in your own book stands here."
OPEN = "Only what lies in the compartments that are open to you stands here: Civilian"
AREAS = "Only what your office and the offices below it know of whole areas stands here: precise places are not open to your role."


def plain(answer):
    assert answer.status_code == 200, answer
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", answer.content.decode()))


@pytest.mark.parametrize(
    ("who", "address", "told"),
    [
        ("dave", "/recoveries/", OFFICES),
        ("dave", "/tracing/", OFFICES),
        ("dave", "/custody/", OFFICES),
        ("dave", "/searches/", OWN),
        ("bob", "/retention/holds/", OPEN),
        ("bob", "/duplicates/", OPEN),
        ("alice", "/licensing/applications/", OPEN),
        ("bob", "/retention/lapsed/", OPEN),
        ("ivan", "/licensing/offers/", BOOK),
        ("bob", "/licensing/offers/", OPEN),
        ("bob", "/parties/bars/", OWN),
        ("alice", "/parties/", OPEN),
        ("quentin", "/hotspots/", OFFICES),
    ],
)
def test_w12_an_empty_list_says_what_of_all_there_is_stands_in_it(db, who, address, told):
    assert told in plain(sign_in(who).get(address, follow=True))


def test_w12_the_words_tell_nothing_of_what_is_hidden(dave, heidi):
    police = sign_in("dave")
    before = plain(police.get("/recoveries/"))
    an_item(heidi, a_case(heidi), "ZZ1002003")
    assert plain(police.get("/recoveries/")) == before


@pytest.mark.parametrize("sees", SEES)
def test_w12_nothing_is_said_where_rights_leave_nothing_out(sees):
    whole = Actor(
        id="U1",
        kind="person",
        compartments=frozenset(COMPARTMENTS),
        permissions=frozenset({"oversight:inspection:read"}),
    )
    assert bool(sees_words(whole, sees)) == (sees == "own")


def test_w12_who_may_not_see_precise_places_is_told_so():
    actor = Actor(id="U1", kind="person", compartments=frozenset({"civilian"}), permissions=frozenset())
    assert sees_words(actor, "places") == AREAS
