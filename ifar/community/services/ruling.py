"""What moderators do without a report: let something be read that was held, close a topic for answers, say what solves it.

Whoever asked closes and solves their own topic themselves: that is no act of moderation, and stands in no log. `ruling_id` is the identifier of
what was written.
"""

from __future__ import annotations

from typing import Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ifar.acts.offers import Offers
from ifar.community import inputs, labels
from ifar.community.models import MarkedObject, Post, Ruling, Topic
from ifar.community.models.marked import SHOWN
from ifar.community.selectors import ruling as selectors
from ifar.community.selectors.visible import WRITE, Reader, reader_of
from ifar.community.services import moderation
from ifar.community.services.members import reader_needed
from ifar.community.services.writing import RECORDER
from ifar.rights import Actor, require

RULING: Final = Offers(
    RECORDER,
    "ruling",
    lambda actor, public_id: selectors.ruling_for(reader_of(actor), public_id),
    page="community:written",
)


def _closes(_actor: Actor, ruling: Ruling) -> bool:
    return "topic" in ruling.facts and not ruling.facts.isdisjoint({"author", "moderates"})


def _solves(_actor: Actor, ruling: Ruling) -> bool:
    return "answer" in ruling.facts and not ruling.facts.isdisjoint({"asked", "moderates"})


def _lets_go(_actor: Actor, ruling: Ruling) -> bool:
    return {"held", "moderates"} <= ruling.facts and "author" not in ruling.facts


@RULING.act(
    "locked",
    inputs.LockTopic,
    _("Close for answers"),
    permission=WRITE,
    done=_("The topic is closed for answers."),
    when=lambda actor, record: _closes(actor, record) and "locked" not in record.facts,
)
@transaction.atomic
def lock_topic(*, actor: Actor, ruling_id: str) -> None:
    """Close a topic for answers: whoever moderates the space, by an act, or who asked.

    Raises:
        NotFound: there is no such topic for this actor.
        Refused: it is not theirs to do.
    """
    require(actor, WRITE)
    _lock(actor, ruling_id, locked=True)


@RULING.act(
    "unlocked",
    inputs.UnlockTopic,
    _("Open for answers"),
    permission=WRITE,
    done=_("The topic is open for answers."),
    when=lambda actor, record: _closes(actor, record) and "locked" in record.facts,
)
@transaction.atomic
def unlock_topic(*, actor: Actor, ruling_id: str) -> None:
    """Open a topic for answers again, as `lock_topic` closes it.

    Raises:
        NotFound, Refused: as `lock_topic`.
    """
    require(actor, WRITE)
    _lock(actor, ruling_id, locked=False)


def _lock(actor: Actor, topic: str, *, locked: bool) -> None:
    reader, ruling = _ruled(actor, topic)
    if "topic" not in ruling.facts:
        raise labels.refused("community.impossible")
    if not _closes(actor, ruling):
        raise labels.refused("community.seat.not_yours")
    if ("locked" in ruling.facts) == locked:
        return
    record = Topic.objects.get(public_id=ruling.public_id)
    if "author" not in ruling.facts:
        _rule(actor, reader, "locked" if locked else "unlocked", "topic", record)
    Topic.objects.filter(pk=record.pk).update(locked=locked)


@RULING.act(
    "solved",
    inputs.MarkSolution,
    _("This is the solution"),
    permission=WRITE,
    done=_("Marked as the solution."),
    when=lambda actor, record: _solves(actor, record) and "solution" not in record.facts,
)
@transaction.atomic
def mark_solution(*, actor: Actor, ruling_id: str) -> None:
    """Say of an answer that it solves the topic: whoever asked, or who moderates, by an act.

    Raises:
        NotFound: there is no such post for this actor.
        Refused: another asked.
    """
    require(actor, WRITE)
    _solve(actor, ruling_id, solves=True)


@RULING.act(
    "unsolved",
    inputs.TakeSolutionBack,
    _("Not the solution after all"),
    permission=WRITE,
    done=_("Withdrawn."),
    when=lambda actor, record: _solves(actor, record) and "solution" in record.facts,
)
@transaction.atomic
def take_solution_back(*, actor: Actor, ruling_id: str) -> None:
    """Say of an answer that it does not solve the topic after all, as `mark_solution` says that it does.

    Raises:
        NotFound, Refused: as `mark_solution`.
    """
    require(actor, WRITE)
    _solve(actor, ruling_id, solves=False)


def _solve(actor: Actor, post: str, *, solves: bool) -> None:
    reader, ruling = _ruled(actor, post)
    if "answer" not in ruling.facts:
        raise labels.refused("community.impossible")
    if not _solves(actor, ruling):
        raise labels.refused("community.write.author")
    if ("solution" in ruling.facts) == solves:
        return
    answer = Post.objects.get(public_id=ruling.public_id)
    topic = Topic.objects.get(pk=answer.topic_id)
    if "asked" not in ruling.facts:
        _rule(actor, reader, "solved" if solves else "unsolved", "topic", topic)
    Topic.objects.filter(pk=topic.pk).update(solution=answer if solves else None)


@RULING.act(
    "let_go",
    inputs.LetGo,
    _("Let others read it"),
    permission=WRITE,
    done=_("Others read it now."),
    when=_lets_go,
)
@transaction.atomic
def let_go(*, actor: Actor, ruling_id: str) -> None:
    """Show something that was held because it read like instructions, after looking at it.

    What was reported is decided about by the report; what was hidden, by an appeal; a practice, by its check.

    Raises:
        NotFound: there is no such object for this actor.
        Refused: they do not moderate the space, or wrote it; or it is not held; or it waits for another decision.
    """
    require(actor, WRITE)
    reader, ruling = _ruled(actor, ruling_id)
    object_type, item = selectors.written_for(reader, ruling_id)
    if "moderates" not in ruling.facts or "author" in ruling.facts:
        raise labels.refused("community.shelf.moderator")
    if not moderation.may_be_shown(item):
        raise labels.refused("community.shelf.check")
    if not _lets_go(actor, ruling):
        raise labels.refused("community.impossible")
    _rule(actor, reader, "let_go", object_type, item)
    moderation.set_state(item, SHOWN)


def _ruled(actor: Actor, written: str) -> tuple[Reader, Ruling]:
    reader = reader_needed(actor)
    return reader, selectors.ruling_for(reader, written)


def _rule(actor: Actor, reader: Reader, kind: str, object_type: str, item: MarkedObject) -> None:
    changes = {
        "object_type": object_type,
        "space": reader.spaces[item.space_id].public_id,
        "member": reader.public_id,
    }
    before = Ruling.objects.filter(public_id=item.public_id).first()
    RECORDER.record(actor, "ruling", kind, before or item.public_id, changes=changes)
