"""What a mark said before it was corrected is found wherever a mark is looked for, after what stands on record today, and told as what it is."""

from __future__ import annotations

import datetime as dt
import random
import re
from dataclasses import replace

import psycopg
import pytest
from django.db import connection
from django.test import override_settings
from django.urls import reverse
from psycopg.types.json import JsonbLoader

from ifar.accounts.services import proposals as approvals
from ifar.outbox import services as outbox
from ifar.recoveries.models import Hit
from ifar.recoveries.services.items import NewItem, amend_item
from ifar.registry.alerts import restricted_hits as blinding
from ifar.registry.alerts.selectors import saved_searches as selectors
from ifar.registry.alerts.services.hits import JOB
from ifar.registry.alerts.services.saved_searches import open_search
from ifar.registry.models import Duplicate, Firearm, MarkKey
from ifar.registry.occurred import day
from ifar.registry.pairs import duplicates_of
from ifar.registry.replay import KEYS, MARKS, STATE
from ifar.registry.search import former_marks, index_compaction
from ifar.registry.search.finding import search
from ifar.registry.search.former_marks import facts_left, left_behind
from ifar.registry.search.matching import Question
from ifar.registry.search.offices import best_of_each
from ifar.registry.services import proposals
from ifar.registry.services.duplicates import decide_duplicate, note_pairs
from ifar.registry.services.events import NewEvent
from ifar.tracing.services import answering
from tests import cast
from tests.altered import filled_once, without_triggers
from tests.conftest import sign_in
from tests.factories import a_case, a_firearm, an_item
from tests.registry.test_deletion_keys import misread
from tests.tracing.conftest import came_in


def correct(alice, bob, firearm, **said):
    event = NewEvent("corrected", {"reason": "misread"}, **said)
    asked = proposals.propose_event(actor=alice, firearm=firearm, event=event, reason="misread")
    assert approvals.decide(actor=bob, proposal=asked.public_id, verdict="approve").executed


def renumber(alice, bob, firearm, *texts, n=1):
    for text in texts:
        correct(alice, bob, firearm, marks=({"n": n, "text": text},))


def hits(actor, serial, **more):
    facts = {name: more.pop(name) for name in ("make", "calibre") if name in more}
    return search(actor, Question(serial, **facts), **more).hits


def met(actor, serial, **more):
    return [hit.firearm for hit in hits(actor, serial, **more)]


def deliver():
    while outbox.deliver():
        pass


