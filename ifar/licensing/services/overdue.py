"""What is overdue with holders: faults that nobody found mended and firearms that did not leave become matters; visits that nobody made are told."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from django.db import transaction

from ifar.accounts.services import notices
from ifar.licensing.models import Finding, Removal, Visit
from ifar.matters.services import matters

LOOKED_BACK: Final = dt.timedelta(days=14)
"""How far back the daily look goes: further than it may miss runs. What it told stays at the desk until somebody deals with it."""
FAULT: Final = "licensing.finding"
LEAVING: Final = "licensing.removal"
_WATCHED: Final[tuple[tuple[Any, str, str], ...]] = (
    (Finding, "finding", FAULT),
    (Removal, "breach", LEAVING),
)
"""What another side, the holder, owes -> the kind of matter that it becomes."""


@transaction.atomic
def tell_overdue(day: dt.date) -> int:
    """Tell the desks of everything whose day has passed; returns how much is told for the first time. An extension tells anew."""
    result = 0
    for item in _late(Visit, "planned", day):
        result += notices.tell(
            kind="licensing.visit_overdue",
            object=item.public_id,
            agency_id=item.agency_id,
            once=f"licensing.visit_overdue {item.public_id} {item.due_on}",
            permission="licensing:visit:record",
        )
    for model, kind, cause in _WATCHED:
        for item in _late(model, "open", day):
            raised = matters.open_matter(
                kind, item.public_id, f"{cause} {item.due_on}", item.agency, compartment=item.compartment
            )
            result += bool(raised)
    return result


def _late(model: Any, state: str, day: dt.date) -> Any:
    result = model.objects.filter(state=state, due_on__lt=day, due_on__gte=day - LOOKED_BACK)
    return result.select_related("agency").order_by("id")
