"""How somebody becomes a member and stops being one; how fast that ends access."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import DatabaseError, connection, transaction

from ifar.accounts.models import Proposal, User
from ifar.accounts.services.proposals import decide
from ifar.community.models import Event, Member, Space
from ifar.community.selectors.visible import reader_of
from ifar.community.services import members, rooms, talk
from ifar.community.services.writing import RECORDER
from ifar.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from ifar.ledger.models import Entry
from tests import cast
from tests.acting import without_guards
from tests.community.making import a_post, a_space, a_topic, decided, member, nominated, reader, said
from tests.conftest import sign_in
from tests.counting import Journey

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("community")]


def by_two_members(name: str = "carol", first: str = "alice"):
    return members.nominate(
        actor=cast.actor(first),
        user=cast.user(name).public_id,
        expertise=["licensing"],
        languages=["fr"],
        note="I have worked with her.",
    )


def test_from_nomination_to_membership_with_a_log_of_every_step():
    made = nominated("carol")
    with pytest.raises(Refused) as refused:
        members.propose(actor=cast.actor("bob"), member=made.public_id, kind="admitted", reason="fits")
    assert refused.value.code == "community.member.unchecked"
    members.check(
        actor=cast.actor("bob"),
        member_id=made.public_id,
        identity="video_call",
        employer="call_back",
        note="Called back.",
    )
    assert reader("carol") is None
    asked = members.propose(actor=cast.actor("bob"), member=made.public_id, kind="admitted", reason="fits")
    with pytest.raises(Forbidden):
        decide(actor=cast.actor("bob"), proposal=asked.public_id, verdict="approve")
    assert reader("carol") is None
    assert decide(actor=cast.actor("nina"), proposal=asked.public_id, verdict="approve").executed
    assert reader("carol") is not None
    record = Member.objects.get(pk=made.pk)
    assert (record.state, record.identity, record.employer, record.ground) == (
        "active",
        "video_call",
        "call_back",
        "focal_point",
    )
    kinds = list(Event.objects.filter(subject=made.public_id).order_by("n").values_list("kind", flat=True))
    assert kinds == ["nominated", "code_accepted", "checked", "admitted"]
    # The log names nobody by name and holds no note.
    for entry in Entry.objects.filter(object=made.public_id):
        assert b"Carol" not in bytes(entry.canonical)
        assert b"Called" not in bytes(entry.canonical)


def test_four_people_each_fill_in_one_page_until_somebody_is_a_member():
    """Nominated by e-mail address, the code accepted, checked and proposed in one form, approved by a second person of the secretariat."""
    journey = Journey()
    focal, candidate, secretary, second = (sign_in(name) for name in ("judy", "carol", "bob", "nina"))
    page = journey.open(focal, "/community/vetting/nominate/")
    journey.fill(focal, page, user=cast.user("carol").email, expertise="licensing", languages="fr")
    one = member("carol").public_id
    early = {"identity": "video_call", "employer": "call_back", "reason": "fits"}
    refused = secretary.post(f"/community/vetting/{one}/acts/checked/", early)
    assert (refused.status_code, member("carol").state) == (422, "nominated"), "the code is not accepted yet"
    journey.fill(candidate, journey.open(candidate, "/community/code/"), "/code/accept/")
    page = journey.open(secretary, f"/community/vetting/{one}/")
    journey.fill(secretary, page, "/acts/checked/", **early)
    assert reader("carol") is None
    page = journey.open(second, f"/proposals/{Proposal.objects.get(object=one).public_id}/")
    journey.fill(second, page, "/decide/", press="verdict=approve")
    assert reader("carol") is not None
    journey.within(8, 6)


def test_two_members_nominate_a_colleague_and_nobody_else():
    made = by_two_members()
    with pytest.raises(NotFound):
        members.second(actor=cast.actor("alice"), member_id=made.public_id)  # the one who nominated
    with pytest.raises(NotFound):
        members.second(actor=cast.actor("dave"), member_id=made.public_id)  # of another office
    with pytest.raises(Invalid):
        by_two_members("dave")  # of another office
    with pytest.raises(Conflict):
        by_two_members()
    members.accept_code(actor=cast.actor("carol"))
    members.check(
        actor=cast.actor("nina"), member_id=made.public_id, identity="in_person", employer="focal_point"
    )
    with pytest.raises(Refused) as refused:
        members.propose(actor=cast.actor("bob"), member=made.public_id, kind="admitted", reason="fits")
    assert refused.value.code == "community.member.second"


def test_nobody_nominates_or_checks_or_decides_about_themselves():
    with pytest.raises(Forbidden):
        members.nominate(
            actor=cast.actor("bob"),
            user=cast.user("bob").public_id,
            expertise=["legislation"],
            languages=["en"],
        )
    made = members.nominate(
        actor=cast.actor("judy"),
        user=cast.user("nina").public_id,
        expertise=["legislation"],
        languages=["en"],
    )
    members.accept_code(actor=cast.actor("nina"))
    with pytest.raises(Forbidden):
        members.check(
            actor=cast.actor("nina"), member_id=made.public_id, identity="in_person", employer="focal_point"
        )
    members.check(
        actor=cast.actor("bob"), member_id=made.public_id, identity="in_person", employer="focal_point"
    )
    asked = members.propose(actor=cast.actor("bob"), member=made.public_id, kind="admitted", reason="fits")
    with pytest.raises(Forbidden):
        decide(actor=cast.actor("nina"), proposal=asked.public_id, verdict="approve")


@pytest.mark.parametrize(
    ("kind", "changes", "details"),
    [
        (
            "admitted",
            {"valid_until": "2027-01-01T00:00:00.000000Z"},
            {"valid_until": "2027-01-01T00:00:00.000000Z"},
        ),
        ("checked", {"identity": "in_person", "employer": "focal_point"}, {}),
        ("suspended", {}, {"ground": "left_post"}),
    ],
)
def test_the_database_admits_nobody_past_the_services(kind, changes, details):
    """An insider with the runtime role who writes entry and row by hand is refused by the trigger."""
    made = nominated("carol")
    with pytest.raises((DatabaseError, Refused)), transaction.atomic(), without_guards(RECORDER):
        RECORDER.record(
            cast.actor("dave"),
            "member",
            kind,
            Member.objects.get(pk=made.pk),
            changes=changes,
            details=details,
        )
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE community_member SET state = 'active', valid_until = now() + interval '1 day'")


def test_a_suspension_ends_access_with_the_next_request(commons):
    """Line 2: an open page, a session, a form that was filled in, the question "changed?"; nothing outlives the membership."""
    topic = a_topic("heidi", commons)
    browser, address = sign_in("dave"), f"/community/topics/{topic.public_id}/"
    assert browser.get(address).status_code == 200
    assert browser.get(f"{address}changed/?since=0").status_code == 200
    members.suspend(actor=cast.actor("judy"), member_id=member("dave").public_id, ground="lost_device")
    assert browser.get(address).status_code == 404
    assert browser.get(f"{address}changed/?since=0").status_code == 404
    assert browser.post(address, {"text": "x", "language": "en", "tlp": 1, "pap": 1}).status_code == 404
    assert browser.get("/api/community/spaces").json() == {"items": []}
    assert commons.name not in browser.get("/community/").content.decode()
    with pytest.raises(NotFound):
        talk.write_post(actor=cast.actor("dave"), topic=topic.public_id, said=said())
    # Their own data stay theirs.
    assert browser.get("/community/me/data.json").status_code == 200
    decided(member("dave"), "reinstated")
    assert browser.get(address).status_code == 200


def test_who_may_suspend_and_who_may_not():
    for name in ("erin", "heidi"):
        with pytest.raises(Forbidden):
            members.suspend(actor=cast.actor(name), member_id=member("dave").public_id, ground="left_post")
    with pytest.raises(Invalid):
        members.suspend(actor=cast.actor("bob"), member_id=member("dave").public_id, ground="whim")
    members.suspend(
        actor=cast.actor("bob"), member_id=member("dave").public_id, ground="left_post", note="Transferred."
    )
    with pytest.raises(Refused):
        members.suspend(actor=cast.actor("bob"), member_id=member("dave").public_id, ground="left_post")


def test_a_locked_account_and_a_lost_role_end_access_too():
    actor = cast.actor("heidi")
    assert reader_of(actor) is not None
    User.objects.filter(username="heidi").update(is_active=False)
    assert reader_of(actor) is None


def test_leaving_ends_it_and_a_new_nomination_begins_anew():
    members.leave(actor=cast.actor("dave"))
    assert reader("dave") is None
    again = members.nominate(
        actor=cast.actor("judy"), user=cast.user("dave").public_id, expertise=["tracing"], languages=["en"]
    )
    assert (again.state, again.code, again.identity) == ("nominated", "", "")
    assert reader("dave") is None


def test_a_term_is_renewed_by_two_in_its_last_days_only():
    with pytest.raises(Refused) as refused:
        members.propose(
            actor=cast.actor("bob"), member=member("dave").public_id, kind="renewed", reason="goes on"
        )
    assert refused.value.code == "community.member.not_yet"
    made = nominated("carol")
    members.check(
        actor=cast.actor("bob"), member_id=made.public_id, identity="in_person", employer="focal_point"
    )
    soon = dt.datetime.now(dt.UTC) + dt.timedelta(days=20)
    decided(made, "admitted", until=soon)
    decided(Member.objects.get(pk=made.pk), "renewed")
    assert Member.objects.get(pk=made.pk).valid_until > soon + dt.timedelta(days=600)


def test_a_refusal_takes_two_and_a_ground():
    made = nominated("carol")
    with pytest.raises(Invalid):
        members.propose(
            actor=cast.actor("bob"), member=made.public_id, kind="refused", reason="no", ground="dislike"
        )
    decided(made, "refused", ground="not_verified")
    assert Member.objects.get(pk=made.pk).state == "refused"


def test_a_focal_point_sees_and_reaches_only_the_own_country(commons):
    from ifar.community.selectors.members import candidates_for

    assert candidates_for(cast.actor("judy")).count() == Member.objects.count()
    foreign = Member.objects.filter(pk=member("dave").pk)
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    assert foreign.exists()
    assert set(candidates_for(cast.actor("heidi")).values_list("user", flat=True)) == {
        cast.user("heidi").public_id
    }


def test_case_rooms_have_an_end_that_archives_or_destroys(settings):
    today = dt.datetime.now(dt.UTC).date()
    with pytest.raises(Invalid):
        a_space("case_room", "Room", ends_on=None)
    room = a_space("case_room", "Operation Lark", ends_on=today + dt.timedelta(days=3), at_end="destroy")
    rooms.invite(actor=cast.actor("dave"), space=room.public_id, member=member("heidi").public_id)
    topic = a_topic("dave", room)
    a_post("heidi", topic)
    with pytest.raises(NotFound):
        talk.write_post(actor=cast.actor("erin"), topic=topic.public_id, said=said())
    assert rooms.end_rooms(today + dt.timedelta(days=3)) == 0
    # What is not over cannot be ended by the clock, whatever a job is told.
    assert rooms.end_rooms(today + dt.timedelta(days=9)) == 0
    assert Space.objects.get(pk=room.pk).state == "open"
    # Nor at once by a person (tests/community/test_rooms_end.py has its end).
    rooms.move_end(actor=cast.actor("dave"), space_id=room.public_id, day="tomorrow")
    space = Space.objects.get(pk=room.pk)
    assert (space.state, space.ends_on) == ("open", today + dt.timedelta(days=1))


def test_a_secretary_opens_a_space_without_reading_it():
    browser = sign_in("bob")
    form = {"kind": "thematic", "name": "Parcels", "tlp": 1, "moderator": member("dave").public_id}
    assert browser.post("/community/spaces/new/", form).status_code == 302
    made = Space.objects.get(kind="thematic")
    assert browser.get(f"/community/spaces/{made.public_id}/").status_code == 404
    assert sign_in("heidi").get(f"/community/spaces/{made.public_id}/").status_code == 200


def test_acts_are_offered_behind_the_door_and_to_whoever_vets(commons: Space) -> None:
    """The unseen and the unknown answer alike; nothing of it stays in the browser; what waits is told to whoever vets alone."""
    record = nominated("carol")
    below = "/community/vetting/{}/acts/checked/"
    desk, other = sign_in("bob"), sign_in("heidi")
    page = desk.get(below.format(record.public_id))
    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "no-store, private"
    seen, unknown = (other.get(below.format(key)) for key in (record.public_id, "S0000000000000"))
    assert seen.status_code == unknown.status_code == 403
    asked = {"identity": "in_person", "employer": "whim"}
    refused = desk.post(below.format(record.public_id), asked)
    assert refused.status_code == 422
    wsgiresponse = desk.post(below.format(record.public_id), asked | {"employer": "official_letter"})
    assert wsgiresponse.headers["Location"] == f"/community/vetting/{record.public_id}/"
    reason = {"reason": "fits"}
    assert desk.post(f"/community/vetting/{record.public_id}/acts/admitted/", reason).status_code == 302
    waiting = Proposal.objects.get(object=record.public_id).public_id
    assert waiting in desk.get(f"/community/vetting/{record.public_id}/").content.decode()
    assert waiting not in sign_in("carol").get(f"/community/vetting/{record.public_id}/").content.decode()
