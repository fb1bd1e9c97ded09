"""Golden case G17 over every path: object × mark × who asks × path. What a mark hides is not there: same body, same queries, same count.

One small world, made once: a topic under each mark that Dave of the harbour police opened in the space of all, each with an answer by Dave that
names Heidi, Oscar and Frank and holds a picture; under RED it is for Frank and Alice alone. The table `SEES` says who sees what; every path is held against it.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings

from ifar import identifiers
from ifar.community import marks
from ifar.community.marks import AMBER, CLEAR, GREEN, RED, STRICT, Mark
from ifar.community.models import Attachment, Digest, Member, Mention, Post, Topic
from ifar.community.selectors import talk as selectors
from ifar.community.selectors.visible import reader_of
from ifar.community.services import digests, members, profiles, talk
from tests import cast
from tests.community.making import a_picture, a_space, a_topic, decided, member, nominated, said
from tests.conftest import sign_in
from tests.databases import Databases, settings_at

WORD: Final = {
    CLEAR: "clearword",
    GREEN: "greenword",
    AMBER: "amberword",
    STRICT: "strictword",
    RED: "redword",
}
"""A word that stands in the title and in the text of everything under one mark, and nowhere else."""
SEES: Final = {
    "dave": {CLEAR, GREEN, AMBER, STRICT, RED},  # the author
    "erin": {CLEAR, GREEN, AMBER, STRICT},  # of the organisation that is named, and named herself
    "heidi": {CLEAR, GREEN},  # of another organisation
    "alice": {CLEAR, GREEN, RED},  # whom the RED ones name too
    "oscar": {CLEAR, GREEN},
    "frank": {CLEAR, GREEN, RED},  # whom the RED ones name
    "suspended": set(),
    "left": set(),
    "expired": set(),
    "nominated": set(),
    "secretary": set(),  # reads no more of what members write than anybody else
    "stranger": set(),  # an officer who was never nominated
    "program": {CLEAR, GREEN},  # one of Alice's: RED is for her eyes and ears, not for a program's
}
"""Who -> marks of what they see."""
NAMED: Final = {AMBER: ("of:harbour",), STRICT: ("erin",), RED: ("frank", "alice")}
"""Whom the marks name, an organisation and people."""


@dataclass
class World:
    """Topics, posts and pictures by mark, and who is who in the cast."""

    topics: dict[int, Topic]
    posts: dict[int, Post]
    pictures: dict[int, Attachment]
    who: dict[str, str]
    token: str
    case_room: str


def _token() -> str:
    """An API client of the provincial office that reads in Alice's name."""
    from ifar.accounts.models import Client as ApiClient
    from ifar.accounts.services import clients
    from ifar.accounts.services.proposals import decide

    until = dt.datetime.now(dt.UTC) + dt.timedelta(days=30)
    asked = clients.propose(
        actor=cast.actor("ken"), name="Case tool", agency=cast.agency("province").public_id, scopes=["community:space:read"],
        expires_at=until, reason="reads for Alice",
    )  # fmt: skip
    assert decide(actor=cast.actor("laura"), proposal=asked.public_id, verdict="approve").executed
    made = ApiClient.objects.get(name="Case tool")
    token = clients.take_token(actor=cast.actor("ken"), client=made.public_id)
    profiles.set_programs(actor=cast.actor("alice"), clients=[made.public_id])
    return str(token)


