"""What did not go on as it was authorised leads into recoveries: cases, searches and lives follow from one report, and each leads to the other."""

from __future__ import annotations

import re

import pytest
from django.db import transaction
from django.urls import reverse

from ifar.errors import Invalid, Refused
from ifar.matters.models import Matter
from ifar.recoveries.models import Case, Item
from ifar.registry.models import Firearm
from ifar.trade import figures, selectors
from ifar.trade.consignments import selectors as kept
from ifar.trade.consignments.services import consignments, diverting, observing
from ifar.trade.journeys.services import diverting as journey_diverting
from ifar.trade.services.writing import RECORDER, today
from tests import cast
from tests.altered import filled_once, without_triggers
from tests.trade.carrying import (
    a_consignment,
    an_authorisation,
    an_exporter,
    an_import,
    packed_consignment,
    seen,
)
from tests.trade.making import a_visit


@pytest.fixture
def left(heidi):
    """Four pistols of Ivan's that left: the consignment, its crates and its firearms."""
    made, boxes, guns = packed_consignment(4, 2)
    consignments.release(actor=heidi, consignment_id=made, declaration="MRN-1", left_on=today())
    return made, boxes, guns


def states(guns):
    return [Firearm.objects.get(public_id=gun).state for gun in guns]


def causes(about):
    return sorted(
        matter.cause.split()[0] for matter in Matter.objects.filter(about=about) if "fate" in matter.cause
    )


def test_what_is_seized_is_a_case_with_each_piece_and_nobody_types_a_number(left, alice, heidi, signed_in):
    made, (crate, other), guns = left
    observing.record(
        actor=heidi,
        consignment_id=made,
        leg="check",
        degree="counted",
        counted=3,
        serials=["ZZ 9"],
        crate=crate,
    )
    asked = diverting._form_options(heidi, kept.consignment_for(heidi, made))
    assert asked["initial"]["serials"] == "ZZ 9"
    with pytest.raises(Invalid):
        diverting.divert(actor=heidi, consignment_id=made, what="seized", crate=crate)
    with pytest.raises(Refused):
        diverting.divert(actor=alice, consignment_id=made, what="seized", crate=crate, number="C 1")
    diverting.divert(
        actor=heidi, consignment_id=made, what="seized", crate=crate, serials="ZZ 9", number="C 1"
    )
    case = Case.objects.get()
    assert (case.kind, case.number, case.report, case.ground) == (
        "seized",
        "C 1",
        made,
        "illicit_trafficking",
    )
    items = list(Item.objects.order_by("line"))
    assert [item.firearm for item in items[:2]] == guns[:2]
    assert [item.state for item in items] == ["linked"] * 3
    assert states(guns) == ["seized", "seized", "exported", "exported"]
    assert Firearm.objects.get(public_id=items[2].firearm).marks.get().text == "ZZ 9"
    ((result, _at),) = selectors.fates_of("consignment", made)
    assert (result["case"], result["serials"], len(result["items"])) == (case.public_id, ["ZZ 9"], 2)
    assert result["pieces"] == 2
    assert causes(made) == ["trade.fate_seized"]
    # Each leads to the other, and an observation names what was looked for in vain.
    observing.record(
        actor=heidi, consignment_id=made, leg="check", degree="serial_read", serials=["BX00003"], crate=other
    )
    client = signed_in("heidi")
    there = client.get(reverse("trade:consignment", args=[made])).content.decode()
    assert re.search(r"looked for and not there\.</strong>\s*<bdi dir=.ltr.>BX00004</bdi>", there)
    assert reverse("recoveries:case", args=[case.public_id]) in there
    back = client.get(reverse("recoveries:case", args=[case.public_id])).content.decode()
    assert reverse("trade:consignment", args=[made]) in back


def test_pieces_without_numbers_are_told_by_how_many_there_are(alice, bob, ivan, heidi):
    made = an_import(alice, bob, an_exporter(alice, bob, ivan), ivan, (), 3)
    ((_item, words),) = diverting._form_options(heidi, kept.consignment_for(heidi, made))["among"]["items"]
    assert words.startswith("3 \u00d7 Pistol")
    diverting.divert(actor=heidi, consignment_id=made, what="seized", number="C 3")
    assert Item.objects.count() == 3
    ((result, _at),) = selectors.fates_of("consignment", made)
    assert (result["pieces"], len(result["items"])) == (3, 1)


