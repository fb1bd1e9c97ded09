"""Digests by e-mail. The marks hold in the mail itself: nothing above GREEN and nothing of a closed space is more than announced.

Mail lies in the clear in many places. What is not to stand there is told as one sentence, without a name, a space or a number: something new
is there, sign in. Whether there is anything at all is asked by the same condition as every page (`selectors/visible.py`), of the member as
they stand at this moment.
"""

from __future__ import annotations

import datetime as dt
import logging
from dataclasses import dataclass, field
from typing import Any, Final

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from ifar.accounts.models import User
from ifar.accounts.selectors import actors
from ifar.community import labels, marks, spaces
from ifar.community.models import Digest, Member, Post
from ifar.community.selectors.search import SHELVES
from ifar.community.selectors.tasks import waiting_for
from ifar.community.selectors.visible import Reader, reader_of, visible_sql
from ifar.community.services.writing import now
from ifar.licensing.reminder_delivery import sends_mail

log = logging.getLogger("ifar.community")
MOST: Final = 40
"""Topics that a digest names."""
_DUE: Final = """
SELECT m.id, m."user", coalesce(d.post, 0), coalesce(d.at, statement_timestamp() - interval '7 days') FROM community_member m JOIN community_profile p ON p.member_id = m.id
LEFT JOIN community_digest d ON d.member_id = m.id
WHERE m.state = 'active' AND m.valid_until > statement_timestamp() AND p.digest <> 'never'
  AND (d.at IS NULL OR d.at < statement_timestamp() - CASE p.digest WHEN 'daily' THEN interval '20 hours' ELSE interval '6 days 20 hours' END)
ORDER BY m.id
"""


@dataclass(frozen=True, slots=True)
class Line:
    """A topic with something new: its space, title, how much, whether the member is named there, or follows it or its space."""

    space: str
    title: str
    count: int
    named: bool = False
    followed: bool = False


@dataclass(frozen=True, slots=True)
class DigestContent:
    """What a digest says: topics with something new, new things of the shelves by kind, and whether there is more that no mail says."""

    topics: list[Line] = field(default_factory=list)
    things: list[tuple[str, str]] = field(default_factory=list)
    more: bool = False
    waits: int = 0

    @property
    def empty(self) -> bool:
        """Whether there is nothing new to say: what only waits is no mail of its own."""
        return not self.topics and not self.things and not self.more


def gather(reader: Reader | None, after: int, since: dt.datetime | None = None) -> DigestContent:
    """What is new for a reader after a post, and on the shelves since a moment, and how much waits for them. Three queries."""
    text, values = visible_sql(reader, Post, "p")
    closed = [kind for kind, rules in spaces.KINDS.items() if rules.closed]
    member = reader.member if reader else 0
    statement = f"""
        SELECT s.name, t.title, count(*), max(greatest(p.tlp, t.tlp)), bool_or(s.kind = ANY(%s)),
               bool_or(EXISTS (SELECT FROM community_mention n WHERE n.post_id = p.id AND n.member_id = %s AND n.read_at IS NULL)) AS named,
               bool_or(coalesce(NOT w.mute, NOT v.mute, false)) FROM community_post p
        JOIN community_topic t ON t.id = p.topic_id JOIN community_space s ON s.id = p.space_id
        LEFT JOIN community_topicread r ON r.member_id = %s AND r.topic_id = t.id
        LEFT JOIN community_watch w ON w.member_id = %s AND w.subject = t.public_id
        LEFT JOIN community_watch v ON v.member_id = %s AND v.subject = s.public_id
        WHERE p.id > %s AND p.id > coalesce(r.post, 0) AND p.author_id <> %s AND p.state = 'shown' AND t.state = 'shown' AND NOT coalesce(w.mute, v.mute, false) AND {text}
        GROUP BY s.id, s.name, t.id, t.title, (greatest(p.tlp, t.tlp) > %s) ORDER BY s.name, max(p.id) DESC"""
    with connection.cursor() as cursor:
        cursor.execute(
            statement, [closed, member, member, member, member, after, member, *values, marks.GREEN]
        )
        rows = cursor.fetchall()
    topics = [
        Line(space, title, count, named, followed)
        for space, title, count, tlp, shut, named, followed in rows
        if marks.in_mail(tlp, shut)
    ]
    # What names the member and what they follow is not what a long mail leaves out.
    topics.sort(key=lambda line: (not line.named, not line.followed))
    things, hidden = _things(reader, since, closed) if since else ([], False)
    more = hidden or any(not marks.in_mail(tlp, shut) for _s, _t, _c, tlp, shut, *_rest in rows)
    waits = len(waiting_for(reader, now().date())) if since else 0
    return DigestContent(
        topics[:MOST], things[:MOST], more or len(topics) > MOST or len(things) > MOST, waits
    )


