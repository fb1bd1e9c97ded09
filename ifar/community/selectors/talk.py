"""Topics and posts as a reader sees them: lists, one topic, what changed, who is named. All through the one condition of `visible.py`."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection, models
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from ifar.community import rendering
from ifar.community.models import Attachment, Mention, Post, Revision, Space, Topic, Translation
from ifar.community.selectors import members
from ifar.community.selectors.members import MemberProfile
from ifar.community.selectors.visible import Reader, absent, seen, visible, visible_sql

PAGE: Final = 20
PAGE_BYTES: Final = 25_000
"""Posts, and bytes of their words, on a page of a topic: with all around them it stays under 100 kB. At least one post stands on it."""
_BEFORE: Final = 3
MOST_NEW: Final = 100


def topics_for(reader: Reader | None) -> QuerySet[Topic]:
    """The topics that a reader may see."""
    return Topic.objects.filter(visible(reader, Topic))


def topic_for(reader: Reader | None, public_id: str) -> Topic:
    """One topic; unknown and hidden answer alike.

    Raises:
        NotFound: there is none for this reader.
    """
    return seen(reader, Topic, public_id)


def posts_for(reader: Reader | None) -> QuerySet[Post]:
    """The posts that a reader may see."""
    return Post.objects.filter(visible(reader, Post))


def post_for(reader: Reader | None, public_id: str) -> Post:
    """One post; unknown and hidden answer alike.

    Raises:
        NotFound: there is none for this reader.
    """
    return seen(reader, Post, public_id)


@dataclass(frozen=True, slots=True)
class Line:
    """A topic in a list: what is counted of it is what this reader may see of it."""

    topic: Topic
    posts: int
    unread: int
    last_at: Any
    solved: bool


def lines(reader: Reader | None, topics: Sequence[Topic]) -> list[Line]:
    """Topics with what the reader may know of their posts. One query."""
    if reader is None or not topics:
        return []
    text, values = visible_sql(reader, Post, "p")
    statement = f"""
        SELECT t.id, c.posts, c.unread, c.last_at, c.solved FROM community_topic t
        LEFT JOIN community_topicread r ON r.member_id = %s AND r.topic_id = t.id
        LEFT JOIN community_spaceread w ON w.member_id = %s AND w.space_id = t.space_id
        CROSS JOIN LATERAL (SELECT count(*) AS posts, max(p.at) AS last_at, coalesce(bool_or(p.id = t.solution_id), false) AS solved,
            count(*) FILTER (WHERE p.id > greatest(coalesce(r.post, 0), coalesce(w.post, 0)) AND p.author_id <> %s) AS unread
            FROM community_post p WHERE p.topic_id = t.id AND {text}) c
        WHERE t.id = ANY(%s)"""
    with connection.cursor() as cursor:
        cursor.execute(
            statement, [reader.member, reader.member, reader.member, *values, [topic.pk for topic in topics]]
        )
        result = {id: rest for id, *rest in cursor.fetchall()}
    return [Line(topic, *result[topic.pk]) for topic in topics]


def solved(reader: Reader | None) -> RawSQL:
    """The condition on topics whose solution the reader may see: of another they are not told that there is one."""
    text, values = visible_sql(reader, Post, "sp")
    exists = f"EXISTS (SELECT FROM community_post sp WHERE sp.id = community_topic.solution_id AND {text})"
    return RawSQL(exists, values, output_field=models.BooleanField())  # noqa: S611 - made of our own words; values apart


def solved_of(reader: Reader | None, topics: Collection[Topic]) -> set[int]:
    """Of some topics those whose solution the reader may see. No query where none has one."""
    keys = [topic.solution_id for topic in topics if topic.solution_id]
    return set(posts_for(reader).filter(pk__in=keys).values_list("topic_id", flat=True)) if keys else set()


def place_in(reader: Reader | None, topic: Topic, after: int) -> int:
    """How many posts of a topic the reader may see up to a key: posts are numbered for each reader, without holes."""
    return posts_for(reader).filter(topic=topic, pk__lte=after).count() if after else 0


def under_chatham(reader: Reader | None, topic: Topic) -> set[str]:
    """Public identifiers of those who said something in a topic under the Chatham House Rule, as far as the reader may see it."""
    posts = posts_for(reader).filter(topic=topic, chatham=True)
    return set(posts.values_list("author__public_id", flat=True).distinct())


def posts_of(reader: Reader | None, topic: Topic, *, after: int = 0) -> tuple[list[Post], bool]:
    """A page of the posts of a topic after one of them, in their order, as far as the reader may see them; and whether there are more."""
    posts = list(posts_for(reader).filter(topic=topic, pk__gt=after).order_by("pk")[: PAGE + 1])
    page: list[Post] = []
    size = 0
    for post in posts[:PAGE]:
        size += len(post.text.encode())
        if page and size > PAGE_BYTES:
            break
        page.append(post)
    return page, len(page) < len(posts)


def newest(reader: Reader | None, topic: Topic) -> int:
    """The key of the newest post of a topic that the reader may see: the one cheap question of an open page."""
    number = posts_for(reader).filter(topic=topic).order_by("-pk").values_list("pk", flat=True).first()
    return number or 0


def newest_in(reader: Reader | None, space: Space, after: int = 0) -> tuple[int, int]:
    """The key of the newest post of a space that the reader may see, and how many topics hold one after a key (at most `MOST_NEW`)."""
    own = reader.member if reader else 0
    posts = posts_for(reader).filter(space=space, pk__gt=after).exclude(author_id=own).order_by("-pk")
    rows = list(posts.values_list("pk", "topic_id")[: 1 if not after else MOST_NEW])
    return (rows[0][0] if rows else after, len({topic for _pk, topic in rows}))


@dataclass(frozen=True, slots=True)
class Fresh:
    """A topic that the reader follows and that holds something new for them."""

    public_id: str
    title: str
    language: str
    space: str
    unread: int
    last_at: Any


_CANDIDATES: Final = 40
_FOLLOWED: Final = """
WITH candidate AS (
    (SELECT t.id FROM community_watch f JOIN community_topic t ON t.public_id = f.subject
     WHERE f.member_id = %(me)s AND NOT f.mute ORDER BY t.last_at DESC LIMIT {most})
    UNION
    (SELECT t.id FROM community_watch f JOIN community_space s ON s.public_id = f.subject
     CROSS JOIN LATERAL (SELECT o.id, o.public_id FROM community_topic o WHERE o.space_id = s.id ORDER BY o.last_at DESC, o.id DESC LIMIT {most}) t
     WHERE f.member_id = %(me)s AND NOT f.mute
       AND NOT EXISTS (SELECT FROM community_watch x WHERE x.member_id = %(me)s AND x.mute AND x.subject = t.public_id))
)
SELECT t.public_id, t.title, t.language, s.name, c.unread, c.last_at FROM candidate JOIN community_topic t ON t.id = candidate.id
JOIN community_space s ON s.id = t.space_id
LEFT JOIN community_topicread r ON r.member_id = %(me)s AND r.topic_id = t.id
LEFT JOIN community_spaceread w ON w.member_id = %(me)s AND w.space_id = t.space_id
CROSS JOIN LATERAL (SELECT count(*) AS unread, max(p.at) AS last_at FROM community_post p
    WHERE p.topic_id = t.id AND p.id > greatest(coalesce(r.post, 0), coalesce(w.post, 0)) AND p.author_id <> %(me)s AND {seen}) c
