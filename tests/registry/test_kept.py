"""What whoever has the runtime role's password can take from an open search or leave out of the count of questions: nothing, and with the triggers off
nothing that verification does not name."""

from __future__ import annotations

import datetime as dt
from contextlib import contextmanager
from dataclasses import replace

import psycopg
import pytest
from django.core.management import call_command
from django.db import IntegrityError, OperationalError, connection, transaction
from django.utils import timezone
from psycopg.types.json import JsonbLoader

from ifar.accounts.models import ReadLog, User
from ifar.accounts.services import reads
from ifar.acts.replay import replay_of
from ifar.ledger.entry import timestamp
from ifar.recoveries.services import items
from ifar.registry.alerts import restricted_hits
from ifar.registry.alerts.acts import ACTS
from ifar.registry.alerts.saved_search import keys_of_question
from ifar.registry.alerts.saved_search_replay import MET_BY, TERMS
from ifar.registry.alerts.services import match_backlog
from ifar.registry.alerts.services import saved_searches as acting
from ifar.registry.alerts.services.hits import JOB
from ifar.registry.alerts.services.saved_searches import close_search, open_search
from ifar.registry.marks.patterns import near
from ifar.registry.marks.reading import KEYS_VERSION
from ifar.registry.models import (
    RestrictedQuestion,
    SavedSearch,
    SavedSearchBacklog,
    SavedSearchHit,
    SavedSearchKey,
)
from ifar.registry.search import rebuild
from ifar.registry.search.matching import Question
from ifar.registry.services.releasing import release
from tests import cast
from tests.factories import a_case, a_firearm
from tests.registry.waiting import (
    deliver,
    differences,
    later,
    open_of_another,
    pistol,
    unheeded,
    waiting_item,
)

pytestmark = pytest.mark.usefixtures("registered_before")

BLIND = "registry.search.restricted"


def kept_open(actor, serial="AB71234", **more):
    question = Question(serial)
    return open_search(actor=actor, kind="enquiry", question=question, reference="1", reason="x", **more)


def refused(change):
    with pytest.raises(IntegrityError), transaction.atomic():
        change()
    return True


@contextmanager
def silent(database, *tables):
    """As somebody who can make the database silent."""
    with database.connect() as superuser:
        for table in tables:
            superuser.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        yield superuser


@contextmanager
def unasked(database):
    """As somebody who can have the database ask nothing of an act beside its guards."""
    with database.connect() as superuser:
        [check] = superuser.execute("SELECT pg_get_functiondef('registry_alerts_check'::regproc)").fetchone()
        superuser.execute(check.replace("BEGIN", "BEGIN RETURN NULL;", 1))
        yield
        superuser.execute(check)


# Keys of open searches -------------------------------------------------------------------------------------------------------


def keys_differ(database):
    with database.connect("verifier") as verifier:
        cursor = psycopg.Cursor(verifier)
        cursor.adapters.register_loader("jsonb", JsonbLoader)
        return [(difference.kind, difference.place) for difference in MET_BY.check(cursor, None)]


def test_an_open_search_keeps_its_keys(dave, alice):
    kept = kept_open(dave)
    other = kept_open(dave, "CD712*4")
    row = SavedSearchKey.objects.filter(search=kept)
    assert refused(row.delete)
    for change in (
        {"keys": [1]},
        {"keys": []},
        {"version": KEYS_VERSION - 1},
        {"version": KEYS_VERSION + 1},
        {"keys": [1], "version": KEYS_VERSION + 1},
        {"keys": [1], "version": KEYS_VERSION - 1},
        {"keys": [1], "version": KEYS_VERSION},
    ):
        assert refused(lambda change=change: row.update(**change)), change
    close_search(actor=dave, savedsearch_id=other.public_id, outcome="not_needed")
    assert list(SavedSearchKey.objects.values_list("search", flat=True)) == [kept.pk]
    assert refused(lambda: row.update(search=other.pk))
    gone = {"search": other, "version": KEYS_VERSION}
    assert refused(lambda: SavedSearchKey.objects.create(**gone, keys=[]))
    assert refused(lambda: SavedSearchKey.objects.create(**{**gone, "version": KEYS_VERSION + 1}, keys=[1]))
    a_firearm(alice, "AB71234")
    deliver()
    assert SavedSearchHit.objects.filter(savedsearch=kept).count() == 1


def test_an_expired_search_keeps_them_too_since_it_may_be_renewed(peopled_db):
    kept = kept_open(cast.actor("dave"))
    with silent(peopled_db, "registry_savedsearch") as superuser:
        superuser.execute("UPDATE registry_savedsearch SET expires_at = clock_timestamp() - interval '1 day'")
    assert refused(SavedSearchKey.objects.filter(search=kept).delete)


