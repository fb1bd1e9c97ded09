"""What is done with a movement order: ordered, packed, sent with an escort, received by scan, what is missing reported.

One person orders, another packs and hands over, a third receives; the escort who is named has it in hand meanwhile. What the receiver cannot take whoever ordered it
turns back, and somebody of the sending unit who had it not in hand takes it in again by scan. What a crate is, `placement/roads/` says. Pure.
"""

from __future__ import annotations

from typing import Final

from ifar.acts import Act, Another, Filled, OfOffice, Record, stays, to
from ifar.placement.roads.acts import crate_acts, crate_record

MOST: Final = 10_000
"""How many arms one movement takes."""
ON_THE_ROAD: Final = ("sent", "returning")
"""States of a movement in which something of it may be on the road."""
_ARTICLE: Final = "MOSAIC 05.20"
_ROAD: Final = "MOSAIC 05.20; Protocol art. 11"
_DUTIES: Final = "UNCAC art. 7-9"
_BOTH_SIDES: Final = "stocks.movement.both_sides"
_ORDERER: Final = OfOffice(code="stocks.movement.orderer_alone", column="agency", article=_ARTICLE)
_SENDER: Final = OfOffice(code="stocks.movement.sender_alone", column="sender", article=_ARTICLE)
_RECEIVER: Final = OfOffice(code="stocks.movement.receiver_alone", column="receiver", article=_ARTICLE)
_RECORD: Final = "stocks:issue:record"
_MANAGE: Final = "stocks:armoury:manage"
_LISTS: Final = "the units on both sides and the office that ordered it, in their lists of movements"

RECORDS: Final = (
    Record("movement", "Z"),
    crate_record("crate", "Z", "movement"),
)
MOVEMENT: Final = (
    Act(
        "movement",
        "ordered",
        to("ordered", ""),
        ("order", "store", "sender", "receiver", "quantity", "due_on"),
        guards=(
            Filled(code="stocks.order_needed", column="order", field="order"),
            Filled(code="stocks.armoury", column="store", field="store"),
            Filled(code="stocks.movement.receiver", column="receiver", field="receiver"),
            Filled(code="stocks.movement.due_on", column="due_on", field="due_on"),
        ),
        article=_ARTICLE,
        hears="both units, by a notice and in their lists of movements",
    ),
    Act(
        "movement",
        "cancelled",
        to("cancelled", "ordered"),
        guards=(_ORDERER, Filled(code="stocks.movement.reason", column="kept.note", field="reason")),
        hears=_LISTS,
    ),
    Act(
        "movement",
        "sent",
        to("sent", "ordered"),
        ("escort", "bearer", "hands"),
        stamps={"sent_at": "recorded_at"},
        guards=(
            _SENDER,
            Filled(code="stocks.movement.escort", column="escort", field="escort"),
            Another(code=_BOTH_SIDES, than="bearer", than_whoever=("ordered",), article=_DUTIES),
        ),
        permission=_RECORD,
        article=_ROAD,
        hears="the receiving unit and the escort, by a notice",
    ),
    Act(
        "movement",
        "received",
        stays("sent"),
        personal={"remark": "remark"},
        guards=(
            _RECEIVER,
            Another(code=_BOTH_SIDES, than="hands", than_whoever=("ordered", "sent"), article=_DUTIES),
        ),
        permission=_RECORD,
        article=_ROAD,
        hears="the sending unit and the office that ordered it, by a notice; of what differs both, by a matter",
    ),
    Act(
        "movement",
        "turned_back",
        to("returning", "sent"),
        guards=(_ORDERER, Filled(code="stocks.movement.reason", column="kept.note", field="reason")),
        article=_ROAD,
        hears="both units and the escort, by a notice",
    ),
    Act(
        "movement",
        "taken_back",
        stays("returning"),
        personal={"remark": "remark"},
        guards=(
            _SENDER,
            Another(
                code=_BOTH_SIDES,
                than="hands",
                than_whoever=("ordered", "sent", "turned_back"),
                article=_DUTIES,
            ),
        ),
        permission=_RECORD,
        article=_ROAD,
        hears="the office that ordered it, by a notice; of what differs the same, by a matter",
    ),
    Act(
        "movement",
        "reported",
        stays("sent", "returning"),
        guards=(
            _ORDERER,
            Another(
                code=_BOTH_SIDES,
                than="hands",
                than_whoever=("sent", "received", "taken_back"),
                article=_DUTIES,
            ),
        ),
        permission=_MANAGE,
        article=_ROAD,
        hears=_LISTS,
    ),
    Act(
        "movement",
        "completed",
        to("completed", "sent", "returning"),
        article=_ROAD,
        hears="nobody, because it leaves the list of what is on the road",
    ),
)
CRATE: Final = crate_acts("crate", number="stocks.movement.crate_number", article=_ROAD, of="the movement")
