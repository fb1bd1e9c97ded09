"""Courses as a reader sees them; who takes part is told to who gives the course, results of tests to them and to each of oneself."""

from __future__ import annotations

from collections.abc import Sequence

from ifar.community.knowledge import skills
from ifar.community.models import Course, Score, Training
from ifar.community.selectors.visible import Reader, absent, part_in, seen
from ifar.ledger.services import now


def training_for(reader: Reader | None, public_id: str) -> Training:
    """That somebody takes part in a course that the reader sees: for `self`, and for who `gives` the course. Two queries.

    Raises:
        NotFound: there is none for this reader.
    """
    training = Training.objects.filter(public_id=public_id).select_related("score").first()
    course = seen(reader, Course, training.course if training else "")
    if training is None:
        raise absent()
    training.facts = facts_of(reader, course, training)
    if not training.facts & {"self", "gives"}:
        raise absent()
    return training


def facts_of(reader: Reader | None, course: Course, training: Training) -> frozenset[str]:
    """Of one who takes part in a course that the reader sees: that it is them`self`, that they `give` it, that it has `begun`, that it is `over`,
    and that it is time to be `asked` whether they use it."""
    today = now().date()
    values = {
        "self": reader is not None and training.member == reader.public_id,
        "gives": bool(part_in(reader, course)),
        "begun": course.starts <= today,
        "over": course.ends <= today,
        "asked": skills.asked_on(course.ends) <= today,
    }
    return frozenset(name for name, holds in values.items() if holds)


def taking_part(reader: Reader, course: Course) -> list[tuple[Training, Score | None]]:
    """Who takes part, with the results of tests: for who gives the course. Two queries."""
    trainings = list(Training.objects.filter(course=course.public_id).order_by("id"))
    for training in trainings:
        training.facts = facts_of(reader, course, training)
    scores = {
        score.training_id: score
        for score in Score.objects.filter(training__in=[each.pk for each in trainings])
    }
    return [(record, scores.get(record.pk)) for record in trainings]


def own_training(reader: Reader, course: Course) -> Training | None:
    """The reader's own part in a course. One query."""
    training = (
        Training.objects.filter(course=course.public_id, member=reader.public_id)
        .select_related("score")
        .first()
    )
    if training is not None:
        training.facts = facts_of(reader, course, training)
    return training


def mine(reader: Reader) -> dict[str, Training]:
    """The courses in which the reader takes part, by identifier. One query."""
    return {training.course: training for training in Training.objects.filter(member=reader.public_id)}


def gain(taking: Sequence[tuple[Training, Score | None]]) -> skills.Gain:
    """What the tests say of a course."""
    return skills.gain_of(
        [
            (score.before, score.after)
            for training, score in taking
            if score and training.state in ("attended", "certified")
        ]
    )


def attendance(course: Course) -> int:
    """How many were there: a number without names. One query."""
    return Training.objects.filter(course=course.public_id, state__in=("attended", "certified")).count()