def _world() -> World:
    from ifar.community.models import Space

    commons = Space.objects.get(kind="global")
    topics, posts, pictures = {}, {}, {}
    for tlp, word in WORD.items():
        named = NAMED.get(tlp, ())
        topic = a_topic("dave", commons, f"A question about {word}.", tlp, *named, title=f"Title of {word}")
        heard = " ".join(f"@{member(name).public_id}" for name in ("heidi", "oscar", "frank"))
        text = f"Answer with {word} for {heard}."
        again = said(text, tlp) if tlp == RED else said(text, tlp, *named)
        picture = a_picture(f"{word}.jpg", words=f"A picture of {word}")
        posts[tlp] = talk.write_post(
            actor=cast.actor("dave"), topic=topic.public_id, said=again, pictures=[picture]
        )
        topics[tlp] = topic
        pictures[tlp] = Attachment.objects.get(post=posts[tlp])
    who = {name: name for name in ("dave", "erin", "heidi", "alice", "oscar", "frank")}
    who |= {"suspended": "carol", "left": "grace", "expired": "judy", "nominated": "nina"}
    from tests.community.making import admitted

    admitted("carol")
    admitted("grace")
    members.suspend(actor=cast.actor("bob"), member_id=member("carol").public_id, ground="under_inquiry")
    members.leave(actor=cast.actor("grace"))
    made = members.nominate(
        actor=cast.actor("bob"), user=cast.user("judy").public_id, expertise=["tracing"], languages=["en"]
    )
    members.accept_code(actor=cast.actor("judy"))
    members.check(
        actor=cast.actor("bob"), member_id=made.public_id, identity="in_person", employer="official_letter"
    )
    decided(made, "admitted")
    nominated("nina")
    who |= {"secretary": "bob", "stranger": "ivan"}
    room = a_space("case_room", "Operation Secret Name", moderator="erin", ends_on=_soon(), at_end="destroy")
    hidden = a_topic("erin", room, "A word roomword in a closed room.", GREEN, title="Title of roomword")
    assert hidden.tlp == GREEN
    return World(topics, posts, pictures, who, _token(), room.public_id)


def _soon() -> Any:
    return dt.datetime.now(dt.UTC).date() + dt.timedelta(days=20)


@pytest.fixture(scope="module")
def world(databases: Databases, community_template: str, django_db_blocker: Any) -> Iterator[World]:
    with (
        databases.clone(community_template) as database,
        django_db_blocker.unblock(),
        settings_at(database.name),
    ):
        made = _world()
        # The term of one is over: past the trigger, as only a clock does it.
        with database.connect() as superuser:
            superuser.execute("SET session_replication_role = replica")
            superuser.execute("ALTER TABLE community_member DISABLE TRIGGER USER")
            superuser.execute(
                "UPDATE community_member SET valid_until = now() - interval '1 minute' WHERE public_id = %s",
                [member("judy").public_id],
            )
            superuser.execute("ALTER TABLE community_member ENABLE TRIGGER USER")
        django_db_blocker.block()
        yield made
        django_db_blocker.unblock()


def browser(world: World, who: str) -> Client:
    if who == "program":
        return Client(headers={"authorization": f"Bearer {world.token}"})
    return sign_in(world.who[who])


PEOPLE = [who for who in SEES if who != "program"]
MEMBERS = [who for who in PEOPLE if SEES[who]]


def words_in(body: bytes) -> set[int]:
    text = body.decode()
    return {tlp for tlp, word in WORD.items() if word in text}


def answered(client: Client, address: str) -> tuple[int, set[int], str]:
    answer = client.get(address)
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if content.startswith(b"\xff\xd8"):
        return answer.status_code, set(), ""
    return answer.status_code, words_in(content), content.decode()


