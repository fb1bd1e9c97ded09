"""Search keys: what an event does to them, and how all of them are made anew while others write."""

import threading

import pytest
from django.core.management import call_command
from django.db import connections
from django.test import override_settings

from ifar.accounts.services import proposals as approvals
from ifar.errors import Conflict
from ifar.registry.marks.reading import KEYS_VERSION
from ifar.registry.models import Firearm, MarkKey
from ifar.registry.replay import KEYS
from ifar.registry.search import index_compaction, rebuild
from ifar.registry.search.deletion_keys import stored_keys
from ifar.registry.search.finding import search
from ifar.registry.search.matching import Question
from ifar.registry.services.events import NewEvent, record_event
from ifar.registry.services.proposals import propose_event
from tests import cast
from tests.factories import a_firearm

PROPERTY = {"kind": "property", "text": "POL-7"}
SEEN = NewEvent(
    "seized", {"ground": "illicit_trafficking", "offences": ["drug_trafficking"]}, marks=(PROPERTY,)
)
SHAPE = (
    "SELECT indexname, replace(indexdef, '_next', '?') FROM pg_indexes WHERE tablename = 'registry_markkey'"
    " UNION SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = 'registry_markkey'::regclass AND contype <> 'n'"
    " UNION SELECT grantee, privilege_type FROM information_schema.role_table_grants WHERE table_name = 'registry_markkey'"
    " UNION SELECT attname, attstattarget::text FROM pg_attribute WHERE attrelid = 'registry_markkey'::regclass AND attnum > 0"
    " UNION SELECT 'table', relname FROM pg_class WHERE relname LIKE 'registry\\_markkey\\_%' AND relkind = 'r'"
    " UNION SELECT 'trigger', tgname || tgenabled::text || pg_get_triggerdef(oid) FROM pg_trigger WHERE tgrelid = 'registry_markkey'::regclass AND NOT tgisinternal"
)


def keys_of_firearm(firearm):
    return {(key.n, key.form): key.keys for key in MarkKey.objects.filter(firearm__public_id=firearm.firearm)}


def corrected(alice, bob, firearm, **said):
    asked = propose_event(
        actor=alice, firearm=firearm.firearm, event=NewEvent("corrected", **said), reason="typo"
    )
    assert approvals.decide(actor=bob, proposal=asked.public_id, verdict="approve").executed


@pytest.mark.django_db
def test_another_make_changes_the_keys_of_every_mark(alice, bob):
    made = a_firearm(alice, "AB1234", marks=(PROPERTY,))
    assert keys_of_firearm(made) == {
        (1, 0): stored_keys("A81234", "beretta"),
        (2, 0): stored_keys("P017", "beretta"),
    }
    corrected(alice, bob, made, identity={"make": "glock"}, marks=({"n": 1, "text": "AB1284"},))
    assert keys_of_firearm(made) == {
        (1, 0): stored_keys("A81284", "glock", ["beretta"]),
        (2, 0): stored_keys("P017", "glock", ["beretta"]),
        (10_001, 0): stored_keys("A81234", "glock", ["beretta"]),
    }
    corrected(alice, bob, made, identity={"make_status": "unknown"})
    assert keys_of_firearm(made)[1, 0] == stored_keys("A81284", None, ["beretta", "glock"])
    corrected(alice, bob, made, identity={"year": 1999})
    assert keys_of_firearm(made)[1, 0] == stored_keys("A81284", None, ["beretta", "glock"])


@pytest.mark.django_db
def test_a_mark_that_comes_later_carries_the_make(alice, dave):
    made = a_firearm(alice, "AB1234")
    record_event(actor=dave, firearm=made.firearm, event=SEEN)
    assert keys_of_firearm(made)[2, 0] == stored_keys("P017", "beretta")


def differences(database):
    with database.connect("verifier") as verifier:
        return list(KEYS.check(verifier.cursor(), None))


def shape():
    with connections["owner"].cursor() as cursor:
        cursor.execute(SHAPE)
        return sorted(cursor.fetchall())


def spoil():
    with connections["owner"].cursor() as cursor:
        cursor.execute("UPDATE registry_markkey SET keys = '{}', version = 1")


class Writer(threading.Thread):
    """Registers firearms and gives them marks, one after the other, until told to stop."""

    def __init__(self, actor, officer):
        super().__init__()
        self.actor, self.officer = actor, officer
        self.told, self.error, self.made = threading.Event(), None, []

    def run(self):
        try:
            while not self.told.wait(0.02):
                made = a_firearm(self.actor, f"W{len(self.made):05}")
                record_event(actor=self.officer, firearm=made.firearm, event=SEEN)
                self.made.append(made.firearm)
        except Exception as error:
            self.error = error
        finally:
            connections.close_all()


