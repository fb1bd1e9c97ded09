"""What is done with a despatch from one trader to another: offered, accepted, packed, handed to a carrier, received by scan, what is missing reported.

Whoever sends offers, packs and hands over; whoever receives accepts, and says what came. On the road everything is somebody's: the carrier's who is named.
What the receiver cannot take the sender turns back, and takes in again by scan as a receiver does. Pure.
"""

from __future__ import annotations

from typing import Final

from ifar.acts import Act, Another, Blank, Condition, Differs, Filled, Listed, OfOffice, Record, stays, to
from ifar.placement.roads.acts import crate_acts, crate_record

KEPT: Final = ("consignment", "commission")
TERMS: Final = ("sale", *KEPT, "return")
"""Whether what arrives is the receiver's then; lies there on consignment and stays its owner's, who lets the receiver sell it or not; or goes back to whose it is, or was."""
OWNER_KINDS: Final = ("maker", "importer", "wholesaler", "retailer")
"""As whose stock the receiver takes it in."""
OWNER_KINDS_OF: Final = {"maker": ("maker",), "dealer": OWNER_KINDS[1:]}
"""Kind of the receiving office -> those that it may say."""
MOST: Final = 10_000
"""How many firearms one despatch takes."""
ON_THE_ROAD: Final = ("sent", "returning")
"""States of a despatch in which something of it may be on the road."""

_ARTICLE: Final = "Protocol art. 7"
_ROAD: Final = "Protocol art. 7, 11"
_OWN: Final = OfOffice(code="trade.other_office", column="agency")
_RECEIVER: Final = OfOffice(code="trade.despatch.receiver_alone", column="receiver")
_REASON: Final = Filled(code="trade.reason", column="kept.note", field="reason")
_DUTIES: Final = "UNCAC art. 7-9"
_BOTH_SIDES: Final = "trade.despatch.both_sides"

DESPATCH: Final = (
    Act(
        "despatch",
        "offered",
        to("offered", ""),
        ("receiver", "carrier", "terms", "quantity", "due_on"),
        guards=(
            Differs(code="trade.despatch.receiver", column="receiver", than="agency", field="receiver"),
            Filled(code="trade.despatch.receiver", column="receiver", field="receiver"),
            Filled(code="trade.despatch.carrier", column="carrier", field="carrier"),
            Listed(code="trade.despatch.terms", column="terms", values=TERMS, field="terms"),
            Filled(code="trade.despatch.due_on", column="due_on", field="due_on"),
        ),
        article=_ARTICLE,
        hears="the receiver, by a notice and on its first page",
    ),
    Act(
        "despatch",
        "accepted",
        to("accepted", "offered"),
        ("owner_kind",),
        guards=(
            _RECEIVER,
            Another(code=_BOTH_SIDES, than_whoever=("offered",), article=_DUTIES),
            Listed(
                code="trade.despatch.owner_kind", column="owner_kind", values=OWNER_KINDS, field="owner_kind"
            ),
        ),
        permission="trade:despatch:send",
        article=_ARTICLE,
        hears="the sender, by a notice",
    ),
    Act(
        "despatch",
        "declined",
        to("declined", "offered"),
        guards=(_RECEIVER, _REASON),
        hears="the sender, by a notice",
    ),
    Act(
        "despatch",
        "cancelled",
        to("cancelled", "offered", "accepted"),
        guards=(_OWN, _REASON),
        hears="the receiver, in its list of despatches",
    ),
    Act(
        "despatch",
        "sent",
        to("sent", "accepted"),
        ("packers",),
        stamps={"sent_at": "recorded_at"},
        guards=(_OWN, Another(code=_BOTH_SIDES, than_whoever=("accepted",), article=_DUTIES)),
        permission="trade:despatch:send",
        article=_ROAD,
        hears="the receiver, the carrier and the authority, in their lists of despatches",
    ),
    Act(
        "despatch",
        "received",
        stays("sent"),
        personal={"remark": "remark"},
        guards=(
            _RECEIVER,
            Another(code=_BOTH_SIDES, than="packers", than_whoever=("offered", "sent"), article=_DUTIES),
        ),
        permission="trade:despatch:send",
        article=_ROAD,
        hears="the sender and the carrier, in their lists of despatches; of what did not arrive both by a notice; of what differs the licensing office and whoever must explain, by a matter",
    ),
    Act(
        "despatch",
        "turned_back",
        to("returning", "sent"),
        guards=(_OWN, _REASON),
        article=_ROAD,
        hears="the receiver and the carrier, by a notice",
    ),
    Act(
        "despatch",
        "brought_back",
        stays("returning"),
        stamps={"brought_by": "actor"},
        guards=(
            OfOffice(code="trade.despatch.carrier_alone", column="carrier"),
            Blank(code="trade.despatch.brought_already", column="was.brought_by"),
            Another(code=_BOTH_SIDES, than="packers", than_whoever=("sent", "turned_back"), article=_DUTIES),
        ),
        permission="trade:despatch:carry",
        article=_ROAD,
        hears="the sender, by a notice",
    ),
    Act(
        "despatch",
        "taken_back",
        stays("returning"),
        personal={"remark": "remark"},
        guards=(
            _OWN,
            Another(
                code="trade.despatch.own_return",
                than="packers",
                than_whoever=("sent", "turned_back"),
                article=_DUTIES,
                # Of what the carrier says that it handed over, its person is the other one.
                when=(Condition("brought_by", ("",)),),
            ),
            Another(code=_BOTH_SIDES, than="brought_by", article=_DUTIES),
        ),
        permission="trade:despatch:send",
        article=_ROAD,
        hears="the carrier and the authority, in their lists of despatches; of what differs the licensing office and the carrier, and where no seal was broken the sender, by a matter",
    ),
    Act(
        "despatch",
        "reported",
        stays("sent", "returning"),
        permission="trade:despatch:report",
        article=_ROAD,
        hears="the sender, the receiver and the carrier, in their lists of despatches",
    ),
    Act(
        "despatch",
        "completed",
        to("completed", "sent", "returning"),
        article=_ROAD,
        hears="nobody, because it leaves the list of what is on the road",
    ),
)
BOX: Final = crate_acts("box", own=_OWN, number="trade.crate.number", article=_ROAD, of="the despatch")
DESPATCH_RECORDS: Final = (Record("despatch", "T"), crate_record("box", "T", "despatch"))
