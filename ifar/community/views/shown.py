"""How objects of the community stand on pages: their mark with its sentence, their author as the reader may see them, their words as HTML."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from ifar.community import marks, rendering, words
from ifar.community.models import Marked, Post, Space, Topic
from ifar.community.selectors import rooms, talk
from ifar.community.selectors.members import Shown
from ifar.community.selectors.visible import Reader


def mark_of(one: Marked) -> dict[str, Any]:
    """The mark of an object: its name, its colour, whom one may tell."""
    return {
        "tlp": marks.NAMES[one.tlp],
        "code": marks.CODES[one.tlp],
        "pap": marks.PAP_NAMES[one.pap],
        "tell": words.MAY_TELL[one.tlp],
        "acts": words.PAP[one.pap],
        "chatham": one.chatham,
    }


def text_of(post: Post, names: Mapping[str, str]) -> SafeString:
    """A post as HTML. The one place where words of a member are said to be safe: `rendering` made them."""
    return mark_safe(rendering.html(post.text, names))  # noqa: S308


def space_row(space: Space, counted: Mapping[int, rooms.Counted]) -> dict[str, Any]:
    """A space in a list."""
    found = counted.get(space.pk)
    return {
        "one": space,
        "kind": words.KINDS[space.kind],
        "unread": found.unread if found else 0,
        "many": bool(found and found.unread >= rooms.MOST_UNREAD),
        "last_at": found.last_at if found else None,
    }


def post_rows(reader: Reader, topic: Topic, posts: Collection[Post]) -> list[dict[str, Any]]:
    """Posts of a topic as the reader sees them. Three queries, however many posts there are."""
    people, names = talk.people_in(reader, posts)
    pictures = talk.attachments_of(posts)
    helped = talk.helped_me(reader, posts)
    seat = reader.spaces[topic.space_id]
    return [
        {
            "one": post,
            "html": text_of(post, names),
            "mark": mark_of(post),
            "by": people.get(post.author_id),
            "named": [people[key].name for key in post.recipients if key in people],
            "pictures": pictures.get(post.pk, []),
            "helped_me": post.pk in helped,
            "mine": post.author_id == reader.member,
            "solves": topic.solution_id == post.pk,
            "may_solve": post.number > 1 and (topic.author_id == reader.member or seat.moderates),
            "may_let_go": post.state == "held" and seat.moderates and post.author_id != reader.member,
            "language": words.LANGUAGES.get(post.language, post.language),
        }
        for post in posts
    ]


def person_words(one: Shown) -> dict[str, Any]:
    """A member's profile in words, as far as it is shown."""
    return {
        "one": one,
        "expertise": [words.EXPERTISE[code] for code in one.expertise if code in words.EXPERTISE],
        "languages": [words.LANGUAGES[code] for code in one.languages if code in words.LANGUAGES],
    }
