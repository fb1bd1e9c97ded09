"""Who ends a request or a question, and who may not: nobody in another's stead, and nobody's clock begins anew by itself."""

from __future__ import annotations

import pytest

from ifar.accounts.models import Notice
from ifar.errors import Forbidden, Invalid, Refused
from ifar.tracing.models import Step
from ifar.tracing.services import answering, chains, requests
from ifar.tracing.steps import Answer
from tests import cast
from tests.databases import Database
from tests.tracing.conftest import WORDS, a_request, came_in, row, searching


@pytest.mark.django_db
def test_only_whoever_asked_takes_a_request_back(dave, erin, heidi):
    asked = a_request(heidi, "domestic", office=erin.agency)
    for item in (dave, erin):
        with pytest.raises(Forbidden):
            requests.withdraw(actor=item, request_id=asked, note=WORDS)
    notices = Notice.objects.filter(kind="tracing.word", object=asked, agency_id=erin.agency_id)
    assert not notices.exists()
    requests.withdraw(actor=heidi, request_id=asked, note="x")
    assert row(asked).state == "withdrawn"
    assert notices.exists()


@pytest.mark.django_db
def test_what_another_state_asked_is_withdrawn_by_the_desk_in_the_words_of_that_state(dave, erin):
    came = came_in(erin)
    with pytest.raises(Forbidden):
        requests.withdraw(actor=dave, request_id=came, note=WORDS)
    with pytest.raises(Invalid):
        requests.withdraw(actor=erin, request_id=came, note="x")
    requests.withdraw(actor=erin, request_id=came, note="They wrote that the case is closed.")
    assert row(came).state == "withdrawn"


@pytest.mark.django_db
def test_with_a_request_its_questions_end(erin, ivan):
    text = searching(erin)
    asked = chains.ask_trader(actor=erin, request_id=text, trader=ivan.agency)
    requests.withdraw(actor=erin, request_id=text, note="They wrote that the case is closed.")
    step = Step.objects.get(public_id=asked)
    assert (step.state, step.failure) == ("failed", "withdrawn")
    with pytest.raises(Refused):
        chains.answer_question(actor=ivan, step_id=asked, said=Answer("kept"))


@pytest.mark.django_db
def test_a_trader_does_not_say_that_nobody_answered(erin, ivan):
    asked = chains.ask_trader(actor=erin, request_id=searching(erin), trader=ivan.agency)
    for failure in ("no_answer", "withdrawn"):
        with pytest.raises(Invalid):
            chains.find_nothing_in_book(actor=ivan, step_id=asked, failure=failure)


def test_the_desk_says_only_that_nobody_answered_and_only_once_the_time_is_over(peopled_db: Database) -> None:
    erin, ivan = cast.actor("erin"), cast.actor("ivan")
    asked = chains.ask_trader(actor=erin, request_id=searching(erin), trader=ivan.agency)
    for failure in ("out_of_business", "no_answer", "no_record"):
        with pytest.raises(Refused):
            chains.give_up(actor=erin, step_id=asked, failure=failure)
    with peopled_db.connect() as owner:
        owner.execute("ALTER TABLE tracing_step DISABLE TRIGGER projection_only")
        owner.execute("UPDATE tracing_step SET due_at = now() - interval '1 hour'")
        owner.execute("ALTER TABLE tracing_step ENABLE ALWAYS TRIGGER projection_only")
    with pytest.raises(Invalid):
        chains.give_up(actor=erin, step_id=asked, failure="no_record")
    chains.give_up(actor=erin, step_id=asked, failure="out_of_business")
    assert Step.objects.get(public_id=asked).state == "failed"


@pytest.mark.django_db
def test_a_search_and_a_delay_give_nobody_more_time(erin):
    came = came_in(erin, urgency="immediate")
    answering.acknowledge(actor=erin, request_id=came)
    until = row(came).due_at
    for _ in range(2):
        answering.search_register(actor=erin, request_id=came)
        answering.delay(actor=erin, request_id=came, ground="investigation", note=WORDS)
        assert row(came).due_at > until
        answering.resume(actor=erin, request_id=came)
        assert abs((row(came).due_at - until).total_seconds()) < 30
    assert row(came).acknowledged_at is not None


@pytest.mark.django_db
def test_who_is_told_of_a_delay_knows_that_it_came(erin):
    came = came_in(erin)
    answering.delay(actor=erin, request_id=came, ground="investigation", note=WORDS)
    answering.resume(actor=erin, request_id=came)
    assert row(came).acknowledged_at is not None


@pytest.mark.django_db
@pytest.mark.parametrize(
    "outcome", ["illegitimate_owner_foreign", "illegitimate_owner_national", "legitimate_owner_national"]
)
def test_an_outcome_that_names_an_owner_stands_on_what_somebody_said(dave, outcome):
    text = a_request(dave)
    with pytest.raises(Invalid):
        chains.settle(actor=dave, request_id=text, outcome=outcome)
    answering.acknowledge(actor=dave, request_id=text)
    answering.note_progress(actor=dave, request_id=text)
    answering.answer(actor=dave, request_id=text, note="Sold to a dealer in your State in 2020.")
    chains.settle(actor=dave, request_id=text, outcome=outcome)
    assert row(text).outcome == outcome
