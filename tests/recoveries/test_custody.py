"""Custody through the services, and what the database refuses whoever writes: chains, seals, rooms, blind counts, laboratories."""

from __future__ import annotations

import datetime as dt
from contextlib import nullcontext
from dataclasses import replace
from random import Random

import pytest
from django.db import IntegrityError, connection, transaction

from ifar import identifiers
from ifar.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from ifar.ledger import services as ledger
from ifar.ledger.models import Entry
from ifar.matters.models import Matter
from ifar.placement.models import Place, Placement
from ifar.placement.selectors import here as here_in
from ifar.placement.selectors import history_of
from ifar.placement.services import places
from ifar.placement.services.placing import Placing, place_many
from ifar.placement.services.writing import RECORDER as PLACEMENTS
from ifar.recoveries.custody import chains
from ifar.recoveries.custody import selectors as kept
from ifar.recoveries.custody.counting import ExhibitReading
from ifar.recoveries.custody.inputs import Result
from ifar.recoveries.custody.services import chains as custody
from ifar.recoveries.custody.services import gaps, requests, rooms
from ifar.recoveries.custody.services.chains import Where
from ifar.recoveries.custody.services.writing import RECORDER
from ifar.recoveries.models import Chain, Count, CustodyEvent
from ifar.recoveries.services import links
from ifar.registry.models import Firearm, Mark
from tests import cast
from tests.acting import without_guards
from tests.factories import a_case, a_firearm, an_item

pytestmark = pytest.mark.django_db


@pytest.fixture
def exhibit(dave) -> str:
    return an_item(dave, a_case(dave))


@pytest.fixture
def room(erin) -> str:
    return places.open_place(actor=erin, kind="evidence", name="Evidence room 1")


def taken(dave, exhibit, **where) -> None:
    custody.take_in(actor=dave, exhibit=exhibit, **{"place": "patrol car 4", "seal": "S-1", **where})


def stand(exhibit: str) -> Chain:
    return Chain.objects.get(public_id=exhibit)


def ago(**span) -> dt.datetime:
    return ledger.now() - dt.timedelta(**span)


# Chains ---------------------------------------------------------------------------------------------------------------


def test_from_the_street_to_the_evidence_room_both_sign(dave, erin, exhibit, room):
    taken(dave, exhibit)
    custody.hand_over(
        actor=dave,
        chain_id=exhibit,
        to=erin.agency,
        purpose="storage",
        place="patrol car 4",
        seal="s-1",
    )
    waiting = stand(exhibit)
    assert (waiting.state, waiting.handed_by, waiting.keeper) == ("handed", dave.id, dave.id)
    custody.receive(actor=erin, chain_id=exhibit, room=room, seal="S-1")
    now = stand(exhibit)
    assert (now.state, now.keeper, now.room, now.seal, now.gaps) == ("kept", erin.id, room, "S-1", [])


def test_one_person_on_both_sides_is_refused_by_the_service_and_by_the_database(dave, exhibit):
    """Issue 5, line 4."""
    taken(dave, exhibit)
    custody.hand_over(
        actor=dave,
        chain_id=exhibit,
        to=dave.agency,
        purpose="storage",
        place="patrol car 4",
        seal="S-1",
    )
    with pytest.raises(Forbidden) as refused:
        custody.receive(actor=dave, chain_id=exhibit, place="locker", seal="S-1")
    assert refused.value.code == "custody.both_sides"
    raises_exc = pytest.raises(IntegrityError, match="both_sides")
    with raises_exc, without_guards(RECORDER), transaction.atomic():
        custody.receive(actor=dave, chain_id=exhibit, place="locker", seal="S-1")
    assert stand(exhibit).state == "handed"


def test_another_office_neither_hands_on_nor_receives_what_is_not_meant_for_it(dave, heidi, lina, exhibit):
    taken(dave, exhibit)
    with pytest.raises(NotFound):
        custody.hand_over(actor=heidi, chain_id=exhibit, to=heidi.agency, purpose="storage", place="x")
    custody.hand_over(
        actor=dave,
        chain_id=exhibit,
        to=lina.agency,
        purpose="laboratory",
        place="patrol car 4",
        seal="S-1",
    )
    with pytest.raises(NotFound):
        custody.receive(actor=heidi, chain_id=exhibit, place="x", seal="S-1")
    chain = stand(exhibit)
    sets = {"to_agency": "", "handed_by": "", "purpose": "", "gaps": []}
    raises_exc = pytest.raises(IntegrityError, match=r"custody\.other_office")
    with raises_exc, without_guards(RECORDER), transaction.atomic():
        at = {"at": "2026-01-01T00:00:00+00:00"}
        RECORDER.record(heidi, "chain", "declined", chain, changes=sets, details=at)


