"""Saved searches: which questions may stay open, what is done with them, and what later registrations, corrections and imports
bring to them."""

from __future__ import annotations

import datetime as dt
import threading
import time
from dataclasses import replace

import numpy as np
import psycopg
import pytest
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as st
from psycopg.types.json import JsonbLoader

from ifar.accounts.models import Notice
from ifar.accounts.services.proposals import decide
from ifar.acts.replay import replay_of
from ifar.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from ifar.ledger.models import Entry
from ifar.outbox import services as outbox
from ifar.outbox import worker
from ifar.registry.alerts import saved_search
from ifar.registry.alerts.acts import ACTS
from ifar.registry.alerts.selectors import saved_searches as selectors
from ifar.registry.alerts.services import hits
from ifar.registry.alerts.services.saved_searches import (
    close_search,
    judge_hit,
    open_search,
    renew_search,
)
from ifar.registry.marks import patterns
from ifar.registry.marks.reading import KEYS_VERSION, keys_of
from ifar.registry.models import AlertEvent, RestrictedHit, SavedSearch, SavedSearchHit, SavedSearchKey
from ifar.registry.search.comparing import within
from ifar.registry.search.deletion_keys import stored_keys
from ifar.registry.search.matching import Question
from ifar.registry.services.events import NewEvent
from ifar.registry.services.proposals import propose_event
from tests import cast
from tests.factories import a_firearm
from tests.facts import hear_again


def look_for(actor, serial="AB71234", **more):
    values = {"kind": "recovery", "reference": "P-2026-17", "reason": "found in a boot", **more}
    facts = {name: values.pop(name) for name in ("make", "type", "calibre", "year") if name in values}
    return open_search(actor=actor, question=Question(serial=serial, **facts), **values)


def deliver():
    while outbox.deliver():
        pass


def found_for(actor, search):
    deliver()
    return [(hit.firearm.public_id, hit.verdict) for hit in selectors.hits_of(actor, search)]


# The rule ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("serial", ["", "AB", "A*B*C", "???", "AB*", "A?1?B?", "No. 12"])
def test_too_little_of_a_mark_cannot_be_recognised_later(serial):
    assert [problem.code for problem in saved_search.problems(Question(serial))] == [
        "registry.saved_search.too_little"
    ]


@pytest.mark.parametrize("serial", ["1234", "AB71234", "*71234", "AB7*4", "АВ7123", "A?7?2?34 5678"])
def test_enough_of_a_mark_can(serial):
    assert saved_search.problems(Question(serial)) == ()


@given(st.text("ABC0123", min_size=5, max_size=10), st.data())
def test_a_mark_within_two_errors_meets_the_question(serial, data):
    wrong = list(serial)
    for _ in range(data.draw(st.integers(0, 2))):
        wrong[data.draw(st.integers(0, len(wrong) - 1))] = data.draw(st.sampled_from("XYZ9"))
    keys = saved_search.keys_of_question(Question(serial))
    assert set(keys) & set(stored_keys(keys_of("".join(wrong)).folded))


@pytest.mark.parametrize("mark", ["1114" + "1" * 196, "1114" + "12" * 98])
def test_a_mark_of_equal_characters_holds_up_nothing(mark):
    fits = saved_search.fitting(Question("1114*1*1*1*1*3"))
    began = time.process_time()
    assert not fits(mark)
    assert fits(mark[:-1] + "3")
    assert time.process_time() - began < 0.5


@pytest.mark.parametrize(
    ("held", "fits"),
    [
        ("7788129934", True),
        ("7881299346", True),
        ("7789X129934", True),
        ("7781X829934", True),  # a swap, and one more between the two
        ("7781X82993", False),
        ("778129934XYZ", False),
    ],
)
def test_what_fits_is_what_a_search_finds(held, fits):
    question, folded = Question("7788129934"), keys_of(held).folded
    assert saved_search.fitting(question)(folded) is fits
    near, _errors = within(patterns.near(question.serial, 2), [folded], None, np.zeros(1, bool))
    assert bool(len(near)) is fits


def test_a_question_survives_its_payload():
    question = Question(
        "AB7", "beretta", None, "9x19", "pistol", "IT", (1990, 1995), {"make": ("P. Beretta",)}
    )
    assert saved_search.question_of(saved_search.payload_of(question, ["proof"])) == question
    assert saved_search.question_of(saved_search.payload_of(Question("X"))) == Question("X")