def test_all_keys_are_made_anew_while_somebody_writes(peopled_db, monkeypatch):
    alice, dave = cast.actor("alice"), cast.actor("dave")
    made = [a_firearm(alice, f"AB{number:04}") for number in range(12)]
    spoil()
    before = shape()
    assert len(differences(peopled_db)) == 12
    assert rebuild.is_needed()
    monkeypatch.setattr(rebuild, "CHUNK", 5)
    heard, during = [], []
    writer = Writer(alice, dave)

    def say(phase, done, total):
        heard.append((phase, done, total))
        if phase == "rows" and done == 5:
            writer.start()
            record_event(actor=dave, firearm=made[0].firearm, event=SEEN)
        if phase == "indexes":
            assert search(dave, Question("POL-7")).total, "the live keys answer until the exchange"
            during.append(a_firearm(alice, f"NEW{len(during)}"))

    done = rebuild.rebuild(say)
    writer.told.set()
    writer.join()
    assert writer.error is None
    assert writer.made
    assert done.again >= 1 + len(during)
    assert differences(peopled_db) == []
    assert not rebuild.is_needed()
    assert shape() == before
    assert {phase for phase, _, _ in heard} == {"rows", "indexes", "changes"}
    assert search(dave, Question("NEW0")).hits[0].firearm == during[0].firearm
    assert (
        MarkKey.objects.filter(version=KEYS_VERSION).count()
        == MarkKey.objects.count()
        > Firearm.objects.count()
    )


def test_a_rebuild_that_broke_off_is_begun_again_and_two_do_not_run_at_once(peopled_db, capsys):
    alice = cast.actor("alice")
    a_firearm(alice, "AB1234")
    spoil()
    before = shape()

    def second(phase, done, total):
        if phase == "indexes":
            with peopled_db.connect("owner") as other:
                assert other.execute("SELECT pg_try_advisory_lock(7481)").fetchone() == (False,)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rebuild.rebuild(second)
    assert len(differences(peopled_db)) == 1, "the live keys are as they were"
    a_firearm(alice, "AB5678")
    call_command("rebuild_search_keys")
    assert "2 firearms" in capsys.readouterr().out
    assert differences(peopled_db) == []
    assert shape() == before


def test_in_a_register_that_is_not_small_the_marks_settle_with_a_rebuild(peopled_db, monkeypatch, tmp_path):
    alice, bob, dave = map(cast.actor, ("alice", "bob", "dave"))
    made = [a_firearm(alice, f"AB{number:04}") for number in range(12)]
    before = shape()
    monkeypatch.setattr(index_compaction, "FEW", 10)
    monkeypatch.setattr(index_compaction, "GRACE_SECONDS", 0)
    during = []

    def say(phase, done, total):
        if phase == "indexes":
            if done == 0:
                corrected(alice, bob, made[1], marks=({"n": 1, "text": f"QX777{len(during):02}"},))
            during.append(a_firearm(alice, f"NEW{len(during)}"))
            assert search(dave, Question("AB0007")).hits[0].firearm == made[7].firearm
            assert (made[1].firearm, 1) not in {
                (hit.firearm, hit.mark_n) for hit in search(dave, Question("AB0001")).hits
            }

    with override_settings(IFAR_HOME=tmp_path):
        for new in (0, len(during)):
            rebuild.rebuild(say)
            assert MarkKey.objects.filter(settled=True).count() >= 12 + new - 1, "all but the corrected one"
            assert search(dave, Question("AB0007")).hits[0].firearm == made[7].firearm
            assert search(dave, Question("NEW0")).hits[0].firearm == during[0].firearm
            assert (made[1].firearm, 1) not in {
                (hit.firearm, hit.mark_n) for hit in search(dave, Question("AB0001")).hits
            }
            assert search(dave, Question("QX77700")).hits[0].firearm == made[1].firearm
            assert differences(peopled_db) == []
            assert shape() == before
        monkeypatch.setattr(index_compaction, "FEW", 1_000)
        rebuild.rebuild()
        assert not MarkKey.objects.filter(settled=True).exists()
        assert search(dave, Question("AB0007")).hits[0].firearm == made[7].firearm


def test_a_rebuild_steps_back_from_whoever_holds_the_keys(peopled_db, monkeypatch):
    monkeypatch.setattr(rebuild, "ATTEMPTS", 2)
    monkeypatch.setattr(rebuild, "LOCK_WAIT", "20ms")
    with peopled_db.connect("owner") as other, other.transaction():
        other.execute("LOCK TABLE registry_markkey IN ROW EXCLUSIVE MODE")
        with pytest.raises(Conflict) as caught:
            rebuild.rebuild()
    assert caught.value.code == "registry.search_keys.busy"
