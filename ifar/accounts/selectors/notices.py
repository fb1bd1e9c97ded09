"""Notices that are for an actor: their own, and their desk's where they hold what it takes."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from ifar.accounts.models import Notice, NoticeRead
from ifar.errors import NotFound
from ifar.rights import Actor


@dataclass(frozen=True, slots=True)
class Counted:
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
    found = Notice.objects.filter(visible(actor), done_at__isnull=not done)
    return found.annotate(is_read=opened).order_by("-id")


def notice_for(actor: Actor, public_id: str) -> Notice:
    """One notice; unknown and unseen answer alike.

    Raises:
        NotFound: there is none for this actor.
    """
    opened = Exists(NoticeRead.objects.filter(notice=OuterRef("pk"), reader=actor.id))
    found = Notice.objects.filter(visible(actor), public_id=public_id).annotate(is_read=opened).first()
    if found is None:
        raise NotFound("accounts.notice.not_found")
    return found


def counted(actor: Actor) -> Counted:
    """How many are open and unread; one query."""
    found = notices_for(actor).aggregate(open=Count("pk"), unread=Count("pk", filter=Q(is_read=False)))
    return Counted(found["open"], found["unread"])
