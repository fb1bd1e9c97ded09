"""Who read whose data: for the person concerned, for the reader, for those who look after it."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from ifar.accounts.models import Agency, ReadLog, Shift
from ifar.accounts.purposes import TOLD
from ifar.accounts.selectors import agencies
from ifar.rights import INSPECTING, Actor, may, require


def told() -> Q:
    """Reads of which the person concerned may know: none for an inquiry, a trace or a court, and none by whoever inspects, which would warn somebody."""
    return Q(purpose__in=TOLD) & ~_inspecting()


def _inspecting() -> Q:
    """What an inspectorate or a court reads for an inspection: it tells whom a case concerns."""
    inspecting = Agency.objects.filter(kind__in=INSPECTING).values("public_id")
    return Q(purpose="inspection", agency__in=inspecting)


def visible(actor: Actor) -> Q:
    """The one condition on the read log: what I read, what was read about me as far as I may know, and for those who look after it the
    reads of the agencies within their reach about others, but for what another office reads to inspect."""
    own = Q(actor=actor.id) | Q(told(), object=actor.id)
    if not may(actor, "accounts:readlog:read"):
        return own
    within = Q(agency__in=Agency.objects.filter(agencies.reach(actor)).values("public_id"))
    return own | (within & ~Q(object=actor.id) & (Q(agency=actor.agency) | ~_inspecting()))


def reads_for(actor: Actor) -> QuerySet[ReadLog]:
    """Reads that `actor` may see, the newest first."""
    return ReadLog.objects.filter(visible(actor)).order_by("-id")


def made_by(actor: Actor) -> QuerySet[ReadLog]:
    """What I read myself: a person's own access report."""
    return ReadLog.objects.filter(actor=actor.id).order_by("-id")


def about(actor: Actor, public_id: str) -> QuerySet[ReadLog]:
    """Who read one person's or one item's data: for the data subject's file.

    Raises:
        Forbidden: the actor neither looks after the read log nor asks about themselves.
    """
    if public_id != actor.id:
        require(actor, "accounts:readlog:read")
    return reads_for(actor).filter(object=public_id)


def of_subject(actor: Actor, public_id: str) -> QuerySet[ReadLog]:
    """The reads of one party's record, by whatever office, of which the party may know (EU 2016/680 art. 14, 15, 25).

    Raises:
        Forbidden: the actor gives nobody their file.
    """
    require(actor, "parties:file:give")
    # A search that found nobody names only words, even where the words look like an identifier.
    return ReadLog.objects.filter(told(), object=public_id, count__gt=0).order_by("-id")


def shifts_of(actor: Actor) -> QuerySet[Shift]:
    """The shifts that a person has worked, the newest first."""
    return Shift.objects.filter(user__public_id=actor.id).select_related("agency").order_by("-started_at")
