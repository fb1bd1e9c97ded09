"""Nominating by e-mail or invitation; and that whoever an act is about, or who has to do something next, is told of it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core import mail
from django.db.models.functions import Now

from ifar.accounts.models import Notice, User
from ifar.accounts.notices import describe
from ifar.community import audiences
from ifar.community.acts import ACTS
from ifar.community.knowledge.services import assistance, gaps, library, practices
from ifar.community.marks import AMBER
from ifar.community.models import Digest, Member, Seat, Space
from ifar.community.services import digests, members, moderation, notifications, rooms
from ifar.community.services.inviting import follow
from ifar.community.services.marking import change_mark
from ifar.community.views.notifications import SAID
from ifar.errors import Invalid, Refused
from tests import cast
from tests.community.making import a_post, a_space, a_topic, admitted, decided, member, nominated
from tests.community.shelves import DAY, PARTS, TODAY, a_gap, a_guide, a_practice, told
from tests.conftest import sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("community")]


@pytest.fixture(autouse=True)
def begun(community: None) -> None:
    """What the community was told while it was founded is of no interest here."""
    Notice.objects.filter(kind__startswith="community.").update(done_by="T", done_at=Now())


def heard(name: str) -> list[str]:
    """Kinds of what a cast member was told, the last last; each says something and leads somewhere."""
    actor = cast.actor(name)
    notices = list(
        Notice.objects.filter(user=actor.id, kind__startswith="community.")
        .exclude(done_by="T")
        .order_by("id")
    )
    for notice in notices:
        words = describe(actor, notice)
        assert str(words.title) != notice.kind
        assert words.url.startswith("/community/")
    return [record.kind.removeprefix("community.") for record in notices]


FORM: dict[str, Any] = {"expertise": ["tracing"], "languages": ["en"], "note": ""}


def test_w21_the_focal_point_nominates_by_e_mail_and_the_person_is_told() -> None:
    User.objects.filter(public_id=cast.user("carol").public_id).update(email="Carol@police.example")
    page = sign_in("judy")
    assert "Begins with U" not in page.get("/community/vetting/nominate/").content.decode()
    assert (
        page.post("/community/vetting/nominate/", FORM | {"user": "carol@POLICE.example"}).status_code == 302
    )
    assert Member.objects.get(user=cast.user("carol").public_id).state == "nominated"
    assert heard("carol") == ["member_nominated"]
    notices = sign_in("carol").get("/notices/").content.decode()
    assert "You were nominated to the Community of Practitioners" in notices
    User.objects.filter(public_id=cast.user("grace").public_id).update(email="both@police.example")
    User.objects.filter(public_id=cast.user("ivan").public_id).update(email="both@police.example")
    with pytest.raises(Invalid):  # two accounts bear it: nobody is taken for another
        members.nominate(
            actor=cast.actor("judy"), user="both@police.example", expertise=["tracing"], languages=["en"]
        )


def test_w21_whoever_has_no_account_in_reach_is_invited_and_nominated_once_they_follow(settings: Any) -> None:
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
    page = sign_in("judy")
    sent = page.post("/community/vetting/nominate/", FORM | {"user": "new.person@customs.example"})
    assert sent.status_code == 200
    link = re.findall(r"http://[^<\s]*(/community/invited/[^<\s]+/)", sent.content.decode())[0]
    assert [item.to for item in mail.outbox] == [["new.person@customs.example"]]
    assert link in mail.outbox[0].body
    assert not Notice.objects.filter(kind="community.invited").exists()
    own = sign_in("grace")
    assert "Accept the invitation" in own.get(link).content.decode()
    assert own.post(link).status_code == 302
    assert heard("judy") == ["invited"]
    leads = describe(cast.actor("judy"), Notice.objects.get(kind="community.invited")).url
    assert f'value="{cast.user("grace").public_id}"' in page.get(leads).content.decode()
    assert (
        page.post("/community/vetting/nominate/", FORM | {"user": cast.user("grace").public_id}).status_code
        == 302
    )
    assert heard("grace") == ["member_nominated"]
    token = link.strip("/").rpartition("/")[2]
    for name, forged in (("grace", token), ("carol", f"{token}x"), ("carol", "x")):
        with pytest.raises(Refused):
            follow(actor=cast.actor(name), token=forged)
    assert page.post("/community/vetting/nominate/", FORM | {"user": "no@address"}).status_code == 422
    # A member who is no focal point invites nobody: a colleague has an account.
    assert (
        sign_in("dave").post("/community/vetting/nominate/", FORM | {"user": "x@police.example"}).status_code
        == 422
    )


def test_w21_a_nominee_and_a_member_are_told_of_each_decision() -> None:
    record = nominated("carol")
    assert heard("judy") == ["member_code_accepted"]
    members.check(
        actor=cast.actor("bob"), member_id=record.public_id, identity="in_person", employer="official_letter"
    )
    decided(record, "admitted")
    members.suspend(actor=cast.actor("bob"), member_id=record.public_id, ground="under_inquiry")
    decided(record, "reinstated")
    members.say_left(actor=cast.actor("judy"), member_id=record.public_id, ground="left_post")
    results = ["nominated", "admitted", "suspended", "reinstated", "left"]
    assert heard("carol") == [f"member_{kind}" for kind in results]


def test_w21_colleagues_are_told_of_a_nomination_that_needs_a_second() -> None:
    admitted("carol")
    alone = cast.user("mallory").public_id
    members.nominate(actor=cast.actor("alice"), user=alone, expertise=["tracing"], languages=["en"])
    assert heard("carol")[-1] == "member_nominated"
    last = Notice.objects.filter(user=cast.actor("carol").id).latest("id")
    assert "Second it" in str(describe(cast.actor("carol"), last).text)
    assert heard("alice") == []


def test_w21_whoever_is_given_a_seat_or_another_role_is_told_without_the_name_of_the_space(
    commons: Space,
) -> None:
    room = a_space("working_group", "Operation Secret Name", "dave")
    assert heard("dave") == ["seat_seated"]  # the secretariat opened it for him
    rooms.invite(actor=cast.actor("dave"), space=room.public_id, member=member("heidi").public_id)
    seat = Seat.objects.get(space=room.public_id, member=member("heidi").public_id).public_id
    rooms.give_role(actor=cast.actor("dave"), seat_id=seat, role="moderator")
    rooms.take_seat(actor=cast.actor("dave"), seat_id=seat)
    assert heard("heidi") == ["seat_seated", "seat_role_given", "seat_left"]
    notices = sign_in("heidi").get("/notices/").content.decode()
    assert "You were added to a space" in notices
    assert "Secret Name" not in notices


def test_w21_who_checks_a_practice_is_told_and_then_its_author(commons: Space) -> None:
    hidden = practices.submit(
        actor=cast.actor("heidi"), said=PARTS, topics=["marking"],
        at=library_at(commons, tlp=AMBER, recipients=[member("alice").public_id]),
    )  # fmt: skip
    assert hidden.state == "held"
    assert "appraisal_submitted" not in heard("dave")  # the mark keeps it from him too
    made = a_practice("heidi", commons, cleared=False)
    assert heard("dave").count("appraisal_submitted") == 1
    practices.clear(actor=cast.actor("dave"), appraisal_id=made.public_id)
    assert not Notice.objects.filter(kind="community.appraisal_submitted", done_at=None).exists()
    assert heard("heidi") == ["appraisal_cleared"]


def library_at(space: Space, **more: Any) -> Any:
    from tests.community.shelves import at

    return at(space, **more)


def test_w21_moderators_sides_of_agreements_and_authors_are_told(commons: Space) -> None:
    report = moderation.report_post(
        actor=cast.actor("heidi"), post=a_post("alice", a_topic("frank", commons)).public_id, ground="spam"
    )
    assert heard("dave") == ["report_made"]
    moderation.dismiss(actor=cast.actor("dave"), report_id=report.public_id, note="x")
    assert not Notice.objects.filter(kind="community.report_made", done_at=None).exists()
    need, offer = told("heidi", "need", commons), told("frank", "offer", commons)
    agreed = assistance.propose(actor=cast.actor("heidi"), one=need.public_id, other=offer.public_id)
    assert heard("frank") == ["agreement_proposed"]
    assert still_open("frank") == ["agreement_proposed"]
    assistance.agree(actor=cast.actor("frank"), agreement_id=agreed)
    assert heard("heidi") == ["agreement_agreed"]
    assert still_open("frank") == []
    gap, practice = a_gap("alice", commons), a_practice("heidi", commons)
    gaps.take_up(actor=cast.actor("erin"), progress_id=gap.public_id)
    gaps.close(actor=cast.actor("erin"), progress_id=gap.public_id, by=practice.public_id)
    assert heard("alice") == ["progress_taken_up", "progress_closed"]
    guide = a_guide("oscar", commons)
    library.review(
        actor=cast.actor("dave"), review_id=guide.public_id, edition=1, expires_on=TODAY + 90 * DAY
    )
    assert heard("oscar") == ["review_reviewed"]


def test_w19_whoever_worked_on_a_gap_hears_of_it_no_more_once_its_mark_keeps_it_from_them(
    commons: Space,
) -> None:
    gap, practice = a_gap("alice", commons), a_practice("heidi", commons)
    for name in ("erin", "frank"):
        gaps.take_up(actor=cast.actor(name), progress_id=gap.public_id)
    change_mark(
        actor=cast.actor("alice"),
        object_type="gap",
        public_id=gap.public_id,
        tlp=AMBER,
        pap=2,
        recipients=[member("frank").public_id],
    )
    gaps.close(actor=cast.actor("alice"), progress_id=gap.public_id, by=practice.public_id)
    assert "progress_closed" in heard("frank")
    assert "progress_closed" not in heard("erin")


def test_w21_of_every_act_somebody_is_told_or_it_is_said_that_nobody_is() -> None:
    for act in ACTS.acts.values():
        assert (act.hears in notifications.TOLD) != act.hears.startswith("nobody, because "), act
        if act.hears in notifications.TOLD and act.hears != audiences.AUTHOR_OF_REPORTED:
            assert ACTS.name(act) in SAID
    assert {"community.decided", "community.heard"} <= SAID.keys()


def test_w21_where_no_mail_is_set_up_the_link_is_shown_and_nothing_said_to_be_sent(settings: Any) -> None:
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.dummy.EmailBackend"}}
    page = sign_in("judy")
    wsgiresponse = page.post("/community/vetting/nominate/", FORM | {"user": "new.person@customs.example"})
    assert "no mail could be sent" in wsgiresponse.content.decode()
    assert "An invitation was sent" not in wsgiresponse.content.decode()
    assert "/community/invited/" in wsgiresponse.content.decode()


def still_open(name: str) -> list[str]:
    """Kinds of what somebody's desk still shows as to be done."""
    notices = Notice.objects.filter(user=cast.actor(name).id, kind__startswith="community.", done_at=None)
    return [notice.kind.removeprefix("community.") for notice in notices.order_by("id")]


