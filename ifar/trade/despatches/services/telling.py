"""Who is told of a despatch by a notice: the receiver that one is offered, the sender what the receiver answered, sender and carrier that something did not arrive."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

from ifar.accounts.services import notices
from ifar.placement.roads.telling import tell
from ifar.rights import Actor
from ifar.trade.despatches.selectors import READ, SEND
from ifar.trade.models import Despatch

OFFERED: Final = "trade.despatch_offered"
ACCEPTED: Final = "trade.despatch_accepted"
DECLINED: Final = "trade.despatch_declined"
TURNED_BACK: Final = "trade.despatch_turned_back"
BROUGHT_BACK: Final = "trade.despatch_brought_back"
MISSING: Final = "trade.despatch_missing"


def offered(despatch: str, receiver: str) -> None:
    """The receiver is to accept or decline it."""
    tell(OFFERED, despatch, receiver, SEND)


def answered(actor: Actor, despatch: Despatch, kind: str) -> None:
    """The receiver accepted or declined it: the sender hears of it."""
    notices.settle(actor=actor, kind=OFFERED, object=despatch.public_id)
    tell(kind, despatch.public_id, despatch.agency.public_id, SEND)


def gone_on(actor: Actor, despatch: Despatch) -> None:
    """It was handed over or cancelled: nobody has anything to answer or to pack any more."""
    for kind in (OFFERED, ACCEPTED):
        notices.settle(actor=actor, kind=kind, object=despatch.public_id)


def turned_back(despatch: Despatch) -> None:
    """It goes back: the receiver takes nothing of it in, and the carrier brings it to the sender."""
    for office, permission in ((despatch.receiver, SEND), (despatch.carrier, READ)):
        tell(TURNED_BACK, despatch.public_id, office, permission)


def brought_back(despatch: Despatch) -> None:
    """The carrier says that it handed over what was turned back: the sender takes it in."""
    tell(BROUGHT_BACK, despatch.public_id, despatch.agency.public_id, SEND)


def not_arrived(despatch: Despatch, n: int, asked: Collection[str]) -> None:
    """Something did not arrive, by the act of number `n`: sender and carrier hear of it. Those who are `asked` what became of it are told by the matter."""
    sides: Mapping[str, str] = {despatch.agency.public_id: SEND, despatch.carrier: READ}
    for office, permission in sides.items():
        if office not in asked:
            tell(MISSING, despatch.public_id, office, permission, str(n))