# Acts -------------------------------------------------------------------------------------------------------------------


def test_opened_renewed_and_closed_each_in_the_log(dave, erin):
    opened = look_for(dave, days=30)
    assert (opened.owner, opened.agency_id, opened.closed) == (dave.id, dave.agency_id, "")
    assert dt.timedelta(days=29) < opened.expires_at - opened.opened_at <= dt.timedelta(days=30)
    renewed = renew_search(actor=erin, savedsearch_id=opened.public_id, reason="no trace yet")
    assert renewed.expires_at > opened.expires_at
    closed = close_search(actor=dave, savedsearch_id=opened.public_id, outcome="found")
    assert closed.closed == "found"
    acts = [entry.act for entry in Entry.objects.filter(object=opened.public_id).order_by("id")]
    assert acts == [f"alerts.savedsearch_{kind}" for kind in ("opened", "renewed", "closed")]
    for late in (
        lambda: close_search(actor=dave, savedsearch_id=opened.public_id, outcome="found"),
        lambda: renew_search(actor=dave, savedsearch_id=opened.public_id, reason="x"),
    ):
        with pytest.raises(Conflict):
            late()


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"kind": "curiosity"}, "registry.saved_search.kind"),
        ({"reference": " "}, "registry.saved_search.reference"),
        ({"reason": ""}, "registry.saved_search.reason"),
        ({"days": 0}, "registry.saved_search.term"),
        ({"days": 400}, "registry.saved_search.term"),
        ({"serial": "A*"}, "registry.saved_search.too_little"),
    ],
)
def test_what_is_wrong_with_a_search_is_said_at_its_field(dave, wrong, code):
    with pytest.raises(Invalid) as refused:
        look_for(dave, **wrong)
    assert [reason.code for reason in refused.value.reasons] == [code]


def test_only_those_who_keep_searches_open_may_and_only_under_a_purpose(ivan, judy, laura, dave):
    for other in (ivan, judy, laura):
        with pytest.raises(Forbidden):
            look_for(other)
    with pytest.raises(Refused, match="purpose"):
        look_for(replace(dave, purpose=None))


def test_another_desk_neither_sees_nor_touches_it(dave, alice, erin):
    opened = look_for(dave)
    assert list(selectors.searches_for(erin)) == [opened]
    assert list(selectors.searches_for(alice)) == []
    for act in (renew_search, close_search):
        with pytest.raises(NotFound):
            act(
                actor=alice,
                savedsearch_id=opened.public_id,
                reason="x",
                **({"outcome": "found"} if act is close_search else {}),
            )


# What comes later ---------------------------------------------------------------------------------------------------------


def test_what_is_registered_later_is_found_and_its_searcher_told(dave, alice, erin):
    before = a_firearm(alice, "AB71234").firearm
    connection.cursor().execute("UPDATE outbox_delivery SET done_at = now()")
    opened = look_for(dave)
    later = a_firearm(alice, "AB7I234").firearm
    assert (later, "") in found_for(dave, opened)
    notice = Notice.objects.get(kind="registry.search_hit", user=dave.id, params__there=False)
    assert notice.object == opened.public_id
    assert selectors.count_waiting(erin) == 1
    assert before != later


def test_a_mark_that_is_corrected_is_found(dave, alice, bob):
    other = a_firearm(alice, "ZZ99999").firearm
    opened = look_for(dave)
    assert found_for(dave, opened) == []
    corrected = NewEvent(
        kind="corrected", details={"reason": "misread"}, marks=({"n": 1, "text": "AB71234"},)
    )
    asked = propose_event(actor=alice, firearm=other, event=corrected, reason="misread")
    decide(actor=bob, proposal=asked.public_id, verdict="approve")
    assert found_for(dave, opened) == [(other, "")]


def test_what_hardly_fits_is_no_hit(dave, alice):
    opened = look_for(dave, make="glock", type="revolver")
    a_firearm(alice, "AX7I299")
    a_firearm(alice, "99999999")
    assert found_for(dave, opened) == []


