"""Spaces and seats: opening, changing, ending; inviting, giving roles, leaving."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Mapping
from operator import attrgetter
from typing import Any, Final

from django.db import IntegrityError, connection, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ifar.accounts.services import drafts
from ifar.acts.offers import Offers
from ifar.community import inputs, labels, marks, spaces
from ifar.community.models import Attachment, Member, Post, Seat, Space, SpaceRead, Topic
from ifar.community.purposes import PURPOSE
from ifar.community.selectors import rooms as selectors
from ifar.community.selectors.visible import READ, WRITE, absent, reader_of
from ifar.community.services.judging import fine, one_line
from ifar.community.services.members import reader_needed
from ifar.community.services.writing import RECORDER, now
from ifar.errors import Conflict, IfarError
from ifar.files import services as files
from ifar.rights import Actor, may, require

MANAGE: Final = "community:space:manage"
JOB: Final = Actor(kind="job", id="community.rooms")
LONGEST_NAME: Final = 120
SPACE: Final = Offers(
    RECORDER,
    "space",
    lambda actor, public_id: selectors.space_with_facts(reader_of(actor), public_id),
    page="community:space",
)
SEAT: Final = Offers(
    RECORDER,
    "seat",
    lambda actor, public_id: selectors.seat_for(reader_of(actor), public_id),
    page="community:seats",
    on=attrgetter("space"),
)


@transaction.atomic
def open_space(
    *,
    actor: Actor,
    kind: str,
    name: str,
    description: str = "",
    countries: Collection[str] = (),
    language: str = "",
    tlp: int | None = None,
    chatham: bool = False,
    ends_on: dt.date | None = None,
    at_end: str = "",
    moderator: str = "",
) -> Space:
    """Open a space. The secretariat opens any, a member a case room, which they then moderate.

    Args:
        moderator: the member who moderates it first, by public identifier; whoever opens it, where that is a member.

    Raises:
        Refused: it is not theirs to open.
        Invalid: a field is wrong.
    """
    require(actor, READ)
    if kind not in spaces.KINDS:
        raise labels.invalid("community.space.kind", "kind")
    rules = spaces.KINDS[kind]
    if not may(actor, MANAGE) and rules.opens != "member":
        raise labels.refused("community.space.not_yours")
    reader = reader_needed(actor) if rules.opens == "member" else None
    first = Member.objects.filter(public_id=reader.public_id if reader else moderator, state="active").first()
    name, description = one_line(name, "name"), fine(description, "description")[:2000]
    if not 3 <= len(name) <= LONGEST_NAME:
        raise labels.invalid("community.space.name", "name")
    if rules.read == "region" and not countries:
        raise labels.invalid("community.space.countries", "countries")
    if tlp is not None and tlp not in (marks.CLEAR, marks.GREEN, marks.AMBER, marks.STRICT):
        raise labels.invalid("community.space.tlp", "tlp")
    if ends_on is not None and spaces.last_day_wrong(ends_on, now().date()):
        raise labels.invalid("community.space.ends_on", "ends_on")
    if first is None:
        raise labels.invalid("community.seat.member", "moderator")
    changes = {
        "kind": kind,
        "countries": sorted(countries),
        "language": language,
        "tlp": rules.tlp if tlp is None else tlp,
        "chatham": chatham,
        "ends_on": ends_on.isoformat() if ends_on else None,
        "at_end": at_end,
        "keeps_days": rules.keeps_days,
    }
    personal = {"name": name, "words": description}
    public_id = RECORDER.record(actor, "space", "opened", changes=changes, personal=personal).subject
    _seat(actor, public_id, first, "moderator", "opened")
    return Space.objects.get(public_id=public_id)


def _seat(actor: Actor, space: str, member: Member, role: str, by: str) -> Seat:
    before = Seat.objects.filter(space=space, member=member.public_id).first()
    changes = {"role": role} | ({} if before else {"space": space, "member": member.public_id})
    RECORDER.record(actor, "seat", "seated", before, changes=changes, details={"by": by})
    newest = Post.objects.order_by("-id").values_list("id", flat=True).first() or 0
    SpaceRead.objects.get_or_create(
        member=member, space=Space.objects.get(public_id=space), defaults={"post": newest}
    )
    return Seat.objects.get(space=space, member=member.public_id)


@transaction.atomic
def invite(*, actor: Actor, space: str, member: str, role: str = "writer") -> Seat:
    """Give a member a seat in a space that one moderates.

    Raises:
        NotFound: there is no such space for this actor.
        Refused: they may not invite.
        Invalid: there is no such member, or no such role.
        Conflict: seated already.
    """
    require(actor, WRITE)
    reader = reader_needed(actor)
    record = selectors.space_for(reader, space)
    mine = reader.spaces[record.pk]
    if not spaces.may_invite(mine.kind, mine.state, mine.role, mine.frozen):
        raise labels.refused("community.seat.not_yours")
    who = Member.objects.filter(public_id=member, state="active", valid_until__gt=now()).first()
    if who is None or role not in spaces.ROLES:
        raise labels.invalid("community.seat.member", "member")
    if Seat.objects.filter(space=space, member=member).exclude(state="left").exists():
        raise Conflict("community.seat.there", labels.of("community.seat.there"), field="member")
    return _seat(actor, space, who, role, "invited")


def _moderated(actor: Actor, space: str) -> Space:
    """The space, where the actor moderates it.

    Raises:
        NotFound: there is no such space for this actor.
        Refused: they do not moderate it.
    """
    record = selectors.space_with_facts(reader_needed(actor), space)
    if "moderates" not in record.facts:
        raise labels.refused("community.seat.not_yours")
    return record


def _others_moderate(space: str, member: str) -> bool:
    """Whether another moderates, who is a member in force and not kept from writing."""
    at = now()
    others = Seat.objects.filter(space=space, role="moderator").exclude(member=member)
    others = others.filter(Q(state="seated") | Q(state="frozen", until__lte=at))
    in_force = Member.objects.filter(state="active", valid_until__gt=at).values("public_id")
    return others.filter(member__in=in_force).exists()


def _of_another(_actor: Actor, seat: Seat) -> bool:
    return seat.facts == {"moderates"}


def _seat_of_another(actor: Actor, seat: str) -> Seat:
    """A seat of another in a space that the actor moderates.

    Raises:
        NotFound: there is none for this actor.
        Refused: they do not moderate the space.
    """
    record = selectors.seat_for(reader_needed(actor), seat)
    if "moderates" not in record.facts:
        raise labels.refused("community.seat.not_yours")
    return record


@SEAT.act(
    "role_given",
    inputs.GiveSeatRole,
    _("Change the seat"),
    permission=WRITE,
    done=_("The role is changed."),
    when=_of_another,
    asks=lambda _actor, record: {"initial": {"role": record.role}},
)
@transaction.atomic
def give_role(*, actor: Actor, seat_id: str, role: str) -> None:
    """Give the holder of a seat another role.

    Raises:
        NotFound: no such seat, or no such role.
        Refused: not theirs to do, or nobody would moderate any more.
    """
    require(actor, WRITE)
    seat = _seat_of_another(actor, seat_id)
    if role not in spaces.ROLES:
        raise absent()
    if seat.state == "frozen" and not spaces.is_frozen(seat.state, seat.until, now()):
        RECORDER.record(actor, "seat", "thawed", seat)
        seat.refresh_from_db()
    if role != "moderator":
        _check_others(seat)
    RECORDER.record(actor, "seat", "role_given", seat, changes={"role": role})


@SEAT.act(
    "left",
    inputs.TakeSeat,
    _("Take the seat"),
    permission=WRITE,
    done=_("They have no seat here any more."),
    when=_of_another,
    danger=True,
)
@transaction.atomic
def take_seat(*, actor: Actor, seat_id: str) -> None:
    """Take somebody's seat, as who moderates the space.

    Raises:
        NotFound: no such seat.
        Refused: not theirs to do, or nobody would moderate any more.
    """
    require(actor, WRITE)
    seat = _seat_of_another(actor, seat_id)
    _check_others(seat)
    by = "own" if "self" in seat.facts else "moderator"
    RECORDER.record(actor, "seat", "left", seat, details={"by": by})


@transaction.atomic
def leave_space(*, actor: Actor, space: str) -> None:
    """Give up one's own seat.

    Raises:
        NotFound: no such space, or no seat in it.
        Refused: nobody would moderate any more.
    """
    require(actor, READ)
    reader = reader_needed(actor)
    record = selectors.space_for(reader, space)
    seat = Seat.objects.filter(space=record.public_id, member=reader.public_id).first()
    if seat is None:
        raise absent()
    _check_others(seat)
    RECORDER.record(actor, "seat", "left", seat, details={"by": "own"})


def _check_others(seat: Seat) -> None:
    """Raises Refused where nobody would moderate a space without this seat."""
    if seat.role == "moderator" and not _others_moderate(seat.space, seat.member):
        raise labels.refused("community.space.last_moderator")


def _moderates(_actor: Actor, space: Space) -> bool:
    return "moderates" in space.facts


def _first_said(_actor: Actor, space: Space) -> dict[str, Any]:
    row = ("name", "tlp", "chatham", "keeps_days", "countries")
    first = {name: getattr(space, name) for name in row}
    of_region = spaces.KINDS[space.kind].read == "region"
    return {
        "initial": {**first, "description": space.words},
        "without": () if of_region else ("countries",),
    }


@SPACE.act(
    "changed",
    inputs.ChangeSpace,
    _("Change the space"),
    permission=WRITE,
    done=_("The space is changed."),
    hint=_(
        "What has been said here keeps the marks that it bears. The change stands on the ledger, the name apart from it."
    ),
    when=_moderates,
    asks=_first_said,
)
@transaction.atomic
def change_space(
    *,
    actor: Actor,
    space_id: str,
    name: str,
    description: str,
    tlp: int,
    chatham: bool,
    keeps_days: int,
    countries: Collection[str] = (),
) -> None:
    """Give a space another name and description, the mark with which things begin there, and how long it keeps them; what has been said there
    keeps its marks.

    Raises:
        NotFound: no such space for this actor.
        Refused: they do not moderate it, it is over, or nothing changes.
        Invalid: a field is wrong.
    """
    require(actor, WRITE)
    space = _moderated(actor, space_id)
    name = one_line(name, "name")
    if not 3 <= len(name) <= LONGEST_NAME:
        raise labels.invalid("community.space.name", "name")
    if tlp not in (marks.CLEAR, marks.GREEN, marks.AMBER, marks.STRICT):
        raise labels.invalid("community.space.tlp", "tlp")
    if spaces.keeps_wrong(keeps_days):
        raise labels.invalid("community.space.keeps", "keeps_days")
    region = spaces.KINDS[space.kind].read == "region"
    named = sorted(set(countries)) if region else list(space.countries)
    if region and not named:
        raise labels.invalid("community.space.countries", "countries")
    wanted = {"tlp": tlp, "chatham": chatham, "keeps_days": keeps_days, "countries": named}
    changes = {key: value for key, value in wanted.items() if value != getattr(space, key)}
    words = fine(description, "description")[:2000]
    personal = {"name": name, "words": words} if (name, words) != (space.name, space.words) else {}
    if not changes and not personal:
        raise labels.refused("community.space.same")
    RECORDER.record(actor, "space", "changed", space, changes=changes, personal=personal)


@SPACE.act(
    "archived",
    inputs.ArchiveSpace,
    _("Archive the space"),
    permission=WRITE,
    done=_("The space is ended, as was agreed."),
    hint=_("It is archived: its members can still read it, nobody writes."),
    when=lambda actor, record: _moderates(actor, record) and record.at_end != "destroy",
    danger=True,
)
@transaction.atomic
def archive_space(*, actor: Actor, space_id: str) -> None:
    """End a space: those with a seat can still read it, nobody writes.

    Raises:
        NotFound: no such space for this actor.
        Refused: they do not moderate it, it is over, or it is to be destroyed.
    """
    require(actor, WRITE)
    RECORDER.record(actor, "space", "archived", _moderated(actor, space_id), details={"by": "person"})


def _days(_actor: Actor, space: Space) -> dict[str, Any]:
    day = "agreed" if "shortened" in space.facts else "tomorrow"
    return {"among": {"day": [(day, labels.LAST_DAYS[day])]}}


@SPACE.act(
    "end_moved",
    inputs.MoveEnd,
    _("Move the last day"),
    permission=WRITE,
    done=_("The last day of the room is moved."),
    hint=lambda record: (
        ""
        if "shortened" in record.facts
        else _(
            "Tomorrow becomes its last day, and then it is destroyed, as was agreed: nothing of what was said is kept. Until then any of its moderators can take that back."
        )
    ),
    when=lambda actor, record: _moderates(actor, record) and record.at_end == "destroy",
    leads=lambda record: "shortened" in record.facts,
    asks=_days,
    danger=True,
)
@transaction.atomic
def move_end(*, actor: Actor, space_id: str, day: str) -> None:
    """End a case room that is to be destroyed with the next day, so that another moderator can take it back; or let it last until the day that
    was agreed when it was opened.

    Args:
        day: `tomorrow` or `agreed`.

    Raises:
        NotFound: no such space for this actor.
        Refused: they do not moderate it, it is over or ends soon anyway, or nothing changes.
    """
    require(actor, WRITE)
    space = _moderated(actor, space_id)
    if day == "agreed":
        last = selectors.agreed_end(space)
        if last is None or last == space.ends_on:
            raise labels.refused("community.space.same")
    else:
        last = now().date() + dt.timedelta(days=1)
        if space.ends_on is None or space.ends_on <= last:
            raise labels.refused("community.space.ends_soon")
    RECORDER.record(actor, "space", "end_moved", space, changes={"ends_on": last.isoformat()})


def _end(space: Space) -> None:
    if space.at_end != "destroy":
        RECORDER.record(JOB, "space", "archived", space, details={"by": "end"})
        return
    contents = set(Attachment.objects.filter(post__space=space).values_list("file_id", flat=True))
    topics = list(Topic.objects.filter(space=space).values_list("public_id", flat=True))
    values = list(Post.objects.filter(space=space).values_list("public_id", flat=True))
    Topic.objects.filter(space=space).update(solution=None)
    Topic.objects.filter(space=space).delete()
    erased = selectors.words_about(space.public_id)
    details = {"by": "end", "posts": len(values), "files": len(contents), "erased": erased}
    entry = RECORDER.record(JOB, "space", "destroyed", space, details=details).entry
    remove_pictures(contents, entry)
    remove_words(entry, erased)
    drafts.drop_under(pages_of([space.public_id], topics, values))


def pages_of(spaces: Collection[str], topics: Collection[str], posts: Collection[str]) -> list[str]:
    """Where the pages begin on which somebody writes in spaces, topics or about posts."""
    kinds = {"spaces": spaces, "topics": topics, "posts": posts}
    return [f"/community/{kind}/{text}/" for kind, results in kinds.items() for text in results]


def remove_words(entry: uuid.UUID, erased: Collection[Mapping[str, str]]) -> None:
    """Take out what people wrote beside acts, as an entry says that names each."""
    rows = [(entry, row["entry"], row["field"]) for row in erased]
    with connection.cursor() as cursor:
        cursor.executemany("INSERT INTO ledger_erasure (erasure, entry, field) VALUES (%s, %s, %s)", rows)


def remove_pictures(contents: Collection[str], entry: object) -> None:
    """Take pictures out of the store that no other post shows."""
    shown = set(Attachment.objects.filter(file_id__in=contents).values_list("file_id", flat=True))
    files.erase(sorted(set(contents) - shown), purpose=PURPOSE, erasure=entry)  # type: ignore[arg-type]


def end_rooms(today: dt.date) -> int:
    """End the case rooms whose last day is over, each in a transaction of its own. The job of every night."""
    done = 0
    over = Space.objects.filter(kind="case_room", state="open", ends_on__lt=today)
    for space in over:
        try:
            with transaction.atomic():
                _end(space)
            done += 1
        except (IfarError, IntegrityError):  # somebody ended it meanwhile, or the database's day is another
            continue
    return done


def thaw_seats(at: dt.datetime) -> int:
    """Let write again whose days are over, so that what stands on record says so too. The job of every night."""
    done = 0
    for seat in Seat.objects.filter(state="frozen", until__lte=at):
        try:
            with transaction.atomic():
                RECORDER.record(JOB, "seat", "thawed", seat)
            done += 1
        except (IfarError, IntegrityError):  # somebody did something with it meanwhile
            continue
    return done
