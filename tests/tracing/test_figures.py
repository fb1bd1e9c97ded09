"""Figures: the funnel, days, reasons, the time-to-crime; the log of what left; the certified statement for a court."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ifar.documents.models import Paper
from ifar.documents.selectors import disclosed_of, papers_about
from ifar.errors import Forbidden, Refused
from ifar.tracing import counterpart_view, counts, selectors
from ifar.tracing import figures as counted
from ifar.tracing.services import answering, chains, statement
from ifar.tracing.steps import Answer
from tests import cast
from tests.databases import ground
from tests.factories import a_firearm
from tests.tracing.conftest import WORDS, a_request, came_in, row, searching

pytestmark = pytest.mark.django_db


def _fill() -> str:
    """Five requests: one traced to its diversion, one to a dealer who has no record, one refused, one only sent, and a draft."""
    erin, ivan, dave = (cast.actor(name) for name in ("erin", "ivan", "dave"))
    a_firearm(cast.actor("alice"), "AB71234")
    traced = searching(erin, agreement="bilateral")
    asked = chains.ask_trader(actor=erin, request_id=traced, trader=ivan.agency)
    sold = Answer(
        "passed_on", dt.date(2024, 2, 28), "holder", source="Book 3", described={"name": "Wei Zhang"}
    )
    chains.answer_question(actor=ivan, step_id=asked, said=sold)
    stolen = Answer("diverted", dt.date(2025, 5, 1), diversion="theft", source="Theft report 4/25")
    chains.note_link(actor=erin, request_id=traced, role="holder", said=stolen)
    answering.answer(actor=erin, request_id=traced)
    lost = searching(erin, country="IT")
    asked = chains.ask_trader(actor=erin, request_id=lost, trader=ivan.agency)
    chains.find_nothing_in_book(actor=ivan, step_id=asked, failure="no_record")
    answering.find_nothing(actor=erin, request_id=lost)
    refused = came_in(erin)
    answering.refuse(actor=erin, request_id=refused, ground="investigation", note=WORDS)
    a_request(dave, country="FR")
    a_request(dave, sent=False)
    return traced


@pytest.fixture(scope="module")
def filled(databases, peopled_template, django_db_setup, django_db_blocker) -> Iterator[str]:
    """The ground of this module's tests: those requests, made once."""
    with ground(databases, peopled_template, django_db_blocker) as database:
        cast.note_as_founded(database.name)
        fill = _fill()
        with django_db_blocker.block():
            yield fill


@pytest.fixture
def world(filled: str, db: None) -> str:
    """The request of that world that was traced."""
    return filled


def _figures(actor):
    today = timezone.localdate()
    return counted.figures(actor, today - dt.timedelta(days=1), today + dt.timedelta(days=1))


def test_the_funnel_counts_how_far_requests_came(world, erin):
    figures = _figures(erin)
    assert figures.funnel == {
        "asked": 4, "acknowledged": 3, "identified": 1, "maker": 1, "importer": 1, "wholesaler": 1, "dealer": 1, "holder": 1, "diversion": 1,
    }  # fmt: skip
    assert figures.failures == {
        ("link", "no_record"): 1,
        ("ground", "investigation"): 1,
        ("state", "not_found"): 1,
    }
    days = {(day.direction, day.country): day for day in figures.days}
    assert set(days) == {("incoming", "BE"), ("incoming", "IT"), ("outgoing", "FR")}
    assert (days["incoming", "BE"].sent, days["incoming", "BE"].answered, days["incoming", "BE"].refused) == (
        2,
        1,
        1,
    )
    assert (days["outgoing", "FR"].acknowledge, days["outgoing", "FR"].end) == (None, None)


def test_the_funnel_never_grows_and_the_dashboard_says_the_same(world, erin):
    """A link is followed of an arm that nobody identified and nobody answered yet; no page makes more of it than the other."""
    open_still = searching(erin)
    chains.note_link(
        actor=erin, request_id=open_still, role="dealer", said=Answer("diverted", dt.date(2025, 5, 1), diversion="theft", source="Report 4/25")
    )  # fmt: skip
    funnel = _figures(erin).funnel
    assert list(funnel.values()) == sorted(funnel.values(), reverse=True)
    assert funnel["identified"] == funnel["diversion"] == 2
    came = counts.traces(erin)
    stages = counts.STAGES
    assert funnel == {
        stage: sum(n for traces, n in came.items() if traces.stage in stages[at:])
        for at, stage in enumerate(stages)
    }