def test_each_gap_raises_an_alarm_and_another_person_explains_it(dave, erin, exhibit, room):
    """Must-have 13: a gap in custody is flagged."""
    taken(dave, exhibit, at=ago(days=4))
    custody.hand_over(
        actor=dave,
        chain_id=exhibit,
        to=erin.agency,
        purpose="storage",
        place="somewhere else",
        seal="S-1",
        at=ago(days=3),
    )
    custody.receive(actor=erin, chain_id=exhibit, room=room, seal="S-9", broken=True)
    assert [(gap["n"], gap["kind"]) for gap in stand(exhibit).gaps] == [
        (2, "place"),
        (3, "time"),
        (3, "seal"),
    ]
    assert [gap.public_id for gap in kept.with_gaps(erin)] == [exhibit]
    matters = Matter.objects.filter(kind="custody_gap", about=exhibit).order_by("cause")
    assert [(matter.cause, set(matter.barred)) for matter in matters] == [
        ("custody.gap_place 2", {dave.id}),
        ("custody.gap_seal 3", {dave.id, erin.id}),
        ("custody.gap_time 3", {dave.id, erin.id}),
    ]
    with pytest.raises(Forbidden):
        gaps.explain(actor=erin, chain_id=exhibit, gap="3:seal", note="I broke it")
    with pytest.raises(Forbidden):
        gaps.explain(actor=dave, chain_id=exhibit, gap="2:place", note="I moved it")
    with pytest.raises(Forbidden) as refused:
        # Whoever handed it over answers for the seal that came, as does whoever received it.
        gaps.explain(
            actor=_as_supervisor(dave, erin), chain_id=exhibit, gap="3:seal", note="it was like that"
        )
    assert refused.value.code == "custody.gap.own"
    with pytest.raises(Forbidden) as refused:
        gaps.explain(
            actor=replace(erin, covers=frozenset({dave.id})),
            chain_id=exhibit,
            gap="2:place",
            note="He moved it",
        )
    assert refused.value.code == "custody.gap.own"
    gaps.explain(actor=erin, chain_id=exhibit, gap="2:place", note="brought to the station first, report 8")
    now = stand(exhibit)
    assert [gap["key"] for gap in now.gaps] == ["3:time", "3:seal"]
    assert now.explained == ["2:place"]
    assert [matter.state for matter in matters.all()] == ["closed", "open", "open"], "explained is settled"


def test_the_database_lets_nobody_explain_their_own_gap(dave, erin, exhibit, room):
    taken(dave, exhibit)
    custody.hand_over(
        actor=dave,
        chain_id=exhibit,
        to=erin.agency,
        purpose="storage",
        place="patrol car 4",
        seal="S-2",
    )
    chain = stand(exhibit)
    with pytest.raises(IntegrityError, match="another person explains it"), transaction.atomic():
        RECORDER.record(
            dave,
            "chain",
            "explained",
            chain,
            changes={"gaps": [], "explained": ["2:seal"]},
            details={"gap": "2:seal"},
        )


def test_the_database_lets_nobody_explain_what_they_handed_over(dave, erin, exhibit, room):
    taken(dave, exhibit)
    custody.hand_over(
        actor=dave,
        chain_id=exhibit,
        to=erin.agency,
        purpose="storage",
        place="patrol car 4",
        seal="S-1",
    )
    custody.receive(actor=erin, chain_id=exhibit, room=room, seal="S-2")
    custody.reseal(actor=erin, chain_id=exhibit, seal="S-3", reason="repacked")
    chain = stand(exhibit)
    for concerned in (dave, erin):
        with pytest.raises(IntegrityError, match="another person explains it"), transaction.atomic():
            RECORDER.record(
                concerned,
                "chain",
                "explained",
                chain,
                changes={"gaps": [], "explained": ["3:seal"]},
                details={"gap": "3:seal"},
            )


def test_who_has_kept_it_since_explains_no_gap_of_theirs(dave, erin, dora, exhibit, room):
    """The one who had it until then is concerned too, however many acts of others lie between."""
    taken(dora, exhibit)
    custody.hand_over(
        actor=dora, chain_id=exhibit, to=erin.agency, purpose="storage", place="patrol car 4", seal="S-1"
    )  # fmt: skip
    custody.decline(actor=dave, chain_id=exhibit, note="not ours")
    custody.reseal(actor=dora, chain_id=exhibit, seal="S-5", reason="")
    for item in (dora, dave):
        with pytest.raises(Forbidden):
            gaps.explain(actor=_as_supervisor(item, erin), chain_id=exhibit, gap="4:seal", note="x")
    gaps.explain(actor=erin, chain_id=exhibit, gap="4:seal", note="the officer's report of the day")


