"""Marks settle while others search and write: nothing is missed at any moment, and wrong files give no answer."""

import datetime as dt
import shutil
import threading

import numpy as np
import psycopg
import pytest
from django.core.management import call_command
from django.db import connection, connections
from django.test import override_settings
from psycopg import sql

from ifar.errors import Conflict, Unavailable
from ifar.ledger import backup, sessions
from ifar.ledger.management import programs
from ifar.ledger.verification import catalogue
from ifar.registry import tasks
from ifar.registry.models import MarkAltered, MarkKey
from ifar.registry.replay import KEYS
from ifar.registry.search import index as mark_index
from ifar.registry.search import index_compaction, index_files, rebuild
from ifar.registry.search.candidates import PUBLIC_ID, by_errors, by_pattern
from ifar.registry.search.deletion_keys import stored_keys
from ifar.registry.search.finding import search
from ifar.registry.search.former_marks import is_former
from ifar.registry.search.matching import Question
from ifar.registry.services.events import record_event
from tests import cast
from tests.conftest import sign_in
from tests.databases import settings_at
from tests.factories import a_firearm
from tests.registry.test_search_keys import SEEN, corrected


@pytest.fixture(autouse=True)
def home(tmp_path):
    with override_settings(IFAR_HOME=tmp_path):
        yield tmp_path / "search"


def found(actor, serial):
    return [hit.firearm for hit in search(actor, Question(serial)).hits]


def today(actor, serial):
    """By what stands there now, and not by what was corrected."""
    return [hit.firearm for hit in search(actor, Question(serial)).hits if not is_former(hit.mark_n)]


def differences(database):
    with database.connect("verifier") as verifier:
        return [str(difference.place) for difference in KEYS.check(verifier.cursor(), None)]


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
    assert set(found(dave, "AB?1234")) == {*(item.firearm for item in made), later.firearm}
    assert found(dave, "POL-7") == [made[2].firearm]
    corrected(alice, bob, made[0], marks=({"n": 1, "text": "QX77777"},))
    assert found(dave, "QX77777") == [made[0].firearm]
    assert {
        hit.mark_n for hit in search(dave, Question("AB01234")).hits if hit.firearm == made[0].firearm
    } == {10_001}
    assert MarkKey.objects.filter(settled=False).count() == 4
    assert differences(peopled_db) == []
    assert index_compaction.settle(grace=0) == (6, 4)
    assert found(dave, "QX77777") == [made[0].firearm]
    assert differences(peopled_db) == []


def test_nothing_is_missed_while_marks_settle(peopled_db):
    alice, dave = cast.actor("alice"), cast.actor("dave")
    made = [a_firearm(alice, f"K{number:03}999") for number in range(20)]
    event, missed, asked = threading.Event(), [], []

    def ask():
        try:
            while not event.is_set():
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
        index_compaction.settle(grace=0.3)
    event.set()
    searcher.join()
    assert missed == []
    assert len(asked) > 20


def first_of(database):
    with database.connect("verifier") as verifier:
        return verifier.execute("SELECT token FROM registry_markindex").fetchone()[0]


def test_files_of_another_state_give_an_error_and_no_answer_until_they_are_made_anew(peopled_db, home):
    alice, dave = cast.actor("alice"), cast.actor("dave")
    made = a_firearm(alice, "AB11234")
    index_compaction.settle(grace=0)
    first = mark_index.current().token
    a_firearm(alice, "AB21234")
    index_compaction.settle(grace=0)
    assert not index_compaction.is_due()
    index_files.use(first)
    with pytest.raises(Unavailable) as caught:
        search(dave, Question("AB11234"))
    assert caught.value.code == "registry.search.being_prepared"
    with pytest.raises(Unavailable):
        search(dave, Question("*B1123*"))
    browser = sign_in("dave")
    for page in (browser.get("/search/", {"q": "AB11234"}), browser.post("/roadside/", {"q": "AB11234"})):
        shown = page.content.decode()
        assert (page.status_code, "is being made" in shown, 'name="q" value="AB11234"' in shown) == (
            503,
            True,
            True,
        )
    taken = sign_in("alice").post("/search/list.csv?q=AB11234")
    assert (taken.status_code, taken.headers["Location"]) == (302, "/search/?q=AB11234")
    shutil.rmtree(home)
    with pytest.raises(Unavailable):
        search(dave, Question("AB11234"))
    assert differences(peopled_db) == [f"index of marks {first_of(peopled_db)}"]
    assert index_compaction.is_due()
    index_compaction.settle(grace=0)
    assert found(dave, "AB11234")[0] == made.firearm
    assert differences(peopled_db) == []


