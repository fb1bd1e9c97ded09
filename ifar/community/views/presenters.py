"""How objects of the community stand on pages: their mark with its sentence, their author as the reader may see them, their words as HTML."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Final

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from ifar.community import labels, marks, rendering
from ifar.community.models import MarkedObject, Post, Space, Topic, Translation
from ifar.community.selectors import members, rooms, talk
from ifar.community.selectors.members import MemberProfile
from ifar.community.selectors.visible import Reader


def mark_of(item: MarkedObject) -> dict[str, Any]:
    """The mark of an object: its name, its colour, whom one may tell."""
    return {
        "tlp": marks.NAMES[item.tlp],
        "code": marks.CODES[item.tlp],
        "pap": marks.PAP_NAMES[item.pap],
        "tell": labels.MAY_TELL[item.tlp],
        "acts": labels.PAP[item.pap],
        "chatham": item.chatham,
    }


def offices_named(objects: Collection[MarkedObject]) -> dict[int, list[str]]:
    """Names of the organisations that the marks of some objects name, by the object's key. One query, none where no mark names any."""
    wanted = {organisation for each in objects for organisation in each.organisations}
    names = members.offices(wanted) if wanted else {}
    return {
        each.pk: sorted(names[organisation] for organisation in each.organisations if organisation in names)
        for each in objects
    }


def html_of(text: str, names: Mapping[str, str]) -> SafeString:
    """Words of a member as HTML: `rendering` made them harmless."""
    return mark_safe(rendering.html(text, names))  # noqa: S308


def text_of(post: Post, names: Mapping[str, str]) -> SafeString:
    """A post as HTML."""
    return html_of(post.text, names)


def space_row(space: Space, counted: Mapping[int, rooms.SpaceCounts]) -> dict[str, Any]:
    """A space in a list."""
    result = counted.get(space.pk)
    return {
        "one": space,
        "kind": labels.KINDS[space.kind],
        "unread": result.unread if result else 0,
        "many": bool(result and result.unread >= rooms.MOST_UNREAD),
        "last_at": result.last_at if result else None,
    }


MOST_TRANSLATED: Final = 15_000
"""Bytes of translations that stand on a page of a topic themselves; more are led to, so that the page stays under 100 kB."""


def _translated(
    translations: Collection[Translation], post: Post, names: Mapping[str, str], room: int
) -> tuple[list[dict[str, Any]], int]:
    """The translations of a post: the one into the reader's language with its words, where there is room; how much room is left."""
    own = (get_language() or "")[:2]
    rows = []
    for translation in translations:
        size = len(translation.text.encode())
        here = translation.language == own and size <= room
        room -= size if here else 0
        rows.append(
            {
                "one": translation,
                "language": labels.LANGUAGES.get(translation.language, translation.language),
                "html": html_of(translation.text, names) if here else "",
                "earlier": bool(post.edited_at and translation.at < post.edited_at),
            }
        )
    return rows, room


def post_rows(reader: Reader, topic: Topic, posts: Collection[Post]) -> list[dict[str, Any]]:
    """Posts of a topic as the reader sees them. Four queries, however many posts there are."""
    translations = talk.translations_of(posts)
    translators = {record.by_id for translation in translations.values() for record in translation}
    people, names = talk.people_in(reader, posts, others=translators)
    room = MOST_TRANSLATED
    translated: dict[int, list[dict[str, Any]]] = {}
    for post in posts:
        translated[post.pk], room = _translated(translations.get(post.pk, ()), post, names, room)
    for rows in translated.values():
        for row in rows:
            row["by"] = people.get(row["one"].by_id)
    pictures = talk.attachments_of(posts)
    offices = offices_named(posts)
    helped = talk.helped_me(reader, posts)
    seat = reader.spaces[topic.space_id]
    return [
        {
            "one": post,
            "html": text_of(post, names),
            "mark": mark_of(post),
            "by": people.get(post.author_id),
            "named": [*(people[key].name for key in post.recipients if key in people), *offices[post.pk]],
            "pictures": pictures.get(post.pk, []),
            "translations": translated[post.pk],
            "may_translate": seat.writes,
            "may_erase": seat.moderates or post.author_id == reader.member,
            "helped_me": post.pk in helped,
            "mine": post.author_id == reader.member,
            "solves": topic.solution_id == post.pk,
            "may_solve": post.number > 1 and (topic.author_id == reader.member or seat.moderates),
            "may_let_go": post.state == "held" and seat.moderates and post.author_id != reader.member,
            "language": labels.LANGUAGES.get(post.language, post.language),
        }
        for post in posts
    ]


def person_words(item: MemberProfile) -> dict[str, Any]:
    """A member's profile in words, as far as it is shown."""
    return {
        "one": item,
        "expertise": [labels.EXPERTISE[code] for code in item.expertise if code in labels.EXPERTISE],
        "languages": [labels.LANGUAGES[code] for code in item.languages if code in labels.LANGUAGES],
    }
