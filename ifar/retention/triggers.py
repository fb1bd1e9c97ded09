"""Which function of retention runs when which table changes; `ifar migrate` makes these triggers (`ifar/triggers.py`)."""

from __future__ import annotations

from typing import Final

from ifar.triggers import Trigger

TRIGGERS: Final[tuple[Trigger, ...]] = (
    Trigger("a_elsewhere", "BEFORE INSERT", "ledger_erasure", "retention_elsewhere_free"),
    Trigger("a_free", "BEFORE INSERT", "ledger_erasure", "retention_erasure_free"),
    Trigger("a_likeness", "BEFORE INSERT", "ledger_erasure", "retention_likeness_free"),
    Trigger("a_traces", "BEFORE INSERT", "ledger_erasure", "retention_traces_free"),
    Trigger("a_lock", "BEFORE INSERT", "retention_hold", "retention_hold_lock"),
)
