"""What is overdue is told once: as a matter where another side owes it, else as a notice to the desk of the office that has to see to it."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from ifar.accounts.models import Agency
from ifar.accounts.services import notices
from ifar.matters.services import matters
from ifar.registry.duties import MATTERS
from ifar.registry.selectors.duties import Due, Passed, cause_of, passed

TOLD: str = "registry.overdue"
RECORD: str = "registry:event:record"


@transaction.atomic
def tell_overdue(day: dt.date | None = None) -> int:
    """Tell of every duty whose day passed since the last look; returns how many are told for the first time.

    One matter or one notice for each duty, whatever runs twice: it stays at the desk until somebody deals with it, also when the duty has
    left the first page.
    """
    passes = passed(day or timezone.localdate())
    offices = Agency.objects.in_bulk({item.agency_id for item in passes})
    return sum(_tell(item, offices[item.agency_id]) for item in passes)


def _tell(result: Passed, office: Agency) -> bool:
    duty = result.duty
    if (kind := MATTERS.get(duty.name)) is None:
        return _notice(duty, office)
    keeper = result.custodian if result.custodian.startswith("A") else ""
    return bool(
        matters.open_matter(
            kind,
            duty.firearm,
            cause_of(duty),
            office,
            compartment=result.compartment,
            explainer="" if keeper == office.public_id else keeper,
        )
    )


def _notice(duty: Due, office: Agency) -> bool:
    return notices.tell(
        kind=TOLD,
        object=duty.firearm,
        agency_id=office.pk,
        once=f"overdue {duty.firearm} {duty.n} {duty.name}",
        permission=RECORD,
        params={"name": duty.name, "due": duty.due.isoformat(), "n": duty.n},
    )