def _things(
    reader: Reader | None, since: dt.datetime, closed: list[str]
) -> tuple[list[tuple[str, str]], bool]:
    """New things of the shelves as kind and title, and whether there are others that no mail names. One query."""
    member = reader.member if reader else 0
    parts: list[str] = []
    values: list[Any] = []
    for object_type, model in SHELVES.items():
        text, more = visible_sql(reader, model, "o")
        parts.append(
            f"""(SELECT '{object_type}', o.title, o.tlp, s.kind = ANY(%s) FROM {model._meta.db_table} o JOIN community_space s ON s.id = o.space_id
            LEFT JOIN community_watch v ON v.member_id = %s AND v.subject = s.public_id
            WHERE o.at > %s AND o.author_id <> %s AND o.state = 'shown' AND NOT coalesce(v.mute, false) AND {text} ORDER BY o.id DESC LIMIT {MOST + 1})"""
        )
        values += [closed, member, since, member, *more]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), values)
        rows = cursor.fetchall()
    named = [(object_type, title) for object_type, title, tlp, shut in rows if marks.in_mail(tlp, shut)]
    return named, len(named) < len(rows)


def _topic(line: Line, *, space: bool) -> str:
    new = ngettext("%(count)s new post", "%(count)s new posts", line.count) % {"count": line.count}
    return f"  – {line.title} ({line.space}; {new})" if space else f"  – {line.title} ({new})"


def composed(result: DigestContent) -> tuple[str, str]:
    """Subject and body, in the language that is active."""
    lines: list[str] = []
    for heading, results in (
        (_("You were named"), [line for line in result.topics if line.named]),
        (_("New in what you follow"), [line for line in result.topics if line.followed and not line.named]),
    ):
        if results:
            lines += ["", heading, *(_topic(line, space=True) for line in results)]
    last = ""
    for topic in result.topics:
        if topic.named or topic.followed:
            continue
        if topic.space != last:
            lines += ["", topic.space]
            last = topic.space
        lines.append(_topic(topic, space=False))
    if result.things:
        lines += ["", _("New on the shelves")]
        lines += [f"  – {labels.OBJECT_TYPES[object_type]}: {title}" for object_type, title in result.things]
    if result.waits:
        text = ngettext("%(count)s thing waits for you.", "%(count)s things wait for you.", result.waits)
        lines += ["", text % {"count": result.waits}]
    if result.more:
        lines += ["", _("There is something new for you. Sign in to read it.")]
    foot = _(
        "You get this because you are a member of the Community of Practitioners. How often, you choose in your profile."
    )
    host = next(iter(settings.ALLOWED_HOSTS), "")
    return _("News from the Community of Practitioners"), "\n".join(
        [*lines, "", "-- ", foot, host]
    ).strip() + "\n"


def send_digests() -> int:
    """Write to every member whose digest is due; how many were written to. The job of every hour.

    Where no mail is set up nobody is written to, and what is new waits: no digest is taken for sent.
    """
    if not sends_mail():
        return 0
    with connection.cursor() as cursor:
        cursor.execute(_DUE)
        due = cursor.fetchall()
    newest = Post.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    sent = 0
    for member, user, after, since in due:
        if _send(Member(pk=member), user, after, since):
            sent += 1
        Digest.objects.update_or_create(member_id=member, defaults={"post": newest})
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE community_digest SET at = statement_timestamp() WHERE member_id = %s", [member]
            )
    return sent


def _send(member: Member, user: str, after: int, since: dt.datetime) -> bool:
    """Write one digest; whether there was anything to say and anybody to say it to."""
    record = User.objects.filter(public_id=user, is_active=True).first()
    if record is None or not record.email:
        return False
    actor = actors.actor_of(
        user_id=record.pk, public_id=record.public_id, name=record.name, agency_id=record.current_agency_id
    )
    reader = reader_of(actor)
    result = gather(reader, after, since) if reader else DigestContent()
    if result.empty:
        return False
    with override(record.language):
        subject, body = composed(result)
    try:
        EmailMessage(subject, body, to=[record.email]).send()
    except OSError:
        log.warning("a digest could not be handed over")
        return False
    return True