def test_verification_names_searches_without_their_keys_and_a_rebuild_makes_them_again(peopled_db):
    dave, alice = cast.actor("dave"), cast.actor("alice")
    gone, altered, newer, there, ended, pattern = [
        kept_open(dave, serial)
        for serial in ("AB71234", "CD71234", "EF71234", "GH71234", "JK71234", "LM712*4")
    ]
    close_search(actor=dave, savedsearch_id=ended.public_id, outcome="not_needed")
    assert keys_differ(peopled_db) == []
    with silent(peopled_db, "registry_savedsearchkey") as superuser:
        superuser.execute("DELETE FROM registry_savedsearchkey WHERE search_id = %s", [gone.pk])
        superuser.execute(
            "UPDATE registry_savedsearchkey SET keys = '{1}' WHERE search_id = %s", [altered.pk]
        )
        superuser.execute("UPDATE registry_savedsearchkey SET version = 99 WHERE search_id = %s", [newer.pk])
        superuser.execute(
            "UPDATE registry_savedsearchkey SET keys = keys[2:] WHERE search_id = %s", [pattern.pk]
        )
        superuser.execute("ALTER TABLE registry_savedsearchkey ENABLE TRIGGER USER")
        superuser.execute("ALTER TABLE registry_savedsearchkey ENABLE ALWAYS TRIGGER a_keep")
    places = [f"keys of open search {item.public_id}" for item in (gone, altered, newer, pattern)]
    kinds = ["state_missing", "state_differs", "state_differs", "state_differs"]
    assert keys_differ(peopled_db) == list(zip(kinds, places, strict=True))
    a_firearm(alice, "AB71234")
    deliver()
    assert not SavedSearchHit.objects.filter(savedsearch=gone).exists(), "which is why it is named"
    rebuild.rebuild()
    assert keys_differ(peopled_db) == []
    assert SavedSearchKey.objects.get(search=there).keys == keys_of_question(Question("GH71234"))
    assert not SavedSearchKey.objects.filter(search=ended).exists()
    a_firearm(alice, "CD71234")
    deliver()
    assert SavedSearchHit.objects.filter(savedsearch=altered).exists()


def test_a_long_mark_of_which_two_characters_were_not_read_meets_what_comes_in(peopled_db):
    """Open ones had deletion keys once, which marks of that length do not carry: a newer version makes all keys anew."""
    a_firearm(cast.actor("alice"), "POL-7")
    mark, half_read = "KESTRIA7700412345678", "KESTRIA77??412345678"
    kept = kept_open(cast.actor("dave"), half_read)
    with silent(peopled_db, "registry_savedsearchkey") as superuser:
        keys = near(half_read, 2).keys
        superuser.execute(
            "UPDATE registry_savedsearchkey SET keys = %s, version = 1 WHERE search_id = %s",
            [list(keys), kept.pk],
        )
        superuser.execute("UPDATE registry_markkey SET version = 1")
        superuser.execute("ALTER TABLE registry_savedsearchkey ENABLE TRIGGER USER")
    call_command("migrate", reference=False, verbosity=0)
    assert keys_differ(peopled_db) == []
    firearm = a_firearm(cast.actor("alice"), mark).firearm
    deliver()
    assert [
        saved_search_hit.firearm.public_id
        for saved_search_hit in SavedSearchHit.objects.filter(savedsearch=kept)
    ] == [firearm]


def test_a_question_that_nobody_could_put_is_named_and_stops_nothing(peopled_db):
    kept, there = kept_open(cast.actor("dave")), kept_open(cast.actor("dave"), "CD71234")
    with silent(peopled_db, "registry_savedsearch") as superuser:
        superuser.execute("UPDATE registry_savedsearch SET question = '[1]' WHERE id = %s", [kept.pk])
        superuser.execute("ALTER TABLE registry_savedsearch ENABLE TRIGGER USER")
    assert keys_differ(peopled_db) == [("state_differs", f"keys of open search {kept.public_id}")]
    rebuild.rebuild()
    assert SavedSearchKey.objects.filter(search=there).exists()


