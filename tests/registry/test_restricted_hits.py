"""Restricted hits: which questions reach into closed compartments, what the searcher learns, who is alerted, and that neither the time nor
the length of an answer tells what lies there."""

from __future__ import annotations

import datetime as dt
import json
import statistics
import threading
import time
from dataclasses import fields, replace

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from ifar import identifiers
from ifar.accounts.models import Notice, ReadLog
from ifar.accounts.notices import describe
from ifar.accounts.services import reads
from ifar.errors import Forbidden, TooMany
from ifar.ledger import services as ledger
from ifar.ledger.models import Entry
from ifar.outbox import services as outbox
from ifar.outbox.models import Delivery
from ifar.registry.alerts import restricted_hits
from ifar.registry.alerts.services import restricted_hits as service
from ifar.registry.alerts.services.restricted_hits import STEP_SECONDS, ask_elsewhere
from ifar.registry.alerts.services.saved_searches import open_search
from ifar.registry.marks.reading import keys_of
from ifar.registry.models import RestrictedHit, RestrictedQuestion
from ifar.registry.search.matching import Question
from tests import cast
from tests.factories import a_firearm

STOCK = {"state": "in_stock_state", "owner_kind": "state"}


@pytest.fixture(autouse=True)
def quick(monkeypatch, request):
    """Only what measures the time waits for it."""
    if "time" not in request.function.__name__:
        monkeypatch.setattr(service, "STEP_SECONDS", 0.001)


def deliver():
    while outbox.deliver():
        pass


def ask(actor, serial="AB71234", **facts):
    return ask_elsewhere(actor=actor, question=Question(serial=serial, **facts))


# The rule ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("serial", "make", "complete"),
    [
        ("AB7123", None, True),
        ("AB712", None, False),
        ("AB712", "beretta", True),
        ("AB71", "beretta", False),
        ("AB?1234", None, True),
        ("A??1234", None, False),
        ("AB71*", "beretta", False),
        ("*", None, False),
        ("", "beretta", False),
        ("No. AB-71-23", None, True),
        ("АВ7123", None, True),
    ],
)
def test_only_a_nearly_complete_mark_reaches_in(serial, make, complete):
    assert restricted_hits.is_nearly_complete(Question(serial, make)) is complete


@given(st.text("?*AB1", max_size=12))
def test_no_question_with_a_star_or_two_unread_characters_reaches_in(serial):
    if "*" in serial or serial.count("?") > 1:
        assert not restricted_hits.is_nearly_complete(Question(serial, "beretta"))


@pytest.mark.parametrize(
    ("has_purpose", "by_person", "by_desk", "gap"),
    [
        (True, 0, 0, ""),
        (False, 0, 0, "purpose"),
        (True, restricted_hits.PERSON[0], 0, "rate"),
        (True, 0, restricted_hits.DESK[0], "rate"),
    ],
)
@pytest.mark.parametrize("again", [False, True])
def test_why_closed_compartments_are_not_asked(has_purpose, by_person, by_desk, gap, again):
    text = restricted_hits.gap_of(
        Question("AB71234"), has_purpose=has_purpose, by_person=by_person, by_desk=by_desk, again=again
    )
    assert text == ("" if again and gap == "rate" else gap)


def test_the_same_question_is_the_same_in_all_that_it_says():
    under = {"kinds": ("serial",), "closed": ("defence",), "purpose": "investigation", "case": "P-1"}
    question = Question("AB71234", "beretta", "92fs", "9x19", "pistol", "it", (1990, 1990))
    whole = restricted_hits.whole_of(question, **under)
    assert restricted_hits.whole_of(replace(question, serial="  AB71234 "), **under) == whole
    others = {"serial": "A871234", "make": "glock", "model": None, "calibre": "9x18", "type": "revolver", "country": "at", "year": (1990, 1991), "names": {"make": ("Beretta",)}}  # fmt: skip
    assert set(others) == {field.name for field in fields(Question)}
    named = [
        restricted_hits.whole_of(replace(question, **{name: other}), **under)
        for name, other in others.items()
    ]
    under_others = {"kinds": (), "closed": ("defence", "police"), "purpose": "border", "case": "P-2"}
    named += [
        restricted_hits.whole_of(question, **under | {name: other}) for name, other in under_others.items()
    ]
    assert len({whole, *named}) == len(named) + 1
    # Marks of one fold are not the same question.
    assert keys_of("A871234").folded == keys_of("AB71234").folded