def test_a_mark_that_is_called_settled_to_hide_it_is_named(peopled_db):
    alice, dave = cast.actor("alice"), cast.actor("dave")
    a_firearm(alice, "AB11234")
    index_compaction.settle(grace=0)
    hidden = a_firearm(alice, "QX77777")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE registry_markkey SET settled = true")
    assert found(dave, "QX77777") == []
    assert differences(peopled_db) == [f"search keys of mark 1 of firearm {hidden.firearm}"]


def test_a_mark_that_was_taken_out_of_the_files_is_named(peopled_db, home):
    alice = cast.actor("alice")
    made = [a_firearm(alice, f"AB{number}1234") for number in range(2)]
    index_compaction.settle(grace=0)
    texts = home / mark_index.current().token / "texts"
    texts.write_bytes(texts.read_bytes().replace(b"A811234", b"XXXXXXX"))
    assert differences(peopled_db) == [f"search keys of mark 1 of firearm {made[1].firearm}"]


def test_a_mark_that_the_files_give_another_make_is_named(peopled_db, home):
    """It would come behind all others of the make that is asked."""
    alice, bob = cast.actor("alice"), cast.actor("bob")
    made = [a_firearm(alice, f"AB{number}12345678", identity={"make": "glock"}) for number in range(2)]
    index_compaction.settle(grace=0)
    assert differences(peopled_db) == []
    corrected(alice, bob, made[0], identity={"make": "beretta"})
    assert differences(peopled_db) == []
    makes = home / mark_index.current().token / "makes"
    makes.write_bytes(bytes(8))
    assert differences(peopled_db) == [f"search keys of mark 1 of firearm {made[1].firearm}"]


def test_what_a_question_meets_lies_together(peopled_db):
    """Marks of one make, in the order of what is read; every question reads fewer pages."""
    alice = cast.actor("alice")
    of_make = {"AB31234": "glock", "AB11234": "glock", "AB21234": "beretta", "AB41234": "beretta"}
    for text, make in of_make.items():
        a_firearm(alice, text, identity={"make": make})
    index_compaction.settle(grace=0)
    index = mark_index.current()
    assert index.plain(range(index.marks)) == ["AB21234", "AB41234", "AB11234", "AB31234"]


def test_marks_settle_by_themselves_where_many_are_new(peopled_db, monkeypatch):
    alice = cast.actor("alice")
    for number in range(3):
        a_firearm(alice, f"AB{number}1234")
    monkeypatch.setattr(index_compaction, "GRACE_SECONDS", 0)
    with connections["owner"].cursor() as cursor:
        cursor.execute("ANALYZE registry_markkey")
    tasks.settle(0)
    assert MarkKey.objects.filter(settled=True).count() == 0
    monkeypatch.setattr(index_compaction, "FEW", 2)
    tasks.settle(0)
    assert MarkKey.objects.filter(settled=True).count() == 3
    assert not index_compaction.is_due()


def test_two_do_not_make_the_files_at_once_and_one_that_broke_off_leaves_nothing(peopled_db, home):
    a_firearm(cast.actor("alice"), "AB11234")

    def second(phase, done, total):
        if phase == "sorting":
            with pytest.raises(Conflict):
                index_compaction.settle(grace=0)
            tasks.settle(0)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        index_compaction.settle(second, grace=0)
    assert list(home.iterdir()) == []
    assert index_compaction.settle(grace=0).newly == 1


def test_files_that_are_said_to_be_coming_hide_nothing_either(peopled_db, home):
    """The search counts on files that are coming as on those that came; so does verification."""
    alice, dave = cast.actor("alice"), cast.actor("dave")
    made = [a_firearm(alice, f"AB{number}1234") for number in range(2)]
    index_compaction.settle(grace=0)
    making = index_files.Making("poor")
    making.finish()
    index_files.use("poor")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE registry_markindex SET coming = 'poor'")
    assert found(dave, "AB11234") == []
    assert sorted(differences(peopled_db)) == sorted(
        f"search keys of mark 1 of firearm {item.firearm}" for item in made
    )


