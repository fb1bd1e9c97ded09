"""What may be recorded of an arm that is on the road of a movement between stores, by whom, and that the office that ordered the movement hears of it.

The unit that sends it answers for it until it is received, and says nothing of it alone: its escort reports a loss under their own account, the receiving unit by its receipt, the
office that ordered it by its report. What another unit finds or seizes is recorded as ever. Whatever is said is a difference of the movement, and a matter.
"""

from __future__ import annotations

from typing import Final

from ifar.errors import Reason
from ifar.outbox.handlers import Fact
from ifar.registry.facts import Thing
from ifar.registry.lifecycle.acts import Proposed
from ifar.registry.lifecycle.states import State
from ifar.registry.models import Event
from ifar.rights import Actor
from ifar.stocks.models import Movement
from ifar.stocks.movements.services import receiving

TAKES: Final = ("lost", "stolen", "found", "surrendered", "seized", "blocked")
"""Kinds of events by which an arm leaves the road otherwise than by being received, or is kept from being received."""
TOPICS: Final = tuple(f"registry.{kind}" for kind in TAKES)
"""The facts that the register states of them."""


def hindered(actor: Actor, thing: Thing, event: Proposed) -> Reason | None:
    """Why this actor does not record an event of an arm that is on the road; None where nothing stands against it."""
    if event.kind not in TAKES or not actor.agency or thing.keeping.custodian != actor.agency:
        return None
    movement = _movement_of(thing.public_id, thing.n)
    if movement is None or movement.sender != actor.agency or movement.bearer == actor.id:
        return None
    return Reason("registry.on_the_road", article="MOSAIC 05.20")


def _movement_of(firearm: str, n: int) -> Movement | None:
    """The movement on whose road an arm was after the event of number `n`."""
    events = Event.objects.filter(firearm__public_id=firearm, n__lte=n)
    last = events.filter(changes__has_key="state").order_by("-n").first()
    if last is None or last.changes["state"] != State.UNDER_ESCORT:
        return None
    paper = events.filter(kind="state_stock_sent").order_by("-n").values_list("paper", flat=True).first()
    return Movement.objects.select_related("agency").filter(public_id=paper).first()


def heard(fact: Fact) -> None:
    """Something was recorded of an arm: where it was on the road of a movement, that is a matter of whoever ordered it."""
    event = Event.objects.select_related("firearm").get(pk=fact.payload["entry"])
    movement = _movement_of(event.firearm.public_id, event.n - 1)
    if movement is not None:
        receiving.raise_taken(movement, event.pk)
