"""Movement orders between stores of a force: ordered, packed, handed to an escort, received by scan by somebody else of the other unit."""

from __future__ import annotations

import datetime as dt
import re

import psycopg
import pytest
from django.db import Error, transaction

from ifar.accounts.models import ReadLog
from ifar.accounts.selectors import notices
from ifar.accounts.services import proposals as deciding
from ifar.errors import Forbidden, Invalid, NotFound, Refused
from ifar.ledger import services as ledger
from ifar.matters.models import Matter
from ifar.matters.services.matters import settle_found
from ifar.outbox.services import deliver
from ifar.placement import arms
from ifar.placement.models import Place, Placement
from ifar.placement.services.placing import Placing, place_many
from ifar.registry import annulment, facts
from ifar.registry.lifecycle.acts import Proposed
from ifar.registry.models import Event, Firearm
from ifar.registry.occurred import instant
from ifar.registry.services import proposals
from ifar.registry.services.events import NewEvent, record_event, snapshot_of
from ifar.rights import Actor
from ifar.stocks.models import Movement
from ifar.stocks.movements import on_road
from ifar.stocks.movements.services import ordering, receiving
from ifar.stocks.services import issues, roster
from ifar.stocks.services.writing import RECORDER
from tests import cast
from tests.conftest import sign_in
from tests.factories import a_firearm
from tests.registry.waiting import STOCK
from tests.stocks.making import an_armoury, in_days, issued, works_at
from tests.stocks.moving import Force, a_force, ordered, sent
from tests.trade.despatching import an_office

pytestmark = pytest.mark.django_db


def test_arms_go_from_store_to_store_and_somebody_answers_for_them_all_the_way(monkeypatch):
    force = a_force()
    at, unit = force.at, force.at.armourer.agency
    movement = ordered(force)
    # What is not of that unit, or does not lie in that armoury, is not packed.
    answers = ordering.pack(
        actor=at.armourer,
        movement_id=movement,
        number="1",
        seals=["S-1"],
        things="HB00001\nHB00002\nXX9\nHB00001",
    )
    assert [packed.reasons[0].code if packed.reasons else "" for packed in answers] == [
        "", "", "stocks.movement.not_held",
    ]  # fmt: skip
    with pytest.raises(Invalid, match="More arms than were ordered"):
        ordering.pack(actor=at.armourer, movement_id=movement, number="2", things="HB00003\nHB00004")
    ordering.pack(actor=at.armourer, movement_id=movement, number="2", things="HB00003")
    with pytest.raises(Refused, match="no seal"):
        ordering.send(actor=at.armourer, movement_id=movement, escort=at.officer)
    record = Movement.objects.get(public_id=movement)
    ordering.unpack(actor=at.armourer, crate_id=record.contents[1]["id"])
    ordering.pack(actor=at.armourer, movement_id=movement, number="2", seals=["S-2"], things="HB00003")
    assert _open_notices(force.receiver, movement) == ["ordered"]
    ordering.send(actor=at.armourer, movement_id=movement, escort=at.officer)
    assert _open_notices(force.receiver, movement) == ["coming"]
    # On the road each lies with the escort, is the sender's still, and is issued by nobody.
    place = Place.objects.get(person=at.officer)
    on_road = Firearm.objects.filter(public_id__in=at.arms[:3])
    assert {(arm.state, arm.custodian, arm.owner) for arm in on_road} == {("under_escort", unit, unit)}
    assert {row.place for row in Placement.objects.filter(public_id__in=at.arms[:3])} == {place.public_id}
    with pytest.raises(Invalid):
        issued(at, at.arms[:1], rounds={})
    # The other unit is told no list: it finds by scan what came.
    page = sign_in("heidi").get(f"/stocks/movements/{movement}/").content.decode()
    assert "HB00001" not in page
    assert "Receive by scan" in page
    result = receiving.receive(
        actor=force.receiver,
        movement_id=movement,
        into=force.store,
        crate="1",
        seals=["S-1"],
        things="HB00001\nHB00002",
    )
    assert not result.refused, result.refused
    assert (result.received, result.road, result.differs) == (2, 1, ())
    result = receiving.receive(
        actor=force.receiver, movement_id=movement, into=force.store, things="HB00003", complete=True
    )
    assert (result.received, result.road) == (1, 0)
    arrived = Firearm.objects.filter(public_id__in=at.arms[:3])
    assert {(arm.state, arm.custodian, arm.owner) for arm in arrived} == {
        ("in_stock_state", force.unit, force.unit)
    }
    assert {row.place for row in Placement.objects.filter(public_id__in=at.arms[:3])} == {force.store}
    assert Movement.objects.get(public_id=movement).state == "completed"
    assert not Matter.objects.filter(about=movement).exists()
    # Two of the unit that sent it do not take an arm back out of the stock of the unit that received it.
    _is_not_annulled(force, at.arms[0], monkeypatch, "MOVES", "order a movement back")


