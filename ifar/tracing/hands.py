"""The links that the register's own books of ammunition tell of a lot: from its maker over traders to whoever holds it, by quantity (IATG 03.50)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from ifar.ammunition import hands
from ifar.ammunition.hands import Hand
from ifar.rights import Actor
from ifar.tracing import labels
from ifar.tracing.models import Request, Step
from ifar.tracing.steps import Answer

_ROLES: Final = {"maker": "maker", "dealer": "dealer"}
"""Kind of office -> whose link it is; every other office is a holder."""


def told(actor: Actor, request: Request, links: Iterable[Step]) -> list[tuple[str, Answer]]:
    """Role and answer of each link that the register tells of the lot of a request and that is not noted yet; none of what the actor may not see. Three queries."""
    value = request.lot
    lots = (
        hands.called(value.get("lot", ""), value.get("calibre", "")) if request.thing == "ammunition" else []
    )
    noted = {
        (link.role, link.result, link.to_role, link.to_whom, link.quantity, link.on)
        for link in links
        if link.state == "answered"
    }
    new = []
    for lot in hands.of_lots(actor, lots):
        role, answer = _ROLES.get(lot.kind, "holder"), _answer(lot)
        key = (role, answer.result, answer.to_role, answer.to_whom, answer.quantity, answer.on)
        if key not in noted and not (answer.result == "passed_on" and _climbs(role, answer.to_role)):
            new.append((role, answer))
    return new


def _climbs(role: str, to_role: str) -> bool:
    """Whether it went back up the chain, which no link says."""
    order = ("maker", "dealer", "holder")
    return order.index(to_role) < order.index(role)


def _answer(hand: Hand) -> Answer:
    source = ": ".join(filter(None, (str(labels.THE_REGISTER), hand.under)))
    if hand.how == "held":
        return Answer("kept", source=source, quantity=hand.quantity)
    if hand.how == "lost":
        return Answer("diverted", hand.on, diversion="loss", source=source, quantity=hand.quantity)
    to_role = "holder" if hand.how == "sold" else _ROLES.get(hand.to_kind, "holder")
    return Answer("passed_on", hand.on, to_role, hand.to, source=source, quantity=hand.quantity)
