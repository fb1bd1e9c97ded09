"""What leaves the community: a topic as a text that carries its marks, and everything that is one's own."""

from __future__ import annotations

from typing import Any, Final

from django.db import connection
from django.utils.translation import gettext as _

from ifar.community import labels, marks, rendering
from ifar.community.models import Member, Profile
from ifar.community.selectors import members, talk
from ifar.community.selectors.visible import READ, absent, reader_of
from ifar.rights import Actor, require

MOST: Final = 2000


def topic_as_text(*, actor: Actor, topic: str) -> str:
    """A topic as Markdown, every post with its mark and the sentence of whom one may tell. RED is for eyes and ears and stays behind; under
    the Chatham House Rule neither author nor organisation is named.

    Raises:
        NotFound: there is no such topic for this actor.
    """
    require(actor, READ)
    reader = reader_of(actor)
    record = talk.topic_for(reader, topic)
    posts = [
        item
        for item in talk.posts_for(reader).filter(topic=record).order_by("pk")[:MOST]
        if marks.leaves(max(item.tlp, record.tlp))
    ]
    people, _names = talk.people_in(reader, posts)
    member = _("a member")
    silent = {people[item.author_id].public_id for item in posts if item.chatham and item.author_id in people}
    lines = [f"# {rendering.line_of(record.title)}" if marks.leaves(record.tlp) else "", ""]
    # Numbered as this reader reads them: a hole would tell that something is hidden. What somebody wrote is quoted, so that no line of it
    # can pass for the head or the mark of another post.
    for number, post in enumerate(posts, 1):
        tlp = max(post.tlp, record.tlp)
        kept = marks.author_leaves(post.chatham or record.chatham)
        named = kept and post.author_id in people
        who = rendering.line_of(people[post.author_id].name) if named else _("A member (Chatham House Rule)")
        text = rendering.unnamed(post.text, member, silent if kept else None)
        lines += [
            f"## {number} – {who} – {post.at.date().isoformat()}",
            "",
            f"**{marks.NAMES[tlp]} {marks.PAP_NAMES[post.pap]}** – {labels.MAY_TELL[tlp]}",
            "",
            rendering.quoted(text),
            "",
        ]
    return "\n".join(lines).strip() + "\n"


_OWN: Final = {
    "posts": """SELECT p.public_id, t.public_id AS topic, p.text, p.language, p.tlp, p.pap, p.state, p.at, p.edited_at
                FROM community_post p JOIN community_topic t ON t.id = p.topic_id WHERE p.author_id = %s ORDER BY p.id""",
    "topics": "SELECT public_id, title, language, tlp, pap, at FROM community_topic WHERE author_id = %s ORDER BY id",
    "pictures": """SELECT a.public_id, p.public_id AS post, a.name, a.words, a.size FROM community_attachment a
                   JOIN community_post p ON p.id = a.post_id WHERE p.author_id = %s ORDER BY a.id""",
    "translations": """SELECT p.public_id AS post, t.language, t.text, t.at FROM community_translation t JOIN community_post p ON p.id = t.post_id
                       WHERE t.by_id = %s ORDER BY t.id""",
    "earlier_wordings": """SELECT p.public_id AS post, r.text, r.at FROM community_revision r JOIN community_post p ON p.id = r.post_id
                           WHERE p.author_id = %s ORDER BY r.id""",
    "said_it_worked": """SELECT p.public_id AS post, r.at FROM community_reaction r JOIN community_post p ON p.id = r.post_id
                         WHERE r.member_id = %s ORDER BY r.at""",
    "guides": "SELECT public_id, title, kind, summary, country, licence, language, tlp, pap, state, at FROM community_guide WHERE author_id = %s ORDER BY id",
    "editions": "SELECT public_id, version, language, name, link, words, at FROM community_edition WHERE by_id = %s ORDER BY id",
    "said_of_guides": """SELECT g.public_id AS guide, r.used_for, r.helped, r.at FROM community_rating r JOIN community_guide g ON g.id = r.guide_id
                         WHERE r.member_id = %s ORDER BY r.at""",
    "collections": "SELECT public_id, title, words, tlp, pap, state, at FROM community_collection WHERE author_id = %s ORDER BY id",
    "practices": """SELECT public_id, title, context, problem, done, result, evidence, transferability, tlp, pap, state, at
                    FROM community_practice WHERE author_id = %s ORDER BY id""",
    "gaps": "SELECT public_id, title, kind, words, evidence, countries, priority, tlp, pap, state, at FROM community_gap WHERE author_id = %s ORDER BY id",
    "needs_and_offers": """SELECT public_id, side, title, words, countries, starts, ends, tlp, pap, state, at
                           FROM community_assistance WHERE author_id = %s ORDER BY id""",
    "courses_given": "SELECT public_id, title, words, starts, ends, place, tlp, pap, state, at FROM community_course WHERE author_id = %s ORDER BY id",
    "follows": "SELECT subject, mute FROM community_watch WHERE member_id = %s ORDER BY subject",
}
_ABOUT: Final = {
    "seats": "SELECT space, role, state, until FROM community_seat WHERE member = %s ORDER BY id",
    "courses": """SELECT t.public_id, t.course, t.state, t.used, t.paper, s.before, s.after FROM community_training t
                  LEFT JOIN community_score s ON s.training_id = t.id WHERE t.member = %s ORDER BY t.id""",
    "adoptions": "SELECT public_id, practice, state FROM community_adoption WHERE member = %s ORDER BY id",
    "decisions_about_posts": "SELECT public_id, about, ground, state FROM community_report WHERE author = %s AND state <> 'open' ORDER BY id",
}


def _rows(statement: str, value: Any) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, [value])
        names = [item.name for item in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def own_data(*, actor: Actor) -> dict[str, Any]:
    """Everything that the community keeps of the actor: what they said of themselves and wrote, where they sit, what was decided.

    A right of whoever is or was a member, suspended ones too; it holds nothing that anybody else wrote.

    Raises:
        NotFound: the actor never was nominated.
    """
    require(actor, READ)
    member: Member | None = members.own(actor) if actor.kind == "person" else None
    if member is None:
        raise absent()
    fields = (
        "public_id",
        "state",
        "organisation",
        "country",
        "ground",
        "expertise",
        "languages",
        "code",
        "valid_until",
        "programs",
    )
    profile = (
        Profile.objects.filter(member=member)
        .values("name", "post", "about", "contact", "shown", "digest")
        .first()
    )
    result: dict[str, Any] = {
        "member": {name: getattr(member, name) for name in fields},
        "profile": profile or {},
    }
    result |= {name: _rows(statement, member.pk) for name, statement in _OWN.items()}
    result |= {name: _rows(statement, member.public_id) for name, statement in _ABOUT.items()}
    return result
