"""Courses: announced, taken part in, tested before and after, certified, asked about half a year later."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, Final

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from ifar.acts.offers import Offers
from ifar.community import labels
from ifar.community.knowledge import inputs, skills
from ifar.community.knowledge import labels as shelf_labels
from ifar.community.knowledge.selectors.shelf import thing_for
from ifar.community.knowledge.selectors.skills import own_training, training_for
from ifar.community.knowledge.services.shelving import Placed, index, placed, sorted_topics, text_of
from ifar.community.models import Course, Score, Training
from ifar.community.selectors.visible import WRITE, reader_of
from ifar.community.services.marking import put
from ifar.community.services.members import reader_needed
from ifar.community.services.writing import RECORDER
from ifar.documents.request_form import own_language
from ifar.documents.services import issue_paper
from ifar.languages import LANGUAGES
from ifar.rights import Actor, may, require

TRAINING: Final = Offers(
    RECORDER,
    "training",
    lambda actor, public_id: training_for(reader_of(actor), public_id),
    page="community:course",
    on=attrgetter("course"),
)


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
def enrol(*, actor: Actor, course: str) -> None:
    """Enrol in a course.

    Raises:
        NotFound: there is no such course for this actor.
        Refused: one gives it, or it is not possible now.
    """
    require(actor, WRITE)
    reader = reader_needed(actor)
    record = thing_for(reader, Course, course)
    if record.author_id == reader.member:
        raise labels.refused("community.course.own")
    before = own_training(reader, record)
    changes = {} if before else {"course": record.public_id, "member": reader.public_id}
    RECORDER.record(actor, "training", "enrolled", before, changes=changes)


def _gives(_actor: Actor, training: Training) -> bool:
    return "self" not in training.facts and {"gives", "begun"} <= training.facts


def _own(actor: Actor, training: str) -> Training:
    record = training_for(reader_needed(actor), training)
    if "self" not in record.facts:
        raise labels.refused("community.course.not_there")
    return record


def _given(actor: Actor, training: str) -> Training:
    record = training_for(reader_needed(actor), training)
    if "self" in record.facts:
        raise labels.refused("community.course.own")
    return record


@TRAINING.act(
    "withdrew",
    inputs.Withdraw,
    _("Withdraw from the course"),
    permission=WRITE,
    done=_("You have withdrawn."),
    when=lambda _actor, record: "self" in record.facts,
)
@transaction.atomic
def withdraw(*, actor: Actor, training_id: str) -> None:
    """Say that one does not take part after all.

    Raises:
        NotFound: there is no such course for this actor.
        Refused: it is another's part, or it is not possible now.
    """
    require(actor, WRITE)
    RECORDER.record(actor, "training", "withdrew", _own(actor, training_id))


@TRAINING.act(
    "attended",
    inputs.NoteAttendance,
    _("Note that they were there"),
    permission=WRITE,
    done=_("It is noted."),
    when=_gives,
    asks=lambda _actor, record: {"initial": scores_of(record)},
)
@transaction.atomic
def note_attendance(
    *, actor: Actor, training_id: str, before: int | None = None, after: int | None = None
) -> None:
    """Note that somebody was there, and what the tests said: who gives the course.

    Args:
        before, after: per cent of the tests; None where there was none.

    Raises:
        NotFound: there is no such course, or nobody such in it, for this actor.
        Refused: another gives it, or it has not begun.
        Invalid: no per cent.
    """
    require(actor, WRITE)
    training = _begun(actor, training_id)
    RECORDER.record(actor, "training", "attended", training)
    _score(training, before, after)


@TRAINING.act(
    "missed",
    inputs.NoteAbsence,
    _("Note that they were not there"),
    permission=WRITE,
    done=_("It is noted."),
    when=_gives,
)
@transaction.atomic
def note_absence(*, actor: Actor, training_id: str) -> None:
    """Note that somebody was not there: who gives the course.

    Raises:
        NotFound, Refused: as `note_attendance`.
    """
    require(actor, WRITE)
    RECORDER.record(actor, "training", "missed", _begun(actor, training_id))


@transaction.atomic
def note_scores(
    *, actor: Actor, training_id: str, before: int | None = None, after: int | None = None
) -> None:
    """Note what the tests said of somebody who was there: who gives the course. It stands in no log.

    Raises:
        NotFound, Invalid: as `note_attendance`.
        Refused: another gives it, or they were not there.
    """
    require(actor, WRITE)
    training = _begun(actor, training_id)
    if training.state not in ("attended", "certified"):
        raise labels.refused("community.course.not_there")
    _score(training, before, after)


def _begun(actor: Actor, training: str) -> Training:
    record = _given(actor, training)
    if "begun" not in record.facts:
        raise labels.refused("community.course.not_begun")
    return record


def _score(training: Training, before: int | None, after: int | None) -> None:
    for name, value in (("before", before), ("after", after)):
        if value is not None and not 0 <= value <= skills.MOST_SCORE:
            raise labels.invalid("community.course.score", name)
    if before is not None or after is not None:
        Score.objects.update_or_create(training_id=training.pk, defaults={"before": before, "after": after})


def scores_of(training: Training) -> dict[str, int | None]:
    """What the tests said of somebody, for a form."""
    score = getattr(training, "score", None)
    return {"before": score.before, "after": score.after} if score else {}


def _passed(training: Training) -> bool:
    return "over" in training.facts and skills.passes(scores_of(training).get("after"))


def _certifies(actor: Actor, training: Training) -> bool:
    return "self" not in training.facts and _passed(training) and may(actor, "documents:paper:issue")


@TRAINING.act(
    "certified",
    inputs.CertifyTraining,
    _("Give the certificate"),
    permission=WRITE,
    done=_("The certificate is issued."),
    when=_certifies,
    asks=lambda _actor, _found: {"initial": {"language": own_language()}},
)
@transaction.atomic
def certify(*, actor: Actor, training_id: str, name: str, language: str) -> str:
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
    training = _given(actor, training_id)
    require(actor, "documents:paper:issue")
    if not _passed(training):
        raise labels.refused("community.course.not_passed")
    course = Course.objects.get(public_id=training.course)
    if language not in LANGUAGES:
        raise labels.invalid("community.write.language", "language")
    content: dict[str, Any] = {
        "course": course.title,
        "participant": " ".join(name.split()),
        "course_form": _in(language, shelf_labels.COURSE_FORMS[course.form]),
        "course_days": _days(course, language),
        "course_hours": str(course.hours),
        "course_place": course.place,
    }
    paper = issue_paper(
        actor=actor,
        kind="course_certificate",
        about=training.public_id,
        language=language,
        content={key: value for key, value in content.items() if value},
    )
    RECORDER.record(actor, "training", "certified", training, changes={"paper": paper.public_id})
    return paper.public_id


def _in(language: str, text: Any) -> str:
    with override(language):
        return str(text)


def _days(course: Course, language: str) -> str:
    with override(language):
        first, last = (date_format(day, "DATE_FORMAT") for day in (course.starts, course.ends))
    return first if first == last else f"{first} – {last}"


@TRAINING.act(
    "followed_up",
    inputs.SayUsed,
    _("Say whether I use it"),
    permission=WRITE,
    done=_("Thank you. Only numbers are told to others."),
    when=lambda _actor, record: {"self", "asked"} <= record.facts,
    asks=lambda _actor, record: {"initial": {"used": record.used}},
)
@transaction.atomic
def follow_up(*, actor: Actor, training_id: str, used: str) -> None:
    """Say half a year after a course whether one uses it on the job.

    Raises:
        NotFound: there is no such course for this actor.
        Refused: one was not there, or half a year is not over.
        Invalid: no such answer.
    """
    require(actor, WRITE)
    training = _own(actor, training_id)
    if "asked" not in training.facts:
        raise labels.refused("community.course.too_early")
    RECORDER.record(actor, "training", "followed_up", training, changes={"used": used})
