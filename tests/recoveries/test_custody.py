"""Custody through the services, and what the database refuses whoever writes: chains, seals, rooms, blind counts, laboratories."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from django.db import IntegrityError, connection, transaction

from ifar.accounts.models import Notice
from ifar.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from ifar.ledger import services as ledger
from ifar.ledger.models import Entry
from ifar.recoveries import custody_selectors as kept
from ifar.recoveries.counting import Seen
from ifar.recoveries.models import Chain, Count, CustodyEvent, Room
from ifar.recoveries.services import custody, links, requests, rooms
from ifar.recoveries.services.custody import Where
from ifar.recoveries.services.custody_writing import write
from ifar.recoveries.services.requests import Result
from ifar.registry.models import Firearm, Mark
from tests.factories import a_case, a_firearm, an_item

pytestmark = pytest.mark.django_db


@pytest.fixture
def exhibit(dave) -> str:
    return an_item(dave, a_case(dave))


@pytest.fixture
def room(erin) -> str:
    return rooms.open_room(actor=erin, name="Evidence room 1")


def taken(dave, exhibit, **where) -> None:
    custody.take_in(
        actor=dave, exhibit=exhibit, where=Where(**{"place": "patrol car 4", "seal": "S-1", **where})
    )


def stand(exhibit: str) -> Chain:
    return Chain.objects.get(public_id=exhibit)


def ago(**span) -> dt.datetime:
    return ledger.now() - dt.timedelta(**span)


# Chains ---------------------------------------------------------------------------------------------------------------


def test_from_the_street_to_the_evidence_room_both_sign(dave, erin, exhibit, room):
    taken(dave, exhibit)
    custody.hand_over(
        actor=dave,
        exhibit=exhibit,
        to=erin.agency,
        purpose="storage",
        where=Where(place="patrol car 4", seal="s-1"),
    )
    waiting = stand(exhibit)
    assert (waiting.state, waiting.handed_by, waiting.keeper) == ("handed", dave.id, dave.id)
    custody.receive(actor=erin, exhibit=exhibit, where=Where(room=room, seal="S-1"))
    now = stand(exhibit)
    assert (now.state, now.keeper, now.room, now.seal, now.gaps) == ("kept", erin.id, room, "S-1", [])


def test_one_person_on_both_sides_is_refused_by_the_service_and_by_the_database(dave, exhibit, monkeypatch):
    """Issue 5, line 4."""
    taken(dave, exhibit)
    custody.hand_over(
        actor=dave,
        exhibit=exhibit,
        to=dave.agency,
        purpose="storage",
        where=Where(place="patrol car 4", seal="S-1"),
    )
    with pytest.raises(Forbidden) as refused:
        custody.receive(actor=dave, exhibit=exhibit, where=Where(place="locker", seal="S-1"))
    assert refused.value.code == "custody.both_sides"
    monkeypatch.setattr(custody, "_answering", lambda actor, found: None)
    with pytest.raises(IntegrityError, match="both sides"), transaction.atomic():
        custody.receive(actor=dave, exhibit=exhibit, where=Where(place="locker", seal="S-1"))
    assert stand(exhibit).state == "handed"


def test_another_office_neither_hands_on_nor_receives_what_is_not_meant_for_it(dave, heidi, lina, exhibit):
    taken(dave, exhibit)
    with pytest.raises(NotFound):
        custody.hand_over(
            actor=heidi, exhibit=exhibit, to=heidi.agency, purpose="storage", where=Where(place="x")
        )
    custody.hand_over(
        actor=dave,
        exhibit=exhibit,
        to=lina.agency,
        purpose="laboratory",
        where=Where(place="patrol car 4", seal="S-1"),
    )
    with pytest.raises(NotFound):
        custody.receive(actor=heidi, exhibit=exhibit, where=Where(place="x", seal="S-1"))
    found = stand(exhibit)
    with pytest.raises(IntegrityError, match="another office was meant"), transaction.atomic():
        write(heidi, "chain", "declined", found, changes={"to_agency": "", "handed_by": "", "purpose": "", "gaps": []},
              details={"at": "2026-01-01T00:00:00+00:00"})  # fmt: skip


def test_each_gap_raises_an_alarm_and_another_person_explains_it(dave, erin, exhibit, room):
    """Must-have 13: a gap in custody is flagged."""
    taken(dave, exhibit, at=ago(days=4))
    custody.hand_over(
        actor=dave,
        exhibit=exhibit,
        to=erin.agency,
        purpose="storage",
        where=Where(place="somewhere else", seal="S-1", at=ago(days=3)),
    )
    custody.receive(actor=erin, exhibit=exhibit, where=Where(room=room, seal="S-9", whole=False))
    assert [(one["n"], one["kind"]) for one in stand(exhibit).gaps] == [
        (2, "place"),
        (3, "time"),
        (3, "seal"),
    ]
    assert [one.public_id for one in kept.with_gaps(erin)] == [exhibit]
    assert Notice.objects.filter(kind="custody.gap", object=exhibit).count() == 3
    with pytest.raises(Forbidden):
        custody.explain(actor=erin, exhibit=exhibit, gap="3:seal", note="I broke it")
    with pytest.raises(Forbidden):
        custody.explain(actor=dave, exhibit=exhibit, gap="2:place", note="I moved it")
    custody.explain(actor=erin, exhibit=exhibit, gap="2:place", note="brought to the station first, report 8")
    now = stand(exhibit)
    assert [one["key"] for one in now.gaps] == ["3:time", "3:seal"]
    assert now.explained == ["2:place"]


def test_the_database_lets_nobody_explain_their_own_gap(dave, erin, exhibit, room):
    taken(dave, exhibit)
    custody.hand_over(
        actor=dave,
        exhibit=exhibit,
        to=erin.agency,
        purpose="storage",
        where=Where(place="patrol car 4", seal="S-2"),
    )
    found = stand(exhibit)
    with pytest.raises(IntegrityError, match="another person explains it"), transaction.atomic():
        write(
            dave,
            "chain",
            "explained",
            found,
            changes={"gaps": [], "explained": ["2:seal"]},
            details={"gap": "2:seal"},
        )


def test_a_hand_over_that_nobody_answers_stands_on_the_first_page(dave, erin, exhibit):
    taken(dave, exhibit, at=ago(days=3))
    custody.hand_over(
        actor=dave,
        exhibit=exhibit,
        to=erin.agency,
        purpose="storage",
        where=Where(place="patrol car 4", seal="S-1", at=ago(hours=30)),
    )
    assert [one.public_id for one in kept.with_gaps(erin)] == [exhibit]
    assert [one.public_id for one in kept.to_receive(erin)] == [exhibit]
    custody.take_back(actor=dave, exhibit=exhibit)
    assert not kept.to_receive(erin)


def test_a_new_seal_says_why_or_is_a_gap(dave, exhibit):
    taken(dave, exhibit)
    with pytest.raises(Invalid):
        custody.reseal(actor=dave, exhibit=exhibit, seal=" ", reason="examination")
    with pytest.raises(Invalid):
        custody.reseal(actor=dave, exhibit=exhibit, seal="S-2", reason="because")
    custody.reseal(actor=dave, exhibit=exhibit, seal="s-2", reason="examination")
    assert (stand(exhibit).seal, stand(exhibit).gaps) == ("S-2", [])
    custody.reseal(actor=dave, exhibit=exhibit, seal="S-3", reason="")
    assert [one["key"] for one in stand(exhibit).gaps] == ["3:seal"]


def test_nothing_happens_in_the_future_and_nowhere(dave, exhibit):
    with pytest.raises(Invalid) as wrong:
        custody.take_in(actor=dave, exhibit=exhibit, where=Where(at=ago(hours=-2)))
    assert {one.code for one in wrong.value.reasons} == {"custody.at", "custody.room"}
    taken(dave, exhibit)
    with pytest.raises(Refused):
        taken(dave, exhibit)
    with pytest.raises(Conflict):
        custody.reseal(actor=dave, exhibit=exhibit, seal="S-2", reason="court", expected_n=7)


def test_state_follows_from_events_alone(dave, exhibit):
    taken(dave, exhibit)
    for statement in (
        "UPDATE recoveries_chain SET gaps = '[]'",
        "DELETE FROM recoveries_chain",
        "UPDATE recoveries_custodyevent SET kind = 'x'",
        "DELETE FROM recoveries_custodyevent",
    ):
        with (
            pytest.raises(Exception, match=r"permission denied|refused"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


def test_custody_is_for_those_whose_office_it_is(dave, nina, heidi, mallory, exhibit):
    taken(dave, exhibit)
    assert kept.chain_for(dave, exhibit).public_id == exhibit
    for stranger in (nina, heidi, mallory):
        with pytest.raises(NotFound):
            kept.chain_for(stranger, exhibit)


# Rooms and counts -----------------------------------------------------------------------------------------------------


def test_a_blind_count_shows_what_should_be_there_only_afterwards(dave, erin, dora, room):
    case = a_case(dave)
    one, two, three = (an_item(dave, case, f"AB7123{n}") for n in range(3))
    for item in (one, two, three):
        custody.take_in(actor=dave, exhibit=item, where=Where(room=room, seal=f"S-{item[-4:]}"))
    found = Room.objects.get(public_id=room)
    assert len(rooms.should_be(dora, found)) == 3
    count = rooms.begin_count(actor=dora, room=room)
    with pytest.raises(Forbidden) as blind:
        rooms.should_be(dora, found)
    assert blind.value.code == "custody.count.blind"
    with pytest.raises(Refused):
        rooms.begin_count(actor=dave, room=room)
    with pytest.raises(Forbidden):
        rooms.enter_count(actor=dave, count=count, seen=[])
    seen = [Seen(one, f"S-{one[-4:]}"), Seen(two, "S-0000"), Seen("XUNKNOWN", "7")]
    done = rooms.enter_count(actor=dora, count=count, seen=seen)
    assert done.state == "differs"
    assert {one["key"] for one in done.differences} == {
        f"missing:{three}",
        f"seal:{two}",
        "unexpected:XUNKNOWN",
    }
    assert stand(three).state == "missing"
    assert [gap["kind"] for gap in stand(three).gaps] == ["place"]
    assert [gap["kind"] for gap in stand(two).gaps] == ["seal"]
    assert stand(one).gaps == []
    assert Notice.objects.filter(kind="custody.count").count() == 1
    with pytest.raises(Forbidden):
        rooms.settle(actor=_as_supervisor(dora, erin), count=count, key="x", note="x")


def _as_supervisor(dora, erin):
    """Dora's number with Erin's roles: even who may explain differences explains none of their own count."""
    return replace(erin, id=dora.id)


def test_every_difference_is_explained_by_another_person(dave, erin, dora, room):
    item = an_item(dave, a_case(dave))
    custody.take_in(actor=dave, exhibit=item, where=Where(room=room, seal="S-1"))
    count = rooms.begin_count(actor=dora, room=room)
    rooms.enter_count(actor=dora, count=count, seen=[Seen("XYZ")])
    keys = [one["key"] for one in Count.objects.get().differences]
    assert len(keys) == 2
    rooms.settle(actor=erin, count=count, key=keys[0], note="lent to the court, paper 4")
    assert Count.objects.get().state == "differs"
    found = Count.objects.get()
    with pytest.raises(IntegrityError, match="not every difference"), transaction.atomic():
        write(erin, "count", "closed", found, changes={"settled": keys[:1]}, details={"key": keys[0]})
    rooms.settle(actor=erin, count=count, key=keys[1], note="a label of the old book")
    assert Count.objects.get().state == "settled"
    with pytest.raises(Refused):
        rooms.close_room(actor=erin, room=rooms_with(dave, erin))


def rooms_with(dave, erin) -> str:
    room = rooms.open_room(actor=erin, name="Another room")
    item = an_item(dave, a_case(dave), "ZZ1")
    custody.take_in(actor=dave, exhibit=item, where=Where(room=room))
    return room


def test_an_exhibit_that_a_count_missed_is_found_again(dave, erin, dora, room):
    item = an_item(dave, a_case(dave))
    custody.take_in(actor=dave, exhibit=item, where=Where(room=room, seal="S-1"))
    rooms.enter_count(actor=dora, count=rooms.begin_count(actor=dora, room=room), seen=[])
    custody.find_again(actor=erin, exhibit=item, where=Where(room=room, seal="S-1"), note="behind the shelf")
    now = stand(item)
    assert (now.state, [one["kind"] for one in now.gaps]) == ("kept", ["place"])
    count = rooms.begin_count(actor=dora, room=room)
    assert rooms.enter_count(actor=dora, count=count, seen=[Seen(item, "S-1")]).state == "agreed"


# Laboratories ---------------------------------------------------------------------------------------------------------


def test_the_laboratory_receives_answers_and_restores_a_mark(dave, erin, lina, alice):
    firearm = a_firearm(alice, "AB71234").firearm
    item = an_item(dave, a_case(dave), "AB71234")
    links.link_item(actor=dave, item=item, firearm=firearm)
    taken(dave, item)
    with pytest.raises(Invalid):
        custody.hand_over(
            actor=dave, exhibit=item, to=lina.agency, purpose="laboratory", where=Where(place="patrol car 4")
        )
    custody.hand_over(
        actor=dave,
        exhibit=item,
        to=lina.agency,
        purpose="laboratory",
        where=Where(place="patrol car 4", seal="S-1"),
    )
    custody.receive(actor=lina, exhibit=item, where=Where(place="laboratory store", seal="S-1"))
    in_laboratory = Firearm.objects.get(public_id=firearm)
    assert (in_laboratory.state, in_laboratory.custodian) == ("in_forensics", lina.agency)
    asked = requests.ask(actor=dave, exhibit=item, laboratory=lina.agency, questions=["marks", "ballistics"])
    with pytest.raises(Invalid):
        requests.answer(actor=lina, request=asked, results=[Result("marks", "restored", "R-1")])
    mark = {"kind": "serial", "text": "AB71284"}
    requests.answer(
        actor=lina,
        request=asked,
        results=[
            Result("marks", "the fifth digit is an 8", "R-17", mark),
            Result("ballistics", "two cases of file 5 were fired by it", "IBIS 44-1"),
        ],
    )
    written = b"".join(bytes(one) for one in Entry.objects.values_list("canonical", flat=True))
    assert b"R-17" in written
    assert b"fifth digit" not in written
    assert [one["answer"] for one in kept.results_of(kept.request_for(dave, asked))] == [
        "the fifth digit is an 8",
        "two cases of file 5 were fired by it",
    ]
    found = Mark.objects.get(firearm__public_id=firearm, text="AB71284")
    assert found.condition == "restored"
    custody.reseal(actor=lina, exhibit=item, seal="L-5", reason="examination")
    custody.hand_over(
        actor=lina,
        exhibit=item,
        to=dave.agency,
        purpose="storage",
        where=Where(place="laboratory store", seal="L-5"),
    )
    custody.receive(actor=erin, exhibit=item, where=Where(place="desk", seal="L-5"))
    assert Firearm.objects.get(public_id=firearm).state == "seized"
    assert stand(item).gaps == []


def test_only_the_laboratory_that_was_asked_answers(dave, lina, exhibit):
    taken(dave, exhibit)
    asked = requests.ask(actor=dave, exhibit=exhibit, laboratory=lina.agency, questions=["function"])
    with pytest.raises(Forbidden):
        requests.answer(actor=dave, request=asked, results=[])
    with pytest.raises(Invalid):
        requests.ask(actor=dave, exhibit=exhibit, laboratory=dave.agency, questions=["function"])
    with pytest.raises(Invalid):
        requests.ask(actor=dave, exhibit=exhibit, laboratory=lina.agency, questions=["fate"])
    requests.withdraw(actor=dave, request=asked, note="answered by telephone")


# Verification ---------------------------------------------------------------------------------------------------------


def test_the_acts_of_a_chain_stand_in_the_log(dave, exhibit):
    taken(dave, exhibit)
    event = CustodyEvent.objects.get(subject=exhibit)
    told = kept.history_of(exhibit, "chain", 1)[0]
    assert (told.event.id, told.recorded.act, told.recorded.actor) == (
        event.id,
        "custody.chain_taken_in",
        dave.id,
    )
