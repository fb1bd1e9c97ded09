"""Who learns who is a member, what ends with a membership, and in whose name a program reads."""

from __future__ import annotations

from functools import partial

import pytest
from django.db import DatabaseError, transaction

from ifar import identifiers
from ifar.accounts import descriptions
from ifar.accounts.selectors.proposals import proposals_for
from ifar.community.marks import RED
from ifar.community.models import Event, Member, Post, Seat, Space, Topic
from ifar.community.selectors.members import candidates_for
from ifar.community.services import members, profiles, rooms
from ifar.community.services.writing import RECORDER
from ifar.errors import Conflict, Invalid, Refused
from tests import cast
from tests.acting import without_guards
from tests.community.making import a_space, a_topic, admitted, decided, member, reader
from tests.community.shelves import differences
from tests.community.test_following import a_program
from tests.conftest import sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("community")]


def by_members() -> Member:
    """Carol, whom Alice nominated with a note."""
    return members.nominate(
        actor=cast.actor("alice"),
        user=cast.user("carol").public_id,
        expertise=["licensing"],
        languages=["fr"],
        note="I have worked with her.",
    )


def checked(record: Member, note: str = "Canary of the secretariat.") -> None:
    members.check(
        actor=cast.actor("bob"),
        member_id=record.public_id,
        identity="in_person",
        employer="official_letter",
        note=note,
    )


def page(name: str, record: Member) -> str:
    answer = sign_in(name).get(f"/community/vetting/{record.public_id}/")
    return answer.content.decode() if answer.status_code == 200 else ""


def test_no_inspector_learns_who_is_a_member() -> None:
    dave = member("dave")
    members.suspend(actor=cast.actor("bob"), member_id=dave.public_id, ground="under_inquiry")
    asked = members.propose(
        actor=cast.actor("bob"), member=dave.public_id, kind="reinstated", reason="settled"
    )
    for name in ("laura", "ken", "dave"):
        assert sign_in(name).get(f"/proposals/{asked.public_id}/").status_code == 404, name
        assert not proposals_for(cast.actor(name)).filter(act__startswith="community.").exists()
    for name in ("bob", "nina"):
        assert "Dave" in sign_in(name).get(f"/proposals/{asked.public_id}/").content.decode()
    result = {name: descriptions.describe(cast.actor(name), asked) for name in ("laura", "nina")}
    assert [line.value for line in result["laura"]] == [identifiers.shown(dave.public_id)]
    assert "Dave" in str(result["nina"][0].value)
    # What else an inspector reads of two people's decisions stays as it was.
    assert proposals_for(cast.actor("laura")).exists()


def test_notes_and_who_acted_are_for_the_desk() -> None:
    made = by_members()
    members.accept_code(actor=cast.actor("carol"))
    checked(made)
    for name in ("bob", "judy"):
        assert "Canary" in page(name, made), name
        assert "Bob" in page(name, made), name
    for name in ("alice", "carol"):
        text = page(name, made)
        assert "Identity and employer checked" in text, name
        assert "Canary" not in text, name
        assert "I have worked" not in text, name
        assert "Bob" not in text, name
    # Whoever nominated sees it while nobody has decided, and while they are a member.
    members.suspend(actor=cast.actor("bob"), member_id=member("alice").public_id, ground="under_inquiry")
    assert not candidates_for(cast.actor("alice")).filter(pk=made.pk).exists()
    decided(member("alice"), "reinstated")
    assert candidates_for(cast.actor("alice")).filter(pk=made.pk).exists()
    decided(made, "refused", ground="no_need")
    assert not candidates_for(cast.actor("alice")).filter(pk=made.pk).exists()
    assert "Refused by two people" in page("carol", made)


def test_whoever_is_suspended_reads_no_note_about_it() -> None:
    heidi = member("heidi")
    members.suspend(
        actor=cast.actor("bob"),
        member_id=heidi.public_id,
        ground="under_inquiry",
        note="Canary of the inquiry.",
    )
    text = page("heidi", heidi)
    assert "Suspended" in text
    assert "Canary" not in text
    assert "Bob" not in text
    # Nobody reads what was noted about themselves, in whatever office.
    nina = members.nominate(
        actor=cast.actor("judy"), user=cast.user("nina").public_id, expertise=["tracing"], languages=["en"]
    )
    members.accept_code(actor=cast.actor("nina"))
    checked(nina)
    assert "Canary" not in page("nina", nina)
    assert "Canary" in page("bob", nina)


