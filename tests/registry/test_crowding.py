"""What many marks near a question may not do: hide the firearm that is meant, whoever wrote them and wherever they lie."""

import pytest
from django.test import override_settings

from ifar.registry import settling
from ifar.registry.candidates import JUDGED, NEAREST
from ifar.registry.matching import Question
from ifar.registry.search import search
from ifar.registry.services.blind import ask_elsewhere
from tests import cast
from tests.factories import a_firearm

STOCK = {"state": "in_stock_state", "owner_kind": "state"}
MANY = tuple({"kind": "serial", "text": "AB71234"} for _ in range(JUDGED + 5))


@pytest.fixture(params=[False, True], ids=["new", "settled"])
def settle(request, tmp_path, peopled_db):
    """Marks that are new, or settle before anybody asks: both must give the same."""
    with override_settings(IFAR_HOME=tmp_path):
        yield lambda: request.param and settling.settle(grace=0)


def found(actor, serial, **facts):
    return {hit.firearm for hit in search(actor, Question(serial, **facts)).hits}


def test_marks_of_one_firearm_hide_no_other(settle):
    alice, dave = cast.actor("alice"), cast.actor("dave")
    decoy = a_firearm(alice, None, marks=MANY).firearm
    meant = a_firearm(alice, "AB71234").firearm
    near = a_firearm(alice, "AB71239").firearm
    settle()
    assert found(dave, "AB71234") == {decoy, meant, near}
    assert found(dave, "AB71284") == {decoy, meant, near}
    assert found(dave, "A871294") == {decoy, meant, near}
    assert found(dave, "*B7123*") == found(dave, "AB7*") == {decoy, meant, near}


def test_what_one_closed_compartment_holds_hides_nothing_of_another_from_the_desk_that_asks(settle):
    heidi, erin, frank = map(cast.actor, ("heidi", "erin", "frank"))
    a_firearm(erin, None, marks=MANY)
    for _ in range(NEAREST + 5):
        a_firearm(erin, "CD71234")
    for serial in ("AB71234", "CD71234"):
        a_firearm(frank, serial, **STOCK)
    settle()
    for serial in ("AB71234", "CD71234"):
        told = ask_elsewhere(actor=heidi, question=Question(serial))
        assert [one.name for one in told.ask] == ["Ministry of Defence", "National Police"]


def test_equal_marks_of_other_makes_hide_none_of_the_make_that_was_asked(settle):
    alice, dave = cast.actor("alice"), cast.actor("dave")
    for _ in range(NEAREST + 5):
        a_firearm(alice, "71234", identity={"make": "glock"})
    near = a_firearm(alice, "71239").firearm
    settle()
    assert near in found(dave, "71234", make="beretta")
    equal = a_firearm(alice, "71234").firearm
    settle()
    assert {equal, near} <= found(dave, "71234", make="beretta")
    for edits in (1, 2):
        hits = search(dave, Question("71234", make="beretta"), edits=edits).hits
        assert {equal, near} <= {hit.firearm for hit in hits}


def test_closed_compartments_push_nothing_back_that_is_seen(peopled_db, tmp_path):
    """Else how many are near there would show in what is found here."""
    alice, dave, frank = map(cast.actor, ("alice", "dave", "frank"))
    with override_settings(IFAR_HOME=tmp_path):
        meant = a_firearm(alice, "AB71200").firearm
        for _ in range(NEAREST + 5):
            a_firearm(frank, "AB7123499", **STOCK)
        settling.settle(grace=0)
        for _ in range(NEAREST + 5):
            a_firearm(frank, "AB7123499", **STOCK)
        new = [a_firearm(alice, "AB71277", identity={"make": "glock"}).firearm for _ in range(NEAREST + 5)]
        for edits in (None, 2):
            hits = search(dave, Question("AB71234"), edits=edits).hits
            assert {hit.firearm for hit in hits} == {meant, *new[: NEAREST - 1]}
