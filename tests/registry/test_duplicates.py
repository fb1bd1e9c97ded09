"""Possible duplicates: they stop nobody, are decided by people, and every decision is taken back as easily."""

from __future__ import annotations

import pytest
from django.db import connection

from ifar.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from ifar.registry.models import Duplicate, Firearm
from ifar.registry.pairs import duplicates_of
from ifar.registry.selectors import firearm_for, firearms_for
from ifar.registry.selectors.duplicates import count_open, duplicate_for, duplicates_for
from ifar.registry.selectors.firearms import events_for
from ifar.registry.services.duplicates import Pair, decide_duplicate, note_pairs
from ifar.rights import Actor
from tests.factories import a_firearm
from tests.registry.test_books import seized, sold, stocked

pytestmark = pytest.mark.django_db


def a_pair(actor: Actor) -> tuple[str, str]:
    """Two active records with one make, model and serial; returns their public identifiers, older first."""
    item = a_firearm(actor, "PX4-777", identity={"make": "beretta", "model": "beretta/px4"})
    two = a_firearm(actor, "PX4777", identity={"make": "beretta", "model": "beretta/px4"})
    newer = Firearm.objects.get(public_id=two.firearm)
    note_pairs([Pair(*pair) for pair in duplicates_of([newer.pk])])
    return item.firearm, two.firearm


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
    item = a_firearm(alice, "X-1")
    two = a_firearm(frank, "X-1", state="in_stock_state", owner_kind="state")
    keys = list(
        Firearm.objects.filter(public_id__in=[item.firearm, two.firearm]).values_list("id", flat=True)
    )
    note_pairs([Pair(keys[0], keys[1], 90, [])])
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM registry_duplicate")
        assert cursor.fetchone()[0] == 1
    assert count_open(bob) == 0


# Who has the arm keeps a record of it -----------------------------------------------------------------------------------


def paired(text: str, other: str) -> str:
    keys = [Firearm.objects.get(public_id=name).pk for name in (text, other)]
    note_pairs([Pair(*keys, 90, [])])
    return Duplicate.objects.get(older_id=min(keys), newer_id=max(keys)).public_id


def joined(bob: Actor, pair: str, survivor: str) -> None:
    decide_duplicate(actor=bob, duplicate=pair, verdict="same", survivor=survivor)


@pytest.mark.parametrize("stock_is_older", [True, False])
def test_w02_a_join_takes_no_arm_off_the_book_of_the_trader_who_has_it(alice, bob, ivan, stock_is_older):
    def register() -> str:
        return a_firearm(alice, "BK4711").firearm

    other = "" if stock_is_older else register()
    stock = stocked(ivan)
    other = other or register()
    pair = paired(stock, other)
    with pytest.raises(Refused, match="Keep the other record"):
        joined(bob, pair, other)
    assert count_open(bob) == 1
    joined(bob, pair, stock)
    assert firearm_for(ivan, stock).merged_into == ""
    assert list(firearms_for(ivan).filter(merged_into="").values_list("public_id", flat=True)) == [stock]
    assert firearm_for(bob, other).merged_into == stock


def test_w02_what_left_the_book_is_joined_as_any_other_and_two_lines_of_one_book_are_one(alice, bob, ivan):
    text, two = stocked(ivan), stocked(ivan, "BK471I")
    joined(bob, paired(text, two), text)
    assert list(firearms_for(ivan).filter(merged_into="").values_list("public_id", flat=True)) == [text]
    sold(ivan, alice, text)
    other = a_firearm(alice, "BK4711").firearm
    joined(bob, paired(text, other), other)
    assert [event.kind for event in events_for(ivan).filter(firearm__public_id=text).order_by("n")] == [
        "stock_declared",
        "retail_sold",
    ], "what became of it later is not for the book"
    assert firearm_for(ivan, text).merged_into == ""


def test_w02_a_join_takes_no_exhibit_from_the_laboratory_that_has_it(alice, bob, ivan, dave):
    exhibit, other = a_firearm(alice, "LB771122").firearm, a_firearm(alice, "LB771122").firearm
    seized(dave, exhibit)
    pair = paired(exhibit, other)
    with pytest.raises(Refused, match="in the hands of"):
        joined(bob, pair, other)
    joined(bob, pair, exhibit)
    assert firearm_for(bob, other).merged_into == exhibit
