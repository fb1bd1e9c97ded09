"""Seats: nobody reads again by a freeze, moderates while frozen, or is seated by whoever does not moderate; a space keeps a moderator."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from ifar.community import spaces
from ifar.community.models import Member, Post, Report, Seat, Space
from ifar.community.services import members, moderation, rooms, ruling
from ifar.community.services.writing import RECORDER, new_id, now
from ifar.errors import NotFound, Refused
from ifar.ledger.entry import timestamp
from tests import cast
from tests.community.making import a_post, a_space, a_topic, member, reader
from tests.community.shelves import differences

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("community")]


def a_room(*names: str, **said: Any) -> Space:
    """A case room of Dave's, in which some others write."""
    ends = dt.datetime.now(dt.UTC).date() + dt.timedelta(days=30)
    room = a_space("case_room", "The case", **{"ends_on": ends, "at_end": "archive", **said})
    for name in names:
        seated(room, name)
    return room


def seated(space: Space, name: str, role: str = "writer") -> None:
    rooms.invite(actor=cast.actor("dave"), space=space.public_id, member=member(name).public_id, role=role)


def seat_of(space: Space, name: str) -> Seat:
    return Seat.objects.get(space=space.public_id, member=member(name).public_id)


def reads(name: str, space: Space) -> bool:
    return space.pk in reader(name).spaces


def reported(by: str, post: Post, ground: str = "spam") -> Report:
    return moderation.report_post(actor=cast.actor(by), post=post.public_id, ground=ground)


def past(seat: Seat) -> None:
    """Let the days of a freeze be over: by one that ends at once."""
    seat.refresh_from_db()
    changes = {"role": seat.role, "until": timestamp(now())}
    RECORDER.record(cast.actor("dave"), "seat", "frozen", seat, changes=changes, details={"report": ""})


@pytest.mark.parametrize("kind", spaces.KINDS)
def test_who_reads_without_a_seat(kind: str) -> None:
    read = spaces.KINDS[kind].read
    assert spaces.reads_unseated(kind, "KE", ["KE"]) == (read != "seated")
    assert spaces.reads_unseated(kind, "KE", ["TZ"]) == (read == "members")


def test_a_freeze_ends_by_the_clock() -> None:
    at = now()
    assert spaces.is_frozen("frozen", at + dt.timedelta(seconds=1), at)
    assert not spaces.is_frozen("frozen", at, at)
    assert not spaces.is_frozen("seated", at + dt.timedelta(days=1), at)
    assert not spaces.may_moderate("moderator", frozen=True)
    assert not spaces.may_invite("case_room", "open", "moderator", frozen=True)


def test_whoever_was_put_out_of_a_closed_room_is_not_seated_again_by_a_freeze() -> None:
    room = a_room("heidi", "erin")
    post = a_post("heidi", a_topic("dave", room))
    report = reported("erin", post)
    rooms.take_seat(actor=cast.actor("dave"), seat_id=seat_of(room, "heidi").public_id)
    assert not reads("heidi", room)
    moderation.freeze(actor=cast.actor("dave"), report_id=report.public_id, days=1, note="x")
    assert not reads("heidi", room)
    assert seat_of(room, "heidi").state == "left"
    assert Report.objects.get(pk=report.pk).state == "hidden"
    post.refresh_from_db()
    assert post.state == "hidden"
    # Past the service: the database gives no seat by a freeze, neither again nor for the first time.
    until = timestamp(now() + dt.timedelta(days=1))
    new = {"space": room.public_id, "member": member("frank").public_id}
    for on, opening in ((seat_of(room, "heidi"), {}), (new_id(), new)):
        changes = {"role": "writer", "until": until} | opening
        with pytest.raises(DatabaseError, match="gives nobody a seat"), transaction.atomic():
            RECORDER.record(cast.actor("dave"), "seat", "frozen", on, changes=changes, details={"report": ""})
    # In a space that is open to all a freeze keeps from writing whoever gave up their seat, and gives no other role than a writer's.
    open_one = Space.objects.get(kind="global")
    seated(open_one, "heidi")
    rooms.leave_space(actor=cast.actor("heidi"), space=open_one.public_id)
    changes = {"role": "moderator", "until": until}
    with pytest.raises(DatabaseError, match="gives no role"), transaction.atomic():
        RECORDER.record(
            cast.actor("dave"), "seat", "frozen", seat_of(open_one, "heidi"), changes=changes, details={"report": ""},
        )  # fmt: skip
    other = reported("erin", a_post("heidi", a_topic("dave", open_one)))
    moderation.freeze(actor=cast.actor("dave"), report_id=other.public_id, days=1, note="x")
    assert not reader("heidi").spaces[open_one.pk].writes
    assert differences() == []


