"""Digests by e-mail. The marks hold in the mail itself: nothing above GREEN and nothing of a closed space is more than announced.

Mail lies in the clear in many places. What is not to stand there is told as one sentence, without a name, a space or a number: something new
is there, sign in. Whether there is anything at all is asked by the same condition as every page (`selectors/visible.py`), of the member as
they stand at this moment.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from typing import Final

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from ifar.accounts.models import User
from ifar.accounts.selectors import actors
from ifar.community import marks, spaces
from ifar.community.models import Digest, Member, Post
from ifar.community.selectors.visible import Reader, reader_of, visible_sql

log = logging.getLogger("ifar.community")
MOST: Final = 40
"""Topics that a digest names."""
_DUE: Final = """
SELECT m.id, m."user", coalesce(d.post, 0) FROM community_member m JOIN community_profile p ON p.member_id = m.id
LEFT JOIN community_digest d ON d.member_id = m.id
WHERE m.state = 'active' AND m.valid_until > statement_timestamp() AND p.digest <> 'never'
  AND (d.at IS NULL OR d.at < statement_timestamp() - CASE p.digest WHEN 'daily' THEN interval '20 hours' ELSE interval '6 days 20 hours' END)
ORDER BY m.id
"""


@dataclass(frozen=True, slots=True)
class Told:
    """What a digest says: by space the topics with something new, and whether there is more that no mail says."""

    topics: list[tuple[str, str, int]] = field(default_factory=list)
    more: bool = False

    @property
    def empty(self) -> bool:
        """Whether there is nothing to say."""
        return not self.topics and not self.more


def gather(reader: Reader | None, after: int) -> Told:
    """What is new for a reader after a post. One query."""
    text, values = visible_sql(reader, Post, "p")
    closed = [kind for kind, rules in spaces.KINDS.items() if rules.closed]
    member = reader.member if reader else 0
    statement = f"""
        SELECT s.name, t.title, count(*), max(greatest(p.tlp, t.tlp)), bool_or(s.kind = ANY(%s)) FROM community_post p
        JOIN community_topic t ON t.id = p.topic_id JOIN community_space s ON s.id = p.space_id
        LEFT JOIN community_topicread r ON r.member_id = %s AND r.topic_id = t.id
        LEFT JOIN community_watch w ON w.member_id = %s AND w.subject = t.public_id
        WHERE p.id > %s AND p.id > coalesce(r.post, 0) AND p.author_id <> %s AND NOT coalesce(w.mute, false) AND {text}
        GROUP BY s.id, s.name, t.id, t.title, (greatest(p.tlp, t.tlp) > %s) ORDER BY s.name, max(p.id) DESC"""
    with connection.cursor() as cursor:
        cursor.execute(statement, [closed, member, member, after, member, *values, marks.GREEN])
        rows = cursor.fetchall()
    topics = [(space, title, count) for space, title, count, tlp, shut in rows if marks.in_mail(tlp, shut)]
    more = any(not marks.in_mail(tlp, shut) for *_rest, tlp, shut in rows)
    return Told(topics[:MOST], more or len(topics) > MOST)


def composed(told: Told) -> tuple[str, str]:
    """Subject and body, in the language that is active."""
    lines = []
    last = ""
    for space, title, count in told.topics:
        if space != last:
            lines += ["", space]
            last = space
        new = ngettext("%(count)s new post", "%(count)s new posts", count) % {"count": count}
        lines.append(f"  – {title} ({new})")
    if told.more:
        lines += ["", _("There is something new for you. Sign in to read it.")]
    foot = _(
        "You get this because you are a member of the Community of Practitioners. How often, you choose in your profile."
    )
    host = next(iter(settings.ALLOWED_HOSTS), "")
    return _("News from the Community of Practitioners"), "\n".join(
        [*lines, "", "-- ", foot, host]
    ).strip() + "\n"


def send_digests() -> int:
    """Write to every member whose digest is due; how many were written to. The job of every hour."""
    with connection.cursor() as cursor:
        cursor.execute(_DUE)
        due = cursor.fetchall()
    newest = Post.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    sent = 0
    for member, user, after in due:
        if _send(Member(pk=member), user, after):
            sent += 1
        Digest.objects.update_or_create(member_id=member, defaults={"post": newest})
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE community_digest SET at = statement_timestamp() WHERE member_id = %s", [member]
            )
    return sent


def _send(member: Member, user: str, after: int) -> bool:
    """Write one digest; whether there was anything to say and anybody to say it to."""
    found = User.objects.filter(public_id=user, is_active=True).first()
    if found is None or not found.email:
        return False
    actor = actors.actor_of(
        user_id=found.pk, public_id=found.public_id, name=found.name, agency_id=found.current_agency_id
    )
    reader = reader_of(actor)
    told = gather(reader, after) if reader else Told()
    if told.empty:
        return False
    with override(found.language):
        subject, body = composed(told)
    try:
        EmailMessage(subject, body, to=[found.email]).send()
    except OSError:
        log.warning("a digest could not be handed over")
        return False
    return True