def test_feeling_around_a_number_is_noticed():
    around = [f"AB7123{n}" for n in range(restricted_hits.NEIGHBOURS)]
    assert restricted_hits.suspicion("AB71239", around) == "neighbours"
    assert restricted_hits.suspicion("AB71239", around[:-1]) == ""
    assert restricted_hits.suspicion("AB71239", ["AB71239"] * 50) == ""
    unlike = [f"{n:02}{n * 7919:06}" for n in range(10, 10 + restricted_hits.MANY)]
    assert restricted_hits.suspicion("ZZZZZZZZ", unlike) == "many"


# What the searcher learns -----------------------------------------------------------------------------------------------


def test_a_desk_learns_whom_to_ask_and_nothing_else(dave, frank):
    a_firearm(frank, "AB71234", **STOCK)
    desk = restricted_hits.Desk(cast.agency("defence").public_id, "Ministry of Defence", "military")
    assert ask(dave) == restricted_hits.Elsewhere(asked=True, gap="", ask=(desk,))
    assert ask(dave, "ZZ99999") == restricted_hits.Elsewhere(asked=True, gap="", ask=())


def test_one_or_several_of_other_makes_and_states_are_answered_alike(dave, frank):
    a_firearm(frank, "AB71234", **STOCK)
    item = ask(dave)
    a_firearm(frank, "AB71234", identity={"make": "glock"}, **STOCK)
    a_firearm(frank, "A871234", identity={"make": "zastava"}, **STOCK)
    assert ask(dave) == item


def test_two_that_fit_equally_well_do_not_hide_each_other(dave, frank):
    for _ in range(5):
        a_firearm(frank, "AB71234", **STOCK)
    assert ask(dave).ask


def test_what_the_searcher_may_see_is_no_blind_hit(dave, alice):
    a_firearm(alice, "AB71234")
    assert ask(dave).ask == ()


def test_evidence_of_the_police_is_hidden_from_the_customs(heidi, erin):
    a_firearm(erin, "AB71234")
    assert [item.name for item in ask(heidi).ask] == ["National Police"]


def test_what_differs_in_a_known_fact_or_by_more_than_one_character_is_not_it(dave, frank):
    a_firearm(frank, "AB71234", **STOCK)
    assert ask(dave, "AX71299").ask == ()
    assert ask(dave, "AB?1234").ask
    assert ask(dave, "AB71239").ask


@pytest.mark.parametrize("who", ["alice", "frank", "ivan", "judy", "laura", "mallory"])
def test_other_desks_are_not_told(who, db):
    with pytest.raises(Forbidden):
        ask(cast.actor(who))


def test_without_a_purpose_nothing_is_asked(dave, frank):
    a_firearm(frank, "AB71234", **STOCK)
    assert ask(replace(dave, purpose=None)) == restricted_hits.Elsewhere(False, "purpose", ())


# How often --------------------------------------------------------------------------------------------------------------


def test_a_person_and_a_desk_may_ask_only_so_often(dave, erin, frank, monkeypatch):
    a_firearm(frank, "AB71234", **STOCK)
    monkeypatch.setattr(restricted_hits, "PERSON", (2, restricted_hits.PERSON[1]))
    assert [ask(dave, f"AB7{n}234").gap for n in range(3)] == ["", "", "rate"]
    assert ask(dave, "ZZ99999") == restricted_hits.Elsewhere(False, "rate", ())
    assert ask(erin).gap == ""
    monkeypatch.setattr(restricted_hits, "PERSON", (99, restricted_hits.PERSON[1]))
    monkeypatch.setattr(restricted_hits, "DESK", (3, restricted_hits.DESK[1]))
    assert ask(dave, "ZZ99999").gap == ask(erin, "ZZ99999").gap == "rate"


def test_at_another_desk_a_person_may_ask_no_oftener(dave, heidi, monkeypatch):
    monkeypatch.setattr(restricted_hits, "PERSON", (2, restricted_hits.PERSON[1]))
    elsewhere = replace(dave, agency=heidi.agency, agency_id=heidi.agency_id)
    assert [ask(who, f"AB7{n}234").gap for n, who in enumerate((dave, elsewhere, dave, elsewhere))] == [
        "",
        "",
        "rate",
        "rate",
    ]
    assert ask(heidi).gap == ""


