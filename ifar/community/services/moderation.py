"""Moderation: reported with one click, decided by who moderates the space, heard again by another; every act on the ledger.

A handling mark holds against moderators too: what a moderator may not read they decide about without reading it, by what was reported.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ifar.acts.offers import Offers
from ifar.community import inputs, labels, reports, spaces
from ifar.community.models import (
    OBJECT_TYPES,
    Appraisal,
    Marked,
    Member,
    Post,
    Practice,
    Report,
    Seat,
    Space,
    Topic,
)
from ifar.community.models.marked import HELD, HIDDEN, SHOWN
from ifar.community.selectors import moderation as selectors
from ifar.community.selectors.visible import READ, WRITE, Reader, absent, reader_of, seen
from ifar.community.services.members import reader_needed
from ifar.community.services.writing import RECORDER, now
from ifar.errors import Conflict
from ifar.ledger.entry import timestamp
from ifar.rights import Actor, require

LONGEST: Final = 2000
LONGEST_FREEZE: Final = 30
REPORT: Final = Offers(
    RECORDER,
    "report",
    lambda actor, public_id: selectors.report_for(reader_of(actor), public_id, actor),
    page="community:report",
)
DECISION: Final = Offers(
    RECORDER,
    "report",
    lambda actor, public_id: selectors.decision_for(reader_of(actor), public_id),
    page="community:me",
    on=lambda _found: (),
    name="decision",
)
"""A decision about what one wrote, as its author sees it."""
REPORTED: Final = tuple(object_type for object_type in OBJECT_TYPES if object_type != "topic")
"""Kinds of object that are reported and moderated; a topic is its first post."""


@transaction.atomic
def report(*, actor: Actor, object_type: str, public_id: str, ground: str, note: str = "") -> Report:
    """Report an object: across the safety line, naming somebody, breaking a mark, insulting, out of place.

    Across the safety line it is held at once, until a moderator has looked: nobody waits for a desk there. Not so where the same member
    reported the same words before, or reports in such numbers or so emptily that it would silence others (`reports.holds`).

    Args:
        object_type: of `REPORTED`.

    Raises:
        NotFound: there is no such object for this actor.
        Invalid: no such ground.
        Conflict: this member reported it already, or very much within the hour.
    """
    require(actor, READ)
    reader = reader_needed(actor)
    if object_type not in REPORTED:
        raise absent()
    found = seen(reader, OBJECT_TYPES[object_type], public_id)
    if Report.objects.filter(about=found.public_id, by=reader.public_id, state="open").exists():
        raise Conflict("community.report.there", labels.of("community.report.there"))
    at = now()
    before = selectors.made_by(reader, found.public_id, at - reports.PATIENCE)
    moderates = reader.spaces[found.space_id].moderates
    if not moderates and sum(at - one.at < reports.HOUR for one in before) >= reports.MOST_AN_HOUR:
        raise Conflict("community.report.many", labels.of("community.report.many"))
    same_ground = [one for one in before if one.ground == reports.AT_ONCE]
    holds = moderates or reports.holds(found.public_id, getattr(found, "edited_at", None), same_ground, at)
    made = _made(actor, reader, object_type, found, ground, note)
    if ground == reports.AT_ONCE and found.state == SHOWN and holds:
        set_state(found, HELD)
    return made


def report_post(*, actor: Actor, post: str, ground: str, note: str = "") -> Report:
    """Report a post.

    Raises:
        As `report`.
    """
    return report(actor=actor, object_type="post", public_id=post, ground=ground, note=note)


def _reason(note: str) -> str:
    """Why something is decided against its author, who reads it: nobody is judged without a reason.

    Raises:
        Invalid: nothing is said.
    """
    said = note.strip()[:LONGEST]
    if not said:
        raise labels.invalid("community.report.reason", "note")
    return said


def _made(actor: Actor, reader: Reader, object_type: str, found: Marked, ground: str, note: str) -> Report:
    changes = {
        "space": Space.objects.values_list("public_id", flat=True).get(pk=found.space_id),
        "object_type": object_type,
        "about": found.public_id,
        "author": Member.objects.values_list("public_id", flat=True).get(pk=found.author_id),
        "ground": ground,
        "by": reader.public_id,
    }
    made = RECORDER.record(actor, "report", "made", changes=changes, note=note[:LONGEST])
    return Report.objects.get(public_id=made.subject)


def set_state(one: Marked, state: str) -> None:
    """Give an object a state, as far as it may be shown; what opens a topic, with its topic."""
    if state == SHOWN and not may_be_shown(one):
        state = HELD
    if state == one.state:
        return
    type(one)._default_manager.filter(pk=one.pk).update(state=state)
    if isinstance(one, Post) and one.number == 1:
        Topic.objects.filter(pk=one.topic_id).update(state=state)


def _settle(one: Marked | None) -> None:
    """Give an object the state that all decisions about it come to."""
    if one is not None:
        # Another decision about it may have come before this one, which waited for it.
        one.refresh_from_db(fields=["state"])
        set_state(one, reports.state_after(one.state, selectors.standing(one.public_id)))


def may_be_shown(one: Marked) -> bool:
    """Whether a moderator's word is enough that an object is read: a practice waits for the check that nobody can be known by it."""
    if not isinstance(one, Practice):
        return True
    return Appraisal.objects.filter(public_id=one.public_id, state__in=("anonymous", "graded")).exists()