# Random hand-overs, against a liar --------------------------------------------------------------------------------------


class Around:
    """Three people of one office who take, hand on, move, seal, decline and count an exhibit at random, now and then wrongly."""

    def __init__(self, seed: int, people, supervisor, exhibit: str) -> None:
        self.draw, self.people, self.exhibit = Random(seed), people, exhibit
        self.rooms = [
            places.open_place(actor=supervisor, kind="evidence", name=f"Room {n}") for n in range(2)
        ]
        self.at = ago(days=90)
        custody.take_in(actor=people[0], exhibit=exhibit, **self.where({"place": "car", "seal": "S-1"}))

    def where(self, true: Where) -> Where:
        """The truth, or what somebody says who is mistaken, late or lying."""
        self.at += dt.timedelta(hours=self.draw.choice([1, 2, 3, 30, -1]))
        seal = self.draw.choice([true["seal"]] * 4 + ["S-9"])
        room = self.draw.choice(self.rooms) if self.draw.random() < 0.1 else true.get("room", "")
        place = {"room": room} if room else {"place": self.draw.choice([true["place"]] * 4 + ["elsewhere"])}
        return {**place, "seal": seal, "broken": self.draw.random() <= 0.1, "at": self.at}

    def act(self):
        """The next act, of somebody who may do it now."""
        now = stand(self.exhibit)
        true = {"room": now.room, "place": "" if now.room else now.place or "car", "seal": now.seal}
        person = self.draw.choice(self.people)
        values = {"actor": person, "chain_id": self.exhibit}
        if now.state == "missing":
            return lambda: custody.find_again(**values, **self.where(true), note="behind the shelf")
        if now.state == "handed":
            other = next(item for item in self.people if item.id != now.handed_by)
            answers = [
                lambda: custody.receive(actor=other, chain_id=self.exhibit, **self.where(true)),
                lambda: custody.decline(actor=other, chain_id=self.exhibit, note="not ours"),
                lambda: custody.take_back(**values),
            ]
            return self.draw.choice(answers)
        return self.draw.choice(
            [
                lambda: custody.hand_over(**values, to=person.agency, purpose="storage", **self.where(true)),
                lambda: custody.move(**values, was=self.where(true), **self.where(true)),
                lambda: custody.reseal(
                    **values,
                    seal=f"S-{now.n}",
                    reason=self.draw.choice(["", "court"]),
                    at=self.where(true)["at"],
                ),
                self.count,
            ]
        )

    def count(self) -> None:
        """A count that may miss it, or read another seal."""
        room = stand(self.exhibit).room or self.rooms[0]
        person = self.draw.choice(self.people)
        seen = [ExhibitReading(self.exhibit, self.draw.choice([stand(self.exhibit).seal, "S-9"]))]
        rooms.enter_count(
            actor=person,
            count_id=rooms.begin_count(actor=person, room=room),
            seen=seen[: self.draw.choice([0, 1, 1])],
        )


@pytest.mark.parametrize("seed", range(3))
def test_no_act_hides_the_gap_that_it_leaves(dave, dora, erin, exhibit, monkeypatch, seed):
    """Issue 5, line 4: over random hand-overs, whoever writes an act past the service that is silent about its gaps is refused."""
    around = Around(seed, (dave, dora, erin), erin, exhibit)
    hidden = result = 0
    for _ in range(30):
        act, draws, at = around.act(), around.draw.getstate(), around.at
        before = {gap["key"] for gap in stand(exhibit).gaps}
        with transaction.atomic():
            act()
            left = {gap["key"] for gap in stand(exhibit).gaps} - before
            transaction.set_rollback(True)
        around.draw.setstate(draws)
        around.at = at
        with monkeypatch.context() as lie:
            lie.setattr(chains, "open_gaps", lambda acts: stand(exhibit).gaps)
            refused = pytest.raises(IntegrityError, match="does not tell the gaps") if left else nullcontext()
            with refused, without_guards(RECORDER), transaction.atomic():
                act()
                transaction.set_rollback(True)
        around.draw.setstate(draws)
        around.at = at
        act()
        assert {gap["key"] for gap in stand(exhibit).gaps} - before == left
        hidden, result = hidden + bool(left), result + (not left)
    assert hidden >= 5
    assert result >= 5


