"""The end of a case room: nobody destroys it at once, and what was typed and noted about it goes with it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from ifar.accounts.models import Draft
from ifar.accounts.services import drafts
from ifar.community.models import Event, Member, Post, Space, Topic
from ifar.community.selectors import rooms as selectors
from ifar.community.services import keeping, rooms
from ifar.community.services.writing import RECORDER, new_id, now
from ifar.errors import Refused
from ifar.ledger.models import Erasure, Personal
from ifar.ledger.verification.rows import LAWFUL
from tests import cast
from tests.acting import without_guards
from tests.community.making import a_post, a_space, a_topic, an_ended_room, member, reader
from tests.community.shelves import differences
from tests.conftest import sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("community")]


def today() -> dt.date:
    return now().date()


def a_room(days: int = 300) -> Space:
    room = a_space("case_room", "Operation Lark", ends_on=today() + dt.timedelta(days=days), at_end="destroy")
    rooms.invite(
        actor=cast.actor("dave"), space=room.public_id, member=member("heidi").public_id, role="moderator"
    )
    return room


def noted(space: Space, post: Post, by: str) -> None:
    changes = {
        "space": space.public_id, "object_type": "post", "about": post.public_id,
        "author": Member.objects.get(pk=post.author_id).public_id, "ground": "personal", "by": member(by).public_id,
    }  # fmt: skip
    RECORDER.record(
        cast.actor(by),
        "report",
        "made",
        new_id(),
        changes=changes,
        note="It names the informer.",
    )


def taken(kind: str, room: Space, details: dict[str, Any]) -> None:
    """What a job would do that takes words out."""
    rooms.remove_words(
        RECORDER.record(rooms.JOB, "space", kind, room, details=details).entry, details["erased"]
    )


def unlawful() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*) FROM ledger_erasure x WHERE NOT EXISTS (SELECT FROM ledger_entry e WHERE e.entry = x.erasure AND {LAWFUL})"
        )
        return int(cursor.fetchone()[0])


def test_a_moderator_gives_a_days_notice_and_another_takes_it_back() -> None:
    room = a_room()
    topic = a_topic("dave", room)
    page, moving = (
        f"/community/spaces/{room.public_id}/",
        f"/community/spaces/{room.public_id}/acts/end_moved/",
    )
    heidi, dave = sign_in("heidi"), sign_in("dave")
    assert moving in heidi.get(page).content.decode()
    shown = heidi.get(moving).content.decode()
    assert "then it is destroyed, as was agreed" in shown
    assert 'value="agreed"' not in shown
    assert heidi.post(moving, {"day": "tomorrow"}).status_code == 302
    room.refresh_from_db()
    assert (room.state, room.ends_on) == ("open", today() + dt.timedelta(days=1))
    assert rooms.end_rooms(today()) == 0
    assert Topic.objects.filter(pk=topic.pk).exists()
    with pytest.raises(Refused):
        rooms.move_end(actor=cast.actor("heidi"), space_id=room.public_id, day="tomorrow")
    assert heidi.post(moving, {"day": "tomorrow"}).status_code == 422
    # To take it back is the next step of who moderates.
    shown = dave.get(page).content.decode()
    assert "Somebody ends this room early" in shown
    assert 'value="agreed"' in shown
    assert dave.post(moving, {"day": "agreed"}).status_code == 302
    room.refresh_from_db()
    assert room.ends_on == today() + dt.timedelta(days=300)
    with pytest.raises(Refused):
        rooms.move_end(actor=cast.actor("dave"), space_id=room.public_id, day="agreed")
    with pytest.raises(Refused):  # what is to be destroyed is not archived
        rooms.archive_space(actor=cast.actor("dave"), space_id=room.public_id)
    assert differences() == []


@pytest.mark.parametrize(
    ("who", "kind", "changes", "details"),
    [
        ("heidi", "destroyed", {}, {"by": "person", "posts": 0, "files": 0}),
        ("bob", "destroyed", {}, {"by": "person", "posts": 0, "files": 0}),
        ("heidi", "archived", {}, {"by": "person"}),
        ("heidi", "end_moved", {"days": 0}, {}),
        ("heidi", "end_moved", {"days": 301}, {}),
        ("bob", "end_moved", {"days": 5}, {}),
        ("erin", "end_moved", {"days": 5}, {}),
    ],
)
def test_the_database_lets_nobody_end_a_room_otherwise(
    who: str, kind: str, changes: dict[str, Any], details: dict[str, Any]
) -> None:
    room = a_room()
    rooms.invite(actor=cast.actor("dave"), space=room.public_id, member=member("erin").public_id)
    sets = {}
    if "days" in changes:
        sets = {"ends_on": (today() + dt.timedelta(days=changes["days"])).isoformat()}
    with pytest.raises(DatabaseError, match="cannot be"), transaction.atomic(), without_guards(RECORDER):
        RECORDER.record(cast.actor(who), "space", kind, room, changes=sets, details=details)
    rooms.move_end(actor=cast.actor("heidi"), space_id=room.public_id, day="tomorrow")


def test_with_a_destroyed_room_go_drafts_and_notes() -> None:
    with an_ended_room() as room:
        gone = a_topic("dave", room, "The source is X.")
        noted(room, Post.objects.get(topic=gone), "dave")
    lasting = a_room()
    topic = a_topic("dave", lasting)
    post = a_post("heidi", topic)
    noted(lasting, post, "dave")
    places = [
        f"/community/spaces/{room.public_id}/new/",
        f"/community/topics/{gone.public_id}/",
        f"/community/topics/{topic.public_id}/",
        "/parties/new/",
    ]
    for place in places:
        drafts.keep(actor=cast.actor("heidi"), path=place, data={"text": ["The source is X."]})
    entries = [word["entry"] for word in selectors.words_about(room.public_id)]
    assert Personal.objects.filter(entry__in=entries).count() == 2
    assert rooms.end_rooms(today()) == 1
    assert Space.objects.get(pk=room.pk).state == "destroyed"
    assert not Personal.objects.filter(entry__in=entries).exists()
    assert set(Draft.objects.values_list("path", flat=True)) == set(places[2:])
    assert selectors.words_about(lasting.public_id)
    assert (Erasure.objects.count(), unlawful()) == (2, 0)
    # What lapses takes the notes about it along, and leaves what the space is called.
    assert keeping.lapse(now() + dt.timedelta(days=366)) == 1
    assert [word["field"] for word in selectors.words_about(lasting.public_id)] == ["name"]
    assert list(Draft.objects.values_list("path", flat=True)) == ["/parties/new/"]
    assert unlawful() == 0
    assert differences() == []


def test_no_act_of_a_room_takes_words_of_another() -> None:
    other = a_room()
    with an_ended_room() as room:
        pass
    noted(other, a_post("heidi", a_topic("dave", other)), "dave")
    foreign = [word for word in selectors.words_about(other.public_id) if word["field"] == "note"]
    assert len(foreign) == 1
    details = {"by": "end", "posts": 0, "files": 0, "erased": foreign}
    with pytest.raises(DatabaseError, match="is no word of"), transaction.atomic():
        taken("destroyed", room, details)
    # Nor does a lapse take what was noted about what is still there.
    lapsed = {"topics": 1, "posts": 0, "files": 0, "erased": foreign}
    with pytest.raises(DatabaseError, match="is no word of"), transaction.atomic():
        taken("lapsed", Space.objects.get(pk=other.pk), lapsed)
    assert reader("heidi").spaces.keys() >= {other.pk}
    assert Event.objects.filter(record_type="space", kind="destroyed").count() == 0
