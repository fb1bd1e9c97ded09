"""What a member follows, which programs read in their name, what a space is to be, and that access ends everywhere at once."""

from __future__ import annotations

import datetime as dt
import time
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from ifar.accounts import sessions
from ifar.accounts.models import Client as ApiClient
from ifar.accounts.services import clients
from ifar.accounts.services.proposals import decide
from ifar.community import spaces
from ifar.community.marks import AMBER, GREEN, STRICT
from ifar.community.models import Digest, Event, Member, Space, Topic
from ifar.community.selectors import rooms as selectors
from ifar.community.selectors import talk as reading
from ifar.community.services import digests, members, profiles, rooms, talk
from ifar.errors import Invalid, NotFound, Refused
from tests import cast
from tests.community.making import a_post, a_space, a_topic, member, named, reader
from tests.community.shelves import DAY, TODAY, a_guide, differences
from tests.conftest import session_of, sign_in


def a_program(name: str = "Case tool", office: str = "province") -> tuple[ApiClient, str]:
    """An API client that may read in the community, with its token."""
    until = dt.datetime.now(dt.UTC) + dt.timedelta(days=30)
    asked = clients.propose(
        actor=cast.actor("ken"), name=name, agency=cast.agency(office).public_id, scopes=["community:space:read"],
        expires_at=until, reason="reads for Alice",
    )  # fmt: skip
    assert decide(actor=cast.actor("laura"), proposal=asked.public_id, verdict="approve").executed
    made = ApiClient.objects.get(name=name)
    return made, str(clients.take_token(actor=cast.actor("ken"), client=made.public_id))


def test_a_program_reads_in_a_members_name_until_the_membership_ends(commons: Space) -> None:
    """Line 2: suspension in the middle of a session ends access of open pages and of tokens with the next request."""
    topic = a_topic("dave", commons)
    made, token = a_program()
    alice, program = sign_in("alice"), Client(headers={"authorization": f"Bearer {token}"})
    page = alice.get("/community/me/").content.decode()
    assert "Case tool" in page
    assert "Case tool" not in sign_in("heidi").get("/community/me/").content.decode()
    assert program.get("/api/community/spaces").json()["items"] == []
    answer = alice.post("/community/me/programs/", {"program": made.public_id})
    assert answer.status_code == 302
    assert Member.objects.get(pk=member("alice").pk).programs == [made.public_id]
    assert len(program.get("/api/community/spaces").json()["items"]) == 1
    assert program.get(f"/api/community/topics/{topic.public_id}").status_code == 200
    opened = alice.get("/community/there/", headers={"HX-Request": "true"})
    assert opened.status_code == 204
    members.suspend(actor=cast.actor("bob"), member_id=member("alice").public_id, ground="lost_device")
    # With the next request, which an open page makes within a minute by itself.
    assert program.get("/api/community/spaces").json()["items"] == []
    for address in (
        f"/api/community/topics/{topic.public_id}",
        f"/api/community/topics/{topic.public_id}/posts",
    ):
        assert program.get(address).status_code == 404
    for address in ("/community/there/", f"/community/topics/{topic.public_id}/changed/?since=0"):
        gone = alice.get(address, headers={"HX-Request": "true"})
        assert (gone.status_code, gone.content, gone["HX-Refresh"]) == (404, b"", "true")
    assert alice.get(f"/community/topics/{topic.public_id}/").status_code == 404


def test_a_program_of_another_office_is_nobodys(commons: Space) -> None:
    made, _token = a_program()
    answer = sign_in("heidi").post("/community/me/programs/", {"program": made.public_id}, follow=True)
    assert "no such API client" in answer.content.decode()
    assert member("heidi").programs == []


def test_what_leaves_under_the_chatham_house_rule_names_nobody(commons: Space) -> None:
    quiet = a_topic("dave", commons, title="Said under the Rule", chatham=True)
    loud = a_topic("dave", commons)
    made, token = a_program()
    profiles.set_programs(actor=cast.actor("alice"), clients=[made.public_id])
    program, alice = Client(headers={"authorization": f"Bearer {token}"}), sign_in("alice")

    def author(client: Client, topic: Topic) -> str:
        (post,) = client.get(f"/api/community/topics/{topic.public_id}/posts").json()["items"]
        return str(post["author_name"] + post["author"])

    assert author(program, quiet) == ""
    assert member("dave").public_id in author(program, loud)
    assert member("dave").public_id in author(alice, quiet)  # inside, a member reads who said it