def test_nobody_ends_a_search_by_renewing_it_into_the_past(peopled_db):
    dave = cast.actor("dave")
    kept = kept_open(dave, days=1)
    now = timezone.now()

    def renewed(until):
        ends = {"expires_at": timestamp(until)}
        with transaction.atomic():
            acting.act(dave, kept.pk, "renewed", changes=ends, note="x", recorded_at=now)

    for until in (now - dt.timedelta(days=1), now + dt.timedelta(hours=23), now + dt.timedelta(days=9999)):
        assert refused(lambda until=until: renewed(until)), until
    renewed(now + dt.timedelta(days=1))

    def terms():
        cursor = psycopg.Cursor(connection.connection)
        cursor.adapters.register_loader("jsonb", JsonbLoader)
        return [difference.place for difference in TERMS.check(cursor, None)]

    assert terms() == []
    with unasked(peopled_db):
        renewed(now - dt.timedelta(days=1))
    assert terms() == [f"saved search {kept.public_id}, renewed"]


def test_whom_to_ask_stays_told_and_a_closed_search_gets_no_hit(peopled_db):
    dave, alice = cast.actor("dave"), cast.actor("alice")
    kept, firearm = kept_open(dave), a_firearm(alice, "ZZ99999").firearm
    noted = {"firearm": firearm, "mark_n": 1, "plain": "AB71234", "percent": 9, "reasons": []}

    @transaction.atomic
    def referred(*desks):
        acting.act(JOB, kept.pk, "referred", changes={"asked": list(desks)})

    @transaction.atomic
    def hit():
        acting.RECORDER.record(
            JOB, "savedsearchhit", "noted", changes={**noted, "savedsearch": kept.public_id}
        )

    def named():
        cursor = psycopg.Cursor(connection.connection)
        cursor.adapters.register_loader("jsonb", JsonbLoader)
        return [difference.says for difference in replay_of(ACTS).check(cursor, None)]

    with unheeded():
        referred(dave.agency)
        for desks in ([], [alice.agency], [alice.agency, dave.agency]):
            assert refused(lambda desks=desks: referred(*desks)), desks
        hit()
        assert named() == []
        close_search(actor=dave, savedsearch_id=kept.public_id, outcome="found")
        assert refused(hit)
    assert named() == []
    kept = kept_open(dave, "CD71234")
    with unheeded():
        referred(dave.agency)
        with unasked(peopled_db):
            referred(alice.agency)
    assert named() == ["referred against its rule"]


# Questions and the log of reads --------------------------------------------------------------------------------------------------


def asked(actor, **said):
    return RestrictedQuestion.objects.create(
        **{"actor": actor.id, "agency": actor.agency, "folded": "A871234", **said}
    )


def test_a_question_is_counted_at_its_time_and_once_for_each_read(dave, erin):
    read = reads.log(dave, BLIND, "AB71234", 0)
    for values in (
        {"at": timezone.now() - dt.timedelta(hours=2)},
        {"at": timezone.now() + dt.timedelta(hours=2)},
        {"read": None},
        {"read": None, "refused": "rate"},
        {"read": read + 1000},
        {"read": reads.log(erin, BLIND, "AB71234", 0)},
        {"read": reads.log(dave, "registry.mark.search", "AB71234", 0)},
        {"agency": "A0000000000000"},
        {"exhibit": True},
        {"asked_read": read},
    ):
        assert refused(lambda value=values: asked(dave, **{"read": read, **value})), values
    assert refused(lambda: RestrictedQuestion.objects.bulk_create(
        RestrictedQuestion(actor=dave.id, agency=dave.agency, folded="1", read=read) for _ in range(2)
    ))  # fmt: skip
    asked(dave, read=read)
    assert refused(lambda: asked(dave, read=read))
    asked(dave, refused="incomplete")
    # A read that says that it is of many is of many marks of exhibits alone.
    many = reads.log(dave, BLIND, "1", 60)
    asked(dave, read=many)
    assert refused(lambda: asked(dave, read=many))


def test_of_two_that_name_one_read_at_once_one_is_counted(peopled_db):
    dave = cast.actor("dave")
    read = reads.log(dave, BLIND, "AB71234", 0)

    @transaction.atomic
    def second():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '200ms'")
        asked(dave, read=read)

    with peopled_db.connect("default") as first:
        first.autocommit = False
        first.execute(
            "INSERT INTO registry_restrictedquestion (actor, agency, folded, refused, whole, again, search, exhibit, read, asker)"
            " VALUES (%s, %s, '1', '', '', false, '', false, %s, '')",
            [dave.id, dave.agency, read],
        )
        with pytest.raises(OperationalError):
            second()
        first.commit()
    assert refused(second)


