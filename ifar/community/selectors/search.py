"""Finding posts by their words, in the languages used, within what the reader may see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django.db import connection

from ifar.community import ngrams, words
from ifar.community.models import Post
from ifar.community.selectors.visible import Reader, visible_sql

SIZE: Final = 20
SHORTEST: Final = 2
LONGEST: Final = 200


@dataclass(frozen=True, slots=True)
class Found:
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
    pieces, rest = ngrams.asked(asked)
    # A single Chinese character is a word already.
    if len(asked) < SHORTEST and not pieces:
        raise words.invalid("community.search.short", "q")
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


def found(reader: Reader | None, asked: str, *, space: int = 0, before: int = 0) -> list[Found]:
    """Posts that say something, the newest first; one more than a page where there are more. One query, whoever asks.

    Raises:
        Invalid: there is nothing to look for.
    """
    query, asks = question(asked)
    seen, values = visible_sql(reader, Post, "p")
    statement = f"""
        SELECT p.id, p.public_id, t.public_id, t.title, p.number, p.text, p.language, p.tlp, p.pap, p.author_id, p.space_id, p.at
        FROM community_post p JOIN community_topic t ON t.id = p.topic_id
        WHERE p.search @@ ({query}) AND {seen} AND (%s = 0 OR p.space_id = %s) AND (%s = 0 OR p.id < %s)
        ORDER BY p.id DESC LIMIT {SIZE + 1}"""
    with connection.cursor() as cursor:
        cursor.execute(statement, [*asks, *values, space, space, before, before])
        return [Found(*row) for row in cursor.fetchall()]