def test_a_hit_is_noted_once_however_often_the_fact_is_delivered(dave, alice):
    opened = look_for(dave)
    a_firearm(alice, "AB71234")
    deliver()
    hear_again()
    assert len(found_for(dave, opened)) == 1
    assert Notice.objects.filter(kind="registry.search_hit").count() == 1


def test_a_hit_is_judged_and_the_last_word_counts(dave, erin, alice):
    opened = look_for(dave)
    firearm = a_firearm(alice, "AB71234").firearm
    deliver()
    hit = SavedSearchHit.objects.get().entry
    judge_hit(actor=dave, search=opened.public_id, hit=hit, verdict="rejected", note="another calibre")
    close_search(actor=dave, savedsearch_id=opened.public_id, outcome="mistaken")
    judge_hit(actor=erin, search=opened.public_id, hit=hit, verdict="confirmed")
    assert found_for(dave, opened) == [(firearm, "confirmed")]
    assert SavedSearchHit.objects.get().judged_by == erin.id
    assert selectors.count_waiting(dave) == 0
    with pytest.raises(Invalid):
        judge_hit(actor=dave, search=opened.public_id, hit=hit, verdict="perhaps")


def test_closed_and_expired_searches_meet_nothing(dave, alice):
    closed = look_for(dave)
    close_search(actor=dave, savedsearch_id=closed.public_id, outcome="not_needed")
    a_firearm(alice, "AB71234")
    assert found_for(dave, closed) == []
    assert not SavedSearchKey.objects.exists()


def test_too_many_hits_are_told_not_dropped_in_silence(dave, alice, monkeypatch):
    monkeypatch.setattr(saved_search, "MOST_WAITING", 2)
    opened = look_for(dave)
    for _ in range(4):
        a_firearm(alice, "AB71234")
    assert len(found_for(dave, opened)) == 2
    assert Notice.objects.filter(kind="registry.search_full", user=dave.id).exists()


def test_what_one_office_enters_keeps_out_nothing_of_another(dave, alice, monkeypatch):
    """Else whoever has the thing enters others of its number until nobody is told of it any more."""
    monkeypatch.setattr(saved_search, "MOST_WAITING", 2)
    opened = look_for(dave)
    for _ in range(4):
        a_firearm(alice, "AB71234")
    deliver()
    other = a_firearm(cast.actor("nina"), "AB71234").firearm
    assert len(found_for(dave, opened)) == 3
    assert other in dict(found_for(dave, opened))


def test_keys_of_older_rules_are_made_anew(peopled_db):
    """By the runtime role, which may do it for newer rules alone: a program with newer rules brings a migration that says so (0029)."""
    dave, alice = cast.actor("dave"), cast.actor("alice")
    opened = look_for(dave)
    with peopled_db.connect() as superuser:
        superuser.execute("UPDATE registry_savedsearchkey SET keys = '{1}', version = %s", [KEYS_VERSION - 1])
    a_firearm(alice, "AB71234")
    assert len(found_for(dave, opened)) == 1
    key = SavedSearchKey.objects.get(search=opened)
    assert (key.keys, key.version) == (saved_search.keys_of_question(Question("AB71234")), KEYS_VERSION)


def test_who_left_the_desk_is_not_told_but_the_desk_is(dave, alice, erin):
    opened = look_for(dave)
    hits.tell(opened, "registry.search_hit", "first", {})
    opened.owner = cast.user("alice").public_id
    hits.tell(opened, "registry.search_hit", "second", {})
    assert [(notice.user, notice.permission) for notice in Notice.objects.order_by("id")] == [
        (dave.id, ""),
        ("", "registry:search:keep"),
    ]


def test_whoever_looks_for_something_is_reminded_before_the_end(dave):
    look_for(dave, days=5)
    look_for(dave, days=30)
    assert hits.remind() == 1
    assert hits.remind() == 1
    assert Notice.objects.filter(kind="registry.search_ending", user=dave.id).count() == 1


