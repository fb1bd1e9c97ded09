"""What the life of a firearm tells of its traces, to whom, and what it never tells."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.utils import timezone

from ifar.errors import Forbidden, Refused
from ifar.registry.models import Event
from ifar.registry.occurred import UNKNOWN, day
from ifar.registry.selectors.duties import passed
from ifar.registry.selectors.firearms import firearm_for
from ifar.registry.services.events import NewEvent, note_trace, record_event
from ifar.tracing import chain_of_ownership
from ifar.tracing.models import Step
from ifar.tracing.services import answering, chains, requests
from ifar.tracing.steps import Answer
from tests import cast
from tests.factories import a_firearm
from tests.tracing.conftest import FOUND, WORDS, a_request, an_exhibit, row, searching

pytestmark = pytest.mark.django_db
DIVERTED = Answer("diverted", FOUND, diversion="theft", source="Report 4/2021")


@pytest.fixture
def arm(db):
    return a_firearm(cast.actor("alice"), "AB71234").firearm


def told(firearm):
    events = Event.objects.filter(firearm__public_id=firearm, kind__startswith="trace_").order_by("n")
    return [(event.kind, event.details) for event in events]


def test_a_trace_stands_in_the_life_of_its_firearm_by_its_number_alone(erin, arm):
    result = searching(erin, agreement="protocol")
    answering.identify(actor=erin, request_id=result, firearm=arm)
    answering.identify(actor=erin, request_id=result, firearm=arm)
    assert told(arm) == [("trace_requested", {"purpose": "criminal_investigation", "trace": result})]
    chains.note_link(actor=erin, request_id=result, role="dealer", said=DIVERTED)
    answering.answer(actor=erin, request_id=result)
    assert told(arm)[1:] == [
        ("trace_answered", {"outcome": "diversion_otherwise_identified", "trace": result})
    ]
    text = str(told(arm))
    assert "BE" not in text.replace(result, "")
    assert "T-2026" not in text


def test_what_a_ground_kept_back_stands_in_no_life(erin, arm):
    text = searching(erin)
    answering.identify(actor=erin, request_id=text, firearm=arm)
    chains.note_link(actor=erin, request_id=text, role="dealer", said=DIVERTED)
    answering.restrict(actor=erin, request_id=text, ground="investigation", note=WORDS)
    assert told(arm)[-1] == ("trace_answered", {"outcome": "attempted_no_result", "trace": text})


@pytest.mark.parametrize("end", ["answered", "refused"])
def test_whoever_asks_within_the_state_reads_in_no_life_which_it_is_before_the_answer(erin, heidi, arm, end):
    text = a_request(heidi, "domestic", office=erin.agency)
    answering.acknowledge(actor=erin, request_id=text)
    answering.search_register(actor=erin, request_id=text)
    answering.identify(actor=erin, request_id=text, firearm=arm)
    assert told(arm) == []
    if end == "answered":
        answering.answer(actor=erin, request_id=text)
        assert [kind for kind, _ in told(arm)] == ["trace_requested", "trace_answered"]
    else:
        answering.refuse(actor=erin, request_id=text, ground="investigation", note=WORDS)
        assert told(arm) == []


def test_of_a_secret_request_no_life_tells(erin, arm):
    text = searching(erin, handling="secret")
    answering.identify(actor=erin, request_id=text, firearm=arm)
    answering.answer(actor=erin, request_id=text)
    assert told(arm) == []


def test_a_withdrawal_ends_it_in_the_life_too(erin, arm):
    text = searching(erin)
    answering.identify(actor=erin, request_id=text, firearm=arm)
    requests.withdraw(actor=erin, request_id=text, note="They wrote on 3 March that it was solved.")
    assert [kind for kind, _ in told(arm)] == ["trace_requested", "trace_answered"]


def test_a_settled_outcome_that_says_otherwise_is_noted(erin, dave, arm):
    text = a_request(erin, "domestic", item=an_exhibit(erin, "CD98765"))
    for act in (answering.acknowledge, answering.search_register):
        act(actor=erin, request_id=text)
    answering.identify(actor=erin, request_id=text, firearm=arm)
    answering.answer(actor=erin, request_id=text)
    chains.settle(actor=erin, request_id=text, outcome="legitimate_owner_national")
    assert told(arm)[-1][1]["outcome"] == "legitimate_owner_national"
    assert row(text).outcome == "legitimate_owner_national"


def test_a_trader_reads_no_trace_in_the_life_of_what_is_in_the_own_book(erin, ivan, db):
    arm = a_firearm(ivan, "AB71234", state="in_stock_retail").firearm
    text = searching(erin)
    answering.identify(actor=erin, request_id=text, firearm=arm)
    assert [kind for kind, _ in told(arm)] == ["trace_requested"]
    assert [event.kind for event in firearm_for(ivan, arm).events.all()] == ["registered"]
    assert "trace_requested" in [event.kind for event in firearm_for(erin, arm).events.all()]


def test_the_duty_of_a_trace_is_told_by_the_desk_and_by_no_life(erin, arm):
    text = searching(erin)
    answering.identify(actor=erin, request_id=text, firearm=arm)
    assert passed(timezone.localdate() + dt.timedelta(days=9)) == []


def test_a_tracing_desk_notes_nothing_but_traces(erin, ivan, arm):
    with pytest.raises(Refused):
        note_trace(actor=erin, firearm=arm, event=NewEvent("noted", {"text": "seen"}, UNKNOWN))
    with pytest.raises(Forbidden):
        note_trace(actor=ivan, firearm=arm, event=NewEvent("trace_requested", {"purpose": "other"}, UNKNOWN))


def an_event(n, kind, on, **details):
    occurred = day(dt.date.fromisoformat(on))
    return Event(
        id=uuid.UUID(int=n),
        n=n,
        kind=kind,
        occurred_from=occurred.start,
        precision="day",
        zone=occurred.zone,
        details=details,
    )


LIFE = [
    an_event(1, "imported", "2007-03-01", owner_kind="importer", owner="A1"),
    an_event(2, "wholesale_transferred", "2008-01-02", owner_kind="retailer", owner="A2"),
    an_event(3, "wholesale_transferred", "2008-01-03", owner_kind="retailer", owner="A9"),
    an_event(4, "annulled", "2008-01-04", event=str(uuid.UUID(int=3))),
    an_event(5, "retail_sold", "2008-07-02", owner_kind="private", owner="P1"),
    an_event(6, "stolen", "2020-05-06"),
]


def test_a_life_tells_its_links_and_what_was_annulled_tells_none():
    results = chain_of_ownership.links_of(LIFE)
    assert [(item.role, item.who, item.to_role, item.to_whom, item.diversion) for item in results] == [
        ("importer", "A1", "dealer", "A2", ""),
        ("dealer", "A2", "holder", "P1", ""),
        ("holder", "P1", "", "", "theft"),
    ]
    assert results[1].on == dt.date(2008, 7, 2)


@pytest.mark.parametrize(
    ("said", "doubts"),
    [
        ({}, []),
        ({"asked": "A2", "to_whom": "P1", "on": dt.date(2008, 7, 2)}, []),
        ({"on": dt.date(2009, 7, 2)}, [("life_day", "2008-07-02")]),
        ({"asked": "A7", "to_whom": "P2"}, [("life_who", "Mane"), ("life_next", "Amina Diallo")]),
        ({"role": "importer", "asked": "A1"}, [("life_who", "Mane")]),
        ({"described": {"name": "amina  DIALLO"}}, []),
        ({"described": {"name": "Wei Zhang"}}, [("life_next", "Amina Diallo")]),
    ],
)
def test_a_link_that_contradicts_the_register_says_so_with_what_the_register_says(said, doubts):
    link = Step(
        **{
            "line": 1,
            "state": "answered",
            "role": "dealer",
            "result": "passed_on",
            "to_role": "holder",
            **said,
        }
    )
    againsts = chain_of_ownership.against(
        [link], chain_of_ownership.links_of(LIFE), {"A2": "Mane", "P1": "Amina Diallo"}
    )
    assert [(against.doubt, against.said) for against in againsts] == doubts


def test_the_links_of_a_life_are_taken_in_one_act_and_a_claim_beside_them_is_doubted(erin, ivan, signed_in):
    arm = a_firearm(
        cast.actor("alice"), "AB71234", state="in_stock_retail", owner_kind="retailer", owner=ivan.agency
    )
    record_event(
        actor=ivan,
        firearm=arm.firearm,
        event=NewEvent(
            "retail_sold",
            {"owner_kind": "state", "owner": erin.agency},
            occurred=day(dt.date(2020, 5, 6)),
        ),
    )
    text = searching(erin)
    answering.identify(actor=erin, request_id=text, firearm=arm.firearm)
    browser = signed_in("erin")
    assert "Take the links from its life in the register" in browser.get(f"/tracing/{text}/").content.decode()
    browser.post(f"/tracing/{text}/from-register/")
    [link] = Step.objects.filter(request__public_id=text)
    assert (link.role, link.to_role, link.on, link.source) == (
        "dealer",
        "holder",
        dt.date(2020, 5, 6),
        "the register",
    )
    with pytest.raises(Refused):
        chains.take_from_life(actor=erin, request_id=text)
    answer = Answer(
        "passed_on", dt.date(2021, 2, 28), "holder", described={"name": "Wei Zhang"}, source="Letter 3"
    )
    chains.note_link(actor=erin, request_id=text, role="dealer", said=answer)
    for address in ("", "answer/"):
        page = browser.get(f"/tracing/{text}/{address}").content.decode()
        assert "The register says another day: \u20686 May 2020\u2069" in page, address
