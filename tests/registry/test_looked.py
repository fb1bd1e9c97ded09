"""That closed compartments were really asked is an act of the log: a question that was counted is looked for, or still waits, or verification names it."""

from __future__ import annotations

import datetime as dt

import psycopg
import pytest
from django.db import IntegrityError, OperationalError, connection, transaction
from django.utils import timezone
from psycopg.types.json import JsonbLoader

from ifar.acts.replay import replay_of, source_of
from ifar.ledger import services as ledger
from ifar.ledger.entry import Draft
from ifar.ledger.models import Entry
from ifar.recoveries.services import items, tables
from ifar.registry.alerts.acts import ACTS
from ifar.registry.alerts.restricted_hit_replay import QUESTIONS
from ifar.registry.alerts.services import match_backlog
from ifar.registry.alerts.services import saved_searches as acting
from ifar.registry.alerts.services.hits import JOB
from ifar.registry.alerts.services.saved_searches import act, close_search, open_search
from ifar.registry.models import AlertEvent, RestrictedHit, SavedSearch, SavedSearchBacklog
from ifar.registry.search.fetching import PATIENCE
from ifar.registry.search.finding import search
from ifar.registry.search.matching import Question
from ifar.registry.search.offices import best_of_each
from tests import cast
from tests.conftest import sign_in
from tests.factories import a_case, a_firearm
from tests.registry.waiting import (
    STOCK,
    deliver,
    differences,
    later,
    none_in_time,
    open_of_another,
    pistol,
    unheeded,
    waiting_item,
    wide,
)

pytestmark = pytest.mark.usefixtures("registered_before")

NAMED = "state_missing counted"


def kept_open(actor, serial="AB71234"):
    return open_search(actor=actor, kind="enquiry", question=Question(serial), reference="1", reason="x")


def acts_of(search):
    return list(AlertEvent.objects.filter(subject=search).order_by("n").values_list("kind", flat=True))


def looked():
    """What the acts say that were written of looks, by search."""
    alert_events = AlertEvent.objects.filter(kind="looked").order_by("subject", "n")
    return [(alert_event.subject, alert_event.details) for alert_event in alert_events]


# The act ------------------------------------------------------------------------------------------------------------------


def test_each_search_that_puts_a_question_is_said_to_have_looked_once(dave, frank, alice):
    a_firearm(frank, "AB71234", **STOCK)
    deliver()
    meant, nothing = kept_open(dave), kept_open(dave, "ZZ99123")
    own = kept_open(alice, "AB71234")
    assert looked() == []
    deliver()
    # Whether something lies there it does not say: it is the same of what met something and what met nothing.
    assert looked() == sorted((item.public_id, {"through": ["closed"]}) for item in (meant, nothing))
    assert acts_of(meant.public_id) == ["opened", "referred", "looked"]
    assert (acts_of(nothing.public_id), acts_of(own.public_id)) == (["opened", "looked"], ["opened"])
    entries = Entry.objects.filter(act="alerts.savedsearch_looked")
    assert {(entry.actor, entry.schema) for entry in entries} == {(JOB.id, "savedsearch.looked/1")}
    # What comes in later is met by what stays open, and is no look of its own.
    a_firearm(frank, "ZZ99123", **STOCK)
    a_firearm(alice, "ZZ9912З")
    deliver()
    assert len(looked()) == 2
    assert acts_of(nothing.public_id)[:3] == ["opened", "looked", "referred"]
    assert differences() == []
    with connection.cursor() as cursor:
        cursor.execute(source_of(ACTS).strays)
        assert cursor.fetchall() == []
    cursor = psycopg.Cursor(connection.connection)
    cursor.adapters.register_loader("jsonb", JsonbLoader)
    assert list(replay_of(ACTS).check(cursor, None)) == []


def test_exhibits_tables_of_them_and_trace_requests_say_so_as_soon_as_they_may_ask(
    dave, erin, frank, monkeypatch
):
    a_firearm(frank, "AB71234", **STOCK)
    deliver()
    case = a_case(dave)
    items.enter_items(actor=dave, case=case, items=[pistol("CD71234"), pistol("EF71234")])
    content = [b"type;serial\npistol;GH71234\nspace gun;IJ71234\n"]
    tables.enter_table(actor=dave, case=case, name="cache.csv", content=content)
    deliver()
    assert len(looked()) == 4
    waits = [waiting_item(dave, "KL71234", monkeypatch), open_of_another(erin, "AB71234", monkeypatch)]
    assert len(looked()) == 4, "what waits was not asked"
    assert differences() == []
    with monkeypatch.context() as patched:
        later(patched, dt.timedelta(hours=1))
        assert match_backlog.look_again() == 2
    assert {search for search, _said in looked()} >= set(waits)
    assert (RestrictedHit.objects.count(), differences()) == (1, [])


