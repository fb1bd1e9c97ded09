"""What the register says later of what was asked about, and what is overdue: desks are told, each once.

Called by the outbox, at once after the fact, and by the worker each morning; each is idempotent.
"""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from ifar.accounts.models import Agency
from ifar.accounts.services import notices
from ifar.outbox.handlers import Fact
from ifar.tracing import clock, directory, selectors
from ifar.tracing.models import Request, Step
from ifar.tracing.selectors import QUESTION, READ


@transaction.atomic
def heard_hit(fact: Fact) -> None:
    """Something came into the register, or was corrected, that an open question may be about: the desk that searched hears of it."""
    found = selectors.by_search(fact.payload["search"])
    if found is None or found.state == "withdrawn":
        return
    office = Agency.objects.filter(public_id=found.office).values_list("pk", flat=True).first()
    notices.tell(
        kind="tracing.hit",
        object=found.public_id,
        agency_id=office or found.agency_id,
        once=f"tracing hit {found.public_id} {fact.payload['firearm']} {fact.payload['mark']}",
        permission=READ,
        params={"number": found.number or found.reference},
    )


@transaction.atomic
def remind(now: dt.datetime | None = None) -> int:
    """Remind the desks of what is due soon and what is overdue, traders of questions whose day has passed; returns how many are told.

    Whose word is due is told: the office of ours that answers, or, where another State does, the one that waits and may ask again.
    """
    now = now or timezone.now()
    return sum(_request(one, now) for one in _running(now)) + sum(
        _question(one) for one in _late_questions(now)
    )


def _running(now: dt.datetime) -> list[Request]:
    soon = now + dt.timedelta(days=7)
    return list(Request.objects.filter(due_at__lt=soon).order_by("due_at", "id")[:10_000])


def _late_questions(now: dt.datetime) -> list[Step]:
    return list(
        Step.objects.filter(state="asked", due_at__lt=now)
        .exclude(asked="")
        .select_related("request")
        .order_by("due_at", "id")[:10_000]
    )


def _request(one: Request, now: dt.datetime) -> bool:
    if one.due_at is None:
        return False
    n = clock.reminder_on(timezone.localdate(now), one.due_at, directory.where_of(one))
    if n is None:
        return False
    public_id = one.agency_id if one.direction == "outgoing" else None
    office = public_id or Agency.objects.filter(public_id=one.office).values_list("pk", flat=True).first()
    return notices.tell(
        kind="tracing.due",
        object=one.public_id,
        agency_id=office or one.agency_id,
        once=f"tracing due {one.public_id} {one.due_at:%Y%m%d} {n}",
        permission=READ,
        params={
            "number": one.number or one.reference,
            "due": one.due_at.isoformat(),
            "direction": one.direction,
        },
    )


def _question(one: Step) -> bool:
    asked = Agency.objects.filter(public_id=one.asked).values_list("pk", flat=True).first()
    desk = Agency.objects.filter(public_id=one.request.office).values_list("pk", flat=True)
    for key in sorted({one.request.agency_id, *desk}):
        notices.tell(
            kind="tracing.trader_late",
            object=one.request.public_id,
            agency_id=key,
            once=f"tracing late {one.public_id} {key}",
            permission=READ,
            params={"number": one.request.number or one.request.reference},
        )
    return asked is not None and notices.tell(
        kind="tracing.question_late",
        object=one.public_id,
        agency_id=asked,
        once=f"tracing late {one.public_id}",
        permission=QUESTION,
    )
