"""Cases and their items: entered, searched at once, linked; what the register says later; who sees what; what verification says."""

from __future__ import annotations

import pytest

from ifar.outbox import services as outbox
from ifar.recoveries import selectors
from ifar.recoveries.models import Hit
from ifar.recoveries.services import links
from ifar.registry.models import Event, Firearm, Standing
from ifar.registry.services.events import NewEvent, record_event
from tests.factories import a_case, a_firearm, an_item

pytestmark = pytest.mark.django_db


def deliver():
    while outbox.deliver():
        pass


def hits_of(actor, item):
    return [
        (one.firearm.public_id, one.how, one.verdict)
        for one in selectors.hits_for(actor).filter(item__public_id=item)
    ]


def steal(alice, firearm):
    record_event(actor=alice, firearm=firearm, event=NewEvent("stolen", {"ground": "burglary"}))


def test_an_item_is_searched_when_it_is_entered_and_its_link_goes_on_in_the_life_of_the_firearm(dave, alice):
    firearm = a_firearm(alice, "AB71234").firearm
    other = a_firearm(alice, "ZZ99999").firearm
    case = a_case(
        dave, ground="illicit_possession", location="national_territory", offences=["drug_trafficking"]
    )
    item = an_item(dave, case, "AB7I234")
    assert hits_of(dave, item) == [(firearm, "entry", "")]
    hit = Hit.objects.get()
    assert 50 <= hit.percent <= 99
    assert {one["code"] for one in hit.reasons} >= {"serial.look_alike", "make.agrees"}
    found = links.judge_hit(actor=dave, item=item, hit=hit.pk, verdict="confirmed")
    assert (found.state, found.firearm) == ("linked", firearm)
    event = Event.objects.get(pk=found.recorded)
    assert (event.kind, event.firearm.public_id) == ("seized", firearm)
    assert event.details["ground"] == "illicit_possession"
    assert event.details["exhibit"] == item
    assert Firearm.objects.get(public_id=firearm).state == "seized"
    assert Firearm.objects.get(public_id=other).state == "held_civilian"
    assert set(Standing.objects.filter(public_id__in=found.searches).values_list("closed", flat=True)) == {
        "found"
    }
