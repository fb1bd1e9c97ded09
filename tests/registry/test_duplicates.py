"""Possible duplicates: they stop nobody, are decided by people, and every decision is taken back as easily."""

from __future__ import annotations

import pytest
from django.db import connection

from ifar.errors import Conflict, Forbidden, Invalid, NotFound
from ifar.registry.models import Firearm
from ifar.registry.pairs import duplicates_of
from ifar.registry.selectors import firearm_for
from ifar.registry.selectors.duplicates import count_open, duplicate_for, duplicates_for
from ifar.registry.services.duplicates import Pair, decide_duplicate, note_pairs
from ifar.rights import Actor
from tests.factories import a_firearm

pytestmark = pytest.mark.django_db


def a_pair(actor: Actor) -> tuple[str, str]:
    """Two active records with one make, model and serial; returns their public identifiers, older first."""
    one = a_firearm(actor, "PX4-777", identity={"make": "beretta", "model": "beretta/px4"})
    two = a_firearm(actor, "PX4777", identity={"make": "beretta", "model": "beretta/px4"})
    newer = Firearm.objects.get(public_id=two.firearm)
    note_pairs([Pair(*pair) for pair in duplicates_of([newer.pk])])
    return one.firearm, two.firearm


def test_same_make_model_and_serial_active_twice_goes_to_the_queue_and_stops_nobody(
    alice: Actor, bob: Actor
) -> None:
    older, newer = a_pair(alice)
    (waiting,) = duplicates_for(bob)
    assert (waiting.older, waiting.newer) == (older, newer)
    assert waiting.reasons
    assert 0 < waiting.score < 100
    assert count_open(bob) == 1


def test_noting_a_pair_twice_adds_nothing(alice: Actor, bob: Actor) -> None:
    a_pair(alice)
    keys = list(Firearm.objects.order_by("id").values_list("id", flat=True))
    note_pairs([Pair(keys[-1], keys[-2], 50, [])])
    assert count_open(bob) == 1


def test_merging_points_to_the_survivor_and_undoing_splits_again(alice: Actor, bob: Actor) -> None:
    older, newer = a_pair(alice)
    (waiting,) = duplicates_for(bob)
    decide_duplicate(actor=bob, duplicate=waiting.public_id, verdict="same", survivor=older)
    assert firearm_for(bob, newer).merged_into == older
    assert firearm_for(bob, older).merged_into == ""
    assert count_open(bob) == 0
    assert duplicates_for(bob, decided=True)[0].verdict == "same"
    with pytest.raises(Conflict):
        decide_duplicate(actor=bob, duplicate=waiting.public_id, verdict="same", survivor=older)
    with pytest.raises(Invalid):
        decide_duplicate(actor=bob, duplicate=waiting.public_id, verdict="undone")
    decide_duplicate(actor=bob, duplicate=waiting.public_id, verdict="undone", reason="two different frames")
    merged = firearm_for(bob, newer)
    assert merged.merged_into == ""
    assert [event.kind for event in merged.events.all()] == ["registered", "merged", "split"]
    assert count_open(bob) == 1


def test_saying_different_closes_the_question_without_touching_a_record(alice: Actor, bob: Actor) -> None:
    older, newer = a_pair(alice)
    (waiting,) = duplicates_for(bob)
    decide_duplicate(actor=bob, duplicate=waiting.public_id, verdict="different")
    assert firearm_for(bob, older).n == firearm_for(bob, newer).n == 1
    assert count_open(bob) == 0


def test_who_may_not_decide_or_not_see_gets_nothing(
    alice: Actor, bob: Actor, frank: Actor, grace: Actor
) -> None:
    a_pair(alice)
    (waiting,) = duplicates_for(bob)
    with pytest.raises(Forbidden):
        duplicates_for(alice)
    assert duplicates_for(grace) == []
    assert count_open(grace) == 0
    with pytest.raises(NotFound):
        duplicate_for(grace, waiting.public_id)


def test_a_pair_across_compartments_is_there_for_nobody_who_sees_only_one(
    alice: Actor, bob: Actor, frank: Actor
) -> None:
    one = a_firearm(alice, "X-1")
    two = a_firearm(frank, "X-1", state="in_stock_state", owner_kind="state")
    keys = list(Firearm.objects.filter(public_id__in=[one.firearm, two.firearm]).values_list("id", flat=True))
    note_pairs([Pair(keys[0], keys[1], 90, [])])
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM registry_duplicate")
        assert cursor.fetchone()[0] == 1
    assert count_open(bob) == 0
