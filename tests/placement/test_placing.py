"""An arm has one place, written by whoever has custody of it; who places it otherwise than they saw is told who placed it where and when."""

from __future__ import annotations

import datetime as dt
import secrets

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ifar import identifiers
from ifar.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from ifar.ledger import services as ledger
from ifar.placement import labels, selectors
from ifar.placement.acts import ACTS, KINDS
from ifar.placement.models import Event, Place, Placement
from ifar.placement.services import places, placing, scanning
from ifar.placement.services.placing import Placing, place_many
from ifar.placement.services.writing import RECORDER
from ifar.registry.attestations import with_document
from ifar.registry.models import Firearm
from ifar.registry.services.events import NewEvent, record_event
from tests import cast
from tests.acting import without_guards
from tests.placement.making import a_place, arms


def put(actor, thing, place, **said):
    return place_many(actor=actor, placements=[Placing(thing, place, **said)])


def test_an_arm_is_in_one_place_with_its_custody_and_its_history(frank):
    text, other = a_place(frank), a_place(frank, "Shelf 2")
    (arm,) = arms(frank)
    assert put(frank, arm, text) == [arm]
    assert put(frank, arm, text) == [], "it lies there already"
    assert put(frank, arm, other) == [arm]
    placement = Placement.objects.get()
    assert (placement.public_id, placement.place, placement.custodian, placement.n) == (
        arm,
        other,
        frank.id,
        2,
    )
    assert placement.under == Firearm.objects.get().custody_event
    assert selectors.now_at(frank, arm).place == other
    rows = [(item.name, item.actor) for item in selectors.history_of(frank, arm)]
    assert rows == [("Shelf 2", frank.id), ("Shelf 1", frank.id)]


def test_a_person_has_it_with_them(frank, grace):
    (arm,) = arms(frank)
    put(frank, arm, grace.id)
    put(frank, arm, a_place(frank))
    put(frank, arm, grace.id)
    placement = Placement.objects.get()
    place = Place.objects.get(person=grace.id)
    assert (placement.place, placement.custodian, place.kind) == (place.public_id, grace.id, "person")
    assert selectors.named([place]) == {place.public_id: "Grace Armoury"}


@pytest.mark.parametrize("stranger", ["dave", "unknown"])
def test_with_nobody_of_another_office(frank, dave, stranger):
    (arm,) = arms(frank)
    who = dave.id if stranger == "dave" else identifiers.new("U", secrets.token_bytes)
    with pytest.raises(Invalid):
        put(frank, arm, who)


def test_only_who_has_custody_places_it(frank, dave, erin, judy):
    (arm,) = arms(frank)
    theirs, mine = a_place(frank), a_place(erin)
    for who, place in ((dave, mine), (dave, theirs)):
        with pytest.raises((Refused, Invalid)):
            put(who, arm, place)
    with pytest.raises(Refused) as unknown:
        put(dave, identifiers.new("F", secrets.token_bytes), mine)
    with pytest.raises(Refused) as unseen:
        put(dave, arm, mine)
    assert unknown.value.code == unseen.value.code, "unknown and unseen answer alike"
    with pytest.raises(Forbidden):
        put(judy, arm, theirs)
    with pytest.raises(Invalid) as elsewhere:
        put(frank, arm, mine)
    assert elsewhere.value.code == "placement.place"
    for nothing in ("P0000000000000", "x", ""):
        with pytest.raises(Refused):
            put(frank, nothing, theirs)


def test_an_arm_that_left_the_office_is_in_none_of_its_places(frank):
    place = a_place(frank)
    stays, goes = arms(frank, 2)
    for arm in (stays, goes):
        put(frank, arm, place)
    hand_over(frank, goes)
    record = selectors.place_for(frank, place)
    assert [placement.public_id for placement in selectors.here(frank, record)] == [stays]
    assert selectors.how_many(frank, [record])[place].many == 1
    assert selectors.now_at(frank, goes) is None
    with pytest.raises(Refused):
        put(frank, goes, a_place(frank, "Shelf 9"))
    put(frank, stays, a_place(frank, "Shelf 8"))
    places.close_place(actor=frank, place_id=place)


def hand_over(frank, arm):
    """Hand it over for repair, to a repairer who has custody of it from then on."""
    details = {"return_date": "2090-01-01", "repairer": cast.agency("ivans").public_id}
    attested = {"repairer_licence": with_document("L-1")}
    event = NewEvent(kind="repair_handed_over", details=details, attested=attested)
    record_event(actor=frank, firearm=arm, event=event, expected_n=Firearm.objects.get(public_id=arm).n)


