"""Who is told of a movement by a notice: both units that it is ordered, the receiving one and the escort that it is on the road, the sending one and whoever ordered it what came; all that it is turned back."""

from __future__ import annotations

from typing import Final

from ifar.accounts.services import notices
from ifar.placement.roads.telling import tell
from ifar.rights import Actor
from ifar.stocks.models import Movement
from ifar.stocks.services.writing import ISSUE, MANAGE

ORDERED: Final = "stocks.movement_ordered"
COMING: Final = "stocks.movement_coming"
ESCORTED: Final = "stocks.movement_escorted"
RECEIVED: Final = "stocks.movement_received"
TURNED_BACK: Final = "stocks.movement_turned_back"


def ordered(movement: str, sender: str, receiver: str) -> None:
    """The sending unit packs it, the receiving one expects it."""
    for office in dict.fromkeys((sender, receiver)):
        tell(ORDERED, movement, office, ISSUE)


def sent(actor: Actor, movement: Movement, bearer: str) -> None:
    """It is on the road: nobody has anything to pack any more, the receiving unit waits for it, the escort has it in hand."""
    notices.settle(actor=actor, kind=ORDERED, object=movement.public_id)
    tell(COMING, movement.public_id, movement.receiver, ISSUE)
    _escort(ESCORTED, movement, bearer)


def received(actor: Actor, movement: Movement, n: int, *, road: int) -> None:
    """Something of it came, by the act of number `n`; those who asked for it hear of it."""
    if not road:
        gone_on(actor, movement)
    for office, permission in ((movement.sender, ISSUE), (movement.agency.public_id, MANAGE)):
        if office != actor.agency:
            tell(RECEIVED, movement.public_id, office, permission, str(n))


def turned_back(actor: Actor, movement: Movement) -> None:
    """The receiving unit takes nothing of it in any more, the escort brings it back, the sending unit takes it in again."""
    gone_on(actor, movement)
    for office in dict.fromkeys((movement.receiver, movement.sender)):
        tell(TURNED_BACK, movement.public_id, office, ISSUE)
    _escort(TURNED_BACK, movement, movement.bearer)


def gone_on(actor: Actor, movement: Movement) -> None:
    """It was cancelled, or arrived: nobody has anything to do any more for what was told of it."""
    for kind in (ORDERED, COMING, ESCORTED):
        notices.settle(actor=actor, kind=kind, object=movement.public_id)


def _escort(kind: str, movement: Movement, bearer: str) -> None:
    if bearer:
        tell(kind, movement.public_id, movement.sender, "", user=bearer)
