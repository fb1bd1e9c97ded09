"""Writing to the community: topics, answers, edits, what helped, the solution, what one follows, how far one has read.

What members say is no accountable act and stands in no ledger. Each write asks anew, in the database, whether the actor is a member in force
and what they may in the space; a program never writes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from django.db import connection, transaction

from ifar.community import labels, marks, ngrams, rendering, safety
from ifar.community.models import (
    Attachment,
    Mention,
    Post,
    Reaction,
    Revision,
    Space,
    Topic,
    Translation,
    Watch,
)
from ifar.community.models.marked import HELD, SHOWN
from ifar.community.purposes import PURPOSE
from ifar.community.selectors import rooms
from ifar.community.selectors import talk as selectors
from ifar.community.selectors.audience import readers_of
from ifar.community.selectors.details import asked_by, is_question
from ifar.community.selectors.visible import READ, WRITE, Reader
from ifar.community.services.judging import fine, refuse_details
from ifar.community.services.marking import Marking, mark_for, put
from ifar.community.services.members import reader_needed
from ifar.community.services.writing import new_id
from ifar.errors import TooMany
from ifar.files import documents, kinds
from ifar.files import services as files
from ifar.files.store import Arrived
from ifar.outbox.services import state_fact
from ifar.rights import Actor, require

SHORTEST_TITLE: Final = 5
LONGEST_TITLE: Final = 200
MOST_PICTURES: Final = 6
OFTEN: Final = 20
"""Posts that one member may write in `OFTEN_MINUTES`: enough for a lively case, too few for a flood."""
OFTEN_MINUTES: Final = 10


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody writes: text, language, handling mark; `recipients` are members and organisations by public identifier, above GREEN only."""

    text: str
    language: str
    tlp: int = marks.GREEN
    pap: int = marks.PAP_UNSAID
    chatham: bool = False
    recipients: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture or a PDF that arrived with a post: what it is called, its content, what it shows, in words, for those who do not see it."""

    name: str
    content: Arrived
    words: str = ""


def _checked(entry: Draft) -> tuple[str, str]:
    """The text as it is kept, and the state in which it begins.

    Raises:
        Invalid: empty, too long, in no language, naming too many, or across the safety line.
    """
    text = rendering.plain(entry.text)
    if not text or len(text) > rendering.LONGEST:
        raise labels.invalid("community.write.text", "text")
    if entry.language not in labels.LANGUAGES:
        raise labels.invalid("community.write.language", "language")
    if len(rendering.mentioned(text)) > rendering.MOST_MENTIONS:
        raise labels.invalid("community.write.mentions", "text")
    verdict = safety.judge(text)
    if verdict == "refused":
        raise labels.invalid("community.safety.text", "text")
    return text, HELD if verdict == "held" else SHOWN


def check_pace(
    reader: Reader,
    column: str = "author_id",
    table: str = "community_post",
    at: str = "at",
    most: int = OFTEN,
) -> None:
    """Raises TooMany where a member wrote very often within the last minutes."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*) FROM (SELECT FROM {table} WHERE {column} = %s AND {at} > statement_timestamp() - make_interval(mins => %s) LIMIT %s) p",
            [reader.member, OFTEN_MINUTES, most],
        )
        if cursor.fetchone()[0] >= most:
            raise TooMany("community.write.too_many", labels.of("community.write.too_many"))


def index_post(post: Post) -> None:
    """Make a post found by its words, with the title where it opens its topic, and by its translations, each in its language."""
    title = Topic.objects.values_list("title", flat=True).get(pk=post.topic_id) if post.number == 1 else ""
    texts = [(post.language, f"{title}\n{post.text}")]
    texts += Translation.objects.filter(post=post).order_by("id").values_list("language", "text")
    parts: list[str] = []
    values: list[Any] = []
    for language, text in texts:
        parts.append(
            "to_tsvector('simple', %s) || to_tsvector(%s::regconfig, %s) || array_to_tsvector(%s::text[])"
        )
        spread = ngrams.spread(text)
        values += [spread, ngrams.CONFIGURATIONS.get(language, "simple"), spread, ngrams.terms(text)]
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE community_post SET search = {' || '.join(parts)} WHERE id = %s", [*values, post.pk]
        )


