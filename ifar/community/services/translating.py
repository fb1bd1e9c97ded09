"""Putting a post into another language, by members for each other: the original is always kept, and no words leave the house for it."""

from __future__ import annotations

from django.db import transaction

from ifar.community import labels, rendering, safety
from ifar.community.models import Post, Translation
from ifar.community.selectors import talk as selectors
from ifar.community.selectors.details import is_question
from ifar.community.selectors.visible import WRITE, Reader
from ifar.community.services.judging import refuse_details
from ifar.community.services.members import reader_needed
from ifar.community.services.talk import check_pace, index_post
from ifar.rights import Actor, require


def _post(actor: Actor, post: str) -> tuple[Reader, Post]:
    reader = reader_needed(actor)
    record = selectors.post_for(reader, post)
    if not reader.spaces[record.space_id].writes:
        raise labels.refused("community.write.not_here")
    return reader, record


def may_change(reader: Reader, post: Post, before: Translation | None) -> bool:
    """Whether a member may write a translation: where there is none yet anybody who writes in the space; else whoever wrote it or the post, or
    moderates."""
    mine = before is None or reader.member in (before.by_id, post.author_id)
    return mine or reader.spaces[post.space_id].moderates


@transaction.atomic
def translate(*, actor: Actor, post: str, language: str, text: str) -> Translation:
    """Put a post into another language, or better what one put there.

    Raises:
        NotFound: there is no such post for this actor.
        Refused: they may not write there, or another translated it.
        Invalid: no such language, the post's own, empty, too long, or across the safety line.
        TooMany: they wrote very often within the last minutes.
    """
    require(actor, WRITE)
    reader, record = _post(actor, post)
    if language not in labels.LANGUAGES or language == record.language:
        raise labels.invalid("community.translate.language", "language")
    plain = rendering.plain(text)
    if not plain or len(plain) > rendering.LONGEST:
        raise labels.invalid("community.write.text", "text")
    verdict = safety.judge(plain)
    # What a moderator let go in one language may be said in another.
    if verdict == "refused" or (verdict == "held" and safety.judge(record.text) != "held"):
        raise labels.invalid("community.safety.text", "text")
    if is_question(record.pk):
        refuse_details(plain)
    before = Translation.objects.filter(post=record, language=language).first()
    if not may_change(reader, record, before):
        raise labels.refused("community.translate.there")
    check_pace(reader, "by_id", "community_translation")
    if before is not None:
        before.delete()
    made = Translation.objects.create(post=record, language=language, text=plain, by_id=reader.member)
    index_post(record)
    return made


@transaction.atomic
def withdraw(*, actor: Actor, post: str, language: str) -> None:
    """Take a translation away: whoever wrote it or the post, or moderates.

    Raises:
        NotFound: there is no such post for this actor.
        Refused: another translated it, or there is none.
    """
    require(actor, WRITE)
    reader, record = _post(actor, post)
    before = Translation.objects.filter(post=record, language=language).first()
    if before is None or not may_change(reader, record, before):
        raise labels.refused("community.translate.there")
    before.delete()
    index_post(record)
