"""Finding posts and things of the shelves by their words, in the languages used, within what the reader may see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django.db import connection

from ifar.community import labels, ngrams
from ifar.community.models import Assistance, Collection, Course, Gap, Guide, Post, Practice, Thing
from ifar.community.selectors.visible import Reader, visible_sql

SIZE: Final = 20
SHORTEST: Final = 2
LONGEST: Final = 200


SHELVES: Final[dict[str, type[Thing]]] = {
    "guide": Guide,
    "practice": Practice,
    "gap": Gap,
    "assistance": Assistance,
    "course": Course,
    "collection": Collection,
}
"""What stands on the shelves, in the order in which it is shown."""
OF_EACH: Final = 3
"""Things of one kind that a search shows; the rest stands in the list of that kind."""


@dataclass(frozen=True, slots=True)
class PostHit:
    """A post that was found: its key, its topic's identifier and title, its number, its text, when, its marks."""

    post: int
    public_id: str
    topic: str
    title: str
    number: int
    text: str
    language: str
    tlp: int
    pap: int
    author: int
    space: int
    at: Any


def question(asked: str) -> tuple[str, list[Any]]:
    """SQL of the `tsquery` that a question comes to, with its values.

    Raises:
        Invalid: there is nothing to look for.
    """
    asked = asked.strip()[:LONGEST]
    pieces, rest = ngrams.parse_question(asked)
    # A single Chinese character is a word already.
    if len(asked) < SHORTEST and not pieces:
        raise labels.invalid("community.search.short", "q")
    parts: list[str] = []
    values: list[Any] = []
    if rest:
        ways = ["simple", *sorted(set(ngrams.CONFIGURATIONS.values()))]
        parts.append("(" + " || ".join("websearch_to_tsquery(%s::regconfig, %s)" for _way in ways) + ")")
        values += [value for way in ways for value in (way, rest)]
    if pieces:
        parts.append("%s::tsquery")
        values.append(ngrams.query_of(pieces))
    return " && ".join(parts), values


NEWEST: Final = 4_000
"""So many of the newest posts are read one by one before the index is asked."""
_COLUMNS: Final = """p.id, p.public_id, t.public_id AS topic, t.title, p.text, p.language, p.tlp, p.pap, p.author_id, p.space_id, p.at, p.topic_id
    FROM community_post p JOIN community_topic t ON t.id = p.topic_id"""
# A word of every page is found among the newest posts, without sorting all that say it; a rare one by the index, without reading all posts
# in their order. PostgreSQL cannot know which it is, so that each has its own part; `+ 0` keeps the second from being read in order.
_FOUND: Final = f"""
WITH edge AS (SELECT coalesce(nullif(%s, 0), (SELECT max(id) + 1 FROM community_post), 1) AS top),
recent AS MATERIALIZED (
    SELECT {_COLUMNS} WHERE p.id < (SELECT top FROM edge) AND p.id >= (SELECT top - {NEWEST} FROM edge)
    AND p.search @@ ({{query}}) AND {{seen}} AND (%s = 0 OR p.space_id = %s) ORDER BY p.id DESC LIMIT {SIZE + 1}
), older AS (
    SELECT {_COLUMNS} WHERE (SELECT count(*) FROM recent) <= {SIZE} AND p.id < (SELECT top - {NEWEST} FROM edge)
    AND p.search @@ ({{query}}) AND {{seen}} AND (%s = 0 OR p.space_id = %s) ORDER BY p.id + 0 DESC LIMIT {SIZE + 1}
)
SELECT found.id, found.public_id, found.topic, found.title,
    (SELECT count(*) FROM community_post n WHERE n.topic_id = found.topic_id AND n.id <= found.id AND {{counted}}) AS number,
    found.text, found.language, found.tlp, found.pap, found.author_id, found.space_id, found.at FROM (SELECT * FROM recent UNION ALL SELECT * FROM older) found ORDER BY id DESC LIMIT {SIZE + 1}
"""


def found(reader: Reader | None, asked: str, *, space: int = 0, before: int = 0) -> list[PostHit]:
    """Posts that say something, the newest first; one more than a page where there are more. One query, whoever asks.

    Raises:
        Invalid: there is nothing to look for.
    """
    query, asks = question(asked)
    seen, values = visible_sql(reader, Post, "p")
    # Numbered for the reader: the holes of what is hidden would tell that something is.
    counted, more = visible_sql(reader, Post, "n")
    with connection.cursor() as cursor:
        cursor.execute(
            _FOUND.format(query=query, seen=seen, counted=counted),
            [before, *asks, *values, space, space, *asks, *values, space, space, *more],
        )
        return [PostHit(*row) for row in cursor.fetchall()]


@dataclass(frozen=True, slots=True)
class OnShelf:
    """A thing of the shelves that was found: its kind, key and identifier, title, language, mark, space, when."""

    object_type: str
    id: int
    public_id: str
    title: str
    language: str
    tlp: int
    space: int
    at: Any


def on_shelves(reader: Reader | None, asked: str, *, space: int = 0) -> tuple[list[OnShelf], frozenset[str]]:
    """The newest things of each kind that say something, and of which kinds there are more. One query, whoever asks.

    Raises:
        Invalid: there is nothing to look for.
    """
    query, asks = question(asked)
    parts: list[str] = []
    values: list[Any] = []
    for object_type, model in SHELVES.items():
        seen, more = visible_sql(reader, model, "o")
        parts.append(
            f"""(SELECT '{object_type}', o.id, o.public_id, o.title, o.language, o.tlp, o.space_id, o.at FROM {model._meta.db_table} o
            WHERE o.search @@ ({query}) AND {seen} AND (%s = 0 OR o.space_id = %s) ORDER BY o.id + 0 DESC LIMIT {OF_EACH + 1})"""
        )
        values += [*asks, *more, space, space]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), values)
        rows = [OnShelf(*row) for row in cursor.fetchall()]
    by_type = {
        object_type: [on_shelf for on_shelf in rows if on_shelf.object_type == object_type]
        for object_type in SHELVES
    }
    return (
        [on_shelf for on_shelfs in by_type.values() for on_shelf in on_shelfs[:OF_EACH]],
        frozenset(object_type for object_type, on_shelfs in by_type.items() if len(on_shelfs) > OF_EACH),
    )
