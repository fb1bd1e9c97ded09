"""Putting a thing on the community's shelves: where it stands, its mark, its words across the safety line or not, how it is found."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection

from ifar.community import labels, marks, ngrams, rendering, safety
from ifar.community.knowledge import library
from ifar.community.models import Space, Thing
from ifar.community.models.marked import HELD, SHOWN
from ifar.community.selectors import rooms
from ifar.community.selectors.visible import Reader
from ifar.community.services.marking import mark_for
from ifar.community.services.talk import check_pace
from ifar.community.vetting import EXPERTISE
from ifar.reference import protocol

OFTEN: Final = 40
"""Things that one member may put on the shelves within minutes (`talk.OFTEN_MINUTES`): a desk that brings its list of needs, and no flood."""
NOT_THERE: Final = ("case_room",)
"""Kinds of space that end, and with them what stands in them: nothing that is to be kept is put there."""


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a thing stands, what it is called, in which language it is told, under which mark."""

    space: str
    title: str
    language: str
    tlp: int = marks.GREEN
    pap: int = marks.PAP_UNSAID
    chatham: bool = False
    recipients: Sequence[str] = ()


def spaces_to_keep_in(reader: Reader | None) -> list[Space]:
    """The spaces in which a reader may put something that is to be kept, those open to all first."""
    if reader is None:
        return []
    keys = [space.id for space in reader.spaces.values() if space.writes and space.kind not in NOT_THERE]
    order = ("global", "thematic", "regional", "working_group", "announcements")
    spaces = list(rooms.spaces_for(reader).filter(pk__in=keys))
    return sorted(spaces, key=lambda space: (order.index(space.kind), space.pk))


def placed(reader: Reader, value: Placed, *texts: str) -> dict[str, Any]:
    """The columns that a new thing has in common with every other, checked.

    Args:
        texts: all the words of the thing besides its title, for the safety line.

    Raises:
        NotFound: there is no such space for this reader.
        Refused: they may not write there, or nothing is kept there.
        Invalid: a field is wrong, or the safety line is crossed.
    """
    _check_pace(reader)
    room = rooms.space_for(reader, value.space)
    if not reader.spaces[room.pk].writes:
        raise labels.refused("community.write.not_here")
    if room.kind in NOT_THERE:
        raise labels.invalid("community.shelf.case_room", "space")
    title, state = title_and_state(value.title, value.language, *texts)
    return {
        "space": room,
        "author_id": reader.member,
        "title": title,
        "language": value.language,
        "state": state,
        **mark_for(reader, value, room).columns(),
    }


def _check_pace(reader: Reader) -> None:
    """Raises TooMany where a member put very many things on the shelves within the last minutes."""
    shelves = " UNION ALL ".join(
        f"SELECT author_id, at FROM {kind._meta.db_table}" for kind in Thing.__subclasses__()
    )
    check_pace(reader, table=f"({shelves}) s", most=OFTEN)


def title_and_state(title: str, language: str, *texts: str) -> tuple[str, str]:
    """A title as it is kept, and the state in which what it names begins.

    Raises:
        Invalid: the title or the language is none, or the safety line is crossed.
    """
    plain = " ".join(rendering.plain(title).split())
    if not library.SHORTEST_TITLE <= len(plain) <= library.MOST_TITLE:
        raise labels.invalid("community.write.title", "title")
    if language not in labels.LANGUAGES:
        raise labels.invalid("community.write.language", "language")
    verdicts = {safety.judge(text) for text in (plain, *texts)}
    if "refused" in verdicts:
        raise labels.invalid("community.safety.text")
    return plain, HELD if "held" in verdicts else SHOWN


def text_of(text: str, field: str, most: int, least: int = 1) -> str:
    """A text as it is kept.

    Raises:
        Invalid: it is too short or too long.
    """
    plain = rendering.plain(text)
    if not least <= len(plain) <= most:
        raise labels.invalid("community.shelf.long" if len(plain) > most else "community.shelf.short", field)
    return plain


def sorted_topics(topics: Collection[str]) -> list[str]:
    """Topics as they are kept.

    Raises:
        Invalid: not of the list, or too many.
    """
    if not set(topics) <= set(EXPERTISE) or len(set(topics)) > library.MOST_TOPICS:
        raise labels.invalid("community.shelf.topics", "topics")
    return sorted(set(topics))


def sorted_articles(codes: Collection[str]) -> list[str]:
    """Articles of the Protocol as they are kept.

    Raises:
        Invalid: not of the list.
    """
    if not protocol.known(codes):
        raise labels.invalid("community.shelf.articles", "articles")
    return protocol.in_order(codes)


def index(thing: Thing, *texts: str) -> None:
    """Make a thing found by its title and words, in its language and by pieces of scripts without spaces."""
    text = "\n".join([thing.title, *texts])
    statement = f"""UPDATE {thing._meta.db_table} SET search = to_tsvector('simple', %(words)s)
        || to_tsvector(%(config)s::regconfig, %(words)s) || array_to_tsvector(%(pieces)s::text[]) WHERE id = %(id)s"""
    values: dict[str, Any] = {
        "id": thing.pk,
        "words": text[:200_000],
        "config": ngrams.CONFIGURATIONS.get(thing.language, "simple"),
        "pieces": ngrams.terms(text),
    }
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