def _open_notices(who: Actor, movement: str) -> list[str]:
    kinds = notices.notices_for(who).filter(object=movement).values_list("kind", flat=True)
    return sorted({kind.removeprefix("stocks.movement_") for kind in kinds})


def _is_not_annulled(force: Force, arm: str, monkeypatch: pytest.MonkeyPatch, names: str, words: str) -> None:
    """What a movement says of an arm is annulled by two of the sending unit neither over the service nor past it."""
    last = Event.objects.filter(firearm__public_id=arm).latest("n")
    event = NewEvent("annulled", {"event": str(last.id)})
    asks = {"actor": force.at.chief, "firearm": arm, "event": event, "reason": "Wrong."}
    with pytest.raises(Refused, match=words):
        proposals.propose_event(**asks)
    monkeypatch.setattr(annulment, names, ())
    proposal = proposals.propose_event(**asks)
    with pytest.raises(Error, match="what an issue or a movement says"), transaction.atomic():
        deciding.decide(actor=cast.actor("erin"), proposal=proposal.public_id, verdict="approve")


def test_nobody_stands_on_two_sides_and_no_other_unit_packs_or_receives():
    force = a_force()
    at, mallory = force.at, force.at.armourer
    army = an_office("military", "Border Regiment")
    for words, wrong in {
        "same force": {"receiver": army.public_id},
        "armoury of your unit": {"store": at.officer},
        "day by which": {"due_on": in_days(-1)},
        "within 90 days": {"due_on": in_days(91)},
    }.items():
        with pytest.raises(Invalid, match=words):
            ordered(force, **wrong)
    with pytest.raises(NotFound):
        ordering.pack(
            actor=works_at("frank", "armourer", army),
            movement_id=ordered(force),
            number="1",
            things="HB00001",
        )
    movement = ordered(force)
    with pytest.raises(Refused, match="Only the unit that sends it"):
        ordering.pack(actor=force.receiver, movement_id=movement, number="1", things="HB00001")
    ordering.pack(actor=mallory, movement_id=movement, number="1", seals=["S-1"], things="HB00001")
    own = ordering.order_movement(
        actor=at.chief, order="MV-2", store=at.armoury, receiver=mallory.agency, quantity=1, due_on=in_days(1)
    )
    ordering.pack(actor=mallory, movement_id=own, number="1", seals=["S-9"], things="HB00002")
    with pytest.raises(Forbidden, match="another side"):
        ordering.send(actor=at.chief, movement_id=own, escort=at.officer)
    ordering.send(actor=mallory, movement_id=own, escort=at.officer)
    second = an_armoury(mallory, at.chief, "Second armoury")
    for actor in (mallory, at.chief):
        with pytest.raises(Forbidden, match="another side"):
            receiving.receive(actor=actor, movement_id=own, into=second, things="HB00002")
    ordering.send(actor=mallory, movement_id=movement, escort=at.officer)
    with pytest.raises(Forbidden):
        receiving.receive(actor=mallory, movement_id=movement, into=second, things="HB00001")
    # An arm that is packed and was issued meanwhile does not leave.
    late = ordered(force)
    ordering.pack(actor=mallory, movement_id=late, number="1", seals=["S-3"], things="HB00003")
    issued(at, at.arms[2:3], rounds={})
    with pytest.raises(Refused):
        ordering.send(actor=mallory, movement_id=late, escort=at.officer)
    ordering.cancel(actor=force.orderer, movement_id=late, reason="It is needed here.")


def test_no_escort_receives_under_an_account_that_was_theirs_once():
    force = a_force()
    at = force.at
    bearer = works_at("peter", "armourer", cast.agency("harbour"))
    named = {"actor": at.chief, "officer_id": at.officer, "name": "Sami Haddad", "number": "N-100"}
    roster.correct_officer(**named, account=bearer.id)
    roster.correct_officer(**named)
    own = ordering.order_movement(
        actor=at.chief,
        order="MV-3",
        store=at.armoury,
        receiver=bearer.agency,
        quantity=1,
        due_on=in_days(1),
    )
    ordering.pack(actor=at.armourer, movement_id=own, number="1", seals=["S-1"], things="HB00001")
    ordering.send(actor=at.armourer, movement_id=own, escort=at.officer)
    second = an_armoury(at.armourer, at.chief, "Second armoury")
    with pytest.raises(Forbidden):
        receiving.receive(actor=bearer, movement_id=own, into=second, things="HB00001")
    movement = Movement.objects.get(public_id=own)
    receipt = {"crate": "", "seals": [], "seal_broken": False, "read": 1, "unknown": [], "refused": 0}
    with pytest.raises((Error, Refused), match="another side"), transaction.atomic():
        RECORDER.record(bearer, "movement", "received", movement, details=receipt)


