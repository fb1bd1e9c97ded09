"""What the register says later of an exhibit: that it was given back, passed on or destroyed, and so left custody."""

from __future__ import annotations

from typing import Final

from django.db import transaction

from ifar.outbox.handlers import Fact
from ifar.recoveries.custody.services.chains import leave
from ifar.recoveries.models import Chain
from ifar.recoveries.services.searching import JOB

LEAVES: Final = (
    "registry.returned_to_owner",
    "registry.sold_from_disposal",
    "registry.destroyed",
    "registry.deactivated",
)
"""Facts of the register after which a thing is in custody no longer."""


@transaction.atomic
def heard_leaving(fact: Fact) -> None:
    """End the chain of custody of a firearm that left it. A chain that a batch ended already stays as it is.

    Raises:
        ValueError: the fact names no firearm; chains of things without a record name none either.
    """
    if not fact.key:
        raise ValueError("the fact names no firearm")
    for chain in Chain.objects.filter(firearm=fact.key, state="kept").select_related("agency"):
        leave(JOB, chain, fact.payload["kind"], fact.payload["entry"])
