"""What many marks near a question may not do: hide the firearm that is meant, whoever wrote them and wherever they lie."""

from dataclasses import replace

import pytest
from django.db import transaction
from django.test import override_settings

from ifar.registry.alerts.services.restricted_hits import ask_elsewhere
from ifar.registry.alerts.services.saved_searches import open_search
from ifar.registry.models import RestrictedHit, SavedSearchHit
from ifar.registry.search import compacted, fetching, index_compaction, offices
from ifar.registry.search.candidates import JUDGED, NEAREST
from ifar.registry.search.finding import search
from ifar.registry.search.matching import Question
from tests import cast
from tests.factories import a_firearm
from tests.registry.waiting import Clock, deliver

STOCK = {"state": "in_stock_state", "owner_kind": "state"}
MANY = tuple({"kind": "serial", "text": "AB71234"} for _ in range(JUDGED + 5))


@pytest.fixture(params=[False, True], ids=["new", "settled"])
def settle(request, tmp_path, peopled_db):
    """Marks that are new, or settle before anybody asks: both must give the same."""
    with override_settings(IFAR_HOME=tmp_path):
        yield lambda: request.param and index_compaction.settle(grace=0)


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
        elsewhere = ask_elsewhere(actor=heidi, question=Question(serial))
        assert [desk.name for desk in elsewhere.ask] == ["Ministry of Defence", "National Police"]


def at(name, office):
    """A cast member who does for another office what they do for theirs."""
    there = cast.agency(office)
    return replace(cast.actor(name), agency_id=there.pk, agency=there.public_id, agency_name=there.name)


@pytest.mark.parametrize("serial", ["AB71234", "CD7123", "EF812345"])
def test_what_one_office_holds_hides_nothing_of_another_of_its_compartment(settle, serial):
    """Also where the other's differs by a character, and says less of what was asked."""
    heidi, erin = cast.actor("heidi"), cast.actor("erin")
    for _ in range(NEAREST + 5):
        a_firearm(erin, serial)
    meant = a_firearm(at("erin", "laboratory"), f"{serial[:-1]}9", identity={"type": "pistol"}).firearm
    a_firearm(erin, None, marks=tuple({"kind": "serial", "text": serial} for _ in range(JUDGED + 5)))
    settle()
    for facts in ({}, {"make": "beretta"}, {"make": "beretta", "calibre": "9x19", "type": "pistol"}):
        elsewhere = ask_elsewhere(actor=heidi, question=Question(serial, **facts))
        assert [desk.name for desk in elsewhere.ask] == ["Forensic Laboratory", "National Police"]
    deliver()
    hits = RestrictedHit.objects.filter(firearm__public_id=meant)
    assert hits.count() == 1, "once a day"


def test_every_page_is_read_for_what_another_office_keeps_and_what_was_found_until_then_is_told(
    peopled_db, tmp_path, monkeypatch
):
    erin, looker = cast.actor("erin"), replace(cast.actor("judy"), compartments=frozenset({"police"}))
    monkeypatch.setattr(compacted, "AT_ONCE", 3)

    def best(**how):
        with transaction.atomic():
            row = offices.best_of_each(looker, Question("AB71234"), register_size=1000, **how)
        return {record.firearm for record in row.kept}, row.wide

    with override_settings(IFAR_HOME=tmp_path):
        first = [a_firearm(erin, "AB71234").firearm for _ in range(7)]
        last = a_firearm(at("erin", "laboratory"), "AB71239").firearm
        index_compaction.settle(grace=0)
        assert best() == ({*first, last}, False)
        with monkeypatch.context() as patched:
            patched.setattr(offices, "EACH", 2)
            assert (len(best()[0]), last in best()[0]) == (3, True), "not so many of each page"

        clock = Clock(monkeypatch, offices, fetching)

        def slow(*results):
            clock.now += 200
            return fetching.fetch(*results)

        monkeypatch.setattr(offices, "fetch", slow)
        assert best(patience=900) == (set(first[:3]), True), "the next page would take four times as long"
        assert best(patience=-1) == (set(), True)