def test_the_database_refuses_by_its_own_hand():
    """What the service never writes: an arm of another unit, a crate packed by another one, an arm said to have come that nobody received."""
    force = a_force()
    at, mallory = force.at, force.at.armourer
    elsewhere = a_firearm(force.receiver, "RV00001", **STOCK).firearm
    movement = Movement.objects.get(public_id=ordered(force))
    sets = {"movement": movement.public_id, "number": "1", "seals": ["S"], "firearms": [at.arms[0]]}
    of_another = {**sets, "firearms": [elsewhere]}
    writes = {
        "not there any more": lambda: RECORDER.record(
            mallory, "crate", "packed", changes=of_another, parent=movement
        ),
        "another unit packs it": lambda: RECORDER.record(
            force.receiver, "crate", "packed", changes=sets, parent=movement
        ),
        "no movement says so": lambda: issues.live(
            mallory,
            at.arms[:1],
            NewEvent(
                "state_stock_sent",
                {"order": "MV-1", "carrier": mallory.agency, "receiver": force.unit, "crate": "1"},
                instant(ledger.now()),
                paper=movement.public_id,
            ),
        ),
    }
    for words, write in writes.items():
        with pytest.raises((Error, Refused), match=words), transaction.atomic():
            write()


def test_what_does_not_arrive_is_a_matter_and_searched_for(monkeypatch):
    force = a_force()
    movement = sent(force)
    assert receiving.raise_late(in_days(3)) == 1
    assert receiving.raise_late(in_days(3)) == 0
    result = receiving.receive(
        actor=force.receiver,
        movement_id=movement,
        into=force.store,
        seal_broken=True,
        things="HB00001\nHB00002\nHB00077",
        complete=True,
    )
    assert (result.received, result.road) == (2, 1)
    assert {item.code for item in result.differs} == {"substituted", "seal"}
    raised = Matter.objects.filter(about=movement)
    assert {matter.cause.split()[0] for matter in raised} == {
        "stocks.movement_late", "stocks.movement_substituted", "stocks.movement_seal",
    }  # fmt: skip
    assert {matter.explainer for matter in raised} == {force.at.armourer.agency}
    assert all(force.at.armourer.id in matter.barred for matter in raised)
    with pytest.raises(Forbidden):
        receiving.report(actor=force.other, movement_id=movement)
    receiving.report(actor=force.orderer, movement_id=movement)
    assert Firearm.objects.get(public_id=force.at.arms[2]).state == "missing"
    assert Movement.objects.get(public_id=movement).state == "completed"
    # Those whom it accuses do not take it back.
    _is_not_annulled(force, force.at.arms[2], monkeypatch, "MISSING", "record that it was found")


def test_nobody_takes_an_arm_off_its_road_but_who_answers_for_it(monkeypatch):
    force = a_force()
    at = force.at
    bearer = works_at("peter", "armourer", cast.agency("harbour"))
    named = {"actor": at.chief, "officer_id": at.officer, "name": "Sami Haddad", "number": "N-100"}
    roster.correct_officer(**named, account=bearer.id)
    movement = sent(force)
    gone, other = at.arms[:2]
    # It lies with its escort, whoever of the unit scans it back into a rack.
    rack = [Placing(gone, at.armoury)]
    with pytest.raises(Refused, match="on the road with its escort"):
        place_many(actor=at.armourer, placements=rack)
    with monkeypatch.context() as patch:
        patch.setattr(arms, "escorted", lambda _names: [])
        with pytest.raises(psycopg.Error, match="on the road with its escort"), transaction.atomic():
            place_many(actor=at.armourer, placements=rack)
    # Those who sent it say nothing of it alone; those who ordered it do, and it is a matter.
    with monkeypatch.context() as patch:
        for kind in on_road.TAKES:
            reason = facts.hindrances(
                at.armourer, snapshot_of(at.armourer, gone), Proposed(kind, "police", {})
            )
            assert [each.code for each in reason] == ["registry.on_the_road"], kind
        with pytest.raises(Refused, match="The unit that sends it"):
            record_event(actor=at.chief, firearm=gone, event=NewEvent("stolen"))
        patch.setattr(facts, "_hinderers", [])
        with pytest.raises(Error, match="says event"), transaction.atomic():
            record_event(actor=at.chief, firearm=gone, event=NewEvent("stolen"))
    record_event(actor=force.orderer, firearm=gone, event=NewEvent("stolen"))
    deliver()
    # The escort reports a loss under their own account.
    record_event(actor=bearer, firearm=other, event=NewEvent("stolen"))
    deliver()
    causes = [
        cause.split()[0] for cause in Matter.objects.filter(about=movement).values_list("cause", flat=True)
    ]
    assert causes == ["stocks.movement_taken"] * 2
    assert (
        "Lost or taken in on the way"
        in sign_in("quentin").get(f"/stocks/movements/{movement}/").content.decode()
    )
    # What is late is a matter again where the last was closed and its day passed, and no movement takes as long as anybody likes.
    day = in_days(3)
    assert [receiving.raise_late(day) for _ in range(2)] == [1, 0]
    late = Matter.objects.get(about=movement, cause=receiving.LATE)
    settle_found(force.orderer, movement, receiving.LATE, "explained", "The road was closed.")
    days = (late.due_on, late.due_on + dt.timedelta(days=1))
    assert [receiving.raise_late(day) for day in (*days, days[1])] == [0, 1, 0]


