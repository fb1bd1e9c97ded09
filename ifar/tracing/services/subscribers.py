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
    request = selectors.by_search(fact.payload["search"])
    if request is None or request.state == "withdrawn":
        return
    office = Agency.objects.filter(public_id=request.office).values_list("pk", flat=True).first()
    notices.tell(
        kind="tracing.hit",
        object=request.public_id,
        agency_id=office or request.agency_id,
        once=f"tracing hit {request.public_id} {fact.payload['firearm']} {fact.payload['mark']}",
        permission=READ,
        params={"number": request.number or request.reference},
    )


@transaction.atomic
def remind(now: dt.datetime | None = None) -> int:
    """Remind the desks of what is due soon and what is overdue, traders of questions whose day has passed; returns how many are told.

    Whose word is due is told: the office of ours that answers, or, where another State does, the one that waits and may ask again.
    """
    now = now or timezone.now()
    return sum(_request(request, now) for request in _running(now)) + sum(
        _question(late_question) for late_question in _late_questions(now)
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


def _request(request: Request, now: dt.datetime) -> bool:
    if request.due_at is None:
        return False
    n = clock.reminder_on(timezone.localdate(now), request.due_at, directory.where_of(request))
    if n is None:
        return False
    public_id = request.agency_id if request.direction == "outgoing" else None
    office = public_id or Agency.objects.filter(public_id=request.office).values_list("pk", flat=True).first()
    return notices.tell(
        kind="tracing.due",
        object=request.public_id,
        agency_id=office or request.agency_id,
        once=f"tracing due {request.public_id} {request.due_at:%Y%m%d} {n}",
        permission=READ,
        params={
            "number": request.number or request.reference,
            "due": request.due_at.isoformat(),
            "direction": request.direction,
        },
    )


def _question(step: Step) -> bool:
    asked = Agency.objects.filter(public_id=step.asked).values_list("pk", flat=True).first()
    desk = Agency.objects.filter(public_id=step.request.office).values_list("pk", flat=True)
    for key in sorted({step.request.agency_id, *desk}):
        notices.tell(
            kind="tracing.trader_late",
            object=step.request.public_id,
            agency_id=key,
            once=f"tracing late {step.public_id} {key}",
            permission=READ,
            params={"number": step.request.number or step.request.reference},
        )
    return asked is not None and notices.tell(
        kind="tracing.question_late",
        object=step.public_id,
        agency_id=asked,
        once=f"tracing late {step.public_id}",
        permission=QUESTION,
    )