def plain(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", answer.content.decode()))


def differences():
    results = [replay.check for replay in (STATE, MARKS, KEYS)]
    with connection.connection.cursor() as cursor:
        cursor.adapters.register_loader("jsonb", JsonbLoader)
        return [difference for check in results for difference in check(cursor, None)]


# The rule -----------------------------------------------------------------------------------------------------------------


def test_w01_each_reading_that_a_correction_takes_off_is_left_behind_once():
    row = {"n": 1, "kind": "serial", "text": "AB1234"}
    assert left_behind([row], [{"n": 1, "text": "AB1284"}]) == [
        {
            "n": 10_001,
            "former_of": 1,
            "kind": "serial",
            "text": "AB1234",
            "text_status": "known",
            "retired": True,
        }
    ]
    assert (
        left_behind([row], [{"n": 1, "place": "slide"}, {"n": 2, "kind": "serial", "text": "AB1234"}]) == []
    )
    assert [
        mark["text"] for mark in left_behind([row], [{"n": 1, "text": None, "text_status": "unknown"}])
    ] == ["AB1234"]
    assert [mark["kind"] for mark in left_behind([row], [{"n": 1, "kind": "property"}])] == ["serial"]
    before = [{**row, "text": "AB1284"}, {"n": 10_001, "former_of": 1, "kind": "serial", "text": "AB1234"}]
    assert [(mark["n"], mark["text"]) for mark in left_behind(before, [{"n": 1, "text": "AB1234"}])] == [
        (10_002, "AB1284")
    ]
    again = [{**row}, *before[1:], {"n": 10_002, "former_of": 1, "kind": "serial", "text": "AB1284"}]
    assert left_behind(again, [{"n": 1, "text": "AB1284"}]) == [], "it was left behind before"


# The search ---------------------------------------------------------------------------------------------------------------


def test_w01_every_number_that_was_corrected_is_found_after_those_of_today(alice, bob, dave):
    moved = a_firearm(alice, "KT4471902").firearm
    renumber(alice, bob, moved, "QX8830155", "ZZ9006614")
    today = a_firearm(alice, "KT4471902").firearm
    near = a_firearm(alice, "KT4471903").firearm
    assert met(dave, "KT4471902") == [today, moved, near]
    assert met(dave, "QX8830155") == [moved]
    result = hits(dave, "QX883?155")[0]
    assert (result.firearm, result.mark_text, result.mark_today) == (moved, "QX8830155", "ZZ9006614")
    assert [reason.code for reason in result.match.reasons][-1] == "serial.former"
    assert met(dave, "KT4471902", make="beretta")[:2] == [today, moved]
    assert met(dave, "KT44719*")[2:] == [moved]
    assert hits(dave, "KT4471902")[0].match.probability > hits(dave, "KT4471902")[1].match.probability
    assert hits(dave, "ZZ9006614")[0].mark_today == "", "what stands there is no former reading"
    assert differences() == []


def test_w01_a_former_number_takes_no_place_of_one_of_today(alice, bob, dave, monkeypatch):
    moved = [a_firearm(alice, "LONG771133").firearm for _ in range(4)]
    for n, firearm in enumerate(moved):
        renumber(alice, bob, firearm, f"OTHER{n}0{n}0{n}")
    for n in range(2):
        a_firearm(alice, "LONG771133")
        a_firearm(alice, f"LONG77113{n}")
    monkeypatch.setattr("ifar.registry.search.candidates.NEAREST", 3)
    result = hits(dave, "LONG771133")
    assert [item.mark_today for item in result[:2]] == ["", ""]
    assert result[2].mark_today, "and is itself there before what is only near"
    monkeypatch.setattr("ifar.registry.search.candidates.ENOUGH", 1)
    assert len(hits(dave, "LONG771130")) == 3


def test_w01_a_mark_that_becomes_unreadable_and_a_part_are_found_by_what_was_read(alice, bob, dave):
    made = a_firearm(alice, "ABC55512", marks=({"kind": "property", "text": "POL-7731"},)).firearm
    correct(alice, bob, made, marks=({"n": 1, "text": None, "text_status": "unknown"},))
    renumber(alice, bob, made, "POL-9999", n=2)
    assert met(dave, "ABC55512") == met(dave, "POL-7731") == [made]
    assert met(dave, "POL-7731", kinds=("serial",)) == []
    assert met(dave, "", make="beretta") == [made]
    assert search(dave, Question(make="beretta")).hits[0].mark_text == "POL-9999", (
        "by its facts it shows a mark of today"
    )


def test_w01_what_an_annulment_takes_back_stays_a_former_number(alice, bob, dave):
    made = a_firearm(alice, "GH700100").firearm
    renumber(alice, bob, made, "GH799199")
    latest = Firearm.objects.get(public_id=made).last_event
    event = NewEvent("annulled", {"event": str(latest)})
    asked = proposals.propose_event(actor=alice, firearm=made, event=event, reason="it was right")
    approvals.decide(actor=bob, proposal=asked.public_id, verdict="approve")
    [back, taken] = hits(dave, "GH700100")[0], hits(dave, "GH799199")[0]
    assert (back.firearm, back.mark_today, back.mark_text) == (made, "", "GH700100")
    assert (taken.firearm, taken.mark_today) == (made, "GH700100")
    assert differences() == []


def test_w01_another_make_carries_former_numbers_along(alice, bob, dave):
    made = a_firearm(alice, "1234").firearm
    renumber(alice, bob, made, "9876")
    correct(alice, bob, made, identity={"make": "glock"}, marks=({"n": 1, "text": "5555"},))
    for serial in ("1234", "9876"):
        assert met(dave, serial, make="glock") == [made]
    assert differences() == []


def test_w01_former_numbers_are_found_when_all_marks_settled(peopled_db, tmp_path):
    alice, bob, dave = map(cast.actor, ("alice", "bob", "dave"))
    with override_settings(IFAR_HOME=tmp_path):
        made = a_firearm(alice, "SET10011").firearm
        before = a_firearm(alice, "SET20022").firearm
        renumber(alice, bob, before, "SET29999")
        index_compaction.settle(grace=0)
        renumber(alice, bob, made, "SET19999")
        for _round in range(2):
            assert met(dave, "SET10011")[0] == made
            assert {hit.mark_today for hit in hits(dave, "SET20022") if hit.firearm == before} == {"SET29999"}
            with peopled_db.connect("verifier") as verifier:
                assert [
                    difference for each in (MARKS, KEYS) for difference in each.check(verifier.cursor(), None)
                ] == []
            index_compaction.settle(grace=0)
        assert not MarkKey.objects.filter(settled=False).exists()


# Who hears ----------------------------------------------------------------------------------------------------------------


def look_for(actor, serial):
    return open_search(
        actor=actor,
        question=Question(serial),
        kind="recovery",
        reference="P-2026-17",
        reason="found in a boot",
    )


def told(actor, opened):
    deliver()
    return [
        (hit.firearm.public_id, hit.mark_n >= former_marks.FIRST) for hit in selectors.hits_of(actor, opened)
    ]


def test_w01_a_saved_search_meets_a_former_number_before_and_after(alice, bob, dave):
    made = a_firearm(alice, "TR6610043").firearm
    early = look_for(dave, "TR6610043")
    deliver()
    known = told(dave, early)
    renumber(alice, bob, made, "ZW0918277")
    assert told(dave, early) == known == [(made, False)], "what it met it does not meet once more"
    late = look_for(dave, "TR6610043")
    assert told(dave, late) == [(made, True)]
    page = plain(sign_in("dave").get(reverse("registry:saved_search", args=(early.public_id,))))
    assert "formerly recorded as TR6610043" in page
    assert "on record: ZW0918277" in page
    page = plain(sign_in("dave").get(reverse("registry:saved_search", args=(late.public_id,))))
    assert "Formerly recorded as “TR6610043”." in page


def test_w01_each_office_hears_of_its_former_number(alice, bob):
    made = a_firearm(alice, "MIL7745001").firearm
    renumber(alice, bob, made, "MIL0005413")
    looker = replace(
        JOB,
        permissions=frozenset({"registry:mark:search", "registry:firearm:read"}),
        compartments=frozenset({"civilian"}),
    )
    for serial in ("MIL7745001", "MIL77450*"):
        [kept] = best_of_each(looker, Question(serial), register_size=1_000).kept
        assert (kept.firearm, kept.match.held.n) == (made, former_marks.FIRST)
        assert blinding.counts(kept.match, 1_000)


def test_w01_what_comes_in_later_may_be_a_record_that_was_corrected(alice, bob):
    made = a_firearm(alice, "DUP4480021").firearm
    renumber(alice, bob, made, "DUP9911773")
    again = Firearm.objects.get(public_id=a_firearm(alice, "DUP4480021").firearm)
    [pair] = duplicates_of([again.pk])
    assert pair.one == Firearm.objects.get(public_id=made).pk
    assert "serial.former" in [reason["code"] for reason in pair.reasons]
    other = a_firearm(alice, "DUP5550001").firearm
    late = a_firearm(alice, "DUP5550001").firearm
    renumber(alice, bob, late, "DUP3230009")
    assert duplicates_of([Firearm.objects.get(public_id=late).pk]) == [], (
        "what was taken off it makes it no other"
    )
    assert other


def test_w01_a_number_of_a_record_that_was_joined_leads_to_the_one_that_goes_on(alice, bob, dave):
    older, newer = a_firearm(alice, "JON4480021").firearm, a_firearm(alice, "JON448002I").firearm
    note_pairs(duplicates_of([Firearm.objects.get(public_id=newer).pk]))
    pair = Duplicate.objects.get().public_id
    renumber(alice, bob, older, "JON7773113")
    decide_duplicate(actor=bob, duplicate=pair, verdict="same", survivor=older)
    assert set(met(dave, "JON448002I")) == {older, newer}, (
        "by its former number, and by the record that was joined"
    )
    assert told(dave, look_for(dave, "JON448002I")) in ([(older, False)], [(older, True)])
    item = an_item(dave, a_case(dave), "JON448002I")
    assert list(Hit.objects.filter(item__public_id=item).values_list("firearm__public_id", flat=True)) == [
        older
    ]
    correct(alice, bob, older, identity={"make": "glock"})
    late = Firearm.objects.get(public_id=a_firearm(alice, "JON448002I", identity={"make": "glock"}).firearm)
    assert [duplicate.one for duplicate in duplicates_of([late.pk])] == [
        Firearm.objects.get(public_id=older).pk
    ]


def test_w01_a_recovered_arm_and_a_trace_find_the_former_number(alice, bob, dave, erin):
    made = a_firearm(alice, "REC7100388").firearm
    early = an_item(dave, a_case(dave), "REC7100388")
    renumber(alice, bob, made, "REC0022915")
    item = an_item(dave, a_case(dave), "REC7100388")
    records = Hit.objects.filter(item__public_id__in=[early, item]).order_by("pk")
    assert list(records.values_list("firearm__public_id", "mark_n")) == [
        (made, 1),
        (made, former_marks.FIRST),
    ]
    new = NewItem(identity={"type": "pistol"}, marks=({"kind": "serial", "text": "REC7100388"},))
    assert amend_item(actor=dave, item=early, new=new).met == 0, (
        "it is proposed already, by the mark that said so"
    )

    request = came_in(erin, marks=({"kind": "serial", "text": "REC7100388"},))
    answering.acknowledge(actor=erin, request_id=request)
    proposals = answering.search_register(actor=erin, request_id=request)
    assert [(proposal.found.firearm, proposal.found.mark_today) for proposal in proposals] == [
        (made, "REC0022915")
    ]


# What is shown ------------------------------------------------------------------------------------------------------------


def test_w01_pages_and_interface_tell_what_was_formerly_recorded(alice, bob):
    made = a_firearm(alice, "PAG3301277").firearm
    renumber(alice, bob, made, "PAG9901244", "PAG6601255")
    browser = sign_in("alice")
    result = plain(browser.get(reverse("registry:search"), {"q": "PAG3301277"}))
    assert "formerly recorded as PAG3301277" in result
    assert "on record: PAG6601255" in result
    page = plain(browser.get(reverse("registry:firearm", args=(made,))))
    assert "formerly recorded as PAG3301277 · PAG9901244" in page
    assert re.search(r"Mark: Serial number PAG3301277 .*Serial number PAG9901244", page), (
        "its life shows old and new"
    )
    whole = browser.get(f"/api/firearms/{made}").json()
    assert [(mark["n"], mark["text"], mark["former_of"]) for mark in whole["marks"]] == [
        (1, "PAG6601255", 0),
        (10_001, "PAG3301277", 1),
        (10_002, "PAG9901244", 1),
    ]
    road = plain(browser.post(reverse("registry:roadside"), {"q": "PAG3301277"}))
    assert re.search(r"Formerly recorded as ?PAG3301277 ?Mark on record ?PAG6601255", road), road


def test_w01_the_answer_says_of_how_many_the_number_was_formerly_recorded(alice, bob):
    made = a_firearm(alice, "PAG3301277").firearm
    a_firearm(alice, "PAG3301278")
    browser = sign_in("alice")

    def told(mark):
        return browser.get(reverse("registry:search"), {"q": mark}).context["sentence"]

    assert told("PAG3301277") == "1 fits. 1 more only comes near."
    renumber(alice, bob, made, "ZZ9901244")
    near = "2 records come near, none fits; the likeliest come first."
    assert told("PAG3301277") == f"{near} 1 was formerly recorded so."
    assert told("PAG3301279") == near, "it was not recorded so either"


def test_w01_a_second_other_correction_is_none_that_stands_already(alice, bob):
    made = a_firearm(alice, "AGN1000001").firearm
    when = day(dt.date(2026, 5, 4))
    correct(alice, bob, made, occurred=when, marks=({"n": 1, "text": "AGN1000002"},))
    browser = sign_in("alice")
    page = f"{reverse('registry:record', args=(made,))}?kind=corrected"
    form = {
        "seen": "2", "occurred_0": "2026-05-04", "fields": ["marks"], "mark-TOTAL_FORMS": "1", "mark-INITIAL_FORMS": "1",
        "mark-0-n": "1", "mark-0-kind": "serial", "mark-0-text": "AGN1000003", "proposal-reason": "misread",
    }  # fmt: skip
    assert "This is recorded already" not in plain(browser.post(page, form))


# Facts -------------------------------------------------------------------------------------------------------------------


def asked(actor, **facts):
    return [
        (hit.firearm, [reason.code for reason in hit.match.reasons if reason.code.endswith(".former")])
        for hit in search(actor, Question(**facts)).hits
    ]


def test_w01_what_a_fact_said_before_is_left_behind_once_and_sorted():
    before = {"make": "glock", "calibre": "9x19", "year": None}
    assert facts_left(before, (), {"make": "beretta", "calibre": "9x19", "year": 1980}) == ["make:glock"]
    assert facts_left(before, ["make:tula"], {"make": None}) == ["make:glock", "make:tula"]
    assert facts_left(before, ["make:glock"], {"make": "tula"}) == ["make:glock"]
    assert facts_left(before, (), {"place": "x"}) is None


def test_w01_a_former_make_model_and_calibre_are_found_alone_and_told(alice, bob, dave):
    moved = a_firearm(alice, "FF1002001", identity={"model": "beretta/92"}).firearm
    correct(alice, bob, moved, identity={"make": "glock", "model": "glock/17", "calibre": "9x21"})
    today = a_firearm(alice, "FF9990001", identity={"model": "beretta/92"}).firearm
    assert asked(dave, make="beretta") == [(today, []), (moved, ["make.former"])]
    assert asked(dave, make="beretta", model="beretta/92")[1] == (moved, ["make.former", "model.former"])
    assert asked(dave, make="beretta", calibre="9x19")[1] == (moved, ["make.former", "calibre.former"])
    assert asked(dave, make="glock", calibre="9x19") == [(moved, ["calibre.former"])]
    assert asked(dave, make="glock", calibre="9x21") == [(moved, [])]
    assert asked(dave, make="beretta", calibre="7.62x39") == []
    assert differences() == []


@pytest.mark.parametrize(
    ("said", "question"),
    [
        ({"type": "rifle"}, {"type": "pistol"}),
        ({"type": "rifle"}, {"type": "pistol_semi_automatic"}),
        ({"country_made": "at"}, {"country": "it"}),
        ({"year": 2001}, {"year": (1978, 1982)}),
        ({"make": None, "make_status": "unknown"}, {}),
    ],
)
def test_w01_each_fact_that_was_corrected_is_found_as_it_was(alice, bob, dave, said, question):
    known = {"country_made": "it", "year": 1980}
    moved = a_firearm(alice, "FF2002002", identity=known).firearm
    correct(alice, bob, moved, identity=said)
    [(result, formerly)] = asked(dave, make="beretta", **question)
    assert (result, len(formerly)) == (moved, 1)
    assert differences() == []


def test_w01_every_value_that_was_corrected_twice_stays_and_one_that_comes_back_is_of_today(alice, bob, dave):
    moved = a_firearm(alice, "FF3003003").firearm
    for make in ("glock", "tula", "beretta"):
        correct(alice, bob, moved, identity={"make": make})
    assert Firearm.objects.get(public_id=moved).former == ["make:beretta", "make:glock", "make:tula"]
    assert asked(dave, make="tula") == [(moved, ["make.former"])]
    assert asked(dave, make="beretta") == [(moved, [])]
    assert differences() == []


@pytest.mark.parametrize("serial", ["77123", "FF40040041"])
def test_w01_a_mark_with_a_former_make_is_found_even_where_the_make_may_not_differ(alice, bob, dave, serial):
    moved = a_firearm(alice, serial).firearm
    correct(alice, bob, moved, identity={"make": "glock"})
    near = serial[:-1] + "7"
    for read in (serial, near, f"{serial[:-1]}?"):
        assert met(dave, read, make="beretta", only=("make",)) == [moved], read
        assert met(dave, read, make="tula", only=("make",)) == [], read
    [hit] = hits(dave, serial, make="beretta")
    assert "make.former" in [reason.code for reason in hit.match.reasons]


@pytest.mark.parametrize("settled", [False, True])
def test_w01_a_short_mark_misread_and_asked_with_a_former_make_is_found_beside_others_of_it(
    peopled_db, tmp_path, settled
):
    alice, bob, dave = map(cast.actor, ("alice", "bob", "dave"))
    rng = random.Random(23)
    with override_settings(IFAR_HOME=tmp_path):
        moved = a_firearm(alice, "77B123").firearm
        for make in ("glock", "tula"):
            correct(alice, bob, moved, identity={"make": make})
        if settled:
            index_compaction.settle(grace=0)
        for read in sorted({misread("77B123", rng.randint(0, 2), rng) for _ in range(25)}):
            others = [a_firearm(alice, f"{read}{more}").firearm for more in ("", "X")]
            results = [met(dave, read, make=make, edits=2) for make in ("beretta", "glock", "tula")]
            assert all(moved in item for item in results), read
            assert results[0].index(moved) > results[0].index(others[0]), (
                "what bears the make today comes first"
            )
        assert differences() == []


def test_w01_a_former_make_is_told_on_the_page_in_the_search_and_in_the_list(alice, bob, db):
    moved = a_firearm(alice, "FF5005005").firearm
    correct(alice, bob, moved, identity={"make": "glock", "calibre": "9x21"})
    browser = sign_in("dave")
    page = plain(browser.get(reverse("registry:firearm", args=(moved,))))
    assert "Glock formerly recorded as Fabbrica d" in page
    result = plain(browser.get(reverse("registry:search"), {"make": "beretta"}))
    assert "1 was formerly recorded so." in result
    assert "The make was formerly recorded as Fabbrica d" in result
    none = plain(browser.get(reverse("registry:search"), {"make": "glock", "type": "rifle"}))
    assert "No record that you may see says all of this" in none
    assert "two characters" not in none


# What holds in the database -----------------------------------------------------------------------------------------------


def fill():
    alice, bob = cast.actor("alice"), cast.actor("bob")
    renumber(alice, bob, a_firearm(alice, "FRG4410007").firearm, "FRG4410008", "FRG4410009")
    correct(alice, bob, Firearm.objects.get().public_id, identity={"make": "glock"})


register = filled_once(fill)
ALTERED = {
    "is taken away": ("DELETE FROM registry_mark WHERE n = 10001", "mark 10001"),
    "says another": ("UPDATE registry_mark SET text = 'X1' WHERE n = 10002", "mark 10002"),
    "is of another": ("UPDATE registry_mark SET former_of = 2 WHERE n = 10002", "mark 10002"),
    "is invented": (
        "INSERT INTO registry_mark SELECT r.* FROM jsonb_populate_record(NULL::registry_mark,"
        ' (SELECT to_jsonb(m) || \'{"n": 10003, "text": "ZZ1"}\' FROM registry_mark m WHERE n = 10001)) AS r',
        "mark 10003",
    ),
}


@pytest.mark.parametrize("how", ALTERED)
def test_w01_a_former_number_that_is_altered_is_named(register, how):
    statement, place = ALTERED[how]
    assert register.says(of=("registry_",)) == []
    with pytest.raises(psycopg.Error, match="ifar: "), register.altered(statement):
        pass
    named = register.says(*without_triggers("registry_mark"), statement, of=("registry_mark",))
    assert any(place in item for item in named), named


@pytest.mark.parametrize("said", ["NULL", "'{make:tula}'", "'{make:beretta,make:tula}'"])
def test_w01_who_alters_what_a_fact_said_before_is_refused_and_named(register, said):
    statement = f"UPDATE registry_firearm SET former = {said}"
    with pytest.raises(psycopg.Error, match="ifar: "), register.altered(statement):
        pass
    named = register.says(*without_triggers("registry_firearm"), statement, of=("registry_firearm",))
    assert any("former" in item for item in named), named
