"""What a laboratory reads of the register: what lies or lay with it, and nothing else of the compartments in which it works."""

from __future__ import annotations

import datetime as dt

import pytest

from ifar.errors import NotFound
from ifar.recoveries.custody.services import chains as custody
from ifar.recoveries.services import links
from ifar.registry.occurred import day
from ifar.registry.search.finding import search
from ifar.registry.search.matching import Question
from ifar.registry.selectors import firearm_for, firearms_page
from ifar.registry.services.events import NewEvent, record_event
from tests import cast
from tests.conftest import sign_in
from tests.factories import a_case, a_firearm, an_item

NOTHING: dict[str, list[str]] = {"page": [], "mark": [], "pattern": [], "make": []}
WHEN = day(dt.date(2026, 6, 3))


def record(actor, firearm, kind, **details):
    record_event(actor=actor, firearm=firearm, event=NewEvent(kind, details, WHEN))


@pytest.fixture
def seized(dave):
    return a_firearm(dave, "LB4471902", state="seized", identity={"category": ""}).firearm


def seen(actor):
    return {
        "page": [firearm.public_id for firearm in firearms_page(actor).items],
        "mark": [hit.firearm for hit in search(actor, Question("LB4471902")).hits],
        "pattern": [hit.firearm for hit in search(actor, Question("LB44*")).hits],
        "make": [hit.firearm for hit in search(actor, Question(make="beretta")).hits],
    }


def test_w02_a_laboratory_reads_what_lies_with_it_and_no_compartment(lina, dave, alice, seized):
    a_firearm(alice, "LB4471902")
    assert seen(lina) == NOTHING
    with pytest.raises(NotFound):
        firearm_for(lina, seized)
    with pytest.raises(NotFound):
        record(lina, seized, "noted", text="x")
    browser = sign_in("lina")
    assert browser.get(f"/firearms/{seized}/").status_code == 404
    record(dave, seized, "sent_to_forensics", seal="S-1", laboratory=lina.agency)
    assert seen(lina) == {key: [seized] for key in NOTHING}
    assert browser.get(f"/firearms/{seized}/").status_code == 200
    record(lina, seized, "noted", text="test fired")
    record(lina, seized, "forensics_returned", seal="S-2", kept_by="police", received_by=dave.agency)
    assert firearm_for(lina, seized).custody == "police", "what it examined stays open to it"


def test_w02_what_lies_with_another_laboratory_is_not_this_ones(lina, dave, seized):
    other = cast.agency("court").public_id
    record(dave, seized, "sent_to_forensics", seal="S-1", laboratory=other)
    assert seen(lina) == NOTHING


def test_w02_an_exhibit_on_its_way_to_a_laboratory_is_open_to_it(lina, dave, seized):
    item = an_item(dave, a_case(dave), "LB4471902")
    links.link_item(actor=dave, item_id=item, firearm=seized)
    custody.take_in(actor=dave, exhibit=item, place="patrol car 4", seal="S-1")
    assert seen(lina) == NOTHING
    where = {"place": "patrol car 4", "seal": "S-1"}
    custody.hand_over(actor=dave, chain_id=item, to=lina.agency, purpose="laboratory", **where)
    assert seen(lina) == {key: [seized] for key in NOTHING}
    custody.receive(actor=lina, chain_id=item, place="laboratory store", seal="S-1")
    assert firearm_for(lina, seized).state == "in_forensics"
