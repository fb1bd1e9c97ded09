"""What is overdue between two offices in custody becomes a matter: exhibits that nobody received, laboratories that did not answer."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from ifar.matters.services import matters
from ifar.recoveries.custody import selectors as kept
from ifar.recoveries.models import Chain, Request

AT_ONCE = 1000


@transaction.atomic
def raise_overdue(now: dt.datetime | None = None) -> int:
    """Raise a matter for each hand-over and request whose time has passed; returns how many were raised for the first time."""
    now = now or timezone.now()
    handed = Chain.objects.filter(kept.late(now)).select_related("agency").order_by("since", "id")[:AT_ONCE]
    asked = Request.objects.filter(state__in=["asked", "accepted"], due_on__lt=timezone.localdate(now))
    raised = [
        matters.open_matter(
            "overdue_transit",
            chain.public_id,
            f"custody.handed {chain.n}",
            chain.agency,
            compartment=chain.compartment,
            explainer=chain.to_agency,
            barred=[chain.handed_by],
        )
        for chain in handed
    ]
    raised += [
        matters.open_matter(
            "overdue_answer",
            request.public_id,
            f"custody.request {request.due_on}",
            request.agency,
            compartment=request.compartment,
            explainer=request.laboratory,
        )
        for request in asked.select_related("agency").order_by("due_on", "id")[:AT_ONCE]
    ]
    return sum(map(bool, raised))
