"""The table's second chapter: trade, civilian possession, State stocks, and what authorities freeze or release. Pure."""

from __future__ import annotations

from typing import Final

from ifar.registry.lifecycle.acts import Deadline
from ifar.registry.lifecycle.changes import (
    await_disposal,
    into_state_stock,
    issue_to_unit,
    leave_to,
    pass_to,
    put_in_deposit,
    receive,
    return_home,
    set_legal,
    stay,
)
from ifar.registry.lifecycle.rule import (
    DEPOSITED,
    FREE,
    HELD,
    HELD_BY_CIVILIANS,
    LENT,
    SOLD,
    STOCK,
    TRADE_STOCK,
    Rule,
    due,
    due_back,
    recorders,
    states,
)
from ifar.registry.lifecycle.states import HOLDERS, TRADE_OWNERS, Custody, Legal, Ownership, State

BUYER: Final = ("buyer_permit_covers_category", "category_known", "quota_left", "background_check")
DEALERS: Final = (Ownership.IMPORTER, Ownership.WHOLESALER, Ownership.RETAILER)
ON_CONSIGNMENT: Final = {State.CONSIGNED: ("owner_consents",)}
"""Who keeps another's stock sells it where its owner said so when it was sent."""

TRADE: Final = (
    Rule(
        "wholesale_transferred",
        "EU 2021/555 art. 4(6)",
        recorders("maker dealer"),
        states(TRADE_STOCK, State.CONSIGNED),
        pass_to(*TRADE_OWNERS),
        needs=(*FREE, *SOLD, "new_owner"),
        needs_from=ON_CONSIGNMENT,
        expects=("seller_licence", "buyer_licence", "marks_complete", "counterparty_confirmed"),
    ),
    # On the road it is its owner's still, and in the hands of the carrier who is named: nobody answers for nothing (Protocol art. 11).
    Rule(
        "despatched",
        "EU 2021/555 art. 4(6)",
        recorders("maker dealer"),
        states(TRADE_STOCK, State.CONSIGNED),
        leave_to(Custody.CARRIER),
        needs=(*FREE, "carrier", "receiver"),
        # What lies there on consignment goes home as it is.
        needs_from=dict.fromkeys(sorted(TRADE_STOCK), SOLD),
        expects=("seller_licence", "buyer_licence", "carrier_licence", "marks_complete"),
    ),
    Rule(
        "despatch_received",
        "EU 2021/555 art. 4(6)",
        recorders("maker dealer"),
        states(State.DESPATCHED),
        receive,
        needs=(*FREE, "receiver"),
        expects=("seller_licence", "buyer_licence"),
    ),
    Rule(
        "consent_withdrawn",
        "EU 2021/555 art. 4(6)",
        recorders("maker dealer"),
        states(State.CONSIGNED),
        stay,
        needs=("owner_withdraws",),
        informs=True,
    ),
    Rule(
        "retail_sold",
        "EU 2021/555 art. 4(6), 5, 6",
        recorders("maker dealer"),
        states(TRADE_STOCK, State.CONSIGNED),
        pass_to(*HOLDERS, Ownership.STATE),
        needs=(*FREE, *SOLD, "new_owner"),
        needs_from=ON_CONSIGNMENT,
        expects=("seller_licence", *BUYER, "marks_complete", "counterparty_confirmed", "waiting_over"),
    ),
)

