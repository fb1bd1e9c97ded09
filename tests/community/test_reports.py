"""Reports: whom they silence and for how long, who decides about them, and that no decision undoes another."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import DatabaseError, transaction

from ifar.community import reports
from ifar.community.knowledge.services import practices
from ifar.community.models import Post, Report, Seat, Space, Topic
from ifar.community.reports import Past, ReportStatus
from ifar.community.services import moderation, rooms, talk
from ifar.community.services.writing import RECORDER, new_id
from ifar.errors import Conflict, Refused
from tests import cast
from tests.community.making import a_post, a_topic, member
from tests.community.shelves import a_practice, differences

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("community")]
NOW = dt.datetime(2026, 11, 27, 12, tzinfo=dt.UTC)


def ago(**said: int) -> dt.datetime:
    return NOW - dt.timedelta(**said)


def by_moderators(space: Space, *names: str) -> None:
    for name in names:
        rooms.invite(
            actor=cast.actor("dave"),
            space=space.public_id,
            member=member(name).public_id,
            role="moderator",
        )


def reported(by: str, post: Post, ground: str = "making") -> Report:
    return moderation.report_post(actor=cast.actor(by), post=post.public_id, ground=ground)


def state(post: Post) -> str:
    return Post.objects.get(pk=post.pk).state


@pytest.mark.parametrize(
    ("past", "changed", "holds"),
    [
        ([], None, True),
        ([Past("S1", "dismissed", ago(days=90))], None, False),
        ([Past("S1", "open", ago(days=1))], None, False),
        ([Past("S1", "dismissed", ago(days=2))], ago(days=1), True),
        ([Past("S1", "dismissed", ago(days=2))], ago(days=3), False),
        ([Past(f"S{n}", "dismissed", ago(days=n)) for n in range(2, 6)], None, True),
        ([Past(f"S{n}", "dismissed", ago(days=n)) for n in range(2, 7)], None, False),
        ([Past(f"S{n}", "dismissed", ago(days=n)) for n in (2, 3, 4, 20, 31, 40)], None, True),
        ([Past(f"S{n}", "open", ago(days=n)) for n in range(2, 6)], None, True),
        ([Past(f"S{n}", "open", ago(days=n)) for n in range(2, 7)], None, False),
        ([Past(f"S{n}", "hidden", ago(days=n)) for n in range(2, 12)], None, True),
    ],
)
def test_what_a_report_holds_at_once(past: list[Past], changed: dt.datetime | None, holds: bool) -> None:
    assert reports.holds("S1", changed, past, NOW) == holds


@pytest.mark.parametrize(
    ("now", "standing", "after"),
    [
        ("held", [ReportStatus("dismissed", "making")], "shown"),
        ("held", [ReportStatus("dismissed", "making"), ReportStatus("open", "making")], "held"),
        ("shown", [ReportStatus("dismissed", "spam"), ReportStatus("open", "making")], "shown"),
        ("held", [ReportStatus("warned", "abuse", "warned"), ReportStatus("open", "spam")], "shown"),
        (
            "hidden",
            [ReportStatus("hidden", "making", "hidden"), ReportStatus("overturned", "spam", "warned")],
            "hidden",
        ),
        (
            "hidden",
            [ReportStatus("appealed", "making", "frozen"), ReportStatus("dismissed", "spam")],
            "hidden",
        ),
        ("hidden", [ReportStatus("upheld", "making", "hidden"), ReportStatus("dismissed", "spam")], "hidden"),
        ("shown", [ReportStatus("upheld", "spam", "warned")], "shown"),
        ("hidden", [ReportStatus("overturned", "spam", "hidden")], "shown"),
        ("hidden", [ReportStatus("overturned", "spam", "hidden"), ReportStatus("open", "making")], "held"),
    ],
)
def test_what_becomes_of_something_after_all_decisions(
    now: str, standing: list[ReportStatus], after: str
) -> None:
    assert reports.state_after(now, standing) == after


def test_one_member_does_not_silence_a_space(commons: Space) -> None:
    topics = [
        a_topic(name, commons, title=f"Question {n} of {name}")
        for name in ("dave", "heidi", "alice")
        for n in range(4)
    ]
    posts = [Post.objects.get(topic=topic) for topic in topics]
    for post in posts[: reports.MOST_AN_HOUR]:
        reported("frank", post)
    assert Topic.objects.filter(space=commons, state="held").count() == reports.MOST_HOLDING
    with pytest.raises(Conflict) as refused:
        reported("frank", posts[-1])
    assert refused.value.code == "community.report.many"
    changes = {
        "space": commons.public_id, "object_type": "post", "about": posts[-1].public_id, "author": member("alice").public_id,
        "ground": "spam", "by": member("frank").public_id,
    }  # fmt: skip
    with pytest.raises(DatabaseError, match="within the hour"), transaction.atomic():
        RECORDER.record(cast.actor("frank"), "report", "made", new_id(), changes=changes)
    # Whoever moderates hides what they have to.
    for post in posts[4:]:
        moderation.hide_at_once(
            actor=cast.actor("dave"), object_type="post", public_id=post.public_id, ground="spam", note="x"
        )
    assert Report.objects.filter(by=member("dave").public_id).count() == 8


def test_the_same_words_are_held_once_for_one_member(commons: Space) -> None:
    post = a_post("alice", a_topic("heidi", commons))
    report = reported("frank", post)
    assert state(post) == "held"
    moderation.dismiss(actor=cast.actor("dave"), report_id=report.public_id)
    assert state(post) == "shown"
    again = reported("frank", post)
    assert state(post) == "shown"
    moderation.dismiss(actor=cast.actor("dave"), report_id=again.public_id)
    other = reported("erin", post)
    assert state(post) == "held"
    moderation.dismiss(actor=cast.actor("dave"), report_id=other.public_id)
    talk.edit_post(actor=cast.actor("alice"), post=post.public_id, text="Now in other words.", language="en")
    reported("frank", post)
    assert state(post) == "held"


def test_no_decision_shows_what_another_hid_or_holds(commons: Space) -> None:
    by_moderators(commons, "alice", "oscar")
    topic = a_topic("erin", commons)
    post = a_post("heidi", topic)
    tone, recipe = reported("erin", post, "abuse"), reported("frank", post)
    moderation.hide(actor=cast.actor("dave"), report_id=recipe.public_id, note="x")
    moderation.warn(actor=cast.actor("dave"), report_id=tone.public_id, note="x")
    assert state(post) == "hidden"
    moderation.appeal(actor=cast.actor("heidi"), report_id=tone.public_id, note="It was polite.")
    moderation.hear_appeal(actor=cast.actor("alice"), report=tone.public_id, uphold=False)
    assert state(post) == "hidden"
    with pytest.raises(DatabaseError, match="nobody decided"), transaction.atomic():
        Post.objects.filter(pk=post.pk).update(state="shown")
    moderation.appeal(actor=cast.actor("heidi"), report_id=recipe.public_id, note="It is none.")
    with pytest.raises(DatabaseError, match="nobody decided"), transaction.atomic():
        Post.objects.filter(pk=post.pk).update(state="shown")
    moderation.hear_appeal(actor=cast.actor("alice"), report=recipe.public_id, uphold=False)
    assert state(post) == "shown"
    # One of two reports that hold it, found empty, or with a warning, leaves the other.
    second = a_post("heidi", topic)
    first, other = reported("frank", second), reported("oscar", second)
    for report, decide in ((first, moderation.dismiss), (other, moderation.warn)):
        assert state(second) == "held"
        with pytest.raises(DatabaseError, match="nobody decided"), transaction.atomic():
            Post.objects.filter(pk=second.pk).update(state="shown")
        decide(actor=cast.actor("dave"), report_id=report.public_id, note="x")
    assert state(second) == "shown"
    # What was warned about is not hidden by the warning's appeal.
    moderation.appeal(actor=cast.actor("heidi"), report_id=other.public_id, note="No.")
    moderation.hear_appeal(actor=cast.actor("alice"), report=other.public_id, uphold=True)
    with pytest.raises(DatabaseError, match="nobody decided"), transaction.atomic():
        Post.objects.filter(pk=second.pk).update(state="hidden")
    assert differences() == []


def test_an_appeal_thaws_the_freeze_of_its_own_decision_alone(commons: Space) -> None:
    by_moderators(commons, "alice")
    topic = a_topic("erin", commons)
    warned, first, last = (reported("erin", a_post("heidi", topic, f"Words {n}."), "abuse") for n in range(3))
    dave, alice, heidi = (cast.actor(name) for name in ("dave", "alice", "heidi"))
    # Written before she is kept from writing: she may appeal all the same.
    moderation.warn(actor=dave, report_id=warned.public_id, note="x")
    moderation.freeze(actor=dave, report_id=first.public_id, days=5, note="x")
    moderation.freeze(actor=dave, report_id=last.public_id, days=20, note="x")
    for report in (warned, first, last):
        moderation.appeal(actor=heidi, report_id=report.public_id, note="No.")
    seat = Seat.objects.get(space=commons.public_id, member=member("heidi").public_id)
    for report in (warned,):
        moderation.hear_appeal(actor=alice, report=report.public_id, uphold=False)
        seat.refresh_from_db()
        assert seat.state == "frozen"
    with pytest.raises(DatabaseError, match="stands"), transaction.atomic():
        RECORDER.record(alice, "seat", "thawed", seat)
    until = seat.until
    moderation.hear_appeal(actor=alice, report=last.public_id, uphold=False)
    seat.refresh_from_db()
    assert seat.state == "frozen"  # for the five days of the first
    assert seat.until is not None
    assert until is not None
    assert dt.timedelta(days=14) < until - seat.until < dt.timedelta(days=16)
    moderation.hear_appeal(actor=alice, report=first.public_id, uphold=False)
    seat.refresh_from_db()
    assert seat.state == "seated"
    assert differences() == []


def test_a_shorter_freeze_does_not_end_a_longer_one(commons: Space) -> None:
    topic = a_topic("erin", commons)
    first, last = (reported("erin", a_post("heidi", topic, f"Words {n}."), "abuse") for n in range(2))
    moderation.freeze(actor=cast.actor("dave"), report_id=first.public_id, days=20, note="x")
    until = Seat.objects.get(member=member("heidi").public_id).until
    moderation.freeze(actor=cast.actor("dave"), report_id=last.public_id, days=1, note="x")
    assert Seat.objects.get(member=member("heidi").public_id).until == until


def test_who_reported_neither_decides_nor_hears_the_appeal(commons: Space) -> None:
    by_moderators(commons, "alice", "oscar")
    topic = a_topic("erin", commons)
    report = reported("dave", a_post("heidi", topic), "abuse")
    dave = {"actor": cast.actor("dave"), "report_id": report.public_id}
    for decide in (moderation.dismiss, moderation.hide, moderation.warn):
        with pytest.raises(Refused) as refused:
            decide(**dave, note="x")
        assert refused.value.code == "community.report.reporter"
    with pytest.raises(Refused):
        moderation.freeze(**dave, days=1, note="x")
    for kind in ("dismissed", "warned", "frozen"):
        with pytest.raises(DatabaseError, match="another than who reported"), transaction.atomic():
            RECORDER.record(
                cast.actor("dave"), "report", kind, report, changes={"decided_by": member("dave").public_id}
            )
    moderation.hide(actor=cast.actor("alice"), report_id=report.public_id, note="x")
    moderation.appeal(actor=cast.actor("heidi"), report_id=report.public_id, note="No.")
    with pytest.raises(Refused):
        moderation.uphold(**dave)
    report.refresh_from_db()
    with pytest.raises(DatabaseError, match="another than who reported"), transaction.atomic():
        RECORDER.record(
            cast.actor("dave"), "report", "upheld", report, changes={"appeal_by": member("dave").public_id}
        )
    moderation.hear_appeal(actor=cast.actor("oscar"), report=report.public_id, uphold=True)


def test_a_checked_practice_is_read_again_when_a_report_is_found_empty(commons: Space) -> None:
    made = a_practice("heidi", commons)
    report = moderation.report(
        actor=cast.actor("frank"), object_type="practice", public_id=made.public_id, ground="making"
    )
    made.refresh_from_db()
    assert made.state == "held"
    moderation.dismiss(actor=cast.actor("dave"), report_id=report.public_id)
    made.refresh_from_db()
    assert made.state == "shown"
    # What is reported while it waits for its check waits for that decision too.
    waiting = a_practice("heidi", commons, cleared=False)
    by_moderators(commons, "alice")
    report = moderation.report(
        actor=cast.actor("alice"), object_type="practice", public_id=waiting.public_id, ground="making"
    )
    practices.clear(actor=cast.actor("dave"), appraisal_id=waiting.public_id)
    waiting.refresh_from_db()
    assert waiting.state == "held"
    moderation.dismiss(actor=cast.actor("dave"), report_id=report.public_id)
    waiting.refresh_from_db()
    assert waiting.state == "shown"