WHERE c.unread > 0 ORDER BY c.last_at DESC LIMIT {size}
"""


def followed(reader: Reader, size: int = 10) -> list[Fresh]:
    """Topics that the reader follows, or in spaces that they follow, with something new that they may see. One query."""
    text, values = visible_sql(reader, Post, "p")
    named = {f"v{n}": value for n, value in enumerate(values)}
    for name in named:
        text = text.replace("%s", f"%({name})s", 1)
    statement = _FOLLOWED.format(most=_CANDIDATES, seen=text, size=int(size))
    with connection.cursor() as cursor:
        cursor.execute(statement, {"me": reader.member, **named})
        return [Fresh(*row) for row in cursor.fetchall()]


def place_of(reader: Reader | None, topic: Topic, post: Post) -> int:
    """After which key a page begins on which a post stands: some before it, or the beginning where that is near."""
    before = (
        posts_for(reader).filter(topic=topic, pk__lt=post.pk).order_by("-pk").values_list("pk", flat=True)
    )
    keys = list(before[: PAGE // 2])
    return keys[_BEFORE] if len(keys) == PAGE // 2 else 0


def attachments_of(posts: Collection[Post]) -> dict[int, list[Attachment]]:
    """Pictures and documents by post, of posts that the reader sees."""
    result: dict[int, list[Attachment]] = {}
    for attachment in Attachment.objects.filter(post__in=[post.pk for post in posts]).order_by("pk"):
        result.setdefault(attachment.post_id, []).append(attachment)
    return result


def translations_of(posts: Collection[Post]) -> dict[int, list[Translation]]:
    """Translations by post, of posts that the reader sees, by language."""
    result: dict[int, list[Translation]] = {}
    for translation in Translation.objects.filter(post__in=[post.pk for post in posts]).order_by("language"):
        result.setdefault(translation.post_id, []).append(translation)
    return result


def translation_of(post: Post, language: str) -> Translation | None:
    """A post that the reader sees in another language, where a member put it there."""
    return Translation.objects.filter(post=post, language=language).first()


def attachment_for(reader: Reader | None, public_id: str) -> Attachment:
    """One picture or document, by an address that somebody guessed as well as by the page's: seen by whoever sees its post.

    Raises:
        NotFound: there is none for this reader.
    """
    return seen(reader, Attachment, public_id)


def helped_me(reader: Reader, posts: Collection[Post]) -> set[int]:
    """Of some posts those that the reader said worked for them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT post_id FROM community_reaction WHERE member_id = %s AND post_id = ANY(%s)",
            [reader.member, [post.pk for post in posts]],
        )
        return {id for (id,) in cursor.fetchall()}