def test_following_a_space_and_a_topic(commons: Space) -> None:
    heidi = sign_in("heidi")
    other = a_space("thematic", "Parcels", moderator="dave")
    topic = a_topic("dave", commons, title="Followed by its space")
    assert reading.followed(reader("heidi")) == []
    assert heidi.post(f"/community/spaces/{commons.public_id}/watch/follow/").status_code == 302
    (line,) = reading.followed(reader("heidi"))
    assert (line.public_id, line.unread, line.space) == (topic.public_id, 1, "Commons")
    assert "New in what I follow" in heidi.get("/community/").content.decode()
    # A muted topic of a followed space is quiet; a followed topic speaks wherever it stands.
    talk.watch(actor=cast.actor("heidi"), topic=topic.public_id, how="mute")
    assert reading.followed(reader("heidi")) == []
    parcel = a_topic("dave", other, title="A parcel")
    talk.watch(actor=cast.actor("heidi"), topic=parcel.public_id, how="follow")
    assert [fresh.title for fresh in reading.followed(reader("heidi"))] == ["A parcel"]
    # What a mark hides is not told by what one follows.
    hidden = a_topic("dave", commons, "Word.", STRICT, "of:harbour", title="Hidden from Heidi")
    assert hidden.public_id not in {fresh.public_id for fresh in reading.followed(reader("heidi"))}
    room = a_space("case_room", "Room", ends_on=TODAY + 20 * DAY, at_end="archive")
    with pytest.raises(NotFound):
        talk.watch_space(actor=cast.actor("heidi"), space=room.public_id, how="follow")


def test_a_muted_space_counts_nothing_and_is_in_no_mail(commons: Space) -> None:
    a_topic("dave", commons, title="Something")
    assert selectors.counted(reader("heidi"))[commons.pk].unread == 1
    talk.watch_space(actor=cast.actor("heidi"), space=commons.public_id, how="mute")
    counted = selectors.counted(reader("heidi"))[commons.pk]
    assert (counted.unread, counted.settles) == (0, 0)
    assert digests.gather(reader("heidi"), 0, dt.datetime.now(dt.UTC) - DAY).empty
    talk.watch_space(actor=cast.actor("heidi"), space=commons.public_id, how="")
    assert selectors.counted(reader("heidi"))[commons.pk].unread == 1


def test_the_digest_begins_with_what_names_and_what_one_follows(commons: Space, settings: Any) -> None:
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
    Digest.objects.all().delete()
    a_topic("dave", commons, title="Neither of both")
    followed = a_topic("dave", commons, title="Followed by Heidi")
    talk.watch(actor=cast.actor("heidi"), topic=followed.public_id, how="follow")
    a_topic("dave", commons, f"What does @{member('heidi').public_id} say?", title="Heidi was named")
    a_guide("dave", commons, title="A guide that is new")
    a_guide(
        "dave", commons, title="A guide of the harbour alone", tlp=AMBER, recipients=[named("of:harbour")]
    )
    mail.outbox = []
    digests.send_digests()
    body = next(item.body for item in mail.outbox if item.to[0].startswith("heidi"))
    order = [
        body.index(word)
        for word in (
            "You were named", "Heidi was named", "New in what you follow", "Followed by Heidi", "Neither of both", "New on the shelves",
            "A guide that is new",
        )
    ]  # fmt: skip
    assert order == sorted(order)
    assert "harbour alone" not in body
    assert "Dave" not in body
    # Dave's colleague hears that there is more, and not what.
    body = next(item.body for item in mail.outbox if item.to[0].startswith("erin"))
    assert "harbour alone" not in body
    assert "There is something new for you" in body


