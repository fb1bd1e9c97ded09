"""Assistance, tracing help and courses in the database: what each act may do, and what the database itself refuses."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from ifar.community.knowledge.selectors import assistance as helping
from ifar.community.knowledge.selectors import enquiries as asking
from ifar.community.knowledge.services import assistance, enquiries, skills
from ifar.community.models import (
    Agreement,
    Enquiry,
    Score,
    Space,
    Topic,
    Training,
)
from ifar.community.selectors import results
from ifar.community.services import writing
from ifar.documents.models import Paper
from ifar.errors import Forbidden, Invalid, NotFound, Refused
from ifar.tracing.models import Request
from tests import cast
from tests.community.conftest import a_post, a_space, member, reader, said
from tests.community.shelves import (
    DAY,
    SEEN,
    TODAY,
    a_gap,
    at,
    differences,
    told,
)
from tests.conftest import sign_in

# Assistance -------------------------------------------------------------------------------------------------------------


def test_from_a_need_to_what_came_of_it(commons: Space) -> None:
    need = told("heidi", "need", commons)
    best = told("frank", "offer", commons)
    other = told(
        "oscar",
        "offer",
        commons,
        articles=["15"],
        topics=["legislation"],
        forms=["drafting"],
        languages=["ru"],
        countries=["PE"],
    )
    fittings = helping.fitting(reader("heidi"), need, TODAY)
    assert [fitting.one for fitting in fittings] == [best]
    assert {reason.code for reason in fittings[0].match.reasons} >= {"articles.same", "place.country"}
    assert other not in [fitting.one for fitting in fittings]
    key = assistance.propose(actor=cast.actor("heidi"), one=need.public_id, other=best.public_id)
    with pytest.raises(Refused):
        assistance.agree(actor=cast.actor("heidi"), agreement_id=key)
    with pytest.raises(Refused):
        assistance.agree(actor=cast.actor("alice"), agreement_id=key)
    assistance.agree(actor=cast.actor("frank"), agreement_id=key)
    with pytest.raises(Refused):
        assistance.deliver(actor=cast.actor("heidi"), agreement_id=key, on=TODAY)
    with pytest.raises(Invalid):
        assistance.deliver(actor=cast.actor("frank"), agreement_id=key, on=TODAY + DAY)
    assistance.deliver(actor=cast.actor("frank"), agreement_id=key, on=TODAY)
    assistance.assess(actor=cast.actor("heidi"), agreement_id=key, met="partly", note="Half the class")
    assert Agreement.objects.get(public_id=key).met == "partly"
    assert [(figure.value, figure.countries) for figure in results.assistance_met()] == [(1, 1)]
    assert not differences()


def test_the_database_refuses_an_agreement_of_one_side_alone(commons: Space) -> None:
    need, offer = told("heidi", "need", commons), told("frank", "offer", commons)
    key = assistance.propose(actor=cast.actor("heidi"), one=need.public_id, other=offer.public_id)
    before = Agreement.objects.get(public_id=key)
    with pytest.raises(IntegrityError, match="the other side answers"), transaction.atomic():
        writing.RECORDER.record(
            cast.actor("heidi"),
            "agreement",
            "agreed",
            before,
            changes={"answered_by": member("heidi").public_id},
        )
    with pytest.raises(IntegrityError, match="between who needs and who offers"), transaction.atomic():
        writing.RECORDER.record(
            cast.actor("alice"),
            "agreement",
            "agreed",
            before,
            changes={"answered_by": member("alice").public_id},
        )
    own = told("heidi", "offer", commons)
    with pytest.raises(Refused):
        assistance.propose(actor=cast.actor("heidi"), one=need.public_id, other=own.public_id)
    assert own not in [fitting.one for fitting in helping.fitting(reader("heidi"), need, TODAY)]


# Tracing help -----------------------------------------------------------------------------------------------------------


def test_a_question_holds_nothing_of_anybody_and_becomes_a_request(commons: Space) -> None:
    for text in ("It was Mr Smith who had it.", "Mail me at a@b.org", "Its number is AB123456"):
        with pytest.raises(Invalid) as refused:
            enquiries.ask(
                actor=cast.actor("dave"),
                space=commons.public_id,
                title="Which maker is it?",
                said=said(text),
                seen=SEEN,
            )
        assert refused.value.field == "text"
    topic = enquiries.ask(
        actor=cast.actor("dave"),
        space=commons.public_id,
        title="Which maker is it?",
        said=said("A pistol without a name."),
        seen=SEEN,
    )
    kept = Enquiry.objects.get(topic=topic)
    assert "123456" not in str(kept.seen)
    answer = asking.likely_of(kept)
    assert answer.recognised
    a_post("heidi", topic, "Ask the proof house there.")
    before = Request.objects.count()
    made = enquiries.draft_trace(actor=cast.actor("dave"), topic=topic.public_id, country="BE")
    drafted = Request.objects.get(public_id=made)
    assert (Request.objects.count(), drafted.country, drafted.state) == (before + 1, "BE", "draft")
    assert [mark["text"] for mark in drafted.marks] == ["PN"]
    with pytest.raises(Refused):  # Frank's office writes no requests
        enquiries.draft_trace(actor=cast.actor("frank"), topic=topic.public_id, country="BE")
    with pytest.raises(NotFound):
        enquiries.draft_trace(actor=cast.actor("grace"), topic=topic.public_id, country="BE")


def test_a_question_in_a_case_room_is_of_the_room(commons: Space) -> None:
    room = a_space("case_room", "A room", moderator="erin", ends_on=TODAY + 20 * DAY, at_end="destroy")
    topic = enquiries.ask(
        actor=cast.actor("erin"),
        space=room.public_id,
        title="Which maker is it?",
        said=said("A pistol."),
        seen=SEEN,
    )
    assert not asking.enquiries_for(reader("heidi")).exists()
    with pytest.raises(NotFound):
        asking.enquiry_for(reader("heidi"), topic.public_id)
    with pytest.raises(Invalid):  # what is to be kept does not stand in a room that ends
        a_gap("erin", room)
    Topic.objects.filter(pk=topic.pk).delete()
    assert not Enquiry.objects.exists()


# Courses ----------------------------------------------------------------------------------------------------------------


def a_course(name: str, space: Space, starts: dt.date, ends: dt.date) -> Any:
    announced = skills.Announced(
        "Reading and photographing marks.", "mixed", starts, ends, 12, "Harbour school", ["marking"]
    )
    return skills.announce(
        actor=cast.actor(name), at=at(space, title="Reading marks, a first course"), said=announced
    )


def test_from_enrolling_to_a_certificate(commons: Space) -> None:
    course = a_course("alice", commons, TODAY - 2 * DAY, TODAY)
    for name in ("dave", "erin", "frank", "heidi"):
        skills.enrol(actor=cast.actor(name), course=course.public_id)
    with pytest.raises(Refused):
        skills.enrol(actor=cast.actor("alice"), course=course.public_id)
    parts = {training.member: training for training in Training.objects.filter(course=course.public_id)}
    key = {name: parts[member(name).public_id].public_id for name in ("dave", "erin", "frank", "heidi")}
    for name, before, after in (
        ("erin", 40, 90),
        ("frank", 55, 50),
        ("heidi", 60, 80),
    ):
        skills.note_attendance(
            actor=cast.actor("alice"), training_id=key[name], before=before, after=after - 1
        )
        skills.note_scores(actor=cast.actor("alice"), training_id=key[name], before=before, after=after)
    skills.note_absence(actor=cast.actor("alice"), training_id=key["dave"])
    with pytest.raises(Refused):  # nobody has results who was not there
        skills.note_scores(actor=cast.actor("alice"), training_id=key["dave"], before=1, after=2)
    for refused in (skills.note_absence, skills.note_scores):
        with pytest.raises(NotFound):  # Frank gives no course, and who else takes part is not told to him
            refused(actor=cast.actor("frank"), training_id=key["erin"])
        with pytest.raises(Refused):
            refused(actor=cast.actor("dave"), training_id=key["dave"])
    # Dave moderates, and was none of those who were there: nobody notes anything of themselves.
    with pytest.raises(Refused):
        skills.note_attendance(actor=cast.actor("dave"), training_id=key["dave"])
    assert [(figure.value, figure.year) for figure in results.practitioners_trained()] == [(3, TODAY.year)]
    with pytest.raises(IntegrityError, match="half a year"), transaction.atomic():
        writing.RECORDER.record(
            cast.actor("erin"),
            "training",
            "followed_up",
            Training.objects.get(public_id=key["erin"]),
            changes={"used": "yes"},
        )
    with pytest.raises(IntegrityError, match="not passed"), transaction.atomic():
        writing.RECORDER.record(
            cast.actor("alice"),
            "training",
            "certified",
            Training.objects.get(public_id=key["frank"]),
            changes={"paper": "x"},
        )
    assert Score.objects.count() == 3
    issues = "documents:paper:issue" in cast.actor("alice").permissions
    if issues:
        number = skills.certify(
            actor=cast.actor("alice"),
            training_id=key["erin"],
            name="E. Example",
            language="fr",
        )
        assert Paper.objects.get(public_id=number).kind == "course_certificate"
        with pytest.raises(Refused):
            skills.certify(
                actor=cast.actor("alice"),
                training_id=key["frank"],
                name="F. Example",
                language="fr",
            )
    else:
        with pytest.raises(Forbidden):
            skills.certify(
                actor=cast.actor("alice"),
                training_id=key["erin"],
                name="E. Example",
                language="fr",
            )
    assert not differences()


def test_half_a_year_later(commons: Space) -> None:
    course = a_course("alice", commons, TODAY - 202 * DAY, TODAY - 200 * DAY)
    skills.enrol(actor=cast.actor("erin"), course=course.public_id)
    training = Training.objects.get(course=course.public_id)
    with pytest.raises(Refused):
        skills.follow_up(actor=cast.actor("erin"), training_id=training.public_id, used="yes")
    skills.note_attendance(actor=cast.actor("alice"), training_id=training.public_id)
    with pytest.raises(Refused):  # whoever gives the course does not answer for them
        skills.follow_up(actor=cast.actor("alice"), training_id=training.public_id, used="yes")
    skills.follow_up(actor=cast.actor("erin"), training_id=training.public_id, used="partly")
    assert [figure.value for figure in results.training_used()] == [1]
    assert not differences()


def test_a_program_writes_nothing_and_whoever_is_no_member_neither(commons: Space) -> None:
    for name in ("carol", "bob"):
        with pytest.raises(NotFound):
            a_gap(name, commons)
    with pytest.raises(Forbidden):
        a_gap("ivan", commons)


def test_w08_a_question_about_an_arm_says_before_it_is_sent_what_it_needs(commons: Space) -> None:
    shown = sign_in("dave").get("/community/tracing-help/new/").content.decode()
    for name in ("calibre", "make", "country", "serial"):
        label = shown.partition(f'for="id_{name}"')[2].partition("</label>")[0]
        assert "this, another fact or a mark" in label
