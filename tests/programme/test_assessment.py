"""A State's law against the Firearms Protocol: the rule table by table, written by one and approved by another, exported by the Protocol's own numbers."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json

import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from ifar.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from ifar.programme import assessment, questionnaire
from ifar.programme.assessment import Answer
from ifar.programme.computed import records as sources
from ifar.programme.models import Assessment, Value
from ifar.programme.selectors import assessments as selectors
from ifar.programme.services import assessments as services
from ifar.programme.services import planning, values
from ifar.programme.services.planning import NewIndicator
from ifar.programme.services.writing import RECORDER
from ifar.reference import protocol
from ifar.reference.protocol_labels import QUESTIONS
from tests.acting import without_guards
from tests.cast import actor
from tests.programme.conftest import differences, guarded
from tests.programme.test_acts import a_period, a_result

YES = Answer("in_force", law="Arms Act", article="art. 4", link="https://laws.example/arms")
PART = Answer("partial", law="Arms Act", gap="Parts are not marked.")
NO = Answer("absent", gap="There is no rule.", wanted="A model rule.")


@pytest.mark.parametrize(
    ("article", "said", "standing"),
    [
        ("8", {}, "not_assessed"),
        ("8", {"8.1.a": "in_force"}, "not_assessed"),
        ("8", {"8.1.a": "in_force", "8.1.b": "absent"}, "partial"),
        ("8", {"8.1.a": "partial"}, "partial"),
        ("8", dict.fromkeys(("8.1.a", "8.1.b", "8.1.c", "8.2"), "in_force"), "in_force"),
        ("8", dict.fromkeys(("8.1.a", "8.1.b", "8.1.c", "8.2"), "absent"), "absent"),
        # A State that does what binds and leaves out what "may" be done is within the article.
        ("10", {**dict.fromkeys(("10.1", "10.2", "10.3", "10.4", "10.5"), "in_force"), "10.6": "absent"}, "in_force"),
        ("10", {**dict.fromkeys(("10.1", "10.2", "10.3", "10.4", "10.5"), "in_force")}, "in_force"),
        # Nothing in article 15 binds: all of it is looked at.
        ("15", dict.fromkeys(("15.1.a", "15.1.b", "15.1.c", "15.2"), "absent"), "absent"),
        ("15", {"15.1.a": "in_force", "15.1.b": "absent"}, "partial"),
    ],
)  # fmt: skip
def test_how_an_article_stands(article, said, standing):
    assert (
        assessment.standing_of(article, {key: {"standing": value} for key, value in said.items()}) == standing
    )


@pytest.mark.parametrize(
    ("answer", "wrong"),
    [
        (YES, ("", "")),
        (PART, ("", "")),
        (NO, ("", "")),
        (Answer("maybe"), ("standing", "standing")),
        (Answer("in_force"), ("law", "law")),
        (Answer("partial", law="Arms Act"), ("gap", "gap")),
        (Answer("absent"), ("gap", "gap")),
        (Answer("in_force", law="Arms Act", link="javascript:alert(1)"), ("link", "link")),
        (Answer("in_force", law="x" * 2001), ("law", "long")),
    ],
)
def test_what_an_answer_says(answer, wrong):
    assert assessment.answer_wrong(answer) == wrong


def test_every_provision_stands_in_an_article_that_is_assessed():
    assert {provision.article for provision in protocol.PROVISIONS} == set(protocol.ASSESSED)
    assert len({provision.key for provision in protocol.PROVISIONS}) == len(protocol.PROVISIONS)
    assert [provision.cited for provision in protocol.provisions_of("8")] == [
        "8(1)(a)",
        "8(1)(b)",
        "8(1)(c)",
        "8(2)",
    ]
    assert not assessment.year_wrong(2001, dt.date(2026, 1, 1))
    assert assessment.year_wrong(2027, dt.date(2026, 1, 1))


def test_only_what_was_approved_leaves():
    given = {
        "8": questionnaire.ArticleAnswers("approved", {"8.1.b": NO.told()}),
        "7": questionnaire.ArticleAnswers("submitted", {"7": YES.told()}),
    }
    result = {row["key"]: row for row in questionnaire.rows(given, QUESTIONS)}
    assert list(result) == [provision.key for provision in protocol.PROVISIONS]
    assert (result["8.1.b"]["answer"], result["8.1.b"]["assistance_wanted"]) == ("absent", "A model rule.")
    assert (result["7"]["answer"], result["7"]["law"], result["7"]["state"]) == (
        "not_assessed",
        "",
        "submitted",
    )
    assert result["8.1.a"]["answer"] == "not_assessed"


class Rows:
    """A cursor over rows that somebody put past the triggers."""

    def __init__(self, *rows):
        self.rows = rows

    @classmethod
    def by(cls, *rows):
        """Each by who did it alone, at no other office: the sixth column."""
        return cls(*((*row, [row[5]]) for row in rows))

    def execute(self, *_):
        pass

    def fetchall(self):
        return self.rows


def test_the_verifier_names_who_approved_what_they_wrote():
    acts = [
        ("assessment", subject, kind, {"state": state}, who)
        for subject, approver in (("R1", "ann"), ("R2", "bea"))
        for kind, state, who in (("stated", "submitted", "ann"), ("approved", "approved", approver))
    ]
    assert guarded(*acts) == ["assessment R1, act 2: approved: programme.value.own"]


def assessed(who="alice", year=2025, number="8", **more) -> Assessment:
    answers = {"8.1.a": YES, "8.1.b": NO}
    return services.assess(actor=actor(who), place="XA", year=year, article=number, answers=answers, **more)


@pytest.mark.django_db
@pytest.mark.usefixtures("roles")
def test_it_takes_two_people_and_keeps_its_versions():
    record = assessed()
    with pytest.raises(Conflict):
        assessed("judy")
    with pytest.raises(Forbidden):
        services.approve(actor=actor("alice"), assessment_id=record.public_id, expected_n=1)
    with pytest.raises(Forbidden):
        assessed("erin", year=2024)
    services.give_back(
        actor=actor("bob"), assessment_id=record.public_id, expected_n=1, reason="And spare parts?"
    )
    services.change(
        actor=actor("judy"), assessment_id=record.public_id, expected_n=2, answers={"8.1.a": PART}
    )
    services.submit(actor=actor("judy"), assessment_id=record.public_id, expected_n=3)
    approved = services.approve(
        actor=actor("bob"), assessment_id=record.public_id, expected_n=4, note="Read."
    )
    assert (approved.state, approved.answers["8.1.a"]["standing"]) == ("approved", "partial")
    with pytest.raises(Refused):
        services.change(actor=actor("alice"), assessment_id=record.public_id, expected_n=5, answers={})
    services.reopen(actor=actor("bob"), assessment_id=record.public_id, expected_n=5, reason="A new law")
    services.change(actor=actor("bob"), assessment_id=record.public_id, expected_n=6, answers={"8.1.a": YES})
    services.submit(actor=actor("alice"), assessment_id=record.public_id, expected_n=7)
    with pytest.raises(Forbidden) as refused:  # Bob wrote of it
        services.approve(actor=actor("bob"), assessment_id=record.public_id, expected_n=8)
    assert refused.value.code == "programme.value.own"
    with pytest.raises(Conflict):
        services.change(
            actor=actor("alice"), assessment_id=record.public_id, expected_n=7, answers={"8.1.a": NO}
        )
    assert [version.kind for version in selectors.versions(actor("dave"), record.public_id)][-2:] == ["returned", "stated"]  # fmt: skip
    assert differences() == []


@pytest.mark.django_db
@pytest.mark.usefixtures("roles")
def test_what_is_wrong_is_said_at_its_field():
    for wrong, field in (
        ({"answers": {"8.1.a": Answer("in_force")}}, "answers-8.1.a-law"),
        ({"answers": {"7": YES}}, "article"),
        ({"answers": {}}, "article"),
        ({"year": 2999}, "year"),
        ({"place": "x"}, "place"),
    ):
        result = {"place": "XA", "year": 2025, "article": "8", "answers": {"8.1.a": YES}, **wrong}
        with pytest.raises(Invalid) as invalid:
            services.assess(actor=actor("alice"), **result)
        assert invalid.value.field == field
    with pytest.raises(NotFound):
        services.assess(actor=actor("alice"), place="XA", year=2025, article="4", answers={})


@pytest.mark.django_db
@pytest.mark.usefixtures("roles")
def test_the_database_refuses_it_around_the_service():
    result = {"place": "XA", "year": 2025, "article": "8", "answers": {"8.1.a": YES.told()}}
    bob, alice, judy = (actor(name) for name in ("bob", "alice", "judy"))
    for who, kind, changes, says in (
        (judy, "stated", {**result, "written_by": alice.id}, "cannot be stated"),
        (actor("nina"), "stated", result, "not theirs"),
        (alice, "stated", {**result, "answers": {"7": YES.told()}}, "none of this article"),
        (alice, "stated", {**result, "answers": {"8.1.a": {"standing": "maybe"}}}, "none of this article"),
        (alice, "stated", {**result, "year": 2999}, "to come"),
        (alice, "stated", {**result, "approved_by": bob.id}, "cannot be stated"),
    ):  # fmt: skip
        with pytest.raises(IntegrityError, match=says), transaction.atomic(), without_guards(RECORDER):
            RECORDER.record(who, "assessment", kind, changes=changes)
    record = services.assess(actor=bob, place="XA", year=2025, article="8", answers={"8.1.a": YES})
    with (
        pytest.raises(IntegrityError, match=r"programme\.value\.own"),
        transaction.atomic(),
        without_guards(RECORDER),
    ):
        RECORDER.record(bob, "assessment", "approved", record)
    with pytest.raises(IntegrityError, match="not theirs"), transaction.atomic(), without_guards(RECORDER):
        RECORDER.record(alice, "assessment", "approved", record)
    with pytest.raises(ProgrammingError, match="denied"), transaction.atomic():
        Assessment.objects.update(approved_by=alice.id)


@pytest.mark.django_db
@pytest.mark.usefixtures("roles")
def test_the_indicator_counts_articles_and_names_them():
    for number, details in (("14", {"14": YES}), ("8", {"8.1.a": YES, "8.1.b": NO}), ("6", {"6.1": YES})):
        record = services.assess(actor=actor("alice"), place="XA", year=2025, article=number, answers=details)
        if number != "7":
            services.approve(actor=actor("bob"), assessment_id=record.public_id, expected_n=1)
    result = sources.SOURCES["protocol_in_force"].compute(actor("dave"), dt.date(2025, 1, 1), dt.date(2025, 12, 31))  # fmt: skip
    assert (result.number, result.numerator, result.denominator) == (
        50,
        1,
        2,
    )  # of article 6 too little is known
    assert sorted(result.rows.values()) == ["XA 14 in_force", "XA 8 partial"]
    a_period()
    new = NewIndicator("Articles in force", "per cent", measure="percentage", aggregation="pooled_ratio", source="protocol_in_force")  # fmt: skip
    of = planning.define_indicator(actor=actor("alice"), result=a_result().public_id, new=new)
    values.compute(actor=actor("alice"), indicator=of.public_id, period="2025")
    assert Value.objects.get().lineage["counted"] == 2


@pytest.mark.django_db
@pytest.mark.usefixtures("roles")
def test_from_the_form_to_the_questionnaire(signed_in, django_assert_max_num_queries):
    alice, bob, dave = (signed_in(name) for name in ("alice", "bob", "dave"))
    assert alice.get("/programme/protocol/start/").status_code == 200
    assert alice.post("/programme/protocol/start/", {"place": "xa", "year": "2999"}).status_code == 422
    assert alice.post("/programme/protocol/start/", {"place": "xa", "year": "2025"}).url == "/programme/protocol/XA/2025/"  # fmt: skip
    page = "/programme/protocol/XA/2025/8/"
    assert alice.get(page).status_code == alice.get(f"{page}write/").status_code == 200
    details = {"answers-8.1.a-standing": "in_force", "answers-8.1.b-standing": "absent", "answers-8.1.b-gap": "No rule", "answers-8.1.b-wanted": "A model rule"}  # fmt: skip
    wrong = alice.post(f"{page}write/", details)
    assert wrong.status_code == 422
    assert "Name the law." in wrong.content.decode()
    lost = alice.post(f"{page}write/", {"answers-8.2-gap": "Typed, and no standing chosen"})
    assert lost.status_code == 422
    assert "Typed, and no standing chosen" in lost.content.decode()
    result = {**details, "answers-8.1.a-law": "Arms Act", "answers-8.1.a-link": "https://laws.example/arms"}
    assert alice.post(f"{page}write/", result).status_code == 302
    late = alice.post(f"{page}write/", result)  # while another wrote it
    assert late.status_code == 422
    below = f"/programme/assessments/{Assessment.objects.get().public_id}/acts"
    assert alice.post(f"{below}/approved/", {"expected_n": "1"}).status_code == 403
    assert bob.post(f"{below}/returned/", {"expected_n": "1", "reason": ""}).status_code == 422
    assert bob.post(f"{below}/approved/", {"expected_n": "1"}).headers["Location"] == page
    assert alice.get(f"{page}write/").headers["Location"] == page
    # The next year begins with what was approved.
    assert "These are the approved answers of 2025." in alice.get("/programme/protocol/XA/2026/8/write/").content.decode()  # fmt: skip
    for address, queries in (
        ("/programme/protocol/?state=XA", 16),
        ("/programme/protocol/XA/2025/", 14),
        (page, 17),
    ):
        dave.get(address)
        with django_assert_max_num_queries(queries):
            shown = dave.get(address).content.decode()
    assert "A model rule" in shown
    assert "/community/assistance/new/" not in shown  # Dave is no member of the community
    result = list(csv.DictReader(io.StringIO(dave.get("/programme/protocol/XA/2025/questionnaire.csv").content.decode("utf-8-sig"))))  # fmt: skip
    answers = {row["key"]: row for row in result}
    assert answers["8.1.b"]["answer"] == "absent"
    assert answers["8.1.a"]["law"] == "Arms Act"
    file = json.loads(dave.get("/programme/protocol/XA/2025/questionnaire.json").content)
    assert (file["instrument"], file["state"], file["year"]) == ("A/RES/55/255", "XA", 2025)
    assert [row["key"] for row in file["answers"]] == list(answers)
    for nowhere in ("XA/2025/questionnaire.doc", "XA/2025/4/", "XA/1999/", "xa/2025/", "XA/99999999999/8/"):
        assert dave.get(f"/programme/protocol/{nowhere}").status_code == 404
    assert dave.get(f"{page}write/").status_code == 403
