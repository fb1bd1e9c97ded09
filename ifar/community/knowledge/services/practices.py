"""Good practices: submitted, checked by a second member, graded with reasons, adopted by organisations.

How far a practice is bears the practice's identifier: `appraisal_id` is that of the practice.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from operator import attrgetter
from typing import Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ifar.acts.offers import Offers
from ifar.community import labels
from ifar.community.knowledge import inputs, practices
from ifar.community.knowledge.selectors.practices import (
    adoption_for,
    appraisal_for,
    appraisal_of,
    own_adoption,
)
from ifar.community.knowledge.selectors.shelf import thing_for
from ifar.community.knowledge.services.shelving import (
    Placed,
    index,
    placed,
    sorted_topics,
    text_of,
    title_and_state,
)
from ifar.community.models import Appraisal, Practice
from ifar.community.models.marked import HELD, HIDDEN, SHOWN
from ifar.community.selectors import moderation
from ifar.community.selectors.visible import WRITE, Reader, reader_of
from ifar.community.services.marking import put
from ifar.community.services.members import reader_needed
from ifar.community.services.writing import RECORDER
from ifar.rights import Actor, require

LONGEST_NOTE: Final = 2000
PRACTICE: Final = Offers(
    RECORDER,
    "appraisal",
    lambda actor, public_id: appraisal_for(reader_of(actor), public_id),
    page="community:practice",
    name="practice",
)
ADOPTION: Final = Offers(
    RECORDER,
    "adoption",
    lambda actor, public_id: adoption_for(reader_of(actor), public_id),
    page="community:practice",
    on=attrgetter("practice"),
)


def _parts(values: Mapping[str, str]) -> dict[str, str]:
    return {
        name: text_of(
            values.get(name, ""),
            name,
            practices.LONGEST,
            practices.SHORTEST if name in practices.NEEDED else 0,
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
    record = thing_for(reader, Practice, practice)
    before = appraisal_of(reader, record)
    if "author" not in before.facts:
        raise labels.refused("community.write.author")
    if not reader.spaces[record.space_id].writes:
        raise labels.refused("community.write.not_here")
    parts = _parts(said)
    plain, _state = title_and_state(title, record.language, *parts.values())
    RECORDER.record(actor, "appraisal", "submitted", before)
    Practice.objects.filter(pk=record.pk).update(
        title=plain, topics=sorted_topics(topics), state=HIDDEN if record.state == HIDDEN else HELD, **parts
    )
    record.refresh_from_db()
    index(record, *parts.values())
    return record


def _checking(actor: Actor, practice: str) -> tuple[Reader, Appraisal]:
    reader = reader_needed(actor)
    appraisal = appraisal_for(reader, practice)
    if "author" in appraisal.facts:
        raise labels.refused("community.practice.own")
    if "moderates" not in appraisal.facts:
        raise labels.refused("community.practice.moderator")
    return reader, appraisal


def _checks(_actor: Actor, appraisal: Appraisal) -> bool:
    return appraisal.facts == {"moderates"}


@PRACTICE.act(
    "returned",
    inputs.ReturnPractice,
    _("Give the practice back"),
    permission=WRITE,
    done=_("It is given back to its author."),
    when=_checks,
)
@transaction.atomic
def give_back(*, actor: Actor, appraisal_id: str, grounds: Collection[str], note: str = "") -> None:
    """Give a practice back to its author, because somebody or something can be known by it.

    Raises:
        NotFound, Refused: as `clear`.
        Invalid: no ground.
    """
    require(actor, WRITE)
    reader, before = _checking(actor, appraisal_id)
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


@PRACTICE.act(
    "cleared",
    inputs.ClearPractice,
    _("Let others read the practice"),
    permission=WRITE,
    done=_("Others can read it now."),
    hint=_(
        "Read it as somebody who knows the country would. If a person, a case, a place or an office can be known, give it back."
    ),
    when=_checks,
    leads=True,
)
@transaction.atomic
def clear(*, actor: Actor, appraisal_id: str) -> None:
    """Say that nobody can be known by a practice: a second member who moderates the space. Then others read it.

    Raises:
        NotFound: there is no such practice for this actor.
        Refused: they wrote it, do not moderate there, or it waits for no check.
    """
    require(actor, WRITE)
    reader, before = _checking(actor, appraisal_id)
    RECORDER.record(actor, "appraisal", "cleared", before, changes={"checked_by": reader.public_id})
    # What a moderator hid stays hidden until an appeal says otherwise.
    # What was reported across the safety line waits for that decision too.
    if not any(report_status.waits for report_status in moderation.standing(before.public_id)):
        Practice.objects.filter(public_id=before.public_id, state=HELD).update(state=SHOWN)


@PRACTICE.act(
    "graded",
    inputs.GradePractice,
    _("Grade the practice"),
    permission=WRITE,
    done=_("It is graded."),
    when=lambda _actor, record: "author" not in record.facts,
    leads=lambda record: record.state == "anonymous",
)
@transaction.atomic
def grade(*, actor: Actor, appraisal_id: str, answers: Mapping[str, str], note: str = "") -> practices.Grade:
    """Say how well a practice is supported: the grade follows from the answers.

    Raises:
        NotFound: there is no such practice for this actor.
        Refused: they wrote it, or it was not checked yet.
        Invalid: an answer is missing.
    """
    require(actor, WRITE)
    reader = reader_needed(actor)
    before = appraisal_for(reader, appraisal_id)
    if "author" in before.facts:
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
def adopt(*, actor: Actor, practice: str) -> None:
    """Say that one's organisation does as a practice says.

    Raises:
        NotFound: there is no such practice for this actor.
        Refused: it was not checked yet, or the organisation does it already.
    """
    require(actor, WRITE)
    reader = reader_needed(actor)
    record = thing_for(reader, Practice, practice)
    before = own_adoption(reader, record)
    changes = {"member": reader.public_id, "country": reader.country}
    if before is None:
        changes |= {"practice": record.public_id, "organisation": reader.organisation}
    RECORDER.record(actor, "adoption", "adopted", before, changes=changes)


@ADOPTION.act(
    "given_up",
    inputs.GiveUpPractice,
    _("Say that my organisation does this no longer"),
    permission=WRITE,
    done=_("It is noted what your organisation does."),
)
@transaction.atomic
def give_up(*, actor: Actor, adoption_id: str) -> None:
    """Say that one's organisation does no longer as a practice says.

    Raises:
        NotFound: there is no such practice for this actor, or their organisation never did it.
        Refused: it does it no longer already.
    """
    require(actor, WRITE)
    adoption = adoption_for(reader_needed(actor), adoption_id)
    RECORDER.record(actor, "adoption", "given_up", adoption)