def test_a_statement_that_began_long_ago_brings_no_time_with_it(peopled_db):
    """Kept waiting inside the database, it would be counted as of the time at which it began. Here half a second is long ago."""
    dave = cast.actor("dave")
    late, soon = (reads.log(dave, BLIND, "AB71234", 0) for _ in range(2))
    with peopled_db.connect() as superuser:
        [source] = superuser.execute(
            "SELECT pg_get_functiondef('registry_restrictedquestion_kept'::regproc)"
        ).fetchone()
        assert "interval '10 minutes'" in source
        superuser.execute(source.replace("interval '10 minutes'", "interval '500 milliseconds'"))

    def put(read, seconds):
        with connection.cursor() as cursor:
            cursor.execute(f"""DO $$ BEGIN PERFORM pg_sleep({seconds});
                INSERT INTO registry_restrictedquestion (actor, agency, folded, refused, whole, again, search, exhibit, read, asker)
                VALUES ('{dave.id}', '{dave.agency}', '1', '', '', false, '', false, {read}, ''); END $$""")

    assert refused(lambda: put(late, 0.6))
    put(soon, 0)


def test_a_search_puts_its_own_question_once_and_it_counts(dave, erin, monkeypatch):
    kept = kept_open(dave).public_id
    read = reads.log(dave, BLIND, "AB71234", 0)
    assert refused(lambda: asked(dave, read=read, search=kept)), "it has put it"
    search = open_of_another(erin, "CD71234", monkeypatch)
    waiting = SavedSearchBacklog.objects.get(search__public_id=search)
    other = reads.log(erin, BLIND, "CD71234", 0)
    own = {"search": search, "read": waiting.read}
    for actor, values in (
        (erin, {"refused": "incomplete"}),
        (erin, {"refused": "rate"}),
        (erin, {"again": True, "whole": "x"}),
        (erin, {"exhibit": True}),
        (erin, {"read": other}),
        (erin, {"search": "E0000000000000"}),
        (dave, {"read": read}),
    ):
        assert refused(lambda actor=actor, value=values: asked(actor, **{**own, **value})), values
    asked(erin, **own)
    SavedSearchBacklog.objects.filter(pk=waiting.pk).update(counted=True)
    deliver()
    late = SavedSearch.objects.get(public_id=search)
    assert match_backlog._look(late, 9) == ""


def test_what_was_counted_otherwise_than_it_waits_is_not_taken_as_counted(dave):
    """A row that waits is written behind its question: what it says of it is what was counted."""
    kept = kept_open(dave)
    deliver()
    assert not SavedSearchBacklog.objects.exists()
    read = RestrictedQuestion.objects.get(search=kept.public_id).read
    values = {"search": kept, "restricted": True, "counted": True, "read": read}
    for wrong in ({"exhibit": True}, {"read": read + 1}, {"read": None}):
        assert refused(lambda wrong=wrong: SavedSearchBacklog.objects.create(**{**values, **wrong})), wrong
    SavedSearchBacklog.objects.create(**values)


def test_exhibits_share_their_read_also_where_some_wait_and_some_are_released(dave, erin, monkeypatch):
    monkeypatch.setattr(restricted_hits, "EXHIBITS", (2, restricted_hits.EXHIBITS[1]))
    cases = [a_case(dave), a_case(dave)]
    for n, case in enumerate(cases):
        serials = [f"{n}{k * 7919 % 1000003:06d}KQ{k:02d}" for k in range(4)]
        items.enter_items(actor=dave, case=case, items=[pistol(serial) for serial in serials])
    deliver()
    assert RestrictedQuestion.objects.count() == 2
    # Of two cases at once: each has a row of the log under its own name.
    waiting = list(SavedSearchBacklog.objects.order_by("pk").values_list("search__public_id", flat=True))
    assert len(waiting) == 6
    release(actor=erin, searches=[waiting[0], waiting[-1]])
    hers = ReadLog.objects.filter(act=BLIND, actor=erin.id)
    assert {(her.object, her.count) for her in hers} == {(case, 1) for case in cases}
    deliver()
    with monkeypatch.context() as patched:
        later(patched, dt.timedelta(days=1))
        assert match_backlog.look_again() == 4
    assert RestrictedQuestion.objects.filter(actor=dave.id).count() == 6
    monkeypatch.setattr(restricted_hits, "EXHIBITS", (9, restricted_hits.EXHIBITS[1]))
    assert differences() == []


