"""Marks that are changed: whoever sees an object after saw it before, by the service and around it, unless its author's act says so."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client

from ifar.community import marks
from ifar.community.knowledge.services import gaps
from ifar.community.knowledge.services.shelving import Placed
from ifar.community.marks import AMBER, CLEAR, GREEN, RED, STRICT, TLP, Mark, Who
from ifar.community.models import Attachment, Downgrade, Event, Post, Profile, Revision, Space, Topic
from ifar.community.selectors import rooms, search
from ifar.community.selectors import talk as selectors
from ifar.community.services import digests, exports, marking, ruling, talk, translating
from ifar.community.services import rooms as room_services
from ifar.errors import Invalid, Refused
from ifar.files.models import Removal
from tests import cast
from tests.community.making import MEMBERS, a_picture, a_post, a_space, a_topic, member, named, reader, said
from tests.community.test_paths import _token
from tests.conftest import sign_in

# Two of one office, two of another, one of a third: by their keys.
WHOS = (Who(1, "A"), Who(2, "A"), Who(3, "B"), Who(4, "B"), Who(5, "C"))


def of(mark: Mark) -> set[int]:
    return {who.member for who in WHOS if marks.may_see(who, mark)}


def every(author: int) -> Iterator[Mark]:
    for tlp in (CLEAR, GREEN):
        yield Mark(tlp, author)
    for tlp, organisations, recipients in itertools.product(
        (AMBER, STRICT), ((), ("A",), ("A", "B")), ((), (2,), (3, 5))
    ):
        yield Mark(tlp, author, recipients, organisations)
    for recipients in ((), (2,), (5,), (2, 3, 5), (1, 4)):
        yield Mark(RED, author, recipients)


def test_no_change_of_a_mark_reaches_anybody_anew_without_an_act() -> None:
    pairs = [pair for author in (1, 3, 5) for pair in itertools.product(every(author), every(author))]
    for before, after in pairs:
        named = [who for who in WHOS if who.member in after.recipients]
        if not marks.widens(before, after, named):
            assert of(after) <= of(before), (before, after)
        elif after.tlp >= before.tlp:  # an act is asked for only where it says something
            other = not {*after.organisations} <= {*before.organisations} or not after.names
            assert other or not of(after) <= of(before), (before, after)


def test_raising_a_topic_gives_its_answers_to_nobody_anew() -> None:
    for topic_author, author in itertools.product((1, 5), (1, 3, 4, 5)):
        for topic, around, answer in itertools.product(
            every(topic_author), every(topic_author), every(author)
        ):
            saw = [who.member for who in WHOS if marks.may_see(who, topic) and marks.may_see(who, answer)]
            after = marks.inside(answer, around, saw)
            assert after.tlp >= around.tlp or answer.tlp >= around.tlp
            seen_before, seen_after = of(topic) & of(answer), of(around) & of(after)
            if of(around) <= of(topic):
                assert seen_after <= seen_before, (topic, around, answer, after)
            assert of(after) & of(topic) <= of(answer), (topic, around, answer, after)


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("community")]


@pytest.fixture
def readers(commons: Space) -> dict[str, Any]:
    return {name: reader(name) for name in MEMBERS}


def who_reads(readers: dict[str, Any], post: Post) -> set[str]:
    return {name for name, item in readers.items() if selectors.posts_for(item).filter(pk=post.pk).exists()}


CIRCLES: dict[int, tuple[tuple[str, ...], ...]] = {
    AMBER: ((), ("of:harbour",), ("heidi", "of:harbour")),
    STRICT: ((), ("alice",)),
    RED: (("erin",), ("alice", "frank")),
}


def changed(actor: str, post: Post, tlp: int, *recipients: str) -> None:
    marking.change_mark_of_post(
        actor=cast.actor(actor), post=post, topic=Topic.objects.get(pk=post.topic_id), tlp=tlp, pap=post.pap,
        recipients=[named(name) for name in recipients],
    )  # fmt: skip


@pytest.mark.parametrize("before", TLP)
def test_who_reads_an_answer_after_its_topic_is_raised_read_it_before(before, readers, commons, monkeypatch):
    monkeypatch.setattr("ifar.community.services.talk.OFTEN", 1000)
    around = {RED: ("erin", "heidi"), STRICT: ("of:harbour", "alice")}.get(before, ())
    topic = a_topic("dave", commons, "A question.", before, *around)
    first = Post.objects.get(topic=topic)
    inside = [tlp for tlp in TLP if tlp >= before]
    for author, tlp in itertools.product(("erin", "heidi", "alice"), inside):
        if author in who_reads(readers, first):
            a_post(author, topic, "An answer.", tlp, *(("erin",) if RED == tlp != before else ()))
            if tlp in (AMBER, STRICT):
                a_post(author, topic, "An answer.", tlp, "erin")
    posts = list(Post.objects.filter(topic=topic))
    was = {post.pk: who_reads(readers, post) for post in posts}
    for after in [tlp for tlp in TLP if tlp > before]:
        for recipients in CIRCLES.get(after, ((),)):
            acts = Event.objects.count()
            with transaction.atomic():
                changed("dave", first, after, *recipients)
                for post in posts:
                    now = who_reads(readers, post)
                    if post.pk == first.pk and Event.objects.count() > acts:
                        continue  # the author's own, by their own act
                    assert now <= was[post.pk], (before, after, recipients, post.tlp, now - was[post.pk])
                transaction.set_rollback(True)


def test_the_database_lets_no_mark_reach_anybody_anew(readers, commons):
    organisations = sorted({item.organisation for item in readers.values()})[:2]
    keys = {name: member(name).pk for name in MEMBERS}
    topic = a_topic("dave", commons, "A question.", CLEAR)
    post = a_post("heidi", topic, "An answer.", CLEAR)
    statement = "UPDATE community_post SET tlp = %s, organisations = %s, recipients = %s WHERE id = %s"
    circles = [[keys[name] for name in circle] for circle in ((), ("erin",), ("alice", "frank"))]
    all_marks: list[tuple[int, list[str], list[int]]] = [
        (GREEN, [], []),
        *((RED, [], circle) for circle in circles),
    ]
    all_marks += itertools.product((AMBER, STRICT), ([], organisations[:1], organisations), circles)
    passed = 0
    for before in all_marks:
        with suppress(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, [*before, post.pk])
            was = who_reads(readers, post)
            for after in all_marks:
                with suppress(DatabaseError), transaction.atomic():
                    cursor.execute(statement, [*after, post.pk])
                    now = who_reads(readers, post)
                    assert now <= was, (before, after)
                    passed += 1
                    transaction.set_rollback(True)
            transaction.set_rollback(True)
    assert passed > 40


def test_nobody_reads_a_strict_answer_by_raising_their_topic(commons):
    topic = a_topic("alice", commons, "What do you have on the Harbour ring?")
    answer = a_post("heidi", topic, "Customs only: CANARY-STRICT.", STRICT, "of:customs")
    amber = a_post("dave", topic, "CANARY-AMBER.", AMBER, "of:harbour")
    first = Post.objects.get(topic=topic, number=1)
    form = {"tlp": "4", "pap": "1", "recipients": member("oscar").public_id}
    form["shown"] = f"|4|{form['recipients']}"
    for name in ("alice", "oscar"):
        assert "CANARY" not in sign_in(name).get(f"/community/topics/{topic.public_id}/").content.decode()
    assert sign_in("alice").post(f"/community/posts/{first.public_id}/mark/", form).status_code == 302
    for name in ("alice", "oscar"):
        answered = sign_in(name).get(f"/community/topics/{topic.public_id}/")
        assert answered.status_code == 200
        assert "CANARY" not in answered.content.decode()
    for post, author in ((answer, "heidi"), (amber, "dave")):
        post.refresh_from_db()
        assert (post.tlp, post.recipients) == (RED, [member(author).pk])


def test_whom_an_answer_names_stays_where_another_raises_the_topic(commons):
    topic = a_topic("alice", commons, "A question.")
    answer = a_post("dave", topic, "For the harbour.", AMBER, "of:harbour")
    changed("alice", Post.objects.get(topic=topic, number=1), STRICT)
    answer.refresh_from_db()
    assert (answer.tlp, answer.organisations) == (STRICT, [member("dave").organisation])


def test_w19_an_answer_to_named_recipients_is_for_them_and_not_opened_with_its_topic(commons, readers):
    topic = a_topic("oscar", commons, "A question.", AMBER, "alice", "frank")
    answer = a_post("alice", topic, "An answer.", AMBER)
    assert who_reads(readers, answer) == {"oscar", "alice", "frank"}
    changed("oscar", Post.objects.get(topic=topic, number=1), GREEN)
    assert who_reads(readers, answer) == {"oscar", "alice", "frank"}
    changed("alice", answer, STRICT, "oscar")
    assert who_reads(readers, answer) == {"oscar", "alice"}
    assert not Downgrade.objects.filter(public_id=answer.public_id, state="lowered").exists()


def test_red_that_names_whom_strict_did_not_reach_is_an_act(commons):
    topic = a_topic("dave", commons, "A question.")
    post = a_post("dave", topic, "For the harbour.", STRICT, "of:harbour")
    key, heidi = post.pk, member("heidi").pk
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE community_post SET tlp = 4, recipients = %s WHERE id = %s", [[heidi], key])
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE community_post SET recipients = '{}', organisations = '{}' WHERE id = %s", [key]
        )
    changed("dave", post, RED, "heidi", "alice")
    lowered = Event.objects.get(subject=post.public_id, kind="lowered")
    assert member("heidi").public_id not in str(lowered.changes)  # whom RED names does not stand in the log
    other = a_post("dave", topic, "For the harbour.", STRICT, "of:harbour")
    changed("dave", other, RED, "erin")  # who read it before: stricter, freely
    assert not Event.objects.filter(subject=other.public_id, kind="lowered").exists()
    with pytest.raises(Refused):
        changed("erin", other, RED, "erin")


def history(name: str, post: Post) -> str:
    answer = sign_in(name).get(f"/community/posts/{post.public_id}/history/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_lowered_mark_opens_no_earlier_wording(commons):
    topic = a_topic("dave", commons)
    post = a_post("dave", topic, "The informer is CANARY of pier 4.", RED, "erin")
    translating.translate(
        actor=cast.actor("erin"), post=post.public_id, language="fr", text="L’informateur est CANARY."
    )
    talk.edit_post(actor=cast.actor("dave"), post=post.public_id, text="There is an informer.", language="en")
    changed("dave", post, GREEN)
    for name, sees in (("dave", True), ("erin", True), ("heidi", False)):
        assert ("CANARY" in history(name, post)) is sees, name
        assert "CANARY" not in sign_in(name).get(f"/community/topics/{topic.public_id}/").content.decode()
    # Past the service too.
    for statement in (
        "UPDATE community_revision SET tlp = 1 WHERE post_id = %s",
        "INSERT INTO community_revision (post_id, text, at, tlp) VALUES (%s, 'x', now(), 0)",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, [post.pk])


def test_a_held_wording_is_not_opened_with_the_post_that_is_let_go(commons):
    topic = a_topic("heidi", commons)
    post = a_post("heidi", topic, "How to do it: step 1, you need a tool, then drill the barrel")
    assert post.state == "held"
    talk.edit_post(actor=cast.actor("heidi"), post=post.public_id, text="Nothing of that.", language="en")
    ruling.let_go(actor=cast.actor("dave"), ruling_id=post.public_id)
    assert "drill" not in history("alice", post)
    assert "drill" in history("dave", post)  # who moderates
    assert "drill" in history("heidi", post)


def test_a_wording_and_a_picture_are_taken_out_by_an_act_without_the_words(commons):
    topic = a_topic("heidi", commons)
    post = talk.write_post(
        actor=cast.actor("heidi"), topic=topic.public_id, said=said("It is CANARY."), pictures=[a_picture()]
    )
    shown = Attachment.objects.get(post=post)
    for text in ("It is CANARY again.", "It is somebody."):
        talk.edit_post(actor=cast.actor("heidi"), post=post.public_id, text=text, language="en")
    first, second = Revision.objects.filter(post=post).order_by("pk")
    address = f"/community/posts/{post.public_id}/history/"
    sign_in("alice").post(address, {"wording": first.pk})  # neither wrote it nor moderates
    sign_in("alice").post(address, {"picture": shown.public_id})
    assert Revision.objects.filter(post=post).count() == 2
    assert Attachment.objects.filter(post=post).exists()
    sign_in("heidi").post(address, {"wording": first.pk})
    sign_in("dave").post(address, {"wording": second.pk})
    sign_in("dave").post(address, {"picture": shown.public_id})
    assert "CANARY" not in history("heidi", post)
    assert not Attachment.objects.filter(post=post).exists()
    acts = list(Event.objects.filter(record_type="erasure").order_by("id").values_list("changes", "details"))
    assert sorted(value["object_type"] for value, _ in acts) == ["picture", "wording", "wording"]
    assert "CANARY" not in str(acts)
    assert Removal.objects.filter(file_id=shown.file_id).exists()


def test_an_answer_in_a_red_topic_is_for_those_of_its_circle_who_are_named(commons, readers):
    topic = a_topic("dave", commons, "A question.", RED, "erin", "heidi")
    assert who_reads(readers, a_post("heidi", topic, "For all of them.", RED)) == {"dave", "erin", "heidi"}
    assert who_reads(readers, a_post("heidi", topic, "For Dave.", RED, "dave")) == {"dave", "heidi"}
    for circle in (("frank",), ("dave", "frank")):
        with pytest.raises(Invalid) as refused:
            a_post("heidi", topic, "For Frank.", RED, *circle)
        assert refused.value.code == "community.write.recipients"
    amber = a_topic("dave", commons, "A question.", AMBER, "of:harbour")
    assert who_reads(readers, a_post("erin", amber, "For Dave.", AMBER, "dave")) == {"dave", "erin"}
    for circle in (("heidi",), ("of:province",)):
        with pytest.raises(Invalid):
            a_post("erin", amber, "For Heidi.", AMBER, *circle)


def test_the_runtime_role_goes_round_no_mark(commons):
    """Deleting and writing again, moving into a wider topic, using an act twice: refused; `lowered` is nobody's to set."""
    topic = a_topic("dave", commons, "A question.", AMBER, "of:harbour")
    wide = a_topic("dave", commons, "Another question.")
    post = a_post("dave", topic, "For the harbour.", STRICT)
    edited = a_post("dave", wide, "For the harbour.", STRICT)
    talk.edit_post(actor=cast.actor("dave"), post=edited.public_id, text="Others.", language="en")
    changed("dave", edited, GREEN)
    changed("dave", edited, STRICT)
    columns = "public_id, space_id, author_id, organisations, pap, topic_id, number, text, recipients, state"
    again = f"""WITH gone AS (DELETE FROM community_post WHERE id = %(id)s RETURNING {columns}, tlp)
        INSERT INTO community_post ({columns}, tlp) SELECT {columns}, %(tlp)s FROM gone"""
    for statement in (
        again,
        "UPDATE community_post SET topic_id = %(wide)s WHERE id = %(id)s",
        "UPDATE community_post SET tlp = 1 WHERE id = %(edited)s",  # the act of the lowering served once
        "UPDATE community_post SET lowered = 0 WHERE id = %(edited)s",
        "UPDATE community_post SET chatham = true, lowered = 7 WHERE id = %(edited)s",
        "UPDATE community_revision SET post_id = %(id)s WHERE post_id = %(edited)s",
        "INSERT INTO community_topic (public_id, space_id, author_id, organisations, tlp, title) "
        "SELECT 'S0000000000001', space_id, author_id, organisations, 1, 'Forged' FROM community_topic WHERE id = %(wide)s",
    ):
        values = {"id": post.pk, "wide": wide.pk, "edited": edited.pk, "tlp": GREEN}
        with pytest.raises(DatabaseError, match="ifar:"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, values)


