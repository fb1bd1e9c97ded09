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

CRATE: Final = 2
"""Firearms in one crate."""
DAYS: Final = 4
"""In how many days it should arrive."""


@transaction.atomic
def load(officers: Mapping[str, Actor], clerks: Mapping[str, Actor]) -> None:
    """Load them, where they are not there yet.

    Args:
        clerks: office -> somebody there who records; the trader with the greatest stock sends.
    """
    if Despatch.objects.exists():
        return
    dealer, carrier = officers["dealer"], officers["carrier"].agency
    senders = [officers["maker"], *(clerk for clerk in clerks.values() if clerk.agency_kind == "dealer")]
    rows = [(actor, _stock(actor)) for actor in senders if actor.agency != dealer.agency]
    sender, stock = max(rows, key=lambda row: len(row[1]))
    if len(stock) < 2 * CRATE + 1:
        return
    with ExitStack() as shifts:
        sender, dealer = (shifts.enter_context(on_duty(actor)) for actor in (sender, dealer))
        arrived, road = stock[: 2 * CRATE], stock[2 * CRATE :]
        made = _sent(sender, dealer, carrier, arrived, "KP-10")
        first, second = arrived[:CRATE], arrived[CRATE:]
        receiving.receive(
            actor=dealer, despatch_id=made, crate="1", seals=["KP-101"], things=first, complete=True
        )
        receiving.receive(
            actor=dealer,
            despatch_id=made,
            crate="2",
            seals=["KP-999"],
            things=second[1:],
            complete=True,
            remark="The second crate came under another seal.",
        )
        _sent(sender, dealer, carrier, road, "KP-20")
        _offered(sender, dealer, carrier, 10)


def _stock(trader: Actor) -> list[str]:
    """What a trader has in stock and may send, the latest first."""
    firearms = Firearm.objects.filter(
        owner=trader.agency,
        custodian=trader.agency,
        state__startswith="in_stock",
        legal="lawful",
        physical="intact",
        merged_into="",
    )
    return list(firearms.order_by("-id").values_list("public_id", flat=True)[: 8 * CRATE])


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
