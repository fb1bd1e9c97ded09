"""People: figures by sex and age, feedback and complaints; the rules table by table, then through services, database, pages and verifier."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from ifar.accounts.models import ReadLog
from ifar.errors import Forbidden, Invalid, NotFound, Refused
from ifar.ledger.models import Entry, Personal
from ifar.programme import feedback as rules
from ifar.programme import participation
from ifar.programme.indicators import ReportedValue
from ifar.programme.models import Feedback, Indicator, Initiative, Participation, Value
from ifar.programme.participation import Cell
from ifar.programme.services import feedback, people, planning, values
from ifar.programme.services.feedback import NewFeedback
from ifar.programme.services.people import NewInitiative
from ifar.programme.services.planning import NewIndicator
from ifar.programme.services.writing import RECORDER, today
from tests import cast
from tests.acting import without_guards
from tests.cast import actor
from tests.programme.conftest import differences
from tests.programme.test_acts import a_period, a_project, a_result

D = Decimal
BEGAN = dt.date(2025, 3, 1)
CELLS = (Cell("female", "15_24", 7), Cell("male", "25_59", 4), Cell("not_said", "not_said", 2))


@pytest.mark.parametrize(
    ("cells", "wrong"),
    [
        (CELLS, ""),
        ([Cell("woman", "15_24", 1)], "unknown"),
        ([Cell("female", "adult", 1)], "unknown"),
        ([Cell("female", "15_24", 1), Cell("female", "15_24", 2)], "double"),
        ([Cell("female", "15_24", -1)], "negative"),
        ([], "empty"),
        ([Cell("female", "15_24", 0)], "empty"),
        ([Cell("female", "15_24", 100_001)], "most"),
    ],
)
def test_what_a_table_may_say(cells, wrong):
    assert participation.wrong(cells) == wrong


def test_tables_add_up_and_shares_leave_out_what_was_not_said():
    reached = participation.together([CELLS, CELLS])
    assert (reached.total, reached.sex["female"], reached.age["not_said"]) == (26, 14, 4)
    assert reached.share("sex", "female") == D("63.6"), "7 of the 11 of whom it is said"
    assert participation.together([[Cell("not_said", "not_said", 3)]]).share("sex", "female") is None
    assert participation.read(participation.kept(CELLS)) == list(CELLS)


@pytest.mark.parametrize(
    ("kind", "days"),
    [("a", 14), ("b", 30), ("c", 30), ("d", 30), ("e", 30)],
)
def test_days_come_from_the_list(kind, days):
    assert rules.days_of(kind, {"a": ["14"], "b": ["soon"], "c": ["0"], "d": ["999"]}) == days


@pytest.mark.parametrize(
    ("state", "why", "wrong"),
    [("looked_into", "settled", "unanswered"), ("answered", "settled", ""), ("looked_into", "passed_on", ""), ("answered", "bored", "unknown")],
)  # fmt: skip
def test_how_it_may_be_closed(state, why, wrong):
    assert rules.close_wrong(state, why) == wrong


@pytest.mark.parametrize(("ended", "how"), [(None, "open"), (0, "in_time"), (-3, "in_time"), (1, "late")])
def test_what_is_in_time(ended, how):
    day = dt.date(2026, 5, 1)
    on = None if ended is None else day + dt.timedelta(days=ended)
    assert rules.in_time(rules.Ended(day, on)) == how


def test_who_handles_and_what_is_late():
    day = dt.date(2026, 5, 1)
    assert rules.late("received", day, day) == 0
    assert rules.late("looked_into", day, day + dt.timedelta(days=4)) == 4
    assert rules.late("answered", day, day + dt.timedelta(days=4)) == 0


def an_initiative(**more) -> Initiative:
    new = NewInitiative("Safe homes", "awareness", BEGAN, **more)
    made = people.open_initiative(actor=actor("alice"), new=new)
    return people.start_initiative(actor=actor("alice"), initiative_id=made.public_id)


def a_complaint(**more) -> str:
    result = {
        "kind": "complaint",
        "channel": "phone",
        "received_on": today(),
        "said": "The bus did not come.",
    }
    return feedback.note(actor=actor("alice"), new=NewFeedback(**{**result, **more}))


@pytest.mark.django_db
@pytest.mark.usefixtures("roles")
class TestInitiatives:
    def test_from_a_plan_to_what_changed(self):
        alice, project = actor("alice"), a_project().public_id
        with pytest.raises(Forbidden):
            people.open_initiative(actor=actor("dave"), new=NewInitiative("x", "awareness", BEGAN))
        for wrong in ({"kind": "party"}, {"audiences": ["everybody"]}, {"project": "R0000000000000"}, {"ends_on": dt.date(2024, 1, 1)}):  # fmt: skip
            with pytest.raises(Invalid):
                people.open_initiative(actor=alice, new=NewInitiative(**{"title": "x", "kind": "awareness", "starts_on": BEGAN, **wrong}))  # fmt: skip
        made = people.open_initiative(actor=alice, new=NewInitiative("Safe homes", "awareness", BEGAN, project=project, audiences=["women"]))  # fmt: skip
        with pytest.raises(Refused):
            people.note_participation(actor=alice, initiative_id=made.public_id, held_on=BEGAN, cells=CELLS)
        with pytest.raises(Refused):
            people.end_initiative(actor=alice, initiative_id=made.public_id, expected_n=1, effect="x")
        people.start_initiative(actor=alice, initiative_id=made.public_id)
        for day in (BEGAN - dt.timedelta(days=1), today() + dt.timedelta(days=1)):
            with pytest.raises(Invalid):
                people.note_participation(actor=alice, initiative_id=made.public_id, held_on=day, cells=CELLS)
        figure = people.note_participation(
            actor=alice, initiative_id=made.public_id, held_on=BEGAN, cells=CELLS
        )
        assert figure.total == 13
        figure = people.correct_participation(actor=alice, participation_id=figure.public_id, expected_n=1, held_on=BEGAN, cells=CELLS[:1], reason="counted twice")  # fmt: skip
        assert figure.total == 7
        people.withdraw_participation(
            actor=alice, participation_id=figure.public_id, expected_n=2, reason="another day"
        )
        with pytest.raises(Refused):
            people.withdraw_participation(
                actor=alice, participation_id=figure.public_id, expected_n=3, reason="again"
            )
        people.end_initiative(
            actor=alice, initiative_id=made.public_id, expected_n=2, effect="Arms are under lock."
        )
        people.look_back(
            actor=alice, initiative_id=made.public_id, expected_n=3, effect="Most arms are under lock."
        )
        initiative = Initiative.objects.get()
        assert (initiative.state, initiative.effect) == ("ended", "Most arms are under lock.")
        assert differences() == []

    @pytest.mark.parametrize(
        ("counts", "total"),
        [
            ([{"sex": "female", "age": "15_24", "number": 3}], 4),
            ([{"sex": "female", "age": "15_24", "number": 3, "name": "Amina"}], 3),
            ([{"sex": "Amina", "age": "15_24", "number": 3}], 3),
            ([{"sex": "female", "age": "15_24", "number": -3}, {"sex": "male", "age": "15_24", "number": 6}], 3),
            ([], 1),
        ],
    )  # fmt: skip
    def test_the_database_takes_numbers_that_add_up_and_no_names(self, counts, total):
        of = an_initiative()
        changes = {"initiative": of.public_id, "held_on": BEGAN, "total": total, "counts": counts}
        with (
            pytest.raises(IntegrityError, match=r"more than numbers|something else"),
            transaction.atomic(),
            without_guards(RECORDER),
        ):
            RECORDER.record(actor("alice"), "participation", "noted", changes=changes)

    def test_who_took_part_is_counted_by_sex_and_age(self):
        alice, of = actor("alice"), an_initiative()
        a_period()
        new = NewIndicator("Reached", "number", source="people_reached", disaggregation=["sex", "age"])
        counted = planning.define_indicator(actor=alice, result=a_result().public_id, new=new)
        assert values.compute(actor=values.JOB, indicator=counted.public_id, period="2025") is None
        figure = people.note_participation(
            actor=alice, initiative_id=of.public_id, held_on=BEGAN, cells=CELLS
        )
        people.note_participation(
            actor=alice, initiative_id=of.public_id, held_on=dt.date(2026, 1, 5), cells=CELLS
        )
        value = values.compute(actor=values.JOB, indicator=counted.public_id, period="2025")
        assert value.number == 13
        for by in ("sex", "age"):
            assert sum(int(part["number"]) for part in value.parts if part["by"] == by) == 13
        # The same whole, divided otherwise, is another version; and nothing new is none.
        other = (Cell("male", "15_24", 7), *CELLS[1:])
        people.correct_participation(actor=alice, participation_id=figure.public_id, expected_n=1, held_on=BEGAN, cells=other, reason="mixed up")  # fmt: skip
        again = values.compute(actor=values.JOB, indicator=counted.public_id, period="2025")
        assert {"by": "sex", "name": "male", "number": "11"} in again.parts
        assert values.compute(actor=values.JOB, indicator=counted.public_id, period="2025").n == again.n == 2

    def test_pages(self, signed_in, django_assert_max_num_queries):
        alice, project = signed_in("alice"), a_project(gem=2, dac_gender=1).public_id
        result = {"title": "Youth council", "kind": "youth_leadership", "audiences": ["youth"], "project": project, "starts_on": "2025-03-01"}  # fmt: skip
        assert alice.get("/programme/initiatives/").status_code == 200
        assert alice.get(f"/programme/initiatives/new/?project={project}").status_code == 200
        assert alice.post("/programme/initiatives/new/", {**result, "kind": "x"}).status_code == 422
        assert alice.post("/programme/initiatives/new/", result).status_code == 302
        of = Initiative.objects.get().public_id
        page = f"/programme/initiatives/{of}/"
        assert alice.post(f"{page}acts/started/").status_code == 302
        assert alice.get(f"{page}count/").status_code == 200
        assert alice.post(f"{page}count/", {"held_on": "2025-04-01"}).status_code == 422
        filled = {"held_on": "2025-04-01", "cells-female-15_24": "9", "cells-male-15_24": "6"}
        assert alice.post(f"{page}count/", filled).status_code == 302
        assert alice.post(f"{page}count/", {**filled, "cells-male-15_24": "²"}).status_code == 422
        figure = Participation.objects.get()
        recount = f"/programme/participation/{figure.public_id}/acts/corrected/"
        assert b'value="9"' in alice.get(recount).content
        assert alice.post(recount, {**filled, "expected_n": "1", "reason": "late comers", "cells-male-15_24": "11"}).status_code == 302  # fmt: skip
        assert Participation.objects.get().total == 20
        change = {**result, "expected_n": "2", "place": "Isla Verde"}
        assert alice.get(f"{page}acts/changed/").status_code == 200
        assert alice.post(f"{page}acts/changed/", {**change, "expected_n": "1"}).status_code == 422, (
            "somebody was quicker"
        )
        assert alice.post(f"{page}acts/changed/", change).status_code == 302
        seen = alice.get(page).content.decode()
        assert "gender equality is a significant objective" in seen
        assert "45.0" in seen
        reader = signed_in("dave")
        for address, queries in ((page, 16), ("/programme/initiatives/", 18), (f"/programme/projects/{project}/", 21)):  # fmt: skip
            reader.get(address)
            with django_assert_max_num_queries(queries):
                shown = reader.get(address).content.decode()
            assert "Youth council" in shown
            assert "complaint" not in shown, "the door is for those who answer"
        assert reader.post(f"{page}acts/cancelled/", {"reason": "x"}).status_code == 403
        assert reader.post(f"{page}count/", filled).status_code == 403
        assert (
            alice.post(f"{page}acts/ended/", {"expected_n": "3", "effect": "They decide."}).status_code == 302
        )
        withdraw = f"/programme/participation/{figure.public_id}/acts/withdrawn/"
        assert alice.post(withdraw, {"expected_n": "2", "reason": "x"}).headers["Location"] == page
        assert Initiative.objects.get().effect == "They decide."


@pytest.mark.django_db
@pytest.mark.usefixtures("roles")
class TestFeedback:
    def test_from_a_complaint_to_its_end(self):
        alice, bob = actor("alice"), actor("bob")
        of = an_initiative(project=a_project().public_id)
        with pytest.raises(Forbidden):
            feedback.note(actor=actor("dave"), new=NewFeedback("complaint", "phone", today(), "x"))
        for wrong in ({"kind": "x"}, {"channel": "x"}, {"said": " "}, {"received_on": today() + dt.timedelta(days=2)}, {"about": "U0000000000000"}):  # fmt: skip
            with pytest.raises(Invalid):
                a_complaint(**wrong)
        made = a_complaint(initiative=of.public_id, kind="misconduct", about=alice.id, reach="by letter")
        record = Feedback.objects.get()
        assert (record.due_on - record.received_on).days == 14
        assert record.project == of.project
        # It is about Alice: for her it does not exist, in lists and counts neither.
        for act in (feedback.look_into, lambda **more: feedback.answer(told="no", **more), lambda **more: feedback.close(why="passed_on", **more)):  # fmt: skip
            with pytest.raises(NotFound):
                act(actor=alice, feedback_id=made, expected_n=1)
        with pytest.raises(NotFound):
            feedback.read(alice, made)
        with pytest.raises(Refused):
            feedback.answer(actor=bob, feedback_id=made, expected_n=1, told="Before looking.")
        feedback.look_into(actor=bob, feedback_id=made, expected_n=1, note="I ask the others.")
        with pytest.raises(Refused):
            feedback.close(actor=bob, feedback_id=made, expected_n=2, why="settled")
        feedback.answer(actor=bob, feedback_id=made, expected_n=2, told="We said sorry.")
        feedback.close(actor=bob, feedback_id=made, expected_n=3, why="settled")
        _found, done = feedback.read(bob, made)
        assert [item.kind for item in done] == ["received", "looked_into", "answered", "closed"]
        assert (done[0].said["reach"], done[2].said["answer"]) == ("by letter", "We said sorry.")
        assert ReadLog.objects.filter(act="programme.feedback.read", object=made, actor=bob.id).count() == 1
        # Nothing that was said stands in the log.
        for entry in Entry.objects.filter(object=made):
            assert b"sorry" not in bytes(entry.canonical)
            assert b"bus" not in bytes(entry.canonical)
        assert Personal.objects.filter(field="words", value="The bus did not come.").exists()
        assert differences() == []

    def test_the_database_lets_nobody_answer_about_themselves(self):
        alice = actor("alice")
        a_complaint(kind="misconduct", about=alice.id)
        for who in (alice, actor("dave")):
            with (
                pytest.raises(IntegrityError, match=r"programme\.feedback\.own|not theirs"),
                transaction.atomic(),
                without_guards(RECORDER),
            ):
                RECORDER.record(who, "feedback", "looked_into", Feedback.objects.get())
        RECORDER.record(actor("bob"), "feedback", "looked_into", Feedback.objects.get())
        for kind, changes, personal in (
            ("answered", {"answered_on": today()}, {}),
            ("answered", {"answered_on": dt.date(2020, 1, 1)}, {"answer": "x"}),
            ("closed", {"closed_on": today(), "why": "settled"}, {}),
        ):
            with (
                pytest.raises(IntegrityError, match="cannot be"),
                transaction.atomic(),
                without_guards(RECORDER),
            ):
                RECORDER.record(
                    actor("bob"), "feedback", kind, Feedback.objects.get(), changes=changes, personal=personal
                )
        changes = {"project": "", "initiative": "", "kind": "complaint", "channel": "phone", "received_on": today(), "due_on": today() + dt.timedelta(days=3), "about": ""}  # fmt: skip
        with pytest.raises(IntegrityError, match="cannot be"), transaction.atomic(), without_guards(RECORDER):
            RECORDER.record(alice, "feedback", "received", changes=changes)

    def test_complaints_in_time_count_what_is_past(self):
        now = today()
        name = str(now.year)
        a_period(name)
        new = NewIndicator("In time", "per cent", measure="percentage", aggregation="pooled_ratio", source="complaints_in_time")  # fmt: skip
        counted = planning.define_indicator(actor=actor("alice"), result=a_result().public_id, new=new)
        assert values.compute(actor=values.JOB, indicator=counted.public_id, period=name) is None
        days = ((60, None), (80, 60), (90, 5), (1, None), (88, 6), (89, 7))
        for received, answered in days:
            assert values.compute(actor=values.JOB, indicator=counted.public_id, period=name) is None, (
                "too few to say anything of"
            )
            if (now - dt.timedelta(days=60)).year != now.year:
                pytest.skip("the first weeks of a year have no complaint of the same year that is past")
            changes = {"project": "", "initiative": "", "kind": "complaint", "channel": "phone", "about": "", "received_on": now - dt.timedelta(days=received), "due_on": now - dt.timedelta(days=received - 30)}  # fmt: skip
            subject = RECORDER.new_id("feedback")
            RECORDER.record(
                actor("alice"), "feedback", "received", subject, changes=changes, personal={"words": "x"}
            )
            if answered:
                RECORDER.record(
                    actor("bob"), "feedback", "looked_into", Feedback.objects.get(public_id=subject)
                )
                result = {"answered_on": changes["received_on"] + dt.timedelta(days=answered)}
                RECORDER.record(actor("bob"), "feedback", "answered", Feedback.objects.get(public_id=subject), changes=result, personal={"answer": "x"})  # fmt: skip
        value = values.compute(actor=values.JOB, indicator=counted.public_id, period=name)
        assert (value.numerator, value.denominator) == (3, 5)
        assert value.lineage["rows"] == {}
        for who in ("alice", "bob"):
            with pytest.raises(Refused, match="every night"):
                values.compute(actor=actor(who), indicator=counted.public_id, period=name)
        changes = {"lineage": {**value.lineage, "counted": 6}}
        why = {"source": "complaints_in_time", "reason": "figures"}
        with (
            pytest.raises(IntegrityError, match="not theirs to count"),
            transaction.atomic(),
            without_guards(RECORDER),
        ):
            RECORDER.record(actor("alice"), "value", "computed", value, changes=changes, details=why)
        assert not any(record.public_id in str(value.lineage) for record in Feedback.objects.all())

    def test_pages(self, signed_in, django_assert_max_num_queries):
        alice, bob = signed_in("alice"), signed_in("bob")
        of = an_initiative()
        result = {"kind": "misconduct", "channel": "phone", "received_on": today().isoformat(), "said": "Somebody shouted.", "about": cast.user("alice").public_id}  # fmt: skip
        door = f"/programme/feedback/new/?initiative={of.public_id}"
        assert alice.get(door).status_code == 200
        assert alice.post(door, {**result, "said": ""}).status_code == 422
        assert alice.post(door, result).status_code == 302
        made = Feedback.objects.get()
        page = f"/programme/feedback/{made.public_id}/"
        assert made.initiative == of.public_id
        assert alice.get(page).status_code == 404, "whom it is about"
        for show in ("open", "late", "ended"):
            assert made.public_id not in alice.get(f"/programme/feedback/?show={show}").content.decode()
        assert "Waiting (0)" in alice.get("/programme/feedback/").content.decode()
        assert "Nothing waits" in alice.get(f"/programme/initiatives/{of.public_id}/").content.decode()
        bob.get("/programme/feedback/")
        with django_assert_max_num_queries(16):
            shown = bob.get("/programme/feedback/").content.decode()
        assert "Waiting (1)" in shown
        assert "shouted" not in shown
        assert "shouted" in bob.get(page).content.decode()
        assert alice.get(f"{page}acts/looked_into/").status_code == 404, "whom it is about"
        assert bob.post(f"{page}acts/looked_into/", {"expected_n": "1"}).status_code == 302
        assert bob.post(f"{page}acts/answered/", {"expected_n": "2", "told": ""}).status_code == 422
        assert Feedback.objects.get().state == "looked_into"
        assert bob.post(f"{page}acts/answered/", {"expected_n": "2", "told": "Told them."}).status_code == 302
        assert bob.post(f"{page}acts/closed/", {"expected_n": "3", "why": "settled"}).status_code == 302
        assert Feedback.objects.get().state == "closed"
        assert "Told them." in bob.get(page).content.decode()
        for closed in (page, "/programme/feedback/", "/programme/feedback/new/"):
            assert signed_in("dave").get(closed).status_code == 403


@pytest.mark.django_db
@pytest.mark.usefixtures("roles")
def test_a_value_is_reported_with_its_parts(signed_in):
    a_period()
    new = NewIndicator("Trained", "number", disaggregation=["sex", "age", "region"])
    indicator = planning.define_indicator(actor=actor("alice"), result=a_result().public_id, new=new)
    alice = signed_in("alice")
    address = f"/programme/indicators/{indicator.public_id}/report/"
    page = alice.get(address).content.decode()
    assert "parts-sex-female" in page
    assert "parts-age-15_24" in page
    assert "parts-region" not in page, "its parts have no names that are the same everywhere"
    result = {"period": "2025", "number": "10", "parts-sex-female": "6", "parts-sex-male": "3"}
    refused = alice.post(address, result)
    assert refused.status_code == 422
    assert "do not add up" in refused.content.decode()
    assert alice.post(address, {**result, "parts-sex-male": "x"}).status_code == 422
    assert alice.post(address, {**result, "parts-sex-male": "4"}).status_code == 302
    value = Value.objects.get()
    assert value.parts == [{"by": "sex", "name": "female", "number": "6"}, {"by": "sex", "name": "male", "number": "4"}]  # fmt: skip
    # What has no field is kept as it stood.
    kept = values.indicators.Part("region", "XX-IS", D(10))
    said = ReportedValue(
        D(10), parts=[*(values.indicators.Part("sex", n, D(5)) for n in ("female", "male")), kept]
    )
    values.change(actor=actor("alice"), value_id=value.public_id, expected_n=1, said=said)
    change = f"/programme/values/{value.public_id}/change/"
    assert 'value="5"' in alice.get(change).content.decode()
    assert alice.post(change, {"expected_n": "2", "number": "10", "parts-age-15_24": "10"}).status_code == 302
    assert [part["by"] for part in Value.objects.get().parts] == ["age", "region"]
    shown = alice.get(f"/programme/values/{value.public_id}/").content.decode()
    assert "15 to 24 years" in shown
    assert Indicator.objects.count() == 1