def _mention(post: Post, space: Space) -> None:
    """Note whom a post names; only those who may read the space can be."""
    readers = readers_of(space, rendering.mentioned(post.text))
    Mention.objects.filter(post=post).exclude(member_id__in=readers).delete()
    Mention.objects.bulk_create(
        [Mention(post=post, member_id=number) for number in readers if number != post.author_id],
        ignore_conflicts=True,
    )


def _check_pictures(pictures: Sequence[Picture]) -> None:
    """Raises Invalid where a file is none that a post takes; nothing is kept then."""
    if len(pictures) > MOST_PICTURES:
        raise labels.invalid("community.safety.many", "pictures")
    for picture in pictures:
        if safety.is_for_making(picture.name):
            raise labels.invalid("community.safety.file", "pictures")
        if not safety.file_is_taken(picture.name, kinds.recognise(picture.content.head).code):
            raise labels.invalid("community.safety.kind", "pictures")


def numbered(pictures: Sequence[Picture]) -> list[Picture]:
    """Pictures called by their order: a file may be called after the case or the day. Documents, whose pages nobody reads, are none.

    Raises:
        Invalid: one is a document.
    """
    if any(kinds.recognise(picture.content.head).code == safety.DOCUMENT for picture in pictures):
        raise labels.invalid("community.enquiry.document", "pictures")
    return [
        replace(picture, name=f"{n}.{picture.name.rpartition('.')[2]}")
        for n, picture in enumerate(pictures, 1)
    ]


def _attach(actor: Actor, post: Post, pictures: Sequence[Picture]) -> None:
    for picture in pictures:
        pages = 0
        if kinds.recognise(picture.content.head).code == safety.DOCUMENT:
            made = documents.keep_flat(
                actor=actor, purpose=PURPOSE, name=picture.name, content=picture.content
            )
            _judge(post, made.text)
            kept, pages = made.kept, made.pages
        else:
            kept = files.keep_clean(actor=actor, purpose=PURPOSE, name=picture.name, content=picture.content)
        Attachment.objects.create(
            public_id=new_id(),
            post=post,
            file_id=kept.sha256,
            name=rendering.plain(kept.name)[:120] or "picture",
            words=fine(picture.words, "pictures")[:300],
            size=kept.size,
            pages=pages,
        )


def _judge(post: Post, texts: Sequence[str]) -> None:
    """What is written in a document crosses the safety line as a post's own words do; it is judged and not kept.

    Raises:
        Invalid: it reads like a plan.
    """
    verdicts = {safety.judge(text) for text in texts}
    if "refused" in verdicts:
        raise labels.invalid("community.safety.text", "pictures")
    if "held" in verdicts and post.state == SHOWN:
        post.state = HELD
        post.save(update_fields=["state"])
        if post.number == 1:
            Topic.objects.filter(pk=post.topic_id).update(state=HELD)


@transaction.atomic
def open_topic(
    *, actor: Actor, space: str, title: str, said: Draft, pictures: Sequence[Picture] = ()
) -> Topic:
    """Ask something, or begin a matter, in a space.

    Raises:
        NotFound: there is no such space for this actor.
        Refused: they may not write there.
        Invalid: a field is wrong, or the safety line is crossed.
        TooMany: they wrote very often within the last minutes.
    """
    require(actor, WRITE)
    reader = reader_needed(actor)
    room = rooms.space_for(reader, space)
    if not reader.spaces[room.pk].writes:
        raise labels.refused("community.write.not_here")
    title = " ".join(rendering.plain(title).split())
    if not SHORTEST_TITLE <= len(title) <= LONGEST_TITLE:
        raise labels.invalid("community.write.title", "title")
    text, state = _checked(said)
    if safety.judge(title) != "fine":
        raise labels.invalid("community.safety.text", "title")
    marking = mark_for(reader, said, room, None)
    _check_pictures(pictures)
    check_pace(reader)
    topic = put(
        actor,
        reader,
        Topic,
        space=room,
        author_id=reader.member,
        language=said.language,
        title=title,
        state=state,
        **marking.columns(),
    )
    _post(actor, reader, room, topic, 1, text, state, said.language, marking, pictures)
    Watch.objects.get_or_create(member_id=reader.member, subject=topic.public_id)
    return topic