def test_the_time_to_crime_is_counted_and_what_is_not_known_is_not_zero(world, erin):
    figures = _figures(erin)
    assert figures.bands["to_3_years"] == 1, (
        "sold on 28 February 2024, found on 1 March 2026: 2 years and 1 day"
    )
    assert sum(figures.bands.values()) == 1
    assert (figures.missing, figures.odd) == (3, 0)


@pytest.mark.parametrize("name", ["erin", "judy"])
def test_the_figures_are_those_of_the_requests_themselves(world, name):
    """Counted once more from requests and links, one by one, as far as the actor sees them."""
    actor = cast.actor(name)
    figures = _figures(actor)
    seen = list(selectors.requests_for(actor).filter(sent_at__isnull=False))
    links = {request.pk: selectors.chain_of(counterpart_view.links_for(actor, request)) for request in seen}
    assert figures.funnel["asked"] == len(seen)
    assert figures.funnel["acknowledged"] == sum(request.acknowledged_at is not None for request in seen)
    assert figures.funnel["diversion"] == sum(links[request.pk].diversion is not None for request in seen)
    reached = [links[request.pk].reached for request in seen]
    assert figures.funnel["holder"] == reached.count("holder")
    assert sum(figures.bands.values()) == sum(
        links[request.pk].sold_on is not None and request.recovered_on is not None for request in seen
    )


def test_nobody_counts_what_they_do_not_see(world, heidi, dave):
    with pytest.raises(Forbidden):
        _figures(heidi)
    with pytest.raises(Forbidden):
        _figures(dave)
    assert _figures(cast.actor("judy")).funnel["asked"] == 4, "an inspector sees every office's"


def test_figures_take_three_statements_whatever_there_is(world, erin):
    with CaptureQueriesContext(connection) as queries:
        _figures(erin)
    assert len(queries) == 3


def test_the_log_of_what_left_names_what_and_for_whom_without_a_value(world, erin):
    today = timezone.localdate()
    [left] = selectors.left_for(erin, today - dt.timedelta(days=1), today)
    assert (left.country, left.kind, left.agreement, left.by) == ("BE", "answered", "bilateral", erin.id)
    assert "last_holder" in left.left
    assert "Wei Zhang" not in repr(left)


def test_the_page_shows_the_figures_with_a_table_each(world, signed_in):
    answer = signed_in("erin").get("/tracing/figures/")
    page = answer.content.decode()
    assert answer.status_code == 200
    for value in (
        "How far requests came",
        "The book has no such arm",
        "up to 3 years",
    ):
        assert value in page, value
    assert 'href="/tracing/left/' in page


def test_the_page_of_what_left_says_for_whom(world, signed_in):
    page = signed_in("erin").get("/tracing/left/").content.decode()
    for value in ("Belgium", "Who the last legal holder is"):
        assert value in page, value


def test_a_certified_statement_says_the_chain_its_sources_and_who_was_told(world, erin):
    before = row(world).last_event
    made = statement.issue_statement(actor=erin, request=world, language="en")
    content = made.content
    assert content["trace_chain"] == [
        "Dealer (Ivan's Arms) → Holder · It was passed on · 2024-02-28 · said out of the own book",
        "Holder · It left the licit circuit here · 2025-05-01 · noted by the desk",
    ]
    assert content["first_sale"] == "2024-02-28"
    assert content["time_to_crime"] == "732 days (2.00 years)"
    assert content["point_of_diversion"] == "Holder: Theft"
    assert content["sources"] == ["Book 3", "Theft report 4/25"]
    assert content["disclosures"][0].startswith(f"{timezone.now():%Y-%m-%d} · Belgium · ")
    assert content["last_event"] == str(before)
    assert "last_holder" not in content, "it is personal: committed to in the log, not written there"
    assert disclosed_of(made).values["last_holder"][1] == "Wei Zhang"
    assert "Erin" not in str(content)


@pytest.mark.parametrize("language", ["ar", "fr", "es", "ru", "zh"])
def test_a_statement_is_issued_in_each_language_of_papers(world, erin, language):
    assert statement.issue_statement(actor=erin, request=world, language=language).language == language


def test_there_is_no_statement_of_nothing_and_none_for_whoever_sees_no_request(world, erin, heidi):
    with pytest.raises(Refused):
        statement.issue_statement(actor=erin, request=came_in(erin), language="en")
    statement.issue_statement(actor=erin, request=world, language="en")
    assert Paper.objects.filter(about=world).count() == 1
    assert not papers_about(heidi, world).exists()
    assert papers_about(erin, world).count() == 1