def test_keys_of_marks_that_there_are_not_are_named(peopled_db):
    """Twenty of them within one error, and nobody looks for what is two errors away."""
    alice, dave = cast.actor("alice"), cast.actor("dave")
    sought = a_firearm(alice, "AB11234")
    other = a_firearm(alice, "QX77777")
    assert found(dave, "AB11221")[0] == sought.firearm
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO registry_markkey (firearm_id, n, form, kind, plain, folded, keys, version)"
            " SELECT f.id, 9, 0, 'serial', 'AB11221', 'A811221', %s, 3 FROM registry_firearm f WHERE f.public_id = %s",
            [stored_keys("A811221"), other.firearm],
        )
    assert found(dave, "AB11221") == [other.firearm]
    assert differences(peopled_db) == [f"search keys of mark 9 of firearm {other.firearm}"]


def test_whoever_lost_the_moment_that_the_files_are_of_settles_nothing(peopled_db, home):
    """Another mark may lie by then where one lay that the files hold: it would settle without standing in them."""
    alice, bob, dave = map(cast.actor, ("alice", "bob", "dave"))
    made = a_firearm(alice, "AB11234")

    def cut_off(phase, done, total):
        if phase == "waiting":
            with peopled_db.connect() as superuser:
                cut = superuser.execute(
                    "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE backend_xmin IS NOT NULL"
                    " AND state = 'idle in transaction' AND datname = current_database()"
                )
                assert cut.fetchall() == [(True,)]
            corrected(alice, bob, made, marks=({"n": 1, "text": "QX77777"},))
            with connections["owner"].cursor() as cursor:
                cursor.execute("VACUUM registry_markkey")
            a_firearm(alice, "ZK55555")

    with pytest.raises(psycopg.OperationalError):
        index_compaction.settle(cut_off, grace=0)
    assert found(dave, "QX77777") == [made.firearm]
    assert len(found(dave, "ZK55555")) == 1
    assert differences(peopled_db) == []


def test_marks_that_somebody_is_writing_are_not_waited_for(peopled_db):
    alice, dave = cast.actor("alice"), cast.actor("dave")
    made = [a_firearm(alice, f"AB{number}1234") for number in range(2)]
    with peopled_db.connect("owner") as other, other.transaction():
        other.execute(
            "DELETE FROM registry_markkey k USING registry_firearm f WHERE f.id = k.firearm_id AND f.public_id = %s",
            [made[0].firearm],
        )
        assert index_compaction.settle(grace=0) == (2, 1)
        raise psycopg.Rollback
    assert MarkKey.objects.filter(settled=False).count() == 1
    assert [found(dave, f"AB{number}1234")[0] for number in range(2)] == [item.firearm for item in made]
    assert differences(peopled_db) == []
    assert index_compaction.settle(grace=0) == (2, 1)


def test_a_run_that_broke_off_while_marks_settled_is_due_again(peopled_db, monkeypatch):
    alice, dave = cast.actor("alice"), cast.actor("dave")
    made = [a_firearm(alice, f"AB{number}1234") for number in range(6)]
    monkeypatch.setattr(index_compaction, "FEW", 2)
    monkeypatch.setattr(index_compaction, "CHUNK", 2)
    with connections["owner"].cursor() as cursor:
        cursor.execute("ANALYZE registry_markkey")

    def killed(phase, done, total):
        if phase == "settling":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        index_compaction.settle(killed, grace=0)
    assert MarkKey.objects.filter(settled=True).count() == 2
    assert {found(dave, f"AB{number}1234")[0] for number in range(6)} == {item.firearm for item in made}
    assert index_compaction.is_due()
    assert index_compaction.settle(grace=0) == (6, 4)
    assert not index_compaction.is_due()


def test_the_index_is_made_anew_where_it_is_gone_and_left_where_it_is_there(peopled_db, home, capsys):
    """As after `ifar restore`, which verifies at its end."""
    alice, dave = cast.actor("alice"), cast.actor("dave")
    made = a_firearm(alice, "AB11234")
    call_command("settle_marks", at_once=True, where_gone=True)
    assert not MarkKey.objects.filter(settled=True).exists()
    index_compaction.settle(grace=0)
    shutil.rmtree(home)
    capsys.readouterr()
    call_command("settle_marks", at_once=True, where_gone=True)
    assert "1 marks in the index; 0 of them settled now." in capsys.readouterr().out
    assert differences(peopled_db) == []
    assert found(dave, "AB11234") == [made.firearm]
    with connection.cursor() as cursor:
        cursor.execute("UPDATE registry_markindex SET coming = 'never came'")
    call_command("settle_marks", at_once=True, where_gone=True)
    assert differences(peopled_db) == []


