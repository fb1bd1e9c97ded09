"""Telling whoever put a list before another person what became of it, struck lines by number."""

from __future__ import annotations

from typing import Final

from ifar.accounts.models import Proposal
from ifar.accounts.services import notices
from ifar.bulk.models import Batch

APPROVED: Final = "bulk.approved"
ENDED: Final = "bulk.ended"


def tell_proposer(kind: str, batch: str) -> None:
    """Tell the proposer, in the transaction of what happened; of a list that took one person alone nobody is told.

    Args:
        kind: `APPROVED` or `ENDED`; of a refusal the proposal itself tells.
        batch: the list's public identifier.
    """
    record = Batch.objects.get(public_id=batch)
    asked = Proposal.objects.filter(public_id=record.proposal).first() if record.proposal else None
    if asked is None:
        return
    notices.tell(
        kind=kind,
        object=record.public_id,
        agency_id=asked.agency_id,
        once=f"{kind}:{record.public_id}",
        user=asked.proposer,
        params={
            "act": record.act,
            "items": record.total - record.refused - len(record.struck),
            "struck": sorted(record.struck),
            "written": record.written,
            "rejected": record.rejected,
        },
    )
