"""What whoever asked sees of the work on a request, and how it leaves for a court: by the rule table, read and logged."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace

import pytest
from django.utils import timezone

from ifar.accounts.models import Notice, ReadLog
from ifar.documents.models import Paper
from ifar.documents.selectors import disclosed_of
from ifar.errors import Forbidden, Invalid, NotFound, Refused
from ifar.tracing import counterpart_view, counts, figures, selectors
from ifar.tracing.api import shapes
from ifar.tracing.models import Event
from ifar.tracing.services import answering, chains, statement
from ifar.tracing.steps import Answer
from tests import cast
from tests.factories import a_firearm, a_person
from tests.tracing.conftest import WORDS, a_request, row, searching

pytestmark = pytest.mark.django_db
SOLD = Answer("passed_on", dt.date(2021, 2, 28), "holder", source="Book 3", described={"name": "Wei Zhang"})


@pytest.fixture
def asked(erin, heidi, ivan):
    """Customs asked the harbour police, who found the arm and the buyer, and have not answered yet."""
    arm = a_firearm(cast.actor("alice"), "AB71234").firearm
    text = a_request(heidi, "domestic", office=cast.agency("harbour").public_id)
    answering.acknowledge(actor=erin, request_id=text)
    answering.search_register(actor=erin, request_id=text)
    answering.identify(actor=erin, request_id=text, firearm=arm)
    step = chains.ask_trader(actor=erin, request_id=text, trader=ivan.agency)
    chains.answer_question(actor=ivan, step_id=step, said=SOLD)
    return text


HIDDEN = ("Wei Zhang", "Ivan", "2021", "Feb", "may be it", "Time-to-crime: <", "A trader answered", "Book 3")


def _page(browser, result):
    answer = browser.get(f"/tracing/{result}/")
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("end", ["", "refused", "restricted", "delayed"])
def test_whoever_asked_sees_nothing_of_the_work_before_an_answer_or_behind_a_ground(
    asked, erin, heidi, signed_in, end
):
    act = {"actor": erin, "request_id": asked, "ground": "national_security", "note": WORDS}
    if end:
        {"refused": answering.refuse, "restricted": answering.restrict, "delayed": answering.delay}[end](
            **act
        )
    page = _page(signed_in("heidi"), asked)
    for hidden in HIDDEN:
        assert hidden not in page, hidden
    assert (row(asked).firearm in page) == (end == "restricted"), "which arm it is leaves on every ground"
    assert counterpart_view.links_for(heidi, row(asked)) == []
    if end:
        assert WORDS in page, "the ground is told with its words"
    assert len(counterpart_view.links_for(erin, row(asked))) == 1, "who answers sees the work"
    step = selectors.steps_of(row(asked))[0].public_id
    with pytest.raises(NotFound):
        selectors.step_for(heidi, step)
    listed = selectors.listed(heidi, "all", text=row(asked).firearm)
    assert listed.exists() == (end == "restricted")
    assert not Notice.objects.filter(kind="tracing.answered", agency_id=heidi.agency_id).exists()


def test_the_interface_tells_whoever_asked_no_more_than_the_page(asked, erin, heidi):
    answering.refuse(actor=erin, request_id=asked, ground="national_security", note=WORDS)
    whole = shapes.whole(heidi, row(asked))
    assert (whole.links, whole.reached, whole.sold_on) == ([], "", None)
    with pytest.raises(Forbidden):
        answering.preview(replace(heidi, permissions=erin.permissions), row(asked))


def test_after_the_answer_whoever_asked_sees_what_left_and_nothing_later(asked, erin, heidi, signed_in):
    answering.answer(actor=erin, request_id=asked)
    page = _page(signed_in("heidi"), asked)
    assert "Ivan&#x27;s Arms" in page
    assert [link.role for link in counterpart_view.links_for(heidi, row(asked))] == ["dealer"]
    later = Answer("diverted", dt.date(2023, 5, 1), diversion="theft", source="Report 3")
    chains.note_link(actor=erin, request_id=asked, role="holder", said=later)
    assert [link.role for link in counterpart_view.links_for(heidi, row(asked))] == ["dealer"]
    assert len(counterpart_view.links_for(erin, row(asked))) == 2


def test_whoever_asked_counts_no_link_of_a_request_that_was_refused(asked, erin, heidi):
    answering.refuse(actor=erin, request_id=asked, ground="national_security", note=WORDS)
    today = timezone.localdate()
    counting = replace(heidi, permissions=heidi.permissions | {selectors.FIGURES})
    result = figures.figures(counting, today, today)
    assert (result.funnel["asked"], result.funnel["dealer"], result.funnel["identified"]) == (1, 0, 0)
    assert not any(result.bands.values())
    assert figures.figures(erin, today, today).funnel["dealer"] == 1


def test_whoever_asked_neither_follows_the_chain_nor_states_it(asked, erin, heidi):
    able = replace(heidi, permissions=heidi.permissions | erin.permissions)
    with pytest.raises(Forbidden):
        statement.issue_statement(actor=able, request=asked, language="en")
    with pytest.raises(Forbidden):
        chains.note_link(actor=able, request_id=asked, role="dealer", said=SOLD)
    with pytest.raises(Forbidden):
        chains.ask_trader(actor=able, request_id=asked, trader=cast.agency("ivans").public_id)


# For a court --------------------------------------------------------------------------------------------------------------


def _traced(erin, ivan, **said):
    text = searching(erin, **said)
    step = chains.ask_trader(actor=erin, request_id=text, trader=ivan.agency)
    chains.answer_question(actor=ivan, step_id=step, said=SOLD)
    return text


def _holder_of(paper):
    return disclosed_of(paper).values.get("last_holder")


def test_a_statement_states_what_the_agreement_lets_leave_and_is_logged_as_a_disclosure(erin, ivan):
    result = _traced(erin, ivan, agreement="protocol")
    before = ReadLog.objects.filter(object=result).count()
    paper = statement.issue_statement(actor=erin, request=result, language="en")
    assert _holder_of(paper) is None
    assert "sources" not in paper.content
    assert ReadLog.objects.filter(object=result).count() > before
    event = Event.objects.get(subject=result, kind="disclosed")
    assert (event.details["form"], event.details["agreement"]) == ("statement", "protocol")
    assert "last_holder" in event.details["held"]
    assert "last_holder" not in event.details["left"]
    assert len(event.details["hash"]) == 64
    today = timezone.localdate()
    assert [left.kind for left in selectors.left_for(erin, today, today)] == ["disclosed"]


def test_a_ground_holds_back_from_a_statement_too(asked, erin):
    answering.restrict(actor=erin, request_id=asked, ground="investigation", note=WORDS)
    with pytest.raises(Refused):
        statement.issue_statement(actor=erin, request=asked, language="en")
    assert not Paper.objects.filter(about=asked).exists()


def test_a_statement_of_what_another_office_asked_says_what_the_answer_said(asked, erin, heidi):
    with pytest.raises(Refused):
        statement.issue_statement(actor=erin, request=asked, language="en")
    answering.answer(actor=erin, request_id=asked)
    paper = statement.issue_statement(actor=erin, request=asked, language="en")
    assert _holder_of(paper)[1] == "Wei Zhang"


def test_nobody_states_who_may_not_read_of_people(erin, ivan):
    result = _traced(erin, ivan)
    blind = replace(erin, permissions=erin.permissions - {"parties:party:read"})
    with pytest.raises(Forbidden):
        statement.issue_statement(actor=blind, request=result, language="en")


def test_a_noted_link_names_its_source_and_looks_unlike_a_traders_own_word(erin, ivan, signed_in):
    result = _traced(erin, ivan, agreement="mla")
    answer = Answer("diverted", dt.date(2023, 5, 1), diversion="theft")
    with pytest.raises(Invalid):
        chains.note_link(actor=erin, request_id=result, role="dealer", said=answer)
    chains.note_link(actor=erin, request_id=result, role="holder", said=replace(answer, source="Report 3"))
    own, noted = statement.issue_statement(actor=erin, request=result, language="en").content["trace_chain"]
    assert own.endswith("said out of the own book")
    assert noted.endswith("noted by the desk")
    page = _page(signed_in("erin"), result)
    assert "said out of the own book" in page
    assert "noted by the desk" in page


def test_the_paper_of_a_known_holder_goes_with_an_erasure_of_theirs(erin):
    text = searching(erin, agreement="mla")
    buyer = a_person(cast.actor("alice"), "Wei Zhang")
    answer = Answer("kept", to_whom=buyer, source="Register")
    chains.note_link(actor=erin, request_id=text, role="holder", said=answer)
    paper = statement.issue_statement(actor=erin, request=text, language="en")
    assert paper.holder == buyer


def test_reading_who_held_it_is_logged_and_needs_the_right_to_read_of_people(erin, ivan):
    result = _traced(erin, ivan, agreement="mla")
    before = ReadLog.objects.filter(object=result).count()
    shown = {verdict.datum for verdict, _value in answering.preview(erin, row(result))}
    assert "last_holder" in shown
    assert ReadLog.objects.filter(object=result).count() == before + 1
    blind = replace(erin, permissions=erin.permissions - {"parties:party:read"})
    assert "Wei Zhang" not in json.dumps([value for _one, value in answering.preview(blind, row(result))])
    assert ReadLog.objects.filter(object=result).count() == before + 1
    left = answering.answer(actor=erin, request_id=result)
    assert left["last_holder"] == {"name": "Wei Zhang"}
    assert ReadLog.objects.filter(object=result).count() == before + 2


@pytest.mark.parametrize(
    "wanted",
    [{"stage": "identified"}, {"stage": "dealer"}, {"stage": "holder"}, {"band": "missing"}, {"why": "national_security"}, {"recovered": ""}, {"left": ""}],
)  # fmt: skip
def test_what_stands_behind_a_figure_tells_whoever_asked_nothing_of_the_work(asked, erin, heidi, wanted):
    """The cell counts it, for figures are of the whole State; that it is this request, only who works on it learns."""
    answering.restrict(actor=erin, request_id=asked, ground="national_security", note=WORDS)
    reads = {name: replace(item, permissions=item.permissions | {counts.PERMISSION}) for name, item in (("erin", erin), ("heidi", heidi))}  # fmt: skip
    if "band" in wanted:
        wanted = {"band": next(iter(counts.traces(reads["erin"]))).band}

    def behind(name):
        n, requests = counts.traces_behind(reads[name], counts.RequestFilter(**wanted))
        return n, [request.public_id for request in requests]

    row_ = next(iter(counts.traces(reads["erin"])))
    wanted = {
        key: getattr(row_, key) if key in ("left", "recovered") else value for key, value in wanted.items()
    }
    assert behind("erin") == (1, [asked])
    assert behind("heidi") == (1, [])
    wanted = {"stage": "acknowledged"}
    assert behind("heidi") == (1, [asked]), "that it was acknowledged they were told"