def _decides(actor: Actor, found: Report) -> bool:
    return selectors.to_decide(actor, reader_of(actor)).filter(pk=found.pk).exists()


def _report(actor: Actor, report: str) -> tuple[Reader, Report, Marked | None]:
    """A report that the actor may decide about.

    Raises:
        NotFound: there is none for this actor.
        Refused: they wrote what it is about, or reported it.
    """
    reader = reader_needed(actor)
    found = selectors.report_for(reader, report)
    if found.author == reader.public_id:
        raise labels.refused("community.report.own")
    if found.by == reader.public_id:
        raise labels.refused("community.report.reporter")
    manager: Any = OBJECT_TYPES[found.object_type]._default_manager
    return reader, found, manager.filter(public_id=found.about).first()


@REPORT.act(
    "dismissed",
    inputs.DismissReport,
    _("Find nothing wrong"),
    permission=WRITE,
    done=_("Decided: nothing wrong."),
    when=_decides,
)
@transaction.atomic
def dismiss(*, actor: Actor, report_id: str, note: str = "") -> None:
    """Find nothing wrong; what was held is shown again.

    Raises:
        NotFound: there is no such report for this actor.
        Refused: they wrote it, or it was decided.
    """
    require(actor, WRITE)
    reader, found, one = _report(actor, report_id)
    RECORDER.record(
        actor,
        "report",
        "dismissed",
        found,
        changes={"decided_by": reader.public_id},
        note=note[:LONGEST],
    )
    _settle(one)


@REPORT.act(
    "hidden",
    inputs.HideReported,
    _("Hide it"),
    permission=WRITE,
    done=_("It is hidden."),
    when=_decides,
    danger=True,
)
@transaction.atomic
def hide(*, actor: Actor, report_id: str, note: str) -> None:
    """Hide what was reported from everybody but its author and those who moderate.

    Raises:
        NotFound: there is no such report for this actor.
        Refused: they wrote it, or it was decided.
        Invalid: no reason.
    """
    require(actor, WRITE)
    reader, found, one = _report(actor, report_id)
    _hide(actor, reader, found, one, note)


def _hide(actor: Actor, reader: Reader, found: Report, one: Marked | None, note: str) -> None:
    changes = {"decided_by": reader.public_id}
    RECORDER.record(actor, "report", "hidden", found, changes=changes, note=_reason(note))
    _settle(one)


@REPORT.act(
    "warned",
    inputs.WarnAuthor,
    _("Warn the author"),
    permission=WRITE,
    done=_("The author is warned."),
    when=_decides,
)
@transaction.atomic
def warn(*, actor: Actor, report_id: str, note: str) -> None:
    """Warn the author; what they wrote stays.

    Raises:
        NotFound: there is no such report for this actor.
        Refused: they wrote it, or it was decided.
        Invalid: no reason.
    """
    require(actor, WRITE)
    reader, found, one = _report(actor, report_id)
    RECORDER.record(
        actor,
        "report",
        "warned",
        found,
        changes={"decided_by": reader.public_id},
        note=_reason(note),
    )
    _settle(one)


@REPORT.act(
    "frozen",
    inputs.FreezeAuthor,
    _("Hide it and freeze the author"),
    permission=WRITE,
    done=_("It is hidden, and its author may not write here for a while."),
    when=_decides,
    danger=True,
)
@transaction.atomic
def freeze(*, actor: Actor, report_id: str, days: int, note: str) -> None:
    """Hide what was reported and keep its author from writing in the space for some days.

    Whoever does not read the space any more is kept out of it already: a freeze would give them a seat. A longer freeze stands.

    Raises:
        NotFound: there is no such report for this actor.
        Refused: they wrote it, or it was decided.
        Invalid: so many days nobody is kept from writing, or no reason.
    """
    require(actor, WRITE)
    if not 1 <= days <= LONGEST_FREEZE:
        raise labels.invalid("community.freeze.days", "days")
    reader, found, one = _report(actor, report_id)
    seat = Seat.objects.filter(space=found.space, member=found.author).first()
    seated = seat is not None and seat.state != "left"
    if not seated and not _reads_unseated(found.space, found.author):
        _hide(actor, reader, found, one, note)
        return
    changes = {"decided_by": reader.public_id}
    RECORDER.record(actor, "report", "frozen", found, changes=changes, note=_reason(note))
    _settle(one)
    role = seat.role if seat is not None and seated else "writer"
    until = now() + dt.timedelta(days=days)
    if seat is None or not (seat.until is not None and spaces.is_frozen(seat.state, seat.until, until)):
        _freeze(actor, seat, found, role, timestamp(until), found.public_id)