def test_no_role_can_have_answers_left_out_by_a_setting(peopled_db):
    """Any role may set for itself how many rows an inverted index gives at most; the rest would be left out by chance."""
    role = sql.SQL("ALTER ROLE CURRENT_USER IN DATABASE {} SET gin_fuzzy_search_limit = 1")
    with peopled_db.connect("default") as app:
        app.execute(role.format(sql.Identifier(peopled_db.name)))
    with peopled_db.connect("default") as app:
        assert app.execute("SHOW gin_fuzzy_search_limit").fetchone() == ("1",)
    connection.close()
    with connection.cursor() as cursor:
        cursor.execute("SHOW gin_fuzzy_search_limit")
        assert cursor.fetchone() == ("0",)
    with peopled_db.connect("verifier") as verifier:
        assert "setting gin_fuzzy_search_limit=1" in [
            difference.place for difference in catalogue.check(verifier)
        ]


def test_a_register_whose_marks_settled_comes_back_verified_and_finds_them(
    peopled_db, empty_db, home, tmp_path, settings, capsys
):
    made = a_firearm(cast.actor("alice"), "AB11234")
    index_compaction.settle(grace=0)
    at, kept = sessions.address("owner"), tmp_path / "register.backup"
    now = dt.datetime.now(dt.UTC)
    backup.back_up(
        kept, at, tmp_path / "files", origin=settings.IFAR_LEDGER_NAME, programs=programs.folder(at), now=now
    )
    (tmp_path / "elsewhere").mkdir()
    with override_settings(IFAR_HOME=tmp_path / "elsewhere"), settings_at(empty_db.name):
        with pytest.raises(SystemExit) as ended:
            call_command("restore", str(kept))
        assert (ended.value.code, "Nothing differs." in capsys.readouterr().out) == (0, True)
        assert found(cast.actor("dave"), "AB11234") == [made.firearm]


def test_a_new_mark_that_the_index_of_keys_left_out_is_named(peopled_db):
    """A superuser may switch an index off while a mark is written, and on again."""
    alice, dave = cast.actor("alice"), cast.actor("dave")
    shown = a_firearm(alice, "AB11234")
    switch = "UPDATE pg_index SET indisready = %s WHERE indexrelid = 'registry_markkey_keys'::regclass"
    with peopled_db.connect() as superuser:
        superuser.execute(switch, [False])
        hidden = a_firearm(alice, "QX77777")
        superuser.execute(switch, [True])
    assert (found(dave, "AB11234"), found(dave, "QX77777")) == ([shown.firearm], [])
    assert differences(peopled_db) == [f"search keys of mark 1 of firearm {hidden.firearm}"]
    index_compaction.settle(grace=0)
    assert found(dave, "QX77777") == [hidden.firearm]
    assert differences(peopled_db) == []


def test_only_the_trigger_says_which_marks_were_altered(peopled_db):
    """Whoever could say so himself would hide marks, and who could unsay it would have them found as they were."""
    alice, bob = cast.actor("alice"), cast.actor("bob")
    made = a_firearm(alice, "AB11234")
    index_compaction.settle(grace=0)
    corrected(alice, bob, made, marks=({"n": 1, "text": "QX77777"},))
    assert MarkAltered.objects.count() == 1
    for statement in (
        "INSERT INTO registry_markaltered VALUES (1)",
        "DELETE FROM registry_markaltered",
        "UPDATE registry_markaltered SET ref = 1",
        "TRUNCATE registry_markaltered",
        "TRUNCATE registry_markkey",
        "SELECT registry_markkey_altered()",
    ):
        with peopled_db.connect("default") as app, pytest.raises(psycopg.Error):
            app.execute(statement)
    index_compaction.settle(grace=0)
    assert MarkAltered.objects.count() == 0


