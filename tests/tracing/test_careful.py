"""What tracing keeps out of the log and away from those whom it does not concern, and what nobody does alone."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace

import pytest
from django.db import connection
from django.utils import timezone
from psycopg import Cursor
from psycopg.types.json import JsonbLoader, JsonLoader

from ifar import identifiers
from ifar.errors import Forbidden, Invalid
from ifar.ledger import services as ledger
from ifar.parties import erasing
from ifar.registry.models import Firearm, SavedSearch
from ifar.tracing import disclosable_facts, disclosure, inputs, replay, selectors
from ifar.tracing.api import shapes
from ifar.tracing.models import Event, Step
from ifar.tracing.services import answering, chains, requests
from ifar.tracing.steps import Answer
from ifar.typed import is_case_number
from tests import cast
from tests.factories import a_firearm, a_person
from tests.tracing.conftest import WHOLE, a_request, row, searching

pytestmark = pytest.mark.django_db


def the_log() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(convert_from(canonical, 'UTF8'), ' ') FROM ledger_entry")
        text = cursor.fetchone()[0]
    return text + json.dumps(list(Event.objects.values_list("details", "changes")), default=str)


# Nobody gives an agreement alone ----------------------------------------------------------------------------------------


def test_what_covers_an_answer_is_what_the_directory_says_whoever_enters_the_request(erin):
    receive_request = requests.receive_request(
        actor=erin, said=replace(WHOLE, agreement="mla"), reference_number="BE-77/2026"
    )
    assert row(receive_request).agreement == "none", "the directory knows of no agreement"


def test_the_form_and_the_interface_of_what_came_in_ask_for_no_agreement(signed_in):
    page = signed_in("erin").get("/tracing/new/?direction=incoming").content.decode()
    assert 'name="agreement"' not in page
    assert "agreement" not in inputs.ReceiveRequest.model_fields


def test_an_arm_that_the_search_does_not_propose_needs_a_reason(erin):
    arm = a_firearm(cast.actor("alice"), "ZZ99999").firearm
    text = searching(erin)
    with pytest.raises(Invalid):
        answering.identify(actor=erin, request_id=text, firearm=arm)
    why = "The frame was changed; the barrel of this one was in it."
    answering.identify(actor=erin, request_id=text, firearm=arm, note=why)
    assert row(text).firearm == arm
    assert why not in the_log()


# What stands in no line of the log ----------------------------------------------------------------------------------------


def test_where_it_was_found_and_from_where_a_link_is_known_stand_beside_the_log(erin, ivan, signed_in):
    text = searching(erin, place="House of Amina Diallo")
    assert row(text).place == "House of Amina Diallo"
    asked = chains.ask_trader(actor=erin, request_id=text, trader=ivan.agency)
    sold = Answer("passed_on", dt.date(2021, 2, 28), "holder", source="Book 3, Wei Zhang")
    chains.answer_question(actor=ivan, step_id=asked, said=sold)
    noted = Answer("kept", source="Letter of Mrs Diallo")
    chains.note_link(actor=erin, request_id=text, role="holder", said=noted)
    other = chains.ask_trader(actor=erin, request_id=text, trader=ivan.agency)
    chains.find_nothing_in_book(actor=ivan, step_id=other, failure="no_record", source="Asked of Wei Zhang")
    assert {step.source for step in selectors.steps_of(row(text))} == {
        "Book 3, Wei Zhang",
        "Letter of Mrs Diallo",
        "Asked of Wei Zhang",
    }
    for name in ("Diallo", "Zhang"):
        assert name not in the_log()
    assert "Diallo" in signed_in("erin").get(f"/tracing/{text}/").content.decode()
    blind = replace(erin, purpose=None)
    message = shapes.whole(blind, row(text)).model_dump_json()
    assert "Diallo" not in message
    assert "Zhang" not in message
    with Cursor(connection.connection) as plain_cursor:
        plain_cursor.adapters.register_loader("jsonb", JsonbLoader)
        plain_cursor.adapters.register_loader("json", JsonLoader)
        assert list(replay._check(plain_cursor, None)) == []


@pytest.mark.parametrize(
    "text", ["BE-77/2026", "T-9", "2026/118", "Dossier 12/26", "No. 4 of 2026", "P-2026-17 \u00b7 3", "\u0642\u0636\u064a\u0629 12/2026"]
)  # fmt: skip
def test_a_number_of_a_case_is_one(text):
    assert is_case_number(text)


@pytest.mark.parametrize(
    "text", ["", "Wei Zhang", "Wei Zhang 3", "the case of Wei Zhang of 2026", "1" * 121, "BE\u202e1", "a@b.c 1", "BE 1\n2;"]
)  # fmt: skip
def test_a_sentence_is_no_number_of_a_case(text):
    assert not is_case_number(text)


def test_a_number_that_names_somebody_is_refused_at_every_door(erin, dave):
    with pytest.raises(Invalid):
        a_request(dave, number="Wei Zhang, the smuggler")
    with pytest.raises(Invalid):
        requests.receive_request(actor=erin, said=WHOLE, reference_number="Wei Zhang, the smuggler")
    sent = a_request(dave)
    with pytest.raises(Invalid):
        answering.acknowledge(actor=dave, request_id=sent, reference="Wei Zhang, the smuggler")
    assert row(sent).state == "sent"


@pytest.mark.parametrize("name", ["place", "circumstances", "justification"])
def test_characters_that_nobody_sees_are_refused_in_a_request(dave, name):
    with pytest.raises(Invalid):
        a_request(dave, **{name: "In the boot \u2069 of a car."})


def test_words_that_are_no_code_stand_beside_the_log(erin):
    text = searching(
        erin, identity={"type": "pistol", "calibre_raw": "the one of Wei Zhang", "calibre_status": "unknown"}
    )
    assert row(text).identity["calibre_raw"] == "the one of Wei Zhang"
    assert "Zhang" not in the_log()
    with Cursor(connection.connection) as plain_cursor:
        plain_cursor.adapters.register_loader("jsonb", JsonbLoader)
        plain_cursor.adapters.register_loader("json", JsonLoader)
        assert list(replay._check(plain_cursor, None)) == []


def test_nothing_is_compared_with_a_request_that_was_withdrawn(erin):
    text = searching(erin)
    assert SavedSearch.objects.filter(public_id__in=row(text).searches, closed="").exists()
    requests.withdraw(actor=erin, request_id=text, note="They wrote that it is solved.")
    assert not SavedSearch.objects.filter(public_id__in=row(text).searches, closed="").exists()


# Erasure ------------------------------------------------------------------------------------------------------------------


def test_an_erasure_takes_along_what_links_and_answers_say_of_a_party(erin):
    text = searching(erin, agreement="mla")
    buyer = a_person(cast.actor("alice"), "Wei Zhang")
    answer = Answer("kept", to_whom=buyer, source="Book 3", described={"name": "Wei Zhang"})
    chains.note_link(actor=erin, request_id=text, role="holder", said=answer)
    answering.answer(actor=erin, request_id=text)
    assert {field for _entry, field in erasing.values_elsewhere(buyer)} >= {"described", "source", "answer"}
    other = a_person(cast.actor("alice"), "Amina Diallo")
    assert not [item for item in erasing.values_elsewhere(other) if item[1] in ("described", "answer")]


# Stocks of the State ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kept", [{"custody": "store"}, {"national_security": True}])
def test_of_what_the_state_keeps_only_the_marks_that_were_asked_about_are_told(erin, ivan, monkeypatch, kept):
    arm = a_firearm(cast.actor("alice"), "AB71234").firearm
    text = searching(erin, agreement="bilateral")
    answering.identify(actor=erin, request_id=text, firearm=arm)

    def stock(actor, request):
        firearm = Firearm.objects.get(public_id=request.firearm)
        for name, value in kept.items():
            setattr(firearm, name, value)
        return firearm

    monkeypatch.setattr(disclosable_facts, "firearm_of", stock)
    asked = chains.ask_trader(actor=erin, request_id=text, trader=ivan.agency)
    sold = Answer("passed_on", dt.date(2021, 2, 28), "holder")
    chains.answer_question(actor=ivan, step_id=asked, said=sold)
    shown = {verdict.datum: verdict.why for verdict, _value in answering.preview(erin, row(text))}
    assert shown["status"] == "agreement"
    left = answering.answer(actor=erin, request_id=text)
    assert left == {"identification": {"marks": [{"kind": "serial", "text": "AB71234"}]}}


def test_whoever_may_learn_of_stocks_learns_the_rest_by_its_own_rule():
    facts = {"state_stock": "store", "status": "active", "officials": "x"}
    assert set(disclosure.leaves(facts, ground="", agreement="mla")) == {"state_stock", "status"}
    assert disclosure.leaves(facts, ground="", agreement="bilateral") == {}


# Rights -------------------------------------------------------------------------------------------------------------------


def test_only_who_answers_asks_traders(dave, erin, ivan):
    text = searching(erin)
    with pytest.raises(Forbidden):
        chains.ask_trader(actor=dave, request_id=text, trader=ivan.agency)
    assert not Step.objects.exists()


def test_within_this_state_nobody_writes_anothers_words(erin, heidi):
    text = a_request(heidi, "domestic", office=cast.agency("harbour").public_id)
    for actor in (erin, heidi):
        with pytest.raises(Invalid):
            requests.message(actor=actor, request_id=text, text="They agreed.", way="in")
        requests.message(actor=actor, request_id=text, text="Which calibre?")


@pytest.mark.parametrize("name", ["ivans", "armoury", "court"])
def test_a_request_within_this_state_goes_to_an_office_that_can_answer(heidi, name):
    with pytest.raises(Invalid):
        a_request(heidi, "domestic", office=cast.agency(name).public_id)


# The log of what left -----------------------------------------------------------------------------------------------------


def test_the_log_of_what_left_is_narrowed_before_it_is_cut(erin, monkeypatch):
    arm = a_firearm(cast.actor("alice"), "AB71234").firearm

    def answered() -> str:
        text = searching(erin)
        answering.identify(actor=erin, request_id=text, firearm=arm)
        answering.answer(actor=erin, request_id=text)
        return text

    first = answered()
    between, today = ledger.now(), timezone.localdate()
    answered()
    answered()
    assert len(selectors.left_for(erin, today, today)) == 3
    # As if the day had ended after the first: the log's clock is the database's, and no entry is dated back.
    monkeypatch.setattr(
        selectors, "_midnight", lambda day: between if day > today else between - dt.timedelta(days=1)
    )
    assert [left.request for left in selectors.left_for(erin, today, today, most=1)] == [first]


# The dealer's screen ------------------------------------------------------------------------------------------------------


def test_a_dealer_does_not_learn_whether_a_person_is_in_the_register(erin, ivan):
    text = searching(erin)
    buyer = a_person(cast.actor("alice"), "Wei Zhang")
    for number in (buyer, identifiers.new("P", bytes)):
        asked = chains.ask_trader(actor=erin, request_id=text, trader=ivan.agency)
        sold = Answer("passed_on", dt.date(2021, 2, 28), "holder", to_whom=number)
        chains.answer_question(actor=ivan, step_id=asked, said=sold)
        step = Step.objects.get(public_id=asked)
        assert (step.state, step.to_whom, step.described) == ("answered", "", {"document": number})


def test_a_dealer_is_told_of_marks_what_to_look_for_and_nothing_else(erin, ivan):
    mark = {
        "kind": "serial",
        "text": "AB71234",
        "place": "frame",
        "confidence": "sure",
        "condition": "altered",
    }
    text = searching(erin, marks=(mark,))
    asked = chains.ask_trader(actor=erin, request_id=text, trader=ivan.agency)
    values = shapes.question_of(Step.objects.select_related("request").get(public_id=asked)).model_dump()
    assert values["marks"] == [{"kind": "serial", "text": "AB71234", "text_status": "known"}]


def test_changing_a_draft_keeps_its_photographs(heidi):
    text = a_request(heidi, sent=False, photos=("a" * 64,))
    requests.amend_request(
        actor=heidi,
        request_id=text,
        said=requests.content_of_input(inputs.AmendRequest(number="T-1", country="BE")),
    )
    assert row(text).photos == ["a" * 64]
