"""The named conditions of the life cycle: what each asks, on which article it stands, and which desk can answer it.

A condition answers True, False or None (not known). Some are read from the event's own details or from the four facts;
the others are supplied by the caller, because only licences, marks, orders and people can answer them. Pure.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from ifar.registry.documents import says_none
from ifar.registry.lifecycle.acts import Proposed
from ifar.registry.lifecycle.states import Facts, Legal, Physical

Answer = bool | None
Read = Callable[[Facts | None, Proposed], Answer]

NOT_FINAL: Final = frozenset({"repair", "cleaning", "planned_reassembly"})
"""Purposes of taking a firearm apart that are no disassembly (NWR)."""


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition. `read` answers it from the facts or the details; `desk` is the kind of agency to ask otherwise.

    `narrows` marks a condition that the four facts alone can fail: where they do, the event is not even offered. `asks` is
    the detail of the event that answers it, where that has another name: a form demands it. `by_record` marks one that only a record
    answers: what somebody says with a paper in hand never does. As long as no part of the register keeps such records, it stays open.
    """

    name: str
    article: str
    desk: str = "licensing_authority"
    read: Read | None = None
    narrows: bool = False
    asks: str = ""
    by_record: bool = False

    @property
    def detail(self) -> str:
        """The detail that answers it."""
        return self.asks or self.name


def _given(name: str) -> Read:
    """The condition that the details carry `name`, and not empty."""
    return lambda _, event: bool(event.details.get(name))


def _document(name: str) -> Read:
    """The condition that the details name a document: a text that says that there is none names no document."""
    return lambda _, event: not says_none(str(event.details.get(name) or ""))


def _papered(_: Facts | None, event: Proposed) -> Answer:
    """A permit, by its number in this register or as it is printed."""
    return bool(event.details.get("licence")) or not says_none(event.paper)


def _witnessed(_: Facts | None, event: Proposed) -> Answer:
    """Two different witnesses, neither of whom proposed, approved or recorded the act."""
    return len(set(event.details.get("witnesses", ())) - event.people) >= 2


def _final(_: Facts | None, event: Proposed) -> Answer:
    return event.details.get("purpose") not in NOT_FINAL


def _marked(facts: Facts | None, _: Proposed) -> Answer:
    """An item that is known to be unmarked, or whose marks were altered, fails whatever else is said about its marks."""
    if facts is not None and facts.physical in {Physical.UNMARKED, Physical.ALTERED}:
        return False
    return None


def _legal_is(legal: Legal, wanted: bool) -> Read:
    return lambda facts, _: facts is None or (facts.legal == legal) is wanted


def _table(*conditions: Condition) -> Mapping[str, Condition]:
    return {condition.name: condition for condition in conditions}