def test_verification_names_questions_of_another_time_and_reads_that_are_several(peopled_db, monkeypatch):
    dave, erin = cast.actor("dave"), cast.actor("erin")
    waiting = waiting_item(dave, "AB71234", monkeypatch)
    release(actor=erin, searches=[waiting])
    kept = kept_open(dave, "CD71234")
    typed = reads.log(dave, BLIND, "EF71234", 0)
    question = asked(dave, read=typed)
    deliver()
    assert differences() == []
    with silent(peopled_db, "registry_restrictedquestion") as superuser:

        def says(statement, *values):
            superuser.execute("CREATE TEMP TABLE before AS SELECT * FROM registry_restrictedquestion")
            superuser.execute(statement, values)
            result = differences()
            superuser.execute("DELETE FROM registry_restrictedquestion")
            superuser.execute(
                "INSERT INTO registry_restrictedquestion OVERRIDING SYSTEM VALUE SELECT * FROM before"
            )
            superuser.execute("DROP TABLE before")
            assert differences() == []
            return result

        moved = "UPDATE registry_restrictedquestion SET at = at + %s WHERE {}"
        hour = dt.timedelta(hours=1)
        for which in (f"id = {question.pk}", f"search = '{waiting}'", f"search = '{kept.public_id}'"):
            for by in (hour, -hour):
                assert says(moved.format(which), by) == ["state_differs question"], (which, by)
        again = "INSERT INTO registry_restrictedquestion (actor, agency, folded, refused, whole, again, search, exhibit, read, asker, asked_read) "
        assert says(
            again + "SELECT actor, agency, folded, refused, whole, again, search, exhibit, read, asker, asked_read "
            "FROM registry_restrictedquestion, generate_series(1, 60) WHERE id = %s",
            question.pk,
        ) == ["state_differs read"] + ["state_differs question"] * 60, "all beyond what a person may put"  # fmt: skip
        twice = "SELECT actor, agency, folded, refused, whole, again, search, exhibit, %s::bigint, asker, asked_read FROM registry_restrictedquestion WHERE search = %s"
        spare = reads.log(dave, BLIND, "CD71234", 0)
        assert differences() == ["state_missing read"]
        superuser.execute(again + twice, (spare, kept.public_id))
        assert differences() == ["state_differs question"], "one search, two questions"
        superuser.execute("DELETE FROM registry_restrictedquestion WHERE read = %s", [spare])
        asked(dave, read=spare)
        uncounted = "UPDATE registry_restrictedquestion SET {} WHERE search = %s"
        # It is the search's, and leaves room for another one: it is named as no question of the search, which so has put none.
        for change in ("refused = 'incomplete'", "again = true"):
            assert set(says(uncounted.format(change), kept.public_id)) >= {
                "state_missing saved",
                "state_stray question",
            }
        desk = "UPDATE registry_restrictedquestion SET agency = %s WHERE search = %s"
        assert "state_stray question" in says(desk, "A0000000000000", kept.public_id)
        assert says(
            "UPDATE registry_restrictedquestion SET asked_read = NULL WHERE search = %s", waiting
        ) == [
            "state_stray question",
            "state_missing read",
        ]
        assert says("UPDATE registry_restrictedquestion SET exhibit = true WHERE id = %s", question.pk) == [
            "state_stray question"
        ]


# Releases -----------------------------------------------------------------------------------------------------------------------


def test_nobody_releases_who_does_not_work_at_the_office(dave, erin, heidi, monkeypatch):
    search = waiting_item(dave, "AB71234", monkeypatch)
    key = SavedSearch.objects.get(public_id=search).pk

    def by(actor, **as_if):
        someone = replace(actor, **as_if)
        names = {"asker": dave.id, "by": someone.id}

        def released():
            with unheeded():
                acting.act(someone, key, "released", details=names)

        return released

    assert refused(by(erin, id="U0000000000000")), "nobody"
    assert refused(by(heidi, agency=dave.agency, agency_id=dave.agency_id)), "of another office"
    assert refused(by(erin, kind="job", id="saved_searches")), "a job"
    User.objects.filter(public_id=erin.id).update(is_active=False)
    assert refused(by(erin)), "who left"
    User.objects.filter(public_id=erin.id).update(is_active=True)
    with transaction.atomic():
        by(erin)()
        transaction.set_rollback(True)


def test_verification_names_a_release_by_somebody_of_another_office(peopled_db, monkeypatch):
    dave, heidi = cast.actor("dave"), cast.actor("heidi")
    search = waiting_item(dave, "AB71234", monkeypatch)
    saved_search = SavedSearch.objects.get(public_id=search)
    heidi = replace(heidi, agency=dave.agency, agency_id=dave.agency_id)
    with unasked(peopled_db), transaction.atomic():
        acting.act(heidi, saved_search.pk, "released", details={"asker": dave.id, "by": heidi.id})
    assert differences() == ["state_missing release", "state_differs release"]