def test_an_act_sets_what_it_says(dave, dora, exhibit, room, past_the_service):
    """Past the service too: nobody else becomes its keeper, and it lies where, and under which seal, the act says."""
    taken(dave, exhibit)
    chain = stand(exhibit)
    values = {"at": ledger.now().isoformat(), "place": "patrol car 4", "room": False, "to_place": room, "to_room": True, "seal": "S-1",
            "whole": True}  # fmt: skip
    good = {"place": "", "room": room, "seal": "S-1", "keeper": dave.id, "gaps": []}
    for wrong, words in (
        ({"keeper": dora.id}, "custody.named"),
        ({"room": ""}, "it lies where the act says"),
        ({"seal": "S-7"}, "its seal is the one"),
        ({"gaps": [{"key": "2:place"}]}, "does not tell the gaps"),
    ):
        with pytest.raises(IntegrityError, match=words), transaction.atomic():
            RECORDER.record(dave, "chain", "moved", chain, changes={**good, **wrong}, details=values)
    RECORDER.record(dave, "chain", "moved", chain, changes=good, details=values)


def test_a_hand_over_that_nobody_answers_stands_on_the_first_page(dave, erin, exhibit):
    taken(dave, exhibit, at=ago(days=3))
    custody.hand_over(
        actor=dave,
        chain_id=exhibit,
        to=erin.agency,
        purpose="storage",
        place="patrol car 4",
        seal="S-1",
        at=ago(hours=30),
    )
    assert [gap.public_id for gap in kept.with_gaps(erin)] == [exhibit]
    assert [chain.public_id for chain in kept.to_receive(erin)] == [exhibit]
    custody.take_back(actor=dave, chain_id=exhibit)
    assert not kept.to_receive(erin)


def test_a_new_seal_says_why_or_is_a_gap(dave, exhibit):
    taken(dave, exhibit)
    with pytest.raises(Invalid):
        custody.reseal(actor=dave, chain_id=exhibit, seal=" ", reason="examination")
    with pytest.raises(Invalid):
        custody.reseal(actor=dave, chain_id=exhibit, seal="S-2", reason="because")
    custody.reseal(actor=dave, chain_id=exhibit, seal="s-2", reason="examination")
    assert (stand(exhibit).seal, stand(exhibit).gaps) == ("S-2", [])
    custody.reseal(actor=dave, chain_id=exhibit, seal="S-3", reason="")
    assert [gap["key"] for gap in stand(exhibit).gaps] == ["3:seal"]


def test_nothing_happens_in_the_future_and_nowhere(dave, exhibit):
    with pytest.raises(Invalid) as wrong:
        custody.take_in(actor=dave, exhibit=exhibit, at=ago(hours=-2))
    assert {reason.code for reason in wrong.value.reasons} == {"custody.at", "custody.room"}
    taken(dave, exhibit)
    with pytest.raises(Refused):
        taken(dave, exhibit)
    with pytest.raises(Conflict):
        custody.reseal(actor=dave, chain_id=exhibit, seal="S-2", reason="court", expected_n=7)


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
    text, two, three = (an_item(dave, case, f"AB7123{n}") for n in range(3))
    for item in (text, two, three):
        custody.take_in(actor=dave, exhibit=item, room=room, seal=f"S-{item[-4:]}")
    place = Place.objects.get(public_id=room)
    assert len(rooms.should_be(dora, place)) == 3
    count = rooms.begin_count(actor=dora, room=room)
    with pytest.raises(Forbidden) as blind:
        rooms.should_be(dora, place)
    assert blind.value.code == "custody.count.blind"
    with pytest.raises(Refused):
        rooms.begin_count(actor=dave, room=room)
    with pytest.raises(Forbidden):
        rooms.enter_count(actor=dave, count_id=count, seen=[])
    seen = [
        ExhibitReading(text, f"S-{text[-4:]}"),
        ExhibitReading(two, "S-0000"),
        ExhibitReading("XUNKNOWN", "7"),
    ]
    with pytest.raises(Invalid) as unknown:
        rooms.enter_count(actor=dora, count_id=count, seen=seen)
    assert [(reason.code, reason.params) for reason in unknown.value.reasons] == [
        ("custody.count.unknown", {"label": "XUNKNOWN"})
    ]
    assert Count.objects.get().state == "counting"
    done = rooms.enter_count(actor=dora, count_id=count, seen=seen, strangers=True)
    assert done.state == "differs"
    assert {difference["key"] for difference in done.differences} == {
        f"missing:{three}",
        f"seal:{two}",
        "unexpected:XUNKNOWN",
    }
    assert stand(three).state == "missing"
    assert [gap["kind"] for gap in stand(three).gaps] == ["place"]
    assert [gap["kind"] for gap in stand(two).gaps] == ["seal"]
    assert stand(text).gaps == []
    about = Matter.objects.get(kind="count_difference")
    assert (about.about, about.barred, about.agency_id) == (count, [dora.id], erin.agency_id)
    key = Count.objects.get().differences[0]["key"]
    with pytest.raises(Forbidden):
        rooms.settle(actor=_as_supervisor(dora, erin), count_id=count, key=key, note="x")


