"""Must-have 17: requests in and out, what the ITI wants said, the acknowledgement and its clock, reasons for delay and refusal, chains."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace

import psycopg
import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from ifar.accounts.models import Notice
from ifar.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from ifar.outbox import services as outbox
from ifar.recoveries.models import Item
from ifar.reference.working_days import where_of
from ifar.registry.models import SavedSearch
from ifar.tracing import clock, directory, grounds, selectors
from ifar.tracing.models import Event, Step
from ifar.tracing.services import answering, chains, from_exhibit, requests, subscribers
from ifar.tracing.services.firearm_events import suggested_for
from ifar.tracing.steps import Answer
from tests import cast
from tests.factories import a_firearm, a_person
from tests.tracing.conftest import FOUND, WHOLE, WORDS, a_request, an_exhibit, came_in, row, searching
from tests.tracing.test_forged import forged, new_id

pytestmark = pytest.mark.django_db


def test_a_request_is_opened_from_an_exhibit_in_one_act(dave):
    item = an_exhibit(dave, narrative="Found under the seat of a lorry.")
    request = row(from_exhibit.open_from_item(actor=dave, item=item, country="BE"))
    assert (request.state, request.item, request.country, request.recovered_on, request.place) == (
        "draft",
        item,
        "BE",
        FOUND,
        "Harbour gate",
    )
    assert request.identity["make"] == "beretta"
    assert request.marks[0]["text"] == "AB71234"
    assert request.circumstances == "Found under the seat of a lorry."
    requests.send_request(actor=dave, request_id=request.public_id)
    assert Item.objects.get(public_id=item).tracing == "pending"
    assert row(request.public_id).due_at == clock.due(
        row(request.public_id).sent_at, "acknowledge", "routine", directory.where_answered("outgoing", "BE")
    )


def test_a_request_that_lacks_what_the_iti_wants_is_not_sent(dave):
    text = a_request(dave, sent=False, illicit=(), circumstances="car", use="")
    with pytest.raises(Invalid) as error:
        requests.send_request(actor=dave, request_id=text)
    assert {reason.field for reason in error.value.reasons} == {"illicit", "circumstances", "use"}
    requests.amend_request(actor=dave, request_id=text, said=WHOLE)
    requests.send_request(actor=dave, request_id=text)
    with pytest.raises(Refused):
        requests.amend_request(actor=dave, request_id=text, said=WHOLE)


def test_what_a_foreign_desk_did_is_noted_step_by_step(dave):
    text = a_request(dave)
    answering.acknowledge(actor=dave, request_id=text, reference="BE-1")
    answering.note_progress(actor=dave, request_id=text)
    with pytest.raises(Invalid):
        answering.answer(actor=dave, request_id=text)
    answering.answer(actor=dave, request_id=text, note="Sold to a dealer in your State in 2020.")
    request = row(text)
    assert (request.state, request.reference, request.due_at) == ("answered", "BE-1", None)
    assert request.sent_at <= request.acknowledged_at <= request.ended_at


def test_an_incoming_request_is_searched_kept_open_identified_and_answered(erin):
    arm = a_firearm(cast.actor("alice"), "AB71234").firearm
    text = searching(erin)
    assert SavedSearch.objects.filter(public_id__in=row(text).searches, kind="trace", closed="").count() == 1
    [proposal] = answering.proposals_of(erin, row(text))
    assert proposal.found.firearm == arm
    answering.identify(actor=erin, request_id=text, firearm=arm)
    shown = {verdict.datum: verdict.leaves for verdict, _value in answering.preview(erin, row(text))}
    left = answering.answer(actor=erin, request_id=text)
    assert set(left) == {datum for datum, leaves in shown.items() if leaves}
    assert left["identification"]["make"] == "beretta"
    assert row(text).state == "answered"


def test_nothing_found_stays_open_and_a_later_registration_tells_the_desk(erin):
    text = searching(erin)
    answering.find_nothing(actor=erin, request_id=text)
    a_firearm(cast.actor("alice"), "AB71234")
    while outbox.deliver():
        pass
    assert Notice.objects.filter(kind="tracing.hit", object=text).count() == 1
    assert answering.search_register(actor=erin, request_id=text)
    assert (row(text).state, row(text).ended_at) == ("searching", None)


# Grounds ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ground", grounds.GROUNDS)
def test_a_request_is_delayed_restricted_and_refused_on_each_ground_of_the_iti(erin, ground):
    text = searching(erin)
    answering.delay(actor=erin, request_id=text, ground=ground, note=WORDS)
    assert (row(text).state, row(text).ground) == ("delayed", ground)
    assert row(text).due_at is not None
    answering.resume(actor=erin, request_id=text)
    assert row(text).ground == ""
    answering.restrict(actor=erin, request_id=text, ground=ground, note=WORDS)
    assert (row(text).state, row(text).ground) == ("restricted", ground)
    other = came_in(erin)
    answering.refuse(actor=erin, request_id=other, ground=ground, note=WORDS)
    assert (row(other).state, row(other).ground, row(other).due_at) == ("refused", ground, None)


@pytest.mark.parametrize(
    ("ground", "note"), [("", WORDS), ("workload", WORDS), ("investigation", ""), ("investigation", "no")]
)
def test_a_refusal_without_a_ground_in_words_is_refused(erin, ground, note):
    text = searching(erin)
    for act in (answering.delay, answering.restrict, answering.refuse):
        with pytest.raises(Invalid):
            act(actor=erin, request_id=text, ground=ground, note=note)
    assert row(text).state == "searching"


@pytest.mark.parametrize(
    ("kind", "changes", "personal"),
    [
        ("refused", {"state": "refused", "ground": "", "due_at": None}, {"note": WORDS}),
        ("refused", {"state": "refused", "ground": "workload", "due_at": None}, {"note": WORDS}),
        ("refused", {"state": "refused", "ground": "investigation", "due_at": None}, {}),
        ("delayed", {"state": "delayed", "ground": ""}, {"note": WORDS}),
        ("answered", {"state": "answered", "due_at": None, "ground": "investigation"}, {}),
        ("answered", {"state": "answered"}, {}),
        ("settled", {"state": "searching", "outcome": "pending", "outcome_on": "2026-03-01"}, {}),
        ("sent", {"state": "sent"}, {}),
        ("identified", {"state": "searching", "firearm": "F0000000000000"}, {}),
    ],
)
def test_the_database_refuses_what_the_services_would(erin, kind, changes, personal):
    text = searching(erin)
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        forged(erin, "request", kind, changes, personal, one=row(text))
    assert isinstance(error.value.__cause__, psycopg.errors.CheckViolation), error.value
    assert row(text).state == "searching"


def test_the_database_refuses_another_offices_answer(erin, heidi):
    text = searching(erin)
    with pytest.raises(IntegrityError, match="other_office") as error, transaction.atomic():
        forged(heidi, "request", "not_found", {"state": "not_found", "due_at": None}, one=row(text))
    assert isinstance(error.value.__cause__, psycopg.errors.CheckViolation)


# Whose it is ------------------------------------------------------------------------------------------------------------


def test_another_office_does_not_see_it(dave, heidi):
    text = a_request(dave)
    with pytest.raises(NotFound):
        selectors.request_for(heidi, text)
    assert selectors.count_waiting(heidi) == 0
    assert not selectors.requests_for(heidi).exists()


def test_between_offices_who_answers_is_not_who_asked(dave, erin, heidi):
    customs, police = cast.agency("customs"), cast.agency("harbour")
    text = a_request(heidi, "domestic", office=police.public_id)
    assert Notice.objects.filter(kind="tracing.came_in", object=text, agency_id=police.pk).exists()
    with pytest.raises(Forbidden):
        requests.amend_request(actor=erin, request_id=text, said=WHOLE)
    answering.acknowledge(actor=erin, request_id=text)
    assert Notice.objects.filter(kind="tracing.word", object=text, agency_id=customs.pk).exists()
    with pytest.raises(Forbidden):
        answering.search_register(actor=dave, request_id=text)
    with pytest.raises(Forbidden):
        chains.settle(actor=erin, request_id=text, outcome="pending")
    chains.settle(actor=heidi, request_id=text, outcome="pending")
    requests.message(actor=erin, request_id=text, text="Which calibre is stamped on the slide?")
    assert Notice.objects.filter(kind="tracing.message", object=text, agency_id=customs.pk).exists()


def test_two_who_answer_at_once_meet_a_conflict(erin):
    text = searching(erin)
    n = row(text).n
    answering.find_nothing(actor=erin, request_id=text, expected_n=n)
    with pytest.raises(Conflict):
        answering.resume(actor=erin, request_id=text, expected_n=n)


def test_what_is_personal_stands_nowhere_in_the_log(erin):
    result = searching(
        erin, circumstances="Found at the house of Amina Diallo.", justification="Order of judge Obi."
    )
    answering.refuse(
        actor=erin, request_id=result, ground="no_assurance", note="They published the last answer of ours."
    )
    requests.message(actor=erin, request_id=result, text="Please ask Wei Zhang.")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT string_agg(convert_from(canonical, 'UTF8'), ' ') FROM ledger_entry WHERE object = %s",
            [result],
        )
        text = cursor.fetchone()[0]
        cursor.execute("SELECT string_agg(payload::text, ' ') FROM outbox_message")
        text += cursor.fetchone()[0] or ""
    text += json.dumps(list(Notice.objects.values_list("params", flat=True)))
    for word in ("Amina", "Obi", "published", "Zhang"):
        assert word not in text


# The chain and the dealer -----------------------------------------------------------------------------------------------


def test_a_dealer_answers_from_its_own_book_within_its_clock(erin, ivan):
    text = searching(erin)
    asked = chains.ask_trader(actor=erin, request_id=text, trader=ivan.agency)
    assert Notice.objects.filter(kind="tracing.question", object=asked, agency_id=ivan.agency_id).exists()
    step = selectors.question_for(ivan, asked)
    assert step.due_at - step.asked_at.replace(microsecond=0) == dt.timedelta(hours=24)
    with pytest.raises(Refused):
        chains.give_up(actor=erin, step_id=asked, failure="no_answer")
    answer = Answer(
        "passed_on", dt.date(2021, 2, 28), "holder", source="Book 3, page 17", described={"name": "Wei Zhang"}
    )
    chains.answer_question(actor=ivan, step_id=asked, said=answer)
    assert Notice.objects.filter(kind="tracing.answered", object=text).exists()
    with pytest.raises(Refused):
        chains.answer_question(actor=ivan, step_id=asked, said=answer)
    [link] = selectors.steps_of(row(text))
    assert (link.state, link.to_role, link.described) == ("answered", "holder", {"name": "Wei Zhang"})


def test_a_dealer_sees_only_what_its_own_book_is_asked(erin, ivan):
    asked = chains.ask_trader(
        actor=erin, request_id=searching(erin), trader=cast.agency("works").public_id, role="maker"
    )
    with pytest.raises(NotFound):
        selectors.question_for(ivan, asked)
    assert not selectors.questions_for(ivan).exists()
    assert not selectors.requests_for(ivan).exists()


def test_the_database_lets_nobody_else_answer_for_a_dealer(erin, ivan):
    asked = chains.ask_trader(actor=erin, request_id=searching(erin), trader=ivan.agency)
    step = Step.objects.get(public_id=asked)
    changes = {"state": "answered", **Answer("kept").columns()}
    with pytest.raises(IntegrityError, match="other_office"), transaction.atomic():
        forged(erin, "step", "answered", changes, one=step)


def test_of_a_question_past_its_day_the_trader_and_the_desk_hear(erin, ivan):
    text = searching(erin)
    chains.ask_trader(actor=erin, request_id=text, trader=ivan.agency)
    assert subscribers.remind(timezone.now() + dt.timedelta(hours=25)) >= 1
    assert Notice.objects.filter(kind="tracing.question_late", agency_id=ivan.agency_id).count() == 1
    assert (
        Notice.objects.filter(kind="tracing.trader_late", object=text, agency_id=erin.agency_id).count() == 1
    )


def test_a_chain_of_four_links_leads_to_the_point_of_diversion_and_the_outcome(dave, erin, ivan):
    """Must-have 19: the outcome of the chain is that of the exhibit, from which returns are computed."""
    item = an_exhibit(erin)
    text = from_exhibit.open_from_item(actor=erin, item=item, direction="domestic")
    requests.send_request(actor=erin, request_id=text)
    answering.acknowledge(actor=erin, request_id=text)
    answering.search_register(actor=erin, request_id=text)
    chains.note_link(
        actor=erin,
        request_id=text,
        role="maker",
        country="IT",
        said=Answer("passed_on", dt.date(2020, 1, 2), "importer", source="Works, 17"),
    )
    chains.note_link(
        actor=erin,
        request_id=text,
        role="importer",
        said=Answer("passed_on", dt.date(2020, 6, 1), "dealer", to_whom=ivan.agency, source="Licence 9"),
    )
    asked = chains.ask_trader(actor=erin, request_id=text, trader=ivan.agency)
    buyer = a_person(cast.actor("alice"), "Wei Zhang")
    chains.answer_question(
        actor=ivan, step_id=asked, said=Answer("passed_on", dt.date(2021, 2, 28), "holder")
    )
    chains.note_link(
        actor=erin,
        request_id=text,
        role="holder",
        said=Answer("diverted", dt.date(2023, 5, 1), diversion="theft", to_whom=buyer, source="Report 3"),
    )
    chain = selectors.chain_of(selectors.steps_of(row(text)))
    assert (chain.reached, chain.sold_on, chain.diversion.diversion) == (
        "holder",
        dt.date(2021, 2, 28),
        "theft",
    )
    assert chain.doubts == ()
    assert suggested_for(row(text), chain) == "illegitimate_owner_national", (
        "a theft is known before it is answered"
    )
    answering.answer(actor=erin, request_id=text)
    suggested = suggested_for(row(text), chain)
    assert suggested == "illegitimate_owner_national"
    with pytest.raises(Invalid):
        chains.settle(actor=erin, request_id=text, outcome="attempted_no_result")
    chains.settle(actor=erin, request_id=text, outcome=suggested)
    assert Item.objects.get(public_id=item).tracing == suggested
    assert (row(text).outcome, row(text).outcome_on) == (suggested, timezone.localdate())


def test_a_request_follows_on_another(dave):
    first = a_request(dave)
    second = a_request(dave, parent=first, country="IT")
    assert [follower.public_id for follower in selectors.followers_of(dave, row(first))] == [second]
    with pytest.raises(Invalid):
        a_request(dave, parent=new_id())
    draft = a_request(dave, sent=False)
    with pytest.raises(Refused):
        requests.amend_request(actor=dave, request_id=draft, said=replace(WHOLE, parent=draft))


# Clocks -----------------------------------------------------------------------------------------------------------------


def test_a_desk_is_reminded_once_for_each_day_of_the_clock(erin):
    came = came_in(erin)
    due = row(came).due_at
    days = clock.reminders(due, where_of("XX"))
    moments = [dt.datetime.combine(day, dt.time(9), dt.UTC) for day in days[:3]]
    for at in moments:
        subscribers.remind(at)
        subscribers.remind(at)
    assert Notice.objects.filter(kind="tracing.due", object=came).count() == 3
    answering.refuse(actor=erin, request_id=came, ground="investigation", note=WORDS)
    subscribers.remind(due + dt.timedelta(days=60))
    assert Notice.objects.filter(kind="tracing.due", object=came).count() == 3


def test_each_act_is_an_entry_of_its_own(erin):
    text = searching(erin)
    kinds = list(Event.objects.filter(subject=text).order_by("n").values_list("kind", flat=True))
    assert kinds == ["received", "acknowledged", "searched"]


# What leaves ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("agreement", "left"),
    [("iti", False), ("protocol", False), ("bilateral", True), ("mla", True)],
)
def test_who_the_last_holder_is_leaves_only_under_an_agreement_that_covers_it(erin, ivan, agreement, left):
    text = searching(erin, agreement=agreement)
    asked = chains.ask_trader(actor=erin, request_id=text, trader=ivan.agency)
    answer = Answer("passed_on", dt.date(2021, 2, 28), "holder", described={"name": "Wei Zhang"})
    chains.answer_question(actor=ivan, step_id=asked, said=answer)
    answered = answering.answer(actor=erin, request_id=text)
    assert ("last_holder" in answered) is left
    assert ("Wei Zhang" in json.dumps(answered)) is left
    assert ("trade_chain" in answered) is (agreement != "iti")
    event = Event.objects.get(subject=text, kind="answered")
    assert ("last_holder" in event.details["held"]) is not left


def test_a_ground_holds_back_what_the_agreement_would_let_leave(erin, ivan):
    text = searching(erin, agreement="mla")
    asked = chains.ask_trader(actor=erin, request_id=text, trader=ivan.agency)
    chains.answer_question(
        actor=ivan, step_id=asked, said=Answer("diverted", dt.date(2023, 5, 1), diversion="theft")
    )
    left = answering.restrict(actor=erin, request_id=text, ground="investigation", note=WORDS)
    assert "point_of_diversion" not in left
    assert "trade_chain" not in left