@pytest.mark.parametrize("who", PEOPLE)
def test_lists_pages_search_counts_and_files(world: World, db: None, who: str) -> None:
    sees, client = SEES[who], browser(world, who)
    if who == "stranger":  # a dealer: the whole community is closed to them
        for address in (
            "/community/",
            f"/community/topics/{world.topics[GREEN].public_id}/",
            "/community/search/?q=greenword",
        ):
            assert answered(client, address)[0] == 403, address
        return
    space = world.topics[GREEN].space.public_id
    status, results, body = answered(client, f"/community/spaces/{space}/")
    assert (status, results) == ((200, sees) if sees else (404, set()))
    if sees:
        # Counts: two posts in each topic that they see, and nothing that tells of others.
        assert len(re.findall(r"2 posts", body)) == len(sees)
        assert "roomword" not in body or who == "erin"
    # The page of the community: unread posts are those that they may see (their own are not unread).
    status, _found, body = answered(client, "/community/")
    assert status == 200
    if sees:
        unread = 0 if who == "dave" else 2 * len(sees)
        assert (f"{unread} new" in body) is bool(unread)
    # Mentions: only of what they see.
    assert words_in(body.encode()) == (sees if who in ("heidi", "oscar", "frank") else set())
    for tlp, topic in world.topics.items():
        for address in (
            f"/community/topics/{topic.public_id}/",
            f"/community/topics/{topic.public_id}/changed/?since=0",
        ):
            status, results, _body = answered(client, address)
            assert (status, results) == ((200, {tlp}) if tlp in sees else (404, set())), (who, address)
        status, results, _body = answered(client, f"/community/topics/{topic.public_id}/topic.md")
        assert status == (200 if tlp in sees else 404)
        # RED is for eyes and ears: it is in no export, not of those who see it either.
        assert results == ({tlp} if tlp in sees and tlp != RED else set())
        for address in ("history", "edit", "mark", "translate"):
            status, results, _body = answered(
                client, f"/community/posts/{world.posts[tlp].public_id}/{address}/"
            )
            # Only who wrote it has a page to change it.
            is_open = tlp in sees and (who == "dave" or address in ("history", "translate"))
            assert (status == 404) is not is_open, (who, tlp, address)
        # The address of a picture, guessed; and its content by its hash.
        assert answered(client, f"/community/pictures/{world.pictures[tlp].public_id}/")[0] == (
            200 if tlp in sees else 404
        )
        assert answered(client, f"/pictures/{world.pictures[tlp].file_id}/")[0] == 404
        # Acts on what one does not see are acts on what is not there.
        answer = client.post(f"/community/posts/{world.posts[tlp].public_id}/worked/")
        assert (answer.status_code == 404) is (tlp not in sees)
    for tlp, word in WORD.items():
        status, results, _body = answered(client, f"/community/search/?q={word}x")
        assert status == 200
        _status, _found, body = answered(client, f"/community/search/?q={word}")
        assert (f"Title of {word}" in body) is (tlp in sees), (who, word)
    if who != "erin":
        assert answered(client, f"/community/spaces/{world.case_room}/")[0] == 404
        assert "Title of roomword" not in answered(client, "/community/search/?q=roomword")[2]
        assert "Operation Secret Name" not in answered(client, "/community/")[2]


@pytest.mark.parametrize("who", [who for who in SEES if who != "stranger"])
def test_the_api(world: World, db: None, who: str) -> None:
    sees, client = SEES[who], browser(world, who)
    space = world.topics[GREEN].space.public_id
    status, results, _body = answered(client, f"/api/community/spaces/{space}/topics")
    assert (status, results) == ((200, sees) if sees else (404, set()))
    for tlp, topic in world.topics.items():
        status, results, _body = answered(client, f"/api/community/topics/{topic.public_id}")
        assert (status, results) == ((200, {tlp}) if tlp in sees else (404, set())), (who, tlp)
        status, results, _body = answered(client, f"/api/community/topics/{topic.public_id}/posts")
        assert (status, results) == ((200, {tlp}) if tlp in sees else (404, set()))
        status, results, _body = answered(client, f"/api/community/search?q={WORD[tlp]}")
        assert (status, results) == (200, {tlp} & sees)
    spaces = client.get("/api/community/spaces").json()["items"]
    assert (space in {value["id"] for value in spaces}) is bool(sees)
    for item in spaces:
        if item["id"] == space:
            # What one wrote oneself is not unread.
            assert item["unread"] == (0 if who == "dave" else 2 * len(sees))
    if who == "program":
        answer = client.post(
            f"/api/community/topics/{world.topics[GREEN].public_id}/posts",
            {"text": "x", "language": "en"},
            content_type="application/json",
        )
        assert answer.status_code == 403
    mentioned = set(client.get("/api/community/mentions").json()["items"])
    wanted = {world.posts[tlp].public_id for tlp in sees} if who in ("heidi", "oscar", "frank") else set()
    assert mentioned == wanted