@pytest.mark.parametrize("same", [False, True])
def test_who_asks_many_times_at_once_is_counted_as_often(peopled_db, monkeypatch, same):
    dave = cast.actor("dave")
    monkeypatch.setattr(restricted_hits, "PERSON", (2, restricted_hits.PERSON[1]))
    monkeypatch.setattr(restricted_hits, "MOST_AGAIN", 3)
    at_once, gaps = threading.Barrier(8), []

    def one(number):
        try:
            at_once.wait()
            gaps.append(ask(dave, "AB71234" if same else f"AB71{number}34").gap)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    # Of the same one the first is counted, three repeat it, and one more is counted.
    assert sorted(gaps) == [""] * (5 if same else 2) + ["rate"] * (3 if same else 6)


def test_who_loads_the_page_again_is_not_counted_anew_but_any_other_question_is(
    dave, erin, frank, monkeypatch
):
    a_firearm(frank, "AB71234", **STOCK)
    monkeypatch.setattr(restricted_hits, "PERSON", (3, restricted_hits.PERSON[1]))
    monkeypatch.setattr(restricted_hits, "MOST_AGAIN", 4)
    first = ask(dave)
    assert first.ask
    assert ask(dave, make="beretta").gap == ask(erin).gap == ""
    other = replace(dave, purpose=replace(dave.purpose, case="P-2026-18"))
    assert ask(other).gap == ""
    # Three are counted: the same is answered as before, and nothing else is.
    assert [ask(dave), ask(dave, " AB71234 "), ask(dave)] == [first] * 3
    for values in ({"make": "glock"}, {"serial": "A871234"}, {"calibre": "9x19"}, {"serial": "ab71234x"}):
        assert ask(dave, **values).gap == "rate"
    assert ask(other).gap == ""
    assert RestrictedQuestion.objects.filter(actor=dave.id, again=True).count() == 4
    # So often, and no oftener; and ten minutes after it was counted it is a new one.
    assert [ask(dave).gap, ask(dave).gap] == ["", "rate"]
    monkeypatch.setattr(restricted_hits, "AGAIN", dt.timedelta(0))
    assert ask(other).gap == "rate"


def test_what_is_asked_again_is_logged_as_read_and_told_nobody_anew_not_even_after_midnight(
    dave, frank, monkeypatch
):
    a_firearm(frank, "AB71234", **STOCK)
    ask(dave)
    deliver()
    ask(dave)
    after_midnight = (ledger.now() + dt.timedelta(days=1)).replace(hour=0, minute=4)
    with monkeypatch.context() as later:
        later.setattr(ledger, "now", lambda *_using: after_midnight)
        deliver()
    assert not Delivery.objects.filter(done_at=None).exists()
    result = Notice.objects.filter(kind="registry.restricted_hit").count()
    assert (RestrictedHit.objects.count(), result) == (1, 2)
    assert ReadLog.objects.filter(actor=dave.id, act="registry.search.restricted").count() == 2
    # What came in meanwhile is told.
    a_firearm(frank, "AB71234", **STOCK)
    ask(dave)
    deliver()
    assert RestrictedHit.objects.count() == 2


def test_a_saved_search_counts_as_a_question(dave, monkeypatch):
    monkeypatch.setattr(restricted_hits, "PERSON", (1, restricted_hits.PERSON[1]))
    values = {"kind": "enquiry", "question": Question("AB71234"), "reference": "1", "reason": "x"}
    open_search(actor=dave, **values)
    with pytest.raises(TooMany):
        open_search(actor=dave, **values)
    assert RestrictedQuestion.objects.count() == 1


# Who hears of it ----------------------------------------------------------------------------------------------------------


def test_the_owner_hears_who_asked_and_why_and_it_stands_in_the_log(dave, frank, grace):
    hidden = a_firearm(frank, "AB71234", **STOCK).firearm
    ask(dave)
    ask(dave)
    deliver()
    hit = RestrictedHit.objects.get()
    assert (hit.firearm.public_id, hit.asker, hit.case) == (hidden, dave.id, "P-2026-17")
    assert Entry.objects.get(object=hit.public_id).act == "registry.restricted_hit"
    heard = Notice.objects.get(kind="registry.restricted_hit", agency_id=grace.agency_id)
    assert heard.permission == "registry:search:answer"
    assert heard.params == {
        "firearm": hidden,
        "more": 0,
        "serial": "AB71234",
        "name": dave.name,
        "agency": "Harbour Police Station",
        "purpose": "investigation",
        "case": "P-2026-17",
    }
    assert "registry:search:answer" in grace.permissions
    assert "registry:search:answer" not in frank.permissions, "whoever keeps the arm is not warned"
    assert ReadLog.objects.filter(actor=dave.id, act="registry.search.restricted").count() == 2


