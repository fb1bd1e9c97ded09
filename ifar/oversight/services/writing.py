"""Writing an act of oversight, and telling whoever acts next. A desk is never told of a case: whom it concerns may sit there."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from django.utils import timezone

from ifar.accounts.models import Agency
from ifar.accounts.services import notices
from ifar.acts.recorder import Recorder, WrittenAct
from ifar.errors import Reason
from ifar.oversight.acts import ACTS
from ifar.oversight.models import File, Inspection, Request
from ifar.oversight.selectors import cases
from ifar.oversight.selectors.cases import ANSWER
from ifar.rights import Actor

MOST_DAYS: Final = 366
"""No day that a person sets lies further ahead: nobody puts a case where no one meets it."""


def _tell(actor: Actor, act: WrittenAct) -> None:
    if act.record_type == "inspection":
        _tell_of_case(actor, act)
    elif act.record_type == "request":
        _tell_of_request(actor, act)
    elif act.record_type == "file":
        _tell_of_file(actor, act)


def _tell_of_case(actor: Actor, act: WrittenAct) -> None:
    case = Inspection.objects.get(public_id=act.subject)
    if act.kind in ("assigned", "declared", "recused"):
        notices.settle(actor=actor, kind="oversight.assigned", object=case.public_id)
    if act.kind == "assigned":
        _person(act, case, case.lead)
    elif act.kind == "admitted":
        _person(act, case, case.members[-1])
    elif act.kind == "closed":
        _person(act, case, case.lead)


def _tell_of_request(actor: Actor, act: WrittenAct) -> None:
    request = Request.objects.select_related("inspection").get(public_id=act.subject)
    if act.kind in ("answered", "settled"):
        notices.settle(actor=actor, kind="oversight.asked", object=request.public_id)
    if act.kind == "answered":
        _person(act, request.inspection, request.inspection.lead)
        return
    office = Agency.objects.get(public_id=request.addressed)
    told: dict[str, Any] = {
        "kind": f"oversight.{act.kind}",
        "object": request.public_id,
        "agency_id": office.pk,
        "once": f"oversight {act.entry}",
    }
    people = cases.answering(request.addressed)
    concerned = people & {request.inspection.who, *request.inspection.barred}
    if not concerned:
        notices.tell(**told, permission=ANSWER)
        return
    # The desk is not told of what its own people are asked about: each of the others is.
    for person in sorted(people - concerned):
        notices.tell(**{**told, "once": f"{told['once']} {person}"}, user=person)


def _tell_of_file(actor: Actor, act: WrittenAct) -> None:
    if act.kind in ("assigned", "audited"):
        notices.settle(actor=actor, kind="oversight.file_assigned", object=act.subject)
    if act.kind == "assigned":
        file = File.objects.get(public_id=act.subject)
        notices.tell(
            kind="oversight.file_assigned",
            object=file.public_id,
            agency_id=file.agency_id,
            once=f"oversight {act.entry}",
            user=file.auditor,
        )


def _person(act: WrittenAct, case: Inspection, person: str) -> None:
    if person:
        notices.tell(
            kind=f"oversight.{act.kind}",
            object=case.public_id,
            agency_id=case.agency_id,
            once=f"oversight {act.entry} {person}",
            user=person,
        )


RECORDER: Final = Recorder(ACTS, states_facts=False, tell=_tell)
"""States no facts: whoever listens outside would learn that there is a case."""


def check_day(day: dt.date, field: str = "due_on") -> None:
    """Refuse a deadline that has passed, or that nobody will meet.

    Raises:
        Invalid: it lies before today or more than a year ahead.
    """
    if day < timezone.localdate():
        raise RECORDER.invalid(Reason("oversight.due_passed", field=field))
    if day > timezone.localdate() + dt.timedelta(days=MOST_DAYS):
        raise RECORDER.invalid(Reason("oversight.due_far", field=field))
