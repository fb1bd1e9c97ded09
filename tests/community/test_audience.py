"""Who reads what is written under a mark (TLP 2.0, G17): all who read the space, or those whom it names; its author sees it before."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.test import Client

from ifar.accounts.models import Grant
from ifar.accounts.services import grants, proposals
from ifar.community import marks
from ifar.community.marks import AMBER, GREEN, RED, STRICT
from ifar.community.models import Post, Profile, Space, Topic
from ifar.community.selectors import rooms, search, talk
from ifar.community.services import digests, marking, members
from ifar.community.services import rooms as room_services
from ifar.community.services import talk as talk_writing
from ifar.community.services.talk import Draft
from ifar.errors import Invalid, NotFound
from tests import cast
from tests.community.making import MEMBERS, a_post, a_space, a_topic, member, named, reader
from tests.community.shelves import a_guide
from tests.conftest import sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("community")]
INSIDE, OUTSIDE = ("dave", "heidi", "alice"), ("erin", "frank", "oscar")


@pytest.fixture
def room(commons: Space) -> Space:
    """A joint case room of the harbour police, the customs and the provincial office; Erin of the harbour has no seat."""
    until = dt.datetime.now(dt.UTC).date() + dt.timedelta(days=9)
    made = a_space("case_room", "Joint case", "dave", ends_on=until, at_end="archive")
    for name in ("heidi", "alice"):
        room_services.invite(actor=cast.actor("dave"), space=made.public_id, member=member(name).public_id)
    return made


@pytest.mark.parametrize("tlp", [AMBER, STRICT])
def test_w19_what_is_amber_in_a_joint_room_is_read_by_all_of_it_and_found_by_nobody_else(
    room: Space, tlp: int
) -> None:
    topic = a_topic("dave", room, "A question with canaryword.", tlp, title="A canaryword title")
    a_post("heidi", topic, "An answer with canaryword.", tlp)
    address = f"/community/topics/{topic.public_id}/"
    for name in MEMBERS:
        inside, page = name in INSIDE, sign_in(name)
        gather = digests.gather(reader(name), 0)
        assert "canaryword" not in str(gather)  # mail lies in the clear
        assert gather.more is inside
        assert page.get(address).content.decode().count("canaryword.") == (2 if inside else 0), name
        assert (page.get(f"{address}topic.md").status_code == 200) is inside
        text = page.get("/community/search/?q=canaryword").content.decode()
        assert ("A canaryword title" in text) is inside
        api = page.get(f"/api/community/topics/{topic.public_id}/posts")
        assert (len(api.json()["items"]) == 2) if inside else api.status_code == 404
        assert len(search.found(reader(name), "canaryword")) == (2 if inside else 0)
        assert len(talk.topics_for(reader(name)).filter(pk=topic.pk)) == int(inside)
        assert (room.pk in rooms.counted(reader(name))) is inside


def test_w19_a_mark_in_the_library_is_for_the_space_too(commons: Space) -> None:
    guide = a_guide("dave", commons, title="A guide with canaryword", tlp=AMBER)
    for name in MEMBERS:
        assert sign_in(name).get(f"/community/library/{guide.public_id}/").status_code == 200, name


def audience(page: str) -> tuple[str, str]:
    """Who will read it and who will not, as a page says it."""
    text = re.sub(r"<[^>]+>", "", page.split('id="audience"')[1].split("quiet")[0]).split(
        "Of this space, will not read it"
    )
    return text[0], text[1] if len(text) > 1 else ""


def test_w19_the_author_sees_who_will_read_it_and_who_of_the_space_will_not(room: Space) -> None:
    page = sign_in("dave")
    before = page.get(f"/community/spaces/{room.public_id}/new/").content.decode()
    assert "all who read this space: 2 other members" in " ".join(audience(before)[0].split())
    for tlp, wanted, reads, out in (
        (AMBER, "", "all who read this space", ""),
        (RED, "heidi", "Heidi", "Alice"),
        (STRICT, "alice", "Alice", "Heidi"),
        (STRICT, "of:harbour", "nobody but you", ""),
    ):
        values = {"room": room.public_id, "tlp": tlp, "recipients": named(wanted) if wanted else ""}
        row = audience(page.post("/community/readers/", values).content.decode())
        assert reads in row[0], (tlp, row)
        assert out in row[1], (tlp, row)
        assert not out or out not in row[0]
    bad = page.post("/community/readers/", {"room": room.public_id, "tlp": RED, "recipients": named("frank")})
    assert (
        "TLP:RED names one member at least" in bad.content.decode()
    )  # Frank is not of the room, and is not told apart
    assert sign_in("erin").post("/community/readers/", {"room": room.public_id, "tlp": 2}).status_code == 404


@pytest.mark.parametrize("tlp", ["9" * 5000, "\u0669" * 5000, "\u00b2", "-1", "5", ""])
def test_w49_a_mark_that_is_no_number_shows_no_audience_instead_of_an_error(commons: Space, tlp: str) -> None:
    shown = sign_in("dave").post("/community/readers/", {"space": commons.public_id, "tlp": tlp})
    assert shown.status_code < 500
    assert "Heidi" not in shown.content.decode()


def test_w19_an_answer_is_told_for_those_who_read_its_topic(commons: Space) -> None:
    topic = a_topic("dave", commons, "A question.", RED, "erin", "heidi")
    row = audience(sign_in("erin").get(f"/community/topics/{topic.public_id}/").content.decode())
    assert "Dave" in row[0]
    assert "Heidi" in row[0]
    assert "Alice" in row[1]
    mark = (
        sign_in("dave")
        .get(f"/community/posts/{Post.objects.get(topic=topic).public_id}/mark/")
        .content.decode()
    )
    assert "Erin" in audience(mark)[0]


@pytest.mark.parametrize("wanted", ["heidi", ""])
def test_w19_nothing_is_taken_before_the_page_showed_for_whom_it_is(room: Space, wanted: str) -> None:
    page, address = sign_in("dave"), f"/community/spaces/{room.public_id}/new/"
    form = {
        "title": "Which maker?", "text": "A question about a mark.", "language": "en", "pap": "1",
        "tlp": str(RED if wanted else AMBER), "recipients": named(wanted) if wanted else "",
    }  # fmt: skip
    shown = re.findall(r'name="shown" value="([^"]*)"', page.get(address).content.decode())[0]
    first = page.post(address, form | {"shown": shown})
    assert first.status_code == 422
    assert not Topic.objects.filter(space=room).exists()
    text = first.content.decode()
    assert "Look below who will read it" in text
    assert ("Heidi" if wanted else "all who read this space") in audience(text)[0]
    shown = re.findall(r'name="shown" value="([^"]*)"', text)[0]
    assert page.post(address, form | {"shown": shown}).status_code == 302
    assert Topic.objects.filter(space=room).exists()


def test_w19_an_answer_is_looked_at_again_where_its_topic_was_opened_meanwhile(commons: Space) -> None:
    """What names nobody takes the circle of its topic, so that the page showed another one than it would have now."""
    topic = a_topic("dave", commons, "A question.", AMBER, "erin", "heidi")
    page, address = sign_in("heidi"), f"/community/topics/{topic.public_id}/"
    shown = re.findall(r'name="shown" value="([^"]*)"', page.get(address).content.decode())[0]
    first = Post.objects.get(topic=topic)
    marking.change_mark_of_post(actor=cast.actor("dave"), post=first, topic=topic, tlp=AMBER, pap=2)
    form = {"text": "For Dave and Erin.", "language": "en", "pap": "2", "tlp": str(AMBER), "recipients": ""}
    answer = page.post(address, form | {"shown": shown})
    assert answer.status_code == 422
    assert "all who read this space" in audience(answer.content.decode())[0]
    shown = re.findall(r'name="shown" value="([^"]*)"', answer.content.decode())[0]
    assert page.post(address, form | {"shown": shown}).status_code == 302


def test_w19_naming_an_organisation_finds_out_nobody_of_it(commons: Space) -> None:
    """Heidi's office is named once she shows it; of Frank, who does not show his, it is never said whether he is of it."""
    with pytest.raises(Invalid):
        a_topic("dave", commons, "A question.", AMBER, "of:customs")
    Profile.objects.filter(member=member("heidi")).update(
        shown={"name": "members", "organisation": "members"}
    )
    topic = a_topic("dave", commons, "A question.", AMBER, "of:customs")
    for name, sees in (("heidi", True), ("erin", False), ("frank", False), ("oscar", False)):
        if sees:
            assert talk.topic_for(reader(name), topic.public_id)
        else:
            with pytest.raises(NotFound):
                talk.topic_for(reader(name), topic.public_id)
    values = {"room": commons.public_id, "tlp": AMBER, "recipients": named("of:customs")}
    text = sign_in("dave").post("/community/readers/", values).content.decode()
    assert "Heidi" in audience(text)[0]
    assert "Frank" not in text
    assert "4 members do not show you an organisation" in text
    hints = sign_in("dave").get(f"/community/spaces/{commons.public_id}/names/?q=customs").content.decode()
    assert named("of:customs") in hints
    assert (
        cast.agency("customs").name
        in sign_in("heidi").get(f"/community/topics/{topic.public_id}/").content.decode()
    )


