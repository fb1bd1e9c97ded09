"""Notices that are for an actor: their own, and their desk's where they hold what it takes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from ifar.accounts.models import Notice, NoticeRead
from ifar.errors import NotFound
from ifar.rights import Actor

SAME: Final = ("kind", "object", "user", "permission")
"""Notices that agree in these are about the same thing, for the same readers."""
SHOWN: Final = 20
"""As many of those about one thing are shown one by one."""

Alike = tuple[str, ...]
"""What notices about the same thing have in common: the values of `SAME`."""


@dataclass(frozen=True, slots=True)
class NoticeCounts:
    """How many notices are not dealt with, and how many of these the actor has not opened yet."""

    open: int
    unread: int


def visible(actor: Actor) -> Q:
    """The one condition on notices; for whom somebody acts now decides which are theirs."""
    if not actor.is_somebody or not actor.agency_id:
        return Q(pk__in=[])
    mine = Q(user=actor.id) | Q(user="", permission__in=sorted(actor.permissions))
    return Q(agency_id=actor.agency_id) & mine


def notices_for(actor: Actor, *, done: bool = False) -> QuerySet[Notice]:
    """Notices for `actor`, open ones or those that were dealt with, the newest first; each with `is_read`."""
    opened = Exists(NoticeRead.objects.filter(notice=OuterRef("pk"), reader=actor.id))
    notices = Notice.objects.filter(visible(actor), done_at__isnull=not done)
    return notices.annotate(is_read=opened).order_by("-id")


def newest_for(actor: Actor) -> QuerySet[Notice]:
    """Open notices for `actor`, one for each thing: the newest about it, with `number` of all about it, `unread` of these, and `newest`.

    A list of these is ordered by `newest`, which is the notice's own place: a cursor on `id` would cut the others off before they are
    counted.
    """
    alike = [F(name) for name in SAME]
    results = notices_for(actor).annotate(
        newest=Window(Max("id"), partition_by=alike),
        number=Window(Count("id"), partition_by=alike),
        unread=Window(Count("id", filter=Q(is_read=False)), partition_by=alike),
    )
    return results.filter(newest=F("id"))


def alike(notice: Notice) -> Alike:
    """What those about the same thing have in common with a notice."""
    return tuple(getattr(notice, name) for name in SAME)


def earlier_for(actor: Actor, newest: Sequence[Notice]) -> dict[Alike, list[Notice]]:
    """The open notices about the same things as these, without them, the newest first, and `SHOWN` at most about each. One query."""
    place = Window(RowNumber(), partition_by=[F(name) for name in SAME], order_by=F("id").desc())
    about = {f"{name}__in": {getattr(notice, name) for notice in newest} for name in SAME}
    result: dict[Alike, list[Notice]] = {alike(notice): [] for notice in newest}
    left_out = {notice.pk for notice in newest}
    for item in notices_for(actor).filter(**about).annotate(place=place).filter(place__lte=SHOWN + 1):
        if item.pk not in left_out and alike(item) in result:
            result[alike(item)].append(item)
    return result


def notice_for(actor: Actor, public_id: str) -> Notice:
    """One notice; unknown and unseen answer alike.

    Raises:
        NotFound: there is none for this actor.
    """
    opened = Exists(NoticeRead.objects.filter(notice=OuterRef("pk"), reader=actor.id))
    result = Notice.objects.filter(visible(actor), public_id=public_id).annotate(is_read=opened).first()
    if result is None:
        raise NotFound("accounts.notice.not_found")
    return result


def counted(actor: Actor) -> NoticeCounts:
    """How many are open and unread; one query."""
    result = notices_for(actor).aggregate(open=Count("pk"), unread=Count("pk", filter=Q(is_read=False)))
    return NoticeCounts(result["open"], result["unread"])


def about_same(actor: Actor, notice: Notice) -> QuerySet[Notice]:
    """The open notices about the same thing as one, up to it: what came later, nobody has seen in the line that was pressed."""
    same = dict(zip(SAME, alike(notice), strict=True))
    return Notice.objects.filter(visible(actor), done_at__isnull=True, id__lte=notice.pk, **same)


def unread_until(actor: Actor, newest: Notice) -> list[int]:
    """The open notices up to one that the actor has not opened yet, by key."""
    opened = NoticeRead.objects.filter(notice=OuterRef("pk"), reader=actor.id)
    notices = Notice.objects.filter(visible(actor), ~Exists(opened), done_at__isnull=True, id__lte=newest.pk)
    return list(notices.values_list("pk", flat=True))


def finished_at(actor: Actor, at: dt.datetime) -> QuerySet[Notice]:
    """What the actor said at a moment to be dealt with."""
    return Notice.objects.filter(visible(actor), done_by=actor.id, done_at=at)


def read_at(actor: Actor, at: dt.datetime) -> int:
    """How many notices the actor marked as read at a moment."""
    return NoticeRead.objects.filter(reader=actor.id, at=at).count()
