"""Telling a person or a desk of something, and what they then did about it.

A notice is no accountable act: what it tells of is one, and stands in the log by itself.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Collection, Iterable, Mapping
from typing import Any, Final

from django.db import connection, transaction
from django.db.models.functions import Now
from psycopg.types.json import Jsonb

from ifar import identifiers
from ifar.accounts.models import Notice, NoticeRead
from ifar.accounts.selectors import notices as selectors
from ifar.rights import PERMISSIONS, Actor

_TELL: Final = """
INSERT INTO accounts_notice (public_id, kind, object, params, agency_id, "user", permission, once, done_by)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, '') ON CONFLICT (once) DO NOTHING
"""


def tell(
    *,
    kind: str,
    object: str,
    agency_id: int,
    once: str,
    user: str = "",
    permission: str = "",
    params: Mapping[str, Any] | None = None,
) -> bool:
    """Tell a person or a desk, inside the transaction of what there is to tell; returns whether it was new.

    Args:
        kind: what it is (`registry.search_hit`); its app puts it into words.
        object: public identifier of what it is about.
        agency_id: the desk.
        once: names the cause; the same cause tells a desk only once.
        user: public identifier of the one person to tell; everybody at the desk who holds `permission` where empty.
        permission: what somebody must hold to be told.
        params: what the words need; nothing that this reader may not know.
    """
    if bool(user) == bool(permission) or (permission and permission not in PERMISSIONS):
        raise ValueError("a notice is for one person, or for those who hold one permission")
    row: tuple[Any, ...] = (
        identifiers.new("N", secrets.token_bytes), kind, object, Jsonb(dict(params or {})), agency_id, user, permission, once,
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_TELL, row)
        return bool(cursor.rowcount)


def close(*, actor: Actor, object: str, agencies: Collection[str]) -> None:
    """Let desks (public identifiers) that are not to know of something any more have nothing to do about it."""
    notices = Notice.objects.filter(object=object, agency__public_id__in=agencies, done_at__isnull=True)
    notices.update(done_at=Now(), done_by=actor.id)


def settle(*, actor: Actor, kind: str, object: str | None, params: Mapping[str, Any] | None = None) -> None:
    """Have nobody do any more what a notice asked for, at any desk: it was done where it is done, and not at the notice.

    Args:
        object: what it leads to; wherever it leads where None.
        params: what the notice says beside; all of its kind about `object` where None.

    Raises:
        ValueError: neither is given.
    """
    if object is None and params is None:
        raise ValueError("a notice is settled by what it leads to or by what it says")
    notices = Notice.objects.filter(kind=kind, done_at__isnull=True)
    if object is not None:
        notices = notices.filter(object=object)
    if params is not None:
        notices = notices.filter(params__contains=dict(params))
    notices.update(done_at=Now(), done_by=actor.id)


def note_read(*, actor: Actor, notice: str, with_earlier: bool = False) -> Notice:
    """Note that the actor has opened a notice.

    Args:
        with_earlier: and every earlier one about the same thing, as they stood in one line.

    Raises:
        NotFound: there is none for this actor.
    """
    record = selectors.notice_for(actor, notice)
    opened = [
        record.pk,
        *(selectors.about_same(actor, record).values_list("pk", flat=True) if with_earlier else ()),
    ]
    _note_read(actor, dict.fromkeys(opened))
    return record


def _note_read(actor: Actor, notices: Iterable[int], at: dt.datetime | None = None) -> None:
    moment = {"at": at} if at else {}
    read = [NoticeRead(notice_id=notice, reader=actor.id, **moment) for notice in notices]
    NoticeRead.objects.bulk_create(read, ignore_conflicts=True)


@transaction.atomic
def read_all(*, actor: Actor, newest: str) -> dt.datetime | None:
    """Note that the actor has seen all that is open, up to a notice; returns the moment, by which `unread_again` takes it back.

    Returns None where there was nothing that they had not seen.

    Raises:
        NotFound: there is no such notice for this actor.
    """
    numbers = selectors.unread_until(actor, selectors.notice_for(actor, newest))
    _note_read(actor, numbers)
    noted = NoticeRead.objects.filter(reader=actor.id, notice__in=numbers)
    return noted.values_list("at", flat=True).order_by("-at").first()


def unread_again(*, actor: Actor, at: dt.datetime) -> int:
    """Take back what `read_all` noted at a moment: these are new to the actor again. Returns how many."""
    return NoticeRead.objects.filter(reader=actor.id, at=at).delete()[0]


@transaction.atomic
def finish(*, actor: Actor, notice: str, with_earlier: bool = False) -> Notice:
    """Say that a notice is dealt with, for the whole desk; once is enough.

    Args:
        with_earlier: and every earlier one about the same thing, as they stood in one line.

    Raises:
        NotFound: there is none for this actor.
    """
    record = selectors.notice_for(actor, notice)
    meant = selectors.about_same(actor, record)
    if not with_earlier:
        meant = meant.filter(pk=record.pk)
    numbers = list(meant.values_list("pk", flat=True))
    meant.update(done_at=Now(), done_by=actor.id)
    done = selectors.notice_for(actor, notice)
    # Noted at the same moment, by which `open_again` knows what was not read before.
    _note_read(actor, dict.fromkeys([record.pk, *numbers]), at=done.done_at if numbers else None)
    return done


@transaction.atomic
def open_again(*, actor: Actor, at: dt.datetime) -> int:
    """Take back that the actor said at a moment that something is dealt with: what was new to them is new again. Returns how many notices are
    open again."""
    meant = selectors.finished_at(actor, at)
    NoticeRead.objects.filter(reader=actor.id, at=at, notice__in=meant).delete()
    return meant.update(done_at=None, done_by="")
