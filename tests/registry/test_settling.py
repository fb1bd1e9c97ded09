"""Marks settle while others search and write: nothing is missed at any moment, and wrong files give no answer."""

import shutil
import threading

import pytest
from django.core.management import call_command
from django.db import connection, connections
from django.test import override_settings

from ifar.errors import Conflict, Unavailable
from ifar.registry import mark_index, settling, tasks
from ifar.registry.matching import Question
from ifar.registry.models import MarkKey
from ifar.registry.replay import KEYS
from ifar.registry.search import search
from ifar.registry.services.events import record_event
from tests import cast
from tests.conftest import sign_in
from tests.factories import a_firearm
from tests.registry.test_search_keys import SEEN, corrected


@pytest.fixture(autouse=True)
def home(tmp_path):
    with override_settings(IFAR_HOME=tmp_path):
        yield tmp_path / "search"


def found(actor, serial):
    return [hit.firearm for hit in search(actor, Question(serial)).hits]


def differences(database):
    with database.connect("verifier") as verifier:
        return [str(one.place) for one in KEYS.check(verifier.cursor(), None)]


def test_settled_marks_are_found_as_before_and_what_changes_is_found_as_it_is_now(peopled_db, capsys):
    alice, bob, dave = map(cast.actor, ("alice", "bob", "dave"))
    made = [a_firearm(alice, f"AB{number}1234") for number in range(3)]
    call_command("settle_marks", at_once=True)
    assert "3 marks in the index; 3 of them settled now." in capsys.readouterr().out
    assert found(dave, "AB11234")[0] == made[1].firearm
    assert found(dave, "AB1124")[0] == made[1].firearm
    assert found(dave, "*B1123*") == [made[1].firearm]
    later = a_firearm(alice, "AB31234")
    record_event(actor=dave, firearm=made[2].firearm, event=SEEN)
    assert set(found(dave, "AB?1234")) == {*(one.firearm for one in made), later.firearm}
    assert found(dave, "POL-7") == [made[2].firearm]
    corrected(alice, bob, made[0], marks=({"n": 1, "text": "QX77777"},))
    assert found(dave, "QX77777") == [made[0].firearm]
    assert made[0].firearm not in found(dave, "AB01234")
    assert MarkKey.objects.filter(settled=False).count() == 3
    assert differences(peopled_db) == []
    assert settling.settle(grace=0) == (5, 3)
    assert found(dave, "QX77777") == [made[0].firearm]
    assert differences(peopled_db) == []


def test_nothing_is_missed_while_marks_settle(peopled_db):
    alice, dave = cast.actor("alice"), cast.actor("dave")
    made = [a_firearm(alice, f"K{number:03}999") for number in range(20)]
    told, missed, asked = threading.Event(), [], []

    def ask():
        try:
            while not told.is_set():
                for at in range(0, 20, 5):
                    asked.append(at)
                    if made[at].firearm not in found(dave, f"K{at:03}999"):
                        missed.append(at)
        except Exception as error:
            missed.append(error)
        finally:
            connections.close_all()

    searcher = threading.Thread(target=ask)
    searcher.start()
    for number in range(3):
        a_firearm(alice, f"W{number:03}999")
        settling.settle(grace=0.3)
    told.set()
    searcher.join()
    assert missed == []
    assert len(asked) > 20


def test_files_of_another_state_give_an_error_and_no_answer_until_they_are_made_anew(peopled_db, home):
    alice, dave = cast.actor("alice"), cast.actor("dave")
    made = a_firearm(alice, "AB11234")
    settling.settle(grace=0)
    first = mark_index.current().token
    a_firearm(alice, "AB21234")
    settling.settle(grace=0)
    assert not settling.is_due()
    mark_index.use(first)
    with pytest.raises(Unavailable) as caught:
        search(dave, Question("AB11234"))
    assert caught.value.code == "registry.search.being_prepared"
    with pytest.raises(Unavailable):
        search(dave, Question("*B1123*"))
    page = sign_in("dave").get("/search/", {"q": "AB11234"})
    assert (page.status_code, "is being made" in page.content.decode()) == (503, True)
    shutil.rmtree(home)
    with pytest.raises(Unavailable):
        search(dave, Question("AB11234"))
    assert len(differences(peopled_db)) == 2
    assert settling.is_due()
    settling.settle(grace=0)
    assert found(dave, "AB11234")[0] == made.firearm
    assert differences(peopled_db) == []


def test_a_mark_that_is_called_settled_to_hide_it_is_named(peopled_db):
    alice, dave = cast.actor("alice"), cast.actor("dave")
    a_firearm(alice, "AB11234")
    settling.settle(grace=0)
    hidden = a_firearm(alice, "QX77777")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE registry_markkey SET settled = true")
    assert found(dave, "QX77777") == []
    assert differences(peopled_db) == [f"search keys of mark 1 of firearm {hidden.firearm}"]


def test_a_mark_that_was_taken_out_of_the_files_is_named(peopled_db, home):
    alice = cast.actor("alice")
    made = [a_firearm(alice, f"AB{number}1234") for number in range(2)]
    settling.settle(grace=0)
    texts = home / mark_index.current().token / "texts"
    texts.write_bytes(texts.read_bytes().replace(b"A811234", b"XXXXXXX"))
    assert differences(peopled_db) == [f"search keys of mark 1 of firearm {made[1].firearm}"]


def test_marks_settle_by_themselves_where_many_are_new(peopled_db, monkeypatch):
    alice = cast.actor("alice")
    for number in range(3):
        a_firearm(alice, f"AB{number}1234")
    monkeypatch.setattr(settling, "GRACE_SECONDS", 0)
    with connections["owner"].cursor() as cursor:
        cursor.execute("ANALYZE registry_markkey")
    tasks.settle(0)
    assert MarkKey.objects.filter(settled=True).count() == 0
    monkeypatch.setattr(settling, "FEW", 2)
    tasks.settle(0)
    assert MarkKey.objects.filter(settled=True).count() == 3
    assert not settling.is_due()


def test_two_do_not_make_the_files_at_once_and_one_that_broke_off_leaves_nothing(peopled_db, home):
    a_firearm(cast.actor("alice"), "AB11234")

    def second(phase, done, total):
        if phase == "sorting":
            with pytest.raises(Conflict):
                settling.settle(grace=0)
            tasks.settle(0)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        settling.settle(second, grace=0)
    assert list(home.iterdir()) == []
    assert settling.settle(grace=0).newly == 1
