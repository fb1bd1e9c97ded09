"""Taking out for good what a post said before or shows: a name that leaked, a picture that should not have been. An act, without the words."""

from __future__ import annotations

from django.db import transaction

from ifar.community import labels
from ifar.community.models import Attachment, Post, Space
from ifar.community.selectors import talk
from ifar.community.selectors.visible import WRITE, Reader
from ifar.community.services.members import reader_needed
from ifar.community.services.rooms import remove_pictures
from ifar.community.services.writing import RECORDER
from ifar.rights import Actor, require


def may_erase(reader: Reader, post: Post) -> bool:
    """Whether a reader may take something of a post out: its author, and who moderates the space."""
    return post.author_id == reader.member or reader.spaces[post.space_id].moderates


@transaction.atomic
def erase_wording(*, actor: Actor, post: str, wording: int) -> None:
    """Take out an earlier wording of a post.

    Raises:
        NotFound: there is no such post or wording for this actor.
        Refused: another wrote it, and they do not moderate the space.
    """
    require(actor, WRITE)
    reader = reader_needed(actor)
    record = _found(reader, post)
    revision = talk.revision_for(reader, record, wording)
    _write(actor, reader, "wording", record)
    revision.delete()


@transaction.atomic
def erase_picture(*, actor: Actor, post: str, picture: str) -> None:
    """Take a picture or a document out of a post, and out of the store where no other post shows it.

    Raises:
        As `erase_wording`.
    """
    require(actor, WRITE)
    reader = reader_needed(actor)
    record = _found(reader, post)
    attachment = talk.attachment_for(reader, picture)
    if attachment.post_id != record.pk:
        raise labels.refused("community.write.author")
    content = attachment.file_id
    entry = _write(actor, reader, "picture", record)
    Attachment.objects.filter(pk=attachment.pk).delete()
    remove_pictures({content}, entry)


def _found(reader: Reader, post: str) -> Post:
    record = talk.post_for(reader, post)
    if not may_erase(reader, record):
        raise labels.refused("community.write.author")
    return record


def _write(actor: Actor, reader: Reader, object_type: str, post: Post) -> object:
    space = Space.objects.values_list("public_id", flat=True).get(pk=post.space_id)
    changes = {
        "object_type": object_type,
        "about": post.public_id,
        "space": space,
        "member": reader.public_id,
    }
    return RECORDER.record(actor, "erasure", "erased", changes=changes).entry