def test_w21_a_nomination_that_is_answered_asks_nothing_any_more() -> None:
    values: dict[str, Any] = {"expertise": ["tracing"], "languages": ["en"]}
    members.nominate(actor=cast.actor("judy"), user=cast.user("carol").public_id, **values)
    assert still_open("carol") == ["member_nominated"]
    members.accept_code(actor=cast.actor("carol"))
    assert still_open("carol") == []
    members.nominate(actor=cast.actor("judy"), user=cast.user("grace").public_id, **values)
    members.leave(actor=cast.actor("grace"), ground="own_wish")
    assert still_open("grace") == []


def test_w21_what_a_colleague_seconded_waits_for_no_other() -> None:
    admitted("carol")
    before = still_open("carol")
    record = members.nominate(
        actor=cast.actor("alice"),
        user=cast.user("mallory").public_id,
        expertise=["tracing"],
        languages=["en"],
    )
    assert still_open("carol") == [*before, "member_nominated"]
    members.second(actor=cast.actor("carol"), member_id=record.public_id)
    assert still_open("carol") == before
    assert still_open("mallory") == ["member_nominated"], "the nominee has not answered yet"


def test_w21_who_was_invited_and_is_nominated_is_waited_for_no_more(settings: Any) -> None:
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
    sent = sign_in("judy").post("/community/vetting/nominate/", FORM | {"user": "new.person@customs.example"})
    link = re.findall(r"http://[^<\s]*(/community/invited/[^<\s]+/)", sent.content.decode())[0]
    sign_in("grace").post(link)
    assert still_open("judy") == ["invited"]
    sign_in("judy").post("/community/vetting/nominate/", FORM | {"user": cast.user("grace").public_id})
    assert still_open("judy") == []


def test_w21_where_no_mail_is_set_up_no_digest_is_taken_for_sent(commons: Space, settings: Any) -> None:
    Digest.objects.all().delete()
    a_topic("dave", commons, title="Something new")
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.dummy.EmailBackend"}}
    mail.outbox = []
    assert digests.send_digests() == 0
    assert not Digest.objects.exists(), "what is new waits"
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
    assert digests.send_digests() > 0
    assert any("Something new" in item.body for item in mail.outbox)