def test_the_log_rebuilds_the_state(dave, erin, alice, db):
    opened = look_for(dave)
    a_firearm(alice, "AB71234")
    deliver()
    hit = SavedSearchHit.objects.get().entry
    judge_hit(actor=dave, search=opened.public_id, hit=hit, verdict="confirmed")
    renew_search(actor=erin, savedsearch_id=opened.public_id, reason="x", days=10)
    close_search(actor=dave, savedsearch_id=opened.public_id, outcome="found")
    cursor = psycopg.Cursor(connection.connection)
    cursor.adapters.register_loader("jsonb", JsonbLoader)
    for objects in (None, frozenset({opened.public_id})):
        assert list(replay_of(ACTS).check(cursor, objects)) == []
    kinds = AlertEvent.objects.order_by("id").values_list("kind", flat=True)
    assert list(kinds) == ["opened", "noted", "looked", "judged", "renewed", "closed"]


# In another compartment ---------------------------------------------------------------------------------------------------


def test_what_lies_in_a_closed_compartment_is_no_hit_but_its_owner_hears_and_the_searcher_learns_whom_to_ask(
    dave, grace, frank
):
    opened = look_for(dave)
    hidden = [
        a_firearm(frank, "AB71234", state="in_stock_state", owner_kind="state").firearm for _ in range(2)
    ]
    assert found_for(dave, opened) == []
    assert {restricted_hit.firearm.public_id for restricted_hit in RestrictedHit.objects.all()} == set(hidden)
    notice = Notice.objects.get(kind="registry.search_referred", user=dave.id)
    assert notice.params == {"desk": "Ministry of Defence", "serial": "AB71234"}
    assert SavedSearch.objects.get(pk=opened.pk).asked == [cast.agency("defence").public_id]
    heard = Notice.objects.get(kind="registry.restricted_hit", agency_id=grace.agency_id)
    assert heard.params["firearm"] in hidden
    assert (heard.params["more"], heard.params["case"]) == (1, "P-2026-17")


def test_a_desk_that_is_not_told_learns_nothing_but_the_owner_still_hears(alice, frank):
    opened = look_for(alice)
    a_firearm(frank, "AB71234", state="in_stock_state", owner_kind="state")
    assert found_for(alice, opened) == []
    assert RestrictedHit.objects.count() == 1
    assert not Notice.objects.filter(user=alice.id).exists()
    assert SavedSearch.objects.get(pk=opened.pk).asked == []


def test_what_lies_hidden_when_the_search_is_opened_is_referred_too(dave, frank):
    a_firearm(frank, "AB71234", state="in_stock_state", owner_kind="state")
    opened = look_for(dave)
    assert found_for(dave, opened) == []
    assert SavedSearch.objects.get(pk=opened.pk).asked == [cast.agency("defence").public_id]


# Within a second --------------------------------------------------------------------------------------------------------


def test_an_event_reaches_the_searcher_within_a_second(peopled_db):
    """From the commit of the registration to the stored hit and its notice, through the worker's own loop."""
    dave, alice = cast.actor("dave"), cast.actor("alice")
    opened = look_for(dave)
    stop = threading.Event()
    loop = threading.Thread(target=worker.run, args=(stop,), daemon=True)
    loop.start()
    took = []
    try:
        for number in range(3):
            with transaction.atomic():
                a_firearm(alice, "AB71234")
            begun = time.monotonic()
            while Notice.objects.filter(kind="registry.search_hit").count() <= number:
                assert time.monotonic() - begun < 5
                time.sleep(0.005)
            took.append(time.monotonic() - begun)
    finally:
        stop.set()
        loop.join()
    assert SavedSearchHit.objects.filter(savedsearch=opened).count() == 3
    assert max(took) < 1, took


# What is shown of how likely a hit is -------------------------------------------------------------------------------------


def test_shares_of_one_question_add_up_to_one_and_never_exceed_what_was_noted():
    exact, near = [{"evidence": 2400}], [{"evidence": 1900}]
    alone = saved_search.shares_of({1: ("F1", 98, near)}, 1000)
    assert alone[1] == 98
    shared = saved_search.shares_of({n: (f"F{n}", 98, near) for n in range(9)} | {9: ("F9", 98, [])}, 1000)
    assert shared.pop(9) is None
    assert set(shared.values()) == {10}
    result = {1: ("F1", 98, exact), 2: ("F2", 98, near), 3: ("F1", 98, near), 4: ("F4", 3, exact)}
    shares = saved_search.shares_of(result, 1000)
    assert shares[1] == shares[3] > 40 > shares[4] == 3
    assert shares[2] == 0
    assert saved_search.shares_of({}, 1000) == {}
