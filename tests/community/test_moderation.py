"""Moderation of everything that members show each other: each decision an act of the ledger, each author with an appeal, no sight without an act."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from ifar.community.knowledge.selectors import shelf
from ifar.community.knowledge.services import practices
from ifar.community.models import Event, Gap, Guide, Post, Practice, Report, Ruling, Space, Thing
from ifar.community.selectors import moderation as selectors
from ifar.community.services import moderation, rooms, ruling
from ifar.errors import Conflict, Invalid, NotFound, Refused
from tests import cast
from tests.community.making import a_post, a_topic, member, reader
from tests.community.shelves import PARTS, a_gap, a_guide, a_practice, at, differences, told
from tests.conftest import sign_in


def kinds(record_type: str) -> list[str]:
    return list(Event.objects.filter(record_type=record_type).order_by("id").values_list("kind", flat=True))


def sees(name: str, item: Thing) -> bool:
    return shelf.things_for(reader(name), type(item)).filter(pk=item.pk).exists()


def things(commons: Space) -> dict[str, Any]:
    return {
        "guide": a_guide("heidi", commons),
        "practice": a_practice("heidi", commons),
        "gap": a_gap("heidi", commons),
        "assistance": told("heidi", "need", commons),
    }


def test_whatever_stands_on_a_shelf_is_reported_decided_and_appealed(commons: Space) -> None:
    rooms.invite(
        actor=cast.actor("dave"), space=commons.public_id, member=member("oscar").public_id, role="moderator"
    )
    for object_type, value in things(commons).items():
        report = moderation.report(
            actor=cast.actor("frank"),
            object_type=object_type,
            public_id=value.public_id,
            ground="personal",
            note="A name.",
        )
        assert (report.object_type, report.about, report.state) == (object_type, value.public_id, "open")
        assert sees("frank", value)  # only across the safety line it is held before anybody has looked
        with pytest.raises(Conflict):
            moderation.report(
                actor=cast.actor("frank"),
                object_type=object_type,
                public_id=value.public_id,
                ground="personal",
            )
        with pytest.raises(NotFound):
            moderation.hide(actor=cast.actor("erin"), report_id=report.public_id, note="x")
        moderation.hide(actor=cast.actor("dave"), report_id=report.public_id, note="Names somebody.")
        assert not sees("frank", value)
        assert sees("heidi", value)
        act = f"/community/me/decisions/{report.public_id}/acts/appealed/"
        assert sign_in("frank").get(act).status_code == 404  # another's decision is not there
        assert act in sign_in("heidi").get("/community/me/").content.decode()
        assert sign_in("heidi").post(act, {"note": "It is an office."}).status_code == 302
        moderation.hear_appeal(actor=cast.actor("oscar"), report=report.public_id, uphold=False)
        assert sees("frank", value), object_type
    assert kinds("report") == ["made", "hidden", "appealed", "overturned"] * 4
    assert differences() == []


def test_across_the_safety_line_it_is_held_at_once(commons: Space) -> None:
    for object_type, value in things(commons).items():
        answer = sign_in("frank").post(
            f"/community/things/{object_type}/{value.public_id}/report/", {"ground": "making"}
        )
        assert answer.status_code == 302
        assert not sees("frank", value), object_type
        report = Report.objects.get(about=value.public_id)
        # Held for a report, it is decided about by the report.
        with pytest.raises(Refused):
            ruling.let_go(actor=cast.actor("dave"), ruling_id=value.public_id)
        moderation.dismiss(actor=cast.actor("dave"), report_id=report.public_id)
        assert sees("frank", value), object_type


def test_a_practice_that_nobody_checked_is_not_shown_by_a_decision_about_a_report(commons: Space) -> None:
    made = a_practice("heidi", commons, cleared=False)
    with pytest.raises(Refused):
        ruling.let_go(actor=cast.actor("dave"), ruling_id=made.public_id)
    rooms.invite(
        actor=cast.actor("dave"), space=commons.public_id, member=member("oscar").public_id, role="moderator"
    )
    report = moderation.report(
        actor=cast.actor("oscar"), object_type="practice", public_id=made.public_id, ground="making"
    )
    moderation.dismiss(actor=cast.actor("dave"), report_id=report.public_id)
    assert not sees("frank", made)
    # What was hidden is shown neither by other words nor by the check.
    moderation.hide_at_once(
        actor=cast.actor("dave"),
        object_type="practice",
        public_id=made.public_id,
        ground="personal",
        note="x",
    )
    practices.reword(
        actor=cast.actor("heidi"), practice=made.public_id, title="Reading marks by three", said=PARTS
    )
    practices.clear(actor=cast.actor("dave"), appraisal_id=made.public_id)
    assert Practice.objects.get(pk=made.pk).state == "hidden"


def test_a_moderator_hides_in_one_go_and_the_author_can_appeal(commons: Space) -> None:
    gap = a_gap("heidi", commons)
    for name in ("erin", "heidi"):
        with pytest.raises(Refused):
            moderation.hide_at_once(
                actor=cast.actor(name), object_type="gap", public_id=gap.public_id, ground="spam", note="x"
            )
    with pytest.raises(Invalid):
        moderation.hide_at_once(
            actor=cast.actor("dave"), object_type="gap", public_id=gap.public_id, ground="taste", note="x"
        )
    page = sign_in("dave").get(f"/community/things/gap/{gap.public_id}/hide/")
    assert "the author can appeal to another moderator" in page.content.decode()
    sign_in("dave").post(
        f"/community/things/gap/{gap.public_id}/hide/", {"ground": "spam", "note": "Off topic."}
    )
    assert not sees("frank", gap)
    assert kinds("report") == ["made", "hidden"]
    assert Report.objects.get().decided_by == member("dave").public_id
    body = sign_in("heidi").get("/community/me/").content.decode()
    assert "What moderators decided about what I wrote" in body
    assert "Does not belong here" in body


def test_what_reads_like_instructions_is_let_go_by_an_act(commons: Space) -> None:
    words = "How to see it: step 1, look where they drill the barrel."
    from ifar.community.knowledge.services import gaps

    value = gaps.GapDescription("technical", words, "", ["KE"], ["8"], 2)
    gap = gaps.open_gap(actor=cast.actor("heidi"), at=at(commons, "Marks that nobody reads"), said=value)
    assert gap.state == "held"
    assert [(item.object_type, item.one.pk) for item in selectors.held_for(reader("dave"))] == [
        ("gap", gap.pk)
    ]
    assert selectors.held_for(reader("heidi")) == []
    desk = sign_in("dave").get("/community/moderation/").content.decode()
    assert "Marks that nobody reads" in desk
    for name in ("heidi", "erin"):
        with pytest.raises((Refused, NotFound)):
            ruling.let_go(actor=cast.actor(name), ruling_id=gap.public_id)
    act = f"/community/written/{gap.public_id}/acts/let_go/"
    assert sign_in("heidi").get(act).status_code == 404  # who wrote it
    assert sign_in("erin").get(act).status_code == 404
    answer = sign_in("dave").post(act, follow=True)
    assert answer.redirect_chain[-1][0] == f"/community/gaps/{gap.public_id}/"
    assert sees("frank", gap)
    kept = Ruling.objects.get(public_id=gap.public_id)
    assert (kept.object_type, kept.member, kept.space) == (
        "gap",
        member("dave").public_id,
        commons.public_id,
    )
    assert differences() == []


def test_a_moderator_closes_a_topic_by_an_act_and_who_asked_without_one(commons: Space) -> None:
    topic = a_topic("heidi", commons)
    ruling.lock_topic(actor=cast.actor("heidi"), ruling_id=topic.public_id)
    ruling.unlock_topic(actor=cast.actor("heidi"), ruling_id=topic.public_id)
    assert kinds("ruling") == []
    for done in (ruling.lock_topic, ruling.lock_topic, ruling.unlock_topic):
        done(actor=cast.actor("dave"), ruling_id=topic.public_id)
    assert kinds("ruling") == ["locked", "unlocked"]
    with pytest.raises(Refused):
        ruling.lock_topic(actor=cast.actor("erin"), ruling_id=topic.public_id)
    assert differences() == []


def test_a_moderator_says_by_an_act_what_solves_another_s_question(commons: Space) -> None:
    topic = a_topic("heidi", commons)
    post = a_post("erin", topic)
    ruling.mark_solution(actor=cast.actor("heidi"), ruling_id=post.public_id)
    ruling.take_solution_back(actor=cast.actor("heidi"), ruling_id=post.public_id)
    assert kinds("ruling") == []
    for done in (ruling.mark_solution, ruling.mark_solution, ruling.take_solution_back):
        done(actor=cast.actor("dave"), ruling_id=post.public_id)
    assert kinds("ruling") == ["solved", "unsolved"]
    assert differences() == []


@pytest.mark.parametrize("state", ["hidden", "shown"])
@pytest.mark.parametrize("model", [Post, Guide, Gap, Practice])
def test_the_database_lets_nobody_hide_or_show_without_an_act(
    commons: Space, model: type[Any], state: str
) -> None:
    made: dict[type[Any], Any] = {
        Post: lambda: Post.objects.get(topic=a_topic("heidi", commons)),
        Guide: lambda: a_guide("heidi", commons),
        Gap: lambda: a_gap("heidi", commons),
        Practice: lambda: a_practice("heidi", commons, cleared=False),
    }
    item = made[model]()
    if state == "shown":
        model.objects.filter(pk=item.pk).update(state="held")
    with pytest.raises(DatabaseError), transaction.atomic():
        model.objects.filter(pk=item.pk).update(state=state)


def test_the_database_asks_who_rules(commons: Space) -> None:
    """Past the services: an act of somebody who does not moderate, or wrote it, is refused by the trigger."""
    from ifar.community.services.writing import RECORDER

    gap = a_gap("heidi", commons)
    for name in ("erin", "heidi"):
        changes = {"object_type": "gap", "space": commons.public_id, "member": member(name).public_id}
        with pytest.raises(DatabaseError), transaction.atomic():
            RECORDER.record(cast.actor(name), "ruling", "let_go", gap.public_id, changes=changes)
    changes = {
        "space": commons.public_id, "object_type": "guide", "about": gap.public_id, "author": member("heidi").public_id, "ground": "spam",
        "by": member("erin").public_id,
    }  # fmt: skip
    with pytest.raises(DatabaseError), transaction.atomic():
        RECORDER.record(cast.actor("erin"), "report", "made", "S0000000000009", changes=changes)
    connection.ensure_connection()