def test_each_office_hears_once_of_a_question_and_of_its_own_alone_and_each_firearm_stands_in_the_log(
    heidi, frank, grace, erin
):
    near = [a_firearm(frank, f"AB7123{n}", **STOCK).firearm for n in (1, 2, 3, 5)]
    exact = a_firearm(frank, "AB71234", **STOCK).firearm
    evidence = a_firearm(erin, "AB71234").firearm
    ask(heidi)
    ask(heidi)
    deliver()
    assert {restricted_hit.firearm.public_id for restricted_hit in RestrictedHit.objects.all()} == {
        exact,
        evidence,
        *near,
    }
    assert Entry.objects.filter(act="registry.restricted_hit").count() == 6
    heard = list(Notice.objects.filter(kind="registry.restricted_hit"))
    army = {grace.agency_id, cast.agency("defence").pk}
    result = {record.agency_id: (record.params["firearm"], record.params["more"]) for record in heard}
    assert len(result) == len(heard)
    assert {agency: result.pop(agency) for agency in army} == dict.fromkeys(army, (exact, 4))
    assert set(result.values()) == {(evidence, 0)}, "nobody hears how much the others keep"
    notice = next(record for record in heard if record.agency_id == grace.agency_id)
    words = describe(grace, notice)
    assert f"\u2068{identifiers.shown(exact)}\u2069; 4 more could be meant" in words.text
    assert words.url == f"/firearms/{exact}/"

    # The day's next question tells what it meets beyond that.
    last = a_firearm(frank, "AB71264", **STOCK).firearm
    ask(heidi, "AB71254")
    deliver()
    new = Notice.objects.filter(kind="registry.restricted_hit").exclude(
        pk__in=[record.pk for record in heard]
    )
    assert {
        record.agency_id: (record.params["firearm"], record.params["more"]) for record in new
    } == dict.fromkeys(army, (last, 0))


def test_who_asked_about_a_neighbour_first_cannot_ask_about_a_firearm_unheard(dave, frank, grace):
    meant = a_firearm(frank, "AB71234", **STOCK).firearm
    neighbour = a_firearm(frank, "AB71235", **STOCK).firearm
    heard = Notice.objects.filter(kind="registry.restricted_hit", agency_id=grace.agency_id).order_by("pk")
    ask(dave, "AB71235")
    deliver()
    assert [(notice.params["firearm"], notice.params["more"]) for notice in heard.all()] == [(neighbour, 1)]
    for _ in range(2):
        ask(dave, "AB71234")
        deliver()
    assert [
        (notice.params["firearm"], notice.params["serial"], notice.params["more"])
        for notice in heard.all()[1:]
    ] == [(meant, "AB71234", 0)]
    assert RestrictedHit.objects.count() == 2


def test_the_owner_hears_of_another_purpose_or_case_the_same_day(dave, frank, grace):
    a_firearm(frank, "AB71234", **STOCK)
    heard = Notice.objects.filter(kind="registry.restricted_hit", agency_id=grace.agency_id).order_by("pk")
    other = replace(dave, purpose=replace(dave.purpose, case="P-2026-18"))
    for asker in (dave, other, dave, other):
        ask(asker)
        deliver()
    assert [notice.params["case"] for notice in heard] == ["P-2026-17", "P-2026-18"]


def test_nothing_is_told_where_nothing_was_met(dave, frank):
    a_firearm(frank, "AB71234", **STOCK)
    ask(dave, "ZZ99999")
    deliver()
    assert not RestrictedHit.objects.exists()
    assert not Notice.objects.exists()
    assert RestrictedQuestion.objects.count() == 1


