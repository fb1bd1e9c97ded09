"""A dealer of the demonstration country who gives up the trade: two people of the authority closed the book, and what was in stock is in deposit."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from typing import Final

from django.db import transaction
from django.utils import timezone

from ifar.accounts.models import Agency
from ifar.accounts.services import proposals
from ifar.books.models import Closing
from ifar.books.selectors import authority_of
from ifar.books.services import closing
from ifar.bulk.models import Batch
from ifar.bulk.services import running
from ifar.demonstration.recoveries import on_duty
from ifar.rights import Actor
from ifar.trade.models import Despatch

MOST: Final = 300
"""So many firearms at most lie with the dealer who closes: nobody waits for it while the country is made."""
REASON: Final = "The owner retires, and nobody takes the shop over."


@transaction.atomic
def load(officers: Mapping[str, Actor], clerks: Mapping[str, Actor]) -> None:
    """Close the smallest book under the clerk's authority of a dealer who sends and awaits nothing, where none is closed yet.

    Args:
        clerks: office -> somebody there who records.
    """
    if Closing.objects.exists():
        return
    clerk, head, dealer = officers["clerk"], officers["head"], officers["dealer"]
    busy = {dealer.agency, *Despatch.objects.values_list("receiver", flat=True)}
    busy |= set(Despatch.objects.values_list("agency__public_id", flat=True))
    dealers = [
        actor.agency
        for actor in clerks.values()
        if actor.agency_kind == "dealer" and actor.agency not in busy
    ]
    sizes = {
        agency.public_id: len(closing.in_hand(agency.public_id))
        for agency in Agency.objects.filter(public_id__in=dealers, closed=False)
        if authority_of(agency.pk) == clerk.agency
    }
    small = [key for key, size in sizes.items() if 0 < size <= MOST]
    if not small or head.agency != clerk.agency:
        return
    with ExitStack() as shifts:
        clerk, head = (shifts.enter_context(on_duty(actor)) for actor in (clerk, head))
        asked = closing.propose(
            actor=clerk,
            book_id=min(small, key=lambda text: (sizes[text], text)),
            ground="ceased",
            since=timezone.localdate(),
            order="D-17/2026",
            reason=REASON,
        )
        proposals.decide(actor=head, proposal=asked.public_id, verdict="approve", reason="Seen.")
        for batch in Batch.objects.filter(act=closing.DEPOSITED, state="running"):
            running.work(batch.public_id)
