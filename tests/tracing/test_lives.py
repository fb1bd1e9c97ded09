"""What the life of a firearm tells of its traces, to whom, and what it never tells."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from ifar.errors import Forbidden, Refused
from ifar.registry.models import Event
from ifar.registry.occurred import UNKNOWN
from ifar.registry.selectors.duties import passed
from ifar.registry.selectors.firearms import firearm_for
from ifar.registry.services.events import NewEvent, note_trace
from ifar.tracing.services import answering, chains, requests
from ifar.tracing.services.chains import Answer
from tests import cast
from tests.factories import a_firearm
from tests.tracing.conftest import FOUND, WORDS, a_request, row, searching

pytestmark = pytest.mark.django_db
DIVERTED = Answer("diverted", FOUND, diversion="theft", source="Report 4/2021")


@pytest.fixture
def arm(db):
    return a_firearm(cast.actor("alice"), "AB71234").firearm


def told(firearm):
    found = Event.objects.filter(firearm__public_id=firearm, kind__startswith="trace_").order_by("n")
    return [(one.kind, one.details) for one in found]


def test_a_trace_stands_in_the_life_of_its_firearm_by_its_number_alone(erin, arm):
    found = searching(erin, agreement="protocol")
    answering.identify(actor=erin, request=found, firearm=arm)
    answering.identify(actor=erin, request=found, firearm=arm)
    assert told(arm) == [("trace_requested", {"purpose": "criminal_investigation", "trace": found})]
    chains.note_link(actor=erin, request=found, role="dealer", said=DIVERTED)
    answering.answer(actor=erin, request=found)
    assert told(arm)[1:] == [
        ("trace_answered", {"outcome": "diversion_otherwise_identified", "trace": found})
    ]
    text = str(told(arm))
    assert "BE" not in text.replace(found, "")
    assert "T-2026" not in text


def test_what_a_ground_kept_back_stands_in_no_life(erin, arm):
    found = searching(erin)
    answering.identify(actor=erin, request=found, firearm=arm)
    chains.note_link(actor=erin, request=found, role="dealer", said=DIVERTED)
    answering.restrict(actor=erin, request=found, ground="investigation", note=WORDS)
    assert told(arm)[-1] == ("trace_answered", {"outcome": "attempted_no_result", "trace": found})


@pytest.mark.parametrize("end", ["answered", "refused"])
def test_whoever_asks_within_the_state_reads_in_no_life_which_it_is_before_the_answer(erin, heidi, arm, end):
    found = a_request(heidi, "domestic", office=erin.agency)
    answering.acknowledge(actor=erin, request=found)
    answering.search_register(actor=erin, request=found)
    answering.identify(actor=erin, request=found, firearm=arm)
    assert told(arm) == []
    if end == "answered":
        answering.answer(actor=erin, request=found)
        assert [kind for kind, _ in told(arm)] == ["trace_requested", "trace_answered"]
    else:
        answering.refuse(actor=erin, request=found, ground="investigation", note=WORDS)
        assert told(arm) == []


def test_of_a_secret_request_no_life_tells(erin, arm):
    found = searching(erin, handling="secret")
    answering.identify(actor=erin, request=found, firearm=arm)
    answering.answer(actor=erin, request=found)
    assert told(arm) == []


def test_a_withdrawal_ends_it_in_the_life_too(erin, arm):
    found = searching(erin)
    answering.identify(actor=erin, request=found, firearm=arm)
    requests.withdraw(actor=erin, request=found, note="They wrote on 3 March that it was solved.")
    assert [kind for kind, _ in told(arm)] == ["trace_requested", "trace_answered"]


def test_a_settled_outcome_that_says_otherwise_is_noted(erin, dave, arm):
    found = a_request(erin, "domestic", office=erin.agency)
    for act in (answering.acknowledge, answering.search_register):
        act(actor=erin, request=found)
    answering.identify(actor=erin, request=found, firearm=arm)
    answering.answer(actor=erin, request=found)
    chains.settle(actor=erin, request=found, outcome="legitimate_owner_national")
    assert told(arm)[-1][1]["outcome"] == "legitimate_owner_national"
    assert row(found).outcome == "legitimate_owner_national"


def test_a_trader_reads_no_trace_in_the_life_of_what_is_in_the_own_book(erin, ivan, db):
    arm = a_firearm(ivan, "AB71234", state="in_stock_retail").firearm
    found = searching(erin)
    answering.identify(actor=erin, request=found, firearm=arm)
    assert [kind for kind, _ in told(arm)] == ["trace_requested"]
    assert [one.kind for one in firearm_for(ivan, arm).events.all()] == ["registered"]
    assert "trace_requested" in [one.kind for one in firearm_for(erin, arm).events.all()]


def test_the_duty_of_a_trace_is_told_by_the_desk_and_by_no_life(erin, arm):
    found = searching(erin)
    answering.identify(actor=erin, request=found, firearm=arm)
    assert passed(timezone.localdate() + dt.timedelta(days=9)) == []


def test_a_tracing_desk_notes_nothing_but_traces(erin, ivan, arm):
    with pytest.raises(Refused):
        note_trace(actor=erin, firearm=arm, event=NewEvent("noted", {"text": "seen"}, UNKNOWN))
    with pytest.raises(Forbidden):
        note_trace(actor=ivan, firearm=arm, event=NewEvent("trace_requested", {"purpose": "other"}, UNKNOWN))