def _as_supervisor(dora, erin):
    """Dora's number with Erin's roles: even who may explain differences explains none of their own count."""
    return replace(erin, id=dora.id)


def test_every_difference_is_explained_by_another_person(dave, erin, dora, room):
    item = an_item(dave, a_case(dave))
    custody.take_in(actor=dave, exhibit=item, room=room, seal="S-1")
    count = rooms.begin_count(actor=dora, room=room)
    rooms.enter_count(actor=dora, count_id=count, seen=[ExhibitReading("XYZ")], strangers=True)
    keys = [difference["key"] for difference in Count.objects.get().differences]
    assert len(keys) == 2
    with pytest.raises(Forbidden) as refused:
        rooms.settle(actor=replace(erin, standing_in_for=dora.id), count_id=count, key=keys[0], note="lent")
    assert refused.value.code == "custody.count.own"
    rooms.settle(actor=erin, count_id=count, key=keys[0], note="lent to the court, paper 4")
    assert Count.objects.get().state == "differs"
    record = Count.objects.get()
    with pytest.raises(IntegrityError, match="not every difference"), transaction.atomic():
        RECORDER.record(
            erin, "count", "closed", record, changes={"settled": keys[:1]}, details={"key": keys[0]}
        )
    rooms.settle(actor=erin, count_id=count, key=keys[1], note="a label of the old book")
    assert Count.objects.get().state == "settled"
    with pytest.raises(Refused):
        places.close_place(actor=erin, place_id=rooms_with(dave, erin))


def rooms_with(dave, erin) -> str:
    room = places.open_place(actor=erin, kind="evidence", name="Another room")
    item = an_item(dave, a_case(dave), "ZZ1")
    custody.take_in(actor=dave, exhibit=item, room=room)
    return room


def test_an_exhibit_that_a_count_missed_is_found_again(dave, erin, dora, room):
    item = an_item(dave, a_case(dave))
    custody.take_in(actor=dave, exhibit=item, room=room, seal="S-1")
    rooms.enter_count(actor=dora, count_id=rooms.begin_count(actor=dora, room=room), seen=[])
    custody.find_again(actor=erin, chain_id=item, room=room, seal="S-1", note="behind the shelf")
    now = stand(item)
    assert (now.state, [gap["kind"] for gap in now.gaps]) == ("kept", ["place"])
    count = rooms.begin_count(actor=dora, room=room)
    assert rooms.enter_count(actor=dora, count_id=count, seen=[ExhibitReading(item, "S-1")]).state == "agreed"


def test_whoever_counts_sees_nothing_of_what_their_office_keeps(dave, erin, dora, room):
    """MOSAIC 05.20: neither the room nor a list from which one could take away what lies elsewhere."""
    case = a_case(dave)
    here, there = (an_item(dave, case, f"AB7123{n}") for n in range(2))
    other = places.open_place(actor=erin, kind="evidence", name="Another room")
    for item, where in ((here, room), (there, other)):
        custody.take_in(actor=dave, exhibit=item, room=where, seal="S-1")
    rooms.enter_count(
        actor=erin, count_id=rooms.begin_count(actor=erin, room=room), seen=[ExhibitReading(here, "S-1")]
    )
    earlier = Count.objects.get().public_id
    assert kept.chains_for(dora).count() == 2
    count = rooms.begin_count(actor=dora, room=room)
    assert not kept.chains_for(dora).exists()
    assert not kept.with_gaps(dora).exists()
    for item in (here, there):
        with pytest.raises(Forbidden) as blind:
            kept.chain_for(dora, item)
        assert blind.value.code == "custody.count.blind"
    for value in (room, other):
        with pytest.raises(Forbidden):
            rooms.should_be(dora, Place.objects.get(public_id=value))
    with pytest.raises(NotFound):
        kept.count_for(dora, earlier)
    assert kept.count_for(dora, count).expected is None
    assert kept.chains_for(dave).count() == 2
    rooms.enter_count(actor=dora, count_id=count, seen=[ExhibitReading(here, "S-1")])
    assert kept.chains_for(dora).count() == 2
    assert kept.count_for(dora, earlier).expected == 1


