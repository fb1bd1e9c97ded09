"""Despatches between traders of the demonstration country: one that is under way, one that arrived with a broken seal and a firearm missing, one that is offered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from typing import Final

from django.db import transaction
from django.utils import timezone

from ifar.demonstration.recoveries import on_duty
from ifar.registry.models import Firearm
from ifar.rights import Actor
from ifar.trade.despatches.services import despatching, receiving
from ifar.trade.models import Despatch

CRATE: Final = 4
"""Firearms in one crate."""
DAYS: Final = 4
"""In how many days it should arrive."""


@transaction.atomic
def load(officers: Mapping[str, Actor]) -> None:
    """Load them, where they are not there yet."""
    if Despatch.objects.exists():
        return
    with ExitStack() as shifts:
        maker, dealer = (shifts.enter_context(on_duty(officers[name])) for name in ("maker", "dealer"))
        carrier = officers["carrier"].agency
        stock = list(
            Firearm.objects.filter(
                owner=maker.agency, custodian=maker.agency, state="in_stock_maker", legal="lawful", merged_into=""
            )
            .order_by("-id")
            .values_list("public_id", flat=True)[: 4 * CRATE]
        )
        if len(stock) < 2 * CRATE + 1:
            return
        arrived = _sent(maker, dealer, carrier, stock[: 2 * CRATE], "KP-10")
        came = stock[: 2 * CRATE - 1]
        receiving.receive(
            actor=dealer, despatch_id=arrived, crate="1", seals=["KP-101"], things=came[:CRATE], complete=True
        )
        receiving.receive(
            actor=dealer,
            despatch_id=arrived,
            crate="2",
            seals=["KP-999"],
            things=came[CRATE:],
            complete=True,
            remark="The second crate came under another seal.",
        )
        _sent(maker, dealer, carrier, stock[2 * CRATE :], "KP-20")
        _offered(maker, dealer, carrier, 10)


def _offered(maker: Actor, dealer: Actor, carrier: str, quantity: int) -> str:
    due_on = timezone.localdate() + dt.timedelta(days=DAYS)
    return despatching.offer(
        actor=maker, receiver=dealer.agency, carrier=carrier, terms="sale", quantity=quantity, due_on=due_on
    )


def _sent(maker: Actor, dealer: Actor, carrier: str, firearms: Sequence[str], seal: str) -> str:
    """Accepted, packed crate by crate under a seal each, and handed to the carrier."""
    made = _offered(maker, dealer, carrier, len(firearms))
    despatching.accept(actor=dealer, despatch_id=made, owner_kind="retailer")
    for number, first in enumerate(range(0, len(firearms), CRATE), 1):
        some = firearms[first : first + CRATE]
        despatching.pack(
            actor=maker, despatch_id=made, number=str(number), seals=[f"{seal}{number}"], things=some
        )
    despatching.send(actor=maker, despatch_id=made)
    return made