def test_hidden_answers_move_and_number_nothing(commons):
    topic = a_topic("dave", commons, title="A green question")
    other = a_topic("erin", commons, title="Another question")

    def order(name: str) -> list[str]:
        topics = selectors.topics_for(reader(name)).filter(space=commons).order_by("-last_at", "-id")
        return list(topics.values_list("public_id", flat=True))

    def last() -> Any:
        return Topic.objects.get(pk=topic.pk).last_at

    before, moment = last(), rooms.counted(reader("heidi"))[commons.pk].last_at
    hidden = a_post("dave", topic, "For Erin.", RED, "erin")
    held = a_post("dave", topic, "How to do it: step 1, you need a tool, then drill the barrel")
    ruling.mark_solution(actor=cast.actor("dave"), ruling_id=hidden.public_id)
    assert (held.state, last(), rooms.counted(reader("heidi"))[commons.pk].last_at) == (
        "held",
        before,
        moment,
    )
    assert order("heidi")[0] == other.public_id
    api = sign_in("heidi")
    assert api.get(f"/api/community/topics/{topic.public_id}").json()["solved"] is False
    assert sign_in("erin").get(f"/api/community/topics/{topic.public_id}").json()["solved"] is True
    unsolved = f"/community/spaces/{commons.public_id}/?show=unsolved"
    assert "A green question" in api.get(unsolved).content.decode()
    assert "A green question" not in sign_in("erin").get(unsolved).content.decode()
    assert ">solved<" not in api.get(f"/community/topics/{topic.public_id}/").content.decode()
    post = a_post("alice", topic, "It is of the harbour works.")
    assert last() == Post.objects.get(pk=post.pk).at
    changed("alice", post, STRICT, "erin")  # and back, once it is hidden again
    assert last() == before
    a_post("alice", topic, "It is of the northern works.")
    items = api.get(f"/api/community/topics/{topic.public_id}/posts").json()["items"]
    assert [item["number"] for item in items] == [1, 2]
    assert [item.number for item in search.found(reader("heidi"), "northern")] == [2]
    text = exports.topic_as_text(actor=cast.actor("heidi"), topic=topic.public_id)
    assert [line.split()[1] for line in text.splitlines() if line.startswith("## ")] == ["1", "2"]
    assert all("number" not in item for item in exports.own_data(actor=cast.actor("alice"))["posts"])


