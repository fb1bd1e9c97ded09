"""What marks near a question may not hide, whatever they are: new or settled, of one firearm, altered since, closed to whoever asks."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import override_settings

from ifar.registry.marks.reading import keys_of
from ifar.registry.search import candidates, compacted, index_compaction
from ifar.registry.search.candidates import ENOUGH, JUDGED, NEAREST, OF_MAKE
from ifar.registry.search.deletion_keys import stored_keys
from ifar.registry.search.finding import SearchResult, search
from ifar.registry.search.index import ALL_JUDGED
from ifar.registry.search.matching import Question
from ifar.registry.search.ranking import EQUAL
from tests.registry.test_search import OFFICER, Filling, own_register

MARK = "7788129934"
OTHERS = 25
LETTERS = "ACEFHJKMNPRTUVWXY"


def once(number: int, first: int = 0) -> list[str]:
    """Marks that are one error from `MARK`."""
    every = [f"{MARK[:at]}{letter}{MARK[at + 1 :]}" for at in range(2, 8) for letter in LETTERS]
    return every[first : first + number]


def twice(number: int, first: int = 0) -> list[str]:
    """Marks that are two errors from it."""
    return [f"{text[:8]}{letter}{text[9:]}" for letter in "AC" for text in once(102)][first : first + number]


@pytest.fixture
def filling(databases, template, django_db_blocker, tmp_path) -> Iterator[Filling]:
    with (
        own_register(databases, template, django_db_blocker) as filling,
        override_settings(IFAR_HOME=tmp_path),
    ):
        for trigger in ("altered", "removed"):
            filling.connection.execute(f"ALTER TABLE registry_markkey ENABLE ALWAYS TRIGGER {trigger}")
        yield filling


def settle() -> None:
    index_compaction.settle(grace=0)


def ask(serial: str = MARK, how: dict | None = None, **facts: object) -> SearchResult:
    """What is found is asked here, and not how soon: a laden machine may take as long as it needs."""
    return search(OFFICER, Question(serial, **facts), limit=JUDGED, **{"patience": 300.0, **(how or {})})


def firearms(result: SearchResult) -> set[str]:
    return {hit.firearm for hit in result.hits}


def test_many_new_marks_within_one_error_are_judged_before_settled_ones_within_two(filling):
    """Else they are in no count either: the answer says that there are no more."""
    near = [filling.firearm(text) for text in once(10)]
    filling.firearm(twice(1)[0])
    settle()
    near += [filling.firearm(text) for text in once(20, 10)]
    assert set(near) <= firearms(ask())


def test_many_new_marks_that_equal_the_question_are_judged_before_settled_ones_within_two(filling):
    filling.firearm(twice(1)[0])
    settle()
    equal = [filling.firearm(MARK) for _ in range(ALL_JUDGED + 5)]
    assert set(equal) <= firearms(ask())


def test_marks_of_one_firearm_are_not_enough(filling):
    """Of one firearm with twenty marks within one error nobody concludes that those within two need not be looked for."""
    meant = filling.firearm(twice(1)[0])
    decoy = filling.firearm(*once(ENOUGH // 2))
    settle()
    other = filling.firearm(*once(ENOUGH // 2, ENOUGH // 2))
    assert firearms(ask()) == {meant, decoy, other}


@pytest.mark.parametrize("closed", [0, 3])
def test_whether_those_within_two_errors_are_seen_hangs_on_none_that_is_closed(filling, closed):
    """Of few marks in the files all count, of more one of each firearm: those that are closed are no reason for either."""
    further = filling.firearm(twice(1)[0])
    filling.firearm(*once(ALL_JUDGED - 2))
    for text in once(closed, 40):
        filling.firearm(text, compartment="defence")
    settle()
    filling.firearm(*once(10, ALL_JUDGED))
    result = ask()
    assert (further in firearms(result), result.edits) == (True, 2)


def test_an_altered_mark_of_a_firearm_hides_none_of_its_others(filling):
    """Of the marks of a firearm one counts among the nearest: not the one that was corrected since."""
    for text in once(ENOUGH + 5):
        filling.firearm(text)
    meant = filling.firearm(MARK, MARK)
    settle()
    assert meant in firearms(ask())
    filling.connection.execute(
        "UPDATE registry_markkey SET plain = 'ZZ000', folded = 'ZZ000', keys = '{1}', settled = false"
        " WHERE firearm_id = %s AND n = 1",
        [int(meant[1:])],
    )
    assert meant in firearms(ask())


@pytest.mark.parametrize("marks", [1, 5])
def test_equal_marks_that_contradict_more_hide_none_that_contradicts_less(filling, marks):
    """What equals the question is judged, the likeliest of it first, whoever's five equal marks came before."""
    for _ in range(5 // marks):
        filling.firearm(*[MARK] * marks, make="glock", calibre="45acp", type="rifle", country="AUT")
    meant = filling.firearm(MARK, make="glock", calibre="9x19", type="pistol", country="ITA")
    for text in once(NEAREST + 5):
        filling.firearm(text, make="beretta", calibre="9x19", type="pistol", country="ITA")
    settle()
    known = {"make": "beretta", "calibre": "9x19", "type": "pistol", "country": "ITA"}
    assert meant in firearms(ask(**known))


def test_new_equal_marks_of_one_firearm_take_no_place_of_another(filling):
    meant = filling.firearm(MARK, make="glock", calibre="9x19", type="pistol", country="ITA")
    for text in once(NEAREST + 5):
        filling.firearm(text, make="beretta", calibre="9x19", type="pistol", country="ITA")
    settle()
    filling.firearm(*[MARK] * EQUAL, make="glock", calibre="45acp", type="rifle", country="AUT")
    known = {"make": "beretta", "calibre": "9x19", "type": "pistol", "country": "ITA"}
    assert meant in firearms(ask(**known))


def test_new_marks_of_other_makes_do_not_hide_a_new_one_of_the_make_that_was_asked(filling):
    """Where settled marks fill the place, the new ones behind them are in no order, and nobody counts that they are many."""
    for text in once(OTHERS):
        filling.firearm(text, make="glock")
    for text in once(17, OTHERS):
        filling.firearm(text, make="beretta")
    settle()
    for text in twice(ALL_JUDGED + 5):
        filling.firearm(text, make="glock")
    meant = filling.firearm(twice(1, 60)[0], make="beretta")
    assert meant in firearms(ask(make="beretta"))


def test_marks_of_other_makes_within_one_error_hide_none_of_the_make_within_two(filling):
    for text in once(OTHERS):
        filling.firearm(text, make="glock")
    meant = {filling.firearm(code, make="beretta") for code in twice(OF_MAKE - 5)}
    settle()
    for text in once(ALL_JUDGED, OTHERS):
        filling.firearm(text, make="glock")
    assert meant <= firearms(ask(make="beretta"))


@pytest.mark.parametrize("known", [{"make": "beretta"}, {"make": "beretta", "type": "pistol"}])
@pytest.mark.parametrize("closed", [0, OTHERS + 5])
def test_closed_marks_of_other_makes_hide_no_equal_one_that_is_seen(filling, closed, known):
    for _ in range(closed):
        filling.firearm(MARK, make="glock", type="pistol", compartment="defence")
    meant = filling.firearm(MARK, make="glock", type="pistol")
    for text in (*once(ENOUGH), *twice(OF_MAKE)):
        filling.firearm(text, make="beretta", type="pistol")
    settle()
    assert meant in firearms(ask(**known))


@pytest.mark.parametrize("closed", [0, 5])
def test_new_marks_within_two_errors_hide_no_equal_one_on_a_further_page(filling, closed, monkeypatch):
    monkeypatch.setattr(compacted, "AT_ONCE", 3)
    for _ in range(closed):
        filling.firearm(MARK, compartment="defence")
    meant = filling.firearm(MARK)
    settle()
    for text in twice(NEAREST + 5):
        filling.firearm(text)
    assert meant in firearms(ask())


def test_many_that_contradict_hide_none_that_agrees(filling, monkeypatch):
    """Thousands in truth: here a smaller number of them, with as much less room."""
    monkeypatch.setattr(candidates, "SIFTED", 100)
    for text in once(100):
        for _ in range(2):
            filling.firearm(text, make="beretta", calibre="45acp", type="rifle", country="AUT")
    meant = filling.firearm(twice(1)[0], make="beretta", calibre="9x19", type="pistol", country="ITA")
    settle()
    assert meant in firearms(ask(make="beretta", calibre="9x19", type="pistol", country="ITA"))


@pytest.mark.parametrize("state", ["new", "settled"])
def test_the_further_marks_of_one_firearm_come_after_all_others(filling, state):
    """Whatever is known of it, and however little of the others."""
    known = {"make": "beretta", "calibre": "9x19", "type": "pistol", "country": "ITA"}
    filling.firearm(*once(NEAREST + 5), **known)
    meant = filling.firearm(twice(1)[0])
    if state == "settled":
        settle()
    assert meant in firearms(ask(**known))


@pytest.mark.parametrize("state", ["new", "settled"])
def test_the_many_marks_of_one_firearm_hide_no_other_from_a_pattern_beside_a_make(filling, state):
    filling.firearm(*once(JUDGED + 1), make="beretta")
    others = {filling.firearm(MARK, make=make) for make in (None, "glock") for _ in range(EQUAL)}
    if state == "settled":
        settle()
    assert others <= firearms(ask(f"{MARK[:2]}*", make="beretta"))


@pytest.mark.parametrize("closed", [0, ENOUGH])
def test_closed_marks_take_no_turn_of_one_that_is_seen(filling, closed):
    """One in six of those within one error is of another make; whether it is seen hangs on none that is not."""
    for _ in range(closed):
        filling.firearm(MARK, make="glock", compartment="defence")
    meant = filling.firearm(MARK, make="glock")
    for text in once(OF_MAKE + 10):
        filling.firearm(text, make="beretta")
    settle()
    assert meant in firearms(ask(make="beretta"))


def test_what_is_shown_of_a_firearm_is_seen_when_it_is_read(filling, monkeypatch):
    """Candidates and what a page shows of them are two statements: what was closed between them is not shown."""
    firearm = filling.firearm(MARK)
    read, asked = candidates.fetch, []

    def closed_meanwhile(statement, params):
        if asked:
            filling.connection.execute(
                "UPDATE registry_firearm SET compartment = 'defence', state = 'in_stock_state'"
            )
        asked.append(statement)
        return read(statement, params)

    monkeypatch.setattr(candidates, "fetch", closed_meanwhile)
    assert firearm not in firearms(ask())
    assert len(asked) == 2


def test_what_is_altered_between_two_pages_is_found_on_one_of_them(filling, monkeypatch):
    """It is new then, and new marks are asked for with the first page alone."""
    monkeypatch.setattr(compacted, "AT_ONCE", 3)
    for _ in range(5):
        filling.firearm(MARK, compartment="defence")
    meant = filling.firearm(MARK)
    settle()
    read, asked = candidates.fetch, []

    def altered_meanwhile(statement, params):
        rows = read(statement, params)
        if not asked:
            [form] = keys_of(once(1)[0]).forms
            filling.connection.execute(
                "UPDATE registry_markkey SET plain = %s, folded = %s, keys = %s, settled = false WHERE firearm_id = %s",
                [form.plain, form.folded, stored_keys(form.folded), int(meant[1:])],
            )
        asked.append(statement)
        return rows

    monkeypatch.setattr(candidates, "fetch", altered_meanwhile)
    assert meant in firearms(ask())
    assert len(asked) > 1