def test_what_the_register_itself_was_searched_for_late_is_said_too(dave, monkeypatch):
    monkeypatch.setattr(match_backlog, "search", wide)
    for module in ("match_backlog", "restricted_hits"):
        monkeypatch.setattr(f"ifar.registry.alerts.services.{module}.best_of_each", none_in_time)
    kept = kept_open(dave).public_id
    deliver()
    assert looked() == []
    monkeypatch.setattr(match_backlog, "search", search)
    assert match_backlog.look_again() == 0
    assert looked() == [(kept, {"through": ["register"]})]
    monkeypatch.setattr("ifar.registry.alerts.services.restricted_hits.best_of_each", best_of_each)
    SavedSearchBacklog.objects.update(next_at=timezone.now())
    assert match_backlog.look_again() == 1
    assert [value for _search, value in looked()] == [{"through": ["register"]}, {"through": ["closed"]}]
    shown = sign_in("dave").get(f"/searches/{kept}/").content.decode()
    assert "<strong>Closed compartments were asked</strong>" in shown
    assert "<strong>The register was searched</strong>" in shown
    assert differences() == []


def test_a_job_that_dies_leaves_both_or_neither(dave, frank, monkeypatch):
    a_firearm(frank, "AB71234", **STOCK)
    deliver()
    kept = waiting_item(dave, "AB71234", monkeypatch)
    SavedSearchBacklog.objects.update(next_at=timezone.now())

    def dies(*_args, **_more):
        assert looked(), "after the act, before what waits is taken out"
        raise SystemExit

    with monkeypatch.context() as patched:
        patched.setattr("django.db.models.query.QuerySet.delete", dies)
        with pytest.raises(SystemExit):
            match_backlog.look_again()
    assert (looked(), RestrictedHit.objects.count(), SavedSearchBacklog.objects.get().counted) == (
        [],
        0,
        True,
    )
    assert differences() == []
    assert match_backlog.look_again() == 1
    assert (looked(), RestrictedHit.objects.count()) == ([(kept, {"through": ["closed"]})], 1)


def test_of_two_that_look_at_once_one_says_so(dave, monkeypatch):
    kept = kept_open(dave)
    refer = match_backlog._refer

    def meanwhile(result, patience):
        monkeypatch.setattr(match_backlog, "_refer", refer)
        assert match_backlog._look(result, patience) == ""
        return refer(result, patience)

    monkeypatch.setattr(match_backlog, "_refer", meanwhile)
    assert match_backlog._look(SavedSearch.objects.get(pk=kept.pk), PATIENCE) == ""
    assert len(looked()) == 1


def test_what_comes_to_a_search_while_it_looks_is_not_done_with_it(dave, monkeypatch):
    kept = kept_open(dave)
    refer = match_backlog._refer

    def meanwhile(result, patience):
        match_backlog._wait([result], "prepared")
        return refer(result, patience)

    monkeypatch.setattr(match_backlog, "_refer", meanwhile)
    assert match_backlog._look(SavedSearch.objects.get(pk=kept.pk), PATIENCE) == "prepared"
    assert looked() == [(kept.public_id, {"through": ["closed"]})]
    left = SavedSearchBacklog.objects.get()
    assert (left.seen, left.restricted, left.why) == (True, False, "prepared")


def test_what_waits_is_noted_behind_the_searchs_own_lock(peopled_db):
    """Whoever closes it has that first, and takes out what is due for it after: the other way round each would wait for the other."""
    kept = kept_open(cast.actor("dave"))

    @transaction.atomic
    def note():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '200ms'")
        match_backlog._wait([kept], "late")

    with peopled_db.connect() as closing:
        closing.autocommit = False
        closing.execute(acting._LOCK, [kept.pk])
        with pytest.raises(OperationalError):
            note()
        closing.rollback()
    note()
    assert SavedSearchBacklog.objects.get().seen


def test_a_search_that_is_closed_before_it_was_looked_for_needs_no_look(dave, monkeypatch):
    kept, other = kept_open(dave), kept_open(dave, "CD71234")
    close_search(actor=dave, savedsearch_id=kept.public_id, outcome="not_needed")
    refer = match_backlog._refer

    def meanwhile(result, patience):
        close_search(actor=dave, savedsearch_id=result.public_id, outcome="not_needed")
        return refer(result, patience)

    monkeypatch.setattr(match_backlog, "_refer", meanwhile)
    deliver()
    assert (looked(), SavedSearchBacklog.objects.count(), differences()) == ([], 0, [])
    assert SavedSearch.objects.get(pk=other.pk).closed