@pytest.mark.parametrize("serial", ["AB71234", "AB71??4*"])
def test_what_one_office_enters_hides_nothing_of_another_from_a_search_that_was_just_opened(settle, serial):
    """Whoever wrote it could not see the search yet; what was long there is none of it."""
    alice, frank = map(cast.actor, ("alice", "frank"))
    for _ in range(JUDGED + 5):
        a_firearm(frank, "AB71234", **STOCK)
    near = a_firearm(alice, "AB71234").firearm
    hidden = a_firearm(at("frank", "defence"), "AB71234", **STOCK).firearm
    deliver()
    settle()
    kept = open_search(actor=alice, kind="enquiry", question=Question(serial), reference="1", reason="x")
    assert not kept.answers_restricted
    deliver()
    assert [saved_search_hit.firearm.public_id for saved_search_hit in SavedSearchHit.objects.all()] == [near]
    assert RestrictedHit.objects.filter(firearm__public_id=hidden).count() == 1


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


def test_marks_of_other_makes_that_are_nearer_do_not_hide_the_make_that_was_asked(settle):
    alice, dave = cast.actor("alice"), cast.actor("dave")
    for at in range(5, 9):
        for letter in "ACEFHJKMNPRTUVWXY":
            a_firearm(alice, f"{'778812199'[:at]}{letter}{'778812199'[at + 1 :]}", identity={"make": "glock"})
    meant = a_firearm(alice, "7788221999", identity={"make": "beretta"}).firearm
    settle()
    assert meant in found(dave, "778812199", make="beretta")


@pytest.mark.parametrize("firearms", [40, 8])
def test_marks_of_the_make_that_was_asked_do_not_hide_an_equal_one_of_another(settle, firearms):
    """However few firearms bear them; nor do they hide it from its own desk, where the compartment is closed."""
    alice, dave, frank, heidi = map(cast.actor, ("alice", "dave", "frank", "heidi"))
    near = [f"77881{number:02}9" for number in range(20, 60)]
    each = len(near) // firearms
    meant = a_firearm(alice, "77881299", identity={"make": "beretta"}).firearm
    for at in range(0, len(near), each):
        marks = tuple({"kind": "serial", "text": text} for text in near[at : at + each])
        a_firearm(alice, None, marks=marks, identity={"make": "glock"})
        a_firearm(frank, None, marks=marks, identity={"make": "glock"}, **STOCK)
    a_firearm(frank, "77881299", identity={"make": "beretta"}, **STOCK)
    settle()
    assert meant in found(dave, "77881299", make="glock")
    elsewhere = ask_elsewhere(actor=heidi, question=Question("77881299", make="glock"))
    assert "Ministry of Defence" in [desk.name for desk in elsewhere.ask]


def test_equal_marks_of_few_firearms_hide_no_equal_one(settle):
    alice, dave = cast.actor("alice"), cast.actor("dave")
    for _ in range(8):
        a_firearm(alice, None, marks=tuple({"kind": "serial", "text": "77881299"} for _ in range(4)))
    meant = a_firearm(alice, "77881299").firearm
    twice = a_firearm(alice, "77882298").firearm
    settle()
    assert meant in found(dave, "77881299", make="beretta")
    assert {meant, twice} <= {
        hit.firearm for hit in search(dave, Question("77881299", make="beretta"), edits=2).hits
    }


def test_closed_compartments_push_nothing_back_that_is_seen(peopled_db, tmp_path):
    """Else how many are near there would show in what is found here."""
    alice, dave, frank = map(cast.actor, ("alice", "dave", "frank"))
    with override_settings(IFAR_HOME=tmp_path):
        meant = a_firearm(alice, "AB71200").firearm
        for _ in range(NEAREST + 5):
            a_firearm(frank, "AB7123499", **STOCK)
        index_compaction.settle(grace=0)
        for _ in range(NEAREST + 5):
            a_firearm(frank, "AB7123499", **STOCK)
        new = [a_firearm(alice, "AB71277", identity={"make": "glock"}).firearm for _ in range(NEAREST + 5)]
        for edits in (None, 2):
            hits = search(dave, Question("AB71234"), edits=edits).hits
            assert {hit.firearm for hit in hits} == {meant, *new[: NEAREST - 1]}
