"""How many questions a person may put to closed compartments, by exhibits and trace requests too, and what waits beyond them."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from django.db import transaction
from django.utils import timezone

from ifar.accounts.models import Notice
from ifar.accounts.notices import describe
from ifar.errors import Invalid, Refused, TooMany
from ifar.recoveries import selectors as recoveries
from ifar.recoveries.models import Item
from ifar.recoveries.services import items, searching
from ifar.registry.alerts import restricted_hits
from ifar.registry.alerts.selectors.saved_searches import waits_of
from ifar.registry.alerts.services import match_backlog
from ifar.registry.alerts.services.restricted_hits import ask_elsewhere
from ifar.registry.alerts.services.saved_searches import close_search, open_search
from ifar.registry.models import RestrictedHit, RestrictedQuestion, SavedSearchBacklog
from ifar.registry.search.finding import search
from ifar.registry.search.matching import Question
from ifar.tracing.services import answering
from tests import cast
from tests.factories import a_case, a_firearm, an_item
from tests.registry.waiting import (
    STOCK,
    deliver,
    differences,
    later,
    pistol,
    wide,
)
from tests.tracing.conftest import came_in

pytestmark = pytest.mark.usefixtures("registered_before")


def test_when_a_question_that_waits_gets_room():
    day, start = dt.timedelta(days=1), dt.datetime(2026, 5, 3, tzinfo=dt.UTC)
    times = [start + dt.timedelta(hours=n) for n in range(3)]
    for place, hours in ((1, 24), (3, 26), (4, 48), (5, 49)):
        assert restricted_hits.free_at(times, place, 3, day) == start + dt.timedelta(hours=hours), place
    assert restricted_hits.free_at(times, 2, 4, day) == start + day, "one more may be put now"
    assert restricted_hits.free_at([], 1, 0, day) is None


def test_marks_of_exhibits_count_and_are_seen_by_who_oversees(dave, laura, monkeypatch):
    invented = [pistol(f"{n * 7919 % 1000003:06d}KQ{n:02d}") for n in range(40)]
    items.enter_items(actor=dave, case=a_case(dave), items=invented)
    assert RestrictedQuestion.objects.filter(actor=dave.id, exhibit=True, refused="").count() == 40
    deliver()
    monkeypatch.setattr(restricted_hits, "DESK", (2, restricted_hits.DESK[1]))
    for who in (dave, cast.actor("erin")):
        assert ask_elsewhere(actor=who, question=Question("AB71234")).gap == "", "at the roadside after it"
    deliver()
    [notice] = Notice.objects.filter(kind="registry.probing", agency_id=laura.agency_id)
    assert (notice.params["how"], notice.params["number"], notice.params["exhibits"]) == ("many", 40, 40)
    assert "40 of them were entered as those of exhibits" in describe(laura, notice).text
    assert differences() == []


def told_of_probing():
    here = cast.actor("laura").agency_id
    notices = Notice.objects.filter(kind="registry.probing", agency_id=here).order_by("at", "id")
    return [(notice.params["how"], notice.params["number"], notice.params["exhibits"]) for notice in notices]


def test_a_cache_hides_nobody_who_feels_around_by_exhibits_after_it(dave, laura):
    case = a_case(dave)
    apart = [pistol(f"{n * 7919 % 1000003:06d}KQ{n:02d}") for n in range(20)]
    near = [pistol(f"AB7{n:04d}") for n in range(20, 41)]
    for some, heard in (
        (apart, [("many", 20, 20)]),
        (near[:6], [("many", 20, 20), ("neighbours", 26, 26)]),
        (near[6:8], [("many", 20, 20), ("neighbours", 26, 26)]),
        (near[8:], [("many", 20, 20), ("neighbours", 26, 26), ("neighbours", 41, 41)]),
    ):
        items.enter_items(actor=dave, case=case, items=some)
        deliver()
        assert told_of_probing() == heard


def test_marks_entered_as_those_of_exhibits_are_neighbours_of_those_that_are_typed(dave, laura):
    near = [pistol(f"AB71{n:03d}") for n in range(230, 230 + restricted_hits.NEIGHBOURS - 1)]
    apart = [pistol(f"{n * 7919 % 1000003:06d}KQ{n:02d}") for n in range(14)]
    items.enter_items(actor=dave, case=a_case(dave), items=[*near, *apart])
    deliver()
    assert told_of_probing() == []
    ask_elsewhere(actor=dave, question=Question("QZ99123"))
    deliver()
    assert told_of_probing() == [], "what is typed is no more suspect for the number of exhibits"
    for n in (238, 239):
        ask_elsewhere(actor=dave, question=Question(f"AB71{n}"))
    deliver()
    assert [how for how, *_ in told_of_probing()] == ["neighbours"]


@pytest.mark.parametrize(
    ("number", "step"), [(5, 0), (19, 0), (20, 20), (39, 20), (40, 40), (79, 40), (80, 80), (300, 160)]
)
def test_they_are_told_at_each_doubling(number, step):
    assert restricted_hits.told_from(number) == step


def test_beyond_what_a_person_may_put_in_a_day_an_exhibit_is_recorded_and_its_question_waits(
    dave, frank, grace, monkeypatch, signed_in
):
    a_firearm(frank, "AB71234", **STOCK)
    monkeypatch.setattr(restricted_hits, "EXHIBITS", (2, restricted_hits.EXHIBITS[1]))
    deliver()
    case = a_case(dave)
    entered = items.enter_items(
        actor=dave, case=case, items=[pistol(serial) for serial in ("CD71234", "EF71234", "AB71234")]
    ).items
    deliver()
    assert (RestrictedQuestion.objects.count(), RestrictedHit.objects.count()) == (2, 0)
    held = {item.public_id: item for item in Item.objects.all()}
    assert [recoveries.heard_of(held[text].searches) for text in entered[:2]] == [{}, {}]
    [search] = held[entered[2]].searches
    assert recoveries.heard_of([search]) == {search: ([], "quota")}
    for page in (f"/recoveries/{case}/", f"/recoveries/items/{entered[2]}/", f"/searches/{search}/"):
        value = signed_in("erin").get(page).content.decode()
        assert "that nobody is named does not mean" in value, page
        assert "for \u2068Dave Harbour\u2069 as many questions were put" in value, page
        assert (
            "1 of 3 marks waits, until about" if page.endswith(f"{case}/") else "about this mark yet"
        ) in value
    SavedSearchBacklog.objects.update(next_at=timezone.now())
    assert (match_backlog.look_again(), RestrictedHit.objects.count()) == (0, 0)
    assert SavedSearchBacklog.objects.get().next_at > timezone.now()
    # As soon as the day allows.
    later(monkeypatch, dt.timedelta(hours=1))
    assert match_backlog.look_again() == 1
    assert list(recoveries.asked_desks([search]).values()) == [[cast.agency("defence").public_id]]
    assert Notice.objects.filter(kind="registry.restricted_hit", agency_id=grace.agency_id).count() == 1
    assert recoveries.heard_of([search]) == {search: ([cast.agency("defence").public_id], "")}
    assert (match_backlog.look_again(), RestrictedQuestion.objects.count()) == (0, 3)


def test_each_mark_of_a_trace_request_is_a_question_and_what_may_not_be_put_yet_keeps_it_from_finding_nothing(
    erin, frank, monkeypatch
):
    a_firearm(frank, "AB71234", **STOCK)
    monkeypatch.setattr(restricted_hits, "PERSON", (1, restricted_hits.PERSON[1]))
    marks = ({"kind": "serial", "text": "CD71234"}, {"kind": "import", "text": "AB71234"})
    deliver()
    came = came_in(erin, marks=marks)
    answering.acknowledge(actor=erin, request_id=came)
    answering.search_register(actor=erin, request_id=came)
    deliver()
    assert [
        restricted_question.folded for restricted_question in RestrictedQuestion.objects.filter(actor=erin.id)
    ] == ["CD71234"]
    with pytest.raises(Refused) as caught:
        answering.find_nothing(actor=erin, request_id=came)
    assert [reason.code for reason in caught.value.reasons] == ["tracing.waits"]
    later(monkeypatch, dt.timedelta(hours=1))
    assert match_backlog.look_again() == 1
    assert (RestrictedQuestion.objects.count(), RestrictedHit.objects.count()) == (2, 1)
    answering.find_nothing(actor=erin, request_id=came)


def test_one_mark_of_a_trace_request_that_is_too_wide_keeps_the_others_from_nothing(erin, monkeypatch):
    firearm = a_firearm(cast.actor("alice"), "AB71234").firearm
    deliver()

    def some(actor, question, **more):
        return wide() if question.serial == "IMPORT1968" else search(actor, question, **more)

    for module in (searching, match_backlog):
        monkeypatch.setattr(module, "search", some)
    marks = ({"kind": "serial", "text": "AB71234"}, {"kind": "import", "text": "IMPORT1968"})
    came = came_in(erin, marks=marks)
    answering.acknowledge(actor=erin, request_id=came)
    proposed = answering.search_register(actor=erin, request_id=came)
    assert [proposal.found.firearm for proposal in proposed] == [firearm]
    assert SavedSearchBacklog.objects.filter(seen=True).count() == 1
    with pytest.raises(Refused) as caught:
        answering.find_nothing(actor=erin, request_id=came)
    assert [reason.code for reason in caught.value.reasons] == ["tracing.waits"]
    # Who keeps no search open would never have it looked for.
    alone = replace(erin, permissions=erin.permissions - {"registry:search:keep"})
    other = came_in(erin, marks=marks)
    answering.acknowledge(actor=erin, request_id=other)
    with pytest.raises(Invalid), transaction.atomic():
        answering.search_register(actor=alone, request_id=other)
    answering.identify(actor=erin, request_id=came, firearm=firearm)


def test_an_enquiry_of_ones_own_is_refused_and_what_is_closed_waits_no_more(dave, monkeypatch):
    monkeypatch.setattr(restricted_hits, "EXHIBITS", (0, restricted_hits.EXHIBITS[1]))
    item = an_item(dave, a_case(dave), "AB71234")
    [kept] = Item.objects.get(public_id=item).searches
    assert waits_of([kept]) == {"quota"}
    close_search(actor=dave, savedsearch_id=kept, outcome="not_needed")
    assert not SavedSearchBacklog.objects.exists()
    monkeypatch.setattr(restricted_hits, "PERSON", (0, restricted_hits.PERSON[1]))
    with pytest.raises(TooMany):
        open_search(actor=dave, kind="enquiry", question=Question("AB71234"), reference="1", reason="x")
    assert differences() == []