POSSESSION: Final = (
    Rule(
        "acquired",
        "EU 2021/555 art. 5, 6",
        recorders("licensing_authority maker dealer"),
        states(HELD_BY_CIVILIANS, DEPOSITED),
        pass_to(*HOLDERS, *DEALERS),
        creates=True,
        needs=FREE,
        expects=(*BUYER, "marks_complete", "counterparty_confirmed"),
    ),
    Rule(
        "privately_transferred",
        "EU 2021/555 art. 5, 6",
        recorders("licensing_authority"),
        states(HELD_BY_CIVILIANS, DEPOSITED),
        pass_to(*HOLDERS),
        needs=(*FREE, *SOLD, "new_owner", "paper"),
        expects=(*BUYER, "marks_complete", "counterparty_confirmed"),
    ),
    Rule(
        "inherited",
        "national law",
        recorders("licensing_authority"),
        states(State.HELD_CIVILIAN, State.DEPOSITED_ESTATE),
        pass_to(*HOLDERS),
        needs=(*FREE, "proof_not_failed", "new_owner"),
        expects=(*BUYER, "ownership_proven"),
    ),
    Rule(
        "loaned",
        "national law",
        recorders("licensing_authority maker dealer military police"),
        states(STOCK, HELD_BY_CIVILIANS),
        leave_to(Custody.BORROWER),
        needs=(*FREE, "proof_not_failed", "return_date", "borrower"),
        expects=("borrower_permit", "category_known"),
        due=due_back("loan_return"),
    ),
    Rule(
        "loan_returned",
        "national law",
        recorders("licensing_authority maker dealer military police"),
        states(State.ON_LOAN),
        return_home,
    ),
    Rule(
        "repair_handed_over",
        "national law",
        recorders("licensing_authority maker dealer military police customs holder"),
        states(STOCK, HELD),
        leave_to(Custody.REPAIRER),
        needs=(*FREE, "return_date", "repairer"),
        expects=("repairer_licence",),
        due=due_back("repair_return"),
    ),
    Rule(
        "repair_returned",
        "national law",
        recorders("licensing_authority maker dealer military police customs holder"),
        states(State.IN_REPAIR),
        return_home,
    ),
    Rule(
        "deposited",
        "national law",
        recorders("licensing_authority police dealer court"),
        states(HELD_BY_CIVILIANS, TRADE_STOCK, State.ON_LOAN, State.IN_REPAIR),
        put_in_deposit,
        needs=("ground", "depositary"),
        due=due(Deadline("deposit_resolution", 180)),
    ),
    Rule(
        "deposit_released",
        "national law",
        recorders("licensing_authority court"),
        states(State.DEPOSITED_REVOKED),
        return_home,
        needs=("owner_permit_valid",),
        expects=("category_known",),
    ),
    Rule(
        "blocked",
        "national law",
        recorders("licensing_authority police customs court military"),
        states(STOCK, HELD, LENT),
        set_legal(Legal.BLOCKED),
        needs=("not_blocked", "reason"),
    ),
    Rule(
        "unblocked",
        "national law",
        recorders("licensing_authority police customs court military"),
        states(STOCK, HELD, LENT),
        set_legal(Legal.LAWFUL),
        needs=("blocked", "order"),
    ),
)

STATE_STOCKS: Final = (
    Rule(
        "state_stock_received",
        "ITI para. 8(d), MOSAIC 05.20",
        recorders("military police customs court"),
        states(TRADE_STOCK, State.PENDING_DISPOSAL),
        into_state_stock,
        creates=True,
        needs=(*FREE, "order"),
        expects=("counterparty_confirmed",),
        needs_from={State.PENDING_DISPOSAL: ("disposal_authority", "marks_complete", "second_person")},
    ),
    Rule(
        "state_stock_issued",
        "MOSAIC 05.20",
        recorders("military police customs court"),
        states(State.IN_STOCK_STATE),
        issue_to_unit,
        needs=(*FREE, "order"),
        due=due_back("issue_return"),
    ),
    Rule(
        "state_stock_returned",
        "MOSAIC 05.20",
        recorders("military police customs court"),
        states(State.HELD_STATE),
        return_home,
    ),
    # Between stores of one force: on the road it is the sender's still, and in the hands of the escort who is named.
    Rule(
        "state_stock_sent",
        "MOSAIC 05.20; Protocol art. 11",
        recorders("military police customs court"),
        states(State.IN_STOCK_STATE),
        leave_to(Custody.CARRIER),
        needs=(*FREE, "order", "carrier", "receiver"),
    ),
    Rule(
        "state_stock_arrived",
        "MOSAIC 05.20; Protocol art. 11",
        recorders("military police customs court"),
        states(State.UNDER_ESCORT),
        return_home,
        needs=("order", "new_owner"),
    ),
    Rule(
        "state_stock_transferred",
        "MOSAIC 05.20",
        recorders("military police customs court"),
        states(State.IN_STOCK_STATE),
        stay,
        needs=(*FREE, "order"),
        expects=("counterparty_confirmed",),
    ),
    Rule(
        "written_off",
        "MOSAIC 05.20",
        recorders("military police customs court"),
        states(State.IN_STOCK_STATE),
        await_disposal,
        needs=(*FREE, "order", "method", "not_the_counter"),
        people=2,
        due=due(Deadline("disposal", 180)),
    ),
    Rule(
        "sold_to_civilians",
        "Protocol art. 8(1)(c)",
        recorders("military police customs licensing_authority"),
        states(State.IN_STOCK_STATE),
        pass_to(*HOLDERS, *DEALERS),
        needs=(*FREE, *SOLD, "order", "transfer_mark", "marks_complete", "new_owner", "not_the_counter"),
        expects=BUYER,
        people=2,
    ),
)