def test_a_moderator_changes_a_space_by_an_act(commons: Space) -> None:
    dave = sign_in("dave")
    form = {
        "name": "The commons",
        "description": "For all.",
        "tlp": AMBER,
        "chatham": "on",
        "keeps_days": 400,
    }
    assert dave.post(f"/community/spaces/{commons.public_id}/acts/changed/", form).status_code == 302
    commons.refresh_from_db()
    assert (commons.name, commons.words, commons.tlp, commons.chatham, commons.keeps_days) == (
        "The commons", "For all.", AMBER, True, 400,
    )  # fmt: skip
    event = Event.objects.get(record_type="space", kind="changed")
    assert event.changes == {"state": "open", "tlp": AMBER, "chatham": True, "keeps_days": 400}
    assert "The commons" not in str(event.changes)
    assert differences() == []
    page = sign_in("heidi").get(f"/community/spaces/{commons.public_id}/")
    assert "400 days after its last word" in page.content.decode()
    assert sign_in("heidi").get(f"/community/spaces/{commons.public_id}/acts/changed/").status_code == 404
    assert dave.get(f"/community/spaces/{commons.public_id}/acts/changed/").status_code == 200

    def changed(who: str, **said: Any) -> None:
        first = {"description": "", "tlp": GREEN, "chatham": False, "keeps_days": 0}
        rooms.change_space(actor=cast.actor(who), space_id=commons.public_id, **{**first, **said})

    with pytest.raises(Refused):  # the same again
        changed("dave", name="The commons", description="For all.", tlp=AMBER, chatham=True, keeps_days=400)
    with pytest.raises(Refused):
        changed("heidi", name="Mine")
    for wrong in ({"name": "x"}, {"name": "Name", "tlp": 4}, {"name": "Name", "keeps_days": 7}):
        with pytest.raises(Invalid):
            changed("dave", **wrong)


@pytest.mark.parametrize(
    ("days", "wrong"),
    [(0, False), (1, True), (29, True), (30, False), (3650, False), (3651, True), (-1, True)],
)
def test_how_long_a_space_keeps(days: int, wrong: bool) -> None:
    assert spaces.keeps_wrong(days) is wrong


def test_an_open_list_hears_of_what_is_new(commons: Space) -> None:
    first = a_topic("dave", commons)
    heidi = sign_in("heidi")
    page = heidi.get(f"/community/spaces/{commons.public_id}/").content.decode()
    newest = reading.newest_in(reader("heidi"), commons)[0]
    assert f"changed/?since={newest}" in page
    address = f"/community/spaces/{commons.public_id}/changed/?since={newest}"
    assert heidi.get(address).status_code == 204
    a_post("erin", first)
    a_topic("dave", commons, "For the harbour.", STRICT, "of:harbour", title="Hidden")
    with CaptureQueriesContext(connection) as asked:
        answer = heidi.get(address)
    assert (answer.status_code, len(asked) <= 9) == (200, True), len(asked)
    body = answer.content.decode()
    assert "Something new was said in 1 topic." in body
    assert f"since={reading.newest_in(reader('heidi'), commons)[0]}" in body
    # One's own words are nothing new.
    assert sign_in("erin").get(f"{address.partition('?')[0]}?since={10**12}").status_code == 204


def test_what_an_open_page_asks_by_itself_keeps_no_session_alive(commons: Space, settings: Any) -> None:
    topic = a_topic("dave", commons)
    heidi = sign_in("heidi")

    def seen_at(moment: int) -> None:
        session = session_of(heidi)
        session[sessions.SEEN] = moment
        session.save()

    now = int(time.time())
    address = f"/community/topics/{topic.public_id}/changed/?since={10**12}"
    seen_at(now - 120)
    assert heidi.get(address, headers={"HX-Request": "true", sessions.BY_ITSELF: "1"}).status_code == 204
    assert session_of(heidi)[sessions.SEEN] == now - 120
    heidi.get("/community/")
    assert session_of(heidi)[sessions.SEEN] >= now
    # After half an hour without anybody before it, the page itself goes to the door.
    seen_at(now - 60 * settings.IFAR_IDLE_MINUTES - 5)
    answer = heidi.get(
        "/community/there/",
        headers={
            "HX-Request": "true",
            sessions.BY_ITSELF: "1",
            "HX-Current-URL": f"https://ifar.example/community/topics/{topic.public_id}/",
        },
    )
    assert answer.status_code == 200
    assert answer["HX-Redirect"].endswith(f"next=/community/topics/{topic.public_id}/")