def test_w19_who_holds_no_role_any_more_is_no_reader(room: Space) -> None:
    """Alice stays a member and reads nothing without a role: she is told among no readers, and named by no mark."""
    address = f"/community/spaces/{room.public_id}/new/"
    assert "2 other members" in sign_in("dave").get(address).content.decode()
    grant = Grant.objects.get(user=cast.user("alice"), role="licensing_clerk")
    asked = grants.propose_revocation(actor=cast.actor("ken"), grant=grant.pk, reason="She moved on")
    proposals.decide(actor=cast.actor("laura"), proposal=asked.public_id, verdict="approve")
    assert not talk.topics_for(reader("alice")).exists()
    assert "1 other member" in sign_in("dave").get(address).content.decode()
    with pytest.raises(Invalid):
        a_topic("dave", room, "For Alice.", AMBER, "alice")


def test_w19_who_leaves_opens_nothing_that_named_them(commons: Space) -> None:
    amber = a_topic("dave", commons, "For Heidi.", AMBER, "heidi")
    both = a_topic("dave", commons, "For Heidi and Erin.", STRICT, "heidi", "erin")
    members.leave(actor=cast.actor("heidi"))
    for topic, sees in ((amber, set()), (both, {"erin"})):
        topic.refresh_from_db()
        assert member("heidi").pk not in topic.recipients
        assert {n for n in OUTSIDE if talk.topics_for(reader(n)).filter(pk=topic.pk).exists()} == sees