def test_a_topic_that_is_lowered_tells_no_time_of_what_stays_hidden(commons):
    topic = a_topic("dave", commons, "A question.", AMBER, "of:harbour")
    before = Topic.objects.get(pk=topic.pk).last_at
    a_post("erin", topic, "For the harbour.", AMBER)
    assert Topic.objects.get(pk=topic.pk).last_at > before
    changed("dave", Post.objects.get(topic=topic, number=1), GREEN)
    assert Topic.objects.get(pk=topic.pk).last_at == before


def test_nothing_that_somebody_writes_passes_for_another_post_in_an_export(commons):
    forged = "Mine.\n\n## 9 – Erin – 2026-11-01\n\n**TLP:CLEAR PAP:CLEAR** – You may tell anybody.\n\nForged."
    topic = a_topic("frank", commons, "A question.")
    a_post("heidi", topic, forged)
    Profile.objects.filter(member=member("heidi")).update(name="Heidi\n\n## 8 – **Dave**")
    text = exports.topic_as_text(actor=cast.actor("alice"), topic=topic.public_id)
    heads = [line for line in text.splitlines() if line.startswith("#")]
    assert [head.split(" – ")[0] for head in heads] == ["# Which maker is it?", "## 1", "## 2"]
    assert "Heidi \\#\\# 8 – \\*\\*Dave\\*\\*" in heads[2]
    assert [line for line in text.splitlines() if "TLP:CLEAR" in line] == [
        "> **TLP:CLEAR PAP:CLEAR** – You may tell anybody."
    ]