def test_what_is_stolen_is_searched_for_at_once_and_what_came_back_is_in_the_book_again(left, heidi, ivan):
    made, _boxes, guns = left
    diverting.divert(
        actor=heidi, consignment_id=made, what="stolen", serials="BX00001", country="DK", number="P 7"
    )
    assert states(guns) == ["stolen", "exported", "exported", "exported"]
    assert not Case.objects.exists()
    result = {item.serial: item.public_id for item in kept.items_of(kept.consignment_for(heidi, made))}
    diverting.divert(actor=heidi, consignment_id=made, what="returned", items=[result["BX00002"]])
    again = Firearm.objects.get(public_id=guns[1])
    assert (again.state, again.owner, again.custodian) == ("in_stock_retail", ivan.agency, ivan.agency)
    # What another State's posts did is a report, and no event of a life.
    for what in ("refused", "seized", "detained"):
        diverting.divert(actor=heidi, consignment_id=made, what=what, items=[result["BX00003"]], country="SE")
    assert states(guns)[2] == "exported"
    assert not Case.objects.exists()
    assert causes(made) == [
        f"trade.fate_{what}" for what in ("detained", "refused", "returned", "seized", "stolen")
    ]


def test_what_was_never_registered_gets_its_record_by_the_seizure(alice, bob, ivan, heidi):
    """Of an import: detained at entry is a life that begins with it, and what is on record as another's is left to a person."""
    made = an_import(alice, bob, an_exporter(alice, bob, ivan), ivan, ("SW 1001", "SW 1002"))
    seen(heidi, made, ["SW 1001", "SW 1002"])
    diverting.divert(actor=heidi, consignment_id=made, what="detained", number="C 2")
    arms = [Firearm.objects.get(public_id=item.firearm) for item in Item.objects.order_by("line")]
    assert [(arm.state, arm.make, arm.model) for arm in arms] == [("seized", "beretta", "beretta/92fs")] * 2
    # The number of a case is that of one case.
    with pytest.raises(Refused):
        diverting.divert(actor=heidi, consignment_id=made, what="seized", number="C 2")
    assert causes(made) == ["trade.fate_detained"]


def test_what_was_called_returned_before_it_left_counts_as_what_left(bob, heidi):
    """A word before the exit takes nothing out of the figures; afterwards it does."""
    made, _boxes, guns = packed_consignment(2, 1)
    diverting.divert(actor=heidi, consignment_id=made, what="returned", country="XX")
    consignments.release(actor=heidi, consignment_id=made, declaration="MRN-1", left_on=today())
    assert sum(row.number for row in figures.exits(bob, today().year)) == 2
    item = kept.items_of(kept.consignment_for(heidi, made))[0]
    assert item.firearm == guns[0]
    diverting.divert(actor=heidi, consignment_id=made, what="returned", items=[item.public_id])
    assert sum(row.number for row in figures.exits(bob, today().year)) == 1


def test_a_travellers_firearm_is_seized_from_what_the_journey_says(alice, heidi):
    visit = a_visit(alice)
    journey_diverting.divert(
        actor=heidi, journey_id=visit, what="seized", arms=[2], number="C 3", serials="XY 77"
    )
    case = Case.objects.get()
    assert (case.report, Item.objects.count()) == (visit, 2)
    assert {item.marks[0]["text"] for item in Item.objects.all()} == {"VT 2", "XY 77"}
    assert set(Firearm.objects.filter(state="seized").values_list("type", flat=True)) == {"rifle", None}
    journey_diverting.divert(actor=heidi, journey_id=visit, what="stolen", arms=[1], country="SE")
    assert Firearm.objects.get(state="stolen").marks.get().text == "VT 1"
    with pytest.raises(Invalid):
        journey_diverting.divert(actor=heidi, journey_id=visit, what="stolen", arms=[3])
    assert causes(visit) == ["trade.fate_seized", "trade.fate_stolen"]


def forged(actor, made, **details):
    """An act that says it past the service: the database's own hand answers."""
    consignment = kept.consignment_for(actor, made)
    known = {"what": "returned", "country": "", "number": "", "case": "", "items": [], "serials": []}
    return RECORDER.record(actor, "consignment", "diverted", consignment, details={**known, **details})