def test_a_count_says_what_differs_or_the_database_refuses_it(dave, erin, room):
    item = an_item(dave, a_case(dave))
    custody.take_in(actor=dave, exhibit=item, room=room, seal="S-1")
    count = Count.objects.get(public_id=rooms.begin_count(actor=dave, room=room))
    for seen in ([], [[item, "S-2"]], [[item, "S-1"], ["X1", ""]], [[item, "S-1"], [item, "S-1"]]):
        with pytest.raises(Conflict) as lie, transaction.atomic():
            RECORDER.record(
                dave,
                "count",
                "agreed",
                count,
                changes={"expected": 1, "found": 1},
                details={"seen": seen, "differences": []},
            )
        assert "does not say what differs" in str(lie.value.__cause__)
    assert (
        rooms.enter_count(actor=dave, count_id=count.public_id, seen=[ExhibitReading(item, "S-1")]).state
        == "agreed"
    )


def test_w25_the_database_knows_whom_somebody_stands_in_for(dave, erin, room, exhibit):
    """The service asks for nobody else here; Erin stands in for Dave, who counted and who handed over."""
    taken(dave, exhibit)
    away = {"place": "patrol car 4", "seal": "S-1"}
    custody.hand_over(actor=dave, chain_id=exhibit, to=dave.agency, purpose="storage", **away)
    count = rooms.begin_count(actor=dave, room=room)
    cast.away("dave", "erin", "police_officer")
    stand_in = cast.actor("erin")
    for act in (
        lambda: custody.receive(actor=stand_in, chain_id=exhibit, place="locker", seal="S-1"),
        lambda: rooms.give_up_count(actor=stand_in, count_id=count, note="I want to begin anew"),
    ):
        with pytest.raises(Forbidden):
            act()
        raises_exc = pytest.raises(IntegrityError, match=r"custody.both_sides|custody.count.yours_to_end")
        with raises_exc, without_guards(RECORDER), transaction.atomic():
            act()


def test_a_count_that_nobody_finishes_is_given_up_by_another_person(dave, erin, heidi, room):
    item = an_item(dave, a_case(dave))
    custody.take_in(actor=dave, exhibit=item, room=room, seal="S-1")
    count = rooms.begin_count(actor=dave, room=room)
    for value in (dave, replace(erin, standing_in_for=dave.id)):
        with pytest.raises(Forbidden) as refused:
            rooms.give_up_count(actor=value, count_id=count, note="I want to begin anew")
        assert refused.value.code == "custody.count.yours_to_end"
    record = Count.objects.get()
    for value, code in ((dave, "custody.count.yours_to_end"), (heidi, "custody.other_office")):
        raises_exc = pytest.raises(IntegrityError, match=code)
        with raises_exc, without_guards(RECORDER), transaction.atomic():
            RECORDER.record(value, "count", "abandoned", record)
    with pytest.raises(NotFound):
        rooms.give_up_count(actor=heidi, count_id=count, note="x")
    with pytest.raises(Invalid):
        rooms.give_up_count(actor=erin, count_id=count, note=" ")
    rooms.give_up_count(actor=erin, count_id=count, note="the officer fell ill")
    record.refresh_from_db()
    assert (record.state, record.expected, record.counter) == ("abandoned", None, dave.id)
    assert [exhibit.note for exhibit in kept.history_of(count, "count", 1)] == [
        "the officer fell ill",
        "",
    ]
    with pytest.raises(Refused):
        rooms.enter_count(actor=dave, count_id=count, seen=[])
    again = rooms.begin_count(actor=erin, room=room)
    assert rooms.enter_count(actor=erin, count_id=again, seen=[ExhibitReading(item, "S-1")]).state == "agreed"


def test_a_seal_that_nobody_read_stays_on_record(dave, dora, room):
    """A label without a seal once erased the seal on record and opened a gap."""
    item = an_item(dave, a_case(dave), "AB71234")
    custody.take_in(actor=dave, exhibit=item, room=room, seal="S-1")
    count = rooms.begin_count(actor=dora, room=room)
    assert rooms.enter_count(actor=dora, count_id=count, seen=[ExhibitReading(item)]).state == "agreed"
    assert (stand(item).seal, stand(item).gaps) == ("S-1", [])
    again = rooms.begin_count(actor=dora, room=room)
    bare = rooms.enter_count(actor=dora, count_id=again, seen=[ExhibitReading(item, "")])
    assert [difference["key"] for difference in bare.differences] == [f"seal:{item}"]
    assert (stand(item).seal, [gap["kind"] for gap in stand(item).gaps]) == ("", ["seal"])


