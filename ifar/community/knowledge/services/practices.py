"""Good practices: submitted, checked by a second member, graded with reasons, adopted by organisations."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

from django.db import transaction

from ifar.community import labels
from ifar.community.knowledge import practices
from ifar.community.knowledge.selectors.shelf import thing_for
from ifar.community.knowledge.services.shelving import (
    Placed,
    index,
    placed,
    sorted_topics,
    text_of,
    title_and_state,
)
from ifar.community.models import Adoption, Appraisal, Practice
from ifar.community.models.marked import HELD, HIDDEN, SHOWN
from ifar.community.selectors import moderation
from ifar.community.selectors.visible import WRITE, Reader
from ifar.community.services.marking import put
from ifar.community.services.members import reader_needed
from ifar.community.services.writing import RECORDER
from ifar.rights import Actor, require

LONGEST_NOTE: Final = 2000


def _parts(said: Mapping[str, str]) -> dict[str, str]:
    return {
        name: text_of(
            said.get(name, ""), name, practices.LONGEST, practices.SHORTEST if name in practices.NEEDED else 0
        )
        for name in practices.PARTS
    }


@transaction.atomic
def submit(*, actor: Actor, at: Placed, said: Mapping[str, str], topics: Collection[str] = ()) -> Practice:
    """Tell what a case taught. Nobody but the author and who moderates the space reads it until a second member has checked it.

    Args:
        said: the parts of `practices.PARTS`.

    Raises:
        NotFound: there is no such space for this actor.
        Refused: they may not write there.
        Invalid: a part is missing or too long, or the safety line is crossed.
    """
    require(actor, WRITE)
    reader = reader_needed(actor)
    parts = _parts(said)
    columns = placed(reader, at, *parts.values()) | {"state": HELD}
    made = put(actor, reader, Practice, topics=sorted_topics(topics), **parts, **columns)
    RECORDER.record(actor, "appraisal", "submitted", made.public_id)
    index(made, *parts.values())
    return made


def _found(reader: Reader, practice: str) -> tuple[Practice, Appraisal]:
    found = thing_for(reader, Practice, practice)
    return found, Appraisal.objects.get(public_id=found.public_id)


@transaction.atomic
def reword(
    *, actor: Actor, practice: str, title: str, said: Mapping[str, str], topics: Collection[str] = ()
) -> Practice:
    """Change the words of one's own practice; it is checked anew, and nobody else reads it until then.

    Raises:
        NotFound: there is no such practice for this actor.
        Refused: another wrote it, or they may not write there now.
        Invalid: as `submit`.
    """
    require(actor, WRITE)
    reader = reader_needed(actor)
    found, before = _found(reader, practice)
    if found.author_id != reader.member:
        raise labels.refused("community.write.author")
    if not reader.spaces[found.space_id].writes:
        raise labels.refused("community.write.not_here")
    parts = _parts(said)
    plain, _state = title_and_state(title, found.language, *parts.values())
    RECORDER.record(actor, "appraisal", "submitted", before)
    Practice.objects.filter(pk=found.pk).update(
        title=plain, topics=sorted_topics(topics), state=HIDDEN if found.state == HIDDEN else HELD, **parts
    )
    found.refresh_from_db()
    index(found, *parts.values())
    return found


def _checking(actor: Actor, practice: str) -> tuple[Reader, Practice, Appraisal]:
    reader = reader_needed(actor)
    found, before = _found(reader, practice)
    if found.author_id == reader.member:
        raise labels.refused("community.practice.own")
    if not reader.spaces[found.space_id].moderates:
        raise labels.refused("community.practice.moderator")
    return reader, found, before


@transaction.atomic
def clear(*, actor: Actor, practice: str) -> None:
    """Say that nobody can be known by a practice: a second member who moderates the space. Then others read it.

    Raises:
        NotFound: there is no such practice for this actor.
        Refused: they wrote it, do not moderate there, or it waits for no check.
    """
    require(actor, WRITE)
    reader, found, before = _checking(actor, practice)
    RECORDER.record(actor, "appraisal", "cleared", before, changes={"checked_by": reader.public_id})
    # What a moderator hid stays hidden until an appeal says otherwise.
    # What was reported across the safety line waits for that decision too.
    if not any(one.waits for one in moderation.standing(found.public_id)):
        Practice.objects.filter(pk=found.pk, state=HELD).update(state=SHOWN)


@transaction.atomic
def give_back(*, actor: Actor, practice: str, grounds: Collection[str], note: str = "") -> None:
    """Give a practice back to its author, because somebody or something can be known by it.

    Raises:
        NotFound, Refused: as `clear`.
        Invalid: no ground.
    """
    require(actor, WRITE)
    reader, _practice, before = _checking(actor, practice)
    if not grounds or not set(grounds) <= set(practices.RETURNS):
        raise labels.invalid("community.practice.grounds", "grounds")
    RECORDER.record(
        actor,
        "appraisal",
        "returned",
        before,
        changes={"checked_by": reader.public_id},
        details={"grounds": sorted(set(grounds))},
        note=note[:LONGEST_NOTE],
    )


@transaction.atomic
def grade(*, actor: Actor, practice: str, answers: Mapping[str, str], note: str = "") -> practices.Grade:
    """Say how well a practice is supported: the grade follows from the answers.

    Raises:
        NotFound: there is no such practice for this actor.
        Refused: they wrote it, or it was not checked yet.
        Invalid: an answer is missing.
    """
    require(actor, WRITE)
    reader = reader_needed(actor)
    found, before = _found(reader, practice)
    if found.author_id == reader.member:
        raise labels.refused("community.practice.own")
    reached = practices.grade_of(answers)
    if reached is None:
        raise labels.invalid("community.practice.answers", "evidence")
    changes = {"grade": reached.code, "graded_by": reader.public_id}
    RECORDER.record(
        actor, "appraisal", "graded", before, changes=changes, details=dict(answers), note=note[:LONGEST_NOTE]
    )
    return reached


@transaction.atomic
def adopt(*, actor: Actor, practice: str, does: bool = True) -> None:
    """Say that one's organisation does as a practice says, or no longer.

    Raises:
        NotFound: there is no such practice for this actor.
        Refused: it was not checked yet, or nothing changes.
    """
    require(actor, WRITE)
    reader = reader_needed(actor)
    found, _state = _found(reader, practice)
    before = Adoption.objects.filter(practice=found.public_id, organisation=reader.organisation).first()
    if not does:
        if before is None:
            raise labels.refused("community.impossible")
        RECORDER.record(actor, "adoption", "given_up", before)
        return
    changes = {"member": reader.public_id, "country": reader.country}
    if before is None:
        changes |= {"practice": found.public_id, "organisation": reader.organisation}
    RECORDER.record(actor, "adoption", "adopted", before, changes=changes)