def test_w19_a_program_is_told_no_red_and_the_rest_as_its_member(commons: Space) -> None:
    from tests.community.test_paths import _token

    program = Client(headers={"authorization": f"Bearer {_token()}"})
    seen = [
        a_topic("dave", commons, "For Alice.", tlp, *who)
        for tlp, who in ((GREEN, ()), (AMBER, ("alice",)), (STRICT, ()))
    ]
    hidden = [
        a_topic("dave", commons, "For Erin.", tlp, who) for tlp, who in ((AMBER, "erin"), (RED, "alice"))
    ]
    for topic in (*seen, *hidden):
        status = program.get(f"/api/community/topics/{topic.public_id}").status_code
        assert status == (200 if topic in seen else 404)


def test_w19_what_its_author_did_not_mark_may_be_checked_passively_only(commons: Space) -> None:
    """On the page and for a program; an answer has at least what its topic has, and who means active actions says so."""
    page = sign_in("dave").get(f"/community/spaces/{commons.public_id}/new/").content.decode()
    assert re.search(r'name="pap".*?<option value="2" selected>PAP:AMBER', page, re.DOTALL)
    unsaid = talk_writing.open_topic(
        actor=cast.actor("dave"),
        space=commons.public_id,
        title="Whose crown?",
        said=Draft("A crown.", "en", 1),
    )
    assert (unsaid.pap, marks.PAP_NAMES[unsaid.pap]) == (2, "PAP:AMBER")
    chosen = talk_writing.open_topic(
        actor=cast.actor("dave"),
        space=commons.public_id,
        title="Whose star?",
        said=Draft("A star.", "en", 1, pap=1),
    )
    assert chosen.pap == 1