def _post(
    actor: Actor,
    reader: Reader,
    room: Space,
    topic: Topic,
    number: int,
    text: str,
    state: str,
    language: str,
    marking: Marking,
    pictures: Sequence[Picture],
) -> Post:
    post = put(
        actor,
        reader,
        Post,
        space=room,
        topic=topic,
        author_id=reader.member,
        number=number,
        text=text,
        state=state,
        language=language,
        **marking.columns(),
    )
    index_post(post)
    _mention(post, room)
    _attach(actor, post, pictures)
    # The fact says that something was written, and not what, where or by whom.
    state_fact(topic="community.written", key=post.public_id, payload={})
    return post


@transaction.atomic
def write_post(*, actor: Actor, topic: str, said: Draft, pictures: Sequence[Picture] = ()) -> Post:
    """Answer in a topic.

    Raises:
        NotFound: there is no such topic for this actor.
        Refused: they may not write there, or it is closed.
        Invalid: a field is wrong, or the safety line is crossed.
        TooMany: they wrote very often within the last minutes.
    """
    require(actor, WRITE)
    reader = reader_needed(actor)
    record = selectors.topic_for(reader, topic)
    if not reader.spaces[record.space_id].writes:
        raise labels.refused("community.write.not_here")
    if record.locked:
        raise labels.refused("community.write.locked")
    text, state = _checked(said)
    room = Space.objects.get(pk=record.space_id)
    marking = mark_for(reader, said, room, record)
    _check_pictures(pictures)
    if asked_by(record.pk, reader.member):
        refuse_details(text, *(picture.words for picture in pictures))
        pictures = numbered(pictures)
    check_pace(reader)
    Topic.objects.select_for_update().get(pk=record.pk)
    last = Post.objects.filter(topic=record).order_by("-number").values_list("number", flat=True).first() or 0
    post = _post(actor, reader, room, record, last + 1, text, state, said.language, marking, pictures)
    Watch.objects.get_or_create(member_id=reader.member, subject=record.public_id)
    return post


@transaction.atomic
def edit_post(*, actor: Actor, post: str, text: str, language: str) -> Post:
    """Change the words of one's own post; what it said before stays readable for whoever may read it.

    Raises:
        NotFound: there is no such post for this actor.
        Refused: another wrote it, or they may not write there now.
        Invalid: empty, too long, or across the safety line.
    """
    require(actor, WRITE)
    reader = reader_needed(actor)
    record = selectors.post_for(reader, post)
    if record.author_id != reader.member:
        raise labels.refused("community.write.author")
    if not reader.spaces[record.space_id].writes:
        raise labels.refused("community.write.not_here")
    check_pace(
        reader, "p.author_id", "community_revision r JOIN community_post p ON p.id = r.post_id", "r.at"
    )
    plain, state = _checked(Draft(text, language))
    if is_question(record.pk):
        refuse_details(plain)
    if plain == record.text and language == record.language:
        return record
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement_timestamp()")
        moment: dt.datetime = cursor.fetchone()[0]
    Revision.objects.create(
        post=record,
        text=record.text,
        at=record.edited_at or record.at,
        tlp=record.tlp,
        recipients=record.recipients,
        organisations=record.organisations,
        state=record.state,
    )
    if record.tlp > marks.GREEN or record.state != SHOWN:
        # They put the former words into another language, and would be opened with the post later.
        Translation.objects.filter(post=record).delete()
    record.text, record.language, record.edited_at = plain, language, moment
    if state == HELD and record.state == SHOWN:
        record.state = HELD
    record.save(update_fields=["text", "language", "edited_at", "state"])
    if record.number == 1 and record.state == HELD:
        Topic.objects.filter(pk=record.topic_id).update(state=HELD)
    index_post(record)
    _mention(record, Space.objects.get(pk=record.space_id))
    return record