@pytest.mark.parametrize("who", MEMBERS)
def test_the_condition_in_sql_is_the_rule_in_python(world: World, db: None, who: str) -> None:
    reader = reader_of(cast.actor(world.who[who]))
    assert reader is not None
    seen = set(
        selectors.posts_for(reader)
        .filter(topic__in=[topic.pk for topic in world.topics.values()])
        .values_list("pk", flat=True)
    )
    by_rule = {
        post.pk
        for post in Post.objects.filter(topic__in=[topic.pk for topic in world.topics.values()])
        if marks.may_see(reader.who, Mark(post.tlp, post.author_id, post.recipients, post.organisations))
    }
    assert seen == by_rule
    assert {post.tlp for post in Post.objects.filter(pk__in=seen)} == SEES[who]


def test_the_mail_itself_keeps_the_marks(world: World, db: None, settings: Any) -> None:
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
    Digest.objects.all().delete()
    mail.outbox = []
    digests.send_digests()
    by_name = {item.to[0].partition("@")[0]: item for item in mail.outbox}
    # Nobody who is no member now is written to, and Dave, who wrote everything, hears of Erin's room only as of something.
    assert set(by_name) <= set(MEMBERS)
    for who, sent in by_name.items():
        body = f"{sent.subject}\n{sent.body}"
        assert words_in(body.encode()) <= SEES[who] & {CLEAR, GREEN}, who
        for never in ("roomword", "Operation Secret Name", "Dave", "Harbour", "TLP"):
            assert never not in body, (who, never)
        # More than that is one sentence, and only where there is more.
        assert ("There is something new for you" in body) is bool(SEES[who] - {CLEAR, GREEN}), who
    assert words_in(by_name["heidi"].body.encode()) == {CLEAR, GREEN}


ABSENT = identifiers.new("S", lambda size: b"\x07" * size)
PATHS: Final[tuple[Callable[[str, str], str], ...]] = (
    lambda topic, post: f"/community/topics/{topic}/",
    lambda topic, post: f"/community/topics/{topic}/?at={post}",
    lambda topic, post: f"/community/topics/{topic}/changed/?since=0",
    lambda topic, post: f"/community/topics/{topic}/topic.md",
    lambda topic, post: f"/community/posts/{post}/history/",
    lambda topic, post: f"/community/posts/{post}/edit/",
    lambda topic, post: f"/community/posts/{post}/mark/",
    lambda topic, post: f"/community/posts/{post}/translate/",
    lambda topic, post: f"/community/posts/{post}/in/fr/",
    lambda topic, post: f"/community/documents/{post}/",
    lambda topic, post: f"/community/documents/{post}/1/picture/",
    lambda topic, post: f"/community/documents/{post}/document.pdf",
    lambda topic, post: f"/community/pictures/{post}/",
    lambda topic, post: f"/api/community/topics/{topic}",
    lambda topic, post: f"/api/community/topics/{topic}/posts",
)


def _told(client: Client, address: str) -> tuple[int, str, list[str]]:
    with CaptureQueriesContext(connection) as asked:
        status, _found, body = answered(client, address)
    text = re.sub(r"S[0-9A-Z]{13}", "S", body)  # the address of the page itself
    text = re.sub(r"[0-9a-f]{32}|csrf[^>]*>|nonce-[^\"']*|\d\d:\d\d", "", text)
    text = re.sub(r'"X-CSRFToken": "[^"]*"|name="csrfmiddlewaretoken" value="[^"]*"', "", text)
    return status, text, [re.sub(r"'[^']*'|\d+", "?", row["sql"]) for row in asked]