def test_a_settled_mark_that_is_said_to_have_been_altered_is_named(peopled_db):
    alice, dave = cast.actor("alice"), cast.actor("dave")
    made = [a_firearm(alice, f"AB{number}1234") for number in range(2)]
    index_compaction.settle(grace=0)
    with peopled_db.connect() as superuser:
        superuser.execute(
            "INSERT INTO registry_markaltered SELECT (k.firearm_id << 16 | k.n) << 4 | k.form FROM registry_markkey k"
            " JOIN registry_firearm f ON f.id = k.firearm_id WHERE f.public_id = %s",
            [made[1].firearm],
        )
    assert found(dave, "AB11234") == [made[0].firearm]
    assert differences(peopled_db) == [f"search keys of mark 1 of firearm {made[1].firearm}"]


def test_marks_that_are_found_as_they_were_are_named(peopled_db):
    """A superuser switches the trigger off for a moment."""
    alice, bob, dave = map(cast.actor, ("alice", "bob", "dave"))
    made = [a_firearm(alice, f"AB{number}1234") for number in range(2)]
    index_compaction.settle(grace=0)
    with peopled_db.connect() as superuser:
        superuser.execute("ALTER TABLE registry_markkey DISABLE TRIGGER USER")
        corrected(alice, bob, made[0], marks=({"n": 1, "text": "QX77777"},))
        gone = superuser.execute(
            "DELETE FROM registry_markkey k USING registry_firearm f WHERE f.id = k.firearm_id AND f.public_id = %s RETURNING f.id",
            [made[1].firearm],
        ).fetchall()[0][0]
        superuser.execute("ALTER TABLE registry_markkey ENABLE ALWAYS TRIGGER altered")
        superuser.execute("ALTER TABLE registry_markkey ENABLE ALWAYS TRIGGER removed")
    assert set(found(dave, "AB01234")) == {item.firearm for item in made}
    token = mark_index.current().token
    assert sorted(differences(peopled_db)) == [
        f"mark 1 of firearm with the number {gone} in the index of marks {token}",
        *sorted(f"search keys of mark 1 of firearm {item.firearm}" for item in made),
    ]


def test_a_mark_that_is_altered_between_the_files_and_their_use_is_found_as_it_is(peopled_db):
    alice, bob, dave = map(cast.actor, ("alice", "bob", "dave"))
    made = [a_firearm(alice, f"AB{number}1234") for number in range(3)]
    seen = []

    def alter(phase, done, total):
        if phase == "sorting":  # the moment that the files are of is past, and nobody looks into them
            corrected(alice, bob, made[0], marks=({"n": 1, "text": "QX77777"},))
        elif phase == "waiting":  # somebody does
            corrected(alice, bob, made[1], marks=({"n": 1, "text": "ZK55555"},))
        else:
            return
        seen.append((today(dave, "AB01234"), today(dave, "AB11234"), found(dave, "QX77777")))

    first, second, third = (item.firearm for item in made)
    index_compaction.settle(alter, grace=0)
    assert [set(item) for item, _, _ in seen] == [{second, third}, {third}]
    assert [item for _, item, _ in seen] == [[second, third], [third]]
    assert [item for _, _, item in seen] == [[first], [first]]
    assert today(dave, "AB21234") == [third]
    assert found(dave, "ZK55555") == [second]
    assert differences(peopled_db) == []
    assert index_compaction.settle(grace=0) == (5, 4)
    assert not MarkAltered.objects.exists()
    assert (found(dave, "QX77777"), found(dave, "ZK55555")) == ([first], [second])
    assert differences(peopled_db) == []


def test_files_that_lie_about_where_no_mark_settled_are_not_asked(peopled_db):
    alice, bob, dave = map(cast.actor, ("alice", "bob", "dave"))
    made = a_firearm(alice, "AB11234")
    index_compaction.settle(grace=0)
    rebuild.rebuild()
    assert mark_index.current() is not None
    corrected(alice, bob, made, marks=({"n": 1, "text": "QX77777"},))
    with connections["owner"].cursor() as cursor:
        cursor.execute("TRUNCATE registry_markaltered")
    assert (today(dave, "AB11234"), found(dave, "QX77777")) == ([], [made.firearm])


def test_settled_marks_of_which_no_files_are_named_are_named(peopled_db, home):
    """The runtime role may write which files count: as if no mark had settled, none of them would be asked for."""
    alice, dave = cast.actor("alice"), cast.actor("dave")
    a_firearm(alice, "AB11234")
    index_compaction.settle(grace=0)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE registry_markindex SET coming = token, token = ''")
    (home / "current").unlink()
    assert found(dave, "AB11234") == []
    assert differences(peopled_db) == ["index of marks of no name"]