def test_what_lies_in_a_room_is_named_as_it_is_labelled(dave, dora, room):
    case = a_case(dave)
    serials = ("AB71230", "AB 71231", "AB71232", "TWICE1", "TWICE1")
    items = [an_item(dave, case, serial, exhibit=f"C81-{n}") for n, serial in enumerate(serials)]
    for item in items:
        custody.take_in(actor=dave, exhibit=item, room=room, seal="S-1")
    count = rooms.begin_count(actor=dora, room=room)
    text = f"{identifiers.shown(items[0])}; S-1\nab 71231 s-1\nc81-2\tS-1\n{items[3].lower()} S-1\nC81-4"
    understood = rooms.understand(actor=dora, count_id=count, seen=text)
    assert [value.label for value in understood.exhibits] == items
    assert (understood.unsealed, understood.unknown, understood.doubled) == (1, (), ())
    with pytest.raises(Invalid) as twice:
        rooms.enter_count(actor=dora, count_id=count, seen=[ExhibitReading("TWICE1")])
    assert twice.value.reasons[0].code == "custody.label.several"
    assert all(identifiers.shown(code) in str(twice.value.reasons[0].message) for code in items[3:])
    wrong = identifiers.shown(items[0])[:-1] + ("0" if items[0][-1] != "0" else "1")
    with pytest.raises(Invalid) as mistyped:
        rooms.enter_count(actor=dora, count_id=count, seen=[ExhibitReading(wrong)], strangers=True)
    assert mistyped.value.reasons[0].code == "custody.label.mistyped"
    assert Count.objects.get().state == "counting"
    assert rooms.enter_count(actor=dora, count_id=count, seen=text).state == "agreed"


def test_what_is_handed_over_keeps_its_place(dave, erin, room):
    """Taken in at a place in words and handed over from a room, an exhibit was on record nowhere."""
    item = an_item(dave, a_case(dave))
    custody.take_in(actor=dave, exhibit=item, place="patrol car 4", seal="S-1")
    values = {"to": erin.agency, "purpose": "storage", "room": room, "seal": "S-1"}
    custody.hand_over(actor=dave, chain_id=item, **values)
    assert (stand(item).room, stand(item).place) == (room, "")
    assert [gap["kind"] for gap in stand(item).gaps] == ["place"]
    custody.take_back(actor=dave, chain_id=item)
    custody.hand_over(actor=dave, chain_id=item, **{**values, "room": "", "place": "locker"})
    assert (stand(item).room, stand(item).place) == ("", "locker")


# Laboratories ---------------------------------------------------------------------------------------------------------


def test_the_laboratory_receives_answers_and_restores_a_mark(dave, erin, lina, alice):
    firearm = a_firearm(alice, "AB71234").firearm
    item = an_item(dave, a_case(dave), "AB71234")
    links.link_item(actor=dave, item_id=item, firearm=firearm)
    taken(dave, item)
    with pytest.raises(Invalid):
        custody.hand_over(
            actor=dave, chain_id=item, to=lina.agency, purpose="laboratory", place="patrol car 4"
        )
    custody.hand_over(
        actor=dave,
        chain_id=item,
        to=lina.agency,
        purpose="laboratory",
        place="patrol car 4",
        seal="S-1",
    )
    custody.receive(actor=lina, chain_id=item, place="laboratory store", seal="S-1")
    in_laboratory = Firearm.objects.get(public_id=firearm)
    assert (in_laboratory.state, in_laboratory.custodian) == ("in_forensics", lina.agency)
    asked = requests.ask(actor=dave, exhibit=item, laboratory=lina.agency, questions=["marks", "ballistics"])
    with pytest.raises(Invalid):
        requests.answer(
            actor=lina, request_id=asked, results={"marks": Result(answer="restored", reference="R-1")}
        )
    requests.answer(
        actor=lina,
        request_id=asked,
        results={
            "marks": Result(answer="the fifth digit is an 8", reference="R-17", restored="AB71284"),
            "ballistics": Result(answer="two cases of file 5 were fired by it", reference="IBIS 44-1"),
        },
    )
    written = b"".join(bytes(content) for content in Entry.objects.values_list("canonical", flat=True))
    assert b"R-17" in written
    assert b"fifth digit" not in written
    assert [result["answer"] for result in kept.results_of(kept.request_for(dave, asked))] == [
        "the fifth digit is an 8",
        "two cases of file 5 were fired by it",
    ]
    mark = Mark.objects.get(firearm__public_id=firearm, text="AB71284")
    assert mark.condition == "restored"
    custody.reseal(actor=lina, chain_id=item, seal="L-5", reason="examination")
    custody.hand_over(
        actor=lina,
        chain_id=item,
        to=dave.agency,
        purpose="storage",
        place="laboratory store",
        seal="L-5",
    )
    custody.receive(actor=erin, chain_id=item, place="desk", seal="L-5")
    assert Firearm.objects.get(public_id=firearm).state == "seized"
    assert stand(item).gaps == []


