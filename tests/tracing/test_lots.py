"""A lot of ammunition: looked for by what is read of it, traced by quantity through all the requests about it."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from ifar.errors import Invalid
from ifar.tracing import lots, steps
from ifar.tracing.models import Step
from ifar.tracing.services import answering, chains
from ifar.tracing.steps import Answer
from tests.tracing.conftest import a_request, row, searching
from tests.tracing.test_forged import forged

LOT = {"headstamp": "KW 71", "lot": "L-2019/44", "calibre": "7.62x39", "packaging": "Crate 9, red"}
ROUNDS = {"thing": "ammunition", "identity": {}, "marks": (), "lot": LOT}


def passed(quantity, on, to="dealer", **more):
    return Answer("passed_on", on, to, source="Book 7", quantity=quantity, **more)


@pytest.mark.parametrize(
    ("before", "after", "doubts"),
    [(5000, 5000, ()), (5000, 200, ()), (200, 5000, ((2, "more"),)), (None, 5000, ()), (5000, None, ())],
)
def test_a_lot_is_split_on_its_way_and_never_grows(before, after, doubts):
    links = [
        steps.Step(1, "maker", "answered", result="passed_on", to_role="dealer", quantity=before),
        steps.Step(2, "dealer", "answered", result="passed_on", to_role="holder", quantity=after),
    ]
    assert steps.followed(links).doubts == doubts


@pytest.mark.django_db
def test_the_path_of_a_lot_goes_through_all_requests_about_it(erin, dave, ivan):
    first, second = searching(erin, **ROUNDS), searching(erin, **ROUNDS)
    other = searching(erin, **{**ROUNDS, "lot": {**LOT, "lot": "M-1"}})
    chains.note_link(
        actor=erin,
        request_id=first,
        role="maker",
        country="BE",
        said=passed(50_000, dt.date(2019, 3, 1), "importer"),
    )
    asked = chains.ask_trader(actor=erin, request_id=first, trader=ivan.agency)
    chains.answer_question(actor=ivan, step_id=asked, said=passed(2_000, dt.date(2021, 5, 1), "holder"))
    stolen = Answer("diverted", dt.date(2020, 8, 9), diversion="theft", source="Report 3", quantity=400)
    chains.note_link(actor=erin, request_id=second, role="importer", said=stolen)
    chains.note_link(actor=erin, request_id=other, role="maker", said=passed(9, dt.date(2018, 1, 1)))
    path = lots.path_of(erin, {"headstamp": "kw71", "lot": "L2019"})
    assert {request.public_id for request in path.requests} == {first, second}
    assert [(stretch.link.role, stretch.link.quantity) for stretch in path.stretches] == [
        ("maker", 50_000),
        ("importer", 400),
        ("dealer", 2_000),
    ]
    assert (path.most, path.diverted, path.unsaid) == (50_000, 400, 0), (
        "rounds that are named again are not added up"
    )
    assert lots.path_of(dave, {"lot": "L-2019/44"}).diverted == 400, "the same office"
    assert [request.public_id for request in lots.path_of(erin, {"packaging": "crate 9"}).requests] == [
        other,
        second,
        first,
    ]
    assert lots.path_of(erin, {"calibre": "9x19"}).requests == []
    assert lots.path_of(erin, {"lot": " -/ "}).requests == ()


@pytest.mark.django_db
def test_whoever_asked_within_the_state_reads_of_a_lot_what_was_answered(erin, heidi):
    text = a_request(heidi, "domestic", office=erin.agency, **ROUNDS)
    answering.acknowledge(actor=erin, request_id=text)
    answering.search_register(actor=erin, request_id=text)
    chains.note_link(
        actor=erin, request_id=text, role="dealer", said=passed(100, dt.date(2020, 1, 1), "holder")
    )
    assert lots.path_of(heidi, LOT).stretches == []
    answering.answer(actor=erin, request_id=text)
    assert [stretch.link.quantity for stretch in lots.path_of(heidi, LOT).stretches] == [100]


@pytest.mark.django_db
def test_rounds_are_counted_of_ammunition_only(erin):
    arm = searching(erin)
    with pytest.raises(Invalid):
        chains.note_link(actor=erin, request_id=arm, role="maker", said=passed(5, dt.date(2020, 1, 1)))
    ammunition = searching(erin, **ROUNDS)
    with pytest.raises(Invalid):
        chains.note_link(actor=erin, request_id=ammunition, role="maker", said=passed(0, dt.date(2020, 1, 1)))
    asked = chains.note_link(actor=erin, request_id=arm, role="maker", said=passed(None, dt.date(2020, 1, 1)))
    assert Step.objects.get(public_id=asked).quantity is None
    changes = {
        "state": "answered",
        "request": arm,
        "line": 2,
        "role": "maker",
        "country": "",
        "quantity": 4,
        "result": "kept",
    }
    with pytest.raises(IntegrityError, match=r"tracing\.step\.quantity"), transaction.atomic():
        forged(erin, "step", "noted", changes)


@pytest.mark.django_db
def test_the_page_of_a_lot_shows_its_path_in_a_fixed_number_of_queries(erin, signed_in):
    browser = signed_in("erin")
    for _n in range(3):
        text = searching(erin, **ROUNDS)
        chains.note_link(actor=erin, request_id=text, role="maker", said=passed(10, dt.date(2019, 3, 1)))
    browser.get("/tracing/lots/?lot=L-2019")
    with CaptureQueriesContext(connection) as few:
        page = browser.get("/tracing/lots/?lot=L-2019").content.decode()
    assert 'The most that a link names: <strong class="figures">10 rounds' in page
    text = searching(erin, **ROUNDS)
    chains.note_link(actor=erin, request_id=text, role="maker", said=passed(None, dt.date(2019, 3, 1)))
    with CaptureQueriesContext(connection) as more:
        assert (
            "1 link names no number of rounds." in browser.get("/tracing/lots/?lot=L-2019").content.decode()
        )
    assert len(more) == len(few)
    assert row(text).lot["lot"] == "L-2019/44"


@pytest.mark.django_db
def test_a_trader_says_how_many_rounds_on_the_own_screen(erin, ivan, signed_in):
    text = searching(erin, **ROUNDS)
    asked = chains.ask_trader(actor=erin, request_id=text, trader=ivan.agency)
    browser = signed_in("ivan")
    assert "How many rounds" in browser.get(f"/tracing/questions/{asked}/").content.decode()
    values = {
        "result": "passed_on",
        "on": "2021-05-01",
        "to_role": "holder",
        "quantity": "250",
        "source": "Book 3",
    }
    assert browser.post(f"/tracing/questions/{asked}/acts/answered/", values).status_code == 302
    assert Step.objects.get(public_id=asked).quantity == 250
    assert "250 rounds" in signed_in("erin").get(f"/tracing/{text}/").content.decode()