def test_the_database_refuses_what_the_consignment_does_not_bear(left, heidi):
    made, _boxes, _guns = left
    other = packed_consignment(1, 1)[0]
    theirs, ours = (kept.items_of(kept.consignment_for(heidi, item))[0].public_id for item in (other, made))
    diverting.divert(actor=heidi, consignment_id=made, what="seized", items=[ours], number="C 8")
    case = Case.objects.get().public_id
    for details in (
        {"items": [theirs]},
        {"items": [ours, ours]},
        {},
        {"serials": ["bx-OOOO1"]},
        {"what": "sold", "items": [ours]},
        {"what": "seized", "items": [ours], "number": "C 9"},
        {"what": "seized", "items": [ours], "number": "C 8", "case": case},
        {"what": "returned", "items": [ours], "case": case},
        {"what": "stolen", "items": [ours]},
    ):
        with pytest.raises((Refused, Invalid)), transaction.atomic():
            forged(heidi, made, **details)
    forged(heidi, made, items=[ours])


def test_nothing_is_said_to_have_become_of_nothing(alice, bob, ivan, heidi):
    authorisation = an_authorisation(alice, bob, an_exporter(alice, bob, ivan), 1)
    made, (empty,) = a_consignment(ivan, authorisation)
    with pytest.raises(Invalid):
        diverting.divert(actor=heidi, consignment_id=made, what="returned", crate=empty)


def test_a_firearm_came_back_when_its_life_says_so(left, heidi, bob):
    """A report by itself takes nothing out of the figures of what has a record of its own."""
    made, _boxes, _guns = left
    item = kept.items_of(kept.consignment_for(heidi, made))[0]
    forged(heidi, made, items=[item.public_id])
    assert sum(row.number for row in figures.exits(bob, today().year)) == 4


# What verification says of it -----------------------------------------------------------------------------------------


def _fates():
    alice, heidi = cast.actor("alice"), cast.actor("heidi")
    made, (crate, _other), _guns = packed_consignment(4, 2)
    consignments.release(actor=heidi, consignment_id=made, declaration="MRN-1", left_on=today())
    diverting.divert(
        actor=heidi, consignment_id=made, what="seized", crate=crate, number="C 1", serials="ZZ 9"
    )
    diverting.divert(actor=heidi, consignment_id=made, what="stolen", serials="BX00003", number="P 1")
    diverting.divert(actor=heidi, consignment_id=made, what="returned", serials="BX00004")
    journey_diverting.divert(actor=heidi, journey_id=a_visit(alice), what="seized", arms=[2], number="C 2")


fates = filled_once(_fates)
_SAYS = (
    "UPDATE trade_event SET details = details || '{}' WHERE kind = 'diverted' AND details ->> 'what' = '{}'"
)


def test_what_became_of_pieces_is_replayed_and_an_honest_register_is_clean(fates):
    assert fates.says(of=("trade", "acts")) == []


@pytest.mark.parametrize(
    "forgery",
    [
        _SAYS.format('{"what": "returned", "case": ""}', "seized").replace("WHERE", "WHERE record_type = 'journey' AND"),
        _SAYS.format('{"what": "seized"}', "returned"),
        _SAYS.format('{"what": "stolen"}', "returned"),
        _SAYS.format('{"items": ["T0000000000000"]}', "returned"),
        _SAYS.format('{"items": []}', "returned"),
        _SAYS.format('{"case": ""}', "seized"),
        _SAYS.format('{"number": "C 7"}', "seized"),
        _SAYS.format('{"serials": ["BX00004"]}', "seized"),
        _SAYS.format('{"serials": []}', "seized"),
        _SAYS.format('{"arms": [1, 2]}', "seized"),
        _SAYS.format('{"arms": [3]}', "seized"),
        "UPDATE trade_event SET details = details || jsonb_build_object('items', (SELECT r.details -> 'items' FROM trade_event r WHERE r.details ->> 'what' = 'returned')) WHERE details ->> 'what' = 'stolen'",
        "UPDATE recoveries_event SET changes = changes || '{\"report\": \"T0000000000000\"}' WHERE kind = 'opened'",
        "DELETE FROM recoveries_event WHERE kind = 'linked'",
        "UPDATE registry_event SET paper = '' WHERE kind = 'stolen'",
    ],
    ids=lambda text: text[-70:],
)  # fmt: skip
def test_what_became_of_pieces_is_not_changed_afterwards(fates, forgery):
    off = without_triggers("trade_event", "recoveries_event", "registry_event")
    says = fates.says("SET LOCAL session_replication_role = replica", *off, forgery, of=("trade_diverted",))
    assert any(item.startswith("not_allowed") for item in says), says
