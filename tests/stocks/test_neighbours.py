"""What another unit is told of an arm in a unit's stock, and may record of it: no more than of a compartment that is closed to it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ifar.errors import NotFound
from ifar.registry.alerts.services.restricted_hits import ask_elsewhere
from ifar.registry.models import Event
from ifar.registry.search.finding import search
from ifar.registry.search.matching import Question
from ifar.registry.selectors import firearm_for
from ifar.registry.services import events, proposals
from ifar.registry.services.events import NewEvent
from ifar.rights import SEES
from tests import cast
from tests.conftest import sign_in
from tests.stocks.making import a_counter, issued, works_at
from tests.trade.despatching import acting_at, an_office

pytestmark = pytest.mark.django_db

ACTS = {
    "lost": {"ground": "loss"},
    "stolen": {"taken_from": "dwelling"},
    "deactivated": {"certificate": "D-1"},
    "state_stock_transferred": {"order": "SO-9"},
    "blocked": {"reason": "marks_in_doubt"},
}
TWO_PEOPLE = ("re_marked", "written_off", "corrected", "sold_to_civilians")
JSON = "application/json"


def test_a_unit_sees_and_records_nothing_of_an_arm_in_another_units_stock():
    at = a_counter()
    river = an_office("police", "River Police Station", above="police")
    works_at("quentin", "officer_in_charge", cast.agency("police"))
    heidi, arm = works_at("heidi", "officer_in_charge", river), at.arms[0]
    neighbour, above = sign_in("heidi"), sign_in("quentin")
    addresses = (f"/firearms/{arm}/", f"/firearms/{arm}/record/", f"/api/firearms/{arm}")
    assert [above.get(address).status_code for address in addresses] == [200] * 3
    assert [neighbour.get(address).status_code for address in addresses] == [404] * 3
    assert arm in above.get("/api/firearms").content.decode()
    assert arm not in neighbour.get("/api/firearms").content.decode()
    for browser, is_seen in ((above, True), (neighbour, False)):
        answer = browser.post("/api/search", {"serial": "HB00001"}, content_type=JSON)
        assert (answer.status_code, arm in answer.content.decode()) == (200, is_seen)
    before = Event.objects.filter(firearm__public_id=arm).count()
    for kind, details in ACTS.items():
        said = {"kind": kind, "details": details}
        answer = neighbour.post(f"/api/firearms/{arm}/events", said, content_type=JSON)
        assert answer.status_code == 404, (kind, answer.content)
        assert neighbour.get(f"/firearms/{arm}/record/?kind={kind}").status_code == 404
        with pytest.raises(NotFound):
            events.record_event(actor=heidi, firearm=arm, event=NewEvent(kind, details))
    for kind in TWO_PEOPLE:
        with pytest.raises(NotFound):
            proposals.propose_event(actor=heidi, firearm=arm, event=NewEvent(kind), reason="Ours.")
    assert Event.objects.filter(firearm__public_id=arm).count() == before
    # Of the own stock nothing is closed, nor of what is lent: the unit that has it in hand sees it.
    issued(at, [arm], kind="loan", officer="", unit=river.public_id, order="SO-9", rounds={})
    assert neighbour.get(addresses[0]).status_code == 200


def test_what_another_unit_did_not_miss_yet_is_taken_in_and_what_it_lost_is_a_hit():
    at = a_counter()
    river = an_office("police", "River Police Station", above="police")
    erin = replace(
        acting_at(river, "police_officer", "erin"),
        compartments=SEES["police"],
        purpose=cast.actor("erin").purpose,
    )
    stolen, unmissed = at.arms
    assert ask_elsewhere(actor=erin, question=Question("HB00002")).ask
    assert not ask_elsewhere(actor=erin, question=Question("HB77777")).ask
    seized = NewEvent("seized", {"ground": "illicit_trafficking", "offences": ["drug_trafficking"]})
    events.record_event(actor=erin, firearm=unmissed, event=seized)
    assert firearm_for(erin, unmissed).custodian == erin.agency
    events.record_event(
        actor=at.armourer, firearm=stolen, event=NewEvent("stolen", {"taken_from": "dwelling"})
    )
    assert firearm_for(erin, stolen).state == "stolen"
    assert search(erin, Question("HB00001")).hits[0].firearm == stolen
    assert "hit" in events.record_event(actor=erin, firearm=stolen, event=seized).alarms
