"""What is overdue is told once: a notice to the desk of the office that has to see to it."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from ifar.accounts.services import notices
from ifar.registry.selectors.duties import passed

TOLD: str = "registry.overdue"
RECORD: str = "registry:event:record"


@transaction.atomic
def tell_overdue(day: dt.date | None = None) -> int:
    """Tell of every duty whose day passed since the last look; returns how many are told for the first time.

    One notice for each duty, whatever runs twice: it stays at the desk until somebody deals with it, also when the duty has left the
    first page.
    """
    today = day or timezone.localdate()
    return sum(
        notices.tell(
            kind=TOLD,
            object=one.firearm,
            agency_id=agency_id,
            once=f"overdue {one.firearm} {one.n} {one.name}",
            permission=RECORD,
            params={"name": one.name, "due": one.due.isoformat(), "n": one.n},
        )
        for agency_id, one in passed(today)
    )