def test_a_frozen_moderator_moderates_nothing_until_the_days_are_over(commons: Space) -> None:
    seated(commons, "alice", "moderator")
    topic = a_topic("heidi", commons)
    report = reported("heidi", a_post("alice", topic))
    moderation.freeze(actor=cast.actor("dave"), report_id=report.public_id, days=1, note="x")
    assert not reader("alice").spaces[commons.pk].moderates
    with pytest.raises(Refused):
        ruling.lock_topic(actor=cast.actor("alice"), ruling_id=topic.public_id)
    with pytest.raises(Refused):
        rooms.invite(actor=cast.actor("alice"), space=commons.public_id, member=member("frank").public_id)
    # Dave is the only one who moderates now: he cannot leave.
    with pytest.raises(Refused):
        rooms.leave_space(actor=cast.actor("dave"), space=commons.public_id)
    seat = seat_of(commons, "alice")
    assert rooms.thaw_seats(now()) == 0
    for actor in (cast.actor("dave"), rooms.JOB):
        with pytest.raises(DatabaseError, match="stands"), transaction.atomic():
            RECORDER.record(actor, "seat", "thawed", seat)
    past(seat)
    assert reader("alice").spaces[commons.pk].moderates
    ruling.lock_topic(actor=cast.actor("alice"), ruling_id=topic.public_id)  # the database says so too
    rooms.give_role(actor=cast.actor("dave"), seat_id=seat.public_id, role="reader")
    assert (seat_of(commons, "alice").state, seat_of(commons, "alice").role) == ("seated", "reader")


def test_the_clock_lets_write_again(commons: Space) -> None:
    report = reported("heidi", a_post("alice", a_topic("heidi", commons)))
    moderation.freeze(actor=cast.actor("dave"), report_id=report.public_id, days=1, note="x")
    past(seat_of(commons, "alice"))
    assert rooms.thaw_seats(now()) == 1
    assert seat_of(commons, "alice").state == "seated"


def test_the_secretariat_seats_nobody_in_a_closed_space() -> None:
    group = a_space("working_group", "The group")
    for kind, role in (("seated", "moderator"), ("seated", "writer")):
        changes = {"space": group.public_id, "member": member("frank").public_id, "role": role}
        for by in ("invited", "opened"):
            with pytest.raises(DatabaseError), transaction.atomic():
                RECORDER.record(
                    cast.actor("nina"), "seat", kind, new_id(), changes=changes, details={"by": by}
                )
    with pytest.raises(DatabaseError, match="do not moderate"), transaction.atomic():
        RECORDER.record(
            cast.actor("nina"), "seat", "role_given", seat_of(group, "dave"), changes={"role": "reader"}
        )


def test_whose_seat_it_is_and_where_no_later_act_changes() -> None:
    group, other = a_space("working_group", "The group"), a_space("working_group", "Another")
    rooms.invite(actor=cast.actor("dave"), space=group.public_id, member=member("heidi").public_id)
    rooms.leave_space(actor=cast.actor("heidi"), space=group.public_id)
    seat = seat_of(group, "heidi")
    for moved in ({"space": other.public_id}, {"member": member("frank").public_id}):
        changes = {"role": "writer"} | moved
        with pytest.raises(DatabaseError, match="cannot be seated"), transaction.atomic():
            RECORDER.record(
                cast.actor("dave"), "seat", "seated", seat, changes=changes, details={"by": "invited"}
            )
    rooms.invite(actor=cast.actor("dave"), space=group.public_id, member=member("heidi").public_id)
    assert seat_of(group, "heidi").pk == seat.pk


def test_a_space_is_not_left_without_anybody_who_moderates_it(commons: Space) -> None:
    seated(commons, "alice", "moderator")
    alice = member("alice")
    members.suspend(actor=cast.actor("bob"), member_id=alice.public_id, ground="under_inquiry")
    dave = {"actor": cast.actor("dave"), "space": commons.public_id}
    with pytest.raises(Refused):
        rooms.leave_space(**dave)
    with pytest.raises(Refused):
        rooms.give_role(actor=cast.actor("dave"), seat_id=seat_of(commons, "dave").public_id, role="writer")
    seat = seat_of(commons, "dave")
    rows: tuple[tuple[str, dict[str, Any]], ...] = (
        ("left", {"details": {"by": "own"}}),
        ("role_given", {"changes": {"role": "writer"}}),
    )
    for kind, more in rows:
        with pytest.raises(Refused) as refused, transaction.atomic():
            RECORDER.record(cast.actor("dave"), "seat", kind, seat, **more)
        assert "nobody would moderate" in str(refused.value.__cause__)
    assert Member.objects.get(pk=alice.pk).state == "suspended"
    seated(commons, "oscar", "moderator")
    rooms.leave_space(**dave)
    with pytest.raises((Refused, NotFound)):
        rooms.leave_space(actor=cast.actor("oscar"), space=commons.public_id)