def test_who_seconds_reads_what_the_nominator_says_of_this_nomination() -> None:
    admitted("carol")
    values = {
        "actor": cast.actor("alice"), "user": cast.user("mallory").public_id, "expertise": ["licensing"], "languages": ["fr"],
    }  # fmt: skip
    made = members.nominate(**values, note="She is new here.")
    checked(made)
    decided(made, "refused", ground="no_need")
    members.nominate(**values, note="Now she has the post.")
    body = sign_in("carol").get("/community/second/").content.decode()
    assert "Now she has the post." in body
    assert "Canary" not in body
    assert "She is new here." not in body
    # Who nominated is asked for nothing; another member seconds it, and then it waits for nobody.
    act = f"/community/second/{made.public_id}/acts/seconded/"
    assert act in body
    assert sign_in("alice").get(act).status_code == 404
    api = f"/api/community/nominations/{made.public_id}/seconded"
    answer = sign_in("carol").post(api, {}, "application/json")
    assert (answer.status_code, answer.json()["state"]) == (200, "nominated")
    assert sign_in("carol").get(act).status_code == 404


def test_seats_programs_and_circles_end_with_the_membership(commons: Space) -> None:
    group = a_space("working_group", "The group")
    rooms.invite(actor=cast.actor("dave"), space=group.public_id, member=member("heidi").public_id)
    topic = a_topic("dave", commons, "The source is named.", RED, "heidi", "erin")
    heidi = member("heidi")
    members.leave(actor=cast.actor("heidi"))
    assert set(Seat.objects.filter(member=heidi.public_id).values_list("state", flat=True)) == {"left"}
    assert Topic.objects.get(pk=topic.pk).recipients == [member("erin").pk]
    assert Post.objects.get(topic=topic).recipients == [member("erin").pk]
    admitted("heidi")
    result = reader("heidi")
    assert group.pk not in result.spaces
    assert member("heidi").programs == []
    last = Event.objects.filter(record_type="seat", details__by="membership").get()
    assert last.kind == "left"
    # The database asks: of whoever is a member, no seat ends so; and nobody begins anew with a seat of old.
    rooms.invite(actor=cast.actor("dave"), space=group.public_id, member=heidi.public_id)
    seat = Seat.objects.get(member=heidi.public_id, space=group.public_id)
    with pytest.raises(DatabaseError, match="cannot be left"), transaction.atomic(), without_guards(RECORDER):
        RECORDER.record(cast.actor("heidi"), "seat", "left", seat, details={"by": "membership"})
    RECORDER.record(cast.actor("heidi"), "member", "left", member("heidi"), details={"ground": "own_wish"})
    again = {
        "organisation": heidi.organisation, "country": heidi.country, "ground": "focal_point", "expertise": ["tracing"],
        "languages": ["en"],
    }  # fmt: skip
    with pytest.raises(DatabaseError, match="of an earlier membership"), transaction.atomic():
        RECORDER.record(cast.actor("judy"), "member", "nominated", member("heidi"), changes=again)
    admitted("heidi")  # the service ends what is left first
    assert group.pk not in reader("heidi").spaces
    assert differences() == []


def test_only_the_secretariat_ends_a_suspended_membership() -> None:
    heidi = member("heidi")
    members.suspend(actor=cast.actor("judy"), member_id=heidi.public_id, ground="under_inquiry")
    for name, leave in (
        ("heidi", members.leave),
        ("judy", partial(members.say_left, member_id=heidi.public_id)),
    ):
        with pytest.raises(Refused) as refused:
            leave(actor=cast.actor(name), ground="left_post")
        assert refused.value.code == "community.member.suspended"
        with pytest.raises(DatabaseError, match="secretariat alone"), transaction.atomic():
            RECORDER.record(
                cast.actor(name), "member", "left", member("heidi"), details={"ground": "left_post"}
            )
    with pytest.raises(Conflict):
        members.nominate(actor=cast.actor("judy"), user=heidi.user, expertise=["tracing"], languages=["en"])
    assert "/acts/left/" not in page("judy", heidi)
    assert "/acts/left/" in page("bob", heidi)
    members.say_left(actor=cast.actor("bob"), member_id=heidi.public_id, ground="left_post")
    assert member("heidi").state == "left"


def test_a_program_reads_in_the_name_of_one_member() -> None:
    office = cast.user("alice").home_id
    admitted("carol")
    assert cast.user("carol").home_id == office
    made, _token = a_program()
    profiles.set_programs(actor=cast.actor("alice"), clients=[made.public_id])
    with pytest.raises(Invalid) as refused:
        profiles.set_programs(actor=cast.actor("carol"), clients=[made.public_id])
    assert refused.value.code == "community.member.claimed"
    with pytest.raises(DatabaseError, match="another member"), transaction.atomic():
        RECORDER.record(
            cast.actor("carol"), "member", "programs_set", member("carol"), changes={"programs": [made.public_id]},
        )  # fmt: skip
    members.leave(actor=cast.actor("alice"))
    assert member("alice").programs == []
    profiles.set_programs(actor=cast.actor("carol"), clients=[made.public_id])
    with pytest.raises(DatabaseError, match="cannot be left"), transaction.atomic():
        RECORDER.record(
            cast.actor("carol"), "member", "left", member("carol"),
            changes={"programs": [made.public_id]}, details={"ground": "own_wish"},
        )  # fmt: skip
