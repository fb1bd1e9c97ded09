# ruff: noqa: F811
"""At the border without a line: what a device sends is taken in once, what had passed is refused no more, and the signed extract holds what the post needs."""

from __future__ import annotations

import datetime as dt
import os
import time
import uuid
from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from ifar.documents import extracts
from ifar.documents.devices import Device
from ifar.errors import Conflict, Forbidden, Invalid, NotFound
from ifar.ledger.keys import Keyring
from ifar.matters.models import Matter
from ifar.registry.models import Firearm
from ifar.trade.consignments.services import consignments
from ifar.trade.models import Journey, Observation
from ifar.trade.services import deciding, field
from ifar.trade.services.field import Entry
from ifar.trade.services.writing import today
from tests.factories import a_person
from tests.trade import test_journeys
from tests.trade.carrying import packed_consignment
from tests.trade.test_journeys import alice, bob, heidi, law, nina  # noqa: F401

TRAVELLERS = int(os.environ.get("TRAVELLERS", "4"))
"""Travellers of a morning; `TRAVELLERS=200` measures them by hand."""


def an_entry(act, record, **said):
    return Entry(uuid.uuid4(), act, record, timezone.now(), **said)


@pytest.fixture
def paper_key():
    """The key that signs extracts, certified by the log's."""
    Keyring.at(Path(settings.IFAR_HOME)).current(settings.IFAR_LEDGER_NAME)


@pytest.fixture
def holder(alice):
    return a_person(alice, "Hana Osei")


def authorised(alice, bob, holder, serials=("RB 1", "RB 2")):
    """A journey to Denmark with rifles, under an authorisation of this State; both, and the rifles."""
    guns = test_journeys._rifles(alice, holder, serials)
    licence = test_journeys._licence(alice, bob, holder, quantity=len(serials))
    made = test_journeys._announced(alice, holder, guns, country="DK", authorisation=licence)
    return made, licence, guns


def test_an_exit_and_a_return_arrive_once_and_in_their_order(alice, bob, heidi, nina, holder):
    made, _licence, guns = authorised(alice, bob, holder)
    out, back = an_entry("exit", made, arms=[1, 2]), an_entry("return", made, arms=[2])
    first = field.take(actor=heidi, said=out, device=Device(timezone.now(), 0, None))
    assert (first.act, first.before) == ("crossed", False)
    assert field.take(actor=heidi, said=out).before
    assert field.take(actor=heidi, said=back).act == "returned"
    assert field.take(actor=heidi, said=back) == replace(field.take(actor=heidi, said=back), before=True)
    journey = Journey.objects.get(public_id=made)
    assert (journey.gone, journey.back, journey.state) == ([1, 2], [2], "under_way")
    assert [Firearm.objects.get(public_id=gun).state for gun in guns] == ["temp_exported", "held_civilian"]
    with pytest.raises(Conflict):
        field.take(actor=heidi, said=replace(out, arms=[1]))
    with pytest.raises(NotFound):
        field.take(actor=heidi, said=an_entry("exit", "T0000000000000"))
    with pytest.raises(Forbidden):
        field.take(actor=nina, said=an_entry("exit", made))


def test_what_was_let_pass_on_a_revoked_authorisation_is_not_lost(alice, bob, heidi, holder):
    """Acts of authority refuse, observations never do: the exit is an observation and a matter, once however often it is sent."""
    made, licence, guns = authorised(alice, bob, holder)
    deciding.suspend(actor=alice, authorisation_id=licence, reason="A doubt.")
    out = an_entry("exit", made, arms=[1, 2])
    arrived = field.take(actor=heidi, said=out)
    assert arrived.act == "observed"
    assert "authorisation" in arrived.why[0]
    # The same entry again is told why as well.
    again = field.take(actor=heidi, said=out)
    assert again == replace(arrived, before=True, why=again.why)
    assert arrived.why[0] in again.why[0]
    assert [matter.cause.split()[0] for matter in Matter.objects.filter(about=made)] == [
        "trade.journey_observed"
    ]
    assert Firearm.objects.get(public_id=guns[0]).state == "held_civilian"
    # What comes back of it is seen too, and another matter.
    assert field.take(actor=heidi, said=an_entry("return", made, arms=[1])).act == "observed"
    assert Matter.objects.filter(about=made).count() == 2
    assert Journey.objects.get(public_id=made).state == "announced"


