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
    MarkedObject,
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
    result = seen(reader, OBJECT_TYPES[object_type], public_id)
    if Report.objects.filter(about=result.public_id, by=reader.public_id, state="open").exists():
        raise Conflict("community.report.there", labels.of("community.report.there"))
    at = now()
    before = selectors.made_by(reader, result.public_id, at - reports.PATIENCE)
    moderates = reader.spaces[result.space_id].moderates
    if not moderates and sum(at - item.at < reports.HOUR for item in before) >= reports.MOST_AN_HOUR:
        raise Conflict("community.report.many", labels.of("community.report.many"))
    same_ground = [item for item in before if item.ground == reports.AT_ONCE]
    holds = moderates or reports.holds(result.public_id, getattr(result, "edited_at", None), same_ground, at)
    made = _made(actor, reader, object_type, result, ground, note)
    if ground == reports.AT_ONCE and result.state == SHOWN and holds:
        set_state(result, HELD)
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
    text = note.strip()[:LONGEST]
    if not text:
        raise labels.invalid("community.report.reason", "note")
    return text


def _made(
    actor: Actor, reader: Reader, object_type: str, result: MarkedObject, ground: str, note: str
) -> Report:
    changes = {
        "space": Space.objects.values_list("public_id", flat=True).get(pk=result.space_id),
        "object_type": object_type,
        "about": result.public_id,
        "author": Member.objects.values_list("public_id", flat=True).get(pk=result.author_id),
        "ground": ground,
        "by": reader.public_id,
    }
    made = RECORDER.record(actor, "report", "made", changes=changes, note=note[:LONGEST])
    return Report.objects.get(public_id=made.subject)


def set_state(item: MarkedObject, state: str) -> None:
    """Give an object a state, as far as it may be shown; what opens a topic, with its topic."""
    if state == SHOWN and not may_be_shown(item):
        state = HELD
    if state == item.state:
        return
    type(item)._default_manager.filter(pk=item.pk).update(state=state)
    if isinstance(item, Post) and item.number == 1:
        Topic.objects.filter(pk=item.topic_id).update(state=state)


def _settle(item: MarkedObject | None) -> None:
    """Give an object the state that all decisions about it come to."""
    if item is not None:
        # Another decision about it may have come before this one, which waited for it.
        item.refresh_from_db(fields=["state"])
        set_state(item, reports.state_after(item.state, selectors.standing(item.public_id)))


def may_be_shown(item: MarkedObject) -> bool:
    """Whether a moderator's word is enough that an object is read: a practice waits for the check that nobody can be known by it."""
    if not isinstance(item, Practice):
        return True
    return Appraisal.objects.filter(public_id=item.public_id, state__in=("anonymous", "graded")).exists()


def _decides(actor: Actor, record: Report) -> bool:
    return selectors.to_decide(actor, reader_of(actor)).filter(pk=record.pk).exists()


def _report(actor: Actor, report: str) -> tuple[Reader, Report, MarkedObject | None]:
    """A report that the actor may decide about.

    Raises:
        NotFound: there is none for this actor.
        Refused: they wrote what it is about, or reported it.
    """
    reader = reader_needed(actor)
    record = selectors.report_for(reader, report)
    if record.author == reader.public_id:
        raise labels.refused("community.report.own")
    if record.by == reader.public_id:
        raise labels.refused("community.report.reporter")
    manager: Any = OBJECT_TYPES[record.object_type]._default_manager
    return reader, record, manager.filter(public_id=record.about).first()


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
    reader, record, item = _report(actor, report_id)
    RECORDER.record(
        actor,
        "report",
        "dismissed",
        record,
        changes={"decided_by": reader.public_id},
        note=note[:LONGEST],
    )
    _settle(item)


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
    reader, record, item = _report(actor, report_id)
    _hide(actor, reader, record, item, note)


def _hide(actor: Actor, reader: Reader, record: Report, item: MarkedObject | None, note: str) -> None:
    changes = {"decided_by": reader.public_id}
    RECORDER.record(actor, "report", "hidden", record, changes=changes, note=_reason(note))
    _settle(item)


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
    reader, record, item = _report(actor, report_id)
    RECORDER.record(
        actor,
        "report",
        "warned",
        record,
        changes={"decided_by": reader.public_id},
        note=_reason(note),
    )
    _settle(item)


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
    reader, record, item = _report(actor, report_id)
    seat = Seat.objects.filter(space=record.space, member=record.author).first()
    seated = seat is not None and seat.state != "left"
    if not seated and not _reads_unseated(record.space, record.author):
        _hide(actor, reader, record, item, note)
        return
    changes = {"decided_by": reader.public_id}
    RECORDER.record(actor, "report", "frozen", record, changes=changes, note=_reason(note))
    _settle(item)
    role = seat.role if seat is not None and seated else "writer"
    until = now() + dt.timedelta(days=days)
    if seat is None or not (seat.until is not None and spaces.is_frozen(seat.state, seat.until, until)):
        _freeze(actor, seat, record, role, timestamp(until), record.public_id)


def _freeze(actor: Actor, seat: Seat | None, record: Report, role: str, until: str, for_report: str) -> None:
    changes = {"role": role, "until": until} | (
        {} if seat else {"space": record.space, "member": record.author}
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
    record = selectors.decision_for(reader_needed(actor), report_id)
    RECORDER.record(actor, "report", "appealed", record, note=note[:LONGEST])


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
    record = selectors.report_for(reader, report, actor)
    me = reader.public_id if reader else actor.id
    mine = {me, *Member.objects.filter(user__in=actor.people).values_list("public_id", flat=True)}
    if not mine.isdisjoint({record.author, record.decided_by}):
        raise labels.refused("community.report.own")
    if record.by in mine:
        raise labels.refused("community.report.reporter")
    manager: Any = OBJECT_TYPES[record.object_type]._default_manager
    item = manager.filter(public_id=record.about).first()
    kind = "upheld" if uphold else "overturned"
    RECORDER.record(
        actor,
        "report",
        kind,
        record,
        changes={"appeal_by": me},
        note=note[:LONGEST],
    )
    if uphold:
        return
    _settle(item)
    seat = Seat.objects.filter(space=record.space, member=record.author, state="frozen").first()
    if seat is not None and selectors.frozen_for(seat) == record.public_id:
        RECORDER.record(actor, "seat", "thawed", seat)
        if other := selectors.other_freeze(seat, record.public_id, now()):
            seat.refresh_from_db()
            _freeze(actor, seat, record, seat.role, other.until, other.report)


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
    result = _moderated(reader, object_type, public_id)
    if result.state == HIDDEN:
        raise labels.refused("community.impossible")
    made = _made(actor, reader, object_type, result, ground, "")
    _hide(actor, reader, made, result, note)
    return Report.objects.get(pk=made.pk)


def _moderated(reader: Reader, object_type: str, public_id: str) -> MarkedObject:
    """An object, where the reader moderates its space and did not write it.

    Raises:
        NotFound: there is no such object for this reader.
        Refused: they do not moderate the space, or wrote it.
    """
    result = seen(reader, OBJECT_TYPES[object_type], public_id)
    if not reader.spaces[result.space_id].moderates or result.author_id == reader.member:
        raise labels.refused("community.shelf.moderator")
    return result