def test_two_who_place_one_arm_differently_end_at_a_person(frank, grace):
    text, other = a_place(frank), a_place(frank, "Shelf 2")
    (arm,) = arms(frank)
    put(frank, arm, text, expected=0)
    with pytest.raises(Conflict) as raised:
        put(grace, arm, other, expected=0)
    (reason,) = raised.value.reasons
    assert raised.value.code == reason.code == "placement.moved_meanwhile"
    for words in (identifiers.shown(arm), "Shelf 1", "Frank Armoury"):
        assert words in str(reason.message)
    assert put(grace, arm, text, expected=0) == [], "both say the same"
    assert put(grace, arm, other, expected=1) == [arm]


def test_of_an_arm_that_another_office_placed_nothing_is_told(frank):
    (arm,) = arms(frank)
    put(frank, arm, a_place(frank))
    with pytest.raises(Conflict) as raised:
        placing._check_expected(
            frank, {arm: Placing(arm, "x", 5)}, {arm: Placement(public_id=arm, place="Z0000000000000", n=1)}
        )
    assert raised.value.code == "placement.changed_meanwhile"


def test_all_or_none_and_every_reason(frank, dave):
    place = a_place(frank)
    mine = arms(frank, 3)
    strange = identifiers.new("F", secrets.token_bytes)
    wanted = [Placing(text, place) for text in (*mine, strange)]
    with pytest.raises(Refused) as raised:
        place_many(actor=frank, placements=wanted)
    assert identifiers.shown(strange) in str(raised.value.reasons[0].message)
    assert not Placement.objects.exists()
    twice = [Placing(mine[0], place), Placing(mine[0], a_place(frank, "Shelf 2"))]
    with pytest.raises(Invalid, match="twice"):
        place_many(actor=frank, placements=twice)
    later = timezone.now() + dt.timedelta(hours=1)
    with pytest.raises(Invalid):
        put(frank, mine[0], place, at=later)
    earlier = timezone.now() - dt.timedelta(hours=1)
    put(frank, mine[0], place, at=earlier)
    assert Placement.objects.get().since == earlier


def test_five_hundred_cost_as_many_queries_as_one(frank):
    few, many = a_place(frank), a_place(frank, "Shelf 2")
    results = arms(frank, 30)
    put(frank, results[0], few)

    def queries(of, place):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            place_many(actor=frank, placements=[Placing(item, place) for item in of])
        return len(asked)

    assert queries(results[:1], many) == queries(results[1:], many) <= 14


def test_the_database_refuses_the_same_past_the_service(frank, dave, erin):
    (arm,) = arms(frank)
    place, other = a_place(frank), a_place(erin)
    under = str(Firearm.objects.get().custody_event)

    def days_ago(days):
        return placing._moment(ledger.now() - dt.timedelta(days=days))

    def written(actor, at, **sets):
        values = {
            "agency": actor.agency,
            "compartment": "defence",
            "place": at,
            "custodian": actor.id,
            "since": days_ago(399),
            "under": under,
        }
        with without_guards(RECORDER), transaction.atomic():
            RECORDER.record(
                actor,
                "placement",
                "placed",
                sets.pop("thing", arm),
                changes={**values, **sets},
                keeper=(sets.get("agency", actor.agency), "defence"),
            )

    for actor, at, sets, why in (
        (dave, other, {}, "another office has custody"),
        (frank, other, {}, "placement.place"),
        (frank, place, {"under": str(Event.objects.first().id)}, "another event gave the custody"),
        (dave, place, {"agency": frank.agency}, "other_office"),
        (frank, place, {"thing": identifiers.new("P", secrets.token_bytes)}, "no place takes this"),
        (frank, place, {"since": days_ago(402)}, "nobody is believed so long afterwards"),
        (frank, place, {"since": days_ago(-1)}, "or ahead"),
    ):
        with pytest.raises((IntegrityError, Refused)) as refused:
            written(actor, at, **sets)
        assert why in str(refused.value.__cause__)
    written(frank, place)


def test_a_place_is_closed_when_nothing_is_in_it(frank, grace):
    store = a_place(frank, "Store", "store")
    shelf, other = a_place(frank, inside=store), a_place(frank, "Shelf 2", inside=store)
    (arm,) = arms(frank)
    put(frank, arm, shelf)
    for place, why in ((store, "placement.places_inside"), (shelf, "placement.not_empty")):
        with pytest.raises(Refused) as raised:
            places.close_place(actor=frank, place_id=place)
        assert raised.value.code == why
        record = Place.objects.get(public_id=place)
        with without_guards(RECORDER), pytest.raises(Refused), transaction.atomic():
            RECORDER.record(frank, "place", "closed", record)
    put(frank, arm, other)
    places.close_place(actor=grace, place_id=shelf)
    with pytest.raises(Invalid):
        put(frank, arm, shelf)
    placing.take_out(frank, [arm])
    assert selectors.now_at(frank, arm) is None
    places.close_place(actor=frank, place_id=other)
    places.close_place(actor=frank, place_id=store)