def test_two_devices_that_let_one_journey_pass_end_at_a_person(alice, bob, heidi, holder):
    made, _licence, _guns = authorised(alice, bob, holder)
    assert [field.take(actor=heidi, said=an_entry("exit", made)).act for _n in range(2)] == [
        "crossed",
        "observed",
    ]
    assert Matter.objects.filter(about=made).count() == 1


def test_what_was_seen_of_a_consignment_arrives_once_at_its_own_time(heidi):
    made, (crate, _other), _guns = packed_consignment(4, 2)
    consignments.release(actor=heidi, consignment_id=made, declaration="MRN-1", left_on=today())
    seen = an_entry(
        "seen", made, crate=crate, degree="serial_read", seals=["S-1"], serials=["BX00001", "ZZ 9"]
    )
    ago = timezone.now() - dt.timedelta(hours=3)
    for _n in range(3):
        assert (
            field.take(actor=heidi, said=replace(seen, taken=ago), device=Device(timezone.now(), 0)).act
            == "recorded"
        )
    observation = Observation.objects.get()
    assert (observation.degree, observation.serials, observation.crate, observation.at) == (
        "serial_read",
        ["BX00001", "ZZ 9"],
        crate,
        ago,
    )
    assert [matter.cause.split()[0] for matter in Matter.objects.filter(about=made)] == ["trade.substituted"]
    with pytest.raises(Invalid):
        field.take(actor=heidi, said=an_entry("seen", made, degree="serial_read"))


def test_the_extract_holds_what_is_announced_packed_and_in_force_and_names_nobody(
    alice, bob, heidi, nina, holder, paper_key
):
    made, licence, guns = authorised(alice, bob, holder)
    carried, (crate, _other), pistols = packed_consignment(2, 2)
    sections = extracts.extract(actor=heidi)["payload"]["sections"]
    (crossing,) = sections["crossings"]["rows"]
    assert (crossing["id"], crossing["act"]) == (made, "exit")
    assert [(arm["n"], arm["id"], arm["may"]) for arm in crossing["arms"]] == [
        (1, guns[0], True),
        (2, guns[1], True),
    ]
    (consignment,) = sections["consignments"]["rows"]
    assert consignment["id"] == carried
    assert consignment["crates"][0] == {
        "id": crate, "number": "1", "seals": ["S-1"], "pieces": 1, "serials": ["BX00001"], "firearms": [pistols[0]],
    }  # fmt: skip
    assert {row["id"] for row in sections["authorisations"]["rows"] if row["stands"]} >= {licence}
    deciding.suspend(actor=alice, authorisation_id=licence, reason="A doubt.")
    again = extracts.extract(actor=heidi)["payload"]["sections"]
    assert licence not in {row["id"] for row in again["authorisations"]["rows"] if row["stands"]}
    assert not again["crossings"]["rows"][0]["arms"][0]["may"]
    assert "Osei" not in str(sections)
    assert holder not in str(sections)


def test_the_travellers_of_a_morning_arrive_quickly(alice, heidi, paper_key):
    """Of 20 seconds for a traveller on a phone the register takes next to nothing: the extract once, and each exit when the line is back."""
    passes = [test_journeys.ShownPaper(kind="firearms_pass", number="1")]
    made = [
        test_journeys.making.a_visit(alice, serials=(f"TV {n:04}",), papers=passes) for n in range(TRAVELLERS)
    ]
    begun = time.monotonic()
    assert len(extracts.extract(actor=heidi)["payload"]["sections"]["crossings"]["rows"]) == TRAVELLERS
    extracted, begun = time.monotonic() - begun, time.monotonic()
    assert {field.take(actor=heidi, said=an_entry("exit", item, arms=[1])).act for item in made} == {
        "crossed"
    }
    each = (time.monotonic() - begun) / TRAVELLERS
    assert extracted < 20, f"extract {extracted:.2f} s"
    assert each < 2, f"each entry {each:.3f} s"