def test_what_its_receiver_cannot_take_is_turned_back_to_where_it_lay():
    force = a_force()
    at = force.at
    movement = sent(force)
    receipt = {"actor": force.receiver, "movement_id": movement, "into": force.store}
    receiving.receive(**receipt, things="HB00001")
    turning = {"movement_id": movement, "reason": "The other armoury is full."}
    for nobody in (force.other, at.chief):
        with pytest.raises(Forbidden, match="Only the office that ordered it"):
            ordering.turn_back(actor=nobody, **turning)
    ordering.turn_back(actor=force.orderer, **turning)
    with pytest.raises(Forbidden):
        receiving.receive(**receipt, things="HB00002")
    # Whoever had it in hand does not take it in again; somebody else of the unit does, into the armoury from which it came.
    with pytest.raises(Forbidden, match="another side"):
        receiving.receive(actor=at.armourer, movement_id=movement, into=at.armoury, things="HB00002")
    result = receiving.receive(
        actor=at.chief, movement_id=movement, into=at.armoury, seals=["S-1", "S-2"], things="HB00002\nHB00003"
    )
    assert (result.received, result.refused, result.differs, result.road) == (2, (), (), 0)
    stand = {(arm.state, arm.custodian) for arm in Firearm.objects.filter(public_id__in=at.arms[1:3])}
    assert stand == {("in_stock_state", at.armourer.agency)}
    assert Firearm.objects.get(public_id=at.arms[0]).custodian == force.unit
    assert Movement.objects.get(public_id=movement).state == "completed"
    # Each side was told what it must do; what was done waits for nobody.
    told = [_open_notices(who, movement) for who in (at.armourer, force.receiver, force.orderer)]
    assert told == [["received", "turned_back"], ["turned_back"], ["received"]]


def test_the_pages_of_a_movement():
    force = a_force()
    browser = sign_in("quentin")
    asks = browser.get("/stocks/movements/new/").content.decode()
    assert f'<option value="{force.unit}"' in asks
    made = browser.post(
        "/stocks/movements/new/",
        {
            "order": "MV-7",
            "store": force.at.armoury,
            "receiver": force.unit,
            "quantity": 2,
            "due_on": in_days(1).isoformat(),
        },
    )
    assert made.status_code == 302, made.content.decode()
    address = made["Location"]
    sender = sign_in("mallory")
    packed = sender.post(
        f"{address}crates/new/", {"number": "1", "seals": "S-1", "things": "HB00001\nHB00002\nnone"}
    )
    assert "Not packed" in packed.content.decode()
    # Who is offered as escort is named to the sender alone, and the read is in the log.
    named = ReadLog.objects.filter(act="stocks.roster.named", object=force.at.officer)
    assert not named.exists()
    assert "Sami Haddad" in sender.get(f"{address}acts/sent/").content.decode()
    assert named.exists()
    page = sender.post(f"{address}acts/sent/", {"escort": force.at.officer})
    assert page.status_code == 302, page.content.decode()
    assert "Sami Haddad" in sender.get(address).content.decode()
    receiver = sign_in("heidi")
    assert "Sami Haddad" not in receiver.get(address).content.decode()
    # Nobody says by leaving a box as it was that the rest is missing.
    assert not re.search(
        r"<input[^>]*name=\"complete\"[^>]*checked", receiver.get(f"{address}receipts/new/").content.decode()
    )
    back = receiver.post(
        f"{address}receipts/new/",
        {"into": force.store, "seals": "S-1", "things": "HB00001", "complete": "on"},
    )
    assert "Arms of a movement were looked for" in back.content.decode()
    assert "HB00002" in receiver.get(address).content.decode()
    assert "MV-7" in receiver.get("/stocks/movements/").content.decode()
