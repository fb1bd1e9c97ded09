"""What is overdue with holders is told once: visits that nobody made, faults that nobody found mended, firearms that did not leave."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from django.db import transaction

from ifar.accounts.services import notices
from ifar.licensing.models import Finding, Removal, Visit

LOOKED_BACK: Final = dt.timedelta(days=14)
"""How far back the daily look goes: further than it may miss runs. What it told stays at the desk until somebody deals with it."""
_WATCHED: Final[tuple[tuple[Any, str, str, str], ...]] = (
    (Visit, "planned", "licensing.visit_overdue", "licensing:visit:record"),
    (Finding, "open", "licensing.finding_overdue", "licensing:visit:record"),
    (Removal, "open", "licensing.removal_overdue", "licensing:removal:clear"),
)


@transaction.atomic
def tell_overdue(day: dt.date) -> int:
    """Tell the desks of everything whose day has passed; returns how much is told for the first time. An extension tells anew."""
    told = 0
    for model, state, kind, permission in _WATCHED:
        late = model.objects.filter(state=state, due_on__lt=day, due_on__gte=day - LOOKED_BACK).order_by("id")
        for one in late:
            told += notices.tell(
                kind=kind,
                object=one.public_id,
                agency_id=one.agency_id,
                once=f"{kind} {one.public_id} {one.due_on}",
                permission=permission,
            )
    return told