def test_under_the_chatham_house_rule_no_export_and_no_program_names_anybody(commons):
    topic = a_topic("dave", commons, "A question.")
    a_post("erin", topic, "Said CANARY.", chatham=True)
    a_post("heidi", topic, f"As @{member('erin').public_id} says, and @{member('alice').public_id}.")
    text = exports.topic_as_text(actor=cast.actor("frank"), topic=topic.public_id)
    assert member("erin").public_id not in text
    assert "Erin" not in text
    assert member("alice").public_id in text
    whole = a_topic("dave", commons, f"With @{member('alice').public_id}.", chatham=True)
    assert "@S" not in exports.topic_as_text(actor=cast.actor("frank"), topic=whole.public_id)


def test_no_mark_is_changed_where_its_author_may_not_write(commons):
    room = a_space(
        "case_room",
        "Case",
        "dave",
        ends_on=dt.datetime.now(dt.UTC).date() + dt.timedelta(days=9),
        at_end="archive",
    )
    topic = a_topic("dave", room, "A question.", STRICT, title="A question here")
    room_services.archive_space(actor=cast.actor("dave"), space_id=room.public_id)
    for tlp in (GREEN, RED):
        with pytest.raises(Refused) as refused:
            changed("dave", Post.objects.get(topic=topic), tlp, *(("dave",) if tlp == RED else ()))
        assert refused.value.code == "community.write.not_here"


