"""What tests of movements need: two units of one force with an armoury each, and a headquarters that orders."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ifar.placement.services.placing import Placing, place_many
from ifar.rights import Actor
from ifar.stocks.movements.services import ordering, receiving
from tests import cast
from tests.factories import a_firearm
from tests.registry.waiting import STOCK
from tests.stocks.making import Counter, a_counter, an_armoury, in_days, works_at
from tests.trade.despatching import an_office


@dataclass(frozen=True)
class Force:
    """A counter, another unit of the same force with an armoury, and a headquarters that orders."""

    at: Counter
    orderer: Actor
    receiver: Actor
    other: Actor
    unit: str
    store: str


def a_force(many: int = 4) -> Force:
    """Quentin orders at the headquarters of the police; Heidi and Peter work at River Police Station, which has an armoury of its own."""
    at = a_counter(many)
    orderer = works_at("quentin", "officer_in_charge", cast.agency("police"))
    river = an_office("police", "River Police Station", above="police")
    receiver, other = works_at("heidi", "armourer", river), works_at("peter", "officer_in_charge", river)
    store = an_armoury(receiver, other, "River armoury")
    return Force(at, orderer, receiver, other, river.public_id, store)


def ordered(force: Force, quantity: int = 3, **said: Any) -> str:
    """A movement from the counter's armoury to the other unit; its identifier."""
    asked: dict[str, Any] = {
        "order": "MV-1",
        "store": force.at.armoury,
        "receiver": force.unit,
        "quantity": quantity,
        "due_on": in_days(2),
        **said,
    }
    return ordering.order_movement(actor=force.orderer, **asked)


def sent(force: Force, many: int = 3, **said: Any) -> str:
    """The same on the road: two crates where there are several."""
    movement = ordered(force, many, **said)
    numbers = [f"HB{number:05}" for number in range(1, many + 1)]
    ordering.pack(
        actor=force.at.armourer, movement_id=movement, number="1", seals=["S-1"], things=numbers[:2]
    )
    if numbers[2:]:
        ordering.pack(
            actor=force.at.armourer, movement_id=movement, number="2", seals=["S-2"], things=numbers[2:]
        )
    ordering.send(actor=force.at.armourer, movement_id=movement, escort=force.at.officer)
    return movement


def moved(at: Counter) -> None:
    """A movement of three arms out of an armoury of its own to another unit, which received one; it was turned back, one was taken in again, and the third was reported missing."""
    river = an_office("police", "River Police Station", above="police")
    heidi = works_at("heidi", "officer_in_charge", river)
    into = an_armoury(heidi, heidi, "River armoury")
    room = an_armoury(at.armourer, at.chief, "Third armoury")
    arms = [a_firearm(at.armourer, f"HD{number:05}", **STOCK).firearm for number in range(1, 4)]
    place_many(actor=at.armourer, placements=[Placing(arm, room) for arm in arms])
    asked = {"order": "MV-1", "store": room, "receiver": river.public_id, "quantity": 3, "due_on": in_days(2)}
    movement = ordering.order_movement(actor=at.chief, **asked)
    ordering.pack(actor=at.armourer, movement_id=movement, number="1", seals=["S-1"], things=arms)
    ordering.send(actor=at.armourer, movement_id=movement, escort=at.officer)
    receiving.receive(actor=heidi, movement_id=movement, into=into, things=arms[:1])
    ordering.turn_back(actor=at.chief, movement_id=movement, reason="The other armoury is full.")
    third = works_at("judy", "armourer", cast.agency("harbour"))
    receiving.receive(actor=third, movement_id=movement, into=room, things=arms[1:2], complete=True)
    receiving.report(actor=at.chief, movement_id=movement)