@transaction.atomic
def say_it_worked(*, actor: Actor, post: str, worked: bool = True) -> int:
    """Say that a post worked for oneself, or take that back; how many said so now.

    Raises:
        NotFound: there is no such post for this actor.
    """
    require(actor, WRITE)
    reader = reader_needed(actor)
    record = selectors.post_for(reader, post)
    if record.author_id != reader.member:
        if worked:
            Reaction.objects.bulk_create(
                [Reaction(post=record, member_id=reader.member)], ignore_conflicts=True
            )
        else:
            Reaction.objects.filter(post=record, member_id=reader.member).delete()
    return Post.objects.values_list("helped", flat=True).get(pk=record.pk)


@transaction.atomic
def watch(*, actor: Actor, topic: str, how: str) -> None:
    """Follow a topic, mute it, or neither.

    Raises:
        NotFound: there is no such topic for this actor.
    """
    require(actor, READ)
    reader = reader_needed(actor)
    record = selectors.topic_for(reader, topic)
    if how in ("follow", "mute"):
        Watch.objects.update_or_create(
            member_id=reader.member, subject=record.public_id, defaults={"mute": how == "mute"}
        )
    else:
        Watch.objects.filter(member_id=reader.member, subject=record.public_id).delete()


@transaction.atomic
def watch_space(*, actor: Actor, space: str, how: str) -> None:
    """Follow a space, mute it, or neither.

    Raises:
        NotFound: there is no such space for this actor.
    """
    require(actor, READ)
    reader = reader_needed(actor)
    record = rooms.space_for(reader, space)
    if how in ("follow", "mute"):
        Watch.objects.update_or_create(
            member_id=reader.member, subject=record.public_id, defaults={"mute": how == "mute"}
        )
    else:
        Watch.objects.filter(member_id=reader.member, subject=record.public_id).delete()


_READ: Final = """
INSERT INTO community_topicread (member_id, topic_id, post) VALUES (%s, %s, %s)
ON CONFLICT (member_id, topic_id) DO UPDATE SET post = greatest(community_topicread.post, excluded.post)
"""
_MENTIONED: Final = "UPDATE community_mention SET read_at = clock_timestamp() WHERE member_id = %s AND read_at IS NULL AND post_id = ANY(%s)"


def note_read(*, actor: Actor, reader: Reader, topic: Topic, posts: Sequence[Post]) -> None:
    """Note that a member was shown some posts of a topic. For members, not for programs."""
    require(actor, READ)
    if reader.program or not posts:
        return
    with connection.cursor() as cursor:
        cursor.execute(_READ, [reader.member, topic.pk, max(post.pk for post in posts)])
        cursor.execute(_MENTIONED, [reader.member, [post.pk for post in posts]])


_SETTLED: Final = """
INSERT INTO community_spaceread (member_id, space_id, post) SELECT %s, s, p FROM unnest(%s::bigint[], %s::bigint[]) AS u (s, p)
ON CONFLICT (member_id, space_id) DO UPDATE SET post = greatest(community_spaceread.post, excluded.post)
"""


def settle(*, actor: Actor, reader: Reader, counted: Mapping[int, rooms.SpaceCounts]) -> None:
    """Where nothing is unread, let everything up to now count as read, so that nobody counts from the beginning every time."""
    require(actor, READ)
    done = [(space, value.settles) for space, value in counted.items() if value.settles]
    if done and not reader.program:
        with connection.cursor() as cursor:
            cursor.execute(
                _SETTLED, [reader.member, [space for space, _ in done], [post for _, post in done]]
            )


@transaction.atomic
def read_all(*, actor: Actor, space: str) -> None:
    """Count everything in a space as read.

    Raises:
        NotFound: there is no such space for this actor.
    """
    require(actor, READ)
    reader = reader_needed(actor)
    record = rooms.space_for(reader, space)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO community_spaceread (member_id, space_id, post) SELECT %s, %s, coalesce(max(id), 0) FROM community_post WHERE space_id = %s "
            "ON CONFLICT (member_id, space_id) DO UPDATE SET post = excluded.post",
            [reader.member, record.pk, record.pk],
        )
