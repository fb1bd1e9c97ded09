"""Moderation: reported with one click, decided by who moderates the space, heard again by another; every act on the ledger.

A handling mark holds against moderators too: what a moderator may not read they decide about without reading it, by what was reported.
"""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.db import transaction

from ifar.community import words
from ifar.community.models import Member, Post, Report, Seat, Space, Topic
from ifar.community.models.marked import HELD, HIDDEN, SHOWN
from ifar.community.selectors import moderation as selectors
from ifar.community.selectors import talk
from ifar.community.selectors.visible import READ, WRITE, Reader, absent
from ifar.community.services.members import reader_needed
from ifar.community.services.writing import new_id, now, text, write
from ifar.errors import Conflict
from ifar.rights import Actor, require

LONGEST: Final = 2000
LONGEST_FREEZE: Final = 30


@transaction.atomic
def report_post(*, actor: Actor, post: str, ground: str, note: str = "") -> Report:
    """Report a post: across the safety line, naming somebody, breaking a mark, insulting, out of place.

    Across the safety line it is held at once, until a moderator has looked: nobody waits for a desk there.

    Raises:
        NotFound: there is no such post for this actor.
        Invalid: no such ground.
        Conflict: this member reported it already.
    """
    require(actor, READ)
    reader = reader_needed(actor)
    found = talk.post_for(reader, post)
    if ground not in words.REPORTS:
        raise words.invalid("community.report.ground", "ground")
    if Report.objects.filter(about=found.public_id, by=reader.public_id, state="open").exists():
        raise Conflict("community.report.there", words.of("community.report.there"))
    public_id = new_id()
    changes = {
        "space": Space.objects.values_list("public_id", flat=True).get(pk=found.space_id),
        "about": found.public_id,
        "author": Member.objects.values_list("public_id", flat=True).get(pk=found.author_id),
        "ground": ground,
        "by": reader.public_id,
    }
    write(actor, "report", "made", public_id, changes=changes, personal={"note": note.strip()[:LONGEST]})
    if ground == "making" and found.state == SHOWN:
        _set(found, HELD)
    return Report.objects.get(public_id=public_id)


def _set(post: Post, state: str) -> None:
    Post.objects.filter(pk=post.pk).update(state=state)
    if post.number == 1:
        Topic.objects.filter(pk=post.topic_id).update(state=state)


def _report(actor: Actor, report: str) -> tuple[Reader, Report, Post | None]:
    """A report that the actor may decide about.

    Raises:
        NotFound: there is none for this actor.
        Refused: they wrote what it is about.
    """
    reader = reader_needed(actor)
    found = selectors.report_for(reader, report)
    if found.author == reader.public_id:
        raise words.refused("community.report.own")
    return reader, found, Post.objects.filter(public_id=found.about).first()


@transaction.atomic
def dismiss(*, actor: Actor, report: str, note: str = "") -> None:
    """Find nothing wrong; what was held is shown again.

    Raises:
        NotFound: there is no such report for this actor.
        Refused: their own post, or it was decided.
    """
    require(actor, WRITE)
    reader, found, post = _report(actor, report)
    write(
        actor,
        "report",
        "dismissed",
        found,
        changes={"decided_by": reader.public_id},
        personal={"note": note.strip()[:LONGEST]},
    )
    if post is not None and post.state == HELD:
        _set(post, SHOWN)


@transaction.atomic
def hide(*, actor: Actor, report: str, note: str) -> None:
    """Hide a reported post from everybody but its author and those who moderate.

    Raises:
        NotFound: there is no such report for this actor.
        Refused: their own post, or it was decided.
    """
    require(actor, WRITE)
    reader, found, post = _report(actor, report)
    write(
        actor,
        "report",
        "hidden",
        found,
        changes={"decided_by": reader.public_id},
        personal={"note": note.strip()[:LONGEST]},
    )
    if post is not None:
        _set(post, HIDDEN)


