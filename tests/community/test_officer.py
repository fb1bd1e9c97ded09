"""What an officer reads and presses: reports that say what follows, appeals that somebody hears, decisions that reach whom they concern."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, transaction

from ifar.community.models import Member, Post, Report, Space
from ifar.community.services import members, moderation, rooms
from ifar.community.services.writing import RECORDER
from ifar.errors import Invalid, NotFound, Refused
from tests import cast
from tests.community.making import a_post, a_topic, member, nominated
from tests.community.shelves import differences
from tests.conftest import sign_in

pytestmark = pytest.mark.usefixtures("community")


def test_who_reports_across_the_safety_line_reads_what_was_hidden_and_who_looks(commons: Space) -> None:
    topic = a_topic("heidi", commons, title="A wrong question")
    browser = sign_in("oscar")
    page = browser.get(f"/community/topics/{topic.public_id}/").content.decode()
    assert "Report: helps to make arms" in page
    assert "It is hidden from the others at once" in page
    post = Post.objects.get(topic=topic)
    answer = browser.post(f"/community/posts/{post.public_id}/report/", {"ground": "making"}, follow=True)
    assert answer.redirect_chain[-1][0] == f"/community/reported/{Report.objects.get().public_id}/"
    text = answer.content.decode()
    assert "It is hidden now from everybody but its author and those who moderate the space" in text
    assert "Commons" in text
    assert "A wrong question" not in text
    for name in ("heidi", "frank"):
        assert sign_in(name).get(answer.redirect_chain[-1][0]).status_code == 404
    moderation.dismiss(actor=cast.actor("dave"), report_id=Report.objects.get().public_id)
    assert (
        "Somebody who moderates the space decided"
        in browser.get(answer.redirect_chain[-1][0]).content.decode()
    )


def test_nobody_leaves_by_one_click(commons: Space) -> None:
    browser, record = sign_in("frank"), member("frank")
    assert record.public_id in browser.get("/community/me/").content.decode()
    for values in ({}, {"sure": member("dave").public_id}):
        answer = browser.post("/community/me/leave/", values, follow=True)
        assert "You are still a member" in answer.content.decode()
    assert member("frank").state == "active"
    browser.post("/community/me/leave/", {"sure": record.public_id})
    assert member("frank").state == "left"


def test_a_moderator_decides_with_the_author_the_past_and_a_reason_that_the_author_reads(
    commons: Space,
) -> None:
    topic = a_topic("heidi", commons)
    first, second = (a_post("alice", topic, text) for text in ("Buy it here.", "And here, cheaply."))
    reports = [
        moderation.report_post(
            actor=cast.actor("frank"), post=post.public_id, ground="spam", note="An advert."
        )
        for post in (first, second)
    ]
    dave, desk = cast.actor("dave"), sign_in("dave")
    for decide in (moderation.warn, moderation.hide):
        with pytest.raises(Invalid):
            decide(actor=dave, report_id=reports[0].public_id, note=" ")
    with pytest.raises(Invalid):
        moderation.freeze(actor=dave, report_id=reports[0].public_id, days=2, note="")
    moderation.warn(actor=dave, report_id=reports[0].public_id, note="No shops here.")
    page = desk.get(f"/community/moderation/{reports[1].public_id}/").content.decode()
    assert "Warn the author" in page
    warned = f"/community/moderation/{reports[1].public_id}/acts/warned/"
    assert "Reason for the warning" in desk.get(warned).content.decode()
    assert member("alice").public_id in page
    assert f"/community/moderation/{reports[0].public_id}/" in page
    browser = sign_in("alice")
    message = browser.get("/notices/").content.decode()
    assert "A moderator decided about something that you wrote" in message
    mine = browser.get("/community/me/").content.decode()
    for words in ("You were warned", "No shops here.", topic.title, first.public_id):
        assert words in mine
    assert "An advert." not in mine
    assert "A moderator decided" not in sign_in("heidi").get("/notices/").content.decode()


def _appealed(commons: Space, freezes: bool = False) -> tuple[Report, Post]:
    post = a_post("alice", a_topic("heidi", commons), "Buy it here.")
    made = moderation.report_post(
        actor=cast.actor("frank"), post=post.public_id, ground="spam", note="An advert."
    )
    dave = {"actor": cast.actor("dave"), "report_id": made.public_id, "note": "No shops here."}
    if freezes:
        moderation.freeze(**dave, days=3)
    else:
        moderation.hide(**dave)
    moderation.appeal(actor=cast.actor("alice"), report_id=made.public_id, note="It was a museum.")
    return Report.objects.get(pk=made.pk), post


def test_an_appeal_that_no_other_moderator_may_hear_is_heard_by_the_secretariat(commons: Space) -> None:
    report, post = _appealed(commons, freezes=True)
    place = f"/community/moderation/{report.public_id}/"
    assert "somebody of the secretariat hears it" in sign_in("dave").get(place).content.decode()
    bob = sign_in("bob")
    desk, page = bob.get("/community/moderation/").content.decode(), bob.get(place).content.decode()
    assert report.public_id in desk
    assert "you hear it for the secretariat" in page
    assert "Overturn it" in page
    assert "Buy it here." not in page  # the secretariat reads no more of what members write than anybody
    assert sign_in("erin").get(place).status_code == 404
    with pytest.raises(NotFound):
        moderation.hear_appeal(actor=cast.actor("erin"), report=report.public_id, uphold=True, note="x")
    with pytest.raises(Refused):
        moderation.hear_appeal(actor=cast.actor("dave"), report=report.public_id, uphold=True, note="x")
    bob.post(f"{place}acts/overturned/", {"note": "A museum may be named."})
    report.refresh_from_db()
    assert (report.state, report.appeal_by) == ("overturned", cast.user("bob").public_id)
    post.refresh_from_db()
    assert post.state == "shown"
    a_post("alice", post.topic, "Thank you.")
    assert "A museum may be named." in sign_in("alice").get("/community/me/").content.decode()
    assert bob.get(place).status_code == 200
    assert differences() == []


def test_the_secretariat_hears_no_appeal_that_a_moderator_may_hear_or_that_concerns_them(
    commons: Space,
) -> None:
    report, _post = _appealed(commons)
    rooms.invite(
        actor=cast.actor("dave"), space=commons.public_id, member=member("oscar").public_id, role="moderator"
    )
    assert sign_in("bob").get(f"/community/moderation/{report.public_id}/").status_code == 404
    with pytest.raises(NotFound):
        moderation.hear_appeal(actor=cast.actor("bob"), report=report.public_id, uphold=True, note="x")
    page = sign_in("dave").get(f"/community/moderation/{report.public_id}/").content.decode()
    assert "Another moderator of the space hears the appeal" in page
    # The database holds it too, whoever asks past the service.
    with pytest.raises((DatabaseError, Refused)), transaction.atomic():
        RECORDER.record(
            cast.actor("bob"),
            "report",
            "overturned",
            report,
            changes={"appeal_by": cast.user("bob").public_id},
        )
    moderation.hear_appeal(actor=cast.actor("oscar"), report=report.public_id, uphold=True, note="x")
    assert differences() == []


def test_who_neither_moderates_nor_is_of_the_secretariat_decides_no_appeal_past_the_service(
    commons: Space,
) -> None:
    report, _post = _appealed(commons)
    for name in ("erin", "judy", "alice"):
        record = Member.objects.filter(user=cast.user(name).public_id).first()
        me = record.public_id if record else cast.user(name).public_id
        with pytest.raises((DatabaseError, Refused)), transaction.atomic():
            RECORDER.record(cast.actor(name), "report", "overturned", report, changes={"appeal_by": me})


def test_the_first_page_says_what_waits_for_who_moderates_and_for_the_secretariat(commons: Space) -> None:
    post = a_post("alice", a_topic("heidi", commons), "Buy it here.")
    made = moderation.report_post(actor=cast.actor("frank"), post=post.public_id, ground="spam", note="x")
    waits = "1 report or appeal in the community waits for your decision"
    assert waits in sign_in("dave").get("/").content.decode()
    assert waits not in sign_in("erin").get("/").content.decode()
    moderation.warn(actor=cast.actor("dave"), report_id=made.public_id, note="No shops here.")
    assert waits not in sign_in("dave").get("/").content.decode()
    moderation.appeal(actor=cast.actor("alice"), report_id=made.public_id, note="It was a museum.")
    record = nominated("carol")
    body = sign_in("bob").get("/").content.decode()
    assert waits in body
    assert "1 person nominated for the community is being vetted" in body
    members.check(
        actor=cast.actor("bob"), member_id=record.public_id, identity="in_person", employer="official_letter"
    )
    members.propose(
        actor=cast.actor("bob"), member=record.public_id, kind="admitted", reason="as it should be"
    )
    carol = cast.user("carol").name
    assert carol in sign_in("nina").get("/").content.decode()
    assert carol not in sign_in("dave").get("/").content.decode()


def test_a_candidate_s_page_says_what_waits_and_offers_it_no_second_time(commons: Space) -> None:
    record = nominated("carol")
    members.check(
        actor=cast.actor("bob"), member_id=record.public_id, identity="in_person", employer="official_letter"
    )
    browser, place = sign_in("bob"), f"/community/vetting/{record.public_id}/"
    page = browser.get(place).content.decode()
    assert "Propose to admit" in page
    assert "End the nomination" in page
    assert "Say that they left" not in page
    asked = members.propose(
        actor=cast.actor("bob"), member=record.public_id, kind="admitted", reason="as it should be"
    )
    for name in ("bob", "nina"):
        page = sign_in(name).get(place).content.decode()
        assert f"/proposals/{asked.public_id}/" in page
        assert "Propose to" not in page
        answer = sign_in(name).get(f"/proposals/{asked.public_id}/")
        assert answer.status_code == 200


def test_asking_comes_first(commons: Space) -> None:
    page = sign_in("heidi").get("/community/").content.decode()
    assert f"/community/spaces/{commons.public_id}/new/" in page
    assert page.index("Ask the members") < page.index("Open a space")