def test_the_security_officer_hears_of_probing_and_the_inspector_hear_of_probing_once_a_day(
    dave, laura, judy, frank
):
    for n in range(restricted_hits.NEIGHBOURS + 3):
        ask(dave, f"AB7123{n}")
    deliver()
    heard = Notice.objects.filter(kind="registry.probing")
    assert {notice.agency_id for notice in heard} == {laura.agency_id, judy.agency_id}
    assert {(notice.object, notice.params["how"], notice.permission) for notice in heard} == {
        (dave.id, "neighbours", "oversight:inspection:read")
    }
    assert heard.count() == 2


def test_what_was_asked_before_is_not_buried_under_one_question_that_is_asked_five_hundred_times(dave):
    for n in range(restricted_hits.NEIGHBOURS):
        ask(dave, f"AB7123{n}")
    first = reads.log(dave, "registry.search.restricted", "2299999", 0, people=map(str, range(499)))
    RestrictedQuestion.objects.bulk_create(
        RestrictedQuestion(
            actor=dave.id, agency=dave.agency, folded="2299999", refused=refused, read=first + n
        )
        for n, refused in enumerate(["", "rate"] * 250)
    )
    ask(dave, "AB71239")
    deliver()
    notices = Notice.objects.filter(kind="registry.probing")
    assert {(notice.params["how"], notice.params["number"]) for notice in notices} == {
        ("neighbours", restricted_hits.NEIGHBOURS + 2)
    }


def test_who_never_reached_into_a_closed_compartment_is_not_reported(dave, frank):
    """Without a purpose, or with half a mark, nothing was asked; an officer at a checkpoint looks for dozens of marks a day."""
    nobody_told = replace(dave, purpose=None)
    for n in range(restricted_hits.NEIGHBOURS + 3):
        assert ask(nobody_told, f"AB7123{n}").gap == "purpose"
        assert ask(dave, f"AB71{n}").gap == "incomplete"
    ask(dave, "AB71239")
    deliver()
    assert not Notice.objects.filter(kind="registry.probing").exists()


# What an answer costs and tells ---------------------------------------------------------------------------------------------


def test_the_time_of_an_answer_does_not_tell_what_lies_there(dave, frank, monkeypatch):
    monkeypatch.setattr(restricted_hits, "PERSON", (999, restricted_hits.PERSON[1]))
    for serial in ("AB71234", *["CD81234"] * 8):
        a_firearm(frank, serial, **STOCK)
    times = {"AB71234": [], "CD81234": [], "ZZ99999": []}
    ask(dave)
    for _ in range(5):
        for serial, took in times.items():
            begun = time.perf_counter()
            ask(dave, serial)
            took.append(time.perf_counter() - begun)
    middle = {serial: statistics.median(took) for serial, took in times.items()}
    assert max(middle.values()) - min(middle.values()) < STEP_SECONDS / 10, middle
    assert min(middle.values()) >= STEP_SECONDS


def test_the_statements_of_an_answer_do_not_tell_either(dave, frank):
    a_firearm(frank, "AB71234", **STOCK)
    counted = []
    for serial in ("AB71234", "ZZ99999", "AB71234", "ZZ99999"):
        with CaptureQueriesContext(connection) as captured:
            ask(dave, serial)
        counted.append([row["sql"][:12] for row in captured if "registry_mark m" not in row["sql"]])
    assert len({len(row) for row in counted}) == 1, "nor whether it was asked before"


def test_the_length_of_an_answer_does_not_tell_what_it_says(signed_in, frank):
    for _ in range(2):
        a_firearm(frank, "AB71234", **STOCK)
    browser = signed_in("dave")
    answers = {
        serial: browser.post("/api/search", json.dumps({"serial": serial}), content_type="application/json")
        for serial in ("AB71234", "ZZ99999", "Z?99999", "ZZ9*")
    }
    assert [item["name"] for item in answers["AB71234"].json()["elsewhere"]["ask"]] == ["Ministry of Defence"]
    assert answers["ZZ99999"].json()["elsewhere"] | {"filling": ""} == {
        "asked": True, "gap": "", "ask": [], "filling": "",
    }  # fmt: skip
    assert answers["ZZ9*"].json()["elsewhere"]["gap"] == "incomplete"
    assert answers["AB71234"].json()["hits"] == answers["ZZ99999"].json()["hits"] == []
    assert len({len(answer.content) for answer in answers.values()}) == 1
    assert (
        signed_in("alice")
        .post("/api/search", json.dumps({"serial": "AB71234"}), content_type="application/json")
        .json()["elsewhere"]
        is None
    )
