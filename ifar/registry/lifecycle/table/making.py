"""The table's first chapter: production, marking, proof, stock, and the way over a border. Pure."""

from __future__ import annotations

from typing import Final

from ifar.registry.lifecycle.acts import Deadline, Proposed
from ifar.registry.lifecycle.changes import (
    become,
    declare_stock,
    leave_to,
    pass_to,
    return_from_proof,
    return_home,
    send_to_proof,
    set_legal,
    set_marked,
    stay,
)
from ifar.registry.lifecycle.rule import (
    FREE,
    HELD,
    HELD_BY_CIVILIANS,
    NOWHERE,
    SOLD,
    STOCK,
    TRADE_STOCK,
    Rule,
    due,
    due_back,
    recorders,
    states,
)
from ifar.registry.lifecycle.states import Custody, Legal, Ownership, State

IMPORTERS: Final = (
    Ownership.IMPORTER,
    Ownership.WHOLESALER,
    Ownership.RETAILER,
    Ownership.PRIVATE,
    Ownership.COMPANY,
    Ownership.MUSEUM,
    Ownership.STATE,
)


def _marks_due_on_import(event: Proposed) -> tuple[Deadline, ...]:
    """An import mark on every permanent import, and a unique mark where there is none (Protocol art. 8(1)(b))."""
    unmarked = event.details.get("marking") == "none"
    return (Deadline("import_mark", 30), *((Deadline("unique_mark", 30),) if unmarked else ()))


PRODUCTION: Final = (
    Rule(
        "production_planned",
        "Protocol art. 3(d), 5",
        recorders("maker"),
        NOWHERE,
        become(State.PLANNED),
        creates=True,
        expects=("manufacturing_licence",),
    ),
    Rule(
        "production_started",
        "Protocol art. 3(d), 5",
        recorders("maker"),
        states(State.PLANNED),
        become(State.IN_PRODUCTION),
        expects=("manufacturing_licence",),
    ),
    Rule(
        "production_completed",
        "Protocol art. 3(d), 5",
        recorders("maker"),
        states(State.PLANNED, State.IN_PRODUCTION),
        become(State.MANUFACTURED),
        expects=("manufacturing_licence",),
        due=due(Deadline("marking", 1)),
    ),
    Rule(
        "marked",
        "Protocol art. 8(1)(a)",
        recorders("maker"),
        states(State.MANUFACTURED),
        become(State.MARKED),
        needs=("new_marks_complete", "serial_unique"),
        expects=("manufacturing_licence",),
    ),
    Rule(
        "proof_handed_over",
        "national law",
        recorders("maker dealer proof_house licensing_authority military"),
        states(State.MARKED, STOCK, HELD_BY_CIVILIANS),
        send_to_proof,
        needs=FREE,
        expects=("marks_complete",),
        due=due(Deadline("proof_return", 60)),
    ),
    Rule(
        "proof_returned",
        "national law",
        recorders("maker dealer proof_house licensing_authority military"),
        states(State.AT_PROOF_HOUSE),
        return_from_proof,
    ),
    Rule(
        "stock_declared",
        "EU 2021/555 art. 4(6)",
        recorders("maker dealer"),
        states(State.MARKED, State.PROOFED),
        declare_stock,
        creates=True,
        needs=("proof_not_failed",),
        expects=("seller_licence", "marks_complete"),
    ),
)

BORDERS: Final = (
    Rule(
        "imported",
        "Protocol art. 8(1)(b), 10(1)",
        recorders("dealer customs licensing_authority military"),
        states(State.EXPORTED, State.TEMP_IMPORTED),
        pass_to(*IMPORTERS),
        creates=True,
        expects=("import_authorised", "quota_left"),
        due=_marks_due_on_import,
    ),
    Rule(
        "import_marked",
        "Protocol art. 8(1)(b)",
        recorders("dealer maker proof_house customs military"),
        states(STOCK, HELD) - {State.IN_STOCK_MAKER},
        set_marked,
        needs=("import_mark_complete",),
    ),
    Rule(
        "temporarily_imported",
        "Protocol art. 10(6)",
        recorders("customs licensing_authority"),
        states(State.EXPORTED),
        become(State.TEMP_IMPORTED),
        creates=True,
        needs=("return_date",),
        expects=("temporary_permit",),
        due=due_back("re_export"),
    ),
    Rule(
        "reexported",
        "Protocol art. 10(6)",
        recorders("customs"),
        states(State.TEMP_IMPORTED),
        become(State.EXPORTED),
    ),
    Rule(
        "stay_extended",
        "Protocol art. 10(6)",
        recorders("licensing_authority"),
        states(State.TEMP_IMPORTED),
        stay,
        needs=("return_date", "stay_allowed"),
        due=due_back("re_export"),
        informs=True,
    ),
    Rule(
        "export_licensed",
        "Protocol art. 10(2)",
        recorders("licensing_authority maker dealer holder"),
        states(TRADE_STOCK, HELD_BY_CIVILIANS, State.IN_STOCK_STATE),
        set_legal(Legal.EXPORT_LICENSED),
        needs=(
            *FREE,
            *SOLD,
            "import_licence",
            "transit_no_objections",
            "licence_document_complete",
            "marks_complete",
        ),
        expects=("end_user_document",),
    ),
    Rule(
        "export_withdrawn",
        "Protocol art. 10(1)",
        recorders("licensing_authority customs maker dealer holder"),
        states(TRADE_STOCK, HELD_BY_CIVILIANS, State.IN_STOCK_STATE),
        set_legal(Legal.LAWFUL),
        needs=("under_export_licence",),
    ),
    Rule(
        "exported",
        "Protocol art. 10(1)",
        recorders("customs licensing_authority"),
        states(TRADE_STOCK, HELD_BY_CIVILIANS, State.IN_STOCK_STATE),
        become(State.EXPORTED),
        needs=("under_export_licence", "licence_in_force", *SOLD),
        due=due(Deadline("delivery_verification", 90)),
    ),
    Rule(
        "delivery_confirmed",
        "Protocol art. 10(4)",
        recorders("licensing_authority customs"),
        states(State.EXPORTED),
        stay,
        informs=True,
    ),
    Rule(
        "transit_entered",
        "Protocol art. 10(2)-(3), 11",
        recorders("customs"),
        states(State.EXPORTED),
        become(State.IN_TRANSIT),
        creates=True,
        expects=("transit_notice",),
        due=due(Deadline("transit_exit", 30)),
    ),
    Rule(
        "transit_exited",
        "Protocol art. 10(2)-(3), 11",
        recorders("customs"),
        states(State.IN_TRANSIT),
        become(State.EXPORTED),
    ),
    Rule(
        "temporarily_exported",
        "Protocol art. 10(6)",
        recorders("licensing_authority customs maker dealer military"),
        states(STOCK, HELD),
        leave_to(Custody.ABROAD, Legal.TEMPORARY_EXPORT),
        needs=(*FREE, "return_date", "temporary_permit"),
        due=due_back("temporary_export_return"),
    ),
    Rule(
        "absence_extended",
        "Protocol art. 10(6)",
        recorders("licensing_authority"),
        states(State.TEMP_EXPORTED),
        stay,
        needs=("return_date", "stay_allowed"),
        due=due_back("temporary_export_return"),
        informs=True,
    ),
    Rule(
        "temporary_export_returned",
        "Protocol art. 10(6)",
        recorders("customs"),
        states(State.TEMP_EXPORTED),
        return_home,
    ),
)