@pytest.mark.parametrize("path", range(len(PATHS)))
@pytest.mark.parametrize("who", ["heidi", "suspended", "secretary"])
def test_hidden_answers_as_absent_does(world: World, db: None, who: str, path: int) -> None:
    client = browser(world, who)
    for tlp in (STRICT, RED):
        post = world.pictures[tlp].public_id if path == 7 else world.posts[tlp].public_id
        hidden = PATHS[path](world.topics[tlp].public_id, post)
        absent = PATHS[path](ABSENT, ABSENT)
        _told(client, absent)
        first, second = _told(client, hidden), _told(client, absent)
        assert first[0] == second[0] == 404
        assert first[1] == second[1]
        assert first[2] == second[2], "other statements"


def test_a_search_for_what_is_hidden_asks_what_one_for_nothing_asks(world: World, db: None) -> None:
    client = browser(world, "heidi")
    _told(client, "/community/search/?q=greenword")
    hidden, absent = (
        _told(client, "/community/search/?q=strictword"),
        _told(client, "/community/search/?q=nothingword"),
    )
    assert len(hidden[2]) == len(absent[2])
    assert hidden[1].replace("strictword", "") == absent[1].replace("nothingword", "")


def test_nobody_is_suggested_by_a_name_they_hide_or_in_a_space_one_does_not_read(
    world: World, db: None
) -> None:
    client, space = browser(world, "heidi"), world.topics[GREEN].space.public_id
    assert "Erin" in answered(client, f"/community/spaces/{space}/names/?q=eri")[2]
    profiles.set_profile(
        actor=cast.actor("erin"), fields={"name": "Erin"}, circles={"name": "organisation"}, digest="never"
    )
    assert "Erin" not in answered(client, f"/community/spaces/{space}/names/?q=eri")[2]
    assert "Erin" in answered(browser(world, "dave"), f"/community/spaces/{space}/names/?q=eri")[2]
    assert answered(client, f"/community/spaces/{world.case_room}/names/?q=eri")[0] == 404
    assert "Carol" not in answered(client, f"/community/spaces/{space}/names/?q=car")[2]


def test_the_chatham_house_rule_in_what_leaves(world: World, db: None) -> None:
    from ifar.community.models import Space

    topic = a_topic(
        "dave",
        Space.objects.get(kind="global"),
        "A word chathamword.",
        GREEN,
        title="Title of chathamword",
        chatham=True,
    )
    _status, _found, text = answered(browser(world, "heidi"), f"/community/topics/{topic.public_id}/topic.md")
    assert "chathamword" in text
    assert "Dave" not in text
    assert "Harbour" not in text
    assert "TLP:GREEN" in text


def test_nothing_of_a_page_stays_in_the_browser(world: World, db: None) -> None:
    client = browser(world, "heidi")
    for address in (
        "/community/",
        f"/community/topics/{world.topics[GREEN].public_id}/",
        f"/community/pictures/{world.pictures[GREEN].public_id}/",
    ):
        assert "no-store" in client.get(address).headers["Cache-Control"], address


def test_marks_never_widen_inside(world: World, db: None) -> None:
    """A post in a topic is for no more people than the topic, whatever happens to either afterwards."""
    assert not Post.objects.filter(topic__in=[topic.pk for topic in world.topics.values()]).extra(
        where=[
            "community_post.tlp < (SELECT tlp FROM community_topic t WHERE t.id = community_post.topic_id)"
        ]
    )
    assert Mention.objects.filter(member=member("heidi")).count() == len(WORD)
    assert Member.objects.filter(state="active").count() >= len(MEMBERS)
    with override_settings():
        assert selectors.mentions_for(reader_of(cast.actor("heidi"))).count() == len(SEES["heidi"])
