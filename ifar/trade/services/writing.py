"""Writing an act of trade, and what is read of the reference data for it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Any, Final

from django.utils import timezone

from ifar.acts.recorder import Recorder
from ifar.errors import Reason
from ifar.reference import selectors as reference
from ifar.trade.acts import ACTS
from ifar.trade.inputs import GoodsLine, Through, ValuedLine

WRITE: Final = "trade:transfer:write"
PROPOSE: Final = "trade:decision:propose"
PROPOSE_LIST: Final = "trade:list:propose"
VERIFY: Final = "trade:paper:verify"
ADVISE: Final = "trade:advice:give"
ANNOUNCE: Final = "trade:journey:announce"
CHECK: Final = "trade:journey:check"
RECORDER: Final = Recorder(
    ACTS,
    conflicts={
        "the gate is shut": "trade.gate",
        "a fee is not paid": "trade.unpaid.meanwhile",
        "its fee is paid": "trade.fee_paid",
        "the authorisation says too little": "trade.gate",
        "the applicant is barred": "trade.changed_meanwhile",
        "an earlier delivery is not verified": "trade.gate.delivery",
        "an earlier refusal is not answered": "trade.refusal.open",
        "the refusal is not verified": "trade.refusal.unverified",
        "that consignment did not leave": "trade.delivery.consignment",
        "nothing left on it": "trade.delivery.none",
        "the register holds something else": "trade.enquiry.register",
        "the risk is not assessed": "trade.risk.refused",
        "it is another day": "trade.changed_meanwhile",
        "with the consignee nothing is dealt": "trade.gate.closed",
        "there is no such file": "trade.paper.file",
        "this paper is on file": "trade.paper.twice",
        "it is named already": "trade.party.named",
        "another office keeps it": "trade.other_office",
        "what leaves this State is an export": "trade.is_export",
        "an export leaves this State, and an import comes to it": "trade.not_home",
        "the goods stay in one State": "trade.same_state",
        "a general one names types of goods": "trade.extent.class",
        "it allows one consignment": "trade.extent.single",
        "it names other consignees than it may": "trade.further.several",
        "goods go to another State": "trade.further.state",
        "it goes to somebody else": "trade.consignment.consignee",
        "another compartment authorises it": "trade.compartment",
        "the authorisation is not in force": "trade.not_in_force",
        "travellers use the authorisation": "trade.travelled",
        "a State authorises what it transfers itself": "trade.no_applicant",
        "the packing list is closed": "trade.list_closed",
        "something is packed in it": "trade.still_packed",
        "there is no such crate": "trade.crate.none",
        "it is of somebody else": "trade.pack.owner",
        "its serial number is another one": "trade.changed_meanwhile",
        "the licence of its owner is not in force": "trade.exit.licence",
        "the licence of a firearm is not in force": "trade.journey.licence",
        "another office packs it": "trade.pack.other",
        "another office releases it": "trade.exit.office",
        "it fits no line of goods": "trade.fits_no_line",
        "a firearm is packed by its record": "trade.pack.by_record",
        "more than its line allows": "trade.line_full",
        "nothing is packed": "trade.nothing_packed",
        "a crate bears no seal": "trade.unsealed",
        "it is registered": "trade.registered",
        "nobody saw it": "trade.register.none",
        "its life says nothing of it": "trade.changed_meanwhile",
        "it says nothing of what was packed": "trade.fate.items",
        "another case follows from it": "trade.changed_meanwhile",
        "its delivery is confirmed by it": "trade.receipt_stands",
        "it lies ahead": "trade.at_ahead",
        "it left on another day": "trade.left_on",
        "more is packed": "trade.packed_more",
        "it names other firearms than those of the journey": "trade.journey.arms",
        "a journey leads to another State": "trade.journey.home",
        "it is announced too late": "trade.changed_meanwhile",
        "a firearm is not of the traveller": "trade.journey.owner",
        "the journey lacks something": "trade.journey.lacks",
        "it may stay as long already": "trade.journey.sooner",
        "its authorisation ends before": "trade.journey.beyond",
        "the names were not asked of the lists that stand": "trade.gate.asked_anew",
        "somebody might be on a list": "trade.gate.match",
        "whoever approves decided of a match": "trade.gate.decided_by_you",
        "it has no name": "trade.changed_meanwhile",
        "the list has no such entry": "trade.changed_meanwhile",
        "the entry is still on the list": "trade.changed_meanwhile",
        "the list has other entries than were decided": "trade.changed_meanwhile",
        "no trader sends it": "trade.despatch.trader",
        "there is no such receiver": "trade.despatch.receiver",
        "there is no such carrier": "trade.despatch.carrier",
        "more is packed than was offered": "trade.changed_meanwhile",
        "it is with the carrier": "trade.changed_meanwhile",
        "it is not on the road": "trade.changed_meanwhile",
        "other crates were packed": "trade.changed_meanwhile",
        "something of it is on the road": "trade.changed_meanwhile",
        "it does not name who packed it": "trade.changed_meanwhile",
    },
    states_facts=False,
)


def today() -> dt.date:
    """The day of the office, by which database (`accounts_day`) and verifier count, too."""
    return timezone.localdate()


def goods_of(goods: Sequence[GoodsLine], extent: str = "") -> list[dict[str, Any]]:
    """Lines of goods as they stand on record: calibres by their codes, where the list has them.

    Args:
        extent: of the authorisation, where they are its own.

    Raises:
        Invalid: no such type, a value in no currency, or a line of a general authorisation that names more than a type.
    """
    known, resolver = dict(kinds_of_goods()), reference.resolver()
    rows = []
    for number, goods_line in enumerate(goods):
        if goods_line.type not in known:
            raise RECORDER.invalid(Reason("trade.goods.type", field=f"goods-{number}-type"))
        calibre = " ".join(goods_line.calibre.split())
        if calibre:
            read = resolver.resolve_calibre(calibre)
            calibre = read.code if read.code and read.is_certain else calibre.casefold()
        plain = {"make": " ".join(goods_line.make.split()), "model": " ".join(goods_line.model.split())}
        line = {"type": goods_line.type, "calibre": calibre, "quantity": goods_line.quantity, **plain}
        if extent == "general" and (calibre or any(plain.values())):
            raise RECORDER.invalid(Reason("trade.extent.class", field=f"goods-{number}-type"))
        rows.append({**line, **_worth(goods_line, number)})
    return rows


def _worth(line: GoodsLine, number: int) -> dict[str, Any]:
    if not isinstance(line, ValuedLine) or line.value is None:
        return {}
    if not line.currency:
        raise RECORDER.invalid(Reason("trade.goods.currency", field=f"goods-{number}-currency"))
    return {"value": line.value, "currency": line.currency}


def kinds_of_goods() -> list[tuple[str, str]]:
    """What goods may be: types of firearms, essential parts, ammunition."""
    types, parts = reference.choices("firearm_type"), reference.choices("essential_part")
    more = reference.choices("transfer_goods")
    return [(kind.code, kind.words) for kind in (*types, *parts, *more)]


def through_of(through: Sequence[Through], destinations: Collection[str]) -> list[dict[str, str]]:
    """Transit States as they stand on record, by their codes.

    Args:
        destinations: the States to which the goods go.

    Raises:
        Invalid: no such State, no such way, or it is on the way to none of the States of destination.
    """
    rows, ways, resolver = [], reference.words("transit_way"), reference.resolver()
    for number, item in enumerate(through):
        text = " ".join(item.country.split())
        code = text.upper() if reference.exists("country", text.upper()) else ""
        if not code:
            read = resolver.resolve_country(text)
            code = (read.code or "") if read.is_certain else ""
        if not code:
            raise RECORDER.invalid(Reason("trade.country", field=f"through-{number}-country"))
        if item.way not in ways:
            raise RECORDER.invalid(Reason("trade.way", field=f"through-{number}-way"))
        if item.into and item.into not in destinations:
            raise RECORDER.invalid(Reason("trade.through.into", field=f"through-{number}-into"))
        rows.append({"country": code, "way": item.way, **({"into": item.into} if item.into else {})})
    return rows
