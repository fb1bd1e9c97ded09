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
    found = Training.objects.filter(public_id=public_id).select_related("score").first()
    course = seen(reader, Course, found.course if found else "")
    if found is None:
        raise absent()
    found.facts = facts_of(reader, course, found)
    if not found.facts & {"self", "gives"}:
        raise absent()
    return found


def facts_of(reader: Reader | None, course: Course, one: Training) -> frozenset[str]:
    """Of one who takes part in a course that the reader sees: that it is them`self`, that they `give` it, that it has `begun`, that it is `over`,
    and that it is time to be `asked` whether they use it."""
    today = now().date()
    said = {
        "self": reader is not None and one.member == reader.public_id,
        "gives": bool(part_in(reader, course)),
        "begun": course.starts <= today,
        "over": course.ends <= today,
        "asked": skills.asked_on(course.ends) <= today,
    }
    return frozenset(name for name, holds in said.items() if holds)


def taking_part(reader: Reader, course: Course) -> list[tuple[Training, Score | None]]:
    """Who takes part, with the results of tests: for who gives the course. Two queries."""
    found = list(Training.objects.filter(course=course.public_id).order_by("id"))
    for one in found:
        one.facts = facts_of(reader, course, one)
    scores = {one.training_id: one for one in Score.objects.filter(training__in=[each.pk for each in found])}
    return [(one, scores.get(one.pk)) for one in found]


def own_training(reader: Reader, course: Course) -> Training | None:
    """The reader's own part in a course. One query."""
    found = (
        Training.objects.filter(course=course.public_id, member=reader.public_id)
        .select_related("score")
        .first()
    )
    if found is not None:
        found.facts = facts_of(reader, course, found)
    return found


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