def test_the_digest_of_a_moderator_names_nothing_that_is_held(commons):
    topic = a_topic(
        "heidi", commons, "How to do it: step 1, you need a tool, then drill the barrel", title="CANARY"
    )
    assert topic.state == "held"
    assert selectors.topics_for(reader("dave")).filter(pk=topic.pk).exists()
    assert all(line.title != "CANARY" for line in digests.gather(reader("dave"), 0).topics)


def test_a_program_is_told_no_member_under_the_chatham_house_rule(commons):
    program = Client(headers={"authorization": f"Bearer {_token()}"})
    topic = a_topic("dave", commons, "A question.")
    a_post("erin", topic, f"Said CANARY to @{member('alice').public_id}.", chatham=True)
    a_post("heidi", topic, f"As @{member('erin').public_id} says, and @{member('alice').public_id}.")
    answer = program.get(f"/api/community/topics/{topic.public_id}/posts").json()["items"]
    assert [bool(item["author"]) for item in answer] == [True, False, True]
    assert [bool(item["author_name"]) for item in answer] == [True, False, True]
    assert answer[1]["text"] == "Said CANARY to a member."
    assert answer[2]["text"] == f"As a member says, and @{member('alice').public_id}."
    items = program.get("/api/community/search?q=CANARY").json()["items"]
    assert [item["text"] for item in items] == ["Said CANARY to a member."]
    assert (
        f"@{member('alice').public_id}"
        in sign_in("frank").get(f"/api/community/topics/{topic.public_id}/posts").json()["items"][1]["text"]
    )  # to a person, who reads it in the space
    gap = gaps.open_gap(
        actor=cast.actor("dave"),
        at=Placed(commons.public_id, "A gap in the law", "en", chatham=True),
        said=gaps.GapDescription("legal", "Words that are long enough to be taken here.", "", (), (), 2),
    )
    result = program.get(f"/api/community/gaps/{gap.public_id}").json()
    assert (result["author"], result["author_name"]) == ("", "")
