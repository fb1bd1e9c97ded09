"""Courses: announced, taken part in, tested before and after, certified, asked about half a year later."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import override

from ifar.community import labels
from ifar.community.knowledge import labels as shelf_labels
from ifar.community.knowledge import skills
from ifar.community.knowledge.selectors.shelf import thing_for
from ifar.community.knowledge.selectors.skills import training_of
from ifar.community.knowledge.services.shelving import Placed, index, placed, sorted_topics, text_of
from ifar.community.models import Course, Score, Training
from ifar.community.selectors.visible import WRITE, Reader
from ifar.community.services.marking import put
from ifar.community.services.members import reader_needed
from ifar.community.services.writing import RECORDER, now
from ifar.documents import kinds
from ifar.documents.services import issue_paper
from ifar.rights import Actor, require


@dataclass(frozen=True, slots=True)
class Announced:
    """What a course is."""

    words: str
    form: str
    starts: dt.date
    ends: dt.date
    hours: int
    place: str = ""
    topics: Collection[str] = ()


@transaction.atomic
def announce(*, actor: Actor, at: Placed, said: Announced) -> Course:
    """Announce a course that one gives, or that was given.

    Raises:
        NotFound: there is no such space for this actor.
        Refused: they may not write there.
        Invalid: a field is wrong, or the safety line is crossed.
    """
    require(actor, WRITE)
    reader = reader_needed(actor)
    text = text_of(said.words, "words", 4000, 10)
    where = text_of(said.place, "place", 200, 0)
    columns = placed(reader, at, text, where)
    if said.form not in skills.FORMS:
        raise labels.invalid("community.course.form", "form")
    if skills.days_wrong(said.starts, said.ends):
        raise labels.invalid("community.course.days", "ends")
    if not 0 < said.hours <= skills.MOST_HOURS:
        raise labels.invalid("community.course.hours", "hours")
    made = put(
        actor,
        reader,
        Course,
        words=text,
        form=said.form,
        starts=said.starts,
        ends=said.ends,
        hours=said.hours,
        place=where,
        topics=sorted_topics(said.topics),
        **columns,
    )
    index(made, text, where)
    return made


@transaction.atomic
def enrol(*, actor: Actor, course: str, takes_part: bool = True) -> None:
    """Enrol in a course, or withdraw.

    Raises:
        NotFound: there is no such course for this actor.
        Refused: one gives it, or it is not possible now.
    """
    require(actor, WRITE)
    reader = reader_needed(actor)
    found = thing_for(reader, Course, course)
    if found.author_id == reader.member:
        raise labels.refused("community.course.own")
    before = Training.objects.filter(course=found.public_id, member=reader.public_id).first()
    changes = {} if before else {"course": found.public_id, "member": reader.public_id}
    RECORDER.record(actor, "training", "enrolled" if takes_part else "withdrew", before, changes=changes)


def _given(actor: Actor, course: str, training: str) -> tuple[Reader, Course, Training]:
    reader = reader_needed(actor)
    found = thing_for(reader, Course, course)
    if found.author_id != reader.member and not reader.spaces[found.space_id].moderates:
        raise labels.refused("community.course.gives")
    one = training_of(found, training)
    if one.member == reader.public_id:
        raise labels.refused("community.course.own")
    return reader, found, one


@transaction.atomic
def note_attendance(
    *,
    actor: Actor,
    course: str,
    training: str,
    was_there: bool,
    before: int | None = None,
    after: int | None = None,
) -> None:
    """Note who was there, and what the tests said: who gives the course.

    Args:
        before, after: per cent of the tests; None where there was none.

    Raises:
        NotFound: there is no such course, or nobody such in it, for this actor.
        Refused: another gives it, or it has not begun.
        Invalid: no per cent.
    """
    require(actor, WRITE)
    _reader, found, one = _given(actor, course, training)
    if found.starts > now().date():
        raise labels.refused("community.course.not_begun")
    for name, value in (("before", before), ("after", after)):
        if value is not None and not 0 <= value <= skills.MOST_SCORE:
            raise labels.invalid("community.course.score", name)
    wanted = "attended" if was_there else "absent"
    if one.state != wanted:
        RECORDER.record(actor, "training", "attended" if was_there else "missed", one)
    if was_there and (before is not None or after is not None):
        Score.objects.update_or_create(training_id=one.pk, defaults={"before": before, "after": after})


@transaction.atomic
def certify(*, actor: Actor, course: str, training: str, name: str, language: str) -> str:
    """Give a certificate: a paper of the giver's office with its proof; returns the paper's number.

    Args:
        name: whom it names; the one personal value on it, which the log holds only as a commitment.

    Raises:
        NotFound: there is no such course, or nobody such in it, for this actor.
        Refused: another gives it, it is not over, or the test was not passed.
        Forbidden: the actor's office issues no papers.
        Invalid: no name, or no such language.
    """
    require(actor, WRITE)
    require(actor, "documents:paper:issue")
    _reader, found, one = _given(actor, course, training)
    score = Score.objects.filter(training_id=one.pk).first()
    if found.ends > now().date() or not skills.passes(score.after if score else None):
        raise labels.refused("community.course.not_passed")
    if language not in kinds.LANGUAGES:
        raise labels.invalid("community.write.language", "language")
    content: dict[str, Any] = {
        "course": found.title,
        "participant": " ".join(name.split()),
        "course_form": _in(language, shelf_labels.COURSE_FORMS[found.form]),
        "course_days": _days(found, language),
        "course_hours": str(found.hours),
        "course_place": found.place,
    }
    paper = issue_paper(
        actor=actor,
        kind="course_certificate",
        about=one.public_id,
        language=language,
        content={key: value for key, value in content.items() if value},
    )
    RECORDER.record(actor, "training", "certified", one, changes={"paper": paper.public_id})
    return paper.public_id


def _in(language: str, text: Any) -> str:
    with override(language):
        return str(text)


def _days(found: Course, language: str) -> str:
    with override(language):
        first, last = (date_format(day, "DATE_FORMAT") for day in (found.starts, found.ends))
    return first if first == last else f"{first} – {last}"


@transaction.atomic
def follow_up(*, actor: Actor, course: str, used: str) -> None:
    """Say half a year after a course whether one uses it on the job.

    Raises:
        NotFound: there is no such course for this actor.
        Refused: one was not there, or half a year is not over.
        Invalid: no such answer.
    """
    require(actor, WRITE)
    reader = reader_needed(actor)
    found = thing_for(reader, Course, course)
    one = Training.objects.filter(course=found.public_id, member=reader.public_id).first()
    if one is None:
        raise labels.refused("community.course.not_there")
    if now().date() < skills.asked_on(found.ends):
        raise labels.refused("community.course.too_early")
    RECORDER.record(actor, "training", "followed_up", one, changes={"used": used})
