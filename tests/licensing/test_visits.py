"""Visits of a drawn round: who inspects, what is answered, faults that only another visit ends, and who follows whom."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.db import IntegrityError, transaction

from ifar.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from ifar.licensing import draw, inspection
from ifar.licensing.models import Finding, Licence, Round, Visit
from ifar.licensing.selectors import framing
from ifar.licensing.services import applications, rounds, visits
from ifar.licensing.services.writing import RECORDER
from tests import cast
from tests.databases import ground
from tests.licensing.test_rounds import a_round, answers, drawn, people

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def visit(databases, peopled_template, django_db_setup, django_db_blocker) -> Iterator[str]:
    """The first visit of a round that was drawn once for all these tests: its beacon's moment has to be waited for."""
    with ground(databases, peopled_template, django_db_blocker):
        alice, bob = cast.actor("alice"), cast.actor("bob")
        people(alice, bob)
        first = drawn(alice, a_round(alice))[0]
        with django_db_blocker.block():
            yield first


def test_whoever_granted_the_licence_does_not_inspect(alice, bob, dave, visit, monkeypatch):
    """Alice proposed the grant, Bob decided it; Dave of the police does inspect."""
    for granter in (
        alice,
        bob,
        replace(dave, standing_in_for=bob.id),
        replace(dave, covers=frozenset({alice.id})),
    ):
        with pytest.raises(Forbidden) as refused:
            visits.record(actor=granter, visit_id=visit, answers=answers())
        assert refused.value.code == "licensing.visit.granted_by_you"
    with monkeypatch.context() as lying:
        lying.setattr(visits.records, "granters_of", lambda licence: frozenset())
        for granter in (alice, bob):
            with pytest.raises(IntegrityError, match="whoever granted"), transaction.atomic():
                visits.record(actor=granter, visit_id=visit, answers=answers())
    visits.record(actor=dave, visit_id=visit, answers=answers())
    assert Visit.objects.get(public_id=visit).result == "passed"


def test_a_fault_ends_with_another_visit_and_with_nothing_else(alice, dave, visit):
    opened = visits.record(
        actor=dave, visit_id=visit, answers=answers(safe_locked="fault", keys_apart="fault")
    )
    assert len(opened) == 2
    safe = Finding.objects.get(item="safe_locked")
    assert safe.due_on == applications.today() + dt.timedelta(days=3)
    again = Visit.objects.get(why="finding")
    assert again.due_on == safe.due_on + dt.timedelta(days=inspection.AGAIN_DAYS)
    with pytest.raises(IntegrityError, match="no other visit"), transaction.atomic():
        RECORDER.record(dave, "finding", "remedied", safe, changes={"by_visit": visit})
    visits.record(actor=dave, visit_id=again.public_id, answers=answers(keys_apart="fault"))
    assert Finding.objects.get(item="safe_locked").state == "remedied"
    keys = Finding.objects.get(item="keys_apart")
    assert keys.state == "open"
    third = Visit.objects.get(why="finding", state="planned")
    visits.record(actor=dave, visit_id=third.public_id, answers=answers())
    assert Finding.objects.filter(state="open").count() == 0
    assert Finding.objects.get(item="keys_apart").by_visit == third.public_id


def test_every_item_is_answered(dave, visit):
    for wrong in ({}, {**answers(), "no_such": "good"}, {**answers(), "safe_locked": "perhaps"}):
        with pytest.raises(Invalid):
            visits.record(actor=dave, visit_id=visit, answers=wrong)


def test_whoever_died_or_moved_gives_their_place_to_the_next_of_the_draw(alice, dave, visit):
    """After three calls too: `test_draws`, with a log whose time passes."""
    record = Visit.objects.get(public_id=visit)
    with pytest.raises(Invalid):
        visits.replace(actor=dave, visit_id=visit, reason="not_at_home", note="x")
    with pytest.raises(IntegrityError, match="three times"), transaction.atomic():
        RECORDER.record(
            dave, "visit", "replaced", record, changes={"replacement": ""}, details={"reason": "not_at_home"}
        )
    of_round = Round.objects.get()
    order = draw.order([framed.member for framed in framing.frame_of(of_round.public_id)], of_round.seed)
    following = visits.replace(actor=dave, visit_id=visit, reason="dead", note="a death")
    assert Visit.objects.get(public_id=following).token == order[record.stratum][2]
    last = visits.replace(actor=dave, visit_id=following, reason="dead", note="a death")
    assert Visit.objects.get(public_id=last).token == order[record.stratum][3]
    assert visits.replace(actor=dave, visit_id=last, reason="moved", note="moved away") == ""


def test_nobody_chooses_the_replacement(alice, visit):
    of_round = Round.objects.select_related("agency").get()
    record = Visit.objects.get(public_id=visit)
    frame = framing.frame_of(of_round.public_id)
    order = draw.order([line.member for line in frame], of_round.seed)[record.stratum]
    friend = next(line for line in frame if line.token == order[3])
    holder = Licence.objects.get(public_id=friend.licence).holder
    with pytest.raises(Refused) as refused, transaction.atomic():
        rounds._plan(alice, of_round, friend.member, friend.licence, holder, "replacement")
    assert "another one follows" in str(refused.value.__cause__)


def test_a_round_closes_when_no_visit_waits(alice, dave, visit):
    public_id = Round.objects.get().public_id
    with pytest.raises(Refused):
        rounds.close_round(actor=alice, round_id=public_id)
    for record in Visit.objects.filter(state="planned"):
        visits.record(actor=dave, visit_id=record.public_id, answers=answers())
    rounds.close_round(actor=alice, round_id=public_id)
    assert Round.objects.get().state == "closed"


def test_more_time_for_a_fault_within_limits(alice, dave, visit):
    (text,) = visits.record(actor=dave, visit_id=visit, answers=answers(safe_locked="fault"))
    for days in (0, 91):
        with pytest.raises(Invalid):
            visits.extend(actor=alice, finding_id=text, days=days, note="x")
    visits.extend(actor=alice, finding_id=text, days=90, note="the locksmith is ill")
    assert Finding.objects.get().due_on == applications.today() + dt.timedelta(days=93)
    with pytest.raises(Conflict):
        visits.extend(actor=alice, finding_id=text, days=1, note="x", expected_n=1)


def test_unseen_and_unknown_answer_alike(frank, grace, visit):
    for actor in (frank, grace):
        with pytest.raises((NotFound, Forbidden)):
            visits.record(actor=actor, visit_id=visit, answers=answers())