# What nobody can undo --------------------------------------------------------------------------------------------------------


def refused(change):
    with pytest.raises(IntegrityError), transaction.atomic():
        change()
    return True


def test_the_runtime_role_takes_nothing_out_of_what_waits_without_the_act(dave, frank, monkeypatch):
    a_firearm(frank, "AB71234", **STOCK)
    kept = kept_open(dave)
    row = SavedSearchBacklog.objects.filter(search=kept, counted=True)
    assert row.exists()
    match_backlog._wait([kept], "late")
    assert refused(row.delete)
    for change in ({"restricted": False}, {"seen": False}, {"seen": False, "restricted": False}):
        assert refused(lambda change=change: row.update(**change))
    # An act that was written of one is none of the other, nor of what came to wait after it.
    with transaction.atomic():
        act(JOB, kept.pk, "looked", details={"through": ["register"]})
        assert refused(lambda: row.update(restricted=False))
        row.update(seen=False)
        match_backlog._wait([kept], "late")
        ends = {"expires_at": kept.expires_at.isoformat()}
        act(dave, kept.pk, "renewed", changes=ends, note="x")
        assert refused(lambda: row.update(seen=False))
        transaction.set_rollback(True)
    deliver()
    assert (row.exists(), RestrictedHit.objects.count(), looked()) == (
        False,
        1,
        [(kept.public_id, {"through": ["closed", "register"]})],
    )


@pytest.mark.parametrize(
    "said",
    [
        {"through": ["closed"], "found": 2},
        {"through": ["closed"], "firearms": []},
        {"through": []},
        {"through": ["register"]},
        {"through": ["closed", "register"]},
        {},
    ],
    ids=str,
)
def test_the_act_says_nothing_else_and_only_of_what_waits(dave, said):
    kept = kept_open(dave)
    with unheeded():
        assert refused(lambda: act(JOB, kept.pk, "looked", details=said))
    deliver()
    assert refused(lambda: act(JOB, kept.pk, "looked", details={"through": ["closed"]})), (
        "nothing waits any more"
    )


def test_no_act_says_that_a_question_was_put_that_was_not_counted(dave, monkeypatch):
    waiting_item(dave, "AB71234", monkeypatch)
    kept = SavedSearchBacklog.objects.get().search
    assert refused(lambda: act(JOB, kept.pk, "looked", details={"through": ["closed"]}))


def test_verification_names_a_counted_question_whose_row_is_gone(peopled_db):
    """Taken out by whoever can make the database silent; and what was there before the acts were is not named for it."""
    dave, frank = cast.actor("dave"), cast.actor("frank")
    a_firearm(frank, "AB71234", **STOCK)
    deliver()
    gone, there = kept_open(dave), kept_open(dave, "CD71234")
    assert differences() == []
    with peopled_db.connect() as superuser:
        superuser.autocommit = True

        def silently(statement, *values):
            superuser.execute("ALTER TABLE registry_savedsearchbacklog DISABLE TRIGGER a_keep")
            superuser.execute(statement, values)
            superuser.execute("ALTER TABLE registry_savedsearchbacklog ENABLE ALWAYS TRIGGER a_keep")

        silently("DELETE FROM registry_savedsearchbacklog WHERE search_id = %s", gone.pk)
        deliver()
        assert (RestrictedHit.objects.count(), looked()) == (0, [(there.public_id, {"through": ["closed"]})])
        with peopled_db.connect("verifier") as verifier:
            [named] = QUESTIONS.check(psycopg.Cursor(verifier), None)
        assert (named.kind, named.place) == ("state_missing", f"counted question of search {gone.public_id}")
        # Cleared, it is as good as gone.
        third = kept_open(dave, "EF71234")
        silently("UPDATE registry_savedsearchbacklog SET restricted = false WHERE search_id = %s", third.pk)
        assert differences() == [NAMED, NAMED]


def test_a_forged_entry_beside_no_row_is_named(dave):
    """An entry alone takes nothing out of what waits, and says of a row what no row says."""
    kept = kept_open(dave)
    forged = Draft(
        schema="savedsearch.looked/1",
        act="alerts.savedsearch_looked",
        object=kept.public_id,
        payload={"search": kept.public_id, "n": 2, "kind": "looked", "details": {"through": ["closed"]}},
        previous=kept.last_event,
        entry=ledger.new_entry_id(),
    )
    ledger.append(actor=JOB, drafts=[forged])
    assert refused(SavedSearchBacklog.objects.filter(search=kept).delete)
    with connection.cursor() as cursor:
        cursor.execute(source_of(ACTS).rows, [[forged.entry]])
        assert cursor.fetchall() == []