def test_no_place_is_inside_itself(frank, erin):
    store, room = a_place(frank, "Store", "store"), a_place(frank, "Room", "room")
    places.move_place(actor=frank, place_id=room, inside=store)
    for inside in (room, store):
        with pytest.raises(Invalid) as raised:
            places.move_place(actor=frank, place_id=store, inside=inside)
        assert raised.value.code == "placement.around"
    place = Place.objects.get(public_id=store)
    with without_guards(RECORDER), pytest.raises(Refused), transaction.atomic():
        RECORDER.record(frank, "place", "moved", place, changes={"inside": room})
    with pytest.raises(Invalid):
        places.move_place(actor=frank, place_id=store, inside=a_place(erin))
    names = [words for _place, words in places.choices(frank)]
    assert names == ["Store", "Store › Room"]
    assert [record.name for record in selectors.around(Place.objects.get(public_id=room))] == ["Store"]


def test_a_label_names_one_place_of_an_office(frank, grace, erin):
    place = a_place(frank, code="r1-s 1")
    with pytest.raises(Invalid) as raised:
        a_place(grace, "Shelf 2", code="R1-S 1")
    assert raised.value.code == "placement.code"
    assert selectors.by_label(frank, "R1-S  1").public_id == place
    assert selectors.by_label(frank, identifiers.shown(place)).public_id == place
    assert selectors.by_label(erin, "R1-S 1") is None
    a_place(erin, code="R1-S 1")
    places.change_place(actor=frank, place_id=place, name="Top shelf", code="R1-S 1", capacity=20)
    record = Place.objects.get(public_id=place)
    assert (record.name, record.capacity) == ("Top shelf", 20)
    with pytest.raises(NotFound):
        places.change_place(actor=erin, place_id=place, name="x")


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"kind": "cloud"}, "kind"),
        ({"name": " "}, "name"),
        ({"kind": "person"}, "person"),
        ({"inside": "Z0000000000000"}, "inside"),
    ],
)
def test_a_place_has_a_kind_and_a_name(frank, said, field):
    with pytest.raises(Invalid) as refused:
        a_place(frank, **said)
    assert refused.value.field == field


def test_by_scan_the_shelf_then_the_arms_then_the_next_shelf(frank):
    text, other = a_place(frank, code="S1"), a_place(frank, "Shelf 2")
    first, second, third = arms(frank, 3)
    scanned = f"s1\n{identifiers.shown(first)}\nab-712 31\n\n{other}\n{third}\n"
    assert sorted(scanning.place_by_scan(actor=frank, scanned=scanned)) == sorted([first, second, third])
    lying = dict(Placement.objects.values_list("public_id", "place"))
    assert lying == {first: text, second: text, third: other}
    for wrong, code in (
        (f"{first}", "no_place"),
        ("S1\nNOSUCH9", "unknown_label"),
        ("S1", "nothing"),
        (" ", "nothing"),
    ):
        with pytest.raises(Invalid) as raised:
            scanning.place_by_scan(actor=frank, scanned=wrong)
        assert raised.value.code == f"placement.{code}"
    assert scanning.place_by_scan(actor=frank, scanned="AB71230", place=other) == [first]


def test_a_serial_that_two_arms_bear_places_neither(frank):
    place = a_place(frank)
    arms(frank, 1, 50)
    arms(frank, 1, 50)
    with pytest.raises(Invalid) as raised:
        scanning.place_by_scan(actor=frank, scanned="AB50", place=place)
    assert raised.value.code == "placement.several"


def test_everything_moves_or_what_is_chosen(frank, grace):
    text, other = a_place(frank), a_place(frank, "Shelf 2")
    results = arms(frank, 4)
    place_many(actor=frank, placements=[Placing(arm, text) for arm in results])
    assert placing.move_chosen(actor=frank, place_id=text, to=other, things=results[:1]) == [results[0]]
    with pytest.raises(Conflict):
        placing.move_chosen(actor=grace, place_id=text, to=a_place(frank, "Shelf 3"), things=results[:2])
    with pytest.raises(Conflict):
        placing.move_all(actor=grace, place_id=text, to=other, expected=4)
    assert len(placing.move_all(actor=grace, place_id=text, to=other, expected=3)) == 3
    with pytest.raises(Invalid):
        placing.move_chosen(actor=frank, place_id=text, to=other, things=[])


def test_each_arm_verifies_by_itself_and_names_its_batch(frank):
    batch = identifiers.new("I", secrets.token_bytes)
    place_many(actor=frank, placements=[Placing(arm, a_place(frank)) for arm in arms(frank)], batch=batch)
    assert Event.objects.get(kind="placed").details == {"batch": batch}


def test_every_kind_state_and_refusal_has_words():
    assert set(labels.KINDS) == set(labels.ICONS) == set(KINDS)
    for act in ACTS.acts.values():
        for guard in act.guards:
            assert guard.code in labels.REFUSALS
        for state in act.transitions.values():
            assert state in labels.STATES[act.record_type]