def _freeze(actor: Actor, seat: Seat | None, found: Report, role: str, until: str, for_report: str) -> None:
    changes = {"role": role, "until": until} | (
        {} if seat else {"space": found.space, "member": found.author}
    )
    RECORDER.record(actor, "seat", "frozen", seat, changes=changes, details={"report": for_report})


def _reads_unseated(space: str, member: str) -> bool:
    """Whether a member reads a space without a seat in it."""
    room, who = Space.objects.get(public_id=space), Member.objects.get(public_id=member)
    return spaces.reads_unseated(room.kind, who.country, room.countries)


@DECISION.act(
    "appealed",
    inputs.AppealDecision,
    _("Appeal"),
    permission=WRITE,
    done=_("Another moderator will look at it."),
    hint=_(
        "Another moderator of the space hears it; where there is none, somebody of the secretariat who did not decide."
    ),
)
@transaction.atomic
def appeal(*, actor: Actor, report_id: str, note: str = "") -> None:
    """Appeal against what a moderator decided about what one wrote.

    Raises:
        NotFound: there is no such decision about the actor.
        Refused: it was appealed already, or nothing was decided.
    """
    require(actor, WRITE)
    found = selectors.decision_for(reader_needed(actor), report_id)
    RECORDER.record(actor, "report", "appealed", found, note=note[:LONGEST])


@transaction.atomic
def hear_appeal(*, actor: Actor, report: str, uphold: bool, note: str = "") -> None:
    """Decide an appeal, as another moderator than the one who decided first; overturned, it is shown and the author writes again.

    Where nobody else who moderates the space may hear it, the secretariat does, member or not (`selectors.is_heard_here`).

    Raises:
        NotFound: there is no such appeal for this actor.
        Refused: they decided, wrote or reported it themselves.
    """
    require(actor, WRITE)
    reader = reader_of(actor)
    found = selectors.report_for(reader, report, actor)
    me = reader.public_id if reader else actor.id
    mine = {me, *Member.objects.filter(user__in=actor.people).values_list("public_id", flat=True)}
    if not mine.isdisjoint({found.author, found.decided_by}):
        raise labels.refused("community.report.own")
    if found.by in mine:
        raise labels.refused("community.report.reporter")
    manager: Any = OBJECT_TYPES[found.object_type]._default_manager
    one = manager.filter(public_id=found.about).first()
    kind = "upheld" if uphold else "overturned"
    RECORDER.record(
        actor,
        "report",
        kind,
        found,
        changes={"appeal_by": me},
        note=note[:LONGEST],
    )
    if uphold:
        return
    _settle(one)
    seat = Seat.objects.filter(space=found.space, member=found.author, state="frozen").first()
    if seat is not None and selectors.frozen_for(seat) == found.public_id:
        RECORDER.record(actor, "seat", "thawed", seat)
        if other := selectors.other_freeze(seat, found.public_id, now()):
            seat.refresh_from_db()
            _freeze(actor, seat, found, seat.role, other.until, other.report)


@REPORT.act(
    "upheld",
    inputs.UpholdDecision,
    _("Uphold it"),
    permission=WRITE,
    done=_("The appeal is decided."),
    when=_decides,
)
def uphold(*, actor: Actor, report_id: str, note: str = "") -> None:
    """Let a decision stand on appeal."""
    require(actor, WRITE)
    hear_appeal(actor=actor, report=report_id, uphold=True, note=note)


@REPORT.act(
    "overturned",
    inputs.OverturnDecision,
    _("Overturn it"),
    permission=WRITE,
    done=_("The appeal is decided."),
    when=_decides,
)
def overturn(*, actor: Actor, report_id: str, note: str = "") -> None:
    """Overturn a decision on appeal."""
    require(actor, WRITE)
    hear_appeal(actor=actor, report=report_id, uphold=False, note=note)


@transaction.atomic
def hide_at_once(*, actor: Actor, object_type: str, public_id: str, ground: str, note: str) -> Report:
    """Report and hide in one go, as who moderates the space: the author can appeal, as against any decision.

    Raises:
        NotFound: there is no such object for this actor.
        Refused: they do not moderate the space, or wrote it.
        Invalid: no such ground.
    """
    require(actor, WRITE)
    reader = reader_needed(actor)
    found = _moderated(reader, object_type, public_id)
    if found.state == HIDDEN:
        raise labels.refused("community.impossible")
    made = _made(actor, reader, object_type, found, ground, "")
    _hide(actor, reader, made, found, note)
    return Report.objects.get(pk=made.pk)


def _moderated(reader: Reader, object_type: str, public_id: str) -> Marked:
    """An object, where the reader moderates its space and did not write it.

    Raises:
        NotFound: there is no such object for this reader.
        Refused: they do not moderate the space, or wrote it.
    """
    found = seen(reader, OBJECT_TYPES[object_type], public_id)
    if not reader.spaces[found.space_id].moderates or found.author_id == reader.member:
        raise labels.refused("community.shelf.moderator")
    return found