def test_what_a_laboratory_found_stands_in_no_clear_log(dave, lina, exhibit):
    taken(dave, exhibit)
    asked = requests.ask(actor=dave, exhibit=exhibit, laboratory=lina.agency, questions=["prints"])
    requests.answer(
        actor=lina,
        request_id=asked,
        results={"prints": Result(answer="the left thumb of J. Ahmadou", reference="R-9")},
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM ledger_entry WHERE position('Ahmadou' IN convert_from(canonical, 'UTF8')) > 0"
        )
        assert cursor.fetchone()[0] == 0
    assert kept.words_of_act(asked, "answered", "answers") == {"prints": "the left thumb of J. Ahmadou"}
    assert [result["reference"] for result in kept.request_for(dave, asked).results] == ["R-9"]


def test_only_the_laboratory_that_was_asked_answers(dave, lina, exhibit):
    taken(dave, exhibit)
    asked = requests.ask(actor=dave, exhibit=exhibit, laboratory=lina.agency, questions=["function"])
    with pytest.raises(Forbidden):
        requests.answer(actor=dave, request_id=asked, results=[])
    with pytest.raises(Invalid):
        requests.ask(actor=dave, exhibit=exhibit, laboratory=dave.agency, questions=["function"])
    with pytest.raises(Invalid):
        requests.ask(actor=dave, exhibit=exhibit, laboratory=lina.agency, questions=["fate"])
    requests.withdraw(actor=dave, request_id=asked, note="answered by telephone")


# Verification ---------------------------------------------------------------------------------------------------------


def test_the_acts_of_a_chain_stand_in_the_log(dave, exhibit):
    taken(dave, exhibit)
    event = CustodyEvent.objects.get(subject=exhibit)
    result = kept.history_of(exhibit, "chain", 1)[0]
    assert (result.event.id, result.recorded.act, result.recorded.actor) == (
        event.id,
        "custody.chain_taken_in",
        dave.id,
    )


# Where exhibits are placed ------------------------------------------------------------------------------------------------


def test_an_exhibit_is_placed_where_its_chain_says(dave, erin, room):
    """One list of what is in a room; the chain of custody writes it, and nobody past it."""
    item = an_item(dave, a_case(dave))
    place = Place.objects.get(public_id=room)

    def here():
        return [placement.public_id for placement in here_in(dave, place)]

    custody.take_in(actor=dave, exhibit=item, room=room, seal="S-1")
    assert here() == [item]
    other = places.open_place(actor=erin, kind="disposal", name="Store for disposal")
    with pytest.raises(Refused) as refused:
        place_many(actor=dave, placements=[Placing(item, other)])
    assert refused.value.code == "placement.exhibit"
    with pytest.raises(Refused):
        places.close_place(actor=erin, place_id=room)
    custody.move(actor=dave, chain_id=item, place="patrol car 4", seal="S-1")
    assert here() == []
    custody.move(actor=dave, chain_id=item, room=room, seal="S-1")
    custody.hand_over(actor=dave, chain_id=item, to=dave.agency, purpose="storage", seal="S-1")
    assert here() == [item], "it lies there until somebody has received it"
    custody.receive(actor=erin, chain_id=item, room=other, seal="S-1")
    assert here() == []
    assert [value.name for value in history_of(erin, item) if value.place] == [
        "Store for disposal",
        "Evidence room 1",
        "Evidence room 1",
    ]
    rooms.begin_count(actor=dave, room=other)
    assert list(here_in(dave, Place.objects.get(public_id=other))) == [], "whoever counts is shown nothing"
    places.close_place(actor=erin, place_id=room)
    with pytest.raises(Refused) as refused:
        places.close_place(actor=erin, place_id=other)
    assert refused.value.code == "placement.not_empty"


def test_a_room_that_is_being_counted_is_not_closed(dave, erin, room):
    rooms.begin_count(actor=dave, room=room)
    with pytest.raises(Refused) as refused:
        places.close_place(actor=erin, place_id=room)
    assert refused.value.code == "placement.counted"


def test_the_database_places_an_exhibit_nowhere_else(dave, erin, room):
    item = an_item(dave, a_case(dave))
    custody.take_in(actor=dave, exhibit=item, room=room, seal="S-1")
    was = Placement.objects.get(public_id=item)
    other = places.open_place(actor=erin, kind="disposal", name="Store for disposal")
    sets = {
        "agency": dave.agency,
        "compartment": was.compartment,
        "place": other,
        "custodian": dave.id,
        "since": "2026-01-01T00:00:00.000000Z",
        "under": str(Chain.objects.get(public_id=item).last_event),
    }
    for kind, values in (("placed", sets), ("left", {"since": sets["since"]})):
        with pytest.raises(IntegrityError, match="says another place"), transaction.atomic():
            PLACEMENTS.record(dave, "placement", kind, was, changes=values)