def test_files_in_which_a_mark_stands_twice_are_named(peopled_db):
    """Found as something else besides, it would bring somebody else's firearm, and be enough where it is not."""
    alice, dave = cast.actor("alice"), cast.actor("dave")
    made = a_firearm(alice, "AB11234")
    index_compaction.settle(grace=0)
    with connection.cursor() as cursor:
        cursor.execute("SELECT token FROM registry_markindex")
        token = cursor.fetchone()[0]
        cursor.execute(
            "SELECT firearm_id, k.n, form, kind, plain, folded, make, keys FROM registry_markkey k JOIN registry_firearm f ON f.id = firearm_id"
        )
        firearm, n, form, *words, keys = cursor.fetchone()
    shutil.rmtree(index_files.home() / token)
    making = index_files.Making(token)
    other, other_keys = index_files.Words("serial", "ZZZ9999", "2229999"), stored_keys("2229999")
    wordses = [index_files.Words(*words), other]
    counts = np.asarray([len(keys), len(other_keys)])
    making.add([index_files.ref_of(firearm, n, form)] * 2, wordses, np.asarray([*keys, *other_keys]), counts)
    making.finish()
    assert found(dave, "ZZZ9999") == [made.firearm]
    assert differences(peopled_db) == [f"index of marks {token}"]


def test_nothing_is_met_twice_while_marks_settle(peopled_db, monkeypatch):
    alice, dave = cast.actor("alice"), cast.actor("dave")
    made = [a_firearm(alice, f"AB{number}1234").firearm for number in range(4)]
    monkeypatch.setattr(index_compaction, "CHUNK", 1)
    met = []

    def ask(phase, done, total):
        for question, fetch in ((Question("AB11234"), by_errors), (Question("*B?123*"), by_pattern)):
            candidates = fetch(dave, question, (), frozenset(), 2)
            met.append((phase, sorted(row[PUBLIC_ID] for row in candidates.rows)))

    index_compaction.settle(grace=0)
    made.append(a_firearm(alice, "AB41234").firearm)
    made.append(a_firearm(alice, "AB51234").firearm)
    index_compaction.settle(ask, grace=0)
    assert {phase for phase, _ in met} == {"ordering", "reading", "sorting", "waiting", "settling"}
    assert {tuple(firearms) for _, firearms in met} == {tuple(sorted(made))}


def test_the_files_that_count_stay_while_others_come(peopled_db, home):
    """A run that broke off left files that nothing settled by; the next ones must not take the place of those that count."""
    a_firearm(cast.actor("alice"), "AB11234")
    index_compaction.settle(grace=0)

    def broken(phase, done, total):
        if phase == "waiting":
            raise KeyboardInterrupt

    for _ in range(2):
        with pytest.raises(KeyboardInterrupt):
            index_compaction.settle(broken, grace=0)
        assert differences(peopled_db) == []
    index_compaction.settle(lambda phase, *_: differences(peopled_db) == [] or pytest.fail(phase), grace=0)


def test_verification_of_what_is_new_names_files_that_are_gone_as_well(peopled_db, home):
    a_firearm(cast.actor("alice"), "AB11234")
    index_compaction.settle(grace=0)
    shutil.rmtree(home)
    with peopled_db.connect("verifier") as verifier:
        (only,) = KEYS.check(verifier.cursor(), frozenset())
    assert only.place == f"index of marks {first_of(peopled_db)}"
    assert "ifar settle-marks" in only.should


def test_a_kind_of_the_type_that_was_asked_for_is_enough(peopled_db):
    """A semi-automatic pistol is a pistol: to add what one knows must not bring more answers."""
    alice, dave = cast.actor("alice"), cast.actor("dave")
    made = a_firearm(alice, "AB11234", identity={"type": "pistol_semi_automatic"})
    a_firearm(alice, "AB11289", identity={"type": "pistol_semi_automatic"})
    for asked, expected in (
        (None, 1),
        ("pistol", 1),
        ("handgun", 1),
        ("pistol_semi_automatic", 1),
        ("rifle", 2),
    ):
        found_all = search(dave, Question("AB11234", type=asked))
        assert (found_all.hits[0].firearm, found_all.total) == (made.firearm, expected), asked
    assert search(dave, Question("AB11234", type="pistol"), only={"type"}).total == 1
    assert search(dave, Question("AB11234", type="rifle"), only={"type"}).total == 0
