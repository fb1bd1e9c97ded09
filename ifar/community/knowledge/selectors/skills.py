"""Courses as a reader sees them; who takes part is told to who gives the course, results of tests to them and to each of oneself."""

from __future__ import annotations

from collections.abc import Sequence

from ifar.community.knowledge import skills
from ifar.community.models import Course, Score, Training
from ifar.community.selectors.visible import Reader, absent


def training_of(course: Course, public_id: str) -> Training:
    """One who takes part in a course that the reader sees.

    Raises:
        NotFound: there is none such in it.
    """
    found = Training.objects.filter(course=course.public_id, public_id=public_id).first()
    if found is None:
        raise absent()
    return found


def taking_part(course: Course) -> list[tuple[Training, Score | None]]:
    """Who takes part, with the results of tests: for who gives the course. Two queries."""
    found = list(Training.objects.filter(course=course.public_id).order_by("id"))
    scores = {one.training_id: one for one in Score.objects.filter(training__in=[each.pk for each in found])}
    return [(one, scores.get(one.pk)) for one in found]


def own_training(reader: Reader, course: Course) -> tuple[Training | None, Score | None]:
    """The reader's own part in a course. One query."""
    found = (
        Training.objects.filter(course=course.public_id, member=reader.public_id)
        .select_related("score")
        .first()
    )
    return found, getattr(found, "score", None) if found else None


def mine(reader: Reader) -> dict[str, Training]:
    """The courses in which the reader takes part, by identifier. One query."""
    return {one.course: one for one in Training.objects.filter(member=reader.public_id)}


def gain(taking: Sequence[tuple[Training, Score | None]]) -> skills.Gain:
    """What the tests say of a course."""
    return skills.gain_of(
        [
            (score.before, score.after)
            for one, score in taking
            if score and one.state in ("attended", "certified")
        ]
    )


def attendance(course: Course) -> int:
    """How many were there: a number without names. One query."""
    return Training.objects.filter(course=course.public_id, state__in=("attended", "certified")).count()