def people_in(
    reader: Reader | None,
    posts: Collection[Post],
    topics: Collection[Topic] = (),
    others: Collection[int] = (),
) -> tuple[dict[int, MemberProfile], dict[str, str]]:
    """Authors, named recipients, mentioned members of some posts and others by key, as they show themselves to the reader. One query.

    Returns members by key, and the names of those that texts mention by public identifier.
    """
    keys = {post.author_id for post in [*posts, *topics]} | {
        key for post in [*posts, *topics] for key in post.recipients
    }
    keys |= set(others)
    named = sorted({who for post in posts for who in rendering.mentioned(post.text)})
    result = members.shown(
        reader, where="m.id = ANY(%s) OR m.public_id = ANY(%s)", values=[sorted(keys), named], limit=1000
    )
    return result, {item.public_id: item.name for item in result.values() if item.public_id in named}


def revisions_of(reader: Reader | None, post: Post) -> list[Revision]:
    """Earlier wordings of a post, the latest first, as far as the reader may see them by the mark under which each was written."""
    return list(Revision.objects.filter(visible(reader, Revision), post=post).order_by("-pk"))


def revision_for(reader: Reader | None, post: Post, key: int) -> Revision:
    """One of them.

    Raises:
        NotFound: there is none for this reader.
    """
    revision = Revision.objects.filter(visible(reader, Revision), post=post, pk=key).first()
    if revision is None:
        raise absent()
    return revision


def mentions_for(reader: Reader | None, *, unread: bool = False) -> QuerySet[Mention]:
    """Posts that name the reader, as far as they may still see them, the newest first."""
    mentions = Mention.objects.filter(visible(reader, Mention), member=reader.member if reader else 0)
    if unread:
        mentions = mentions.filter(read_at__isnull=True)
    return mentions.select_related("post", "post__topic").order_by("-pk")


def watched(reader: Reader, subjects: Collection[str]) -> dict[str, bool]:
    """Which of some topics and spaces the reader follows (False) or mutes (True)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT subject, mute FROM community_watch WHERE member_id = %s AND subject = ANY(%s)",
            [reader.member, list(subjects)],
        )
        return dict(cursor.fetchall())
