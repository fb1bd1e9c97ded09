"""Which function of ledger runs when which table changes; `ifar migrate` makes these triggers (`ifar/triggers.py`)."""

from __future__ import annotations

from typing import Final

from ifar.triggers import Trigger

TRIGGERS: Final[tuple[Trigger, ...]] = (
    Trigger(
        "refuse_change",
        "BEFORE DELETE OR UPDATE",
        ("ledger_checkpoint", "ledger_cosignature", "ledger_key", "ledger_leaf"),
        "ledger_refuse",
    ),
    Trigger(
        "refuse_truncate",
        "BEFORE TRUNCATE",
        ("ledger_checkpoint", "ledger_cosignature", "ledger_key", "ledger_leaf", "ledger_tile"),
        "ledger_refuse",
        each="STATEMENT",
    ),
    Trigger("a_lock", "BEFORE INSERT", "ledger_entry", "ledger_entry_lock", each="STATEMENT"),
    Trigger("b_admit", "BEFORE INSERT", "ledger_entry", "ledger_entry_admit"),
    Trigger("apply", "AFTER INSERT", "ledger_erasure", "ledger_erasure_apply"),
    Trigger(
        "admit",
        "AFTER INSERT",
        "ledger_personal",
        "ledger_personal_admit",
        each="STATEMENT",
        referencing="NEW TABLE AS arrived",
    ),
    Trigger("refuse_change", "BEFORE DELETE OR UPDATE", "ledger_personal", "ledger_personal_keep"),
    Trigger("grow", "BEFORE UPDATE", "ledger_tile", "ledger_tile_grow"),
    Trigger("refuse_delete", "BEFORE DELETE", "ledger_tile", "ledger_refuse"),
)
