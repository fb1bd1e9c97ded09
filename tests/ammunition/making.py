"""What tests of ammunition need: lots, places with some of them, movements."""

from __future__ import annotations

from typing import Any

from django.db import connection
from psycopg.types.json import JsonbLoader

from ifar.accounts.services import proposals
from ifar.ammunition.inputs import LineIn
from ifar.ammunition.models import Balance
from ifar.ammunition.services import lots, movements
from ifar.ledger.sources import Replay
from ifar.rights import Actor
from tests import cast
from tests.placement.making import a_place


def a_lot(actor: Actor, number: str = "PP-24-117", **said: Any) -> str:
    """A lot of cartridges that the actor's office keeps; its identifier."""
    asked = {"kind": "cartridge", "maker": "Poudrerie", "calibre": "9 × 19", "number": number, **said}
    return lots.register_lot(actor=actor, **asked)


def move(actor: Actor, kind: str, place: str, *lines: tuple[Any, ...], **said: Any) -> Any:
    """A movement: lines of lot, quantity and, where it is repacked, into which lot."""
    asked = [LineIn(lot=lot, quantity=quantity, into="".join(into)) for lot, quantity, *into in lines]
    return movements.record_movement(actor=actor, move=kind, place=place, lines=asked, **said)


def a_stock(actor: Actor, number: str = "PP-24-117", quantity: int = 1000, **said: Any) -> tuple[str, str]:
    """A place of the actor's office with so much of a lot in it; place and lot."""
    place, lot = a_place(actor, f"Bunker {number}", **said), a_lot(actor, number)
    move(actor, "opened", place, (lot, quantity))
    return place, lot


def lies(holder: str, lot: str) -> int:
    """How much of a lot lies in a place or on the road of a movement."""
    balances = Balance.objects.filter(holder=holder, lot=lot).values_list("quantity", flat=True)
    return sum(balances)


def agreed(who: str, asked: Any) -> Any:
    """Somebody's yes to a proposal."""
    return proposals.decide(actor=cast.actor(who), proposal=asked.public_id, verdict="approve")


def verified(*checks: Replay) -> list[str]:
    """What replays name in the register as it stands, before it is written for good."""
    with connection.cursor() as cursor:
        cursor.cursor.adapters.register_loader("jsonb", JsonbLoader)
        return [
            f"{found.place}: {found.says}" for check in checks for found in check.check(cursor.cursor, None)
        ]
