"""What pages, many marks of one firearm and marks in closed compartments may not hide, beyond what `test_hidden.py` holds."""

from __future__ import annotations

import itertools

import pytest

from ifar.registry.alerts import restricted_hits
from ifar.registry.search import candidates, compacted
from ifar.registry.search.candidates import NEAREST, OF_MAKE
from ifar.registry.search.index import ALL_JUDGED
from ifar.registry.search.matching import Question
from ifar.registry.search.offices import EACH, best_of_each
from ifar.rights import Actor
from tests.covering import covering
from tests.registry.test_hidden import MARK, ask, filling, firearms, once, settle, twice

__all__ = ["filling"]
KNOWN = {"make": "beretta", "calibre": "9x19", "type": "pistol", "country": "ITA"}


@pytest.mark.parametrize("at_once", [20_000, NEAREST])
def test_a_further_mark_of_a_firearm_on_another_page_does_not_push_it_back(filling, monkeypatch, at_once):
    """Of a firearm the nearest of its marks says where it stands, on however many pages they are."""
    monkeypatch.setattr(compacted, "AT_ONCE", at_once)
    meant = filling.firearm(once(1)[0], twice(1)[0], **KNOWN)
    for text in once(NEAREST + 5, 1):
        filling.firearm(text, **KNOWN | {"type": "rifle"})
    settle()
    assert meant in firearms(ask(**KNOWN, how={"edits": 2}))


@pytest.mark.parametrize("at_once", [20_000, 60])
def test_many_marks_of_one_firearm_on_a_page_are_no_reason_to_read_no_further(filling, monkeypatch, at_once):
    monkeypatch.setattr(compacted, "AT_ONCE", at_once)
    filling.firearm(*[MARK] * 60)
    meant = filling.firearm(MARK)
    settle()
    assert meant in firearms(ask())


@pytest.mark.parametrize("at_once", [20_000, 60])
def test_nor_are_they_for_a_pattern(filling, monkeypatch, at_once):
    monkeypatch.setattr(compacted, "AT_ONCE", 2 * at_once)
    filling.firearm(*[MARK] * 120)
    meant = filling.firearm(MARK)
    settle()
    assert meant in firearms(ask(f"*{MARK[2:7]}*"))


def test_a_further_page_takes_no_place_of_the_most_alike(filling, monkeypatch):
    """Of equally likely ones those on the page before come first: where a page ends hangs on closed compartments as well."""
    for text in once(90):
        filling.firearm(text)
    settle()
    values = firearms(ask(how={"edits": 1}))
    monkeypatch.setattr(compacted, "AT_ONCE", 30)
    assert firearms(ask(how={"edits": 1})) == values


def test_whether_one_error_is_enough_hangs_on_no_page(filling, monkeypatch):
    """Where a page ends hangs on what lies in closed compartments."""
    monkeypatch.setattr(compacted, "AT_ONCE", 20)
    rows = []
    for _ in range(2):
        if not rows:
            for text in once(22):
                filling.firearm(text)
            filling.firearm(twice(1)[0])
        else:
            for _ in range(10):
                filling.firearm(MARK, compartment="defence")
        settle()
        result = ask()
        rows.append((result.total, result.edits, firearms(result)))
    assert rows[0] == rows[1]


def test_how_many_are_closed_does_not_say_in_which_order_the_few_stand(filling):
    """Up to fifteen in the files are not put in order; whether they are so few hangs on closed compartments."""
    at = filling.connection
    for text in once(102)[::9]:
        filling.firearm(text)
    for _ in range(25):
        filling.firearm(MARK)
    for text in once(ALL_JUDGED, 20):
        filling.firearm(text)
    at.execute("CREATE TABLE later AS SELECT * FROM registry_markkey WHERE firearm_id > 12")
    values = []
    for closed in (0, 0, 5):
        at.execute("DELETE FROM registry_markkey WHERE firearm_id BETWEEN 13 AND 52")
        for text in once(closed, 50):
            filling.firearm(text, compartment="defence")
        settle()
        at.execute("INSERT INTO registry_markkey SELECT * FROM later")
        values.append(firearms(ask()))
    assert values[0] == values[1] == values[2]