CONDITIONS: Final[Mapping[str, Condition]] = _table(
    # The four facts themselves.
    Condition("not_blocked", "national law", read=_legal_is(Legal.BLOCKED, False), narrows=True),
    Condition("blocked", "national law", read=_legal_is(Legal.BLOCKED, True), narrows=True),
    Condition(
        "not_under_export_licence",
        "Protocol art. 10(1)",
        read=_legal_is(Legal.EXPORT_LICENSED, False),
        narrows=True,
    ),
    Condition(
        "under_export_licence",
        "Protocol art. 10(1)",
        read=_legal_is(Legal.EXPORT_LICENSED, True),
        narrows=True,
    ),
    # The event's own details.
    Condition("ground", "EU 2021/555 art. 4(5)", read=_given("ground")),
    Condition("order", "Protocol art. 6", read=_document("order")),
    Condition("method", "Protocol art. 6(2)", read=_given("method")),
    Condition("witnesses", "Protocol art. 6(2)", read=_witnessed),
    Condition("seal", "Protocol art. 11", read=_document("seal")),
    Condition("return_date", "Protocol art. 10(6)", read=_given("return_date")),
    Condition("certificate", "Protocol art. 9", read=_document("certificate")),
    Condition("reason", "EU 2021/555 art. 4(5)", read=_given("reason")),
    Condition("new_owner", "Protocol art. 7", read=_given("owner"), asks="owner"),
    Condition("borrower", "Protocol art. 7", read=_given("borrower")),
    Condition("repairer", "Protocol art. 7", read=_given("repairer")),
    Condition("carrier", "Protocol art. 11", read=_given("carrier")),
    Condition("receiver", "EU 2021/555 art. 4(6)", read=_given("receiver")),
    Condition("depositary", "Protocol art. 7", read=_given("depositary")),
    Condition("paper", "EU 2021/555 art. 10", read=_papered),
    Condition("purpose", "ITI para. 14-23", read=_given("purpose")),
    Condition("survivor", "NWR", read=_given("survivor")),
    Condition("final_disassembly", "NWR", read=_final),
    Condition("successor", "NWR", read=_given("successor")),
    Condition("part", "NWR", read=_given("part")),
    Condition("firearm", "Protocol art. 3(b)", read=_given("firearm")),
    # Marks.
    Condition("marks_complete", "Protocol art. 8(1)(a)", read=_marked, narrows=True),
    Condition("new_marks_complete", "Protocol art. 8(1)", "licensing_authority"),
    Condition("import_mark_complete", "Protocol art. 8(1)(b)", "licensing_authority"),
    Condition("transfer_mark", "Protocol art. 8(1)(c)", "military", by_record=True),
    Condition("serial_unique", "Protocol art. 8(1)(a)", "licensing_authority"),
    # Licences and permits.
    Condition("manufacturing_licence", "Protocol art. 3(d)", "licensing_authority"),
    Condition("seller_licence", "EU 2021/555 art. 4(6)", "licensing_authority"),
    Condition("buyer_licence", "EU 2021/555 art. 4(6)", "licensing_authority"),
    Condition("carrier_licence", "Protocol art. 11", "licensing_authority"),
    Condition("buyer_permit_covers_category", "EU 2021/555 art. 5, 6", "licensing_authority"),
    Condition("category_known", "EU 2021/555 annex I", "licensing_authority", by_record=True),
    Condition("quota_left", "national law", "licensing_authority"),
    Condition("background_check", "EU 2021/1423", "licensing_authority"),
    Condition("borrower_permit", "national law", "licensing_authority"),
    Condition("repairer_licence", "national law", "licensing_authority"),
    Condition("gunsmith_licence", "national law", "licensing_authority"),
    Condition("permit_covers_new_category", "EU 2021/555 art. 4(5)(d)", "licensing_authority"),
    Condition("owner_permit_valid", "national law", "licensing_authority"),
    Condition("accredited_body", "Protocol art. 9", "licensing_authority"),
    Condition("standard_met", "EU 2015/2403", "proof_house"),
    Condition("counterparty_confirmed", "EU 2021/555 art. 4(6)", "dealer"),
    Condition("waiting_over", "national law", by_record=True),
    # Crossing borders.
    Condition("import_authorised", "Protocol art. 10(1)", "licensing_authority", by_record=True),
    Condition("import_licence", "Protocol art. 10(2)(a)", "licensing_authority", by_record=True),
    Condition("transit_no_objections", "Protocol art. 10(2)(b)", "licensing_authority", by_record=True),
    Condition("licence_document_complete", "Protocol art. 10(3)", "licensing_authority", by_record=True),
    Condition("end_user_document", "ATT art. 8", "licensing_authority"),
    Condition("licence_in_force", "Protocol art. 10(1)", "licensing_authority", by_record=True),
    Condition("temporary_permit", "Protocol art. 10(6)", "licensing_authority", by_record=True),
    Condition("stay_allowed", "Protocol art. 10(6)", "licensing_authority", by_record=True),
    Condition("transit_notice", "Protocol art. 10(3)", "licensing_authority", by_record=True),
    # Courts, custody, disposal, State stocks.
    Condition("ownership_proven", "national law", "court"),
    Condition("disposal_authority", "Protocol art. 6(2)", "court"),
    Condition("list_sealed", "Protocol art. 6(2)", "police", by_record=True),
    Condition("not_the_counter", "MOSAIC 05.20", "military"),
    # What was found of it.
    Condition("proof_not_failed", "national law", "proof_house", by_record=True),
    Condition("not_disputed", "Protocol art. 7", by_record=True),
    Condition("owner_consents", "EU 2021/555 art. 4(6)", "dealer", by_record=True),
    Condition("owner_withdraws", "EU 2021/555 art. 4(6)", "dealer", by_record=True),
    # People and records.
    Condition("second_person", "UNCAC art. 7-9", "licensing_authority", by_record=True),
    Condition("latest_change", "register's own rule", "licensing_authority", by_record=True),
)