@transaction.atomic
def warn(*, actor: Actor, report: str, note: str) -> None:
    """Warn the author; the post stays.

    Raises:
        NotFound: there is no such report for this actor.
        Refused: their own post, or it was decided.
    """
    require(actor, WRITE)
    reader, found, post = _report(actor, report)
    write(
        actor,
        "report",
        "warned",
        found,
        changes={"decided_by": reader.public_id},
        personal={"note": note.strip()[:LONGEST]},
    )
    if post is not None and post.state == HELD:
        _set(post, SHOWN)


@transaction.atomic
def freeze(*, actor: Actor, report: str, days: int, note: str) -> None:
    """Hide a reported post and keep its author from writing in the space for some days.

    Raises:
        NotFound: there is no such report for this actor.
        Refused: their own post, or it was decided.
        Invalid: so many days nobody is kept from writing.
    """
    require(actor, WRITE)
    if not 1 <= days <= LONGEST_FREEZE:
        raise words.invalid("community.freeze.days", "days")
    reader, found, post = _report(actor, report)
    write(
        actor,
        "report",
        "frozen",
        found,
        changes={"decided_by": reader.public_id},
        personal={"note": note.strip()[:LONGEST]},
    )
    if post is not None:
        _set(post, HIDDEN)
    seat = Seat.objects.filter(space=found.space, member=found.author).first()
    role = seat.role if seat and seat.state != "left" else "writer"
    until = text(now() + dt.timedelta(days=days))
    changes = {"space": found.space, "member": found.author, "role": role, "until": until}
    write(actor, "seat", "frozen", seat or new_id(), changes=changes, details={"report": found.public_id})


@transaction.atomic
def appeal(*, actor: Actor, report: str, note: str) -> None:
    """Appeal against what a moderator decided about one's own post.

    Raises:
        NotFound: there is no such decision about the actor.
        Refused: it was appealed already, or nothing was decided.
    """
    require(actor, WRITE)
    reader = reader_needed(actor)
    found = Report.objects.filter(public_id=report, author=reader.public_id).first()
    if found is None:
        raise absent()
    write(actor, "report", "appealed", found, personal={"note": note.strip()[:LONGEST]})


@transaction.atomic
def hear_appeal(*, actor: Actor, report: str, uphold: bool, note: str = "") -> None:
    """Decide an appeal, as another moderator than the one who decided first; overturned, the post is shown and the author writes again.

    Raises:
        NotFound: there is no such appeal for this actor.
        Refused: their own decision or post.
    """
    require(actor, WRITE)
    reader, found, post = _report(actor, report)
    if found.decided_by == reader.public_id:
        raise words.refused("community.report.own")
    kind = "upheld" if uphold else "overturned"
    write(
        actor,
        "report",
        kind,
        found,
        changes={"appeal_by": reader.public_id},
        personal={"note": note.strip()[:LONGEST]},
    )
    if uphold:
        return
    if post is not None:
        _set(post, SHOWN)
    seat = Seat.objects.filter(space=found.space, member=found.author, state="frozen").first()
    if seat is not None:
        write(actor, "seat", "thawed", seat)


@transaction.atomic
def let_go(*, actor: Actor, post: str) -> None:
    """Show a post that was held because it read like instructions, after looking at it.

    Raises:
        NotFound: there is no such post for this actor.
        Refused: they do not moderate the space, or wrote it.
    """
    require(actor, WRITE)
    reader = reader_needed(actor)
    found = talk.post_for(reader, post)
    if not reader.spaces[found.space_id].moderates or found.author_id == reader.member:
        raise words.refused("community.seat.not_yours")
    if Report.objects.filter(about=found.public_id, state="open").exists() or found.state != HELD:
        raise words.refused("community.impossible")
    _set(found, SHOWN)


@transaction.atomic
def lock_topic(*, actor: Actor, topic: str, locked: bool = True) -> None:
    """Close a topic for answers, or open it again: whoever moderates the space, or who asked.

    Raises:
        NotFound: there is no such topic for this actor.
        Refused: it is not theirs to do.
    """
    require(actor, WRITE)
    reader = reader_needed(actor)
    found = talk.topic_for(reader, topic)
    if not reader.spaces[found.space_id].moderates and found.author_id != reader.member:
        raise words.refused("community.seat.not_yours")
    Topic.objects.filter(pk=found.pk).update(locked=locked)
