"""What waits for a member: what they are asked and nobody else answers for them. Through the one condition of `visible.py`."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection

from ifar.community.knowledge import library, skills
from ifar.community.models import Assistance, Course, Guide, Practice
from ifar.community.selectors.visible import Reader, visible_sql

MOST: Final = 20
KINDS: Final = ("answer", "deliver", "assess", "check", "renew", "follow_up")
"""An agreement that was proposed to me; help that I promised and whose time is over; help that came and that I say of what became of it; a practice
to look at, as a moderator; a guide of mine, or that I looked through, whose day comes or is past; a course of half a year ago: do I use it?"""


@dataclass(frozen=True, slots=True)
class Waits:
    """One thing that waits: of `KINDS`, the type of object and identifier of its page, its title and language, the day that matters (None: none)."""

    kind: str
    object_type: str
    public_id: str
    title: str
    language: str
    day: Any


_AGREEMENTS: Final = """
(SELECT CASE g.state WHEN 'proposed' THEN 'answer' WHEN 'agreed' THEN 'deliver' ELSE 'assess' END, 'assistance', o.public_id, o.title, o.language,
    CASE g.state WHEN 'agreed' THEN o.ends END
 FROM community_agreement g JOIN community_assistance o ON o.public_id IN (g.need, g.offer) AND o.author_id = %s
 WHERE (g.state = 'proposed' AND g.proposed_by <> %s OR g.state = 'agreed' AND g.offer = o.public_id AND o.ends < %s
        OR g.state = 'delivered' AND g.need = o.public_id) AND {seen} ORDER BY g.id LIMIT {most})"""
_PRACTICES: Final = """
(SELECT 'check', 'practice', o.public_id, o.title, o.language, NULL::date FROM community_appraisal a JOIN community_practice o ON o.public_id = a.public_id
 WHERE a.state = 'submitted' AND o.author_id <> %s AND o.space_id = ANY(%s) AND {seen} ORDER BY o.id LIMIT {most})"""
_GUIDES: Final = """
(SELECT 'renew', 'guide', o.public_id, o.title, o.language, r.expires_on FROM community_review r JOIN community_guide o ON o.public_id = r.public_id
 WHERE r.state = 'reviewed' AND r.expires_on <= %s AND (o.author_id = %s OR r.reviewer = %s) AND {seen} ORDER BY r.expires_on, o.id LIMIT {most})"""
_COURSES: Final = """
(SELECT 'follow_up', 'course', o.public_id, o.title, o.language, o.ends FROM community_training t JOIN community_course o ON o.public_id = t.course
 WHERE t.member = %s AND t.state IN ('attended', 'certified') AND t.used = '' AND o.ends <= %s AND {seen} ORDER BY o.ends LIMIT {most})"""


def waiting_for(reader: Reader | None, today: dt.date) -> list[Waits]:
    """What waits for a reader, by kind. One query; nothing for programs."""
    if reader is None or reader.program:
        return []
    moderated = [space.id for space in reader.spaces.values() if space.moderates]
    parts: list[str] = []
    values: list[Any] = []
    for text, model, own in (
        (_AGREEMENTS, Assistance, [reader.member, reader.public_id, today]),
        (_PRACTICES, Practice, [reader.member, moderated]),
        (_GUIDES, Guide, [today + library.ENDING, reader.member, reader.public_id]),
        (_COURSES, Course, [reader.public_id, today - skills.ASKED_AFTER]),
    ):
        seen, more = visible_sql(reader, model, "o")
        parts.append(text.format(seen=seen, most=MOST))
        values += [*own, *more]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), values)
        waitses = [Waits(*row) for row in cursor.fetchall()]
    return sorted(waitses, key=lambda waits: KINDS.index(waits.kind))
