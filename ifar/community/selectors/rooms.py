"""Spaces as a reader sees them: only those that they may read now are there at all."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection
from django.db.models import QuerySet

from ifar.community.models import Event, Post, Seat, Space, Topic
from ifar.community.selectors.visible import Reader, absent, visible_sql

MOST_UNREAD: Final = 100
"""Unread posts are counted so far and no further: beyond it the number helps nobody."""


def spaces_for(reader: Reader | None) -> QuerySet[Space]:
    """The spaces that a reader may read now."""
    return Space.objects.filter(pk__in=list(reader.spaces) if reader else []).order_by("id")


def space_for(reader: Reader | None, public_id: str) -> Space:
    """One of them; unknown and closed answer alike, by the same statement.

    Raises:
        NotFound: there is none for this reader.
    """
    space = spaces_for(reader).filter(public_id=public_id).first()
    if space is None:
        raise absent()
    return space


def space_with_facts(reader: Reader | None, public_id: str) -> Space:
    """A space, that the reader `moderates` it, and for those that its last day was `shortened`.

    Raises:
        NotFound: there is none for this reader.
    """
    space = space_for(reader, public_id)
    if reader is not None and reader.spaces[space.pk].moderates:
        shortened = space.at_end == "destroy" and space.ends_on != agreed_end(space)
        space.facts = frozenset({"moderates", "shortened"} if shortened else {"moderates"})
    return space


def seats_of(reader: Reader, space: Space) -> list[Seat]:
    """Who has a seat in a space that the reader reads."""
    seats = list(Seat.objects.filter(space=space.public_id).exclude(state="left").order_by("id"))
    for seat in seats:
        seat.facts = _of_seat(reader, space, seat)
    return seats


def seat_for(reader: Reader | None, public_id: str) -> Seat:
    """A seat in a space that the reader reads.

    Raises:
        NotFound: there is none for this reader, or it was given up.
    """
    seat = Seat.objects.filter(public_id=public_id).exclude(state="left").first()
    space = space_for(reader, seat.space if seat else "")
    if seat is None or reader is None:
        raise absent()
    seat.facts = _of_seat(reader, space, seat)
    return seat


def _of_seat(reader: Reader, space: Space, seat: Seat) -> frozenset[str]:
    values = {"self": seat.member == reader.public_id, "moderates": reader.spaces[space.pk].moderates}
    return frozenset(name for name, holds in values.items() if holds)


@dataclass(frozen=True, slots=True)
class SpaceCounts:
    """Of one space, what a reader may see: how many posts are unread (at most `MOST_UNREAD`), the moment of the last topic.

    `settles` is the key up to which all counts as read once nothing is unread, 0 where it does already; it is told to nobody.
    """

    unread: int
    last_at: Any
    settles: int = 0


def _unread(reader: Reader) -> tuple[str, list[Any]]:
    text, values = visible_sql(reader, Post, "p")
    return (
        f"""SELECT 1 FROM community_post p LEFT JOIN community_topicread r ON r.member_id = %s AND r.topic_id = p.topic_id
            WHERE p.space_id = s.id AND p.id > coalesce(w.post, 0) AND p.id > coalesce(r.post, 0) AND p.author_id <> %s AND {text}
            AND NOT EXISTS (SELECT FROM community_watch x JOIN community_topic xt ON xt.public_id = x.subject
                            WHERE x.member_id = %s AND x.mute AND xt.id = p.topic_id)
            LIMIT {MOST_UNREAD}""",
        [reader.member, reader.member, *values, reader.member],
    )


def counted(reader: Reader | None) -> dict[int, SpaceCounts]:
    """Unread posts and the last moment, by space; of a space that the reader mutes nothing is counted. One query."""
    if reader is None:
        return {}
    unread, values = _unread(reader)
    topics, more = visible_sql(reader, Topic, "t")
    statement = f"""
        SELECT s.id, CASE WHEN v.mute THEN 0 ELSE (SELECT count(*) FROM ({unread}) u) END,
               (SELECT t.last_at FROM community_topic t WHERE t.space_id = s.id AND {topics} ORDER BY t.last_at DESC LIMIT 1),
               coalesce((SELECT n.id FROM community_post n WHERE n.space_id = s.id ORDER BY n.id DESC LIMIT 1), 0), coalesce(w.post, 0), coalesce(v.mute, false)
        FROM community_space s LEFT JOIN community_spaceread w ON w.space_id = s.id AND w.member_id = %s
        LEFT JOIN community_watch v ON v.subject = s.public_id AND v.member_id = %s WHERE s.id = ANY(%s)"""
    with connection.cursor() as cursor:
        cursor.execute(statement, [*values, *more, reader.member, reader.member, list(reader.spaces)])
        return {
            id: SpaceCounts(unread, last, newest if not unread and not mute and newest > read else 0)
            for id, unread, last, newest, read, mute in cursor.fetchall()
        }


def agreed_end(space: Space) -> dt.date | None:
    """The last day that was agreed when a space was opened; None where it has none."""
    opened = Event.objects.filter(record_type="space", kind="opened", subject=space.public_id).first()
    day = opened.changes.get("ends_on") if opened else None
    return dt.date.fromisoformat(day) if day else None


_WORDS: Final = """
SELECT p.entry::text, p.field FROM community_event e JOIN ledger_personal p ON p.entry = e.id
WHERE e.record_type = 'report' AND e.subject IN (SELECT r.public_id FROM community_report r WHERE r.space = %(space)s AND (%(all)s OR r.about = ANY(%(posts)s)))
   OR %(all)s AND e.record_type = 'space' AND e.subject = %(space)s ORDER BY 1, 2
"""


def words_about(space: str, posts: Collection[str] | None = None) -> list[dict[str, str]]:
    """Entry and field of what is still kept of what people noted about posts; without them about all of a space, and what it was called."""
    with connection.cursor() as cursor:
        cursor.execute(_WORDS, {"space": space, "all": posts is None, "posts": list(posts or ())})
        return [{"entry": entry, "field": field} for entry, field in cursor.fetchall()]