@pytest.mark.parametrize("state", ["new", "settled"])
def test_in_which_order_the_forms_of_a_mark_lie_does_not_say_how_likely_it_is(filling, state):
    """Where more are near than are judged, one form of each mark is: of new marks whichever the table has first."""
    at = filling.connection
    for _ in range(NEAREST + 10):
        filling.firearm("ЖК1234")
    if state == "new":
        at.execute(
            "CREATE TABLE moved AS SELECT * FROM registry_markkey WHERE form = 0 AND firearm_id % 2 = 0"
        )
        at.execute("DELETE FROM registry_markkey WHERE form = 0 AND firearm_id % 2 = 0")
        at.execute("INSERT INTO registry_markkey SELECT * FROM moved")
    else:
        settle()
    result = ask("ЖК1234")
    assert len({round(hit.match.evidence, 3) for hit in result.hits}) == 1


@pytest.mark.parametrize("decoys", [0, OF_MAKE + ALL_JUDGED + 5])
def test_marks_of_unknown_make_hide_none_of_the_make_that_was_asked(filling, decoys):
    """Neither does one who writes the same serial on some fifty firearms of no make."""
    for _ in range(decoys):
        filling.firearm(MARK)
    meant = filling.firearm(MARK, make="beretta")
    settle()
    assert meant in firearms(ask(make="beretta"))


@pytest.mark.parametrize("decoys", [0, 120])
def test_many_that_contradict_hide_none_that_agrees_in_the_same_lane(filling, monkeypatch, decoys):
    """Thousands in truth (`SIFTED`): here a smaller number of them, with as much less room. 3,100 equal marks come with one import."""
    monkeypatch.setattr(candidates, "SIFTED", 100)
    for _ in range(decoys):
        filling.firearm(MARK, make="beretta", calibre="45acp", type="rifle", country="AUT")
    meant = filling.firearm(MARK, **KNOWN)
    settle()
    assert meant in firearms(ask(**KNOWN))


@pytest.mark.parametrize("at_once", [20_000, 20])
def test_marks_of_one_firearm_on_several_pages_are_not_enough(filling, monkeypatch, at_once):
    """Of twelve firearms within one error nobody concludes that those within two need not be looked for, wherever a page ends."""
    monkeypatch.setattr(compacted, "AT_ONCE", at_once)
    meant = filling.firearm(twice(1)[0])
    marks = once(84)
    near = {filling.firearm(*marks[at::12]) for at in range(12)}
    settle()
    assert firearms(ask()) == {meant, *near}


@pytest.mark.parametrize(
    ("unread", "length", "state"),
    covering(
        itertools.product((1, 2), (3, 4, 5, 8, 16, 17, 24, 32, 33, 60), ("new", "settled")),
        lambda item: (item[:2], item[1:]),
    ),
)
def test_a_mark_is_found_of_which_one_or_two_characters_were_not_read(filling, state, length, unread):
    """Marks of many characters, and of three or four, carry fewer deletions than that."""
    mark = "7ACE34HKMN79PRTUVW3XY4"[:length].ljust(length, "9")
    meant = filling.firearm(mark)
    filling.firearm(mark[:-1] + "T", "4" + mark)
    if state == "settled":
        settle()
    half_read = f"{mark[: length // 2]}{'?' * unread}{mark[length // 2 + unread :]}"
    assert meant in firearms(ask(half_read))


@pytest.mark.parametrize("state", ["new", "settled"])
def test_equal_numbers_of_nothing_known_keep_no_office_from_hearing(filling, state):
    """Of a short number in a large register each is too little to count, and one that agrees in all the rest counts, though it is one error away."""
    looker = Actor(
        kind="job",
        id="restricted_hits",
        permissions=frozenset({"registry:mark:search", "registry:firearm:read"}),
        compartments=frozenset({"defence"}),
    )
    meant = filling.firearm("74165", compartment="defence", model="beretta/92fs", year=1984, **KNOWN)
    for _ in range(EACH):
        filling.firearm("74163", compartment="defence")
    if state == "settled":
        settle()
    asked = Question("74163", model="beretta/92fs", year=(1984, 1984), **KNOWN)
    best = best_of_each(looker, asked, register_size=10_000_000, edits=restricted_hits.MOST_EDITS)
    assert [record.firearm for record in best.kept if restricted_hits.counts(record.match, 10_000_000)] == [
        meant
    ]
